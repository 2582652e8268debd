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
from policeaudit.log.held import fetch
from policeaudit.log.identifiers import ColumnScan, is_identifier, scan_column
from policeaudit.log.intake import CODE, TIME, CheckedRows, needed_columns, raw_columns
from policeaudit.log.sample import Sample, columns_of
from policeaudit.log.source import LogFile
from policeaudit.log.text_files import STRUCTURAL
from policeaudit.plan.model import Plan
from policeaudit.startup import without


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


@without("pandas")
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
    alike = _alike(counted.checked, plan)
    return Inspection(
        rows=counted.tally.rows_in,
        sampled=max(map(len, found.values()), default=0),
        columns=tuple(columns),
        classes=_classes(alike, persons=counted.checked.subject is not None)
        if plan.protection.quasi_identifiers
        else None,
        age=_age(alike, plan) if plan.columns.time else None,
    )


def _nested(values: Sequence[str | None]) -> bool:
    """Whether a column holds records or lists, as JSON does: identifiers stand inside them."""
    return any(value is not None and value[:1] in ("{", "[") for value in values[:100])


def _readable(checked: CheckedRows) -> Any:
    """The rows that could be read, each once, those outside the period and with unknown values among them."""
    hidden = (*STRUCTURAL, "broken_encoding", "duplicate", "duplicate_conflict")
    codes = [0, *(code for code, defect in enumerate(checked.defects, 1) if defect.reason not in hidden)]
    return checked.table.filter(checked.table[CODE].isin(codes))


def _alike(checked: CheckedRows, plan: Plan) -> pa.Table:
    """The size, in persons where the log knows them, and the dates of each class of equal quasi-identifiers.

    Nothing recorded is a value of its own, a row that names no person stands for one.
    """
    assert plan.protection is not None  # noqa: S101 - asked only where there is one
    rows, raw, nothing = _readable(checked), raw_columns(plan), ibis.array(plan.log.missing)
    subject = rows[checked.subject] if checked.subject else None
    who = None if subject is None else ibis.ifelse(nothing.contains(subject), ibis.null("string"), subject)
    traits = {f"trait_{i}": rows[raw[name]] for i, name in enumerate(plan.protection.quasi_identifiers)}
    alike = _grouped(rows, traits, who, plan)
    # as the log writes them first: putting every row in order costs as much again, and few logs write one value twice
    if any(_written_twice(alike[name], plan.log.missing) for name in traits):
        alike = _grouped(rows, {name: _recorded(column, nothing) for name, column in traits.items()}, who, plan)
    return alike


def _grouped(rows: Any, traits: Mapping[str, Any], who: Any, plan: Plan) -> pa.Table:
    """The people, or the rows, of each combination of traits; how many have a date, the first, and those too old."""
    columns = dict(traits)
    if who is not None:
        columns["who"] = who
    if plan.columns.time:
        columns["time"] = rows[TIME]
    each = rows.select(**columns)
    figures = {"size": each.count()}
    if who is not None and traits:
        figures["size"] = each["who"].nunique() + each.count(where=each["who"].isnull())
    if plan.columns.time:
        figures |= {"dated": each["time"].count(), "first": each["time"].min()}
        if (cut := _oldest_kept(plan)) is not None:
            figures["older"] = each.count(where=each["time"] < cut)
    return fetch(each.aggregate(by=list(traits), **figures))


def _oldest_kept(plan: Plan) -> dt.datetime | None:
    """Before it, a row is older than the plan lets it be; None where the plan sets no such age."""
    if plan.protection is None or plan.protection.retention_days is None:
        return None
    return dt.datetime.combine(plan.audit.period.end - dt.timedelta(days=plan.protection.retention_days), dt.time())


def _classes(alike: pa.Table, *, persons: bool) -> Classes:
    sizes, classes = np.unique(alike["size"].to_numpy(), return_counts=True)
    return Classes(sizes.astype(np.int64), classes.astype(np.int64), persons)


def _written_twice(column: pa.ChunkedArray, missing: Sequence[str]) -> bool:
    """Whether a log writes one value in several ways: with space around it, or several words for nothing recorded."""
    spelt = pc.unique(column).to_pylist()
    plain = {None if value is None or value.strip() in missing else value.strip() for value in spelt}
    return len(plain) < len(spelt)


def _recorded(column: Any, nothing: Any) -> Any:
    """A value without surrounding space; null where nothing is recorded."""
    value = column.strip()
    return ibis.ifelse(nothing.contains(value), ibis.null("string"), value)


def _age(alike: pa.Table, plan: Plan) -> Age:
    first = pc.min(alike["first"]).as_py()
    oldest = (plan.audit.period.end - first.date()).days if first is not None else None
    older = None if oldest is None or _oldest_kept(plan) is None else pc.sum(alike["older"]).as_py()
    return Age(pc.sum(alike["dated"]).as_py() or 0, oldest, older)
