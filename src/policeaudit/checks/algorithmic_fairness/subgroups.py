"""C05: is there a combination of traits whose warnings are wrong more often than each trait alone explains?"""

import numpy as np

from policeaudit.checks.check import Check, Quantity
from policeaudit.checks.claim import About, Fact, Said
from policeaudit.checks.evidence import Evidence
from policeaudit.checks.examination import Examination
from policeaudit.checks.exhibit import Column, Exhibit
from policeaudit.checks.limits import criterion_of, limits_for
from policeaudit.checks.not_measurable import NO_OUTCOME_COLUMN
from policeaudit.measures import A0, A1, MEASURES
from policeaudit.plan.parts import Limit
from policeaudit.stats.rule import Verdict
from policeaudit.stats.subgroups import Rules, Search, Subgroup, search
from policeaudit.text import Text, decimal, list_of, percent, points, whole

CHECK = Check(
    id="C05",
    pillar="P2",
    title=Text(en="Hidden subgroups", zh="隐藏的子群体"),
    asks=Text(
        en="Is there a combination of traits whose warnings are wrong more often than its single traits explain?",
        zh="是否有某种属性组合，其预警出错的频率超出各单项属性所能解释的程度？",
    ),
    matters=Text(
        en="A system can treat each group alike on average and still fail those who belong to several at once.",
        zh="系统平均而言可能对各群体一视同仁，却对同时属于几个群体的人屡屡出错。",
    ),
    cannot_show=Text(
        en="Only the traits that the plan declares are searched, in combinations of up to three. A combination that is found is "
        "a question for the next audit, declared there beforehand; it is not a finding by itself.",
        zh="只搜索方案声明的属性，最多三项组合。搜索所得是提给下次评估的问题，应在下次事先声明，本身不构成结论。",
    ),
    quantities={
        "subgroup_precision": Quantity(
            Text(en="Precision of hidden subgroups", zh="隐藏子群体的预警准确率"),
            Text(
                en="By how much a combination of traits is right less often than its single traits explain.",
                zh="某种属性组合的预警准确率低于各单项属性所能解释之值的幅度。",
            ),
        )
    },
)


def examine(evidence: Evidence) -> Examination:
    """Search all combinations of two and three declared traits among the checked warnings."""
    if not evidence.plan.has_outcomes:
        return Examination(lacking=NO_OUTCOME_COLUMN)
    if len(evidence.plan.features) < 2:
        return Examination(
            lacking=Text(en="the plan declares fewer than two features", zh="审计方案声明的属性不足两项")
        )
    combinations, counts = evidence.crossed
    groups = [list(view.groups) for view in evidence.views.values() if not view.parts]
    known = [[group in names for group, names in zip(c, groups, strict=True)] for c in combinations]
    kept = [i for i, each in enumerate(known) if all(each) and counts[i, [A1, A0]].sum() > 0]
    if not kept:
        return Examination(lacking=Text(en="no warning has a checked result", zh="没有已核查的预警"))
    codes = np.array([[names.index(g) for g, names in zip(combinations[i], groups, strict=True)] for i in kept])
    least = evidence.plan.rules.min_n
    found = search(
        codes, counts[kept, A1], counts[kept, A0], Rules(min_rows=least, direction="lower"), deff=_deff(evidence)
    )
    limits = limits_for(evidence.plan, "subgroup_precision", None)
    return Examination(
        facts=[_fact(each, limit, evidence) for each in found.found for limit in limits],
        exhibits=[_exhibit(found, evidence)],
    )


def _deff(evidence: Evidence) -> float | None:
    """The design effect of all checked warnings."""
    if not evidence.clustered:
        return None
    rates = evidence.rates(MEASURES["precision"], "")
    return max(float(rates.n[0] / rates.n_effective[0]), 1.0) if rates.n_effective[0] > 0 else None


def _name(each: Subgroup, evidence: Evidence) -> Text:
    views = [view for view in evidence.views.values() if not view.parts]
    return list_of([views[a].nouns[views[a].groups[code]] for a, code in each.traits])


def _fact(each: Subgroup, limit: Limit, evidence: Evidence) -> Fact:
    name = _name(each, evidence)
    watch = -each.excess > limit.value
    condition = Text(
        en="Of {n} checked warnings about {group}, {observed} were right; single traits explain {expected}. The shortfall is "
        "{gap}, between {low} and {high} (allowing for everything that was searched).",
        zh="已核查的涉{group}预警{n}条，属实{observed}；各单项属性可解释的比例为{expected}。低{gap}，"
        "在{low}至{high}之间（已考虑搜索范围）。",
    ).fill(
        n=whole(each.rows),
        group=name,
        observed=percent(each.observed),
        expected=percent(each.expected),
        gap=points(-each.excess),
        low=decimal(-each.high * 100),
        high=points(-each.low),
    )
    rule = Text(
        en="a combination of traits may be right less often than its single traits explain by at most {limit}",
        zh="属性组合的准确率低于各单项属性所能解释之值的幅度不得超过{limit}",
    ).fill(limit=points(limit.value))
    return Fact(
        about=About("subgroup_precision", None, "+".join(f"{a}:{code}" for a, code in each.traits)),
        said=Said(
            heading=Text(en="Hidden subgroup: {group}", zh="隐藏子群体：{group}").fill(group=name),
            criterion=criterion_of(limit, rule, evidence.plan),
            condition=condition,
            effect=Text(en="{n} warnings about this subgroup were checked.", zh="该子群体已核查的预警共{n}条。").fill(
                n=whole(each.rows)
            ),
            settle=Text(
                en="Declare this combination as an intersection before the next period, and test it then.",
                zh="在下一期开始前将该组合声明为交叉群体，届时检验。",
            ),
        ),
        verdict=Verdict.WATCH if watch else Verdict.NO_CONCERN,
        limit=limit,
        n=round(each.rows),
        gap=(-each.excess, -each.high, -each.low, np.nan, np.nan),
    )


def _exhibit(found: Search, evidence: Evidence) -> Exhibit:
    title = (
        Text(en="Subgroups that their single traits do not explain", zh="单项属性不能解释的子群体")
        if found.found
        else Text(en="No hidden subgroup was found", zh="未发现隐藏的子群体")
    )
    return Exhibit(
        name="search",
        title=title,
        columns=(
            Column(Text(en="Subgroup", zh="子群体")),
            Column(Text(en="Checked", zh="已核查"), "count"),
            Column(Text(en="Right", zh="属实比例"), "percent"),
            Column(Text(en="Explained by single traits", zh="单项属性可解释"), "percent"),
            Column(Text(en="Shortfall, points", zh="低于该值（百分点）"), "points"),
            Column(Text(en="Range", zh="区间"), "points"),
        ),
        rows=tuple(
            (
                _name(each, evidence),
                round(each.rows),
                each.observed,
                each.expected,
                -each.excess,
                (-each.high, -each.low),
            )
            for each in found.found
        ),
        note=Text(
            en="{n} combinations of two or three traits were searched. Where nothing is hidden, such a search names something in "
            "fewer than 6 of 100 logs.",
            zh="共搜索{n}种两项或三项属性的组合。若并无隐藏差异，这种搜索在100份日志中误报的不足6份。",
        ).fill(n=whole(found.tested)),
    )
