"""Line charts: a few lines over an axis, each named at its end, with ranges as tints and breaks as marked uprights."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import Any, ClassVar

from policeaudit.checks.exhibit import Line, LineChart, Point
from policeaudit.report import ticks

DASHES = ("", "7 4", "2 3", "9 3 2 3")
LINES = len(DASHES)
"""Lines that one chart tells apart, by their dashes."""
TOP, BOTTOM, LEFT, RIGHT = 24, 224, 52, 136
"""The frame of the lines: above it the names of breaks, left of it those of ticks, right of it those of the lines."""
_MOST_TICKS = 3
"""Names of periods that fit beside each other; of more, every second, third ... is printed."""
_APART = 17
"""Least distance of two labels at the ends of lines."""

_Scale = Callable[[float], float]


@dataclass(frozen=True)
class LineGeometry:
    """The numbers of a line chart, the same in every language.

    Its words are the labels of the lines, then those of the ticks, then those of the breaks.
    """

    chart: LineChart
    form: ClassVar[str] = "lines"

    @property
    def height(self) -> int:
        """Height of the drawing in its own units."""
        return BOTTOM + 28

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines that are drawn; the table holds them all."""
        return self.chart.lines[:LINES]

    def places(self, width: int) -> dict[str, Any]:
        """Where everything stands, in the drawing's own units; a label that needs words is a number in their order."""
        chart = self.chart
        x_low, x_high, x_step = self._across()
        y_low, y_high, y_step = self._up()
        right = width - RIGHT

        def x(value: float) -> float:
            return LEFT + (value - x_low) / (x_high - x_low) * (right - LEFT)

        def y(value: float) -> float:
            return BOTTOM - (value - y_low) / (y_high - y_low) * (BOTTOM - TOP)

        first = len(self.lines)
        breaks = first + len(chart.ticks)
        named = list(enumerate(chart.ticks))[:: -(-len(chart.ticks) // _MOST_TICKS) or 1]
        corners = max(x_low, y_low), min(x_high, y_high)
        return {
            "left": LEFT,
            "right": right,
            "top": TOP,
            "bottom": BOTTOM,
            "band": (y(chart.band[0]), y(chart.band[1])) if chart.band else None,
            "y_ticks": [(y(v), ticks.label(v, y_step, chart.y_kind)) for v in ticks.ticks(y_low, y_high, y_step)],
            "x_ticks": [(x(v), first + i) for i, (v, _) in named]
            or [(x(v), ticks.label(v, x_step, chart.x_kind)) for v in ticks.ticks(x_low, x_high, x_step)],
            "breaks": [(x(v), breaks + i) for i, (v, _) in enumerate(chart.breaks)],
            "diagonal": [(x(v), y(v)) for v in corners] if chart.diagonal and corners[0] < corners[1] else None,
            "usual": {"strokes": _strokes(chart.usual, x, y), "areas": _areas(chart.usual, x, y)},
            "lines": [
                {
                    "dash": dash,
                    "points": [(x(p.x), y(p.y)) for p in line.points if p.y is not None],
                    "strokes": _strokes(line.points, x, y),
                    "areas": _areas(line.points, x, y),
                    "end": end,
                }
                for line, dash, end in zip(self.lines, DASHES, self._ends(y), strict=False)
            ],
        }

    def _across(self) -> tuple[float, float, float]:
        chart = self.chart
        seen = [p.x for line in self.lines for p in line.points] + [x for x, _ in (*chart.ticks, *chart.breaks)]
        if not chart.ticks:
            return ticks.axis(seen, chart.x_kind)
        alone = float(len(chart.ticks) == 1)
        return min(seen) - alone, max(seen) + alone, 1.0

    def _up(self) -> tuple[float, float, float]:
        points = [*self.chart.usual, *(p for line in self.lines for p in line.points)]
        seen = [v for p in points for v in (p.y, p.low, p.high) if v is not None]
        return ticks.axis([*seen, *(self.chart.band or ())], self.chart.y_kind)

    def _ends(self, y: _Scale) -> list[float | None]:
        """The height of each line's label: beside its last point, moved apart where two would touch."""
        last = [next((p.y for p in reversed(line.points) if p.y is not None), None) for line in self.lines]
        found = sorted([y(value), i] for i, value in enumerate(last) if value is not None)
        for above, below in pairwise(found):
            below[0] = max(below[0], above[0] + _APART)
        if found and found[-1][0] > BOTTOM:
            found[-1][0] = BOTTOM
            for below, above in pairwise(reversed(found)):
                above[0] = min(above[0], below[0] - _APART)
        at = {i: place for place, i in found}
        return [at.get(i) for i in range(len(last))]


def _strokes(points: Iterable[Point], x: _Scale, y: _Scale) -> list[str]:
    """The paths of a line, one between each two gaps."""
    return [_path([(x(p.x), y(p.y)) for p in piece if p.y is not None]) for piece in _pieces(points, _known)]


def _areas(points: Iterable[Point], x: _Scale, y: _Scale) -> list[str]:
    """The paths around a line's ranges, one between each two gaps."""
    found = []
    for piece in _pieces(points, _ranged):
        above = [(x(p.x), y(p.high)) for p in piece if p.high is not None]
        below = [(x(p.x), y(p.low)) for p in reversed(piece) if p.low is not None]
        found.append(_path(above + below) + "Z")
    return found


def _pieces(points: Iterable[Point], whole: Callable[[Point], bool]) -> list[list[Point]]:
    return [list(piece) for kept, piece in groupby(points, whole) if kept]


def _known(point: Point) -> bool:
    return point.y is not None


def _ranged(point: Point) -> bool:
    return point.low is not None and point.high is not None


def _path(places: Iterable[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.2f} {y:.2f}" for x, y in places)
