"""Interrupted series: agreement with statsmodels, coverage, and when nothing can be said."""

import numpy as np
import pytest
import statsmodels.api as sm

from policeaudit.stats.series import Monthly, interrupted_series

MONTHS = np.arange(36)
SEASON = 0.15 * np.sin(2 * np.pi * MONTHS / 12)


def monthly(counts: np.ndarray, exposure: float | np.ndarray = 1.0) -> Monthly:
    return Monthly(counts.astype(float), np.broadcast_to(exposure, counts.shape))


def falling(rng: np.random.Generator, base: float = 200, change: float = 1.0) -> np.ndarray:
    """A tenth less each year anyway, and ``change`` from month 24 on."""
    return rng.poisson(base * np.exp(-0.1 * MONTHS / 12 + SEASON) * np.where(MONTHS >= 24, change, 1))


def design() -> np.ndarray:
    later = MONTHS >= 24
    wave = 2 * np.pi * MONTHS / 12
    since = np.where(later, MONTHS - 29.5, 0)
    return np.column_stack([np.ones(36), MONTHS - 24, later, since, np.sin(wave), np.cos(wave)])


def test_agreement_with_statsmodels() -> None:
    rng = np.random.default_rng(1)
    exposure = rng.uniform(50, 80, 36)
    k = rng.poisson(3 * exposure)
    found = interrupted_series(monthly(k, exposure), 24)
    family = sm.families.Poisson()
    model = sm.GLM(k, design(), family=family, offset=np.log(exposure))
    quasi = model.fit(scale="X2")
    robust = model.fit(cov_type="HAC", cov_kwds={"maxlags": 2, "use_correction": True})
    assert found.change == pytest.approx(np.exp(quasi.params[2]), rel=1e-8)
    assert found.trend_change == pytest.approx(np.exp(quasi.params[3]), rel=1e-8)
    scale = max(1.0, quasi.scale)
    larger = max(quasi.bse[2] * np.sqrt(scale / quasi.scale), robust.bse[2])
    reach = 2.0422724563 * larger  # Student's t, 30 degrees of freedom
    assert np.log([found.low, found.high]) == pytest.approx(quasi.params[2] + np.array([-reach, reach]), rel=1e-6)


def test_a_comparison_is_a_binomial_regression() -> None:
    rng = np.random.default_rng(2)
    k, other = rng.poisson(80, 36), rng.poisson(120, 36)
    found = interrupted_series(monthly(k, 2.0), 24, monthly(other, 3.0))
    fit = sm.GLM(
        np.column_stack([k, other]), design(), family=sm.families.Binomial(), offset=np.full(36, np.log(2 / 3))
    ).fit()
    assert found.change == pytest.approx(np.exp(fit.params[2]), rel=1e-8)
    assert found.compared


def test_a_falling_series_is_no_change_but_before_and_after_says_so() -> None:
    rng = np.random.default_rng(3)
    series = [falling(rng) for _ in range(200)]
    found = [interrupted_series(monthly(k), 24) for k in series]
    assert np.mean([c.low <= 1 <= c.high for c in found]) >= 0.91
    naive = [np.log(k[24:].mean() / k[:24].mean()) / np.sqrt(1 / k[24:].sum() + 1 / k[:24].sum()) for k in series]
    assert np.mean(np.abs(naive) > 1.96) > 0.6


def test_a_change_is_found_and_a_shared_shock_is_not_one() -> None:
    rng = np.random.default_rng(4)
    found = interrupted_series(monthly(falling(rng, change=0.7)), 24)
    assert found.high < 1
    assert found.change == pytest.approx(0.7, abs=0.1)
    area, other = falling(rng, change=0.7), falling(rng, base=300, change=0.7)
    both = interrupted_series(monthly(area), 24, monthly(other))
    assert both.low < 1 < both.high


def test_months_without_a_count_are_left_out_and_counted() -> None:
    k = falling(np.random.default_rng(5)).astype(float)
    k[[3, 30]] = np.nan
    exposure = np.ones(36)
    exposure[10] = 0
    found = interrupted_series(Monthly(k, exposure), 24)
    assert (found.before, found.after, found.left_out, found.enough) == (22, 11, 3, True)


def test_too_few_months_are_only_described() -> None:
    k = falling(np.random.default_rng(6))
    for part, introduced in (
        (k, 11),
        (k[:29], 24),
        (np.where(MONTHS < 24, 0, k), 24),
        (np.where(MONTHS < 24, k, 0), 24),
    ):
        found = interrupted_series(monthly(part), introduced)
        assert not found.enough
        assert (found.low, found.high) == (0, np.inf)
    nothing_there = interrupted_series(monthly(k), 24, monthly(np.where(MONTHS < 24, k, 0)))
    assert not nothing_there.enough


def test_hardly_any_events_end_in_a_range_or_in_none() -> None:
    rng = np.random.default_rng(7)
    for mean in (0.1, 0.3, 1.0):
        for _ in range(40):
            found = interrupted_series(monthly(rng.poisson(mean, 36)), 24)
            assert not found.enough or found.low <= found.change <= found.high


def test_impossible_series_are_refused() -> None:
    k = monthly(np.arange(36))
    for call, why in (
        (lambda: interrupted_series(k, 0), "introduced"),
        (lambda: interrupted_series(k, 36), "introduced"),
        (lambda: interrupted_series(k, 24, monthly(np.arange(35))), "36 and 35"),
        (lambda: interrupted_series(monthly(-np.arange(36)), 24), "negative"),
        (lambda: interrupted_series(Monthly(np.ones((2, 36)), 1.0), 24), "one dimension"),
    ):
        with pytest.raises(ValueError, match=why):
            call()
