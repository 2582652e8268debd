"""What is followed from before to after an introduction: figures, and rates of two of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from policeaudit.checks.claim import Range
from policeaudit.checks.evidence import View
from policeaudit.checks.table_views import whole_view
from policeaudit.plan.tables import FieldworkPart
from policeaudit.stats.events import rate_ratio
from policeaudit.stats.intervals import mover_ratio
from policeaudit.text import Text, decimal, whole

_PER = Text(en="{of} per {per}", zh="{of}（按{per}计）")


@dataclass(frozen=True)
class Tracked:
    """A figure (``per`` is None) or a rate of two figures; an amount, such as hours, has no range of its own."""

    id: str
    label: Text
    of: str
    per: str | None
    counted: bool

    def view(self, part: FieldworkPart) -> View:
        """Where findings about it stand."""
        return whole_view(part, self.id, self.label)


def tracked(part: FieldworkPart) -> list[Tracked]:
    """All figures and rates of a section."""
    figures = {figure.id: figure for figure in part.figures}
    labels = {name: figure.label for name, figure in figures.items()} | {c.id: c.label for c in part.changes}
    found = [
        Tracked(name, label, name, None, name in figures and figures[name].counted) for name, label in labels.items()
    ]
    for pair in part.rates:
        label = pair.label or _PER.fill(of=labels[pair.of], per=labels[pair.per])
        counted = pair.of in figures and figures[pair.of].counted
        found.append(Tracked(f"{pair.of}/{pair.per}", label, pair.of, pair.per, counted))
    return found


@dataclass(frozen=True)
class Counted:
    """Events and their exposure, before and after."""

    before: tuple[float, float]
    after: tuple[float, float]

    @property
    def complete(self) -> bool:
        """Whether all four figures are known, with some exposure on either side."""
        numbers = np.array([*self.before, *self.after])
        return not np.isnan(numbers).any() and self.before[1] > 0 and self.after[1] > 0

    def ratio(self, confidence: float) -> Range:
        """After over before; NaN where it is undefined."""
        if not self.complete or self.before[0] + self.after[0] <= 0:
            return Range(np.nan, np.nan, np.nan)
        found = rate_ratio(*self.after, *self.before, confidence)
        return Range(float(found.value), float(found.low), float(found.high))


def relative(own: Range, other: Range) -> Range:
    """One ratio over another, with its range (MOVER-R)."""
    if np.isnan(own.value) or np.isnan(other.value) or not other.value > 0 or np.isinf(other.value):
        return Range(np.nan, np.nan, np.nan)
    with np.errstate(invalid="ignore"):  # a range without an upper end
        low, high = mover_ratio(own.value, own.low, own.high, other.value, other.low, other.high)
    return Range(own.value / other.value, float(low), float(high))


def times_in_words(ratio: float) -> Text:
    """How many there are now for a small round number of before: 7 for every 10."""
    for base in (2, 3, 4, 5, 10, 20, 100):
        now = ratio * base
        if abs(now - round(now)) < 1e-9 and round(now) > 0:
            text = Text(en="for every {base} before there are now {now}", zh="以前是{base}，现在是{now}")
            return text.fill(base=whole(base), now=whole(now))
    return Text(en="for every 100 before there are now {now}", zh="以前是100，现在是{now}").fill(
        now=decimal(ratio * 100)
    )
