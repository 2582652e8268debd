"""p-values that never contradict the intervals: the larger of two, one from the interval and one from the likelihood.

The first is the level at which the same interval of ``intervals`` touches the limit. Its normal approximation is good
near 5 %, but Holm's correction of 200 comparisons looks for 0.025 %, and so far out it finds two to six times too much
where a small group with a high or low rate is held against a large one. The second, from the likelihood ratio, keeps its
level there (exact: 0.11 to 0.13 per thousand where 0.125 are meant). So a p-value is at most 0.05 only where the 95 %
interval lies beyond the limit. All are in the two-sided convention, p = 2 (1 - T(z)), so that one of them covers both
directions of a gap.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, stdtr

from policeaudit.stats._arrays import FloatArray, rate_of
from policeaudit.stats.likelihood import signed_root, signed_root_of_rate
from policeaudit.stats.touching import touching


def difference_p(
    p1: npt.ArrayLike,
    n1: npt.ArrayLike,
    p2: npt.ArrayLike,
    n2: npt.ArrayLike,
    limit: npt.ArrayLike,
    df: float = math.inf,
) -> FloatArray:
    """p-value of the hypothesis that p1 - p2 is at most ``limit``.

    Args:
        p1: rates, any shape; all five arrays are broadcast.
        n1: rows (or effective rows) behind ``p1``.
        p2: rates to subtract.
        n2: rows (or effective rows) behind ``p2``.
        limit: the largest accepted difference, as a fraction.
        df: degrees of freedom of the critical value; ``inf`` is the normal distribution.

    Returns:
        p-values of the broadcast shape; 1 where the difference does not exceed the limit or is undefined.

    Raises:
        ValueError: when a rate is outside [0, 1] or a number of rows is negative.

    """
    p1, n1 = rate_of(p1, n1, "1")
    p2, n2 = rate_of(p2, n2, "2")
    shift, one = np.asarray(limit, dtype=np.float64), np.ones(())
    interval = touching(p1, n1, p2, n2, p1 - p2 - shift, one)
    return _two_sided(interval, signed_root(p1, n1, p2, n2, one, shift), df)


def ratio_p(
    p1: npt.ArrayLike,
    n1: npt.ArrayLike,
    p2: npt.ArrayLike,
    n2: npt.ArrayLike,
    limit: npt.ArrayLike,
    df: float = math.inf,
) -> FloatArray:
    """p-value of the hypothesis that p1 / p2 is at most ``limit``, from the interval of ``ratio``.

    The lower limit of MOVER-R touches R exactly where that of the difference p1 - R p2 touches 0 (Donner &
    Zou 2012).

    Args:
        p1: rates, any shape; all five arrays are broadcast.
        n1: rows (or effective rows) behind ``p1``.
        p2: rates to divide by.
        n2: rows (or effective rows) behind ``p2``.
        limit: the largest accepted ratio.
        df: degrees of freedom of the critical value; ``inf`` is the normal distribution.

    Returns:
        p-values of the broadcast shape; 1 where the ratio does not exceed the limit or is undefined.

    Raises:
        ValueError: when a rate is outside [0, 1], or a number of rows or a limit is negative.

    """
    p1, n1 = rate_of(p1, n1, "1")
    p2, n2 = rate_of(p2, n2, "2")
    times = np.asarray(limit, dtype=np.float64)
    if np.any(times < 0):
        msg = "limit must not be negative"
        raise ValueError(msg)
    interval = touching(p1, n1, p2, n2, p1 - times * p2, times)
    return _two_sided(interval, signed_root(p1, n1, p2, n2, times, np.zeros(())), df)


def rate_p(p: npt.ArrayLike, n: npt.ArrayLike, limit: npt.ArrayLike, df: float = math.inf) -> FloatArray:
    """p-value of the hypothesis that a rate is at most ``limit``; Wilson's interval gives that of the score test.

    Args:
        p: rates, any shape; all three arrays are broadcast.
        n: rows (or effective rows) behind ``p``.
        limit: the largest accepted rate.
        df: degrees of freedom of the critical value; ``inf`` is the normal distribution.

    Returns:
        p-values of the broadcast shape; 1 where the rate does not exceed the limit or is undefined.

    Raises:
        ValueError: when a rate is outside [0, 1] or a number of rows is negative.

    """
    p, n = rate_of(p, n)
    p, n, bound = np.broadcast_arrays(p, n, np.asarray(limit, dtype=np.float64))
    above = p > bound  # also leaves out NaN
    safe = np.where(above, bound, 0.5)
    with np.errstate(divide="ignore"):
        # No interval reaches a limit of 0 or less once there is an event.
        z = np.where(safe > 0, (p - safe) * np.sqrt(n / np.maximum(safe * (1 - safe), 0)), np.inf)
    return _two_sided(np.where(above, z, 0.0), signed_root_of_rate(p, n, bound), df)


def estimate_p(value: npt.ArrayLike, error: npt.ArrayLike, limit: npt.ArrayLike, df: float = math.inf) -> FloatArray:
    """p-value of the hypothesis that what is estimated is at most ``limit``, from the interval value ± t error.

    Args:
        value: estimates, any shape; all three arrays are broadcast.
        error: their standard errors.
        limit: the largest accepted value.
        df: degrees of freedom of the critical value; ``inf`` is the normal distribution.

    Returns:
        p-values of the broadcast shape; 1 where the estimate does not exceed the limit, or estimate or error is undefined.

    """
    beyond = np.asarray(value, dtype=np.float64) - np.asarray(limit, dtype=np.float64)
    spread = np.asarray(error, dtype=np.float64)
    known = (beyond > 0) & (spread > 0)
    z = np.divide(beyond, spread, out=np.zeros(np.broadcast_shapes(beyond.shape, spread.shape)), where=known)
    return _two_sided(z, z, df)


def _two_sided(z_interval: FloatArray, z_likelihood: FloatArray, df: float) -> FloatArray:
    if not df > 0:
        msg = f"df must be positive, not {df}"
        raise ValueError(msg)
    z = np.minimum(z_interval, z_likelihood)
    tail = ndtr(-z) if math.isinf(df) else stdtr(df, -z)
    return np.asarray(np.minimum(2 * tail, 1.0), dtype=np.float64)
