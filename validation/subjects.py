"""Simulated subjects: how many rows each has, how alike its rows are, and which bucket its key falls into."""

from __future__ import annotations

from functools import cache

import numpy as np
import numpy.typing as npt

from policeaudit.stats.clusters import bucket_of

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
KEYS = 200_000
MOST_ROWS = 20


def key_of(number: int) -> str:
    """The key of a subject as a log writes it."""
    return f"person-{number:06d}"


@cache
def buckets() -> Ints:
    """The bucket of every key, by md5 as the product computes it."""
    return np.array([bucket_of(key_of(number)) for number in range(KEYS)], dtype=np.int64)


def some_keys(rng: np.random.Generator, n: int) -> Ints:
    """So many different keys, others in every repetition."""
    return (rng.integers(KEYS) + np.arange(n)) % KEYS


def rows_each(rng: np.random.Generator, pattern: str, size: int | tuple[int, ...]) -> Ints:
    """Rows of each subject: a fixed number, 1 to 20 alike, or geometric (most few, some many) with a given mean.

    ``pattern`` is ``"5"``, ``"1-20"`` or ``"geometric 20"``.
    """
    if pattern == "1-20":
        return rng.integers(1, MOST_ROWS + 1, size)
    if pattern.startswith("geometric"):
        return rng.geometric(1 / float(pattern.split()[1]), size)
    return np.full(size, int(pattern), dtype=np.int64)


def propensities(rng: np.random.Generator, mean: npt.ArrayLike, icc: float, size: int | tuple[int, ...]) -> Floats:
    """Each subject's own rate: beta with the given mean, so that two rows of one subject correlate by ``icc``."""
    means = np.broadcast_to(np.asarray(mean, dtype=np.float64), size)
    if icc == 0:
        return means
    spread = 1 / icc - 1
    return rng.beta(means * spread, (1 - means) * spread)
