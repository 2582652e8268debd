"""Field work month by month: did the series change when something was introduced, more than where it was not?"""

from __future__ import annotations

import calendar
import datetime as dt
import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from policeaudit.checks.claim import Claim, Fact, Range
from policeaudit.checks.evidence import Evidence
from policeaudit.checks.exhibit import Cell, Column, Exhibit, Line, LineChart, Point, known
from policeaudit.checks.people_and_technology.introductions import (
    NO_CAUSE_BESIDE,
    NO_CAUSE_MONTHS,
    Changed,
    change_facts,
    change_findings,
)
from policeaudit.checks.people_and_technology.tracked import Tracked, tracked
from policeaudit.checks.table_views import limits_on
from policeaudit.measures import FloatArray
from policeaudit.plan.tables import FieldworkPart
from policeaudit.stats.series import LEAST_AFTER, LEAST_BEFORE, Change, Monthly, interrupted_series
from policeaudit.tables.read import Table
from policeaudit.text import Text, same, whole

_AMOUNT = Text(
    en="{name} is an amount and not a number of events: it is shown, no range can be given.",
    zh="{name}是数量而非事件数：仅予列示，无法给出区间。",
)
_TOLD = Text(
    en="{name}: {before} months before and {after} after, held against the trend and season of the months before.",
    zh="{name}：采用前{before}个月、采用后{after}个月，与此前的趋势和季节变化对照。",
)
_TOLD_BESIDE = Text(
    en="{name}: {before} months before and {after} after, relative to the areas without it.",
    zh="{name}：采用前{before}个月、采用后{after}个月，与未采用的地区对照。",
)
_TOO_FEW = Text(
    en="There are too few months for more than a description: at least {before} before and {after} after are needed.",
    zh="月份过少，只能描述：至少需要采用前{before}个月、采用后{after}个月。",
)
_DAYS = 30
"""The days for which a figure is drawn, so that months of unequal length can be compared."""
_LEFT_OUT = Text(
    en="Months left out, because they have no figures or are partly before and partly after: {n}.",
    zh="因无数据或跨越采用前后而未计入的月份：{n}个。",
)


@dataclass(frozen=True)
class Months:
    """One section with a row for each month."""

    part: FieldworkPart
    table: Table

    @cached_property
    def calendar(self) -> list[dt.date]:
        """The first day of every month from the first to the last in the table."""
        days = self.table.days["month"]
        first, last = min(days), max(days)
        count = (last.year - first.year) * 12 + last.month - first.month + 1
        return [
            dt.date(first.year + (first.month - 1 + i) // 12, (first.month - 1 + i) % 12 + 1, 1) for i in range(count)
        ]

    @property
    def introduced(self) -> int:
        """The place of the first month that lies wholly after the introduction."""
        day = self.part.introduced_on
        return sum(month < day for month in self.calendar)

    @property
    def mixed(self) -> int | None:
        """The place of the month that is partly before and partly after."""
        day = self.part.introduced_on
        return None if day.day == 1 or day.replace(day=1) not in self.calendar else self.introduced - 1

    def series(self, each: Tracked, *, beside: bool) -> Monthly:
        """Counts and exposure by month; the exposure of a figure are the days of the month."""
        counts, exposure = self._sum(each.of, beside=beside), self._days()
        if each.per is not None:
            exposure = self._sum(each.per, beside=beside)
        if self.mixed is not None:
            counts[self.mixed] = np.nan
        return Monthly(counts, exposure)

    def _days(self) -> FloatArray:
        return np.array([calendar.monthrange(m.year, m.month)[1] for m in self.calendar], dtype=np.float64)

    def _sum(self, name: str, *, beside: bool) -> FloatArray:
        """The sum over areas; NaN for a month that an area has no row for."""
        areas = self.table.groups.get("area", [""] * self.table.rows)
        ours = {area for area in areas if (area in self.part.comparison) == beside}
        total, seen = np.zeros(len(self.calendar)), np.zeros(len(self.calendar))
        place = {month: i for i, month in enumerate(self.calendar)}
        for area, day, value in zip(areas, self.table.days["month"], self.table.numbers[f"figure.{name}"], strict=True):
            if area in ours:
                total[place[day]] += value
                seen[place[day]] += 1
        return np.where(seen == len(ours), total, np.nan)

    def change(self, each: Tracked, confidence: float) -> Change:
        """The change of the series, relative to the areas without the introduction where there are any."""
        other = self.series(each, beside=True) if self.part.comparison else None
        return interrupted_series(self.series(each, beside=False), self.introduced, other, confidence)

    @property
    def spans(self) -> bool:
        """Whether there are months before and after the introduction."""
        return 0 < self.introduced < len(self.calendar)

    def findings(self, evidence: Evidence) -> list[Claim | Fact]:
        """What became of each figure and rate."""
        return [found for each in tracked(self.part) for found in self._found(each, evidence)]

    def _found(self, each: Tracked, evidence: Evidence) -> list[Claim] | list[Fact]:
        limits = limits_on(list(self.part.limits), "change", each.id)
        if not each.counted:
            return change_facts(each, _AMOUNT.fill(name=each.label), math.nan, self.part, limits, evidence)
        if not self.spans:
            told = _TOO_FEW.fill(before=LEAST_BEFORE, after=LEAST_AFTER)
            return change_facts(each, told, math.nan, self.part, limits, evidence)
        shown = self.change(each, 0.95)

        def at(confidence: float) -> Range:
            found = self.change(each, confidence)
            return Range(found.change, found.low, found.high) if found.enough else Range(*[math.nan] * 3)

        pattern = _TOLD_BESIDE if shown.compared else _TOLD
        told = pattern.fill(name=each.label, before=shown.before, after=shown.after)
        if shown.left_out:
            told = told.then(_LEFT_OUT.fill(n=shown.left_out))
        if not shown.enough:
            told = told.then(_TOO_FEW.fill(before=LEAST_BEFORE, after=LEAST_AFTER))
        events = np.nansum(np.asarray(self.series(each, beside=False).counts)[: self.introduced])
        changed = Changed(
            each,
            told,
            cause=NO_CAUSE_BESIDE if shown.compared else NO_CAUSE_MONTHS,
            effect=_effect(self, each, shown),
            at=at,
            n=shown.before + shown.after,
            large=bool(shown.enough and events >= evidence.plan.rules.min_n),
        )
        return change_findings(changed, self.part, limits, evidence)

    def charts(self) -> list[Exhibit]:
        """Each figure and rate month by month, with the introduction marked."""
        return [self._chart(each) for each in tracked(self.part)]

    def _chart(self, each: Tracked) -> Exhibit:
        sides = [False, True] if self.part.comparison else [False]
        values = []
        for beside in sides:
            series = self.series(each, beside=beside)
            with np.errstate(divide="ignore", invalid="ignore"):
                rate = np.asarray(series.counts) / np.asarray(series.exposure)
            values.append(rate * _DAYS if each.per is None else rate)
        labels = [Text(en="with it", zh="采用地区"), Text(en="without it", zh="未采用地区")][: len(sides)]
        rows: list[tuple[Cell, ...]] = [
            (same(f"{month:%Y-%m}"), *(known(value[i]) for value in values)) for i, month in enumerate(self.calendar)
        ]
        lines = tuple(
            Line(label, tuple(Point(float(i), known(y)) for i, y in enumerate(value)))
            for label, value in zip(labels, values, strict=True)
        )
        every = max(1, math.ceil(len(self.calendar) / 6))
        ticks = tuple((float(i), same(f"{m:%Y-%m}")) for i, m in enumerate(self.calendar) if i % every == 0)
        name = each.label if each.per else Text(en="{name} in 30 days", zh="每30天{name}").fill(name=each.label)
        broken = ((self.introduced - 0.5, self.part.introduced),) if self.spans else ()
        return Exhibit(
            name=f"months.{self.part.id}.{each.id}",
            title=Text(en="{title}: {name} by month", zh="{title}：{name}逐月变化").fill(
                title=self.part.title, name=each.label
            ),
            columns=(Column(Text(en="Month", zh="月份")), *(Column(label, "ratio") for label in labels)),
            rows=tuple(rows),
            chart=LineChart(Text(en="Month", zh="月份"), name, lines, y_kind="number", ticks=ticks, breaks=broken),
        )


def _effect(months: Months, each: Tracked, shown: Change) -> Text:
    if not shown.enough:
        return Text(en="Not known.", zh="无法得知。")
    counts = np.asarray(months.series(each, beside=False).counts)[months.introduced :]
    found = float(np.nansum(counts))
    return Text(
        en="In the months after there were {found}; without the change there would have been about {expected}.",
        zh="采用后各月合计{found}；若无此变化，应约为{expected}。",
    ).fill(found=whole(found), expected=whole(found / shown.change))
