"""Small assessments with any counts in them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from lab import ABOUT, cells_of, group, limit, plan_of, words
from policeaudit.assessment.assess import assess
from policeaudit.assessment.model import Assessment
from policeaudit.log.source import LogFile
from policeaudit.log.tally import Tally
from policeaudit.measures import CELLS
from policeaudit.plan import Plan

SIZES = {"origin": ["local", "migrant"], "sex": ["men", "women"]}
CROSSED = [["origin", "sex"]]


def feature(name: str, groups: list[str], reference: str | None = None) -> dict[str, Any]:
    return {
        "name": name,
        "column": name,
        "label": words(name.title(), f"{name}类"),
        "reference": reference,
        "groups": [group(g) for g in groups],
    }


def plan_for(sizes: Mapping[str, list[str]], crossed: list[list[str]], **changes: Any) -> dict[str, Any]:
    return plan_of(
        features=[
            feature(name, groups, groups[0] if i == 0 else None) for i, (name, groups) in enumerate(sizes.items())
        ],
        intersections=[{"features": parts} for parts in crossed],
        limits=[limit("precision", gap_points=5), limit("selection_rate", ratio=0.8)],
        **changes,
    )


def tally_of_joint(joint: np.ndarray, sizes: Mapping[str, list[str]], crossed: list[list[str]]) -> Tally:
    """A tally of counts over (feature 1, feature 2, …, the eight cells)."""
    names = list(sizes)
    rows: list[tuple[Any, ...]] = []
    for parts in [[], *([name] for name in names), *crossed]:
        counts = joint.sum(axis=tuple(i for i, name in enumerate(names) if name not in parts))
        kept = [name for name in names if name in parts]
        for at in np.ndindex(counts.shape):
            *groups, cell = at
            ids = "*".join(sizes[name][g] for name, g in zip(kept, groups, strict=True))
            if counts[at]:
                rows.append(("*".join(parts), ids, "", "", *CELLS[cell], -1, int(counts[at])))
    return Tally.empty("digest").merge(Tally(cells_of(rows), {}, "digest", None))


def world(
    joint: np.ndarray,
    folder: Path,
    sizes: Mapping[str, list[str]] = SIZES,
    crossed: list[list[str]] = CROSSED,
    **changes: Any,
) -> Assessment:
    """The full assessment of such counts; what fairlearn would add is no matter here."""
    tally = tally_of_joint(joint, sizes, crossed)
    path = folder / "log.csv"
    path.touch()
    files = [LogFile(path, "log.csv", "csv", [], None, rows=tally.rows_in)]
    return assess(Plan.model_validate(plan_for(sizes, crossed, **changes)), tally, files, ABOUT, ask=None)


def counts_of(pending: int) -> np.ndarray:
    """Outcomes by origin and sex; ``pending`` warnings about migrant men are still open, and 45 about men in all."""
    joint = np.zeros((2, 2, 8), dtype=int)
    joint[..., 0] = [[401, 307], [214, 187]]
    joint[..., 1] = [[99, 73], [121, 93]]
    joint[..., 7] = [[2000, 1900], [600, 510]]
    joint[0, :, 2] = 45 - pending, 30
    joint[1, 0, 2] = pending
    return joint


def period(start: str, end: str) -> dict[str, dt.date]:
    return {"start": dt.date.fromisoformat(start), "end": dt.date.fromisoformat(end)}
