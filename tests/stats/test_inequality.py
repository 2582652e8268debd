"""Inequality: laws, figures by hand, and that noise is not taken for inequality."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policeaudit.stats.inequality import (
    adjusted_parity,
    concentration,
    concentration_of_rates,
    highest_to_lowest,
    highest_to_lowest_by_chance,
    share_below,
    theil,
    theil_of_rates,
)
from policeaudit.stats.intervals import critical_value

Z = critical_value()
RATES = st.lists(st.floats(0.001, 1), min_size=2, max_size=8)
PEOPLE = np.array([900, 1500, 2100, 3000, 4000, 5200, 6500, 8000])
UNEQUAL = np.array([0.25, 0.30, 0.33, 0.38, 0.42, 0.45, 0.50, 0.42])


@given(st.floats(1e-6, 1e6))
def test_parity_is_symmetrical_and_keeps_the_order(r: float) -> None:
    assert adjusted_parity(r) + adjusted_parity(1 / r) == pytest.approx(2)
    assert adjusted_parity(r) <= adjusted_parity(r * 1.01)


def test_parity_at_its_ends() -> None:
    np.testing.assert_array_equal(adjusted_parity([0, 1, np.inf, np.nan]), [0, 1, 2, np.nan])


def test_theil_is_0_at_equality_and_the_log_of_how_few_have_it_all() -> None:
    assert theil_of_rates([0.4, 0.4, 0.4], [10, 200, 3000]) == pytest.approx(0, abs=1e-15)
    assert theil_of_rates([1.0, 0.0], [25, 75]) == pytest.approx(np.log(4))


def test_theil_by_hand() -> None:
    # mean 1.5, shares 2/3 and 4/3, half of the people each: (2/3 ln(2/3) + 4/3 ln(4/3)) / 2
    assert theil_of_rates([1.0, 2.0], [50, 50]) == pytest.approx(0.0566330122651324)


@given(RATES, st.floats(0.01, 100))
def test_indices_do_not_depend_on_the_unit_nor_on_cutting_a_group_in_two(rates: list[float], unit: float) -> None:
    r, n = np.array(rates), np.arange(1.0, len(rates) + 1)
    halves, sizes = np.repeat(r, 2), np.repeat(n / 2, 2)
    for index in (theil_of_rates, concentration_of_rates):
        assert index(r * unit, n) == pytest.approx(index(r, n), abs=1e-9)
        assert index(halves, sizes) == pytest.approx(index(r, n), abs=1e-9)


@given(RATES)
def test_the_reverse_order_mirrors_the_concentration(rates: list[float]) -> None:
    r, n = np.array(rates), np.arange(1.0, len(rates) + 1)
    assert concentration_of_rates(r[::-1], n[::-1]) == pytest.approx(-concentration_of_rates(r, n), abs=1e-12)


def test_more_among_the_last_is_above_0() -> None:
    assert concentration([10, 20, 30], [100, 100, 100], "binomial", Z).value == pytest.approx(2 / 9)


def test_theil_does_not_depend_on_the_order_of_rows() -> None:
    k = np.random.default_rng(1).binomial(PEOPLE, UNEQUAL)
    order = np.random.default_rng(2).permutation(len(k))
    assert theil(k, PEOPLE, "binomial", Z) == theil(k[order], PEOPLE[order], "binomial", Z)


@pytest.mark.parametrize("draws", ["binomial", "poisson"])
def test_ranges_contain_the_truth_and_noise_is_no_inequality(draws: str) -> None:
    rng = np.random.default_rng(3)
    share, place = PEOPLE / PEOPLE.sum(), (np.cumsum(PEOPLE) - PEOPLE / 2) / PEOPLE.sum()
    for rates in (np.full(8, 0.4), UNEQUAL):
        truth = float(theil_of_rates(rates, PEOPLE))
        order = 2 * (share * rates * place).sum() / (share * rates).sum() - 1
        counts = rng.binomial(PEOPLE, rates, (200, 8)) if draws == "binomial" else rng.poisson(PEOPLE * rates, (200, 8))
        found = [theil(k, PEOPLE, draws, Z) for k in counts]
        assert np.mean([e.low <= truth <= e.high for e in found]) >= 0.92
        plain = theil_of_rates(counts / PEOPLE, PEOPLE)
        bias = np.mean([e.value for e in found]) - truth, plain.mean() - truth
        assert abs(bias[0]) < (0.3 * bias[1] if truth < 1e-12 else 0.0004)
        ranked = [concentration(k, PEOPLE, draws, Z) for k in counts]
        assert 0.91 <= np.mean([e.low <= order <= e.high for e in ranked]) <= 0.99


def test_highest_to_lowest() -> None:
    assert highest_to_lowest([286, 124]) == pytest.approx(2.306, abs=5e-4)  # yuan a head, S12
    assert highest_to_lowest([0.1, 0.0]) == np.inf
    assert np.isnan(highest_to_lowest([0.1, np.nan]))
    assert np.isnan(highest_to_lowest([0.0, 0.0]))
    assert np.isnan(highest_to_lowest([]))


def test_chance_alone_spreads_equal_districts() -> None:
    n = np.full(16, 250)
    limit = highest_to_lowest_by_chance(n * 0.4, n, "binomial")
    drawn = np.random.default_rng(9).binomial(250, 0.4, (2000, 16))
    assert np.mean(drawn.max(-1) / drawn.min(-1) <= limit) == pytest.approx(0.95, abs=0.02)
    assert highest_to_lowest_by_chance(n * 400, n * 1000, "binomial") < limit
    assert highest_to_lowest_by_chance(np.ones(16), n, "poisson") == np.inf
    assert np.isnan(highest_to_lowest_by_chance([1, 2], [0, 5], "poisson"))


def test_people_below_a_standard() -> None:
    assert share_below([8, 12, 10], [100, 300, 100], 10) == (0.2, 0.2)
    assert share_below([8, np.nan, 10], [100, 300, 100], 10) == (0.2, 0.8)
    assert np.isnan(share_below([8], [0], 10)).all()


def test_what_is_unknown_is_never_0() -> None:
    for index in (theil_of_rates, concentration_of_rates):
        assert np.isnan(index([0.1, np.nan], [10, 10]))
        assert np.isnan(index([0.1, 0.2], [10, np.nan]))
        assert np.isnan(index([0.0, 0.0], [10, 10]))
        assert index([0.1, np.nan, 0.2], [10, 0, 10]) == index([0.1, 0.2], [10, 10])  # nobody there
    for index in (theil, concentration):
        assert np.isnan(index([1, np.nan], [10, 10], "binomial", Z).high)
        assert np.isnan(index([0, 0], [10, 10], "binomial", Z).value)


def test_impossible_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="must not exceed"):
        theil([11, 2], [10, 10], "binomial", Z)
    with pytest.raises(ValueError, match="must not be negative"):
        theil([-1, 2], [10, 10], "poisson", Z)
    assert theil([11, 2], [10, 10], "poisson", Z).value > 0
