"""A weighted total score by area: recomputed, and how far the ranking hangs on the weights."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from policeaudit.stats._arrays import FloatArray, count

SEED = 20221231
SAMPLES = 20_000
_TIE = 1e-9


@dataclass(frozen=True)
class Stability:
    """How far each area's rank hangs on the weights; arrays of shape (A,)."""

    rank: npt.NDArray[np.int64]
    """1 is best; areas with equal scores share the better rank."""
    kept: FloatArray
    """The share of all possible weights under which the area keeps its rank, +- 0.7 points."""
    smallest_shift: FloatArray
    """The smallest part of the weight that must move from some families to another for the area to change places with
    any other; inf where no weights do that; 0 where it already ties with one."""


def weighted_scores(scores: npt.ArrayLike, weights: npt.ArrayLike) -> FloatArray:
    """The total score of each area.

    Args:
        scores: the score of each area in each family, shape (A, F); more is better.
        weights: the weight of each family, shape (F,); they add up to 1.

    Returns:
        Totals of shape (A,); NaN where a family with a weight has no score.

    Raises:
        ValueError: when a weight is negative or the weights don't add up to 1.

    """
    s, w = _scores(scores, weights)
    return np.asarray(np.where(w > 0, s * w, 0.0).sum(-1), dtype=np.float64)


def rank_stability(scores: npt.ArrayLike, weights: npt.ArrayLike) -> Stability:
    """How far the ranking of areas hangs on the weights of the families.

    ``kept`` comes from weights drawn evenly from all that are possible (uniform Dirichlet distribution, fixed seed), so
    it asks how much of the ranking is in the scores and how much in the choice of weights.

    Args:
        scores: as for ``weighted_scores``.
        weights: as for ``weighted_scores``.

    Raises:
        ValueError: as ``weighted_scores``, or when a score is missing.

    """
    s, w = _scores(scores, weights)
    if np.isnan(s).any():
        msg = "a score is missing: leave the area out, or the family"
        raise ValueError(msg)
    rank = _ranks(s @ w)
    drawn = np.random.default_rng(SEED).dirichlet(np.ones(len(w)), SAMPLES)
    kept = np.mean([_ranks(s @ one) == rank for one in drawn], axis=0)
    shifts = [
        min((smallest_shift(s[a], s[b], w) for b in range(len(s)) if b != a), default=np.inf) for a in range(len(s))
    ]
    return Stability(rank, np.asarray(kept, dtype=np.float64), np.asarray(shifts, dtype=np.float64))


def share_ahead(first: npt.ArrayLike, second: npt.ArrayLike) -> float:
    """The exact share of all possible weights under which the first of two areas scores more (Varsi 1973).

    Args:
        first: the scores of one area in each family, shape (F,).
        second: the scores of the other.

    Returns:
        A share; NaN where a score is missing or all are equal.

    """
    ahead = np.asarray(first, dtype=np.float64) - np.asarray(second, dtype=np.float64)
    if np.isnan(ahead).any() or not np.abs(ahead).max() > 0:
        return np.nan
    behind = ahead[ahead <= 0]
    parts = np.ones(len(behind) + 1)  # the part of the simplex of the vertices so far that lies behind
    parts[0] = 0.0
    for one in ahead[ahead > 0]:
        for place, other in enumerate(behind, start=1):
            parts[place] = (one * parts[place - 1] - other * parts[place]) / (one - other)
    return float(1 - parts[-1])


def smallest_shift(first: npt.ArrayLike, second: npt.ArrayLike, weights: npt.ArrayLike) -> float:
    """The smallest part of the weight that must change families for two areas to tie, after which they change places.

    Moving weight from the family where the leader leads most to the one where it trails most closes the lead fastest.

    Args:
        first: the scores of one area in each family, shape (F,).
        second: the scores of the other.
        weights: the weights that are used, shape (F,).

    Returns:
        A share of the whole weight (0.05: five points out of 100); 0 where they tie; inf where one is never behind.

    Raises:
        ValueError: as ``weighted_scores``.

    """
    s, w = _scores(np.stack([np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)]), weights)
    lead = s[0] - s[1]
    total = float(lead @ w)
    if total < 0:
        lead, total = -lead, -total
    if total <= _TIE:
        return 0.0
    worst, moved = float(lead.min()), 0.0
    if worst >= 0:
        return np.inf
    for family in np.argsort(-lead):
        gain = float(lead[family]) - worst
        if gain * float(w[family]) >= total:
            return moved + total / gain
        moved, total = moved + float(w[family]), total - gain * float(w[family])
    return np.inf


def _scores(scores: npt.ArrayLike, weights: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
    s, w = np.asarray(scores, dtype=np.float64), count("weights", weights)
    if abs(w.sum() - 1) > 1e-9:
        msg = f"weights must add up to 1, not {w.sum():g}"
        raise ValueError(msg)
    return s, w


def _ranks(totals: FloatArray) -> npt.NDArray[np.int64]:
    return np.asarray((totals[:, None] < totals[None, :] - _TIE).sum(-1) + 1, dtype=np.int64)
