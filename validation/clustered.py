"""Study 2: coverage where subjects repeat (beta-binomial subjects, buckets by md5 as in the product)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np

from policeaudit.stats.clusters import BUCKETS, DEGREES_OF_FREEDOM, design_effect
from policeaudit.stats.intervals import critical_value, difference, ratio, wilson
from validation.study import Done, Row, Task, share
from validation.subjects import Floats, Ints, buckets, propensities, rows_each

NAME = "clustered"
Z, T = critical_value(0.95), critical_value(0.95, DEGREES_OF_FREEDOM)
REPETITIONS = 6000
_AT_ONCE = 400_000


@dataclass(frozen=True)
class Setting:
    """Two groups of subjects; the second is the reference."""

    part: str
    subjects: tuple[int, int]
    rows: tuple[str, str]
    icc: float
    rates: tuple[float, float]


def settings() -> list[Setting]:
    """Equal groups; a small group against a large reference; subjects that repeat very unequally often."""
    usual, rare = (0.683, 0.835), (0.05, 0.02)
    balanced = [
        Setting("balanced", (n, n), (rows, rows), icc, usual)
        for n, rows, icc in product((30, 100, 400), ("1", "5", "10", "20", "1-20"), (0.0, 0.1, 0.3))
        if rows != "1" or icc == 0
    ]
    extreme = [Setting("unequal rows", (n, n), ("geometric 20",) * 2, 0.3, usual) for n in (30, 100, 400)]
    small = [
        Setting("small group", (n, 1000), ("1-20", "1-20"), icc, rates)
        for n, icc, rates in product((5, 8, 15, 30, 60), (0.1, 0.3), (usual, rare))
    ]
    unequal = [
        Setting("unequal rows", (n, 1000), rows, 0.3, usual)
        for n, rows in product((15, 30, 60), (("20", "1"), ("10", "2"), ("1", "20"), ("geometric 20", "1")))
    ]
    return [*balanced, *extreme, *small, *unequal]


def tasks(effort: float) -> list[Task]:
    """One task for each setting."""
    chosen = settings() if effort >= 1 else settings()[::12]
    repetitions = max(int(REPETITIONS * effort), 20)
    return [
        Task(NAME, repr(each), sum(each.subjects) / 100, {"setting": each, "repetitions": repetitions})
        for each in chosen
    ]


def measure(task: Task, rng: np.random.Generator) -> Row:
    """How often each interval holds the truth in one setting."""
    setting, repetitions = task.arguments["setting"], task.arguments["repetitions"]
    at_once = max(1, _AT_ONCE // max(setting.subjects))
    held = dict.fromkeys(("ignored", "difference", "ratio", "rate", "too_high", "too_low"), 0)
    effects, done = 0.0, 0
    while done < repetitions:
        size = min(at_once, repetitions - done)
        found, effect = _covered(rng, setting, size)
        held = {name: held[name] + int(found[name].sum()) for name in held}
        effects, done = effects + float(effect.sum()), done + size
    figures: Row = {
        "part": setting.part,
        "subjects": list(setting.subjects),
        "rows": list(setting.rows),
        "icc": setting.icc,
        "rates": list(setting.rates),
        "repetitions": repetitions,
        "deff": effects / repetitions,
    }
    for name, count in held.items():
        figures[name], figures[f"{name}_se"] = share(count, repetitions)
    return figures


def rows(done: list[Done]) -> list[Row]:
    """One row for each setting."""
    return [each.result for each in done]


def bucket_totals(
    rng: np.random.Generator, repetitions: int, subjects: int, rows: str, rate: float, icc: float
) -> tuple[Floats, Floats]:
    """Events and rows in each bucket of a group, shape (repetitions, 64)."""
    shape = (repetitions, subjects)
    m = rows_each(rng, rows, shape)
    y = rng.binomial(m, propensities(rng, rate, icc, shape))
    at = (np.arange(repetitions)[:, None] * BUCKETS + rng.choice(buckets(), shape)).ravel()

    def total(values: Ints) -> Floats:
        return np.bincount(at, values.ravel(), repetitions * BUCKETS).reshape(repetitions, BUCKETS)

    return total(y), total(m)


def _covered(rng: np.random.Generator, s: Setting, repetitions: int) -> tuple[dict[str, np.ndarray], Floats]:
    """Whether each interval held the truth, as the product computes it: own or pooled design effect, t(63)."""
    y1, m1 = bucket_totals(rng, repetitions, s.subjects[0], s.rows[0], s.rates[0], s.icc)
    y2, m2 = bucket_totals(rng, repetitions, s.subjects[1], s.rows[1], s.rates[1], s.icc)
    n1, n2 = m1.sum(-1), m2.sum(-1)
    p1, p2 = y1.sum(-1) / n1, y2.sum(-1) / n2
    first_larger = (n1 > n2)[:, None]
    pooled = np.where(first_larger, y1, y2), np.where(first_larger, m1, m2)
    effect = design_effect(y1, m1, *pooled)
    e1, e2 = n1 / effect, n2 / design_effect(y2, m2, *pooled)
    gap, quotient = s.rates[0] - s.rates[1], s.rates[0] / s.rates[1]
    low, high = difference(p1, e1, p2, e2, T)
    return {
        "ignored": _holds(gap, difference(p1, n1, p2, n2, Z)),
        "difference": _holds(gap, (low, high)),
        "ratio": _holds(quotient, ratio(p1, e1, p2, e2, T)),
        "rate": _holds(s.rates[0], wilson(p1, e1, T)),
        "too_high": low > gap,
        "too_low": high < gap,
    }, effect


def _holds(truth: float, limits: tuple[Floats, Floats]) -> np.ndarray:
    return (limits[0] <= truth) & (truth <= limits[1])
