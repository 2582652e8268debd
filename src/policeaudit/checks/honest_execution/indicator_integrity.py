"""C15: did the work get better, or the counting?"""

from __future__ import annotations

import math

import numpy as np

from policeaudit.checks.check import Check, Quantity
from policeaudit.checks.claim import About, Fact, Said
from policeaudit.checks.evidence import Evidence
from policeaudit.checks.examination import Examination
from policeaudit.checks.exhibit import Cell, Column, Exhibit, known
from policeaudit.checks.honest_execution.figures_over_time import OverTime, Pair, over_time
from policeaudit.checks.limits import criterion_of
from policeaudit.checks.table_views import limits_on
from policeaudit.plan.any_limit import AnyLimit
from policeaudit.stats.indicators import ChangeParts
from policeaudit.stats.rule import Verdict
from policeaudit.text import Text, list_of, percent, points, whole

CHECK = Check(
    id="C15",
    pillar="P5",
    title=Text(en="What an indicator’s change is made of", zh="指标变化的构成"),
    asks=Text(
        en="When an indicator gets better, is it the work, other cases, or another way of counting?",
        zh="指标变好，是因为工作改进、案件构成变化，还是统计口径变化？",
    ),
    matters=Text(
        en="Where a figure decides on praise and blame, it can be raised without better work: by registering more cases that are "
        "easily counted as a success, or by counting anew.",
        zh="当数字决定奖惩时，不改进工作也能把数字做高：多立容易办结的案件，或改变统计口径。",
    ),
    cannot_show=Text(
        en="A changed mix of cases is not proof that anybody padded the figures: more small matters may have happened, or been "
        "reported. The cases themselves must be looked at.",
        zh="案件构成变化不能证明有人凑数：轻微案件可能确实增多，或报案增多，须抽查案件本身。",
    ),
    quantities={
        "not_performance": Quantity(
            Text(en="Change of an indicator that is not performance", zh="指标变化中非工作成效的部分"),
            Text(
                en="The part of an indicator’s change that comes from another mix of cases or another way of counting, not from "
                "results within the same kinds of case (Kitagawa; Das Gupta).",
                zh="指标变化中由案件构成或统计口径造成、而非同类案件结果变化造成的部分（Kitagawa、Das Gupta分解法）。",
            ),
        )
    },
)

_FROM_TO = Text(
    en="It went from {before} to {after}, a change of {change}.", zh="由{before}变为{after}，变化{change}。"
)
_PARTS = Text(en="Of this, {parts}.", zh="其中，{parts}。")
_PART: dict[str, Text] = {
    "case_mix": Text(en="{n} come from another mix of cases", zh="案件构成变化占{n}"),
    "definition": Text(en="{n} come from another way of counting", zh="统计口径变化占{n}"),
    "unmatched": Text(
        en="{n} come from kinds of case that only one of the periods has", zh="仅一个期间才有的案件类别占{n}"
    ),
    "performance": Text(en="{n} come from results within the same kinds of case", zh="同类案件结果本身的变化占{n}"),
}
_MINOR = Text(en="Minor cases went from {a} to {b} of all cases.", zh="轻微案件占全部案件的比例由{a}变为{b}。")
_COUNTED = Text(
    en="Registered cases are counted, not sampled, so there is no range.",
    zh="已登记案件为全数统计而非抽样，因此没有区间。",
)
_REDEFINED = Text(
    en="The rules changed in between, and the later period is not given by the earlier rules: how much of the change is the "
    "counting cannot be told.",
    zh="其间规则有调整，且未给出按原口径统计的后期数据，无法判断变化中有多少来自统计口径。",
)
_NO_FIGURES = Text(
    en="A count is missing, or a period has no case at all, so the change cannot be split.",
    zh="缺少计数，或某一期间没有任何案件，无法分解。",
)
_VERDICTS = {
    Verdict.ACTION_NEEDED: Text(
        en="What is not performance is {n}, beyond what is accepted.", zh="非工作成效的部分为{n}，超出可接受的限度。"
    ),
    Verdict.NO_CONCERN: Text(
        en="What is not performance is {n}, within what is accepted.", zh="非工作成效的部分为{n}，在可接受的限度之内。"
    ),
}


def examine(evidence: Evidence) -> Examination:
    """Each period against the next, and the first against the last."""
    found = over_time(evidence)
    if not found:
        return Examination(lacking=Text(en="the plan names no indicators", zh="审计方案未提供指标数据"))
    return Examination(
        facts=[fact for section in found for pair in section.pairs for fact in _facts(section, pair, evidence)],
        exhibits=[e for section in found for e in (_series(section), _split(section), _kinds(section))],
        headlines=[_headline(section) for section in found],
    )


def _facts(section: OverTime, pair: Pair, evidence: Evidence) -> list[Fact]:
    view, parts = evidence.hold_view(section.view()), section.parts(pair)
    limits: list[AnyLimit | None] = [*limits_on(list(section.part.limits), "not_performance")]
    size = math.nan if parts is None else abs(parts.change - parts.performance)
    facts = []
    for limit in limits or [None]:
        verdict = None
        condition = _told(section, pair, parts).then(_COUNTED)
        if limit is not None:
            verdict = Verdict.CANNOT_TELL
            if not math.isnan(size):
                verdict = Verdict.ACTION_NEEDED if size > limit.value + 1e-12 else Verdict.NO_CONCERN
                condition = condition.then(_VERDICTS[verdict].fill(n=points(size)))
        rule = Text(en="at most {n} of a change may be other than performance", zh="变化中非工作成效的部分不得超过{n}")
        said = Said(
            heading=Text(en="{title}: {pair}", zh="{title}：{pair}").fill(
                title=section.part.title, pair=section.label(pair)
            ),
            criterion=criterion_of(limit, rule.fill(n=points(limit.value)) if limit else None, evidence.plan),
            condition=condition,
            effect=Text(
                en="On everybody who relies on the figure to see whether the work got better.",
                zh="影响所有依据该数字判断工作是否改进的人。",
            ),
            settle=_SETTLE if verdict is Verdict.CANNOT_TELL else None,
            cause=_CAUSE if parts is not None and not math.isnan(size) else None,
        )
        n = section.column("whole", pair.last).sum()
        facts.append(
            Fact(
                About("not_performance", view.name, section.name(pair)),
                said,
                verdict,
                limit,
                n=0 if np.isnan(n) else int(n),
                gap=(size, math.nan, math.nan, math.nan, math.nan),
            )
        )
    return facts


_SETTLE = Text(
    en="The later period counted by the earlier rules, or the counts that are missing.",
    zh="按原口径统计的后期数据，或补充缺失的计数。",
)
_CAUSE = Text(
    en="Shown above as far as counts can show it; why the mix changed is not known.",
    zh="计数所能说明的已如上所述；案件构成为何变化，尚不清楚。",
)


def _told(section: OverTime, pair: Pair, parts: ChangeParts | None) -> Text:
    before, after = section.share(pair.first), section.share(pair.last)
    if math.isnan(before) or math.isnan(after):
        return _NO_FIGURES
    text = _FROM_TO.fill(before=percent(before), after=percent(after), change=points(after - before))
    if parts is None:
        text = text.then(_REDEFINED)
    elif math.isnan(parts.performance):
        text = text.then(_NO_FIGURES)
    elif len(section.kinds) > 1 or section.changes_between(pair):
        # what cannot have played a part is not named
        may = {"definition": bool(section.changes_between(pair)), "unmatched": parts.unmatched != 0}
        shown = [_PART[name].fill(n=points(getattr(parts, name))) for name in _PART if may.get(name, True)]
        text = text.then(_PARTS.fill(parts=list_of(shown)))
    if section.part.minor:
        shares = section.minor_share(pair.first), section.minor_share(pair.last)
        text = text.then(_MINOR.fill(a=percent(shares[0]), b=percent(shares[1])))
    return text


def _series(section: OverTime) -> Exhibit:
    rows: list[tuple[Cell, ...]] = []
    sums = np.zeros(2)
    for i, period in enumerate(section.periods):
        part, whole_ = (float(section.column(name, i).sum()) for name in ("part", "whole"))
        sums += [part, whole_]
        minor = known(section.minor_share(i)) if section.part.minor else None
        rows.append((period.label, known(whole_), known(part), known(section.share(i)), minor))
    total = known(sums[0] / sums[1]) if sums[1] > 0 else None
    rows.append((Text(en="All periods", zh="全部期间"), known(sums[1]), known(sums[0]), total, None))
    columns = (
        Column(Text(en="Period", zh="期间")),
        Column(Text(en="Cases", zh="总数"), "count"),
        Column(Text(en="Counted", zh="计数"), "count"),
        Column(Text(en="Share", zh="比例"), "percent"),
        Column(Text(en="Minor cases", zh="轻微案件占比"), "percent"),
    )
    shown = len(columns) if section.part.minor else len(columns) - 1
    return Exhibit(
        name=f"series.{section.part.id}",
        title=Text(en="{title} by period", zh="{title}：各期间").fill(title=section.part.title),
        columns=columns[:shown],
        rows=tuple(row[:shown] for row in rows),
        chart=section.chart(),
        note=Text(
            en="Figures on both sides of a marked change of rules are not comparable.",
            zh="标出的规则调整前后，数字不可比。",
        )
        if section.part.changes
        else None,
    )


def _split(section: OverTime) -> Exhibit:
    rows: list[tuple[Cell, ...]] = []
    for pair in section.pairs:
        parts = section.parts(pair)
        before, after = section.share(pair.first), section.share(pair.last)
        found: tuple[float | None, ...] = (None,) * 4
        if parts is not None:
            found = tuple(known(x) for x in (parts.case_mix, parts.definition, parts.unmatched, parts.performance))
        rows.append((section.label(pair), known(before), known(after), known(after - before), *found))
    return Exhibit(
        name=f"split.{section.part.id}",
        title=Text(en="{title}: what its change is made of", zh="{title}：变化的构成").fill(title=section.part.title),
        columns=(
            Column(Text(en="Periods", zh="期间")),
            Column(Text(en="Before", zh="之前"), "percent"),
            Column(Text(en="After", zh="之后"), "percent"),
            Column(Text(en="Change, points", zh="变化（百分点）"), "points"),
            Column(Text(en="Mix of cases", zh="案件构成"), "points"),
            Column(Text(en="Way of counting", zh="统计口径"), "points"),
            Column(Text(en="Kinds in one period only", zh="仅一期有的类别"), "points"),
            Column(Text(en="Results within kinds", zh="同类案件结果"), "points"),
        ),
        rows=tuple(rows),
        note=Text(
            en="The four parts add up to the change. A dash: the rules changed in between, or a count is missing. "
            "Small differences from one period to the next may be chance.",
            zh="四部分相加等于总变化。“–”表示其间规则有调整，或缺少计数。相邻期间的微小差异可能出于偶然。",
        ),
    )


def _kinds(section: OverTime) -> Exhibit:
    last = len(section.periods) - 1
    whole1, whole2 = section.column("whole", 0), section.column("whole", last)
    part1, part2 = section.column("part", 0), section.column("part", last)
    rows = tuple(
        (
            section.table.labels["kind"][kind],
            known(whole1[i]),
            known(whole2[i]),
            known(part1[i] / whole1[i]) if whole1[i] > 0 else None,
            known(part2[i] / whole2[i]) if whole2[i] > 0 else None,
        )
        for i, kind in enumerate(section.kinds)
    )
    cases, share = Text(en="Cases, {period}", zh="总数，{period}"), Text(en="Share, {period}", zh="比例，{period}")
    first, end = section.periods[0].label, section.periods[last].label
    return Exhibit(
        name=f"kinds.{section.part.id}",
        title=Text(en="{title} by kind of case", zh="{title}：各类案件").fill(title=section.part.title),
        columns=(
            Column(Text(en="Kind", zh="类别")),
            Column(cases.fill(period=first), "count"),
            Column(cases.fill(period=end), "count"),
            Column(share.fill(period=first), "percent"),
            Column(share.fill(period=end), "percent"),
        ),
        rows=rows,
    )


def _headline(section: OverTime) -> Text:
    """First to last, with what the change is made of, and the sum of all periods."""
    pair = section.pairs[-1]
    sums = np.array(
        [[section.column(name, i).sum() for name in ("part", "whole")] for i in range(len(section.periods))]
    )
    text = Text(en="{title}, {pair}: {told}", zh="{title}，{pair}：{told}").fill(
        title=section.part.title, pair=section.label(pair), told=_told(section, pair, section.parts(pair))
    )
    part, whole_ = sums.sum(axis=0)
    if math.isnan(part) or not whole_ > 0:
        return text
    total = Text(en="In all periods together: {k} of {n} ({share}).", zh="全部期间合计：{n}中有{k}（{share}）。")
    return text.then(total.fill(k=whole(part), n=whole(whole_), share=percent(part / whole_)))
