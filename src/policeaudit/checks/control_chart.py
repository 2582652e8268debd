"""Does a series wander more than a steady one would? Control limits, and runs on one side of the middle."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from policeaudit.checks.exhibit import Cell, Column, Exhibit, Line, LineChart, Mark, Point, known
from policeaudit.measures import FloatArray
from policeaudit.stats.drift import Limits, control_limits, runs
from policeaudit.text import Text, list_of

LEAST_PERIODS = 8
"""With fewer the limits are too uncertain: such periods are only compared two by two."""


@dataclass(frozen=True)
class Series:
    """A rate by period: values, and the rows (or effective rows) behind each; NaN and 0 where there is none."""

    label: Text
    values: FloatArray
    n: FloatArray

    @property
    def long_enough(self) -> bool:
        """Whether enough periods have a rate."""
        return int(np.sum(self.n > 0)) >= LEAST_PERIODS

    @property
    def limits(self) -> Limits:
        """Between which it lies while nothing changes."""
        return control_limits(np.where(self.n > 0, np.nan_to_num(self.values) * self.n, 0.0), self.n)


@dataclass(frozen=True)
class Axis:
    """The periods of a series: what they are called, and where figures stop being comparable."""

    label: Text
    periods: Sequence[Text]
    breaks: tuple[Mark, ...] = ()

    @property
    def across(self) -> Text:
        """What a chart writes under it."""
        return Text(en=self.label.en.lower(), zh=self.label.zh)


def control_charts(name: str, title: Text, axis: Axis, series: Sequence[Series], y_label: Text) -> list[Exhibit]:
    """The first series with its control limits, and in words what each does; nothing where it is too short."""
    if not series or not series[0].long_enough:
        return []
    first = series[0]
    shown = [each for each in series if each.long_enough]
    return [
        _chart(name, title, axis, first, y_label),
        Exhibit(
            f"{name}.all",
            Text(en="Steady or not, series by series", zh="各序列是否平稳"),
            _SUMMARY,
            tuple(_summary(each, axis) for each in shown),
            note=_SUMMARY_NOTE,
        ),
    ]


def _chart(name: str, title: Text, axis: Axis, first: Series, y_label: Text) -> Exhibit:
    limits = first.limits
    rows: list[tuple[Cell, ...]] = []
    line, usual = [], []
    for i, period in enumerate(axis.periods):
        value, low, high = (known(x[i]) for x in (first.values, limits.low, limits.high))
        rows.append((period, value, (low, high), None if value is None else _PLACE[bool(limits.outside[i])]))
        line.append(Point(float(i), value))
        usual.append(Point(float(i), known(limits.centre[i]), low, high))
    return Exhibit(
        name,
        title,
        (
            Column(axis.label),
            Column(Text(en="Right", zh="属实比例"), "percent"),
            Column(Text(en="Usual limits", zh="常态范围"), "percent"),
            Column(Text(en="In words", zh="说明")),
        ),
        tuple(rows),
        chart=LineChart(
            x_label=axis.across,
            y_label=y_label,
            lines=(Line(first.label, tuple(line)),),
            ticks=tuple((float(i), period) for i, period in enumerate(axis.periods)),
            breaks=axis.breaks,
            usual=tuple(usual),
        ),
        note=_CHART_NOTE,
    )


def _summary(series: Series, axis: Axis) -> tuple[Cell, ...]:
    limits, wandering = series.limits, runs(series.values)
    outside = [period for period, out in zip(axis.periods, limits.outside, strict=True) if out]
    middle = limits.centre[~np.isnan(limits.centre)]
    return (
        series.label,
        int(np.sum(series.n > 0)),
        float(middle[0]),
        list_of(outside) if outside else Text(en="none", zh="无"),
        _RUN[wandering.changed].fill(longest=wandering.longest, crossings=wandering.crossings),
    )


_PLACE = {True: Text(en="outside", zh="超出"), False: Text(en="within", zh="在内")}
_RUN = {
    True: Text(
        en="yes: {longest} in a row on one side of the median, {crossings} changes of side",
        zh="有：连续{longest}期位于中位数同侧，换侧{crossings}次",
    ),
    False: Text(en="none that we can detect", zh="未见可察觉的变化"),
}
_SUMMARY = (
    Column(Text(en="Warnings about", zh="预警对象")),
    Column(Text(en="Periods", zh="期数"), "count"),
    Column(Text(en="Mean", zh="均值"), "percent"),
    Column(Text(en="Outside its usual limits", zh="超出常态范围的期间")),
    Column(Text(en="Lasting shift", zh="持续性变化")),
)
_CHART_NOTE = Text(
    en="The tinted band holds the usual limits: a series in which nothing changes stays within them (three standard deviations "
    "to each side of the dashed mean, and wider where periods vary more than their numbers explain). They are no target "
    "and no limit of anybody's: a series may be steady and bad. Among 100 series of 12 periods that do not change, at most "
    "3 have a period outside.",
    zh="底色带为常态范围：没有变化的序列会落在其内（虚线均值上下各三个标准差；各期波动超出数量所能解释的程度时，范围相应加宽）。它不是目标，也不是任何人设定的限值：序列可以平稳而不佳。100个"
    "12期的无变化序列中，至多3个会有一期超出。",
)
_SUMMARY_NOTE = Text(
    en="A lasting shift shows as many periods in a row on one side of the median, or as few changes of side, often before a "
    "single period lies outside. Among 100 series that do not change, at most 3 show one. Periods before and after a "
    "marked change are read together here: a shift that begins at a mark may come from it.",
    zh="持续性变化表现为连续多期位于中位数同侧，或换侧次数很少，往往早于某一期超出范围。100个无变化的序列中，至多3个出现此种情形。此处将版本或规则变更前后的各期合并观察：始于变更标记处的变化，可能由该变更引起。",
)
