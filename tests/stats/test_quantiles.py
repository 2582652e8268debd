"""Quantiles and shares within a standard, from bins and from exact values."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policeaudit.stats.intervals import critical_value, wilson
from policeaudit.stats.quantiles import binned_quantile, binned_share_within, quantile, share_within

Z = critical_value()
EDGES = [0, 5, 10, 15, 30]
ROWS = st.lists(st.integers(0, 50), min_size=5, max_size=5).filter(any)


def test_by_hand() -> None:
    found = binned_quantile(EDGES, [20, 30, 30, 10, 10], 0.5, Z)
    assert found.value == 10  # the first 50 of 100 rows end with the second bin
    assert (found.low, found.high) == (5, 15)
    assert binned_quantile(EDGES, [20, 30, 30, 10, 10], 0.9, Z).value == 30
    assert binned_quantile(EDGES, [20, 40, 20, 10, 10], 0.4, Z).value == 7.5


def test_the_open_bin_gives_more_than() -> None:
    found = binned_quantile(EDGES, [10, 10, 10, 5, 65], 0.5, Z)
    assert np.isinf(found.value)
    assert np.isinf(found.high)
    assert found.low == 30
    near = binned_quantile(EDGES, [10, 10, 10, 18, 50], 0.45, Z)
    assert near.value < 30 < near.high


def test_share_within_a_standard_that_is_an_edge() -> None:
    found = binned_share_within(EDGES, [20, 30, 30, 10, 10], 15, Z)
    assert found.value == 0.8
    np.testing.assert_allclose([found.low, found.high], wilson(0.8, 100, Z))


def test_share_within_a_standard_inside_a_bin_or_beyond_is_a_range() -> None:
    inside = binned_share_within(EDGES, [20, 30, 30, 10, 10], 12.5, Z)
    assert inside.value == pytest.approx(0.65)
    np.testing.assert_allclose([inside.low, inside.high], [wilson(0.5, 100, Z)[0], wilson(0.8, 100, Z)[1]])
    open_ = binned_share_within(EDGES, [20, 30, 30, 10, 10], 60, Z)
    assert np.isnan(open_.value)
    np.testing.assert_allclose([open_.low, open_.high], [wilson(0.9, 100, Z)[0], 1])
    assert binned_share_within(EDGES, [20, 30, 30, 10, 10], -1, Z).value == 0
    assert binned_share_within(EDGES, [20, 30, 30, 10, 10], 0, Z).value == 0


@given(ROWS, st.floats(0.01, 0.99), st.floats(1, 20))
def test_a_range_contains_its_value_and_a_design_effect_widens_it(rows: list[int], q: float, deff: float) -> None:
    found, wider = binned_quantile(EDGES, rows, q, Z), binned_quantile(EDGES, rows, q, Z, deff)
    assert wider.low <= found.low <= found.value <= found.high <= wider.high
    share, wider = binned_share_within(EDGES, rows, 15, Z), binned_share_within(EDGES, rows, 15, Z, deff)
    assert wider.low <= share.low <= share.value <= share.high <= wider.high


@given(ROWS, st.floats(0.01, 0.99))
def test_bins_agree_with_the_values_behind_them(rows: list[int], q: float) -> None:
    rng = np.random.default_rng(sum(rows))
    tops = [*EDGES[1:], 60]
    values = np.concatenate([rng.uniform(low, high, n) for low, high, n in zip(EDGES, tops, rows, strict=True)])
    binned, exact = binned_quantile(EDGES, rows, q, Z), quantile(values, q, Z)
    assert binned.low <= max(exact.low, 0)
    assert binned.high >= exact.high or exact.high > 30
    assert binned_share_within(EDGES, rows, 15, Z).value == pytest.approx(share_within(values, 15, Z).value)


@pytest.mark.parametrize(("n", "q"), [(25, 0.5), (200, 0.5), (60, 0.9), (400, 0.9)])
def test_coverage(n: int, q: float) -> None:
    rng = np.random.default_rng(n)
    truth = -20 * np.log(1 - q)
    covered = binned = 0
    for _ in range(400):
        values = rng.exponential(20, n)
        found = quantile(values, q, Z)
        covered += found.low <= truth <= found.high
        rows = np.histogram(values, [0, 10, 20, 40, 80, np.inf])[0]
        in_bins = binned_quantile([0, 10, 20, 40, 80], rows, q, Z)
        binned += in_bins.low <= truth <= in_bins.high
    assert covered >= 400 * 0.93
    assert binned >= covered


def test_few_values_have_no_upper_limit() -> None:
    found = quantile(np.arange(20.0), 0.9, Z)
    assert found.high == np.inf
    assert np.isfinite(found.low)


def test_missing_values_are_left_out_and_counted() -> None:
    found = quantile([3, np.nan, 1, 2], 0.5, Z)
    assert (found.value, found.n) == (2, 3)
    share = share_within([3, np.nan, 1, 2], 2, Z)
    assert (share.value, share.n) == (pytest.approx(2 / 3), 3)


def test_nothing_is_undefined_not_0() -> None:
    rows = np.array([[0, 0, 0, 0, 0], [1, np.nan, 1, 1, 1], [1, 1, 1, 1, 1]])
    found = binned_quantile(EDGES, rows, 0.5, Z)
    np.testing.assert_array_equal(np.isnan(found.value), [True, True, False])
    np.testing.assert_array_equal(found.low[:2], [0, 0])
    np.testing.assert_array_equal(found.high[:2], [np.inf, np.inf])
    np.testing.assert_array_equal(found.n, [0, 0, 5])
    share = binned_share_within(EDGES, rows, 12, Z)
    np.testing.assert_array_equal([share.low[:2], share.high[:2]], [[0, 0], [1, 1]])
    assert np.isnan(quantile([], 0.5, Z).value)
    assert np.isnan(share_within([np.nan], 5, Z).value)


def test_impossible_arguments_are_refused() -> None:
    for call, why in (
        (lambda: binned_quantile([0, 5, 5], [1, 1, 1], 0.5, Z), "edges must rise"),
        (lambda: binned_quantile([0, 5], [1, 1, 1], 0.5, Z), "one for each count"),
        (lambda: binned_quantile([0, 5], [1, -1], 0.5, Z), "negative"),
        (lambda: quantile([1], 1.0, Z), "q must be between"),
        (lambda: quantile([1], 0.5, Z, 0), "deff must be positive"),
    ):
        with pytest.raises(ValueError, match=why):
            call()


def test_a_value_that_is_not_spread_is_the_end_of_its_bin() -> None:
    """Of 10 rows in (0, 5], 30 in (5, 10] and 60 beyond: a quarter lies within 10, a half beyond any known time."""
    assert binned_quantile([0, 5, 10], [10, 30, 60], 0.25, 1.96, spread=False).value == 10
    assert binned_quantile([0, 5, 10], [10, 30, 60], 0.10, 1.96, spread=False).value == 5
    assert np.isinf(binned_quantile([0, 5, 10], [10, 30, 60], 0.5, 1.96, spread=False).value)
    assert np.isnan(binned_quantile([0, 5, 10], [0, 0, 0], 0.5, 1.96, spread=False).value)
