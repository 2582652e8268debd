"""Recall and false alarms from a check sample, and bounds, against going through every possibility."""

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policeaudit.stats.intervals import critical_value, wilson
from policeaudit.stats.selective import from_check_sample, monotone_bounds, monotone_error_bounds, post_stratified

Z = critical_value()
ARM = st.lists(st.tuples(*[st.integers(0, 6)] * 3), min_size=1, max_size=3)


def test_over_all_samples_the_estimate_is_the_truth() -> None:
    """Two strata, 2 cases of 5 and 3 of 4; every sample of 2 and 3 of them: the mean is 5 / 9."""
    strata, sizes = ([1, 1, 0, 0, 0], [1, 1, 1, 0]), (2, 3)
    samples = [list(combinations(rows, size)) for rows, size in zip(strata, sizes, strict=True)]
    found = [[sum(sample) for sample in pair] for pair in product(*samples)]
    estimate = post_stratified([5, 4], [2, 3], found)
    assert len(found) == 40
    assert estimate.value.mean() == pytest.approx(5 / 9)


def test_a_simple_random_sample_has_as_many_effective_rows_as_it_has() -> None:
    estimate = post_stratified([1000], [200], [[10], [0]])
    np.testing.assert_allclose(estimate.value, (0.05, 0))
    assert estimate.n_eff == pytest.approx(200)
    assert (estimate.without == 0).all()
    assert (estimate.fewest == 200).all()


def test_weights_by_hand() -> None:
    """900 rows with 1 of 10 and 100 rows with 5 of 10: .9 x .1 + .1 x .5 = .14; Kish 1 / (.081 + .001) = 12.2."""
    estimate = post_stratified([900, 100], [10, 10], [1, 5])
    assert estimate.value == pytest.approx(0.14)
    smoothed = np.array([1.14, 5.14]) / 11
    variance = (np.square([0.9, 0.1]) * smoothed * (1 - smoothed) / 10).sum()
    assert estimate.n_eff == pytest.approx(min(1 / 0.082, 0.14 * 0.86 / variance))
    assert post_stratified([900, 100], [10, 10], [0, 0]).n_eff == pytest.approx(1 / 0.082)


def test_strata_without_a_check_are_said_and_left_open() -> None:
    estimate = post_stratified([80, 20], [40, 0], [10, 0])
    assert (estimate.value, estimate.without, estimate.fewest) == (0.25, 0.2, 40)
    closed = from_check_sample(30, 10, [80], [40], [10], Z)
    opened = from_check_sample(30, 10, [80, 20], [40, 0], [10, 0], Z)
    assert opened.false_negative == pytest.approx(25 / 55)
    assert opened.false_negative_high > closed.false_negative_high
    assert opened.false_negative_low < 20 / 50
    assert opened.false_negative_high > (20 + 20) / (50 + 20)
    nobody = from_check_sample(30, 10, [80], [0], [0], Z)
    assert np.isnan([nobody.false_negative, nobody.false_positive]).all()
    assert (nobody.false_negative_low, nobody.false_negative_high) == (0, 1)


def test_error_rates_by_hand() -> None:
    """30 of 40 alerts right; 1 in 20 of 1000 others is a case, so 50 missed: FNR 50 / 80, FPR 10 / 960."""
    errors = from_check_sample(30, 10, [1000], [200], [10], Z)
    assert errors.false_negative == pytest.approx(0.625)
    assert errors.false_positive == pytest.approx(10 / 960)
    assert errors.false_negative_low < 0.625 < errors.false_negative_high
    # wider than if the 30 were no sample at all
    low, high = wilson(0.05, 200, Z)
    assert errors.false_negative_low < 1000 * low / (1000 * low + 30)
    assert errors.false_negative_high > 1000 * high / (1000 * high + 30)


def test_with_everybody_followed_up_it_is_about_wilsons_interval() -> None:
    errors = from_check_sample(150, 50, [4800], [4800], [50], Z)
    assert errors.false_negative == 0.25
    limits = errors.false_negative_low, errors.false_negative_high
    np.testing.assert_allclose(limits, wilson(0.25, 200, Z), atol=0.003)


def test_the_intervals_cover_what_they_promise() -> None:
    """1000 logs of 5000 rows, 5 % alerts, 70 % right, 2 % of the others a case, every tenth of them checked."""
    rng = np.random.default_rng(9)
    alerts = rng.binomial(5000, 0.05, 1000)
    right, quiet = rng.binomial(alerts, 0.7), 5000 - alerts
    checked = quiet // 10
    found = rng.binomial(checked, 0.02)
    errors = from_check_sample(right, alerts - right, quiet[:, None], checked[:, None], found[:, None], Z)
    missed, wrong = 0.95 * 0.02, 0.05 * 0.3
    for truth, low, high in (
        (missed / (missed + 0.035), errors.false_negative_low, errors.false_negative_high),
        (wrong / (wrong + 0.95 * 0.98), errors.false_positive_low, errors.false_positive_high),
    ):
        assert ((low <= truth) & (truth <= high)).mean() == pytest.approx(0.95, abs=0.025)


def test_nothing_found_anywhere_is_undefined() -> None:
    errors = from_check_sample(0, 3, [10], [5], [0], Z)
    assert np.isnan(errors.false_negative)
    assert (errors.false_negative_low, errors.false_negative_high) == (0, 1)
    assert errors.false_positive == pytest.approx(3 / 13)
    assert from_check_sample(0, 3, [10], [5], [1], Z).false_negative == 1
    assert np.isnan(post_stratified([0], [0], [0]).without)


def test_a_design_effect_widens() -> None:
    plain, clustered = (from_check_sample(30, 10, [1000], [200], [10], Z, deff) for deff in (1, 3))
    assert clustered.false_negative_low < plain.false_negative_low
    assert clustered.false_negative_high > plain.false_negative_high
    assert clustered.false_negative == plain.false_negative


def fillings(arm: list) -> list[int]:
    """How many of the unknown can be cases, all strata together, where their share is at most that of the known."""
    ways = [
        [x for x in range(unknown + 1) if not yes + no or x * (yes + no) <= yes * unknown] for yes, no, unknown in arm
    ]
    return [sum(way) for way in product(*ways)]


def sharp(arm: list) -> bool:
    """Whether the largest allowed number of cases is whole in every stratum, so that it can be reached."""
    return all(not yes + no or yes * unknown % (yes + no) == 0 for yes, no, unknown in arm)


@given(ARM)
def test_monotone_bounds_are_those_of_all_fillings(arm: list) -> None:
    yes, no, unknown = np.transpose(arm)
    low, high = monotone_bounds(yes, no, unknown)
    rows = (yes + no + unknown).sum()
    if not rows:
        assert np.isnan([low, high]).all()
        return
    rates = [(yes.sum() + filled) / rows for filled in fillings(arm)]
    assert low == pytest.approx(min(rates))
    assert high >= max(rates) - 1e-12
    if sharp(arm):
        assert high == pytest.approx(max(rates))


@given(ARM, ARM)
def test_monotone_error_bounds_are_those_of_all_fillings(alerted: list, quiet: list) -> None:
    negative, positive = monotone_error_bounds(tuple(np.transpose(alerted)), tuple(np.transpose(quiet)))
    rows_a, rows_q = np.sum(alerted), np.sum(quiet)
    cases_a, cases_q = (sum(yes for yes, _, _ in arm) for arm in (alerted, quiet))
    found_negative, found_positive = [], []
    for x, y in product(fillings(alerted), fillings(quiet)):
        a, q = cases_a + x, cases_q + y
        found_negative.append(q / (a + q) if a + q else np.nan)
        wrong, spared = rows_a - a, rows_q - q
        found_positive.append(wrong / (wrong + spared) if wrong + spared else np.nan)
    for (low, high), found in ((negative, found_negative), (positive, found_positive)):
        if np.isnan(found).any():
            continue
        assert low <= min(found) + 1e-12
        assert high >= max(found) - 1e-12
        if sharp(alerted) and sharp(quiet):
            assert (low, high) == pytest.approx((min(found), max(found)))


def test_the_assumption_narrows_the_bounds() -> None:
    """683 right, 317 wrong and 200 not followed up: from 683 / 1200 to .683, where nothing assumed gives 883 / 1200."""
    np.testing.assert_allclose(monotone_bounds([683], [317], [200]), (683 / 1200, 0.683))


@pytest.mark.parametrize(
    "call",
    [
        lambda: post_stratified([10], [11], [1]),
        lambda: post_stratified([10], [5], [6]),
        lambda: from_check_sample(-1, 0, [10], [5], [1], Z),
        lambda: monotone_bounds([1], [-1], [1]),
    ],
)
def test_nonsense_is_refused(call) -> None:
    with pytest.raises(ValueError, match="must"):
        call()
