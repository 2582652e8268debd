"""Recall and false alarms from a check sample, and bounds, against going through every possibility."""

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policeaudit.stats.intervals import critical_value, wilson
from policeaudit.stats.selective import monotone_bounds, monotone_error_bounds, post_stratified, sampled_rate

Z = critical_value()
# alerts right, alerts wrong, missed, rightly left alone
FNR, FPR, ACCURACY = ((0, 0, 1, 0), (1, 0, 1, 0)), ((0, 1, 0, 0), (0, 1, 0, 1)), ((1, 0, 0, 1), (1, 1, 1, 1))
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


def test_strata_without_a_check_are_said_and_taken_to_be_like_the_others() -> None:
    estimate = post_stratified([80, 20], [40, 0], [10, 0])
    assert (estimate.value, estimate.without, estimate.fewest) == (0.25, 0.2, 40)
    assert sampled_rate([30, 10], [80, 20], [40, 0], [10, 0], *FNR).value == pytest.approx(25 / 55)
    nobody = sampled_rate([30, 10], [80], [0], [0], *FNR)
    assert np.isnan([nobody.value, nobody.n_eff]).all()


def test_error_rates_by_hand() -> None:
    """30 of 40 alerts right; 1 in 20 of 1000 others is a case, so 50 missed: FNR 50 / 80, FPR 10 / 960."""
    missed = sampled_rate([30, 10], [1000], [200], [10], *FNR)
    assert (missed.value, missed.counted, missed.out_of) == pytest.approx((0.625, 50, 80))
    assert sampled_rate([30, 10], [1000], [200], [10], *FPR).value == pytest.approx(10 / 960)
    low, high = wilson(missed.value, missed.n_eff, Z)
    # wider than if the 30 were no sample at all
    assert low < 1000 * wilson(0.05, 200, Z)[0] / (1000 * wilson(0.05, 200, Z)[0] + 30)
    assert high > 1000 * wilson(0.05, 200, Z)[1] / (1000 * wilson(0.05, 200, Z)[1] + 30)


@pytest.mark.parametrize(
    ("flags", "value", "rows"), [(FNR, 50 / 200, 200), (FPR, 50 / 4800, 4800), (ACCURACY, 0.98, 5000)]
)
def test_with_everybody_checked_it_is_the_plain_rate_over_as_many_rows(flags: tuple, value: float, rows: int) -> None:
    rate = sampled_rate([150, 50], [4800], [4800], [50], *flags)
    assert rate.value == pytest.approx(value)
    assert rate.n_eff == pytest.approx(rows, rel=0.01)


def test_a_smaller_sample_says_less() -> None:
    sizes = [4800, 480, 96]
    rates = [sampled_rate([150, 50], [4800], [m], [m / 96], *FNR) for m in sizes]
    assert [float(rate.value) for rate in rates] == pytest.approx([0.25] * 3)
    assert rates[0].n_eff > rates[1].n_eff > rates[2].n_eff > 0


def test_no_case_found_is_a_rate_of_0_that_few_rows_stand_behind() -> None:
    """With 100 of 1000 checked and none found, 3.6 % may be cases: 36 beside 100 found ones, so up to some 27 %."""
    rate = sampled_rate([100, 0], [1000], [100], [0], *FNR)
    assert rate.value == 0
    most = 1000 * wilson(0.0, 100, Z)[1]
    assert wilson(0.0, rate.n_eff, Z)[1] == pytest.approx(most / (most + 100), rel=0.1)


@pytest.mark.parametrize(("share", "expected"), [(0.1, 11), (0.03, 3)])
def test_the_intervals_cover_what_they_promise(share: float, expected: int) -> None:
    """2000 logs of 5000 rows, 5 % alerts, 70 % right, 2 % of the others a case; a stratum with three times as many cases is
    drawn from twice as often."""
    rng = np.random.default_rng(9)
    alerts = rng.binomial(5000, 0.05, 2000)
    right, quiet = rng.binomial(alerts, 0.7), 5000 - alerts
    hot = rng.binomial(quiet, 0.25)
    population = np.stack([hot, quiet - hot], axis=-1)
    checked = np.rint(population * share * np.array([1.6, 0.8])).astype(int)
    found = rng.binomial(checked, [0.04, 0.04 / 3])
    assert found.sum(axis=1).mean() == pytest.approx(expected, rel=0.2)
    missed, wrong = 0.95 * 0.02, 0.05 * 0.3
    for flags, truth in ((FNR, missed / (missed + 0.035)), (FPR, wrong / (wrong + 0.95 - missed))):
        rate = sampled_rate(np.stack([right, alerts - right], axis=-1), population, checked, found, *flags)
        low, high = wilson(rate.value, rate.n_eff, Z)
        assert ((low <= truth) & (truth <= high)).mean() == pytest.approx(0.95, abs=0.02)


def test_nothing_found_anywhere_is_undefined() -> None:
    assert np.isnan(sampled_rate([0, 3], [10], [5], [0], *FNR).value)
    assert sampled_rate([0, 3], [10], [5], [0], *FPR).value == pytest.approx(3 / 13)
    assert sampled_rate([0, 3], [10], [5], [1], *FNR).value == 1
    assert np.isnan(post_stratified([0], [0], [0]).without)


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
        lambda: sampled_rate([-1, 0], [10], [5], [1], *FNR),
        lambda: monotone_bounds([1], [-1], [1]),
    ],
)
def test_nonsense_is_refused(call) -> None:
    with pytest.raises(ValueError, match="must"):
        call()
