"""Many groups: what is asked is whether they differ at all."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from lab import assess_tally, group, plan_of, tally_of, words


def shown(rates: list[float], tmp_path: Path) -> tuple[Any, ...]:
    names = [f"d{i:02}" for i in range(len(rates))]
    feature = {"name": "origin", "column": "origin", "label": words("D"), "groups": [group(name) for name in names]}
    counts = {n: [round(250 * r), 250 - round(250 * r), 0, 0, 0, 0, 0, 0] for n, r in zip(names, rates, strict=True)}
    found = assess_tally(plan_of(features=[feature], limits=[]), tally_of(counts), tmp_path)
    (exhibit,) = [each.exhibit for each in found.exhibits if each.id == "C01.heterogeneity"]
    return exhibit.rows[0]


def test_sixteen_equal_groups_do_not_differ_although_the_extremes_lie_apart(tmp_path: Path) -> None:
    """Regression: max - min over equal groups read as a disparity (fairlearn)."""
    drawn = np.random.default_rng(1).binomial(250, 0.8, 16) / 250
    assert drawn.max() - drawn.min() > 0.05
    _, groups, large, spread, chance = shown(list(drawn), tmp_path)
    assert (groups, large) == (16, 16)
    assert chance > 0.05
    assert spread < 0.02


def test_groups_that_differ_are_told_with_their_spread(tmp_path: Path) -> None:
    *_, spread, chance = shown([0.7, 0.9] * 8, tmp_path)
    assert abs(spread - 0.1) < 0.015
    assert chance < 1e-6
