"""C12h: does a person stand between a warning and what follows from it, for every group alike?"""

from dataclasses import replace

import numpy as np

from policeaudit.checks.check import Check, Phrases, Quantity
from policeaudit.checks.claim import About, Claim, Said
from policeaudit.checks.comparison import Comparison, comparisons
from policeaudit.checks.differences import Difference, differ
from policeaudit.checks.evidence import Evidence, View, noun
from policeaudit.checks.examination import Examination
from policeaudit.checks.exhibit import Cell, Column, Exhibit
from policeaudit.checks.limits import criterion_of, limits_for
from policeaudit.checks.people_and_technology.review_times import review_times
from policeaudit.checks.people_and_technology.step_rates import RATES, REVIEW, StepRate, rates_at_hand, warning_levels
from policeaudit.log.tally import BUCKETS
from policeaudit.measures import A1, AN, MEASURES
from policeaudit.plan.parts import LevelPart, Limit
from policeaudit.text import Text, decimal, points

_TOP = "top_review_rate"


def _of_level(phrases: Phrases, name: Text) -> Phrases:
    """The same words for the warnings of one level."""

    def said(text: Text) -> Text:
        en = text.en.replace("arnings about", "arnings of this level about")
        return Text(en=en, zh=text.zh.replace("涉{group}预警", "涉{group}该等级预警"))

    return replace(phrases, name=name, share=said(phrases.share), effect=said(phrases.effect))


_AT_ONE_LEVEL = Text(en="{name} at one level", zh="同一等级的{name}")

CHECK = Check(
    id="C12h",
    pillar="P3",
    title=Text(en="Human review of warnings", zh="预警的人工复核"),
    asks=Text(
        en="Does a person review warnings before something follows from them, take time for it and reject wrong ones, for "
        "every group alike?",
        zh="预警产生后果之前，是否有人复核、用足时间并否决错误预警？对各群体是否一致？",
    ),
    matters=Text(
        en="A review that never rejects anything or takes seconds is none: then the machine alone decides what happens to a "
        "person.",
        zh="从不否决或只用几秒的复核等于没有复核：对个人采取什么措施，实际上只由机器决定。",
    ),
    cannot_show=Text(
        en="A recorded review does not show that somebody thought about it, and a short one may have been an easy case. "
        "Overridden warnings are often not followed up, so that whether overriding was right is known for some alone.",
        zh="登记了复核，并不说明复核者确实思考过；用时短也可能是情形简单。被否决的预警往往不再核查，因此只能得知其中一部分否决是否正确。",
    ),
    phrases={
        **{rate.name: rate.phrases for rate in RATES},
        **{
            rate.by_level: _of_level(rate.phrases, _AT_ONE_LEVEL.fill(name=rate.phrases.name))
            for rate in RATES
            if rate.by_level
        },
        _TOP: _of_level(REVIEW.phrases, Text(en="the review rate of the highest level", zh="最高等级预警的人工复核率")),
    },
    quantities={
        **{rate.name: rate.quantity for rate in RATES},
        **{
            rate.by_level: replace(
                rate.quantity, label=Text(en="{name}, at one level", zh="{name}（同一等级）").fill(name=rate.label)
            )
            for rate in RATES
            if rate.by_level
        },
        _TOP: Quantity(
            Text(en="Review rate of the highest level", zh="最高等级预警的人工复核率"),
            Text(
                en="Of the warnings of the highest level for which the log says it, the share that a person reviewed.",
                zh="日志载明是否复核的最高等级预警中，已经人工复核的比例。",
            ),
            "lower",
        ),
        "override_precision": Quantity(
            Text(en="Overridden warnings that were right", zh="被否决预警的属实情况"),
            Text(
                en="By how much overridden warnings proved right more often than followed ones; below zero means: people "
                "rejected the weaker ones.",
                zh="被否决的预警比被采纳的更常属实的幅度；小于零表示人工否决的是把握较小的预警。",
            ),
        ),
    },
)


def examine(evidence: Evidence) -> Examination:
    """Rates of review, override, action and closing by group and level, and what overriding did.

    Groups are compared where a limit asks for it and, of the main features, in every rate; six rates of every feature would
    fill more pages than all the rest, with differences that nobody set a limit for.
    """
    if not evidence.tally.steps:
        lacking = Text(
            en="the plan names no column about review, decision, action or closing",
            zh="审计方案未指定复核、结论、处置或办结的列",
        )
        return Examination(lacking=lacking)
    rates, levels = rates_at_hand(evidence), warning_levels(evidence)
    views = [view for view in evidence.views.values() if not view.parts]
    main = evidence.main_views
    found = [
        c
        for rate in rates
        for view in views
        if view in main or limits_for(evidence.plan, rate.name, view.name)
        for c in _compared(rate, view, evidence)
    ]
    found += [c for rate in rates for view in views for c in _compared_by_level(rate, view, levels, evidence)]
    has_decisions = evidence.plan.columns.decision is not None
    return Examination(
        comparisons=found,
        claims=[claim for view in main for claim in _overriding(view, evidence)] if has_decisions else [],
        exhibits=[
            *(each for view in main for each in (_table(view, rates, levels, evidence), *review_times(view, evidence))),
            *(_table(view, rates, [], evidence) for view in views if view not in main),
        ],
    )


def _compared(rate: StepRate, view: View, evidence: Evidence) -> list[Comparison]:
    """Each group against its reference among all warnings."""
    counts = rate.counts(evidence, view.name, view.groups)
    derived = evidence.derive(replace(view, name=f"{view.name}@{rate.name}"), counts)
    return comparisons(CHECK, rate.measure(), derived, evidence, limits_of=view.name)


def _compared_by_level(rate: StepRate, view: View, levels: list[LevelPart], evidence: Evidence) -> list[Comparison]:
    """The same at one level, where a limit asks for it."""
    found: list[Comparison] = []
    if rate.by_level and limits_for(evidence.plan, rate.by_level, view.name):
        for level in levels:
            found += _at_level(rate, rate.by_level, view, level, evidence)
    if rate is REVIEW and levels and limits_for(evidence.plan, _TOP, view.name):
        found += _at_level(rate, _TOP, view, levels[-1], evidence)
    return found


def _at_level(rate: StepRate, name: str, view: View, level: LevelPart, evidence: Evidence) -> list[Comparison]:
    counts = rate.counts(evidence, view.name, view.groups, level=level.id)
    derived = evidence.derive(view.at_level(f"{view.name}@{name}.{level.id}", level), counts)
    return comparisons(CHECK, rate.measure(name), derived, evidence, limits_of=view.name)


def _overriding(view: View, evidence: Evidence) -> list[Claim]:
    """For each group: by how much overridden warnings were right more often than followed ones."""
    limits: list[Limit | None] = [
        limit for limit in limits_for(evidence.plan, "override_precision", view.name) if limit.kind == "gap"
    ]
    buckets = BUCKETS if evidence.tally.bucketed else 1
    followed, overridden = (
        evidence.tally.steps.outcomes(view.name, view.groups, buckets, decision=name)
        for name in ("followed", "overridden")
    )
    claims = []
    for group, kept, rejected in zip(view.groups, followed, overridden, strict=True):
        if view.is_recorded(group):
            for limit in limits or [None]:
                most = limit.value if limit else 0.0
                found = differ(MEASURES["precision"], rejected, kept, evidence, (-np.inf, most))
                claims.append(_claim(view, group, found, limit, evidence))
    return claims


def _claim(view: View, group: str, found: Difference, limit: Limit | None, evidence: Evidence) -> Claim:
    label, value = noun(view, group), found.observed.value
    low, high = found.observed.low, found.observed.high
    if value < 0:  # said the same way round as the difference itself
        low, high = -high, -low
    if np.isnan(value):
        condition = Text(
            en="Of the followed or of the overridden warnings about {group} none was checked, so overriding cannot be judged.",
            zh="被采纳或被否决的涉{group}预警均无核查结果，无法评判否决是否得当。",
        ).fill(group=label)
    else:
        condition = Text(
            en="Overridden warnings about {group} proved right {gap} {more} often than followed ones; with this number of "
            "cases it is between {low} and {high} {more} often.",
            zh="涉{group}预警中，被否决者属实的比例比被采纳者{more}{gap}；按现有数量，{more}出的幅度在{low}至{high}之间。",
        ).fill(
            group=label,
            gap=points(abs(value)),
            more=Text(en="more", zh="高") if value > 0 else Text(en="less", zh="低"),
            low=decimal(low * 100),
            high=points(high),
        )
    rule = Text(
        en="overridden warnings may prove right more often than followed ones by at most {limit}",
        zh="被否决预警属实的比例最多可比被采纳者高{limit}",
    )
    return Claim(
        about=About("override_precision", view.name, group),
        said=Said(
            heading=Text(en="What overriding did: {group}", zh="人工否决的效果：{group}").fill(group=label),
            criterion=criterion_of(limit, rule.fill(limit=points(limit.value)) if limit else None, evidence.plan),
            condition=condition,
            effect=Text(
                en="Where overridden warnings are right more often, review removes good warnings and keeps weak ones.",
                zh="若被否决的预警反而更常属实，说明复核剔除了好的预警，留下了差的。",
            ),
            settle=Text(
                en="The same follow-up for overridden warnings as for followed ones.", zh="对被否决的预警同样开展核查。"
            ),
        ),
        limit=limit,
        least=found.least,
        most=found.most,
        band=(-np.inf, limit.value if limit else 0.0),
        p_limit=found.p_limit,
        p_zero=found.p_zero,
        n=found.n[0],
        n_reference=found.n[1],
        large=min(found.n) >= evidence.plan.rules.min_n,
        gap=found.five,
    )


def _table(view: View, rates: list[StepRate], levels: list[LevelPart], evidence: Evidence) -> Exhibit:
    """Every rate by level and group."""
    least = evidence.plan.columns.review.plausible_minutes if evidence.plan.columns.review else None
    note = _NOTE if least is None else _NOTE.then(_TOO_SHORT.fill(minutes=f"{least:g}"))
    parts: list[tuple[Text, dict[str, str]]] = [(Text(en="all", zh="全部"), {})]
    parts += [(level.label, {"level": level.id}) for level in reversed(levels)] if len(levels) > 1 else []
    buckets = BUCKETS if evidence.tally.bucketed else 1
    rows: list[tuple[Cell, ...]] = []
    for label, where in parts:
        counts = [rate.counts(evidence, view.name, view.groups, **where).sum(axis=1) for rate in rates]
        measures = [rate.measure() for rate in rates]
        outcomes = evidence.tally.steps.outcomes(view.name, view.groups, buckets, **where).sum(axis=1)
        warnings = outcomes[:, A1 : AN + 1].sum(axis=1)
        for i, group in enumerate(view.groups):
            cells: list[Cell] = [label, view.labels[group], int(warnings[i])]
            for measure, counted in zip(measures, counts, strict=True):
                y, n = (int(x) for x in measure.ratio(counted[i]))
                cells += [y / n if n else None]
            rows.append(tuple(cells))
    return Exhibit(
        name=f"steps.{view.name}",
        title=Text(en="What people did with warnings, {view}", zh="按{view}比较人工处理情况").fill(view=view.label),
        columns=(
            Column(Text(en="Level", zh="等级")),
            Column(Text(en="Group", zh="群体")),
            Column(Text(en="Warnings", zh="预警数"), "count"),
            *(Column(_head(rate), "percent") for rate in rates),
        ),
        rows=tuple(rows),
        note=note if view in evidence.main_views else _NOT_COMPARED,
    )


_NOTE = Text(
    en="Each share is of the warnings for which the log says it; actions without a review are of the warnings with an "
    "action, too short reviews of the reviews.",
    zh="各比例均以日志有登记的预警为基数；未经复核即处置以已处置的预警为基数，过短以已复核的预警为基数。",
)
_NOT_COMPARED = Text(
    en="Each share is of the same warnings as in the first of these tables. Of these groups, only rates with a limit in the "
    "plan are compared with each other.",
    zh="各比例的基数与上述首表相同。对这些群体，仅比较审计方案设有限值的比例。",
)
_TOO_SHORT = Text(
    en="The plan calls a review too short below this number of minutes: {minutes}.",
    zh="审计方案规定，用时不足{minutes}分钟的复核为过短。",
)


_HEADS = {
    "review_rate": Text(en="Reviewed", zh="已复核"),
    "hasty_review_rate": Text(en="Too short", zh="过短"),
    "override_rate": Text(en="Overridden", zh="被否决"),
    "action_rate": Text(en="Action", zh="已处置"),
    "unreviewed_action_rate": Text(en="Action without review", zh="未复核即处置"),
    "closing_rate": Text(en="Closed", zh="已办结"),
}


def _head(rate: StepRate) -> Text:
    return _HEADS[rate.name]
