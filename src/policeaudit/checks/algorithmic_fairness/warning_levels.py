"""C17: is a higher level more certain than a lower one, and does a level mean the same for every group?"""

from dataclasses import replace

import numpy as np

from policeaudit.checks.check import Check, Phrases, Quantity
from policeaudit.checks.claim import About, Claim, Said
from policeaudit.checks.comparison import Comparison, comparisons
from policeaudit.checks.differences import Difference, differ
from policeaudit.checks.evidence import Evidence, View, noun
from policeaudit.checks.examination import Examination
from policeaudit.checks.exhibit import Column, Dot, DotChart, Exhibit, known
from policeaudit.checks.limits import criterion_of, limits_for
from policeaudit.measures import A1, AN, MEASURES, IntArray
from policeaudit.plan.parts import LevelPart, Limit
from policeaudit.text import Text, decimal, points

_SAME_LEVEL = replace(MEASURES["precision"], name="level_precision")

CHECK = Check(
    id="C17",
    pillar="P2",
    title=Text(en="Warning levels", zh="预警等级"),
    asks=Text(
        en="Is a higher level right more often than a lower one, and does a level mean the same for every group?",
        zh="等级越高，预警是否越准？同一等级对各群体的含义是否相同？",
    ),
    matters=Text(
        en="Officers act on the level. A level that means less for one group brings its people the same response on weaker "
        "grounds.",
        zh="民警依等级处置。若同一等级对某一群体意味着更低的把握，该群体就会在依据较弱时受到同样的处置。",
    ),
    cannot_show=Text(
        en="A level may stand for harm as well as for certainty: a rare but grave case can be red although it is often wrong. "
        "This check looks at certainty alone.",
        zh="等级除把握大小外，也可能反映危害程度：罕见但严重的情形即使常常不属实，也可能列为红色。本项检查只看把握大小。",
    ),
    phrases={
        "level_precision": Phrases(
            name=Text(en="precision at the same level", zh="同一等级的预警准确率"),
            share=Text(
                en="of {per} checked warnings of this level about {group}, {count} were wrong",
                zh="{per}条已核查的涉{group}该等级预警中，有{count}条不属实",
            ),
            effect=Text(
                en="{n} warnings of this level about {group} were checked. At the rate of {reference}, about {excess} fewer "
                "would have been wrong.",
                zh="已核查的涉{group}该等级预警共{n}条。若按{reference}的比率计算，不属实的约减少{excess}条。",
            ),
            counts_the_rest=True,
        )
    },
    quantities={
        "level_precision": Quantity(
            Text(en="Precision at the same level", zh="同一等级的预警准确率"),
            Text(
                en="Of the warnings of one level that were followed up, the share that was confirmed.",
                zh="某一等级的预警中，已核查者经核查属实的比例。",
            ),
            "lower",
        ),
        "level_order": Quantity(
            Text(en="Order of the levels", zh="等级顺序"),
            Text(
                en="By how much a lower level is right more often than the next higher one; below zero means: in order.",
                zh="较低等级比相邻较高等级更常属实的幅度；小于零表示顺序正确。",
            ),
        ),
    },
)


def examine(evidence: Evidence) -> Examination:
    """Precision by level and group, the order of the levels in each group, and groups against each other at one level."""
    column = evidence.plan.columns.level
    if column is None:
        return Examination(lacking=Text(en="the plan names no warning levels", zh="审计方案未指定预警等级"))
    ids = [level.id for level in column.levels]
    levels = column.levels[ids.index(column.alert_from) :]
    if len(levels) < 2:
        return Examination(lacking=Text(en="only one level counts as a warning", zh="只有一个等级计为预警"))
    by_view = {
        view.name: evidence.counts_by(view.name, "level", [level.id for level in levels])
        for view in evidence.views.values()
        if not view.parts
    }
    return Examination(
        comparisons=[
            c
            for view in evidence.views.values()
            if not view.parts
            for c in _same_level(view, levels, by_view[view.name], evidence)
        ],
        claims=[claim for view in evidence.main_views for claim in _order(view, levels, by_view[view.name], evidence)],
        exhibits=[
            exhibit
            for view in evidence.main_views
            for exhibit in (
                _table(view, levels, by_view[view.name], evidence),
                _mix(view, levels, by_view[view.name]),
            )
        ],
    )


def _same_level(view: View, levels: list[LevelPart], counts: IntArray, evidence: Evidence) -> list[Comparison]:
    """Each group against its reference among the warnings of one level, where a limit asks for it."""
    if not limits_for(evidence.plan, _SAME_LEVEL.name, view.name):
        return []
    found = []
    for at, level in enumerate(levels):
        derived = evidence.derive(view.at_level(f"{view.name}@{level.id}", level), counts[:, at])
        found += comparisons(CHECK, _SAME_LEVEL, derived, evidence, limits_of=view.name)
    return found


def _order(view: View, levels: list[LevelPart], counts: IntArray, evidence: Evidence) -> list[Claim]:
    """For each group and pair of neighbouring levels: by how much the lower one is right more often."""
    limits: list[Limit | None] = [*limits_for(evidence.plan, "level_order", view.name)]
    claims = []
    for group, cells in zip(view.groups, counts, strict=True):
        if not view.is_recorded(group):
            continue
        for low, high, lower, higher in zip(levels, levels[1:], cells, cells[1:], strict=False):
            for limit in limits or [None]:
                most = limit.value if limit else 0.0
                found = differ(MEASURES["precision"], lower, higher, evidence, (-np.inf, most))
                claims.append(_claim(view, group, low, high, found, limit, evidence))
    return claims


def _claim(
    view: View, group: str, low: LevelPart, high: LevelPart, found: Difference, limit: Limit | None, evidence: Evidence
) -> Claim:
    label, rules = noun(view, group), evidence.plan.rules
    value, lowest, highest = found.observed.value, found.observed.low, found.observed.high
    if value < 0:  # said the same way round as the difference itself
        lowest, highest = -highest, -lowest
    if np.isnan(value):
        condition = Text(
            en="One of the levels has no checked warning about {group}, so their order cannot be seen.",
            zh="其中一个等级没有已核查的涉{group}预警，无法看出先后。",
        ).fill(group=label)
    else:
        condition = Text(
            en="Among {group}, warnings of level “{low}” were right {gap} {more} often than those of level “{high}”; with "
            "this number of cases it is between {lowest} and {highest} {more} often.",
            zh="在{group}中，“{low}”级预警属实的比例比“{high}”级{more}{gap}；按现有数量，{more}出的幅度在{lowest}至{highest}之间。",
        ).fill(
            group=label,
            low=low.label,
            high=high.label,
            gap=points(abs(value)),
            more=Text(en="more", zh="高") if value > 0 else Text(en="less", zh="低"),
            lowest=decimal(lowest * 100),
            highest=points(highest),
        )
    rule = Text(
        en="a lower level may be right more often than the next higher one by at most {limit}",
        zh="较低等级属实的比例最多可比相邻较高等级高{limit}",
    )
    return Claim(
        about=About("level_order", view.name, f"{group}.{low.id}.{high.id}"),
        said=Said(
            heading=Text(
                en="Order of the levels “{low}” and “{high}”: {group}", zh="“{low}”与“{high}”级的先后：{group}"
            ).fill(low=low.label, high=high.label, group=label),
            criterion=criterion_of(limit, rule.fill(limit=points(limit.value)) if limit else None, evidence.plan),
            condition=condition,
            effect=Text(
                en="Where the order is reversed, the stronger response goes where warnings are less certain.",
                zh="若顺序颠倒，较强的处置会落在把握较小的预警上。",
            ),
            settle=Text(en="More checked warnings of both levels.", zh="核查更多这两个等级的预警。"),
        ),
        limit=limit,
        least=found.least,
        most=found.most,
        band=(-np.inf, limit.value if limit else 0.0),
        p_limit=found.p_limit,
        p_zero=found.p_zero,
        n=found.n[0],
        n_reference=found.n[1],
        large=min(found.n) >= rules.min_n,
        gap=found.five,
    )


def _table(view: View, levels: list[LevelPart], counts: IntArray, evidence: Evidence) -> Exhibit:
    rows, dots = [], []
    for at, level in enumerate(levels):
        derived = evidence.derive(view.at_level(f"{view.name}@{level.id}", level), counts[:, at])
        rates = evidence.rates(MEASURES["precision"], derived.name)
        for group in view.groups:
            i = rates.at(group)
            value, low, high = (known(x[i]) for x in (rates.value, rates.low, rates.high))
            n = int(rates.n[i])
            rows.append((level.label, view.labels[group], n, int(rates.missing[i]), value, (low, high)))
            if view.is_recorded(group):
                name = Text(en="{level}: {group}", zh="{level}：{group}").fill(
                    level=level.label, group=view.labels[group]
                )
                dots.append(Dot(name, value, low, high, n, reference=group == view.reference))
    return Exhibit(
        name=f"levels.{view.name}",
        title=Text(en="Precision by level, {view}", zh="按{view}比较各等级的预警准确率").fill(view=view.label),
        columns=(
            Column(Text(en="Level", zh="等级")),
            Column(Text(en="Group", zh="群体")),
            Column(Text(en="Checked", zh="已核查"), "count"),
            Column(Text(en="Without result", zh="无结果"), "count"),
            Column(Text(en="Right", zh="属实比例"), "percent"),
            Column(Text(en="Range", zh="区间"), "percent"),
        ),
        rows=tuple(rows),
        chart=DotChart(tuple(dots)),
        note=Text(
            en="Read down a group: a higher level should be right more often. Read across groups at one level: the same level "
            "should mean the same.",
            zh="同一群体自上而下看：等级越高应越准。同一等级在群体之间看：含义应当相同。",
        ),
    )


def _mix(view: View, levels: list[LevelPart], counts: IntArray) -> Exhibit:
    warnings = counts.sum(axis=2)[..., A1 : AN + 1].sum(axis=-1)
    rows = []
    for group, per_level in zip(view.groups, warnings, strict=True):
        total = int(per_level.sum())
        shares = [int(n) / total if total else None for n in per_level]
        rows.append((view.labels[group], total, *shares))
    return Exhibit(
        name=f"mix.{view.name}",
        title=Text(en="Mix of levels, {view}", zh="按{view}比较预警等级构成").fill(view=view.label),
        columns=(
            Column(Text(en="Group", zh="群体")),
            Column(Text(en="Warnings", zh="预警数"), "count"),
            *(Column(level.label, "percent") for level in levels),
        ),
        rows=tuple(rows),
    )
