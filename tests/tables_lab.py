"""Audits of small tables: a plan with one section, its table as text, and what was found."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from lab import ABOUT, group, plan_of, words
from policeaudit.assessment.assess import assess
from policeaudit.assessment.model import Assessment, Finding, ShownExhibit
from policeaudit.log.tally import Tally
from policeaudit.plan import Plan
from policeaudit.tables import read_tables

DENOMINATOR = {"source": words("Census", "人口普查"), "as_of": dt.date(2020, 11, 1)}
AREAS = [group("rural", label=words("rural areas", "农村")), group("urban", label=words("towns", "城镇"))]


def column(name: str, groups: list[dict[str, Any]] | None = None, **more: Any) -> dict[str, Any]:
    return {"column": name, "label": words(name.capitalize(), "分组"), "groups": groups or [], **more}


def figure(name: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "column": name, "label": words(name, "某项"), **more}


def limited(measure: str, **kind: Any) -> dict[str, Any]:
    return {"measure": measure, "set_by": words("the board", "委员会"), "set_on": dt.date(2022, 6, 30), **kind}


def plan_with(**sections: Any) -> Plan:
    """A plan of tables alone; each section is a dictionary or a list of them."""
    base = {"audit": plan_of()["audit"]}
    parts = {name: part if isinstance(part, list) else [part] for name, part in sections.items()}
    return Plan.model_validate(base | parts)


def audited(folder: Path, content: str | dict[str, str], **sections: Any) -> Assessment:
    """Write the tables and audit them; a single text is ``t.csv``."""
    for name, text in (content if isinstance(content, dict) else {"t.csv": content}).items():
        (folder / name).write_text(text, encoding="utf-8")
    plan = plan_with(**sections)
    return assess(plan, Tally.empty(), [], ABOUT, tables=read_tables(plan, folder))


def section(id_: str = "s", **more: Any) -> dict[str, Any]:
    return {"id": id_, "title": words("A table", "某表"), "file": {"path": "t.csv"}, **more}


def one(found: Assessment, id_: str) -> Finding:
    return next(f for f in found.findings if f.id == id_)


def shown(found: Assessment, id_: str) -> ShownExhibit:
    return next(e for e in found.exhibits if e.id == id_)


def cells(found: Assessment, id_: str) -> list[list[Any]]:
    """The rows of an exhibit; texts in English."""
    return [[getattr(cell, "en", cell) for cell in row] for row in shown(found, id_).exhibit.rows]
