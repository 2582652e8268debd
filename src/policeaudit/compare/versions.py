"""Two model versions in one log, as two audits; subjects that both versions rated are allowed for."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from policeaudit.assessment.assess import assess
from policeaudit.assessment.model import Assessment, Finding
from policeaudit.checks.evidence import Evidence
from policeaudit.compare.changes import Comparison, Estimate, compare, independent, sign
from policeaudit.errors import Problem, UsageError
from policeaudit.log.source import LogFile
from policeaudit.log.tally import Tally
from policeaudit.measures import MEASURES, Fill, FloatArray, IntArray
from policeaudit.plan.model import Plan
from policeaudit.plan.parts import REST
from policeaudit.stats.clusters import BUCKETS, DEGREES_OF_FREEDOM
from policeaudit.stats.intervals import critical_value
from policeaudit.stats.paired import paired_change, rate_without_each
from policeaudit.stats.rule import events_gate
from policeaudit.text import Text

LEAST_BUCKETS = BUCKETS // 2
"""With subjects in fewer buckets on any side, the jackknife tells too little, and the versions are taken for independent."""

_OPPOSITE: dict[Fill, Fill] = {"observed": "observed", "lowest": "highest", "highest": "lowest"}

_NO_COLUMN = Text(
    en="the plan names no column with the model version (columns.model_version)",
    zh="方案未指明模型版本所在的列（columns.model_version）",
)
_NOT_TWO = Text(
    en="the log holds these versions: {known}. Name the two to compare: --versions OLD NEW",
    zh="日志中的版本有：{known}。请指明要比较的两个版本：--versions 旧版本 新版本",
)


def compare_versions(
    plan: Plan, tally: Tally, files: list[LogFile], about: Assessment, versions: tuple[str, str] | None = None
) -> tuple[Comparison, tuple[str, str]]:
    """Compare two model versions in one log.

    Args:
        plan: the plan.
        tally: the counts of the log.
        files: the files of the log.
        about: the audit of the whole log, for its provenance.
        versions: the earlier and the later version; None where the log has just two, which are then taken in the order of
            their names.

    Returns:
        The comparison, and the names of the two versions.

    Raises:
        UsageError: when the plan names no column with the version, or the two versions are not in the log.
        DataError: when a reference group never occurs with one of them.
    """
    if plan.columns.model_version is None:
        raise UsageError(Problem("--by model_version", _NO_COLUMN))
    known = [version for version in tally.versions() if version]
    if versions is None and len(known) == 2:
        versions = known[0], known[1]
    if versions is None or versions[0] == versions[1] or not set(versions) <= set(known):
        raise UsageError(Problem("--versions", _NOT_TWO.fill(known=", ".join(known) or "–")))
    parts = [tally.of_version(version) for version in versions]
    audits = [
        assess(plan, part, [replace(files[0], rows=part.rows_used)], about.provenance, ask=None) for part in parts
    ]
    evidence = [Evidence(plan, part) for part in parts]
    paired = _paired(audits, evidence) if all(each.clustered for each in evidence) else {}
    return compare(audits[0], audits[1], paired), versions


def _paired(audits: list[Assessment], evidence: list[Evidence]) -> dict[str, Estimate]:
    old = {finding.id: finding for finding in audits[0].findings}
    found = {}
    for after in audits[1].findings:
        before = old.get(after.id)
        if before is None or after.limit is None or before.gap.value is None or after.gap.value is None:
            continue
        if after.measure not in MEASURES:  # no plain rate of the tally
            continue
        estimate = _estimate(before, after, evidence)
        if estimate is not None:
            found[after.id] = estimate
    return found


def _estimate(before: Finding, after: Finding, evidence: list[Evidence]) -> Estimate | None:
    """The change of one gap, by the jackknife; None where it tells too little."""
    sides = [_sides(f, e) for f, e in zip((before, after), evidence, strict=True)]
    if not _enough(before, sides, evidence[0]):
        return None
    crit = critical_value(0.95, DEGREES_OF_FREEDOM)

    def shift(old: Fill, new: Fill) -> tuple[float, float, float]:
        gaps = [_gap(f, s, fill) for f, s, fill in zip((before, after), sides, (old, new), strict=True)]
        value = gaps[1][0] - gaps[0][0]
        low, high = paired_change(value, gaps[1][1] - gaps[0][1], crit)
        return float(value), float(low), float(high)

    value, low, high = shift("observed", "observed")
    least, least_low, _ = shift(_extreme(before, most=True), _extreme(after, most=False))
    most, _, most_high = shift(_extreme(before, most=False), _extreme(after, most=True))
    bounds = independent(before, after)  # they allow for gaps that another filling-in would turn round
    return Estimate(value, low, high, bounds.least, least - least_low, bounds.most, most_high - most)


def _sides(finding: Finding, evidence: Evidence) -> tuple[IntArray, IntArray | None]:
    """The counts of a finding's group and of its reference, shape (buckets, 8); None for a target."""
    view = evidence.views[str(finding.sensitive_feature)]
    counts = evidence.counts(view.name)
    group = counts[view.groups.index(str(finding.group))]
    if finding.reference is None:
        return group, None
    if finding.reference == REST:
        recorded = [view.is_recorded(each) for each in view.groups]
        return group, counts[recorded].sum(axis=0) - group
    return group, counts[view.groups.index(finding.reference)]


def _enough(finding: Finding, sides: list[tuple[IntArray, IntArray | None]], evidence: Evidence) -> bool:
    """Whether every side has rows in enough buckets, and neither rate is so rare that its error cannot be seen."""
    measure, least = MEASURES[finding.measure], evidence.plan.rules.min_events
    for group, reference in sides:
        arms = [measure.ratio(side) for side in (group, reference) if side is not None]
        if any((rows > 0).sum() < LEAST_BUCKETS for _, rows in arms):
            return False
        rates = [(events.sum() / rows.sum(), rows.sum()) for events, rows in arms]
        if not events_gate(*rates[0], *rates[-1], least):
            return False
    return True


def _gap(finding: Finding, sides: tuple[IntArray, IntArray | None], fill: Fill) -> tuple[float, FloatArray]:
    """The size of a gap, and the same without each bucket in turn."""
    measure = MEASURES[finding.measure]
    direction = sign(finding) * (1 if measure.worse == "higher" else -1)

    def rates(side: IntArray, how: Fill) -> tuple[float, FloatArray]:
        events, rows = measure.ratio(side, how)
        return float(events.sum() / rows.sum()), rate_without_each(events, rows)

    value, without = rates(sides[0], fill)
    if sides[1] is None:
        limit = finding.limit.value if finding.limit else np.nan
        return direction * (value - limit), direction * (without - limit)
    other, other_without = rates(sides[1], _OPPOSITE[fill])
    return direction * (value - other), direction * (without - other_without)


def _extreme(finding: Finding, *, most: bool) -> Fill:
    """The filling-in of the group's missing outcomes that makes the size of its gap most, or least."""
    grows = (MEASURES[finding.measure].worse == "higher") == (sign(finding) > 0)
    return "highest" if grows == most else "lowest"
