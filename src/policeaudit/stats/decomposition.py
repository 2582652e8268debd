"""Because of what do two rates differ: the mix of their rows, or the rates of like with like?

Counts are by stratum (a district, an age band, a score bin …) on the last axis; every function takes any
leading axes, so that the counts without each bucket of subjects in turn give a jackknife. A decomposition says
where a gap sits, not why.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from policeaudit.stats._arrays import BoolArray, FloatArray, count

ENOUGH_IN_EACH = 5


@dataclass(frozen=True)
class Kitagawa:
    """A gap and its parts: gap = composition + rate + no_overlap, as fractions; standard errors for the first two."""

    gap: FloatArray
    composition: FloatArray
    """What the different mix of strata explains."""
    rate: FloatArray
    """What remains between like and like."""
    no_overlap: FloatArray
    """What comes from strata that only one of the two has: nothing there can be compared."""
    composition_se: FloatArray
    rate_se: FloatArray


@dataclass(frozen=True)
class Adjusted:
    """A gap between like and like, with its standard error, as fractions."""

    value: FloatArray
    se: FloatArray
    by_kitagawa: BoolArray
    """Whether it is Kitagawa's rate part; the Mantel-Haenszel difference elsewhere."""


def kitagawa(yes1: npt.ArrayLike, n1: npt.ArrayLike, yes2: npt.ArrayLike, n2: npt.ArrayLike) -> Kitagawa:
    """Split rate 2 less rate 1 into composition and rate (Kitagawa 1955), strata without overlap apart (Nopo 2008).

    The standard errors are those of independent rows (delta method): times the square root of a design effect,
    or in their place ``clusters.jackknife``, where rows share subjects. Simulated coverage of 95 % intervals is
    94-96 %, 93 % over 200 strata of 3 and 9 rows.

    Args:
        yes1: cases of the first group in each stratum, shape (..., strata).
        n1: its rows.
        yes2: cases of the second group in each stratum.
        n2: its rows.

    Returns:
        Arrays of shape (...); NaN where a group has no rows, composition and rate also where no stratum has
        rows of both.

    Raises:
        ValueError: when a count is negative or there are more cases than rows.

    """
    a, m, b, n = _strata(yes1, n1, yes2, n2)
    both = (m > 0) & (n > 0)
    p1, p2 = _ratio(a.sum(-1), m.sum(-1)), _ratio(b.sum(-1), n.sum(-1))
    m, n, r1, r2 = (np.where(both, x, 0.0) for x in (m, n, _ratio(a, m), _ratio(b, n)))
    total1, total2 = _defined(m.sum(-1)), _defined(n.sum(-1))
    w1, w2 = m / total1[..., None], n / total2[..., None]
    mean, apart = (r1 + r2) / 2, r2 - r1
    composition, rate = ((w2 - w1) * mean).sum(-1), (apart * (w1 + w2) / 2).sum(-1)
    of_composition, of_rate = np.zeros(p1.shape), np.zeros(p1.shape)
    for w, r, rows, total in ((w1, r1, m, total1), (w2, r2, n, total2)):
        noise = r * (1 - r) / np.maximum(rows - 1, 1)
        of_composition = of_composition + _spread(w, mean) / total + (np.square(w2 - w1) / 4 * noise).sum(-1)
        of_rate = of_rate + _spread(w, apart) / (4 * total) + (np.square(w1 + w2) / 4 * noise).sum(-1)
    gap = p2 - p1
    apart_from_both = gap - np.where(both.any(-1), composition + rate, 0.0)
    return Kitagawa(gap, composition, rate, apart_from_both, np.sqrt(of_composition), np.sqrt(of_rate))


def mantel_haenszel(
    yes1: npt.ArrayLike, n1: npt.ArrayLike, yes2: npt.ArrayLike, n2: npt.ArrayLike
) -> tuple[FloatArray, FloatArray]:
    """The Mantel-Haenszel difference of rate 2 less rate 1 with the variance of Sato (1989).

    Reliable for many strata with few rows each, where standardised rates are not. A stratum with rows of one
    group only says nothing and has no weight.

    Args:
        yes1: cases of the first group in each stratum, shape (..., strata).
        n1: its rows.
        yes2: cases of the second group in each stratum.
        n2: its rows.

    Returns:
        The difference (a fraction) and its standard error for independent rows, of shape (...); NaN where no
        stratum has rows of both groups.

    Raises:
        ValueError: when a count is negative or there are more cases than rows.

    """
    a, m, b, n = _strata(yes1, n1, yes2, n2)
    rows = np.where(m + n > 0, m + n, 1.0)
    weight = _defined((m * n / rows).sum(-1))
    value = ((b * m - a * n) / rows).sum(-1) / weight
    p = (np.square(n) * a - np.square(m) * b + m * n * (m - n) / 2) / np.square(rows)
    q = (b * (m - a) + a * (n - b)) / (2 * rows)
    variance = (value * p.sum(-1) + q.sum(-1)) / np.square(weight)
    return np.asarray(value), np.sqrt(np.maximum(variance, 0))


def adjusted(yes1: npt.ArrayLike, n1: npt.ArrayLike, yes2: npt.ArrayLike, n2: npt.ArrayLike) -> Adjusted:
    """The gap of rate 2 less rate 1 between like and like, by the method that the strata allow.

    Kitagawa's rate part where every stratum has at least five rows of both groups, so that it adds up with the
    composition part; the Mantel-Haenszel difference otherwise, which gives strata with few rows of either group
    little weight.

    Args:
        yes1: cases of the first group in each stratum, shape (..., strata).
        n1: its rows.
        yes2: cases of the second group in each stratum.
        n2: its rows.

    Returns:
        Arrays of shape (...); NaN where no stratum has rows of both groups.

    Raises:
        ValueError: when a count is negative or there are more cases than rows.

    """
    _, m, _, n = _strata(yes1, n1, yes2, n2)
    enough = ((np.minimum(m, n) >= ENOUGH_IN_EACH) | (m + n == 0)).all(-1)
    parts = kitagawa(yes1, n1, yes2, n2)
    value, se = mantel_haenszel(yes1, n1, yes2, n2)
    return Adjusted(np.where(enough, parts.rate, value), np.where(enough, parts.rate_se, se), np.asarray(enough))


def simpson(
    crude: npt.ArrayLike, value: npt.ArrayLike, low: npt.ArrayLike, high: npt.ArrayLike, least: float = 0.01
) -> tuple[BoolArray, BoolArray]:
    """Whether a gap points the other way once like is compared with like (Simpson 1951).

    Args:
        crude: gaps as they are, any shape; all arrays are broadcast.
        value: adjusted gaps.
        low: lower limits of the adjusted gaps.
        high: their upper limits.
        least: both gaps must be at least this large to be worth a mention.

    Returns:
        Whether the two point in different directions, and whether the reversal is confirmed (the interval of
        the adjusted gap lies wholly on the other side of 0).

    """
    first, second = np.asarray(crude, dtype=np.float64), np.asarray(value, dtype=np.float64)
    differs = (first * second < 0) & (np.minimum(np.abs(first), np.abs(second)) >= least)
    beyond = np.where(second > 0, np.asarray(low) > 0, np.asarray(high) < 0)
    return np.asarray(differs), np.asarray(differs & beyond)


def _spread(weight: FloatArray, value: FloatArray) -> FloatArray:
    """Variance of a value over strata."""
    mean = (weight * value).sum(-1, keepdims=True)
    return np.asarray((weight * np.square(value - mean)).sum(-1), dtype=np.float64)


def _defined(total: FloatArray) -> FloatArray:
    return np.where(total > 0, total, np.nan)


def _ratio(part: FloatArray, whole: FloatArray) -> FloatArray:
    return np.asarray(part / _defined(whole), dtype=np.float64)


def _strata(yes1: npt.ArrayLike, n1: npt.ArrayLike, yes2: npt.ArrayLike, n2: npt.ArrayLike) -> tuple[FloatArray, ...]:
    names = ("yes1", "n1", "yes2", "n2")
    arrays = np.broadcast_arrays(*map(count, names, (yes1, n1, yes2, n2)))
    if np.any(arrays[0] > arrays[1]) or np.any(arrays[2] > arrays[3]):
        msg = "yes must not exceed n"
        raise ValueError(msg)
    return arrays
