"""Comparisons: a measure of a group held against its reference, or against a target, and judged by the rule.

A gap is oriented so that more is worse for the group. Where outcomes are missing, a verdict has to hold for every value
of them, so a comparison is computed under the filling-in that makes it least and the one that makes it most.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from policeaudit.checks.check import Check
from policeaudit.checks.claim import Claim
from policeaudit.checks.evidence import Evidence, Rates, View
from policeaudit.checks.judging import BoolArray, Held, Ruling, held, rule_on
from policeaudit.checks.limits import limits_for
from policeaudit.measures import Fill, FloatArray, Measure
from policeaudit.plan.any_limit import AnyLimit
from policeaudit.plan.parts import REST, Rules
from policeaudit.stats.intervals import difference, ratio
from policeaudit.stats.planning import (
    needed_to_clear,
    needed_to_clear_ratio,
    needed_to_confirm,
    needed_to_confirm_ratio,
)
from policeaudit.stats.pvalues import difference_p, rate_p, ratio_p
from policeaudit.stats.rule import Estimates, Verdict, events_gate, smallest_gate
from policeaudit.text import Text

_OPPOSITE: dict[Fill, Fill] = {"observed": "observed", "lowest": "highest", "highest": "lowest"}


@dataclass(frozen=True)
class Side:
    """The group or the reference of a comparison: one entry of some rates."""

    rates: Rates
    index: int

    def filled(self, fill: Fill) -> tuple[float, float]:
        """Rate and effective n under a filling-in."""
        p, n = self.rates.filled[fill]
        return float(p[self.index]), float(n[self.index])

    @property
    def value(self) -> float:
        """The rate over the known outcomes; NaN where it is undefined or not measurable."""
        return float(self.rates.value[self.index])

    @property
    def reason(self) -> Text | None:
        """Why the rate cannot be measured, if it cannot."""
        return self.rates.reasons[self.index]

    @property
    def has_rows(self) -> bool:
        """Whether the log holds the group at all."""
        return bool(self.rates.rows[self.index] > 0)

    @property
    def n(self) -> int:
        """Rows that the rate is over."""
        return int(self.rates.n[self.index])

    @property
    def missing(self) -> int:
        """Rows that would count if their outcome were known."""
        return int(self.rates.missing[self.index])


@dataclass(frozen=True)
class Comparison:
    """One question: this measure, this group, held against this reference (None: a target) under this limit."""

    check: Check
    measure: Measure
    view: View
    group: str
    reference: str | None
    limit: AnyLimit | None
    side: Side
    other: Side | None

    @property
    def missing(self) -> int:
        """Rows on either side that would count if their outcome were known."""
        return self.side.missing + (self.other.missing if self.other else 0)

    @property
    def kind(self) -> str:
        """What the limit limits; a comparison without a limit is shown as a gap."""
        return self.limit.kind if self.limit else "gap"


@dataclass(frozen=True)
class Judged:
    """A comparison with its numbers and its verdict (None: no limit set)."""

    comparison: Comparison
    verdict: Verdict | None
    gap: tuple[float, float, float, float, float]
    """value, low, high, lower bound, upper bound"""
    ratio: tuple[float, float, float, float, float]
    adjusted_p: float
    watch_q: float
    large_enough: bool
    needed: int | None
    alone: Verdict | None
    """The verdict if the missing outcomes were left out of account."""
    missing_decides: bool
    """Whether it is the missing outcomes, not the number of cases, that leave it open."""
    too_rare: bool = False
    """Whether the range lies beyond the limit and yet a result is too rare in a group to rely on it."""


def comparisons(
    check: Check,
    measure: Measure,
    view: View,
    evidence: Evidence,
    limits_of: str | None = None,
    limits: Sequence[AnyLimit] | None = None,
) -> list[Comparison]:
    """All comparisons of a measure in a view: under each limit that applies, or one without a limit.

    ``limits_of``: the view whose limits apply, where a check has derived this one from it. ``limits``: those of a table.
    """
    rates = evidence.rates(measure, view.name)
    if limits is None:
        limits = limits_for(evidence.plan, measure.name, limits_of or view.name)
    found = []
    for limit in limits if any(limit.kind != "target" for limit in limits) else [*limits, None]:
        if limit is not None and limit.kind == "target":
            groups = [group for group in view.groups if view.is_recorded(group)]
            found += [
                Comparison(check, measure, view, group, None, limit, Side(rates, rates.at(group)), None)
                for group in groups
            ]
            continue
        for group in view.compared:
            at = rates.at(group)
            if view.reference is not None:
                other, reference = Side(rates, rates.at(view.reference)), view.reference
            else:
                other, reference = Side(evidence.rates_of_the_others(measure, view.name), at), REST
            found.append(Comparison(check, measure, view, group, reference, limit, Side(rates, at), other))
    return found


@dataclass(frozen=True)
class Judgement:
    """Everything that was judged together: comparisons, and claims with verdict and p-values (in their order)."""

    comparisons: list[Judged]
    claims: list[tuple[Claim, Verdict | None, float, float]]
    family_size: int
    """How many of them share the error rate."""


def judge(found: list[Comparison], evidence: Evidence) -> list[Judged]:
    """Judge comparisons where there are no claims beside them."""
    return judge_together(found, [], evidence).comparisons


def judge_together(found: list[Comparison], claims: Sequence[Claim], evidence: Evidence) -> Judgement:
    """Judge all comparisons and claims of an audit: those with a limit share the error rate of the plan's rules."""
    rules = evidence.plan.rules
    ours, theirs = _Bench(found, evidence) if found else None, held(claims)
    together = ours.held().then(theirs) if ours else theirs
    ruling = rule_on(together, rules)
    n = len(found)
    return Judgement(
        ours.judged(ruling) if ours else [],
        [
            (claim, ruling.words[i], float(ruling.adjusted_p[i]), float(ruling.watch_q[i]))
            for i, claim in enumerate(claims, n)
        ],
        int(together.in_family.sum()),
    )


_CERTAIN = 1e15
"""Rows that stand behind a target: so many that it has no sampling error."""


def _finite(sides: tuple[FloatArray, ...]) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    p, n, r, m = sides
    return p, n, r, np.where(np.isinf(m), _CERTAIN, m)


class _Bench:
    """All comparisons as arrays; group quantities are called p, reference quantities r."""

    def __init__(self, found: list[Comparison], evidence: Evidence) -> None:
        self.found = found
        self.rules: Rules = evidence.plan.rules
        self.crit, self.df, self.interval = evidence.crit, evidence.df, evidence.interval
        self.limited = np.array([c.limit is not None for c in found])
        self.is_target = np.array([c.kind == "target" for c in found])
        self.is_ratio = np.array([c.kind == "ratio" for c in found])
        self.limit = np.array([c.limit.value if c.limit else np.nan for c in found])
        self.worse_low = np.array([c.measure.worse == "lower" for c in found])
        band = np.where(self.is_ratio, self.limit, np.where(self.is_target, -np.inf, -self.limit))
        self.band_low = np.where(np.isnan(self.limit), np.nan, band)
        self.band_high = np.where(self.is_ratio, 1 / self.limit, np.where(self.is_target, 0.0, self.limit))
        self.measurable = np.array([c.side.rates.reasons[c.side.index] is None for c in found], dtype=bool) & np.array(
            [c.other is None or c.other.rates.reasons[c.other.index] is None for c in found], dtype=bool
        )

    def _sides(self, fill: Fill) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
        """p, n, r, m; the reference is filled the opposite way. A target is a reference without error."""
        group = np.array([c.side.filled(fill) for c in self.found])
        other = np.array(
            [
                c.other.filled(_OPPOSITE[fill]) if c.other else (c.limit.value if c.limit else np.nan, np.inf)
                for c in self.found
            ]
        )
        return group[:, 0], group[:, 1], other[:, 0], other[:, 1]

    def _extreme(self, *, most: bool) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
        """The sides under the filling-in that makes each comparison least (or most).

        A gap grows with the group's rate where more is worse and falls with it where less is worse; a ratio, always the
        group's rate over the reference's, grows with it.
        """
        grows = self.is_ratio | ~self.worse_low
        high, low = self._sides("highest"), self._sides("lowest")
        pick_high = grows == most
        return tuple(np.where(pick_high, h, x) for h, x in zip(high, low, strict=True))  # type: ignore[return-value]

    def _gap(self, sides: tuple[FloatArray, ...]) -> Estimates:
        p, n, r, m = _finite(sides)
        low, high = difference(p, n, r, m, self.crit)
        t_low, t_high = self.interval(p, n, self.crit)
        low, high = np.where(self.is_target, t_low - r, low), np.where(self.is_target, t_high - r, high)
        value = p - r
        return Estimates(
            np.where(self.worse_low, -value, value),
            np.where(self.worse_low, -high, low),
            np.where(self.worse_low, -low, high),
        )

    def _ratio(self, sides: tuple[FloatArray, ...]) -> Estimates:
        p, n, r, m = _finite(sides)
        low, high = ratio(p, n, r, m, self.crit)
        value = np.divide(p, r, out=np.full(len(p), np.nan), where=r > 0)
        return Estimates(value, low, high)

    def _judged_on(self, sides: tuple[FloatArray, ...]) -> Estimates:
        gap, quotient = self._gap(sides), self._ratio(sides)
        return Estimates(
            *(np.where(self.is_ratio, getattr(quotient, f), getattr(gap, f)) for f in ("value", "low", "high"))
        )

    def _p(self, least: tuple[FloatArray, ...], most: tuple[FloatArray, ...], limit: FloatArray) -> FloatArray:
        """The p-values that each gap lies within ±limit."""
        x = [np.where(self.worse_low, b, a) for a, b in ((least[0], least[2]), (least[1], least[3]))]
        y = [np.where(self.worse_low, a, b) for a, b in ((least[0], least[2]), (least[1], least[3]))]
        above = difference_p(x[0], x[1], y[0], y[1], limit, self.df)
        x = [np.where(self.worse_low, b, a) for a, b in ((most[0], most[2]), (most[1], most[3]))]
        y = [np.where(self.worse_low, a, b) for a, b in ((most[0], most[2]), (most[1], most[3]))]
        below = difference_p(y[0], y[1], x[0], x[1], limit, self.df)
        return np.asarray(np.fmin(above, below))

    def _p_values(self, least: tuple[FloatArray, ...], most: tuple[FloatArray, ...], *, zero: bool) -> FloatArray:
        """The p-values of "within the limit", or of "no gap at all"."""
        p, n, r, m = _finite(least)
        p2, n2, r2, m2 = _finite(most)
        gap = self._p((p, n, r, m), (p2, n2, r2, m2), np.zeros(len(self.found)) if zero else self.limit)
        bound = np.ones(len(self.found)) if zero else 1 / self.limit
        quotient = np.fmin(ratio_p(p, n, r, m, bound, self.df), ratio_p(r2, m2, p2, n2, bound, self.df))
        short = np.where(self.worse_low, 1 - p, p), np.where(self.worse_low, 1 - r, r)
        target = rate_p(short[0], n, short[1], self.df)
        return np.asarray(np.where(self.is_target, target, np.where(self.is_ratio, quotient, gap)))

    @cached_property
    def _gates(self) -> tuple[BoolArray, BoolArray]:
        p, n, r, m = self._sides("observed")
        large = smallest_gate(n, m, self.rules.min_n) & self.measurable
        events = events_gate(
            p, n, np.where(self.is_target, p, r), np.where(self.is_target, n, m), self.rules.min_events
        )
        return large, large & events

    def held(self, *, observed: bool = False) -> Held:
        """The comparisons as they are judged; ``observed`` leaves the missing outcomes out of account."""
        known = self._sides("observed")
        least, most = (known, known) if observed else (self._extreme(most=False), self._extreme(most=True))
        large, eventful = self._gates
        return Held(
            self._judged_on(least),
            self._judged_on(most),
            self.band_low,
            self.band_high,
            self.limited,
            self.in_family,
            large,
            eventful,
            self._p_values(least, most, zero=False),
            self._p_values(least, most, zero=True),
        )

    @cached_property
    def in_family(self) -> BoolArray:
        """Comparisons with a limit, and rows enough for it if all their outcomes were known.

        So it depends on sizes only: neither what the outcomes are nor which of them go missing makes the correction milder.
        """
        rows, others = (
            np.array([np.inf if side is None else side.n + side.missing for side in sides], dtype=np.float64)
            for sides in ([c.side for c in self.found], [c.other for c in self.found])
        )
        possible: BoolArray = self.limited & self.measurable & smallest_gate(rows, others, self.rules.min_n)
        return possible

    def judged(self, ruling: Ruling) -> list[Judged]:
        """The comparisons with their verdicts, which come first in the ruling."""
        observed = self._sides("observed")
        least, most = self._extreme(most=False), self._extreme(most=True)
        large, eventful = self._gates
        alone = rule_on(self.held(observed=True), self.rules).words
        gap, quotient = self._gap(observed), self._ratio(observed)
        extremes = self._gap(least).value, self._gap(most).value  # a ratio may grow where the gap shrinks
        gap_bounds = np.minimum(*extremes), np.maximum(*extremes)
        ratio_sides = self._sides("lowest"), self._sides("highest")
        ratio_bounds = tuple(np.divide(s[0], s[2], out=np.full(len(s[0]), np.nan), where=s[2] > 0) for s in ratio_sides)
        needed = self._needed(observed)
        inside = [self._inside(self._judged_on(sides).value) for sides in (least, most)]
        words = ruling.words[: len(self.found)]
        open_ = np.array([word is Verdict.CANNOT_TELL for word in words])
        moved = np.array([one is not other for one, other in zip(words, alone, strict=True)])
        decides = open_ & large & (moved | (inside[0] != inside[1]))
        beyond = (self._judged_on(least).low > self.band_high) | (self._judged_on(most).high < self.band_low)
        too_rare = open_ & large & ~eventful & beyond
        return [
            Judged(
                comparison=c,
                verdict=words[i],
                gap=self._five(gap, gap_bounds, i),
                ratio=self._five(quotient, ratio_bounds, i),
                adjusted_p=float(ruling.adjusted_p[i]),
                watch_q=float(ruling.watch_q[i]),
                large_enough=bool(large[i]),
                needed=None if np.isnan(needed[i]) or np.isinf(needed[i]) else int(needed[i]),
                alone=alone[i],
                missing_decides=bool(decides[i]),
                too_rare=bool(too_rare[i]),
            )
            for i, c in enumerate(self.found)
        ]

    def _inside(self, value: FloatArray) -> BoolArray:
        return (value >= self.band_low) & (value <= self.band_high)

    def _five(self, e: Estimates, bounds: tuple[FloatArray, ...], i: int) -> tuple[float, float, float, float, float]:
        measurable = self.measurable[i] and not np.isnan(e.value[i])
        value, low, high = (float(x[i]) if measurable else np.nan for x in (e.value, e.low, e.high))
        return value, low, high, float(bounds[0][i]), float(bounds[1][i])

    def _needed(self, observed: tuple[FloatArray, ...]) -> FloatArray:
        """Followed-up rows of the group that would settle it: to confirm the gap that is seen, or else to clear it.

        A planning figure (80 % power), from the sizes and design effects at hand.
        """
        p, n, r, m = observed
        rows = np.array([c.side.n for c in self.found], dtype=float)
        deff = np.divide(rows, n, out=np.ones(len(rows)), where=n > 0)
        k = np.where(np.isinf(m) | (n <= 0), 1e9, np.divide(m, n, out=np.ones(len(n)), where=n > 0))
        family = max(int(self.in_family.sum()), 1)
        judged = self._judged_on(observed).value
        beyond = (judged > self.band_high) | (judged < self.band_low)
        ratio_limit = np.where(judged > 1, 1 / self.limit, self.limit)
        limit = np.where(self.is_target, 0.0, self.limit)
        # a rate that reaches its target is cleared once its distance to the target is told apart from zero
        confirmed = beyond | self.is_target
        plans = {"k": k, "deff": deff, "alpha": self.rules.alpha, "df": self.df}
        confirm = {**plans, "comparisons": np.where(beyond, family, 1)}
        with np.errstate(all="ignore"):
            needed = np.select(
                [confirmed & self.is_ratio, confirmed, self.is_ratio],
                [
                    needed_to_confirm_ratio(np.where(confirmed & self.is_ratio, p, np.nan), r, ratio_limit, **confirm),
                    needed_to_confirm(np.where(confirmed & ~self.is_ratio, p, np.nan), r, limit, **confirm),
                    needed_to_clear_ratio(np.where(~confirmed & self.is_ratio, p, np.nan), self.limit, **plans),
                ],
                needed_to_clear(np.where(confirmed | self.is_ratio, np.nan, p), self.limit, **plans),
            )
        needed = np.maximum(needed, self.rules.min_n * deff)  # fewer never pass the size gate
        return np.where(self.measurable, np.ceil(needed), np.nan)
