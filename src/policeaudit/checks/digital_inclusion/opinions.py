"""What the table of a survey says: the share that answered so, by group, and how much its answers tell."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from policeaudit.checks.evidence import Evidence
from policeaudit.checks.table_rates import Share
from policeaudit.checks.table_views import Grouping, groupings
from policeaudit.plan.tables import SurveyPart
from policeaudit.stats.survey import kish_effect
from policeaudit.tables.read import Table
from policeaudit.text import Text

_AREA = Text(en="people in {area}", zh="{area}居民")
_UNKNOWN = Text(en="its figures are withheld or not recorded, or nobody answered", zh="数据保密或未登记，或无人作答")


@dataclass(frozen=True)
class Opinions:
    """One section of a plan about a survey, with its table."""

    part: SurveyPart
    table: Table

    @cached_property
    def groupings(self) -> list[Grouping]:
        """By group and by area."""
        return groupings(self.part, self.table, _AREA)

    @property
    def counted(self) -> bool:
        """Whether it is known how many answered; a published share alone has no range."""
        return "answer" in self.table.groups or "asked" in self.table.numbers

    def share(self, rows: list[int]) -> Share:
        """The share that answered so; those asked who gave no answer are open."""
        if "answer" in self.table.groups:
            return self._from_people(rows)
        numbers = self.table.numbers
        asked = float(numbers["asked"][rows].sum())
        yes = numbers["positive"] if "positive" in numbers else numbers["share"] * numbers["asked"]
        said = float(yes[rows].sum())
        if math.isnan(asked) or math.isnan(said):
            return Share(0, 0, reason=_UNKNOWN)
        return Share(said, asked, deff=self.part.design_effect or 1.0)

    def _from_people(self, rows: list[int]) -> Share:
        """From one row for each person, weighted, with the design effect of the survey or of its weights."""
        answers = np.array(self.table.groups["answer"])[rows]
        weights = self._weights(rows)
        given, yes = weights[answers != "none"], weights[answers == "positive"]
        people, total = float((given > 0).sum()), float(given.sum())
        if not total > 0:
            return Share(0, 0, reason=_UNKNOWN if rows else None)
        effect = self.part.design_effect or float(kish_effect(people, total, np.square(given).sum()))
        silent = people * float(weights[answers == "none"].sum()) / total
        return Share(people * float(yes.sum()) / total, people, silent, effect)

    def _weights(self, rows: list[int]) -> npt.NDArray[np.float64]:
        if "weight" in self.table.numbers:
            return self.table.numbers["weight"][rows]
        return np.ones(len(rows))

    def published(self, rows: list[int]) -> float:
        """A published share; NaN where a group has several."""
        return float(self.table.numbers["share"][rows[0]]) if len(rows) == 1 else math.nan


def opinions(evidence: Evidence) -> list[Opinions]:
    """The surveys of a plan."""
    return [Opinions(part, table) for part in evidence.plan.survey if (table := evidence.tables.of(part)) is not None]
