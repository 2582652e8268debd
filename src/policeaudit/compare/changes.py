"""Findings of two audits, matched by their ids, and how each changed: its verdict, and the size of its gap.

A gap that shrinks from either side gets better. "Worse" and "better" are said only where the whole range of the change lies
beyond zero for every value of the missing outcomes, after Holm's correction over all findings; all else is "no change
that we can detect", which does not show that nothing changed.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from enum import StrEnum

import numpy as np

from policeaudit.assessment.model import Assessment, Finding, Range, VerdictWord
from policeaudit.errors import DataError, Problem
from policeaudit.stats.clusters import DEGREES_OF_FREEDOM
from policeaudit.stats.intervals import critical_value
from policeaudit.stats.multiplicity import holm
from policeaudit.stats.paired import change, change_p
from policeaudit.text import Text

OPEN = (VerdictWord.ACTION_NEEDED, VerdictWord.WATCH)


class Course(StrEnum):
    """What became of a finding."""

    OPENS = "opens"
    NO_LONGER_SHOWN = "no_longer_shown"
    NO_LONGER_CLEARED = "no_longer_cleared"
    NEW = "new"
    GONE = "gone"
    STAYS_OPEN = "stays_open"
    CLOSES = "closes"
    CLEARED = "cleared"
    UNCHANGED = "unchanged"


class Direction(StrEnum):
    """What can be said of the size of its gap."""

    WORSE = "worse"
    BETTER = "better"
    NO_CHANGE = "no_change"
    NOT_COMPARABLE = "not_comparable"


@dataclass(frozen=True)
class Estimate:
    """A change with its 95 % range; ``least`` and ``most`` are what it can be over every value of the missing outcomes.

    ``reach_down`` and ``reach_up`` are how far the range reaches below the least and above the most.
    """

    value: float
    low: float
    high: float
    least: float
    reach_down: float
    most: float
    reach_up: float


@dataclass(frozen=True)
class Shift:
    """How the size of a gap changed, as fractions; positive: it grew."""

    before: float
    after: float
    value: float
    low: float
    high: float
    adjusted_p: float | None
    missing_decides: bool
    """Whether the range leaves zero out, but some value of the missing outcomes would bring it back."""
    turned: bool
    """Whether the gap now lies on the other side."""
    paired: bool
    """Whether subjects that both audits share were allowed for."""


@dataclass(frozen=True)
class Change:
    """A finding in both audits, or in one."""

    id: str
    before: Finding | None
    after: Finding | None
    course: Course
    direction: Direction
    shift: Shift | None

    @property
    def finding(self) -> Finding:
        """The later finding, or the earlier one where there is no other."""
        found = self.after or self.before
        assert found is not None  # noqa: S101 - a change has at least one
        return found

    @property
    def limit_changed(self) -> bool:
        """Whether the two audits hold the gap against different limits."""
        if not self.before or not self.after or not self.before.limit or not self.after.limit:
            return False
        return self.before.limit.value != self.after.limit.value


@dataclass(frozen=True)
class Comparison:
    """All changes between two audits, in the order of ``Course`` and worst first."""

    before: Assessment
    after: Assessment
    changes: list[Change]
    paired: bool = False

    def by_id(self) -> dict[str, Change]:
        """The changes by finding."""
        return {each.id: each for each in self.changes}


_NOTHING_SHARED = Text(
    en="has no comparison with a limit in common with the other audit: the plans ask different questions",
    zh="与另一份评估没有任何相同的设限比较：两份方案所问不同",
)


def compare(before: Assessment, after: Assessment, paired: Mapping[str, Estimate] | None = None) -> Comparison:
    """Compare two audits, finding by finding, among the findings that have a limit.

    Args:
        before: the earlier audit.
        after: the later one.
        paired: changes of findings whose subjects are in both audits, by id; all others are taken for independent.

    Raises:
        DataError: when the audits have no finding with a limit in common.
    """
    old, new = ({f.id: f for f in each.findings if f.limit} for each in (before, after))
    shared = [id_ for id_ in new if id_ in old]
    if not shared:
        raise DataError(Problem(before.audit.id, _NOTHING_SHARED))
    shifts = _shifts([(old[id_], new[id_]) for id_ in shared], before, after, paired or {})
    ids = [*new, *(id_ for id_ in old if id_ not in new)]
    found = [_change(id_, old.get(id_), new.get(id_), shifts.get(id_), after.audit.rules.alpha) for id_ in ids]
    order = list(Course)
    found.sort(key=lambda each: (order.index(each.course), -abs(each.shift.value) if each.shift else 0))
    return Comparison(before, after, found, bool(paired))


def _change(id_: str, before: Finding | None, after: Finding | None, shift: Shift | None, alpha: float) -> Change:
    if shift is None:
        direction = Direction.NOT_COMPARABLE
    elif shift.adjusted_p is None or shift.adjusted_p > alpha:
        direction = Direction.NO_CHANGE
    else:
        direction = Direction.WORSE if shift.value > 0 else Direction.BETTER
    return Change(id_, before, after, _course(before, after), direction, shift)


def _course(before: Finding | None, after: Finding | None) -> Course:
    if after is None:
        return Course.GONE
    if after.verdict in OPEN:
        return Course.STAYS_OPEN if before and before.verdict in OPEN else Course.OPENS
    if before is None:
        return Course.NEW
    cleared = after.verdict is VerdictWord.NO_CONCERN
    if before.verdict in OPEN:
        return Course.CLOSES if cleared else Course.NO_LONGER_SHOWN
    if before.verdict is VerdictWord.NO_CONCERN:
        return Course.UNCHANGED if cleared else Course.NO_LONGER_CLEARED
    return Course.CLEARED if cleared else Course.UNCHANGED


def _shifts(
    pairs: Sequence[tuple[Finding, Finding]], before: Assessment, after: Assessment, paired: Mapping[str, Estimate]
) -> dict[str, Shift]:
    """The shifts of all findings whose gap is known in both audits, judged together."""
    pairs = [(a, b) for a, b in pairs if a.gap.value is not None and b.gap.value is not None]
    if not pairs:
        return {}
    clustered = any(each.intake.subjects and each.intake.subjects.used for each in (before, after))
    found = [paired.get(b.id) or independent(a, b) for a, b in pairs]
    large = np.array([a.adjusted_p is not None and b.adjusted_p is not None for a, b in pairs])
    df = np.array([DEGREES_OF_FREEDOM if clustered or b.id in paired else math.inf for _, b in pairs])
    observed, robust = np.full(len(pairs), np.nan), np.full(len(pairs), np.nan)
    for each in np.unique(df):
        chosen = np.flatnonzero(large & (df == each))
        observed[chosen], robust[chosen] = _p_values([found[i] for i in chosen], float(each))
    adjusted = holm(robust)
    return {
        b.id: Shift(
            before=abs(a.gap.value or 0) if _folds(a) else a.gap.value or 0,
            after=abs(b.gap.value or 0) if _folds(b) else b.gap.value or 0,
            value=e.value,
            low=e.low,
            high=e.high,
            adjusted_p=None if np.isnan(adjusted[i]) else float(adjusted[i]),
            missing_decides=bool(observed[i] <= 1 - after.audit.rules.confidence < robust[i]),
            turned=_folds(a) and sign(a) * sign(b) < 0 and bool(a.gap.value) and bool(b.gap.value),
            paired=b.id in paired,
        )
        for i, ((a, b), e) in enumerate(zip(pairs, found, strict=True))
    }


def _p_values(found: list[Estimate], df: float) -> tuple[np.ndarray, np.ndarray]:
    """The p-values of "no change" over the known outcomes, and over every value of the missing ones."""
    crit = critical_value(0.95, df)
    value, low, high, least, down, most, up = np.array([astuple(e) for e in found]).reshape(-1, 7).T
    observed = change_p(value, np.where(value > 0, value - low, high - value), crit, df)
    grew = np.where(least > 0, change_p(np.maximum(least, 0), down, crit, df), 1.0)
    shrank = np.where(most < 0, change_p(np.minimum(most, 0), up, crit, df), 1.0)
    return observed, np.where(value > 0, grew, shrank)


def independent(a: Finding, b: Finding) -> Estimate:
    """The change between two samples of different subjects."""
    old, new = _size(a), _size(b)
    low, high = (float(end) for end in change(*old[:3], *new[:3]))
    value = new[0] - old[0]
    return Estimate(value, low, high, new[3] - old[4], value - low, new[4] - old[3], high - value)


def _folds(finding: Finding) -> bool:
    """Whether a gap to either side is equally unwelcome; with a target only falling short of it is."""
    return finding.reference is not None


def sign(finding: Finding) -> float:
    """The side on which a gap lies: it is made positive before two of them are compared."""
    return -1.0 if _folds(finding) and (finding.gap.value or 0) < 0 else 1.0


def _size(finding: Finding) -> tuple[float, float, float, float, float]:
    """The size of a gap: value, low, high, and the least and most that it can be over the missing outcomes."""
    gap, side = finding.gap, sign(finding)
    value, low, high, *bounds = (math.nan if x is None else x * side for x in _numbers(gap))
    if side < 0:
        low, high = high, low
    if not _folds(finding):
        return value, low, high, min(bounds), max(bounds)
    smallest = 0.0 if min(bounds) <= 0 <= max(bounds) else min(abs(bound) for bound in bounds)
    return value, low, high, smallest, max(abs(bound) for bound in bounds)


def _numbers(gap: Range) -> tuple[float | None, ...]:
    return gap.value, gap.low, gap.high, gap.lower_bound, gap.upper_bound
