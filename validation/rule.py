"""The rule of the verdicts written a second time, on arrays and for complete outcomes only.

It takes a hundredth of the time of an audit, so that thousands of reports are affordable, and it is a check of the
product: study 3 judges generated files by the product too, and both must say the same of every comparison.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from itertools import compress

import numpy as np

from policeaudit.plan.parts import Rules
from policeaudit.stats.clusters import BUCKETS, DEGREES_OF_FREEDOM, design_effect
from policeaudit.stats.intervals import critical_value, difference, ratio, wilson
from policeaudit.stats.multiplicity import benjamini_hochberg, holm
from policeaudit.stats.pvalues import difference_p, rate_p, ratio_p
from policeaudit.stats.rule import Estimates, events_gate, smallest_gate, verdicts
from validation.subjects import Floats, buckets
from validation.world import Log, View, World

RULES = Rules()
WORSE = {"precision": "lower", "selection_rate": "higher"}


@dataclass(frozen=True)
class Said:
    """What one report says of its comparisons, in their order."""

    ids: list[str]
    verdict: np.ndarray
    adjusted_p: Floats
    watch_q: Floats
    large: np.ndarray
    in_family: np.ndarray


@dataclass(frozen=True)
class _Sides:
    """Rates and effective rows of the compared groups and of what each is held against, and the fewer of their rows."""

    p: Floats
    n: Floats
    r: Floats
    m: Floats
    fewer: Floats


def said(world: World, logs: list[Log]) -> list[Said]:
    """What the rule says of each of some logs of a world, all with repeating subjects or none; each is a report."""
    clustered = logs[0].subject is not None
    found = [_report(world, log, clustered=clustered) for log in logs]
    return _judged(world, found, float(DEGREES_OF_FREEDOM) if clustered else math.inf)


def said_of_counts(world: World, events: Floats, rows: Floats) -> list[Said]:
    """The same for independent rows of a world with one feature, from the events of each group in each report."""
    (view,) = world.judged
    ids = _ids(world, view)

    def report(k: Floats) -> tuple[_Sides, list[str]]:
        sides, compared = _compared(world, k[:, None], rows[:, None], clustered=False)
        return sides, list(compress(ids, compared))

    return _judged(world, [report(k) for k in events], math.inf)


def _judged(world: World, found: list[tuple[_Sides, list[str]]], df: float) -> list[Said]:
    sides = _joined([sides for sides, _ in found])
    numbers = _numbers(world, sides, df)
    ends = np.cumsum([len(ids) for _, ids in found])
    parts = (slice(end - len(ids), end) for end, (_, ids) in zip(ends, found, strict=True))
    return [_judge(world, numbers, sides, part, ids) for part, (_, ids) in zip(parts, found, strict=True)]


def _joined(parts: list[_Sides]) -> _Sides:
    return _Sides(
        *(np.concatenate([getattr(part, field) for part in parts]) for field in ("p", "n", "r", "m", "fewer"))
    )


def _report(world: World, log: Log, *, clustered: bool) -> tuple[_Sides, list[str]]:
    """The comparisons of one log with their ids."""
    parts, ids = [], []
    for view in world.judged:
        sides, compared = _sides(world, view, log, clustered=clustered)
        parts.append(sides)
        ids += compress(_ids(world, view), compared)
    return _joined(parts), ids


@cache
def _ids_of(measure: str, view: View, groups: tuple[str, ...], kind: str) -> list[str]:
    check = {"precision": "C01", "selection_rate": "C04"}[measure]
    return [f"{check}.{measure}.{'*'.join(view)}.{group}.{kind}" for group in groups]


def _ids(world: World, view: View) -> list[str]:
    return _ids_of(world.measure, view, tuple(world.groups(view)), world.kind)


def _sides(world: World, view: View, log: Log, *, clustered: bool) -> tuple[_Sides, np.ndarray]:
    """The comparisons of one view, and which of its groups are compared."""
    size, wide = len(world.groups(view)), BUCKETS if clustered else 1
    at = world.codes(view, log)
    if clustered:
        assert log.subject is not None
        at = at * BUCKETS + buckets()[log.subject]
    rows = np.bincount(at, minlength=size * wide).reshape(size, wide).astype(float)
    events = np.bincount(at, log.event, size * wide).reshape(size, wide)
    return _compared(world, events, rows, clustered=clustered)


def _compared(world: World, events: Floats, rows: Floats, *, clustered: bool) -> tuple[_Sides, np.ndarray]:
    """Rates of the compared groups, from counts of shape (groups, buckets), and which groups those are."""
    there = rows.sum(-1) > 0
    largest = rows.sum(-1).argmax()
    pooled = events[largest], rows[largest]

    def rate(y: Floats, m: Floats) -> tuple[Floats, Floats]:
        n = m.sum(-1)
        return y.sum(-1) / n, n / (design_effect(y, m, *pooled) if clustered else 1.0)

    p, n = rate(events[there], rows[there])
    size = rows[there].sum(-1)
    if world.kind == "target":
        return _Sides(p, n, np.full(len(p), world.limit["target_percent"] / 100), np.full(len(p), np.inf), size), there
    if world.against_the_rest:
        rest = rate(events.sum(0) - events[there], rows.sum(0) - rows[there])
        return _Sides(p, n, *rest, np.minimum(size, size.sum() - size)), there
    others = there & (np.arange(len(there)) > 0)  # the first is the reference
    reference = np.full(len(p) - 1, p[0]), np.full(len(p) - 1, n[0])
    return _Sides(p[1:], n[1:], *reference, np.minimum(size[1:], size[0])), others


@dataclass(frozen=True)
class _Numbers:
    """Values with their ranges, the accepted band, and the p-values of "within it" and of "no gap"."""

    value: Floats
    low: Floats
    high: Floats
    within: Floats
    no_gap: Floats
    band: tuple[float, float]


def _judge(world: World, numbers: _Numbers, sides: _Sides, part: slice, ids: list[str]) -> Said:
    p, n, r, m = (getattr(sides, field)[part] for field in "pnrm")
    large = smallest_gate(n, m, RULES.min_n)
    events = events_gate(p, n, *((p, n) if world.kind == "target" else (r, m)), RULES.min_events)
    family = sides.fewer[part] >= RULES.min_n

    def shared(p_values: Floats) -> Floats:
        return np.where(family, np.where(large & events, p_values[part], 1.0), np.nan)

    adjusted = np.nan_to_num(holm(shared(numbers.within)), nan=1.0)
    watch = np.nan_to_num(benjamini_hochberg(shared(numbers.no_gap)), nan=1.0)
    found = Estimates(numbers.value[part], numbers.low[part], numbers.high[part])
    words = verdicts(
        found,
        found,
        *numbers.band,
        may_act=large & events,
        may_watch=large & events,
        may_clear=large,
        adjusted_p=adjusted,
        watch_q=watch,
        alpha=RULES.alpha,
        fdr=RULES.watch_fdr,
    )
    return Said(ids, words, adjusted, watch, large, family)


def _numbers(world: World, s: _Sides, df: float) -> _Numbers:
    crit, (limit,) = critical_value(0.95, df), world.limit.values()
    lower_is_worse = WORSE[world.measure] == "lower"
    if world.kind == "ratio":
        ends = (1 / limit, 1)
        tests = [np.fmin(ratio_p(s.p, s.n, s.r, s.m, end, df), ratio_p(s.r, s.m, s.p, s.n, end, df)) for end in ends]
        return _Numbers(s.p / s.r, *ratio(s.p, s.n, s.r, s.m, crit), *tests, (limit, 1 / limit))
    if world.kind == "target":
        low, high = wilson(s.p, s.n, crit)
        short = rate_p(1 - s.p, s.n, 1 - s.r, df)
        return _Numbers(s.r - s.p, s.r - high, s.r - low, short, short, (-math.inf, 0.0))
    ends = (limit / 100, 0)
    tests = [
        np.fmin(difference_p(s.p, s.n, s.r, s.m, end, df), difference_p(s.r, s.m, s.p, s.n, end, df)) for end in ends
    ]
    low, high = difference(s.p, s.n, s.r, s.m, crit)
    gap = (s.r - s.p, -high, -low) if lower_is_worse else (s.p - s.r, low, high)
    return _Numbers(*gap, *tests, (-limit / 100, limit / 100))
