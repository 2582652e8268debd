"""Calibration from sums against the same figures row by row."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policeaudit.stats.calibration import brier, calibration_error, observed_expected, reliability
from policeaudit.stats.intervals import critical_value, wilson

Z = critical_value()
ROWS = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=40)


def sums(rows: list, bins: int = 1) -> list[np.ndarray]:
    """n, yes, s, ss, sy in each of some equal score bins, added up in the order of the rows."""
    score, case = np.array([r[0] for r in rows]), np.array([r[1] for r in rows], dtype=float)
    at = np.minimum((score * bins).astype(int), bins - 1)
    return [np.bincount(at, weights, bins) for weights in (np.ones(len(rows)), case, score, score**2, score * case)]


@given(ROWS, st.integers(1, 5))
def test_brier_from_bins_is_brier_of_the_rows_and_its_parts_add_up(rows: list, bins: int) -> None:
    found = brier(*sums(rows, bins))
    assert found.score == pytest.approx(np.mean([(s - y) ** 2 for s, y in rows]), abs=1e-12)
    parts = found.reliability - found.resolution + found.uncertainty + found.variance - found.covariance
    assert parts == pytest.approx(found.score, abs=1e-12)
    assert min(found.reliability, found.resolution, found.variance + 1e-12) >= 0


def test_brier_by_hand() -> None:
    """Scores .2, .4 | .8, 1 with outcomes 0, 1 | 1, 1: squared errors .04, .36, .04, 0."""
    found = brier(*sums([(0.2, False), (0.4, True), (0.8, True), (1.0, True)], 2))
    parts = (found.score, found.reliability, found.resolution, found.uncertainty, found.variance, found.covariance)
    np.testing.assert_allclose(parts, (0.11, 0.025, 0.0625, 0.1875, 0.01, 0.05), atol=1e-12)


@given(ROWS, st.floats(1, 3))
def test_observed_expected_holds_its_value_and_its_parts_agree(rows: list, deff: float) -> None:
    n, yes, s, ss, sy = (float(each[0]) for each in sums(rows))
    found = observed_expected(n, yes, s, ss, sy, Z, deff)
    assert found.difference == pytest.approx((yes - s) / n, abs=1e-12)
    assert found.low <= found.difference + 1e-9
    assert found.difference <= found.high + 1e-9
    assert found.low >= -s / n - 1e-9
    if s > 0:
        assert found.ratio == pytest.approx(yes / s)
        assert (found.low > 1e-9) <= (found.ratio_low > 1)
        assert (found.high < -1e-9) <= (found.ratio_high < 1)
    else:
        assert np.isnan(found.ratio)
        assert (found.ratio_low, found.ratio_high) == (0, np.inf)


@given(ROWS)
def test_complement_of_scores_and_outcomes_mirrors_the_difference(rows: list) -> None:
    found = observed_expected(*sums(rows), Z)
    mirrored = observed_expected(*sums([(1 - s, not y) for s, y in rows]), Z)
    np.testing.assert_allclose((mirrored.low, mirrored.high), (-found.high, -found.low), atol=1e-6)


def test_equal_scores_are_a_plain_wilson_interval() -> None:
    """100 rows scored .2, 30 cases: Wilson's .2189 to .3958 (Newcombe's formula by hand), less .2, and over .2."""
    found = observed_expected(100, 30, 20, 4, 6, Z)
    np.testing.assert_allclose((found.difference, found.low, found.high), (0.1, 0.0189, 0.1958), atol=5e-5)
    np.testing.assert_allclose((found.ratio, found.ratio_low, found.ratio_high), (1.5, 1.0948, 1.9792), atol=5e-4)


def test_zero_lies_outside_where_the_test_of_calibration_in_the_large_rejects() -> None:
    """Half the rows scored .1, half .9: sd of the observed cases is sqrt(200 x .09) = 4.243, times 1.96 is 8.3."""
    for of_low, of_high, outside in ((10, 98, False), (10, 99, True), (2, 90, False), (1, 90, True)):
        found = observed_expected(200, of_low + of_high, 100, 82, 0.1 * of_low + 0.9 * of_high, Z)
        assert ((found.low > 0) | (found.high < 0)) == outside, (of_low, of_high)


def test_certain_scores_that_are_wrong_get_no_narrow_interval() -> None:
    """Scores 0 and 1 claim no variance at all; the errors show that there is some."""
    found = observed_expected(100, 30, 30, 30, 15, Z)
    assert found.difference == 0
    assert found.high - found.low > 0.1


def test_no_rows_give_no_figure() -> None:
    found = observed_expected(0, 0, 0, 0, 0, Z)
    assert np.isnan([found.difference, found.ratio]).all()
    assert (found.low, found.high, found.ratio_low, found.ratio_high) == (-1, 1, 0, np.inf)
    assert np.isnan(brier([0, 0], [0, 0], [0, 0], [0, 0], [0, 0]).score)
    error = calibration_error([0, 1], [0, 1], [0, 0.5])
    assert np.isnan([error.squared, error.usual_limit, error.p]).all()


def test_debiased_error_by_hand() -> None:
    """.25 ((.3 - .2)^2 - .21/9) + .75 ((.8 - .6)^2 - .16/29); a bin of one row is left out."""
    error = calibration_error([10, 30, 1], [3, 24, 0], [2, 18, 0.7])
    assert error.squared == pytest.approx(0.25 * (0.01 - 0.21 / 9) + 0.75 * (0.04 - 0.16 / 29), abs=1e-12)


def test_a_perfect_score_has_no_error_on_average_and_alarms_as_often_as_promised() -> None:
    """Mean 0 (the plain error would be .0051); 5 % lie beyond the usual limit, here 600 logs of 200 rows."""
    rng = np.random.default_rng(8)
    n = np.full((600, 10), 20)
    s = n * np.linspace(0.05, 0.95, 10)
    error = calibration_error(n, rng.binomial(n, s / n), s, draws=199)
    assert error.squared.mean() == pytest.approx(0, abs=5 * error.squared.std() / np.sqrt(600))
    assert (error.p <= 0.05).mean() == pytest.approx(0.05, abs=0.027)
    assert (error.squared > error.usual_limit).mean() == pytest.approx(0.05, abs=0.027)


def test_a_wrong_score_is_told_from_a_perfect_one() -> None:
    n = np.full(10, 100)
    s = np.linspace(5, 95, 10)
    error = calibration_error(n, np.minimum(s + 10, 100), s)
    assert error.squared == pytest.approx(0.0085, abs=0.001)  # (.1)^2 but for the last bin, less the noise
    assert error.p == pytest.approx(1 / 500)
    clustered = calibration_error(n, np.minimum(s + 10, 100), s, deff=9)
    assert clustered.squared < error.squared
    assert clustered.p > 0.05


def test_the_same_seed_gives_the_same_figures() -> None:
    first, second = (calibration_error([50, 60], [10, 40], [12, 36], seed=4) for _ in range(2))
    assert (first.p, first.usual_limit) == (second.p, second.usual_limit)


def test_reliability_points_are_wilson_intervals_at_the_mean_score() -> None:
    mean, observed, (low, high) = reliability([20, 0], [5, 0], [4, 0], Z, 2)
    np.testing.assert_array_equal((mean[0], observed[0]), (0.2, 0.25))
    assert (low[0], high[0]) == wilson(0.25, 10, Z)
    assert np.isnan([mean[1], observed[1]]).all()
    assert (low[1], high[1]) == (0, 1)


@pytest.mark.parametrize(
    "call",
    [
        lambda: observed_expected(10, 11, 5, 3, 2, Z),
        lambda: observed_expected(10, 5, 12, 3, 2, Z),
        lambda: observed_expected(10, 5, 5, 6, 2, Z),
        lambda: brier([10], [5], [5], [3], [6]),
        lambda: calibration_error([-1], [0], [0]),
        lambda: calibration_error([10], [5], [5], deff=0.5),
        lambda: observed_expected(10, 5, 5, 3, 2, Z, 0.9),
    ],
)
def test_nonsense_is_refused(call) -> None:
    with pytest.raises(ValueError, match="must"):
        call()
