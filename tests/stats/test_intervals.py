"""Intervals: laws, agreement with other software, and exact coverage."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from policeaudit.stats.intervals import (
    clopper_pearson,
    critical_value,
    difference,
    mover_difference,
    mover_ratio,
    ratio,
    wilson,
)

Z = critical_value()
SIZES = st.one_of(st.integers(1, 5000).map(float), st.floats(0.01, 1e9))
RATES = st.one_of(st.sampled_from([0.0, 1e-12, 1 - 1e-12, 1.0]), st.floats(0, 1))
CRITS = st.floats(0, 40)


@pytest.mark.parametrize("interval", [wilson, clopper_pearson])
@given(RATES, SIZES, CRITS)
def test_the_range_of_a_rate_contains_it_and_stays_within_0_and_1(interval, p: float, n: float, crit: float) -> None:
    low, high = interval(p, n, crit)
    assert 0 <= low <= p <= high <= 1


@given(RATES, SIZES, RATES, SIZES, CRITS)
def test_the_ranges_of_two_rates_contain_their_difference_and_ratio(
    p1: float, n1: float, p2: float, n2: float, crit: float
) -> None:
    low, high = difference(p1, n1, p2, n2, crit)
    assert -1 <= low <= p1 - p2 <= high <= 1
    low, high = ratio(p1, n1, p2, n2, crit)
    assert 0 <= low <= high
    if p2 >= 1e-12:
        assert low <= p1 / p2 <= high


@given(RATES, SIZES, CRITS)
def test_complementing_the_outcomes_mirrors_a_rate(p: float, n: float, crit: float) -> None:
    low, high = wilson(p, n, crit)
    other_low, other_high = wilson(1 - p, n, crit)
    np.testing.assert_allclose([low, high], [1 - other_high, 1 - other_low], rtol=0, atol=1e-12)


@given(RATES, SIZES, RATES, SIZES, CRITS)
def test_swapping_the_groups_mirrors_a_difference(p1: float, n1: float, p2: float, n2: float, crit: float) -> None:
    low, high = difference(p1, n1, p2, n2, crit)
    assert difference(p2, n2, p1, n1, crit) == (-high, -low)


@given(RATES, SIZES, RATES, SIZES, CRITS)
def test_complementing_the_outcomes_mirrors_a_difference(
    p1: float, n1: float, p2: float, n2: float, crit: float
) -> None:
    low, high = difference(p1, n1, p2, n2, crit)
    other_low, other_high = difference(1 - p1, n1, 1 - p2, n2, crit)
    np.testing.assert_allclose([low, high], [-other_high, -other_low], rtol=0, atol=1e-12)


@given(st.integers(0, 200), st.integers(1, 200), st.integers(0, 200), st.integers(1, 200))
def test_swapping_the_groups_inverts_a_ratio(k1: int, more1: int, k2: int, more2: int) -> None:
    n1, n2 = k1 + more1, k2 + more2
    low, high = ratio(k1 / n1, n1, k2 / n2, n2, Z)
    other_low, other_high = ratio(k2 / n2, n2, k1 / n1, n1, Z)
    if k1 and k2:
        assert high * other_low == pytest.approx(1, rel=1e-9)
        assert low * other_high == pytest.approx(1, rel=1e-9)


@given(st.floats(0.05, 1), st.floats(1, 1e5), st.floats(0.05, 1), st.floats(1, 1e5), st.floats(0.1, 6))
def test_the_lower_limit_of_a_ratio_is_where_the_scaled_difference_touches_0(
    p1: float, n1: float, p2: float, n2: float, crit: float
) -> None:
    low, _ = ratio(p1, n1, p2, n2, crit)
    l2, h2 = wilson(p2, n2, crit)
    touching, _ = mover_difference(p1, *wilson(p1, n1, crit), low * p2, low * l2, low * h2)
    assert touching == pytest.approx(0, abs=1e-9)


def test_wider_confidence_and_fewer_rows_give_wider_ranges() -> None:
    p = np.linspace(0, 1, 21)
    narrow, wide, fewer = wilson(p, 100, Z), wilson(p, 100, 2 * Z), wilson(p, 50, Z)
    for other in (wide, fewer):
        assert np.all(other[0] <= narrow[0])
        assert np.all(other[1] >= narrow[1])


@pytest.mark.parametrize(("k", "n"), [(0, 20), (1, 29), (81, 263), (15, 148), (20, 20), (683, 1000)])
def test_agreement_with_scipy(k: int, n: int) -> None:
    ours = (wilson(k / n, n, Z), clopper_pearson(k / n, n, Z))
    for found, method in zip(ours, ("wilson", "exact"), strict=True):
        expected = stats.binomtest(k, n).proportion_ci(method=method)
        np.testing.assert_allclose(found, [expected.low, expected.high], rtol=0, atol=1e-10)


def test_agreement_with_statsmodels() -> None:
    rng = np.random.default_rng(1)
    n1, n2 = rng.integers(1, 500, (2, 2000))
    k1, k2 = rng.binomial(n1, rng.random(2000)), rng.binomial(n2, rng.random(2000))
    expected = confint_proportions_2indep(k1, n1, k2, n2, method="newcomb", compare="diff")
    np.testing.assert_allclose(difference(k1 / n1, n1, k2 / n2, n2, Z), expected, rtol=0, atol=1e-13)
    np.testing.assert_allclose(wilson(k1 / n1, n1, Z), proportion_confint(k1, n1, method="wilson"), rtol=0, atol=1e-13)
    exact = proportion_confint(k1, n1, method="beta")
    np.testing.assert_allclose(clopper_pearson(k1 / n1, n1, Z), exact, rtol=0, atol=1e-13)


# Exact coverage in percent, from statistics.md 1.1: sums of binomial probabilities.
@pytest.mark.parametrize(
    ("n", "method", "expected"),
    [
        (10, "wilson", (98.4, 93.0, 97.9, 96.3, 93.2)),
        (30, "wilson", (97.8, 97.4, 95.7, 95.3, 94.8)),
        (100, "wilson", (94.9, 93.6, 94.3, 94.7, 94.2)),
        (1000, "wilson", (94.7, 94.9, 94.6, 94.7, 95.5)),
        (10, "clopper_pearson", (98.4, 98.7, 97.9, 96.3, 98.5)),
        (100, "clopper_pearson", (98.5, 95.6, 96.5, 95.9, 95.7)),
    ],
)
def test_exact_coverage_of_a_rate(n: int, method: str, expected: tuple[float, ...]) -> None:
    k = np.arange(n + 1)
    low, high = {"wilson": wilson, "clopper_pearson": clopper_pearson}[method](k / n, n, Z)
    for p, percent in zip((0.02, 0.1, 0.5, 0.683, 0.835), expected, strict=True):
        covered = stats.binom.pmf(k, n, p)[(low <= p) & (p <= high)].sum()
        assert round(100 * covered, 1) == percent


# statistics.md 1.2 and 1.3: pairs .02/.02, .1/.1, .5/.5, .835/.683 and so on.
@pytest.mark.parametrize(
    ("n1", "n2", "p1", "p2", "of_difference", "of_ratio"),
    [
        (10, 10, 0.1, 0.1, 99.1, 99.1),
        (10, 10, 0.835, 0.683, 96.2, 96.3),
        (10, 10, 0.5, 0.1, 96.6, None),
        (10, 10, 0.1, 0.02, None, 92.7),
        (30, 30, 0.02, 0.02, 100.0, None),
        (30, 30, 0.835, 0.683, 95.4, 95.6),
        (100, 100, 0.02, 0.02, 98.4, None),
        (100, 100, 0.5, 0.5, 94.4, 94.4),
        (100, 100, 0.1, 0.02, None, 95.9),
        (30, 1000, 0.683, 0.835, 95.2, None),
        (10, 300, 0.683, 0.835, 94.6, None),
    ],
)
def test_exact_coverage_of_two_rates(
    n1: int, n2: int, p1: float, p2: float, of_difference: float | None, of_ratio: float | None
) -> None:
    k1, k2 = np.arange(n1 + 1)[:, None], np.arange(n2 + 1)
    chance = stats.binom.pmf(k1, n1, p1) * stats.binom.pmf(k2, n2, p2)
    for compare, truth, percent in ((difference, p1 - p2, of_difference), (ratio, p1 / p2, of_ratio)):
        low, high = compare(k1 / n1, n1, k2 / n2, n2, Z)
        if percent is not None:
            assert round(100 * chance[(low <= truth) & (truth <= high)].sum(), 1) == percent


def test_what_is_undefined_has_the_widest_range() -> None:
    assert wilson([np.nan, 0.5], [10, 0], Z)[0].tolist() == [0, 0]
    assert wilson([np.nan, 0.5], [10, 0], Z)[1].tolist() == [1, 1]
    assert wilson(0.5, 5e-324, Z) == (0, 1)
    assert [limits.tolist() for limits in clopper_pearson([np.nan, 0.5, 0.5], [10, 0, 5e-324], Z)] == [[0] * 3, [1] * 3]
    for p1, n1, p2, n2 in ((0.5, 0, 0.5, 10), (0.5, 10, 0.5, 0), (np.nan, 10, 0.5, 10)):
        assert difference(p1, n1, p2, n2, Z) == (-1, 1)
        assert ratio(p1, n1, p2, n2, Z) == (0, np.inf)
    assert ratio(0, 10, 0, 10, Z) == (0, np.inf)
    assert mover_difference(np.nan, -1, 1, 0.1, 0, 0.2, widest=2) == (-2, 2)
    assert mover_ratio(np.nan, 0, 1, 0.1, 0, 0.2) == (0, np.inf)


def test_an_exact_interval_leaves_out_at_most_what_it_says() -> None:
    """Each limit is the rate at which so many events, or more, are exactly as improbable as promised."""
    for confidence, df in ((0.95, np.inf), (0.95, 63), (0.99999, np.inf)):
        crit = critical_value(confidence, df)
        low, high = clopper_pearson(7 / 40, 40, crit)
        assert stats.binom.sf(6, 40, low) == pytest.approx(stats.norm.sf(crit), rel=1e-6)
        assert stats.binom.cdf(7, 40, high) == pytest.approx(stats.norm.sf(crit), rel=1e-6)


def test_rates_of_0_and_1_have_exact_ends() -> None:
    n = np.array([0.3, 1, 7, 20, 1e12])
    assert np.all(wilson(0, n, Z)[0] == 0)
    assert np.all(wilson(1, n, Z)[1] == 1)
    assert np.all(clopper_pearson(0, n, Z)[0] == 0)
    assert np.all(clopper_pearson(1, n, Z)[1] == 1)


def test_ratios_of_zero_counts_stay_finite_below() -> None:
    low, high = ratio(5 / 10, 10, 0, 20, Z)
    assert 0 < low < np.inf
    assert high == np.inf
    low, high = ratio(0, 20, 5 / 10, 10, Z)
    assert low == 0
    assert 0 < high < np.inf


def test_fractional_counts_lie_between_whole_ones() -> None:
    for low, high in (wilson(0.3, [10, 10.5, 11], Z), clopper_pearson(0.3, [10, 10.5, 11], Z)):
        assert low[0] < low[1] < low[2]
        assert high[0] > high[1] > high[2]


def test_shapes_broadcast() -> None:
    low, high = difference(np.full((4, 1), 0.4), 50, np.full(3, 0.5), 60, Z)
    assert low.shape == high.shape == (4, 3)
    assert np.unique(low).size == 1


def test_critical_values() -> None:
    assert critical_value() == pytest.approx(1.959963984540054)
    assert critical_value(0.95, 63) == pytest.approx(1.998340542520741)
    assert critical_value(0.9) == pytest.approx(stats.norm.ppf(0.95))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: wilson(1.1, 10, Z), "p must be between 0 and 1"),
        (lambda: wilson(0.5, -1, Z), "n must not be negative"),
        (lambda: wilson(0.5, 10, -1), "crit must not be negative"),
        (lambda: difference(0.5, 10, -0.1, 10, Z), "p2 must be between 0 and 1"),
        (lambda: ratio(0.5, -10, 0.1, 10, Z), "n1 must not be negative"),
        (lambda: clopper_pearson(1.1, 2, Z), "p must be between 0 and 1"),
        (lambda: clopper_pearson(0.5, 2, -1), "crit must not be negative"),
        (lambda: critical_value(0), "confidence must be between 0 and 1"),
        (lambda: critical_value(0.95, 0), "df must be positive"),
    ],
)
def test_nonsense_is_refused(call, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
