"""Drift, change of a gap and control limits: known cases, and alarms where nothing changed."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import beta

from policeaudit.stats.clusters import BUCKETS, DEGREES_OF_FREEDOM
from policeaudit.stats.drift import (
    change_of_gap,
    change_of_gap_same_subjects,
    control_limits,
    displaced,
    mix_design_effect,
    psi,
    psi_alarm,
    psi_limit,
    runs,
)
from policeaudit.stats.intervals import critical_value

Z, T63 = critical_value(), critical_value(df=DEGREES_OF_FREEDOM)
BINS = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), min_size=1, max_size=8)


@given(BINS)
def test_distances_of_distributions(table: list) -> None:
    a, b = np.transpose(table)
    if not (a.sum() and b.sum()):
        assert np.isnan([psi(a, b), displaced(a, b)]).all()
        assert not psi_alarm(a, b)
        return
    assert psi(a, b) == pytest.approx(psi(b, a))
    assert psi(a, b) >= 0
    assert psi(a, 3 * a) == pytest.approx(0, abs=1e-12)
    assert np.isinf(psi(a, b)) == ((a > 0) != (b > 0)).any()
    assert np.isfinite(psi(a, b, prior=0.5))
    assert displaced(a, b) == pytest.approx(displaced(b, a))
    assert 0 <= displaced(a, b) <= 1 + 1e-12
    assert displaced(a, b) ** 2 <= psi(a, b) / 4 + 1e-12  # Pinsker's inequality, for the mean of both directions


def test_distributions_without_overlap_share_no_row() -> None:
    assert displaced([5, 0], [0, 9]) == 1
    assert psi([5, 0], [0, 9]) == np.inf


def test_rows_that_would_have_to_be_elsewhere_by_hand() -> None:
    """Shares .5, .3, .2 and .4, .3, .3: one row in ten."""
    assert displaced([50, 30, 20], [400, 300, 300]) == pytest.approx(0.1)


def test_the_limit_by_hand() -> None:
    """Chi-square 95 % with 3 degrees of freedom is 7.815; the empty bin is no bin; times 1/100 + 1/400."""
    assert psi_limit([25, 25, 25, 25, 0], [100, 100, 100, 100, 0]) == pytest.approx(7.815 * 0.0125, abs=1e-5)
    assert psi_limit([25] * 4, [100] * 4, 0.01) == pytest.approx(11.345 * 0.0125, abs=1e-5)  # 99 %: 11.345
    assert np.isnan(psi_limit([5, 0], [9, 0]))


@pytest.mark.parametrize("shares", [np.full(10, 0.1), np.full(20, 0.05), 0.5 ** np.arange(10) / 1.998])
@pytest.mark.parametrize(("before", "after"), [(100, 100), (100, 1000), (300, 300)])
def test_no_more_false_alarms_than_promised(shares: np.ndarray, before: int, after: int) -> None:
    rng = np.random.default_rng(11)
    a, b = rng.multinomial(before, shares, 4000), rng.multinomial(after, shares, 4000)
    assert psi_alarm(a, b).mean() <= 0.055
    assert psi_alarm(a, b, 0.05 / 11).mean() <= 0.05 / 11 + 0.003


def test_a_subject_who_always_has_one_score_counts_once() -> None:
    """Each of 640 people three times: effective rows are the people, and alarms as rare as among those."""
    rng = np.random.default_rng(14)
    shares, buckets = np.full(5, 0.2), np.arange(640) % BUCKETS
    rows = np.zeros((300, 2, 5, BUCKETS))
    for log in rows:
        for period in log:
            np.add.at(period, (rng.choice(5, 640, p=shares), buckets), 3)
    effect = mix_design_effect(rows)
    assert effect.mean() == pytest.approx(3, abs=0.1)
    effective = rows.sum(-1) / effect[..., None]
    above = psi(effective[:, 0], effective[:, 1], prior=0.5) > psi_limit(effective[:, 0], effective[:, 1])
    assert above.mean() <= 0.07
    total = rows.sum(-1)
    assert (psi(total[:, 0], total[:, 1]) > psi_limit(total[:, 0], total[:, 1])).mean() > 0.4


def test_a_design_effect_of_nothing_is_one() -> None:
    assert mix_design_effect(np.zeros((3, BUCKETS))) == 1
    assert mix_design_effect(np.eye(3)[:1].T * np.ones(BUCKETS)) == 1


def test_a_real_drift_is_seen_and_a_small_one_is_no_alarm() -> None:
    before = np.array([400, 300, 200, 100])
    assert psi_alarm(before, before[::-1])
    assert not psi_alarm(100 * before, 100 * np.array([380, 300, 210, 110]))  # certain, but below 0.1
    assert not psi_alarm(before / 500, before[::-1] / 500)  # a handful of effective rows
    assert psi_alarm([before, before], [before[::-1], before]).tolist() == [True, False]


def test_change_of_a_gap_by_hand() -> None:
    """Gaps -.2 and -.1, of 5000 rows each: near 1.96 sqrt of the sum of the four p (1 - p) / 5000."""
    change = change_of_gap([0.4, 0.5], 5000, [0.6, 0.6], 5000, Z)
    assert change.value == pytest.approx(0.1)
    reach = Z * np.sqrt((0.24 + 0.24 + 0.25 + 0.24) / 5000)
    assert (change.low, change.high) == pytest.approx((0.1 - reach, 0.1 + reach), abs=1e-4)


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)), min_size=4, max_size=4))
def test_the_change_back_mirrors_the_change(cells: list) -> None:
    k = np.array([yes for yes, _ in cells]).reshape(2, 2)
    n = np.array([yes + no for yes, no in cells]).reshape(2, 2)
    p = np.where(n > 0, k / np.maximum(n, 1), np.nan)
    change = change_of_gap(p[0], n[0], p[1], n[1], Z)
    back = change_of_gap(p[0, ::-1], n[0, ::-1], p[1, ::-1], n[1, ::-1], Z)
    if (n > 0).all():
        assert change.low <= change.value <= change.high
        assert (back.low, back.high) == pytest.approx((-change.high, -change.low))
    else:
        assert np.isnan(change.value)
        assert (change.low, change.high) == (-2, 2)


def same_subjects(rng: np.random.Generator, logs: int, before: float, after: float) -> tuple[np.ndarray, np.ndarray]:
    """Events and rows by period and bucket: 300 subjects with 4 rows in each period, rows of one correlating by .3."""
    own = rng.random((logs, 300))
    bucket = (rng.integers(0, BUCKETS, own.shape) + BUCKETS * np.arange(logs)[:, None]).ravel()

    def total(values: np.ndarray) -> np.ndarray:
        return np.bincount(bucket, values.ravel(), logs * BUCKETS).reshape(logs, BUCKETS)

    spread = 1 / 0.3 - 1
    events = [total(rng.binomial(4, beta.ppf(own, p * spread, (1 - p) * spread))) for p in (before, after)]
    return np.stack(events, 1), np.stack([total(np.full(own.shape, 4))] * 2, 1)


def test_the_jackknife_covers_where_the_same_subjects_return() -> None:
    rng = np.random.default_rng(12)
    group, reference = same_subjects(rng, 120, 0.683, 0.75), same_subjects(rng, 120, 0.835, 0.84)
    change = change_of_gap_same_subjects(*group, *reference, T63)
    truth = (0.75 - 0.84) - (0.683 - 0.835)
    assert ((change.low <= truth) & (truth <= change.high)).mean() == pytest.approx(0.95, abs=0.06)
    rates = [each[0].sum(-1) / each[1].sum(-1) for each in (group, reference)]
    rows = group[1].sum(-1) / 1.9  # design effect of 4 rows that correlate by .3
    apart = change_of_gap(rates[0], rows, rates[1], rows, T63)
    assert (change.high - change.low).mean() < 0.7 * (apart.high - apart.low).mean()


def test_the_jackknife_by_hand() -> None:
    """The reference never changes; the group has 1 and 2, then 3 and 2 of 4 in two buckets: without one, 0 or .5."""
    change = change_of_gap_same_subjects(
        [[1, 2], [3, 2]], [[4, 4], [4, 4]], [[2, 2], [2, 2]], [[4, 4], [4, 4]], crit=2.0
    )
    assert change.value == 0.25
    # deviations -+ .25, se = sqrt(1/2 x .125) = .25
    assert (change.low, change.high) == (-0.25, 0.75)
    empty = change_of_gap_same_subjects([[0, 2], [3, 2]], [[0, 4], [4, 4]], [[2, 2]] * 2, [[4, 4]] * 2, crit=2.0)
    assert (empty.low, empty.high) == (-2, 2)


def test_control_limits_by_hand() -> None:
    """Mean .5, 100 rows each: noise .05; scores 2, -2, 2, -2, distances 4, 4, 4: 4 / 1.128 = 3.546 times wider."""
    limits = control_limits([60, 40, 60, 40], 100, sigmas=2)
    assert limits.centre == pytest.approx(0.5)
    assert limits.high == pytest.approx(0.5 + 2 * 0.05 * 3.546, abs=1e-4)
    assert limits.low == pytest.approx(0.5 - 2 * 0.05 * 3.546, abs=1e-4)
    assert not limits.outside.any()
    # Too even for chance: the limits are not narrower than binomial noise.
    np.testing.assert_allclose(control_limits([50] * 4, 100).high, 0.65)


def test_a_single_break_lies_outside() -> None:
    limits = control_limits([[50] * 9 + [90] + [50] * 9], 100)
    assert limits.outside.sum() == 1
    assert limits.outside[0, 9]


def test_periods_without_rows_have_no_limits_and_are_passed_over() -> None:
    limits = control_limits([60, 0, 40, 60, 40], [100, 0, 100, 100, 100], sigmas=2)
    assert np.isnan([limits.low[1], limits.high[1], limits.centre[1]]).all()
    assert limits.high[0] == pytest.approx(0.8546, abs=1e-4)
    assert not limits.outside.any()
    assert np.isnan(control_limits([5, 0], [10, 0]).centre).all()
    assert not control_limits([0, 0], [9, 9]).outside.any()


@pytest.mark.parametrize("extra", [0.0, 0.02])
def test_a_series_without_a_change_hardly_ever_alarms(extra: float) -> None:
    """12 quarters of 500 rows at 80 %, with and without 2 points of real variation; then 8 points less from half on."""
    rng = np.random.default_rng(13)
    usual = np.clip(0.8 + extra * rng.normal(size=(400, 12)), 0, 1)
    y = rng.binomial(500, usual)
    assert control_limits(y, 500).outside.any(-1).mean() < 0.04
    assert np.mean([runs(row).changed for row in y]) < 0.04
    shifted = rng.binomial(500, usual - np.where(np.arange(12) < 6, 0, 0.08))
    assert np.mean([runs(row).changed for row in shifted]) > 0.6


def test_runs_by_hand() -> None:
    """Median 4.5: five below, five above, one crossing; ten figures: usual are runs of up to 6 and 2 crossings."""
    found = runs([1, 2, 3, 4, 4, 5, 6, 7, 8, np.nan, 9])
    assert (found.longest, found.longest_usual, found.crossings, found.crossings_usual) == (5, 6, 1, 2)
    assert found.changed
    assert not runs([1, 9, 2, 8, 3, 7, 4, 6]).changed
    for nothing in ([], [np.nan], [0.5, 0.5, 0.5]):
        assert (runs(nothing).longest, runs(nothing).changed) == (0, False)


@pytest.mark.parametrize(
    "call",
    [
        lambda: psi([-1], [2]),
        lambda: control_limits([3], [2]),
        lambda: runs([[1, 2]]),
        lambda: change_of_gap([1.5, 0.5], 3, [0.5, 0.5], 3, Z),
        lambda: change_of_gap_same_subjects([[-1, 1]] * 2, [[1, 1]] * 2, [[1, 1]] * 2, [[1, 1]] * 2, Z),
    ],
)
def test_nonsense_is_refused(call) -> None:
    with pytest.raises(ValueError, match="must"):
        call()
