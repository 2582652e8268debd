"""C06: are warnings about every group followed up equally often?"""

import numpy as np

from policeaudit.checks.check import Check, Phrases
from policeaudit.checks.evidence import Evidence, View
from policeaudit.checks.examination import Examination
from policeaudit.checks.exhibit import Cell, Column, Exhibit, known
from policeaudit.checks.not_measurable import NO_OUTCOME_COLUMN
from policeaudit.log.tally import DELAYS
from policeaudit.measures import A0, A1, AN, AP, MEASURES, IntArray
from policeaudit.stats.selective import monotone_bounds
from policeaudit.text import Text

CHECK = Check(
    id="C06",
    pillar="P2",
    title=Text(en="Follow-up of warnings between groups", zh="各群体预警核查率差异"),
    asks=Text(
        en="Are warnings about every group followed up equally often?",
        zh="对各群体的预警是否同等程度地进行了核查？",
    ),
    matters=Text(
        en="A warning that is never followed up stays on record against someone, and hides whether the system was right.",
        zh="未经核查的预警会一直留在当事人名下，也掩盖了系统是否判断正确。",
    ),
    cannot_show=Text(
        en="A high follow-up rate does not show that the follow-up was thorough.",
        zh="核查率高并不表示核查充分。",
    ),
    phrases={
        "follow_up_rate": Phrases(
            name=Text(en="the follow-up rate", zh="预警核查率"),
            share=Text(
                en="of {per} warnings about {group}, {count} have no recorded outcome",
                zh="{per}条涉{group}预警中，有{count}条没有核查结果",
            ),
            effect=Text(
                en="Warnings about {group}: {n}. At the rate of {reference}, about {excess} more would have been "
                "followed up.",
                zh="涉{group}预警共{n}条。若达到{reference}的水平，约多核查{excess}条。",
            ),
            counts_the_rest=True,
        )
    },
)


def examine(evidence: Evidence) -> Examination:
    """How soon outcomes come, whether a higher level is followed up more, and what the missing outcomes could hide."""
    if not evidence.plan.has_outcomes:
        return Examination(lacking=NO_OUTCOME_COLUMN)
    exhibits = []
    for view in evidence.main_views:
        exhibits.append(_missing(view, evidence))
        found = evidence.timeline(view.name, "delay")
        if found is not None and evidence.plan.columns.outcome_time:
            exhibits.append(_delays(view, *found))
        if evidence.plan.columns.level:
            exhibits.append(_by_level(view, evidence))
    return Examination(exhibits=exhibits)


def _missing(view: View, evidence: Evidence) -> Exhibit:
    """Precision over the known outcomes, and between which values it can lie."""
    rates = evidence.rates(MEASURES["precision"], view.name)
    totals = evidence.counts(view.name).sum(axis=1)
    unknown = totals[:, [AP, AN]].sum(axis=1)
    low, high = monotone_bounds(*(x[:, None] for x in (totals[:, A1], totals[:, A0], unknown)))
    rows: list[tuple[Cell, ...]] = []
    for i, group in enumerate(view.groups):
        some = not np.isnan(low[i])
        rows.append(
            (
                view.labels[group],
                int(totals[i, : AN + 1].sum()),
                int(totals[i, AP]),
                int(totals[i, AN]),
                known(rates.value[i]),
                (float(low[i]), float(high[i])) if some else None,
                (float(rates.lower_bound[i]), float(rates.upper_bound[i])) if some else None,
            )
        )
    return Exhibit(
        name=f"missing.{view.name}",
        title=Text(en="What the missing outcomes could hide, {view}", zh="缺失的核查结果可能掩盖什么，按{view}").fill(
            view=view.label
        ),
        columns=(
            Column(Text(en="Group", zh="群体")),
            Column(Text(en="Warnings", zh="预警数"), "count"),
            Column(Text(en="Pending", zh="待核查"), "count"),
            Column(Text(en="Never followed up", zh="从未核查"), "count"),
            Column(Text(en="Right among those known", zh="已知结果中属实比例"), "percent"),
            Column(Text(en="If the missing are right at most as often", zh="若缺失者属实的比例不更高"), "percent"),
            Column(Text(en="Whatever the missing are", zh="无论缺失者如何"), "percent"),
        ),
        rows=tuple(rows),
        note=Text(
            en="The middle range assumes that officers follow up first where they expect more; the last one assumes nothing, and "
            "the verdicts rest on it.",
            zh="中间一列假定民警优先核查更可能属实的预警；最后一列不作任何假定，结论以其为准。",
        ),
    )


def _delays(view: View, bands: list[int], counts: IntArray) -> Exhibit:
    """Among all warnings of a group, the share whose outcome came within 30, 60 and 90 days."""
    warned = counts.sum(axis=2)[..., : AN + 1].sum(axis=-1)
    rows: list[tuple[Cell, ...]] = []
    for group, per_band in zip(view.groups, warned, strict=True):
        total = int(per_band.sum())
        by = {band: int(n) for band, n in zip(bands, per_band, strict=True)}
        within = [sum(by.get(b, 0) for b in range(upto + 1)) for upto in range(len(DELAYS))]
        shares = [n / total if total else None for n in within]
        late, unclear = by.get(len(DELAYS), 0), by.get(-1, 0)
        none = by.get(-2, 0)
        rows.append((view.labels[group], total, *shares, late, unclear, none))
    return Exhibit(
        name=f"delays.{view.name}",
        title=Text(en="How soon an outcome is recorded, {view}", zh="核查结果登记的快慢，按{view}").fill(
            view=view.label
        ),
        columns=(
            Column(Text(en="Group", zh="群体")),
            Column(Text(en="Warnings", zh="预警数"), "count"),
            *(Column(Text(en="Within {n} days", zh="{n}日内").fill(n=days), "percent") for days in DELAYS),
            Column(Text(en="Later", zh="更晚"), "count"),
            Column(Text(en="Dated before the warning", zh="日期早于预警"), "count"),
            Column(Text(en="No date", zh="无日期"), "count"),
        ),
        rows=tuple(rows),
        note=Text(
            en="Warnings of the last weeks have had less time: their open outcomes are young, not lost.",
            zh="最后几周的预警时间尚短：其未结结果只是尚未到期，并非缺失。",
        ),
    )


def _by_level(view: View, evidence: Evidence) -> Exhibit:
    levels = evidence.plan.columns.level.levels if evidence.plan.columns.level else []
    counts = evidence.counts_by(view.name, "level", [level.id for level in levels]).sum(axis=2)
    rows: list[tuple[Cell, ...]] = []
    for j, level in enumerate(levels):
        for i, group in enumerate(view.groups):
            warned = int(counts[i, j, : AN + 1].sum())
            known = int(counts[i, j, [A1, A0]].sum())
            if warned:
                rows.append((level.label, view.labels[group], warned, known, known / warned))
    return Exhibit(
        name=f"levels.{view.name}",
        title=Text(en="Follow-up by level, {view}", zh="各等级预警的核查率，按{view}").fill(view=view.label),
        columns=(
            Column(Text(en="Level", zh="等级")),
            Column(Text(en="Group", zh="群体")),
            Column(Text(en="Warnings", zh="预警数"), "count"),
            Column(Text(en="With a result", zh="有结果"), "count"),
            Column(Text(en="Follow-up rate", zh="核查率"), "percent"),
        ),
        rows=tuple(rows),
    )
