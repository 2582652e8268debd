"""What a log holds beyond what its audit needs: identifiers in any column, precision, how few people share their traits, age.

Only names of columns, kinds and counts come out, never a value. It is made only where the plan has [protection].
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import ibis
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from policeaudit.log.count import CountedLog
from policeaudit.log.engine import without_pandas
from policeaudit.log.held import fetch
from policeaudit.log.identifiers import ColumnScan, is_identifier, scan_column
from policeaudit.log.intake import CODE, TIME, CheckedRows, needed_columns, raw_columns
from policeaudit.log.sample import Sample, columns_of
from policeaudit.log.source import LogFile
from policeaudit.log.text_files import STRUCTURAL
from policeaudit.plan.model import Plan


@dataclass(frozen=True)
class Inspected:
    """A column of the log."""

    name: str | None
    """None where the name is an identifier itself, as in a log without a header."""
    place: int
    """The number of the column, from 1."""
    needed: bool
    """Whether the figures of the audit need it."""
    scan: ColumnScan


@dataclass(frozen=True)
class Classes:
    """How many classes of equal quasi-identifiers there are of each size."""

    sizes: npt.NDArray[np.int64]
    classes: npt.NDArray[np.int64]
    persons: bool
    """Whether persons are counted; rows where the log does not know them."""


@dataclass(frozen=True)
class Age:
    """How old the rows are at the end of the audited period; ``oldest`` and ``older`` are None where nothing says it."""

    dated: int
    """Rows with a date that can be read, those outside the period among them."""
    oldest: int | None
    """Days."""
    older: int | None
    """Rows that are older than the plan lets them be."""


@dataclass(frozen=True)
class Inspection:
    """What a log holds; no value is in it."""

    rows: int
    sampled: int
    """Rows of which every column was looked at."""
    columns: tuple[Inspected, ...]
    classes: Classes | None
    """None where the plan names no quasi-identifiers."""
    age: Age | None
    """None where the plan names no column with the time of a row."""


def sampling(files: Sequence[LogFile], plan: Plan) -> list[Sample]:
    """Have the files sampled while they are counted; nothing is, where the plan has no [protection]."""
    return [Sample(file, plan.protection.sample_values) for file in files] if plan.protection else []


@without_pandas()
def inspect(samples: Sequence[Sample], counted: CountedLog, plan: Plan) -> Inspection | None:
    """Look into a log that was counted; None where the plan has no [protection]."""
    if plan.protection is None:
        return None
    needed, most = needed_columns(plan), plan.protection.sample_values
    found = columns_of(samples, most)
    columns = [
        Inspected(
            None if is_identifier(name) else name,
            place,
            name in needed,
            scan_column(values, name=name, free_text=name in plan.protection.free_text or _nested(values), most=most),
        )
        for place, (name, values) in enumerate(found.items(), 1)
    ]
    readable = _readable(counted.checked)
    return Inspection(
        rows=counted.tally.rows_in,
        sampled=max(map(len, found.values()), default=0),
        columns=tuple(columns),
        classes=_classes(readable, counted.checked.subject, plan) if plan.protection.quasi_identifiers else None,
        age=_age(readable, plan) if plan.columns.time else None,
    )


def _nested(values: Sequence[str | None]) -> bool:
    """Whether a column holds records or lists, as JSON does: identifiers stand inside them."""
    return any(value is not None and value[:1] in ("{", "[") for value in values[:100])


def _readable(checked: CheckedRows) -> Any:
    """The rows that could be read, each once, those outside the period and with unknown values among them."""
    hidden = (*STRUCTURAL, "broken_encoding", "duplicate", "duplicate_conflict")
    codes = [0, *(code for code, defect in enumerate(checked.defects, 1) if defect.reason not in hidden)]
    return checked.table.filter(checked.table[CODE].isin(codes))


def _classes(rows: Any, subject: str | None, plan: Plan) -> Classes:
    """The sizes of all classes; nothing recorded is a value of its own, a row that names no person stands for one."""
    assert plan.protection is not None  # noqa: S101 - asked only where there is one
    raw, nothing = raw_columns(plan), ibis.array(plan.log.missing)
    traits = {f"trait_{i}": rows[raw[name]] for i, name in enumerate(plan.protection.quasi_identifiers)}
    who = ibis.ifelse(nothing.contains(rows[subject]), ibis.null("string"), rows[subject]) if subject else None
    people = _people(rows, traits, who)
    # as the log writes them first: putting every row in order costs as much again, and few logs write one value twice
    if any(_written_twice(people[name], plan.log.missing) for name in traits):
        people = _people(rows, {name: _recorded(column, nothing) for name, column in traits.items()}, who)
    sizes, classes = np.unique(people["size"].to_numpy(), return_counts=True)
    return Classes(sizes.astype(np.int64), classes.astype(np.int64), subject is not None)


def _people(rows: Any, traits: Mapping[str, Any], who: Any) -> pa.Table:
    """The people, or the rows, of each combination of traits."""
    if who is None:
        each = rows.select(**traits)
        return fetch(each.group_by(list(traits)).agg(size=each.count()))
    each = rows.select(who=who, **traits)
    size = each["who"].nunique() + each.count(where=each["who"].isnull())
    return fetch(each.group_by(list(traits)).agg(size=size))


def _written_twice(column: pa.ChunkedArray, missing: Sequence[str]) -> bool:
    """Whether a log writes one value in several ways: with space around it, or several words for nothing recorded."""
    spelt = pc.unique(column).to_pylist()
    plain = {None if value is None or value.strip() in missing else value.strip() for value in spelt}
    return len(plain) < len(spelt)


def _recorded(column: Any, nothing: Any) -> Any:
    """A value without surrounding space; null where nothing is recorded."""
    value = column.strip()
    return ibis.ifelse(nothing.contains(value), ibis.null("string"), value)


def _age(rows: Any, plan: Plan) -> Age:
    assert plan.protection is not None  # noqa: S101 - asked only where there is one
    end, kept = plan.audit.period.end, plan.protection.retention_days
    times = rows[TIME]
    figures = {"dated": times.count(), "first": times.min()}
    if kept is not None:
        cut = dt.datetime.combine(end - dt.timedelta(days=kept), dt.time())
        figures["older"] = rows.count(where=times < cut)
    (row,) = fetch(rows.agg(**figures)).to_pylist()
    oldest = (end - row["first"].date()).days if row["first"] is not None else None
    older = int(row["older"] or 0) if kept is not None and oldest is not None else None
    return Age(int(row["dated"]), oldest, older)
