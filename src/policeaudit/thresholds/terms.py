"""Scores, gaps and counts as the answer of ``whatif`` prints them."""

from __future__ import annotations

from policeaudit.measures import MEASURES
from policeaudit.text import Text, decimal, points, whole
from policeaudit.thresholds.model import Amount, Held, Standing, WhatIf


def score(value: float, found: WhatIf) -> Text:
    """A score with as many decimals as the steps have."""
    step = found.present.step
    return decimal(value, next((d for d in range(6) if abs(step * 10**d - round(step * 10**d)) < 1e-6), 3))


def measure_name(name: str) -> Text:
    """The name of a measure without what stands in brackets."""
    label = MEASURES[name].label
    return Text(en=label.en.split(" (")[0], zh=label.zh.split("（")[0])


_WANTED = {
    "gap": Text(en="largest gap {size}{range}", zh="最大差距{size}{range}"),
    "ratio": Text(en="ratio furthest from 1: {size}{range}", zh="偏离1最远的比值{size}{range}"),
    "target": Text(en="furthest from the target: {size}{range}", zh="距目标最远{size}{range}"),
}
_RANGE = Text(en=" (by chance {low} to {high})", zh="（随机波动范围{low}至{high}）")
_OPEN_RANGE = Text(
    en=" (by chance {low} to {high}; missing outcomes could make it {most})",
    zh="（随机波动范围{low}至{high}；缺失的核查结果最多可使其变为{most}）",
)
UNDEFINED = Text(en="not measurable", zh="无法计算")


def size(held: Held) -> Text:
    """How far apart the groups are, with the range of chance."""
    between: Text | str = ""
    if held.low is not None and held.high is not None:
        pattern = _RANGE if _settled(held) else _OPEN_RANGE
        low = decimal(held.low, 2) if held.kind == "ratio" else decimal(held.low * 100)
        between = pattern.fill(low=low, high=size_of(held.kind, held.high), most=size_of(held.kind, held.most))
    return _WANTED[held.kind].fill(size=size_of(held.kind, held.size), range=between)


def _settled(held: Held) -> bool:
    """Whether missing outcomes make no difference that would be printed."""
    return held.most is None or held.size is None or abs(held.most - held.size) < 5e-4


def size_of(kind: str, value: float | None) -> Text:
    """The size of a gap, of a ratio or of a shortfall alone."""
    if value is None:
        return UNDEFINED
    return decimal(value, 2) if kind == "ratio" else points(value)


def sizes(standing: Standing) -> Text:
    """The same for each of some limits."""
    if len(standing.held) == 1:
        return size(standing.held[0])
    named = Text(en="{measure}: {size}", zh="{measure}{size}")
    return semicolons([named.fill(measure=measure_name(each.measure), size=size(each)) for each in standing.held])


def semicolons(texts: list[Text]) -> Text:
    """Texts in a row that hold commas themselves."""
    return Text(en="; ".join(t.en for t in texts), zh="；".join(t.zh for t in texts))


_BETWEEN = Text(en="{value} ({low} to {high})", zh="{value}（{low}至{high}）")


def amount_of(amount: Amount) -> Text:
    """A count with its range, where it has one."""
    value, low, high = whole(amount.value), whole(amount.low), whole(amount.high)
    return value if value == low == high else _BETWEEN.fill(value=value, low=low, high=high)
