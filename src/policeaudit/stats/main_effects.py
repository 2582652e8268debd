"""The rates that the single traits of rows explain: a logistic regression without interactions, on cells."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.special import expit

from policeaudit.stats._arrays import FloatArray

_MOST_STEPS = 50
_CLOSE = 1e-9
_RIDGE = 1e-3  # keeps a trait finite whose rows are all cases or all none; of no weight beside ten rows


@dataclass(frozen=True)
class Fit:
    """A fitted model; cells as they were given."""

    coefficients: FloatArray
    """On the logit scale, shape (columns,)."""
    rate: FloatArray
    """Expected rate of each cell."""
    weight: FloatArray
    """Binomial variance of each cell's count, n p (1 - p)."""
    covariance: FloatArray
    """Of the coefficients, shape (columns, columns)."""


def design(attributes: npt.NDArray[np.int64]) -> sparse.csr_array:
    """One column for the intercept and one for each level of each attribute but the first, shape (cells, columns)."""
    columns = [np.ones(len(attributes))]
    for codes in attributes.T:
        columns += [codes == level for level in np.unique(codes)[1:]]
    return sparse.csr_array(np.stack(columns, axis=1).astype(np.float64))


def fit(columns: sparse.csr_array, yes: FloatArray, n: FloatArray) -> Fit:
    """Maximum likelihood by Newton's method (iteratively reweighted least squares), on counts.

    Args:
        columns: the design, shape (cells, columns); its first column is the intercept.
        yes: cases in each cell, shape (cells,).
        n: rows in each cell.

    Returns:
        The fit. A weak normal prior on all coefficients but the intercept keeps them finite.

    """
    prior = np.full(columns.shape[1], _RIDGE)
    prior[0] = 0
    at = np.zeros(columns.shape[1])
    overall = (yes.sum() + 0.5) / (n.sum() + 1)
    at[0] = np.log(overall / (1 - overall))

    def loss(coefficients: FloatArray) -> float:
        linear = columns @ coefficients
        return float((n * np.logaddexp(0, linear) - yes * linear).sum() + (prior * coefficients**2).sum() / 2)

    now = loss(at)
    for _ in range(_MOST_STEPS):
        rate, information = _information(columns, n, at, prior)
        step = np.linalg.solve(information, columns.T @ (yes - n * rate) - prior * at)
        while (after := loss(at + step)) > now + _CLOSE and np.abs(step).max() > _CLOSE:
            step = step / 2
        at, now = at + step, after
        if np.abs(step).max() <= _CLOSE:
            break
    rate, information = _information(columns, n, at, prior)
    return Fit(at, rate, n * rate * (1 - rate), np.asarray(np.linalg.inv(information), dtype=np.float64))


def _information(
    columns: sparse.csr_array, n: FloatArray, at: FloatArray, prior: FloatArray
) -> tuple[FloatArray, FloatArray]:
    rate = np.asarray(expit(columns @ at), dtype=np.float64)
    weighted = columns.multiply((n * rate * (1 - rate))[:, None])
    return rate, np.asarray((columns.T @ weighted).toarray() + np.diag(prior), dtype=np.float64)
