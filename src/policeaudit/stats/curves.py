"""What every threshold would give, from counts by score bin; and false match against false non-match (DET).

A cut b warns about (or accepts) all rows from bin b on, so there is one more cut than there are bins: the first
takes everybody, the last nobody.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from policeaudit.stats._arrays import FloatArray, count
from policeaudit.stats.intervals import wilson


@dataclass(frozen=True)
class Curve:
    """What each cut would give, arrays of shape (..., cuts); NaN where a rate has nothing to divide by."""

    alerts: FloatArray
    """Rows warned about; fractional where only a part of a bin is taken, at random."""
    known: FloatArray
    """Those with a known outcome; rows behind the precision."""
    selection_rate: FloatArray
    precision: FloatArray
    """Share of cases among the alerts with a known outcome."""
    false_negative: tuple[FloatArray, FloatArray]
    """Lowest and highest rate over every value of the missing outcomes (Manski 2003): equal where all are known."""
    false_positive: tuple[FloatArray, FloatArray]

    @property
    def per_10000(self) -> FloatArray:
        """Alerts per 10,000 rows."""
        return self.selection_rate * 10_000


@dataclass(frozen=True)
class Det:
    """Points of a detection error tradeoff, arrays of shape (..., cuts); NaN and [0, 1] where there are no rows."""

    false_match: FloatArray
    false_match_low: FloatArray
    false_match_high: FloatArray
    false_non_match: FloatArray
    false_non_match_low: FloatArray
    false_non_match_high: FloatArray


def curve(yes: npt.ArrayLike, no: npt.ArrayLike, unknown: npt.ArrayLike) -> Curve:
    """What a warning from each score bin on would have given, group by group.

    Args:
        yes: cases in each score bin, in rising order, shape (..., bins).
        no: rows without a case in each bin.
        unknown: rows whose outcome is missing.

    Returns:
        A curve over bins + 1 cuts.

    Raises:
        ValueError: when a count is negative.

    """
    counts = _counts(yes, no, unknown)
    above = np.stack([_from_each_bin_on(each) for each in counts])
    return _curve(above, above[..., :1] - above)


def at_capacity(
    yes: npt.ArrayLike, no: npt.ArrayLike, unknown: npt.ArrayLike, capacity: npt.ArrayLike
) -> tuple[Curve, FloatArray]:
    """What each group gets if only so many rows in all can be warned about, the highest scores first.

    In the bin where the capacity runs out every row has the same chance, so counts there are expected values.

    Args:
        yes: cases by group and score bin, bins in rising order, shape (groups, bins).
        no: rows without a case.
        unknown: rows whose outcome is missing.
        capacity: the number of rows, over all groups; shape (capacities,).

    Returns:
        A curve whose cuts are the capacities, shape (groups, capacities); and the score bin, as a fraction, from
        which on rows are taken: 7.25 means the upper three quarters of bin 7.

    Raises:
        ValueError: when a count or a capacity is negative, or the counts are not by group and bin.

    """
    counts = _counts(yes, no, unknown)
    if counts[0].ndim != 2:
        msg = f"counts must have the shape (groups, bins), not {counts[0].shape}"
        raise ValueError(msg)
    room = np.atleast_1d(count("capacity", capacity))
    above = np.stack([_from_each_bin_on(each) for each in counts])  # (kinds, groups, cuts)
    taken = above.sum((0, 1))  # rows from each cut on, over everybody: falling
    # the bin where the capacity runs out is the highest from which on there are enough rows: it is never an empty one
    last = np.clip(taken.size - 1 - np.searchsorted(taken[::-1], room), 0, taken.size - 2)
    rows = taken[last] - taken[last + 1]
    part = np.clip((taken[last] - room) / np.where(rows > 0, rows, 1.0), 0.0, 1.0)
    chosen = (1 - part) * above[..., last] + part * above[..., last + 1]
    # among cuts that take as many rows, as empty bins give, the lowest bin stands
    cut = np.where(part == 0, np.searchsorted(-taken, -taken[last]), last + part)
    return _curve(chosen, above[..., :1] - chosen), np.asarray(cut, dtype=np.float64)


def det(mated: npt.ArrayLike, non_mated: npt.ArrayLike, crit: float, deff: npt.ArrayLike = 1.0) -> Det:
    """False match and false non-match rates over all thresholds (ISO/IEC 19795-1).

    For 1:1 comparisons. In 1:N searches, give the highest score of each search: of searches whose person is in
    the gallery the score of that person, of the others that of the best candidate; the rates are then false
    negative and false positive identification.

    Args:
        mated: comparisons of the same person in each score bin, in rising order, shape (..., bins).
        non_mated: comparisons of different people.
        crit: the critical value, from ``intervals.critical_value``.
        deff: design effect, shape (..., 1) or a number.

    Returns:
        Rates with Wilson's limits, of shape (..., bins + 1).

    Raises:
        ValueError: when a count is negative.

    """
    same, different = count("mated", mated), count("non_mated", non_mated)
    matched, false = _from_each_bin_on(same), _from_each_bin_on(different)
    missed = matched[..., :1] - matched
    effect = np.asarray(deff, dtype=np.float64)
    false_match, false_non_match = _over(false, false[..., :1]), _over(missed, matched[..., :1])
    return Det(
        false_match,
        *wilson(false_match, false[..., :1] / effect, crit),
        false_non_match,
        *wilson(false_non_match, matched[..., :1] / effect, crit),
    )


def cut_for(false_match: npt.ArrayLike, target: float) -> npt.NDArray[np.int64]:
    """The lowest cut whose false match rate is at most a target: the operating point of a recognition system.

    Args:
        false_match: rates over all cuts, from ``det``, shape (..., cuts).
        target: the accepted rate.

    Returns:
        Cuts, of shape (...); -1 where the rates are undefined.

    """
    rates = np.asarray(false_match, dtype=np.float64)
    within = rates <= target
    return np.where(within.any(-1), within.argmax(-1), -1)


def _curve(above: FloatArray, below: FloatArray) -> Curve:
    """From cases, others and unknown rows above and below each cut."""
    (yes, no, unknown), (missed, spared, quiet) = above, below
    alerts, known = yes + no + unknown, yes + no
    return Curve(
        alerts,
        known,
        _over(alerts, alerts + missed + spared + quiet),
        _over(yes, known),
        (_over(missed, missed + yes + unknown), _over(missed + quiet, missed + quiet + yes)),
        (_over(no, no + spared + quiet), _over(no + unknown, no + unknown + spared)),
    )


def _from_each_bin_on(rows: FloatArray) -> FloatArray:
    """Rows in each bin and all higher ones, and a last 0, along the last axis."""
    sums = np.cumsum(rows[..., ::-1], axis=-1)[..., ::-1]
    return np.concatenate([sums, np.zeros((*sums.shape[:-1], 1))], axis=-1)


def _over(part: FloatArray, whole: FloatArray) -> FloatArray:
    usable = whole > 0
    return np.where(usable, np.minimum(part / np.where(usable, whole, 1.0), 1.0), np.nan)


def _counts(yes: npt.ArrayLike, no: npt.ArrayLike, unknown: npt.ArrayLike) -> tuple[FloatArray, ...]:
    return np.broadcast_arrays(count("yes", yes), count("no", no), count("unknown", unknown))
