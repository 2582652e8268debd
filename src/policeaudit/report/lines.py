"""Line charts: a few lines over an axis, each named at its end, with ranges as tints and breaks as marked uprights."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any, ClassVar

from policeaudit.checks.exhibit import LineChart, Point
from policeaudit.report import ticks
from policeaudit.report.chart_spec import LINE_BOTTOM, LINE_TOP, LINES

_MOST_TICKS = 3
"""Names of periods that fit beside each other; of more, every second, third ... is printed."""
_APART = 17
"""Least distance of two labels at the ends of lines."""
PLOT_HEIGHT = LINE_BOTTOM - LINE_TOP


@dataclass(frozen=True)
class LineGeometry:
    """The numbers of a line chart, the same in every language; words are numbered in the order of ``texts``."""

    chart: LineChart
    form: ClassVar[str] = "lines"

    @property
    def height(self) -> int:
        """Height of the drawing in its own units."""
        return LINE_BOTTOM + 28

    def fill(self) -> dict[str, Any]:
        """The data of each layer and the domains of both axes."""
        chart = self.chart
        shown = chart.lines[:LINES]
        y_low, y_high, y_step = self._y_axis()
        xs = [p.x for line in shown for p in line.points] + [x for x, _ in (*chart.ticks, *chart.breaks)]
        x_low, x_high, x_step = ticks.axis(xs, chart.x_kind)
        if chart.ticks:
            pad = 0.4 if len(chart.ticks) > 1 else 1.0
            x_low, x_high = min(xs) - pad * (len(chart.ticks) == 1), max(xs) + pad * (len(chart.ticks) == 1)
        data: dict[str, Any] = {"domain": [x_low, x_high], "ydomain": [y_low, y_high]}
        data["band"] = [{"x": x_low, "x2": x_high, "y": chart.band[0], "y2": chart.band[1]}] if chart.band else []
        data["grid"] = [{"x": x_low, "x2": x_high, "y": y} for y in ticks.ticks(y_low, y_high, y_step)]
        data["yticks"] = [
            {"y": y, "text": ticks.label(y, y_step, chart.y_kind)} for y in ticks.ticks(y_low, y_high, y_step)
        ]
        first = len(shown)
        if chart.ticks:
            named = list(enumerate(chart.ticks))[:: -(-len(chart.ticks) // _MOST_TICKS)]
            data["xticks"] = [{"x": x, "text": f"@{first + i}l"} for i, (x, _) in named]
        else:
            data["xticks"] = [
                {"x": x, "text": ticks.label(x, x_step, chart.x_kind)} for x in ticks.ticks(x_low, x_high, x_step)
            ]
        first += len(chart.ticks)
        data["breaks"] = [
            {"x": x, "text": f"@{first + i}l", "y": y_low, "y2": y_high} for i, (x, _) in enumerate(chart.breaks)
        ]
        data["diagonal"] = self._diagonal((x_low, x_high), (y_low, y_high)) if chart.diagonal else []
        for i in range(LINES):
            points = shown[i].points if i < len(shown) else ()
            data[f"line{i}"], data[f"area{i}"] = _line_and_area(points)
        data["middle"], data["limits"] = _line_and_area(chart.usual)
        data["ends"] = self._ends((y_low, y_high))
        return data

    def _y_axis(self) -> tuple[float, float, float]:
        chart = self.chart
        points = [*chart.usual, *(p for line in chart.lines[:LINES] for p in line.points)]
        seen = [v for p in points for v in (p.y, p.low, p.high) if v is not None]
        return ticks.axis([*seen, *(chart.band or ())], chart.y_kind)

    def _ends(self, domain: tuple[float, float]) -> list[dict[str, Any]]:
        """The label of each line beside its last point, moved apart where two would touch."""
        low, high = domain
        found = []
        for i, line in enumerate(self.chart.lines[:LINES]):
            last = next((p.y for p in reversed(line.points) if p.y is not None), None)
            if last is not None:
                found.append([PLOT_HEIGHT * (1 - (last - low) / (high - low)), i])
        found.sort()
        for above, below in pairwise(found):
            below[0] = max(below[0], above[0] + _APART)
        over = (found[-1][0] - PLOT_HEIGHT) if found else 0
        if over > 0:
            found[-1][0] -= over
            for below, above in pairwise(reversed(found)):
                above[0] = min(above[0], below[0] - _APART)
        return [{"y": low + (1 - at / PLOT_HEIGHT) * (high - low), "text": f"@{i}l"} for at, i in found]

    @staticmethod
    def _diagonal(x: tuple[float, float], y: tuple[float, float]) -> list[dict[str, float]]:
        low, high = max(x[0], y[0]), min(x[1], y[1])
        return [{"x": low, "y": low, "x2": high, "y2": high}] if low < high else []


def _line_and_area(points: tuple[Point, ...]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Points as a line, and their ranges as an area; both are interrupted at a point without a value."""
    ranges = [
        {"x": p.x, "y": p.low, "y2": p.high}
        for p in points
        if p.y is None or (p.low is not None and p.high is not None)
    ]
    return [{"x": p.x, "y": p.y} for p in points], ranges
