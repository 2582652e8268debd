"""The thresholds that keep limits and change the fewest warnings: one for everybody, and one for each group.

"Fewest changes" weighs nothing against anything: whether a real case missed is worse than a person disturbed for nothing
is not for a tool to say, so both are told as the price.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from policeaudit.measures import FloatArray, IntArray
from policeaudit.stats.thresholds import Bound, cheapest
from policeaudit.thresholds.criteria import Criterion
from policeaudit.thresholds.options import NOW, BoolArray, Counts, Options


def kept_everywhere(found: Sequence[Criterion], cells: Counts) -> BoolArray:
    """Whether all criteria are kept, for cells of shape (..., groups, 8)."""
    return np.asarray(np.all([criterion.kept(criterion.values(cells)) for criterion in found], axis=0))


def common(found: Sequence[Criterion], options: Options, free: BoolArray, visits: int) -> list[int]:
    """The cuts that keep all criteria when they hold for everybody, those that change the fewest warnings first."""
    groups = sorted({group for criterion in found for group in criterion.groups})
    cells = np.moveaxis(options.cells, 0, 1)  # (options, groups, 8)
    good = free[groups].all(0) & (options.alerts.sum(0) <= visits) & kept_everywhere(found, cells)
    good[NOW] = False
    cuts = np.flatnonzero(good)
    return [int(cut) for cut in cuts[np.argsort(options.changed.sum(0)[cuts], kind="stable")]]


def for_each(found: Sequence[Criterion], options: Options, free: BoolArray, visits: int) -> IntArray | None:
    """The option of each group that keeps all criteria with the fewest changes; None where there is none.

    Groups that no criterion judges stay as they are. Without a reference, precision is held within the limit of one
    common level, because the precision of "all others" is no linear function of their thresholds: that is enough to keep
    the limit, but thresholds that keep it in another way are not found.
    """
    allowed = free.copy()
    touched = {group for criterion in found for group in criterion.groups}
    for group in set(range(len(allowed))) - touched:
        allowed[group] = False
        allowed[group, NOW] = True
    allowed[:, :NOW] &= options.changed[:, :NOW] > 0  # a cut that changes nothing is the warnings as they are
    bounds = [Bound(options.alerts.astype(np.float64), 0.0, float(visits))]
    levels = 0
    for criterion in found:
        more, levels = _bounds(criterion, options, allowed, levels)
        bounds += more
    chosen = cheapest(options.changed, allowed, bounds)
    # "all others" may hold groups that are left out: whatever the program says, the limits themselves decide
    return chosen if chosen is not None and kept_everywhere(found, taken(options.cells, chosen)) else None


def taken(values: IntArray, chosen: IntArray) -> IntArray:
    """What each group has under its option: (groups, options, ...) -> (groups, ...)."""
    return values[np.arange(len(chosen)), chosen]


def _bounds(criterion: Criterion, options: Options, allowed: BoolArray, level: int) -> tuple[list[Bound], int]:
    """A criterion as bounds, and how many levels are in use; a target forbids options instead."""
    k, n = criterion.measure.ratio(options.cells)
    rate = np.divide(k, n, out=np.zeros(n.shape), where=n > 0)
    kind, (low, high) = criterion.limit.kind, criterion.band
    if kind == "target":
        for group in criterion.judged:
            allowed[group] &= _reached(criterion, options, group)
        return [], level
    if criterion.reference is None and criterion.measure.name == "precision":
        return _near_one_level(criterion, rate, level), level + 1
    found = []
    for group in criterion.judged:
        own = _only(rate, [group])
        other = _others(criterion, k, n, rate, group)
        if kind == "ratio":
            found += [Bound(own - low * other, 0.0, np.inf), Bound(own - high * other, -np.inf, 0.0)]
        else:
            found.append(Bound(own - other, low, high))
    return found, level


def _others(criterion: Criterion, k: IntArray, n: IntArray, rate: FloatArray, group: int) -> FloatArray:
    """The weights of what a group is held against; the rows behind its rate are the same under every option."""
    if criterion.reference is not None:
        return _only(rate, [criterion.reference])
    rest = [other for other in criterion.recorded if other != group]
    return _only(k / max(float(n[rest, NOW].sum()), 1.0), rest)


def _near_one_level(criterion: Criterion, rate: FloatArray, level: int) -> list[Bound]:
    """All groups between one level and the limit above it."""
    _, high = criterion.band
    found = []
    for group in criterion.judged:
        own = _only(rate, [group])
        if criterion.limit.kind == "ratio":
            found += [Bound(own, 0.0, np.inf, (level, -1.0)), Bound(own, -np.inf, 0.0, (level, -high))]
        else:
            found.append(Bound(own, 0.0, high, (level, -1.0)))
    return found


def _reached(criterion: Criterion, options: Options, group: int) -> BoolArray:
    at = criterion.judged.index(group)
    return criterion.kept(criterion.values(np.moveaxis(options.cells, 0, 1))[:, [at]])


def _only(values: FloatArray, groups: Sequence[int]) -> FloatArray:
    """The values of some groups, 0 elsewhere."""
    kept = np.zeros(values.shape)
    kept[list(groups)] = values[list(groups)]
    return kept
