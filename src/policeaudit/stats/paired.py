"""How a gap changed between two audits, of other subjects or of the same ones."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, stdtr

from policeaudit.stats._arrays import FloatArray, Range
from policeaudit.stats.clusters import leave_out_error
from policeaudit.stats.intervals import mover_difference


def change(
    before: npt.ArrayLike,
    before_low: npt.ArrayLike,
    before_high: npt.ArrayLike,
    after: npt.ArrayLike,
    after_low: npt.ArrayLike,
    after_high: npt.ArrayLike,
) -> Range:
    """Interval for the change of a gap between two independent samples: MOVER of two MOVER intervals (Zou & Donner 2008).

    Where the same subjects are in both it is too wide, for their rates move together: use ``paired_change``.

    Args:
        before: the earlier gaps, as fractions, any shape; all arrays are broadcast.
        before_low: lower limits of ``before``.
        before_high: upper limits of ``before``.
        after: the later gaps.
        after_low: lower limits of ``after``.
        after_high: upper limits of ``after``.

    Returns:
        Lower and upper limits of ``after - before``; [-2, 2] where it is undefined.

    """
    return mover_difference(after, after_low, after_high, before, before_low, before_high, widest=2.0)


def rate_without_each(y: npt.ArrayLike, m: npt.ArrayLike) -> FloatArray:
    """A rate with one bucket of subjects left out at a time, at the place of that bucket.

    Args:
        y: events in each bucket, shape (..., B).
        m: rows in each bucket, broadcast with ``y``.

    Returns:
        Rates, shape (..., B); NaN where no rows are left.

    """
    events, rows = np.broadcast_arrays(np.asarray(y, dtype=np.float64), np.asarray(m, dtype=np.float64))
    left = rows.sum(-1, keepdims=True) - rows
    kept = events.sum(-1, keepdims=True) - events
    return np.asarray(np.divide(kept, left, out=np.full(kept.shape, np.nan), where=left > 0), dtype=np.float64)


def paired_change(value: npt.ArrayLike, without_each: npt.ArrayLike, crit: float) -> Range:
    """Interval for a change between audits that share subjects: delete-a-bucket jackknife (Kott 2001).

    All rows of a subject, of both audits, are in one bucket, so whatever their rates have in common is in the standard
    error. With one row a subject in each audit this is McNemar's (1947) variance, from buckets instead of pairs.

    Args:
        value: the changes, any shape.
        without_each: the changes with one bucket left out, shape (..., B).
        crit: the critical value, of Student's t with B - 1 degrees of freedom.

    Returns:
        Lower and upper limits; NaN where a change is undefined.

    Raises:
        ValueError: when there are fewer than two buckets.

    """
    found = np.asarray(value, dtype=np.float64)
    reach = crit * leave_out_error(np.moveaxis(np.asarray(without_each, dtype=np.float64), -1, 0))
    return found - reach, found + reach


def change_p(value: npt.ArrayLike, reach: npt.ArrayLike, crit: float, df: float = math.inf) -> FloatArray:
    """p-value of "no change": the level at which the interval touches 0, if its arms grow with the critical value.

    At the interval's own level it agrees with the interval exactly; jackknife arms do grow so, MOVER's nearly.

    Args:
        value: the changes, any shape; all arrays are broadcast.
        reach: how far the interval reaches from the change towards 0.
        crit: the critical value that the interval was made with.
        df: degrees of freedom of the critical value; ``inf`` is the normal distribution.

    Returns:
        p-values; 1 where a change is 0 or undefined.

    """
    size, arm = np.broadcast_arrays(np.abs(np.asarray(value, dtype=np.float64)), np.asarray(reach, dtype=np.float64))
    defined = ~(np.isnan(size) | np.isnan(arm)) & (size > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.where(defined, crit * size / arm, 0.0)
    return np.asarray(np.minimum(2 * (ndtr(-z) if math.isinf(df) else stdtr(df, -z)), 1.0), dtype=np.float64)
