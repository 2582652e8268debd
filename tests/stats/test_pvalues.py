"""p-values: they agree with the intervals, whatever the numbers."""

import time
from decimal import Decimal, localcontext

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from policeaudit.stats.intervals import critical_value, difference, ratio, wilson
from policeaudit.stats.pvalues import difference_p, rate_p, ratio_p

RATES = st.one_of(st.sampled_from([0.0, 0.05, 0.5, 1.0]), st.floats(0, 1))
SIZES = st.one_of(st.integers(1, 5000).map(float), st.floats(0.01, 1e7))
LEVELS = st.sampled_from([0.5, 0.05, 0.05 / 200, 1e-8])
DFS = st.sampled_from([np.inf, 63.0, 5.0])


def agree(p: float, alpha: float, low: float, limit: float) -> bool:
    """Whether p <= alpha exactly where the lower limit passes the limit, but for rounding at the border."""
    at_the_border = abs(low - limit) <= 1e-11 * max(1, abs(limit)) or abs(p / alpha - 1) < 1e-6
    return bool((p <= alpha) == (low >= limit)) or at_the_border


@given(RATES, SIZES, RATES, SIZES, st.floats(-1, 1), LEVELS, DFS)
def test_a_difference_is_significant_where_its_interval_passes_the_limit(
    p1: float, n1: float, p2: float, n2: float, limit: float, alpha: float, df: float
) -> None:
    low, _ = difference(p1, n1, p2, n2, critical_value(1 - alpha, df))
    assert agree(float(difference_p(p1, n1, p2, n2, limit, df)), alpha, float(low), limit)


@given(RATES, SIZES, RATES, SIZES, st.floats(0.01, 10), LEVELS, DFS)
def test_a_ratio_is_significant_where_its_interval_passes_the_limit(
    p1: float, n1: float, p2: float, n2: float, limit: float, alpha: float, df: float
) -> None:
    low, _ = ratio(p1, n1, p2, n2, critical_value(1 - alpha, df))
    if p1 == p2 == 0:
        assert ratio_p(p1, n1, p2, n2, limit, df) == 1
    else:
        assert agree(float(ratio_p(p1, n1, p2, n2, limit, df)), alpha, float(low), limit)


@given(RATES, SIZES, st.floats(0.001, 1), LEVELS, DFS)
def test_a_rate_is_significant_where_its_interval_passes_the_limit(
    p: float, n: float, limit: float, alpha: float, df: float
) -> None:
    low, _ = wilson(p, n, critical_value(1 - alpha, df))
    assert agree(float(rate_p(p, n, limit, df)), alpha, float(low), limit)


def touching_in_decimals(p1: float, n1: float, p2: float, n2: float, limit: float) -> float:
    """The critical value by bisection with 50 digits, from the textbook form of Wilson's limits."""
    with localcontext() as context:
        context.prec = 50
        a, na, b, nb, beyond = (Decimal(x) for x in (p1, n1, p2, n2, p1 - p2 - limit))

        def missing(z: Decimal) -> Decimal:
            w, v = z * z / na, z * z / nb
            low = (a + w / 2 - (w * a * (1 - a) + w * w / 4).sqrt()) / (1 + w)
            high = (b + v / 2 + (v * b * (1 - b) + v * v / 4).sqrt()) / (1 + v)
            return (a - low) ** 2 + (high - b) ** 2 - beyond**2

        left, right = Decimal(0), Decimal(10) ** 6
        for _ in range(120):
            middle = (left + right) / 2
            left, right = (middle, right) if missing(middle) < 0 else (left, middle)
        return float(middle)


@pytest.mark.parametrize(
    ("p1", "n1", "p2", "n2", "limit"),
    [
        (0.835, 1000, 0.683, 1000, 0.05),
        (0.835, 30, 0.683, 1000, 0.05),
        (0.8, 3000, 0.3, 3000, 0.05),  # z near 40
        (1, 12, 0, 7, 0.9),
        (1, 100, 0.2, 50, 0.3),
        (0.02, 500, 0, 3000, 0.001),
        (0, 20, 0, 9, -0.05),
        (1, 20, 1, 9, -0.05),
        (0.5001, 10, 0.45, 10, 0.05),
        (0.3, 0.7, 0.1, 1e9, 0.1),
        (0.9, 10, 0.1, 10, -0.4),  # only a very long interval gets so far down
    ],
)
def test_the_critical_value_to_all_digits(p1: float, n1: float, p2: float, n2: float, limit: float) -> None:
    z = touching_in_decimals(p1, n1, p2, n2, limit)
    # Cauchy's distribution (t with 1 degree of freedom) has so heavy a tail that z shows in any p-value.
    expected = 2 * stats.cauchy.sf(z)
    assert float(difference_p(p1, n1, p2, n2, limit, 1)) == pytest.approx(expected, rel=1e-10)


def test_far_tails_fade_to_0() -> None:
    z = touching_in_decimals(0.8, 3000, 0.3, 3000, 0.05)
    assert 30 < z < 40
    assert float(difference_p(0.8, 3000, 0.3, 3000, 0.05)) == pytest.approx(2 * stats.norm.sf(z), rel=1e-9)
    assert float(difference_p(0.8, 3000, 0.3, 3000, 0.05, 63)) == pytest.approx(2 * stats.t.sf(z, 63), rel=1e-9)
    assert difference_p(0.9, 1e6, 0.1, 1e6, 0.05) == 0
    assert 0 < difference_p(0.9, 1e6, 0.1, 1e6, 0.05, 63) < 1e-80
    # No interval, however long, comes down to such limits.
    assert difference_p(0.5, 10, 0.5, 10, -1) == 0
    assert ratio_p(0.5, 10, 0.5, 10, 0) == 0
    assert rate_p(0.5, 10, 0) == 0
    assert rate_p(0.5, 10, -0.1, 63) == 0


def test_a_limit_of_equality_is_the_same_for_differences_and_ratios() -> None:
    rng = np.random.default_rng(2)
    p1, p2, n1, n2 = *rng.random((2, 500)), *rng.uniform(1, 500, (2, 500))
    np.testing.assert_allclose(difference_p(p1, n1, p2, n2, 0), ratio_p(p1, n1, p2, n2, 1), rtol=1e-9)


def test_p_values_grow_with_the_limit() -> None:
    limits = np.linspace(-0.9, 0.9, 361)
    for df in (np.inf, 63):
        p = difference_p(0.6, 40, 0.45, 300, limits, df)
        assert np.all(np.diff(p) >= 0)
        assert p[-1] == 1


def test_nothing_beyond_the_limit_or_undefined_is_1() -> None:
    nan = np.nan
    assert difference_p(0.5, 10, 0.5, 10, 0) == 1
    assert (
        difference_p(
            [0.5, nan, 0.9, 0.9, 0.9], [10, 10, 0, 10, 9], 0.1, [10, 10, 10, 0, 9], [0.6, 0, 0, 0, nan]
        ).tolist()
        == [1] * 5
    )
    assert (
        ratio_p([0.5, nan, 0.9, 0.9, 0], [10, 10, 0, 10, 9], [0.5, 0.1, 0.1, 0.1, 0], [10, 10, 10, 0, 9], 1).tolist()
        == [1] * 5
    )
    assert (
        rate_p([0.5, 0.5, nan, 0.5, 0.5, 1], [10, 0, 10, 10, 10, 10], [0.5, 0.1, 0.1, nan, 0.9, 1]).tolist() == [1] * 6
    )


# Per thousand, at a gap of exactly 5 points, from statistics.md 3.1: sums of binomial probabilities.
@pytest.mark.parametrize(
    ("n_group", "n_reference", "p_reference", "expected"),
    [
        (30, 30, 0.835, (24.7, 0.14, 0.01)),
        (30, 300, 0.835, (30.7, 1.15, 0.40)),
        (100, 100, 0.835, (23.4, 0.31, 0.06)),
        (300, 300, 0.1, (22.5, 0.27, 0.05)),
    ],
)
def test_exact_false_alarms_at_the_limit(
    n_group: int, n_reference: int, p_reference: float, expected: tuple[float, float, float]
) -> None:
    k, r = np.arange(n_group + 1)[:, None], np.arange(n_reference + 1)
    chance = stats.binom.pmf(k, n_group, p_reference - 0.05) * stats.binom.pmf(r, n_reference, p_reference)
    p = difference_p(r / n_reference, n_reference, k / n_group, n_group, 0.05)
    found = [1000 * chance[p <= alpha].sum() for alpha in (0.05, 0.05 / 50, 0.05 / 200)]
    assert [round(found[0], 1), round(found[1], 2), round(found[2], 2)] == list(expected)


def test_speed() -> None:
    rng = np.random.default_rng(3)
    p1, p2, n1, n2 = *rng.random((2, 100_000)), *rng.uniform(10, 3000, (2, 100_000))
    start = time.process_time()
    p = difference_p(p1, n1, p2, n2, 0.05, 63)
    assert time.process_time() - start < 3  # measured: 0.1 s
    assert p.shape == (100_000,)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: difference_p(1.1, 10, 0.5, 10, 0), "p1 must be between 0 and 1"),
        (lambda: difference_p(0.5, 10, 0.5, -1, 0), "n2 must not be negative"),
        (lambda: ratio_p(0.5, 10, 0.5, 10, -1), "limit must not be negative"),
        (lambda: rate_p(0.5, 10, 0.5, 0), "df must be positive"),
    ],
)
def test_nonsense_is_refused(call, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
