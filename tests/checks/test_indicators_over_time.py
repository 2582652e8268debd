"""Indicators: a change is split into mix, counting and results; across changed rules nothing is compared as if "
"nothing happened."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from lab import group, words
from tables_lab import audited, cells, column, limited, one, section, shown
from test_laws import well_said


def period(name: str, year: int) -> dict[str, Any]:
    return {
        "id": name,
        "values": [name],
        "label": words(name, f"第{name}期"),
        "start": dt.date(year, 1, 1),
        "end": dt.date(year, 12, 31),
    }


def change(year: int, month: int = 1, kind: str = "definition") -> dict[str, Any]:
    return {"on": dt.date(year, month, 1), "what": words("counted anew", "口径调整"), "kind": kind}


KINDS = [group("grave", label=words("grave cases", "重大案件")), group("minor", label=words("minor cases", "轻微案件"))]


def indicators(years: int = 2, **more: Any) -> dict[str, Any]:
    base = {
        "period": {"column": "year", "periods": [period(f"y{i}", 2020 + i) for i in range(years)]},
        "kind": column("kind", KINDS),
        "part": "cleared",
        "whole": "cases",
        "minor": ["minor"],
    }
    return section(**{**base, **more})


# each kind is cleared up as often as before; there are three times as many minor cases
PADDED = "year,kind,cleared,cases\ny0,grave,40,100\ny0,minor,90,100\ny1,grave,40,100\ny1,minor,270,300\n"


def test_a_rise_that_comes_from_minor_cases_is_shown_as_such(tmp_path: Path) -> None:
    found = audited(tmp_path, PADDED, indicators=indicators(limits=[limited("not_performance", gap_points=5)]))
    f = one(found, "C15.not_performance.s:changes.y0-y1.gap")
    assert f.verdict == "action_needed"
    assert f.gap.value == pytest.approx(0.125)
    assert "from 65.0% to 77.5%, a change of 12.5 points" in f.sentence.en
    assert "12.5 points come from another mix of cases and 0.0 points come from results within" in f.sentence.en
    assert "Minor cases went from 50.0% to 75.0% of all cases" in f.sentence.en
    assert "案件构成变化占12.5个百分点" in f.sentence.zh
    assert cells(found, "C15.split.s") == [["y0 to y1", 0.65, 0.775, *map(pytest.approx, (0.125, 0.125, 0, 0, 0))]]
    assert cells(found, "C15.series.s")[-1][:3] == ["All periods", 600, 440]
    well_said(found)


def test_better_work_is_shown_as_such(tmp_path: Path) -> None:
    table = "year,kind,cleared,cases\ny0,grave,40,100\ny0,minor,90,100\ny1,grave,60,100\ny1,minor,95,100\n"
    found = audited(tmp_path, table, indicators=indicators(limits=[limited("not_performance", gap_points=5)]))
    f = one(found, "C15.not_performance.s:changes.y0-y1.gap")
    assert (f.verdict, f.gap.value) == ("no_concern", pytest.approx(0, abs=1e-12))
    assert "12.5 points come from results within the same kinds" in f.sentence.en


def test_across_a_change_of_rules_nothing_is_told_without_the_old_count(tmp_path: Path) -> None:
    part = indicators(changes=[change(2021)], limits=[limited("not_performance", gap_points=5)])
    found = audited(tmp_path, PADDED, indicators=part)
    f = one(found, "C15.not_performance.s:changes.y0-y1.gap")
    assert (f.verdict, f.gap.value) == ("cannot_tell", None)
    assert "how much of the change is the counting cannot be told" in f.sentence.en
    assert "counted by the earlier rules" in f.settle.en
    assert cells(found, "C15.split.s")[0][4:] == [None] * 4
    assert shown(found, "C15.series.s").exhibit.chart.breaks[0][0] == 0.5
    well_said(found)


def test_with_the_old_count_the_definition_has_its_part(tmp_path: Path) -> None:
    """By the earlier rules 310 of 500 were cleared up: the counting alone makes 15.5 points of the 12.5."""
    table = (
        "year,kind,cleared,cases,old_cleared,old_cases\ny0,grave,40,100,,\ny0,minor,90,100,,\n"
        "y1,grave,40,100,40,200\ny1,minor,270,300,270,300\n"
    )
    old = {"part": "old_cleared", "whole": "old_cases"}
    part = indicators(old=old, changes=[change(2021)], limits=[limited("not_performance", gap_points=5)])
    found = audited(tmp_path, table, indicators=part)
    row = cells(found, "C15.split.s")[0]
    assert row[5] == pytest.approx(310 / 400 - 310 / 500)
    assert sum(row[4:]) == pytest.approx(row[3])
    assert (
        "15.5 points come from another way of counting"
        in one(found, "C15.not_performance.s:changes.y0-y1.gap").sentence.en
    )


def test_each_period_is_held_against_the_next_and_the_first_against_the_last(tmp_path: Path) -> None:
    table = PADDED + "y2,grave,40,100\ny2,minor,90,100\n"
    found = audited(tmp_path, table, indicators=indicators(3, limits=[limited("not_performance", gap_points=5)]))
    words = {f.group: f.verdict for f in found.findings if f.check == "C15"}
    assert words == {"y0-y1": "action_needed", "y1-y2": "action_needed", "y0-y2": "no_concern"}


def test_a_missing_count_is_never_a_pass(tmp_path: Path) -> None:
    part = indicators(limits=[limited("not_performance", gap_points=5)])
    found = audited(tmp_path, PADDED.replace("270,300", ",300"), indicators=part)
    f = one(found, "C15.not_performance.s:changes.y0-y1.gap")
    assert (f.verdict, f.gap.value) == ("cannot_tell", None)
    assert "A count is missing" in f.sentence.en
    well_said(found)


def test_the_longest_run_that_can_be_compared(tmp_path: Path) -> None:
    """Five years; a change at the start of the second and one inside the fourth: only the second and third compare."""
    rows = "".join(f"y{i},{kind},5,10\n" for i in range(5) for kind in ("grave", "minor"))
    changes = [change(2021), change(2023, 6, "limit")]
    part = indicators(5, changes=changes, limits=[limited("longest_run", standard=3)])
    found = audited(tmp_path, f"year,kind,cleared,cases\n{rows}", indicators=part)
    f = one(found, "C16.comparable_run.s.standard")
    assert (f.verdict, f.ratio.value) == ("action_needed", pytest.approx(2 / 3))
    assert "changed 2 times in 5 years, about every 30 months, so at most 2 periods in a row" in f.sentence.en
    assert "5年内规则调整2次，平均约30个月一次，因此最多只能连续比较2个期间" in f.sentence.zh
    assert [row[2] for row in cells(found, "C16.runs.s")] == [1, 2, 1]
    assert cells(found, "C16.changes.s")[1] == ["1 June 2023", "limit", "counted anew"]
    assert found.audit.limits[0].rule.en == "at least 3 periods"
    well_said(found)


def test_no_declared_change_is_not_said_to_be_none(tmp_path: Path) -> None:
    found = audited(tmp_path, PADDED, indicators=indicators())
    f = one(found, "C16.comparable_run.s.none")
    assert "No change of the rules is declared; if there was none, all 2 periods" in f.sentence.en
    assert not [e for e in found.exhibits if e.check == "C16"]
