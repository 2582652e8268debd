"""Axes that end on round numbers, and the numbers at their ticks."""

from __future__ import annotations

import math
from collections.abc import Iterable

from policeaudit.checks.exhibit import Kind
from policeaudit.text import decimal

_SHARES: frozenset[Kind] = frozenset({"percent"})


def axis(seen: Iterable[float], kind: Kind = "percent") -> tuple[float, float, float]:
    """Lowest and highest value of an axis and the step of its ticks (at most six); shares stay within 0 and 1."""
    values = list(seen)
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    step = _step(high - low, kind)
    low, high = math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step
    if high - low < 2 * step:
        low, high = low - step, high + step
    if kind in _SHARES:
        low, high = max(0.0, low), min(1.0, high)
    elif kind not in ("points", "number") and values and min(values) >= 0:
        low = max(0.0, low)
    return low, high, step


def _step(width: float, kind: Kind) -> float:
    if kind in _SHARES:
        return next((s for s in (0.01, 0.02, 0.05, 0.1, 0.2) if width / s <= 5), 0.25)
    least = max(width / 5, 1.0 if kind == "count" else 1e-9)
    power = 10.0 ** math.floor(math.log10(least))
    return next(m * power for m in (1, 2, 5, 10) if m * power >= least - 1e-12)


def ticks(low: float, high: float, step: float) -> list[float]:
    """The places of the ticks."""
    return [round(low + i * step, 9) for i in range(round((high - low) / step) + 1)]


def label(value: float, step: float, kind: Kind) -> str:
    """A number at a tick: the same in both languages."""
    if kind in ("percent", "points"):
        value, step = value * 100, step * 100
    digits = max(0, -math.floor(math.log10(step) + 1e-9)) if step > 0 else 0
    return decimal(value, digits).en.removesuffix(".") + ("%" if kind == "percent" else "")
