"""The table of each section: its columns, and what must hold between them."""

from __future__ import annotations

import copy
import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lab import group, words
from policeaudit.errors import DataError
from policeaudit.plan.execution import IndicatorsPart, ScorecardPart
from policeaudit.plan.tables import FieldworkPart, ResourcesPart, ResponsePart, SurveyPart
from policeaudit.tables.response import response_table
from policeaudit.tables.sections import (
    fieldwork_table,
    indicators_table,
    resources_table,
    scorecard_table,
    survey_table,
)

AREA = {"column": "area", "label": words("Area", "区域"), "groups": [group("rural"), group("urban")]}
HEAD = {"id": "a", "title": words("A table", "表"), "file": {"path": "t.csv"}}


def figure(name: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "column": name, "label": words(name), **more}


def read(function: Any, model: Any, raw: dict[str, Any], folder: Path, content: str) -> Any:
    (folder / "t.csv").write_text(content, encoding="utf-8")
    return function(model.model_validate({**copy.deepcopy(HEAD), **raw}), folder)


def refused(*arguments: Any) -> str:
    with pytest.raises(DataError) as caught:
        read(*arguments)
    return str(caught.value)


WIDE = {"area": AREA, "bins": [{"column": c, "start": s} for c, s in (("b0", 0), ("b15", 15), ("b30", 30))]}
LONG = {"area": AREA, "bin_start": "from", "cases": "n"}


def test_response_times_in_columns_and_in_rows_are_the_same(tmp_path: Path) -> None:
    wide = read(response_table, ResponsePart, WIDE, tmp_path, "area,b0,b15,b30\nrural,1,2,3\nurban,4,5,6\n")
    rows = "area,from,n\nurban,15,5\nrural,0,1\nrural,30,3\nurban,0,4\nrural,15,2\nurban,30,6\n"
    long = read(response_table, ResponsePart, LONG, tmp_path, rows)
    assert wide.starts == long.starts == [0, 15, 30]
    for found in (wide, long):
        by_area = {
            area: [found.numbers[f"bin.{i}"][row] for i in range(3)] for row, area in enumerate(found.groups["area"])
        }
        assert by_area == {"rural": [1, 2, 3], "urban": [4, 5, 6]}
    assert long.lines == [2, 3]


def test_response_times_with_mistakes(tmp_path: Path) -> None:
    rows = "area,from,n\nrural,0,1\nrural,15,2\nurban,0,-4\nurban,0,4\nurban,,4\n"
    message = refused(response_table, ResponsePart, LONG, tmp_path, rows)
    assert "t.csv:4 [n]: a negative number" in message
    assert "t.csv:5: a second row" in message
    assert "t.csv:6 [from]: a number is missing" in message
    assert "t.csv:4: there is no row for the band that starts at 15" in message


def test_published_response_times(tmp_path: Path) -> None:
    raw = {"area": {**AREA, "groups": []}, "summary": {"column": "median", "statistic": "median"}, "cases": "calls"}
    found = read(response_table, ResponsePart, raw, tmp_path, "area,median,calls\ntract 1,7.5,40\ntract 2,,0\n")
    assert found.starts == []
    np.testing.assert_array_equal(found.numbers["summary"], [7.5, np.nan])


def test_a_section_without_a_table_has_none_to_read(tmp_path: Path) -> None:
    log = ResponsePart.model_validate(
        {"id": "a", "title": words("A", "甲"), "area": AREA, "log": {"start": "called", "end": "arrived"}}
    )
    with pytest.raises(ValueError, match="no table"):
        response_table(log, tmp_path)


PEOPLE = {
    "area": AREA,
    "meaning": words("satisfied", "满意"),
    "answer": {"column": "a", "positive": ["1", "2"], "negative": ["3", "4"], "none": ["9"]},
    "weight": "w",
}


def test_a_survey_with_one_row_a_person(tmp_path: Path) -> None:
    content = "area,a,w\nrural,1,0.5\nrural,1,0.5\nurban,4,2\nurban,9,1\nurban,,0\n"
    table = read(survey_table, SurveyPart, PEOPLE, tmp_path, content)
    assert table.groups["answer"] == ["positive", "positive", "negative", "none", "none"]
    assert table.numbers["weight"].tolist() == [0.5, 0.5, 2, 1, 0]
    message = refused(survey_table, SurveyPart, PEOPLE, tmp_path, content + "urban,5,\nrural,1,-1\n")
    assert "t.csv:7 [a]: this value is not declared" in message
    assert "t.csv:7 [w]: a number is missing" in message
    assert "t.csv:8 [w]: a negative number" in message


def test_a_published_survey(tmp_path: Path) -> None:
    raw = {"area": AREA, "meaning": words("satisfied", "满意"), "asked": "n", "positive": "k"}
    table = read(survey_table, SurveyPart, raw, tmp_path, "area,n,k\nrural,500,428\nurban,2000,1966\n")
    assert table.numbers["positive"].tolist() == [428, 1966]
    assert "t.csv:2 [k]: a part that is more" in refused(
        survey_table, SurveyPart, raw, tmp_path, "area,n,k\nrural,500,528\nurban,2000,1966\n"
    )


FIELD = {"introduced": words("a smart community", "智慧社区"), "introduced_on": dt.date(2022, 1, 1), "area": AREA}
FIGURES = [figure("visits"), figure("disputes")]


def test_field_work_before_and_after(tmp_path: Path) -> None:
    raw = {**FIELD, "phase": {"column": "year", "before": ["2021"], "after": ["2022"]}, "figures": FIGURES}
    content = "area,year,visits,disputes\nrural,2021,1000,200\nrural,2022,700,150\nurban,2021,5,1\nurban,2022,5,1\n"
    table = read(fieldwork_table, FieldworkPart, raw, tmp_path, content)
    assert table.groups["phase"] == ["before", "after"] * 2
    assert table.numbers["figure.disputes"].tolist() == [200, 150, 1, 1]
    assert "[year]: this value is not declared" in refused(
        fieldwork_table, FieldworkPart, raw, tmp_path, content.replace("urban,2022", "urban,2023")
    )
    half = content.replace("urban,2022,5,1\n", "")
    assert "[urban]: there is no row from after the introduction" in refused(
        fieldwork_table, FieldworkPart, raw, tmp_path, half
    )


def test_field_work_by_month(tmp_path: Path) -> None:
    raw = {**FIELD, "month": "month", "figures": FIGURES}
    content = "area,month,visits,disputes\n" + "".join(
        f"{a},2022-{m:02},10.5,1\n" for a in ("rural", "urban") for m in (1, 2)
    )
    table = read(fieldwork_table, FieldworkPart, raw, tmp_path, content)
    assert table.days["month"] == [dt.date(2022, 1, 1), dt.date(2022, 2, 1)] * 2
    again = content + "urban,2022-02-14,1,1\n"
    assert "t.csv:6: a second row for the same group; the first is in line 5" in refused(
        fieldwork_table, FieldworkPart, raw, tmp_path, again
    )


def test_resources(tmp_path: Path) -> None:
    raw = {
        "area": AREA,
        "population": {"column": "万人", "times": 10_000},
        "denominator": {"source": words("Census", "人口普查"), "as_of": dt.date(2020, 11, 1)},
        "resources": [figure("officers", per=10_000, counted=True)],
    }
    table = read(
        resources_table, ResourcesPart, raw, tmp_path, "area,万人,officers\nrural,100,870\nurban,100.5,1125.6\n"
    )
    assert table.numbers["population"].tolist() == [1_000_000, 1_005_000]
    assert table.numbers["resource.officers"].tolist() == [870, 1125.6]


def period(name: str, month: int) -> dict[str, Any]:
    start, end = dt.date(2022, month, 1), dt.date(2022, month, 28)
    return {"id": name, "values": [name], "label": words(name), "start": start, "end": end}


CASES = {
    "period": {"column": "period", "periods": [period("one", 1), period("two", 2)]},
    "kind": {"column": "kind", "label": words("Kind", "类别")},
    "part": "cleared",
    "whole": "cases",
}


def test_indicators(tmp_path: Path) -> None:
    content = "period,kind,cleared,cases\none,serious,40,100\none,minor,90,100\ntwo,serious,40,100\ntwo,minor,0,0\n"
    table = read(indicators_table, IndicatorsPart, CASES, tmp_path, content)
    assert table.groups["period"] == ["one", "one", "two", "two"]
    assert table.numbers["whole"].tolist() == [100, 100, 100, 0]
    assert "no row for “minor” in “two”" in refused(
        indicators_table, IndicatorsPart, CASES, tmp_path, content.replace("two,minor,0,0\n", "")
    )
    assert "[cleared]: a part that is more" in refused(
        indicators_table, IndicatorsPart, CASES, tmp_path, content.replace("40,100", "140,100")
    )


def test_a_scorecard_may_hold_deductions(tmp_path: Path) -> None:
    families = [figure(n, weight_percent=w) for n, w in (("a", 60), ("b", 40))]
    raw = {"area": AREA, "families": families, "published": "total"}
    table = read(scorecard_table, ScorecardPart, raw, tmp_path, "area,a,b,total\nrural,80,-5,46\nurban,90,0,54\n")
    assert table.numbers["family.b"].tolist() == [-5, 0]
    assert table.numbers["published"].tolist() == [46, 54]
