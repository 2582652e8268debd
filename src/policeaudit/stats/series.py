"""Did a monthly count change when something was introduced? Segmented quasi-Poisson regression.

log(expected count) = log(exposure) + level + trend + season (one yearly wave) + change + change of trend
(Wagner et al. 2002; Bernal, Cummins & Gasparrini 2017). Of two variances the larger is used: the
quasi-Poisson one and that of Newey & West (1987) with two lags, for counts that vary more than chance or whose
neighbours resemble each other.

Measured on 24 months before and 12 after (600 series each), the 95 % range holds the true change in 95 % of
series with independent months, in 92 % where shocks of 5 % fade slowly (autocorrelation .4), and in only 86 %
where they are of 10 %: a range that just excludes 1 is weak evidence. Two figures, before and after, are not
enough at all: on a series that falls by a tenth a year anyway they report a change in two of three cases. One
area without a comparison shows that something changed at that time, not why.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import expit

from policeaudit.stats._arrays import BoolArray, FloatArray, count
from policeaudit.stats.intervals import critical_value

LEAST_BEFORE = 12
LEAST_AFTER = 6
LAGS = 2
_MOST_STEPS = 100
_CLOSE = 1e-10
_SINGULAR = 1e14


@dataclass(frozen=True)
class Change:
    """What happened to a series; NaN with a range from 0 to inf where it can only be described."""

    change: float
    """Mean count after the introduction over what the earlier months lead to expect (1: no change)."""
    low: float
    high: float
    trend_change: float
    """By how many times the change grows from one month to the next."""
    before: int
    """Months before that could be used."""
    after: int
    left_out: int
    """Months without a count or without exposure."""
    compared: bool
    """Whether a comparison area is taken into account: the change is then that of the area relative to it."""

    @property
    def enough(self) -> bool:
        """Whether there are months enough for more than a description."""
        return not np.isnan(self.change)


@dataclass(frozen=True)
class Monthly:
    """Counts of consecutive months and their exposure, each of shape (T,); NaN where a count is missing."""

    counts: npt.ArrayLike
    exposure: npt.ArrayLike


def interrupted_series(
    area: Monthly, introduced: int, comparison: Monthly | None = None, confidence: float = 0.95
) -> Change:
    """The change of a monthly series at an introduction.

    With a comparison area the share of the area in both areas' counts is modelled instead (a binomial given
    the sum of two Poisson counts), so that whatever moves both alike drops out.

    Args:
        area: the months of the area.
        introduced: the place of the first month after the introduction, counted from 0.
        comparison: the same months of an area without it.
        confidence: the share of ranges that contain the true change.

    Returns:
        The change with its range; undefined with fewer than 12 usable months before or 6 after, or where one
        side has no event at all.

    Raises:
        ValueError: when a count or exposure is negative, the series differ in length, or ``introduced`` lies
            outside the series.

    """
    k, t = _series(area)
    total = None
    if comparison is not None:
        other, other_t = _series(comparison)
        if len(other) != len(k):
            msg = f"the series have {len(k)} and {len(other)} months"
            raise ValueError(msg)
        t, total = t / other_t, np.where(k + other > 0, k + other, np.nan)
    if not 0 < introduced < len(k):
        msg = f"introduced must be between 1 and {len(k) - 1}, not {introduced}"
        raise ValueError(msg)
    usable = np.isfinite(k) & np.isfinite(t) & (total is None or np.isfinite(total))
    later = np.arange(len(k)) >= introduced
    before, after = usable & ~later, usable & later
    sizes = int(before.sum()), int(after.sum()), int((~usable).sum())
    enough = sizes[0] >= LEAST_BEFORE and sizes[1] >= LEAST_AFTER and _informative(k, total, before, after)
    fit = _fit(_design(introduced, after), k, t, total, usable) if enough else None
    if fit is None:
        return Change(np.nan, 0.0, np.inf, np.nan, *sizes, comparison is not None)
    beta, variance, df = fit
    reach = critical_value(confidence, df) * np.sqrt(variance[2])
    low, change, high = (float(v) for v in np.exp(beta[2] + np.array([-reach, 0.0, reach])))
    return Change(change, low, high, float(np.exp(beta[3])), *sizes, comparison is not None)


def _series(monthly: Monthly) -> tuple[FloatArray, FloatArray]:
    k, t = np.broadcast_arrays(count("counts", monthly.counts), count("exposure", monthly.exposure))
    if k.ndim != 1:
        msg = "a series has one dimension"
        raise ValueError(msg)
    return k, np.where(t > 0, t, np.nan)


def _informative(k: FloatArray, total: FloatArray | None, before: BoolArray, after: BoolArray) -> bool:
    """Whether both sides have events, with a comparison in either area."""
    parts = (k[before].sum(), k[after].sum())
    return min(parts) > 0 and (total is None or (total[before].sum() > parts[0] and total[after].sum() > parts[1]))


def _design(introduced: int, after: BoolArray) -> FloatArray:
    """Columns: level, trend, change (at the middle of the months after), change of trend, yearly wave."""
    months = np.arange(len(after), dtype=np.float64)
    later = months >= introduced
    wave = 2 * np.pi * months / 12
    since = np.where(later, months - months[after].mean(), 0.0)
    return np.column_stack([np.ones(len(after)), months - introduced, later, since, np.sin(wave), np.cos(wave)])


def _fit(
    x: FloatArray, k: FloatArray, t: FloatArray, total: FloatArray | None, usable: BoolArray
) -> tuple[FloatArray, FloatArray, int] | None:
    """Coefficients, the larger of their two variances, and the degrees of freedom; None without a maximum."""
    z, y, offset = x[usable], k[usable], np.log(t[usable])
    size = None if total is None else total[usable]
    beta = _maximise(z, y, offset, size)
    if beta is None:
        return None
    mean, spread = _mean(z @ beta + offset, size)
    bread = np.linalg.inv(z.T @ (z * spread[:, None]))
    df = len(y) - z.shape[1]
    quasi = max(1.0, float((np.square(y - mean) / spread).sum()) / df) * np.diag(bread)
    scores = np.zeros_like(x)  # months that are left out have none, so that lags stay lags of time
    scores[usable] = z * (y - mean)[:, None]
    meat = scores.T @ scores
    for lag in range(1, LAGS + 1):
        shifted = scores[lag:].T @ scores[:-lag]
        meat += (1 - lag / (LAGS + 1)) * (shifted + shifted.T)
    newey_west = np.diag(bread @ meat @ bread) * len(y) / df
    return beta, np.maximum(quasi, newey_west), df


def _mean(eta: FloatArray, size: FloatArray | None) -> tuple[FloatArray, FloatArray]:
    """Expected counts and their variances: Poisson, or binomial of ``size``."""
    if size is None:
        mean = np.exp(eta)
        return mean, mean
    share = expit(eta)
    return size * share, size * share * (1 - share)


def _log_likelihood(eta: FloatArray, y: FloatArray, size: FloatArray | None) -> float:
    spent = np.exp(eta) if size is None else size * np.logaddexp(0, eta)
    return float((y * eta - spent).sum())


def _maximise(z: FloatArray, y: FloatArray, offset: FloatArray, size: FloatArray | None) -> FloatArray | None:
    """Newton's method for the canonical link, each step cut until it makes the fit better."""
    beta = np.zeros(z.shape[1])
    beta[0] = np.log(y.sum() / (np.exp(offset).sum() if size is None else size.sum() - y.sum()))
    for _ in range(_MOST_STEPS):
        mean, spread = _mean(z @ beta + offset, size)
        information = z.T @ (z * spread[:, None])
        if not np.linalg.cond(information) < _SINGULAR:
            return None
        step = np.linalg.solve(information, z.T @ (y - mean))
        if np.abs(step).max() < _CLOSE:
            return beta
        reached = _log_likelihood(z @ beta + offset, y, size)
        while not _log_likelihood(z @ (beta + step) + offset, y, size) >= reached - _CLOSE * abs(reached):
            step /= 2
        beta = beta + step
    return None
