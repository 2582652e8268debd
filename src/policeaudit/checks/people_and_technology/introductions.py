"""The words of findings about an introduction: what changed, and why two figures cannot say what changed it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from policeaudit.checks.claim import NOTHING, About, Claim, Fact, Five, Range, Said
from policeaudit.checks.evidence import Evidence
from policeaudit.checks.limits import capital, criterion_of
from policeaudit.checks.people_and_technology.tracked import Tracked
from policeaudit.plan.any_limit import AnyLimit
from policeaudit.plan.model import Plan
from policeaudit.plan.tables import FieldworkPart
from policeaudit.stats.inversion import p_within
from policeaudit.stats.rule import Verdict
from policeaudit.text import Text, decimal

MEASURE = "fieldwork_change"

NO_CAUSE = Text(
    en="Not shown. Figures from before and after cannot tell the introduction from anything else that changed at the same time: "
    "on a figure that falls anyway they show a fall. Areas without it, or at least 12 monthly figures from before and 6 from "
    "after, could.",
    zh="未能证明。前后两个数字无法把该项变化与同期发生的其他变化区分开：本来就在下降的数字，前后对比也会下降。"
    "有未采用的地区作对照，或至少有此前12个月、此后6个月的逐月数据，才有可能判断。",
)
NO_CAUSE_BESIDE = Text(
    en="Not proven. What moved both areas alike drops out; whatever else changed only in the areas with it does not.",
    zh="未能证实。对两类地区影响相同的因素已经排除；但只发生在采用地区的其他变化无法排除。",
)
NO_CAUSE_MONTHS = Text(
    en="Not proven. The months show that something changed at that time and not before; they do not show what.",
    zh="未能证实。逐月数据表明变化发生在此时而非之前，但不能说明是什么造成的。",
)
_SETTLE = Text(
    en="Monthly figures, from 12 months before to 6 after, of areas with and without it.",
    zh="采用地区和未采用地区此前12个月至此后6个月的逐月数据。",
)
_RULE = Text(
    en="after the introduction there must be at least {limit} times as much as before: {name}",
    zh="采用后“{name}”不得少于以前的{limit}倍",
)
_LEAST = Text(en="at least {limit} times as much as before", zh="不少于以前的{limit}倍")
_RATIO = Text(
    en="That is {value} times as much as before; with these counts it lies between {low} and {high} times.",
    zh="为以前的{value}倍；按现有计数，在{low}至{high}倍之间。",
)
_HEADING = Text(en="{name}, after compared with before", zh="{name}：采用后与采用前比较")
_UNKNOWN = Text(en="Not known.", zh="无法得知。")
_UNDEFINED = Text(en="What became of it cannot be computed from these figures.", zh="凭这些数字无法计算其变化。")


def ratio_in_words(shown: Range) -> Text:
    """A ratio with its range."""
    if math.isnan(shown.value):
        return _UNDEFINED
    return _RATIO.fill(value=number(shown.value), low=number(shown.low), high=number(shown.high))


def number(value: float) -> Text:
    """A ratio, or that there is no upper end."""
    return Text(en="any number of", zh="任意") if math.isinf(value) else decimal(value, 2)


@dataclass(frozen=True)
class Changed:
    """What became of something tracked: ``told`` says the figures, ``at`` gives the ratio at a confidence."""

    tracked: Tracked
    told: Text
    cause: Text
    effect: Text
    at: Callable[[float], Range]
    n: int
    large: bool
    """Whether there are events enough before."""


def change_findings(changed: Changed, part: FieldworkPart, limits: list[AnyLimit], evidence: Evidence) -> list[Claim]:
    """The change held against each limit, or shown without one."""
    view, shown = evidence.hold_view(changed.tracked.view(part)), changed.at(0.95)
    asked: list[AnyLimit | None] = [*limits] if limits else [None]
    return [_claim(changed, view.name, shown, limit, evidence.plan) for limit in asked]


def _claim(changed: Changed, view: str, shown: Range, limit: AnyLimit | None, plan: Plan) -> Claim:
    band = (limit.value if limit else 0.0, math.inf)

    def ends(confidence: float) -> tuple[float, float]:
        found = changed.at(confidence)
        return found.low, found.high

    p = p_within(ends, band)
    return Claim(
        about=About(MEASURE, view),
        said=_said(
            changed.tracked, changed.told.then(ratio_in_words(shown)), changed.cause, changed.effect, limit, plan
        ),
        limit=limit,
        least=shown,
        most=shown,
        band=band,
        p_limit=p,
        p_zero=p,
        n=changed.n,
        large=changed.large,
        ratio=_five(shown),
    )


def change_facts(
    each: Tracked, told: Text, ratio: float, part: FieldworkPart, limits: list[AnyLimit], evidence: Evidence
) -> list[Fact]:
    """A change without a range: of amounts, or of published percentages."""
    view, plan = evidence.hold_view(each.view(part)), evidence.plan
    asked: list[AnyLimit | None] = [*limits] if limits else [None]
    return [
        Fact(
            About(MEASURE, view.name),
            _said(each, told, NO_CAUSE, _UNKNOWN, limit, plan),
            Verdict.CANNOT_TELL if limit else None,
            limit,
            ratio=(ratio, math.nan, math.nan, math.nan, math.nan),
        )
        for limit in asked
    ]


def _said(each: Tracked, told: Text, cause: Text, effect: Text, limit: AnyLimit | None, plan: Plan) -> Said:
    rule = _RULE.fill(limit=decimal(limit.value, 2), name=each.label) if limit else None
    return Said(
        heading=capital(_HEADING.fill(name=each.label)),
        criterion=criterion_of(limit, rule, plan),
        condition=told,
        effect=effect,
        settle=_SETTLE if limit else None,
        cause=cause,
        rule=_LEAST.fill(limit=decimal(limit.value, 2)) if limit else None,
    )


def _five(shown: Range) -> Five:
    return NOTHING if math.isnan(shown.value) else (shown.value, shown.low, shown.high, shown.value, shown.value)
