"""Residents by place and group, beside the warnings that the log holds about each place."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from policeaudit.checks.algorithmic_fairness.place_codes import as_in_table
from policeaudit.checks.evidence import Evidence, View
from policeaudit.checks.judging import BoolArray
from policeaudit.checks.table_views import Grouping, groupings
from policeaudit.measures import FloatArray, IntArray
from policeaudit.plan.places import ExposurePart
from policeaudit.stats.exposure import (
    Estimates,
    leave_one_out,
    log_ratio,
    mean_exposure,
    share_in_most,
    shared,
)
from policeaudit.tables.places import NEIGHBOURHOOD, PLACE, RESIDENTS, TOTAL, WARNINGS
from policeaudit.tables.read import Table
from policeaudit.text import Text

_NOUN = Text(en="{group}", zh="{group}")


@dataclass(frozen=True)
class Where:
    """Places, and the warnings about them."""

    places: int
    warnings: int


@dataclass(frozen=True)
class Compared:
    """The logarithm of the ratio of two exposures: over what is known, and with all open warnings on either side."""

    observed: Estimates
    least: Estimates
    most: Estimates


@dataclass(frozen=True)
class Residents:
    """One section of the plan with its table, and the warnings by place, from the log or the table itself."""

    part: ExposurePart
    table: Table
    counted: Mapping[str, int]
    """Warnings by place; "" where none is recorded."""

    @cached_property
    def grouping(self) -> Grouping:
        """The groups of residents."""
        return groupings(self.part, self.table, _NOUN)[0]

    @cached_property
    def view(self) -> View:
        """The same as a view."""
        return self.grouping.view()

    @cached_property
    def _places(self) -> dict[str, int]:
        return {place: at for at, place in enumerate(dict.fromkeys(self.table.groups[PLACE]))}

    @cached_property
    def _people(self) -> FloatArray:
        """Residents by place and group; NaN where they are not known."""
        nothing = 0.0 if self.part.absent == "none" else np.nan
        people = np.full((len(self._places), len(self.grouping.groups)), nothing)
        at = {group: i for i, group in enumerate(self.grouping.groups)}
        for place, group, n in zip(
            self.table.groups[PLACE], self.table.groups["group"], self.table.numbers[RESIDENTS], strict=True
        ):
            people[self._places[place], at[group]] = n
        return people

    @cached_property
    def _everyone(self) -> FloatArray:
        """All who live in each place; NaN where that is not known."""
        if TOTAL not in self.table.numbers:
            return np.asarray(self._people.sum(axis=1))
        total = np.empty(len(self._places))
        total[[self._places[place] for place in self.table.groups[PLACE]]] = self.table.numbers[TOTAL]
        return total

    @cached_property
    def _warnings(self) -> IntArray:
        return np.array([self.counted.get(place, 0) for place in self._places], dtype=np.int64)

    @cached_property
    def _known(self) -> BoolArray:
        """Places where all groups are known and anybody lives."""
        return np.asarray(~np.isnan(self._people).any(axis=1) & (self._everyone > 0))  # NaN is not

    @cached_property
    def _units(self) -> IntArray:
        """Which place, or neighbourhood where they are given, each place with known residents counts as."""
        names = list(self._places)
        if self.part.prefix is not None:
            names = [place[: self.part.prefix] for place in names]
        elif NEIGHBOURHOOD in self.table.groups:
            areas = dict(zip(self.table.groups[PLACE], self.table.groups[NEIGHBOURHOOD], strict=True))
            names = [areas[place] for place in names]
        return np.unique(np.array(names)[self._known], return_inverse=True)[1]

    @cached_property
    def parts(self) -> FloatArray:
        """Warnings that fall on each group, and its residents, by place or neighbourhood: shape (units, groups, 2)."""
        people, warnings, everyone = (x[self._known] for x in (self._people, self._warnings, self._everyone))
        return self._by_unit(np.stack([shared(warnings, people, everyone), people], axis=-1))

    @cached_property
    def _all(self) -> FloatArray:
        """Warnings and all residents by place or neighbourhood, shape (units, 2)."""
        return self._by_unit(np.stack([self._warnings[self._known], self._everyone[self._known]], axis=-1))

    def _by_unit(self, each: FloatArray) -> FloatArray:
        total = np.zeros((int(self._units.max(initial=-1)) + 1, *each.shape[1:]))
        np.add.at(total, self._units, each)
        return total

    @cached_property
    def at_home(self) -> FloatArray:
        """Warnings in the place where the average member of each group lives."""
        people = self._people[self._known]
        return mean_exposure(np.stack([self._warnings[self._known] @ people, people.sum(axis=0)], axis=-1))

    @cached_property
    def in_most(self) -> FloatArray:
        """The share of each group, and last of all residents, that lives in the tenth of the places with most warnings."""
        return share_in_most(self._warnings[self._known], self._living)

    @cached_property
    def without_warning(self) -> FloatArray:
        """The share of each group, and last of all residents, that lives in a place without any warning."""
        quiet, total = self._warnings[self._known] == 0, self._living.sum(axis=0)
        return np.asarray(np.divide(quiet @ self._living, total, out=np.full(total.shape, np.nan), where=total > 0))

    @cached_property
    def _living(self) -> FloatArray:
        return np.column_stack([self._people[self._known], self._everyone[self._known]])

    @property
    def in_no_group(self) -> float:
        """The share of the residents that belongs to no group; negative where the groups overlap by more."""
        everyone = float(self._everyone[self._known].sum())
        return 1 - float(self.residents.sum()) / everyone if everyone else 0.0

    @property
    def by_neighbourhood(self) -> bool:
        """Whether neighbourhoods, not places, are what was drawn."""
        return self.part.prefix is not None or NEIGHBOURHOOD in self.table.groups

    @property
    def units(self) -> int:
        """Places or neighbourhoods with known residents."""
        return len(self.parts)

    @cached_property
    def residents(self) -> FloatArray:
        """Residents of each group in the places where all groups are known."""
        return np.asarray(self.parts[..., 1].sum(axis=0))

    @cached_property
    def homes(self) -> IntArray:
        """Places in which any of a group live."""
        return np.asarray((self._people[self._known] > 0).sum(axis=0))

    @cached_property
    def exposure(self) -> Estimates:
        """Warnings for each resident, by group."""
        return leave_one_out(self.parts, mean_exposure)

    @cached_property
    def where(self) -> dict[str, Where]:
        """Where the log's warnings are: who lives there is known, nobody does, not known, not in the table, no place."""
        kinds = {"shared": self._known, "nobody": self._everyone == 0}
        kinds["unknown"] = ~kinds["shared"] & ~kinds["nobody"]
        found = {
            name: Where(int((self._warnings[here] > 0).sum()), int(self._warnings[here].sum()))
            for name, here in kinds.items()
        }
        strange = [alerts for place, alerts in self.counted.items() if place and place not in self._places and alerts]
        return found | {
            "unlisted": Where(len(strange), sum(strange)),
            "unplaced": Where(0, self.counted.get("", 0)),
        }

    @property
    def unseen(self) -> int:
        """Places of the table that the log never names."""
        return sum(place not in self.counted for place in self._places)

    @property
    def half_known(self) -> int:
        """Places of the table whose residents are not known in full."""
        return int((np.isnan(self._people).any(axis=1) | np.isnan(self._everyone)).sum())

    @cached_property
    def open(self) -> int:
        """Warnings that may have fallen on anybody."""
        kinds = ["unknown", "unplaced", *(["unlisted"] if self.part.unlisted == "open" else [])]
        return sum(self.where[kind].warnings for kind in kinds)

    def sides(self, group: str) -> tuple[FloatArray, FloatArray]:
        """Warnings and residents of a group and of what it is held against, the reference or all others: shape (units, 2)."""
        at, reference = self.grouping.groups.index, self.grouping.reference
        ours = self.parts[:, at(group)]
        return ours, self.parts[:, at(reference)] if reference is not None else np.maximum(self._all - ours, 0.0)

    @cached_property
    def compared(self) -> dict[str, Compared]:
        """Each group against its reference, or all others."""
        return {group: self._compare(group) for group in self.view.compared}

    def _compare(self, group: str) -> Compared:
        both = np.stack(self.sides(group), axis=1)
        open_ = [
            np.array([[self.open * ours, 0], [self.open * theirs, 0]]) for ours, theirs in ((0, 0), (0, 1), (1, 0))
        ]

        def held(extra: FloatArray) -> Estimates:
            return leave_one_out(both, lambda totals: log_ratio(totals + extra))

        return Compared(*map(held, open_))


def sections(evidence: Evidence) -> list[Residents]:
    """The sections about residents whose warnings were counted by place.

    Raises:
        DataError: when the log and the table write their places in different ways.
    """
    both = [(part, table) for part in evidence.plan.exposure if (table := evidence.tables.of(part)) is not None]
    counted = [(part, table, _of_table(table) or _of_log(part, table, evidence)) for part, table in both]
    return [Residents(part, table, places) for part, table, places in counted if places is not None]


def _of_log(part: ExposurePart, table: Table, evidence: Evidence) -> dict[str, int] | None:
    places, column = evidence.tally.places, evidence.plan.columns.place
    if places is None or column is None:
        return None
    return as_in_table(part, set(table.groups[PLACE]), places, column.column)


def _of_table(table: Table) -> dict[str, int] | None:
    if WARNINGS not in table.numbers:
        return None
    pairs = zip(table.groups[PLACE], table.numbers[WARNINGS], strict=True)
    return {place: int(n) for place, n in pairs}


def natural(estimates: Estimates) -> tuple[float, float, float]:
    """Value and limits of a logarithm as those of the number itself; NaN where undefined."""
    value, low, high = (math.exp(min(float(x), 700.0)) for x in (estimates.value, estimates.low, estimates.high))
    return value, low, high
