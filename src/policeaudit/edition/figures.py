"""Rates, ranges and gaps of the public edition, computed from its published counts and from nothing else.

A rate has as many digits as rounded counts carry (``Publication.digits``). Ranges are those of the full edition on the published
counts, widened outward to whole percentages.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from policeaudit.assessment.model import Assessment, Range
from policeaudit.checks.not_measurable import NO_OUTCOME_COLUMN, ONLY_ALERTS
from policeaudit.edition.collect import cells, sum_of
from policeaudit.edition.protect import Published
from policeaudit.measures import B0, B1, CELLS, MEASURES, STATUSES, Fill, Measure
from policeaudit.stats.clusters import DEGREES_OF_FREEDOM
from policeaudit.stats.intervals import clopper_pearson, critical_value, difference, ratio, wilson
from policeaudit.text import Text

FEW_OUTCOMES = Text(
    en="outcomes are known for too few of the rows without a warning, and nothing shows that those were drawn at random",
    zh="未被预警的记录中有核查结果的过少，且没有依据表明这些记录是随机抽取的",
)
_QUIET = tuple(i for i, (alerted, _) in enumerate(CELLS) if not alerted)
_HAIR = 1e-9
NOTHING = Range(value=None, low=None, high=None, lower_bound=None, upper_bound=None)
Places = Sequence[tuple[str | None, str | None]]
"""The groups that a rate is of, each with its feature; (None, None): all rows."""


@dataclass(frozen=True)
class Rate:
    """A rate of published counts with its range, and with its bounds over the missing outcomes; a target has no error."""

    value: float
    n: float
    n_effective: float
    low: float
    high: float
    lower: float | None
    upper: float | None

    @property
    def settled(self) -> bool:
        """Whether no outcome is missing."""
        return self.lower is not None and self.lower == self.upper

    @classmethod
    def target(cls, value: float) -> Rate:
        """A target to be reached."""
        return cls(value, math.inf, math.inf, value, value, value, value)


def outward(low: float, high: float, step: int = 100) -> tuple[float, float]:
    """A range widened to whole percentages, or to multiples of 1/``step``."""
    return math.floor(low * step + _HAIR) / step, math.ceil(high * step - _HAIR) / step


def _turned(sign: int, ends: list[float]) -> tuple[float, float]:
    low, high = sorted(sign * end for end in ends)
    return outward(low, high)


def missing_places(measure: Measure) -> tuple[int, ...]:
    """The cells whose outcome would count if it were known."""
    sides = dict(zip((True, False), measure.lowest or (None, None), strict=True))
    return tuple(
        i for i, (alerted, status) in enumerate(CELLS) if status in STATUSES[2:] and sides[alerted] is not None
    )


def design_effects(full: Assessment) -> dict[str, float]:
    """The largest design effect of each measure among groups with enough rows; empty where rows are independent."""
    found: dict[str, float] = {}
    for x in full.measures:
        enough = x.n is not None and full.audit.publication.digits(x.n) is not None
        if x.measure in MEASURES and enough and x.n and x.n_effective:
            effect = math.ceil(x.n / x.n_effective * 10 - 1e-6) / 10
            found[x.measure] = max(effect, found.get(x.measure, 1.0))
    return found


class Figures:
    """What can be computed from published counts."""

    def __init__(self, full: Assessment, published: Published, effects: Mapping[str, float]) -> None:
        self.published, self.effects = published, effects
        rules = full.audit.rules
        self.crit = critical_value(rules.confidence, DEGREES_OF_FREEDOM if effects else math.inf)
        self.interval = wilson if rules.interval == "wilson" else clopper_pearson
        self.outcomes = full.intake.outcomes
        self.min_follow_up, self.publication = rules.min_follow_up, full.audit.publication

    def decimals(self, n: float) -> int:
        """Decimals of a percentage of ``n`` rows that is given."""
        return self.publication.digits(n) or 0

    def coarse(self, value: float, n: float) -> float:
        """A rate or a gap with as many decimals as its number of rows carries."""
        return round(value, 2 + self.decimals(n))

    def total(self, places: tuple[int, ...], where: Places) -> int | None:
        """A sum of cells over some groups."""
        return self.published.total(id_ for each in where for id_ in sum_of(places, *each))

    def rate(self, measure: str, where: Places) -> Rate | None:
        """A rate; None where a number behind it is withheld, the rows are too few, or too few outcomes are known."""
        entry = MEASURES[measure]
        counted, n = self.total(entry.numerator, where), self.total(entry.denominator, where)
        if counted is None or n is None or self.publication.digits(n) is None or self.lacking(measure, where):
            return None
        value, n_effective = min(counted, n) / n, n / self.effects.get(measure, 1.0)
        low, high = self.interval(value, n_effective, self.crit)
        return Rate(value, n, n_effective, float(low), float(high), *self._bounds(entry, value, where))

    def lacking(self, measure: str, where: Places) -> Text | None:
        """Why the log cannot support a rate, judged by the published counts as the full edition judges by the exact ones."""
        if not self.outcomes and measure != "selection_rate":
            return NO_OUTCOME_COLUMN
        needed = MEASURES[measure].needs_outcomes_beyond_alerts
        quiet, known = self.total(_QUIET, where), self.total((B1, B0), where)
        if quiet == 0 and (needed or measure == "selection_rate"):
            return ONLY_ALERTS
        if needed and (quiet is None or known is None or known < self.min_follow_up * quiet):
            return FEW_OUTCOMES
        return None

    def rests_on_withheld(self, measure: str, where: Places) -> bool:
        """Whether what a rate counts, or what it leaves over, is withheld: its verdict could tell about such a number."""
        entry = MEASURES[measure]
        rest = tuple(place for place in entry.denominator if place not in entry.numerator)
        return any(self.total(part, where) is None for part in (entry.numerator, rest))

    def _bounds(self, entry: Measure, value: float, where: Places) -> tuple[float | None, float | None]:
        """The least and the greatest value of a rate over all values of its missing outcomes."""
        missing = missing_places(entry)
        if not missing or all(self.published.counts[cells(*each)[i]] == 0 for each in where for i in missing):
            return value, value
        counts = [self.total((i,), where) for i in range(len(CELLS))]
        if any(counts[i] is None for i in {*entry.numerator, *entry.denominator, *missing}):
            return None, None
        known = np.array([n or 0 for n in counts], dtype=np.int64)
        fills: tuple[Fill, Fill] = ("lowest", "highest")
        low, high = (float(k / n) for k, n in (entry.ratio(known, fill) for fill in fills))
        return min(low, value), max(high, value)

    def gap(self, ours: Rate, theirs: Rate, worse: str) -> Range:
        """The gap, positive where it is worse for the first, with its range and bounds."""
        sign = -1 if worse == "lower" else 1
        if math.isinf(theirs.n):
            ends = [ours.low - theirs.value, ours.high - theirs.value]
        else:
            reached = difference(ours.value, ours.n_effective, theirs.value, theirs.n_effective, self.crit)
            ends = [float(end) for end in reached]
        low, high = _turned(sign, ends)
        value = self.coarse(sign * (ours.value - theirs.value), min(ours.n, theirs.n))
        lower, upper = None, None
        if ours.settled and theirs.settled:
            lower, upper = value, value
        elif (
            ours.lower is not None and ours.upper is not None and theirs.lower is not None and theirs.upper is not None
        ):
            lower, upper = _turned(sign, [ours.lower - theirs.upper, ours.upper - theirs.lower])
        return Range(value=value, low=min(low, value), high=max(high, value), lower_bound=lower, upper_bound=upper)

    def ratio(self, ours: Rate, theirs: Rate) -> Range:
        """The ratio of two rates, with one decimal more than their percentages."""
        if theirs.value == 0 or math.isinf(theirs.n):
            return NOTHING
        low, high = (
            float(end) for end in ratio(ours.value, ours.n_effective, theirs.value, theirs.n_effective, self.crit)
        )
        value = round(ours.value / theirs.value, 1 + self.decimals(min(ours.n, theirs.n)))
        lower, upper = (value, value) if ours.settled and theirs.settled else (None, None)
        if lower is None and ours.lower is not None and theirs.upper:
            lower = outward(ours.lower / theirs.upper, 0, 10)[0]
        if upper is None and ours.upper is not None and theirs.lower:
            upper = outward(0, ours.upper / theirs.lower, 10)[1]
        return Range(
            value=value,
            low=min(outward(low, low, 10)[0], value),
            high=None if math.isinf(high) else max(outward(high, high, 10)[1], value),
            lower_bound=lower,
            upper_bound=upper,
        )
