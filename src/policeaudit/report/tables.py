"""The tables of a report as rows of printed cells: reconciliation, results, evidence, comparisons."""

from __future__ import annotations

from dataclasses import dataclass

from policeaudit.assessment.model import Assessment, Finding, FollowUp, Measurement, VerdictWord
from policeaudit.measures import MEASURES, SCALAR_LABELS
from policeaudit.report.speaker import NOT_HERE, Speaker


@dataclass(frozen=True)
class Status:
    """Follow-up status of one group."""

    feature: str
    group: str
    first: bool
    confirmed: str
    unfounded: str
    pending: str
    not_followed_up: str
    total: str
    known: str


@dataclass(frozen=True)
class Measured:
    """One measurement; ``first`` opens the rows of a feature."""

    feature: str
    group: str
    first: bool
    n: str
    few: bool
    numerator: str
    value: str
    range: str
    bounds: str
    missing: str
    not_measurable: str | None


@dataclass(frozen=True)
class Compared:
    """One comparison."""

    feature: str
    group: str
    reference: str
    gap: str
    gap_range: str
    gap_bounds: str
    ratio: str
    ratio_range: str
    limit: str
    adjusted_p: str
    watch_q: str
    n_needed: str
    verdict: VerdictWord


@dataclass(frozen=True)
class Evidence:
    """Everything measured and compared for one measure."""

    name: str
    label: str
    definition: str
    code: bool
    caption: str
    measured: list[Measured]
    compared: list[Compared]

    @property
    def not_measurable(self) -> str | None:
        """Why no group could be measured, if that is so: the reason for all rows together, or the only one."""
        reasons = [row.not_measurable for row in self.measured]
        told = self.name in MEASURES or len(set(reasons)) == 1
        return reasons[0] if reasons and all(reasons) and told else None


def reconcile(assessment: Assessment) -> int | None:
    """The rows left out; None in a public edition, where each count is rounded by itself.

    Raises:
        ValueError: when rows received are not rows used plus rows left out; such a report must not exist.

    """
    if assessment.public is not None:
        return None
    intake = assessment.intake
    out = sum(entry.rows or 0 for entry in intake.left_out)
    if intake.rows_in != (intake.rows_used or 0) + out:
        parts = f"{intake.rows_in} received, {intake.rows_used} used, {out} left out"
        msg = f"the reconciliation does not add up: {parts}"
        raise ValueError(msg)
    return out


def statuses(assessment: Assessment, speaker: Speaker, *, alerted: bool) -> list[Status]:
    """Follow-up status by group; the whole log first."""
    made: list[Status] = []
    last: str | None = "\0"
    rows = [row for row in assessment.intake.follow_up if row.alerted is alerted]
    for row in sorted(rows, key=lambda r: r.sensitive_feature is not None):
        made.append(_status(row, speaker, first=row.sensitive_feature != last))
        last = row.sensitive_feature
    return made


def _status(row: FollowUp, speaker: Speaker, *, first: bool) -> Status:
    return Status(
        feature=speaker.feature(row.sensitive_feature),
        group=speaker.group(row.sensitive_feature, row.group),
        first=first,
        confirmed=speaker.whole(row.confirmed),
        unfounded=speaker.whole(row.unfounded),
        pending=speaker.whole(row.pending),
        not_followed_up=speaker.whole(row.not_followed_up),
        total=speaker.whole(row.rows),
        known=speaker.share(row.known, row.rows),
    )


def evidence(assessment: Assessment, speaker: Speaker) -> list[Evidence]:
    """All measures in the order of the table of measures, then any others."""
    names = list(dict.fromkeys(m.measure for m in assessment.measures))
    names += [f.measure for f in assessment.findings if f.measure not in names]
    order = {name: i for i, name in enumerate(MEASURES)}
    made = []
    for name in sorted(dict.fromkeys(names), key=lambda n: order.get(n, len(order))):
        found = [f for f in assessment.findings if f.measure == name]
        made.append(
            Evidence(
                name=name,
                label=speaker.measure(name),
                definition=speaker.definition(name),
                code=name not in MEASURES and name not in SCALAR_LABELS and name not in speaker.quantities,
                caption=speaker.measure(name)
                if name in SCALAR_LABELS
                else speaker.say("table.evidence", measure=speaker.measure(name)),
                measured=_measured([m for m in assessment.measures if m.measure == name], speaker),
                compared=[_compared(f, speaker) for f in found if _says_something(f, speaker)],
            )
        )
    return made


def _says_something(finding: Finding, speaker: Speaker) -> bool:
    if speaker.public:  # what is told by its verdict alone stands in its chapter
        return finding.gap.value is not None
    return finding.gap.value is not None or finding.verdict is not VerdictWord.NO_LIMIT


def _measured(measurements: list[Measurement], speaker: Speaker) -> list[Measured]:
    made: list[Measured] = []
    last: str | None = "\0"
    few = speaker.assessment.audit.rules.min_n
    for m in sorted(measurements, key=lambda m: m.sensitive_feature is not None):
        rate = m.measure in MEASURES or m.measure in speaker.quantities
        none = speaker.say("table.none") if rate else "–"
        made.append(
            Measured(
                feature=speaker.feature(m.sensitive_feature),
                group=speaker.group_of(m),
                first=m.sensitive_feature != last,
                n=speaker.whole(m.n),
                few=m.n is not None and m.n < few,
                numerator=speaker.blank if m.numerator is None else speaker.whole(m.numerator),
                value=speaker.value_of(m),
                range=speaker.percents(m.low, m.high),
                bounds=none if m.missing == 0 else speaker.percents(m.lower_bound, m.upper_bound),
                missing=speaker.whole(m.missing) if rate else "–",
                not_measurable=m.not_measurable[speaker.lang] if m.not_measurable else None,
            )
        )
        last = m.sensitive_feature
    return made


def _compared(finding: Finding, speaker: Speaker) -> Compared:
    gap, ratio, unknown = finding.gap, finding.ratio, speaker.say("table.na")
    missing = finding.survives_missing is not None
    no_ratio = speaker.public and finding.reference is None
    return Compared(
        feature=speaker.feature(finding.sensitive_feature),
        group=speaker.group(finding.sensitive_feature, finding.group),
        reference=speaker.compared_with(finding),
        gap=speaker.points(gap.value),
        gap_range=speaker.point_range(gap.low, gap.high),
        gap_bounds=speaker.point_range(gap.lower_bound, gap.upper_bound) if missing else speaker.say("table.none"),
        ratio=unknown if no_ratio else speaker.number(ratio.value, 2),
        ratio_range=unknown if no_ratio else speaker.ratio_range(ratio.low, ratio.high),
        limit=speaker.short_limit(finding.limit, finding.measure) if finding.limit else unknown,
        adjusted_p=speaker.p_value(finding.adjusted_p),
        watch_q=speaker.p_value(finding.watch_q),
        n_needed=(NOT_HERE if speaker.public else unknown)
        if finding.n_needed is None
        else speaker.whole(finding.n_needed),
        verdict=finding.verdict,
    )
