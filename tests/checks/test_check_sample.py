"""Rates that need outcomes of those not warned about: estimated from a random check sample, refused without one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lab import audit, count, finding, group, limit, measured, plan_of, to_csv, words
from policeaudit.assessment.model import Assessment
from policeaudit.checks.check_sample import CheckSample
from policeaudit.checks.evidence import Evidence
from policeaudit.errors import PlanError
from policeaudit.measures import MEASURES, IntArray
from policeaudit.plan import Plan
from policeaudit.plan.read import check_plan
from policeaudit.stats.intervals import critical_value, wilson
from test_laws import well_said

HOW = {"how": words("By lot.", "抽签。")}
RECALL = limit("recall", gap_points=5)
NEEDING = ["recall", "false_positive_rate", "false_negative_rate", "accuracy", "base_rate"]
Rows = dict[tuple[str, str, str, str], int]
"""(origin, alert, drawn, outcome) -> rows."""


def four(origin: str, warned: tuple[int, int], drawn: tuple[int, int], others: int) -> Rows:
    """Right and wrong warnings, cases and others among the drawn, and rows that nobody looked at."""
    return {
        (origin, "1", "0", "right"): warned[0],
        (origin, "1", "0", "wrong"): warned[1],
        (origin, "0", "1", "right"): drawn[0],
        (origin, "0", "1", "wrong"): drawn[1],
        (origin, "0", "0", ""): others,
    }


CITY = four("migrant", (90, 90), (54, 1_746), 1_200) | four("local", (420, 180), (36, 1_764), 7_200)


def plan_with(**changes: Any) -> dict[str, Any]:
    base = plan_of(columns__drawn="drawn", limits=[RECALL])
    return {**base, "check_sample": {**HOW, "strata": ["origin"]}, **changes}


def found_in(folder: Path, rows: Rows, plan: dict[str, Any] | None = None) -> Assessment:
    cells = [cell for cell, n in rows.items() for _ in range(n)]
    (folder / "log.csv").write_text(to_csv(("origin", "alert", "drawn", "outcome"), cells), encoding="utf-8")
    return audit(plan or plan_with(), folder)


def test_weights_by_hand(tmp_path: Path) -> None:
    """54 of 1800 of 3000 and 36 of 1800 of 9000 stand for 90 and 180 missed cases, beside 90 and 420 that were found."""
    found = found_in(tmp_path, CITY)
    by_group = {"migrant": (90 / 180, 90 / 3_000, 90 / 180), "local": (420 / 600, 180 / 9_000, 180 / 600)}
    for name, expected in by_group.items():
        values = [measured(found, measure, name).value for measure in NEEDING[:3]]
        assert values == pytest.approx(expected)
    # of all: strata are weighed, so not (54 + 36) of 3600, which would stand for 300
    assert measured(found, "recall", None).value == pytest.approx(510 / 780)
    gap = finding(found, "C02.recall.origin.migrant.gap")
    assert gap.verdict == "action_needed"
    assert gap.gap.value == pytest.approx(0.2)
    assert "a random sample was checked and stands for all: 1,800 of the 3,000 rows" in gap.sentence.en
    table = next(e.exhibit for e in found.exhibits if e.id == "C02.sample.origin")
    assert [row[1:] for row in table.rows] == [(3_000, 1_800, 1_800, 54, 90), (9_000, 1_800, 1_800, 36, 180)]
    assert table.note is not None
    assert table.note.en == "By lot."
    well_said(found)


def test_without_a_sample_the_same_log_is_not_measurable(tmp_path: Path) -> None:
    """Though outcomes of some are known: nothing shows that these were drawn at random."""
    found = found_in(tmp_path, CITY, plan_of(limits=[RECALL]))
    for measure in NEEDING:
        about = measured(found, measure, "local")
        assert about.value is None
        assert about.not_measurable is not None
        assert "nothing shows that those were drawn at random" in about.not_measurable.en
    assert finding(found, "C02.recall.origin.migrant.gap").verdict == "cannot_tell"
    assert not [e for e in found.exhibits if e.check == "C02"]


def test_a_sample_of_everybody_is_the_log_itself(tmp_path: Path) -> None:
    rows = four("migrant", (90, 90), (60, 1_740), 0) | four("local", (420, 180), (80, 4_920), 0)
    sampled, plain = found_in(tmp_path, rows), found_in(tmp_path, rows, plan_of(limits=[RECALL]))
    for measure in NEEDING:
        for name in ("migrant", "local"):
            one, other = (measured(found, measure, name) for found in (sampled, plain))
            assert (one.value, one.n) == (pytest.approx(other.value), other.n)
            assert (one.low, one.high) == pytest.approx((other.low, other.high), abs=0.002)


def test_drawn_rows_without_an_outcome_can_turn_out_either_way(tmp_path: Path) -> None:
    """300 of 1800 drawn migrants were not checked: at least 54, at most 354 cases among 1800, times 3000 / 1800."""
    rows = CITY | {("migrant", "0", "1", "wrong"): 1_446, ("migrant", "0", "1", "open"): 300}
    found = found_in(tmp_path, rows)
    about = measured(found, "recall", "migrant")
    assert about.missing == 300
    assert about.value == pytest.approx(90 / (90 + 3_000 * 54 / 1_500))
    assert (about.lower_bound, about.upper_bound) == pytest.approx((90 / (90 + 354 / 0.6), 90 / (90 + 54 / 0.6)))
    gap = finding(found, "C02.recall.origin.migrant.gap")
    assert gap.verdict == "action_needed"
    assert gap.survives_missing
    open_ = CITY | {("local", "0", "1", "wrong"): 1_264, ("local", "0", "1", "open"): 500}
    assert finding(found_in(tmp_path, open_), "C02.recall.origin.migrant.gap").verdict == "cannot_tell"


def test_a_group_that_nobody_drew_from_is_not_measurable(tmp_path: Path) -> None:
    rows = {cell: n for cell, n in CITY.items() if cell[:3] != ("migrant", "0", "1")}
    found = found_in(tmp_path, rows)
    assert measured(found, "recall", "local").value is not None
    reason = measured(found, "recall", "migrant").not_measurable
    assert reason is not None
    assert reason.en == "none of its 1,200 rows without a warning was drawn at random and checked"
    # of all rows the local ones are known; the migrant ones may all be cases, or none
    everybody = measured(found, "recall", None)
    assert everybody.lower_bound == pytest.approx(510 / (510 + 180 + 1_200))
    assert everybody.upper_bound == pytest.approx(510 / (510 + 180))
    well_said(found)


def test_no_column_means_that_all_with_an_outcome_were_drawn(tmp_path: Path) -> None:
    plan = plan_with()
    del plan["columns"]["drawn"]
    assert measured(found_in(tmp_path, CITY, plan), "recall", "local").value == pytest.approx(0.7)


def test_other_known_outcomes_do_not_count(tmp_path: Path) -> None:
    """500 cases that came to light by themselves say nothing of the others."""
    rows = CITY | {("local", "0", "0", ""): 6_700, ("local", "0", "0", "right"): 500}
    assert measured(found_in(tmp_path, rows), "recall", "local").value == pytest.approx(0.7)


def test_all_others_are_drawn_from_in_their_own_shares(tmp_path: Path) -> None:
    plan = plan_with()
    plan["features"][0] = {**plan["features"][0], "groups": [group("migrant"), group("local"), group("third")]}
    del plan["features"][0]["reference"]
    third = four("third", (50, 50), (5, 95), 400)
    gap = finding(found_in(tmp_path, CITY | third, plan), "C02.recall.origin.migrant.gap")
    assert gap.reference == "rest"
    assert gap.gap.value == pytest.approx(470 / (470 + 180 + 25) - 0.5)


def test_fairlearn_is_given_the_weights(tmp_path: Path) -> None:
    plan = Plan.model_validate(plan_with())
    found_in(tmp_path, CITY)
    evidence = Evidence(plan, count(plan_with(), tmp_path).tally)
    np.testing.assert_array_equal(
        evidence.weighed("origin"), [[90, 90, 0, 0, 90, 2_910, 0, 0], [420, 180, 0, 0, 180, 8_820, 0, 0]]
    )


def test_unknown_marks_are_left_out_by_name(tmp_path: Path) -> None:
    found = found_in(tmp_path, CITY | {("local", "0", "maybe", ""): 7})
    assert [(part.reason, part.rows) for part in found.intake.left_out] == [("unknown_drawn", 7)]


def test_a_plan_says_how_rows_were_drawn_and_from_which_features() -> None:
    for plan, where in (
        (plan_of(columns__drawn="drawn"), "columns.drawn"),
        (plan_with(check_sample={"strata": []}), "check_sample.how"),
        (plan_with(check_sample={**HOW, "strata": ["district"]}), "check_sample.strata"),
    ):
        with pytest.raises(PlanError) as caught:
            check_plan(plan)
        assert where in str(caught.value)


def world(rng: np.random.Generator, people: int, rows_each: int) -> tuple[IntArray, IntArray, float]:
    """A world whose outcomes are all known: counts, the drawn and not drawn, and its true recall.

    Every person has so many rows, all with or all without a case with 80 % probability.
    """
    inclined = rng.random(people) < 0.06
    case = np.where(rng.random((people, rows_each)) < 0.8, inclined[:, None], rng.random((people, rows_each)) < 0.06)
    alert = rng.random(case.shape) < np.where(case, 0.6, 0.02)
    stratum = np.broadcast_to(rng.integers(0, 2, people)[:, None], case.shape)
    drawn = ~alert & (rng.random(case.shape) < np.where(stratum == 1, 0.3, 0.1))
    bucket = np.broadcast_to(rng.integers(0, 64, people)[:, None], case.shape)
    counts, quiet = np.zeros((1, 64, 8), dtype=np.int64), np.zeros((1, 2, 64, 2, 4), dtype=np.int64)
    np.add.at(counts[0], (bucket[alert], np.where(case[alert], 0, 1)), 1)
    np.add.at(counts[0], (bucket[~alert], np.where(~drawn, 7, np.where(case, 4, 5))[~alert]), 1)
    status = np.where(drawn, np.where(case, 0, 1), 3)
    np.add.at(quiet[0], (stratum[~alert], bucket[~alert], drawn[~alert].astype(int), status[~alert]), 1)
    return counts, quiet, float((alert & case).sum() / case.sum())


@pytest.mark.parametrize("rows_each", [1, 6])
def test_ranges_hold_the_true_recall_also_where_people_repeat(rows_each: int) -> None:
    """600 worlds; the truth is that of all worlds of the kind: 60 % of the cases are warned about."""
    rng = np.random.default_rng(rows_each)
    held, recalls, df = 0, [], 63 if rows_each > 1 else float("inf")
    for _ in range(600):
        counts, quiet, recall = world(rng, 6_000 // rows_each, rows_each)
        if rows_each == 1:
            counts, quiet = counts.sum(axis=1, keepdims=True), quiet.sum(axis=2, keepdims=True)
        rate = CheckSample(counts, quiet).rates(MEASURES["recall"])["observed"]
        low, high = wilson(rate.value, rate.n_eff, critical_value(0.95, df))
        held += bool(low[0] <= 0.6 <= high[0])
        recalls.append(recall)
    assert np.mean(recalls) == pytest.approx(0.6, abs=0.01)
    assert 0.93 <= held / 600 <= 0.985
