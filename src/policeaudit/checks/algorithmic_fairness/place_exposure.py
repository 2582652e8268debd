"""C26: on whom do warnings about places fall?"""

from __future__ import annotations

import math

from policeaudit.checks.algorithmic_fairness.exposure_claims import (
    MEASURE,
    PER,
    exposure_claims,
    rates_told,
)
from policeaudit.checks.algorithmic_fairness.residents import Residents, natural, sections
from policeaudit.checks.check import Check, Quantity
from policeaudit.checks.evidence import Evidence
from policeaudit.checks.examination import Examination
from policeaudit.checks.exhibit import Cell, Column, Dot, DotChart, Exhibit, known
from policeaudit.checks.limits import capital
from policeaudit.text import Text, day, join_all, percent, whole

CHECK = Check(
    id="C26",
    pillar="P2",
    title=Text(en="Who lives where the warnings fall", zh="预警地点的居民构成"),
    asks=Text(
        en="Do warnings about places fall on the residents of one group more than on those of another?",
        zh="对地点的预警，是否更多地落在某一群体的居住地？",
    ),
    matters=Text(
        en="Where warnings fall, patrols follow. A place has no ethnicity and no age, but its residents do: they are stopped, "
        "watched and recorded more often, and what is recorded feeds the next warnings.",
        zh="预警到哪里，巡逻就跟到哪里。地点没有民族和年龄之分，居民却有：他们更常被盘查、关注和登记，而登记的内容又会产生下一轮预警。",
    ),
    cannot_show=Text(
        en="Residents are not the persons who are stopped: those who work, shop or pass through by day are not in the table, and "
        "a place’s residents say nothing of whom in it a warning leads to. The table describes its own date. A difference does "
        "not say whether need, earlier records or the system is the reason.",
        zh="居民不等于被盘查的人：白天在当地工作、购物或路过的人不在表内；一处的居民构成也不能说明预警最终针对其中何人。"
        "人口表只反映其统计日期的情况。差异本身不能说明原因在于实际需要、以往记录还是系统。",
    ),
    quantities={
        MEASURE: Quantity(
            Text(en="Warnings about places, for each resident", zh="对地点的预警（人均）"),
            Text(
                en="The warnings about each place, shared equally among all who live there: the mean over the residents of a "
                "group.",
                zh="将每处的预警平均分摊给当地全部居民，再按群体计算人均数。",
            ),
        )
    },
)

_NO_SECTION = Text(
    en="the plan names no table of residents by place ([[exposure]])",
    zh="审计方案未提供各地点居民人口表（[[exposure]]）",
)
_NOT_COUNTED = Text(en="the warnings were not counted by place", zh="未按地点统计预警")
_RESIDENTS = Text(en="Residents: {source}, {day}.", zh="居民人口：{source}，{day}。")
_HOME = Text(
    en="The last column leaves the warnings undivided: how many there were in the place where the average member lives.",
    zh="末列不作分摊，为该群体平均每人居住地的预警条数。",
)
_UNSEEN = Text(
    en="Places of the table that the log never names: {n}; they count as places without a warning.",
    zh="日志从未提及的表内地点：{n}个，按没有预警计。",
)
_HALF_KNOWN = Text(
    en="Places of the table whose residents are not known in full: {n}; they are left out.",
    zh="居民数不全的表内地点：{n}个，未予计入。",
)
_EVERYONE = Text(en="all residents", zh="全部居民")
_NO_GROUP = Text(
    en="At least {share} of all residents belong to none of these groups.",
    zh="全部居民中至少有{share}不属于上述任何群体。",
)
_OVERLAP = Text(
    en="The groups add up to {share} more than all residents: they overlap.",
    zh="各群体相加比全部居民多{share}：群体之间有重叠。",
)
_SHOWN = 0.0005
"""What is less is printed as 0.0 %."""
_WHERE = {
    "shared": Text(en="Residents known: shared among them", zh="居民已知，已分摊"),
    "nobody": Text(en="Nobody lives there", zh="无人居住"),
    "unknown": Text(en="Residents not known", zh="居民数不明"),
    "unlisted": Text(en="Place not in the table", zh="地点不在表中"),
    "unplaced": Text(en="No place recorded", zh="未登记地点"),
}


def examine(evidence: Evidence) -> Examination:
    """Warnings for each resident by group, and where the log's warnings are."""
    found = sections(evidence)
    if not found:
        return Examination(lacking=_NOT_COUNTED if evidence.plan.exposure else _NO_SECTION)
    return Examination(
        claims=[claim for section in found for claim in exposure_claims(section, evidence)],
        exhibits=[exhibit for section in found for exhibit in (_by_group(section), _most(section), _by_place(section))],
        headlines=[told for section in found if (told := _headline(section)) is not None],
    )


def _by_group(section: Residents) -> Exhibit:
    exposure, view = section.exposure, section.view
    rows: list[tuple[Cell, ...]] = []
    dots: list[Dot] = []
    for i, group in enumerate(view.groups):
        value, low, high = (known(float(x[i]) * PER) for x in (exposure.value, exposure.low, exposure.high))
        low = None if low is None else max(low, 0.0)
        ratio = natural(section.compared[group].observed) if group in view.compared else (math.nan,) * 3
        residents = int(section.residents[i])
        rows.append(
            (
                view.labels[group],
                residents,
                int(section.homes[i]),
                value,
                (low, high),
                known(ratio[0]),
                (known(ratio[1]), known(ratio[2])) if group in view.compared else None,
                known(section.at_home[i]),
            )
        )
        dots.append(Dot(view.labels[group], value, low, high, n=residents, reference=group == view.reference))
    against = Text(en="Times the reference", zh="为对照群体的倍数")
    if view.reference is None:
        against = Text(en="Times all others", zh="为其余群体的倍数")
    per = Text(en="warnings per {n} residents", zh="每{n}名居民的预警").fill(n=whole(PER))
    return Exhibit(
        name=f"exposure.{section.part.id}",
        title=Text(en="{title}: {per}", zh="{title}：{per}").fill(title=section.part.title, per=per),
        columns=(
            Column(section.grouping.label),
            Column(Text(en="Residents", zh="居民"), "count"),
            Column(Text(en="Places where they live", zh="居住的地点"), "count"),
            Column(capital(per), "number"),
            Column(Text(en="Range", zh="区间"), "number"),
            Column(against, "ratio"),
            Column(Text(en="Range", zh="区间"), "ratio"),
            Column(Text(en="Warnings where the average one lives", zh="平均居住地的预警"), "number"),
        ),
        rows=tuple(rows),
        chart=DotChart(tuple(dots), "number"),
        note=_HOME,
    )


def _most(section: Residents) -> Exhibit:
    """Who lives where most warnings are, and who where there are none."""
    labels = [*(section.view.labels[group] for group in section.view.groups), _EVERYONE]
    return Exhibit(
        name=f"most.{section.part.id}",
        title=Text(en="{title}: where most warnings are, and none", zh="{title}：预警最多与没有预警的地点").fill(
            title=section.part.title
        ),
        columns=(
            Column(section.grouping.label),
            Column(
                Text(en="Live in the tenth of places with most warnings", zh="住在预警最多的十分之一地点"), "percent"
            ),
            Column(Text(en="Live in places without a warning", zh="住在没有预警的地点"), "percent"),
        ),
        rows=tuple(
            (label, known(float(most)), known(float(none)))
            for label, most, none in zip(labels, section.in_most, section.without_warning, strict=True)
        ),
    )


def _by_place(section: Residents) -> Exhibit:
    total = sum(where.warnings for where in section.where.values())
    part = section.part
    notes = [_RESIDENTS.fill(source=part.denominator.source, day=day(part.denominator.as_of))]
    if section.in_no_group >= _SHOWN:
        notes.append(_NO_GROUP.fill(share=percent(section.in_no_group)))
    if section.in_no_group <= -_SHOWN:
        notes.append(_OVERLAP.fill(share=percent(-section.in_no_group)))
    if section.unseen:
        notes.append(_UNSEEN.fill(n=whole(section.unseen)))
    if section.half_known:
        notes.append(_HALF_KNOWN.fill(n=whole(section.half_known)))
    return Exhibit(
        name=f"where.{part.id}",
        title=Text(en="{title}: where the warnings are", zh="{title}：预警所在地点").fill(title=part.title),
        columns=(
            Column(Text(en="Place", zh="地点")),
            Column(Text(en="Places with warnings", zh="有预警的地点"), "count"),
            Column(Text(en="Warnings", zh="预警"), "count"),
            Column(Text(en="Share", zh="比例"), "percent"),
        ),
        rows=tuple(
            (
                _WHERE[kind],
                None if kind == "unplaced" else where.places,
                where.warnings,
                where.warnings / total if total else None,
            )
            for kind, where in section.where.items()
            if where.warnings or kind == "shared"
        ),
        note=join_all(notes),
    )


def _headline(section: Residents) -> Text | None:
    """The group on which most more fall than on its reference, by more than chance."""
    view = section.view
    ratios = {group: natural(section.compared[group].observed) for group in view.compared}
    beyond = [group for group, (_, low, _) in ratios.items() if low > 1]
    if not beyond:
        return None
    return rates_told(section, view, max(beyond, key=lambda group: ratios[group][0]))
