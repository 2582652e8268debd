"""C16: how often did the rules change, and how many periods in a row can be compared?"""

from __future__ import annotations

import datetime as dt

from policeaudit.checks.check import Check, Quantity
from policeaudit.checks.claim import NOTHING, About, Fact, Said
from policeaudit.checks.evidence import Evidence
from policeaudit.checks.examination import Examination
from policeaudit.checks.exhibit import Cell, Column, Exhibit
from policeaudit.checks.honest_execution.figures_over_time import OverTime, over_time
from policeaudit.checks.limits import criterion_of
from policeaudit.checks.table_facts import FACT_VERDICTS
from policeaudit.checks.table_views import limits_on, whole_view
from policeaudit.plan.any_limit import AnyLimit
from policeaudit.stats.indicators import comparable_runs
from policeaudit.stats.rule import Verdict
from policeaudit.text import Text, day, decimal, whole

CHECK = Check(
    id="C16",
    pillar="P5",
    title=Text(en="Changes of rules", zh="规则的稳定性"),
    asks=Text(
        en="How often did definitions, weights, limits or levels change, and which figures can still be compared?",
        zh="口径、权重、限值或等级调整过多少次？哪些数字仍可比较？",
    ),
    matters=Text(
        en="Whoever changes the ruler cannot show that anything has grown. Those who are judged by the figures cannot "
        "plan either.",
        zh="尺子变了，就无法证明有没有进步；被考核的人也无所适从。",
    ),
    cannot_show=Text(
        en="Only changes that the plan declares are known. A change can be right and needed; it still ends what can be compared. "
        "Steady rules are a policy target, not a legal duty.",
        zh="只能反映审计方案中列明的调整。调整可能正确且必要，但可比性随之中断。规则稳定是政策目标，不是法定义务。",
    ),
    quantities={
        "comparable_run": Quantity(
            Text(en="Longest run of periods that can be compared", zh="最多可连续比较的期间数"),
            Text(
                en="How many periods in a row lie between two changes of the rules; a period in which they changed "
                "counts in none.",
                zh="两次规则调整之间连续的期间数；期间内发生调整的，不计入任何一段。",
            ),
            "lower",
        )
    },
)

_KINDS = {
    "definition": Text(en="definition", zh="口径"),
    "weight": Text(en="weight", zh="权重"),
    "limit": Text(en="limit", zh="限值"),
    "level": Text(en="level", zh="等级"),
    "model": Text(en="model", zh="模型"),
}
_CHANGED = Text(
    en="The rules changed {n} times in {years} years, about every {months} months, so at most {run} periods in a row "
    "can be compared.",
    zh="{years}年内规则调整{n}次，平均约{months}个月一次，因此最多只能连续比较{run}个期间。",
)
_ONCE = Text(
    en="The rules changed once in {years} years, so at most {run} periods in a row can be compared.",
    zh="{years}年内规则调整一次，因此最多只能连续比较{run}个期间。",
)
_NEVER = Text(
    en="No change of the rules is declared; if there was none, all {run} periods can be compared.",
    zh="方案未列明规则调整；如确无调整，{run}个期间均可比较。",
)


def examine(evidence: Evidence) -> Examination:
    """The changes that are declared, and the runs that they leave."""
    found = over_time(evidence)
    if not found:
        return Examination(lacking=Text(en="the plan names no indicators", zh="审计方案未提供指标数据"))
    return Examination(
        facts=[fact for section in found for fact in _facts(section, evidence)],
        exhibits=[e for section in found if section.part.changes for e in (_changes(section), _runs(section))],
        headlines=[_headline(section) for section in found if section.part.changes],
    )


def _runs_of(section: OverTime) -> list[tuple[int, int]]:
    return comparable_runs([(p.start, p.end) for p in section.periods], [c.on for c in section.part.changes])


def _longest(section: OverTime) -> int:
    return max((last - first + 1 for first, last in _runs_of(section)), default=0)


def _inside(section: OverTime) -> list[dt.date]:
    """The changes within the time that the periods span."""
    start, end = section.periods[0].start, section.periods[-1].end
    return [change.on for change in section.part.changes if start <= change.on <= end]


def _told(section: OverTime) -> Text:
    start, end = section.periods[0].start, section.periods[-1].end
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    changes, run = len(_inside(section)), whole(_longest(section))
    years = decimal(months / 12, 0 if months % 12 == 0 else 1)
    if changes == 0:
        return _NEVER.fill(run=run)
    if changes == 1:
        return _ONCE.fill(years=years, run=run)
    return _CHANGED.fill(n=whole(changes), years=years, months=whole(months / changes), run=run)


def _facts(section: OverTime, evidence: Evidence) -> list[Fact]:
    view, run = evidence.hold_view(whole_view(section.part)), _longest(section)
    limits: list[AnyLimit | None] = [*limits_on(list(section.part.limits), "longest_run")]
    facts = []
    for limit in limits or [None]:
        verdict, ratio = None, NOTHING
        if limit is not None:
            verdict = Verdict.NO_CONCERN if run >= limit.value else Verdict.ACTION_NEEDED
            ratio = (run / limit.value, *NOTHING[1:]) if limit.value > 0 else NOTHING
        rule = Text(en="at least {n} periods", zh="不少于{n}个期间").fill(n=whole(limit.value)) if limit else None
        said = Said(
            heading=Text(en="Periods that can be compared: {title}", zh="可比较的期间：{title}").fill(
                title=section.part.title
            ),
            criterion=criterion_of(
                limit,
                Text(en="{rule} in a row must be comparable", zh="可连续比较的期间应{rule}").fill(rule=rule)
                if rule
                else None,
                evidence.plan,
            ),
            condition=_told(section) if verdict is None else _told(section).then(FACT_VERDICTS[verdict]),
            effect=Text(
                en="Over a change of the rules, better and worse cannot be told apart.",
                zh="跨越规则调整的数字，无法判断变好还是变差。",
            ),
            rule=rule,
        )
        facts.append(
            Fact(About("comparable_run", view.name), said, verdict, limit, n=len(section.periods), ratio=ratio)
        )
    return facts


def _changes(section: OverTime) -> Exhibit:
    rows: list[tuple[Cell, ...]] = [
        (day(change.on), _KINDS[change.kind], change.what)
        for change in sorted(section.part.changes, key=lambda change: change.on)
    ]
    return Exhibit(
        name=f"changes.{section.part.id}",
        title=Text(en="{title}: changes of the rules", zh="{title}：规则调整").fill(title=section.part.title),
        columns=(
            Column(Text(en="From", zh="起始日期")),
            Column(Text(en="What changed", zh="调整类型")),
            Column(Text(en="How", zh="调整内容")),
        ),
        rows=tuple(rows),
    )


def _runs(section: OverTime) -> Exhibit:
    rows: list[tuple[Cell, ...]] = [
        (section.periods[first].label, section.periods[last].label, last - first + 1)
        for first, last in _runs_of(section)
    ]
    return Exhibit(
        name=f"runs.{section.part.id}",
        title=Text(en="{title}: periods that can be compared", zh="{title}：可比较的期间").fill(
            title=section.part.title
        ),
        columns=(
            Column(Text(en="From", zh="起")),
            Column(Text(en="To", zh="止")),
            Column(Text(en="Periods", zh="期间数"), "count"),
        ),
        rows=tuple(rows),
    )


def _headline(section: OverTime) -> Text:
    return Text(en="{title}: {told}", zh="{title}：{told}").fill(
        title=section.part.title,
        told=Text(en=_told(section).en[:1].lower() + _told(section).en[1:], zh=_told(section).zh),
    )
