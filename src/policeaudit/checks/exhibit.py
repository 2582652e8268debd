"""Exhibits: the tables and charts that a check lays before the reader, without a verdict.

Plain values, the same in both languages; the report draws them. A rate is a fraction, an undefined number is None.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from policeaudit.text import Text

if TYPE_CHECKING:  # whoever draws exhibits need not wait for numpy
    import numpy as np

Kind = Literal["text", "count", "percent", "points", "number", "ratio", "score", "chance", "days", "minutes"]
"""How a value is printed: ``percent`` and ``points`` are fractions times 100; ``score`` and ``chance`` have three decimals."""

Cell = Text | int | float | tuple[float | None, float | None] | None
"""A text, a number, a range of the column's kind (None: unbounded), or nothing."""


def known(value: float | np.floating | None) -> float | None:
    """A number for an exhibit: none where it is undefined or unbounded."""
    return None if value is None or not math.isfinite(value) else float(value)


@dataclass(frozen=True)
class Column:
    """A column of a table."""

    label: Text
    kind: Kind = "text"


@dataclass(frozen=True)
class Dot:
    """One estimate in a chart with its range, the bounds over missing outcomes, and the count behind it."""

    label: Text
    value: float | None
    low: float | None = None
    high: float | None = None
    n: int | None = None
    reference: bool = False
    lower_bound: float | None = None
    upper_bound: float | None = None


@dataclass(frozen=True)
class DotChart:
    """Estimates with their ranges, one a line; ``band`` holds the accepted values, ``line`` a value to compare with."""

    dots: tuple[Dot, ...]
    kind: Kind = "percent"
    band: tuple[float, float] | None = None
    line: float | None = None
    form: Literal["dots"] = "dots"


@dataclass(frozen=True)
class Point:
    """A point of a line with its range."""

    x: float
    y: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Line:
    """One line of a chart, named at its end; at most four lines are told apart."""

    label: Text
    points: tuple[Point, ...]


Mark = tuple[float, Text]
"""A named place on the x axis."""


@dataclass(frozen=True)
class LineChart:
    """Lines over an axis.

    ``ticks`` names places on the x axis (periods); ``breaks`` marks where figures stop being comparable; ``usual`` holds the
    middle and the limits between which a series lies that does not change.
    """

    x_label: Text
    y_label: Text
    lines: tuple[Line, ...]
    x_kind: Kind = "number"
    y_kind: Kind = "percent"
    ticks: tuple[Mark, ...] = ()
    breaks: tuple[Mark, ...] = ()
    band: tuple[float, float] | None = None
    usual: tuple[Point, ...] = ()
    diagonal: bool = False
    form: Literal["lines"] = "lines"


@dataclass(frozen=True)
class Exhibit:
    """A table, with a chart of the same data where one helps.

    ``name`` is stable within its check; ``title`` says what is shown, in ten words or fewer; ``note`` says how to read it.
    """

    name: str
    title: Text
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    chart: DotChart | LineChart | None = None
    note: Text | None = None

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            msg = f"a row of exhibit {self.name} does not fit its columns"
            raise ValueError(msg)
