"""Laws that hold for every check that is found, and for every sentence that it can say."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lab import assess_tally, group, judged, limit, plan_of, tally_of, words
from policeaudit import text
from policeaudit.assessment.model import Assessment
from policeaudit.assessment.pillars import PILLARS
from policeaudit.checks import all_checks, examiners
from policeaudit.checks.check import Check
from policeaudit.measures import MEASURES
from policeaudit.text import Text

CHECKS = all_checks()
HAN = r"[\u3400-\u9fff]"


def texts(value: Any) -> list[Text]:
    """Every text inside a value."""
    if isinstance(value, Text):
        return [value]
    if isinstance(value, dict):
        return [t for part in value.values() for t in texts(part)]
    if dataclasses.is_dataclass(value):
        return [t for field in dataclasses.fields(value) for t in texts(getattr(value, field.name))]
    return []


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_a_check_says_all_in_both_languages_with_equal_blanks(check: Check) -> None:
    found = texts(check)
    assert len(found) >= 4 + 3 * len(check.phrases) + 2 * len(check.quantities)
    for each in found:
        assert re.search(HAN, each.zh), each
        assert not re.search(HAN, each.en), each
        assert Counter(re.findall(r"{\w+}", each.en)) == Counter(re.findall(r"{\w+}", each.zh)), each


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_a_check_belongs_to_a_pillar_and_looks_at_something(check: Check) -> None:
    assert check.pillar in PILLARS
    assert check.phrases or check.id in {each.id for each, _ in examiners()}


def test_every_measure_belongs_to_exactly_one_check() -> None:
    assert Counter(name for check in CHECKS for name in check.measures) == Counter(list(MEASURES))


def test_ids_are_unique() -> None:
    assert len({check.id for check in CHECKS}) == len(CHECKS)


COUNTS = st.lists(st.sampled_from([0, 0, 1, 3, 29, 30, 400, 10**6]), min_size=8, max_size=8)
LIMITS = [
    [limit(name, gap_points=5) for name in MEASURES],
    [limit(name, ratio=0.8) for name in MEASURES],
    [limit(name, target_percent=50) for name in MEASURES],
    [],
]


@settings(max_examples=40, deadline=None)
@given(
    groups=st.dictionaries(st.sampled_from(["migrant", "local", "__not_recorded__", "__other__"]), COUNTS, min_size=1),
    limits=st.sampled_from(LIMITS),
    reference=st.sampled_from(["local", None]),
    subjects=st.sampled_from([None, (5, 5)]),
)
def test_any_counts_are_judged_and_said_something_about(
    groups: dict[str, list[int]],
    limits: list[dict[str, Any]],
    reference: str | None,
    subjects: tuple[int, int] | None,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    feature = {**plan_of()["features"][0]}
    feature.pop("reference")
    if reference:
        feature["reference"] = reference
    tally = tally_of(groups, buckets=64 if subjects else 0, subjects=subjects)
    found = assess_tally(plan_of(features=[feature], limits=limits), tally, tmp_path_factory.mktemp("law"))
    compared = {"migrant"} if reference and not (limits and "target_percent" in limits[0]) else {"migrant", "local"}
    assert {f.group for f in found.findings} >= compared
    assert {f.measure for f in found.findings} == set(MEASURES)
    for measure in found.measures:
        assert (measure.value is None) == (measure.not_measurable is not None)
        assert measure.value is None or measure.low is None or measure.low <= measure.value <= measure.high
        if measure.value is not None and measure.lower_bound is not None:
            assert measure.lower_bound - 1e-9 <= measure.value <= measure.upper_bound + 1e-9
    for f in found.findings:
        if f.gap.value is None:
            assert f.verdict not in ("no_concern", "watch", "action_needed"), f.id
        if f.gap.value is not None and f.gap.lower_bound is not None:
            assert f.gap.lower_bound - 1e-9 <= f.gap.value <= f.gap.upper_bound + 1e-9
    well_said(found)


def well_said(found: Assessment) -> None:
    """Both languages say the same numbers, and each keeps to its own punctuation."""
    for f in found.findings:
        for part in (f.heading, f.sentence, f.criterion, f.effect, f.settle, f.recommendation):
            if part is None:
                continue
            assert part.en.strip(), f.id
            assert part.zh.strip(), f.id
            assert not re.search(rf"{HAN}[,;?()!:]", part.zh), part.zh
            assert not re.search(rf"[,;?()!:]{HAN}", part.zh), part.zh
            assert not re.search("[，。；：？（）]", part.en), part.en
            assert "  " not in part.en, part.en
            assert "nan" not in part.en.lower().replace("finance", ""), part.en
            assert "{" not in part.en + part.zh
        for part in (f.sentence, f.effect, f.settle, f.recommendation):
            if part is not None:
                assert numbers(part.en) == numbers(part.zh), part


def numbers(words: str) -> Counter[str]:
    """The numbers of a sentence, whatever their grouping."""
    return Counter(n.replace(",", "") for n in re.findall(r"[-−]?\d[\d,]*(?:\.\d+)?", words))


def test_adding_a_group_never_stops_an_audit_and_never_changes_another_groups_rates() -> None:
    names = [f"g{i}" for i in range(6)]
    counts = {name: [80 + i, 20, 3, 2, 5, 60, 0, 100] for i, name in enumerate(names)}
    before: dict[tuple[str, str], float] = {}
    for many in range(2, 7):
        feature = {
            "name": "origin",
            "column": "origin",
            "label": words("O"),
            "reference": "g0",
            "groups": [group(n) for n in names[:many]],
        }
        found = judged(plan_of(features=[feature]), tally_of({n: counts[n] for n in names[:many]}))
        assert {key[1] for key in found} == set(names[1:many])
        values = {key[:2]: j.gap[0] for key, j in found.items()}
        assert {key: values[key] for key in before} == pytest.approx(before, nan_ok=True)
        before = values


@pytest.mark.parametrize("name", ["nan", "<script>alert(1)</script>", "=1+1", "a*b", "{blank}", "×"])
def test_a_group_by_any_name_keeps_its_name(name: str, tmp_path: Path) -> None:
    """Regressions: names that are code, formulas or patterns; NaN groups that become part of another (fairbench)."""
    plan = plan_of(
        features=[{"name": "o", "column": "origin", "label": words("O")}], limits=[limit("precision", gap_points=5)]
    )
    tally = tally_of({name: [60, 40, 0, 0, 0, 0, 0, 9], "local": [900, 100, 0, 0, 0, 0, 0, 9]}, view="o")
    found = assess_tally(plan, tally, tmp_path)
    assert {f.group for f in found.findings} == {name, "local"}
    assert all(f.group in f.sentence.en for f in found.findings)


@given(value=st.floats(-1, 1), digits=st.integers(1, 3))
def test_a_number_in_words_is_the_number_rounded(value: float, digits: int) -> None:
    said = text.decimal(value * 100, digits).en.replace("−", "-")
    assert abs(float(said) - value * 100) <= 0.5000001 * 10**-digits
    assert said not in ("-0.0", "-0.00", "-0.000")


@given(n=st.integers(0, 10**15))
def test_a_count_in_words_is_exact(n: int) -> None:
    assert int(text.whole(n).en.replace(",", "")) == n


def test_texts_with_different_blanks_or_one_language_are_refused() -> None:
    for en, zh in (("{a}", "{b}"), ("x", ""), (" ", "甲"), ("{a} {b}", "{a}")):
        with pytest.raises(ValueError, match=r"blanks differ|both languages"):
            Text(en=en, zh=zh)
