"""The critical value at which a MOVER interval touches a limit: the solver behind p-values and planning."""

from __future__ import annotations

import numpy as np

from policeaudit.stats._arrays import FloatArray
from policeaudit.stats.intervals import arms

_MOST_STEPS = 100
_CLOSE = 1e-12  # relative, of the squared critical value
_NOTHING = 1e-100  # less beyond the limit than this is not beyond it: its square would vanish


def touching(
    p1: FloatArray, n1: FloatArray, p2: FloatArray, n2: FloatArray, beyond: FloatArray, scale: FloatArray
) -> FloatArray:
    """The critical value at which the lower MOVER limit of p1 - scale p2 has come down by ``beyond``.

    It grows with the square root of the rows: with c times ``n1`` and ``n2`` it is sqrt(c) times as large.

    Args:
        p1: rates, any shape; all six arrays are broadcast.
        n1: rows (or effective rows) behind ``p1``.
        p2: rates to subtract, times ``scale``.
        n2: rows (or effective rows) behind ``p2``.
        beyond: how far p1 - scale p2 lies beyond the limit.
        scale: 1 for a difference; the limit for a ratio (Donner & Zou 2012).

    Returns:
        Critical values of the broadcast shape: 0 where ``beyond`` is not positive or undefined; inf where no interval
        comes down so far.

    """
    p1, n1, p2, n2, beyond, scale = np.broadcast_arrays(p1, n1, p2, n2, beyond, scale)
    reach2 = scale * (1 - p2)
    exceeds = beyond > _NOTHING  # also leaves out NaN
    with np.errstate(over="ignore"):
        solvable = exceeds & (np.square(beyond) < np.square(p1) + np.square(reach2))
    z = np.where(exceeds, np.inf, 0.0)
    if solvable.any():
        chosen = (array[solvable] for array in (p1, n1, p2, n2, beyond, scale))
        z[solvable] = np.sqrt(_solve(*chosen))
    return z


def _solve(
    p1: FloatArray, n1: FloatArray, p2: FloatArray, n2: FloatArray, beyond: FloatArray, scale: FloatArray
) -> FloatArray:
    """The squared critical value t at which below1(t)^2 + (scale above2(t))^2 = beyond^2, which grows with t.

    Newton's method on the logarithms, kept inside a bracket. The bracket comes from any split of ``beyond``
    into the two arms, because the t at which one arm has a given length is a score statistic, in closed form.
    """
    goal = np.square(beyond)
    with np.errstate(over="ignore"):
        low_part = np.maximum(goal - np.square(scale * (1 - p2)), 0)
    high_part = np.minimum(goal, np.square(p1))
    part = (low_part + high_part) / 2
    arm1 = np.sqrt(part)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        arm2 = np.sqrt(goal - part) / scale
        t1 = n1 * part / ((p1 - arm1) * (1 - p1 + arm1))
        t2 = n2 * np.square(arm2) / ((p2 + arm2) * (1 - p2 - arm2))
    # An arm that cannot have the length asked of it (rate 0 or 1, scale 0) says nothing: the other one then
    # decides.
    t1_usable, t2_usable = (t1 > 0) & np.isfinite(t1), (t2 > 0) & np.isfinite(t2)
    low = np.minimum(np.where(t1_usable, t1, np.inf), np.where(t2_usable, t2, np.inf))
    high = np.maximum(np.where(t1_usable, t1, 0), np.where(t2_usable, t2, 0))
    low, high = np.log(np.where(np.isfinite(low), low, 1e-300)), np.log(np.where(high > 0, high, 1e300))
    at = (low + high) / 2
    log_goal = 2 * np.log(beyond)
    for _ in range(_MOST_STEPS):
        excess, slope = _excess(p1, n1, p2, n2, scale, np.exp(at))
        excess -= log_goal
        low, high = np.where(excess <= 0, at, low), np.where(excess >= 0, at, high)
        step = at - excess / slope
        after = np.where((step >= low) & (step <= high), step, (low + high) / 2)
        moved = np.abs(after - at).max()
        at = after
        if moved < _CLOSE:
            break
    return np.asarray(np.exp(at), dtype=np.float64)


def _excess(
    p1: FloatArray, n1: FloatArray, p2: FloatArray, n2: FloatArray, scale: FloatArray, t: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Logarithm of the squared distance the limit has come down at t, and its slope in log t."""
    w1, w2 = t / n1, t / n2
    below, above = arms(p1, w1)[0], arms(p2, w2)[1] * scale
    square1, square2 = np.square(below), np.square(above)
    grow1 = square1 * _growth(p1, w1, below)
    grow2 = square2 * _growth(1 - p2, w2, above / np.where(scale > 0, scale, 1))
    total = square1 + square2
    return np.log(total), (grow1 + grow2) / total


def _growth(p: FloatArray, w: FloatArray, below: FloatArray) -> FloatArray:
    """Slope of log(below^2) in log w, for the arm from a rate towards 0: the arm over Wilson's root.

    (From below^2 = w x (1 - x), where x = p - below is the limit itself.)
    """
    root = np.sqrt(w) * np.sqrt(p * (1 - p) + w / 4)
    return np.asarray(below / np.maximum(root, 1e-300), dtype=np.float64)
