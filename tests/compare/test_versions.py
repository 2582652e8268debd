"""Two model versions in one log: as two audits where nobody is in both, and tighter where everybody is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import policeaudit
from lab import plan_of, write_plan
from policeaudit.api import compare_versions as compare_paths
from policeaudit.api import plan_and_data
from policeaudit.compare.changes import Comparison, Direction
from policeaudit.compare.versions import compare_versions
from policeaudit.errors import UsageError
from policeaudit.pipeline import assess_log

PLAN = plan_of(columns__subject="person", columns__model_version="version")
GAP = "C01.precision.origin.migrant.gap"


def log(change: float, *, shared: bool, seed: int = 1, people: int = 4000) -> pd.DataFrame:
    """Each version warns about everyone once; whether a warning is right hangs on the person, the more so where shared.

    In version 2 a share ``change`` of the migrants' right warnings turns wrong.
    """
    rng = np.random.default_rng(seed)
    right = rng.random(people) < 0.8
    migrant = np.arange(people) % 2 == 0
    later = right if shared else rng.random(people) < 0.8
    later = later & ~(migrant & (rng.random(people) < change))
    parts = [
        pd.DataFrame(
            {
                "person": [f"{'' if shared else version}{i}" for i in range(people)],
                "version": version,
                "origin": np.where(migrant, "migrant", "local"),
                "alert": 1,
                "outcome": np.where(outcome, "right", "wrong"),
            }
        )
        for version, outcome in (("1.9", right), ("2.0", later))
    ]
    return pd.concat(parts)


def compared(frame: pd.DataFrame, plan: Any = PLAN, versions: tuple[str, str] | None = None) -> Comparison:
    loaded, data = plan_and_data(plan, frame)
    found, counted = assess_log(loaded, frame=data)
    return compare_versions(loaded.plan, counted.tally, counted.files, found, versions)[0]


def test_the_same_people_in_both_versions_make_the_range_tighter() -> None:
    apart, together = (compared(log(0.02, shared=shared)).by_id()[GAP].shift for shared in (False, True))
    assert apart
    assert together
    assert apart.paired
    assert together.paired
    assert together.high - together.low < 0.5 * (apart.high - apart.low)
    assert together.low < 0.02 * 0.8 < together.high


def test_a_change_that_only_the_pairs_show() -> None:
    frame = log(0.03, shared=True)
    paired, without = compared(frame), compared(frame, plan_of(columns__model_version="version"))
    assert paired.by_id()[GAP].direction is Direction.WORSE
    assert without.by_id()[GAP].direction is Direction.NO_CHANGE
    assert (paired.paired, without.paired) == (True, False)


def test_each_version_is_the_audit_of_its_own_rows() -> None:
    frame = log(0.05, shared=False)
    found = compared(frame)
    for version, audit in (("1.9", found.before), ("2.0", found.after)):
        alone = policeaudit.audit(frame[frame["version"] == version], PLAN, fairlearn=False)
        values = {(m.measure, m.group): m.value for m in alone.measures}
        assert {(m.measure, m.group): m.value for m in audit.measures} == values


def test_few_subjects_are_taken_for_independent() -> None:
    """Forty people leave too many buckets empty for the jackknife."""
    shift = compared(log(0.0, shared=True, people=40)).by_id()[GAP].shift
    assert shift
    assert not shift.paired


def test_missing_outcomes_can_undo_a_paired_change() -> None:
    """Nothing changed, but half of the locals' wrong warnings are left open: their precision only seems to rise."""
    frame = log(0.0, shared=True).reset_index(drop=True)
    later_wrong = (frame["version"] == "2.0") & (frame["outcome"] == "wrong") & (frame["origin"] == "local")
    frame.loc[later_wrong & (frame.index % 4 == 1), "outcome"] = "open"
    found = compared(frame).by_id()[GAP]
    assert found.shift
    assert found.shift.paired
    assert found.shift.low > 0
    assert found.shift.missing_decides
    assert found.direction is Direction.NO_CHANGE


def test_versions_are_named_where_there_are_more_than_two() -> None:
    frame = pd.concat([log(0.0, shared=True), log(0.0, shared=True).assign(version="3.0")])
    with pytest.raises(UsageError, match=r"1\.9, 2\.0, 3\.0"):
        compared(frame)
    with pytest.raises(UsageError, match="--versions"):
        compared(frame, versions=("2.0", "2.0"))
    with pytest.raises(UsageError, match="--versions"):
        compared(frame, versions=("2.0", "4.0"))
    found = compared(frame, versions=("3.0", "2.0"))
    assert found.before.intake.versions[0].value == "3.0"


def test_a_plan_without_a_version_column_is_refused() -> None:
    with pytest.raises(UsageError, match="no column with the model version"):
        compared(log(0.0, shared=True), plan_of())


def test_rows_left_out_belong_to_no_version(tmp_path: Path) -> None:
    frame = pd.concat([log(0.05, shared=True), log(0.05, shared=True).head(5).assign(outcome="?")])
    frame.to_csv(tmp_path / "log.csv", index=False)
    found, names = compare_paths(write_plan(tmp_path, PLAN))
    assert names == ("1.9", "2.0")
    assert found.before.intake.rows_used + found.after.intake.rows_used == 8000
