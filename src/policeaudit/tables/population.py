"""The population of each row, from the table itself or from one of its own."""

from __future__ import annotations

import difflib
from dataclasses import replace
from pathlib import Path

import numpy as np

from policeaudit.plan.table_file import Groups, Number, Population, TableFile
from policeaudit.tables.cells import Field, GroupField, NumberField, NumberKind
from policeaudit.tables.read import Reading, read_table
from policeaudit.text import Text

POPULATION = "population"
_NO_POPULATION = Text(
    en="no population for this row in {file}: add it there, or list the row under ignore if it is a total{near}",
    zh="{file}中没有该行对应的人口数：请在该表中补充，如为合计行请列入ignore{near}",
)
_NEAR = Text(
    en=" (if “{name}” there is the same, list both names as values of one group)",
    zh="（如与其中的“{name}”相同，请将两个名称列为同一群体的取值）",
)


def group_fields(group: Groups | None, area: Groups | None) -> list[Field]:
    """The fields of the columns that say which group and area a row is of."""
    return [GroupField(name, declared) for name, declared in (("group", group), ("area", area)) if declared is not None]


def number(
    name: str, column: Number, kind: NumberKind, *, denominator: bool = False, signed: bool = False
) -> NumberField:
    """The field of a column with numbers."""
    return NumberField(name, column.column, kind, column.times, denominator=denominator, signed=signed)


def read_with_population(file: TableFile, folder: Path, fields: list[Field], population: Population | None) -> Reading:
    """Read a table whose rows have a population, and note each row that has none.

    Raises:
        DataError: as ``read_table``, for either table, and with every mistake in the population's own table.
    """
    if population is None:
        return read_table(file, folder, fields)
    people = number(POPULATION, population, "count", denominator=True)
    if population.file is None:
        return read_table(file, folder, [*fields, people])
    reading = read_table(file, folder, fields)
    columns = {"group": population.group, "area": population.area}
    keys = [_in_other_table(one, columns[one.name]) for one in fields if isinstance(one, GroupField)]
    other = read_table(population.file, folder, [*(key for key in keys if key is not None), people]).finish()
    names = [key.name for key in keys if key is not None]
    known = dict(zip(zip(*(other.groups[name] for name in names), strict=True), range(other.rows), strict=True))
    rows = [known.get(key) for key in zip(*(reading.values[name] for name in names), strict=True)]
    for row, found in enumerate(rows):
        if found is None:
            _note_missing(reading, row, names[-1], population.file.path, other.groups[names[-1]])
    reading.add_column(
        people,
        [np.nan if found is None else float(other.numbers[POPULATION][found]) for found in rows],
        [found is not None and bool(other.suppressed[POPULATION][found]) for found in rows],
        other.sources,
    )
    return reading


def _in_other_table(one: GroupField, column: str | None) -> GroupField | None:
    """The same groups under the other table's column; groups without a row there are noted row by row."""
    if column is None:
        return None
    return replace(one, declared=one.declared.model_copy(update={"column": column, "absent": "keep"}))


def _note_missing(reading: Reading, row: int, name: str, file: str, known: list[str]) -> None:
    found = reading.values[name][row]
    if found is None:  # its own mistake is told already
        return
    close = difflib.get_close_matches(found, known, n=1, cutoff=0.6)
    near = _NEAR.fill(name=close[0]) if close and close[0] != found else ""
    column = next(one.column for one in reading.fields if one.name == name)
    reading.add_at(row, column, _NO_POPULATION.fill(file=file, near=near))
