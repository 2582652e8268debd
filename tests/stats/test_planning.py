"""Rows needed: the chance of the verdict at the number, exactly, and the textbook's numbers where those are right."""

import json
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from policeaudit.stats.intervals import critical_value, difference, ratio
from policeaudit.stats.planning import (
    needed_to_clear,
    needed_to_clear_ratio,
    needed_to_confirm,
    needed_to_confirm_ratio,
)
from policeaudit.stats.pvalues import difference_p, rate_p, ratio_p

NAN, INF = np.nan, np.inf
Z = critical_value()
GOLDEN = Path(__file__).parents[1] / "reference" / "golden.json"


def outcomes(n: int, p: float) -> tuple[np.ndarray, np.ndarray]:
    k = np.arange(n + 1)
    mass = stats.binom.pmf(k, n, p)
    some = mass > 1e-12
    return k[some] / n, mass[some]


@pytest.mark.parametrize("m", [1, 50])
@pytest.mark.parametrize(
    ("p", "r", "limit", "k"),
    [
        (0.683, 0.835, 0.05, 1),
        (0.683, 0.835, 0.05, 10),
        (0.75, 0.9, 0.05, 5),
        (0.3, 0.5, 0.05, 1),
        (0.9, 0.8, 0.02, 0.5),
    ],
)
def test_a_gap_is_confirmed_in_8_of_10(p: float, r: float, limit: float, k: float, m: int) -> None:
    n = int(needed_to_confirm(p, r, limit, k, comparisons=m))
    size = round(k * n)
    (x, mass), (y, chance) = outcomes(n, p), outcomes(size, r)
    found = difference_p(x[:, None], n, y, size, limit) if p > r else difference_p(y, size, x[:, None], n, limit)
    assert 0.79 < mass @ (m * found <= 0.05) @ chance < 0.81


@pytest.mark.parametrize(
    ("p", "r", "limit", "k"), [(0.16, 0.10, 1.25, 1), (0.04, 0.02, 1.25, 3), (0.45, 0.30, 1.25, 10), (0.3, 0.5, 0.8, 1)]
)
def test_a_ratio_is_confirmed_in_8_of_10(p: float, r: float, limit: float, k: float) -> None:
    n = int(needed_to_confirm_ratio(p, r, limit, k))
    size = round(k * n)
    (x, mass), (y, chance) = outcomes(n, p), outcomes(size, r)
    sides = (x[:, None], n, y, size) if limit > 1 else (y, size, x[:, None], n)
    assert 0.79 < mass @ (ratio_p(*sides, max(limit, 1 / limit)) <= 0.05) @ chance < 0.81


@pytest.mark.parametrize(("p", "target"), [(0.8, 0.9), (0.85, 0.9), (0.6, 0.75)])
def test_a_missed_target_is_confirmed_in_8_of_10(p: float, target: float) -> None:
    """Outcomes are whole numbers, so the chance rises in steps: the mean of numbers close by."""
    planned = int(needed_to_confirm(p, target, 0, k=1e9))

    def power(n: int) -> float:
        x, mass = outcomes(n, p)
        return float(mass[rate_p(1 - x, n, 1 - target) <= 0.05].sum())

    assert 0.785 < np.mean([power(round(planned * step)) for step in np.linspace(0.94, 1.06, 13)]) < 0.815


@pytest.mark.parametrize(
    ("kind", "p", "k"),
    [("gap", 0.8, 1), ("gap", 0.8, 3), ("gap", 0.95, 1), ("gap", 0.8, 0.3), ("ratio", 0.3, 1), ("ratio", 0.3, 10)],
)
def test_equal_rates_are_cleared_in_8_of_10(kind: str, p: float, k: float) -> None:
    planned = needed_to_clear(p, 0.05, k) if kind == "gap" else needed_to_clear_ratio(p, 1.25, k)
    n, size = int(planned), round(k * planned)
    (x, mass), (y, chance) = outcomes(n, p), outcomes(size, p)
    low, high = (difference if kind == "gap" else ratio)(x[:, None], n, y, size, Z)
    ends = (-0.05, 0.05) if kind == "gap" else (0.8, 1.25)
    assert 0.785 < mass @ ((low >= ends[0]) & (high <= ends[1])) @ chance < 0.81


def test_equal_groups_need_what_the_textbook_says() -> None:
    (entry,) = (e for e in json.loads(GOLDEN.read_text())["entries"] if e["id"] == "seed-n-needed")
    p1, p2, limit = (entry["inputs"][name] for name in ("p1", "p2", "tol"))
    found = {
        "n": needed_to_confirm(p1, p2, limit),
        "n_equiv_p08": needed_to_clear(0.8, limit),
        "n_holm_m50": needed_to_confirm(p1, p2, limit, comparisons=50),
        "n_holm_m200": needed_to_confirm(p1, p2, limit, comparisons=200),
    }
    assert found == pytest.approx(entry["expected"], rel=0.025)
    assert needed_to_confirm(p2, p1, limit) == found["n"]


def test_ratios_too_small_are_confirmed_like_ratios_too_large() -> None:
    assert needed_to_confirm_ratio(0.10, 0.16, 0.8) == needed_to_confirm_ratio(0.16, 0.10, 1.25)
    assert needed_to_confirm_ratio(0.10, 0.16, 1.25) == INF
    assert needed_to_clear_ratio(0.3, 0.8) == needed_to_clear_ratio(0.3, 1.25) > 100


def test_an_end_of_the_ratio_band_close_to_1_is_like_a_difference() -> None:
    assert needed_to_clear_ratio(0.5, 1.001) == pytest.approx(needed_to_clear(0.5, 0.0005), rel=0.01)


def test_more_comparisons_power_and_clustering_need_more_rows() -> None:
    plain = needed_to_confirm(0.3, 0.2, 0.05)
    family = needed_to_confirm(0.3, 0.2, 0.05, comparisons=[1, 20])
    assert family[1] > family[0] == plain
    assert needed_to_confirm(0.3, 0.2, 0.05, power=0.9) > plain
    assert needed_to_confirm(0.3, 0.2, 0.05, alpha=0.01) > plain
    assert needed_to_confirm(0.3, 0.2, 0.05, df=63) > plain
    assert needed_to_clear(0.3, 0.05, df=63) > needed_to_clear(0.3, 0.05)
    assert needed_to_clear(0.3, 0.05, deff=2) == pytest.approx(2 * needed_to_clear(0.3, 0.05), abs=1)


def test_what_cannot_be_shown_or_is_undefined() -> None:
    assert needed_to_confirm([0.5, 0.5, 0.3], [0.46, 0.45, 0.3], 0.05).tolist() == [INF] * 3
    assert np.isnan(needed_to_confirm([NAN, 0.3], [0.5, NAN], 0.05)).all()
    assert np.isnan(needed_to_confirm_ratio([NAN, 0.0], [0.5, 0.0], 1.25)).all()
    assert needed_to_confirm_ratio(0.3, 0.3, 1.25) == INF
    assert np.isnan(needed_to_clear([NAN], 0.05)).all()
    assert np.isnan(needed_to_clear_ratio(NAN, 1.25))
    assert needed_to_clear_ratio(0, 1.25) == INF
    assert needed_to_clear(0.5, 0) == needed_to_clear_ratio(0.5, 1) == INF


@pytest.mark.parametrize(("p", "r", "limit"), [(0.3, 0.2, 0.1), (0.8, 0.7, 0.1), (0.35, 0.3, 0.05)])
def test_a_gap_that_differs_from_its_limit_by_rounding_only_is_never_decided(p: float, r: float, limit: float) -> None:
    for nudge in (-1e-15, 0, 1e-15):
        assert needed_to_confirm(p + nudge, r, limit) == INF
    assert needed_to_confirm(p + 0.001, r, limit) < 1e8


def test_rates_that_do_not_vary_need_as_many_rows_as_their_interval() -> None:
    n = float(needed_to_clear(0, 0.05, k=1e9))  # 0 of n against a reference of 0: high = z^2 / (n + z^2)
    assert n == pytest.approx(Z**2 * (1 / 0.05 - 1), rel=0.03)
    assert needed_to_confirm(1, 0, 0.05) < 30
    assert needed_to_confirm_ratio(0.5, 0, 1.25) < 30


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: needed_to_confirm(0.5, 1.2, 0), "p2 must be between 0 and 1"),
        (lambda: needed_to_confirm(0.5, 0.2, 0, comparisons=[2, 0]), "comparisons must be at least 1, not 0"),
        (lambda: needed_to_confirm_ratio(0.5, 0.2, 1, power=1), "alpha and power"),
        (lambda: needed_to_clear(0.5, 0.2, alpha=0), "alpha and power"),
    ],
)
def test_nonsense_is_refused(call, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
