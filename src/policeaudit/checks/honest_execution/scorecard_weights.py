"""C24: does the published score follow from its parts, and how far does the ranking hang on the weights?"""

from __future__ import annotations

import math

import numpy as np

from policeaudit.checks.check import Check, Quantity
from policeaudit.checks.claim import NOTHING, About, Fact, Five, Said
from policeaudit.checks.evidence import Evidence
from policeaudit.checks.examination import Examination
from policeaudit.checks.exhibit import Cell, Column, Dot, DotChart, Exhibit, known
from policeaudit.checks.honest_execution.totals import Totals, totals
from policeaudit.checks.limits import capital, criterion_of
from policeaudit.checks.table_facts import FACT_VERDICTS
from policeaudit.checks.table_views import limits_on
from policeaudit.plan.any_limit import AnyLimit
from policeaudit.stats.rule import Verdict
from policeaudit.stats.scorecard import SEED
from policeaudit.text import Text, decimal, list_of, percent, whole

CHECK = Check(
    id="C24",
    pillar="P5",
    title=Text(en="Scorecard and ranking", zh="考核得分与排名"),
    asks=Text(
        en="Does the published score follow from its parts, and would other weights rank the areas differently?",
        zh="公布的得分能否由各项得分算出？换一组权重，排名会不会不同？",
    ),
    matters=Text(
        en="A rank looks like a fact. Where it hangs on the choice of weights, it says as much about who chose them "
        "as about the work.",
        zh="排名看上去像事实。如果取决于权重的选择，它反映的就不只是工作，还有定权重的人。",
    ),
    cannot_show=Text(
        en="It does not show which weights are right, nor whether the scores of the families measure what they are called.",
        zh="不能说明哪组权重正确，也不能说明各项得分是否名副其实。",
    ),
    quantities={
        "score_difference": Quantity(
            Text(en="Recomputed score against the published one", zh="重新计算的得分与公布得分之差"),
            Text(
                en="The total from the scores of the families and their weights, minus the published one; what rounding "
                "explains counts as 0.",
                zh="按各项得分和权重计算的总分减去公布的总分；取整可以解释的计为0。",
            ),
        ),
        "rank_kept": Quantity(
            Text(en="Share of all weights under which the rank is kept", zh="排名保持不变的权重所占比例"),
            Text(
                en="Of all ways to weigh the families, each as likely as any other, the share under which the area "
                "keeps its rank.",
                zh="在所有可能的权重组合（机会均等）中，该地区排名保持不变的比例。",
            ),
            "lower",
        ),
    },
)

_SAMPLING = 0.007
"""How exact the share of weights is: it comes from 20,000 weights drawn at random (fixed seed)."""

_NO_SCORE = Text(en="A score of {area} is not known.", zh="{area}有得分不明。")
_DIFFERS = Text(
    en="From its parts {area} has {a}; {b} was published: {difference} apart.",
    zh="按各项得分计算，{area}为{a}，公布为{b}，相差{difference}。",
)
_AGREES = Text(en="From its parts {area} has {a}, as published.", zh="按各项得分计算，{area}为{a}，与公布一致。")
_TOTAL = Text(
    en="From its parts {area} has {a}; no total was published.", zh="按各项得分计算，{area}为{a}；未公布总分。"
)
_KEPT = Text(
    en="{area} is number {rank}; it keeps this rank under {kept} of all weights.",
    zh="{area}排第{rank}；在{kept}的权重组合下保持该名次。",
)
_SHIFT = Text(
    en="Moving {n} of 100 points of weight from some families to others is enough for it to change places.",
    zh="只要把100分权重中的{n}分在各项之间转移，其名次就会变动。",
)
_FIRM = Text(en="No weights make it change places.", zh="任何权重都不会改变其名次。")
_TIE = Text(en="It ties with another area.", zh="与另一地区并列。")
_SETTLE = Text(en="The scores that are missing.", zh="补充缺失的得分。")


def examine(evidence: Evidence) -> Examination:
    """The scores recomputed, and the ranking under all weights."""
    found = totals(evidence)
    if not found:
        return Examination(lacking=Text(en="the plan names no scorecard", zh="审计方案未提供考核得分"))
    return Examination(
        facts=[f for one in found for f in (*_differences(one, evidence), *_ranks(one, evidence))],
        exhibits=[e for one in found for e in (_weights(one), _scores(one), _stability(one)) if e is not None],
        headlines=[_headline(one) for one in found],
        seed=SEED,
    )


def _differences(one: Totals, evidence: Evidence) -> list[Fact]:
    limits: list[AnyLimit | None] = [*limits_on(list(one.part.limits), "difference")]
    if not one.part.limits:
        limits = [None]
    view = evidence.hold_view(one.grouping.view())
    facts = []
    for limit in limits:
        rule = Text(en="at most {n}", zh="不超过{n}").fill(n=_score(one, limit.value)) if limit else None
        for i, group in enumerate(view.groups):
            difference = float(one.differences[i])
            accepted = None if math.isnan(difference) else abs(difference) <= (limit.value if limit else 0.0) + 1e-9
            about = About("score_difference", view.name, group)
            text = Text(en="the score may differ from the published one by {rule}", zh="得分与公布得分之差应{rule}")
            ratio = difference / limit.value if limit and limit.value > 0 else math.nan
            facts.append(
                _fact(
                    one,
                    about,
                    Text(en="score recomputed", zh="重新计算的得分"),
                    _difference_told(one, i),
                    (limit, rule, text.fill(rule=rule) if rule else None),
                    accepted,
                    (abs(ratio), *NOTHING[1:]),
                    evidence,
                )
            )
    return facts


def _ranks(one: Totals, evidence: Evidence) -> list[Fact]:
    view = evidence.hold_view(one.grouping.view())
    facts = []
    for limit in limits_on(list(one.part.limits), "rank_kept"):
        rule = Text(en="kept under at least {n} of all weights", zh="在不少于{n}的权重组合下保持").fill(
            n=percent(limit.value)
        )
        for i, group in enumerate(view.groups):
            found = one.rank(i)
            accepted = None
            if found is not None and abs(found[1] - limit.value) > _SAMPLING:
                accepted = found[1] > limit.value
            about = About("rank_kept", view.name, group)
            text = Text(en="a rank must be {rule}", zh="名次应{rule}").fill(rule=rule)
            facts.append(
                _fact(
                    one,
                    about,
                    Text(en="rank under other weights", zh="换用其他权重的名次"),
                    _rank_told(one, i),
                    (limit, rule, text),
                    accepted,
                    NOTHING,
                    evidence,
                )
            )
    return facts


def _fact(
    one: Totals,
    about: About,
    what: Text,
    told: Text,
    held: tuple[AnyLimit | None, Text | None, Text | None],
    accepted: bool | None,
    ratio: Five,
    evidence: Evidence,
) -> Fact:
    limit, rule, criterion = held
    verdict = None
    if limit is not None:
        verdict = {None: Verdict.CANNOT_TELL, True: Verdict.NO_CONCERN, False: Verdict.ACTION_NEEDED}[accepted]
        told = told.then(FACT_VERDICTS[verdict])
    heading = Text(en="{area}: {what}", zh="{area}：{what}").fill(area=one.grouping.nouns[about.group or ""], what=what)
    said = Said(
        heading=capital(heading),
        criterion=criterion_of(limit, criterion, evidence.plan),
        condition=told,
        effect=Text(en="On everybody who is praised or blamed by the score.", zh="影响所有依该得分受到奖惩的人。"),
        settle=_SETTLE if verdict is Verdict.CANNOT_TELL else None,
        rule=rule,
    )
    return Fact(about, said, verdict, limit, ratio=ratio)


def _score(one: Totals, value: float) -> Text:
    return decimal(value, one.part.published_digits)


def _exact(one: Totals, value: float) -> Text:
    """With one digit more than was published."""
    return decimal(value, one.part.published_digits + 1)


def _difference_told(one: Totals, i: int) -> Text:
    area = one.grouping.nouns[one.grouping.groups[i]]
    total, published, difference = (float(x[i]) for x in (one.recomputed, one.published, one.differences))
    if math.isnan(total):
        return capital(_NO_SCORE.fill(area=area))
    if math.isnan(published):
        return _TOTAL.fill(area=area, a=_exact(one, total))
    if abs(difference) < 1e-9:
        return _AGREES.fill(area=area, a=_score(one, published))
    return _DIFFERS.fill(
        area=area, a=_exact(one, total), b=_score(one, published), difference=_exact(one, abs(difference))
    )


def _rank_told(one: Totals, i: int) -> Text:
    area, found = one.grouping.nouns[one.grouping.groups[i]], one.rank(i)
    if found is None:
        return capital(_NO_SCORE.fill(area=area))
    rank, kept, shift = found
    text = capital(_KEPT.fill(area=area, rank=rank, kept=percent(kept)))
    if shift == 0:
        return text.then(_TIE)
    return text.then(_FIRM if math.isinf(shift) else _SHIFT.fill(n=decimal(shift * 100)))


def _weights(one: Totals) -> Exhibit:
    families = one.part.families
    rows: list[tuple[Cell, ...]] = [(f.label, f.weight_percent / 100, f.indicators) for f in families]
    known_counts = [f.indicators for f in families if f.indicators is not None]
    all_ = sum(known_counts) if len(known_counts) == len(families) else None
    rows.append((Text(en="All", zh="合计"), sum(f.weight_percent for f in families) / 100, all_))
    return Exhibit(
        name=f"weights.{one.part.id}",
        title=Text(en="{title}: weights", zh="{title}：权重").fill(title=one.part.title),
        columns=(
            Column(Text(en="Family", zh="类别")),
            Column(Text(en="Weight", zh="权重"), "percent"),
            Column(Text(en="Indicators", zh="指标数"), "count"),
        ),
        rows=tuple(rows),
    )


def _scores(one: Totals) -> Exhibit:
    rows: list[tuple[Cell, ...]] = []
    for i, group in enumerate(one.grouping.groups):
        total, published, difference = (float(x[i]) for x in (one.recomputed, one.published, one.differences))
        rows.append(
            (
                one.grouping.labels[group],
                *(known(score) for score in one.scores[i]),
                None if math.isnan(total) else _exact(one, total),
                None if math.isnan(published) else _score(one, published),
                None if math.isnan(difference) else _exact(one, difference),
            )
        )
    return Exhibit(
        name=f"scores.{one.part.id}",
        title=Text(en="{title}: scores recomputed", zh="{title}：重新计算的得分").fill(title=one.part.title),
        columns=(
            Column(Text(en="Area", zh="区域")),
            *(Column(family.label, "number") for family in one.part.families),
            Column(Text(en="Recomputed", zh="重新计算"), "number"),
            Column(Text(en="Published", zh="公布"), "number"),
            Column(Text(en="Difference", zh="差"), "number"),
        ),
        rows=tuple(rows),
    )


def _stability(one: Totals) -> Exhibit | None:
    if len(one.complete) < 2:
        return None
    order = sorted(one.complete, key=lambda i: (one.rank(i) or (0,))[0])
    labels = [one.grouping.labels[group] for group in one.grouping.groups]
    rows: list[tuple[Cell, ...]] = []
    for i in order:
        rank, kept, shift = one.rank(i) or (0, math.nan, math.nan)
        rows.append((labels[i], rank, kept, known(shift * 100)))
    return Exhibit(
        name=f"ranks.{one.part.id}",
        title=Text(en="{title}: ranks under all weights", zh="{title}：各种权重下的名次").fill(title=one.part.title),
        columns=(
            Column(Text(en="Area", zh="区域")),
            Column(Text(en="Rank", zh="名次"), "count"),
            Column(Text(en="Rank kept under", zh="名次不变的权重占比"), "percent"),
            Column(Text(en="Weight that must move, of 100", zh="使其变动须转移的权重（百分）"), "number"),
        ),
        rows=tuple(rows),
        chart=DotChart(tuple(Dot(labels[i], (one.rank(i) or (0, math.nan, 0.0))[1]) for i in order)),
        note=Text(
            en="The share of weights is exact to 0.7 points. A dash: no weights make the area change places.",
            zh="权重占比精确到0.7个百分点。“–”表示任何权重都不会改变其名次。",
        ),
    )


def _headline(one: Totals) -> Text:
    """The weights, the number of indicators, and whether the published score follows from them."""
    families = one.part.families
    shares = list_of(
        [
            Text(en="{name} {weight}", zh="{name}{weight}").fill(name=f.label, weight=f"{f.weight_percent:g}")
            for f in families
        ]
    )
    text = Text(en="{title}: out of 100, {shares}.", zh="{title}：满分100，{shares}。").fill(
        title=one.part.title, shares=shares
    )
    counts = [family.indicators for family in families]
    if None not in counts:
        told = Text(en="That sums up {n} indicators.", zh="共{n}项指标。")
        text = text.then(told.fill(n=whole(sum(count or 0 for count in counts))))
    given = ~np.isnan(one.differences)
    if given.any():
        off = int((np.abs(one.differences[given]) > 1e-9).sum())
        told = Text(
            en="Recomputed, the published score of {off} of {all} areas is another.",
            zh="重新计算，{all}个地区中有{off}个与公布得分不符。",
        )
        text = text.then(told.fill(off=off, all=int(given.sum())))
    if len(one.complete) > 1:
        least = min(one.complete, key=lambda i: (one.rank(i) or (0, 1.0, 0.0))[1])
        text = text.then(_rank_told(one, least))
    return text
