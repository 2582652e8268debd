"""The parts of the assessment document that people add to a measured audit: replies, actions, answers."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import Field

from policeaudit.assessment.base import Frozen, VerdictWord, Words
from policeaudit.text import Language

Status = Literal["new", "open", "worse", "improved", "closed", "overdue", "risk_accepted"]
"""What became of a finding; ``closed`` only where a later audit tested it again and found it within the limit."""


class Reply(Frozen):
    """What the operator says of a finding, unedited, in its own language; the auditor's comment on it."""

    finding: str
    text: str
    language: Language
    received_on: dt.date | None
    comment: Words | None


class Replies(Frozen):
    """The operator's replies; a finding that asks for one and has none was met with silence."""

    sent_on: dt.date | None = Field(description="when the draft went to the operator")
    reply_by: dt.date | None
    replies: list[Reply]


class Gap(Frozen):
    """A gap or a change of one, as fractions, with its range."""

    value: float
    low: float
    high: float


class Entry(Frozen):
    """A finding in the register of corrective actions, with one action (null: none has been named)."""

    finding: str
    pillar: str
    heading: Words
    verdict: VerdictWord | None = Field(description="in this audit; null: it was not tested again")
    opened_in: str = Field(description="id of the audit that first called for action")
    opened_end: dt.date = Field(description="end of that audit's period")
    reopened: bool
    action: Words | None
    owner_role: Words | None
    severity: Literal["high", "medium", "low"] | None
    due: dt.date | None
    evidence: str | None
    done_on: dt.date | None = Field(description="said to be done; that alone closes nothing")
    accepted_by: Words | None
    status: Status
    before: Gap | None
    after: Gap | None
    change: Gap | None = Field(description="after minus before, positive: worse")
    retest: Words


class PastAudit(Frozen):
    """An earlier audit of the same system."""

    id: str
    period_start: dt.date
    period_end: dt.date
    tally_sha256: str


class Register(Frozen):
    """The corrective actions of a system, held against the earlier audits."""

    as_of: dt.date = Field(description="the day on which an action counts as overdue or not")
    previous: list[PastAudit]
    entries: list[Entry]


class EvidenceRef(Frozen):
    """A document or record that supports an answer."""

    ref: str
    date: dt.date
    sha256: str | None


class Answered(Frozen):
    """A question of the questionnaire with its answer, and what that counts as."""

    id: str
    pillar: str
    key: bool
    question: Words
    given: Literal["yes", "partly", "no", "not_applicable"] | None
    counted: Literal["yes", "partly", "no", "not_applicable", "no_evidence", "not_answered"]
    evidence: list[EvidenceRef]
    evidence_seen_by: str | None
    reason: str | None
    operator_comment: str | None


class Process(Frozen):
    """The filled questionnaire and what it says of each pillar's process."""

    version: str
    answered_by: Words | None
    answered_on: dt.date | None
    verdicts: dict[str, VerdictWord]
    answers: list[Answered]
    rules: list[Words]


class RecordFile(Frozen):
    """A file beside the plan that this document was made with."""

    kind: Literal["replies", "actions", "answers", "previous"]
    name: str
    sha256: str
