"""Weighted shares, design effects and gaps."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policeaudit.stats.intervals import critical_value, difference, wilson
from policeaudit.stats.survey import gap, kish_effect, published_share, weighted_share

Z = critical_value()


def test_kish() -> None:
    assert kish_effect(4, 4, 4) == 1
    # half of the people with three times the weight: 10 * (5 * 9 + 5 * 1) / (5 * 3 + 5)^2 = 1.25
    assert kish_effect(10, 20, 50) == 1.25
    assert np.isnan(kish_effect(0, 0, 0))


@given(st.lists(st.tuples(st.booleans(), st.floats(0.1, 10)), min_size=1, max_size=50))
def test_a_weighted_share_is_the_share_of_weight(people: list[tuple[bool, float]]) -> None:
    yes, w = np.array([p[0] for p in people], float), np.array([p[1] for p in people])
    found = weighted_share(yes, w, Z)
    assert found.value == pytest.approx((yes * w).sum() / w.sum())
    assert found.low <= found.value <= found.high
    assert found.n_effective <= len(people) + 1e-9
    assert found.missing == pytest.approx(0, abs=1e-12)


def test_equal_weights_are_no_weights() -> None:
    found = weighted_share([1, 1, 0, 0, 1], 3.0, Z)
    np.testing.assert_allclose([found.low, found.high], wilson(0.6, 5, Z))


def test_people_without_an_answer_are_told() -> None:
    found = weighted_share([1, np.nan, 0, np.nan], [1, 2, 1, 4], Z)
    assert found.value == 0.5
    assert found.missing == 0.75
    assert found.n_effective == 2


def test_a_given_design_effect_and_published_figures() -> None:
    found = published_share([0.983, 0.856], [2000, 500], Z, deff=2)
    np.testing.assert_allclose(found.low, wilson([0.983, 0.856], [1000, 250], Z)[0])
    own = weighted_share([1, 0] * 50, np.ones(100), Z, deff=4)
    assert own.n_effective == 25


def test_a_share_of_unknown_size_has_no_range() -> None:
    found = published_share(0.983, np.nan, Z)
    assert (found.value, found.low, found.high) == (0.983, 0, 1)
    assert gap(found, published_share(0.856, 500, Z), Z) == (-1, 1)


def test_the_gap_of_two_groups() -> None:
    first, second = published_share(0.8, 300, Z, 1.5), published_share(0.7, 200, Z)
    assert gap(first, second, Z) == difference(0.8, 200, 0.7, 200, Z)


def test_nobody_answered() -> None:
    found = weighted_share([np.nan], [1], Z)
    assert np.isnan(found.value)
    assert (found.low, found.high, found.missing) == (0, 1, 1)


def test_coverage_with_unequal_weights() -> None:
    rng = np.random.default_rng(8)
    covered = 0
    for _ in range(400):
        w = rng.choice([0.5, 1, 4], 300)
        found = weighted_share(rng.random(300) < 0.7, w, Z)
        covered += found.low <= 0.7 <= found.high
    assert 0.92 <= covered / 400 <= 0.98


def test_impossible_answers_are_refused() -> None:
    for call in (
        lambda: weighted_share([2], [1], Z),
        lambda: weighted_share([1], [np.nan], Z),
        lambda: weighted_share([1], [-1], Z),
        lambda: weighted_share([1], [1], Z, 0),
        lambda: published_share(1.2, 5, Z),
    ):
        with pytest.raises(ValueError, match=r"must|known"):
            call()
