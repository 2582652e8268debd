"""The operator's replies as the templates print them: short beside a finding, in full in a section of their own."""

from __future__ import annotations

from dataclasses import dataclass

from policeaudit.assessment.model import Assessment, Finding
from policeaudit.assessment.naming import full_heading
from policeaudit.assessment.record import Reply
from policeaudit.assessment.replies import ASKS
from policeaudit.report.speaker import Speaker

MOST_ON_A_CARD = 500


@dataclass(frozen=True)
class Answer:
    """A finding with its reply, or the words for its silence."""

    finding: Finding
    heading: str
    reply: Reply | None
    silence: str | None
    received: str | None
    short: str | None
    """The beginning of a reply that is too long for a card; None where all of it fits."""


def answers(assessment: Assessment, speaker: Speaker) -> dict[str, Answer]:
    """By finding: those that ask for a reply, and those that got one unasked, in the order of the findings."""
    given = {reply.finding: reply for reply in assessment.replies.replies} if assessment.replies else {}
    return {
        finding.id: _answer(finding, given.get(finding.id), assessment, speaker)
        for finding in assessment.findings
        if finding.verdict in ASKS or finding.id in given
    }


def _answer(finding: Finding, reply: Reply | None, assessment: Assessment, speaker: Speaker) -> Answer:
    heading = full_heading(finding, assessment.audit)[speaker.lang]
    if reply is None:
        return Answer(finding, heading, None, _silence(assessment, speaker), None, None)
    due = assessment.replies.reply_by if assessment.replies else None
    received = None
    if reply.received_on is not None:
        late = due is not None and reply.received_on > due
        received = speaker.say("reply.late" if late else "reply.received", day=speaker.day(reply.received_on))
    short = reply.text[:MOST_ON_A_CARD].rstrip() + "…" if len(reply.text) > MOST_ON_A_CARD else None
    return Answer(finding, heading, reply, None, received, short)


def _silence(assessment: Assessment, speaker: Speaker) -> str:
    replies, draft = assessment.replies, assessment.audit.status == "draft"
    if replies is None:
        return speaker.say("reply.none.draft" if draft else "reply.none")
    if replies.reply_by is None:
        return speaker.say("reply.none")
    return speaker.say("reply.none.due" if draft else "reply.none.by", day=speaker.day(replies.reply_by))
