"""Two ways from a generated log to what the product says of it.

``published`` is what a user does: a plan file and a Parquet log on disk, read, counted and assessed. ``direct`` counts the
log with numpy and hands the counts to the same evidence, comparisons and rule; it skips files, engine and wording, and
can hide outcomes. (``rule`` is a third way, without the product's own rule.) ``assessed`` is for plans of any kind: the log is
a frame or a file, tables are files.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from policeaudit.assessment.assess import assess
from policeaudit.assessment.model import Assessment
from policeaudit.checks import all_checks
from policeaudit.checks.comparison import Judged, comparisons, judge
from policeaudit.checks.evidence import Evidence
from policeaudit.log.count import count_log
from policeaudit.log.intake import wanted_columns
from policeaudit.log.source import open_log
from policeaudit.log.tally import BUCKETS, Tally
from policeaudit.measures import CELLS, MEASURES, IntArray
from policeaudit.pipeline import assess_log
from policeaudit.plan import LoadedPlan, Plan, check_plan, load_plan
from policeaudit.provenance import provenance
from validation.subjects import buckets, key_of
from validation.world import Log, View, World

# Where an event and a non-event are counted: (alerted, status) of measures.CELLS.
_CELLS = {
    "precision": ((True, "confirmed"), (True, "unfounded")),
    "selection_rate": ((True, "not_followed_up"), (False, "not_followed_up")),
}
_UNKNOWN = (True, "pending")
_NO_CELLS = Tally.empty().cells


def words(text: str) -> dict[str, str]:
    """The same in both languages."""
    return {"en": text, "zh": text}


def listed(groups: Sequence[str]) -> list[dict[str, Any]]:
    """Groups, or levels, that are called what the log calls them."""
    return [{"id": group, "values": [group], "label": words(group)} for group in groups]


def feature(name: str, groups: Sequence[str]) -> dict[str, Any]:
    """A feature in a column of its name; the first group is the reference."""
    return {"name": name, "column": name, "label": words(name), "reference": groups[0], "groups": listed(groups)}


def head(rated_unit: str = "person") -> dict[str, Any]:
    """What every plan begins with."""
    return {
        "audit": {
            "id": "validation",
            "title": words("Validation"),
            "operator": words("Nobody"),
            "system": words("A generated world"),
            "rated_unit": rated_unit,
            "period": {"start": dt.date(2022, 1, 1), "end": dt.date(2022, 12, 31)},
            "commissioned_by": words("Nobody"),
            "audited_by": words("Nobody"),
            "synthetic": True,
        }
    }


def limit(measure: str, **accepted: Any) -> dict[str, Any]:
    """A limit that was set in time."""
    return {"measure": measure, **accepted, "set_by": words("Nobody"), "set_on": dt.date(2021, 12, 31)}


def plan_of(world: World, log: str = "log.parquet", *, subjects: bool) -> dict[str, Any]:
    """The plan that judges a world's views under its limit."""
    views = list(world.judged)
    columns: dict[str, Any] = {
        "alert": "alert",
        "outcome": {"column": "outcome", "confirmed": ["right"], "unfounded": ["wrong"], "pending": ["open"]},
    }
    if subjects:
        columns["subject"] = "person"
    features = [
        {
            "name": name,
            "column": name,
            "label": words(name),
            **({} if world.against_the_rest else {"reference": world.levels(name)[0]}),
        }
        for name in world.shares
    ]
    part = {"measure": world.measure, **world.limit, "features": ["*".join(view) for view in views]}
    return {
        **head(),
        "log": {"path": log},
        "columns": columns,
        "features": features,
        "intersections": [{"features": list(view)} for view in views if len(view) > 1],
        "limits": [limit(**part)],
        "rules": dict(world.rules),
    }


def published(world: World, log: Log, folder: Path) -> Assessment:
    """Write a plan and a log, then read, count and assess them."""
    pq.write_table(_table(world, log), folder / "log.parquet")
    path = folder / "plan.toml"
    path.write_text(_toml(plan_of(world, subjects=log.subject is not None)), "utf-8")
    loaded = load_plan(path)
    files = open_log(loaded.plan.log, loaded.path.parent, wanted_columns(loaded.plan))
    counted = count_log(files, loaded.plan, loaded.sha256)
    return assess(loaded.plan, counted.tally, counted.files, provenance(loaded, counted.tally, "validation"))


@dataclass(frozen=True)
class Example:
    """A plan with its log, if it has one, and its tables and texts by the name of their file."""

    plan: Mapping[str, Any]
    log: pa.Table | None = None
    tables: Mapping[str, pa.Table] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)


def assessed(example: Example, folder: Path, *, on_disk: bool = False) -> Assessment:
    """Assess an example; its tables are read from files, and where ``on_disk`` its log and plan too."""
    for name, table in example.tables.items():
        pyarrow.csv.write_csv(table, folder / name)
    for name, text in example.texts.items():
        (folder / name).write_text(text, "utf-8")
    path = folder / "plan.toml"
    if not on_disk:
        return assess_log(LoadedPlan(check_plan(dict(example.plan)), path, "validation"), frame=example.log)[0]
    path.write_text(_toml(example.plan), "utf-8")
    if example.log is not None:
        pq.write_table(example.log, folder / "log.parquet")
    return assess_log(load_plan(path))[0]


def direct(world: World, log: Log, known: np.ndarray | None = None) -> list[Judged]:
    """The judged comparisons from counts; ``known`` marks the rows whose outcome is recorded."""
    return judged(world, tally_of(world, log, known))


def judged(world: World, tally: Tally) -> list[Judged]:
    """All comparisons of the judged views, judged together."""
    evidence = Evidence(Plan.model_validate(plan_of(world, subjects=tally.bucketed)), tally)
    check = next(check for check in all_checks() if world.measure in check.measures)
    found = [
        c
        for view in world.judged
        for c in comparisons(check, MEASURES[world.measure], evidence.views["*".join(view)], evidence)
        if c.limit is not None
    ]
    return judge(found, evidence)


@dataclass(frozen=True)
class CountedTally(Tally):
    """A tally whose counts stand ready as arrays, by view: (groups in their order, counts of shape (g, b, 8))."""

    arrays: Mapping[str, tuple[list[str], IntArray]]
    rows: int

    @property
    def rows_used(self) -> int:
        """Rows that count."""
        return self.rows

    @property
    def bucketed(self) -> bool:
        """Whether subjects were put into buckets."""
        return self.subjects is not None

    def groups(self, view: str) -> list[str]:
        """The groups that occur in a view, sorted (their names sort as their codes do)."""
        names, counts = self.arrays[view]
        return [name for name, cells in zip(names, counts, strict=True) if cells.any()]

    def counts(self, view: str, groups: list[str]) -> IntArray:
        """Counts of the groups of a view."""
        names, counts = self.arrays[view]
        at = {name: i for i, name in enumerate(names)}
        return counts[[at[group] for group in groups]]


def tally_of(world: World, log: Log, known: np.ndarray | None = None) -> CountedTally:
    """Count a generated log."""
    yes, no = (CELLS.index(cell) for cell in _CELLS[world.measure])
    cell = np.where(log.event, yes, no)
    if known is not None:
        cell = np.where(known, cell, CELLS.index(_UNKNOWN))
    bucket, wide, subjects = np.zeros(len(cell), np.int64), 1, None
    if log.subject is not None:
        people = len(np.unique(log.subject))
        bucket, wide, subjects = buckets()[log.subject], BUCKETS, (people, people)
    within = bucket * 8 + cell
    views = dict.fromkeys([*((name,) for name in world.shares), *world.judged])

    def counted(view: View) -> IntArray:
        size = len(world.groups(view))
        flat = world.codes(view, log) * (wide * 8) + within
        return np.bincount(flat, minlength=size * wide * 8).reshape(size, wide, 8)

    arrays = {"*".join(view): (world.groups(view), counted(view)) for view in views}
    return CountedTally(_NO_CELLS, {}, "validation", subjects, arrays, len(cell))


def tally_of_counts(world: World, events: IntArray, rows: IntArray) -> CountedTally:
    """A tally of a world with one feature, from the events and rows of each of its groups."""
    yes, no = (CELLS.index(cell) for cell in _CELLS[world.measure])
    counts = np.zeros((len(rows), 1, 8), dtype=np.int64)
    counts[:, 0, yes], counts[:, 0, no] = events, rows - events
    (view,) = world.judged
    arrays = {"*".join(view): (world.groups(view), counts)}
    return CountedTally(_NO_CELLS, {}, "validation", None, arrays, int(rows.sum()))


def _table(world: World, log: Log) -> pa.Table:
    columns = {
        name: pa.DictionaryArray.from_arrays(codes.astype(np.int32), world.levels(name)).cast(pa.string())
        for name, codes in log.levels.items()
    }
    rows = len(log.event)
    if world.measure == "precision":
        columns["alert"] = pa.array(["true"] * rows)
        columns["outcome"] = pa.array(np.where(log.event, "right", "wrong"))
    else:
        columns["alert"] = pa.array(np.where(log.event, "true", "false"))
        columns["outcome"] = pa.nulls(rows, pa.string())
    if log.subject is not None:
        columns["person"] = pa.array([key_of(number) for number in log.subject])
    return pa.table(columns)


def _toml(plan: Mapping[str, Any]) -> str:
    return "".join(f"{key} = {_value(value)}\n" for key, value in plan.items())


def _value(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key} = {_value(part)}" for key, part in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    if isinstance(value, bool):
        return str(value).lower()
    return f'"{value}"' if isinstance(value, str) else str(value)
