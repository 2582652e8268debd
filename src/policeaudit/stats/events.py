"""Counts of events over an exposure: ratios of two rates, and overdispersion."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy.special import betainc

from policeaudit.stats._arrays import FloatArray, Range, count
from policeaudit.stats.intervals import clopper_pearson, critical_value

Method = Literal["mid-p", "exact"]
_HALVINGS = 44  # 1e-13 of the bracket


@dataclass(frozen=True)
class RateRatio:
    """Ratios of two rates with their ranges, arrays of one shape; an undefined one ranges from 0 to inf."""

    value: FloatArray
    low: FloatArray
    high: FloatArray


def rate_ratio(
    k1: npt.ArrayLike,
    exposure1: npt.ArrayLike,
    k2: npt.ArrayLike,
    exposure2: npt.ArrayLike,
    confidence: float = 0.95,
    overdispersion: npt.ArrayLike = 1.0,
    method: Method = "mid-p",
) -> RateRatio:
    """The ratio (k1/exposure1) / (k2/exposure2) of two independent Poisson rates, and its range.

    Given their sum, k1 is binomial (Przyborowski & Wilenski 1940); the limits of its share become those of
    the ratio. ``mid-p`` covers 95.9, 95.6 and 94.9 % at mean counts of 5, 20 and 200; ``exact`` never less
    than promised, 97.7, 97.1 and 95.4 %.

    Args:
        k1: events, any shape; all arrays are broadcast.
        exposure1: their exposure (months, officers, visits), in any unit that both share.
        k2: events to compare with.
        exposure2: their exposure.
        confidence: the share of ranges that contain the true ratio.
        overdispersion: how many times the counts vary more than Poisson counts do; the range is that of
            counts divided by it.
        method: mid-P (Lancaster 1961) or the "exact" limits of Clopper & Pearson (1934).

    Returns:
        Ratios with limits; 0 to inf where there is no exposure or no event at all.

    Raises:
        ValueError: when a count or exposure is negative, overdispersion is below 1, or ``confidence`` is not
            between 0 and 1.

    """
    a, s, b, t = (
        count(name, value)
        for name, value in (("k1", k1), ("exposure1", exposure1), ("k2", k2), ("exposure2", exposure2))
    )
    phi = np.asarray(overdispersion, dtype=np.float64)
    if np.any(phi < 1):
        msg = "overdispersion must be at least 1"
        raise ValueError(msg)
    a, s, b, t, phi = np.broadcast_arrays(a, s, b, t, phi)
    defined = (s > 0) & (t > 0) & (a + b > 0) & (phi >= 1)  # also leaves out NaN
    a, b = np.where(defined, a, 1.0), np.where(defined, b, 1.0)
    limits = mid_p if method == "mid-p" else _exact
    low, high = limits(a / phi, (a + b) / phi, confidence)
    with np.errstate(divide="ignore", invalid="ignore"):
        per = np.where(defined, t / np.where(defined, s, 1.0), np.nan)
        value = np.where(b > 0, a / np.where(b > 0, b, 1.0), np.inf) * per
        low, high = low / (1 - low) * per, np.where(high < 1, high / (1 - high), np.inf) * per
    return RateRatio(value, np.where(defined, low, 0.0), np.where(defined, high, np.inf))


def ratio_of_changes(change1: npt.ArrayLike, change2: npt.ArrayLike) -> FloatArray:
    """What two published relative changes say of their ratio: (1 + change1) / (1 + change2).

    Disputes found -25 %, visits -30 %: found per visit 0.75/0.70 = 1.07. There is no range: percentages
    without counts do not say how much of them is chance.

    Args:
        change1: relative changes (-0.25 is 25 % less), any shape; both are broadcast.
        change2: the relative changes of what it is counted per.

    Returns:
        Ratios; NaN where ``change2`` is -1 (nothing is left to divide by).

    Raises:
        ValueError: when a change is below -1.

    """
    after1 = count("1 + change1", 1 + np.asarray(change1, dtype=np.float64))
    after2 = count("1 + change2", 1 + np.asarray(change2, dtype=np.float64))
    return np.where(after2 > 0, after1 / np.where(after2 > 0, after2, 1.0), np.nan)


def overdispersion(events: npt.ArrayLike, exposure: npt.ArrayLike) -> float:
    """How many times counts of one common rate vary more than Poisson counts: Pearson's chi-square per df.

    Args:
        events: counts of months or units that should share one rate, shape (N,).
        exposure: their exposure, shape (N,).

    Returns:
        At least 1; NaN where fewer than two have exposure, a count is missing, or there is no event.

    Raises:
        ValueError: when a count or exposure is negative.

    """
    k, t = np.broadcast_arrays(count("events", events), count("exposure", exposure))
    some = ~(t == 0)
    expected = t[some] * (k[some].sum() / t[some].sum()) if some.sum() > 1 else np.array([np.nan])
    if not expected.min() > 0:
        return np.nan
    return float(max(1.0, (np.square(k[some] - expected) / expected).sum() / (some.sum() - 1)))


def _exact(k: npt.ArrayLike, n: npt.ArrayLike, confidence: float) -> Range:
    events, trials = np.asarray(k, dtype=np.float64), np.asarray(n, dtype=np.float64)
    rates = np.divide(
        events, trials, out=np.full(np.broadcast_shapes(events.shape, trials.shape), np.nan), where=trials > 0
    )
    return clopper_pearson(rates, trials, critical_value(confidence))


def mid_p(k: npt.ArrayLike, n: npt.ArrayLike, confidence: float = 0.95) -> tuple[FloatArray, FloatArray]:
    """The mid-P interval for a share: half of the probability of the observed count is left out of each tail.

    Args:
        k: events, any shape; may be fractional.
        n: trials, broadcast with ``k``.
        confidence: the coverage aimed at.

    Returns:
        Lower and upper limits, of the broadcast shape; [0, 1] where ``n`` is 0.

    Raises:
        ValueError: as ``clopper_pearson``.

    """
    low, high = _exact(k, n, confidence)  # wider, so it brackets both limits
    events, trials = np.broadcast_arrays(np.asarray(k, dtype=np.float64), np.asarray(n, dtype=np.float64))
    tail = (1 - confidence) / 2
    centre = np.where(trials > 0, events / np.where(trials > 0, trials, 1.0), 0.5)

    some, not_all = events > 0, events < trials
    inner = np.where(some, events, 1.0), np.where(not_all, trials - events, 1.0)

    def upper_tail(p: FloatArray) -> FloatArray:
        """P(more than k) + P(k)/2."""
        at_least = np.where(some, betainc(inner[0], trials - events + 1, p), 1.0)
        more = np.where(not_all, betainc(events + 1, inner[1], p), 0.0)
        return np.asarray((at_least + more) / 2, dtype=np.float64)

    lower = _root(lambda p: upper_tail(p) - tail, low, centre)
    upper = _root(lambda p: upper_tail(p) - (1 - tail), centre, high)
    return np.where(some, lower, 0.0), np.where(not_all, upper, 1.0)


def _root(rising: Callable[[FloatArray], FloatArray], low: FloatArray, high: FloatArray) -> FloatArray:
    """Where a rising function crosses 0 between two arrays, by bisection."""
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        below = rising(middle) < 0
        low, high = np.where(below, middle, low), np.where(below, high, middle)
    return (low + high) / 2
