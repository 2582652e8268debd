"""Which findings stop a delivery.

The verdicts form one ladder, by how far a comparison is from having been shown to be within its limit:

    No concern found  <  Cannot tell, Not assessed  <  Watch  <  Action needed

A gate stops what stands at the chosen level *or above*. So "cannot tell" stops everything but *No concern found*: a gate
that stops what it can't tell must not let through what it suspects. Of several levels that are named, the lowest counts.

With a baseline a second condition is added, never taken away: what got worse stops too, within its limit or not, and so
does, from "cannot tell" on, a comparison of the baseline that is not made any more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from policeaudit.assessment.model import Assessment, Feature, Finding, LimitInForce, VerdictWord
from policeaudit.compare.changes import Change, Comparison, Course, Direction, compare
from policeaudit.errors import PlanError, Problem
from policeaudit.text import Text


class Level(StrEnum):
    """From where on the ladder a gate stops a delivery."""

    CANNOT_TELL = "cannot-tell"
    WATCH = "watch"
    ACTION_NEEDED = "action-needed"


DEFAULT = (Level.ACTION_NEEDED, Level.CANNOT_TELL)

_LADDER = (
    (VerdictWord.NO_CONCERN,),
    (VerdictWord.NOT_ASSESSED,),
    (VerdictWord.CANNOT_TELL,),
    (VerdictWord.WATCH,),
    (VerdictWord.ACTION_NEEDED,),
)
_STOPS = {
    Level.CANNOT_TELL: {v for step in _LADDER[1:] for v in step},
    Level.WATCH: {VerdictWord.WATCH, VerdictWord.ACTION_NEEDED},
    Level.ACTION_NEEDED: {VerdictWord.ACTION_NEEDED},
}

_NO_LIMITS = Text(
    en="sets no limit, so there is nothing that a gate could hold the log against, and nothing passes. Add [[limits]] with what "
    "the oversight body accepts; to see the figures alone, use: policeaudit run",
    zh="未设限值，没有可据以把关的标准，因此不能通过。请在[[limits]]中写明监督机构可接受的限度；只看数值请用：policeaudit run",
)


@dataclass(frozen=True)
class Untested:
    """A limit that met no comparison in a feature."""

    limit: LimitInForce
    feature: Feature


@dataclass(frozen=True)
class Entry:
    """One question of the gate with its answer.

    ``finding`` is None for a limit that met no comparison at all, and for a comparison that only the baseline has (``change``
    then says which).
    """

    id: str
    verdict: VerdictWord
    stops: bool
    finding: Finding | None = None
    untested: Untested | None = None
    change: Change | None = None


@dataclass(frozen=True)
class Decision:
    """What a gate found: every comparison with a limit, those that stop the delivery first, the worst on top."""

    assessment: Assessment
    level: Level
    entries: list[Entry]
    baseline: Comparison | None = None

    @property
    def stopping(self) -> list[Entry]:
        """The entries that stop the delivery."""
        return [entry for entry in self.entries if entry.stops]

    @property
    def passed(self) -> bool:
        """Whether nothing stops it."""
        return not self.stopping

    @property
    def without_limit(self) -> int:
        """Comparisons that nobody has set a limit for; nothing is said of them."""
        return sum(finding.limit is None for finding in self.assessment.findings)


def level_of(names: Sequence[Level | str]) -> Level:
    """The lowest of some levels.

    Raises:
        ValueError: when one is none, or there are none.
    """
    wanted = [Level(name) for name in names]
    return min(wanted, key=list(Level).index)


def require_limits(limits: Sequence[object]) -> None:
    """Refuse a plan without limits.

    Raises:
        PlanError: when there are none.
    """
    if not limits:
        raise PlanError(Problem("limits", _NO_LIMITS))


def decide(
    assessment: Assessment, fail_on: Sequence[Level | str] = DEFAULT, baseline: Assessment | None = None
) -> Decision:
    """Hold an assessment against its limits, and against an earlier one if there is a baseline.

    Args:
        assessment: the audit of the log.
        fail_on: the levels that stop a delivery; the lowest counts.
        baseline: the audit of the last release, under the same plan.

    Raises:
        PlanError: when no limits are set.
        DataError: when the baseline has no comparison in common with the assessment.
        ValueError: when a level is none.
    """
    require_limits(assessment.audit.limits)
    level = level_of(fail_on)
    found = compare(baseline, assessment) if baseline else None
    changes = found.by_id() if found else {}
    entries = [
        _judged(finding, level, changes.get(finding.id)) for finding in assessment.findings if finding.limit is not None
    ]
    entries += [_untested(each, level) for each in _untested_limits(assessment)]
    entries += [
        Entry(each.id, VerdictWord.NOT_ASSESSED, VerdictWord.NOT_ASSESSED in _STOPS[level], change=each)
        for each in changes.values()
        if each.course is Course.GONE
    ]
    entries.sort(key=lambda entry: (not entry.stops, -_step(entry.verdict)))
    return Decision(assessment, level, entries, found)


def _judged(finding: Finding, level: Level, change: Change | None) -> Entry:
    got_worse = change is not None and change.direction is Direction.WORSE
    stops = finding.verdict in _STOPS[level] or got_worse
    return Entry(finding.id, finding.verdict, stops, finding=finding, change=change)


def _untested(about: Untested, level: Level) -> Entry:
    id_ = f"limit.{about.limit.measure}.{about.feature.name}.{about.limit.kind}"
    stops = VerdictWord.NOT_ASSESSED in _STOPS[level]
    return Entry(id_, VerdictWord.NOT_ASSESSED, stops, untested=about)


def _untested_limits(assessment: Assessment) -> list[Untested]:
    """Limits that no comparison was held against: a log with one group, or none, must not pass for that."""
    tested = {(f.measure, _plain(f.sensitive_feature), f.limit.kind) for f in assessment.findings if f.limit}
    searched = {name for check in assessment.checks if not check.not_assessed for name in check.quantities}
    return [
        Untested(limit, feature)
        for limit in assessment.audit.limits
        for feature in assessment.audit.features
        if feature.name in limit.features
        and (limit.measure, feature.name, limit.kind) not in tested
        # a check that was made may look at some features only, or find nothing to hold against its limit
        and limit.measure not in searched
    ]


def _plain(feature: str | None) -> str | None:
    """The feature from which a check derived another (the same at one level)."""
    return feature.split("@")[0] if feature else None


def _step(verdict: VerdictWord) -> int:
    return next(i for i, step in enumerate(_LADDER) if verdict in step)
