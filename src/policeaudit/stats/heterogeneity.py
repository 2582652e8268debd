"""Whether the rates of many groups differ at all, and by how much: for features without a reference group.

The largest rate minus the smallest says neither. It grows with the number of groups even where all are equal (16 equal
groups of 250 rows each are 9 points apart on average), so it is no measure of unequal treatment.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import chdtrc

from policeaudit.stats._arrays import FloatArray, rate_of


class Heterogeneity(NamedTuple):
    """How several groups' rates differ from their common rate; NaN where fewer than two groups have rows."""

    statistic: FloatArray
    """Chi-square heterogeneity on effective rows."""
    p_value: FloatArray
    """The chance of a statistic at least as large where all rates are equal."""
    spread: FloatArray
    """The standard deviation of the true rates as a fraction, without the noise; 0 where noise explains everything."""


def heterogeneity(p: npt.ArrayLike, n: npt.ArrayLike) -> Heterogeneity:
    """Test that the rates of several independent groups are equal, and estimate how far they spread.

    The statistic is Pearson's chi-square of the groups-by-outcome table, each group's counts divided by its design
    effect (Rao & Scott 1981): Q, the sum of w (p - common rate)^2 with w = n / (common rate (1 - common rate)). With
    the design effects of ``clusters.design_effect``, each at least that of all groups together, equal rates are said to
    differ in 3 to 5 % of logs. The spread is the square root of the moment estimate of the variance between groups,
    max(0, Q - (G - 1)) / (sum w - sum w^2 / sum w) (DerSimonian & Laird 1986), which for equal groups is
    max(0, Q - (G - 1)) / (G - 1) times the variance of one group's rate.

    The approximation wants some five events and five non-events in a group: leave smaller groups out. Groups must not
    share subjects.

    Args:
        p: rates, shape (..., G) with the groups on the last axis; NaN for a group without a rate, which is left out.
        n: rows (or effective rows) behind each rate, broadcast with ``p``.

    Returns:
        Statistic, p-value and spread, each of shape (...). Where no group has an event (or all rows have one) nothing
        differs: statistic 0, p-value 1, spread 0.

    Raises:
        ValueError: when a rate is outside [0, 1], a number of rows is negative, or there is no axis of groups.

    """
    p, n = rate_of(p, n)
    if p.ndim == 0:
        msg = "p and n need an axis of groups"
        raise ValueError(msg)
    here = ~np.isnan(p)
    rows, p = np.where(here, n, 0.0), np.where(here, p, 0.0)
    total, freedom = rows.sum(-1), here.sum(-1) - 1.0
    comparable = freedom >= 1
    total = np.where(comparable, total, np.nan)
    common = np.minimum((rows * p).sum(-1) / total, 1)  # rounding may lift it above
    variance = common * (1 - common)
    squares = (rows * np.square(p - common[..., None])).sum(-1)
    differ = (squares > 0) & (variance > 0)
    statistic = np.where(differ, squares / np.where(differ, variance, 1.0), 0 * total)
    information = total - np.square(rows).sum(-1) / total
    excess = np.maximum(statistic - freedom, 0)
    spread = np.sqrt(excess * variance / np.where(comparable, information, np.nan))
    return Heterogeneity(statistic, chdtrc(np.where(comparable, freedom, 1.0), statistic), spread)
