"""Signed roots of likelihood ratios: standardised distances to a limit that keep their level far out in the tail."""

from __future__ import annotations

import numpy as np
from scipy.special import rel_entr

from policeaudit.stats._arrays import FloatArray

_HALVINGS = 40  # the ratio is flat at its maximum: an error of 1e-12 in a rate is none in the ratio


def signed_root(
    p1: FloatArray, n1: FloatArray, p2: FloatArray, n2: FloatArray, scale: FloatArray, shift: FloatArray
) -> FloatArray:
    """The root of twice the logarithm of the likelihood ratio of p1 <= scale p2 + shift.

    Standard normal to the third order in the tails of binomial rates, where a score or Wald statistic is so only to the
    second (Barndorff-Nielsen & Cox 1994); it grows with the square root of the rows. The rates of largest likelihood
    under the hypothesis (Miettinen & Nurminen 1985) come from bisection, because the likelihood is concave along it.

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
    for _ in range(_HALVINGS):
        at = (low + high) / 2
        other = scale * at + shift
        rises = n2 * (p2 - at) / (at * (1 - at)) + scale * n1 * (p1 - other) / (other * (1 - other)) > 0
        low, high = np.where(rises, at, low), np.where(rises, high, at)
    at = (low + high) / 2
    return np.sqrt(2 * (n1 * _divergence(p1, scale * at + shift) + n2 * _divergence(p2, at)))


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
