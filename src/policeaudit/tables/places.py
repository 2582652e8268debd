"""The table of residents by place and group, for warnings about places."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from policeaudit.plan.parts import Column
from policeaudit.plan.places import ExposurePart
from policeaudit.plan.table_file import Groups
from policeaudit.tables.cells import Field, GroupField
from policeaudit.tables.population import number
from policeaudit.tables.read import Reading, Table, read_table
from policeaudit.text import Text, same

PLACE, NEIGHBOURHOOD, RESIDENTS, WARNINGS = "place", "neighbourhood", "residents", "warnings"

_SECOND = Text(
    en="line {line} has another value for the same place, which can have only one",
    zh="同一地点在第{line}行为另一取值，应当一致",
)


def exposure_table(part: ExposurePart, folder: Path) -> Table:
    """Residents: ``residents`` by ``place`` and ``group``; ``warnings`` and ``neighbourhood`` of the place where given.

    Raises:
        DataError: with every mistake of the table.
    """
    fields: list[Field] = [
        _column(PLACE, part.place),
        GroupField("group", part.group),
        number(RESIDENTS, part.residents, "count"),
    ]
    if part.neighbourhood is not None:
        fields.append(_column(NEIGHBOURHOOD, part.neighbourhood))
    if part.warnings is not None:
        fields.append(replace(number(WARNINGS, part.warnings, "count"), required=True))
    reading = read_table(part.file, folder, fields)
    for name, column in ((NEIGHBOURHOOD, part.neighbourhood), (WARNINGS, part.warnings)):
        if column is not None:
            _refuse_two(reading, name, column.column)
    return reading.finish()


def _column(name: str, column: Column) -> GroupField:
    """A column whose own values are its groups."""
    return GroupField(name, Groups(column=column.column, label=same(column.column)))


def _refuse_two(reading: Reading, name: str, column: str) -> None:
    """Note what a place can have only one of.

    So two rows of one place and group are refused as well, which their neighbourhoods would tell apart.
    """
    found = reading.values[name]
    first_rows: dict[str, int] = {}
    for row, place in enumerate(reading.values[PLACE]):
        first = first_rows.setdefault(place, row)
        # a number that could not be read differs from itself; its own mistake is told already
        if found[first] != found[row] and found[row] == found[row]:
            reading.add_at(row, column, _SECOND.fill(line=reading.lines[first]))
