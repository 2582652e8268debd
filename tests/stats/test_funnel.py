"""Funnels: steps that multiply, losses that add up, and how many are still to be reached."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policeaudit.stats.funnel import gap_parts, lost, step_rates, still_to_reach, unserved

STAGES = st.lists(st.integers(1, 10_000), min_size=4, max_size=4).map(lambda n: sorted(n, reverse=True))


def test_where_the_gap_arises() -> None:
    # statistics.md 10: .617 x .769 x .800 = .380; 50, 27 and 23 % of the gap in logarithms
    ratios = np.array([1170 / 2600 / (5400 / 7400), 0.769, 0.800])
    reference = np.array([7400, 5400, 2700, 1350])
    rates = step_rates(reference) * ratios
    group = 2600 * np.concatenate([[1], np.cumprod(rates)])
    found = gap_parts(group, reference)
    assert np.exp(found.total) == pytest.approx(0.380, abs=1e-3)  # its factors are rounded
    np.testing.assert_allclose(100 * found.part, [50, 27, 23], atol=0.5)


@given(STAGES, STAGES)
def test_steps_multiply_and_parts_add_up(group: list[int], reference: list[int]) -> None:
    found = gap_parts(group, reference)
    arrived = group[-1] / group[0] / (reference[-1] / reference[0])
    assert np.exp(found.total) == pytest.approx(arrived)
    assert found.log_ratio.sum() == pytest.approx(found.total)
    if abs(found.total) > 1e-6:
        assert found.part.sum() == pytest.approx(1)
    assert lost(group).sum() == pytest.approx(1 - group[-1] / group[0])


def test_a_group_that_loses_everybody() -> None:
    found = gap_parts([100, 0, 0], [100, 50, 20])
    assert found.log_ratio[0] == -np.inf
    assert np.isnan(found.log_ratio[1])
    assert np.isnan(found.part).all()
    assert np.isnan(gap_parts([100, 50, 20], [100, 0, 0]).log_ratio).all()


def test_an_even_funnel_has_no_parts() -> None:
    assert np.isnan(gap_parts([100, 50], [200, 100]).part).all()


def test_unknown_counts_are_unknown_shares() -> None:
    np.testing.assert_array_equal(step_rates([100, np.nan, 20]), [np.nan, np.nan])
    np.testing.assert_array_equal(step_rates([0, 0, 20]), [np.nan, np.nan])
    assert np.isnan(lost([0, 0])).all()


def test_older_people_who_are_not_registered() -> None:
    # S5: 12.3 % of 10,000 older residents
    assert unserved(10_000, 1_230) == 8_770
    assert still_to_reach(10_000, 1_230, 0.60) == 4_770
    assert still_to_reach(1000, 900, 0.9) == 0
    assert still_to_reach(1000, 899, 0.9) == 1
    assert still_to_reach(1001, 0, 0.9) == 901


def test_more_served_than_people_is_a_wrong_population() -> None:
    assert np.isnan(unserved(100, 120))
    assert np.isnan(still_to_reach(100, 120, 0.9))
    assert step_rates([100, 120]) == 1.2


def test_negative_counts_are_refused() -> None:
    for call in (lambda: step_rates([1, -1]), lambda: unserved(-1, 0), lambda: still_to_reach(1, 0, -0.1)):
        with pytest.raises(ValueError, match="negative"):
            call()
