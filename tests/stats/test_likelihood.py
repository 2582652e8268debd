"""Signed roots of likelihood ratios, against other ways of computing them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from scipy.optimize import minimize_scalar

from policeaudit.stats.likelihood import signed_root, signed_root_of_rate

INSIDE = st.floats(0.02, 0.98)
SIZES = st.floats(1, 1e5)


def root(p1: float, n1: float, p2: float, n2: float, scale: float = 1.0, shift: float = 0.0) -> float:
    return float(signed_root(*(np.asarray(value, dtype=float) for value in (p1, n1, p2, n2, scale, shift))))


def log_likelihood(p: float, n: float, q: float) -> float:
    return float(stats.entropy([p, 1 - p], [q, 1 - q]) * -n)


@pytest.mark.parametrize(
    ("p1", "n1", "p2", "n2", "scale", "shift"),
    [
        (0.835, 1000, 0.683, 1000, 1, 0.05),
        (0.9, 3000, 0.7, 30, 1, 0.05),
        (0.16, 500, 0.1, 40, 1.25, 0),
        (0.5, 20, 0.9, 30, 1, -0.6),
        (1, 20, 0.6, 50, 1, 0.1),
        (0.3, 25, 0, 80, 1, 0.02),
        (0.9, 40, 0.3, 40, 2, 0),
    ],
)
def test_agreement_with_a_search(p1: float, n1: float, p2: float, n2: float, scale: float, shift: float) -> None:
    ends = max(0, -shift / scale), min(1, (1 - shift) / scale)
    found = minimize_scalar(
        lambda t: -log_likelihood(p1, n1, scale * t + shift) - log_likelihood(p2, n2, t),
        bounds=ends,
        method="bounded",
        options={"xatol": 1e-10},
    )
    assert root(p1, n1, p2, n2, scale, shift) == pytest.approx(np.sqrt(2 * found.fun), rel=1e-6)


@given(st.integers(1, 400), st.integers(1, 400), st.integers(1, 400), st.integers(1, 400))
def test_without_a_limit_it_is_the_g_test(yes1: int, no1: int, yes2: int, no2: int) -> None:
    n1, n2 = yes1 + no1, yes2 + no2
    table = [[yes1, no1], [yes2, no2]]
    expected = stats.chi2_contingency(table, correction=False, lambda_="log-likelihood").statistic
    found = root(yes1 / n1, n1, yes2 / n2, n2)
    assert found**2 == pytest.approx(expected if yes1 * n2 > yes2 * n1 else 0, rel=1e-6, abs=1e-9)


@given(INSIDE, SIZES, INSIDE, st.floats(0.1, 1e3))
def test_a_reference_without_error_leaves_a_single_rate(p: float, n: float, limit: float, times: float) -> None:
    alone = signed_root_of_rate(*(np.asarray(value) for value in (p, n, limit)))
    assert root(p, n, limit, 1e9 * n) == pytest.approx(float(alone), rel=1e-4, abs=1e-4)
    assert root(p, times * n, limit, times * n) == pytest.approx(
        np.sqrt(times) * root(p, n, limit, n), rel=1e-6, abs=1e-6
    )


def test_it_grows_with_the_rate_and_falls_with_the_limit() -> None:
    p, limits = np.linspace(0.3, 1, 200), np.linspace(-0.5, 0.5, 200)
    one, n = np.ones(()), np.full((), 50.0)
    assert np.all(np.diff(signed_root(p, n, np.full((), 0.3), n, one, np.full((), 0.05))) >= 0)
    falling = signed_root(np.full((), 0.6), n, np.full((), 0.4), n, one, limits)
    assert np.all(np.diff(falling) <= 0)
    assert falling[-1] == 0 < falling[0]


def test_the_ends() -> None:
    assert root(0.5, 10, np.nan, 10) == root(0.5, 10, 0.5, 10) == 0
    assert root(0.5, 10, 0.5, 10, 1, -1) == root(0.5, 10, 0.2, 10, 0, 0) == np.inf
    assert root(1, 10, 0, 10) == pytest.approx(np.sqrt(2 * 20 * np.log(2)))
    ends = signed_root_of_rate(np.array([0.0, 1, 0.5, np.nan]), np.array(10.0), np.array([0.5, 0.5, 0.0, 0.5]))
    assert ends.tolist() == [0, pytest.approx(np.sqrt(20 * np.log(2))), np.inf, 0]
