"""Design effects and jackknife from buckets of subjects."""

import hashlib

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from policeaudit.stats.clusters import (
    BUCKETS,
    DEGREES_OF_FREEDOM,
    bucket_of,
    design_effect,
    jackknife,
    ratio_variance,
)

COUNTS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=BUCKETS, max_size=BUCKETS)


@given(st.text())
def test_a_bucket_is_the_md5_of_the_subject(subject: str) -> None:
    digest = hashlib.md5(subject.encode("utf-8", "surrogatepass")).digest()
    assert bucket_of(subject) == (digest[0] * 256 + digest[1]) % 64


def test_buckets_are_known_and_even() -> None:
    assert bucket_of("abc") == 1  # md5 9001..., and 0x9001 % 64 = 1
    assert bucket_of("张三") == int(hashlib.md5("张三".encode()).hexdigest()[:4], 16) % 64
    sizes = np.bincount([bucket_of(f"subject {i}") for i in range(6400)], minlength=BUCKETS)
    assert sizes.size == BUCKETS == DEGREES_OF_FREEDOM + 1
    assert ((sizes - 100) ** 2 / 100).sum() < 103  # chi-square, 63 degrees of freedom, 0.999


def test_agreement_with_a_clustered_regression() -> None:
    rng = np.random.default_rng(4)
    cluster = rng.integers(0, 20, 400)
    y = (rng.random(400) < 0.2 + 0.03 * cluster).astype(float)
    fit = sm.OLS(y, np.ones(400)).fit(cov_type="cluster", cov_kwds={"groups": cluster, "use_correction": False})
    p, variance = ratio_variance(np.bincount(cluster, y), np.bincount(cluster))
    assert p == pytest.approx(y.mean())
    assert variance == pytest.approx(fit.cov_params()[0, 0] * 20 / 19, rel=1e-12)


@given(st.integers(1, 20), st.integers(0, 20))
def test_identical_proportional_buckets_lose_nothing(yes: int, no: int) -> None:
    size = np.arange(1, BUCKETS + 1)
    y, m = yes * size, (yes + no) * size
    assert design_effect(y, m, y, m) == 1


@given(COUNTS, COUNTS)
def test_a_design_effect_is_at_least_1_own_and_pooled(own: list, pooled: list) -> None:
    (y1, no1), (y2, no2) = np.transpose(own), np.transpose(pooled)
    deff = design_effect(y1, y1 + no1, y2, y2 + no2)
    assert deff >= max(1, design_effect(y1, y1 + no1, 0 * y1, 0 * y1))
    assert deff == design_effect(y2, y2 + no2, y1, y1 + no1)


def test_whole_buckets_of_one_kind_count_as_one_row_each() -> None:
    y = np.repeat([0, 10], BUCKETS // 2)
    # 64 buckets of 10 equal rows: a design effect of 10, but for the correction 64/63.
    assert design_effect(y, np.full(BUCKETS, 10), y, np.full(BUCKETS, 10)) == pytest.approx(10 * 64 / 63)


def test_an_undefined_own_effect_leaves_the_pooled_one() -> None:
    y, m = np.repeat([0, 10], BUCKETS // 2), np.full(BUCKETS, 10)
    pooled = design_effect(y, m, y, m)
    nothing, everything = np.zeros(BUCKETS), m
    assert design_effect(nothing, m, y, m) == pooled
    assert design_effect(everything, m, y, m) == pooled
    assert design_effect(nothing, nothing, y, m) == pooled
    assert design_effect(y, m, nothing, nothing) == pooled
    assert design_effect(nothing, nothing, nothing, m) == 1


def test_one_row_per_subject_has_an_effect_near_1() -> None:
    rng = np.random.default_rng(5)
    m = rng.multinomial(2000, np.full(BUCKETS, 1 / BUCKETS), 400)
    y = rng.binomial(m, 0.3)
    nothing = np.zeros(BUCKETS)
    p, variance = ratio_variance(y, m)
    assert (variance * m.sum(-1) / (p * (1 - p))).mean() == pytest.approx(1, abs=0.03)
    assert design_effect(y, m, nothing, nothing).shape == (400,)


def test_no_rows_give_no_rate() -> None:
    assert np.isnan(ratio_variance(np.zeros((2, 3)), np.zeros((2, 3)))).all()


def rate(totals: np.ndarray) -> np.ndarray:
    """Events over rows, which stand on the last axis."""
    return totals[..., 0] / totals[..., 1]


def test_the_jackknife_by_hand() -> None:
    """1 of 2, 2 of 2 and 3 of 4: 6/8 in all, and 5/6, 4/6, 3/4 without one; 2/3 (1/144 + 1/144 + 0) = 1/108."""
    found = jackknife([[1, 2], [2, 2], [3, 4]], rate)
    assert found.value == 0.75
    assert found.error == pytest.approx(108**-0.5)
    reach = stats.t.ppf(0.975, 2) * 108**-0.5
    assert (found.low, found.high) == pytest.approx((0.75 - reach, 0.75 + reach))


def test_the_jackknife_of_a_sum_is_the_spread_of_the_buckets() -> None:
    counts = np.random.default_rng(6).integers(0, 50, (5, BUCKETS))
    found = jackknife(counts, lambda totals: totals, axis=1)
    np.testing.assert_allclose(found.value, counts.sum(1))
    # without bucket b it is the sum less that bucket: (B - 1) / B sum (y - mean)^2
    np.testing.assert_allclose(found.error, np.sqrt(np.square(counts - counts.mean(1, keepdims=True)).sum(1) * 63 / 64))


def test_the_jackknife_of_rates_is_close_to_their_linearised_error_and_contains_them() -> None:
    rng = np.random.default_rng(7)
    m = rng.integers(20, 60, (40, BUCKETS))
    y = rng.binomial(m, rng.beta(6, 3, (40, BUCKETS)))
    found = jackknife(np.stack([y, m], -1), rate, axis=1)
    p, variance = ratio_variance(y, m)
    np.testing.assert_allclose(found.value, p)
    np.testing.assert_allclose(found.error, np.sqrt(variance), rtol=0.03)
    assert np.all((found.low < p) & (p < found.high))


def test_the_jackknife_of_a_gap_of_the_same_people_knows_that_they_go_together() -> None:
    rng = np.random.default_rng(8)
    m = rng.integers(20, 60, BUCKETS)
    y = rng.binomial(m, rng.beta(6, 3, BUCKETS))
    both = np.stack([y, m, y, m], -1)
    assert jackknife(both, lambda t: rate(t[..., :2]) - rate(t[..., 2:])).error == pytest.approx(0, abs=1e-12)


def test_a_statistic_may_have_parts_and_be_undefined() -> None:
    counts = np.ones((BUCKETS, 3, 2))
    counts[:, 1, 0] = 0
    counts[1:, 2, 1] = 0  # only the first bucket has rows: without it there is no rate

    def parts(totals: np.ndarray) -> np.ndarray:
        p = np.divide(totals[..., 0], totals[..., 1], out=np.full(totals.shape[:-1], np.nan), where=totals[..., 1] > 0)
        return np.stack([p, 2 * p], -1)

    found = jackknife(counts, parts)
    assert found.value.shape == found.error.shape == found.low.shape == (3, 2)
    assert np.isnan(found.error).tolist() == np.isnan(found.high).tolist() == [[False] * 2, [False] * 2, [True] * 2]


def test_one_bucket_is_refused() -> None:
    for call in (lambda: ratio_variance([1], [2]), lambda: jackknife([[1.0, 2.0]], rate), lambda: jackknife(1.0, rate)):
        with pytest.raises(ValueError, match="at least two buckets"):
            call()


def test_few_buckets_count_for_less_than_they_say() -> None:
    """Two of four people are always warned about rightly, ten times each: four rows' worth, and t with three degrees."""
    y, m = np.zeros(BUCKETS), np.zeros(BUCKETS)
    y[:2], m[:4] = 10, 10
    nothing = np.zeros(BUCKETS)
    widening = (stats.t.ppf(0.975, 3) / stats.t.ppf(0.975, 63)) ** 2
    assert design_effect(y, m, nothing, nothing) == pytest.approx(10 * 4 / 3 * widening)
    alone = np.eye(BUCKETS)[0] * 10
    assert design_effect(0.5 * alone, alone, nothing, nothing) == 1  # one person says nothing about how people differ
