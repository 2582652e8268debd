"""The plan's limits as something that an option keeps or does not keep, for whatever cells it leads to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from policeaudit.checks.evidence import Evidence, View, noun
from policeaudit.checks.limits import limits_for
from policeaudit.measures import MEASURES, Fill, FloatArray, Measure
from policeaudit.plan.parts import Limit, Rules
from policeaudit.stats.rule import events_gate
from policeaudit.text import Text, list_of, whole
from policeaudit.thresholds.options import BoolArray, Counts, Options

MOVED = ("precision", "recall", "false_positive_rate", "false_negative_rate", "selection_rate")
"""Measures that a threshold moves and that a limit is looked at for."""
HAIR = 2e-6
"""A limit is kept where it is missed by less: the solver's own tolerance."""
_OPPOSITE: dict[Fill, Fill] = {"observed": "observed", "lowest": "highest", "highest": "lowest"}


@dataclass(frozen=True)
class Criterion:
    """One limit in one view; ``judged`` and ``reference`` are places among the view's groups."""

    view: View
    limit: Limit
    measure: Measure
    judged: tuple[int, ...]
    reference: int | None
    recorded: tuple[int, ...]
    """The groups that make up "all others" where there is no reference."""
    tightened: float = 0.0
    """How much stricter than the limit it is."""

    @property
    def groups(self) -> tuple[int, ...]:
        """All groups whose threshold matters."""
        return self.judged if self.reference is None else (*self.judged, self.reference)

    @property
    def sign(self) -> int:
        """1 where a higher rate is worse for a group."""
        return 1 if self.measure.worse == "higher" else -1

    @property
    def band(self) -> tuple[float, float]:
        """The accepted values, as in ``checks.comparison``."""
        limit, less = self.limit.value, self.tightened
        if self.limit.kind == "ratio":
            lowest = min(limit + less, 1.0)
            return lowest, 1 / lowest
        return (-np.inf, -less) if self.limit.kind == "target" else (-max(limit - less, 0.0), max(limit - less, 0.0))

    def tighter(self, by: float) -> Criterion:
        """The same, stricter."""
        return replace(self, tightened=self.tightened + by)

    def at(self, size: float) -> Criterion:
        """The same with another size accepted, as ``size`` measures it."""
        kind, limit = self.limit.kind, self.limit.value
        by = size - limit if kind == "ratio" else (limit if kind == "gap" else 0.0) - size
        return replace(self, tightened=by)

    def values(self, cells: Counts, *, most: bool | None = None) -> FloatArray:
        """Gap, ratio or shortfall of each judged group, shape (..., judged) for cells of shape (..., groups, 8).

        Args:
            cells: counts.
            most: fill missing outcomes in so that values are as large (True) or as small (False) as they can be; None leaves
                them out.

        """
        fill: Fill = "observed"
        if most is not None:
            fill = "highest" if most == (self.limit.kind == "ratio" or self.sign > 0) else "lowest"
        rate, other = self.sides(cells, fill)
        if self.limit.kind == "ratio":
            return _over(rate, other)
        return np.asarray(self.sign * (rate - other))

    def sides(self, cells: Counts, fill: Fill = "observed") -> tuple[FloatArray, FloatArray]:
        """Rates of the judged groups, and of what each is held against, which is filled in the opposite way."""
        own, n = self.measure.ratio(cells, fill)
        rate = _over(own, n)[..., self.judged]
        if self.limit.kind == "target":
            return rate, np.full(rate.shape, self.limit.value)
        theirs, m = self.measure.ratio(cells, _OPPOSITE[fill])
        if self.reference is not None:
            return rate, np.broadcast_to(_over(theirs, m)[..., [self.reference]], rate.shape)
        k, rows = (x[..., self.recorded].sum(-1)[..., None] - x[..., self.judged] for x in (theirs, m))
        return rate, _over(k, rows)

    def excess(self, low: FloatArray, high: FloatArray) -> float:
        """By how much ranges reach beyond the band at the worst; NaN counts as unbounded."""
        least, most = self.band
        beyond = np.max(np.maximum(high - most, least - low), initial=-np.inf)
        return float(np.inf if np.isnan(beyond) else beyond)

    def kept(self, values: FloatArray) -> BoolArray:
        """Whether all judged groups lie in the band, shape ``values.shape[:-1]``; undefined values do not."""
        low, high = self.band
        return np.asarray(((values >= low - HAIR) & (values <= high + HAIR)).all(-1))

    def size(self, values: FloatArray) -> FloatArray:
        """One number a set of values: the largest gap, the ratio furthest from 1, or the largest shortfall (0: none)."""
        if self.limit.kind == "ratio":
            with np.errstate(divide="ignore"):
                return np.asarray(np.minimum(values, 1 / values).min(-1))
        if self.limit.kind == "target":
            return np.asarray(np.maximum(values, 0.0).max(-1))
        return np.asarray(np.abs(values).max(-1))

    def eventful(self, cells: Counts, deff: FloatArray, min_events: int) -> bool:
        """Whether there are events enough to tell anything from (cells of shape (groups, 8))."""
        _, n = self.measure.ratio(cells)
        rate, other = self.sides(cells)
        effective = n / deff
        mine = effective[list(self.judged)]
        if self.limit.kind == "target":
            return bool(events_gate(rate, mine, rate, mine, min_events).all())
        if self.reference is not None:
            theirs = np.full(len(mine), effective[self.reference])
        else:
            theirs = effective[list(self.recorded)].sum() - mine
        return bool(events_gate(rate, mine, other, theirs, min_events).all())


@dataclass(frozen=True)
class Unmeasured:
    """A limit that cannot be judged in this log at any threshold, and why."""

    view: View
    limit: Limit
    reason: Text


@dataclass(frozen=True)
class Judging:
    """A limit that can be judged, and the groups that it leaves out because too little is known of them."""

    criterion: Criterion
    left_out: Text | None


def criteria(evidence: Evidence) -> list[Judging | Unmeasured]:
    """Every limit of the plan that a threshold can move, in every view that it applies to."""
    return [
        _criterion(view, limit, evidence)
        for view in evidence.views.values()
        for measure in MOVED
        for limit in limits_for(evidence.plan, measure, view.name)
    ]


_FEW = Text(
    en="fewer than {least} rows with an outcome that this measure needs",
    zh="该指标所需的有核查结果的记录不足{least}条",
)
_LEFT_OUT = Text(en="Left out, because too little is known of them: {groups}.", zh="因资料过少而未纳入：{groups}。")
_REASON = Text(en="{group}: {reason}", zh="{group}：{reason}")


def _criterion(view: View, limit: Limit, evidence: Evidence) -> Judging | Unmeasured:
    measure = MEASURES[limit.measure]
    rates = evidence.rates(measure, view.name)
    few = _FEW.fill(least=whole(evidence.plan.rules.min_n))
    reasons = [
        reason or (few if rates.n_effective[i] < evidence.plan.rules.min_n else None)
        for i, reason in enumerate(rates.reasons)
    ]
    recorded = [i for i, group in enumerate(view.groups) if view.is_recorded(group)]
    reference = None
    if limit.kind != "target" and view.reference is not None:
        reference = rates.at(view.reference)
        if reason := reasons[reference]:
            return Unmeasured(view, limit, _REASON.fill(group=noun(view, view.reference), reason=reason))
    wanted = [i for i in recorded if i != reference]
    judged = [i for i in wanted if reasons[i] is None]
    others = judged if limit.kind == "target" or reference is not None else judged[1:]
    if not others:
        told = [r for i in wanted if (r := reasons[i]) is not None]
        return Unmeasured(view, limit, told[0] if told else few)
    left = [noun(view, view.groups[i]) for i in wanted if i not in judged]
    criterion = Criterion(view, limit, measure, tuple(judged), reference, tuple(recorded))
    return Judging(criterion, _LEFT_OUT.fill(groups=list_of(left)) if left else None)


def allowed(found: Sequence[Criterion], options: Options, deff: FloatArray, rules: Rules) -> BoolArray:
    """Options that may be taken, shape (groups, options): every criterion can be judged there."""
    free = np.broadcast_to(options.in_use, options.changed.shape).copy()
    for criterion in found:
        at = list(criterion.groups)
        free[at] &= options.judgeable(criterion.measure, deff, rules)[at]
    return free


def _over(part: Counts, rows: Counts) -> FloatArray:
    rate: FloatArray = np.divide(part, rows, out=np.full(np.shape(rows), np.nan), where=rows > 0)
    return rate
