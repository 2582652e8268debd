"""The one-page summary: what is printed when all else is left unread."""

from __future__ import annotations

from dataclasses import dataclass

from policeaudit.assessment.model import Assessment, Finding, VerdictWord
from policeaudit.report.sentences import SEVERITY
from policeaudit.report.speaker import Speaker

MOST = 3
"""Findings that each list of the summary prints before it says how many more there are."""


@dataclass(frozen=True)
class Unmeasured:
    """Measures that could not be computed for the whole log, for one and the same reason."""

    measures: list[tuple[str, str]]
    reason: str


@dataclass(frozen=True)
class Summary:
    """The lists of the summary page."""

    key: list[Finding]
    unknown: list[Finding]
    unmeasured: list[Unmeasured]
    action: list[Finding]
    further: list[Finding]
    watch: int
    open: int
    overdue: int
    worse: int


def summarise(assessment: Assessment, speaker: Speaker) -> Summary:
    """Pick what the summary prints: worst first, never more of one comparison while another waits."""
    by = {word: [f for f in assessment.findings if f.verdict is word] for word in SEVERITY}
    states = [entry.status for entry in assessment.actions.entries] if assessment.actions else []
    key = key_findings(assessment)
    return Summary(
        key=key,
        unknown=by[VerdictWord.CANNOT_TELL],
        unmeasured=unmeasured(assessment, speaker),
        action=by[VerdictWord.ACTION_NEEDED],
        further=[f for f in by[VerdictWord.ACTION_NEEDED] if f not in key],
        watch=len(by[VerdictWord.WATCH]),
        open=len([s for s in states if s != "closed"]),
        overdue=states.count("overdue"),
        worse=states.count("worse"),
    )


def key_findings(assessment: Assessment) -> list[Finding]:
    """The findings that come first: worst first, those that compare groups before those held against a target."""
    judged = [f for word in SEVERITY[:4] for f in assessment.findings if f.verdict is word]
    judged.sort(key=lambda f: (SEVERITY.index(f.verdict), f.reference is None))
    return _spread(judged, {f.name for f in assessment.audit.features if f.parts})[:MOST]


def _spread(findings: list[Finding], crossed: set[str]) -> list[Finding]:
    """Within one verdict: plain features before crossed ones, each comparison in turn."""
    seen: dict[tuple[VerdictWord, str, str | None], int] = {}
    ranked = []
    for i, finding in enumerate(findings):
        key = (finding.verdict, finding.measure, finding.sensitive_feature)
        seen[key] = seen.get(key, 0) + 1
        cross = finding.sensitive_feature in crossed
        ranked.append((SEVERITY.index(finding.verdict), cross, seen[key], i, finding))
    return [entry[-1] for entry in sorted(ranked, key=lambda entry: entry[:4])]


def unmeasured(assessment: Assessment, speaker: Speaker) -> list[Unmeasured]:
    """Measures without a value for the whole log, by reason; each with its label and anchor."""
    by_reason: dict[str, list[tuple[str, str]]] = {}
    for m in assessment.measures:
        if m.sensitive_feature is None and m.not_measurable is not None:
            entry = (speaker.short_measure(m.measure), f"evidence-{m.measure}")
            by_reason.setdefault(m.not_measurable[speaker.lang], []).append(entry)
    return [Unmeasured(measures, reason) for reason, measures in by_reason.items()]
