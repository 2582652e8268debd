"""The operator's replies in an assessment."""

from __future__ import annotations

import datetime as dt

from policeaudit.assessment.base import VerdictWord, Words
from policeaudit.assessment.model import Assessment
from policeaudit.assessment.record import RecordFile, Replies, Reply
from policeaudit.plan.record import Loaded, RepliesFile, refuse_unknown_findings

ASKS = (VerdictWord.ACTION_NEEDED, VerdictWord.WATCH)
"""Verdicts that ask the operator for a reply."""


def with_replies(assessment: Assessment, loaded: Loaded[RepliesFile]) -> Assessment:
    """The assessment with the operator's replies, in the place of any that it has.

    Raises:
        RecordError: when a reply names a finding that does not exist.
    """
    given = loaded.content
    ids = [finding.id for finding in assessment.findings]
    refuse_unknown_findings(loaded.path, "reply", [each.finding for each in given.reply], ids)
    reply_by = given.reply_by
    if reply_by is None and given.sent_on is not None and assessment.audit.reply_days is not None:
        reply_by = given.sent_on + dt.timedelta(days=assessment.audit.reply_days)
    replies = [
        Reply(
            finding=each.finding,
            text=each.reply.strip(),
            language=each.language or assessment.audit.language,
            received_on=each.received_on,
            comment=Words.of(each.comment) if each.comment else None,
        )
        for each in given.reply
        if each.reply.strip()
    ]
    replies.sort(key=lambda reply: ids.index(reply.finding))
    made = Replies(sent_on=given.sent_on, reply_by=reply_by, replies=replies)
    kept = [file for file in assessment.provenance.record if file.kind != "replies"]
    kept.append(RecordFile(kind="replies", name=loaded.path.name, sha256=loaded.sha256))
    provenance = assessment.provenance.model_copy(update={"record": kept})
    return assessment.model_copy(update={"replies": made, "provenance": provenance})
