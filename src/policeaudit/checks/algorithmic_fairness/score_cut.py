"""C21: how well does the score tell cases from others, and what would another threshold change for whom?"""

import numpy as np

from policeaudit.checks.algorithmic_fairness.scored_rows import beyond_warnings, design_effects
from policeaudit.checks.check import Check, Quantity
from policeaudit.checks.claim import About, Claim, Range, Said
from policeaudit.checks.evidence import Evidence, View, noun
from policeaudit.checks.examination import Examination
from policeaudit.checks.exhibit import Cell, Column, Exhibit, Line, LineChart, Point
from policeaudit.checks.limits import criterion_of, limits_for
from policeaudit.checks.score_values import score_from, step_of, whole_scores
from policeaudit.log.tally import ALL, SCORE_BINS
from policeaudit.measures import A0, A1, AN, AP, B0, B1, BN, BP, FloatArray, IntArray
from policeaudit.plan.parts import Limit
from policeaudit.stats.curves import at_capacity, curve
from policeaudit.stats.pvalues import estimate_p
from policeaudit.stats.ranking import auc, auc_interval, binning_bound, delong_se
from policeaudit.text import Text, decimal, percent, whole

CHECK = Check(
    id="C21",
    pillar="P2",
    title=Text(en="The score and its threshold", zh="分数与分数线"),
    asks=Text(
        en="How well does the score tell real cases from others in each group, and what would another threshold change for whom?",
        zh="分数在各群体中区分真实情形的能力如何？换一条分数线，对谁会有什么变化？",
    ),
    matters=Text(
        en="The threshold decides how many people are warned about, and how many of those warnings are wrong. It is a choice, "
        "and it falls on groups unequally.",
        zh="分数线决定多少人被预警、其中多少不属实。这是一种选择，且对各群体的影响并不相同。",
    ),
    cannot_show=Text(
        en="Where nobody below the threshold is checked, what a lower threshold would find is unknown, and the figures above it "
        "hold for the people who were warned about, not for people who would be.",
        zh="分数线以下若无人核查，则无法知道降低分数线会发现什么，线以上的数字也只适用于已被预警的人。",
    ),
    quantities={
        "auc": Quantity(
            Text(en="Ranking by the score (AUC)", zh="分数的排序能力（AUC）"),
            Text(
                en="How often a real case has a higher score than one that proved wrong; 50 in 100 is no better than chance.",
                zh="真实情形的分数高于不属实者的频率；50%等于随机。",
            ),
            "lower",
        )
    },
)
STEPS = 20


def examine(evidence: Evidence) -> Examination:
    """AUC by group, curves over all thresholds, and what each group would get at a fixed number of visits."""
    if evidence.plan.columns.score is None or evidence.scores(ALL) is None:
        return Examination(lacking=Text(en="the plan names no score", zh="审计方案未指定分数"))
    claims = [
        claim
        for view in evidence.views.values()
        for limit in limits_for(evidence.plan, "auc", view.name)
        for claim in _claims(view, limit, evidence)
    ]
    shown = (_ranking, _thresholds, _capacity) if evidence.plan.has_outcomes else (_selection, _capacity)
    exhibits = [exhibit(view, evidence) for view in evidence.main_views for exhibit in shown]
    return Examination(claims=claims, exhibits=exhibits)


def _counts(view: View, evidence: Evidence) -> IntArray:
    found = evidence.scores(view.name)
    assert found is not None  # noqa: S101 - asked only where there is a score
    return found[0]


def _known(view: View, evidence: Evidence) -> tuple[FloatArray, FloatArray]:
    """Cases and others with a known outcome by bin: among warnings alone, unless the others' are known too."""
    n = _counts(view, evidence)
    if beyond_warnings(evidence):
        n = n[..., :B1] + n[..., B1:]
    return n[..., A1].astype(np.float64), n[..., A0].astype(np.float64)


def _auc(view: View, i: int, evidence: Evidence) -> tuple[float, float, float, float, int]:
    """AUC, its range, the most that the bins can hide, and the smaller of cases and others."""
    yes, no = (x[i] for x in _known(view, evidence))
    smaller = int(min(yes.sum(), no.sum()))
    if smaller == 0:
        return np.nan, np.nan, np.nan, np.nan, 0
    deff = float(design_effects(view.name, evidence)[i])
    value, hidden = float(auc(yes, no)), float(binning_bound(yes, no))
    low, high = auc_interval(value, float(delong_se(yes, no)) * np.sqrt(deff), smaller / deff, evidence.crit)
    return value, float(low), float(high), hidden, smaller


def _claims(view: View, limit: Limit, evidence: Evidence) -> list[Claim]:
    if limit.kind != "target":
        return []
    claims = []
    for i, group in enumerate(view.groups):
        if not view.is_recorded(group):
            continue
        value, low, high, hidden, smaller = _auc(view, i, evidence)
        short = Range(limit.value - value, limit.value - high - hidden, limit.value - low + hidden)
        reach = (value - low + hidden) / evidence.crit
        p = float(estimate_p(short.value, reach, 0.0, evidence.df)) if not np.isnan(value) else np.nan
        rule = Text(
            en="a real case must have the higher score in at least {limit} of pairs",
            zh="真实情形分数较高的比例应不低于{limit}",
        ).fill(limit=percent(limit.value))
        if np.isnan(value):
            condition = Text(
                en="{group}: there are not both right and wrong warnings, so nothing can be ranked.",
                zh="{group}：没有同时存在属实与不属实的预警，无法排序。",
            ).fill(group=noun(view, group))
        else:
            condition = Text(
                en="Among {group}, a real case had the higher score in {value} of pairs; with this number of cases it is between "
                "{low} and {high}.",
                zh="在{group}中，真实情形分数较高的比例为{value}；按现有数量，在{low}至{high}之间。",
            ).fill(group=noun(view, group), value=percent(value), low=percent(low), high=percent(high))
        claims.append(
            Claim(
                about=About("auc", view.name, group),
                said=Said(
                    heading=Text(en="Ranking by the score: {group}", zh="分数的排序能力：{group}").fill(
                        group=noun(view, group)
                    ),
                    criterion=criterion_of(limit, rule, evidence.plan),
                    condition=condition,
                    effect=Text(
                        en="A score that ranks poorly sends officers to the wrong people at every threshold.",
                        zh="排序能力差的分数，无论分数线定在何处，都会使民警找错对象。",
                    ),
                    settle=Text(en="More cases with a known outcome.", zh="更多有核查结果的记录。"),
                ),
                limit=limit,
                least=short,
                most=short,
                band=(-np.inf, 0.0),
                p_limit=p,
                p_zero=p,
                n=smaller,
                large=smaller >= evidence.plan.rules.min_n,
                gap=(short.value, short.low, short.high, np.nan, np.nan),
            )
        )
    return claims


def _ranking(view: View, evidence: Evidence) -> Exhibit:
    rows: list[tuple[Cell, ...]] = []
    for i, group in enumerate(view.groups):
        value, low, high, hidden, smaller = _auc(view, i, evidence)
        known = not np.isnan(value)
        rows.append(
            (
                view.labels[group],
                smaller,
                value if known else None,
                (low, high) if known else None,
                hidden if known else None,
            )
        )
    return Exhibit(
        name=f"ranking.{view.name}",
        title=Text(en="How well the score ranks, {view}", zh="分数的排序能力，按{view}").fill(view=view.label),
        columns=(
            Column(Text(en="Group", zh="群体")),
            Column(Text(en="Fewer of right and wrong", zh="属实与不属实中较少者"), "count"),
            Column(Text(en="AUC", zh="AUC"), "score"),
            Column(Text(en="Range", zh="区间"), "score"),
            Column(Text(en="Error of the bins, at most", zh="分档误差上限"), "score"),
        ),
        rows=tuple(rows),
        note=Text(
            en="AUC: how often a real case has a higher score than one that proved wrong; 0.5 is no better than chance. Among "
            "warnings alone it is lower than over all rows.",
            zh="AUC：真实情形的分数高于不属实者的频率，0.5等于随机。仅在预警之中计算时，数值低于在全部记录中计算。",
        ),
    )


def _thresholds(view: View, evidence: Evidence) -> Exhibit:
    n, rules = _counts(view, evidence), evidence.plan.rules
    found = curve(*_outcomes(n))
    rows: list[tuple[Cell, ...]] = []
    lines = []
    for i, group in enumerate(view.groups):
        dots = []
        for cut, score in _cuts(evidence):
            known = int(found.known[i, cut])
            right = float(found.precision[i, cut])
            enough = known >= max(rules.min_n, rules.min_follow_up * float(found.alerts[i, cut]))
            shown = right if enough and not np.isnan(right) else None
            rate = float(found.selection_rate[i, cut])
            rows.append(
                (
                    view.labels[group],
                    score,
                    int(found.alerts[i, cut]),
                    None if np.isnan(rate) else rate * 10_000,
                    known,
                    shown,
                )
            )
            if shown is not None:
                dots.append(Point(score, shown))
        if dots and view.is_recorded(group):
            lines.append(Line(view.labels[group], tuple(dots)))
    return Exhibit(
        name=f"thresholds.{view.name}",
        title=Text(en="Precision at every threshold, {view}", zh="各分数线下的准确率，按{view}").fill(view=view.label),
        columns=(
            Column(Text(en="Group", zh="群体")),
            *_warned_columns(evidence),
            Column(Text(en="Of them checked", zh="其中已核查"), "count"),
            Column(Text(en="Right", zh="属实比例"), "percent"),
        ),
        rows=_by_score(rows),
        chart=_chart(
            lines, Text(en="share of checked warnings that proved right", zh="已核查预警中的属实比例"), evidence
        ),
        note=Text(
            en="A share right is shown only where at least {share} of the rows above the threshold were checked.",
            zh="仅在分数线以上至少{share}的记录已核查时列出属实比例。",
        ).fill(share=percent(rules.min_follow_up, 0)),
    )


def _selection(view: View, evidence: Evidence) -> Exhibit:
    """Where nobody knows what came of the warnings: how many each threshold gives, and no word of how many are right."""
    n = _counts(view, evidence).sum(axis=-1)
    above = n[:, ::-1].cumsum(axis=1)[:, ::-1]
    rows: list[tuple[Cell, ...]] = []
    lines = []
    for i, group in enumerate(view.groups):
        total = int(n[i].sum())
        if total:
            shares = [(score, int(above[i, cut]), int(above[i, cut]) / total) for cut, score in _cuts(evidence)]
            rows += [(view.labels[group], score, warned, share * 10_000) for score, warned, share in shares]
            if view.is_recorded(group) and total >= evidence.plan.rules.min_n:
                lines.append(Line(view.labels[group], tuple(Point(float(score), share) for score, _, share in shares)))
    return Exhibit(
        name=f"selection.{view.name}",
        title=Text(en="Who is warned about at every threshold, {view}", zh="各分数线下的预警率，按{view}").fill(
            view=view.label
        ),
        columns=(Column(Text(en="Group", zh="群体")), *_warned_columns(evidence)),
        rows=_by_score(rows),
        chart=_chart(lines, Text(en="share of rows that would be warned about", zh="会被预警的记录比例"), evidence),
        note=_NONE_RIGHT,
    )


_NONE_RIGHT = Text(
    en="How many of these warnings would be right is not known: that needs outcomes.",
    zh="其中多少会属实无从得知，须有核查结果。",
)


def _cuts(evidence: Evidence) -> list[tuple[int, int | float]]:
    """The bins from which on warnings could be given, and the score at which each begins: whole where all of them are."""
    if whole_numbers := whole_scores(evidence):
        return list(whole_numbers.items())
    low, high = evidence.plan.columns.score.range if evidence.plan.columns.score else (0.0, 1.0)
    cuts = range(0, SCORE_BINS, SCORE_BINS // STEPS)
    scores = [low + (high - low) * cut / SCORE_BINS for cut in cuts]
    if all(score == int(score) for score in scores):
        return list(zip(cuts, map(int, scores), strict=True))
    return list(zip(cuts, scores, strict=True))


def _warned_columns(evidence: Evidence) -> tuple[Column, ...]:
    whole_scores = isinstance(_cuts(evidence)[0][1], int)
    return (
        Column(Text(en="Warn from score", zh="分数线"), "count" if whole_scores else "score"),
        Column(Text(en="Warnings", zh="预警数"), "count"),
        Column(Text(en="Per 10,000 rows", zh="每万条记录"), "number"),
    )


def _by_score(rows: list[tuple[Cell, ...]]) -> tuple[tuple[Cell, ...], ...]:
    return tuple(sorted(rows, key=lambda row: row[1] if isinstance(row[1], (int, float)) else 0.0))


def _chart(lines: list[Line], y_label: Text, evidence: Evidence) -> LineChart | None:
    score = evidence.plan.columns.score
    return (
        LineChart(
            x_label=Text(en="score from which on warnings are given", zh="分数线"),
            y_label=y_label,
            lines=tuple(lines),
            x_kind="score" if score is None or score.range[1] <= 1 else "number",
        )
        if lines
        else None
    )


def _outcomes(n: IntArray) -> tuple[IntArray, IntArray, IntArray]:
    return n[..., A1] + n[..., B1], n[..., A0] + n[..., B0], n[..., [AP, AN, BP, BN]].sum(axis=-1)


def _capacity(view: View, evidence: Evidence) -> Exhibit:
    """What each group gets at half, the same and one and a half times the present number of warnings."""
    n = _counts(view, evidence)
    now = int(n[..., A1 : AN + 1].sum())
    sizes = [size for size in (now // 2, now, min(now * 3 // 2, int(n.sum()))) if size > 0]
    found, cuts = at_capacity(*_outcomes(n), np.array(sizes, dtype=np.float64))
    outcomes = evidence.plan.has_outcomes
    rows: list[tuple[Cell, ...]] = []
    for k, size in enumerate(sizes):
        for i, group in enumerate(view.groups):
            known, right = float(found.known[i, k]), float(found.precision[i, k])
            enough = known >= evidence.plan.rules.min_n and not np.isnan(right)
            rows.append(
                (
                    _taken(size, float(cuts[k]), n, evidence),
                    view.labels[group],
                    round(float(found.alerts[i, k])),
                    float(found.alerts[i, k]) / size,
                    *([right if enough else None] if outcomes else []),
                )
            )
    return Exhibit(
        name=f"capacity.{view.name}",
        title=Text(en="Who is warned about at a fixed number, {view}", zh="预警总数固定时各群体的份额，按{view}").fill(
            view=view.label
        ),
        columns=(
            Column(Text(en="If only so many are visited", zh="若只处置这么多")),
            Column(Text(en="Group", zh="群体")),
            Column(Text(en="Warnings", zh="预警数"), "count"),
            Column(Text(en="Share of all", zh="占比"), "percent"),
            *([_RIGHT] if outcomes else []),
        ),
        rows=tuple(rows),
    )


def _taken(size: int, cut: float, n: IntArray, evidence: Evidence) -> Text:
    """So many warnings, and the score from which on they are; where scores are whole, a part of the next lower one too."""
    score, at = score_from(cut, evidence), {value: at for at, value in whole_scores(evidence).items()}
    told = Text(en="{n} warnings in all, from score {cut}", zh="共{n}条预警，分数线{cut}")
    if at and int(n[:, at[int(score)] :].sum()) < size:
        told = Text(
            en="{n} warnings in all, from score {cut}, and some of the next lower",
            zh="共{n}条预警，分数线{cut}，另取次低分的一部分",
        )
    return told.fill(n=whole(size), cut=decimal(score, 0 if step_of(evidence) >= 1 else 3))


_RIGHT = Column(Text(en="Right among those checked", zh="已核查者中属实比例"), "percent")
