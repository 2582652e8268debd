"""What the tables beside the log say where the questionnaire asks: for each question a figure, and whether it bears a “yes” out.

A table shows one part of what is asked, and only for the services and areas that it is about. So it contradicts where that part
is plainly missing; where a judgement would be needed (whether a minimum was agreed, whether a change was explained) the figure is
printed beside the answer and decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from policeaudit.checks.digital_inclusion.reach import Reach, reaches
from policeaudit.checks.digital_inclusion.waits import waits
from policeaudit.checks.evidence import Evidence
from policeaudit.checks.governance.figure import Figure
from policeaudit.checks.honest_execution.figures_over_time import over_time
from policeaudit.checks.honest_execution.holdings import holdings
from policeaudit.checks.honest_execution.totals import totals
from policeaudit.plan.table_file import Section
from policeaudit.plan.tables import FieldworkPart
from policeaudit.stats.events import RateRatio, overdispersion, rate_ratio
from policeaudit.tables.read import Table
from policeaudit.text import Text, list_of, whole

TABLES = Text(en="the tables", zh="表格")


def _services(evidence: Evidence) -> list[Reach]:
    """The tables about people that say through which channels they were served."""
    return [reach for reach in reaches(evidence, places=False) if reach.part.channels]


def _titles(sections: Sequence[Section]) -> Text:
    return list_of([section.title for section in sections])


def _staffed(evidence: Evidence) -> Figure | None:
    """DI-01: every service has a staffed channel."""
    found = _services(evidence)
    if not found:
        return None
    without = [reach.part for reach in found if all(channel.digital for channel in reach.part.channels)]
    if without:
        said = Text(en="every channel needs a device of one's own: {titles}", zh="所有渠道均须自备设备：{titles}")
        return Figure(said.fill(titles=_titles(without)), holds=False, n=len(found), source=TABLES)
    said = Text(
        en="each of {n} services has a channel that needs no device; waits are not compared here",
        zh="{n}项服务均有无须自备设备的渠道；此处未比较等候时间",
    )
    return Figure(said.fill(n=len(found)), holds=True, n=len(found), source=TABLES)


def _counted_by_group(evidence: Evidence) -> Figure | None:
    """DI-02: all groups have a base and a rate."""
    shares = [
        (grouping.labels[group], reach.covered(stage, rows).value)
        for reach in reaches(evidence, places=False)
        for grouping in reach.groupings
        if grouping.by == "group"
        for stage in reach.stages
        for group, rows in grouping.rows.items()
    ]
    return _lacking([label for label, _ in shares], [value for _, value in shares])


def _reported_by_area(evidence: Evidence) -> Figure | None:
    """DI-05: coverage of places and response times are reported for all areas."""
    labels, values = [], []
    for reach in reaches(evidence, places=True):
        for grouping in (each for each in reach.groupings if each.by == "area"):
            for group, rows in grouping.rows.items():
                labels.append(grouping.labels[group])
                values.append(min((reach.covered(stage, rows).value for stage in reach.stages), default=np.nan))
    for section in waits(evidence):
        for grouping in (each for each in section.groupings if each.by == "area" and section.starts):
            for group, rows in grouping.rows.items():
                labels.append(grouping.labels[group])
                values.append(float(section.counts(rows).sum()) or np.nan)
    return _lacking(labels, values)


def _resources_by_area(evidence: Evidence) -> Figure | None:
    """EI-04: officers and funding per head are reported for all districts."""
    rates = [
        (section.grouping.labels[group], float(rate))
        for section in holdings(evidence)
        for resource in section.part.resources
        for group, rate in zip(section.grouping.groups, section.rates(resource), strict=True)
    ]
    return _lacking([label for label, _ in rates], [rate for _, rate in rates])


def _lacking(labels: Sequence[Text], values: Sequence[float]) -> Figure | None:
    """Whether every group or area has each of its figures."""
    if not values:
        return None
    without = list(dict.fromkeys(label for label, value in zip(labels, values, strict=True) if np.isnan(value)))
    if not without:
        said = Text(en="all {n} figures by group or area are given", zh="各群体、各地的{n}个数字均已给出")
        return Figure(said.fill(n=whole(len(values))), holds=True, n=len(values), source=TABLES)
    said = Text(en="figures are missing for: {groups}", zh="以下群体或地区缺少数字：{groups}")
    return Figure(said.fill(groups=list_of(without)), holds=False, n=len(values), source=TABLES)


def _contacts(evidence: Evidence) -> Figure | None:
    """HB-04: contacts face to face are not below their level before the introduction."""
    for part in evidence.plan.fieldwork:
        name = part.contacts
        if name is None:
            continue
        for change in part.changes:
            if change.id == name:
                return _fewer(change.label, change.percent / 100, fell=change.percent < 0)
        table = evidence.tables.of(part)
        figure = next(figure for figure in part.figures if figure.id == name)
        if table is not None and part.month is not None:
            found = _by_month(part, table)
            if not np.isnan(found.value):
                fell = True if found.high < 1 else None if found.value < 1 else False
                return _fewer(figure.label, float(found.value) - 1, fell=fell)
    return None


def _by_month(part: FieldworkPart, table: Table) -> RateRatio:
    """The contacts a month after over those before, of the areas with the technology; months differ by more than chance."""
    areas = table.groups.get("area", [""] * table.rows)
    rows = [i for i, area in enumerate(areas) if area not in part.comparison]
    counts, days = table.numbers[f"figure.{part.contacts}"], table.days["month"]
    before, after = (
        counts[[i for i in rows if (days[i] < part.introduced_on) == earlier]] for earlier in (True, False)
    )
    usual = np.concatenate([np.full(len(side), side.mean() if len(side) else np.nan) for side in (before, after)])
    more = overdispersion(np.concatenate([before, after]), usual)
    return rate_ratio(after.sum(), len(after), before.sum(), len(before), overdispersion=more)


def _fewer(label: Text, change: float, *, fell: bool | None) -> Figure:
    said = Text(en="{label} changed by {percent}% after the introduction", zh="引入技术后，{label}变化{percent}%").fill(
        label=label, percent=f"{change * 100:+.1f}".removesuffix(".0").replace("-", "−")
    )
    return Figure(said, holds=None if fell is None else not fell, source=TABLES)


def _definitions(evidence: Evidence) -> Figure | None:
    """EI-02: whether a change was explained or recalculated is for a person to see; the changes are counted."""
    found = over_time(evidence)
    if not found:
        return None
    changes = sum(len(section.part.changes) for section in found)
    anew = sum(len(section.part.changes) for section in found if section.part.old is not None)
    said = Text(
        en="the rules of {n} indicators changed {changes} times; {anew} times the earlier way of counting is given too",
        zh="{n}项指标的规则共调整{changes}次，其中{anew}次给出了按原口径统计的数据",
    )
    return Figure(said.fill(n=len(found), changes=changes, anew=anew), holds=None, n=len(found), source=TABLES)


def _formula(evidence: Evidence) -> Figure | None:
    """EI-03: the published weights and formula give the published scores."""
    found = totals(evidence)
    apart = np.concatenate([np.zeros(0), *(section.differences for section in found)])
    known = apart[~np.isnan(apart)]
    if not len(known):
        return None
    others = int((known != 0).sum())
    said = Text(
        en="recomputed by the published weights, the score of {n} of {all} areas is another",
        zh="按公布的权重重新计算，{all}个地区中有{n}个与公布得分不符",
    )
    return Figure(said.fill(n=others, all=len(known)), holds=others == 0, n=len(known), source=TABLES)


FIGURES: dict[str, Callable[[Evidence], Figure | None]] = {
    "HB-04": _contacts,
    "DI-01": _staffed,
    "DI-02": _counted_by_group,
    "DI-05": _reported_by_area,
    "EI-02": _definitions,
    "EI-03": _formula,
    "EI-04": _resources_by_area,
}
"""The questions for which a table may hold a figure."""
