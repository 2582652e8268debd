"""p-values: never smaller than the intervals allow, and true to their level far out in the tail."""

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
HAIR = 1 + 1e-9


def allows(p: float, alpha: float, low: float, limit: float) -> bool:
    """Whether p <= alpha only where the lower limit passes the limit, but for rounding at the border."""
    return p * HAIR > alpha or low >= limit - 1e-11 * max(1, abs(limit))


@given(RATES, SIZES, RATES, SIZES, st.floats(-1, 1), LEVELS, DFS)
def test_a_difference_is_found_only_where_its_interval_passes_the_limit(
    p1: float, n1: float, p2: float, n2: float, limit: float, alpha: float, df: float
) -> None:
    low, _ = difference(p1, n1, p2, n2, critical_value(1 - alpha, df))
    assert allows(float(difference_p(p1, n1, p2, n2, limit, df)), alpha, float(low), limit)


@given(RATES, SIZES, RATES, SIZES, st.floats(0.01, 10), LEVELS, DFS)
def test_a_ratio_is_found_only_where_its_interval_passes_the_limit(
    p1: float, n1: float, p2: float, n2: float, limit: float, alpha: float, df: float
) -> None:
    low, _ = ratio(p1, n1, p2, n2, critical_value(1 - alpha, df))
    p = float(ratio_p(p1, n1, p2, n2, limit, df))
    assert p == 1 if p1 == p2 == 0 else allows(p, alpha, float(low), limit)


@given(RATES, SIZES, st.floats(0.001, 1), LEVELS, DFS)
def test_a_rate_is_found_only_where_its_interval_passes_the_limit(
    p: float, n: float, limit: float, alpha: float, df: float
) -> None:
    low, _ = wilson(p, n, critical_value(1 - alpha, df))
    assert allows(float(rate_p(p, n, limit, df)), alpha, float(low), limit)


def test_the_larger_of_two_by_hand() -> None:
    score = 0.05 / np.sqrt(0.9 * 0.1 / 100)
    assert rate_p(0.95, 100, 0.9) == pytest.approx(2 * stats.norm.sf(score))
    assert rate_p(0.95, 100, 0.9, 63) == pytest.approx(2 * stats.t.sf(score, 63))
    deviance = 2 * (20 * np.log(2) + 80 * np.log(0.8 / 0.9))
    assert rate_p(0.2, 100, 0.1) == pytest.approx(stats.chi2.sf(deviance, 1))
    assert np.sqrt(deviance) < 0.1 / np.sqrt(0.1 * 0.9 / 100)


def test_far_tails_fade_to_0() -> None:
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


def exact(n_group: int, n_reference: int, p_group: float, p_reference: float, p: np.ndarray) -> list[float]:
    """How often, per thousand, p is at most .05, .05 / 50 and .05 / 200 of the two-sided convention."""
    k, r = np.arange(n_group + 1)[:, None], np.arange(n_reference + 1)
    chance = stats.binom.pmf(k, n_group, p_group) * stats.binom.pmf(r, n_reference, p_reference)
    return [1000 * chance[p <= alpha].sum() for alpha in (0.05, 0.05 / 50, 0.05 / 200)]


NOMINAL = np.array([25, 0.5, 0.125])


@pytest.mark.parametrize(
    ("n_group", "n_reference", "p_reference"),
    [(30, 30, 0.835), (30, 300, 0.835), (46, 3000, 0.95), (100, 400, 0.835), (300, 300, 0.1), (300, 3000, 0.9)],
)
def test_false_alarms_at_a_gap_of_5_points_are_as_many_as_promised(
    n_group: int, n_reference: int, p_reference: float
) -> None:
    """Sums of binomial probabilities; the interval alone has 0.40 for 0.125 at 30 against 300 (statistics.md 3.1)."""
    k, r = np.arange(n_group + 1)[:, None], np.arange(n_reference + 1)
    p = difference_p(r / n_reference, n_reference, k / n_group, n_group, 0.05)
    found = exact(n_group, n_reference, p_reference - 0.05, p_reference, p)
    assert np.all(found <= 1.07 * NOMINAL)


@pytest.mark.parametrize(("n_group", "base"), [(30, 0.15), (100, 0.15), (300, 0.04), (46, 0.7)])
@pytest.mark.parametrize("times", [1.25, 0.8])
def test_false_alarms_at_a_ratio_of_four_fifths_are_as_many_as_promised(
    n_group: int, base: float, times: float
) -> None:
    k, r = np.arange(n_group + 1)[:, None] / n_group, np.arange(3001) / 3000
    p = ratio_p(k, n_group, r, 3000, 1.25) if times > 1 else ratio_p(r, 3000, k, n_group, 1.25)
    assert np.all(exact(n_group, 3000, base * times, base, p) <= 1.07 * NOMINAL)


@pytest.mark.parametrize("n", [30, 46, 100, 300, 1000])
@pytest.mark.parametrize("limit", [0.1, 0.3, 0.7, 0.9])
def test_false_alarms_of_a_rate_at_its_limit_are_as_many_as_promised(n: int, limit: float) -> None:
    k = np.arange(n + 1)
    found = [1000 * stats.binom.pmf(k, n, limit)[rate_p(k / n, n, limit) <= a].sum() for a in (0.05, 0.001, 0.00025)]
    assert np.all(found <= 1.5 * NOMINAL)  # a single rate's chances rise in steps


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
