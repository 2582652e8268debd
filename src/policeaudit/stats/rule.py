"""The verdict rule: from estimates and an accepted band to one of four verdicts."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from policeaudit.stats._arrays import BoolArray, FloatArray


class Verdict(StrEnum):
    """What can be said of one comparison."""

    NO_CONCERN = "no_concern"
    WATCH = "watch"
    ACTION_NEEDED = "action_needed"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True)
class Estimates:
    """The comparisons' values with their ranges, arrays of one shape, in the units of the accepted band."""

    value: FloatArray
    low: FloatArray
    high: FloatArray


def smallest_gate(n_eff1: npt.ArrayLike, n_eff2: npt.ArrayLike, min_n: float = 30) -> BoolArray:
    """Whether the smaller of two groups has at least ``min_n`` effective rows.

    Depends on sizes only, so it may choose the family of comparisons.
    """
    smaller = np.minimum(np.asarray(n_eff1, dtype=np.float64), np.asarray(n_eff2, dtype=np.float64))
    return np.asarray(smaller >= min_n, dtype=np.bool_)


def events_gate(
    p1: npt.ArrayLike,
    n_eff1: npt.ArrayLike,
    p2: npt.ArrayLike,
    n_eff2: npt.ArrayLike,
    min_events: float = 5,
    rare: float = 0.10,
) -> BoolArray:
    """Whether both groups have events enough to be compared, where either rate is rare.

    With hardly any events no interval keeps its error on one side near 2.5 % (exact: 4.5 % for 30 rows at a
    rate of 2 %, 0.03 % with this gate). A rate close to 1 is the same seen from the other side, so there the
    rows without the event are counted. Depends on the outcomes: it may stop a verdict, but not choose the
    family.

    Args:
        p1: rates, any shape; all arrays are broadcast.
        n_eff1: effective rows behind ``p1``.
        p2: the rates compared with.
        n_eff2: effective rows behind ``p2``.
        min_events: the number of events needed in each group.
        rare: rates below it (or above 1 - ``rare``) are rare.

    Returns:
        True where neither rate is rare or both groups have the events; False where a rate is undefined.

    """
    p1, n1, p2, n2 = (np.asarray(array, dtype=np.float64) for array in (p1, n_eff1, p2, n_eff2))

    def enough(q1: FloatArray, q2: FloatArray) -> BoolArray:
        # A hair of room: 5 events in 61 rows must still be 5 after p n was computed in floats.
        events = np.minimum(q1 * n1, q2 * n2) >= min_events - 1e-9
        return np.asarray((np.minimum(q1, q2) >= rare) | events, dtype=np.bool_)

    return enough(p1, p2) & enough(1 - p1, 1 - p2)


def verdicts(
    least: Estimates,
    most: Estimates,
    band_low: npt.ArrayLike,
    band_high: npt.ArrayLike,
    *,
    may_act: npt.ArrayLike,
    may_watch: npt.ArrayLike,
    may_clear: npt.ArrayLike,
    adjusted_p: npt.ArrayLike,
    watch_q: npt.ArrayLike,
    alpha: float = 0.05,
    fdr: float = 0.10,
) -> npt.NDArray[np.str_]:
    """Judge every comparison at once; all arrays are broadcast.

    * Action needed: confirmed beyond the band under every filling-in of the missing outcomes, after Holm's
      correction.
    * Watch: the value lies beyond the band on the same side under every filling-in, and is unlikely to be
      noise.
    * No concern: the whole range lies within the band under every filling-in (equivalence, read from the
      interval).
    * Cannot tell: everything else, and whatever is undefined.

    Args:
        least: the comparisons where the missing outcomes make them as small as they can be.
        most: the same where they make them as large as they can be; equal to ``least`` where nothing is
            missing.
        band_low: the lower end of the accepted band (-0.05 for 5 points, 0.8 for a ratio, -inf where there is
            none).
        band_high: its upper end (0.05, 1.25).
        may_act: whether a comparison passes the size gate for Action needed.
        may_watch: the same for Watch.
        may_clear: the same for No concern.
        adjusted_p: Holm-adjusted p-values of "within the band", from the filling-in that comes closest to it.
        watch_q: Benjamini-Hochberg-adjusted p-values of "no difference".
        alpha: the accepted chance of any false Action needed.
        fdr: the accepted share of false ones among those watched.

    Returns:
        The values of ``Verdict``, of the broadcast shape.

    """
    low_end, high_end = np.asarray(band_low, dtype=np.float64), np.asarray(band_high, dtype=np.float64)
    p, q = np.asarray(adjusted_p, dtype=np.float64), np.asarray(watch_q, dtype=np.float64)
    act = np.asarray(may_act) & (p <= alpha) & ((least.low > high_end) | (most.high < low_end))
    watch = np.asarray(may_watch) & (q <= fdr) & ((least.value > high_end) | (most.value < low_end))
    clear = np.asarray(may_clear) & (least.low >= low_end) & (most.high <= high_end)
    numbers = [getattr(e, field) for e in (least, most) for field in ("value", "low", "high")]
    undefined = [np.isnan(number) for number in (*numbers, low_end, high_end, p, q)]
    unclear = np.logical_or.reduce(np.broadcast_arrays(*undefined))
    words = [Verdict.CANNOT_TELL, Verdict.ACTION_NEEDED, Verdict.WATCH, Verdict.NO_CONCERN]
    conditions = list(np.broadcast_arrays(unclear, act, watch, clear))
    return np.asarray(np.select(conditions, [word.value for word in words], words[0].value), dtype=np.str_)
