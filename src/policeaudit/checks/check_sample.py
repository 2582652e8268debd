"""Rates that need outcomes of those whom nobody warned about, estimated from rows that were drawn at random to be checked."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from policeaudit.measures import A0, A1, AN, AP, B0, B1, BN, BP, FILLS, Fill, FloatArray, IntArray, Measure
from policeaudit.stats.clusters import leave_out_error
from policeaudit.stats.selective import SampledRate, post_stratified, sampled_rate

_CELLS = (A1, A0, B1, B0)


@dataclass(frozen=True)
class CheckSample:
    """The rows of some groups.

    ``counts``: all rows by bucket, shape (groups, buckets, 8). ``quiet``: those without a warning by stratum, bucket, drawn
    (no, yes) and status, shape (groups, strata, buckets, 2, 4).
    """

    counts: IntArray
    quiet: IntArray

    @cached_property
    def rows(self) -> IntArray:
        """Rows without a warning."""
        return np.asarray(self.quiet.sum(axis=(1, 2, 3, 4)))

    @cached_property
    def drawn(self) -> IntArray:
        """How many of them were drawn."""
        return np.asarray(self.quiet[..., 1, :].sum(axis=(1, 2, 3)))

    @cached_property
    def checked(self) -> IntArray:
        """How many of the drawn have an outcome."""
        return np.asarray(self.quiet[..., 1, :2].sum(axis=(1, 2, 3)))

    @cached_property
    def found(self) -> IntArray:
        """How many of the checked were cases."""
        return np.asarray(self.quiet[..., 1, 0].sum(axis=(1, 2)))

    @cached_property
    def missed(self) -> FloatArray:
        """The estimated number of cases among all rows without a warning; NaN where none was checked."""
        cells = self._drawn_cells.sum(axis=2)
        checked = cells[..., B1] + cells[..., B0]
        return self.rows * post_stratified(self._population.sum(axis=-1), checked, cells[..., B1]).value

    @cached_property
    def open(self) -> IntArray:
        """Rows without a warning whose outcome could be anything: drawn and not checked, or in a stratum never drawn from."""
        return np.asarray(self._drawn_cells[..., [BP, BN]].sum(axis=(1, 2, 3)))

    @cached_property
    def _population(self) -> IntArray:
        return np.asarray(self.quiet.sum(axis=(3, 4)))

    @cached_property
    def _drawn_cells(self) -> IntArray:
        """The drawn rows as cells of the measures, shape (groups, strata, buckets, 8); all of a stratum never drawn from."""
        cells = np.zeros((*self.quiet.shape[:3], 8), dtype=np.int64)
        cells[..., B1:] = self.quiet[..., 1, :]
        never = self.quiet[..., 1, :].sum(axis=(2, 3)) == 0
        cells[..., BN] += np.where(never[..., None], self._population, 0)
        return cells

    def rates(self, measure: Measure) -> dict[Fill, SampledRate]:
        """The measure for each group under each filling-in of what is missing, effective rows after repeated subjects."""
        alerts = np.stack([measure.filled(self.counts, fill) for fill in FILLS])[..., [A1, A0]]
        quiet = np.stack([measure.filled(self._drawn_cells, fill) for fill in FILLS])
        parts = [alerts, self._population[None], quiet[..., B1] + quiet[..., B0], quiet[..., B1]]
        sums = [_with_and_without(np.moveaxis(part, axis, 0)) for part, axis in zip(parts, (2, 3, 3, 3), strict=True)]
        flags = [[cell in cells for cell in _CELLS] for cells in (measure.numerator, measure.denominator)]
        found = sampled_rate(sums[0], sums[1], sums[2], sums[3], *flags)
        estimate = SampledRate(*(part[0] for part in found))
        if len(found.value) > 1:
            estimate = estimate._replace(n_eff=estimate.n_eff / self._effect(estimate, found.value[1:]))
        return {fill: SampledRate(*(part[i] for part in estimate)) for i, fill in enumerate(FILLS)}

    def _effect(self, estimate: SampledRate, without: FloatArray) -> FloatArray:
        """The design effect of subjects that repeat: the larger of a group's own and that of the largest group."""
        spread = estimate.value * (1 - estimate.value)
        error = leave_out_error(without)
        own = np.divide(estimate.n_eff * np.square(error), spread, out=np.ones_like(error), where=spread > 0)
        return np.asarray(np.fmax(1.0, np.fmax(own, own[:, [self.counts.sum(axis=(1, 2)).argmax()]])))

    def missing(self) -> IntArray:
        """Rows that would count if their outcome were known."""
        return np.asarray(self.counts[..., [AP, AN]].sum(axis=(1, 2)) + self.open)


def _with_and_without(by_bucket: IntArray) -> IntArray:
    """The sum over all buckets, then the sums with each left out; of a single bucket the sum alone."""
    total = by_bucket.sum(axis=0, keepdims=True)
    return total if len(by_bucket) == 1 else np.concatenate([total, total - by_bucket])
