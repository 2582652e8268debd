"""The limits of a plan, and how they are said."""

from __future__ import annotations

from policeaudit.plan.model import Plan
from policeaudit.plan.parts import AnyLimit, Limit
from policeaudit.text import Text, day, decimal, percent, points


def limits_for(plan: Plan, measure: str, view: str | None) -> list[Limit]:
    """The limits of a measure that apply to a feature or intersection (None: to the audit as a whole)."""
    return [
        limit
        for limit in plan.limits
        if limit.measure == measure and (view is None or limit.features is None or view in limit.features)
    ]


def criterion_of(limit: AnyLimit | None, rule: Text | None, plan: Plan) -> Text:
    """The rule of a limit, who set it, and whether that was in time."""
    if limit is None or rule is None:
        return Text(en="No limit is set, so there is no verdict.", zh="未设定限值，因此不作结论。")
    by = Text(en="{rule} (set by {by} on {day}).", zh="{rule}（由{by}于{day}设定）。").fill(
        rule=capital(rule), by=limit.set_by, day=day(limit.set_on)
    )
    if limit.set_on > plan.audit.period.end:
        late = Text(
            en="This limit was set after the audited period had ended, when the results could already be known.",
            zh="该限值是在评估期间结束之后设定的，当时结果可能已经为人所知。",
        )
        return by.then(late)
    if limit.set_on > plan.audit.period.start:
        late = Text(
            en="This limit was set after the audited period had begun.",
            zh="该限值是在评估期间开始之后设定的。",
        )
        return by.then(late)
    return by


def rate_rule(name: Text, limit: AnyLimit, *, least: bool) -> Text:
    """What a limit of a rate asks; ``least``: its target is to be reached, not to be kept below."""
    if limit.kind == "gap":
        return Text(
            en="{name} may differ by at most {limit} between groups", zh="各群体{name}之差不得超过{limit}"
        ).fill(name=name, limit=points(limit.value))
    if limit.kind == "ratio":
        return Text(
            en="{name} of a group divided by that of the reference must lie between {low} and {high}",
            zh="群体的{name}与对照群体之比应在{low}至{high}之间",
        ).fill(name=name, low=decimal(limit.value, 2), high=decimal(1 / limit.value, 2))
    side = Text(en="at least", zh="不低于") if least else Text(en="at most", zh="不高于")
    return Text(en="{name} must be {side} {limit}", zh="{name}应{side}{limit}").fill(
        name=name, side=side, limit=percent(limit.value)
    )


def capital(text: Text) -> Text:
    """The same with a capital letter in English."""
    return Text(en=text.en[:1].upper() + text.en[1:], zh=text.zh)
