"""Shares that a check takes from a table, as rates that are compared and judged with all others."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from policeaudit.checks.check import Check
from policeaudit.checks.comparison import Comparison, comparisons
from policeaudit.checks.evidence import Evidence, Rates, View
from policeaudit.measures import FILLS, Fill, FloatArray, Measure
from policeaudit.plan.any_limit import AnyLimit
from policeaudit.text import Text

NOBODY = Text(en="the table holds no figures of this group", zh="表中没有该群体的数据")


@dataclass(frozen=True)
class Share:
    """A part of a whole. Of ``open`` more it is not known whether they belong to the part; a ``reason`` says why it is none.

    ``deff`` is the design effect: by how many times a survey's answers tell less than as many independent ones.
    """

    part: float
    whole: float
    open: float = 0.0
    deff: float = 1.0
    reason: Text | None = None

    @property
    def value(self) -> float:
        """The share over what is known; NaN where it is undefined."""
        return self.part / self.whole if self.whole > 0 and self.reason is None else math.nan

    def filled(self, fill: Fill) -> tuple[float, float]:
        """Share and effective n when the open ones are left out, all outside the part, or all inside it."""
        more = 0.0 if fill == "observed" else self.open
        part = self.part + (more if fill == "highest" else 0.0)
        whole = self.whole + more
        if not whole > 0 or self.reason is not None:
            return math.nan, 0.0
        return part / whole, whole / self.deff


def measure_of(check: Check, name: str) -> Measure:
    """A quantity of a check as a measure, so that its shares can be compared as rates are."""
    quantity = check.quantities[name]
    return Measure(name, quantity.label, quantity.definition, quantity.worse, (), ())


def share_comparisons(
    check: Check,
    name: str,
    view: View,
    share_of: Callable[[list[str]], Share],
    limits: Sequence[AnyLimit],
    evidence: Evidence,
) -> list[Comparison]:
    """The comparisons of a share in a view; a single group without a target has nothing to be compared with.

    ``share_of`` gives the share of some groups together.
    """
    hold_shares(name, view, share_of, evidence)
    if len(view.groups) < 2:
        limits = [limit for limit in limits if limit.kind == "target"]
        if not limits:
            return []
        found = comparisons(check, measure_of(check, name), view, evidence, limits=limits)
        return [c for c in found if c.limit is not None]
    return comparisons(check, measure_of(check, name), view, evidence, limits=limits)


def hold_shares(name: str, view: View, share_of: Callable[[list[str]], Share], evidence: Evidence) -> Rates:
    """Make the shares of a view's groups known, and those of all its groups but each."""
    own = _rates(view.groups, [share_of([group]) for group in view.groups], evidence)
    rest = [share_of([other for other in view.groups if other != group]) for group in view.groups]
    evidence.hold(name, view, own, _rates(view.groups, rest, evidence))
    return own


def _rates(groups: list[str], shares: list[Share], evidence: Evidence) -> Rates:
    filled = {
        fill: tuple(np.array(side, dtype=np.float64) for side in zip(*(s.filled(fill) for s in shares), strict=True))
        for fill in FILLS
    }
    value, n = filled["observed"]
    low, high = evidence.interval(value, n, evidence.crit)
    known = ~np.isnan(value)
    return Rates(
        groups,
        rows=_whole([s.whole + s.open for s in shares]),
        numerator=_whole([s.part for s in shares]),
        n=_whole([s.whole for s in shares]),
        missing=_whole([s.open for s in shares]),
        value=value,
        low=np.where(known, low, np.nan),
        high=np.where(known, high, np.nan),
        n_effective=n,
        lower_bound=filled["lowest"][0],
        upper_bound=filled["highest"][0],
        filled={fill: (p, m) for fill, (p, m) in filled.items()},
        reasons=[s.reason or (NOBODY if math.isnan(v) else None) for s, v in zip(shares, value, strict=True)],
    )


def _whole(values: list[float]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.rint(np.nan_to_num(np.array(values, dtype=np.float64))).astype(np.int64)


def floats(values: Sequence[float]) -> FloatArray:
    """An array of floats."""
    return np.asarray(values, dtype=np.float64)
