"""Rates that need the outcomes of people whom nobody warned about, from a random check sample or from bounds.

Outcomes are known mostly where there was a warning (selective labels; Lakkaraju et al. 2017), so recall and the
false alarm rates cannot be read off a log. They can be estimated where some of the others were checked at
random; without that there are only bounds, of which those under an assumption say so in their name.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from policeaudit.stats._arrays import FloatArray, Range, count
from policeaudit.stats.intervals import mover_ratio, wilson


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


@dataclass(frozen=True)
class Errors:
    """False negative and false positive rates with their limits; recall is 1 less the former."""

    false_negative: FloatArray
    false_negative_low: FloatArray
    false_negative_high: FloatArray
    false_positive: FloatArray
    false_positive_low: FloatArray
    false_positive_high: FloatArray


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


def from_check_sample(
    alerted_yes: npt.ArrayLike,
    alerted_no: npt.ArrayLike,
    population: npt.ArrayLike,
    checked: npt.ArrayLike,
    found: npt.ArrayLike,
    crit: float,
    deff: npt.ArrayLike = 1.0,
) -> Errors:
    """False negative and false positive rates where rows without an alert were checked at random.

    The odds of an error are a ratio of two independent estimates (of cases missed and cases found, say), so
    MOVER-R gives the limits. Strata without a check are open: the lower limit takes all there to be none, the
    upper one all to be cases. Where alerts have no outcome, call twice, with all of them cases and with none.

    Args:
        alerted_yes: alerts that proved right, shape (...).
        alerted_no: alerts that proved wrong.
        population: rows without an alert in each stratum, shape (..., strata).
        checked: rows checked at random among them.
        found: cases among the checked.
        crit: the critical value, from ``intervals.critical_value``.
        deff: design effect, shape (...).

    Returns:
        Rates of shape (...); NaN and [0, 1] where they are undefined.

    Raises:
        ValueError: as ``post_stratified``.

    """
    right, wrong = np.broadcast_arrays(count("alerted_yes", alerted_yes), count("alerted_no", alerted_no))
    estimate = post_stratified(population, checked, found)
    quiet = np.asarray(population, dtype=np.float64).sum(-1)
    effect = np.asarray(deff, dtype=np.float64)
    low, high = wilson(estimate.value, estimate.n_eff / effect, crit)
    with_estimate = quiet * (1 - np.nan_to_num(estimate.without))
    missed = quiet * estimate.value, with_estimate * low, quiet - with_estimate * (1 - high)
    spared = quiet - missed[0], quiet - missed[2], quiet - missed[1]
    rows = np.where(quiet + right + wrong > 0, quiet + right + wrong, np.nan)
    caught, disturbed = (
        (alerts, *(rows * limit for limit in wilson(alerts / rows, rows / effect, crit))) for alerts in (right, wrong)
    )
    false_negative, (negative_low, negative_high) = _share(missed, caught)
    false_positive, (positive_low, positive_high) = _share(disturbed, spared)
    return Errors(false_negative, negative_low, negative_high, false_positive, positive_low, positive_high)


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


def _share(part: tuple[FloatArray, ...], other: tuple[FloatArray, ...]) -> tuple[FloatArray, Range]:
    """Part in part and other, from estimates with limits that are independent of each other."""
    low, high = mover_ratio(*part, *other)
    whole = part[0] + other[0]
    value = np.where(whole > 0, part[0] / np.where(whole > 0, whole, 1.0), np.nan)
    defined = ~np.isnan(value)
    # As 1 - 1 / (1 + ratio), which also takes a ratio of inf.
    return value, (np.where(defined, 1 - 1 / (1 + low), 0.0), np.where(defined, 1 - 1 / (1 + high), 1.0))
