"""Logs of warnings about persons of which everything that a check asks is known exactly.

One number, the *effect*, says how much worse two of three groups fare, in everything at once: at 0 all groups are alike, at 1
every limit of the plan is reached exactly, beyond 1 it is passed. What is true of a group follows from a uniform score by
integration, so that the limits can be set to the truth. People may repeat: two of their rows then agree by a correlation,
while every single row keeps its chances.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from policeaudit.measures import MEASURES
from validation.audit import Example, feature, head, limit, listed, words
from validation.subjects import Floats, Ints, key_of, rows_each, some_keys

GROUPS, SHARES = ("A", "B", "C"), (0.5, 0.3, 0.2)
"""The groups of the feature ``origin``; the first is the reference, the others are those that fare worse."""
OTHERS = {"district": ("d0", "d1", "d2", "d3"), "age": ("young", "middle", "old")}
"""Features that make no difference."""
ROWS = 12_000
LOW, HIGH, RED = 0.2, 0.9, 0.75
SAMPLED = 0.4
"""The share of rows without a warning that is checked at random, in logs where not all are."""
_GRID = LOW + (HIGH - LOW) * (np.arange(70_000) + 0.5) / 70_000
_MIDDLE = (LOW + HIGH) / 2
_HIDDEN, _BLUR = 0.25, 0.4


@dataclass(frozen=True)
class Fate:
    """What happens to rows: their scores claim ``excess`` too much, ``cut`` is from where on they are warnings; then chances."""

    excess: Any
    cut: Any
    follow: Any
    review: Any
    override: Any
    action: Any
    closing: Any


def fate(effect: Any) -> Fate:
    """Rows that fare worse by so much: a number, or one for each row."""
    e = effect
    return Fate(
        0.05 * e, 0.55 - 0.07 * e, 0.85 - 0.06 * e, 0.8 - 0.06 * e, 0.3 - 0.05 * e, 0.5 + 0.07 * e, 0.9 - 0.06 * e
    )


def rates(own: Fate) -> dict[str, float]:
    """Every measure of a group, to the accuracy of the grid."""
    p, warned = _GRID - own.excess, own.cut <= _GRID
    others = 1 - p
    ranked = (p * (others.cumsum() - others / 2)).sum() / (p.sum() * others.sum())
    return {
        "precision": p[warned].mean(),
        "level_precision": p[warned].mean(),
        "false_positive_rate": others[warned].sum() / others.sum(),
        "false_negative_rate": p[~warned].sum() / p.sum(),
        "selection_rate": warned.mean(),
        "calibration": own.excess,
        "auc": float(ranked),
        "follow_up_rate": own.follow,
        "review_rate": own.review,
        "top_review_rate": own.review,
        "override_rate": own.override,
        "action_rate": own.action,
        "unreviewed_action_rate": 1 - own.review,
        "closing_rate": own.closing,
    }


USUAL, WORSE = rates(fate(0)), rates(fate(1))
_LOWER_IS_WORSE = {"level_precision", "review_rate", "override_rate", "closing_rate"} | {
    name for name, measure in MEASURES.items() if measure.worse == "lower"
}
_GAPS = ("precision", "level_precision", "false_positive_rate", "false_negative_rate")
_STEPS = ("review_rate", "override_rate", "action_rate", "unreviewed_action_rate", "closing_rate")


def _gap(measure: str) -> float:
    """As a finding says it: above zero is worse."""
    gap = float(WORSE[measure] - USUAL[measure])
    return -gap if measure in _LOWER_IS_WORSE else gap


EXACT: Mapping[str, float] = {
    **{measure: _gap(measure) for measure in (*_GAPS, *_STEPS, "follow_up_rate")},
    "selection_rate": WORSE["selection_rate"] / USUAL["selection_rate"],
    "calibration": 0.05,
    "auc": 0.0,
    "top_review_rate": 0.0,
    "level_order": 0.0,
    "override_precision": 0.0,
}
"""What a finding about a group that fares worse says at effect 1: its gap, or its ratio, or its distance to a target."""
EVERY_GROUP = ("level_order", "override_precision")
"""Measures that are at the limit in all groups then, the reference's too."""


def limits(kind: str) -> list[dict[str, Any]]:
    """The limits of a plan, each of which is reached exactly at effect 1."""
    gap = {measure: {"gap_points": abs(EXACT[measure]) * 100} for measure in (*_GAPS, *_STEPS, "follow_up_rate")}
    errors = ("false_positive_rate", "false_negative_rate")
    if kind == "followed":
        chosen: dict[str, dict[str, float]] = {name: gap[name] for name in ("precision", "follow_up_rate")}
    elif kind == "sampled":
        chosen = {name: gap[name] for name in ("precision", *errors)}
    else:
        chosen = {name: gap[name] for name in (*_GAPS, *_STEPS)} | {
            "selection_rate": {"ratio": 1 / EXACT["selection_rate"]},
            "calibration": {"gap_points": 5.0},
            "auc": {"target_percent": min(USUAL["auc"], WORSE["auc"]) * 100},
            "top_review_rate": {"target_percent": WORSE["top_review_rate"] * 100},
            "level_order": {"gap_points": 0.0},
            "override_precision": {"gap_points": 0.0},
            "subgroup_precision": {"gap_points": 5.0},
        }
    return [limit(measure, **each) for measure, each in chosen.items()]


def plan(kind: str, *, repeating: bool) -> dict[str, Any]:
    """The plan of such a log: ``whole`` with every outcome known, or ``followed`` or ``sampled`` in part."""
    columns: dict[str, Any] = {
        "time": "issued_on",
        "score": {"column": "score", "range": [0.0, 1.0]},
        "level": {
            "column": "level",
            "alert_from": "yellow",
            "none": ["none"],
            "levels": listed(("yellow", "red")),
        },
        "outcome": {"column": "outcome", "confirmed": ["right"], "unfounded": ["wrong"], "not_followed_up": ["open"]},
    }
    if repeating:
        columns["subject"] = "person"
    if kind == "whole":
        columns |= {name: {"column": name, "yes": ["yes"], "no": ["no"]} for name in ("review", "action", "closed")}
        columns["decision"] = {"column": "decision", "followed": ["followed"], "overridden": ["overridden"]}
    found = {**head("person"), "log": {"path": "log.parquet"}, "columns": columns}
    if kind == "sampled":
        columns["drawn"] = {"column": "drawn", "yes": ["yes"], "no": ["no"]}
        found["check_sample"] = {"how": words("Drawn by lot")}
    features = {"origin": GROUPS, **OTHERS}
    found["features"] = [{**feature(name, groups), "main": name == "origin"} for name, groups in features.items()]
    found["limits"] = limits(kind)
    return found


@dataclass(frozen=True)
class Truth:
    """How a log is made: the effect in the first and in the second half of the year, and the order of the levels."""

    first: float
    second: float
    levels: str = "ordered"
    """``ordered`` by the score, ``random``, or ``reversed``."""
    hidden: bool = False
    """Whether one combination of traits is right far less often, and overridden warnings are the better ones."""
    blurred: bool = False
    """Whether the score tells less of those who fare worse."""
    drift: bool = False
    """Whether scores rise in the second half."""


TRUTHS = {
    "alike": Truth(0, 0),
    "at the limit": Truth(1, 1, "random"),
    "planted": Truth(3, 3, "reversed", hidden=True, blurred=True),
    "changed": Truth(0, 3, drift=True),
}


class Rows:
    """Rows of persons, some of whom repeat; what is drawn for a row agrees with the other rows of its person by ``icc``."""

    def __init__(self, rng: np.random.Generator, rows: int, icc: float | None) -> None:
        self.rng, self.icc = rng, icc or 0.0
        each = np.ones(rows, dtype=np.int64) if icc is None else rows_each(rng, "1-20", rows)
        self.people = int(np.searchsorted(np.cumsum(each), rows)) + 1 if icc is not None else rows
        self.person: Ints = np.repeat(np.arange(self.people), each[: self.people])

    def __len__(self) -> int:
        return len(self.person)

    def trait(self, shares: tuple[float, ...]) -> Ints:
        """A trait that all rows of a person have."""
        return self.rng.choice(len(shares), self.people, p=shares)[self.person]

    def uniform(self) -> Floats:
        """Uniform numbers: a row has its person's with a chance of the root of ``icc``, else its own."""
        own = self.rng.random(len(self))
        if not self.icc:
            return own
        common = self.rng.random(self.people)[self.person]
        return np.where(self.rng.random(len(self)) < np.sqrt(self.icc), common, own)


def example(kind: str, truth: str, rng: np.random.Generator, icc: float | None) -> Example:
    """A plan with a log."""
    made, rows = TRUTHS[truth], Rows(rng, ROWS, icc)
    origin = rows.trait(SHARES)
    others = {name: rows.trait((1 / len(groups),) * len(groups)) for name, groups in OTHERS.items()}
    month = rng.integers(1, 13, len(rows))
    late = month > 6
    e = np.where(origin > 0, np.where(late, made.second, made.first), 0.0)
    own = fate(e)
    u = rows.uniform()
    score = LOW + (HIGH - LOW) * (np.where(late, np.sqrt(u), u) if made.drift else u)
    alert = score >= own.cut
    hidden = (others["district"] == 1) & (others["age"] == 2) if made.hidden else np.zeros(len(rows), dtype=bool)
    claimed = np.where(made.blurred & (origin > 0), _MIDDLE + _BLUR * (score - _MIDDLE), score)
    right = rows.uniform() < claimed - own.excess - _HIDDEN * hidden
    columns: dict[str, Any] = {
        "origin": np.array(GROUPS)[origin],
        **{name: np.array(OTHERS[name])[codes] for name, codes in others.items()},
        "issued_on": [f"2022-{m:02d}-15" for m in month],
        "score": score,
        "level": np.where(alert, np.where(_red(made.levels, score, own.cut, rng), "red", "yellow"), "none"),
    }
    known = np.ones(len(rows), dtype=bool)
    if kind == "followed":
        known = alert & (rows.uniform() < own.follow)
    elif kind == "sampled":
        drawn = ~alert & (rng.random(len(rows)) < SAMPLED)
        columns["drawn"], known = np.where(drawn, "yes", "no"), alert | drawn
    columns["outcome"] = np.where(known, np.where(right, "right", "wrong"), "open")
    if icc is not None:
        columns["person"] = [key_of(number) for number in some_keys(rng, rows.people)[rows.person]]
    if kind == "whole":
        columns |= _steps(rows, own, alert, right, better=made.hidden)
    return Example(plan(kind, repeating=icc is not None), pa.table(columns))


def _red(levels: str, score: Floats, cut: Any, rng: np.random.Generator) -> np.ndarray:
    if levels == "random":
        return rng.random(len(score)) < 0.5
    return score >= RED if levels == "ordered" else score < (cut + HIGH) / 2


def _steps(rows: Rows, own: Fate, alert: np.ndarray, right: np.ndarray, *, better: bool) -> dict[str, Any]:
    """What people did with the warnings; ``better``: it is right warnings that are overridden."""

    def step(chance: Any, yes: str = "yes", no: str = "no", among: Any = True) -> pa.Array:
        taken = np.where(rows.uniform() < chance, yes, no)
        return pa.array(taken, mask=~(alert & among))

    reviewed = rows.uniform() < own.review
    override = np.clip(own.override + (np.where(right, 0.15, -0.1) if better else 0.0), 0, 1)
    return {
        "review": pa.array(np.where(reviewed, "yes", "no"), mask=~alert),
        "decision": step(override, "overridden", "followed", reviewed),
        "action": step(own.action),
        "closed": step(own.closing),
    }
