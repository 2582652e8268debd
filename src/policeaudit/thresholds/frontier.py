"""The frontier of a limit: the smallest gap that so many changed warnings can buy, by one threshold and by one for each."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from policeaudit.checks.exhibit import known
from policeaudit.measures import FloatArray, IntArray
from policeaudit.thresholds.criteria import Criterion
from policeaudit.thresholds.model import FrontierLine, FrontierPoint, Strategy
from policeaudit.thresholds.options import NOW, BoolArray, Options
from policeaudit.thresholds.outlook import Outlook
from policeaudit.thresholds.search import for_each, taken

STEPS = 8
"""Accepted gaps between the present one and none, for which thresholds of each group are sought."""
MOST_POINTS = 12

Look = Callable[[IntArray], Outlook]
"""From the option of each group to what chance makes of it."""


def frontier(criterion: Criterion, options: Options, free: BoolArray, visits: int, look: Look) -> list[FrontierLine]:
    """Both lines of a limit that is not kept; each begins with the present state."""
    now = np.full(len(options.now), NOW)
    every = [np.full(len(now), cut) for cut in _cuts(criterion, options, free, visits)]
    each = [now]
    size_now = float(criterion.size(criterion.values(options.now)))
    aimed = 1.0 if criterion.limit.kind == "ratio" else 0.0
    for accepted in np.linspace(size_now, aimed, STEPS + 1)[1:]:
        chosen = for_each([criterion.at(float(accepted))], options, free, visits)
        if chosen is not None:
            each.append(chosen)
    return [
        _line("common", criterion, options, [now, *every], look),
        _line("each", criterion, options, each, look),
    ]


def _cuts(criterion: Criterion, options: Options, free: BoolArray, visits: int) -> list[int]:
    good = free[list(criterion.groups)].all(0) & (options.alerts.sum(0) <= visits)
    good[NOW] = False
    return [int(cut) for cut in np.flatnonzero(good)]


def _line(
    strategy: Strategy, criterion: Criterion, options: Options, choices: list[IntArray], look: Look
) -> FrontierLine:
    sizes = np.array([criterion.size(criterion.values(taken(options.cells, chosen))) for chosen in choices])
    changed = np.array([int(taken(options.changed, chosen).sum()) for chosen in choices])
    points = []
    for i in _best(changed, -sizes if criterion.limit.kind == "ratio" else sizes):
        low, high = look(choices[i]).ends(criterion)
        points.append(FrontierPoint(changed=int(changed[i]), size=float(sizes[i]), low=known(low), high=known(high)))
    return FrontierLine(strategy=strategy, points=points)


def _best(changed: IntArray, badness: FloatArray) -> list[int]:
    """The choices that no other beats both in changes and in badness, the fewest changes first, thinned out."""
    kept: list[int] = []
    for i in np.lexsort((badness, changed)):
        if np.isfinite(badness[i]) and (not kept or badness[i] < badness[kept[-1]] - 1e-12):
            kept.append(int(i))
    places = np.unique(np.linspace(0, len(kept) - 1, min(len(kept), MOST_POINTS)).round().astype(int))
    return [kept[place] for place in places]
