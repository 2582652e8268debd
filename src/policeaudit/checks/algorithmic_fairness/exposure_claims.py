"""The warnings that fall on the residents of each group, held against those of the reference group."""

from __future__ import annotations

import math

from policeaudit.checks.algorithmic_fairness.residents import Compared, Residents, natural
from policeaudit.checks.claim import About, Claim, Range, Said
from policeaudit.checks.evidence import Evidence, View, noun
from policeaudit.checks.limits import capital, criterion_of, rate_rule
from policeaudit.checks.table_views import limits_on
from policeaudit.plan.any_limit import AnyLimit
from policeaudit.plan.parts import REST
from policeaudit.stats.exposure import Estimates, effective_places
from policeaudit.stats.pvalues import estimate_p
from policeaudit.text import Text, decimal, percent, whole

MEASURE = "place_exposure"
PER = 1_000
NAME = Text(en="warnings for each resident", zh="人均预警数")
_HEADING = Text(
    en="Warnings about places: {group} compared with {reference}", zh="对地点的预警：{group}与{reference}比较"
)
_RATES = Text(
    en="With the warnings about a place shared among all who live there, {a} for every {per} people fell on {group} and {b} on "
    "{reference}: {times} times as many.",
    zh="将每处的预警平均分摊给当地全部居民，按每{per}人计，{group}为{a}条，{reference}为{b}条，前者为后者的{times}倍。",
)
_RANGE = Text(
    en="With {n} {units} the ratio lies between {low} and {high}.", zh="按{n}个{units}计，比值在{low}至{high}之间。"
)
PLACES = Text(en="places", zh="地点")
NEIGHBOURHOODS = Text(en="neighbourhoods", zh="片区")
_OPEN = Text(
    en="It is not known who lives where {open} of the warnings ({share}) are; whoever it is, the ratio is between {low} and "
    "{high}.",
    zh="有{open}条预警（占{share}）所在地点的居民情况不明；无论居民为谁，比值均在{low}至{high}之间。",
)
_ALONE = Text(
    en="The table does not say which places are neighbours. Neighbours resemble each other, so the true range is wider, by how "
    "much is not known.",
    zh="人口表未说明哪些地点相邻。相邻地点彼此相似，因此实际区间更宽，宽多少无从得知。",
)
_FEW = Text(
    en="{group} live as if in {n} {units} of equal size; {least} are needed.",
    zh="{group}的分布相当于集中在{n}个规模相同的{units}，至少需要{least}个。",
)
_UNDEFINED = Text(
    en="The ratio cannot be computed: no warning fell on {group} or on {reference}, or none of them live there.",
    zh="无法计算比值：{group}或{reference}没有分摊到预警，或当地没有该群体居民。",
)
_FEWER = Text(
    en="Of {group}, {n} live in these places. At the exposure of {reference}, about {excess} fewer warnings would have fallen on "
    "them.",
    zh="这些地点共有{group}{n}人。若与{reference}相同，分摊到的预警约减少{excess}条。",
)
_NO_MORE = Text(
    en="Of {group}, {n} live in these places; no more warnings fell on each of them than on each of {reference}.",
    zh="这些地点共有{group}{n}人，人均分摊的预警不多于{reference}。",
)
_UNKNOWN = Text(en="Not known.", zh="无法得知。")
_SETTLE = Text(
    en="More places, or a longer period: it is places that count, not warnings.",
    zh="更多地点或更长期间：起作用的是地点数，而非预警数。",
)
_SETTLE_ALONE = Text(
    en="The neighbourhood of each place (neighbourhood or prefix in the plan).",
    zh="说明各地点所属片区（方案中的neighbourhood或prefix）。",
)
_SETTLE_OPEN = Text(
    en="The residents of the places whose warnings could not be shared out, or the declaration that these lie outside the area.",
    zh="补充无法分摊的预警所在地点的居民数，或声明这些地点不在评估区域内。",
)


def exposure_claims(section: Residents, evidence: Evidence) -> list[Claim]:
    """Each group against its reference, under each limit; without a verdict where there is none."""
    view = evidence.hold_view(section.view)
    limits: list[AnyLimit | None] = [*limits_on(list(section.part.limits), "exposure")]
    return [_claim(section, view, group, limit, evidence) for limit in limits or [None] for group in view.compared]


def rate_told(exposure: float) -> Text:
    """Warnings for so many residents, with as many digits as a reader needs."""
    value = exposure * PER
    return decimal(value, 0 if value >= 100 else 1 if value >= 1 else 3)


def units_of(section: Residents) -> Text:
    """What was drawn: places, or neighbourhoods where the table gives them."""
    return NEIGHBOURHOODS if section.by_neighbourhood else PLACES


def rates_told(section: Residents, view: View, group: str) -> Text | None:
    """Both exposures and their ratio; None where it is undefined."""
    ratio = natural(section.compared[group].observed)[0]
    if math.isnan(ratio):
        return None
    ours, theirs = _exposures(section, group)
    return _RATES.fill(
        a=rate_told(ours),
        b=rate_told(theirs),
        per=whole(PER),
        group=noun(view, group),
        reference=noun(view, view.reference or REST),
        times=decimal(ratio, 2),
    )


def _claim(section: Residents, view: View, group: str, limit: AnyLimit | None, evidence: Evidence) -> Claim:
    compared = section.compared[group]
    rules = evidence.plan.rules
    band = (limit.value, 1 / limit.value) if limit else (0.0, math.inf)
    sides = section.sides(group)
    observed, least, most = (natural(each) for each in (compared.observed, compared.least, compared.most))
    return Claim(
        about=About(MEASURE, view.name, group, view.reference or REST),
        said=_said(section, view, group, limit, evidence),
        limit=limit,
        least=_judged(least, section),
        most=_judged(most, section),
        band=band,
        p_limit=_p(compared, math.log(band[1])) if limit and section.by_neighbourhood else 1.0,
        p_zero=_p(compared, 0.0),
        n=round(sides[0][:, 1].sum()),
        n_reference=round(sides[1][:, 1].sum()),
        large=_smallest(section, group) >= rules.min_n,
        eventful=min(float(side[:, 0].sum()) for side in sides) >= rules.min_events,
        missing=section.open,
        ratio=(*observed, least[0], most[0]),
    )


def _judged(ratio: tuple[float, float, float], section: Residents) -> Range:
    """Without neighbourhoods the range is unknown, and neither confirms nor clears."""
    value, low, high = ratio
    return Range(value, low, high) if section.by_neighbourhood or math.isnan(low) else Range(value, 0.0, math.inf)


def _p(compared: Compared, limit: float) -> float:
    """The p-value of a logarithm of the ratio within ±limit, whoever the open warnings are about."""

    def above(each: Estimates, sign: int) -> float:
        return float(estimate_p(sign * each.value, each.error, limit, float(each.df)))

    return min(above(compared.least, 1), above(compared.most, -1))


def _smallest(section: Residents, group: str) -> float:
    return min(_sizes(section, group))


def _sizes(section: Residents, group: str) -> list[float]:
    """As many equal places would hold the group, and what it is held against."""
    return [float(effective_places(side[:, 1:])[0]) for side in section.sides(group)]


def _exposures(section: Residents, group: str) -> tuple[float, float]:
    totals = (side.sum(axis=0) for side in section.sides(group))
    ours, theirs = (float(fallen / people) if people > 0 else math.nan for fallen, people in totals)
    return ours, theirs


def _said(section: Residents, view: View, group: str, limit: AnyLimit | None, evidence: Evidence) -> Said:
    names = {"group": noun(view, group), "reference": noun(view, view.reference or REST)}
    return Said(
        heading=_HEADING.fill(**names),
        criterion=criterion_of(limit, rate_rule(NAME, limit, least=False) if limit else None, evidence.plan),
        condition=_condition(section, view, group, names, evidence.plan.rules.min_n),
        effect=_effect(section, group, names),
        settle=_settle(section) if limit else None,
    )


def _settle(section: Residents) -> Text:
    if not section.by_neighbourhood:
        return _SETTLE_ALONE
    return _SETTLE_OPEN.then(_SETTLE) if section.open else _SETTLE


def _condition(section: Residents, view: View, group: str, names: dict[str, Text], least: int) -> Text:
    told = rates_told(section, view, group)
    if told is None:
        return _UNDEFINED.fill(**names)
    compared, units = section.compared[group], units_of(section)
    _, low, high = natural(compared.observed)
    if not math.isnan(low):
        told = told.then(_RANGE.fill(n=whole(section.units), units=units, low=decimal(low, 2), high=decimal(high, 2)))
        told = told if section.by_neighbourhood else told.then(_ALONE)
    if section.open:
        share = section.open / sum(where.warnings for where in section.where.values())
        ends = [decimal(natural(each)[0], 2) for each in (compared.least, compared.most)]
        told = told.then(_OPEN.fill(open=whole(section.open), share=percent(share), low=ends[0], high=ends[1]))
    size = _smallest(section, group)
    if size < least:
        fewest = names["group"] if _sizes(section, group)[0] == size else names["reference"]
        told = told.then(capital(_FEW.fill(group=fewest, n=decimal(size, 1), units=units, least=least)))
    return told


def _effect(section: Residents, group: str, names: dict[str, Text]) -> Text:
    ours, theirs = _exposures(section, group)
    people = float(section.sides(group)[0][:, 1].sum())
    if math.isnan(ours - theirs):
        return _UNKNOWN
    if ours > theirs:
        return _FEWER.fill(n=whole(people), excess=whole((ours - theirs) * people), **names)
    return _NO_MORE.fill(n=whole(people), **names)
