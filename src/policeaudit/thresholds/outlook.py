"""What chance and missing outcomes leave of a choice: the log redrawn many times, and the limits held against each draw."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from policeaudit.checks.evidence import Evidence
from policeaudit.checks.exhibit import known
from policeaudit.measures import A0, A1, FloatArray, IntArray
from policeaudit.stats.redraws import redraw
from policeaudit.thresholds.criteria import HAIR, Criterion
from policeaudit.thresholds.model import Amount, Held, Standing
from policeaudit.thresholds.options import Counts, from_flows

DRAWS = 1000
SEED = 20221231
"""Any number does; a fixed one gives the same ranges for the same log."""
_ENDS = (0.025, 0.975)
LOST = 1
"""The place among ``Options.flows`` of warnings that would not be given."""


@dataclass(frozen=True)
class Outlook:
    """A choice of options, redrawn."""

    found: tuple[Criterion, ...]
    flows: IntArray
    """Shape (groups, 4, statuses)."""
    deff: FloatArray
    min_events: int

    @cached_property
    def _drawn(self) -> FloatArray:
        return redraw(self.flows, self.deff[:, None, None], DRAWS, SEED)

    @cached_property
    def _cells(self) -> Counts:
        return from_flows(self._drawn)

    @cached_property
    def cells(self) -> Counts:
        """The eight cells of each group on the figures."""
        return from_flows(self.flows)

    @cached_property
    def excess(self) -> list[float]:
        """By how much each criterion's range reaches beyond its limit, over chance and missing outcomes; 0 or less: shown."""
        return [
            criterion.excess(
                np.quantile(criterion.values(self._cells, most=False), _ENDS[0], axis=0),
                np.quantile(criterion.values(self._cells, most=True), _ENDS[1], axis=0),
            )
            for criterion in self.found
        ]

    @cached_property
    def standing(self) -> Standing:
        """How the limits stand."""
        kept = np.all([c.kept(c.values(self._cells)) for c in self.found], axis=0)
        return Standing(
            held=[self._held(criterion) for criterion in self.found],
            kept=all(bool(c.kept(c.values(self.cells))) for c in self.found),
            kept_in=float(kept.mean()),
            shown=self.shown,
        )

    @cached_property
    def shown(self) -> bool:
        """Whether the whole range keeps every limit, with events enough to say so."""
        return all(excess <= HAIR for excess in self.excess) and all(
            criterion.eventful(self.cells, self.deff, self.min_events) for criterion in self.found
        )

    def ends(self, criterion: Criterion) -> tuple[float, float]:
        """The range of a criterion's size."""
        low, high = np.quantile(criterion.size(criterion.values(self._cells)), _ENDS)
        return float(low), float(high)

    def lost(self, status: int) -> Amount:
        """Warnings with an outcome that would not be given, over all groups; the range is that of redrawn logs."""
        low, high = np.quantile(self._drawn[:, :, LOST, status].sum(-1), _ENDS)
        return Amount(value=int(self.flows[:, LOST, status].sum()), low=round(low), high=round(high))

    @property
    def missed(self) -> Amount:
        """Confirmed warnings that would not be given."""
        return self.lost(A1)

    @property
    def spared(self) -> Amount:
        """Unfounded warnings that would not be given."""
        return self.lost(A0)

    def _held(self, criterion: Criterion) -> Held:
        low, high = self.ends(criterion)
        worst = [criterion.size(criterion.values(self.cells, most=most)) for most in (True, False)]
        most = min(worst) if criterion.limit.kind == "ratio" else max(worst)
        return Held(
            measure=criterion.measure.name,
            kind=criterion.limit.kind,
            limit=criterion.limit.value,
            size=known(float(criterion.size(criterion.values(self.cells)))),
            low=known(low),
            high=known(high),
            most=known(float(most)),
        )


def design_effects(found: Sequence[Criterion], evidence: Evidence) -> FloatArray:
    """The largest design effect of each group over some criteria; rows that share a subject say less than they count."""
    effects = []
    for criterion in found:
        rates = evidence.rates(criterion.measure, criterion.view.name)
        ratio = np.divide(rates.n, rates.n_effective, out=np.ones(len(rates.n)), where=rates.n_effective > 0)
        effects.append(np.maximum(ratio, 1.0))
    return np.asarray(np.max(effects, axis=0), dtype=np.float64)
