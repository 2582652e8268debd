"""The critical value at which an interval touches a limit: to all digits, and as the intervals say."""

from decimal import Decimal, localcontext

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from policeaudit.stats.intervals import critical_value, difference, ratio
from policeaudit.stats.touching import touching

RATES = st.one_of(st.sampled_from([0.0, 0.05, 0.5, 1.0]), st.floats(0, 1))
SIZES = st.one_of(st.integers(1, 5000).map(float), st.floats(0.01, 1e7))
CRITS = st.sampled_from([0.5, critical_value(), critical_value(0.95, 63), 3.7, 8.0])


def z_of(p1: float, n1: float, p2: float, n2: float, limit: float, scale: float = 1.0) -> float:
    values = (p1, n1, p2, n2, p1 - scale * p2 - limit, scale)
    return float(touching(*(np.asarray(value, dtype=float) for value in values)))


def agree(z: float, crit: float, low: float, limit: float) -> bool:
    """Whether z >= crit exactly where the lower limit passes the limit, but for rounding at the border."""
    at_the_border = abs(low - limit) <= 1e-11 * max(1, abs(limit)) or abs(z / crit - 1) < 1e-8
    return bool((z >= crit) == (low >= limit)) or at_the_border


@given(RATES, SIZES, RATES, SIZES, st.floats(-1, 1), CRITS)
def test_a_difference_touches_where_its_interval_does(
    p1: float, n1: float, p2: float, n2: float, limit: float, crit: float
) -> None:
    low, _ = difference(p1, n1, p2, n2, crit)
    assert agree(z_of(p1, n1, p2, n2, limit), crit, float(low), limit)


@given(RATES, SIZES, RATES, SIZES, st.floats(0.01, 10), CRITS)
def test_a_ratio_touches_where_its_interval_does(
    p1: float, n1: float, p2: float, n2: float, limit: float, crit: float
) -> None:
    low, _ = ratio(p1, n1, p2, n2, crit)
    z = z_of(p1, n1, p2, n2, 0, limit)
    assert z == 0 if p1 == p2 == 0 else agree(z, crit, float(low), limit)


@given(st.floats(0.01, 0.99), st.floats(0.01, 0.99), st.floats(1, 1e4), st.floats(1, 1e4), st.floats(0.1, 1e4))
def test_it_grows_with_the_root_of_the_rows(p1: float, p2: float, n1: float, n2: float, times: float) -> None:
    few, many = (z_of(p1, c * n1, p2, c * n2, 0.05) for c in (1, times))
    assert many == pytest.approx(np.sqrt(times) * few, rel=1e-9)


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
    assert z_of(p1, n1, p2, n2, limit) == pytest.approx(touching_in_decimals(p1, n1, p2, n2, limit), rel=1e-10)


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
def test_exact_false_alarms_of_the_interval_alone(
    n_group: int, n_reference: int, p_reference: float, expected: tuple[float, float, float]
) -> None:
    k, r = np.arange(n_group + 1)[:, None], np.arange(n_reference + 1)
    chance = stats.binom.pmf(k, n_group, p_reference - 0.05) * stats.binom.pmf(r, n_reference, p_reference)
    p, q, one = r / n_reference, k / n_group, np.ones(())
    z = touching(p, np.array(n_reference), q, np.array(n_group), p - q - 0.05, one)
    found = [1000 * chance[z >= critical_value(1 - alpha)].sum() for alpha in (0.05, 0.05 / 50, 0.05 / 200)]
    assert [round(found[0], 1), round(found[1], 2), round(found[2], 2)] == list(expected)
