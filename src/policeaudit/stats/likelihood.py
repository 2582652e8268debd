"""Signed roots of likelihood ratios: standardised distances to a limit that keep their level far out in the tail."""

from __future__ import annotations

import numpy as np
from scipy.special import rel_entr

from policeaudit.stats._arrays import FloatArray

_MOST_STEPS = 50
_CLOSE = 1e-11  # of a rate; the ratio is flat at its maximum, so that its error is the square of that


def signed_root(
    p1: FloatArray, n1: FloatArray, p2: FloatArray, n2: FloatArray, scale: FloatArray, shift: FloatArray
) -> FloatArray:
    """The root of twice the logarithm of the likelihood ratio of p1 <= scale p2 + shift.

    Standard normal to the third order in the tails of binomial rates, where a score or Wald statistic is so only to the
    second (Barndorff-Nielsen & Cox 1994); it grows with the square root of the rows. The rates of largest likelihood
    under the hypothesis (Miettinen & Nurminen 1985) come from Newton's method inside a bracket: the likelihood is concave
    along it.

    Args:
        p1: rates, any shape; all six arrays are broadcast.
        n1: rows (or effective rows) behind ``p1``.
        p2: rates to compare with.
        n2: rows (or effective rows) behind ``p2``.
        scale: 1 for a difference, the limit for a ratio.
        shift: the limit for a difference, 0 for a ratio.

    Returns:
        Roots of the broadcast shape; 0 where p1 does not exceed scale p2 + shift or a rate is undefined.

    """
    p1, n1, p2, n2, scale, shift = np.broadcast_arrays(p1, n1, p2, n2, scale, shift)
    exceeds = p1 > scale * p2 + shift  # also leaves out NaN
    root = np.zeros(exceeds.shape)
    if exceeds.any():
        with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
            root[exceeds] = _root(*(array[exceeds] for array in (p1, n1, p2, n2, scale, shift)))
    return root


def _root(
    p1: FloatArray, n1: FloatArray, p2: FloatArray, n2: FloatArray, scale: FloatArray, shift: FloatArray
) -> FloatArray:
    low, high = np.fmax(0, -shift / scale), np.fmin(1, (1 - shift) / scale)
    pooled = (n2 * p2 + n1 * (p1 - shift) / scale) / (n1 + n2)
    at = np.where((pooled > low) & (pooled < high), pooled, (low + high) / 2)
    for _ in range(_MOST_STEPS):
        other = scale * at + shift
        rise = n2 * (p2 - at) / (at * (1 - at)) + scale * n1 * (p1 - other) / (other * (1 - other))
        bend = n2 * _bend(p2, at) + np.square(scale) * n1 * _bend(p1, other)
        low, high = np.where(rise > 0, at, low), np.where(rise > 0, high, at)
        after = at + rise / bend
        after = np.where((after >= low) & (after <= high), after, (low + high) / 2)
        moved = np.abs(after - at).max()
        at = after
        if moved < _CLOSE:
            break
    return np.sqrt(2 * (n1 * _divergence(p1, scale * at + shift) + n2 * _divergence(p2, at)))


def _bend(p: FloatArray, q: FloatArray) -> FloatArray:
    """How fast the slope of a row's log-likelihood at the rate q falls."""
    return np.asarray(p / np.square(q) + (1 - p) / np.square(1 - q), dtype=np.float64)


def signed_root_of_rate(p: FloatArray, n: FloatArray, limit: FloatArray) -> FloatArray:
    """The same for the hypothesis that a rate is at most ``limit``.

    Args:
        p: rates, any shape; all three arrays are broadcast.
        n: rows (or effective rows) behind ``p``.
        limit: the largest accepted rate.

    Returns:
        Roots of the broadcast shape; 0 where the rate does not exceed the limit or is undefined.

    """
    return np.where(p > limit, np.sqrt(2 * n * _divergence(p, np.maximum(limit, 0))), 0.0)


def _divergence(p: FloatArray, q: FloatArray) -> FloatArray:
    """How much more likely a row is at the rate p than at q, on average, in logarithms (Kullback & Leibler 1951)."""
    return np.asarray(np.maximum(rel_entr(p, q) + rel_entr(1 - p, 1 - q), 0), dtype=np.float64)
