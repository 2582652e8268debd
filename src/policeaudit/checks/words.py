"""What is said of a judged comparison, in both languages: heading, criterion, condition, effect, what would settle it."""

from __future__ import annotations

import math

from policeaudit.checks.comparison import Comparison, Judged, Side
from policeaudit.checks.evidence import noun
from policeaudit.checks.limits import capital, criterion_of, rate_rule
from policeaudit.checks.not_measurable import NO_OUTCOME_COLUMN
from policeaudit.checks.sample_words import LARGER_SAMPLE, sampled
from policeaudit.plan.model import Plan
from policeaudit.plan.parts import REST, Rules
from policeaudit.stats.rule import Verdict
from policeaudit.text import Text, decimal, join_all, percent, points, whole

_RARE = (10_000, 100_000)
_ROUND = ((1000, Text(en="1,000", zh="每1,000")), (100, Text(en="100", zh="每100")))


def heading(c: Comparison) -> Text:
    """What is compared with what, and among which rows."""
    compared = _compared(c)
    if c.view.within is None:
        return compared
    return Text(en="{compared} ({within})", zh="{compared}（{within}）").fill(compared=compared, within=c.view.within)


def _compared(c: Comparison) -> Text:
    name = c.check.phrases[c.measure.name].name
    if c.reference is None:
        text = Text(en="{name} against its target: {group}", zh="{name}与目标值：{group}")
        return capital(text.fill(name=name, group=noun(c.view, c.group)))
    text = Text(en="{name}: {group} compared with {reference}", zh="{name}：{group}与{reference}比较")
    return capital(text.fill(name=name, group=noun(c.view, c.group), reference=_reference(c)))


def criterion(c: Comparison, plan: Plan) -> Text:
    """The limit, who set it, and whether that was in time."""
    name = c.check.phrases[c.measure.name].name
    limit = c.limit
    if limit is None:
        return Text(
            en="No limit is set for {name}, so there is no verdict.",
            zh="未对{name}设定限值，因此不作结论。",
        ).fill(name=name)
    rule = rate_rule(name, limit, least=c.measure.worse == "lower")
    return criterion_of(limit, rule, plan)


def sentence(j: Judged) -> Text:
    """The condition: the rates in counts, the gap with its range, what missing outcomes could change, the verdict."""
    c = j.comparison
    if c.side.reason is not None:
        return _not_measurable(c, c.group, c.side.reason)
    if c.other is not None and c.other.reason is not None:
        return _not_measurable(c, c.reference or REST, c.other.reason)
    parts = [_rates(c)]
    parts.append(_range(j))
    if c.side.rates.sample is not None:
        parts.append(sampled(c))
    missing = _missing(j)
    if missing is not None:
        parts.append(missing)
    if j.verdict is not None:
        parts.append(_verdict(j, j.verdict))
    return join_all(parts)


def effect(j: Judged) -> Text:
    """On whom and how many."""
    c = j.comparison
    if math.isnan(j.gap[0]):
        return Text(en="Not known.", zh="无法得知。")
    if j.verdict is Verdict.CANNOT_TELL:
        return Text(en="Not known: the verdict is “Cannot tell”.", zh="无法得知：结论为“无法判断”。")
    group = noun(c.view, c.group)
    reference = Text(en="the target", zh="目标值") if c.reference is None else _reference(c)
    value, low, high = (round(bound * c.side.n) for bound in j.gap[:3])
    if value > 0:
        excess = Text(en="{value} (between {low} and {high})", zh="{value}（{low}至{high}）").fill(
            value=whole(value), low=whole(max(low, 0)), high=whole(high)
        )
        pattern = c.check.phrases[c.measure.name].effect
        return pattern.fill(n=whole(c.side.n), group=group, reference=reference, excess=excess)
    if c.reference is None:
        return Text(en="On {group}: the target is reached.", zh="{group}：已达到目标值。").fill(group=group)
    if j.verdict in (Verdict.ACTION_NEEDED, Verdict.WATCH):
        text = Text(
            en="By this measure the result for {reference} is worse than for {group}.",
            zh="按该指标，{reference}的结果比{group}差。",
        )
    else:
        text = Text(
            en="By this measure the result for {group} is not worse than for {reference}.",
            zh="按该指标，{group}的结果不比{reference}差。",
        )
    return text.fill(group=group, reference=reference)


MOST_PERIODS = 20
_CASES = (Text(en="cases", zh="记录"), Text(en="cases with a known outcome", zh="有核查结果的记录"))


def settle(j: Judged, rules: Rules) -> Text | None:
    """What would settle it, where that is open."""
    c = j.comparison
    if j.verdict not in (Verdict.CANNOT_TELL, Verdict.WATCH) or not c.side.has_rows:
        return None
    other = c.check.phrases[c.measure.name].settle
    if c.side.reason is not None and other is None:
        return _make_measurable(c)
    if other is not None:
        return other
    cases = _CASES[c.measure.lowest is not None]
    if j.too_rare:
        return Text(
            en="More {cases}, until each group has at least {least} of the rarer result.",
            zh="需要更多{cases}，直至每个群体中较少见的结果至少有{least}个。",
        ).fill(cases=cases, least=whole(rules.min_events))
    if j.missing_decides:
        first = Text(
            en="The outcomes of the {missing} cases that are pending or were never followed up.",
            zh="{missing}条待核查或从未核查的记录的核查结果。",
        ).fill(missing=whole(c.missing))
        more = Text(en="More cases may still be needed after that.", zh="之后可能仍需更多记录。")
        return first.then(more) if j.alone is Verdict.CANNOT_TELL else first
    if c.side.rates.sample is not None:
        return LARGER_SAMPLE
    further = 0 if j.needed is None else j.needed - c.side.n
    periods = further / max(c.side.n, 1)
    if j.needed is None or further <= 0:
        return Text(
            en="More {cases}, at least {least} in each group. How many would settle it cannot be worked out from these.",
            zh="需要更多{cases}，每个群体至少{least}条；凭现有记录无法推算总共需要多少。",
        ).fill(cases=cases, least=whole(rules.min_n))
    if periods > MOST_PERIODS:
        return Text(
            en="So many more cases that no realistic period would settle it.",
            zh="所需记录过多，在现实的期间内无法查明。",
        )
    return Text(
        en="About {more} more {cases} of {group}, if the rates stay as they are: {periods} further periods of this length (a "
        "planning figure).",
        zh="若比率保持不变，{group}约还需{more}条{cases}，相当于{periods}个同样长的期间（仅供规划参考）。",
    ).fill(cases=cases, more=whole(further), group=noun(c.view, c.group), periods=decimal(max(periods, 0.1)))


def _make_measurable(c: Comparison) -> Text:
    if c.side.reason == NO_OUTCOME_COLUMN:
        return Text(en="A log that says what came of its warnings.", zh="载有预警核查结果的日志。")
    if c.measure.needs_outcomes_beyond_alerts:
        return Text(
            en="A random sample of the rows without a warning, checked in the same way.",
            zh="对未被预警者随机抽样，并按同样方式核查。",
        )
    if c.missing == 0:
        return Text(en="Nothing can be followed up: there were no warnings.", zh="没有预警，无可核查。")
    return Text(en="Follow up and record the outcomes.", zh="开展核查并记录结果。")


def further_rows(j: Judged) -> int | None:
    """Further rows of the group with a known outcome that would settle an open comparison; None where that is not known."""
    if (
        j.verdict not in (Verdict.CANNOT_TELL, Verdict.WATCH)
        or j.comparison.check.phrases[j.comparison.measure.name].settle
        or j.comparison.side.rates.sample is not None
    ):
        return None
    more = 0 if j.needed is None else j.needed - j.comparison.side.n
    if j.missing_decides:
        more = max(more, j.comparison.missing) if j.alone is Verdict.CANNOT_TELL else j.comparison.missing
    return more if more > 0 else None


def survives_missing(j: Judged) -> bool | None:
    """Whether a verdict holds for every value of the missing outcomes; None where none is missing or it is open."""
    c = j.comparison
    if c.limit is None or c.missing == 0:
        return None
    if j.missing_decides:
        return False
    return True if j.verdict is not Verdict.CANNOT_TELL else None


def _reference(c: Comparison) -> Text:
    return noun(c.view, c.reference or REST)


def _ratio_number(value: float) -> Text:
    return decimal(value, 2)


def _rates(c: Comparison) -> Text:
    """Of 1,000 only where both sides have 1,000 cases, of 100 where both have 100, else the cases themselves."""
    sides = [c.side, c.other] if c.other else [c.side]
    base = per_round(min(side.n for side in sides), min((side.value for side in sides if side.value > 0), default=1.0))
    ours = _share(c, c.side, noun(c.view, c.group), base)
    if c.other is None:
        return capital(Text(en="{ours}.", zh="{ours}。").fill(ours=ours))
    theirs = _share(c, c.other, _reference(c), base)
    return capital(Text(en="{ours}; {theirs}.", zh="{ours}；{theirs}。").fill(ours=ours, theirs=theirs))


def per_round(cases: float, rate: float = 1.0) -> tuple[int, Text] | None:
    """The round number of cases that so many may be told in: 1,000 from 1,000, 100 from 100, else none.

    A rate so small that none in 1,000 would be left of it is told in 10,000 or 100,000, where there are so many.
    """
    rare = next((base for base in _RARE if rate * base >= 1 and cases >= base), None) if rate * 1000 < 1 else None
    if rare is not None:
        return rare, Text(en=whole(rare).en, zh=f"每{whole(rare).zh}")
    return next(((base, words) for base, words in _ROUND if cases >= base), None)


def digits_for(*rates: float) -> int:
    """Decimals of a percentage that leave something of the smallest rate."""
    smallest = min((rate for rate in rates if rate > 0), default=1.0)
    return 1 if smallest >= 0.001 else 3


def _share(c: Comparison, side: Side, group: Text, base: tuple[int, Text] | None) -> Text:
    phrases = c.check.phrases[c.measure.name]
    rate = 1 - side.value if phrases.counts_the_rest else side.value
    per, words = base or (side.n, whole(side.n))
    count = round(rate * per)
    return phrases.share.fill(per=words, group=group, count=whole(count), rest=whole(per - count))


def _range(j: Judged) -> Text:
    if j.comparison.kind == "ratio":
        return _ratio_range(j)
    return _target_range(j) if j.comparison.reference is None else _gap_range(j)


def _ratio_range(j: Judged) -> Text:
    value, low, high = j.ratio[:3]
    if math.isnan(low):
        return Text(en="Both rates are zero, so there is no ratio.", zh="两者的比率均为零，无法计算比值。")
    unbounded = math.isinf(high) or math.isnan(high)
    return Text(
        en="The ratio is {value}; with this number of cases it lies between {low} and {high}.",
        zh="两者之比为{value}；按现有数量，比值在{low}至{high}之间。",
    ).fill(
        value=_ratio_number(value) if not math.isnan(value) else Text(en="undefined", zh="无法计算"),
        low=_ratio_number(low),
        high=Text(en="any larger number", zh="任意更大的数") if unbounded else _ratio_number(high),
    )


def _target_range(j: Judged) -> Text:
    rates, i = j.comparison.side.rates, j.comparison.side.index
    value, low, high = (float(x[i]) for x in (rates.value, rates.low, rates.high))
    digits = digits_for(value)
    return Text(
        en="The rate is {rate}; with this number of cases it lies between {low} and {high}.",
        zh="比率为{rate}；按现有数量，在{low}至{high}之间。",
    ).fill(rate=percent(value, digits), low=percent(low, digits), high=percent(high, digits))


def _gap_range(j: Judged) -> Text:
    c = j.comparison
    value, low, high = j.gap[:3]
    other = c.other.value if c.other else math.nan
    digits = digits_for(c.side.value, other)
    if round(value, digits + 2) == 0:
        pattern = Text(
            en="{name} is {ours} against {theirs}: no gap that can be printed; with this number of cases it lies between {low} "
            "and {high}.",
            zh="{name}分别为{ours}和{theirs}，差距小到无法显示；按现有数量，差距在{low}至{high}之间。",
        )
    elif value >= 0:
        pattern = Text(
            en="{name} is {ours} against {theirs}: a gap of {gap}; with this number of cases it lies between {low} and {high}.",
            zh="{name}分别为{ours}和{theirs}，差距为{gap}；按现有数量，差距在{low}至{high}之间。",
        )
    else:
        value, low, high = -value, -high, -low
        pattern = Text(
            en="{name} is {ours} against {theirs}: a gap of {gap} in favour of the group; with this number of cases it lies "
            "between {low} and {high}.",
            zh="{name}分别为{ours}和{theirs}，该群体占优，差距为{gap}；按现有数量，差距在{low}至{high}之间。",
        )
    return pattern.fill(
        name=capital(c.check.phrases[c.measure.name].name),
        ours=percent(c.side.value, digits),
        theirs=percent(other, digits),
        gap=points(value, digits),
        low=decimal(low * 100, digits),
        high=points(high, digits),
    )


def _number(gap: float) -> Text:
    return decimal(gap * 100)


_MISSING = Text(en="Outcomes of {missing} cases are missing", zh="{missing}条记录缺少核查结果")


def _missing(j: Judged) -> Text | None:
    c = j.comparison
    if c.missing == 0:
        return None
    missing = (c.check.phrases[c.measure.name].missing or _MISSING).fill(missing=whole(c.missing))
    if c.kind == "ratio":
        low, high = j.ratio[3:]
        if math.isnan(low):
            return Text(
                en="{missing}: whatever they are, there is no ratio.",
                zh="{missing}：无论其结果如何，均无法计算比值。",
            ).fill(missing=missing)
        words = (
            _ratio_number(low),
            Text(en="any number", zh="任意数") if math.isnan(high) else _ratio_number(high),
        )
        pattern = Text(
            en="{missing}: whatever they are, the ratio lies between {low} and {high}.",
            zh="{missing}：无论其结果如何，比值都在{low}至{high}之间。",
        )
    elif c.reference is None:
        i = c.side.index
        words = percent(float(c.side.rates.lower_bound[i])), percent(float(c.side.rates.upper_bound[i]))
        pattern = Text(
            en="{missing}: whatever they are, the rate lies between {low} and {high}.",
            zh="{missing}：无论其结果如何，比率都在{low}至{high}之间。",
        )
    else:
        favourable = round(j.gap[0], 3) < 0  # said the same way round as the gap itself
        bounds = (-j.gap[4], -j.gap[3]) if favourable else j.gap[3:]
        words = _number(bounds[0]), points(bounds[1])
        pattern = Text(
            en="{missing}: whatever they are, the gap lies between {low} and {high}.",
            zh="{missing}：无论其结果如何，差距都在{low}至{high}之间。",
        )
    return pattern.fill(missing=missing, low=words[0], high=words[1])


_VERDICTS = {
    Verdict.ACTION_NEEDED: Text(en="All of this lies beyond what is accepted.", zh="以上范围均超出可接受的限度。"),
    Verdict.WATCH: Text(
        en="What is seen lies beyond what is accepted, but the number of cases does not yet confirm it.",
        zh="观察到的数值超出可接受的限度，但现有数量尚不足以确认。",
    ),
    Verdict.NO_CONCERN: Text(
        en="All of this lies within what is accepted: we have not found a concern.",
        zh="以上范围均在可接受的限度之内，未发现问题。",
    ),
}


def _verdict(j: Judged, verdict: Verdict) -> Text:
    if verdict is not Verdict.CANNOT_TELL:
        text = verdict_in_words(verdict)
        if verdict is Verdict.ACTION_NEEDED and survives_missing(j):
            survives = Text(
                en="The finding survives any value of the missing outcomes.",
                zh="无论缺失的结果如何，该结论都成立。",
            )
            return text.then(survives)
        return text
    if not j.large_enough:
        return verdict_in_words(verdict, large=False)
    if j.too_rare:
        return Text(
            en="The whole range lies beyond the limit, but in one of the groups one of the two results hardly occurs, and with "
            "so few of them no range is reliable.",
            zh="整个区间都超出限值，但其中一个群体几乎没有出现其中一种结果，数量如此之少时，任何区间都不可靠。",
        )
    if j.missing_decides and j.alone is Verdict.CANNOT_TELL:
        return Text(
            en="Whether this is accepted depends on the missing outcomes, and the range from the number of cases reaches "
            "both sides of the limit too: these data cannot show that the groups are treated alike, nor that they are not.",
            zh="是否可接受取决于缺失的结果，而且按现有数量得出的区间也跨越限值：凭现有数据既不能证明各群体受到同等对待，也不能证明未受到同等对待。",
        )
    if j.missing_decides:
        return Text(
            en="The missing outcomes decide whether this is accepted: these data cannot show that the groups are treated alike, "
            "nor that they are not.",
            zh="是否可接受取决于缺失的结果：凭现有数据既不能证明各群体受到同等对待，也不能证明未受到同等对待。",
        )
    return verdict_in_words(verdict)


def verdict_in_words(verdict: Verdict, *, large: bool = True) -> Text:
    """The sentence that closes a condition; ``large``: whether there are cases enough to judge at all."""
    if verdict is not Verdict.CANNOT_TELL:
        return _VERDICTS[verdict]
    if not large:
        return Text(en="There are too few cases to tell.", zh="数量过少，无法判断。")
    return Text(
        en="The range holds both values that are accepted and values that are not, so these data cannot tell.",
        zh="该范围同时包含可接受与不可接受的数值，因此仅凭现有数据无法判断。",
    )


def _not_measurable(c: Comparison, group: str, reason: Text) -> Text:
    """Said of the side that lacks something, which may be the reference."""
    return Text(
        en="{name} cannot be measured for {group}: {reason}.",
        zh="无法计算{group}的{name}：{reason}。",
    ).fill(name=capital(c.check.phrases[c.measure.name].name), group=noun(c.view, group), reason=reason)
