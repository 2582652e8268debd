"""Could the records be the reason? Recording errors that would explain a gap, or hide one.

``bounds.break_even`` has the shares themselves; here are their intervals, the errors that could hide a gap, and
rates corrected for errors of a supposed size (a what-if, never a finding).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from policeaudit.stats._arrays import FloatArray, Range, rate, rate_of
from policeaudit.stats.bounds import break_even
from policeaudit.stats.intervals import mover_difference, mover_ratio, wilson


def break_even_interval(
    p_group: npt.ArrayLike,
    n_group: npt.ArrayLike,
    p_reference: npt.ArrayLike,
    n_reference: npt.ArrayLike,
    crit: float,
    limit: npt.ArrayLike = 0.0,
) -> tuple[Range, Range]:
    """Intervals for both shares of ``bounds.break_even``.

    With x = 1 - (1 - p_ref + limit) / (1 - p) and y = 1 - (p + limit) / p_ref both are ratios of two independent
    estimates, so MOVER-R gives their limits (Donner & Zou 2012); a share is above 0 exactly where the interval
    of the gap lies beyond ``limit``.

    Args:
        p_group: the group's rate, any shape; all arrays are broadcast.
        n_group: rows (or effective rows) behind it.
        p_reference: the reference's rate.
        n_reference: rows (or effective rows) behind it.
        crit: the critical value, from ``intervals.critical_value``.
        limit: the accepted shortfall of the group, as a fraction.

    Returns:
        Lower and upper limits of the share of the group's recorded negatives that would have to be in truth
        positive, and those of the share of the reference's recorded positives that would have to be in truth
        negative. Limits are at least 0; [0, inf] where a rate is undefined.

    Raises:
        ValueError: when a rate is outside [0, 1] or a number of rows or the limit is negative.

    """
    p1, n1 = rate_of(p_group, n_group, "_group")
    p2, n2 = rate_of(p_reference, n_reference, "_reference")
    accepted = _not_negative(limit)
    (low1, high1), (low2, high2) = wilson(p1, n1, crit), wilson(p2, n2, crit)
    wrong_ones = mover_ratio(1 - p2 + accepted, 1 - high2 + accepted, 1 - low2 + accepted, 1 - p1, 1 - high1, 1 - low1)
    right_ones = mover_ratio(p1 + accepted, low1 + accepted, high1 + accepted, p2, low2, high2)
    defined = ~np.isnan(p1 + p2 + accepted)
    return _lacking(wrong_ones, defined), _lacking(right_ones, defined)


def hiding_share(p_group: npt.ArrayLike, p_reference: npt.ArrayLike, limit: npt.ArrayLike) -> Range:
    """The share of wrongly recorded outcomes that would hide a shortfall of ``limit``: the other way round.

    For a group whose recorded shortfall is smaller than ``limit``: how many of its recorded positives in truth
    negative, or of the reference's recorded negatives in truth positive, would make it as large.

    Args:
        p_group: the group's rate, any shape; all arrays are broadcast.
        p_reference: the reference's rate.
        limit: the shortfall that must not stay hidden, as a fraction.

    Returns:
        The share of the group's positives, and of the reference's negatives, that would have to be wrong: 0
        where the shortfall is as large anyway, above 1 where no such errors can hide it; NaN where a rate is
        undefined.

    Raises:
        ValueError: when a rate is outside [0, 1] or the limit is negative.

    """
    group, reference = rate("p_group", p_group), rate("p_reference", p_reference)
    # Seen from the opposite outcome, and from the reference, it is the share that makes up what lacks.
    lacking = -_not_negative(limit)
    of_negatives, of_positives = break_even(reference, group, lacking)
    return of_positives, of_negatives


def rogan_gladen(p: npt.ArrayLike, sensitivity: npt.ArrayLike, specificity: npt.ArrayLike) -> FloatArray:
    """The true rate behind a recorded one, if records had these error rates (Rogan & Gladen 1978).

    It rises with the recorded rate, so limits are corrected like the rate itself.

    Args:
        p: recorded rates, any shape; all arrays are broadcast.
        sensitivity: the share of true positives that are recorded as such.
        specificity: the share of true negatives that are recorded as such.

    Returns:
        (p + specificity - 1) / (sensitivity + specificity - 1), kept within [0, 1]; NaN where the records would
        be no better than chance (the two sum to 1 or less).

    Raises:
        ValueError: when a rate is outside [0, 1].

    """
    recorded, se, sp = rate("p", p), rate("sensitivity", sensitivity), rate("specificity", specificity)
    recorded, se, sp = np.broadcast_arrays(recorded, se, sp)
    divisor = se + sp - 1
    usable = divisor > 0
    with np.errstate(over="ignore"):
        true = (recorded + sp - 1) / np.where(usable, divisor, 1.0)
    return np.where(usable, np.clip(true, 0, 1), np.nan)


def what_if(
    p_group: npt.ArrayLike,
    n_group: npt.ArrayLike,
    p_reference: npt.ArrayLike,
    n_reference: npt.ArrayLike,
    sensitivity: npt.ArrayLike,
    specificity: npt.ArrayLike,
    crit: float,
) -> tuple[FloatArray, Range]:
    """The gap if the group's outcomes were recorded with these error rates and the reference's without errors.

    For a table: give ``sensitivity`` as a column and ``specificity`` as a row.

    Args:
        p_group: the group's recorded rate, any shape; all arrays are broadcast.
        n_group: rows (or effective rows) behind it.
        p_reference: the reference's recorded rate.
        n_reference: rows (or effective rows) behind it.
        sensitivity: of the group's records.
        specificity: of the group's records.
        crit: the critical value, from ``intervals.critical_value``.

    Returns:
        The reference's rate less the group's corrected one, as a fraction, and its limits (the error rates
        taken as known); NaN and [-1, 1] where it is undefined.

    Raises:
        ValueError: when a rate is outside [0, 1] or a number of rows is negative.

    """
    p1, n1 = rate_of(p_group, n_group, "_group")
    p2, n2 = rate_of(p_reference, n_reference, "_reference")
    true, low, high = (rogan_gladen(each, sensitivity, specificity) for each in (p1, *wilson(p1, n1, crit)))
    return p2 - true, mover_difference(p2, *wilson(p2, n2, crit), true, low, high)


def _lacking(ratio: Range, defined: npt.NDArray[np.bool_]) -> Range:
    """What a ratio lacks to 1."""
    low, high = np.maximum(1 - ratio[1], 0), np.maximum(1 - ratio[0], 0)
    return np.where(defined, low, 0.0), np.where(defined, high, np.inf)


def _not_negative(limit: npt.ArrayLike) -> FloatArray:
    value = np.asarray(limit, dtype=np.float64)
    if np.any(value < 0):
        msg = "limit must not be negative"
        raise ValueError(msg)
    return value
