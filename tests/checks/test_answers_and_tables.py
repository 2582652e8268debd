"""Answers against the tables beside the log (C30): a yes that a table contradicts is a finding, and nothing else is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lab import ABOUT, group, words
from policeaudit.assessment.assess import assess
from policeaudit.assessment.model import Assessment
from policeaudit.log.tally import Tally
from policeaudit.norms.questionnaire import questionnaire
from policeaudit.plan.answers import Answers
from policeaudit.tables import read_tables
from tables_lab import AREAS, DENOMINATOR, cells, column, figure, limited, plan_with, section
from test_laws import well_said

OLD = [group("old", label=words("aged 60 and over", "60岁及以上")), group("young", label=words("under 60", "60岁以下"))]
YEARS = [
    {
        "id": f"y{n}",
        "values": [str(n)],
        "label": words(str(n), f"{n}年"),
        "start": f"{n}-01-01",
        "end": f"{n}-12-31",
    }
    for n in (2021, 2022)
]


def audited(folder: Path, table: str, answer: str, question: str, **sections: Any) -> Assessment:
    (folder / "t.csv").write_text(table, encoding="utf-8")
    plan = plan_with(**sections)
    given = {"questionnaire": questionnaire().version, "answers": {question: {"answer": answer}}}
    tables = read_tables(plan, folder)
    return assess(plan, Tally.empty(), [], ABOUT, tables=tables, answers=Answers.model_validate(given))


def channel(name: str, *, digital: bool) -> dict[str, Any]:
    return {**figure(name), "digital": digital}


def coverage(**more: Any) -> dict[str, Any]:
    group_ = column("group", OLD)
    base = {"group": group_, "population": "people", "denominator": DENOMINATOR, "stages": [figure("registered")]}
    return section(**(base | more))


def fieldwork(**more: Any) -> dict[str, Any]:
    return section(introduced=words("It", "该系统"), introduced_on="2022-01-01", contacts="visits", **more)


def monthly(before: int, after: int) -> tuple[str, dict[str, Any]]:
    months = [(f"2021-{m:02}", before) for m in range(7, 13)] + [(f"2022-{m:02}", after) for m in range(1, 7)]
    table = "month,visits\n" + "".join(f"{month},{n}\n" for month, n in months)
    return table, fieldwork(month={"column": "month", "format": "%Y-%m"}, figures=[figure("visits")])


SCORES = section(
    area=column("area", AREAS),
    families=[figure("a") | {"weight_percent": 60}, figure("b") | {"weight_percent": 40}],
    published="total",
)
OFFICERS = section(
    area=column("area", AREAS),
    population="people",
    denominator=DENOMINATOR,
    resources=[figure("officers") | {"counted": True, "per": 10_000}],
)
PLACES = section(
    unit="place",
    area=column("area", AREAS),
    population="places",
    denominator=DENOMINATOR,
    stages=[figure("camera")],
)
DEVICES = [channel("app", digital=True), channel("web", digital=True)]
COUNTER = [channel("app", digital=True), channel("counter", digital=False)]
VISITS = fieldwork(changes=[{"id": "visits", "label": words("home visits", "入户走访"), "percent": -30}])
RISEN = fieldwork(changes=[{"id": "visits", "label": words("home visits", "入户走访"), "percent": 5}])


@pytest.mark.parametrize(
    ("question", "table", "sections", "said", "verdict"),
    [
        ("DI-01", "group,people,registered,app,web\nold,100,9,5,4\nyoung,100,60,40,20\n",
         {"coverage": coverage(channels=DEVICES)}, "every channel needs a device", "action_needed"),
        ("DI-01", "group,people,registered,app,counter\nold,100,9,5,4\nyoung,100,60,40,20\n",
         {"coverage": coverage(channels=COUNTER)}, "needs no device", None),
        ("DI-02", "group,people,registered\nold,100,\nyoung,100,60\n",
         {"coverage": coverage()}, "missing for: aged 60 and over", "watch"),
        ("DI-02", "group,people,registered\nold,100,9\nyoung,100,60\n",
         {"coverage": coverage()}, "all 2 figures", None),
        ("DI-05", "area,places,camera\nrural,100,\nurban,100,92\n",
         {"coverage": PLACES}, "missing for: rural areas", "action_needed"),
        ("DI-05", "area,places,camera\nrural,100,45\nurban,100,92\n",
         {"coverage": PLACES}, "all 2 figures", None),
        ("EI-03", "area,a,b,total\nrural,80,90,84\nurban,90,70,83\n",
         {"scorecard": SCORES}, "the score of 1 of 2 areas is another", "watch"),
        ("EI-03", "area,a,b,total\nrural,80,90,84\nurban,90,70,82\n",
         {"scorecard": SCORES}, "the score of 0 of 2 areas is another", None),
        ("EI-04", "area,people,officers\nrural,100000,\nurban,100000,112\n",
         {"resources": OFFICERS}, "missing for: rural areas", "watch"),
        ("EI-04", "area,people,officers\nrural,100000,87\nurban,100000,112\n",
         {"resources": OFFICERS}, "all 2 figures", None),
        ("HB-04", "", {"fieldwork": {k: v for k, v in VISITS.items() if k != "file"}}, "changed by −30%", "action_needed"),
        ("HB-04", "", {"fieldwork": {k: v for k, v in RISEN.items() if k != "file"}}, "changed by +5%", None),
        ("HB-04", *(lambda t: (t[0], {"fieldwork": t[1]}))(monthly(100, 70)), "changed by −30%", "action_needed"),
        ("HB-04", *(lambda t: (t[0], {"fieldwork": t[1]}))(monthly(100, 99)), "changed by −1%", None),
    ],
)  # fmt: skip
def test_a_yes_is_held_against_the_table(
    question: str, table: str, sections: dict[str, Any], said: str, verdict: str | None, tmp_path: Path
) -> None:
    found = audited(tmp_path, table, "yes", question, **sections)
    contradicted = [f for f in found.findings if f.check == "C30"]
    assert [(f.group, f.verdict) for f in contradicted] == ([(question, verdict)] if verdict else [])
    (row,) = [row for row in cells(found, "C30.answers") if row[0] == question]
    assert said in row[3]
    if contradicted:
        assert f"the tables say: {row[3]}" in contradicted[0].sentence.en
        assert "表格显示：" in contradicted[0].sentence.zh
    well_said(found)
    again = audited(tmp_path, table, "no", question, **sections)
    assert not [f for f in again.findings if f.check == "C30"]


def varied(before: int, after: int, by: int) -> tuple[str, dict[str, Any]]:
    """The same means, but every second month is so much above, the others below."""
    table, part = monthly(before, after)
    lines = table.splitlines()
    figures = [line.split(",") for line in lines[1:]]
    varied_ = [f"{month},{int(n) + (by if i % 2 else -by)}" for i, (month, n) in enumerate(figures)]
    return "\n".join([lines[0], *varied_]) + "\n", part


@pytest.mark.parametrize(("by", "verdicts"), [(0, ["action_needed"]), (40, [])])
def test_months_that_differ_by_themselves_do_not_contradict(by: int, verdicts: list[str], tmp_path: Path) -> None:
    """100 and 85 a month, six months each: as Poisson counts 1.96 standard errors of the logarithm of .85 reach to .957.

    Where months swing by 40 to each side, Welch's t of the two means is 0.6: that is no fall.
    """
    table, part = varied(100, 85, by)
    found = audited(tmp_path, table, "yes", "HB-04", fieldwork=part)
    assert [f.verdict for f in found.findings if f.check == "C30"] == verdicts
    (row,) = [row for row in cells(found, "C30.answers") if row[0] == "HB-04"]
    assert "changed by −15%" in row[3]


def test_a_change_of_rules_is_shown_and_decides_nothing(tmp_path: Path) -> None:
    changes = [{"on": "2022-01-01", "what": words("counted anew", "重新统计")}]
    part = section(
        period={"column": "year", "periods": YEARS},
        kind=column("kind", [group("all")]),
        part="yes",
        whole="of",
        changes=changes,
    )
    found = audited(tmp_path, "year,kind,yes,of\n2021,all,4,10\n2022,all,6,10\n", "yes", "EI-02", indicators=part)
    assert not [f for f in found.findings if f.check == "C30"]
    (row,) = [row for row in cells(found, "C30.answers") if row[0] == "EI-02"]
    assert row[3:] == [
        "the rules of 1 indicators changed 1 times; 0 times the earlier way of counting is given too",
        "–",
    ]


def test_limits_of_tables_are_dated_too(tmp_path: Path) -> None:
    late = {**limited("coverage", gap_points=5), "set_on": "2023-01-01"}
    table = "group,people,registered\nold,100,9\nyoung,100,60\n"
    found = audited(tmp_path, table, "yes", "AF-01", coverage=coverage(limits=[late]))
    (f,) = [f for f in found.findings if f.check == "C30"]
    assert "1 of the 1 limits of the plan were not set before" in f.sentence.en


def test_contacts_must_be_a_figure_of_the_section() -> None:
    with pytest.raises(ValueError, match="contacts names “visits”"):
        plan_with(
            fieldwork=fieldwork(changes=[{"id": "calls", "label": words("calls"), "percent": 1}]) | {"file": None}
        )
