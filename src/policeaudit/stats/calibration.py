"""Whether scores mean what they say: observed against expected, calibration error, Brier score, reliability points.

Scores are between 0 and 1 and are read as probabilities. All functions work from sums by group and bin:
``n`` rows with a known outcome, ``yes`` of them cases, ``s`` the sum of their scores, ``ss`` the sum of the
squared scores and ``sy`` the sum of the scores of the cases.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from policeaudit.stats._arrays import FloatArray, Range, count
from policeaudit.stats.intervals import wilson

_HAIR = 1e-9  # sums of scores are added up in floats, in any order


@dataclass(frozen=True)
class ObservedExpected:
    """Observed against expected cases; arrays of one shape, NaN (and the widest range) where there are no rows."""

    difference: FloatArray
    """Observed rate less mean score, as a fraction: negative where the scores claim too much."""
    low: FloatArray
    high: FloatArray
    ratio: FloatArray
    """Observed over expected cases: below 1 where the scores claim too much."""
    ratio_low: FloatArray
    ratio_high: FloatArray


@dataclass(frozen=True)
class Brier:
    """The Brier score and its parts: score = reliability - resolution + uncertainty + variance - covariance."""

    score: FloatArray
    reliability: FloatArray
    """Mean squared distance of the bins' observed rates from their mean scores: 0 is best."""
    resolution: FloatArray
    """How far the bins' observed rates lie apart: more is better."""
    uncertainty: FloatArray
    """Brier score of a forecast that always says the overall rate."""
    variance: FloatArray
    """Variance of the scores within bins."""
    covariance: FloatArray
    """Twice the covariance of scores and outcomes within bins."""


@dataclass(frozen=True)
class CalibrationError:
    """The debiased squared calibration error beside what a perfect score of the same sizes would show."""

    squared: FloatArray
    """Estimate of the mean squared distance of observed rate and score, in squared rates; may be below 0."""
    usual_limit: FloatArray
    """What 95 % of perfect scores stay below."""
    p: FloatArray
    """How often a perfect score shows as much: p-value of "the scores mean what they say"."""


def observed_expected(
    n: npt.ArrayLike,
    yes: npt.ArrayLike,
    s: npt.ArrayLike,
    ss: npt.ArrayLike,
    sy: npt.ArrayLike,
    crit: float,
    deff: npt.ArrayLike = 1.0,
) -> ObservedExpected:
    """Observed against expected cases, with intervals for the difference and the ratio.

    The interval is Wilson's for the observed rate, the rows scaled so that its variance at the mean score is
    that of a calibrated score, sum s (1 - s): the difference 0 lies outside exactly where the test of
    calibration in the large (Cox 1958) rejects. Where the observed errors vary more than that, their variance
    is used; never more than that of plain rows.

    Args:
        n: rows with a known outcome, any shape; all arrays are broadcast.
        yes: cases among them.
        s: sum of their scores.
        ss: sum of their squared scores.
        sy: sum of the scores of the cases.
        crit: the critical value, from ``intervals.critical_value``.
        deff: design effect.

    Returns:
        Differences as fractions, ratios without unit.

    Raises:
        ValueError: when a sum is negative or impossible, or ``deff`` is below 1.

    """
    rows, cases, scores, squares, of_cases = _sums(n, yes, s, ss, sy)
    effect = np.asarray(deff, dtype=np.float64)
    if np.any(effect < 1):
        msg = "deff must be at least 1"
        raise ValueError(msg)
    some = rows > 0
    per_row = np.where(some, 1 / np.where(some, rows, 1.0), np.nan)
    observed, expected = np.minimum(cases * per_row, 1.0), np.minimum(scores * per_row, 1.0)
    claimed = (scores - squares) * per_row
    errors = (cases - 2 * of_cases + squares) * per_row - np.square(observed - expected)
    part = np.fmax(_over(claimed, expected * (1 - expected)), _over(errors, observed * (1 - observed)))
    part = np.where(part > 0, np.minimum(part, 1.0), 1.0)  # NaN where neither is defined: plain rows
    low, high = wilson(observed, rows / effect / part, crit)
    return ObservedExpected(
        observed - expected,
        np.where(some, low - expected, -1.0),
        np.where(some, high - expected, 1.0),
        _over(observed, expected),
        np.where(expected > 0, _over(low, expected), 0.0),
        np.where(expected > 0, _over(high, expected), np.inf),
    )


def calibration_error(
    n: npt.ArrayLike,
    yes: npt.ArrayLike,
    s: npt.ArrayLike,
    *,
    deff: npt.ArrayLike = 1.0,
    draws: int = 499,
    seed: int = 0,
) -> CalibrationError:
    """The debiased squared calibration error (Kumar, Liang & Ma 2019) with its distribution for a perfect score.

    The plain expected calibration error grows as groups shrink, so it must not be compared between groups of
    unequal size; this one is 0 on average for a perfect score of any size. Bins with a single (effective) row
    are left out. The reference redraws the outcomes of every bin from its mean score.

    Args:
        n: rows with a known outcome in each bin, shape (..., bins).
        yes: cases in each bin.
        s: sum of the scores in each bin.
        deff: design effect, broadcast with ``n``; rows are divided by it.
        draws: how many perfect scores are drawn.
        seed: the same seed gives the same figures.

    Returns:
        Arrays of shape (...); NaN where no bin has two rows.

    Raises:
        ValueError: when a sum is negative or impossible, or ``deff`` is below 1.

    """
    rows, cases, scores = _sums(n, yes, s)
    effect = np.asarray(deff, dtype=np.float64)
    if np.any(effect < 1):
        msg = "deff must be at least 1"
        raise ValueError(msg)
    effective = rows / effect
    usable = effective > 1
    safe = np.where(usable, rows, 1.0)
    mean = np.where(usable, np.minimum(scores / safe, 1.0), 0.0)
    weight = np.where(usable, rows, 0.0)
    total = weight.sum(-1)
    share = weight / np.where(total > 0, total, np.nan)[..., None]
    squared = _squared_error(np.minimum(cases / safe, 1.0), mean, share, effective)
    whole = np.maximum(np.round(effective), 1).astype(np.int64)
    drawn = np.random.default_rng(seed).binomial(whole, mean, (draws, *whole.shape))
    perfect = _squared_error(drawn / whole, mean, share, np.maximum(whole, 2))
    p = (1 + (perfect >= squared - _HAIR).sum(0)) / (draws + 1)
    defined = total > 0
    return CalibrationError(
        squared, np.where(defined, np.quantile(perfect, 0.95, axis=0), np.nan), np.where(defined, p, np.nan)
    )


def brier(n: npt.ArrayLike, yes: npt.ArrayLike, s: npt.ArrayLike, ss: npt.ArrayLike, sy: npt.ArrayLike) -> Brier:
    """The Brier score and its parts, exact from bins (Murphy 1973; within bins: Stephenson, Coelho & Jolliffe 2008).

    Args:
        n: rows with a known outcome in each bin, shape (..., bins).
        yes: cases in each bin.
        s: sum of the scores in each bin.
        ss: sum of the squared scores.
        sy: sum of the scores of the cases.

    Returns:
        Parts in squared rates, of shape (...); NaN where there are no rows.

    Raises:
        ValueError: when a sum is negative or impossible.

    """
    rows, cases, scores, squares, of_cases = _sums(n, yes, s, ss, sy)
    total = rows.sum(-1)
    total = np.where(total > 0, total, np.nan)
    safe = np.where(rows > 0, rows, 1.0)
    observed, mean = cases / safe, scores / safe
    overall = cases.sum(-1) / total
    return Brier(
        (squares - 2 * of_cases + cases).sum(-1) / total,
        (rows * np.square(mean - observed)).sum(-1) / total,
        (rows * np.square(observed - overall[..., None])).sum(-1) / total,
        overall * (1 - overall),
        (squares - rows * np.square(mean)).sum(-1) / total,
        2 * (of_cases - rows * mean * observed).sum(-1) / total,
    )


def reliability(
    n: npt.ArrayLike, yes: npt.ArrayLike, s: npt.ArrayLike, crit: float, deff: npt.ArrayLike = 1.0
) -> tuple[FloatArray, FloatArray, Range]:
    """The points of a reliability diagram: mean score, observed rate and its Wilson interval, bin by bin.

    Args:
        n: rows with a known outcome in each bin, any shape.
        yes: cases in each bin.
        s: sum of the scores in each bin.
        crit: the critical value, from ``intervals.critical_value``.
        deff: design effect, broadcast with ``n``.

    Returns:
        Mean scores, observed rates, and their lower and upper limits, of the shape of ``n``; NaN (and [0, 1])
        in empty bins.

    Raises:
        ValueError: when a sum is negative or impossible.

    """
    rows, cases, scores = _sums(n, yes, s)
    observed = np.minimum(_over(cases, rows), 1.0)
    return np.minimum(_over(scores, rows), 1.0), observed, wilson(observed, rows / np.asarray(deff), crit)


def _squared_error(observed: FloatArray, mean: FloatArray, share: FloatArray, rows: npt.ArrayLike) -> FloatArray:
    noise = observed * (1 - observed) / np.maximum(np.asarray(rows, dtype=np.float64) - 1, 1e-300)
    parts = np.where(share > 0, share * (np.square(observed - mean) - noise), 0.0 * share)
    return np.asarray(parts.sum(-1), dtype=np.float64)


def _over(part: FloatArray, whole: FloatArray) -> FloatArray:
    usable = whole > 0
    with np.errstate(over="ignore"):
        return np.where(usable, part / np.where(usable, whole, 1.0), np.nan)


def _sums(n: npt.ArrayLike, yes: npt.ArrayLike, s: npt.ArrayLike, *more: npt.ArrayLike) -> list[FloatArray]:
    """The sums as arrays of one shape, after checking that rows with scores from 0 to 1 can have them."""
    names = ("n", "yes", "s", "ss", "sy")
    sums = [count(name, value) for name, value in zip(names, (n, yes, s, *more), strict=False)]
    arrays = list(np.broadcast_arrays(*sums))
    room = _HAIR * (1 + arrays[0])
    larger = {"n": 0, "yes": 0, "s": 0, "ss": 2, "sy": 2}
    for name, array in zip(names, arrays, strict=False):
        if np.any(array > arrays[larger[name]] + room):
            msg = f"{name} must not exceed {names[larger[name]]}: scores lie between 0 and 1"
            raise ValueError(msg)
    return arrays
