"""Theil's index of coverage over the groups, held against a standard."""

from __future__ import annotations

import math

import numpy as np

from policeaudit.checks.claim import About, Claim, Fact, Range, Said
from policeaudit.checks.evidence import Evidence, Rates
from policeaudit.checks.limits import criterion_of
from policeaudit.checks.table_facts import FACT_VERDICTS
from policeaudit.checks.table_views import Grouping
from policeaudit.plan.any_limit import AnyLimit
from policeaudit.plan.tables import Stage
from policeaudit.stats.inequality import theil
from policeaudit.stats.pvalues import estimate_p
from policeaudit.stats.rule import Verdict
from policeaudit.text import Text, decimal, whole

_HEADING = Text(en="Inequality of “{stage}” by {by}", zh="“{stage}”在{by}之间的不均等")
_RULE = Text(en="at most {limit}", zh="不超过{limit}")
_CRITERION = Text(en="Theil’s index must be {limit}", zh="泰尔指数应{limit}")
_INDEX = Text(
    en="Theil’s index is {value}; it lies between {low} and {high}. 0 means that all groups are reached alike.",
    zh="泰尔指数为{value}，在{low}至{high}之间。0表示各群体覆盖相同。",
)
_UNKNOWN = Text(
    en="The figures of {n} groups are withheld, not recorded or cannot be right, so Theil’s index of all groups is not known.",
    zh="有{n}个群体的数据保密、未登记或有误，无法得出全部群体的泰尔指数。",
)
_EFFECT = Text(
    en="The larger the index, the more the chance of being reached depends on the group.",
    zh="指数越大，能否被覆盖越取决于所属群体。",
)
_SETTLE = Text(en="The figures of all groups, from larger populations.", zh="全部群体、更大总数的数据。")


def inequality_of(
    stage: Stage, grouping: Grouping, rates: Rates, limit: AnyLimit, measure: str, evidence: Evidence
) -> Claim | Fact:
    """A claim; or a fact without a verdict where the figures of some groups are not known."""
    view = evidence.hold_view(grouping.view(stage.id, stage.label))
    about, unknown = About(measure, view.name), int((np.isnan(rates.value) | (rates.missing > 0)).sum())
    if unknown:
        told = _UNKNOWN.fill(n=whole(unknown)).then(FACT_VERDICTS[Verdict.CANNOT_TELL])
        return Fact(about, _said(stage, grouping, limit, told, evidence), Verdict.CANNOT_TELL, limit)
    index = theil(rates.numerator, rates.n, "binomial", evidence.crit)
    shown = Range(index.value, index.low, index.high)
    p = float(estimate_p(index.value, (index.high - index.value) / evidence.crit, limit.value, evidence.df))
    told = _INDEX.fill(value=decimal(shown.value, 3), low=decimal(shown.low, 3), high=decimal(shown.high, 3))
    return Claim(
        about=about,
        said=_said(stage, grouping, limit, told, evidence),
        limit=limit,
        least=shown,
        most=shown,
        band=(-math.inf, limit.value),
        p_limit=p,
        p_zero=p,
        n=int(rates.n.sum()),
        large=int(rates.n.min()) >= evidence.plan.rules.min_n,
    )


def _said(stage: Stage, grouping: Grouping, limit: AnyLimit, told: Text, evidence: Evidence) -> Said:
    rule = _RULE.fill(limit=decimal(limit.value, 3))
    return Said(
        heading=_HEADING.fill(stage=stage.label, by=grouping.label),
        criterion=criterion_of(limit, _CRITERION.fill(limit=rule), evidence.plan),
        condition=told,
        effect=_EFFECT,
        settle=_SETTLE,
        rule=rule,
    )
