"""Differences among many groups at once."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from policeaudit.stats.clusters import BUCKETS, design_effect
from policeaudit.stats.heterogeneity import heterogeneity

NAN = np.nan
GROUPS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), min_size=2, max_size=12).filter(
    lambda groups: sum(yes + no > 0 for yes, no in groups) > 1
)


def rates(groups: list[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray]:
    yes, n = np.array(groups, dtype=float)[:, 0], np.sum(groups, axis=1)
    return np.divide(yes, n, out=np.full(len(n), NAN), where=n > 0), n


@given(GROUPS.filter(lambda groups: all(sum(column) for column in zip(*groups, strict=True))))
def test_the_statistic_is_pearsons_chi_square(groups: list[tuple[int, int]]) -> None:
    table = np.array([group for group in groups if sum(group)])
    expected = stats.chi2_contingency(table, correction=False)
    found = heterogeneity(*rates(groups))
    assert found.statistic == pytest.approx(expected.statistic, rel=1e-9, abs=1e-9)
    assert found.p_value == pytest.approx(expected.pvalue, rel=1e-6, abs=1e-12)


def test_a_case_by_hand() -> None:
    """20, 30 and 40 of 50 each: common rate 0.6, Q = 50 (.04 + 0 + .04) / .24, variance of one rate .24 / 50."""
    found = heterogeneity([0.4, 0.6, 0.8], 50)
    assert found.statistic == pytest.approx(50 / 3)
    assert found.p_value == pytest.approx(np.exp(-25 / 3))  # chi-square with two degrees of freedom
    assert found.spread == pytest.approx(np.sqrt((50 / 3 - 2) / 2 * 0.24 / 50))


@given(GROUPS, st.permutations(range(12)))
def test_neither_order_nor_the_name_of_the_outcome_nor_an_empty_group_matters(groups: list, order: list[int]) -> None:
    p, n = rates(groups)
    found = heterogeneity(p, n)
    chosen = [i for i in order if i < len(groups)]
    for other in (
        heterogeneity(p[chosen], n[chosen]),
        heterogeneity(1 - p, n),
        heterogeneity([*p, NAN, 0.3], [*n, 7, 0]),
    ):
        np.testing.assert_allclose(other, found, rtol=1e-9, atol=1e-9)


@given(GROUPS, st.floats(1, 30))
def test_a_design_effect_divides_the_statistic(groups: list, deff: float) -> None:
    p, n = rates(groups)
    found, corrected = heterogeneity(p, n), heterogeneity(p, n / deff)
    assert corrected.statistic == pytest.approx(found.statistic / deff, rel=1e-9, abs=1e-12)
    assert corrected.p_value >= found.p_value - 1e-12
    assert corrected.spread <= found.spread + 1e-12


@given(st.integers(0, 20), st.integers(0, 20), st.lists(st.integers(1, 50), min_size=2, max_size=9))
def test_equal_rates_have_no_spread(yes: int, no: int, sizes: list[int]) -> None:
    p = yes / (yes + no) if yes + no else 0.5
    statistic, p_value, spread = heterogeneity(np.full(len(sizes), p), sizes)
    assert statistic == pytest.approx(0, abs=1e-12)
    assert p_value == pytest.approx(1)
    assert spread == 0


@pytest.mark.parametrize(("groups", "n", "rate"), [(2, 250, 0.8), (16, 250, 0.8), (16, 1000, 0.8), (50, 60, 0.3)])
def test_equal_groups_are_found_to_differ_in_about_5_of_100_logs(groups: int, n: int, rate: float) -> None:
    rng = np.random.default_rng(11)
    found = heterogeneity(rng.binomial(n, rate, (4000, groups)) / n, n)
    assert 0.037 < (found.p_value <= 0.05).mean() < 0.063  # 5 % and four standard errors
    assert np.median(found.spread) < 0.01
    assert ((found.spread == 0) == (found.statistic <= groups - 1)).all()


@pytest.mark.parametrize("groups", [2, 16])
def test_repeated_subjects_do_not_make_equal_groups_differ(groups: int) -> None:
    """150 people in each group with five rows each, correlation 0.3; taken as independent, most logs would alarm."""
    rng, logs, people = np.random.default_rng(12), 600, 150
    shape = (logs * groups, people)
    y = rng.binomial(5, rng.beta(0.8 * 7 / 3, 0.2 * 7 / 3, shape))
    at = np.arange(logs * groups)[:, None] * BUCKETS + rng.integers(BUCKETS, size=shape)
    size = logs * groups * BUCKETS
    events = np.bincount(at.ravel(), y.ravel(), size).reshape(logs, groups, BUCKETS)
    rows = 5.0 * np.bincount(at.ravel(), minlength=size).reshape(logs, groups, BUCKETS)
    p, n = events.sum(-1) / rows.sum(-1), rows.sum(-1)
    deff = design_effect(events, rows, events.sum(1, keepdims=True), rows.sum(1, keepdims=True))
    assert (heterogeneity(p, n).p_value <= 0.05).mean() > (0.15 if groups == 2 else 0.6)
    corrected = (heterogeneity(p, n / deff).p_value <= 0.05).mean()
    assert 0.02 < corrected < 0.08


def test_the_spread_is_that_of_the_true_rates() -> None:
    rng = np.random.default_rng(13)
    truth = rng.choice([0.7, 0.8, 0.9], (3000, 24))
    n = rng.integers(100, 400, 24)
    found = heterogeneity(rng.binomial(n, truth) / n, n)
    assert np.sqrt(np.square(found.spread).mean()) == pytest.approx(truth.std(), rel=0.03)
    observed = rng.binomial(n, truth) / n
    assert (observed.max(-1) - observed.min(-1)).mean() > 0.25  # what the largest gap would have said


def test_what_cannot_be_compared_is_undefined() -> None:
    found = heterogeneity([[0.5, NAN, 0.2], [0.5, 0.7, 0.2], [0.0, 0.0, 0.0], [1.0, 1.0, NAN]], [10, 5, 0])
    assert np.isnan(found.statistic).tolist() == [True, False, False, False]
    assert [np.isnan(part).tolist() for part in found[1:]] == [[True, False, False, False]] * 2
    assert [part[2:].tolist() for part in found] == [[0, 0], [1, 1], [0, 0]]
    assert np.isnan(heterogeneity([], []).statistic)
    assert heterogeneity(np.full((3, 2, 5), 0.5), 10).spread.shape == (3, 2)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: heterogeneity([0.5, 1.1], 10), "p must be between 0 and 1"),
        (lambda: heterogeneity([0.5, 0.6], -1), "n must not be negative"),
        (lambda: heterogeneity(0.5, 10), "need an axis of groups"),
    ],
)
def test_nonsense_is_refused(call, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
