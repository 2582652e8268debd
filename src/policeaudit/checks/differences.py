"""The difference of two rates that may share their subjects (two levels, two periods of one group), as it is judged."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from policeaudit.checks.claim import Five, Range
from policeaudit.checks.evidence import Evidence
from policeaudit.measures import Fill, FloatArray, IntArray, Measure
from policeaudit.stats.clusters import jackknife
from policeaudit.stats.intervals import difference
from policeaudit.stats.pvalues import difference_p, estimate_p

_FILLS: tuple[tuple[Fill, Fill], ...] = (("observed", "observed"), ("lowest", "highest"), ("highest", "lowest"))


@dataclass(frozen=True)
class Difference:
    """first - second: over the known outcomes, and under the filling-ins that make it smallest and largest.

    ``p_limit``: p-value of "within ±limit" under the filling-in closest to it; ``p_zero`` of "no difference", or of "not above 0"
    where any smaller value is accepted: that a lower level is right less often is no discovery that a search should count.
    """

    observed: Range
    least: Range
    most: Range
    p_limit: float
    p_zero: float
    n: tuple[int, int]
    """Rows with a known outcome in both."""

    @property
    def five(self) -> Five:
        """Value, range and bounds."""
        shown = self.observed
        return shown.value, shown.low, shown.high, self.least.value, self.most.value


def differ(
    measure: Measure, first: IntArray, second: IntArray, evidence: Evidence, band: tuple[float, float] = (0.0, 0.0)
) -> Difference:
    """Compare a measure between two sets of counts of shape (buckets, 8).

    Where subjects repeat, the range is that of the delete-a-bucket jackknife (Kott 2001), which holds whether or not both
    share subjects; otherwise, or where the buckets show no variation, that of MOVER.
    """
    observed, least, most = (_Pair(*measure.ratio(first, a), *measure.ratio(second, b), evidence) for a, b in _FILLS)
    low, high = band
    return Difference(
        observed.range,
        least.range,
        most.range,
        min(least.p_above(high), most.p_below(low)),
        least.p_above(0.0) if math.isinf(low) else min(least.p_above(0.0), most.p_below(0.0)),
        (observed.m1, observed.m2),
    )


class _Pair:
    """One filling-in."""

    def __init__(self, y1: IntArray, m1: IntArray, y2: IntArray, m2: IntArray, evidence: Evidence) -> None:
        self.crit, self.df = evidence.crit, evidence.df
        self.m1, self.m2 = int(m1.sum()), int(m2.sum())
        self.p1, self.p2 = (float(_rate(y.sum(), m.sum())) for y, m in ((y1, m1), (y2, m2)))
        self.error = math.nan
        if evidence.clustered:
            self.error = float(jackknife(np.stack([y1, m1, y2, m2], axis=-1), _difference).error)

    @property
    def value(self) -> float:
        return self.p1 - self.p2

    @property
    def range(self) -> Range:
        if self.error > 0:
            return Range(self.value, self.value - self.crit * self.error, self.value + self.crit * self.error)
        low, high = difference(self.p1, self.m1, self.p2, self.m2, self.crit)
        return Range(self.value, float(low), float(high))

    def p_above(self, limit: float) -> float:
        """p-value of "at most the limit"."""
        if math.isinf(limit):
            return 1.0
        if self.error > 0:
            return float(estimate_p(self.value, self.error, limit, self.df))
        return float(difference_p(self.p1, self.m1, self.p2, self.m2, limit, self.df))

    def p_below(self, limit: float) -> float:
        """p-value of "at least the limit"."""
        if math.isinf(limit):
            return 1.0
        if self.error > 0:
            return float(estimate_p(-self.value, self.error, -limit, self.df))
        return float(difference_p(self.p2, self.m2, self.p1, self.m1, -limit, self.df))


def _difference(totals: FloatArray) -> FloatArray:
    return _rate(totals[..., 0], totals[..., 1]) - _rate(totals[..., 2], totals[..., 3])


def _rate(events: npt.ArrayLike, rows: npt.ArrayLike) -> FloatArray:
    rates: FloatArray = np.divide(events, rows, out=np.full(np.shape(rows), np.nan), where=np.asarray(rows) > 0)
    return rates
