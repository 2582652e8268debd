"""Generated logs whose true rates are known: a world says how groups are made up and how their true rates differ.

The features of a world are independent of each other and effects add up (or multiply), so the true gap of a comparison is exactly
the effect of its group, whatever else its rows belong to.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from validation.subjects import Floats, Ints, propensities, rows_each, some_keys

View = tuple[str, ...]


@dataclass(frozen=True)
class World:
    """How logs are generated.

    ``shares`` holds the share of each level of each feature; level 0 is the reference. ``effects`` holds, for some
    features and intersections, what each group adds to (or multiplies) the rate; group 0 is the reference.
    """

    name: str
    shares: Mapping[str, Floats]
    effects: Mapping[View, Floats]
    judged: tuple[View, ...]
    """The views that are held against the limit; none shares a part of its features with an effect on others."""
    rate: float
    """The rate of rows that belong to the reference group everywhere."""
    limit: Mapping[str, float]
    measure: str = "precision"
    rows: int = 20_000
    multiplies: bool = False
    against_the_rest: bool = False
    rules: Mapping[str, Any] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        """The kind of limit, as it ends the id of a finding."""
        return {"gap_points": "gap", "ratio": "ratio", "target_percent": "target"}[next(iter(self.limit))]

    def levels(self, feature: str) -> list[str]:
        """The values of a feature as the log writes them; they sort in their order."""
        return [f"{feature}-{i:03d}" for i in range(len(self.shares[feature]))]

    def groups(self, view: View) -> list[str]:
        """The groups of a view in the order of their codes."""
        groups = [""]
        for feature in view:
            groups = [f"{head}*{level}" if head else level for head in groups for level in self.levels(feature)]
        return groups

    def codes(self, view: View, log: Log) -> Ints:
        """Which group of a view each row belongs to."""
        sizes = [len(self.shares[feature]) for feature in view]
        return np.ravel_multi_index([log.levels[feature] for feature in view], sizes)

    def effect(self, view: View) -> Floats:
        """The effect of each group of a view: the sum (or product) of those on its features and on itself."""
        total = np.full(len(self.groups(view)), 1.0 if self.multiplies else 0.0)
        sizes = [len(self.shares[feature]) for feature in view]
        at = dict(zip(view, np.unravel_index(np.arange(len(total)), sizes), strict=True))
        for part, effect in self.effects.items():
            if set(part) <= set(view):
                codes = np.ravel_multi_index([at[f] for f in part], [len(self.shares[f]) for f in part])
                total = total * effect[codes] if self.multiplies else total + effect[codes]
            elif set(part) & set(view):
                msg = f"the effect on {part} disturbs {view}"
                raise ValueError(msg)
        return total

    def truth(self, view: View) -> Floats:
        """What each group is truly found at: the gap, the ratio, or the rate less the target."""
        effect = self.effect(view)
        if self.kind == "target":
            return self.rate + effect - self.limit["target_percent"] / 100
        if self.against_the_rest:
            share = self.shares[view[0]]
            return effect - ((share * effect).sum() - share * effect) / (1 - share)
        return effect / effect[0] if self.multiplies else effect - effect[0]

    def at_the_limit(self, view: View) -> dict[str, bool]:
        """Whether each group of a view lies exactly at the limit."""
        truth = self.truth(view)
        if self.kind == "ratio":
            exact = np.isclose(np.abs(np.log(truth)), -np.log(self.limit["ratio"]))
        else:
            exact = np.isclose(np.abs(truth), self.limit.get("gap_points", 0) / 100)
        return dict(zip(self.groups(view), map(bool, exact), strict=True))


@dataclass(frozen=True)
class Log:
    """A generated log: the level of each feature and whether the event occurred, row by row."""

    levels: dict[str, Ints]
    event: np.ndarray
    subject: Ints | None
    """The number of each row's subject; None where the log names none (every row stands for itself)."""


def generate(world: World, rng: np.random.Generator, icc: float | None = None, pattern: str = "1-20") -> Log:
    """A log of a world; with ``icc``, of subjects that repeat (``pattern`` as in ``subjects.rows_each``)."""
    if icc is None:
        subject, people = None, world.rows
    else:
        each = rows_each(rng, pattern, world.rows)
        people = int(np.searchsorted(np.cumsum(each), world.rows)) + 1
        subject = np.repeat(np.arange(people), each[:people])
    levels = {feature: rng.choice(len(shares), people, p=shares) for feature, shares in world.shares.items()}
    rates = _rates(world, Log(levels, np.empty(0), None), people)
    if subject is None:
        return Log(levels, rng.random(people) < rates, None)
    own = propensities(rng, rates, icc or 0.0, people)
    levels = {feature: codes[subject] for feature, codes in levels.items()}
    return Log(levels, rng.random(len(subject)) < own[subject], some_keys(rng, people)[subject])


def _rates(world: World, people: Log, n: int) -> Floats:
    rates = np.full(n, world.rate)
    for view, effect in world.effects.items():
        own = effect[world.codes(view, people)]
        rates = rates * own if world.multiplies else rates + own
    if rates.min() <= 0 or rates.max() >= 1:
        msg = f"the rates of {world.name} are no rates"
        raise ValueError(msg)
    return rates


def shrinking(levels: int, reference: float, times: float = 8.0) -> Floats:
    """Shares of levels: the reference's, then falling evenly on the log scale, the first ``times`` the last."""
    others = np.geomspace(times, 1, levels - 1)
    return np.array([reference, *(others / others.sum() * (1 - reference))])


def all_but_the_reference(groups: int, effect: float, *, multiplies: bool = False) -> Floats:
    """The same effect for every group but the reference."""
    return np.array([1.0 if multiplies else 0.0] + [effect] * (groups - 1))
