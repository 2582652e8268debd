"""Response times held against a standard, and against those of the reference group."""

from __future__ import annotations

import math
from dataclasses import dataclass

from policeaudit.checks.check import Phrases
from policeaudit.checks.claim import NOTHING, About, Claim, Five, Range, Said
from policeaudit.checks.digital_inclusion.waits import SHARE, Quantile, Waits
from policeaudit.checks.evidence import Evidence, View, noun
from policeaudit.checks.limits import capital, criterion_of
from policeaudit.checks.table_views import Grouping, limits_on
from policeaudit.measures import Fill
from policeaudit.plan.any_limit import AnyLimit
from policeaudit.plan.parts import REST
from policeaudit.stats.inversion import p_within
from policeaudit.text import Text, decimal, whole

NAMES: dict[Quantile, Text] = {
    "median": Text(en="the median response time", zh="响应时间中位数"),
    "percentile_90": Text(en="the time within which nine in ten have a response", zh="九成警情的响应时间"),
}
_TOLD: dict[Quantile, Text] = {
    "median": Text(
        en="Half of {group} had a response within {value}; with {n} cases the time lies between {low} and {high}.",
        zh="半数{group}在{value}内响应；按{n}件计，该时间在{low}至{high}之间。",
    ),
    "percentile_90": Text(
        en="Nine in ten {group} had a response within {value}; with {n} cases the time lies between {low} and {high}.",
        zh="九成{group}在{value}内响应；按{n}件计，该时间在{low}至{high}之间。",
    ),
}
_LONGER: dict[Quantile, Text] = {
    "median": Text(
        en="Fewer than half of {group} had a response within {value}; with {n} cases, half took {low} or longer.",
        zh="在{value}内得到响应的{group}不到半数；按{n}件计，半数所需时间不少于{low}。",
    ),
    "percentile_90": Text(
        en="Fewer than nine in ten {group} had a response within {value}; with {n} cases, nine in ten took {low} or longer.",
        zh="在{value}内得到响应的{group}不到九成；按{n}件计，九成所需时间不少于{low}。",
    ),
}
_UNKNOWN = Text(
    en="The times of {group} cannot be told: some counts are withheld, not recorded, or there are none.",
    zh="无法得知{group}的响应时间：部分计数保密、未登记或没有数据。",
)
_OPEN = Text(
    en="Of {missing} more no time is recorded: were all of these fast, it would be {fast}, were all slow, {slow}.",
    zh="另有{missing}条未登记时间：若这些均很快，为{fast}；若均很慢，为{slow}。",
)
_EXTREMES: tuple[Fill, Fill] = ("lowest", "highest")
"""The cases without a time taken to be all fast, and all slow."""
_OVER = Text(en="That is {more} over the standard.", zh="超出标准{more}。")
_WITHIN = Text(en="The estimate lies within the standard.", zh="估计值在标准之内。")
_SETTLE = Text(en="More cases, or times in narrower bands.", zh="更多警情，或分段更细的时间数据。")


def _counting(text: Text, waits: Waits) -> Text:
    """Chinese counts warnings in another word than calls."""
    return Text(en=text.en, zh=text.zh.replace("件", "条")) if waits.of_log else text


def within_phrases(waits: Waits) -> Phrases:
    """How the share within the standard is said."""
    standard = waits.time(waits.part.standard or 0)
    share = Text(
        en="of {per} {group}, {count} had a response within {standard} and {rest} later",
        zh="{per}件{group}中，{count}件在{standard}内响应，{rest}件超时",
    )
    effect = Text(
        en="There were {n} {group}. At the rate of {reference}, about {excess} more would have had one within {standard}.",
        zh="{group}共{n}件。若按{reference}的比率计算，在{standard}内响应的约多{excess}件。",
    )
    return Phrases(
        Text(en="share with a response within {standard}", zh="{standard}内响应的比例").fill_some(standard=standard),
        _counting(share, waits).fill_some(standard=standard),
        _counting(effect, waits).fill_some(standard=standard),
        missing=Text(en="Of {missing} cases no time is recorded", zh="有{missing}条未登记时间")
        if waits.of_log
        else Text(
            en="Of {missing} cases only a band is known that the standard falls in",
            zh="有{missing}件只知所在时段，而标准正处于该时段之内",
        ),
        settle=_SETTLE,
    )


@dataclass(frozen=True)
class _Asked:
    """A quantile of one group, and the limit that it is held against."""

    waits: Waits
    grouping: Grouping
    which: Quantile
    group: str
    limit: AnyLimit | None
    evidence: Evidence

    @property
    def rows(self) -> list[int]:
        return self.grouping.rows[self.group]

    @property
    def other_rows(self) -> list[int]:
        if self.grouping.reference is not None:
            return self.grouping.rows[self.grouping.reference]
        return [row for group, rows in self.grouping.rows.items() if group != self.group for row in rows]


def quantile_claims(waits: Waits, grouping: Grouping, view: View, evidence: Evidence) -> list[Claim]:
    """Every quantile with a limit, for every group; the median without one where there is none at all."""
    claims = []
    for which in SHARE:
        limits: list[AnyLimit | None] = [*limits_on(list(waits.part.limits), which)]
        if not limits and which == "median" and not waits.part.limits:
            limits = [None]
        for limit in limits:
            compared = limit is not None and limit.kind == "ratio"
            for group in view.compared if compared else filter(view.is_recorded, view.groups):
                asked = _Asked(waits, grouping, which, group, limit, evidence)
                claims.append(_ratio(asked, view) if compared else _standard(asked, view))
    return claims


def _standard(asked: _Asked, view: View) -> Claim:
    waits, limit = asked.waits, asked.limit
    shown = waits.quantile(asked.which, asked.rows)
    band = (-math.inf, limit.value) if limit else (-math.inf, math.inf)
    least, most = (waits.quantile(asked.which, asked.rows, fill=fill) for fill in _EXTREMES)

    def ends(confidence: float) -> tuple[float, float]:
        low, high = (waits.quantile(asked.which, asked.rows, confidence, fill) for fill in _EXTREMES)
        return low.low, high.high

    rule = Text(en="at most {time}", zh="不超过{time}").fill(time=waits.time(limit.value)) if limit else None
    said = Said(
        heading=_heading(asked, view, None),
        criterion=_criterion(asked, rule),
        condition=_told(asked, asked.rows, noun(view, asked.group)),
        effect=_effect(asked, shown),
        settle=_SETTLE if limit else None,
        rule=rule,
    )
    five = _over(shown, least, most, limit)
    return _claim(asked, view, said, (least, most), band, p_within(ends, band), reference=None, ratio=five)


def _ratio(asked: _Asked, view: View) -> Claim:
    waits, limit = asked.waits, asked.limit
    shown = waits.ratio(asked.which, asked.rows, asked.other_rows)
    least = limit.value if limit else 0.0
    band = (least, 1 / least) if least else (0.0, math.inf)
    fastest, slowest = (waits.ratio(asked.which, asked.rows, asked.other_rows, fill=fill) for fill in _EXTREMES)

    def ends(confidence: float) -> tuple[float, float]:
        sides = [waits.ratio(asked.which, asked.rows, asked.other_rows, confidence, fill) for fill in _EXTREMES]
        return sides[0].low, sides[1].high

    reference = view.reference or REST
    condition = _told(asked, asked.rows, noun(view, asked.group))
    condition = condition.then(_told(asked, asked.other_rows, noun(view, reference)))
    rule = Text(en="between {low} and {high} times that of the reference", zh="为对照群体的{low}至{high}倍").fill(
        low=decimal(band[0], 2), high=decimal(band[1], 2)
    )
    said = Said(
        heading=_heading(asked, view, reference),
        criterion=_criterion(asked, rule if limit else None),
        condition=condition.then(_ratio_told(shown)),
        effect=Text(en="The figures above say how long each group waits.", zh="各群体等待的时间见上。"),
        settle=_SETTLE if limit else None,
    )
    five = (shown.value, shown.low, shown.high, fastest.value, slowest.value)
    bounds = (fastest, slowest)
    return _claim(asked, view, said, bounds, band, p_within(ends, band), reference=reference, ratio=five)


def _claim(
    asked: _Asked,
    view: View,
    said: Said,
    bounds: tuple[Range, Range],
    band: tuple[float, float],
    p: float,
    *,
    reference: str | None,
    ratio: Five,
) -> Claim:
    rules, share = asked.evidence.plan.rules, SHARE[asked.which]
    sides = [asked.rows, asked.other_rows] if reference else [asked.rows]
    sizes = [float(asked.waits.counts(rows).sum()) for rows in sides]
    known = [0 if math.isnan(n) else round(n) for n in sizes]
    return Claim(
        about=About(f"response_{asked.which}", view.name, asked.group, reference),
        said=said,
        limit=asked.limit,
        least=bounds[0],
        most=bounds[1],
        band=band,
        p_limit=p,
        p_zero=p,
        n=known[0],
        n_reference=known[1] if reference else None,
        large=min(known) >= rules.min_n,
        eventful=min(known) * (1 - share) >= rules.min_events,
        missing=round(sum(asked.waits.open(rows) for rows in sides)),
        ratio=ratio,
    )


def _over(shown: Range, least: Range, most: Range, limit: AnyLimit | None) -> Five:
    """How many times the standard it is."""
    if limit is None or not limit.value > 0:
        return NOTHING
    value, low, high, fastest, slowest = (
        x / limit.value for x in (shown.value, shown.low, shown.high, least.value, most.value)
    )
    return value, low, high, fastest, slowest


def _heading(asked: _Asked, view: View, reference: str | None) -> Text:
    name = capital(NAMES[asked.which])
    if reference is None:
        return Text(en="{name}: {group}", zh="{name}：{group}").fill(name=name, group=noun(view, asked.group))
    pattern = Text(en="{name}: {group} compared with {reference}", zh="{name}：{group}与{reference}比较")
    return pattern.fill(name=name, group=noun(view, asked.group), reference=noun(view, reference))


def _criterion(asked: _Asked, rule: Text | None) -> Text:
    pattern = Text(en="{name} must be {rule}", zh="{name}应{rule}")
    text = pattern.fill(name=NAMES[asked.which], rule=rule) if rule else None
    return criterion_of(asked.limit, text, asked.evidence.plan)


def _told(asked: _Asked, rows: list[int], group: Text) -> Text:
    shown, time = asked.waits.quantile(asked.which, rows), asked.waits.time
    if math.isnan(shown.value):
        return _UNKNOWN.fill(group=group)
    n = whole(float(asked.waits.counts(rows).sum()))
    if math.isinf(shown.value):
        longest = time(asked.waits.starts[-1])
        return _counting(_LONGER[asked.which], asked.waits).fill(group=group, value=longest, n=n, low=time(shown.low))
    text = _counting(_TOLD[asked.which], asked.waits).fill(
        group=group, value=time(shown.value), n=n, low=time(shown.low), high=time(shown.high)
    )
    missing = asked.waits.open(rows)
    if not missing:
        return text
    fastest, slowest = (asked.waits.quantile(asked.which, rows, fill=fill).value for fill in _EXTREMES)
    return text.then(_OPEN.fill(missing=whole(missing), fast=time(fastest), slow=time(slowest)))


def _effect(asked: _Asked, shown: Range) -> Text:
    if asked.limit is None:
        return Text(en="No standard is set for it.", zh="未就此设定标准。")
    if math.isnan(shown.value):
        return Text(en="Not known.", zh="无法得知。")
    over = shown.value - asked.limit.value
    if over <= 0:
        return _WITHIN
    more = asked.waits.time(asked.waits.starts[-1] - asked.limit.value if math.isinf(over) else over)
    if math.isinf(over):
        more = Text(en="at least {more}", zh="至少{more}").fill(more=more)
    return _OVER.fill(more=more)


def _ratio_told(shown: Range) -> Text:
    if math.isnan(shown.value):
        return Text(en="The ratio of the two cannot be computed.", zh="无法计算两者之比。")
    high = Text(en="any larger number", zh="任意更大的数") if math.isinf(shown.high) else decimal(shown.high, 2)
    return Text(
        en="The ratio is {value}; with this number of cases it lies between {low} and {high}.",
        zh="两者之比为{value}；按现有数量，比值在{low}至{high}之间。",
    ).fill(value=decimal(shown.value, 2), low=decimal(shown.low, 2), high=high)
