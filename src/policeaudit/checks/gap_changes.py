"""How gaps changed from one period to another, and what may be said of it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from policeaudit.stats.clusters import DEGREES_OF_FREEDOM
from policeaudit.stats.intervals import critical_value
from policeaudit.stats.multiplicity import holm
from policeaudit.stats.paired import change_p
from policeaudit.text import Text

Course = Literal["grew", "shrank", "turned", "missing_decides", "no_change", "unknown"]


@dataclass(frozen=True)
class GapChange:
    """A gap in two periods, as fractions, with the 95 % range of its change: a difference in differences.

    ``least`` and ``most`` are what the change can be over every value of the missing outcomes.
    """

    before: float
    after: float
    low: float
    high: float
    least: float
    most: float

    @property
    def value(self) -> float:
        """After less before."""
        return self.after - self.before

    @property
    def growth(self) -> Course:
        """What happened to the size of the gap, if anything did."""
        if self.before * self.after < 0:
            return "turned"
        return "grew" if abs(self.after) > abs(self.before) else "shrank"


def courses(changes: Sequence[GapChange], alpha: float, *, clustered: bool) -> list[Course]:
    """What may be said of each change, judged together (Holm 1979).

    A change is said only where it is beyond chance for every value of the missing outcomes.

    Args:
        changes: the changes; NaN where a gap is undefined.
        alpha: the chance that even one change is said where there is none.
        clustered: whether the ranges are those of repeated subjects, with Student's t.
    """
    if not changes:
        return []
    df = DEGREES_OF_FREEDOM if clustered else math.inf
    value, low, high, least, most = np.array([[c.value, c.low, c.high, c.least, c.most] for c in changes]).T
    reach, crit = np.where(value > 0, value - low, high - value), critical_value(0.95, df)
    nearest = np.where(value > 0, np.maximum(np.fmin(value, least), 0), np.minimum(np.fmax(value, most), 0))
    known = ~np.isnan(value + reach)
    observed, robust = (holm(np.where(known, change_p(size, reach, crit, df), np.nan)) for size in (value, nearest))
    return [
        "unknown"
        if not known[i]
        else change.growth
        if robust[i] <= alpha
        else "missing_decides"
        if observed[i] <= alpha
        else "no_change"
        for i, change in enumerate(changes)
    ]


IN_WORDS: dict[Course, Text] = {
    "grew": Text(en="the gap grew", zh="差距扩大"),
    "shrank": Text(en="the gap shrank", zh="差距缩小"),
    "turned": Text(en="the gap turned to the other side", zh="差距方向逆转"),
    "missing_decides": Text(
        en="changed among the known outcomes, but the missing ones could undo it",
        zh="按已知结果有变化，但缺失的结果可能改变这一结论",
    ),
    "no_change": Text(en="no change that we can detect", zh="未见可察觉的变化"),
    "unknown": Text(en="too few figures to compare", zh="可比较的数据不足"),
}
