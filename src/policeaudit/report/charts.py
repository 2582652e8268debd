"""Charts as inline SVG: dots with their ranges, or lines, each form a template that is filled with places and words.

Every place is worked out here, none is measured from a font: a drawing is the same on every machine, and the page's style
sheet decides its colours (dark mode, print). That leaves so little to draw that no plotting library is asked: starting one
took longer than counting a log.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Protocol

from markupsafe import Markup

from policeaudit.checks.exhibit import Kind
from policeaudit.report import ticks
from policeaudit.report.templating import template

WIDTH = 420
MARGIN = 20
ROW = 50
AXIS = 26
TOP = 6


@dataclass(frozen=True)
class Mark:
    """One group in a chart: value, range and bounds (None: not measurable); is it the reference."""

    value: float | None
    low: float | None
    high: float | None
    lower_bound: float | None
    upper_bound: float | None
    reference: bool = False


@dataclass(frozen=True)
class Geometry:
    """The numbers of a chart of dots, the same in every language."""

    marks: tuple[Mark, ...]
    band: tuple[float, float] | None = None
    line: float | None = None
    kind: Kind = "percent"
    form: ClassVar[str] = "dots"

    @property
    def height(self) -> int:
        """Height of the drawing in its own units."""
        return TOP + ROW * len(self.marks) + AXIS

    def domain(self) -> tuple[float, float, float]:
        """Lowest and highest value on the axis and the step of its ticks; all are shares of 1."""
        seen = [v for m in self.marks for v in (m.value, m.low, m.high, m.lower_bound, m.upper_bound) if v is not None]
        seen += list(self.band or ()) + ([self.line] if self.line is not None else [])
        return ticks.axis(seen, self.kind)

    def places(self, width: int) -> dict[str, Any]:
        """Where everything stands, in the drawing's own units."""
        low, high, step = self.domain()
        left, right = MARGIN, width - MARGIN
        tops = [TOP + ROW * i for i in range(len(self.marks))]

        def x(value: float) -> float:
            return left + (value - low) / (high - low) * (right - left)

        def pair(start: float | None, end: float | None) -> tuple[float, float] | None:
            return None if start is None or end is None else (x(start), x(end))

        return {
            "left": left,
            "right": right,
            "base": TOP + ROW * len(self.marks),
            "tracks": [{"top": top + 25, "bottom": top + 43} for top in tops],
            "band": {"x": x(self.band[0]), "width": x(self.band[1]) - x(self.band[0])} if self.band else None,
            "edges": [x(v) for v in self.band or () if low < v < high],
            "line": None if self.line is None else x(self.line),
            "ticks": [(x(v), ticks.label(v, step, self.kind)) for v in ticks.ticks(low, high, step)],
            "marks": [
                {
                    "text": top + 18,
                    "y": top + 34,
                    "x": None if mark.value is None else x(mark.value),
                    "range": pair(mark.low, mark.high),
                    "bounds": pair(mark.lower_bound, mark.upper_bound) if has_bounds(mark) else None,
                    "reference": mark.reference,
                }
                for top, mark in zip(tops, self.marks, strict=True)
            ],
        }


class AnyGeometry(Protocol):
    """The numbers of a chart of any form, the same in every language."""

    @property
    def form(self) -> str:
        """The name of its template."""

    @property
    def height(self) -> int:
        """Height of the drawing in its own units."""

    def places(self, width: int) -> dict[str, Any]:
        """What its template is filled with."""


@dataclass(frozen=True)
class Words:
    """The words of a chart in one language."""

    title: str
    description: str
    rows: tuple[tuple[str, str, str], ...]
    """Label, value and count of each mark; of a line chart only the labels are set."""


def draw(geometry: AnyGeometry, words: Words, name: str) -> Markup:
    """Draw a chart as an inline SVG element with a title and a description; ``name`` is unique on its page."""
    drawing = template(f"charts/{geometry.form}.svg.j2")
    places = geometry.places(WIDTH)
    return Markup(drawing.render(name=name, width=WIDTH, height=geometry.height, words=words, **places))  # noqa: S704


def has_bounds(mark: Mark) -> bool:
    """Whether missing outcomes could move the value: then the bounds are drawn."""
    if mark.lower_bound is None or mark.upper_bound is None:
        return False
    return mark.value is None or mark.lower_bound != mark.value or mark.upper_bound != mark.value
