"""The table of residents by place and group, for predictions about places."""

from __future__ import annotations

from pathlib import Path

from policeaudit.plan.parts import Column
from policeaudit.plan.places import ExposurePart
from policeaudit.plan.table_file import Groups
from policeaudit.tables.cells import Field, GroupField
from policeaudit.tables.population import number
from policeaudit.tables.read import Reading, Table, read_table
from policeaudit.text import Text, same

PLACE, NEIGHBOURHOOD, RESIDENTS = "place", "neighbourhood", "residents"

_SECOND_NEIGHBOURHOOD = Text(
    en="the place stands in another neighbourhood in line {line}: give it one",
    zh="该地点在第{line}行属于另一片区：请统一",
)


def exposure_table(part: ExposurePart, folder: Path) -> Table:
    """Residents: ``residents`` by ``place`` and ``group``, and ``neighbourhood`` where it is given.

    Raises:
        DataError: with every mistake of the table.
    """
    fields: list[Field] = [
        _column(PLACE, part.place),
        GroupField("group", part.group),
        number(RESIDENTS, part.residents, "count"),
    ]
    if part.neighbourhood is not None:
        fields.insert(2, _column(NEIGHBOURHOOD, part.neighbourhood))
    reading = read_table(part.file, folder, fields)
    if part.neighbourhood is not None:
        _refuse_two_neighbourhoods(reading, part.neighbourhood.column)
    return reading.finish()


def _column(name: str, column: Column) -> GroupField:
    """A column whose own values are its groups."""
    return GroupField(name, Groups(column=column.column, label=same(column.column)))


def _refuse_two_neighbourhoods(reading: Reading, column: str) -> None:
    """A place lies in one; so two rows of a place and group, which their neighbourhoods would tell apart, are refused too."""
    areas = reading.values[NEIGHBOURHOOD]
    first_rows: dict[str, int] = {}
    for row, place in enumerate(reading.values[PLACE]):
        first = first_rows.setdefault(place, row)
        if areas[first] != areas[row]:
            reading.add_at(row, column, _SECOND_NEIGHBOURHOOD.fill(line=reading.lines[first]))
