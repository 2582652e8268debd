"""Assessments put in order: per system its audits in a row, the breaks between them, the main gaps, what is open."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from policeaudit.assessment.breaks import Break, breaks
from policeaudit.assessment.ledger import register
from policeaudit.assessment.model import Assessment, Finding
from policeaudit.assessment.naming import SystemKey, system_key
from policeaudit.assessment.record import Entry, Register
from policeaudit.register.find import Found, Passed
from policeaudit.report.summary import key_findings
from policeaudit.text import Text

MOST_GAPS = 4
"""Gaps that are followed for each system; all others stand in the reports."""

_TWICE = Text(
    en="is the same audit as {other}, which was computed later and is shown instead",
    zh="与{other}是同一次审计；后者计算时间较晚，以后者为准",
)


@dataclass(frozen=True)
class Step:
    """One audit of a system, and what changed since the one before it."""

    found: Found
    since: tuple[Break, ...]


@dataclass(frozen=True)
class Point:
    """A gap in one audit (None: not compared there), and how it follows the one before."""

    finding: Finding | None
    since: tuple[Break, ...]
    joined: bool


@dataclass(frozen=True)
class System:
    """One system; its audits and the points of each gap stand in the order of time."""

    steps: tuple[Step, ...]
    gaps: tuple[tuple[Point, ...], ...]
    register: Register
    declared: bool
    """Whether the latest audit brings a register of its own; otherwise it was put together from the audits found."""

    @property
    def latest(self) -> Found:
        """The latest audit."""
        return self.steps[-1].found

    @property
    def open(self) -> list[Entry]:
        """The corrective actions that no later audit closed."""
        return [entry for entry in self.register.entries if entry.status != "closed"]


def systems(found: Iterable[Found]) -> tuple[list[System], list[Passed]]:
    """Put audits in order: by operator and system, then by time; of one audit in two editions the full one is taken."""
    kept, passed = _one_of_each(found)
    by_system: dict[SystemKey, list[Found]] = {}
    for each in kept:
        by_system.setdefault(system_key(each.assessment.audit), []).append(each)
    made = [_system(sorted(audits, key=_time)) for audits in by_system.values()]
    made.sort(key=lambda s: (s.latest.assessment.audit.operator.en, s.latest.assessment.audit.system.en, s.latest.path))
    return made, passed


def _one_of_each(found: Iterable[Found]) -> tuple[list[Found], list[Passed]]:
    """One edition and one computation of each audit; a second one of the same edition is told of."""
    best: dict[object, Found] = {}
    passed = []
    for each in sorted(found, key=_preference, reverse=True):
        audit = each.assessment.audit
        taken = best.setdefault((system_key(audit), audit.id, audit.period_start, audit.period_end), each)
        if taken is not each and taken.assessment.audit.edition == audit.edition:
            passed.append(Passed(each.path, _TWICE.fill(other=taken.path)))
    return list(best.values()), sorted(passed, key=lambda p: p.path)


def _preference(found: Found) -> tuple[object, ...]:
    about = found.assessment
    return about.audit.edition == "full", about.provenance.created_at, found.path


def _time(found: Found) -> tuple[object, ...]:
    audit = found.assessment.audit
    return audit.period_end, audit.period_start, found.assessment.provenance.created_at, found.path


def _system(audits: Sequence[Found]) -> System:
    since = [(), *(tuple(breaks(a.assessment, b.assessment)) for a, b in pairwise(audits))]
    steps = tuple(Step(each, changes) for each, changes in zip(audits, since, strict=True))
    documents = [each.assessment for each in audits]
    *earlier, latest = documents
    ledger = latest.actions or register(latest, earlier, [], latest.audit.period_end)
    gaps = tuple(_points(id_, steps) for id_ in _main(documents))
    return System(steps, gaps, ledger, declared=latest.actions is not None)


def _main(documents: Sequence[Assessment]) -> list[str]:
    """The gaps to follow: the key findings of the latest audit, then those of the audits before it."""
    ids = dict.fromkeys(
        finding.id for each in reversed(documents) for finding in key_findings(each) if _measured(finding)
    )
    return list(ids)[:MOST_GAPS]


def _measured(finding: Finding) -> bool:
    """Whether a finding has a gap in percentage points to follow; a standard may be of any unit."""
    return finding.gap.value is not None and finding.limit is not None and finding.limit.kind != "standard"


def _points(id_: str, steps: Sequence[Step]) -> tuple[Point, ...]:
    points: list[Point] = []
    before: Finding | None = None
    for step in steps:
        finding = next((f for f in step.found.assessment.findings if f.id == id_), None)
        since = tuple(each for each in step.since if each.concerns(before, finding))
        joined = not since and all(f is not None and f.gap.value is not None for f in (before, finding))
        points.append(Point(finding, since, joined))
        before = finding
    return tuple(points)
