"""What became of findings from audit to audit: new, open, worse, improved, closed, overdue, risk accepted.

A finding is followed by its id. It is opened by the first audit that calls for action, and closed only by a later one that
tested it again and found no concern, within the limit that was in force when it was opened. That somebody says it is done
closes nothing.

Whether a gap got worse or better is read from the range of the difference of the two gaps (MOVER, Zou & Donner 2008; the two
periods count as independent). Where outcomes are missing, it must also hold whatever they would have been.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from policeaudit.assessment import ledger_words as say
from policeaudit.assessment.base import VerdictWord, Words
from policeaudit.assessment.model import Assessment, Finding, FindingLimit, Range
from policeaudit.assessment.naming import full_heading
from policeaudit.assessment.record import Entry, Gap, PastAudit, Register, Status
from policeaudit.plan.record import ActionPart
from policeaudit.stats.intervals import mover_difference
from policeaudit.text import Text

_OPEN = (VerdictWord.ACTION_NEEDED, VerdictWord.WATCH, VerdictWord.CANNOT_TELL)
"""Verdicts on which a finding is followed once somebody has declared an action for it."""


@dataclass(frozen=True)
class Held:
    """The findings of one audit by id, with its period's end."""

    id: str
    end: dt.date
    findings: Mapping[str, Finding]
    headings: Mapping[str, Words] = field(default_factory=dict)


@dataclass(frozen=True)
class Story:
    """A finding from the audit that opened it on."""

    opened: Held
    reopened: bool
    closed: Held | None
    before: Held | None
    """The audit before the present one that tested it last."""


@dataclass(frozen=True)
class Movement:
    """How a gap moved between two audits: ``word`` is None where no movement can be told."""

    word: Status | None
    retest: Text
    before: Gap | None = None
    after: Gap | None = None
    change: Gap | None = None


def register(
    current: Assessment, previous: Sequence[Assessment], actions: Sequence[ActionPart], as_of: dt.date
) -> Register:
    """The register of corrective actions as of a day.

    Args:
        current: the new audit.
        previous: earlier audits of the same system, in any order.
        actions: what was declared, each for one finding.
        as_of: actions that were due before this day are overdue.
    """
    past = sorted((held(a) for a in previous), key=lambda h: h.end)
    now = held(current)
    declared: dict[str, list[ActionPart]] = {}
    for action in actions:
        declared.setdefault(action.finding, []).append(action)
    ids = dict.fromkeys([*now.findings, *declared, *(id_ for each in reversed(past) for id_ in each.findings)])
    entries = []
    for id_ in ids:
        story = tell(id_, past, now, has_action=id_ in declared)
        if story is None or (story.closed not in (None, now) and id_ not in declared):
            continue
        taken: list[ActionPart | None] = [*declared.get(id_, [])]
        entries += [_entry(id_, story, now, action, as_of) for action in taken or [None]]
    return Register(
        as_of=as_of,
        previous=[
            PastAudit(
                id=a.audit.id,
                period_start=a.audit.period_start,
                period_end=a.audit.period_end,
                tally_sha256=a.provenance.tally_sha256,
            )
            for a in sorted(previous, key=lambda a: a.audit.period_end)
        ],
        entries=entries,
    )


def held(assessment: Assessment) -> Held:
    """An audit as the ledger sees it."""
    found = {finding.id: finding for finding in assessment.findings}
    headings = {id_: full_heading(finding, assessment.audit) for id_, finding in found.items()}
    return Held(assessment.audit.id, assessment.audit.period_end, found, headings)


def tell(id_: str, past: Sequence[Held], now: Held, *, has_action: bool) -> Story | None:
    """The story of a finding, audits in order of time; None where no audit called for action."""
    opened: Held | None = None
    closed: Held | None = None
    last: Held | None = None
    reopened = False
    for audit in [*past, now]:
        finding = audit.findings.get(id_)
        if finding is None:
            continue
        calls = finding.verdict is VerdictWord.ACTION_NEEDED
        if opened is None and (calls or (has_action and finding.verdict in _OPEN)):
            opened = audit
        elif opened is not None and closed is not None and calls:
            opened, closed, reopened = audit, None, True
        elif opened is not None and closed is None and closes(finding, opened.findings[id_]):
            closed = audit
        if opened is not None and audit is not now:
            last = audit
    return Story(opened, reopened, closed, last) if opened else None


def closes(finding: Finding, opening: Finding) -> bool:
    """Whether a new test closes a finding: no concern, against the same group, within the limit of then as well."""
    if finding.verdict is not VerdictWord.NO_CONCERN or finding.reference != opening.reference:
        return False
    return opening.limit is None or same_limit(finding.limit, opening.limit) or within(finding, opening.limit)


def same_limit(one: FindingLimit | None, other: FindingLimit | None) -> bool:
    """Whether two limits accept the same."""
    return (one and (one.kind, one.value)) == (other and (other.kind, other.value))


def within(finding: Finding, limit: FindingLimit) -> bool:
    """Whether the whole range of a finding, and its bounds, lie within a limit."""
    if limit.kind == "ratio":
        ends = _ends(finding.ratio)
        return ends is not None and limit.value <= ends[0] and ends[1] <= 1 / limit.value
    ends = _ends(finding.gap)
    return ends is not None and ends[1] <= (limit.value if limit.kind == "gap" else 0.0)


def _ends(r: Range) -> tuple[float, float] | None:
    """The widest of range and bounds; None where an end is not known."""
    if r.low is None or r.high is None or r.lower_bound is None or r.upper_bound is None:
        return None
    return min(r.low, r.lower_bound), max(r.high, r.upper_bound)


def movement(before: Finding, after: Finding) -> Movement:
    """How the gap of a finding moved: worse and improved need the whole range of the change, and its bounds."""
    old, new = _gap(before.gap), _gap(after.gap)
    if before.reference != after.reference:
        return Movement(None, say.OTHER_REFERENCE, old, new)
    if old is None or new is None:
        return Movement(None, say.NO_GAP, old, new)
    turned = before.reference is not None and old.value * new.value < 0
    sign = -1 if before.reference is not None and old.value < 0 else 1
    low, high = mover_difference(new.value, new.low, new.high, old.value, old.low, old.high)
    change = Gap(value=new.value - old.value, low=float(low), high=float(high))
    told = say.moved(old, new, change)
    if turned:
        return Movement(None, told.then(say.TURNED), old, new, change)
    word: Status | None = None
    if min(sign * change.low, sign * change.high) > 0:
        word = "worse"
    elif max(sign * change.low, sign * change.high) < 0:
        word = "improved"
    if word is None:
        return Movement(None, told.then(say.NO_CHANGE), old, new, change)
    if not _survives(before.gap, after.gap, 1 if change.value > 0 else -1):
        return Movement(None, told.then(say.MISSING_DECIDE), old, new, change)
    told = told.then(say.WORSE if word == "worse" else say.IMPROVED)
    return Movement(word, told, old, new, change)


def _survives(before: Range, after: Range, sign: int) -> bool:
    """Whether a change has the same sign whatever the missing outcomes of both audits are."""
    old, new = _bounds(before), _bounds(after)
    least = new[0] - old[1] if sign > 0 else old[0] - new[1]
    return least > 0


def _bounds(r: Range) -> tuple[float, float]:
    value = r.value or 0.0
    return (
        value if r.lower_bound is None else r.lower_bound,
        value if r.upper_bound is None else r.upper_bound,
    )


def _gap(r: Range) -> Gap | None:
    if r.value is None or r.low is None or r.high is None:
        return None
    return Gap(value=r.value, low=r.low, high=r.high)


def _entry(id_: str, story: Story, now: Held, action: ActionPart | None, as_of: dt.date) -> Entry:
    finding = now.findings.get(id_)
    opening = story.opened.findings[id_]
    last = story.before.findings[id_] if story.before else None
    moved = _moved(finding, last, opening, story)
    where = now if finding else story.before or story.opened
    return Entry(
        finding=id_,
        pillar=opening.pillar,
        heading=where.headings[id_],
        verdict=finding.verdict if finding else None,
        opened_in=story.opened.id,
        opened_end=story.opened.end,
        reopened=story.reopened,
        action=Words.of(action.action) if action else None,
        owner_role=Words.of(action.owner_role) if action else None,
        severity=action.severity if action else None,
        due=action.due if action else None,
        evidence=action.evidence if action else None,
        done_on=action.done_on if action else None,
        accepted_by=Words.of(action.accepted_by) if action and action.accepted_by else None,
        status=_status(story, now, moved.word, action, as_of),
        before=moved.before,
        after=moved.after,
        change=moved.change,
        retest=Words.of(moved.retest),
    )


def _moved(finding: Finding | None, last: Finding | None, opening: Finding, story: Story) -> Movement:
    """The movement of a finding, with what a reader has to know beside it."""
    if finding is None:
        found = Movement(None, say.NOT_TESTED, _gap(last.gap) if last else None)
    elif last is None:
        found = Movement(None, say.FIRST, None, _gap(finding.gap))
    else:
        found = movement(last, finding)
    told = found.retest
    if finding is not None and last is not None and not same_limit(finding.limit, opening.limit):
        told = told.then(say.OTHER_LIMIT)
    if story.closed is not None:
        told = told.then(say.CLOSED.fill(audit=story.closed.id))
    elif story.reopened:
        told = told.then(say.REOPENED)
    return Movement(found.word, told, found.before, found.after, found.change)


def _status(story: Story, now: Held, word: Status | None, action: ActionPart | None, as_of: dt.date) -> Status:
    if story.closed is not None:
        return "closed"
    if action is not None and action.accepted_by is not None:  # what was accepted was not that it gets worse
        return "worse" if word == "worse" else "risk_accepted"
    if action is not None and action.due < as_of:
        return "overdue"
    if word is not None:
        return word
    return "new" if story.opened is now else "open"
