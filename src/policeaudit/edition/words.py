"""What the public edition says of a finding, from published numbers alone."""

from __future__ import annotations

from collections.abc import Callable

from policeaudit.assessment.model import FindingLimit, Range, VerdictWord, Words
from policeaudit.assessment.pillars import VERDICTS
from policeaudit.checks.check import Phrases
from policeaudit.checks.limits import capital
from policeaudit.edition.figures import Rate, outward
from policeaudit.edition.protect import rounded
from policeaudit.text import Text, day, decimal, join_all, percent, points, whole

WITHHELD = Text(
    en="The numbers behind this are not in the public edition.",
    zh="所依据的数字不在公开版之列。",
)
NOT_MADE = Text(en="This check could not be made; why is in the full edition", zh="未能进行此项检查，原因见完整版")
NOT_MEASURED = Text(
    en="It could not be measured: the log does not hold the outcomes that are needed.",
    zh="无法测算：日志中没有所需的核查结果。",
)
NOT_SHOWN = Text(en="Not shown in the public edition.", zh="公开版不列。")
UNKNOWN = Text(en="Not known.", zh="无法得知。")
SETTLE = Text(
    en="More cases with a known outcome, or fewer without one. How many is in the full edition.",
    zh="需要更多有核查结果的记录，或减少尚无结果的记录，所需数量见完整版。",
)
_VERDICT = Text(
    en="The verdict, reached with the exact numbers, is “{verdict}”.", zh="依据精确数字得出的结论为“{verdict}”。"
)


def verdict(word: VerdictWord) -> Text | None:
    """The verdict in words; None where no limit is set."""
    return None if word is VerdictWord.NO_LIMIT else _VERDICT.fill(verdict=VERDICTS[word])


def sentence(*parts: Text | None) -> Words:
    """Sentences one after the other."""
    return Words.of(join_all([part for part in parts if part is not None]))


def rates(
    name: Text, ours: Rate, theirs: Rate, group: Text, reference: Text | None, decimals: Callable[[float], int]
) -> Text:
    """Both rates with their numbers of rows; ``reference`` None: a target."""
    rate, (low, high) = percent(ours.value, decimals(ours.n)), outward(ours.low, ours.high)
    if reference is None:
        return Text(
            en="{name} of {group} is {rate} of {n} ({low} to {high} with this number of cases).",
            zh="{group}的{name}为{rate}，共{n}例（按现有数量在{low}至{high}之间）。",
        ).fill(
            name=capital(name),
            group=group,
            rate=rate,
            n=whole(ours.n),
            low=percent(low, 0),
            high=percent(high, 0),
        )
    return Text(
        en="{name} is {rate} for {group} ({n} cases) and {other} for {reference} ({m} cases).",
        zh="{group}的{name}为{rate}（{n}例），{reference}为{other}（{m}例）。",
    ).fill(
        name=capital(name),
        group=group,
        rate=rate,
        n=whole(ours.n),
        other=percent(theirs.value, decimals(theirs.n)),
        reference=reference,
        m=whole(theirs.n),
    )


def gap(shown: Range, digits: int) -> Text:
    """The gap with its range, and what missing outcomes could make of it."""
    value, low, high = (0.0 if each is None else each for each in (shown.value, shown.low, shown.high))
    said = Text(
        en="The gap is {gap}, with this number of cases between {low} and {high}.",
        zh="差距为{gap}，按现有数量在{low}至{high}之间。",
    ).fill(gap=points(value, digits), low=decimal(low * 100, 0), high=points(high, 0))
    if shown.lower_bound is None or shown.upper_bound is None or shown.lower_bound == shown.upper_bound:
        return said
    return said.then(
        Text(
            en="Whatever the missing outcomes are, it lies between {low} and {high}.",
            zh="无论缺失的核查结果为何，差距在{low}至{high}之间。",
        ).fill(low=decimal(shown.lower_bound * 100, 0), high=points(shown.upper_bound, 0))
    )


def quotient(shown: Range) -> Text:
    """The ratio with its range."""
    if shown.value is None or shown.low is None:
        return Text(en="There is no ratio.", zh="无法计算比值。")
    return Text(
        en="The ratio is {value}, with this number of cases between {low} and {high}.",
        zh="两者之比为{value}，按现有数量在{low}至{high}之间。",
    ).fill(
        value=decimal(shown.value, 2),
        low=decimal(shown.low),
        high=Text(en="any larger number", zh="任意更大的数") if shown.high is None else decimal(shown.high),
    )


def effect(phrases: Phrases, shown: Range, n: float, group: Text, reference: Text | None, base: int) -> Text:
    """On whom and how many, in multiples of the rounding base."""
    excess = rounded(round((shown.value or 0.0) * n), base)
    if excess > 0:
        other = reference or Text(en="the target", zh="目标值")
        return phrases.effect.fill(n=whole(n), group=group, reference=other, excess=whole(excess))
    return Text(
        en="On {group}: no worse than what it is held against, by the numbers shown here.",
        zh="{group}：按此处所列数字，不差于比较对象。",
    ).fill(group=group)


def criterion(limit: FindingLimit | None) -> Text:
    """That there is a limit of the audit plan, and who set it; or that the check has a rule of its own."""
    if limit is None:
        return Text(en="The check's own rule; it is in the full edition.", zh="依该项检查自身的规则，详见完整版。")
    return Text(
        en="A limit of the audit plan (set by {by} on {day}).", zh="审计方案所设限值（由{by}于{day}设定）。"
    ).fill(by=limit.set_by.text, day=day(limit.set_on))
