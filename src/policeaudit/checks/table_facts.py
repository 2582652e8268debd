"""Figures that were published without the counts behind them: they are shown, but no verdict can rest on them."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from policeaudit.checks.claim import About, Fact, Said
from policeaudit.checks.evidence import View, noun
from policeaudit.checks.limits import capital, criterion_of
from policeaudit.plan.any_limit import AnyLimit
from policeaudit.plan.model import Plan
from policeaudit.stats.rule import Verdict
from policeaudit.text import Text, points

_HEADING = Text(en="{name}: {group}", zh="{name}：{group}")
_HEADING_PAIR = Text(en="{name}: {group} compared with {reference}", zh="{name}：{group}与{reference}比较")
_VALUE = Text(en="The published figure is {value}.", zh="公布的数字为{value}。")
_PAIR = Text(
    en="The published figures are {value} and {other}: {difference} apart.",
    zh="公布的数字分别为{value}和{other}，相差{difference}。",
)
_NO_RANGE = Text(
    en="It was published without the counts behind it, so no range can be given: how much of it is chance cannot be told.",
    zh="公布时未附原始计数，无法给出区间，因此无从判断其中有多少出于偶然。",
)
_NOTHING = Text(en="No figure, or a withheld one, is given for {group}.", zh="没有{group}的数字，或数字保密。")
_UNKNOWN = Text(en="Not known.", zh="无法得知。")
_COUNTS = Text(en="The counts behind the published figures.", zh="公布数字背后的原始计数。")

FACT_VERDICTS = {
    Verdict.ACTION_NEEDED: Text(en="This lies beyond what is accepted.", zh="超出可接受的限度。"),
    Verdict.NO_CONCERN: Text(en="This lies within what is accepted.", zh="在可接受的限度之内。"),
    Verdict.CANNOT_TELL: Text(en="So it cannot be told.", zh="因此无法判断。"),
}
"""The sentence that closes a fact, which has no range."""


@dataclass(frozen=True)
class Published:
    """A published figure by group: its name, its values, how it is printed, and how a limit on it reads."""

    measure: str
    name: Text
    values: dict[str, float]
    printed: Callable[[float], Text]
    rule: Callable[[AnyLimit], Text]
    apart: Callable[[float], Text] = points


def published_facts(figure: Published, view: View, limits: Sequence[AnyLimit], plan: Plan) -> list[Fact]:
    """One fact for each group and limit, or without a limit one for each group: verdict *Cannot tell*, or none."""
    facts: list[Fact] = []
    asked: list[AnyLimit | None] = [*limits] if limits else [None]
    for limit in asked:
        against = view.reference if limit is not None and limit.kind in ("gap", "ratio") else None
        groups = view.compared if against else view.groups
        facts += [_fact(figure, view, group, against, limit, plan) for group in groups]
    return facts


def _fact(figure: Published, view: View, group: str, reference: str | None, limit: AnyLimit | None, plan: Plan) -> Fact:
    name, value = noun(view, group), figure.values.get(group, math.nan)
    if math.isnan(value):
        condition = _NOTHING.fill(group=name)
    elif reference is None or math.isnan(other := figure.values.get(reference, math.nan)):
        condition = _VALUE.fill(value=figure.printed(value)).then(_NO_RANGE)
    else:
        condition = _PAIR.fill(
            value=figure.printed(value), other=figure.printed(other), difference=figure.apart(abs(value - other))
        ).then(_NO_RANGE)
    pattern = _HEADING if reference is None else _HEADING_PAIR
    heading = pattern.fill(name=figure.name, group=name, **({"reference": noun(view, reference)} if reference else {}))
    said = Said(
        heading=capital(heading),
        criterion=criterion_of(limit, figure.rule(limit) if limit else None, plan),
        condition=condition,
        effect=_UNKNOWN,
        settle=_COUNTS if limit else None,
        rule=figure.rule(limit) if limit and limit.kind == "standard" else None,
    )
    about = About(figure.measure, view.name, group, reference)
    return Fact(about, said, Verdict.CANNOT_TELL if limit else None, limit)
