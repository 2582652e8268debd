"""What the functions of this package ask of their arrays."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
Range = tuple[FloatArray, FloatArray]


def rate(name: str, value: npt.ArrayLike) -> FloatArray:
    """A rate as an array of floats; NaN stands for an undefined one.

    Raises:
        ValueError: when a value is outside [0, 1].

    """
    array = np.asarray(value, dtype=np.float64)
    if np.any((array < 0) | (array > 1)):
        msg = f"{name} must be between 0 and 1"
        raise ValueError(msg)
    return array


def count(name: str, value: npt.ArrayLike) -> FloatArray:
    """A (possibly fractional) number of rows as an array of floats.

    Raises:
        ValueError: when a value is negative.

    """
    array = np.asarray(value, dtype=np.float64)
    if np.any(array < 0):
        msg = f"{name} must not be negative"
        raise ValueError(msg)
    return array


def rate_of(p: npt.ArrayLike, n: npt.ArrayLike, which: str = "") -> tuple[FloatArray, FloatArray]:
    """A rate and its number of rows, made to agree: the rate is NaN wherever there are no rows.

    Raises:
        ValueError: when a rate is outside [0, 1] or a number of rows is negative.

    """
    rates, rows = np.broadcast_arrays(rate(f"p{which}", p), count(f"n{which}", n))
    return np.where(rows > 0, rates, np.nan), rows
