"""Which findings stop a delivery: the ladder, limits that were never tested, the baseline."""

from __future__ import annotations

from pathlib import Path

import pytest

from gate import sample
from lab import assess_tally, limit, plan_of, tally_of
from policeaudit.assessment.model import Assessment, VerdictWord
from policeaudit.errors import DataError, PlanError
from policeaudit.gate import DEFAULT, Level, decide

ALL = ["no_concern", "cannot_tell", "not_assessed", "watch", "action_needed"]


@pytest.fixture
def every(tmp_path: Path) -> Assessment:
    return sample.assessed(tmp_path, ALL)


def test_the_sample_has_every_verdict(every: Assessment) -> None:
    assert {f.group: f.verdict.value for f in every.findings if f.limit} == {name: name for name in ALL}


@pytest.mark.parametrize(
    ("fail_on", "stops"),
    [
        (["action-needed"], {"action_needed"}),
        (["watch"], {"action_needed", "watch"}),
        (["cannot-tell"], {"action_needed", "watch", "cannot_tell", "not_assessed"}),
        (["watch", "action-needed"], {"action_needed", "watch"}),
        (DEFAULT, {"action_needed", "watch", "cannot_tell", "not_assessed"}),
    ],
    ids=["action", "watch", "cannot-tell", "two", "default"],
)
def test_what_stands_at_the_level_or_above_stops(every: Assessment, fail_on: list[str], stops: set[str]) -> None:
    found = decide(every, fail_on)
    assert {entry.verdict.value for entry in found.stopping} == stops
    assert not found.passed


def test_a_worse_verdict_never_passes_where_a_better_one_stops(every: Assessment) -> None:
    """The order of the pillars: a gate must not let through what it suspects and stop what it can't tell."""
    from policeaudit.assessment.pillars import WORST_FIRST

    for level in Level:
        stops = {entry.verdict for entry in decide(every, [level]).stopping}
        ranks = [verdict in stops for verdict in WORST_FIRST]
        assert ranks == sorted(ranks, reverse=True)
        assert VerdictWord.ACTION_NEEDED in stops
        assert VerdictWord.NO_CONCERN not in stops


def test_the_worst_comes_first(every: Assessment) -> None:
    words = [entry.verdict.value for entry in decide(every).entries]
    assert words == ["action_needed", "watch", "cannot_tell", "not_assessed", "no_concern"]
    tolerant = decide(every, ["action-needed"]).entries
    assert [entry.stops for entry in tolerant] == [True, False, False, False, False]


def test_only_what_was_shown_to_be_within_its_limit_passes(tmp_path: Path) -> None:
    assert decide(sample.assessed(tmp_path, ["no_concern"])).passed
    for name in ("cannot_tell", "not_assessed", "watch", "action_needed"):
        assert not decide(sample.assessed(tmp_path, ["no_concern", name])).passed


def test_selective_outcomes_do_not_pass(tmp_path: Path) -> None:
    """Regression: a rival's gate says "5/5 metrics within thresholds" of this log."""
    tally = tally_of({"migrant": [1336, 312, 352, 0, 0, 0, 0, 8000], "local": [1706, 294, 0, 0, 0, 0, 0, 8000]})
    found = decide(assess_tally(plan_of(), tally, tmp_path))
    assert not found.passed
    assert [entry.verdict.value for entry in found.stopping] == ["cannot_tell"]


def test_a_plan_without_limits_is_no_pass(tmp_path: Path) -> None:
    with pytest.raises(PlanError, match="sets no limit"):
        decide(sample.assessed(tmp_path, ["no_concern"], limits=[]))


def test_a_comparison_without_a_limit_is_counted_and_not_judged(every: Assessment) -> None:
    found = decide(every)
    assert len(found.entries) == 5
    assert found.without_limit == len(every.findings) - 5 > 0


def test_a_limit_that_met_no_comparison_is_no_pass(tmp_path: Path) -> None:
    """A log in which everybody is of one unnamed group compares nobody with anybody."""
    feature = {"name": "origin", "column": "origin", "label": {"en": "Origin", "zh": "来源"}}
    tally = tally_of({"__not_recorded__": sample.FAIR})
    found = decide(assess_tally(plan_of(features=[feature]), tally, tmp_path))
    assert [(entry.id, entry.stops) for entry in found.entries] == [("limit.precision.origin.gap", True)]
    assert not found.passed
    assert decide(found.assessment, ["watch"]).passed


def test_a_level_that_is_none_is_refused(every: Assessment) -> None:
    with pytest.raises(ValueError, match="never"):
        decide(every, ["never"])
    with pytest.raises(ValueError, match="empty"):
        decide(every, [])


def baseline_pair(folder: Path, before: list[int], after: list[int]) -> tuple[Assessment, Assessment]:
    reference = [8000, 2000, 0, 0, 0, 0, 0, 9]
    one, two = (assess_tally(plan_of(), tally_of({"migrant": c, "local": reference}), folder) for c in (before, after))
    return one, two


def test_what_got_worse_stops_though_it_keeps_its_limit(tmp_path: Path) -> None:
    old, new = baseline_pair(tmp_path, [8000, 2000, 0, 0, 0, 0, 0, 9], [7700, 2300, 0, 0, 0, 0, 0, 9])
    assert decide(new).passed
    found = decide(new, ["action-needed"], old)
    assert not found.passed
    (entry,) = found.stopping
    assert entry.verdict is VerdictWord.NO_CONCERN
    assert entry.change
    assert entry.change.direction.value == "worse"


def test_a_baseline_never_excuses_what_crosses_a_limit(tmp_path: Path) -> None:
    """A bad first release would otherwise be a pass for every later one."""
    bad = [6000, 4000, 0, 0, 0, 0, 0, 9]
    old, new = baseline_pair(tmp_path, bad, bad)
    assert not decide(new, DEFAULT, old).passed
    old, new = baseline_pair(tmp_path, [5000, 5000, 0, 0, 0, 0, 0, 9], bad)
    assert not decide(new, DEFAULT, old).passed


def test_what_improved_or_stayed_passes(tmp_path: Path) -> None:
    same = [8000, 2000, 0, 0, 0, 0, 0, 9]
    for before in (same, [6000, 4000, 0, 0, 0, 0, 0, 9]):
        assert decide(
            baseline_pair(tmp_path, before, same)[1], DEFAULT, baseline_pair(tmp_path, before, same)[0]
        ).passed


def test_a_comparison_that_is_not_made_any_more_is_no_pass(tmp_path: Path) -> None:
    old = sample.assessed(tmp_path, ["no_concern", "action_needed"])
    new = sample.assessed(tmp_path, ["no_concern"])
    found = decide(new, DEFAULT, old)
    assert [entry.id for entry in found.stopping] == ["C01.precision.origin.action_needed.gap"]
    assert decide(new, ["watch"], old).passed


def test_a_baseline_of_another_plan_is_refused(tmp_path: Path) -> None:
    other = sample.assessed(tmp_path, ["no_concern"], limits=[limit("selection_rate", ratio=0.8)])
    with pytest.raises(DataError, match="in common"):
        decide(sample.assessed(tmp_path, ["no_concern"]), DEFAULT, other)
