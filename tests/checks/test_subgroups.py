"""Hidden subgroups: a planted one is named, and nothing is where nothing is hidden."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from lab import audit, limit, plan_of, to_csv, words
from policeaudit.assessment.model import Assessment

FEATURES = ("origin", "sex", "area")


def log(folder: Path, shortfall: float, seed: int) -> None:
    """Rates that add up from single traits, and one combination of three that falls short of them."""
    rng = np.random.default_rng(seed)
    n = 12_000
    traits = rng.integers(0, 2, (n, 3))
    rate = 0.8 - traits @ np.array([0.06, 0.02, 0.03]) - shortfall * traits.all(axis=1)
    right = rng.random(n) < rate
    rows = [
        (*(f"{name}{code}" for name, code in zip(FEATURES, row, strict=True)), "1", "right" if hit else "wrong")
        for row, hit in zip(traits, right, strict=True)
    ]
    (folder / "log.csv").write_text(to_csv((*FEATURES, "alert", "outcome"), rows), encoding="utf-8")


def audited(folder: Path, *limits: dict[str, Any]) -> Assessment:
    features = [{"name": name, "column": name, "label": words(name)} for name in FEATURES]
    return audit(plan_of(features=features, limits=list(limits)), folder)


def test_a_planted_subgroup_is_named_and_only_watched(tmp_path: Path) -> None:
    log(tmp_path, 0.2, 1)
    found = audited(tmp_path, limit("subgroup_precision", gap_points=5))
    named = [f for f in found.findings if f.check == "C05"]
    assert [f.verdict for f in named] == ["watch"]
    assert all(f"“{name}1”" in named[0].heading.en for name in FEATURES)
    assert named[0].gap.low > 0.05


def test_main_effects_alone_hide_nothing(tmp_path: Path) -> None:
    log(tmp_path, 0.0, 2)
    found = audited(tmp_path, limit("subgroup_precision", gap_points=5))
    assert not [f for f in found.findings if f.check == "C05"]
    (shown,) = [each.exhibit for each in found.exhibits if each.check == "C05"]
    assert not shown.rows
    assert "No hidden subgroup" in shown.title.en
