"""Thresholds, capacities and DET points against going through the rows."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import det_curve

from policeaudit.stats.curves import at_capacity, curve, cut_for, det
from policeaudit.stats.intervals import critical_value, wilson

Z = critical_value()
BINS = st.lists(st.tuples(*[st.integers(0, 5)] * 3), min_size=1, max_size=5)
GROUPS = st.integers(1, 4).flatmap(
    lambda bins: st.lists(
        st.lists(st.tuples(*[st.integers(0, 4)] * 3), min_size=bins, max_size=bins), min_size=1, max_size=3
    )
)


def ratio(part: float, whole: float) -> float:
    return part / whole if whole else np.nan


@given(BINS)
def test_every_cut_is_what_warning_from_there_on_gives(table: list) -> None:
    found = curve(*np.transpose(table))
    for cut in range(len(table) + 1):
        yes, no, unknown = (sum(row[i] for row in table[cut:]) for i in range(3))
        missed, spared, quiet = (sum(row[i] for row in table[:cut]) for i in range(3))
        rows = yes + no + unknown + missed + spared + quiet
        expected = {
            "alerts": yes + no + unknown,
            "known": yes + no,
            "selection_rate": ratio(yes + no + unknown, rows),
            "precision": ratio(yes, yes + no),
            "per_10000": 10_000 * ratio(yes + no + unknown, rows),
        }
        for name, value in expected.items():
            assert getattr(found, name)[cut] == pytest.approx(value, nan_ok=True), name
        negatives = [
            ratio(missed + q, missed + q + yes + u) for u in range(unknown + 1) for q in range(quiet + 1)
        ]  # every filling-in: u of the alerts and q of the others are cases
        positives = [ratio(no + u, no + u + spared + q) for u in range(unknown + 1) for q in range(quiet + 1)]
        for bounds, rates in ((found.false_negative, negatives), (found.false_positive, positives)):
            if not np.isnan(rates).any():
                assert (bounds[0][cut], bounds[1][cut]) == pytest.approx((min(rates), max(rates)))


def test_with_all_outcomes_known_the_error_rates_are_points() -> None:
    """Bins with 1, 3 cases and 4, 2 others; from the second on: precision 3/5, FNR 1/4, FPR 2/6, 5 of 10 rows."""
    found = curve([1, 3], [4, 2], 0)
    np.testing.assert_allclose(found.precision, [0.4, 0.6, np.nan])
    np.testing.assert_allclose(found.false_negative, [[0, 0.25, 1]] * 2)
    np.testing.assert_allclose(found.false_positive, [[1, 1 / 3, 0]] * 2)
    np.testing.assert_allclose(found.per_10000, [10_000, 5000, 0])


@given(GROUPS, st.integers(0, 60))
def test_a_capacity_is_used_up_from_the_highest_bin_down(table: list, capacity: int) -> None:
    """Row by row: whole bins from above, then an equal share of every group's rows in the next."""
    counts = np.array(table, dtype=float)  # groups, bins, kinds
    taken, left = np.zeros((counts.shape[0], 3)), float(capacity)
    for place in reversed(range(counts.shape[1])):
        rows = counts[:, place].sum()
        share = min(1.0, left / rows) if rows else 0.0
        taken += share * counts[:, place]
        left -= share * rows
    found, cut = at_capacity(*np.moveaxis(counts, 2, 0), [capacity])
    np.testing.assert_allclose(found.alerts[:, 0], taken.sum(1), atol=1e-9)
    np.testing.assert_allclose(found.known[:, 0], taken[:, :2].sum(1), atol=1e-9)
    assert found.alerts.sum() == pytest.approx(min(capacity, counts.sum()))
    assert 0 <= cut[0] <= counts.shape[1]


def test_capacities_by_hand() -> None:
    """Group one has 2 and 4 rows in the two bins, group two 6 and 0: 4, then 8 more. 8 visits take half of the first."""
    found, cut = at_capacity([[1, 3], [3, 0]], [[1, 1], [3, 0]], 0, [0, 4, 8, 99])
    np.testing.assert_allclose(found.alerts, [[0, 4, 5, 6], [0, 0, 3, 6]])
    np.testing.assert_allclose(found.precision, [[np.nan, 0.75, 0.7, 4 / 6], [np.nan, np.nan, 0.5, 0.5]])
    np.testing.assert_allclose(cut, [2, 1, 0.5, 0])
    np.testing.assert_allclose(found.false_negative[0][:, 2], [0.5 / 4, 0.5])


def test_empty_bins_between_scores_leave_a_capacity_as_it_is() -> None:
    """Regression: with deciles in 100 bins, 7,908 visits were shared out as 11,212."""
    found, cut = at_capacity([[4, 0, 0, 0, 6, 0, 0, 2]], 0, 0, [1, 2, 5, 8, 10])
    np.testing.assert_allclose(found.alerts, [[1, 2, 5, 8, 10]])
    np.testing.assert_allclose(cut, [7.5, 5, 4.5, 1, 0.5])


def test_at_the_cuts_a_capacity_is_the_curve() -> None:
    rng = np.random.default_rng(4)
    yes, no, unknown = rng.integers(0, 9, (3, 4, 10))
    whole = curve(yes, no, unknown)
    found, cut = at_capacity(yes, no, unknown, whole.alerts.sum(0))
    np.testing.assert_allclose(cut, np.arange(11))
    np.testing.assert_allclose(found.precision, whole.precision)
    np.testing.assert_allclose(found.false_positive[1], whole.false_positive[1])


def test_det_points_are_those_of_scikit_learn() -> None:
    rng = np.random.default_rng(5)
    mated, non_mated = rng.integers(1, 30, 8), rng.integers(1, 30, 8)
    points = det(mated, non_mated, Z)
    score = np.r_[np.repeat(np.arange(8), mated), np.repeat(np.arange(8), non_mated)]
    label = np.r_[np.ones(mated.sum()), np.zeros(non_mated.sum())]
    false_match, false_non_match, threshold = det_curve(label, score)
    cut = np.minimum(threshold, 8).astype(int)  # inf: nobody
    np.testing.assert_allclose(points.false_match[cut], false_match)
    np.testing.assert_allclose(points.false_non_match[cut], false_non_match)
    assert points.false_match.shape == (9,)


def test_det_limits_are_wilsons_and_the_operating_point_is_the_lowest_allowed() -> None:
    """1000 comparisons of different people, 10 and 1 of them in the two upper bins."""
    points = det([[5, 15, 80]], [[989, 10, 1]], Z)
    np.testing.assert_allclose(points.false_match, [[1, 0.011, 0.001, 0]])
    np.testing.assert_allclose(points.false_non_match, [[0, 0.05, 0.2, 1]])
    assert (points.false_match_low[0, 2], points.false_match_high[0, 2]) == wilson(0.001, 1000, Z)
    clustered = det([[5, 15, 80]], [[989, 10, 1]], Z, deff=10)
    assert (clustered.false_non_match_low[0, 1], clustered.false_non_match_high[0, 1]) == wilson(0.05, 10, Z)
    assert [int(cut_for(points.false_match, target)[0]) for target in (1, 0.02, 0.001, 0.0001)] == [0, 1, 2, 3]
    assert cut_for(det([1, 2], [0, 0], Z).false_match, 0.1) == -1


@pytest.mark.parametrize(
    "call",
    [
        lambda: curve([-1], [1], 0),
        lambda: at_capacity([[1]], [[1]], 0, -1),
        lambda: at_capacity([1], [1], 0, 1),
        lambda: det([1], [-1], Z),
    ],
)
def test_nonsense_is_refused(call) -> None:
    with pytest.raises(ValueError, match="must"):
        call()
