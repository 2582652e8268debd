"""Adds what the files of a plan's [record] say to a measured audit."""

from __future__ import annotations

from policeaudit.assessment.ledger import register
from policeaudit.assessment.model import Assessment
from policeaudit.assessment.period_series import with_series
from policeaudit.assessment.pillars import pillars
from policeaudit.assessment.process import process_of
from policeaudit.assessment.record_files import Record
from policeaudit.assessment.replies import with_replies
from policeaudit.plan.record import refuse_unknown_findings


def attach(assessment: Assessment, record: Record) -> Assessment:
    """The assessment with everything that the record adds.

    Raises:
        RecordError: when a reply or an action names a finding that does not exist.
    """
    ids = [finding.id for finding in assessment.findings]
    if record.answers is not None:
        process = process_of(record.answers.answers)
        made = {"process": process, "pillars": pillars(assessment.findings, process)}
        assessment = assessment.model_copy(update=made)
    if record.replies is not None:
        assessment = with_replies(assessment, record.replies)
    if record.actions is not None or record.previous:
        actions = record.actions.content.action if record.actions else []
        if record.actions is not None:
            known = dict.fromkeys([*ids, *(f.id for each in record.previous for f in each.findings)])
            refuse_unknown_findings(record.actions.path, "action", [a.finding for a in actions], known)
        as_of = record.as_of or assessment.audit.period_end
        ledger = register(assessment, record.previous, actions, as_of)
        assessment = assessment.model_copy(update={"actions": ledger})
    assessment = with_series(assessment, record.previous, record.main_features, record.breaks)
    provenance = assessment.provenance.model_copy(update={"record": record.files})
    return assessment.model_copy(update={"provenance": provenance})
