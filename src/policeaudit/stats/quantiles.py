"""Medians, other quantiles and the share within a standard, from counts in bins or from exact values.

Ranges are Woodruff's (1952): the interval of the cumulative share is read back on the scale of the values, so no
shape of the distribution is assumed and a design effect goes in as fewer rows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from policeaudit.stats._arrays import FloatArray, Range, count
from policeaudit.stats.intervals import wilson


@dataclass(frozen=True)
class Estimate:
    """Values with their ranges, arrays of one shape, and the rows that each rests on.

    Of a quantile, inf means: more than any value or edge that is known. An undefined value is NaN with the widest
    range.
    """

    value: FloatArray
    low: FloatArray
    high: FloatArray
    n: FloatArray


def binned_quantile(
    edges: npt.ArrayLike,
    counts: npt.ArrayLike,
    q: float,
    crit: float,
    deff: npt.ArrayLike = 1.0,
    *,
    spread: bool = True,
) -> Estimate:
    """A quantile from counts in bins; the last bin is open.

    Inside a bin rows are taken to be spread evenly, for the value only: the limits are ends of bins, because nothing
    is known of where in a bin its rows lie. A value in the open bin is inf: "more than" its lower end.

    Args:
        edges: the lower ends of the bins, rising, shape (B,).
        counts: rows in each bin, shape (..., B).
        q: which quantile, between 0 and 1.
        crit: the critical value, from ``critical_value``.
        deff: design effects, of shape (...).
        spread: False: the value too is the upper end of its bin, within which the share ``q`` lies for certain.

    Returns:
        Estimates of shape (...), in the units of ``edges``; NaN with a range from the first edge to inf where a count
        is missing or all are 0.

    Raises:
        ValueError: when the edges don't rise, a count is negative, ``q`` is not between 0 and 1, or a design effect is
            not positive.

    """
    lower, rows, total = _bins(edges, counts)
    _between("q", q)
    upper = np.append(lower[1:], np.inf)
    cumulative = rows.cumsum(-1) / total[..., None]
    low_rank, high_rank = _ranks(q, total, deff, crit)
    at = _bin_of(cumulative, np.full(total.shape, q))
    inside = np.take_along_axis(rows, at[..., None], -1)[..., 0]
    before = np.take_along_axis(rows.cumsum(-1) - rows, at[..., None], -1)[..., 0]
    with np.errstate(invalid="ignore", divide="ignore"):
        value = lower[at] + (upper[at] - lower[at]) * ((q * total - before) / inside) if spread else upper[at]
    known = total > 0
    return Estimate(
        np.where(known, np.where(np.isinf(upper[at]), np.inf, value), np.nan),
        np.where(known, lower[_bin_of(cumulative, low_rank / total)], lower[0]),
        np.where(known & (high_rank <= total), upper[_bin_of(cumulative, high_rank / total)], np.inf),
        np.where(known, total, 0.0),
    )


def binned_share_within(
    edges: npt.ArrayLike, counts: npt.ArrayLike, standard: float, crit: float, deff: npt.ArrayLike = 1.0
) -> Estimate:
    """The share of rows below a standard, from counts in bins; the last bin is open.

    Where the standard lies inside a bin, the limits are those of the shares at the two ends of that bin, and the value
    takes its rows to be spread evenly. In the open bin no value is known, only a range.

    Args:
        edges: the lower ends of the bins, rising, shape (B,).
        counts: rows in each bin, shape (..., B).
        standard: in the units of ``edges``; best one of them.
        crit: the critical value, from ``critical_value``.
        deff: design effects, of shape (...).

    Returns:
        Estimates of shape (...), as fractions; NaN with a range from 0 to 1 where a count is missing or all are 0.

    Raises:
        ValueError: as ``binned_quantile``.

    """
    lower, rows, total = _bins(edges, counts)
    ends = np.concatenate([np.zeros((*total.shape, 1)), rows.cumsum(-1)], -1) / total[..., None]
    at = int(np.searchsorted(lower, standard, side="right")) - 1  # the bin that the standard is in
    n = effective(total, deff)
    if at < 0:
        least = most = value = np.where(total > 0, 0.0, np.nan)
    elif standard == lower[at]:
        least = most = value = ends[..., at]
    else:
        least, most = ends[..., at], ends[..., at + 1]
        part = (standard - lower[at]) / (lower[at + 1] - lower[at]) if at + 1 < len(lower) else np.nan
        value = np.where(most > least, least + (most - least) * part, least)
    least, most, value = (np.clip(share, 0, 1) for share in (least, most, value))
    return Estimate(value, wilson(least, n, crit)[0], wilson(most, n, crit)[1], np.where(total > 0, total, 0.0))


def quantile(values: npt.ArrayLike, q: float, crit: float, deff: float = 1.0) -> Estimate:
    """A quantile of exact values, and its range from order statistics.

    Args:
        values: shape (N,); NaN is left out, and ``n`` says how many were not.
        q: which quantile, between 0 and 1.
        crit: the critical value, from ``critical_value``.
        deff: the design effect.

    Returns:
        The estimate in the units of ``values``; a limit is infinite where there are too few rows for one.

    Raises:
        ValueError: when ``q`` is not between 0 and 1, or ``deff`` is not positive.

    """
    _between("q", q)
    known = _known(values)
    n = len(known)
    if not n:
        return _estimate(np.nan, -np.inf, np.inf, 0)
    low_rank, high_rank = (int(rank) for rank in _ranks(q, n, deff, crit))
    ranked = np.concatenate([[-np.inf], known, [np.inf]])  # place i holds the i-th smallest
    return _estimate(float(np.quantile(known, q)), ranked[low_rank], ranked[min(high_rank, n + 1)], n)


def share_within(values: npt.ArrayLike, standard: float, crit: float, deff: float = 1.0) -> Estimate:
    """The share of exact values that do not exceed a standard.

    Args:
        values: shape (N,); NaN is left out, and ``n`` says how many were not.
        standard: in the units of ``values``.
        crit: the critical value, from ``critical_value``.
        deff: the design effect.

    Returns:
        The estimate as a fraction; NaN from 0 to 1 without values.

    Raises:
        ValueError: when ``deff`` is not positive.

    """
    known = _known(values)
    share = float((known <= standard).mean()) if len(known) else np.nan
    low, high = wilson(share, effective(len(known), deff), crit)
    return _estimate(share, float(low), float(high), len(known))


def effective(n: npt.ArrayLike, deff: npt.ArrayLike) -> FloatArray:
    """Rows divided by the design effect.

    Raises:
        ValueError: when a design effect is not positive.

    """
    effect = np.asarray(deff, dtype=np.float64)
    if not np.all(effect > 0):
        msg = "deff must be positive"
        raise ValueError(msg)
    return np.asarray(np.asarray(n, dtype=np.float64) / effect, dtype=np.float64)


def _ranks(q: float, n: npt.ArrayLike, deff: npt.ArrayLike, crit: float) -> Range:
    """Between which of the sorted rows the quantile lies: from 0 (before the first) to n + 1 (after the last)."""
    rows = np.asarray(n, dtype=np.float64)
    low, high = wilson(np.where(rows > 0, q, np.nan), effective(rows, deff), crit)
    return np.floor(rows * low), np.ceil(rows * high) + 1


def _bins(edges: npt.ArrayLike, counts: npt.ArrayLike) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Lower ends, counts and their totals; the totals are NaN where nothing can be said."""
    lower, rows = np.asarray(edges, dtype=np.float64), count("counts", counts)
    if lower.ndim != 1 or not np.all(np.diff(lower) > 0) or rows.shape[-1:] != lower.shape or not len(lower):
        msg = "edges must rise, one for each count on the last axis"
        raise ValueError(msg)
    total = rows.sum(-1)
    return lower, rows, np.where(total > 0, total, np.nan)


def _bin_of(cumulative: FloatArray, share: FloatArray) -> npt.NDArray[np.intp]:
    """The first bin whose cumulative share reaches ``share`` (within rounding); the last one at most."""
    short = cumulative < np.asarray(share)[..., None] - 1e-12
    return np.asarray(np.minimum(short.sum(-1), cumulative.shape[-1] - 1), dtype=np.intp)


def _known(values: npt.ArrayLike) -> FloatArray:
    array = np.asarray(values, dtype=np.float64)
    return np.sort(array[~np.isnan(array)])


def _estimate(value: float, low: float, high: float, n: float) -> Estimate:
    parts = (np.asarray(part, dtype=np.float64) for part in (value, low, high, n))
    return Estimate(*parts)


def _between(name: str, value: float) -> None:
    if not 0 < value < 1:
        msg = f"{name} must be between 0 and 1, not {value}"
        raise ValueError(msg)
