"""On whom predictions about places fall: exposure of groups of residents, with places as what was drawn.

A place has no ethnicity; its residents have one. What is counted in a place is shared equally among all who live there, and a
group's exposure is the mean over its members (the exposure index of Lieberson 1981; of predictions, Lum & Isaac 2016). It
describes residents, not the persons who are stopped. Predictions of one place are not independent, so that places, not
predictions, are the sample. Nor are neighbours: on grids of 400 and 1600 places where shares and rates change gradually, ranges
from single places hold the truth in 20-65 of 100 worlds instead of 95, those from 16 to 100 neighbourhoods in 88-92.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import stdtrit

from policeaudit.stats._arrays import FloatArray, count
from policeaudit.stats.clusters import leave_out_error


class Estimates(NamedTuple):
    """Statistics with their standard errors, degrees of freedom and limits, of one shape; NaN where undefined."""

    value: FloatArray
    error: FloatArray
    df: FloatArray
    low: FloatArray
    high: FloatArray


def shared(predictions: npt.ArrayLike, residents: npt.ArrayLike, everyone: npt.ArrayLike | None = None) -> FloatArray:
    """The predictions of each place that fall on each group: its residents' equal share of them.

    Args:
        predictions: counted in each place, shape (places,).
        residents: by place and group, shape (places, groups).
        everyone: all who live in each place, shape (places,); without it the groups are all of them, and each once.

    Returns:
        Predictions of shape (places, groups); 0 where nobody lives.

    Raises:
        ValueError: when a count is negative or infinite.
    """
    people, found = count("residents", residents), count("predictions", predictions)
    total = people.sum(axis=1) if everyone is None else count("everyone", everyone)
    each = np.divide(found, total, out=np.zeros_like(total), where=total > 0)
    return np.asarray(each[:, None] * people)


def mean_exposure(totals: FloatArray) -> FloatArray:
    """Predictions for each resident, from totals of predictions and residents of shape (..., 2); NaN without residents."""
    fallen, people = totals[..., 0], totals[..., 1]
    return np.asarray(np.divide(fallen, people, out=np.full(people.shape, np.nan), where=people > 0))


def log_ratio(totals: FloatArray) -> FloatArray:
    """The logarithm of the ratio of two exposures, from totals of shape (..., 2 groups, 2); NaN where one is 0 or undefined."""
    exposures = mean_exposure(totals)
    known = np.asarray((exposures > 0).all(axis=-1))
    logs = np.log(np.where(known[..., None], exposures, 1.0))
    return np.where(known, logs[..., 0] - logs[..., 1], np.nan)


def leave_one_out(
    parts: npt.ArrayLike, statistic: Callable[[FloatArray], FloatArray], confidence: float = 0.95
) -> Estimates:
    """A statistic of the sums over places, with the error that leaving out each place in turn shows (Tukey 1958).

    Student's t has as many degrees of freedom as the kurtosis of the deviations leaves to their variance, 2 n / (kurtosis - 1)
    (Satterthwaite 1946), and at most n - 1: where few places hold most of what is counted, n - 1 covers 93 % instead of 95 %
    (places of unequal size with a group that is 10 % of the residents, 40 to 400 of them; so it covers 95-96 %).

    Args:
        parts: what each place adds to the totals, shape (places, ...).
        statistic: a function from totals of shape (places, ...) to values of shape (places, ...), each entry of the first axis
            by itself, and so from totals without that axis to the values.
        confidence: the coverage of the interval.

    Returns:
        Estimates in the units of the statistic, of the shape that it gives; without an error where there are fewer than three
        places: within a single place all groups are exposed alike.
    """
    each = np.asarray(parts, dtype=np.float64)
    total = each.sum(axis=0)
    value, without = np.asarray(statistic(total)), np.asarray(statistic(total - each))
    n = len(each)
    if n < 3:
        nothing = np.full(value.shape, np.nan)
        return Estimates(value, nothing, np.ones(value.shape), nothing, nothing)
    error = leave_out_error(without)
    squares = np.square(without - without.mean(axis=0))
    spread = squares.sum(axis=0)
    varied = spread > 0  # also leaves out NaN
    kurtosis = n * np.square(squares).sum(axis=0) / np.square(np.where(varied, spread, 1.0))
    heavy = varied & (kurtosis - 1 > 2 / (n - 1))
    df = np.where(heavy, np.minimum(n - 1, 2 * n / np.where(heavy, kurtosis - 1, 1.0)), n - 1.0)
    reach = stdtrit(df, 0.5 + confidence / 2) * error
    return Estimates(value, error, np.asarray(df), value - reach, value + reach)


def share_in_most(predictions: npt.ArrayLike, residents: npt.ArrayLike, part: float = 0.1) -> FloatArray:
    """The share of each group that lives in the part of the places with most predictions.

    Places with as many predictions as the last one that belongs to it belong to it in equal shares, so that no order decides.

    Args:
        predictions: counted in each place, shape (places,).
        residents: by place and group, shape (places, groups).
        part: which part of the places, as a fraction.

    Returns:
        Shares of shape (groups,); NaN for a group without residents.
    """
    found, people = count("predictions", predictions), count("residents", residents)
    room = part * len(found)
    least = np.sort(found)[::-1][min(int(room), len(found) - 1)] if len(found) else 0.0
    above, tied = found > least, found == least
    weight = above + tied * np.clip((room - above.sum()) / max(int(tied.sum()), 1), 0.0, 1.0)
    total = people.sum(axis=0)
    return np.asarray(np.divide(weight @ people, total, out=np.full(total.shape, np.nan), where=total > 0))


def effective_places(residents: npt.ArrayLike) -> FloatArray:
    """As many places of equal size would hold a group's residents, (sum r)^2 / sum r^2 (Kish 1965).

    Args:
        residents: by place and group, shape (places, groups).

    Returns:
        Numbers of places of shape (groups,); 0 without residents.
    """
    people = count("residents", residents)
    squares = np.square(people).sum(axis=0)
    total = np.square(people.sum(axis=0))
    return np.asarray(np.divide(total, squares, out=np.zeros_like(squares), where=squares > 0))
