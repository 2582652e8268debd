"""How many rows a verdict would need: planning figures, not findings.

All are rows of the smaller group, with ``k`` times as many in the other, from the usual normal approximation.
They take the observed rates for the true ones, so they answer "if the gap is what was seen".
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri

from policeaudit.stats._arrays import FloatArray, rate
from policeaudit.stats.intervals import critical_value


def needed_to_confirm(
    p1: npt.ArrayLike,
    p2: npt.ArrayLike,
    limit: npt.ArrayLike,
    k: npt.ArrayLike = 1,
    deff: npt.ArrayLike = 1,
    alpha: float = 0.05,
    power: float = 0.80,
    comparisons: int = 1,
    df: float = math.inf,
) -> FloatArray:
    """Rows of group 1 needed to confirm |p1 - p2| beyond ``limit`` (Farrington & Manning 1990, unpooled).

    Args:
        p1: rate of the group, any shape; all arrays are broadcast.
        p2: rate of the reference.
        limit: the largest accepted difference, as a fraction.
        k: rows of the reference for each row of the group.
        deff: design effect (repeat subjects).
        alpha: two-sided error.
        power: the chance of confirming.
        comparisons: size of the family; the worst case of Holm's correction.
        df: degrees of freedom of the critical value, as in the intervals.

    Returns:
        Whole numbers of rows as floats; inf where the gap does not exceed the limit, NaN where a rate is
        undefined.

    Raises:
        ValueError: when a rate is outside [0, 1], or ``alpha``, ``power`` or ``comparisons`` make no sense.

    """
    p1, p2 = rate("p1", p1), rate("p2", p2)
    spread = p1 * (1 - p1) + p2 * (1 - p2) / np.asarray(k, dtype=np.float64)
    distance = np.abs(p1 - p2) - np.asarray(limit, dtype=np.float64)
    return _rows(_confirming(alpha, power, comparisons, df) ** 2 * spread * np.asarray(deff), distance)


def needed_to_confirm_ratio(
    p1: npt.ArrayLike,
    p2: npt.ArrayLike,
    limit: npt.ArrayLike,
    k: npt.ArrayLike = 1,
    deff: npt.ArrayLike = 1,
    alpha: float = 0.05,
    power: float = 0.80,
    comparisons: int = 1,
    df: float = math.inf,
) -> FloatArray:
    """Rows of group 1 needed to confirm p1 / p2 beyond ``limit``, on the log scale (Katz et al. 1978).

    Args:
        p1: rate of the group, any shape; all arrays are broadcast.
        p2: rate of the reference.
        limit: the end of the accepted band to get past: above 1, or below 1 for a ratio that is too small.
        k: rows of the reference for each row of the group.
        deff: design effect (repeat subjects).
        alpha: two-sided error.
        power: the chance of confirming.
        comparisons: size of the family; the worst case of Holm's correction.
        df: degrees of freedom of the critical value, as in the intervals.

    Returns:
        Whole numbers of rows as floats; inf where the ratio is not beyond the limit, NaN where a rate is 0
        or undefined.

    Raises:
        ValueError: when a rate is outside [0, 1], or ``alpha``, ``power`` or ``comparisons`` make no sense.

    """
    p1, p2 = rate("p1", p1), rate("p2", p2)
    with np.errstate(divide="ignore", invalid="ignore"):
        edge = np.log(np.asarray(limit, dtype=np.float64))
        spread = (1 - p1) / p1 + (1 - p2) / (np.asarray(k, dtype=np.float64) * p2)
        distance = np.log(p1 / p2) - edge
    beyond = np.where(np.isfinite(distance), np.where(edge < 0, -distance, distance), np.nan)
    return _rows(_confirming(alpha, power, comparisons, df) ** 2 * spread * np.asarray(deff), beyond)


def needed_to_clear(
    p: npt.ArrayLike,
    limit: npt.ArrayLike,
    k: npt.ArrayLike = 1,
    deff: npt.ArrayLike = 1,
    alpha: float = 0.05,
    power: float = 0.80,
    df: float = math.inf,
) -> FloatArray:
    """Rows of group 1 needed to show that two equal rates differ by less than ``limit`` (equivalence).

    Args:
        p: the common rate, any shape; all arrays are broadcast.
        limit: the largest accepted difference, as a fraction.
        k: rows of the reference for each row of the group.
        deff: design effect (repeat subjects).
        alpha: two-sided error of the interval that is read.
        power: the chance of showing it.
        df: degrees of freedom of the critical value, as in the intervals.

    Returns:
        Whole numbers of rows as floats; inf where the limit is 0, NaN where the rate is 0, 1 or undefined.

    Raises:
        ValueError: when a rate is outside [0, 1], or ``alpha`` or ``power`` make no sense.

    """
    p = rate("p", p)
    spread = p * (1 - p) * (1 + 1 / np.asarray(k, dtype=np.float64))
    edge = np.asarray(limit, dtype=np.float64)
    return _rows(_clearing(alpha, power, df) ** 2 * spread * np.asarray(deff), edge)


def needed_to_clear_ratio(
    p: npt.ArrayLike,
    limit: npt.ArrayLike,
    k: npt.ArrayLike = 1,
    deff: npt.ArrayLike = 1,
    alpha: float = 0.05,
    power: float = 0.80,
    df: float = math.inf,
) -> FloatArray:
    """Rows of group 1 needed to show that the ratio of two equal rates lies between 1 / limit and limit.

    Args:
        p: the common rate, any shape; all arrays are broadcast.
        limit: either end of the accepted band, 0.8 or 1.25.
        k: rows of the reference for each row of the group.
        deff: design effect (repeat subjects).
        alpha: two-sided error of the interval that is read.
        power: the chance of showing it.
        df: degrees of freedom of the critical value, as in the intervals.

    Returns:
        Whole numbers of rows as floats; inf where the limit is 1, NaN where the rate is 0, 1 or undefined.

    Raises:
        ValueError: when a rate is outside [0, 1], or ``alpha`` or ``power`` make no sense.

    """
    p = rate("p", p)
    spread = (1 - p) / np.where(p > 0, p, np.nan) * (1 + 1 / np.asarray(k, dtype=np.float64))
    edge = np.abs(np.log(np.asarray(limit, dtype=np.float64)))
    return _rows(_clearing(alpha, power, df) ** 2 * spread * np.asarray(deff), edge)


def _confirming(alpha: float, power: float, comparisons: int, df: float) -> float:
    _check(alpha, power)
    if comparisons < 1:
        msg = f"comparisons must be at least 1, not {comparisons}"
        raise ValueError(msg)
    return critical_value(1 - alpha / comparisons, df) + float(ndtri(power))


def _clearing(alpha: float, power: float, df: float) -> float:
    # Both limits have to hold, so the chance of missing is shared between them.
    _check(alpha, power)
    return critical_value(1 - alpha, df) + float(ndtri((1 + power) / 2))


def _check(alpha: float, power: float) -> None:
    if not (0 < alpha < 1 and 0 < power < 1):
        msg = f"alpha and power must be between 0 and 1, not {alpha} and {power}"
        raise ValueError(msg)


def _rows(numerator: FloatArray, distance: FloatArray) -> FloatArray:
    """The numerator over the squared distance, rounded up; inf where there is no distance to tell apart.

    Without any spread (rates of 0 and 1 only) the approximation would answer 0 rows: it says nothing instead.
    """
    far = distance > 0
    rows = np.ceil(numerator / np.square(np.where(far, distance, 1.0)))
    return np.where(~(numerator > 0) | np.isnan(distance), np.nan, np.where(far, rows, np.inf))
