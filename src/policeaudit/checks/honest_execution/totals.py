"""What a scorecard says: the total of each area, recomputed, and its rank under other weights."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from policeaudit.checks.evidence import Evidence
from policeaudit.checks.table_views import Grouping, groupings
from policeaudit.measures import FloatArray
from policeaudit.plan.execution import ScorecardPart
from policeaudit.stats.scorecard import Stability, rank_stability, weighted_scores
from policeaudit.tables.read import Table
from policeaudit.text import Text

_AREA = Text(en="{area}", zh="{area}")


@dataclass(frozen=True)
class Totals:
    """One section of a plan about a scorecard, with its table."""

    part: ScorecardPart
    table: Table

    @cached_property
    def grouping(self) -> Grouping:
        """By area."""
        return groupings(self.part, self.table, _AREA)[0]

    @property
    def weights(self) -> FloatArray:
        """The weights of the families, as shares of 1."""
        return np.array([family.weight_percent for family in self.part.families]) / 100

    @cached_property
    def scores(self) -> FloatArray:
        """The score of each area in each family; NaN where it is not known."""
        return np.stack(
            [self.grouping.one_each(self.table.numbers[f"family.{family.id}"]) for family in self.part.families], axis=1
        )

    @cached_property
    def recomputed(self) -> FloatArray:
        """The total of each area."""
        return weighted_scores(self.scores, self.weights)

    @cached_property
    def published(self) -> FloatArray:
        """The total that was published; NaN where there is none."""
        if "published" not in self.table.numbers:
            return np.full(len(self.grouping.groups), np.nan)
        return self.grouping.one_each(self.table.numbers["published"])

    @cached_property
    def differences(self) -> FloatArray:
        """Recomputed minus published; 0 where rounding, up or down, explains it."""
        apart = self.recomputed - self.published
        rounding = 0.5 * 10.0**-self.part.published_digits + 1e-9
        return np.where(np.abs(apart) <= rounding, 0.0, apart)

    @cached_property
    def complete(self) -> list[int]:
        """The places of the areas with all scores: only these have a rank."""
        return [i for i, row in enumerate(self.scores) if not np.isnan(row).any()]

    @cached_property
    def stability(self) -> Stability:
        """How far the rank of each complete area hangs on the weights."""
        return rank_stability(self.scores[self.complete], self.weights)

    def rank(self, at: int) -> tuple[int, float, float] | None:
        """Rank, share of all weights under which it is kept, and smallest shift of weight that changes it."""
        if at not in self.complete:
            return None
        i, found = self.complete.index(at), self.stability
        return int(found.rank[i]), float(found.kept[i]), float(found.smallest_shift[i])


def totals(evidence: Evidence) -> list[Totals]:
    """The scorecards of a plan."""
    return [Totals(part, table) for part in evidence.plan.scorecard if (table := evidence.tables.of(part)) is not None]
