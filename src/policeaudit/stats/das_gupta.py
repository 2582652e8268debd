"""What changed? A change between two periods split into the parts of its factors (Das Gupta 1993)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from math import factorial
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from policeaudit.stats._arrays import FloatArray, count

Factor = TypeVar("Factor")
_FACTORS = 3


@dataclass(frozen=True)
class AlertRateChange:
    """The change of an alert rate and its parts, which add up to it, as fractions, with standard errors."""

    change: float
    population: float
    """Other people, or the same ones in other numbers: the mix of cells."""
    model: float
    """Other scores for the same cells (a change of people within a cell looks the same)."""
    threshold: float
    """Another share of alerts at the same scores."""
    population_se: float
    model_se: float
    threshold_se: float


def das_gupta(
    value: Callable[[Sequence[Factor]], float | FloatArray], before: Sequence[Factor], after: Sequence[Factor]
) -> list[float | FloatArray]:
    """The part of each factor in the change of a value, averaged over all orders in which the factors can change.

    Args:
        value: computes the value from the factors, given in their order.
        before: the factors as they were, each whatever ``value`` takes.
        after: the factors as they are.

    Returns:
        The parts in the order of the factors, in the units of the value; they add up to its change.

    Raises:
        ValueError: when the two periods have different numbers of factors.

    """
    if len(before) != len(after):
        msg = f"before and after must have the same factors, not {len(before)} and {len(after)}"
        raise ValueError(msg)
    parts: list[float | FloatArray] = [0.0] * len(before)
    for changed in product((False, True), repeat=len(before)):
        found = value([new if is_new else old for old, new, is_new in zip(before, after, changed, strict=True)])
        parts = [part + weight * found for part, weight in zip(parts, _weights(changed), strict=True)]
    return parts


def alert_rate_change(
    n_before: npt.ArrayLike, alerts_before: npt.ArrayLike, n_after: npt.ArrayLike, alerts_after: npt.ArrayLike
) -> AlertRateChange:
    """Split the change of the alert rate into population, model and threshold.

    The alert rate is sum over cells of w(cell) f(bin | cell) t(alert | cell, bin). A cell that only one period has
    takes its missing factors from the other, so that what is new there counts as population. A bin that a cell
    lacks is taken from the other cells of the same period, as a threshold is rarely set cell by cell.

    Args:
        n_before: rows by cell of attributes and score bin in the first period, shape (cells, bins).
        alerts_before: alerts among them.
        n_after: rows in the second period.
        alerts_after: alerts among them.

    Returns:
        The parts; the standard errors are those of independent rows (delta method), too large where the same
        subjects are in both periods and too small, by the root of the design effect, where they repeat within
        one. All NaN where a period has no rows.

    Raises:
        ValueError: when a count is negative, there are more alerts than rows or the shapes differ.

    """
    names = ("n_before", "alerts_before", "n_after", "alerts_after")
    n0, a0, n1, a1 = map(count, names, (n_before, alerts_before, n_after, alerts_after))
    if not n0.shape == a0.shape == n1.shape == a1.shape or n0.ndim != 2:
        msg = "all counts must have one shape (cells, bins)"
        raise ValueError(msg)
    if np.any(a0 > n0) or np.any(a1 > n1):
        msg = "alerts must not exceed rows"
        raise ValueError(msg)
    if not (n0.sum() and n1.sum()):
        return AlertRateChange(*[float("nan")] * 7)
    before, after = _filled(_factors(n0, a0), _factors(n1, a1)), _filled(_factors(n1, a1), _factors(n0, a0))
    parts = [float(part) for part in das_gupta(_alert_rate, before, after)]
    change = float(a1.sum() / n1.sum() - a0.sum() / n0.sum())
    return AlertRateChange(change, *parts, *_standard_errors(before, after, n0, n1))


def _weights(changed: Sequence[bool]) -> list[float]:
    """What the value with these factors changed counts in each factor's part."""
    size, new = len(changed), sum(changed)
    with_it = factorial(new - 1) * factorial(size - new) / factorial(size) if new else 0.0
    without = factorial(new) * factorial(size - new - 1) / factorial(size) if new < size else 0.0
    return [with_it if is_new else -without for is_new in changed]


def _factors(n: FloatArray, alerts: FloatArray) -> list[FloatArray]:
    """w, f and t; NaN where there are no rows. A cell without rows in a bin has the t of the bin in all cells."""
    cells = n.sum(-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        t = np.where(n > 0, alerts / n, alerts.sum(0) / n.sum(0))
        return [cells / n.sum(), n / cells[:, None], t]


def _filled(own: list[FloatArray], other: list[FloatArray]) -> list[FloatArray]:
    """What one period does not define, from the other; 0 where neither does."""
    return [np.nan_to_num(np.where(np.isnan(mine), its, mine)) for mine, its in zip(own, other, strict=True)]


def _alert_rate(factors: Sequence[FloatArray]) -> float:
    w, f, t = factors
    return float((w * (f * t).sum(-1)).sum())


def _standard_errors(
    before: list[FloatArray], after: list[FloatArray], n_before: FloatArray, n_after: FloatArray
) -> list[float]:
    """By the delta method: what one row more adds to each part, over all rows of both periods."""
    variances = np.zeros(_FACTORS)
    for is_after, own, n in ((False, before, n_before), (True, after, n_after)):
        by_place = np.zeros((_FACTORS, *n.shape))  # what a row adds through its cell and bin
        by_alert = np.zeros((_FACTORS, *n.shape))  # what its being an alert adds on top
        safe, cells = np.maximum(n, 1), np.maximum(n.sum(-1), 1)[:, None]
        for changed in product((False, True), repeat=_FACTORS):
            w, f, t = (new if is_new else old for old, new, is_new in zip(before, after, changed, strict=True))
            weights = np.array(_weights(changed))[:, None, None]
            rate = (f * t).sum(-1, keepdims=True)
            of_w, of_f, of_t = (is_new == is_after for is_new in changed)
            place = of_w * (rate - (w[:, None] * rate).sum()) / n.sum() + of_f * w[:, None] * (t - rate) / cells
            by_place += weights * place
            by_alert += weights * of_t * w[:, None] * f / safe
        t = own[2]
        variances += (n * (np.square(by_place) + np.square(by_alert) * t * (1 - t))).sum((1, 2))
    return [float(error) for error in np.sqrt(variances)]
