"""Since when? Drift of distributions, change of a gap between two periods, and control limits for a series."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import bdtr, chdtri

from policeaudit.stats._arrays import BoolArray, FloatArray, Range, count
from policeaudit.stats.clusters import jackknife, ratio_variance
from policeaudit.stats.intervals import difference, mover_difference

RULE_OF_THUMB = 0.1
_MEAN_RANGE = 1.128  # mean distance of two standard normal values
_WIDEST = 2.0


@dataclass(frozen=True)
class Change:
    """A change of a gap, after less before, as a fraction, with its limits; NaN and [-2, 2] where undefined."""

    value: FloatArray
    low: FloatArray
    high: FloatArray


@dataclass(frozen=True)
class Limits:
    """Control limits of a series of rates; arrays of shape (..., periods), NaN where undefined."""

    centre: FloatArray
    low: FloatArray
    high: FloatArray
    outside: BoolArray
    """Which periods lie outside."""


@dataclass(frozen=True)
class Runs:
    """How a series wanders about its middle."""

    longest: int
    """Most periods in a row on one side."""
    longest_usual: int
    """A longer run is a sign of change."""
    crossings: int
    """How often the series passes the middle."""
    crossings_usual: int
    """Fewer are a sign of change."""

    @property
    def changed(self) -> bool:
        """Whether either sign is there."""
        return self.longest > self.longest_usual or self.crossings < self.crossings_usual


def psi(before: npt.ArrayLike, after: npt.ArrayLike, prior: float = 0.0) -> FloatArray:
    """Population stability index of two distributions over the same bins.

    Args:
        before: rows in each bin, shape (..., bins).
        after: rows in each bin in the other period.
        prior: rows to add to every bin that either period has.

    Returns:
        sum (q - p) ln(q / p), of shape (...); inf where a bin is empty in one period only (and ``prior`` is 0),
        NaN where a period has no rows.

    Raises:
        ValueError: when a count is negative.

    """
    p, q = _shares(before, after, prior)
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = np.where(p == q, 0.0, (q - p) * np.log(q / p))
    return np.asarray(parts.sum(-1), dtype=np.float64)


def psi_limit(before: npt.ArrayLike, after: npt.ArrayLike, alpha: float = 0.05) -> FloatArray:
    """What the PSI stays below in 95 % of cases when nothing changed (chi-square; Yurdakul & Naranjo 2020).

    Args:
        before: rows (or effective rows) in each bin, shape (..., bins).
        after: rows in each bin in the other period.
        alpha: the share of unchanged pairs that may lie above; divide it by the number of pairs that are looked at.

    Returns:
        Limits, of shape (...); NaN where a period has no rows or all lie in one bin.

    Raises:
        ValueError: when a count is negative.

    """
    old, new = count("before", before), count("after", after)
    n_old, n_new, used = old.sum(-1), new.sum(-1), (old + new > 0).sum(-1)
    defined = (n_old > 0) & (n_new > 0) & (used > 1)
    quantile = chdtri(np.where(defined, used - 1, 1), alpha)
    spread = 1 / np.where(defined, n_old, 1.0) + 1 / np.where(defined, n_new, 1.0)
    return np.where(defined, quantile * spread, np.nan)


def psi_alarm(before: npt.ArrayLike, after: npt.ArrayLike, alpha: float = 0.05) -> BoolArray:
    """Whether a distribution drifted: the PSI is above 0.1 and above what chance does when nothing changed.

    Half a row is added to every bin first: false alarms are then at most 5 % also with few rows in a bin (without
    it 7-9 % at 100 rows a period; the rule of thumb alone alarms in 85 %).

    Args:
        before: rows (or effective rows) in each bin, shape (..., bins).
        after: rows in each bin in the other period.
        alpha: as in ``psi_limit``.

    Returns:
        Alarms, of shape (...); False where nothing can be said.

    Raises:
        ValueError: when a count is negative.

    """
    with np.errstate(invalid="ignore"):
        return np.asarray(psi(before, after, prior=0.5) > np.fmax(RULE_OF_THUMB, psi_limit(before, after, alpha)))


def displaced(before: npt.ArrayLike, after: npt.ArrayLike) -> FloatArray:
    """The share of rows that would have to be in another bin for two distributions to be alike (total variation).

    Args:
        before: rows in each bin, shape (..., bins).
        after: rows in each bin in the other period.

    Returns:
        Shares from 0 to 1, of shape (...); NaN where a period has no rows.

    Raises:
        ValueError: when a count is negative.

    """
    p, q = _shares(before, after, 0.0)
    return np.asarray(np.abs(p - q).sum(-1) / 2, dtype=np.float64)


def mix_design_effect(rows: npt.ArrayLike) -> FloatArray:
    """By how much repeated subjects make a distribution less certain (Rao & Scott 1981, first order).

    The mean of the bins' design effects, each weighted with its own p (1 - p), and at least 1: a statistic of all bins
    is divided by it. Subjects who always have the same bin count by their number then, not by their rows.

    Args:
        rows: rows in each bin and bucket of subjects, shape (..., bins, B).

    Returns:
        Design effects, of shape (...); 1 where there are no rows or all lie in one bin.

    Raises:
        ValueError: when a count is negative or there are fewer than two buckets.

    """
    cells = count("rows", rows)
    in_all = cells.sum(-2, keepdims=True)
    p, variance = ratio_variance(cells, in_all)
    independent = (p * (1 - p)).sum(-1) / in_all.sum((-2, -1))
    usable = independent > 0
    return np.fmax(np.where(usable, variance.sum(-1) / np.where(usable, independent, 1.0), 1.0), 1.0)


def change_of_gap(
    p_group: npt.ArrayLike, n_group: npt.ArrayLike, p_reference: npt.ArrayLike, n_reference: npt.ArrayLike, crit: float
) -> Change:
    """Change of a gap where the periods share no subjects: MOVER of the two gaps' intervals (Zou & Donner 2008).

    Args:
        p_group: the group's rate before and after, shape (..., 2).
        n_group: rows (or effective rows) behind it.
        p_reference: the reference's rate before and after.
        n_reference: rows (or effective rows) behind it.
        crit: the critical value, from ``intervals.critical_value``.

    Returns:
        Change of group less reference, after less before, of shape (...).

    Raises:
        ValueError: when a rate is outside [0, 1] or a number of rows is negative.

    """
    low, high = difference(p_group, n_group, p_reference, n_reference, crit)
    p1, p2 = np.asarray(p_group, dtype=np.float64), np.asarray(p_reference, dtype=np.float64)
    known = (np.asarray(n_group) > 0) & (np.asarray(n_reference) > 0)
    gap = np.where(known, p1 - p2, np.nan)
    before, after = (gap[..., 0], low[..., 0], high[..., 0]), (gap[..., 1], low[..., 1], high[..., 1])
    low, high = mover_difference(*after, *before, widest=_WIDEST)
    return Change(after[0] - before[0], np.maximum(low, -_WIDEST), np.minimum(high, _WIDEST))


def change_of_gap_same_subjects(
    y_group: npt.ArrayLike, m_group: npt.ArrayLike, y_reference: npt.ArrayLike, m_reference: npt.ArrayLike, crit: float
) -> Change:
    """Change of a gap where the same subjects are in both periods: a jackknife over their buckets (Kott 2001).

    Taking the periods as independent would make the interval some two thirds too wide.

    Args:
        y_group: events of the group in each period and bucket, shape (..., 2, B).
        m_group: its rows.
        y_reference: events of the reference.
        m_reference: its rows.
        crit: the critical value of Student's t with B - 1 degrees of freedom.

    Returns:
        Change of group less reference, after less before, of shape (...).

    Raises:
        ValueError: when a count is negative or there are fewer than two buckets.

    """
    names = ("y_group", "m_group", "y_reference", "m_reference")
    y1, m1, y2, m2 = np.broadcast_arrays(*map(count, names, (y_group, m_group, y_reference, m_reference)))

    def change(kept: FloatArray) -> FloatArray:
        """Change of the gap from counts of shape (..., 4, periods), in front of it the axis of buckets."""
        with np.errstate(invalid="ignore", divide="ignore"):
            gaps = kept[..., 0, :] / kept[..., 1, :] - kept[..., 2, :] / kept[..., 3, :]
        return np.asarray(gaps[..., 1] - gaps[..., 0])

    found = jackknife(np.stack([y1, m1, y2, m2], axis=-3), change, axis=-1)
    value, reach = found.value, crit * found.error
    defined = ~np.isnan(value + reach)
    return Change(
        value,
        np.where(defined, np.maximum(value - reach, -_WIDEST), -_WIDEST),
        np.where(defined, np.minimum(value + reach, _WIDEST), _WIDEST),
    )


def control_limits(y: npt.ArrayLike, n: npt.ArrayLike, sigmas: float = 3.0) -> Limits:
    """Laney's p' limits of a series of rates (Laney 2002), for eight periods or more.

    Rates of large counts vary more than binomial noise even when nothing changes; the limits take how much from
    the distances between neighbours, but never less than binomial noise.

    Args:
        y: events in each period, shape (..., periods).
        n: rows (or effective rows) in each period.
        sigmas: how many standard deviations.

    Returns:
        Limits of shape (..., periods), NaN in periods without rows and where fewer than two have any.

    Raises:
        ValueError: when a count is negative or there are more events than rows.

    """
    events, rows = np.broadcast_arrays(count("y", y), count("n", n))
    if np.any(events > rows):
        msg = "y must not exceed n"
        raise ValueError(msg)
    some = rows > 0
    total = rows.sum(-1, keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        centre = np.where((some.sum(-1, keepdims=True) > 1) & some, events.sum(-1, keepdims=True) / total, np.nan)
        noise = np.sqrt(centre * (1 - centre) / rows)
        score = np.where(noise > 0, (events / rows - centre) / noise, 0.0)
        score = np.where(np.isnan(centre), np.nan, score)
        extra = np.maximum(_mean_distance(score) / _MEAN_RANGE, 1.0)[..., None]
        low, high = np.maximum(centre - sigmas * noise * extra, 0), np.minimum(centre + sigmas * noise * extra, 1)
        outside = (events / rows < low) | (events / rows > high)
    return Limits(centre, low, high, outside)


def runs(values: npt.ArrayLike) -> Runs:
    """Runs of a series about its median, with the limits of Anhoj & Olesen (2014).

    They see a lasting shift of half a series far sooner than control limits do; false alarms are at most 3 % from
    8 to 24 periods.

    Args:
        values: one figure for each period; undefined ones and those on the median are left out.

    Returns:
        Longest run and crossings with what is usual: a longest run of log2(n) + 3, rounded, and the lower 5 %
        quantile of crossings of a fair coin.

    Raises:
        ValueError: when the series is not one-dimensional.

    """
    series = np.asarray(values, dtype=np.float64)
    if series.ndim != 1:
        msg = f"values must be one-dimensional, not of shape {series.shape}"
        raise ValueError(msg)
    series = series[~np.isnan(series)]
    side = np.sign(series - np.median(series)) if series.size else series
    side = side[side != 0]
    if not side.size:
        return Runs(0, 0, 0, 0)
    ends = np.flatnonzero(np.r_[side[1:] != side[:-1], True])
    steps = side.size - 1
    usual = int(np.flatnonzero(bdtr(np.arange(steps + 1.0), steps, 0.5) >= 0.05)[0])
    return Runs(int(np.diff(ends, prepend=-1).max()), round(np.log2(side.size) + 3), ends.size - 1, usual)


def _mean_distance(series: FloatArray) -> FloatArray:
    """Mean distance of neighbours along the last axis, periods without a value left out; 0 where there are none."""
    flat = series.reshape(-1, series.shape[-1])
    means = []
    for row in flat:
        known = row[~np.isnan(row)]
        means.append(float(np.abs(np.diff(known)).mean()) if known.size > 1 else 0.0)
    return np.array(means, dtype=np.float64).reshape(series.shape[:-1])


def _shares(before: npt.ArrayLike, after: npt.ArrayLike, prior: float) -> Range:
    old, new = np.broadcast_arrays(count("before", before), count("after", after))
    extra = np.where(old + new > 0, prior, 0.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        known = (old.sum(-1, keepdims=True) > 0) & (new.sum(-1, keepdims=True) > 0)
        shares = [
            np.where(known, (rows + extra) / (rows + extra).sum(-1, keepdims=True), np.nan) for rows in (old, new)
        ]
    return shares[0], shares[1]
