"""Ratios of counts: published figures, agreement with an exact sum, and coverage."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from policeaudit.stats.events import mid_p, overdispersion, rate_ratio, ratio_of_changes
from policeaudit.stats.intervals import critical_value, ratio

COUNTS = st.integers(0, 300)
TIMES = st.floats(0.1, 1e4)


# statistics.md 10: visits 1000 -> 700 and disputes 200 -> 150, four and twenty times as many
@pytest.mark.parametrize(
    ("before", "after", "visits_before", "visits_after", "found", "per_visit"),
    [
        (200, 150, 1000, 700, (0.606, 0.926), (0.887, 1.292)),
        (800, 600, 4000, 2800, (0.675, 0.834), (0.975, 1.177)),
        (4000, 3000, 20000, 14000, (0.715, 0.786), (1.027, 1.117)),
    ],
)
def test_fewer_disputes_but_not_fewer_for_each_visit(
    before: int, after: int, visits_before: int, visits_after: int, found: tuple, per_visit: tuple
) -> None:
    all_ = rate_ratio(after, 1, before, 1)
    np.testing.assert_allclose([all_.value, all_.low, all_.high], [0.75, *found], atol=6e-4)
    # the printed ranges are those of shares (a visit finds a dispute or not); counts for each visit have wider ones
    shares = ratio(after / visits_after, visits_after, before / visits_before, visits_before, critical_value())
    np.testing.assert_allclose(shares, per_visit, atol=6e-4)
    each = rate_ratio(after, visits_after, before, visits_before)
    assert each.value == pytest.approx(0.75 / 0.70)
    assert 0.9 * shares[0] < each.low < shares[0] < shares[1] < each.high < 1.1 * shares[1]


def test_percentages_without_counts() -> None:
    assert ratio_of_changes(-0.25, -0.30) == pytest.approx(1.071, abs=5e-4)
    assert np.isnan(ratio_of_changes(-0.25, -1))
    with pytest.raises(ValueError, match="negative"):
        ratio_of_changes(-1.2, 0)


@given(COUNTS, TIMES, COUNTS, TIMES)
def test_a_range_contains_its_ratio_and_swapping_inverts_it(k1: int, t1: float, k2: int, t2: float) -> None:
    ours, other, exact = (
        rate_ratio(k1, t1, k2, t2),
        rate_ratio(k2, t2, k1, t1),
        rate_ratio(k1, t1, k2, t2, method="exact"),
    )
    if k1 + k2 == 0:
        assert (np.isnan(ours.value), ours.low, ours.high) == (True, 0, np.inf)
        return
    assert exact.low * (1 - 1e-9) <= ours.low <= ours.value <= ours.high <= exact.high * (1 + 1e-9)
    for one, two in ((ours.value, other.value), (ours.low, other.high), (ours.high, other.low)):
        assert {float(one), float(two)} == {0, np.inf} or one * two == pytest.approx(1, rel=1e-6)


@given(st.integers(1, 40), st.data())
def test_mid_p_leaves_half_of_the_observed_count_in_each_tail(n: int, data: st.DataObject) -> None:
    k = data.draw(st.integers(0, n))
    low, high = mid_p(k, n)
    if k:
        assert stats.binom.sf(k, n, low) + stats.binom.pmf(k, n, low) / 2 == pytest.approx(0.025, abs=1e-9)
    if k < n:
        assert stats.binom.cdf(k - 1, n, high) + stats.binom.pmf(k, n, high) / 2 == pytest.approx(0.025, abs=1e-9)


# statistics.md 10: coverage in percent at a mean of 5, 20 and 200
@pytest.mark.parametrize(("mean", "method", "percent"), [(5, "mid-p", 95.9), (20, "mid-p", 95.6), (5, "exact", 97.7)])
def test_exact_coverage(mean: int, method: str, percent: float) -> None:
    k = np.arange(2 * mean + 25)
    p = stats.poisson.pmf(k, mean)
    found = rate_ratio(k[:, None], 1, k[None, :], 1, method=method)
    weight = p[:, None] * p[None, :]
    assert 100 * weight[(found.low <= 1) & (found.high >= 1)].sum() == pytest.approx(percent, abs=0.6)


def test_overdispersed_counts() -> None:
    rng = np.random.default_rng(5)
    k = rng.negative_binomial(40 / 2, 1 / 3, (2000, 2))  # mean 40, variance 120
    naive = rate_ratio(k[:, 0], 1, k[:, 1], 1)
    wider = rate_ratio(k[:, 0], 1, k[:, 1], 1, overdispersion=3)
    covered = [np.mean((r.low <= 1) & (r.high >= 1)) for r in (naive, wider)]
    assert covered == pytest.approx([0.741, 0.95], abs=0.03)
    assert overdispersion(rng.negative_binomial(20, 1 / 3, 4000), np.ones(4000)) == pytest.approx(3, abs=0.3)
    assert overdispersion(rng.poisson(40 * np.arange(1, 401)), np.arange(1, 401)) == pytest.approx(1, abs=0.2)


def test_undefined_ratios() -> None:
    found = rate_ratio([1, 1, 0, np.nan, 5, 0], [0, 1, 1, 1, 1, 1], [1, 1, 0, 1, 0, 5], [1, 0, 1, 1, 1, 1])
    np.testing.assert_array_equal(found.value, [np.nan, np.nan, np.nan, np.nan, np.inf, 0])
    np.testing.assert_array_equal(found.low == 0, [True, True, True, True, False, True])
    np.testing.assert_array_equal(np.isinf(found.high), [True, True, True, True, True, False])
    assert np.isnan(overdispersion([3], [1]))
    assert np.isnan(overdispersion([0, 0], [1, 1]))
    assert np.isnan(overdispersion([1, np.nan], [1, 1]))
    assert overdispersion([5, 5, 0], [1, 1, 0]) == 1
    with pytest.raises(ValueError, match="at least 1"):
        rate_ratio(1, 1, 1, 1, overdispersion=0.5)
