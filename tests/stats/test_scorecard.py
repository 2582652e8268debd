"""Scorecards: totals, exact shares of the weights, and the smallest shift that swaps two areas."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policeaudit.stats.scorecard import rank_stability, share_ahead, smallest_shift, weighted_scores

WEIGHTS = [0.30, 0.25, 0.30, 0.15]  # S15
SCORES = st.lists(st.integers(0, 1000).map(lambda tenths: tenths / 10), min_size=4, max_size=4)


def test_the_total_of_four_families() -> None:
    assert weighted_scores([[80, 90, 70, 60]], WEIGHTS) == pytest.approx([76.5])
    assert np.isnan(weighted_scores([[80, np.nan, 70, 60]], WEIGHTS)).all()
    assert weighted_scores([[80, np.nan]], [1, 0]) == [80]


@given(SCORES, SCORES)
@settings(max_examples=50)
def test_the_exact_share_agrees_with_drawn_weights(first: list[float], second: list[float]) -> None:
    lead = np.array(first) - np.array(second)
    share = share_ahead(first, second)
    if not np.abs(lead).max() > 0:
        assert np.isnan(share)
        return
    drawn = np.random.default_rng(1).dirichlet(np.ones(4), 20_000)
    assert share == pytest.approx(np.mean(drawn @ lead > 0), abs=0.02)


def test_exact_shares_by_hand() -> None:
    assert share_ahead([1, 0], [0, 1]) == pytest.approx(0.5)
    assert share_ahead([3, 0], [0, 1]) == pytest.approx(0.75)  # ahead while the second weight is below 3/4
    assert share_ahead([1, 1], [0, 1]) == 1
    assert share_ahead([0, 0], [0, 1]) == 0
    # of three equal-sided leads +1, -1, -1: a corner of half the side, so a quarter of the triangle
    assert share_ahead([1, 0, 0], [0, 1, 1]) == pytest.approx(0.25)


def test_the_smallest_shift_by_hand() -> None:
    # Lead 10 in the first family, -10 in the second; total lead .6*10 - .4*10 = 2: moving .1 from one to the other ties.
    assert smallest_shift([10, 0], [0, 10], [0.6, 0.4]) == pytest.approx(0.1)
    assert smallest_shift([0, 10], [10, 0], [0.6, 0.4]) == pytest.approx(0.1)
    assert smallest_shift([10, 1], [0, 0], [0.6, 0.4]) == np.inf
    assert smallest_shift([1, 1], [1, 1], [0.6, 0.4]) == 0


@given(SCORES, SCORES)
@settings(max_examples=60)
def test_no_smaller_shift_swaps_two_areas(first: list[float], second: list[float]) -> None:
    w = np.array(WEIGHTS)
    shift = smallest_shift(first, second, w)
    lead = np.array(first) - np.array(second)
    drawn = np.random.default_rng(2).dirichlet(np.ones(4), 4000)
    near = w + (drawn - w) * np.random.default_rng(3).random((4000, 1))
    swapped = np.sign(near @ lead) == -np.sign(w @ lead)
    moved = np.abs(near - w).sum(-1) / 2
    assert not (swapped & (moved < shift - 1e-6)).any()


def test_an_area_that_leads_everywhere_keeps_its_rank_and_equals_do_not_matter() -> None:
    found = rank_stability([[90, 90, 90, 90], [50, 60, 70, 40], [60, 50, 40, 70]], WEIGHTS)
    assert found.rank.tolist() == [1, 2, 3]
    assert found.kept[0] == 1
    assert found.kept[1] == found.kept[2] == pytest.approx(share_ahead([50, 60, 70, 40], [60, 50, 40, 70]), abs=0.01)
    assert found.smallest_shift[0] == np.inf
    assert found.smallest_shift[1] == found.smallest_shift[2] < 1


def test_ties_share_the_better_rank() -> None:
    found = rank_stability([[1, 2], [1, 2], [0, 0]], [0.5, 0.5])
    assert found.rank.tolist() == [1, 1, 3]
    assert found.smallest_shift.tolist() == [0, 0, np.inf]


def test_impossible_scorecards_are_refused() -> None:
    with pytest.raises(ValueError, match="add up to 1"):
        weighted_scores([[1, 2]], [0.5, 0.4])
    with pytest.raises(ValueError, match="missing"):
        rank_stability([[1, np.nan]], [0.5, 0.5])
