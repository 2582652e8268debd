"""The assertion for a vendor's own tests."""

from __future__ import annotations

import functools
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import polars as pl
import pytest

import policeaudit
from lab import ROOT, limit, plan_of, rows_of, write_plan
from policeaudit.errors import DataError, PlanError
from policeaudit.testing import assert_within_limits


def frame(migrant: tuple[int, int], local: tuple[int, int] = (3200, 800)) -> pd.DataFrame:
    counts = {
        ("migrant", "1", "right"): migrant[0],
        ("migrant", "1", "wrong"): migrant[1],
        ("local", "1", "right"): local[0],
        ("local", "1", "wrong"): local[1],
    }
    return pd.DataFrame(rows_of(counts), columns=["origin", "alert", "outcome"])


@pytest.fixture
def within_limits(tmp_path: Path) -> Callable[[Any], policeaudit.AuditResult]:
    """As the documentation shows it: no plugin."""
    return functools.partial(assert_within_limits, plan=write_plan(tmp_path, plan_of()))


def test_a_fair_model_passes_and_gives_the_audit_back(within_limits: Callable[..., Any]) -> None:
    found = within_limits(pl.from_pandas(frame((3200, 800))))
    assert found.findings[0].verdict == "no_concern"


def test_an_unfair_model_fails_with_the_finding(within_limits: Callable[..., Any]) -> None:
    with pytest.raises(AssertionError) as caught:
        within_limits(frame((2400, 1600)))
    said = str(caught.value)
    assert said.startswith("Not passed. At “Cannot tell” or above: 1 of 1 comparisons with a limit.")
    assert "1. Action needed · Precision: migrant compared with local" in said
    assert "Of 1,000 checked warnings about migrant, 400 were wrong" in said
    assert "set by the board on 30 June 2022" in said


def test_too_little_data_fails_and_says_how_much_more(within_limits: Callable[..., Any]) -> None:
    with pytest.raises(AssertionError, match=r"To settle it: About [\d,]+ more cases with a known outcome of migrant"):
        within_limits(frame((62, 18)))
    within_limits(frame((62, 18)), fail_on="watch")
    with pytest.raises(AssertionError):
        within_limits(frame((62, 18)), fail_on=["action-needed", "cannot-tell"])


def test_the_message_speaks_chinese(within_limits: Callable[..., Any]) -> None:
    with pytest.raises(AssertionError, match="不通过。1项设限比较中"):
        within_limits(frame((2400, 1600)), lang="zh")


def test_a_baseline_may_be_a_result_or_an_assessment(within_limits: Callable[..., Any]) -> None:
    last = policeaudit.audit(frame((8000, 2000), (8000, 2000)), plan_of(), fairlearn=False)
    for baseline in (last, last.assessment):
        with pytest.raises(AssertionError, match="Worse: the gap grew"):
            within_limits(frame((7700, 2300), (8000, 2000)), baseline=baseline)
    within_limits(frame((8000, 2000), (8000, 2000)), baseline=last)


def test_mistakes_are_errors_and_no_failed_assertion() -> None:
    with pytest.raises(PlanError, match="sets no limit"):
        assert_within_limits(frame((8, 2)), plan_of(limits=[]))
    with pytest.raises(PlanError, match="gap_points"):
        assert_within_limits(frame((8, 2)), plan_of(limits=[limit("precision", gap_points=500)]))
    with pytest.raises(DataError, match="no column"):
        assert_within_limits(frame((8, 2)).drop(columns="origin"), plan_of())
    with pytest.raises(ValueError, match="sometimes"):
        assert_within_limits(frame((8, 2)), plan_of(), fail_on="sometimes")


def test_a_failure_shows_no_line_of_the_tool(tmp_path: Path) -> None:
    """pytest hides the frames of the helper, so that the reader sees the call and the finding."""
    frame((2400, 1600)).to_csv(tmp_path / "log.csv", index=False)
    plan = write_plan(tmp_path, plan_of())
    (tmp_path / "test_mine.py").write_text(
        "from policeaudit.testing import assert_within_limits\n"
        f"def test_mine(): assert_within_limits({str(tmp_path / 'log.csv')!r}, {str(plan)!r})\n",
        encoding="utf-8",
    )
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(tmp_path)],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "1. Action needed · Precision" in done.stdout
    assert "decision.passed" not in done.stdout
