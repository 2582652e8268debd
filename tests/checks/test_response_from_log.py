"""Response times from the log: the figures of a plain recount of its rows, whatever is missing is allowed for."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from statsmodels.stats.proportion import proportion_confint

from lab import audit, count, left_out, limit, plan_of, to_csv
from policeaudit.assessment.model import Assessment
from policeaudit.errors import PlanError
from policeaudit.log.tally import Tally
from policeaudit.plan import Plan, check_plan
from policeaudit.plan.durations import bands_of
from tables_lab import AREAS, cells, column, limited, one, shown
from test_laws import well_said

COLUMNS = ("origin", "alert", "outcome", "area", "issued", "done")
START = dt.datetime(2022, 10, 3, 8, 0)
URBAN, RURAL, NEVER = range(1, 101), range(46, 146), 20


def row(area: str, minutes: float | None, alert: str = "1") -> tuple[str, ...]:
    done = "" if minutes is None else str(START + dt.timedelta(minutes=minutes))
    return ("local", alert, "right", area, str(START), done)


ROWS = [
    *(row("urban", n) for n in URBAN),
    *(row("rural", n) for n in RURAL),
    *(row("rural", None) for _ in range(NEVER)),
    *(row("urban", 9_999, alert="0") for _ in range(50)),  # no warnings: they are not responded to
]


def plan(**more: Any) -> dict[str, Any]:
    part = {
        "id": "calls",
        "title": {"en": "Responses to warnings", "zh": "预警响应"},
        "log": {"start": "issued", "end": "done"},
        "area": column("area", AREAS, reference="urban"),
        "standard": 15,
        **more,
    }
    return plan_of(response=[part], limits=[limit("precision", gap_points=5)])


def write(folder: Path, rows: list[tuple[str, ...]]) -> None:
    (folder / "log.csv").write_text(to_csv(COLUMNS, rows), encoding="utf-8")


def audited(folder: Path, rows: list[tuple[str, ...]] = ROWS, **more: Any) -> Assessment:
    write(folder, rows)
    return audit(plan(**more), folder)


def test_the_figures_are_those_of_a_plain_recount(tmp_path: Path) -> None:
    found = audited(tmp_path)
    rural, urban = cells(found, "C11.times.calls.area")
    assert urban[:3] == ["towns", 100, 0]
    assert rural[:3] == ["rural areas", 100, NEVER]
    assert urban[3] == np.quantile(list(URBAN), 0.5, method="inverted_cdf") == 50
    assert urban[5] == np.quantile(list(URBAN), 0.9, method="inverted_cdf") == 90
    assert rural[3] == np.quantile(list(RURAL), 0.5, method="inverted_cdf") == 95
    assert urban[7] == 15 / 100
    assert urban[8] == pytest.approx(proportion_confint(15, 100, method="wilson"))
    # the 95 % interval of a median of 100 by order statistics: the 40th and the 61st, give or take the width of a band
    assert urban[4] == pytest.approx((40, 61), abs=1)


def test_what_has_no_time_is_allowed_for(tmp_path: Path) -> None:
    found = audited(tmp_path, limits=[limited("median", standard=80), limited("within", gap_points=10)])
    f = one(found, "C11.response_median.calls:area.rural.standard")
    # of 120, the 60th: the 40th of those known if the other 20 are fast, the 60th if they are slow
    assert (f.ratio.lower_bound, f.ratio.upper_bound) == pytest.approx((85 / 80, 105 / 80))
    assert "Of 20 more no time is recorded: were all of these fast, it would be 85 minutes" in f.sentence.en
    assert "另有20条未登记时间" in f.sentence.zh
    within = one(found, "C11.response_within.calls:area.rural.gap")
    assert (within.gap.lower_bound, within.gap.upper_bound) == pytest.approx((0.15 - 20 / 120, 0.15))
    assert "Of 20 cases no time is recorded" in within.sentence.en
    well_said(found)


def test_a_verdict_that_the_missing_times_could_turn_is_none(tmp_path: Path) -> None:
    """The median of those known is over the standard by far; were the others fast, it would not be."""
    known = [row("rural", n) for n in range(60, 160)]
    few = [*known, *(row("rural", None) for _ in range(10)), *(row("urban", 5) for _ in range(40))]
    many = [*known, *(row("rural", None) for _ in range(150)), *(row("urban", 5) for _ in range(40))]
    verdicts = []
    for name, rows in (("few", few), ("many", many)):
        (tmp_path / name).mkdir()
        found = audited(tmp_path / name, rows, limits=[limited("median", standard=30)])
        verdicts.append(one(found, "C11.response_median.calls:area.rural.standard").verdict)
    assert verdicts == ["action_needed", "cannot_tell"]


def test_a_response_in_exactly_the_standard_is_within_it(tmp_path: Path) -> None:
    rows = [row("urban", 15) for _ in range(60)] + [row("rural", 15 + 1 / 60) for _ in range(60)]
    found = audited(tmp_path, rows, limits=[limited("median", standard=15)])
    rural, urban = cells(found, "C11.times.calls.area")
    assert (urban[7], rural[7]) == (1, 0)
    assert one(found, "C11.response_median.calls:area.urban.standard").verdict == "no_concern"
    assert one(found, "C11.response_median.calls:area.rural.standard").verdict != "no_concern"


def test_groups_that_are_not_recorded_are_shown_and_not_judged(tmp_path: Path) -> None:
    rows = [*ROWS, *(row("", 30) for _ in range(40)), *(row("elsewhere", 30) for _ in range(40))]
    found = audited(tmp_path, rows, limits=[limited("median", standard=80)])
    assert [each[0] for each in cells(found, "C11.times.calls.area")] == [
        "rural areas",
        "towns",
        "not recorded",
        "other values",
    ]
    judged = {f.group for f in found.findings if f.check == "C11"}
    assert judged == {"rural", "urban"}


def test_rows_whose_times_cannot_be_are_left_out_and_named(tmp_path: Path) -> None:
    write(tmp_path, [*ROWS, row("urban", -5), ("local", "1", "right", "urban", str(START), "soon")])
    counted = count(plan(), tmp_path)
    assert {(each["column"], each["reason"]) for each in left_out(counted)} == {
        ("done", "response_ends_first"),
        ("done", "unreadable_date"),
    }
    assert counted.tally.rows_in == len(ROWS) + 2


def test_the_counts_are_in_the_tally_that_is_written_and_add_up(tmp_path: Path) -> None:
    write(tmp_path, ROWS)
    tally = count(plan(), tmp_path).tally
    tally.save(tmp_path / "tally.parquet")
    again = Tally.load(tmp_path / "tally.parquet")
    assert again.detail["durations"].equals(tally.detail["durations"])
    assert again.digest() == tally.digest()
    bands = len(Plan.model_validate(plan()).response[0].bands.starts)
    keys, counts = tally.merge(again).durations("response:calls", bands)
    assert keys == [("", "rural"), ("", "urban")]
    assert counts.sum(axis=1).tolist() == [240, 200]
    assert counts[:, -1].tolist() == [40, 0]


def test_bands_end_at_every_mark_and_steps_are_whole_seconds() -> None:
    for unit, marks in (("minute", [7.2, 15]), ("second", [90]), ("hour", [36.5]), ("day", [3, 45])):
        bands = bands_of(unit, marks)
        assert set(marks) <= set(bands.starts)
        assert bands.starts[0] == 0
        seconds = {"second": 1, "minute": 60, "hour": 3600, "day": 86400}[unit]
        assert [tick * bands.step for tick in bands.ticks] == pytest.approx([s * seconds for s in bands.starts])


def test_a_plan_that_takes_times_from_no_log_is_refused() -> None:
    whole = plan(standard=0.01)
    with pytest.raises(PlanError, match="whole seconds"):
        check_plan(whole)
    tables_only = {"audit": plan()["audit"], "response": plan()["response"]}
    with pytest.raises(PlanError, match=r"the plan has no \[log\]"):
        check_plan(tables_only)


def test_the_distribution_is_shown_at_a_few_round_times(tmp_path: Path) -> None:
    exhibit = shown(audited(tmp_path), "C11.distribution.calls.area").exhibit
    assert "15 minutes" in [each.label.en for each in exhibit.columns]
    assert len(exhibit.columns) <= 10
    at = [each.label.en for each in exhibit.columns].index("45 minutes")
    assert [each[at] for each in exhibit.rows] == [0, 0.45]
