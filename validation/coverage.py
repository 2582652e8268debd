"""Study 1: how often each interval holds the truth, by exact sums of binomial probabilities (no simulation).

The grid is that of the design notes: 15 rates from .01 to .99, so 15 x 15 pairs for a difference or a ratio.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from scipy.stats import binom

from policeaudit.stats.intervals import clopper_pearson, critical_value, difference, ratio, wilson
from validation.study import Done, Row, Task

NAME = "coverage"
RATES = np.linspace(0.01, 0.99, 15)
FINE = np.linspace(0.005, 0.995, 397)
PERCENTS = np.linspace(0.01, 0.99, 99)
MOST_FOR_FINE = 300
CRIT = critical_value(0.95)
PAIRS = ((10, 10), (30, 30), (100, 100), (1000, 1000), (30, 1000), (10, 300))
ENOUGH_EVENTS = 5
_NEGLIGIBLE = 1e-13

Array = npt.NDArray[np.float64]


def tasks(effort: float) -> list[Task]:
    """One task for each interval and size."""
    sizes = [pair for pair in PAIRS if effort >= 1 or max(pair) <= 100]
    singles = [n for n in (10, 30, 100, 1000) if effort >= 1 or n <= 100]
    return [
        *(
            Task(NAME, f"{m} {n}", 0.5, {"method": m, "n": (n,)})
            for m in ("wilson", "clopper_pearson")
            for n in singles
        ),
        *(
            Task(
                NAME,
                f"{m} {n[0]} {n[1]}",
                n[0] * n[1] / 1e5,
                {"method": m, "n": n, "fine": effort >= 1 and max(n) <= MOST_FOR_FINE},
            )
            for m in ("difference", "ratio")
            for n in sizes
        ),
    ]


def measure(task: Task, rng: np.random.Generator) -> list[Row]:  # noqa: ARG001 - exact: no chance in it
    """The coverage over the grid."""
    method, n = task.arguments["method"], task.arguments["n"]
    if len(n) == 1:
        grids = {"15": RATES, "397": FINE}
        return [_summary(method, n, grid, *_single(method, n[0], rates)) for grid, rates in grids.items()]
    grids = {"15x15": RATES, "99x99": PERCENTS} if task.arguments["fine"] else {"15x15": RATES}
    interval = {"difference": difference, "ratio": ratio}[method]
    return [_summary(method, n, grid, *_double(interval, *n, rates)) for grid, rates in grids.items()]


def rows(done: list[Done]) -> list[Row]:
    """All tasks' rows in order."""
    return [row for each in done for row in each.result]


def _single(method: str, n: int, rates: Array) -> tuple[Array, Array, Array, list[tuple[float, ...]]]:
    k = np.arange(n + 1)
    low, high = {"wilson": wilson, "clopper_pearson": clopper_pearson}[method](k / n, n, CRIT)
    probability = binom.pmf(k, n, rates[:, None])
    truth = rates[:, None]
    covered = np.where((low <= truth) & (truth <= high), probability, 0).sum(-1)
    too_high = np.where(low > truth, probability, 0).sum(-1)
    return covered, too_high, n * np.minimum(rates, 1 - rates), [(rate,) for rate in rates]


def _double(
    interval: Callable[..., tuple[Array, Array]], n1: int, n2: int, rates: Array
) -> tuple[Array, Array, Array, list[tuple[float, ...]]]:
    k1, k2 = np.arange(n1 + 1), np.arange(n2 + 1)
    low, high = interval(k1[:, None] / n1, n1, k2 / n2, n2, CRIT)
    mass1, mass2 = binom.pmf(k1, n1, rates[:, None]), binom.pmf(k2, n2, rates[:, None])
    covered, too_high, events, where = [], [], [], []
    for p1, f1 in zip(rates, mass1, strict=True):
        for p2, f2 in zip(rates, mass2, strict=True):
            truth = p1 - p2 if interval is difference else p1 / p2
            rows, columns = _range(f1), _range(f2)
            above, below = low[rows, columns] > truth, high[rows, columns] < truth
            too_high.append(f1[rows] @ above.astype(float) @ f2[columns])
            covered.append(1 - too_high[-1] - f1[rows] @ below.astype(float) @ f2[columns])
            events.append(min(n1 * p1, n1 * (1 - p1), n2 * p2, n2 * (1 - p2)))
            where.append((float(p1), float(p2)))
    return np.array(covered), np.array(too_high), np.array(events), where


def _range(mass: Array) -> slice:
    """The outcomes that occur at all."""
    found = np.flatnonzero(mass > _NEGLIGIBLE)
    return slice(found[0], found[-1] + 1)


def _summary(
    method: str,
    n: tuple[int, ...],
    grid: str,
    covered: Array,
    too_high: Array,
    events: Array,
    where: list[tuple[float, ...]],
) -> Row:
    """The figures of one table row; ``common`` is the part of the grid with enough events on either side."""
    common = events >= ENOUGH_EVENTS
    worst = int(covered.argmin())
    return {
        "method": method,
        "n": list(n),
        "grid": grid,
        "mean": float(covered.mean()),
        "min": float(covered.min()),
        "min_at": [round(float(p), 4) for p in where[worst]],
        "below_94": float((covered < 0.94).mean()),
        "common_mean": float(covered[common].mean()) if common.any() else float("nan"),
        "common_min": float(covered[common].min()) if common.any() else float("nan"),
        "mean_too_high": float(too_high.mean()),
        "max_too_high": float(too_high.max()),
    }
