"""How few people share their quasi-identifiers: k-anonymity from a table of counts (Samarati & Sweeney 1998)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from policeaudit.stats._arrays import count


@dataclass(frozen=True)
class Anonymity:
    """What the classes of equal quasi-identifiers look like; NaN where there are no rows."""

    smallest: float
    """The k of k-anonymity."""
    classes: int
    share_unique: float
    """The share of rows that are alone in their class."""
    share_small: float
    """The share of rows in classes of fewer than the k that is asked for."""


def anonymity(class_sizes: npt.ArrayLike, k: int, classes: npt.ArrayLike = 1) -> Anonymity:
    """The smallest class and the shares of rows that are alone or in a small class.

    Count persons where the log knows them, else rows: a person with five rows otherwise hides among themselves.

    Args:
        class_sizes: rows (or persons) in each combination of quasi-identifiers, any shape; empty classes are no
            classes.
        k: the smallest class that is accepted.
        classes: how many classes there are of each size, broadcast to ``class_sizes``.

    Raises:
        ValueError: when a size is negative or unknown, or ``k`` is not positive.

    """
    sizes, each = (array.ravel() for array in np.broadcast_arrays(count("class_sizes", class_sizes), classes))
    if np.isnan(sizes).any() or k < 1:
        msg = "every class must have a size, and k must be positive"
        raise ValueError(msg)
    there = (sizes > 0) & (each > 0)
    sizes, rows = sizes[there], (sizes * each)[there]
    total = rows.sum()
    if not total:
        return Anonymity(np.nan, 0, np.nan, np.nan)
    unique, small = rows[sizes == 1].sum(), rows[sizes < k].sum()
    return Anonymity(float(sizes.min()), int(each[there].sum()), float(unique / total), float(small / total))
