"""The small tables beside the log: read, typed, and refused with every mistake at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from policeaudit.errors import DataError, Problem
from policeaudit.plan.model import Plan
from policeaudit.plan.table_file import Section
from policeaudit.tables.places import exposure_table
from policeaudit.tables.read import Table
from policeaudit.tables.response import response_table
from policeaudit.tables.sections import (
    coverage_table,
    fieldwork_table,
    indicators_table,
    resources_table,
    scorecard_table,
    survey_table,
)

READERS: dict[str, Callable[[Any, Path], Table]] = {
    "coverage": coverage_table,
    "response": response_table,
    "survey": survey_table,
    "fieldwork": fieldwork_table,
    "resources": resources_table,
    "indicators": indicators_table,
    "scorecard": scorecard_table,
    "exposure": exposure_table,
}
"""How the table of each section of a plan is read."""


@dataclass(frozen=True)
class Tables:
    """The tables of a plan, by section."""

    found: tuple[tuple[str, Section, Table], ...] = ()

    def __iter__(self) -> Iterator[tuple[str, Section, Table]]:
        return iter(self.found)

    def of(self, section: Section) -> Table | None:
        """The table of one section of the plan; None where the section names no file."""
        return next((table for _, part, table in self.found if part is section), None)


NO_TABLES = Tables()


def read_tables(plan: Plan, folder: Path) -> Tables:
    """Read the tables that a plan names, relative to its folder.

    Raises:
        DataError: with every mistake of every table.
    """
    found: list[tuple[str, Section, Table]] = []
    problems: list[Problem] = []
    for name, read in READERS.items():
        for part in getattr(plan, name):
            if part.file is None:
                continue
            try:
                found.append((name, part, read(part, folder)))
            except DataError as error:
                problems += error.problems
    if problems:
        raise DataError(*problems)
    return Tables(tuple(found))
