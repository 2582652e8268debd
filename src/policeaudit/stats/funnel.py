"""From the population to those served: where on the way each group is lost, and how many are still to be reached."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from policeaudit.stats._arrays import FloatArray, count


@dataclass(frozen=True)
class GapParts:
    """How the steps of a funnel make up the ratio of two groups' shares; arrays over the steps on the last axis."""

    log_ratio: FloatArray
    """ln of the step rates' ratio; they add up to that of the whole way. -inf where a group loses everybody."""
    total: FloatArray
    """ln of the ratio of the shares that arrive."""
    part: FloatArray
    """Each step's part of ``total``; they add up to 1, single ones may be negative. NaN where the two do not differ."""


def step_rates(stages: npt.ArrayLike) -> FloatArray:
    """The share of each stage that reaches the next.

    Args:
        stages: people at each stage, the population first, shape (..., S).

    Returns:
        Rates of shape (..., S - 1); above 1 where a later count exceeds an earlier one (a wrong population); NaN after
        a stage that is empty or unknown.

    Raises:
        ValueError: when a count is negative.

    """
    n = count("stages", stages)
    reached = n[..., :-1] > 0
    return np.where(reached, n[..., 1:] / np.where(reached, n[..., :-1], 1.0), np.nan)


def lost(stages: npt.ArrayLike) -> FloatArray:
    """People lost at each step, as shares of the population: they add up to 1 minus the share that arrives.

    Args:
        stages: as for ``step_rates``.

    Returns:
        Shares of shape (..., S - 1); NaN where a count or the population is unknown.

    Raises:
        ValueError: when a count is negative.

    """
    n = count("stages", stages)
    population = np.where(n[..., :1] > 0, n[..., :1], np.nan)
    return np.asarray((n[..., :-1] - n[..., 1:]) / population, dtype=np.float64)


def gap_parts(group: npt.ArrayLike, reference: npt.ArrayLike) -> GapParts:
    """Where on the way a group falls behind a reference group: logarithms of ratios, which add up exactly.

    Args:
        group: people at each stage, shape (..., S).
        reference: the same of the reference group, broadcast with ``group``.

    Returns:
        The parts; NaN where a rate of either is undefined or the reference group loses everybody.

    Raises:
        ValueError: when a count is negative.

    """
    own, other = step_rates(group), step_rates(reference)
    with np.errstate(divide="ignore", invalid="ignore"):
        log_ratio = np.where(other > 0, np.log(own) - np.log(other), np.nan)
        total = log_ratio.sum(-1)
        differs = np.isfinite(total) & (np.abs(total) > 1e-12)
        part = log_ratio / np.where(differs, total, np.nan)[..., None]
    return GapParts(log_ratio, np.asarray(total, dtype=np.float64), part)


def unserved(population: npt.ArrayLike, served: npt.ArrayLike) -> FloatArray:
    """People who are not served; NaN where more are counted as served than there are people, as the population is wrong.

    Raises:
        ValueError: when a count is negative.

    """
    all_, some = np.broadcast_arrays(count("population", population), count("served", served))
    return np.where(some <= all_, all_ - some, np.nan)


def still_to_reach(population: npt.ArrayLike, served: npt.ArrayLike, target: npt.ArrayLike) -> FloatArray:
    """How many more people must be served for the share to meet a target.

    Args:
        population: people, any shape; all arrays are broadcast.
        served: those served now.
        target: the share wanted, as a fraction (a reference group's rate less an accepted gap serves too).

    Returns:
        Whole people, 0 where the target is met; NaN as ``unserved``.

    Raises:
        ValueError: when a count or target is negative.

    """
    all_, some, wanted = np.broadcast_arrays(
        count("population", population), count("served", served), count("target", target)
    )
    # a hair of room: 0.9 of 1,000 is 900 people, not 901
    more = np.maximum(np.ceil(wanted * all_ * (1 - 1e-12)) - some, 0.0)
    return np.where(some <= all_, more, np.nan)
