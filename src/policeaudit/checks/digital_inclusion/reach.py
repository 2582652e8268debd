"""What a table of coverage says: the share of each group at each stage, at each step, and through each channel."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from policeaudit.checks.evidence import Evidence
from policeaudit.checks.table_rates import Share
from policeaudit.checks.table_views import Grouping, crossed, groupings
from policeaudit.measures import FloatArray
from policeaudit.plan.tables import CoveragePart, Stage
from policeaudit.tables.read import Table
from policeaudit.text import Text

PEOPLE = "population"

_TOO_MANY = Text(
    en="more are counted than there are: the population is not the one that they come from",
    zh="计数超过总数：所用总数与计数的范围不一致",
)
_UNKNOWN = Text(en="its figures are withheld or not recorded", zh="数据保密或未登记")
_NO_WHOLE = Text(en="what it is a share of is withheld or not recorded", zh="作为分母的数据保密或未登记")

AREA_NOUNS = {
    "person": Text(en="people in {area}", zh="{area}居民"),
    "place": Text(en="places in {area}", zh="{area}点位"),
    "item": Text(en="items in {area}", zh="{area}的条目"),
}


@dataclass(frozen=True)
class Reach:
    """One section of a plan about coverage, with its table."""

    part: CoveragePart
    table: Table

    @cached_property
    def groupings(self) -> list[Grouping]:
        """By group and by area; not by a column that the population does not have."""
        found = groupings(self.part, self.table, AREA_NOUNS[self.part.unit])
        return [one for one in found if one.by in self._known_by]

    @cached_property
    def _known_by(self) -> list[str]:
        """The columns that the population is given by."""
        people = self.part.population
        names: list[str] = [name for name in ("group", "area") if name in self.table.groups]
        if people is None or people.file is None:
            return names
        return [name for name in names if getattr(people, name) is not None]

    @property
    def alone(self) -> list[Grouping]:
        """The groupings of published shares in which each stands for itself, as they cannot be added up."""
        if not self.published:
            return []
        single = [one for one in self.groupings if all(len(rows) <= 1 for rows in one.rows.values())]
        return single or [crossed(self.part, self.table, self.groupings)]

    @property
    def stages(self) -> list[Stage]:
        """The stages that have counts; a share of an unknown population has none."""
        return [stage for stage in self.part.stages if f"stage.{stage.id}" in self.table.numbers]

    @property
    def published(self) -> list[Stage]:
        """The stages that are shares without counts."""
        return [stage for stage in self.part.stages if stage not in self.stages]

    @property
    def shown(self) -> list[Stage]:
        """The stages that are looked at in detail: those with a limit of their own, or the last."""
        limited = [stage for stage in self.stages if any(limit.of == stage.id for limit in self.part.limits)]
        return limited or self.stages[-1:]

    def covered(self, stage: Stage, rows: list[int]) -> Share:
        """The share of the population that is at a stage."""
        return self._share(f"stage.{stage.id}", PEOPLE, rows)

    def step(self, at: int, rows: list[int]) -> Share:
        """The share of one stage (or of the population) that reaches the next."""
        before = PEOPLE if at == 0 else f"stage.{self.stages[at - 1].id}"
        return self._share(f"stage.{self.stages[at].id}", before, rows)

    def through_devices(self, rows: list[int]) -> Share:
        """The share of the cases counted by channel that came through channels that need a device."""
        counts = self.channels(rows)
        if np.isnan(counts).any():
            return Share(0, 0, reason=_UNKNOWN)
        digital = [channel.digital for channel in self.part.channels]
        return Share(float(counts[digital].sum()), float(counts.sum()))

    def channels(self, rows: list[int]) -> FloatArray:
        """The cases of each channel."""
        numbers = [self.table.numbers[f"channel.{channel.id}"][rows].sum() for channel in self.part.channels]
        return np.array(numbers, dtype=np.float64)

    def people(self, rows: list[int]) -> float:
        """The population of some rows."""
        return float(sum(self.table.numbers[PEOPLE][places[0]] for places in self._places(rows)))

    def _places(self, rows: list[int]) -> list[list[int]]:
        """Rows that share one population, which counts once."""
        places: dict[tuple[str, ...], list[int]] = {}
        for row in rows:
            places.setdefault(tuple(self.table.groups[name][row] for name in self._known_by), []).append(row)
        return list(places.values())

    def _share(self, some: str, of: str, rows: list[int]) -> Share:
        part = whole = open_ = 0.0
        places = self._places(rows) if of == PEOPLE else [[row] for row in rows]
        for place in places:
            k = float(self.table.numbers[some][place].sum())
            n = float(self.table.numbers[of][place[0]])
            if math.isnan(n):
                return Share(0, 0, reason=_NO_WHOLE)
            if math.isnan(k):
                open_ += n
            else:
                part, whole = part + k, whole + n
        if part > whole:
            return Share(part, whole, reason=_TOO_MANY)
        return Share(part, whole, open_, reason=_UNKNOWN if rows and not whole and open_ else None)


def reaches(evidence: Evidence, *, places: bool) -> list[Reach]:
    """The sections about coverage, of places or of people and things."""
    return [
        Reach(part, table)
        for part in evidence.plan.coverage
        if (part.unit == "place") == places and (table := evidence.tables.of(part)) is not None
    ]
