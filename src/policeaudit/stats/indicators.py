"""Is a better indicator a better performance? Its change taken apart, and the runs that can be compared."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from policeaudit.stats._arrays import FloatArray, count


@dataclass(frozen=True)
class Counts:
    """What an indicator is made of in one period: its numerator and denominator by kind of case, shape (K,)."""

    part: npt.ArrayLike
    whole: npt.ArrayLike


@dataclass(frozen=True)
class ChangeParts:
    """An indicator before and after, and what its change is made of: the four parts add up to it."""

    before: float
    after: float
    case_mix: float
    """More of the kinds that are easily counted as a success, each kind as successful as it was."""
    performance: float
    """Each kind more successful, in the same mix."""
    definition: float
    """Counted in another way: the same period under the new and under the old definition."""
    unmatched: float
    """Kinds that only one of the periods has: no performance can be compared, so they are a change of mix too."""

    @property
    def change(self) -> float:
        """After minus before."""
        return self.after - self.before


def change_parts(before: Counts, after: Counts, after_old_definition: Counts | None = None) -> ChangeParts:
    """The change of an indicator split into case mix, performance and definition.

    Kitagawa (1955; the case of two factors in Das Gupta 1993): mix = sum (w2 - w1)(r1 + r2)/2 and performance =
    sum (r2 - r1)(w1 + w2)/2 over the kinds that both periods have, with shares among these; what the other kinds add is
    told apart (Nopo 2008). Registered cases are counted, not sampled, so the parts have no range of their own.

    Args:
        before: the earlier period.
        after: the later one, same kinds in the same order, as it was published.
        after_old_definition: the later period counted by the earlier definition, where the definition changed.

    Returns:
        The parts, as differences of fractions; all NaN where either period has no cases or a count is missing;
        ``case_mix`` and ``performance`` are NaN where no kind is in both periods.

    Raises:
        ValueError: when a count is negative, a part exceeds its whole, or the shapes differ.

    """
    part1, whole1 = _counts(before)
    part2, whole2 = _counts(after)
    old_part, old_whole = (part2, whole2) if after_old_definition is None else _counts(after_old_definition)
    if not whole1.shape == whole2.shape == old_whole.shape:
        msg = "both periods must have the same kinds of case"
        raise ValueError(msg)
    value1, value2, old_value = _total(part1, whole1), _total(part2, whole2), _total(old_part, old_whole)
    both = (whole1 > 0) & (old_whole > 0)
    common1, common2 = _total(part1[both], whole1[both]), _total(old_part[both], old_whole[both])
    mix = performance = np.nan
    if both.any():
        rate1, rate2 = part1[both] / whole1[both], old_part[both] / old_whole[both]
        share1, share2 = whole1[both] / whole1[both].sum(), old_whole[both] / old_whole[both].sum()
        mix = float(((share2 - share1) * (rate1 + rate2) / 2).sum())
        performance = float(((rate2 - rate1) * (share1 + share2) / 2).sum())
    unmatched = (old_value - common2) - (value1 - common1)
    return ChangeParts(value1, value2, mix, performance, value2 - old_value, unmatched)


def comparable_runs(periods: Sequence[tuple[Any, Any]], changes: Iterable[Any]) -> list[tuple[int, int]]:
    """The runs of consecutive periods in which nothing was redefined.

    A change on the first day of a period begins a new run there; a change inside a period takes that period out of
    every run, because its figures are counted partly in one way and partly in the other.

    Args:
        periods: first and last day (or number) of each period, in order and without overlap.
        changes: the days (numbers) from which a new definition, limit or weight applied.

    Returns:
        First and last place of each run, both included, counted from 0.

    Raises:
        ValueError: when the periods are not in order.

    """
    if any(first > last for first, last in periods) or any(one[1] >= other[0] for one, other in pairwise(periods)):
        msg = "periods must be in order and must not overlap"
        raise ValueError(msg)
    days = sorted(changes)
    runs: list[tuple[int, int]] = []
    start: int | None = None
    for place, (first, last) in enumerate(periods):
        mixed = any(first < day <= last for day in days)
        broken = place > 0 and any(periods[place - 1][1] < day <= first for day in days)
        if start is not None and (mixed or broken):
            runs.append((start, place - 1))
            start = None
        if start is None and not mixed:
            start = place
    if start is not None:
        runs.append((start, len(periods) - 1))
    return runs


def longest_run(periods: Sequence[tuple[Any, Any]], changes: Iterable[Any]) -> int:
    """How many periods in a row can be compared at most.

    Raises:
        ValueError: as ``comparable_runs``.

    """
    return max((last - first + 1 for first, last in comparable_runs(periods, changes)), default=0)


def _counts(counts: Counts) -> tuple[FloatArray, FloatArray]:
    part, whole = np.broadcast_arrays(count("part", counts.part), count("whole", counts.whole))
    if np.any(part > whole):
        msg = "a part must not exceed its whole"
        raise ValueError(msg)
    return part, whole


def _total(part: FloatArray, whole: FloatArray) -> float:
    total = whole.sum()
    return float(part.sum() / total) if total > 0 else np.nan
