"""One estimate a period, with its range: joined to the one before only where the two mean the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from policeaudit.report import ticks
from policeaudit.report.chart_spec import SERIES_BOTTOM, SERIES_ROWS
from policeaudit.report.charts import Mark, has_bounds

_CAP = 0.06
"""Half the width of the caps at the ends of bounds, as a share of a period's room."""
BREAK = "[b]"
"""The mark of a break in a series, the same in both languages."""


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
    """The numbers of a series; below each period stand four words: its name in two lines, value and count."""

    periods: tuple[Period, ...]
    form: ClassVar[str] = "series"

    @property
    def height(self) -> int:
        """Height of the drawing in its own units."""
        return SERIES_BOTTOM + SERIES_ROWS[-1] + 9

    def axis(self) -> tuple[float, float, float]:
        """Lowest and highest value and the step of the ticks; zero is always in sight."""
        marks = [period.mark for period in self.periods if period.mark]
        seen = [v for m in marks for v in (m.value, m.low, m.high, m.lower_bound, m.upper_bound) if v is not None]
        seen += [v for period in self.periods for v in period.accepted or () if v is not None]
        return ticks.axis([*seen, 0.0], "points")

    def fill(self) -> dict[str, Any]:
        """The data of each layer and the domains of both axes."""
        low, high, step = self.axis()
        left, right = -0.5, len(self.periods) - 0.5
        places = ticks.ticks(low, high, step)
        return {
            "domain": [left, right],
            "ydomain": [low, high],
            "grid": [{"x": left, "x2": right, "y": y} for y in places],
            "zero": [{"x": left, "x2": right, "y": 0.0}],
            "yticks": [{"y": y, "text": ticks.label(y, step, "points")} for y in places],
            "breaks": [
                {"x": i - 0.5, "y": low, "y2": high, "text": BREAK}
                for i, each in enumerate(self.periods)
                if each.broken
            ],
            "joins": self._joins(),
            "words": [
                {"x": i, "top": SERIES_BOTTOM + row, "text": f"@{i * len(SERIES_ROWS) + k}{'v' if k == 2 else 'l'}"}
                for i in range(len(self.periods))
                for k, row in enumerate(SERIES_ROWS)
            ],
            **self._bands(low),
            **self._marks(),
        }

    def _joins(self) -> list[dict[str, float]]:
        found = []
        for i, period in enumerate(self.periods):
            before, after = self.periods[i - 1].mark, period.mark
            if period.joined and before and after and before.value is not None and after.value is not None:
                found.append({"x": i - 1, "y": before.value, "x2": i, "y2": after.value})
        return found

    def _bands(self, low: float) -> dict[str, list[dict[str, float]]]:
        band, edges = [], []
        for i, period in enumerate(self.periods):
            if period.accepted is None:
                continue
            start, end = period.accepted
            band.append({"x": i - 0.5, "x2": i + 0.5, "y": low if start is None else start, "y2": end})
            edges += [{"x": i - 0.5, "x2": i + 0.5, "y": v} for v in (start, end) if v is not None]
        return {"band": band, "edges": edges}

    def _marks(self) -> dict[str, list[dict[str, Any]]]:
        layers: dict[str, list[dict[str, Any]]] = {name: [] for name in ("bounds", "caps", "ranges", "groups")}
        for i, mark in enumerate(period.mark for period in self.periods):
            if mark is None or mark.value is None:
                continue
            layers["groups"].append({"x": i, "y": mark.value})
            if mark.low is not None and mark.high is not None:
                layers["ranges"].append({"x": i, "y": mark.low, "y2": mark.high})
            if has_bounds(mark):
                layers["bounds"].append({"x": i, "y": mark.lower_bound, "y2": mark.upper_bound})
                ends = (mark.lower_bound, mark.upper_bound)
                layers["caps"] += [{"x": i - _CAP, "x2": i + _CAP, "y": end} for end in ends]
        return layers
