"""Resources held against standards and against each other; they are counts of what there is, so nothing is left to chance."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from policeaudit.checks.claim import NOTHING, About, Fact, Five, Said
from policeaudit.checks.evidence import Evidence, noun
from policeaudit.checks.honest_execution.holdings import Holdings, kept, named, per_in_words, rate_in_words
from policeaudit.checks.limits import capital, criterion_of
from policeaudit.checks.table_facts import FACT_VERDICTS
from policeaudit.checks.table_views import limits_on, whole_view
from policeaudit.plan.any_limit import AnyLimit
from policeaudit.plan.parts import REST
from policeaudit.plan.tables import Resource, ResourceLimit
from policeaudit.stats.inequality import highest_to_lowest, theil_of_rates
from policeaudit.stats.rule import Verdict
from policeaudit.text import Text, decimal, percent, whole

_NO_RANGE = Text(
    en="These are counts of what there is and not a sample, so there is no range.",
    zh="这是实有数而非抽样结果，因此没有区间。",
)
_RATE = Text(en="In {area} there are {rate} {resource} {per}.", zh="{area}的{resource}为{per}{rate}。")
_GIVEN = Text(en="{resource} of {area}: {rate}.", zh="{area}的{resource}：{rate}。")
_UNKNOWN = Text(en="The figure of {area} is withheld or not recorded.", zh="{area}的数据保密或未登记。")
_NOT_ALL = Text(en="The figure of at least one area is not known.", zh="至少有一个地区的数据不明。")
_SETTLE = Text(en="The figures that are missing.", zh="补充缺失的数据。")
_EFFECT = Text(en="{people} people live there.", zh="当地人口{people}人。")
_EFFECT_ALL = Text(en="On {people} people in all areas together.", zh="涉及各地区共{people}人。")
_EFFECT_NONE = Text(en="The number of people is not given.", zh="未给出人口数。")


@dataclass(frozen=True)
class _Told:
    """What is found: the words, whether it is accepted (None: not known), and how many times the standard it is."""

    condition: Text
    accepted: bool | None
    ratio: Five = NOTHING


def resource_facts(section: Holdings, resource: Resource, evidence: Evidence) -> list[Fact]:
    """Every limit on a resource, and the rate of each area where none is set on it."""
    facts = _rates(section, resource, evidence)
    for measure, judge in (
        ("highest_to_lowest", _highest_to_lowest),
        ("inequality", _inequality),
        ("below_standard", _below),
    ):
        for limit in limits_on(list(section.part.limits), measure, resource.id):
            told, rule = judge(section, resource, limit)
            view = evidence.hold_view(whole_view(section.part, resource.id, resource.label))
            about = About(f"resource_{measure}", view.name)
            heading = capital(_WHOLE[measure].fill(resource=resource.label))
            facts.append(_fact(about, heading, told, limit, rule, _effect_all(section), evidence, 0))
    return facts


def _rates(section: Holdings, resource: Resource, evidence: Evidence) -> list[Fact]:
    view = evidence.hold_view(section.grouping.view(resource.id, resource.label))
    limits: list[AnyLimit | None] = [*limits_on(list(section.part.limits), "rate", resource.id)]
    facts = []
    for limit in limits or [None]:
        compared = limit is not None and limit.kind == "ratio"
        for group in view.compared if compared else view.groups:
            at = view.groups.index(group)
            reference = (view.reference or REST) if compared else None
            if compared and limit is not None:
                told, rule = _against(section, resource, at, reference or REST, limit)
            else:
                told, rule = _standard(section, resource, at, limit)
            pattern = Text(en="{resource}: {area}", zh="{resource}：{area}")
            heading = capital(pattern.fill(resource=resource.label, area=noun(view, group)))
            about = About("resource_rate", view.name, group, reference)
            people = section.people[at]
            effect = _EFFECT_NONE if math.isnan(people) else _EFFECT.fill(people=whole(people))
            n = 0 if math.isnan(people) else round(people)
            facts.append(_fact(about, heading, told, limit, rule, effect, evidence, n))
    return facts


def _fact(
    about: About,
    heading: Text,
    told: _Told,
    limit: AnyLimit | None,
    rule: Text | None,
    effect: Text,
    evidence: Evidence,
    n: int,
) -> Fact:
    verdict = None
    condition = told.condition
    if limit is not None:
        verdict = {None: Verdict.CANNOT_TELL, True: Verdict.NO_CONCERN, False: Verdict.ACTION_NEEDED}[told.accepted]
        condition = condition.then(FACT_VERDICTS[verdict])
    said = Said(
        heading=heading,
        criterion=criterion_of(limit, rule, evidence.plan),
        condition=condition,
        effect=effect,
        settle=_SETTLE if verdict is Verdict.CANNOT_TELL else None,
        rule=rule if limit is not None and limit.kind != "ratio" else None,
    )
    return Fact(about, said, verdict, limit, n=n, ratio=told.ratio)


_WHOLE = {
    "highest_to_lowest": Text(en="{resource}: highest area over lowest", zh="{resource}：最高地区与最低地区之比"),
    "inequality": Text(en="{resource}: inequality over all areas", zh="{resource}：各地区之间的不均等程度"),
    "below_standard": Text(en="{resource}: people where the standard is missed", zh="{resource}：未达标地区的人口占比"),
}


def _rate_told(section: Holdings, resource: Resource, at: int) -> Text:
    grouping = section.grouping
    area, rate = grouping.nouns[grouping.groups[at]], float(section.rates(resource)[at])
    if math.isnan(rate):
        return _UNKNOWN.fill(area=area)
    if resource.given_as == "rate":
        return capital(_GIVEN.fill(area=area, resource=resource.label, rate=rate_in_words(rate)))
    return capital(_RATE.fill(area=area, resource=resource.label, rate=rate_in_words(rate), per=per_in_words(resource)))


def _standard(section: Holdings, resource: Resource, at: int, limit: AnyLimit | None) -> tuple[_Told, Text | None]:
    rate, text = float(section.rates(resource)[at]), _rate_told(section, resource, at)
    if not math.isnan(rate):
        text = text.then(_NO_RANGE)
    if not isinstance(limit, ResourceLimit):
        return _Told(text, None), None
    side = Text(en="at most {n}", zh="不超过{n}") if limit.at_most else Text(en="at least {n}", zh="不低于{n}")
    rule = Text(en="{side}: {named}", zh="{named}{side}").fill(
        side=side.fill(n=rate_in_words(limit.value)), named=named(resource)
    )
    if math.isnan(rate):
        return _Told(text, None), rule
    return _Told(text, kept(rate, limit), _one(rate / limit.value if limit.value > 0 else math.nan)), rule


def _against(
    section: Holdings, resource: Resource, at: int, reference: str, limit: AnyLimit
) -> tuple[_Told, Text | None]:
    rates, groups = section.rates(resource), section.grouping.groups
    rule = Text(
        en="the {resource} of an area must be between {low} and {high} times those of the reference",
        zh="各地区的{resource}应为对照地区的{low}至{high}倍",
    ).fill(resource=resource.label, low=decimal(limit.value, 2), high=decimal(1 / limit.value, 2))
    is_named = reference in groups
    other = float(rates[groups.index(reference)]) if is_named else section.rest(resource, at)
    text = _rate_told(section, resource, at)
    value = float(rates[at]) / other if other > 0 else math.nan
    if math.isnan(value):
        return _Told(text.then(_NOT_ALL), None), rule
    name = section.grouping.nouns[reference] if is_named else Text(en="all others together", zh="其余地区合计")
    against = Text(en="For {name} it is {rate}: {times} times as much here.", zh="{name}为{rate}，当地为其{times}倍。")
    text = text.then(against.fill(name=name, rate=rate_in_words(other), times=decimal(value, 2))).then(_NO_RANGE)
    return _Told(text, limit.value <= value <= 1 / limit.value, _one(value)), rule


def _highest_to_lowest(section: Holdings, resource: Resource, limit: AnyLimit) -> tuple[_Told, Text | None]:
    rule = Text(en="at most {n} times the lowest", zh="最高不超过最低的{n}倍").fill(n=decimal(limit.value, 1))
    value = highest_to_lowest(section.rates(resource))
    if math.isnan(value):
        return _Told(_NOT_ALL, None), rule
    rates, nouns = section.rates(resource), [section.grouping.nouns[g] for g in section.grouping.groups]
    high, low = int(np.argmax(rates)), int(np.argmin(rates))
    times = Text(en="any number of", zh="任意") if math.isinf(value) else decimal(value, 1)
    text = Text(
        en="{high} has {a}, {low} {b}: {times} times as much.", zh="{high}为{a}，{low}为{b}，前者为后者的{times}倍。"
    ).fill(high=nouns[high], a=rate_in_words(rates[high]), low=nouns[low], b=rate_in_words(rates[low]), times=times)
    ratio = _one(value / limit.value) if limit.value > 0 else NOTHING
    return _Told(capital(text).then(_NO_RANGE), value <= limit.value, ratio), rule


def _inequality(section: Holdings, resource: Resource, limit: AnyLimit) -> tuple[_Told, Text | None]:
    rule = Text(en="Theil’s index at most {n}", zh="泰尔指数不超过{n}").fill(n=decimal(limit.value, 3))
    value = float(theil_of_rates(section.rates(resource), section.people))
    if math.isnan(value):
        return _Told(_NOT_ALL, None), rule
    text = Text(
        en="Theil’s index is {n}; 0 means that all people have the same.", zh="泰尔指数为{n}；0表示人人相同。"
    ).fill(n=decimal(value, 3))
    ratio = _one(value / limit.value) if limit.value > 0 else NOTHING
    return _Told(text.then(_NO_RANGE), value <= limit.value, ratio), rule


def _below(section: Holdings, resource: Resource, limit: AnyLimit) -> tuple[_Told, Text | None]:
    rule = Text(en="at most {n} of the people where the standard is missed", zh="未达标地区人口占比不超过{n}").fill(
        n=percent(limit.value)
    )
    standard = section.standard(resource)
    least, most = section.short_of(resource, standard) if standard else (math.nan, math.nan)
    if math.isnan(least):
        nothing = Text(
            en="No standard of a rate is set, or the population is not known.", zh="未设定比率标准，或人口数不明。"
        )
        return _Told(nothing, None), rule
    text = Text(en="{n} of the people live where the standard is missed.", zh="{n}的人口生活在未达标的地区。").fill(
        n=percent(least)
    )
    if most > least:
        more = Text(
            en="With the areas whose figure is not known it may be up to {n}.", zh="计入数据不明的地区，最多为{n}。"
        )
        text = text.then(more.fill(n=percent(most)))
    accepted = True if most <= limit.value else (False if least > limit.value else None)
    return _Told(text, accepted), rule


def _effect_all(section: Holdings) -> Text:
    people = section.people.sum()
    return _EFFECT_NONE if math.isnan(people) else _EFFECT_ALL.fill(people=whole(people))


def _one(value: float) -> Five:
    return (value, math.nan, math.nan, math.nan, math.nan)
