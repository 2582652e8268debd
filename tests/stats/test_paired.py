"""The change of a gap: against hand-worked figures, a clustered regression, McNemar, and its own promise of coverage."""

from __future__ import annotations

import math

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st

from policeaudit.stats.clusters import BUCKETS, DEGREES_OF_FREEDOM
from policeaudit.stats.intervals import critical_value, difference
from policeaudit.stats.paired import change, change_p, paired_change, rate_without_each

Z = critical_value()
T = critical_value(0.95, DEGREES_OF_FREEDOM)


def test_the_change_of_a_gap_worked_by_hand() -> None:
    low, high = change(0.10, 0.04, 0.18, 0.20, 0.12, 0.31)
    assert low == pytest.approx(0.10 - math.sqrt(0.08**2 + 0.08**2))
    assert high == pytest.approx(0.10 + math.sqrt(0.11**2 + 0.06**2))


def test_an_undefined_gap_has_the_widest_range() -> None:
    low, high = change(math.nan, -1, 1, 0.1, 0.0, 0.2)
    assert (low, high) == (-2, 2)


@pytest.mark.parametrize(("n", "stated"), [(50, 0.954), (200, 0.951), (1000, 0.950)])
def test_coverage_for_disjoint_subjects(n: int, stated: float) -> None:
    """Four independent cells: .683 against .835 before, .745 against .835 after."""
    rng = np.random.default_rng(n)
    p = rng.binomial(n, [0.683, 0.835, 0.745, 0.835], (20_000, 4)) / n
    gaps = [(p[:, i + 1] - p[:, i], *difference(p[:, i + 1], n, p[:, i], n, Z)) for i in (0, 2)]
    low, high = change(*gaps[0], *gaps[1])
    truth = (0.835 - 0.745) - (0.835 - 0.683)
    assert ((low <= truth) & (truth <= high)).mean() == pytest.approx(stated, abs=0.006)


def test_agreement_with_a_clustered_regression() -> None:
    """The change of a gap is the interaction of group and version in a regression with errors clustered by bucket."""
    rng = np.random.default_rng(3)
    subject = rng.integers(0, 3000, 24_000)
    bucket, member = subject % BUCKETS, subject % 3 == 0
    version = rng.random(subject.size) < 0.5
    strength = rng.normal(size=3000)[subject]
    y = (rng.random(subject.size) < 1 / (1 + np.exp(-(0.8 + strength - 0.7 * member + 0.4 * member * version)))).astype(
        float
    )
    design = sm.add_constant(np.column_stack([member, version, member & version]).astype(float))
    fit = sm.OLS(y, design).fit(cov_type="cluster", cov_kwds={"groups": bucket, "use_correction": False})

    def without(chosen: np.ndarray) -> np.ndarray:
        return rate_without_each(
            np.bincount(bucket, y * chosen, BUCKETS), np.bincount(bucket, chosen.astype(float), BUCKETS)
        )

    each = [[without((member == m) & (version == v)) for m in (True, False)] for v in (False, True)]
    value = fit.params[3]
    low, high = paired_change(value, (each[1][0] - each[1][1]) - (each[0][0] - each[0][1]), T)
    assert (low + high) / 2 == pytest.approx(value)
    assert (high - low) / 2 / T == pytest.approx(fit.bse[3] * math.sqrt(BUCKETS / (BUCKETS - 1)), rel=0.01)


def test_with_a_row_a_subject_it_is_mcnemars_variance() -> None:
    """(b + c - (b - c)^2 / n) / n^2, on average over many draws of the same pairs."""
    rng = np.random.default_rng(8)
    in_bucket, n = 40, 40 * BUCKETS
    both, first, second, _ = np.moveaxis(rng.multinomial(in_bucket, [0.6, 0.08, 0.12, 0.2], (400, BUCKETS)), -1, 0)
    b, c = first.sum(-1), second.sum(-1)
    mcnemar = (b + c - (b - c) ** 2 / n) / n**2
    without = rate_without_each(both + second, in_bucket) - rate_without_each(both + first, in_bucket)
    low, high = paired_change((c - b) / n, without, 1.0)
    assert (((high - low) / 2) ** 2).mean() == pytest.approx(mcnemar.mean(), rel=0.03)
    independent = 2 * 0.7 * 0.3 / n
    assert mcnemar.mean() < 0.6 * independent


@given(
    st.floats(-1, 1).filter(lambda x: abs(x) > 1e-6),
    st.floats(1e-6, 1),
    st.sampled_from([math.inf, DEGREES_OF_FREEDOM]),
)
def test_the_p_value_agrees_with_the_interval(value: float, reach: float, df: float) -> None:
    p = change_p(value, reach, critical_value(0.95, df), df)
    if abs(abs(value) - reach) > 1e-9:
        assert (p <= 0.05) == (abs(value) > reach)
    assert 0 <= p <= 1


def test_no_change_and_an_unknown_change_have_no_evidence() -> None:
    assert change_p([0.0, math.nan, 0.1], [0.0, 0.1, math.nan], Z).tolist() == [1, 1, 1]
    assert change_p(0.1, 0.0, Z) == 0


def test_a_bucket_that_holds_all_rows_leaves_nothing() -> None:
    without = rate_without_each([3, 0], [4, 0])
    assert np.isnan(without[0])
    assert without[1] == 0.75
