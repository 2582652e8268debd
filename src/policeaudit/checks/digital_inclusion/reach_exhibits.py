"""The tables and charts of coverage: who is reached, where they are lost, through which channels, how unequally."""

from __future__ import annotations

import numpy as np

from policeaudit.checks.digital_inclusion.reach import Reach
from policeaudit.checks.evidence import Rates, noun
from policeaudit.checks.exhibit import Cell, Column, Dot, DotChart, Exhibit, known
from policeaudit.checks.table_rates import floats
from policeaudit.checks.table_views import Grouping
from policeaudit.plan.parts import REST
from policeaudit.plan.tables import Stage
from policeaudit.stats.funnel import gap_parts, lost, still_to_reach, unserved
from policeaudit.stats.inequality import (
    adjusted_parity,
    concentration,
    highest_to_lowest,
    highest_to_lowest_by_chance,
    theil,
)
from policeaudit.stats.intervals import ratio
from policeaudit.text import Text, list_of

_GROUP = Column(Text(en="Group", zh="群体"))
_RANGE = Text(en="Range", zh="区间")
_STAGE = Column(Text(en="Stage", zh="阶段"))
REST_OF = {
    "person": Text(en="Not reached", zh="未覆盖"),
    "place": Text(en="Unknown", zh="情况不明"),
    "item": Text(en="Not among them", zh="未包含"),
}


def _title(pattern: Text, reach: Reach, grouping: Grouping) -> Text:
    return pattern.fill(title=reach.part.title, by=grouping.label)


def covered_table(reach: Reach, grouping: Grouping, rates: dict[str, Rates], drawn: Stage | None) -> Exhibit:
    """Every group at every stage, with the absolute number that is not reached; ``drawn``: the stage in the chart."""
    rows: list[tuple[Cell, ...]] = []
    for i, group in enumerate(grouping.groups):
        for stage in reach.stages:
            r = rates[stage.id]
            known_n = bool(r.n[i]) and r.reasons[i] is None
            rest = float(unserved(r.n[i], r.numerator[i])) if known_n else None
            open_ = (known(r.lower_bound[i]), known(r.upper_bound[i])) if r.missing[i] else None
            rows.append(
                (
                    grouping.labels[group],
                    stage.label,
                    int(r.n[i]) or None,
                    int(r.numerator[i]) if known_n else None,
                    known(r.value[i]),
                    (known(r.low[i]), known(r.high[i])),
                    rest,
                    open_,
                )
            )
    columns = (
        _GROUP,
        _STAGE,
        Column(Text(en="Out of", zh="总数"), "count"),
        Column(Text(en="Counted", zh="计数"), "count"),
        Column(Text(en="Share", zh="比例"), "percent"),
        Column(_RANGE, "percent"),
        Column(REST_OF[reach.part.unit], "count"),
        Column(Text(en="Bounds for withheld figures", zh="保密数据的界限"), "percent"),
    )
    some_open = any(row[-1] is not None for row in rows)
    return Exhibit(
        name=f"covered.{reach.part.id}.{grouping.by}",
        title=_title(Text(en="{title}: who is reached, by {by}", zh="{title}：按{by}比较覆盖情况"), reach, grouping),
        columns=columns if some_open else columns[:-1],
        rows=tuple(row if some_open else row[:-1] for row in rows),
        chart=_dots(grouping, rates[drawn.id]) if drawn else None,
        note=_cut_off(reach, grouping),
    )


def _cut_off(reach: Reach, grouping: Grouping) -> Text | None:
    """Groups whose counts were above the population and were cut to it, as the plan declares."""
    cut = [
        grouping.labels[group]
        for group, places in grouping.rows.items()
        if any(flags[places].any() for flags in reach.table.cut.values())
    ]
    if not cut:
        return None
    shown = [*cut[:5], *([Text(en="…", zh="…")] if len(cut) > 5 else [])]
    return Text(
        en="More was counted than there are, and was cut to the population as the plan declares ({n}): {names}. There the "
        "population is not the one that the counts come from, and a share of 100% means little.",
        zh="计数超过总数、按方案截取至总数的（{n}个）：{names}。这些地方的总数与计数范围不一致，100%的比例意义不大。",
    ).fill(n=len(cut), names=list_of(shown))


def published_table(reach: Reach, grouping: Grouping) -> Exhibit:
    """Shares without the counts behind them."""
    stages, numbers = reach.published, reach.table.numbers
    rows = tuple(
        (grouping.labels[group], *(known(float(numbers[f"share.{stage.id}"][places[0]])) for stage in stages))
        for group, places in grouping.rows.items()
        if places
    )
    return Exhibit(
        name=f"published.{reach.part.id}.{grouping.by}",
        title=_title(Text(en="{title}: published shares by {by}", zh="{title}：各{by}公布的比例"), reach, grouping),
        columns=(_GROUP, *(Column(stage.label, "percent") for stage in stages)),
        rows=rows,
        note=Text(
            en="Published without the counts behind them: no range can be given. A dash: withheld or not recorded.",
            zh="公布时未附原始计数，无法给出区间。“–”表示保密或未登记。",
        ),
    )


def _dots(grouping: Grouping, r: Rates) -> DotChart:
    dots = [
        Dot(
            grouping.labels[group],
            known(r.value[i]),
            known(r.low[i]),
            known(r.high[i]),
            int(r.n[i]),
            reference=group == grouping.reference,
            lower_bound=known(r.lower_bound[i]) if r.missing[i] else None,
            upper_bound=known(r.upper_bound[i]) if r.missing[i] else None,
        )
        for i, group in enumerate(grouping.groups)
    ]
    return DotChart(tuple(dots))


def funnel_table(reach: Reach, grouping: Grouping) -> Exhibit:
    """Where on the way each group is lost, and what part of its gap to the reference each step makes up."""
    counts = {group: _stages(reach, rows) for group, rows in grouping.rows.items()}
    reference = counts.get(grouping.reference or "")
    rows: list[tuple[Cell, ...]] = []
    for group, stages in counts.items():
        away = lost(stages)
        parts = gap_parts(stages, reference).part if reference is not None and group != grouping.reference else None
        for at, stage in enumerate(reach.stages):
            share = reach.step(at, grouping.rows[group])
            part = None if parts is None else known(parts[at])
            rows.append((grouping.labels[group], stage.label, known(share.value), known(away[at]), part))
    return Exhibit(
        name=f"funnel.{reach.part.id}.{grouping.by}",
        title=_title(
            Text(en="{title}: where each group is lost, by {by}", zh="{title}：各{by}在何处流失"), reach, grouping
        ),
        columns=(
            _GROUP,
            Column(Text(en="Step to", zh="进入")),
            Column(Text(en="Go on", zh="进入比例"), "percent"),
            Column(Text(en="Lost, of all", zh="流失（占总数）"), "percent"),
            Column(Text(en="Part of the gap to the reference", zh="占与对照群体差距的份额"), "percent"),
        ),
        rows=tuple(rows),
        note=Text(
            en="The parts of the gap add up to 100%; a part below zero means that the group does better at that step. A dash: "
            "there is no gap to be split, or a count is unknown.",
            zh="差距的各部分相加为100%；小于零表示该群体在这一步反而更好。“–”表示没有可分解的差距，或计数不明。",
        ),
    )


def _stages(reach: Reach, rows: list[int]) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    numbers = [float(reach.table.numbers[f"stage.{stage.id}"][rows].sum()) for stage in reach.stages]
    return np.array([reach.people(rows), *numbers])


def channel_table(reach: Reach, grouping: Grouping, digital: Rates) -> Exhibit:
    """The mix of channels and the share that needs a device."""
    rows: list[tuple[Cell, ...]] = []
    for i, (group, places) in enumerate(grouping.rows.items()):
        counts = reach.channels(places)
        total = float(counts.sum())
        shares = [known(count / total) if total > 0 else None for count in counts]
        limits = (known(digital.low[i]), known(digital.high[i]))
        rows.append((grouping.labels[group], known(total), *shares, known(digital.value[i]), limits))
    return Exhibit(
        name=f"channels.{reach.part.id}.{grouping.by}",
        title=_title(Text(en="{title}: channels used, by {by}", zh="{title}：各{by}使用的渠道"), reach, grouping),
        columns=(
            _GROUP,
            Column(Text(en="Cases", zh="事项"), "count"),
            *(Column(channel.label, "percent") for channel in reach.part.channels),
            Column(Text(en="Needs a device", zh="需自备设备"), "percent"),
            Column(_RANGE, "percent"),
        ),
        rows=tuple(rows),
    )


def parity_table(reach: Reach, grouping: Grouping, stage: Stage, own: Rates, others: Rates, crit: float) -> Exhibit:
    """Each group's share as a multiple of the reference's (or of all others'), and the adjusted parity index of it."""
    at = grouping.groups.index(grouping.reference) if grouping.reference else None
    rows: list[tuple[Cell, ...]] = []
    for i, group in enumerate(grouping.groups):
        if i == at:
            continue
        (p, n), (r, m) = (
            (side.value[j], side.n_effective[j]) for side, j in ((own, i), (own, at) if at is not None else (others, i))
        )
        value = p / r if r > 0 else np.nan
        low, high = ratio(p, n, r, m, crit)
        index, low_index, high_index = adjusted_parity(floats([value, float(low), float(high)]))
        measurable = not np.isnan(value)
        rows.append(
            (
                grouping.labels[group],
                known(value),
                (known(float(low)), known(float(high))) if measurable else None,
                known(index),
                (known(low_index), known(high_index)) if measurable else None,
            )
        )
    pattern = Text(en="{stage}: parity with {reference}, {title}", zh="{title}：“{stage}”与{reference}的均等程度")
    view = grouping.view()
    return Exhibit(
        name=f"parity.{reach.part.id}.{stage.id}.{grouping.by}",
        title=pattern.fill(stage=stage.label, reference=noun(view, grouping.reference or REST), title=reach.part.title),
        columns=(
            _GROUP,
            Column(Text(en="Ratio", zh="比值"), "ratio"),
            Column(_RANGE, "ratio"),
            Column(Text(en="Adjusted parity index", zh="调整均等指数"), "ratio"),
            Column(_RANGE, "ratio"),
        ),
        rows=tuple(rows),
        note=_PARITY_NOTE,
    )


_PARITY_NOTE = Text(
    en="1 is parity. The adjusted index runs from 0 to 2, so that twice as much (1.50) lies as far from parity as half as much "
    "(0.50).",
    zh="1为均等。调整后的指数在0至2之间：多一倍（1.50）与少一半（0.50）离均等一样远。",
)
_INEQUALITY = (
    _STAGE,
    Column(Text(en="Groups", zh="群体数"), "count"),
    Column(Text(en="Theil index", zh="泰尔指数"), "score"),
    Column(_RANGE, "score"),
    Column(Text(en="Highest over lowest", zh="最高与最低之比"), "ratio"),
    Column(Text(en="by chance alone, at most", zh="仅因偶然至多"), "ratio"),
    Column(Text(en="Concentration index", zh="集中指数"), "score"),
    Column(_RANGE, "score"),
)
"""The last two where the groups are in an order."""


def inequality_table(reach: Reach, grouping: Grouping, rates: dict[str, Rates], crit: float) -> Exhibit:
    """Theil's index over the groups, with chance taken away, and the highest share over the lowest."""
    rows: list[tuple[Cell, ...]] = []
    for stage in reach.stages:
        r = rates[stage.id]
        some = ~np.isnan(r.value)
        k, n = r.numerator[some], r.n[some]
        index = theil(k, n, "binomial", crit)
        order = concentration(k, n, "binomial", crit) if grouping.ordered else None
        rows.append(
            (
                stage.label,
                int(some.sum()),
                known(index.value),
                (known(index.low), known(index.high)),
                known(highest_to_lowest(r.value[some])),
                known(highest_to_lowest_by_chance(k, n, "binomial")),
                known(order.value) if order else None,
                (known(order.low), known(order.high)) if order else None,
            )
        )
    note = Text(
        en="Theil’s index is 0 where all groups are reached alike; what chance adds is taken away.",
        zh="各群体覆盖相同时，泰尔指数为0；偶然造成的部分已经扣除。",
    )
    if grouping.ordered:
        note = note.then(
            Text(
                en="The concentration index is below 0 where more reaches those listed first.",
                zh="集中指数小于0，表示覆盖偏向排列在前的群体。",
            )
        )
    shown = len(_INEQUALITY) if grouping.ordered else len(_INEQUALITY) - 2
    return Exhibit(
        name=f"inequality.{reach.part.id}.{grouping.by}",
        title=_title(Text(en="{title}: inequality by {by}", zh="{title}：{by}之间的不均等"), reach, grouping),
        columns=_INEQUALITY[:shown],
        rows=tuple(row[:shown] for row in rows),
        note=note,
    )


def target_table(reach: Reach, grouping: Grouping, stage: Stage, rates: Rates, target: float) -> Exhibit:
    """How many more must be reached for each group to meet a target."""
    more = still_to_reach(rates.n, rates.numerator, target)
    rows = tuple(
        (
            grouping.labels[group],
            int(rates.n[i]) or None,
            known(rates.value[i]),
            target,
            None if rates.reasons[i] else known(more[i]),
        )
        for i, group in enumerate(grouping.groups)
    )
    pattern = Text(en="{title}: still to be reached, “{stage}”", zh="{title}：“{stage}”尚需覆盖的数量")
    return Exhibit(
        name=f"target.{reach.part.id}.{stage.id}.{grouping.by}",
        title=pattern.fill(title=reach.part.title, stage=stage.label),
        columns=(
            _GROUP,
            Column(Text(en="Out of", zh="总数"), "count"),
            Column(Text(en="Now", zh="目前"), "percent"),
            Column(Text(en="Target", zh="目标"), "percent"),
            Column(Text(en="Still to be reached", zh="尚需覆盖"), "count"),
        ),
        rows=rows,
    )
