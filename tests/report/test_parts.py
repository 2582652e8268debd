"""The parts of a report: sentences, key figures, charts, glossary, cleaning."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from sample import sample

from policeaudit.assessment.model import VerdictWord
from policeaudit.report import charts, figure_words
from policeaudit.report.cards import cards
from policeaudit.report.clean import clean, cut, width_of
from policeaudit.report.glossary import terms
from policeaudit.report.key_figures import key_figures
from policeaudit.report.sentences import SENTENCES, SEVERITY, VERDICTS
from policeaudit.report.speaker import Speaker
from policeaudit.text import Text

HALF_WIDTH = re.compile(r"[\u3400-\u9fff}][,;?()!:]|[,;?(][\u3400-\u9fff{]")
EVERY = {**SENTENCES, **{k: v for k, v in vars(figure_words).items() if isinstance(v, Text)}}


@pytest.mark.parametrize("key", EVERY)
def test_patterns_have_the_same_blanks_and_full_width_punctuation(key):
    text = EVERY[key]
    blanks = re.findall(r"{(\w+)}", text.en)
    assert set(blanks) == set(re.findall(r"{(\w+)}", text.zh))
    text.fill(**dict.fromkeys(blanks, "x"))
    assert not HALF_WIDTH.search(text.zh)
    assert "  " not in text.en


def test_every_sentence_is_used():
    folder = Path(charts.__file__).parent
    used = "".join(p.read_text() for p in [*folder.glob("*.py"), *folder.glob("templates/*.j2")])
    stems = re.findall(r"'([\w.]+\.)' ~ |f\"{name}\.(\w+)\"", used)
    starts = tuple(stem for stem, _ in stems if stem)
    left = [k for k in SENTENCES if used.count(k) < 2 and not k.startswith(starts) and not k.endswith(".title")]
    assert not left


def test_every_verdict_has_its_word_and_rank():
    assert set(VERDICTS) == set(VerdictWord) == set(SEVERITY)


def test_glossary_has_both_languages_and_no_term_twice():
    entries = terms()
    assert len(entries) >= 25
    assert max(Counter(term.en for term, _ in entries).values()) == 1
    assert max(Counter(term.zh for term, _ in entries).values()) == 1
    assert not [meaning.zh for _, meaning in entries if HALF_WIDTH.search(meaning.zh)]


def test_key_figures_say_what_the_assessment_says(assessment):
    told = " ".join(f.text.en for f in key_figures(assessment))
    assert "Of 1,000 checked warnings about migrant residents, 317 were wrong" in told
    assert "of 1,000 about local residents, 165 were wrong. That is 1.9 times as many." in told
    m = Speaker(assessment, "en").measurement("precision", None, None)
    assert f"{m.numerator:,} proved right and {m.n - m.numerator:,} were wrong" in told
    assert "Missed cases are unknown: only warnings were ever checked" in told
    assert 6 <= len(key_figures(assessment)) <= 10


@pytest.mark.parametrize("figure", range(8))
def test_key_figures_hold_the_same_numbers_in_both_languages(assessment, figure):
    text = key_figures(assessment)[figure].text
    en, zh = (re.findall(r"\d[\d,.]*\d|\d", words.replace(",", "")) for words in (text.en, text.zh))
    assert en == zh


def test_small_groups_are_told_in_counts(assessment):
    hill = [f for f in assessment.findings if f.group == "hill" and f.measure == "precision"]
    told = key_figures(assessment.model_copy(update={"findings": hill}))
    assert any("Of 40 checked warnings about Hill, 14 were wrong" in f.text.en for f in told)


def test_groups_too_small_to_judge_are_no_key_figure(assessment):
    small = [f.model_copy(update={"n": 18}) for f in assessment.findings if f.group == "hill"]
    few = [f.model_copy(update={"n_reference": 18}) for f in assessment.findings if f.group == "migrants"]
    told = key_figures(assessment.model_copy(update={"findings": small + few}))
    assert not [f for f in told if "Hill" in f.text.en or "migrant" in f.text.en]


def test_a_ratio_beyond_its_limit_is_told_as_a_ratio(assessment):
    migrants = next(f for f in assessment.findings if f.measure == "selection_rate" and f.group == "migrants")
    gap = next(f for f in assessment.findings if f.measure == "precision" and f.group == "migrants")
    limit = migrants.limit
    acted = migrants.model_copy(update={"verdict": VerdictWord.ACTION_NEEDED})
    both = assessment.model_copy(update={"findings": [acted, gap.model_copy(update={"limit": limit})]})
    en, zh = ({c.measure: c.picture.words for c in cards(both, Speaker(both, lang))} for lang in ("en", "zh"))
    ratio = f"{acted.ratio.value:.2f}"
    assert en["selection_rate"].title == f"Migrant residents: warned about {ratio} times as often as local residents"
    assert zh["selection_rate"].title == f"流动人口的预警率为本地居民的{ratio}倍"
    assert "times that of local residents" in en["precision"].title


def test_chart_description_tells_bounds_band_and_verdicts(assessment):
    card = next(
        c for c in cards(assessment, Speaker(assessment, "en")) if (c.measure, c.feature) == ("precision", "residency")
    )
    assert "possible values" in card.picture.words.description
    assert "Accepted: 78.5% to 88.5%. Verdict for migrant residents: Action needed." in card.picture.words.description


def test_chart_draws_every_group_and_never_leaves_its_frame(assessment):
    for card in cards(assessment, Speaker(assessment, "en")):
        svg = str(card.picture.chart)
        for label, value, count in card.picture.words.rows:
            assert label in svg
            assert value in svg
            assert count in svg
        xs = [float(x) for each in re.findall(r'\bc?x="([-\d.]+)"|\bM([-\d.]+) ', svg) for x in each if x]
        assert min(xs) >= 0
        assert max(xs) <= charts.WIDTH
        assert len(card.picture.words.title.split()) <= 12


def test_accepted_band_of_a_gap_a_ratio_and_a_target(assessment):
    bands = {(c.measure, c.feature): c.picture.geometry.band for c in cards(assessment, Speaker(assessment, "en"))}
    assert bands["precision", "residency"] == pytest.approx((0.785, 0.885))
    locals_rate = 12_280 / 149_000
    assert bands["selection_rate", "residency"] == pytest.approx((locals_rate * 0.8, locals_rate / 0.8))
    assert bands["follow_up_rate", "housing"] == (0.9, 1.0)
    assert bands["precision", "district"] is None


def test_too_many_groups_are_cut_in_the_chart_only():
    marks = tuple(charts.Mark(0.5, 0.4, 0.6, 0.5, 0.5) for _ in range(3))
    assert charts.Geometry(marks).height == charts.TOP + 3 * charts.ROW + charts.AXIS


@pytest.mark.parametrize(
    ("values", "ends"),
    [
        ((0.683, 0.835), (0.65, 0.85)),
        ((0.0, 1.0), (0.0, 1.0)),
        ((0.5, 0.5), (0.49, 0.51)),
        ((0.01, 0.018), (0.01, 0.02)),
    ],
)
def test_axis_ends_on_round_numbers(values, ends):
    marks = tuple(charts.Mark(v, v, v, v, v) for v in values)
    low, high, step = charts.Geometry(marks).domain()
    assert low <= min(values) <= max(values) <= high
    assert round(low / step, 6) == round(low / step)
    assert ends[0] >= low - step
    assert ends[1] <= high + step


def test_charts_without_any_value_still_draw():
    nothing = charts.Geometry((charts.Mark(None, None, None, None, None),))
    svg = charts.draw(nothing, charts.Words("t", "d", (("a", "not measurable", ""),)), "chart")
    assert "not measurable" in svg


def test_cutting_counts_columns():
    assert cut("abc", 3) == "abc"
    assert cut("流动人口居民", 7) == "流动人…"
    assert width_of(cut("x" * 100, 20)) == 20


def test_cleaning_drops_marks_that_turn_a_line():
    cleaned = clean(sample({"migrants": "a\u202eb\u0000c"}))
    assert cleaned.audit.features[0].groups[1].label.en == "abc"


@pytest.mark.parametrize("mark", ["\u202e", "\x00", "\b", "\x0b", "\f", "\x1f", "\x7f", "\x85", "\ufeff"])
def test_each_unwanted_mark_alone_is_dropped(mark):
    cleaned = clean(sample({"migrants": f"a{mark}b"}))
    assert cleaned.audit.features[0].groups[1].label.en == "ab"


def test_text_without_such_marks_stays_as_it_is():
    assert clean(sample({"migrants": "a\\u202e\tb"})) == sample({"migrants": "a\\u202e\tb"})


def test_a_gap_and_a_target_for_the_same_groups_have_a_card_each(assessment):
    gap = next(f for f in assessment.findings if f.measure == "precision" and f.group == "migrants")
    limit = gap.limit.model_copy(update={"kind": "target", "value": 0.9})
    target = gap.model_copy(update={"id": "target", "reference": None, "limit": limit})
    both = assessment.model_copy(update={"findings": [gap, target]})
    made = cards(both, Speaker(both, "en"))
    assert [card.target for card in made] == [False, True]
    assert made[1].picture.geometry.band == (0.9, 1.0)
    assert made[1].picture.words.title == "Migrant residents: target missed"


def test_a_label_of_digits_is_named_with_its_feature():
    speaker = Speaker(sample({"migrants": "60+"}), "zh")
    assert speaker.noun("residency", "migrants") == "居住身份“60+”"
    assert speaker.noun("residency", "locals") == "本地居民"


def test_a_group_that_is_the_log_s_own_word_is_named_with_its_feature():
    speaker = Speaker(sample({"migrants": "migrants"}), "en")
    assert speaker.noun("residency", "migrants").endswith("“migrants”")
