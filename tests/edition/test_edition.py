"""The public edition says what the full one says, from published counts alone."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from attack import Page, numbers
from worlds import SIZES, counts_of, world

from lab import ROOT, audit
from policeaudit.assessment import model as m
from policeaudit.edition import public_edition
from policeaudit.measures import MEASURES
from policeaudit.pipeline import to_json
from policeaudit.plan import load_plan
from policeaudit.report import render
from policeaudit.text import LANGUAGES

sys.path.insert(0, str(ROOT / "tests" / "report"))

from record_sample import with_record

GAP = "C01.precision.origin.migrant.gap"


@pytest.fixture(scope="module")
def demo() -> m.Assessment:
    plan = load_plan(ROOT / "audits" / "demo-city-2022q4.toml").plan
    full = audit(plan.model_dump(mode="json", exclude_unset=True, exclude_none=True), ROOT / "audits")
    return with_record(full).model_copy(update={"checks": full.checks, "norms": full.norms})


def test_a_withheld_count_could_be_any_small_number_the_files_are_the_same(tmp_path: Path) -> None:
    """The strongest proof there is: nine worlds, and one public edition of them all, to the last byte of its pages."""
    full = [world(counts_of(n), tmp_path) for n in range(1, 10)]
    assert len({to_json(a) for a in full}) == 9
    public = [public_edition(a) for a in full]
    assert public[0].public
    assert public[0].public.counts["warned pending:origin=migrant"] is None
    assert len({to_json(a) for a in public}) == 1
    for lang in LANGUAGES:
        assert len({render(public[i], lang) for i in (0, 8)}) == 1


_TAKEN = re.compile(
    r"audit\."
    r"|intake\.(rows_in|rows_used|left_out\.\d+|follow_up\.\d+)(\.|$)"
    r"|pillars\.\d+\.(id|verdict)$"
    r"|findings\.\d+\.(id|check|pillar|verdict|measure|sensitive_feature|group|reference)$"
    r"|findings\.\d+\.limit\.(value|kind|set_by\.\w+|set_on)$"
    r"|measures\.\d+\.(measure|sensitive_feature|group|method|n|n_effective)$"
    r"|checks\.\d+\.(?!not_assessed)"
    r"|norms\."
    r"|replies\."
    r"|actions\.(as_of|previous\.\d+\.(id|period_start|period_end))$"
    r"|actions\.entries\.\d+\.(?!heading|evidence|before|after|change|retest)"
    r"|process\.(version|answered_on|verdicts|rules)"
    r"|process\.answers\.\d+\.(id|pillar|key|question|given|counted)"
    r"|provenance\.(?!tally_sha256)"
)
"""The whole of what may get into a public edition: all else in an assessment can be anything."""
_OF_PLAN = re.compile(r"findings\.(\d+)\.(criterion|recommendation)\.")
"""Taken too, where the finding compares groups of a feature by a measure of the log."""


def scrambled(full: m.Assessment) -> m.Assessment:
    """The same plan, follow-up table and verdicts, and nonsense in every number and every text beside them."""
    derived = {f.name for f in full.audit.features if f.derived}
    compared = {
        i
        for i, f in enumerate(full.findings)
        if f.measure in MEASURES and f.sensitive_feature and f.sensitive_feature not in derived
    }

    def scramble(part: Any, path: str) -> Any:
        if isinstance(part, dict):
            return {key: scramble(each, f"{path}.{key}" if path else key) for key, each in part.items()}
        if isinstance(part, list):
            return [scramble(each, f"{path}.{i}") for i, each in enumerate(part)]
        of_plan = _OF_PLAN.match(path)
        if _TAKEN.match(path) or (of_plan and int(of_plan[1]) in compared):
            return part
        if isinstance(part, str) and path.endswith((".en", ".zh")):
            return f"{part} 31337"
        if isinstance(part, bool) or not isinstance(part, int | float):
            return part
        return part + 31337

    return m.Assessment.model_validate(scramble(full.model_dump(mode="json", by_alias=True), ""))


def test_nothing_gets_into_it_that_is_not_listed(demo: m.Assessment) -> None:
    """Exhibits, charts, headlines, claims, facts, levels, versions, subjects, exact rates: any of them could be anything."""
    other = scrambled(demo)
    assert to_json(other).count(b"31337") > 3000
    assert other.exhibits != demo.exhibits
    assert to_json(public_edition(other)) == to_json(public_edition(demo))


def test_counts_are_rounded_as_declared(tmp_path: Path) -> None:
    for base in (10, 5):
        full = world(counts_of(3), tmp_path, publication={"rounding": base})
        public = public_edition(full)
        assert public.public
        for row in full.intake.follow_up:
            place = f"{row.sensitive_feature}={row.group}" if row.sensitive_feature else "all"
            for status in ("confirmed", "unfounded", "pending", "not_followed_up"):
                value = getattr(row, status)
                shown = public.public.counts[f"{'warned' if row.alerted else 'quiet'} {status}:{place}"]
                if 0 < value < 10:
                    assert shown is None
                elif shown is not None:
                    assert shown % base == 0
                    assert abs(shown - value) <= base // 2
                    assert (shown == 0) == (value == 0)
        assert public.public.withheld["warned pending:origin=migrant"] == (1, 9)


def test_verdicts_are_those_of_the_full_edition(demo: m.Assessment) -> None:
    public = public_edition(demo)
    exact = {f.id: f.verdict for f in demo.findings}
    compared = [f for f in public.findings if f.sensitive_feature]
    assert len(compared) > 30
    assert all(exact[f.id] is f.verdict for f in compared)
    assert [p.verdict for p in public.pillars] == [p.verdict for p in demo.pillars]
    assert [limit.value for limit in public.audit.limits] == [limit.value for limit in demo.audit.limits]


def measured(a: m.Assessment, name: str, feature: str | None, group: str | None) -> m.Measurement:
    return next(x for x in a.measures if (x.measure, x.sensitive_feature, x.group) == (name, feature, group))


def test_rates_are_computed_from_published_counts(tmp_path: Path) -> None:
    """400 of the warnings about migrants are printed as right (401), 210 as wrong (214): 400 of 610 is 65.6 %, printed as 66."""
    public = public_edition(world(counts_of(3), tmp_path))
    assert public.public
    assert public.public.counts["warned confirmed:origin=migrant"] == 400
    assert public.public.counts["warned unfounded:origin=migrant"] == 210
    x = measured(public, "precision", "origin", "migrant")
    assert (x.numerator, x.n, x.value) == (400, 610, 0.66)
    assert (x.low, x.high) == (0.61, 0.70)  # Wilson: 0.6171 to 0.6924, outward
    everyone = measured(public, "selection_rate", None, None)
    assert (everyone.numerator, everyone.n) == (1570, 6580)
    assert everyone.value == 0.239


def test_what_the_log_does_not_hold_is_not_measured(tmp_path: Path) -> None:
    """Outcomes of 14 in 1,314 rows without a warning are no ground for recall; a log of warnings alone has no selection rate."""
    joint = counts_of(3)
    joint[..., 5] = 14
    recall = measured(public_edition(world(joint, tmp_path)), "recall", "origin", "migrant")
    assert recall.value is None
    assert recall.not_measurable
    assert "too few of the rows without a warning" in recall.not_measurable.en
    joint[..., 4:] = 0
    public = public_edition(world(joint, tmp_path))
    rate = measured(public, "selection_rate", None, None)
    assert rate.value is rate.numerator is None
    assert rate.not_measurable
    assert "every row is a warning" in rate.not_measurable.en
    assert measured(public, "precision", "origin", "migrant").value == 0.66


def test_a_verdict_that_rests_on_a_withheld_count_is_not_listed(tmp_path: Path) -> None:
    """Four wrong warnings in 60 about migrant women: which verdict that gives would tell about the four."""
    joint = counts_of(3)
    joint[1, 1, :2] = 56, 4
    full = world(joint, tmp_path)
    id_ = "C01.precision.origin*sex.migrant*women.gap"
    assert any(f.id == id_ for f in full.findings)
    public = public_edition(full)
    assert public.public
    assert public.public.counts["warned unfounded:origin*sex=migrant*women"] is None
    assert not any(f.id == id_ for f in public.findings)
    assert any(gap.code == "c" and "comparisons" in gap.what.en and gap.cells for gap in public.public.gaps)
    assert "migrant*women.gap" not in render(public, "en")


def test_an_area_keeps_its_verdict_where_the_comparison_behind_it_is_not_listed(tmp_path: Path) -> None:
    joint = np.zeros((2, 1, 8), dtype=int)
    joint[..., 0] = [[900], [9]]
    joint[..., 1] = [[100], [60]]
    joint[..., 7] = [[3000], [200]]
    full = world(joint, tmp_path, {"origin": ["local", "migrant"], "sex": ["all"]}, [])
    assert next(f for f in full.findings if f.id == GAP).verdict == "action_needed"
    full = full.model_copy(update={"findings": [f for f in full.findings if f.id == GAP]})
    public = public_edition(full)
    assert public.findings == []
    area = next(p for p in public.pillars if p.id == "P2")
    assert area.verdict == "action_needed"
    assert "cannot list" in area.sentence.en
    assert "未列入本版" in area.sentence.zh


def test_no_group_below_the_minimum_is_named(tmp_path: Path) -> None:
    """Nine people from elsewhere, and two of them women: neither group is named on the page or in the document."""
    sizes = {"origin": ["local", "elsewhere"], "sex": ["men", "women"]}
    joint = counts_of(3)
    joint[1] = 0
    joint[1, :, 0] = 7, 2
    full = world(joint, tmp_path, sizes)
    public = public_edition(full)
    for text in (to_json(public).decode(), *(render(public, lang) for lang in LANGUAGES)):
        assert "elsewhere" not in text
    assert "a group of fewer than 10 rows [c]" in render(public, "en")
    assert "不足10行的群体[c]" in render(public, "zh")
    assert "elsewhere" in render(full, "en")
    named = public_edition(world(joint + np.array([0, 0, 0, 0, 0, 0, 0, 20]), tmp_path, sizes))
    assert "elsewhere" in render(named, "en")


def test_subgroups_that_a_check_found_are_not_named(demo: m.Assessment) -> None:
    """Check C05 searches combinations of all features; whatever it says of them stays in the full edition."""
    words = m.Words(en="Rural women aged 60+ from Shitang", zh="石塘区农村60岁以上女性")
    pattern = next(f for f in demo.findings if f.verdict == "action_needed")
    own = pattern.model_copy(
        update={
            "id": "C05.subgroup_precision.rural-women-60",
            "check": "C05",
            "measure": "subgroup_precision",
            "sensitive_feature": "area*sex*age",
            "group": "rural*women*60+",
            "reference": None,
        }
        | dict.fromkeys(("heading", "sentence", "criterion", "effect", "settle", "cause", "recommendation"), words)
    )
    public = public_edition(demo.model_copy(update={"findings": [own, *demo.findings]}))
    text = to_json(public).decode()
    assert "C05.subgroup_precision" in text
    for hidden in ("Rural women", "农村60岁", "rural-women", "rural*women", "area*sex*age"):
        assert hidden not in text


def test_sentences_hold_published_numbers(tmp_path: Path) -> None:
    full = world(counts_of(3), tmp_path)
    public = public_edition(full)
    f = next(f for f in public.findings if f.id == GAP)
    assert "66% for migrant (610 cases)" in f.sentence.en
    assert "81% for local (880 cases)" in f.sentence.en
    assert "66%（610例）" in f.sentence.zh
    assert f.gap.value == 0.15  # 710 of 880 less 400 of 610 is 15.1 points
    exact = next(g for g in full.findings if g.id == f.id)
    assert (f.heading, f.criterion, f.recommendation) == (exact.heading, exact.criterion, exact.recommendation)
    assert f.effect != exact.effect
    assert f.adjusted_p is f.watch_q is f.n_needed is None


def test_what_people_wrote_for_it_is_printed_and_what_points_to_people_is_not(demo: m.Assessment) -> None:
    public = public_edition(demo)
    assert demo.replies
    assert demo.actions
    assert demo.process
    given = {reply.text for reply in demo.replies.replies}
    assert public.replies
    assert {reply.text for reply in public.replies.replies} == given
    assert {reply.finding for reply in public.replies.replies} <= {f.id for f in public.findings}
    assert public.actions
    assert public.process
    assert any(entry.evidence or entry.before for entry in demo.actions.entries)
    assert not any(entry.evidence or entry.before or entry.after or entry.change for entry in public.actions.entries)
    assert [entry.status for entry in public.actions.entries if entry.action]
    assert any(answer.evidence for answer in demo.process.answers)
    assert not any(answer.evidence or answer.reason or answer.evidence_seen_by for answer in public.process.answers)
    assert public.process.verdicts == demo.process.verdicts


def test_only_a_full_edition_is_made_public(tmp_path: Path) -> None:
    full = world(counts_of(3), tmp_path)
    public = public_edition(full)
    assert m.Assessment.model_validate_json(to_json(public)) == public
    with pytest.raises(ValueError, match="full edition"):
        public_edition(public)
    with pytest.raises(ValueError, match="no public edition"):
        public_edition(full, [("0" * 64, full)])


def lines(page: Page) -> list[list[str]]:
    return [line for table in page.tables for line in table]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_pages_hold_no_exact_count(lang: str, demo: m.Assessment) -> None:
    """Tables, charts, alternative texts and sentences alike: what only the full edition may print is not on the page."""
    public = public_edition(demo)
    exact = {
        str(n)
        for row in demo.intake.follow_up
        for n in (row.confirmed, row.unfounded, row.pending, row.not_followed_up, row.known, row.rows)
        if n and n >= 1000 and n % 5  # a sum may reckon a withheld count as 5
    }
    exact |= {str(x.n) for x in demo.measures if x.n and x.n >= 1000 and x.n % 5}
    exact -= {"2022", "2023", "2026"}  # years
    assert len(exact) > 110
    full, page = (numbers(" ".join(Page(render(a, lang)).text)) for a in (demo, public))  # type: ignore[arg-type]
    assert len(exact & full) > 110
    assert exact & page == set()
    assert exact & numbers(to_json(public).decode()) == set()
    assert {n for n in re.findall(r"n=([\d,]+)", render(public, lang)) if int(n.replace(",", "")) % 10} == set()  # type: ignore[arg-type]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_counts_of_every_table_and_chart_are_sums_of_published_ones(lang: str, demo: m.Assessment) -> None:
    """The columns Counted and Out of, and n in the charts: sums of counts in tens, and of 5 for each that is withheld."""
    public = public_edition(demo)
    page = Page(render(public, lang))  # type: ignore[arg-type]
    table = next(t for t in page.tables if t[0][1] in ("Counted", "符合"))
    cells = [cell for line in table[1:] if len(line) == 7 for cell in (line[1], line[2])]
    assert len(cells) == 50
    for cell in cells:
        assert cell == "[c]" or int(cell.replace(",", "")) % 5 == 0
    charted = {int(n.replace(",", "")) for n in re.findall(r"n=([\d,]+)", " ".join(page.text))}
    assert len(charted) > 20
    assert charted <= {x.n for x in public.measures}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_pages_explain_the_codes_and_count_the_gaps(lang: str, demo: m.Assessment) -> None:
    public = public_edition(demo)
    page = render(public, lang)  # type: ignore[arg-type]
    assert public.public
    total = sum(gap.cells for gap in public.public.gaps)
    assert {"en": f"{total} numbers, names and texts", "zh": f"{total}项数字、名称和文字"}[lang] in page
    for word in {
        "en": ("Counts from 1 to 9", "reckoned as 5", "fewer than 5 values"),
        "zh": ("1至9", "按5计算", "不足5个"),
    }[lang]:
        assert word in page
    found = lines(Page(page))
    for gap in public.public.gaps:
        assert [f"[{gap.code}]", gap.what[lang], gap.reason[lang], f"{gap.cells:,}"] in found  # type: ignore[index]


def test_both_languages_hold_the_same_numbers(demo: m.Assessment) -> None:
    public = public_edition(demo)
    en, zh = (lines(Page(render(public, lang))) for lang in LANGUAGES)
    dense = [
        [[sorted(numbers(cell)) for cell in line[1:]] for line in page if len(line) in (7, 8)] for page in (en, zh)
    ]
    assert len(dense[0]) > 60
    assert dense[0] == dense[1]


def test_hostile_labels_are_escaped_in_it(tmp_path: Path) -> None:
    full = world(counts_of(3), tmp_path, SIZES)
    bad = {
        "local": m.Words(en="<script>alert(1)</script> 100% {x}", zh="<script>\u202e{x}"),
        "migrant": m.Words(en="a" * 3000, zh="长" * 3000),
    }
    features = [
        f.model_copy(update={"groups": [g.model_copy(update={"label": bad.get(g.id, g.label)}) for g in f.groups]})
        for f in full.audit.features
    ]
    full = full.model_copy(update={"audit": full.audit.model_copy(update={"features": features})})
    public = public_edition(full)
    for lang in LANGUAGES:
        page = render(public, lang)
        assert "<script" not in page
        assert "&lt;script" in page
        assert "\u202e" not in page
