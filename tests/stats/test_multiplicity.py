"""Holm and Benjamini-Hochberg."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control
from statsmodels.stats.multitest import multipletests

from policeaudit.stats import multiplicity
from policeaudit.stats.multiplicity import benjamini_hochberg, holm

P = st.lists(st.one_of(st.sampled_from([0.0, 0.01, 1.0]), st.floats(0, 1)), min_size=1, max_size=40)


@given(P)
def test_holm_is_at_least_bh_and_that_at_least_the_p_value(p: list[float]) -> None:
    strict, mild = holm(p), benjamini_hochberg(p)
    assert np.all(strict >= mild - 1e-15)
    assert np.all(mild >= p)
    assert np.all(strict <= 1)


@given(P)
def test_agreement_with_scipy(p: list[float]) -> None:
    np.testing.assert_allclose(benjamini_hochberg(p), false_discovery_control(p), rtol=1e-12, atol=1e-300)


@pytest.mark.parametrize("size", [1, 2, 10, 300])
def test_agreement_with_statsmodels(size: int) -> None:
    p = np.random.default_rng(size).random(size).round(2) ** 3  # with ties
    np.testing.assert_allclose(holm(p), multipletests(p, method="holm")[1], rtol=1e-12)
    np.testing.assert_allclose(benjamini_hochberg(p), multipletests(p, method="fdr_bh")[1], rtol=1e-12)


@given(P, st.randoms())
def test_the_order_of_the_family_does_not_matter(p: list[float], random) -> None:
    order = list(range(len(p)))
    random.shuffle(order)
    for adjust in (holm, benjamini_hochberg):
        np.testing.assert_array_equal(adjust(np.array(p)[order]), adjust(p)[order])


@given(P)
def test_nan_is_no_part_of_the_family(p: list[float]) -> None:
    padded = [np.nan, *p, np.nan]
    for adjust in (holm, benjamini_hochberg):
        adjusted = adjust(padded)
        assert np.isnan(adjusted[[0, -1]]).all()
        np.testing.assert_array_equal(adjusted[1:-1], adjust(p))


def test_empty_families() -> None:
    assert holm([]).shape == (0,)
    assert np.isnan(benjamini_hochberg([np.nan])).all()


def test_the_package_starts_without_scipy_stats() -> None:
    modules = ", ".join(
        f"policeaudit.stats.{path.stem}" for path in Path(multiplicity.__file__).parent.glob("[!_]*.py")
    )
    code = f"import sys, {modules}; print('scipy.stats' in sys.modules, 'pandas' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_nonsense_is_refused() -> None:
    with pytest.raises(ValueError, match="one-dimensional"):
        holm([[0.1]])
    with pytest.raises(ValueError, match="between 0 and 1"):
        benjamini_hochberg([0.1, 1.1])
