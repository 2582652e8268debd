"""Audits of one system in order of time, and what changed between them.

A change of definition starts a new *stretch*: no figure is compared with one of another stretch. A new model does not; it is
marked, because a gap before and after it means the same.
"""

from __future__ import annotations

import datetime as dt
from calendar import monthrange
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

from policeaudit.assessment.model import Assessment
from policeaudit.assessment.redefinitions import KINDS, Change, changes_between
from policeaudit.checks.control_chart import Axis
from policeaudit.checks.exhibit import Mark
from policeaudit.plan.parts import Break
from policeaudit.text import Text, list_of


@dataclass(frozen=True)
class Periods:
    """Audits of one system in order of time, with what changed before each."""

    audits: list[Assessment]
    declared: Sequence[Break]

    @cached_property
    def changes(self) -> list[list[Change]]:
        """What changed before each period; nothing before the first."""
        pairs = zip(self.audits, self.audits[1:], strict=False)
        return [[], *(changes_between(before, after, self.declared) for before, after in pairs)]

    @cached_property
    def labels(self) -> list[Text]:
        """What the periods are called."""
        return [period_name(each.audit.period_start, each.audit.period_end) for each in self.audits]

    @property
    def last(self) -> int:
        """The place of the present period."""
        return len(self.audits) - 1

    def start(self, place: int, redefines: Callable[[Change], bool]) -> int:
        """The first period of the stretch that a period lies in."""
        return max((i for i in range(place + 1) if any(map(redefines, self.changes[i]))), default=0)

    def marks(self, feature: str, first: int = 0) -> tuple[Mark, ...]:
        """The changes after a first period that concern gaps of a feature, for the axis of a chart."""
        return tuple(
            (i - first - 0.5, list_of(list(dict.fromkeys(KINDS[c.kind] for c in of_feature))))
            for i, changes in enumerate(self.changes)
            for of_feature in [[c for c in changes if c.feature in (None, feature)]]
            if of_feature and i > first
        )

    def axis(self, feature: str, first: int = 0) -> Axis:
        """The periods from a first one on, with the changes that concern a feature."""
        return Axis(Text(en="Period", zh="期间"), self.labels[first:], self.marks(feature, first))

    def between(self, first: int, last: int, feature: str | None = None) -> list[Text]:
        """The changes after one period up to another, in words."""
        found = [c for changes in self.changes[first + 1 : last + 1] for c in changes]
        return list(dict.fromkeys(c.what for c in found if c.feature in (None, feature)))


def period_name(start: dt.date, end: dt.date) -> Text:
    """A quarter by its name, any other period by the month in which it ends."""
    whole_months = start.day == 1 and end.day == monthrange(end.year, end.month)[1]
    if whole_months and start.year == end.year and start.month % 3 == 1 and end.month == start.month + 2:
        quarter = end.month // 3
        return Text(en=f"Q{quarter} {start.year}", zh=f"{start.year}年{'一二三四'[quarter - 1]}季度")
    return Text(en=f"to {end:%b %Y}", zh=f"至{end.year}年{end.month}月")
