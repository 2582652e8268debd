"""What a table of an indicator says: its counts by kind of case and period, and which periods can be compared."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from policeaudit.checks.evidence import Evidence, View
from policeaudit.checks.exhibit import Line, LineChart, Point, known
from policeaudit.measures import FloatArray
from policeaudit.plan.execution import DefinitionChange, IndicatorPeriod, IndicatorsPart
from policeaudit.stats.indicators import ChangeParts, Counts, change_parts
from policeaudit.tables.read import Table
from policeaudit.text import Text

_PAIR = Text(en="{first} to {last}", zh="{first}至{last}")


@dataclass(frozen=True)
class Pair:
    """Two periods that are held against each other."""

    first: int
    last: int


@dataclass(frozen=True)
class OverTime:
    """One section of a plan about an indicator, with its table."""

    part: IndicatorsPart
    table: Table

    @property
    def periods(self) -> list[IndicatorPeriod]:
        """In order of time."""
        return self.part.period.periods

    @cached_property
    def kinds(self) -> list[str]:
        """The kinds of case."""
        return list(self.table.labels["kind"])

    @cached_property
    def _rows(self) -> dict[tuple[str, str], int]:
        keys = zip(self.table.groups["kind"], self.table.groups["period"], strict=True)
        return {key: row for row, key in enumerate(keys)}

    def column(self, name: str, period: int) -> FloatArray:
        """A column of one period by kind; NaN where there is nothing."""
        numbers = self.table.numbers.get(name)
        if numbers is None:
            return np.full(len(self.kinds), np.nan)
        places = [self._rows.get((kind, self.periods[period].id)) for kind in self.kinds]
        return np.array([np.nan if row is None else numbers[row] for row in places])

    def share(self, period: int) -> float:
        """The indicator as it was published in a period."""
        whole = self.column("whole", period).sum()
        return float(self.column("part", period).sum() / whole) if whole > 0 else math.nan

    def minor_share(self, period: int) -> float:
        """The share of minor cases among all."""
        whole = self.column("whole", period)
        minor = np.array([kind in self.part.minor for kind in self.kinds])
        return float(whole[minor].sum() / whole.sum()) if whole.sum() > 0 else math.nan

    @property
    def pairs(self) -> list[Pair]:
        """Each period with the next, and the first with the last."""
        found = [Pair(i, i + 1) for i in range(len(self.periods) - 1)]
        return [*found, Pair(0, len(self.periods) - 1)] if len(self.periods) > 2 else found

    def changes_between(self, pair: Pair) -> list[DefinitionChange]:
        """The changes of rules that lie between two periods, or inside one of them."""
        start, end = self.periods[pair.first].start, self.periods[pair.last].end
        return [change for change in self.part.changes if start < change.on <= end]

    def parts(self, pair: Pair) -> ChangeParts | None:
        """What the change is made of; None where it was counted anew and the earlier way of counting is not given."""
        before = Counts(self.column("part", pair.first), self.column("whole", pair.first))
        after = Counts(self.column("part", pair.last), self.column("whole", pair.last))
        changes = len(self.changes_between(pair))
        old = Counts(self.column("old_part", pair.last), self.column("old_whole", pair.last))
        has_old = not np.isnan(old.part).any() and not np.isnan(old.whole).any()
        if changes > 1 or (changes == 1 and not has_old):
            return None
        return change_parts(before, after, old if changes and has_old else None)

    def name(self, pair: Pair) -> str:
        """The id of a pair of periods."""
        return f"{self.periods[pair.first].id}-{self.periods[pair.last].id}"

    def label(self, pair: Pair) -> Text:
        """A pair of periods in words."""
        return _PAIR.fill(first=self.periods[pair.first].label, last=self.periods[pair.last].label)

    def view(self) -> View:
        """The pairs of periods as groups."""
        labels = {self.name(pair): self.label(pair) for pair in self.pairs}
        return View(f"{self.part.id}:changes", self.part.title, list(labels), labels, labels, None, [])

    def chart(self) -> LineChart:
        """The indicator and the share of minor cases over the periods, with the changes of rules marked."""
        places = range(len(self.periods))
        lines = [Line(self.part.title, tuple(Point(float(i), known(self.share(i))) for i in places))]
        if self.part.minor:
            minor = tuple(Point(float(i), known(self.minor_share(i))) for i in places)
            lines.append(Line(Text(en="Minor cases", zh="轻微案件占比"), minor))
        every = max(1, math.ceil(len(self.periods) / 6))
        ticks = tuple((float(i), p.label) for i, p in enumerate(self.periods) if i % every == 0)
        breaks = tuple((self._at(change), Text(en="changed", zh="调整")) for change in self.part.changes)
        return LineChart(
            Text(en="Period", zh="期间"),
            Text(en="Share", zh="比例"),
            tuple(lines),
            ticks=ticks,
            breaks=tuple(each for each in breaks if -0.5 <= each[0] <= len(self.periods) - 0.5),
        )

    def _at(self, change: DefinitionChange) -> float:
        """Where on the axis of periods a change lies: between two, or inside one."""
        for i, period in enumerate(self.periods):
            if change.on <= period.start:
                return i - 0.5
            if change.on <= period.end:
                return float(i)
        return math.inf


def over_time(evidence: Evidence) -> list[OverTime]:
    """The sections about indicators."""
    return [
        OverTime(part, table) for part in evidence.plan.indicators if (table := evidence.tables.of(part)) is not None
    ]
