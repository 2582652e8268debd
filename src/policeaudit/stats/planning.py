"""How many rows a verdict would need: planning figures, not findings.

All are effective rows of the smaller group times its design effect, with ``k`` times as many in the other. They take the
observed rates for the true ones, so they answer "if the gap is what was seen". The rule itself is planned for, not a
textbook's approximation of it (one variance under both hypotheses), whose numbers give 74 to 96 % instead of 80 % where
groups are unequal or a target is missed: the critical value at which a comparison is decided grows with the root of the
rows, and its spread follows from its slopes (delta method).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, ndtri, stdtrit

from policeaudit.stats._arrays import FloatArray, rate
from policeaudit.stats.likelihood import signed_root
from policeaudit.stats.touching import touching

_STEP = 1e-3  # of a standard deviation, for slopes
_HALVINGS = 40
_ROUNDING = 1e-6  # what one row tells less than this is an artefact of rounding: no rows of this world would decide

# The critical value at which a comparison of two rates is decided, from one row of the group and k of the reference.
_Decided = Callable[[FloatArray, FloatArray], FloatArray]


def needed_to_confirm(
    p1: npt.ArrayLike,
    p2: npt.ArrayLike,
    limit: npt.ArrayLike,
    k: npt.ArrayLike = 1,
    deff: npt.ArrayLike = 1,
    alpha: float = 0.05,
    power: float = 0.80,
    comparisons: npt.ArrayLike = 1,
    df: float = math.inf,
) -> FloatArray:
    """Rows of group 1 needed to confirm |p1 - p2| beyond ``limit``, as ``pvalues.difference_p`` does.

    Args:
        p1: rate of the group, any shape; all arrays are broadcast.
        p2: rate of the reference.
        limit: the largest accepted difference, as a fraction.
        k: effective rows of the reference for each one of the group; very many for a target.
        deff: design effect of the group (repeat subjects).
        alpha: two-sided error.
        power: the chance of confirming.
        comparisons: size of the family; the worst case of Holm's correction.
        df: degrees of freedom of the design effects, as in the intervals.

    Returns:
        Whole numbers of rows as floats; inf where the gap does not exceed the limit, NaN where a rate is
        undefined.

    Raises:
        ValueError: when a rate is outside [0, 1], or ``alpha``, ``power`` or ``comparisons`` make no sense.

    """
    p1, p2, edge, more = np.broadcast_arrays(rate("p1", p1), rate("p2", p2), _float(limit), _float(k))
    first, one = p1 > p2, np.ones(p1.shape)
    n, m = np.where(first, one, more), np.where(first, more, one)

    def decided(a: FloatArray, b: FloatArray) -> FloatArray:
        return _tested(np.where(first, a, b), n, np.where(first, b, a), m, one, edge)

    return _rows((decided,), p1, p2, more, deff, _chance(alpha, power, comparisons, df))


def needed_to_confirm_ratio(
    p1: npt.ArrayLike,
    p2: npt.ArrayLike,
    limit: npt.ArrayLike,
    k: npt.ArrayLike = 1,
    deff: npt.ArrayLike = 1,
    alpha: float = 0.05,
    power: float = 0.80,
    comparisons: npt.ArrayLike = 1,
    df: float = math.inf,
) -> FloatArray:
    """Rows of group 1 needed to confirm p1 / p2 beyond ``limit``, as ``pvalues.ratio_p`` does.

    Args:
        p1: rate of the group, any shape; all arrays are broadcast.
        p2: rate of the reference.
        limit: the end of the accepted band to get past: above 1, or below 1 for a ratio that is too small.
        k: effective rows of the reference for each one of the group.
        deff: design effect of the group (repeat subjects).
        alpha: two-sided error.
        power: the chance of confirming.
        comparisons: size of the family; the worst case of Holm's correction.
        df: degrees of freedom of the design effects, as in the intervals.

    Returns:
        Whole numbers of rows as floats; inf where the ratio is not beyond the limit, NaN where it is undefined.

    Raises:
        ValueError: when a rate is outside [0, 1], or ``alpha``, ``power`` or ``comparisons`` make no sense.

    """
    p1, p2, edge, more = np.broadcast_arrays(rate("p1", p1), rate("p2", p2), _float(limit), _float(k))
    p1 = np.where((p1 == 0) & (p2 == 0), np.nan, p1)
    first, one = edge > 1, np.ones(p1.shape)
    n, m, scale = np.where(first, one, more), np.where(first, more, one), np.where(first, edge, 1 / edge)

    def decided(a: FloatArray, b: FloatArray) -> FloatArray:
        return _tested(np.where(first, a, b), n, np.where(first, b, a), m, scale, 0 * one)

    return _rows((decided,), p1, p2, more, deff, _chance(alpha, power, comparisons, df))


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
        k: effective rows of the reference for each one of the group.
        deff: design effect of the group (repeat subjects).
        alpha: two-sided error of the interval that is read.
        power: the chance of showing it.
        df: degrees of freedom of the design effects, as in the intervals.

    Returns:
        Whole numbers of rows as floats; inf where the limit is 0, NaN where the rate is undefined.

    Raises:
        ValueError: when a rate is outside [0, 1], or ``alpha`` or ``power`` make no sense.

    """
    p, edge, more = np.broadcast_arrays(rate("p", p), _float(limit), _float(k))
    one = np.ones(p.shape)

    def above(a: FloatArray, b: FloatArray) -> FloatArray:
        return touching(a, one, b, more, a - b + edge, one)

    def below(a: FloatArray, b: FloatArray) -> FloatArray:
        return touching(b, more, a, one, b - a + edge, one)

    return _rows((above, below), p, p, more, deff, _chance(alpha, power, 1, df))


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
        k: effective rows of the reference for each one of the group.
        deff: design effect of the group (repeat subjects).
        alpha: two-sided error of the interval that is read.
        power: the chance of showing it.
        df: degrees of freedom of the design effects, as in the intervals.

    Returns:
        Whole numbers of rows as floats; inf where the limit is 1 or the rate 0, NaN where the rate is undefined.

    Raises:
        ValueError: when a rate is outside [0, 1], or ``alpha`` or ``power`` make no sense.

    """
    p, edge, more = np.broadcast_arrays(rate("p", p), _float(limit), _float(k))
    one, edge = np.ones(p.shape), np.minimum(edge, 1 / edge)

    def above(a: FloatArray, b: FloatArray) -> FloatArray:
        return touching(a, one, b, more, a - edge * b, edge)

    def below(a: FloatArray, b: FloatArray) -> FloatArray:
        return touching(b, more, a, one, b - edge * a, edge)

    return _rows((above, below), p, p, more, deff, _chance(alpha, power, 1, df))


def _float(value: npt.ArrayLike) -> FloatArray:
    return np.asarray(value, dtype=np.float64)


def _tested(
    p1: FloatArray, n1: FloatArray, p2: FloatArray, n2: FloatArray, scale: FloatArray, shift: FloatArray
) -> FloatArray:
    """The critical value behind the p-values: of the interval or the likelihood, whichever is smaller."""
    interval = touching(p1, n1, p2, n2, p1 - scale * p2 - shift, scale)
    return np.minimum(interval, signed_root(p1, n1, p2, n2, scale, shift))


class _Chance(NamedTuple):
    critical: FloatArray
    power: float
    df: float


def _chance(alpha: float, power: float, comparisons: npt.ArrayLike, df: float) -> _Chance:
    """The critical value to reach, and how probably.

    Raises:
        ValueError: when ``alpha``, ``power`` or ``comparisons`` make no sense.

    """
    if not (0 < alpha < 1 and 0 < power < 1):
        msg = f"alpha and power must be between 0 and 1, not {alpha} and {power}"
        raise ValueError(msg)
    family = _float(comparisons)
    if np.any(family < 1):
        msg = f"comparisons must be at least 1, not {family.min():g}"
        raise ValueError(msg)
    upper = 1 - alpha / family / 2
    critical = ndtri(upper) if math.isinf(df) else stdtrit(df, upper)
    return _Chance(np.asarray(critical, dtype=np.float64), power, df)


def _rows(
    ends: tuple[_Decided, ...], p1: FloatArray, p2: FloatArray, k: FloatArray, deff: npt.ArrayLike, chance: _Chance
) -> FloatArray:
    """The rows at which all ends are decided with the wanted chance; inf where no rows decide them.

    The chances of missing an end add up to the chance of missing, which is between the numbers that would do for each end
    if they shared it equally.
    """
    critical, power, df = chance
    reached = [_growth(end, p1, p2, k) for end in ends]
    reached = [(grows, np.hypot(spread, critical / math.sqrt(2 * df))) for grows, spread in reached]
    quantile = ndtri(1 - (1 - power) / len(ends))
    with np.errstate(divide="ignore"):
        roots = [(critical + quantile * s) / g for g, s in reached]
    low, high = np.minimum.reduce(roots), np.maximum.reduce(roots)
    for _ in range(_HALVINGS if len(ends) > 1 else 0):
        at = np.where(np.isfinite(high), (low + high) / 2, 1.0)
        missing = sum(ndtr((critical - at * g) / s) for g, s in reached)
        low, high = np.where(missing > 1 - power, at, low), np.where(missing > 1 - power, high, np.minimum(at, high))
    rows = np.ceil(np.maximum(np.square(high) * _float(deff), 1))
    return np.where(np.isnan(p1 + p2), np.nan, rows)


def _growth(decided: _Decided, p1: FloatArray, p2: FloatArray, k: FloatArray) -> tuple[FloatArray, FloatArray]:
    """The critical value from one row, and its standard deviation, which more rows leave as it is."""
    deviations = np.sqrt(p1 * (1 - p1)), np.sqrt(p2 * (1 - p2) / k)
    steps = _STEP * np.array([[0, 1, -1, 0, 0], [0, 0, 0, 1, -1]]).reshape(2, 5, *[1] * p1.ndim)
    moved = (np.clip(p + step * sd, 0, 1) for p, step, sd in zip((p1, p2), steps, deviations, strict=True))
    at, up1, down1, up2, down2 = decided(*moved)
    spread = np.hypot(up1 - down1, up2 - down2) / (2 * _STEP)
    at = np.where(np.abs(at) < _ROUNDING, 0.0, at)
    return at, np.maximum(spread, _STEP)  # rates of 0 and 1 do not vary at all
