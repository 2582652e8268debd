"""The limits in force: those of the plan's log, then those that its tables carry, each with what it was held against."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from policeaudit.assessment import model as m
from policeaudit.checks import all_checks
from policeaudit.measures import MEASURES
from policeaudit.plan.any_limit import AnyLimit
from policeaudit.plan.model import Plan
from policeaudit.text import Text


@dataclass(frozen=True)
class Use:
    """A limit that a comparison, claim or fact is held against; ``rule`` says a standard in words."""

    limit: AnyLimit | None
    measure: str
    feature: str | None
    rule: Text | None = None


def limits_in_force(plan: Plan, views: Iterable[str], uses: list[Use]) -> list[m.LimitInForce]:
    """Every limit of the audit once; ``views`` are the features that a limit of the log applies to unless it says so."""
    of_log = [_in_force(plan, limit, limit.measure, limit.features or list(views)) for limit in plan.limits]
    known = {id(limit) for limit in plan.limits}
    of_tables: dict[int, list[Use]] = {}
    for use in uses:
        if use.limit is not None and id(use.limit) not in known:
            of_tables.setdefault(id(use.limit), []).append(use)
    return of_log + [
        _in_force(
            plan,
            first.limit,
            first.measure,
            list(dict.fromkeys(use.feature for use in (first, *others) if use.feature is not None)),
            first.rule,
        )
        for first, *others in of_tables.values()
        if first.limit is not None
    ]


def _in_force(
    plan: Plan, limit: AnyLimit, measure: str, features: list[str], rule: Text | None = None
) -> m.LimitInForce:
    labels = {name: each.label for name, each in MEASURES.items()}
    labels |= {name: quantity.label for check in all_checks() for name, quantity in check.quantities.items()}
    period = plan.audit.period
    return m.LimitInForce(
        measure=measure,
        label=m.Words.of(labels[measure]),
        kind=limit.kind,
        value=limit.value,
        features=features,
        set_by=m.Words.of(limit.set_by),
        set_on=limit.set_on,
        after_start=limit.set_on > period.start,
        after_end=limit.set_on > period.end,
        rule=m.Words.of(rule) if rule else None,
    )
