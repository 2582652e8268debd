"""Which threshold each group is to have: a linear program over the options of all groups.

An option is a cut of the score; each group takes exactly one. Rates are linear in the choice, so limits on gaps between
groups are linear bounds, and the cheapest choice within them is a mixed-integer program (solved by HiGHS). Without the
demand that a group takes one option whole, a group's people are spread over cuts by lot: then, with no gap allowed and
right decisions as the aim, this is the program of Hardt, Price & Srebro (2016) that ``fairlearn``'s ``ThresholdOptimizer``
solves on the hulls of the curves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp

from policeaudit.stats._arrays import BoolArray, FloatArray

_OPTIMAL, _INFEASIBLE = 0, 2


@dataclass(frozen=True)
class Bound:
    """``low <= sum of the chosen weights + coefficient * level <= high``.

    A level is a free number between 0 and 1 that several bounds may share: all groups near one rate, whichever it is.
    """

    weights: FloatArray
    """Shape (groups, options); not NaN where an option is allowed."""
    low: float
    high: float
    level: tuple[int, float] | None = None
    """The number of the level, and its coefficient."""


def cheapest(cost: npt.ArrayLike, allowed: npt.ArrayLike, bounds: Sequence[Bound]) -> npt.NDArray[np.int64] | None:
    """The option of each group that together cost least within all bounds.

    Args:
        cost: of each option of each group, shape (groups, options).
        allowed: whether a group may take an option, of the same shape.
        bounds: what the choice must keep.

    Returns:
        Options, shape (groups,); None where no choice keeps all bounds. Bounds are kept to within 1e-6.

    Raises:
        ValueError: when the shapes differ.
        ArithmeticError: when the solver gives up.

    """
    chosen = _solve(cost, allowed, bounds, whole=True)
    return None if chosen is None else chosen.argmax(-1)


def cheapest_by_lot(cost: npt.ArrayLike, allowed: npt.ArrayLike, bounds: Sequence[Bound]) -> FloatArray | None:
    """The same where a lot may decide, person by person, which option holds.

    Returns:
        The chance of each option in each group, shape (groups, options); None where no choice keeps all bounds.

    Raises:
        ValueError: when the shapes differ.
        ArithmeticError: when the solver gives up.

    """
    return _solve(cost, allowed, bounds, whole=False)


def _solve(cost: npt.ArrayLike, allowed: npt.ArrayLike, bounds: Sequence[Bound], *, whole: bool) -> FloatArray | None:
    price, free = np.asarray(cost, dtype=np.float64), np.asarray(allowed, dtype=np.bool_)
    if price.ndim != 2 or any(array.shape != price.shape for array in (free, *(b.weights for b in bounds))):
        msg = "cost, allowed and weights must have one shape (groups, options)"
        raise ValueError(msg)
    if not free.any(-1).all():
        return None
    groups, options = np.nonzero(free)
    levels = max((b.level[0] + 1 for b in bounds if b.level), default=0)
    each = (np.arange(price.shape[0])[:, None] == groups).astype(np.float64)
    rows = [np.concatenate([each, np.zeros((len(each), levels))], axis=1)]
    rows += [_row(bound, free, levels) for bound in bounds]
    low = np.r_[np.ones(len(each)), [b.low for b in bounds]]
    high = np.r_[np.ones(len(each)), [b.high for b in bounds]]
    prices = price[free]
    scale = float(np.abs(prices).max()) or 1.0
    found = _milp(
        np.r_[prices / scale, np.zeros(levels)],
        np.r_[np.full(len(groups), int(whole)), np.zeros(levels, dtype=int)],
        LinearConstraint(np.concatenate(rows), low, high),
    )
    if found is None:
        return None
    chosen = np.zeros(price.shape)
    chosen[groups, options] = found[: len(groups)]
    return chosen


def _row(bound: Bound, free: BoolArray, levels: int) -> FloatArray:
    row = np.zeros(levels)
    if bound.level:
        row[bound.level[0]] = bound.level[1]
    return np.concatenate([bound.weights[free], row])[None]


def _milp(cost: FloatArray, integral: npt.NDArray[np.int64], rows: LinearConstraint) -> FloatArray | None:
    for presolve in (True, False):  # presolving may end with "infeasible or unbounded"; nothing here is unbounded
        found = milp(
            cost,
            integrality=integral,
            bounds=Bounds(0, 1),
            constraints=rows,
            options={"mip_rel_gap": 0.0, "presolve": presolve},
        )
        if found.status == _OPTIMAL:
            return np.asarray(found.x, dtype=np.float64)
        if found.status == _INFEASIBLE:
            return None
    msg = f"no thresholds: {found.message}"
    raise ArithmeticError(msg)
