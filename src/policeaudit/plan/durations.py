"""Bands of time: a log's durations are counted in them, so that no row's own duration is kept."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

Unit = Literal["second", "minute", "hour", "day"]
SECONDS: dict[Unit, int] = {"second": 1, "minute": 60, "hour": 3_600, "day": 86_400}

_FINE = (
    *(quarter / 4 for quarter in range(40)),
    *map(float, range(10, 120)),
    *map(float, range(120, 600, 5)),
    *map(float, range(600, 2_881, 60)),
)
"""In units: narrow where most durations lie, so that a quantile is known to a quarter of a unit, to one or to a few per cent."""


@dataclass(frozen=True)
class Bands:
    """Bands of durations: each holds what is longer than its start and not longer than the next one's; the last is open.

    The first one holds its start, 0, too. ``step``: every start is a whole number of so many seconds.
    """

    starts: tuple[float, ...]
    unit: Unit
    step: int

    @property
    def ticks(self) -> tuple[int, ...]:
        """The starts in steps."""
        return tuple(round(start * SECONDS[self.unit]) // self.step for start in self.starts)


def is_whole_seconds(time: float, unit: Unit) -> bool:
    """Whether a time can be told from the whole seconds of a log."""
    return abs(time * SECONDS[unit] - round(time * SECONDS[unit])) < 1e-9


def bands_of(unit: Unit, marks: Iterable[float]) -> Bands:
    """Narrow bands that end at every mark, such as a standard, so that what is within it is counted and not guessed."""
    starts = sorted({start for start in (*_FINE, *marks) if is_whole_seconds(start, unit)})
    step = math.gcd(*(round(start * SECONDS[unit]) for start in starts))
    return Bands(tuple(starts), unit, step)
