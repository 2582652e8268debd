"""Exposure of residents: figures by hand, laws, and ranges that hold what they promise when places are drawn."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policeaudit.stats.exposure import (
    effective_places,
    leave_one_out,
    log_ratio,
    mean_exposure,
    share_in_most,
    shared,
)

PLACES = st.lists(st.tuples(*[st.integers(0, 500)] * 3), min_size=3, max_size=12)


def parts(warnings: np.ndarray, people: np.ndarray) -> np.ndarray:
    return np.stack([shared(warnings, people), people], axis=-1)


def test_by_hand() -> None:
    # 10 warnings on 80 + 20 people, 30 on 25 + 75: 8 + 7.5 on the first group, 2 + 22.5 on the second
    people = np.array([[80, 20], [25, 75]])
    fallen = shared([10, 30], people)
    np.testing.assert_allclose(fallen, [[8, 2], [7.5, 22.5]])
    totals = parts(np.array([10, 30]), people).sum(axis=0)
    np.testing.assert_allclose(mean_exposure(totals), [15.5 / 105, 24.5 / 95])
    assert np.exp(log_ratio(totals)) == pytest.approx((15.5 / 105) / (24.5 / 95))


@given(PLACES)
def test_what_is_shared_adds_up_to_what_fell_where_anybody_lives(places: list[tuple[int, int, int]]) -> None:
    warnings, people = np.array(places)[:, 0], np.array(places)[:, 1:]
    fallen = shared(warnings, people)
    np.testing.assert_allclose(fallen.sum(axis=1), np.where(people.sum(axis=1) > 0, warnings, 0))


@given(PLACES, st.integers(2, 5))
def test_cutting_every_place_into_equal_parts_changes_no_exposure(
    places: list[tuple[int, int, int]], pieces: int
) -> None:
    warnings, people = np.array(places, dtype=float)[:, 0], np.array(places, dtype=float)[:, 1:]
    cut = np.repeat(warnings / pieces, pieces), np.repeat(people / pieces, pieces, axis=0)
    np.testing.assert_allclose(
        mean_exposure(parts(*cut).sum(axis=0)), mean_exposure(parts(warnings, people).sum(axis=0)), rtol=1e-9
    )


def test_nobody_of_a_group_or_no_warning_is_undefined_and_never_0() -> None:
    assert np.isnan(mean_exposure(np.array([0.0, 0.0])))
    assert np.isnan(log_ratio(np.array([[0.0, 10.0], [5.0, 10.0]])))
    nothing = leave_one_out(np.ones((1, 2, 2)), log_ratio)
    assert nothing.value == 0
    assert np.isnan([nothing.error, nothing.low, nothing.high]).all()


def test_leaving_out_each_place_gives_the_textbook_error_of_a_mean() -> None:
    """s / sqrt(n); with two values that occur equally often the kurtosis is 1, and so Student's t keeps n - 1."""
    values = np.array([1.0, 3.0] * 8)
    mean = leave_one_out(np.stack([values, np.ones(16)], axis=-1), mean_exposure)
    assert mean.value == pytest.approx(2)
    assert mean.error == pytest.approx(values.std(ddof=1) / 4)
    assert mean.df == 15
    assert mean.high - 2 == pytest.approx(2.131449545559323 * mean.error)  # t(15) at 97.5 %


def test_one_place_that_holds_nearly_all_leaves_few_degrees_of_freedom() -> None:
    lone = leave_one_out(np.stack([np.array([1000.0] + [1.0] * 99), np.ones(100)], axis=-1), mean_exposure)
    assert lone.df < 3


def test_equal_places_are_as_many_as_they_are_and_one_large_one_is_one() -> None:
    np.testing.assert_allclose(effective_places([[10, 1], [10, 0], [10, 0], [10, 0]]), [4, 1])
    assert effective_places([[0], [0]]) == [0]


@pytest.mark.parametrize("places", [40, 200])
def test_ranges_hold_the_true_ratio_in_95_of_100_worlds(places: int) -> None:
    """Few and many places, of unequal size, warned about in bursts, with a group of some 10 % that lives close together."""
    rng = np.random.default_rng(places)

    def world(n: int) -> np.ndarray:
        size = np.rint(rng.lognormal(6.5, 0.6, n)).astype(int) + 1
        minority = rng.binomial(size, rng.beta(0.3, 2.7, n))
        people = np.stack([minority, size - minority], axis=-1)
        return parts(rng.poisson(3 * rng.gamma(0.5, 2, n) * (1 + minority / size)), people)

    truth = log_ratio(world(1_000_000).sum(axis=0))
    drawn = [leave_one_out(world(places), log_ratio) for _ in range(800)]
    held = np.mean([each.low <= truth <= each.high for each in drawn])
    assert 0.93 <= held <= 0.98  # two standard errors of 800 draws are 1.5 points


def test_neighbours_that_resemble_each_other_need_to_be_one() -> None:
    """400 worlds of 32 by 32 places with gradual shares and rates that have nothing to do with each other."""
    rng = np.random.default_rng(5)
    block = np.add.outer(np.arange(32) // 4 * 8, np.arange(32) // 4).ravel()

    def field() -> np.ndarray:
        noise = rng.normal(size=(35, 35))
        return sum(noise[i : i + 32, j : j + 32] for i in range(4) for j in range(4)).ravel() / 4

    held = np.zeros(2)
    for _ in range(400):
        minority = 1_000 / (1 + np.exp(1.2 - 1.3 * field()))
        places = parts(rng.poisson(4 * np.exp(0.7 * field())), np.stack([minority, 1_000 - minority], axis=-1))
        together = np.zeros((64, 2, 2))
        np.add.at(together, block, places)
        held += [bool(each.low <= 0 <= each.high) for each in (leave_one_out(u, log_ratio) for u in (places, together))]
    alone, together_ = held / 400
    assert alone < 0.7
    assert together_ > 0.85


def test_where_all_are_more_than_the_groups_a_group_gets_its_part_only() -> None:
    # 10 warnings on 100 people, 20 of them in the group, and 8 who are in two groups
    fallen = shared([10], [[20, 8]], [100])
    np.testing.assert_allclose(fallen, [[2, 0.8]])


def test_who_lives_in_the_tenth_of_places_with_most_by_hand() -> None:
    # of 20 places 2 are the tenth: the one with 9, and one of the two with 5, each by half
    warnings = np.array([9, 5, 5, *[0] * 17])
    people = np.array([[10, 0], [4, 6], [0, 2], *[[1, 0]] * 17])
    np.testing.assert_allclose(share_in_most(warnings, people), [(10 + 2) / 31, (3 + 1) / 8])
    assert np.isnan(share_in_most([1, 2], [[0], [0]])).all()


@given(PLACES)
def test_no_order_of_the_places_decides_who_lives_where_most_is(places: list[tuple[int, int, int]]) -> None:
    warnings, people = np.array(places)[:, 0], np.array(places)[:, 1:]
    np.testing.assert_allclose(share_in_most(warnings, people), share_in_most(warnings[::-1], people[::-1]))
    # of people who are spread evenly, a tenth
    np.testing.assert_allclose(share_in_most(warnings, np.ones((len(places), 1))), 0.1)
