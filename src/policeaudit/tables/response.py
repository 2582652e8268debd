"""The table of response times: counts in bands of time, one column or one row for each band, or published values."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from policeaudit.plan.tables import ResponsePart
from policeaudit.tables.cells import NumberField
from policeaudit.tables.population import group_fields, number
from policeaudit.tables.read import Reading, Table, read_table
from policeaudit.text import Text

_NO_BAND = Text(
    en="there is no row for the band that starts at {start}: add it, with 0 where there was no case",
    zh="缺少起点为{start}的区间：请补充，无案件时填0",
)


@dataclass(frozen=True)
class ResponseTable(Table):
    """One row for each group: ``bin.N`` counts of the bands, or ``summary`` and ``cases``."""

    starts: list[float] = field(default_factory=list)
    """The shortest time of each band, the last one being open; empty with a published value."""


def _with(table: Table, starts: list[float]) -> ResponseTable:
    return ResponseTable(**vars(table), starts=starts)


def response_table(part: ResponsePart, folder: Path) -> ResponseTable:
    """Response times by group and area.

    Raises:
        DataError: with every mistake of the table.
        ValueError: when the section takes its times from the log.
    """
    if part.file is None:
        msg = "the section has no table"
        raise ValueError(msg)
    fields = group_fields(part.group, part.area)
    if part.bins:
        fields += [NumberField(f"bin.{i}", one.column, "count") for i, one in enumerate(part.bins)]
        return _with(read_table(part.file, folder, fields).finish(), [one.start for one in part.bins])
    if part.bin_start is not None:
        fields.append(replace(number("start", part.bin_start, "number"), key=True, required=True))
    if part.summary is not None:
        fields.append(number("summary", part.summary, "number"))
    if part.cases is not None:
        fields.append(number("cases", part.cases, "count"))
    reading = read_table(part.file, folder, fields)
    return _one_row_for_each_group(reading) if part.bin_start is not None else _with(reading.finish(), [])


def _one_row_for_each_group(reading: Reading) -> ResponseTable:
    """Rows of bands become columns; every group needs every band."""
    names = [name for name in ("group", "area") if name in reading.values]
    keys = list(zip(*(reading.values[name] for name in names), strict=True))
    starts = sorted({start for start in reading.values["start"] if not np.isnan(start)})
    rows: dict[tuple[str, ...], dict[float, int]] = {}
    for row, (key, start) in enumerate(zip(keys, reading.values["start"], strict=True)):
        rows.setdefault(key, {}).setdefault(start, row)
    for key, bands in rows.items():
        for start in starts:
            if start not in bands and None not in key:
                first = min(bands.values())
                reading.add_at(first, "", _NO_BAND.fill(start=f"{start:g}"))
    table = reading.finish()
    order = np.array([[bands[start] for start in starts] for bands in rows.values()])
    first_rows = order.min(axis=1)
    return _with(
        replace(
            table,
            lines=[table.lines[row] for row in first_rows],
            groups={name: [table.groups[name][row] for row in first_rows] for name in names},
            numbers={f"bin.{i}": table.numbers["cases"][order[:, i]] for i in range(len(starts))},
            suppressed={f"bin.{i}": table.suppressed["cases"][order[:, i]] for i in range(len(starts))},
        ),
        starts,
    )
