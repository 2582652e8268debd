"""The page as text: pure, escaped, self-contained, the same numbers in both languages."""

from __future__ import annotations

import itertools
import re
from collections import Counter

import pytest
from record_sample import with_record
from sample import sample

from html_lab import Page
from lab import arabic
from policeaudit.assessment.model import Assessment, Measurement, VerdictWord
from policeaudit.report import render
from policeaudit.report.sentences import VERDICTS
from policeaudit.text import percent, points, whole

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
HAN = r"[\u3400-\u9fff]"


@pytest.fixture(scope="module")
def parsed(pages):
    return {lang: Page(text) for lang, text in pages.items()}


def test_same_assessment_same_bytes(assessment, pages):
    again = Assessment.model_validate_json(assessment.model_dump_json(by_alias=True))
    assert {lang: render(again, lang) for lang in pages} == pages


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_page_is_whole_and_names_its_language(parsed, lang):
    assert parsed[lang].elements[0] == ("html", {"lang": {"en": "en", "zh": "zh-CN"}[lang]})


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_nothing_is_fetched_and_nothing_runs(pages, parsed, lang):
    for tag, attributes in parsed[lang].elements:
        assert tag not in {"script", "link", "iframe", "img", "object", "embed", "form", "base"}
        assert "src" not in attributes
        assert (attributes.get("href") or "#").startswith("#")
        assert not [name for name in attributes if name.startswith("on")]
    assert not re.search(r"url\((?!data:)|@import|https?://", pages[lang])
    assert "default-src 'none'" in pages[lang]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_ids_are_unique_and_every_link_and_label_leads_somewhere(parsed, lang):
    ids = Counter(a["id"] for _, a in parsed[lang].elements if "id" in a)
    assert set(ids.values()) == {1}
    for _, attributes in parsed[lang].elements:
        if "href" in attributes:
            assert attributes["href"][1:] in ids
        for name in (attributes.get("aria-labelledby") or "").split():
            assert name in ids


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_headings_never_skip_a_level(parsed, lang):
    levels = [int(tag[1]) for tag, _ in parsed[lang].elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_table_has_a_caption_and_scoped_heads(parsed, lang):
    tags = Counter(tag for tag, _ in parsed[lang].elements)
    assert tags["table"] == tags["caption"] > 5
    assert all(a.get("scope") for tag, a in parsed[lang].elements if tag == "th")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_chart_is_an_image_with_title_and_description(parsed, assessment, lang):
    charts = [a for tag, a in parsed[lang].elements if tag == "svg" and a.get("role") == "img"]
    assert {a.get("fill") for a in charts} == {"none"}, "a line without a fill of its own would be a black area"
    judged = {(f.measure, f.sensitive_feature) for f in assessment.findings if f.verdict != VerdictWord.NO_LIMIT}
    drawn = [each for each in assessment.exhibits if each.exhibit.chart]
    assert len(charts) == len(judged) + len(drawn)
    for chart in charts:
        assert chart["viewbox"]
        assert not {"width", "height"} & set(chart)
    inside = [a for tag, a in parsed[lang].elements if tag in {"g", "path", "text", "line"}]
    assert not [name for a in inside for name in a if name.startswith("aria-role") or name == "role"]


def numbers(text: str) -> Counter[str]:
    text = arabic(text)
    for i, month in enumerate(MONTHS, 1):
        text = text.replace(f" {month} ", f" {i} ")
    return Counter(re.findall(r"\d+(?:,\d{3})*(?:\.\d+)?", text))


@pytest.mark.parametrize("record", [False, True])
def test_both_languages_hold_the_same_numbers(parsed, assessment, record):
    texts = {lang: Page(render(with_record(assessment), lang)) for lang in parsed} if record else parsed
    en, zh = (numbers(texts[lang].text) for lang in ("en", "zh"))
    assert set(en) - {"10,000"} == set(zh)  # 万 in Chinese


def test_chinese_text_has_full_width_punctuation(pages):
    text = re.sub(r"<style>.*?</style>", "", pages["zh"], flags=re.S)
    text = re.sub(r"<[^>]+>", "\n", text)
    assert not re.findall(rf".*(?:{HAN} ?[,;?()!:]|[,;?(] ?{HAN}).*", text)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_findings_are_printed_unchanged(parsed, assessment, lang):
    for finding in assessment.findings:
        if finding.verdict is VerdictWord.NO_LIMIT:
            continue
        for words in (finding.heading, finding.sentence, finding.criterion, finding.effect, finding.settle):
            assert words is None or words[lang] in parsed[lang].text


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_estimate_is_printed_with_its_count_and_range(parsed, assessment, lang):
    text = parsed[lang].text
    for m in assessment.measures:
        if m.value is None:
            assert m.not_measurable[lang] in text
            continue
        for number in (percent(m.value), percent(m.low), percent(m.high), whole(m.n)):
            assert number[lang] in text


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_verdicts_are_words(parsed, lang):
    for word in VERDICTS.values():
        assert word[lang] in parsed[lang].text
    assert "significant" not in parsed["en"].text.casefold()


def test_the_two_sentences_and_the_banners(parsed):
    sentence = (
        "If the records are right, the chance that even one “Action needed” in this report is wrong is at most 5%."
    )
    assert sentence in parsed["en"].text
    assert "Silence is not clearance." in parsed["en"].text
    assert "Synthetic data." in parsed["en"].text
    assert "Draft for reply" in parsed["en"].text
    final = Page(render(sample(status="final", synthetic=False), "en")).text
    assert "Synthetic data." not in final
    assert "Draft for reply" not in final


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_hostile_labels_are_escaped_cut_and_cannot_turn_a_line(hostile, lang):
    page = render(hostile, lang)
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert not re.search("[\u202a-\u202e\u2066-\u2069]", page)
    Page(page)
    charts = re.findall(r'<svg viewBox="0 0 420.*?</svg>', page, flags=re.S)
    assert charts
    assert max(len(text) for chart in charts for text in re.findall(r"<text[^>]*>([^<]*)", chart)) < 80


def test_a_reconciliation_that_does_not_add_up_is_refused(assessment):
    intake = assessment.intake.model_copy(update={"rows_used": assessment.intake.rows_used - 1})
    with pytest.raises(ValueError, match="does not add up"):
        render(assessment.model_copy(update={"intake": intake}), "en")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_an_assessment_with_little_in_it(assessment, lang):
    bare = assessment.model_copy(
        update={
            "findings": [],
            "measures": [],
            "intake": assessment.intake.model_copy(
                update={
                    "follow_up": [],
                    "subjects": None,
                    "versions": [],
                    "levels": [],
                    "left_out_columns": [],
                }
            ),
            "audit": assessment.audit.model_copy(
                update={"purpose": None, "independence": None, "levels": [], "limits": [], "features": []}
            ),
        }
    )
    text = Page(render(bare, lang)).text
    assert {"en": "Differences are shown without a verdict", "zh": "仅列示"}[lang] in text


@pytest.mark.parametrize(
    ("lang", "worth", "widened"),
    [
        (
            "en",
            "the 14,260 warnings with a checked result tell only as much about precision as 5,102 independent",
            "are widened",
        ),
        ("zh", "有核查结果的14,260条预警，就预警准确率而言，信息量仅相当于5,102条相互独立的预警", "区间已相应放宽"),
    ],
)
def test_what_repeated_subjects_leave_of_the_warnings(assessment, lang, worth, widened):
    def text(n_effective: float | None) -> str:
        measures = [
            m.model_copy(update={"n": 14_260, "n_effective": n_effective})
            if (m.measure, m.sensitive_feature) == ("precision", None)
            else m
            for m in assessment.measures
        ]
        return Page(render(assessment.model_copy(update={"measures": measures}), lang)).text

    assert worth in text(5101.7)
    for nothing_lost in (14_260.0, None):
        assert worth[-12:] not in text(nothing_lost)
        assert widened in text(nothing_lost)


def scalar(name: str, value: float, n: int) -> dict[str, object]:
    keys = ("group", "low", "high", "lower_bound", "upper_bound", "not_measurable", "numerator", "n_effective")
    rest = {
        "measure": name,
        "sensitive_feature": "residency",
        "n": n,
        "value": value,
        "method": "fairlearn",
        "missing": 0,
    }
    return dict.fromkeys(keys) | rest


def test_the_fields_scalars_have_words_points_and_the_smallest_group(assessment):
    names = {"demographic_parity_difference": 0.1234, "demographic_parity_ratio": 0.63, "sklearn.metrics.f1_score": 0.5}
    added = [Measurement.model_validate(scalar(name, value, 18)) for name, value in names.items()]
    more = assessment.model_copy(update={"measures": [*assessment.measures, *added]})
    page = render(more, "zh")
    text = Page(page).text
    assert "预警率最大差距" in text
    assert "最大群体与最小群体之差 – 18 [u] 12.3个百分点" in text
    assert "最小群体与最大群体之比 – 18 [u] 0.63" in text
    assert '<h3 id="evidence-sklearn.metrics.f1_score"><code>' in page
    assert "parity" not in text.replace("evidence-demographic", "")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_limits_set_after_the_period_are_told_before_the_verdicts(assessment, lang):
    late = [limit.model_copy(update={"after_start": True, "after_end": True}) for limit in assessment.audit.limits]
    audit = assessment.audit.model_copy(update={"limits": late, "outcome_meaning": None})
    text = Page(render(assessment.model_copy(update={"audit": audit}), lang)).text
    told = {"en": "The limits were set after the audited period", "zh": "限值系在评估期间之后设定"}[lang]
    assert text.index(told) < text.index({"en": "Three things to know", "zh": "三项要点"}[lang])
    assert {"en": "set after the period ended", "zh": "评估期间结束后才设定"}[lang] in text
    assert {"en": "Not stated in the audit plan", "zh": "审计方案未写明"}[lang] in text


def test_what_would_settle_it_is_never_said_to_be_nothing_where_it_is_open(assessment):
    open_ones = [f.model_copy(update={"settle": None}) for f in assessment.findings if f.verdict == "cannot_tell"]
    text = Page(render(assessment.model_copy(update={"findings": open_ones}), "en")).text
    assert "What would settle it Not known." in text
    assert "Nothing further is needed" not in text


def test_gap_wording_is_the_assessments_own(parsed, assessment):
    finding = next(f for f in assessment.findings if f.id == "group-rates.precision.residency.migrants")
    assert points(finding.gap.value).en == "15.2 points"
    assert "Migrant residents: 15.2 points worse than local residents" in parsed["en"].text
    assert "流动人口比本地居民差15.2个百分点" in parsed["zh"].text
