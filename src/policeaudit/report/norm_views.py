"""The norms of a report as its templates print them: beside each finding, and in the crosswalk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from policeaudit.assessment.model import Assessment, CheckInfo, Finding, NormInfo
from policeaudit.norms.crosswalk import COLUMNS, duties
from policeaudit.report.speaker import Speaker

Section = tuple[str, int, str]


@dataclass(frozen=True)
class CheckNorms:
    """A check of the report with its norms, by where they come from."""

    check: CheckInfo
    columns: list[tuple[str, list[NormInfo]]]


@dataclass(frozen=True)
class DutyRow:
    """A duty with the numbers and anchors of the sections that hold its contents."""

    duty: str
    contents: str
    mark: str
    sections: list[Section]


@dataclass(frozen=True)
class Norms:
    """The crosswalk: checks, every norm once, other duties."""

    checks: list[CheckNorms]
    listed: list[tuple[str, list[NormInfo]]]
    duties: list[DutyRow]


def norms(assessment: Assessment, sections: list[Section], areas: dict[str, str], speaker: Speaker) -> Norms:
    """The crosswalk of the checks that the report uses.

    Args:
        assessment: names the norms of each check.
        sections: anchor, number and title of each section of the report.
        areas: pillar -> anchor of its chapter, where it has one.
        speaker: the language.
    """
    used = {f.check for f in assessment.findings} | {e.check for e in assessment.exhibits}
    checks = [check for check in assessment.checks if check.id in used]
    named = {norm for check in checks for norm in check.norms}
    return Norms(
        checks=[CheckNorms(check, _by_column([_norm(assessment, id_) for id_ in check.norms])) for check in checks],
        listed=_by_column([norm for norm in assessment.norms if norm.id in named]),
        duties=[
            DutyRow(
                each.duty[speaker.lang],
                each.contents[speaker.lang],
                each.mark,
                [s for s in sections if s[0] in {areas.get(name, name) for name in each.sections}],
            )
            for each in duties()
        ],
    )


def beside(assessment: Assessment) -> Callable[[Finding], tuple[CheckInfo | None, list[NormInfo], int]]:
    """For a finding: its check, the Chinese norms that it serves, and how many from elsewhere."""
    known = {check.id: check for check in assessment.checks}

    def of(finding: Finding) -> tuple[CheckInfo | None, list[NormInfo], int]:
        check = known.get(finding.check)
        found = [_norm(assessment, id_) for id_ in check.norms] if check else []
        ours = [norm for norm in found if norm.column == "china"]
        return check, ours, len(found) - len(ours)

    return of


def _norm(assessment: Assessment, id_: str) -> NormInfo:
    return next(norm for norm in assessment.norms if norm.id == id_)


def _by_column(found: list[NormInfo]) -> list[tuple[str, list[NormInfo]]]:
    columns = [(name, [norm for norm in found if norm.column == name]) for name in COLUMNS]
    return [(name, norms) for name, norms in columns if norms]
