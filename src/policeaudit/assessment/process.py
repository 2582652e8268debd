"""The filled questionnaire as a part of the assessment: every question with its answer and what that counts as."""

from __future__ import annotations

from policeaudit.assessment.base import VerdictWord, Words
from policeaudit.assessment.record import Answered, EvidenceRef, Process
from policeaudit.norms.questionnaire import Question, questionnaire
from policeaudit.plan.answers import Answer, Answers, process_verdicts


def process_of(answers: Answers) -> Process:
    """The questionnaire with its answers and the verdict on each pillar's process."""
    asked = questionnaire()
    return Process(
        version=asked.version,
        answered_by=Words.of(answers.answered_by) if answers.answered_by else None,
        answered_on=answers.answered_on,
        verdicts={each.pillar: VerdictWord(each.verdict) for each in process_verdicts(answers)},
        answers=[_answered(question, answers.of(question)) for question in asked.questions],
        rules=[Words.of(rule) for rule in (*asked.rules, asked.defaults_note)],
    )


def _answered(question: Question, answer: Answer) -> Answered:
    return Answered(
        id=question.id,
        pillar=question.pillar,
        key=question.key,
        question=Words.of(question.question),
        given=answer.answer,
        counted=answer.counted,
        evidence=[EvidenceRef(ref=each.ref, date=each.date, sha256=each.sha256) for each in answer.evidence],
        evidence_seen_by=answer.evidence_seen_by,
        reason=answer.reason,
        operator_comment=answer.operator_comment,
    )
