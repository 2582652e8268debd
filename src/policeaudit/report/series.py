"""One estimate a period, with its range: joined to the one before only where the two mean the same."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, ClassVar

from policeaudit.report import ticks
from policeaudit.report.charts import Mark, has_bounds

BREAK = "[b]"
"""The mark of a break in a series, the same in both languages."""
TOP, BOTTOM, LEFT, RIGHT = 26, 186, 52, 20
"""The frame of the estimates: above it the marks of breaks, left of it the ticks, below it the words of each period."""
_BELOW = 80


@dataclass(frozen=True)
class Period:
    """One period of a series: its estimate (None: not compared), and how it follows the one before it."""

    mark: Mark | None
    accepted: tuple[float | None, float] | None = None
    """The values that the limit accepts (lower end None: all that are smaller); None where that is no span of values."""
    joined: bool = False
    broken: bool = False


@dataclass(frozen=True)
class SeriesGeometry:
    """The numbers of a series; its words are, for each period, the two lines of its name, the first with value and count."""

    periods: tuple[Period, ...]
    form: ClassVar[str] = "series"

    @property
    def height(self) -> int:
        """Height of the drawing in its own units."""
        return BOTTOM + _BELOW

    def axis(self) -> tuple[float, float, float]:
        """Lowest and highest value and the step of the ticks; zero is always in sight."""
        marks = [period.mark for period in self.periods if period.mark]
        seen = [v for m in marks for v in (m.value, m.low, m.high, m.lower_bound, m.upper_bound) if v is not None]
        seen += [v for period in self.periods for v in period.accepted or () if v is not None]
        return ticks.axis([*seen, 0.0], "points")

    def places(self, width: int) -> dict[str, Any]:
        """Where everything stands, in the drawing's own units."""
        low, high, step = self.axis()
        room = (width - LEFT - RIGHT) / len(self.periods)
        starts = [round(LEFT + room * i, 2) for i in range(len(self.periods) + 1)]

        def y(value: float) -> float:
            return round(BOTTOM - (value - low) / (high - low) * (BOTTOM - TOP), 2)

        def pair(start: float | None, end: float | None) -> tuple[float, float] | None:
            return None if start is None or end is None else (y(start), y(end))

        spans = [
            (*ends, each.accepted) for ends, each in zip(pairwise(starts), self.periods, strict=True) if each.accepted
        ]
        middles = [round((start + end) / 2, 2) for start, end in pairwise(starts)]
        marks = [(x, each.mark) for x, each in zip(middles, self.periods, strict=True)]
        shown = [None if m is None or m.value is None else (x, y(m.value)) for x, m in marks]
        follows = zip(self.periods[1:], pairwise(shown), strict=True)
        return {
            "left": LEFT,
            "right": width - RIGHT,
            "top": TOP,
            "bottom": BOTTOM,
            "zero": y(0.0),
            "mark": BREAK,
            "middles": middles,
            "ticks": [(y(v), ticks.label(v, step, "points")) for v in ticks.ticks(low, high, step)],
            "bands": [
                (a, y(top), round(room, 2), round(y(low if end is None else end) - y(top), 2))
                for a, _, (end, top) in spans
            ],
            "edges": [(a, b, y(v)) for a, b, span in spans for v in span if v is not None],
            "breaks": [start for start, each in zip(starts, self.periods, strict=False) if each.broken],
            "joins": [ends for each, ends in follows if each.joined and all(ends)],
            "marks": [
                {
                    "x": x,
                    "y": y(m.value),
                    "range": pair(m.low, m.high),
                    "bounds": pair(m.lower_bound, m.upper_bound) if has_bounds(m) else None,
                }
                for x, m in marks
                if m is not None and m.value is not None
            ],
        }
