"""Rates that need the outcomes of people whom nobody warned about, from a random check sample or from bounds.

Outcomes are known mostly where there was a warning (selective labels; Lakkaraju et al. 2017), so recall and the
false alarm rates cannot be read off a log. They can be estimated where some of the others were checked at
random; without that there are only bounds, of which those under an assumption say so in their name.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from policeaudit.stats._arrays import FloatArray, Range, count


@dataclass(frozen=True)
class Estimate:
    """A rate among all, estimated from those that were checked at random; arrays of one shape."""

    value: FloatArray
    """NaN where nobody was checked."""
    n_eff: FloatArray
    """As many rows of a simple random sample say as much."""
    without: FloatArray
    """Share of all rows in strata where nobody was checked: the estimate takes them to be like the others."""
    fewest: FloatArray
    """The smallest number checked in a stratum where anybody was (inf if nowhere): below 10 or so limits are too close."""


class SampledRate(NamedTuple):
    """A rate that rests on a random check; NaN where it is undefined or nobody was checked."""

    value: FloatArray
    n_eff: FloatArray
    """As many rows of a simple random sample, all with their outcome, say as much."""
    counted: FloatArray
    """The estimated number of what is counted."""
    out_of: FloatArray
    """The estimated number of what it is counted out of."""


Cells = Sequence[bool | int]
"""Four flags: alerts that proved right, alerts that proved wrong, cases without an alert, others without one."""


def post_stratified(population: npt.ArrayLike, checked: npt.ArrayLike, found: npt.ArrayLike) -> Estimate:
    """The rate among all rows from a sample that was random within strata (Cochran 1977).

    The effective rows are the smaller of two: those that the unequal weights leave (Kish 1965), which say
    something even where no case was found; and those of the estimated variance, each stratum's rate drawn
    towards the overall one by one row. Simulated coverage of Wilson's interval on them is 94-98 %, with the
    second alone as low as 28 % where a heavy stratum has no case.

    Args:
        population: all rows in each stratum, shape (..., strata).
        checked: rows checked at random among them (their weight is population / checked).
        found: cases among the checked.

    Returns:
        Arrays of shape (...).

    Raises:
        ValueError: when a count is negative, or exceeds the one that it is part of.

    """
    everyone, m, k = np.broadcast_arrays(
        count("population", population), count("checked", checked), count("found", found)
    )
    if np.any(k > m) or np.any(m > everyone):
        msg = "found must not exceed checked, nor checked the population"
        raise ValueError(msg)
    covered = np.where(m > 0, everyone, 0.0)
    known, total = covered.sum(-1), everyone.sum(-1)
    weight = covered / np.where(known > 0, known, np.nan)[..., None]
    safe = np.where(m > 0, m, 1.0)
    value = np.minimum((weight * k / safe).sum(-1), 1.0)
    smoothed = (k + value[..., None]) / (m + 1)
    variance = (np.square(weight) * smoothed * (1 - smoothed) / safe).sum(-1)
    kish = 1 / (np.square(weight) / safe).sum(-1)
    usable = variance > 0
    estimated = np.where(usable, value * (1 - value) / np.where(usable, variance, 1.0), np.inf)
    between = (value > 0) & (value < 1)
    n_eff = np.where(np.isnan(value), 0.0, np.where(between, np.minimum(kish, estimated), kish))
    without = np.where(total > 0, (total - known) / np.where(total > 0, total, 1.0), np.nan)
    return Estimate(value, n_eff, without, np.where(m > 0, m, np.inf).min(-1))


def sampled_rate(
    alerts: npt.ArrayLike,
    population: npt.ArrayLike,
    checked: npt.ArrayLike,
    found: npt.ArrayLike,
    part: Cells,
    whole: Cells,
) -> SampledRate:
    """A rate over alerts and all other rows, where the others were checked at random within strata.

    The others' cases are their post-stratified rate (Cochran 1977) times their number. The variance is that of the linearised
    ratio (Taylor; Woodruff 1971) over two sources: which rows there are, and which of them were drawn. Wilson's interval on
    the effective rows covers 94-96 % (5 to 20 % drawn, 2 to 11 cases found among them, FNR .12 to .35, 4000 logs each); where
    few are found the lower limit misses twice as often as it should, as for any rare rate. A count of 0 that the rate rests
    on enters the variance as a half, so that a rate of 0 or 1 has finite effective rows.

    Args:
        alerts: alerts that proved right, and wrong, shape (..., 2).
        population: rows without an alert in each stratum, shape (..., strata).
        checked: rows checked at random among them (their weight is population / checked).
        found: cases among the checked.
        part: which of alerts right and wrong, cases missed and rows rightly left alone, are counted.
        whole: which of them they are counted out of.

    Returns:
        Arrays of shape (...).

    Raises:
        ValueError: when a count is negative, or exceeds the one that it is part of.
    """
    raised, rows, drawn, cases = (
        count(name, value)
        for name, value in (("alerts", alerts), ("population", population), ("checked", checked), ("found", found))
    )
    numerator, denominator = np.asarray(part, dtype=np.float64), np.asarray(whole, dtype=np.float64)
    cells = _cells(raised, rows, drawn, cases)
    counted, out_of = cells @ numerator, cells @ denominator
    value = np.divide(counted, out_of, out=np.full(out_of.shape, np.nan), where=out_of > 0)
    raised, cases = np.where(raised > 0, raised, 0.5), _inside(cases, drawn)
    cells = _cells(raised, rows, drawn, cases)
    rate = (cells @ numerator) / (cells @ denominator)
    influence = (numerator - rate[..., None] * denominator) / (cells @ denominator)[..., None]
    p = (cases + post_stratified(rows, drawn, cases).value[..., None]) / (drawn + 1)
    quiet = p * influence[..., 2:3] + (1 - p) * influence[..., 3:4]
    of_rows = (raised * np.square(influence[..., :2])).sum(-1) + (rows * np.square(quiet)).sum(-1)
    weighted = np.where(drawn > 0, np.square(rows) / np.maximum(drawn, 1), 0.0)
    of_draw = (weighted * p * (1 - p)).sum(-1) * np.square(influence[..., 2] - influence[..., 3])
    return SampledRate(value, np.asarray(rate * (1 - rate) / (of_rows + of_draw)), counted, out_of)


def _cells(alerts: FloatArray, population: FloatArray, checked: FloatArray, found: FloatArray) -> FloatArray:
    """Alerts right and wrong, and the others' estimated cases and rest, shape (..., 4); NaN where nobody was checked."""
    rows = population.sum(-1)
    missed = rows * post_stratified(population, checked, found).value
    return np.stack([*np.broadcast_arrays(alerts[..., 0], alerts[..., 1], missed, rows - missed)], axis=-1)


def _inside(found: FloatArray, checked: FloatArray) -> FloatArray:
    """Cases found, by half a case away from none and from all, spread over the strata as the checks are."""
    cases, rows = found.sum(-1, keepdims=True), checked.sum(-1, keepdims=True)
    share = np.divide(checked, rows, out=np.zeros(np.broadcast_shapes(checked.shape, rows.shape)), where=rows > 0)
    half = np.where(cases == 0, 0.5, np.where(cases == rows, -0.5, 0.0)) * (rows > 0)
    return np.asarray(found + half * share)


def monotone_bounds(yes: npt.ArrayLike, no: npt.ArrayLike, unknown: npt.ArrayLike) -> Range:
    """Bounds of a rate if whoever was not followed up is at most as likely to be a case as those who were.

    A declared assumption (monotone treatment selection; Manski & Pepper 2000), within each stratum: officers
    follow up where they expect more. Where a stratum has nobody followed up it says nothing.

    Args:
        yes: rows followed up that were cases, shape (..., strata).
        no: rows followed up that were not.
        unknown: rows not followed up.

    Returns:
        The lowest rate (nobody else is a case) and the highest (in each stratum the share seen there), of shape
        (...); NaN where there are no rows.

    Raises:
        ValueError: when a count is negative.

    """
    cases, rows, most = _monotone(yes, no, unknown)
    total = np.where(rows > 0, rows, np.nan)
    return np.asarray(cases / total), np.asarray(most / total)


def monotone_error_bounds(
    alerted: tuple[npt.ArrayLike, npt.ArrayLike, npt.ArrayLike],
    quiet: tuple[npt.ArrayLike, npt.ArrayLike, npt.ArrayLike],
) -> tuple[Range, Range]:
    """Bounds of the false negative and the false positive rate under the assumption of ``monotone_bounds``.

    Args:
        alerted: cases, others and rows not followed up among the alerts, each of shape (..., strata).
        quiet: the same among the rows without an alert; strata may be others.

    Returns:
        Lowest and highest false negative rate, lowest and highest false positive rate, of shape (...); NaN
        where the rate can be undefined.

    Raises:
        ValueError: when a count is negative.

    """
    found, warned, found_most = _monotone(*alerted)
    missed, unwarned, missed_most = _monotone(*quiet)

    def share(part: FloatArray, other: FloatArray) -> FloatArray:
        whole = part + other
        return np.where(whole > 0, part / np.where(whole > 0, whole, 1.0), np.nan)

    return (
        (share(missed, found_most), share(missed_most, found)),
        (share(warned - found_most, unwarned - missed), share(warned - found, unwarned - missed_most)),
    )


def _monotone(
    yes: npt.ArrayLike, no: npt.ArrayLike, unknown: npt.ArrayLike
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Cases at least, rows and cases at most, summed over strata."""
    cases, others, rest = np.broadcast_arrays(count("yes", yes), count("no", no), count("unknown", unknown))
    seen = cases + others
    rate = np.where(seen > 0, cases / np.where(seen > 0, seen, 1.0), 1.0)
    return cases.sum(-1), (seen + rest).sum(-1), (cases + rest * rate).sum(-1)
