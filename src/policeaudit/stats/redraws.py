"""Other logs of the same kind, drawn from the counts of this one."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from policeaudit.stats._arrays import FloatArray, count


def redraw(counts: npt.ArrayLike, deff: npt.ArrayLike, draws: int, seed: int) -> FloatArray:
    """Draw counts again, each from a Poisson distribution about the count that was seen.

    The bootstrap of the rows behind the counts (Efron 1979) where the number of rows is itself a matter of chance: then
    the cells are independent Poisson counts, whose sums are Poisson too, so that sums may be drawn in their place. Rows
    that share a subject are allowed for by a design effect: its multiple of a Poisson count with a mean smaller by as
    much has the same mean and ``deff`` times the variance (quasi-Poisson; McCullagh & Nelder 1989). A count of 0 stays 0:
    whoever judges rates from the draws has to ask for events first.

    Args:
        counts: what was seen, any shape.
        deff: design effects, at least 1, broadcast with ``counts``.
        draws: how many logs to draw.
        seed: the same seed gives the same draws.

    Returns:
        Counts of shape (draws, *counts.shape); fractional where ``deff`` is.

    Raises:
        ValueError: when a count is negative or a design effect is below 1.

    """
    seen, effect = np.broadcast_arrays(count("counts", counts), np.asarray(deff, dtype=np.float64))
    if np.any(effect < 1):
        msg = "deff must be at least 1"
        raise ValueError(msg)
    drawn = np.random.default_rng(seed).poisson(seen / effect, (draws, *seen.shape))
    return np.asarray(drawn * effect, dtype=np.float64)
