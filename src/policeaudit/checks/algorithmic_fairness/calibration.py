"""C03: when the system says 70 in 100, is it right 70 times in 100, and for every group?"""

from dataclasses import dataclass

import numpy as np

from policeaudit.checks.algorithmic_fairness.scored_rows import beyond_warnings, design_effects
from policeaudit.checks.check import Check, Quantity
from policeaudit.checks.claim import About, Claim, Range, Said
from policeaudit.checks.evidence import Evidence, View, noun
from policeaudit.checks.examination import Examination
from policeaudit.checks.exhibit import Cell, Column, Exhibit, Line, LineChart, Point, known
from policeaudit.checks.limits import criterion_of, limits_for
from policeaudit.log.tally import ALL
from policeaudit.measures import A0, A1, AN, AP, B0, B1, BN, BP, FloatArray
from policeaudit.plan.parts import Limit
from policeaudit.stats.calibration import ObservedExpected, brier, calibration_error, observed_expected, reliability
from policeaudit.stats.pvalues import estimate_p
from policeaudit.text import Text, percent, points

CHECK = Check(
    id="C03",
    pillar="P2",
    title=Text(en="Calibration of the score", zh="分数校准"),
    asks=Text(
        en="When the score says 70 in 100, is it right 70 times in 100, and for every group?",
        zh="分数为70%时，100次中是否有70次属实？对各群体是否都如此？",
    ),
    matters=Text(
        en="A score that claims too much about one group sends officers to its people on promises that do not hold.",
        zh="若分数对某一群体言过其实，民警就会依据并不成立的把握去处置该群体的人。",
    ),
    cannot_show=Text(
        en="A calibrated score can still be a poor one, and it can rest on biased inputs. Where only warnings are checked, "
        "calibration is known only above the threshold. Calibration and equal precision can disagree: groups with different "
        "mixes of scores have different precision even where every score means the same.",
        zh="校准良好的分数仍可能区分能力不足，也可能建立在有偏的输入之上。若只核查预警，则只知道分数线以上的校准情况。"
        "校准与准确率相等可能不一致：即使每个分数含义相同，分数分布不同的群体准确率也会不同。",
    ),
    quantities={
        "calibration": Quantity(
            Text(en="Calibration", zh="校准"),
            Text(
                en="The mean score less the observed rate: above zero the score claims too much.",
                zh="平均分数与实际属实比例之差：大于零表示分数言过其实。",
            ),
        )
    },
)
BANDS = 10


@dataclass(frozen=True)
class _Sums:
    """Sums of one view over known outcomes, shape (groups, bins), and of the scores without an outcome."""

    n: FloatArray
    yes: FloatArray
    s: FloatArray
    ss: FloatArray
    sy: FloatArray
    missing: FloatArray
    s_missing: FloatArray
    ss_missing: FloatArray
    deff: FloatArray


def examine(evidence: Evidence) -> Examination:
    """Observed against expected by group, reliability by band of the score, and the parts of the Brier score."""
    score = evidence.plan.columns.score
    if score is None or evidence.scores(ALL) is None:
        return Examination(lacking=Text(en="the plan names no score", zh="审计方案未指定分数"))
    if not score.is_probability:
        return Examination(
            lacking=Text(
                en="the plan does not say that the score is a probability (columns.score.probability)",
                zh="审计方案未说明分数为概率（columns.score.probability）",
            )
        )
    return Examination(
        claims=[
            claim
            for view in evidence.views.values()
            for limit in limits_for(evidence.plan, "calibration", view.name)
            for claim in _claims(view, _sums(view, evidence), limit, evidence)
        ],
        exhibits=[
            exhibit
            for view in evidence.main_views
            for exhibit in (
                _overall(view, _sums(view, evidence), evidence),
                _by_band(view, _sums(view, evidence), evidence),
            )
        ],
    )


def _sums(view: View, evidence: Evidence) -> _Sums:
    """Over warnings, and over the others too where their outcomes are known for the whole log."""
    found = evidence.scores(view.name)
    assert found is not None  # noqa: S101 - asked only where there is a score
    n, s, ss = (np.asarray(each, dtype=np.float64) for each in found)
    yes, no, open_ = [A1], [A0], [AP, AN]
    if beyond_warnings(evidence):
        yes, no, open_ = [A1, B1], [A0, B0], [AP, AN, BP, BN]

    def of(table: FloatArray, cells: list[int]) -> FloatArray:
        return np.asarray(table[..., cells].sum(axis=-1), dtype=np.float64)

    return _Sums(
        of(n, yes + no),
        of(n, yes),
        of(s, yes + no),
        of(ss, yes + no),
        of(s, yes),
        of(n, open_),
        of(s, open_),
        of(ss, open_),
        design_effects(view.name, evidence),
    )


def _in_all(sums: _Sums, i: int, evidence: Evidence, fill: float | None = None) -> ObservedExpected:
    """Observed against expected of one group; ``fill``: the missing outcomes are all wrong (0) or all right (1)."""
    n, yes, s, ss, sy = (float(x[i].sum()) for x in (sums.n, sums.yes, sums.s, sums.ss, sums.sy))
    if fill is not None:
        n, s, ss = n + sums.missing[i].sum(), s + sums.s_missing[i].sum(), ss + sums.ss_missing[i].sum()
        yes, sy = yes + fill * sums.missing[i].sum(), sy + fill * sums.s_missing[i].sum()
    return observed_expected(n, yes, s, ss, sy, evidence.crit, sums.deff[i])


def _claims(view: View, sums: _Sums, limit: Limit, evidence: Evidence) -> list[Claim]:
    if limit.kind != "gap":
        return []
    claims = []
    for i, group in enumerate(view.groups):
        if not view.is_recorded(group):
            continue
        shown, wrong, right = (_in_all(sums, i, evidence, fill) for fill in (None, 0.0, 1.0))
        observed, least, most = (_range(each) for each in (shown, right, wrong))
        n = int(sums.n[i].sum())
        p = [_p(each, limit.value, evidence) for each in (least, most)]
        zero = [_p(each, 0.0, evidence) for each in (least, most)]
        claims.append(
            Claim(
                about=About("calibration", view.name, group),
                said=_said(view, group, shown, limit, evidence),
                limit=limit,
                least=least,
                most=most,
                band=(-limit.value, limit.value),
                p_limit=min(p[0][0], p[1][1]),
                p_zero=min(zero[0][0], zero[1][1]),
                n=n,
                large=n / float(sums.deff[i]) >= evidence.plan.rules.min_n,
                missing=int(sums.missing[i].sum()),
                gap=(observed.value, observed.low, observed.high, least.value, most.value),
            )
        )
    return claims


def _range(found: ObservedExpected) -> Range:
    """Expected less observed: above zero the score claims too much."""
    value = -float(found.difference)
    return Range(value, -float(found.high), -float(found.low)) if not np.isnan(value) else Range(np.nan, np.nan, np.nan)


def _p(shown: Range, limit: float, evidence: Evidence) -> tuple[float, float]:
    """p-values of "at most the limit" and "at least minus the limit", from the arm of the range that points there."""
    below, above = ((end / evidence.crit) for end in (shown.value - shown.low, shown.high - shown.value))
    return (
        float(estimate_p(shown.value, below, limit, evidence.df)),
        float(estimate_p(-shown.value, above, limit, evidence.df)),
    )


def _said(view: View, group: str, found: ObservedExpected, limit: Limit, evidence: Evidence) -> Said:
    label = noun(view, group)
    value, low, high = -float(found.difference), -float(found.high), -float(found.low)
    if np.isnan(value):
        condition = Text(en="No outcome is known for {group}.", zh="{group}没有已知的核查结果。").fill(group=label)
    else:
        much = value >= 0
        low, high = (low, high) if much else (-high, -low)
        condition = Text(
            en="For {group} the scores claim {gap} too {much}; with this number of cases it is between {low} and {high}.",
            zh="对{group}，分数{much}{gap}；按现有数量，在{low}至{high}之间。",
        ).fill(
            group=label,
            gap=points(abs(value)),
            much=Text(en="much", zh="高估") if much else Text(en="little", zh="低估"),
            low=points(low),
            high=points(high),
        )
    rule = Text(
        en="the mean score may differ from the observed rate by at most {limit}",
        zh="平均分数与实际属实比例之差不得超过{limit}",
    )
    return Said(
        heading=Text(en="Calibration: {group}", zh="校准：{group}").fill(group=label),
        criterion=criterion_of(limit, rule.fill(limit=points(limit.value)), evidence.plan),
        condition=condition,
        effect=Text(
            en="Officers read the score as certainty; a score that claims too much is acted on more strongly than it deserves.",
            zh="民警把分数看作把握大小；言过其实的分数会引起过强的处置。",
        ),
        settle=Text(en="More cases with a known outcome.", zh="更多有核查结果的记录。"),
    )


def _overall(view: View, sums: _Sums, evidence: Evidence) -> Exhibit:
    rows: list[tuple[Cell, ...]] = []
    for i, group in enumerate(view.groups):
        found = _in_all(sums, i, evidence)
        error = calibration_error(sums.n[i], sums.yes[i], sums.s[i], deff=sums.deff[i])
        parts = brier(*(x[i] for x in (sums.n, sums.yes, sums.s, sums.ss, sums.sy)))
        n, mean = float(sums.n[i].sum()), -float(found.difference)
        observed = float(sums.yes[i].sum()) / n if n else None
        rows.append(
            (
                view.labels[group],
                int(n),
                None if observed is None else observed + mean,
                observed,
                known(mean),
                (-float(found.high), -float(found.low)) if n else None,
                known(float(found.ratio)),
                known(np.sqrt(max(float(error.squared), 0.0))),
                known(float(error.p)),
                known(float(parts.score)),
                known(float(parts.resolution)),
            )
        )
    return Exhibit(
        name=f"overall.{view.name}",
        title=Text(en="Mean score against what proved right, {view}", zh="平均分数与实际属实比例，按{view}").fill(
            view=view.label
        ),
        columns=(
            Column(Text(en="Group", zh="群体")),
            Column(Text(en="Known outcomes", zh="有核查结果"), "count"),
            Column(Text(en="Mean score", zh="平均分数"), "percent"),
            Column(Text(en="Right", zh="属实比例"), "percent"),
            Column(Text(en="Claimed too much, points", zh="高估（百分点）"), "points"),
            Column(Text(en="Range", zh="区间"), "points"),
            Column(Text(en="Observed over expected", zh="实际与预期之比"), "ratio"),
            Column(Text(en="Typical error of a score", zh="单个分数的典型误差"), "score"),
            Column(Text(en="Chance of it for a perfect score", zh="完美分数出现该误差的概率"), "chance"),
            Column(Text(en="Brier score", zh="布里尔评分"), "score"),
            Column(Text(en="of it resolution", zh="其中：区分度"), "score"),
        ),
        rows=tuple(rows),
    )


def _by_band(view: View, sums: _Sums, evidence: Evidence) -> Exhibit:
    n, yes, s = (x.reshape(len(view.groups), BANDS, -1).sum(axis=2) for x in (sums.n, sums.yes, sums.s))
    rows: list[tuple[Cell, ...]] = []
    lines = []
    for i, group in enumerate(view.groups):
        mean, observed, (low, high) = reliability(n[i], yes[i], s[i], evidence.crit, sums.deff[i])
        dots = []
        for band in np.flatnonzero(n[i]):
            shown = (float(mean[band]), float(observed[band]), float(low[band]), float(high[band]))
            label = Text(en="{low} to {high}", zh="{low}～{high}").fill(
                low=percent(band / BANDS, 0), high=percent((band + 1) / BANDS, 0)
            )
            rows.append((view.labels[group], label, int(n[i, band]), shown[0], shown[1], shown[2:]))
            if n[i, band] / sums.deff[i] >= evidence.plan.rules.min_n:
                dots.append(Point(*shown))
        if dots and view.is_recorded(group):
            lines.append(Line(view.labels[group], tuple(dots)))
    chart = LineChart(
        x_label=Text(en="mean score of the band", zh="分数档的平均分数"),
        y_label=Text(en="share that proved right", zh="属实比例"),
        lines=tuple(lines),
        x_kind="percent",
        diagonal=True,
    )
    return Exhibit(
        name=f"reliability.{view.name}",
        title=Text(en="What a score is worth, {view}", zh="各分数档的实际属实比例，按{view}").fill(view=view.label),
        columns=(
            Column(Text(en="Group", zh="群体")),
            Column(Text(en="Score", zh="分数")),
            Column(Text(en="Known outcomes", zh="有核查结果"), "count"),
            Column(Text(en="Mean score", zh="平均分数"), "percent"),
            Column(Text(en="Right", zh="属实比例"), "percent"),
            Column(Text(en="Range", zh="区间"), "percent"),
        ),
        rows=tuple(rows),
        chart=chart if lines else None,
        note=Text(
            en="On the dotted diagonal a score means what it says; below it the score claims too much.",
            zh="虚对角线上，分数与实际相符；线以下表示分数言过其实。",
        ),
    )
