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

PLACE, NEIGHBOURHOOD, RESIDENTS, TOTAL, WARNINGS = "place", "neighbourhood", "residents", "total", "warnings"

_SECOND = Text(
    en="line {line} has another value for the same place, which can have only one",
    zh="同一地点在第{line}行为另一取值，应当一致",
)
_TWICE = Text(
    en="a second row for this group of the place; the first is in line {line}",
    zh="同一地点的该群体重复出现，首次出现在第{line}行",
)
_MORE_THAN_ALL = Text(en="more people of the group than live in the place in all", zh="该群体人数多于当地居民总数")


def exposure_table(part: ExposurePart, folder: Path) -> Table:
    """Residents: ``residents`` by ``place`` and ``group``; ``total``, ``warnings``, ``neighbourhood`` of the place where given.

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
    if part.total is not None:
        fields.append(number(TOTAL, part.total, "count"))
    if part.warnings is not None:
        fields.append(replace(number(WARNINGS, part.warnings, "count"), required=True))
    reading = read_table(part.file, folder, fields)
    places = reading.values[PLACE]
    reading.values[PLACE] = [code if code is None else coded(code, part.digits) for code in places]
    for name, column in ((NEIGHBOURHOOD, part.neighbourhood), (TOTAL, part.total), (WARNINGS, part.warnings)):
        if column is not None:
            _refuse_two(reading, name, column.column)
    _refuse_same_group(reading)
    if part.total is not None:
        _refuse_more_than_all(reading, part.residents.column)
    return reading.finish()


def coded(place: str, digits: int | None) -> str:
    """A place by its code: a number with the zeros that were taken off its front, where the plan says how long codes are."""
    return place.zfill(digits) if digits is not None and place.isdecimal() else place


def _column(name: str, column: Column) -> GroupField:
    """A column whose own values are its groups."""
    return GroupField(name, Groups(column=column.column, label=same(column.column)))


def _refuse_same_group(reading: Reading) -> None:
    """Note a place that is written in two ways, with and without the zeros of its code."""
    first_rows: dict[tuple[str, str], int] = {}
    for row, key in enumerate(zip(reading.values[PLACE], reading.values["group"], strict=True)):
        first = first_rows.setdefault(key, row)
        if first != row and None not in key and reading.lines[first] != reading.lines[row]:
            reading.add_at(row, "", _TWICE.fill(line=reading.lines[first]))


def _refuse_more_than_all(reading: Reading, column: str) -> None:
    for row, (part, total) in enumerate(zip(reading.values[RESIDENTS], reading.values[TOTAL], strict=True)):
        if part > total:  # neither is NaN
            reading.add_at(row, column, _MORE_THAN_ALL)


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
