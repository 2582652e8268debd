"""Scores that are whole numbers of a short range, as deciles are: no threshold lies between two of them."""

from __future__ import annotations

import numpy as np

from policeaudit.checks.evidence import Evidence
from policeaudit.log.tally import ALL, SCORE_BINS, SCORE_UNIT

MOST_VALUES = 20


def whole_scores(evidence: Evidence) -> dict[int, int]:
    """The whole numbers of the score's range by their bin; empty where the range is longer, or a score lies between two."""
    score, found = evidence.plan.columns.score, evidence.scores(ALL)
    if score is None or found is None:
        return {}
    low, high = score.range
    if low != int(low) or high != int(high) or not 1 < high - low <= MOST_VALUES:
        return {}
    values = range(int(low), int(high) + 1)
    units = [round((value - low) / (high - low) * SCORE_UNIT) // (SCORE_UNIT // SCORE_BINS) for value in values]
    by_bin = {min(at, SCORE_BINS - 1): value for at, value in zip(units, values, strict=True)}
    used = np.flatnonzero(found[0].sum(axis=(0, 2)))
    return by_bin if set(used.tolist()) <= by_bin.keys() else {}


def score_from(cut: float, evidence: Evidence) -> float:
    """The lowest score from a bin on (as a fraction: from within it): the next whole one where all are whole."""
    assert evidence.plan.columns.score is not None  # noqa: S101 - asked only where there is a score
    low, high = evidence.plan.columns.score.range
    whole = [value for at, value in whole_scores(evidence).items() if at >= cut]
    return float(min(whole)) if whole else round(low + cut * (high - low) / SCORE_BINS, 9)


def step_of(evidence: Evidence) -> float:
    """The score between two thresholds that can be told apart."""
    assert evidence.plan.columns.score is not None  # noqa: S101 - asked only where there is a score
    low, high = evidence.plan.columns.score.range
    return 1.0 if whole_scores(evidence) else (high - low) / SCORE_BINS
