"""C07 within one log: planted changes, drifts and outliers come back; a log in which nothing changes says nothing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lab import audit, plan_of, to_csv, words
from policeaudit.assessment.model import Assessment
from policeaudit.checks.exhibit import Exhibit, LineChart
from policeaudit.checks.gap_changes import GapChange, courses
from policeaudit.stats.intervals import critical_value, difference, mover_difference

Rate = Callable[[str, int], float]
MONTHS = 12


def rows(rate: Rate, migrants: Callable[[int], int] = lambda _: 400, months: int = MONTHS) -> Iterator[tuple[Any, ...]]:
    """800 warnings a month, of which each group's share of right ones is the rate to the row."""
    for month in range(months):
        day = f"{2022 + month // 12}-{month % 12 + 1:02}-15"
        for group, n in (("migrant", migrants(month)), ("local", 800 - migrants(month))):
            right = round(n * rate(group, month))
            yield from ((group, "1", "right" if i < right else "wrong", day) for i in range(n))


def run(folder: Path, log: Iterator[tuple[Any, ...]], **changes: Any) -> Assessment:
    (folder / "log.csv").write_text(to_csv(("origin", "alert", "outcome", "day"), log), encoding="utf-8")
    period = {"start": dt.date(2022, 1, 1), "end": dt.date(2022, 12, 31)}
    return audit(plan_of(audit__period=period, columns__time="day", **changes), folder)


def shown(found: Assessment, name: str) -> Exhibit:
    return next(each.exhibit for each in found.exhibits if each.id == f"C07.{name}")


def steady(group: str, month: int) -> float:
    return {"migrant": 0.7, "local": 0.8}[group] + (0.01 if month % 2 else -0.01)


def test_a_month_that_falls_out_is_named_and_no_other(tmp_path: Path) -> None:
    found = run(tmp_path, rows(lambda group, month: steady(group, month) - (0.15 if month == 6 else 0)))
    control = shown(found, "control")
    assert [row[0].en for row in control.rows if row[3].en == "outside"] == ["Jul 2022"]
    assert isinstance(control.chart, LineChart)
    assert len(control.chart.usual) == MONTHS
    assert all(p.low < p.y < p.high for p in control.chart.usual)
    assert control.chart.usual[0].y == pytest.approx(0.75 - 0.15 / MONTHS)  # the mean of all months
    assert [row[3].en for row in shown(found, "control.all").rows] == ["Jul 2022"] * 3


def test_a_lasting_shift_is_seen_where_no_month_lies_outside(tmp_path: Path) -> None:
    found = run(tmp_path, rows(lambda group, month: steady(group, month) - (0.04 if month >= 6 else 0)))
    table = shown(found, "control.all").rows
    assert {row[3].en for row in table} == {"none"}
    assert all(row[4].en.startswith("yes: 6 in a row") for row in table)


def test_a_steady_log_has_no_outlier_no_shift_and_no_drift(tmp_path: Path) -> None:
    found = run(tmp_path, rows(steady))
    assert {row[3].en for row in shown(found, "control").rows} == {"within"}
    assert {(row[3].en, row[4].en) for row in shown(found, "control.all").rows} == {("none", "none that we can detect")}
    assert {row[7].en for row in shown(found, "drift").rows} == {"no shift that we can detect"}
    assert shown(found, "change.origin").rows[0][5].en == "no change that we can detect"


def test_fewer_than_eight_months_have_no_control_limits(tmp_path: Path) -> None:
    found = run(tmp_path, rows(steady, months=7))
    assert not [each for each in found.exhibits if each.id.startswith("C07.control")]


def test_another_mix_of_groups_is_a_drift(tmp_path: Path) -> None:
    """From 400 to 560 of 800: one row in five is of another group."""
    found = run(tmp_path, rows(steady, migrants=lambda month: 560 if month >= 9 else 400))
    table = shown(found, "drift").rows
    assert [row[7].en for row in table] == ["no shift that we can detect"] * 8 + ["shifted"] * 3
    assert table[-1][4] == pytest.approx(0.2)
    # (.7 - .5) ln(.7 / .5) + (.3 - .5) ln(.3 / .5) = .1695, and half a row in each bin moves it little
    assert table[-1][5] == pytest.approx(0.1695, abs=1e-3)


@pytest.mark.parametrize(("shift", "said"), [(0.0, "no shift that we can detect"), (0.25, "shifted")])
def test_scores_that_drift_are_seen_and_others_are_not(shift: float, said: str, tmp_path: Path) -> None:
    rng = np.random.default_rng(7)
    log = [
        (group, "1", "right", f"2022-{month:02}-15", f"{min(rng.random() * 0.7 + shift * (month == 3), 1):.4f}")
        for month in (1, 2, 3)
        for group in ("migrant", "local")
        for _ in range(500)
    ]
    (tmp_path / "log.csv").write_text(to_csv(("origin", "alert", "outcome", "day", "score"), log), encoding="utf-8")
    period = {"start": dt.date(2022, 1, 1), "end": dt.date(2022, 12, 31)}
    found = audit(plan_of(audit__period=period, columns__time="day", columns__score="score"), tmp_path)
    scores = [row for row in shown(found, "drift").rows if row[0].en == "scores"]
    assert [(row[1].en, row[7].en) for row in scores] == [
        ("Feb 2022", "no shift that we can detect"),
        ("Mar 2022", said),
    ]


@pytest.mark.parametrize("sign", [1, -1])
def test_a_gap_that_grows_is_said_to_grow_on_either_side(sign: int, tmp_path: Path) -> None:
    """Regression: a gap in favour of the group that grew was said to shrink."""
    found = run(tmp_path, rows(lambda group, month: 0.6 + sign * (group == "local") * (0.1 + 0.02 * month)))
    (row,) = shown(found, "change.origin").rows
    assert row[1:4] == pytest.approx((sign * 0.1, sign * 0.32, sign * 0.22), abs=2e-3)
    assert row[4][0] < sign * 0.22 < row[4][1]
    assert row[5].en == "the gap grew"


def test_months_across_a_change_of_definition_are_not_compared(tmp_path: Path) -> None:
    change = {"on": dt.date(2022, 6, 1), "what": words("A case must be opened", "须立案"), "kind": "outcome"}
    log = list(rows(lambda group, month: 0.6 + (group == "local") * (0.1 + 0.02 * month)))
    found = run(tmp_path, iter(log), breaks=[change])
    (row,) = shown(found, "change.origin").rows
    assert row[5].en == "not compared across a change: A case must be opened"
    assert "A case must be opened" in shown(found, "drift").note.en
    chart = shown(found, "months.origin").chart
    assert isinstance(chart, LineChart)
    assert [(x, text.zh) for x, text in chart.breaks] == [(4.5, "须立案")]
    model = run(tmp_path, iter(log), breaks=[{**change, "kind": "model"}])
    assert shown(model, "change.origin").rows[0][5].en == "the gap grew"
    assert shown(model, "change.origin").rows[0][6].en == "A case must be opened"


def test_a_change_in_a_month_without_rows_is_marked_between_its_neighbours(tmp_path: Path) -> None:
    change = {"on": dt.date(2022, 6, 20), "what": words("New rule", "新规则"), "kind": "level"}
    found = run(tmp_path, (row for row in rows(steady) if row[3] != "2022-06-15"), breaks=[change])
    chart = shown(found, "months.origin").chart
    assert isinstance(chart, LineChart)
    assert [x for x, _ in chart.breaks] == [4.5]


def test_changes_where_there_are_none_are_hardly_ever_said() -> None:
    """600 reports of six changes each, 700 rows a side and period: at most one report in twenty says any."""
    rng, z = np.random.default_rng(8), critical_value()
    said = 0
    for _ in range(600):
        p = rng.binomial(700, np.array([[0.7], [0.8]]), (2, 2, 6)).astype(float) / 700
        gaps = p[:, 1] - p[:, 0]
        low, high = difference(p[:, 1], 700, p[:, 0], 700, z)
        ends = mover_difference(gaps[1], low[1], high[1], gaps[0], low[0], high[0], widest=2.0)
        changes = [
            GapChange(*map(float, each), *[float(each[1] - each[0])] * 2) for each in zip(*gaps, *ends, strict=True)
        ]
        said += any(course not in ("no_change", "unknown") for course in courses(changes, 0.05, clustered=False))
    assert 0.02 < said / 600 <= 0.065


def test_missing_outcomes_that_could_undo_a_change_keep_it_open() -> None:
    clear = GapChange(0.05, 0.15, 0.06, 0.14, 0.1, 0.1)
    assert courses([clear], 0.05, clustered=False) == ["grew"]
    open_ = GapChange(0.05, 0.15, 0.06, 0.14, -0.01, 0.2)
    assert courses([open_], 0.05, clustered=False) == ["missing_decides"]
    nan = float("nan")
    assert courses([GapChange(*[nan] * 6), clear], 0.05, clustered=True) == ["unknown", "grew"]
    assert courses([GapChange(0.1, -0.1, -0.24, -0.16, -0.2, -0.2)], 0.05, clustered=False) == ["turned"]
    assert courses([], 0.05, clustered=False) == []
