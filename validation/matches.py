"""Logs of recognition matches whose error rates are known: scores of the same person and of different ones are normal."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from scipy.stats import norm

from validation.audit import Example, feature, head, limit
from validation.persons import GROUPS, SHARES, Rows
from validation.subjects import key_of, some_keys

ROWS = 12_000
CUT, SPREAD = 0.6, 0.08
FALSE_MATCH, FALSE_NON_MATCH = (0.03, 0.02), (0.06, 0.03)
"""The rate of the reference group, and by how much that of the others is higher at effect 1."""
EXACT = {"false_match_rate": FALSE_MATCH[1], "false_non_match_rate": FALSE_NON_MATCH[1]}
EFFECTS = {"alike": 0.0, "at the limit": 1.0, "planted": 3.0}


def example(truth: str, rng: np.random.Generator, icc: float | None) -> Example:
    """A plan with a log of matches; half of them are of one and the same person."""
    rows = Rows(rng, ROWS, icc)
    origin = rows.trait(SHARES)
    same = rng.random(len(rows)) < 0.5
    e = EFFECTS[truth] * (origin > 0)
    errs = np.where(same, FALSE_NON_MATCH[0] + e * FALSE_NON_MATCH[1], FALSE_MATCH[0] + e * FALSE_MATCH[1])
    # the larger the uniform number, the farther is the score on the wrong side of the cut
    beyond = SPREAD * (norm.ppf(rows.uniform()) - norm.ppf(1 - errs))
    columns: dict[str, Any] = {
        "origin": np.array(GROUPS)[origin],
        "score": np.clip(np.where(same, CUT - beyond, CUT + beyond), 0, 1),
        "truth": np.where(same, "same", "other"),
    }
    if icc is not None:
        columns["person"] = [key_of(number) for number in some_keys(rng, rows.people)[rows.person]]
    return Example(plan(repeating=icc is not None), pa.table(columns))


def plan(*, repeating: bool) -> dict[str, Any]:
    """The plan of such a log."""
    columns: dict[str, Any] = {
        "score": {"column": "score", "range": [0.0, 1.0], "alert_from": CUT, "probability": False},
        "outcome": {"column": "truth", "confirmed": ["same"], "unfounded": ["other"]},
    }
    if repeating:
        columns["subject"] = "person"
    limits = [limit(measure, gap_points=gap * 100) for measure, gap in EXACT.items()]
    return {
        **head("match"),
        "log": {"path": "log.parquet"},
        "columns": columns,
        "features": [feature("origin", GROUPS)],
        "limits": limits,
    }
