"""AUC and Somers' D from bins against counting pairs row by row."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import somersd

from policeaudit.stats.clusters import leave_out_error
from policeaudit.stats.intervals import critical_value, wilson
from policeaudit.stats.ranking import auc, auc_interval, binning_bound, delong_se, somers_d

Z = critical_value()
BINS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=1, max_size=6)
SCORES = st.lists(st.floats(0, 1), min_size=1, max_size=25)


def by_rows(cases: list, others: list) -> float:
    """AUC by its definition: one pair after the other."""
    return float(np.mean([(x > y) + (x == y) / 2 for x, y in product(cases, others)]))


@given(BINS)
def test_auc_is_the_share_of_pairs_in_the_right_order(table: list) -> None:
    yes, no = np.transpose(table)
    levels = np.arange(len(table))
    if yes.sum() and no.sum():
        rows = by_rows(np.repeat(levels, yes).tolist(), np.repeat(levels, no).tolist())
        assert auc(yes, no) == pytest.approx(rows, abs=1e-12)
        assert auc(no, yes) == pytest.approx(1 - rows, abs=1e-12)
        assert auc(yes[::-1], no[::-1]) == pytest.approx(1 - rows, abs=1e-12)
    else:
        assert np.isnan([auc(yes, no), binning_bound(yes, no), *somers_d(yes, no)[:1]]).all()
        assert np.isnan(delong_se(yes, no))
        assert auc_interval(auc(yes, no), delong_se(yes, no), 0, Z) == (0, 1)


@given(SCORES, SCORES, st.integers(1, 8))
def test_the_error_of_binning_is_within_its_bound(cases: list, others: list, bins: int) -> None:
    edges = np.arange(1, bins) / bins
    yes, no = (np.bincount(np.searchsorted(edges, scores, "right"), minlength=bins) for scores in (cases, others))
    assert abs(auc(yes, no) - by_rows(cases, others)) <= binning_bound(yes, no) + 1e-12


@given(st.lists(st.integers(0, 4), min_size=2, max_size=20), st.lists(st.integers(0, 4), min_size=2, max_size=20))
def test_delong_on_bins_is_delong_on_rows(cases: list, others: list) -> None:
    """The two sample variances of the placements, row by row (DeLong et al. 1988)."""
    of_cases = [np.mean([(x > y) + (x == y) / 2 for y in others]) for x in cases]
    of_others = [np.mean([(x > y) + (x == y) / 2 for x in cases]) for y in others]
    variance = np.var(of_cases, ddof=1) / len(cases) + np.var(of_others, ddof=1) / len(others)
    se = delong_se(np.bincount(cases, minlength=5), np.bincount(others, minlength=5))
    assert se == pytest.approx(np.sqrt(variance), abs=1e-9)


def test_no_variance_from_a_single_case() -> None:
    assert np.isnan(delong_se([[1, 0], [0, 9]], [[3, 3], [1, 0]])).all()


@given(st.integers(0, 1000).map(lambda k: k / 1000), st.floats(0, 0.2), st.integers(1, 500))
def test_an_interval_holds_its_value_and_stays_in_range(value: float, se: float, smaller: int) -> None:
    low, high = auc_interval(value, se, smaller, Z)
    assert 0 <= low <= value + 1e-12
    assert value - 1e-12 <= high <= 1
    mirrored = auc_interval(1 - value, se, smaller, Z)
    np.testing.assert_allclose((1 - mirrored[1], 1 - mirrored[0]), (low, high), atol=1e-6)


def test_a_perfect_ranking_of_a_few_rows_is_not_certain() -> None:
    value, se = auc([0, 8], [20, 0]), delong_se([0, 8], [20, 0])
    assert (value, se) == (1, 0)
    assert auc_interval(value, se, 8, Z) == wilson(1, 8, Z)
    assert auc_interval(value, se, 8, Z)[0] == pytest.approx(8 / (8 + Z**2))


def test_the_logit_interval_by_hand() -> None:
    """AUC .8, se .05: logit 1.3863, its se .05 / .16 = .3125, limits 1.3863 -+ 1.95996 * .3125 = .7738, 1.9988."""
    np.testing.assert_allclose(auc_interval(0.8, 0.05, 40, Z), (0.68434, 0.88070), atol=5e-5)


@given(BINS)
def test_somers_d_of_scipy(table: list) -> None:
    yes, no = np.transpose(table)
    kept = yes + no > 0
    if not (yes.sum() and no.sum()) or kept.sum() < 2:
        return
    of_level, of_outcome = somers_d(yes, no)
    crossed = np.stack([no[kept], yes[kept]])
    assert of_level == pytest.approx(somersd(crossed).statistic, abs=1e-12)
    assert of_outcome == pytest.approx(somersd(crossed.T).statistic, abs=1e-12)
    assert of_level == pytest.approx(2 * auc(yes, no) - 1, abs=1e-12)


def test_one_level_ranks_nothing() -> None:
    of_level, of_outcome = somers_d([5], [3])
    assert of_level == 0
    assert np.isnan(of_outcome)


def test_leaving_out_buckets_gives_about_delong_where_no_subject_repeats() -> None:
    rng = np.random.default_rng(3)
    yes, no = (rng.multinomial(n, p, size=64) for n, p in ((20, [0.1, 0.2, 0.3, 0.4]), (40, [0.4, 0.3, 0.2, 0.1])))
    without = auc(yes.sum(0) - yes, no.sum(0) - no)
    assert without.shape == (64,)
    assert leave_out_error(without) == pytest.approx(delong_se(yes.sum(0), no.sum(0)), rel=0.2)


@pytest.mark.parametrize("call", [lambda: auc([-1], [1]), lambda: auc_interval(1.2, 0.1, 5, Z)])
def test_nonsense_is_refused(call) -> None:
    with pytest.raises(ValueError, match="must"):
        call()
