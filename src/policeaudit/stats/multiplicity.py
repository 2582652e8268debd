"""Adjusted p-values for a family of comparisons declared in advance.

Both functions are written out, a few lines each: scipy has no Holm, and importing ``scipy.stats`` for
Benjamini-Hochberg would cost every command about a second.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from policeaudit.stats._arrays import FloatArray


def holm(p: npt.ArrayLike) -> FloatArray:
    """Keep the chance of even one false finding at most alpha, whatever the dependence (Holm 1979).

    Args:
        p: p-values, one-dimensional; NaN entries are no part of the family.

    Returns:
        Adjusted p-values in the same order, NaN where ``p`` is.

    Raises:
        ValueError: when ``p`` is not one-dimensional or a value is outside [0, 1].

    """
    return _adjusted(p, _step_down)


def benjamini_hochberg(p: npt.ArrayLike) -> FloatArray:
    """Keep the expected share of false ones among the findings at most q (Benjamini & Hochberg 1995).

    Args:
        p: p-values, one-dimensional; NaN entries are no part of the family.

    Returns:
        Adjusted p-values (q-values) in the same order, NaN where ``p`` is.

    Raises:
        ValueError: when ``p`` is not one-dimensional or a value is outside [0, 1].

    """
    return _adjusted(p, _step_up)


def _step_down(ordered: FloatArray) -> FloatArray:
    return np.maximum.accumulate(ordered * np.arange(ordered.size, 0, -1))


def _step_up(ordered: FloatArray) -> FloatArray:
    # The rank is divided by the size first, so that the last p-value stays exactly as it is.
    scaled = ordered / (np.arange(1, ordered.size + 1) / ordered.size)
    return np.minimum.accumulate(scaled[::-1])[::-1]


def _adjusted(p: npt.ArrayLike, steps: Callable[[FloatArray], FloatArray]) -> FloatArray:
    values = np.asarray(p, dtype=np.float64)
    if values.ndim != 1:
        msg = f"p must be one-dimensional, not of shape {values.shape}"
        raise ValueError(msg)
    if np.any((values < 0) | (values > 1)):
        msg = "p must be between 0 and 1"
        raise ValueError(msg)
    family = np.flatnonzero(~np.isnan(values))
    order = family[np.argsort(values[family], kind="stable")]
    adjusted = np.full(values.shape, np.nan)
    adjusted[order] = np.minimum(steps(values[order]), 1.0)
    return adjusted
