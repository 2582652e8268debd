"""What the log and the plan say where the questionnaire asks: for each question a figure, and whether it bears a “yes” out.

What a “yes” means stands in the questionnaire itself (“yes if …”); nothing is asked here beyond that.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from policeaudit.checks.evidence import Evidence
from policeaudit.checks.governance.figure import Figure
from policeaudit.log.tally import BUCKETS, review_view
from policeaudit.measures import A0, A1, AN, AP, MEASURES, IntArray
from policeaudit.plan.model import TABLE_PARTS
from policeaudit.text import Text, list_of, percent, whole

ALL = ""


def _inventory(evidence: Evidence) -> Figure | None:
    """DS-01: the inventory covers all fields seen in the log."""
    part, found = evidence.plan.protection, evidence.inspection
    if part is None or found is None or not part.inventory:
        return None
    listed = {entry.column for entry in part.inventory}
    absent = sum(column.name not in listed for column in found.columns)
    said = Text(
        en="the inventory of the plan lacks {n} of the {all} columns of the log",
        zh="日志共{all}列，方案中的数据清单缺少{n}列",
    )
    return Figure(said.fill(n=absent, all=len(found.columns)), absent == 0, len(found.columns))


def _identifiers(evidence: Evidence) -> Figure | None:
    """DS-03: the scan finds no direct identifier."""
    found = evidence.inspection
    if found is None or found.sampled < evidence.plan.rules.min_n:
        return None
    certain = [
        column
        for column in found.columns
        if any(each.by_chance <= each.share / 2 for each in column.scan.found) or column.name is None
    ]
    said = Text(en="identifiers stand in {n} of its {all} columns", zh="日志共{all}列，其中{n}列含标识符")
    return Figure(said.fill(n=len(certain), all=len(found.columns)), not certain, found.sampled)


def _retention(evidence: Evidence) -> Figure | None:
    """DS-04: no record is older than its period."""
    part, found = evidence.plan.protection, evidence.inspection
    if part is None or part.retention_days is None or found is None or found.age is None or found.age.older is None:
        return None
    said = Text(
        en="{n} of its {all} rows are older than the declared {days} days",
        zh="{all}条记录中有{n}条超过声明的{days}天",
    )
    filled = said.fill(n=whole(found.age.older), all=whole(found.age.dated), days=whole(part.retention_days))
    return Figure(filled, found.age.older == 0, found.age.dated)


def _limits(evidence: Evidence) -> Figure | None:
    """AF-01: the limits are dated before the audited period; a plan without any decides nothing."""
    plan, start = evidence.plan, evidence.plan.audit.period.start
    parts = [part for name in TABLE_PARTS for part in getattr(plan, name)]
    limits = [*plan.limits, *(plan.protection.limits if plan.protection else []), *(x for p in parts for x in p.limits)]
    if not limits:
        return Figure(Text(en="the plan holds no limit", zh="方案未设任何限值"), holds=None)
    late = sum(limit.set_on >= start for limit in limits)
    said = Text(
        en="{n} of the {all} limits of the plan were not set before the audited period",
        zh="方案共有{all}项限值，其中{n}项并非在评估期间开始之前设定",
    )
    return Figure(said.fill(n=late, all=len(limits)), late == 0, len(limits))


def _follow_up(evidence: Evidence) -> Figure | None:
    """AF-03: missing outcomes are under the limit in every group; without such a limit the figure decides nothing."""
    if not evidence.plan.has_log:
        return None
    measure = MEASURES["follow_up_rate"]
    overall = evidence.rates(measure, ALL)
    if np.isnan(overall.value[0]):
        return None
    missed: list[Text] = []
    targets = [limit for limit in evidence.plan.limits if limit.measure == measure.name and limit.kind == "target"]
    for limit in targets:
        for name in limit.features or list(evidence.views):
            view, rates = evidence.views[name], evidence.rates(measure, name)
            missed += [view.labels[g] for g in view.groups if rates.value[rates.at(g)] < limit.value]
    said = Text(en="{share} of the warnings have a recorded outcome", zh="有核查结果的预警占{share}").fill(
        share=percent(float(overall.value[0]))
    )
    if missed:
        below = Text(en="{said}; below the target: {groups}", zh="{said}；未达目标的有：{groups}")
        said = below.fill(said=said, groups=list_of(list(dict.fromkeys(missed))))
    return Figure(said, not missed if targets else None, int(overall.n[0]))


def _versions(evidence: Evidence) -> Figure | None:
    """AF-07: the log carries a version for every row."""
    if evidence.plan.columns.model_version is None:
        return None
    rows = evidence.tally.rows_used
    without = evidence.tally.by_value("version").get("", (0, 0))[0]
    said = Text(en="{n} of its {all} rows carry no model version", zh="{all}条记录中有{n}条没有模型版本")
    return Figure(said.fill(n=whole(without), all=whole(rows)), without == 0, rows)


_ENOUGH_REVIEWED = 0.99
_COMPLETE = 0.95
"""Both are the questionnaire's own, printed with it: “at least 99% of red warnings”, “at least 95% complete”."""


_NAMED = Text(en="{name} {share}", zh="{name}{share}")


def _review(evidence: Evidence) -> Figure | None:
    """HB-01: at least 99% of red warnings show a review before the first action."""
    column = evidence.plan.columns.level
    if evidence.plan.columns.review is None or column is None:
        return None
    top = column.levels[-1]
    counts = _answers(evidence, "review", level=top.id)
    warnings = int(counts[A1 : AN + 1].sum())
    if not warnings:
        return None
    share = counts[A1] / warnings
    said = Text(
        en="{share} of the {n} warnings of level “{level}” show a review by a person",
        zh="“{level}”级预警共{n}条，有人工复核记录的占{share}",
    )
    return Figure(
        said.fill(share=percent(share), n=whole(warnings), level=top.label), bool(share >= _ENOUGH_REVIEWED), warnings
    )


def _decisions(evidence: Evidence) -> Figure | None:
    """HB-02: decision and time are at least 95% complete."""
    columns = evidence.plan.columns
    if columns.review is None or columns.decision is None:
        return None
    counts = _answers(evidence, "decision", "followed", "overridden", review="yes")
    n = int(counts[A1 : AP + 1].sum())
    if not n:
        return None
    shares = {Text(en="decision", zh="结论"): float(counts[A1] + counts[A0]) / n}
    if columns.has_review_times:
        _, timed = evidence.tally.durations(review_view(ALL), len(columns.review_bands.starts))
        if timed.sum():
            shares[Text(en="time taken", zh="用时")] = 1 - float(timed[:, -1].sum() / timed.sum())
    told = [_NAMED.fill(name=name, share=percent(share)) for name, share in shares.items()]
    said = Text(en="of {n} reviews these are recorded: {shares}", zh="{n}次复核中，已登记的比例：{shares}")
    return Figure(said.fill(n=whole(n), shares=list_of(told)), min(shares.values()) >= _COMPLETE, n)


def _completeness(evidence: Evidence) -> Figure | None:
    """GR-08: all listed fields are at least 95% complete; only those that the plan names can be counted."""
    rows = evidence.tally.rows_used
    if not (evidence.plan.has_log and rows):
        return None
    shares: dict[Text, float] = {}
    for view in evidence.views.values():
        if not view.parts:
            recorded = sum(
                int(counts.sum())
                for group, counts in zip(view.groups, evidence.counts(view.name), strict=True)
                if view.is_recorded(group)
            )
            shares[view.label] = recorded / rows
    if evidence.plan.columns.model_version is not None:
        shares[Text(en="model version", zh="模型版本")] = (
            1 - evidence.tally.by_value("version").get("", (0, 0))[0] / rows
        )
    scores = evidence.scores(ALL)
    if scores is not None:
        shares[Text(en="score", zh="分数")] = float(scores[0].sum()) / rows
    alerts = evidence.tally.alerts
    for step, name in (("review", Text(en="review", zh="复核")), ("action", Text(en="action", zh="处置"))):
        if getattr(evidence.plan.columns, step) is not None and alerts:
            counts = _answers(evidence, step)
            shares[name] = float(counts[A1] + counts[A0]) / alerts
    short = {name: share for name, share in shares.items() if share < _COMPLETE}
    if not short:
        said = Text(
            en="each of the {n} fields that the plan names is at least 95% complete",
            zh="方案所列{n}个字段的完整率均不低于95%",
        )
        return Figure(said.fill(n=len(shares)), holds=True, n=rows)
    told = [_NAMED.fill(name=name, share=percent(share)) for name, share in short.items()]
    said = Text(en="these fields are less than 95% complete: {shares}", zh="以下字段的完整率低于95%：{shares}")
    return Figure(said.fill(shares=list_of(told)), holds=False, n=rows)


def _answers(evidence: Evidence, step: str, yes: str = "yes", no: str = "no", **where: str) -> IntArray:
    counts: IntArray = evidence.tally.steps.answers(ALL, [""], BUCKETS, step, yes, no, **where).sum(axis=(0, 1))
    return counts


FIGURES: dict[str, Callable[[Evidence], Figure | None]] = {
    "DS-01": _inventory,
    "DS-03": _identifiers,
    "DS-04": _retention,
    "AF-01": _limits,
    "AF-03": _follow_up,
    "AF-07": _versions,
    "HB-01": _review,
    "HB-02": _decisions,
    "GR-08": _completeness,
}
"""The questions for which the log, or the plan about it, may hold a figure."""
