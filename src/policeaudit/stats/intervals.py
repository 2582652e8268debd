"""Intervals for rates, differences of rates and ratios of rates, all in closed form.

Every interval is built from Wilson's: it takes the fractional row counts that remain after a design effect,
and its limits feed the MOVER formulas (Zou & Donner 2008), so that a report never mixes methods that could
disagree.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from scipy.special import betainccinv, betaincinv, ndtr, ndtri, stdtrit

from policeaudit.stats._arrays import FloatArray, Range, rate_of

_TINY = 1e-300  # never 0: nothing is divided by it but 0
_VERY_WIDE = 1e150  # of a squared critical value over n: its square is still a number


def critical_value(confidence: float = 0.95, df: float = math.inf) -> float:
    """The two-sided critical value of the normal distribution, or of Student's t where ``df`` is finite.

    Raises:
        ValueError: when ``confidence`` is not between 0 and 1, or ``df`` is not positive.

    """
    if not 0 < confidence < 1:
        msg = f"confidence must be between 0 and 1, not {confidence}"
        raise ValueError(msg)
    if not df > 0:
        msg = f"df must be positive, not {df}"
        raise ValueError(msg)
    upper = 0.5 + confidence / 2
    return float(ndtri(upper) if math.isinf(df) else stdtrit(df, upper))


def arms(p: FloatArray, w: FloatArray) -> Range:
    """How far Wilson's interval reaches below and above a rate; ``w`` is the squared critical value over n.

    Wilson (1927), each arm as a product of positive terms: the textbook's centre plus and minus a half-width
    loses all its digits at rates near 0 and 1.
    """
    q = 1 - p
    reach = w / 2 + np.sqrt(w * (p * q + w / 4))
    return p * (reach / np.maximum(p + reach, _TINY)), q * (reach / np.maximum(q + reach, _TINY))


def wilson(p: npt.ArrayLike, n: npt.ArrayLike, crit: float) -> Range:
    """Wilson's interval for a rate (Wilson 1927; recommended by Brown, Cai & DasGupta 2001).

    Args:
        p: rates, any shape.
        n: rows each rate is based on, broadcast with ``p``; may be fractional (effective rows).
        crit: the critical value, from ``critical_value``.

    Returns:
        Lower and upper limits, of the broadcast shape; [0, 1] where the rate is undefined.

    Raises:
        ValueError: when a rate is outside [0, 1], or ``n`` or ``crit`` is negative.

    """
    p, n = rate_of(p, n)
    below, above = _arms(p, n, crit)
    # The two exact ends are set apart because p - below and p + above may miss them by a rounding.
    low = np.where(p > 0, np.maximum(p - below, 0), 0.0)
    high = np.where(p < 1, np.minimum(p + above, 1), 1.0)
    return low, high


def clopper_pearson(p: npt.ArrayLike, n: npt.ArrayLike, crit: float) -> Range:
    """The "exact" interval for a rate, which never covers less than promised (Clopper & Pearson 1934).

    It is wider than Wilson's. Effective rows are put in place of rows (Korn & Graubard 1998), and each tail is what the
    normal distribution has beyond ``crit``, so that a larger critical value of Student's t widens it too; the guarantee
    is for independent rows.

    Args:
        p: rates, any shape.
        n: rows each rate is based on, broadcast with ``p``; may be fractional (effective rows).
        crit: the critical value, from ``critical_value``.

    Returns:
        Lower and upper limits, of the broadcast shape; [0, 1] where the rate is undefined.

    Raises:
        ValueError: when a rate is outside [0, 1], or ``n`` or ``crit`` is negative.

    """
    p, n = rate_of(p, n)
    tail = ndtr(-_not_negative(crit))
    yes, no = p * n, (1 - p) * n
    some, not_all = yes > 0, no > 0  # also leaves out NaN
    yes, no = np.where(some, yes, 0.0), np.where(not_all, no, 0.0)
    low = betaincinv(np.where(some, yes, 1.0), no + 1, tail)
    high = betainccinv(yes + 1, np.where(not_all, no, 1.0), tail)
    # The point stays inside where rounding, or a fraction of a row, would put it outside.
    return np.where(some, np.fmin(low, p), 0.0), np.where(not_all, np.fmax(high, p), 1.0)


def mover_difference(
    p1: npt.ArrayLike,
    low1: npt.ArrayLike,
    high1: npt.ArrayLike,
    p2: npt.ArrayLike,
    low2: npt.ArrayLike,
    high2: npt.ArrayLike,
    widest: float = 1.0,
) -> Range:
    """Interval for p1 - p2 from two independent estimates and their limits (Zou & Donner 2008).

    With Wilson limits this is method 10 of Newcombe (1998). The estimates need not be rates: the same formula
    serves standardised rates and, with ``widest=2``, the difference of two differences.

    Args:
        p1: estimates, with limits ``low1`` and ``high1``; all six arguments are broadcast.
        low1: lower limits of ``p1``.
        high1: upper limits of ``p1``.
        p2: estimates to subtract, with limits ``low2`` and ``high2``.
        low2: lower limits of ``p2``.
        high2: upper limits of ``p2``.
        widest: the largest possible difference; an undefined one ranges from ``-widest`` to ``widest``.

    Returns:
        Lower and upper limits, in the units of the estimates.

    """
    p1, low1, high1, p2, low2, high2 = _floats(p1, low1, high1, p2, low2, high2)
    return _around(p1 - p2, (p1 - low1, high1 - p1), (p2 - low2, high2 - p2), widest)


def mover_ratio(
    p1: npt.ArrayLike,
    low1: npt.ArrayLike,
    high1: npt.ArrayLike,
    p2: npt.ArrayLike,
    low2: npt.ArrayLike,
    high2: npt.ArrayLike,
) -> Range:
    """Interval for p1 / p2 from two independent non-negative estimates and their limits (Donner & Zou 2012).

    The formula is written so that counts of zero stay finite: the lower limit exists even when p2 is 0.

    Args:
        p1: estimates, with limits ``low1`` and ``high1``; all six arguments are broadcast.
        low1: lower limits of ``p1``.
        high1: upper limits of ``p1``.
        p2: estimates to divide by, with limits ``low2`` and ``high2``.
        low2: lower limits of ``p2``.
        high2: upper limits of ``p2``.

    Returns:
        Lower and upper limits (a ratio, no unit); the upper one is inf where ``low2`` is 0, and both are [0,
        inf] where the ratio is undefined.

    """
    p1, low1, high1, p2, low2, high2 = _floats(p1, low1, high1, p2, low2, high2)
    product = p1 * p2
    low_numerator, low_divisor = low1 * (2 * p1 - low1), high2 * (2 * p2 - high2)
    high_numerator, high_divisor = high1 * (2 * p1 - high1), low2 * (2 * p2 - low2)
    # Neither root can be negative: each product under it is at most (p1 p2)^2. Rounding can make it so.
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        low_root = product + np.sqrt(np.maximum(product * product - low_numerator * low_divisor, 0))
        high_root = product + np.sqrt(np.maximum(product * product - high_numerator * high_divisor, 0))
        low = np.where(low_numerator > 0, low_numerator / low_root, 0.0)
        high = np.where(high_divisor > 0, high_root / high_divisor, np.inf)
        ratio = p1 / p2
    defined = ~np.isnan(ratio)
    # A range of no width (a critical value of 0) may miss the point by a rounding.
    return np.where(defined, np.minimum(low, ratio), 0.0), np.where(defined, np.maximum(high, ratio), np.inf)


def difference(p1: npt.ArrayLike, n1: npt.ArrayLike, p2: npt.ArrayLike, n2: npt.ArrayLike, crit: float) -> Range:
    """Interval for p1 - p2 of two independent groups: method 10 of Newcombe (1998).

    Args:
        p1: rates, any shape; all four arrays are broadcast.
        n1: rows (or effective rows) behind ``p1``.
        p2: rates to subtract.
        n2: rows (or effective rows) behind ``p2``.
        crit: the critical value, from ``critical_value``.

    Returns:
        Lower and upper limits as fractions (0.05 is 5 points); [-1, 1] where either rate is undefined.

    Raises:
        ValueError: as ``wilson``.

    """
    p1, n1 = rate_of(p1, n1, "1")
    p2, n2 = rate_of(p2, n2, "2")
    return _around(p1 - p2, _arms(p1, n1, crit), _arms(p2, n2, crit), 1.0)


def ratio(p1: npt.ArrayLike, n1: npt.ArrayLike, p2: npt.ArrayLike, n2: npt.ArrayLike, crit: float) -> Range:
    """Interval for p1 / p2 of two independent groups: MOVER-R on Wilson limits (Donner & Zou 2012).

    Args:
        p1: rates, any shape; all four arrays are broadcast.
        n1: rows (or effective rows) behind ``p1``.
        p2: rates to divide by.
        n2: rows (or effective rows) behind ``p2``.
        crit: the critical value, from ``critical_value``.

    Returns:
        Lower and upper limits; [0, inf] where either rate is undefined or both are 0.

    Raises:
        ValueError: as ``wilson``.

    """
    p1, n1 = rate_of(p1, n1, "1")
    p2, n2 = rate_of(p2, n2, "2")
    return mover_ratio(p1, *wilson(p1, n1, crit), p2, *wilson(p2, n2, crit))


def _arms(p: FloatArray, n: FloatArray, crit: float) -> Range:
    """Wilson's arms from rows; NaN where the rate is undefined."""
    with np.errstate(divide="ignore", over="ignore"):
        return arms(p, np.minimum(_not_negative(crit) ** 2 / n, _VERY_WIDE))


def _around(gap: FloatArray, arms1: Range, arms2: Range, widest: float) -> Range:
    """The MOVER interval of a difference from the arms of both estimates."""
    low, high = gap - np.hypot(arms1[0], arms2[1]), gap + np.hypot(arms1[1], arms2[0])
    defined = low <= high  # False where either is NaN
    return np.where(defined, np.maximum(low, -widest), -widest), np.where(defined, np.minimum(high, widest), widest)


def _not_negative(crit: float) -> float:
    if not crit >= 0:
        msg = f"crit must not be negative, not {crit}"
        raise ValueError(msg)
    return crit


def _floats(*values: npt.ArrayLike) -> tuple[FloatArray, ...]:
    return tuple(np.asarray(value, dtype=np.float64) for value in values)
