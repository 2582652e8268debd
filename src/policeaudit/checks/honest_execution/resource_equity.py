"""C14: does every area have what its people need?"""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np

from policeaudit.checks.check import Check, Quantity
from policeaudit.checks.evidence import Evidence
from policeaudit.checks.examination import Examination
from policeaudit.checks.exhibit import Cell, Column, Dot, DotChart, Exhibit, known
from policeaudit.checks.honest_execution.holdings import Holdings, holdings, named, per_in_words, rate_in_words
from policeaudit.checks.honest_execution.resource_facts import resource_facts
from policeaudit.checks.limits import capital
from policeaudit.plan.tables import Resource
from policeaudit.stats.inequality import SEED, highest_to_lowest, highest_to_lowest_by_chance, theil_of_rates
from policeaudit.text import Text, decimal

CHECK = Check(
    id="C14",
    pillar="P5",
    title=Text(en="Resources by area", zh="各地区资源配置"),
    asks=Text(
        en="Does every area have the officers, money and offices that its people need?",
        zh="各地区的警力、经费和设施是否与人口相称？",
    ),
    matters=Text(
        en="Where there are few officers, help comes late and little is recorded, and what is not recorded asks for no officers.",
        zh="警力少的地方，救助来得慢，登记的也少；登记少，又显得不需要警力。",
    ),
    cannot_show=Text(
        en="People are not the only measure of need: distance, traffic and visitors count too. Equal resources are a "
        "policy target, not a legal duty.",
        zh="人口不是衡量需要的唯一尺度，距离、流量和外来人员同样重要。资源均衡是政策目标，不是法定义务。",
    ),
    quantities={
        "resource_rate": Quantity(
            Text(en="Resources for the population", zh="按人口计算的资源"),
            Text(en="What an area has, for so many of its people.", zh="某地区按人口计算拥有的资源。"),
            "lower",
        ),
        "resource_highest_to_lowest": Quantity(
            Text(en="Highest area over lowest", zh="最高地区与最低地区之比"),
            Text(en="The highest rate of any area divided by the lowest.", zh="各地区中最高的比率除以最低的比率。"),
        ),
        "resource_inequality": Quantity(
            Text(en="Inequality of resources (Theil’s index)", zh="资源不均等程度（泰尔指数）"),
            Text(
                en="How unequally a resource is spread over the people of all areas; 0 is equal.",
                zh="资源在各地区人口中分布的不均等程度；0为均等。",
            ),
        ),
        "resource_below_standard": Quantity(
            Text(en="People where the standard is missed", zh="未达标地区的人口占比"),
            Text(
                en="The share of all people who live in areas that miss the standard.",
                zh="生活在未达标地区的人口所占比例。",
            ),
        ),
    },
)

_FAR = 5.0
"""So many times the middle rate, and it is asked whether the population is the right one."""


def examine(evidence: Evidence) -> Examination:
    """Rates by area, how far apart they lie, and how many people live where a standard is missed."""
    found = holdings(evidence)
    if not found:
        return Examination(lacking=Text(en="the plan names no resources", zh="审计方案未提供资源数据"))
    each = [(section, resource) for section in found for resource in section.part.resources]
    return Examination(
        facts=[fact for section, resource in each for fact in resource_facts(section, resource, evidence)],
        exhibits=[*(_by_area(*one) for one in each), *(_spread(section) for section in found)],
        headlines=[h for section, resource in each if (h := _headline(section, resource))],
        seed=SEED,
    )


def _by_area(section: Holdings, resource: Resource) -> Exhibit:
    grouping, rates, people = section.grouping, section.rates(resource), section.people
    amounts = section.amounts(resource)
    reference = grouping.groups.index(grouping.reference) if grouping.reference else None
    rows: list[tuple[Cell, ...]] = []
    for i, group in enumerate(grouping.groups):
        other = rates[reference] if reference is not None else section.rest(resource, i)
        rate = float(rates[i])
        rows.append(
            (
                grouping.labels[group],
                known(people[i]),
                known(amounts[i]) if resource.given_as == "amount" else None,
                None if math.isnan(rate) else rate_in_words(rate),
                known(rate / other) if other > 0 else None,
            )
        )
    total = section.all(resource)
    if not math.isnan(total):
        rows.append((_ALL, known(people.sum()), _sum(section, resource), rate_in_words(total), None))
    dots = tuple(
        Dot(
            grouping.labels[g],
            known(rates[i]),
            n=None if math.isnan(people[i]) else round(people[i]),
            reference=i == reference,
        )
        for i, g in enumerate(grouping.groups)
    )
    standard = section.standard(resource)
    return Exhibit(
        name=f"areas.{section.part.id}.{resource.id}",
        title=Text(en="{title}: {resource} by {by}", zh="{title}：各{by}的{resource}").fill(
            title=section.part.title, resource=resource.label, by=grouping.label
        ),
        columns=_columns(resource, reference is not None),
        rows=tuple(rows),
        chart=DotChart(dots, "number", line=standard.value if standard else None),
        note=_far_off(section, resource),
    )


def _columns(resource: Resource, has_reference: bool) -> tuple[Column, ...]:
    against = Text(en="Times the reference", zh="为对照地区的倍数")
    if not has_reference:
        against = Text(en="Times all others", zh="为其余地区的倍数")
    return (
        Column(Text(en="Area", zh="区域")),
        Column(Text(en="People", zh="人口"), "count"),
        Column(Text(en="Amount", zh="数量"), "number"),
        Column(capital(named(resource)), "number"),
        Column(against, "ratio"),
    )


def _sum(section: Holdings, resource: Resource) -> float | None:
    return known(section.amounts(resource).sum()) if resource.given_as == "amount" else None


def _far_off(section: Holdings, resource: Resource) -> Text | None:
    """Areas so far from the middle that the population may be the wrong one (a centre where few live and many work)."""
    rates = section.rates(resource)
    if np.isnan(rates).all():
        return None
    middle = float(np.nanmedian(rates))
    far = [g for g, rate in zip(section.grouping.groups, rates, strict=True) if middle > 0 and rate > _FAR * middle]
    if not far:
        return None
    names = Text(
        en=", ".join(section.grouping.labels[g].en for g in far[:5]),
        zh="、".join(section.grouping.labels[g].zh for g in far[:5]),
    )
    return Text(
        en="More than five times the middle rate: {names}. Is the population there the one that is served?",
        zh="超过中位比率五倍的地区：{names}。该处人口是否就是服务对象？",
    ).fill(names=names)


def _spread(section: Holdings) -> Exhibit:
    rows: list[tuple[Cell, ...]] = []
    for resource in section.part.resources:
        rates, amounts, people = section.rates(resource), section.amounts(resource), section.people
        some = ~np.isnan(rates)
        chance = None
        if resource.counted and resource.given_as == "amount" and not np.isnan(people[some]).any():
            chance = known(highest_to_lowest_by_chance(amounts[some], people[some], "poisson"))
        standard = section.standard(resource)
        short = section.short_of(resource, standard) if standard else None
        rows.append(
            (
                resource.label,
                int(some.sum()),
                known(highest_to_lowest(rates[some])),
                chance,
                known(float(theil_of_rates(rates[some], people[some]))),
                None if short is None or math.isnan(short[0]) else (known(short[0]), known(short[1])),
            )
        )
    return Exhibit(
        name=f"spread.{section.part.id}",
        title=Text(en="{title}: how unequal", zh="{title}：不均等程度").fill(title=section.part.title),
        columns=(
            Column(Text(en="Resource", zh="资源")),
            Column(Text(en="Areas with figures", zh="有数据的地区"), "count"),
            Column(Text(en="Highest over lowest", zh="最高与最低之比"), "ratio"),
            Column(Text(en="by chance alone, at most", zh="仅因偶然至多"), "ratio"),
            Column(Text(en="Theil index", zh="泰尔指数"), "score"),
            Column(Text(en="People where the standard is missed", zh="未达标地区人口"), "percent"),
        ),
        rows=tuple(rows),
        note=Text(
            en="“By chance alone” is how far apart the areas would lie if so many posts were spread at random over all people.",
            zh="“仅因偶然”指相同数量的岗位在全部人口中随机分布时，各地区之间可能相差的倍数。",
        ),
    )


def _headline(section: Holdings, resource: Resource) -> Text | None:
    """The lowest area against the reference or, of posts, all areas together; of other things the highest."""
    rates, grouping = section.rates(resource), section.grouping
    if np.isnan(rates).all() or len(rates) < 2:
        return None
    nouns = [grouping.nouns[group] for group in grouping.groups]
    low = int(np.nanargmin(rates))
    other, name = float(np.nanmax(rates)), nouns[int(np.nanargmax(rates))]
    posts = resource.counted and resource.per > 1
    reference = grouping.groups.index(grouping.reference) if grouping.reference else None
    if reference is not None and reference != low and not math.isnan(rates[reference]):
        other, name = float(rates[reference]), nouns[reference]
    elif posts and not math.isnan(section.all(resource)):
        other, name = section.all(resource), _ALL
    if not rates[low] > 0 or not other > rates[low]:
        return None
    blanks = {
        "resource": resource.label,
        "named": named(resource),
        "high": name,
        "low": nouns[low],
        "a": rate_in_words(other),
        "b": rate_in_words(float(rates[low])),
        "per": per_in_words(resource),
    }
    ratio = other / float(rates[low])
    if posts and ratio < _FEW:
        share = Fraction(ratio).limit_denominator(_FEW - 1)
        return capital(_SAME_PEOPLE.fill(x=share.numerator, y=share.denominator, **blanks))
    pattern = _FOR_EVERY_ONE if not resource.counted and resource.per == 1 else _TIMES
    return capital(pattern.fill(times=decimal(ratio, 1), **blanks))


_ALL = Text(en="all areas together", zh="各地区合计")
_FEW = 10
"""Ratios below it are told in whole numbers below it: 9 to 7."""
_SAME_PEOPLE = Text(
    en="for the same number of people, the {resource} of {high} are to those of {low} as {x} to {y} ({a} against {b} {per}).",
    zh="按相同人口计算，{high}与{low}的{resource}之比为{x}比{y}（{per}分别为{a}和{b}）。",
)
_FOR_EVERY_ONE = Text(
    en="{named}: for every 1 in {low}, there are {times} in {high} ({a} / {b}).",
    zh="{named}：{low}每1，{high}为{times}（{a} / {b}）。",
)
_TIMES = Text(
    en="{named}: {a} in {high} against {b} in {low}, {times} times as many.",
    zh="{named}：{high}为{a}，{low}为{b}，前者为后者的{times}倍。",
)
