"""Shares from a survey: weighted, with a design effect, and the gap between two groups."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from policeaudit.stats._arrays import FloatArray, Range, count, rate
from policeaudit.stats.intervals import difference, wilson


@dataclass(frozen=True)
class Share:
    """Shares with their ranges and the effective rows behind them, arrays of one shape.

    Undefined, or of an unknown number of people: a range from 0 to 1.
    """

    value: FloatArray
    low: FloatArray
    high: FloatArray
    n_effective: FloatArray
    missing: FloatArray
    """The weighted share of people without an answer, as a fraction; NaN where it is unknown."""


def kish_effect(n: npt.ArrayLike, sum_w: npt.ArrayLike, sum_w2: npt.ArrayLike) -> FloatArray:
    """The design effect of unequal weights: n sum w^2 / (sum w)^2 (Kish 1965).

    Args:
        n: people, any shape; all three are broadcast.
        sum_w: the sum of their weights.
        sum_w2: the sum of the squares of their weights.

    Returns:
        Design effects of at least 1, of the broadcast shape; NaN without weights.

    Raises:
        ValueError: when an argument is negative.

    """
    people, total, squares = count("n", n), count("sum_w", sum_w), count("sum_w2", sum_w2)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(total > 0, np.maximum(people * squares / np.square(total), 1.0), np.nan)


def published_share(share: npt.ArrayLike, n: npt.ArrayLike, crit: float, deff: npt.ArrayLike = 1.0) -> Share:
    """A share that was published with the number of people asked and a design effect.

    Args:
        share: as fractions, any shape; all arrays are broadcast.
        n: people who answered; NaN where it is not published.
        crit: the critical value, from ``critical_value``.
        deff: the design effect; below 1 where a stratified sample gained by its design.

    Returns:
        Shares; the range is 0 to 1 where ``n`` or ``deff`` is unknown.

    Raises:
        ValueError: when a share is outside [0, 1], ``n`` is negative, or ``deff`` is not positive.

    """
    p, people, effect = np.broadcast_arrays(rate("share", share), count("n", n), np.asarray(deff, dtype=np.float64))
    if np.any(effect <= 0):
        msg = "deff must be positive"
        raise ValueError(msg)
    n_effective = np.where(np.isnan(people / effect), 0.0, people / effect)
    low, high = wilson(p, n_effective, crit)
    return Share(p.copy(), low, high, n_effective, np.full(p.shape, np.nan))


def weighted_share(yes: npt.ArrayLike, weights: npt.ArrayLike, crit: float, deff: float | None = None) -> Share:
    """The weighted share of people who said yes, from their answers.

    Args:
        yes: answers, shape (N,): 1, 0, or NaN for none.
        weights: the weight of each person, broadcast with ``yes``.
        crit: the critical value, from ``critical_value``.
        deff: the survey's own design effect; without one Kish's, which knows of weights but not of clusters.

    Returns:
        One share (0-dimensional arrays). The range says nothing of the people without an answer: read ``missing``.

    Raises:
        ValueError: when a weight is negative or missing, an answer is not 0 or 1, or ``deff`` is not positive.

    """
    answers, w = np.broadcast_arrays(np.asarray(yes, dtype=np.float64), count("weights", weights))
    given = ~np.isnan(answers)
    if np.isnan(w).any() or not np.isin(answers[given], (0, 1)).all():
        msg = "answers must be 0, 1 or NaN, and every weight known"
        raise ValueError(msg)
    total, asked = w[given].sum(), w.sum()
    p = (answers * w)[given].sum() / total if total > 0 else np.nan
    people = float((given & (w > 0)).sum())
    effect = kish_effect(people, total, np.square(w[given]).sum()) if deff is None else deff
    share = published_share(np.minimum(p, 1.0), people, crit, effect)
    missing = np.asarray(1 - total / asked if asked > 0 else np.nan)
    return Share(share.value, share.low, share.high, share.n_effective, missing)


def gap(first: Share, second: Share, crit: float) -> Range:
    """The range of ``first`` minus ``second`` for two groups that were asked independently (Newcombe 1998).

    Returns:
        Lower and upper limits as fractions; [-1, 1] where either is undefined or its number of people unknown.

    """
    return difference(first.value, first.n_effective, second.value, second.n_effective, crit)
