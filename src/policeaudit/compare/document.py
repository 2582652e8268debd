"""A comparison as a JSON document with a published schema: sizes of gaps are fractions, positive where a gap grew."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field

from policeaudit.assessment.base import Frozen, VerdictWord, Words
from policeaudit.compare.changes import Change, Course, Direction, Shift
from policeaudit.compare.words import COURSES, sentence


class ChangeRecord(Frozen):
    """What became of one finding."""

    id: str
    course: Course
    course_label: Words
    direction: Direction
    verdict_before: VerdictWord | None
    verdict_after: VerdictWord | None
    shift: Shift | None
    heading: Words
    sentence: Words

    @classmethod
    def of(cls, change: Change) -> ChangeRecord:
        """Take over a change."""
        return cls(
            id=change.id,
            course=change.course,
            course_label=Words.of(COURSES[change.course]),
            direction=change.direction,
            verdict_before=change.before.verdict if change.before else None,
            verdict_after=change.after.verdict if change.after else None,
            shift=change.shift,
            heading=change.finding.heading,
            sentence=Words.of(sentence(change)),
        )


class AuditRecord(Frozen):
    """One of the two audits."""

    name: str
    tally_sha256: str
    plan_sha256: str


class ComparisonRecord(Frozen):
    """Which findings of two audits open, close, get worse or improve."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    schema_: Literal["policeaudit.comparison/1"] = Field(default="policeaudit.comparison/1", alias="schema")
    before: AuditRecord
    after: AuditRecord
    paired: bool = Field(description="subjects that both versions rated were allowed for")
    summary: Words
    cautions: list[Words]
    changes: list[ChangeRecord]
