"""Which factor changed: parts that add up, and causes that are found."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policeaudit.stats.das_gupta import alert_rate_change, das_gupta
from policeaudit.stats.decomposition import kitagawa

FACTORS = st.lists(st.tuples(st.floats(0, 10), st.floats(0, 10)), min_size=1, max_size=4)
TABLE = st.lists(st.tuples(*[st.integers(0, 9)] * 8), min_size=1, max_size=4)


@given(FACTORS)
def test_parts_are_the_average_over_all_orders(pairs: list) -> None:
    before, after = zip(*pairs, strict=True)
    mean = np.zeros(len(pairs))
    orders = list(permutations(range(len(pairs))))
    for order in orders:
        now = list(before)
        for factor in order:
            was = np.prod(now)
            now[factor] = after[factor]
            mean[factor] += (np.prod(now) - was) / len(orders)
    parts = das_gupta(np.prod, before, after)
    np.testing.assert_allclose(parts, mean, atol=1e-6)
    assert sum(parts) == pytest.approx(np.prod(after) - np.prod(before), abs=1e-6)


def test_two_factors_are_kitagawas() -> None:
    w1, r1, w2, r2 = np.array([0.2, 0.8]), np.array([0.5, 0.25]), np.array([0.6, 0.4]), np.array([0.7, 0.1])
    parts = das_gupta(lambda factors: (factors[0] * factors[1]).sum(), [w1, r1], [w2, r2])
    same = kitagawa(w1 * r1, w1, w2 * r2, w2)
    np.testing.assert_allclose(parts, (same.composition, same.rate))


@given(TABLE)
def test_the_change_is_split_without_a_remainder(table: list) -> None:
    """Two bins; rows are alerts plus others."""
    counts = np.array(table, dtype=float).reshape(-1, 4, 2)
    a0, a1 = counts[:, 0], counts[:, 1]
    n0, n1 = a0 + counts[:, 2], a1 + counts[:, 3]
    found = alert_rate_change(n0, a0, n1, a1)
    if not (n0.sum() and n1.sum()):
        assert np.isnan([found.change, found.population, found.population_se]).all()
        return
    assert found.change == pytest.approx(a1.sum() / n1.sum() - a0.sum() / n0.sum(), abs=1e-12)
    assert found.population + found.model + found.threshold == pytest.approx(found.change, abs=1e-9)
    back = alert_rate_change(n1, a1, n0, a0)
    for name in ("change", "population", "model", "threshold"):
        assert getattr(back, name) == pytest.approx(-getattr(found, name), abs=1e-9)


HIGH = np.array([0.0, 0.0, 1.0])  # alerts from the third bin on


@pytest.mark.parametrize(
    ("n_after", "alerts_from", "cause", "size"),
    [
        ([[100, 50, 50], [10, 20, 70]], HIGH, "population", 0.075),  # 2:1 of the cells instead of 1:1
        ([[50, 25, 25], [10, 0, 90]], HIGH, "model", 0.1),  # the second cell scores higher
        ([[50, 25, 25], [10, 20, 70]], np.array([0.0, 1.0, 1.0]), "threshold", 0.225),  # the cut is lower
    ],
)
def test_a_single_cause_is_named(n_after: list, alerts_from: np.ndarray, cause: str, size: float) -> None:
    """Alert rate before: (25 + 70) / 200 = .475; after: 120/300 = .4, 115/200 = .575 or 140/200 = .7."""
    before, after = np.array([[50, 25, 25], [10, 20, 70]]), np.array(n_after)
    found = alert_rate_change(before, before * HIGH, after, after * alerts_from)
    assert abs(found.change) == pytest.approx(size)
    for name in ("population", "model", "threshold"):
        assert getattr(found, name) == pytest.approx(found.change if name == cause else 0, abs=1e-12)


def test_a_new_cell_is_population_and_an_unseen_bin_has_the_threshold_of_its_period() -> None:
    new = alert_rate_change([[10, 10], [0, 0]], [[0, 10], [0, 0]], [[10, 10], [0, 20]], [[0, 10], [0, 20]])
    assert (new.population, new.model, new.threshold) == pytest.approx((0.25, 0, 0))
    # The second cell has nobody in the first bin at first; the cut falls to include that bin everywhere.
    lower = alert_rate_change([[10, 10], [0, 10]], [[0, 10], [0, 10]], [[10, 10], [5, 5]], [[10, 10], [5, 5]])
    assert lower.change == pytest.approx(1 / 3)
    assert lower.threshold > 0.3


def test_standard_errors_are_those_of_redrawn_periods() -> None:
    rng = np.random.default_rng(6)
    mix = [np.array([0.5, 0.3, 0.2]), np.array([0.4, 0.3, 0.3])]
    scores = [rng.dirichlet([3, 2, 1, 1], 3), rng.dirichlet([2, 2, 1, 2], 3)]
    alerts = [np.array([0, 0, 0.5, 1.0]), np.array([0, 0.3, 1.0, 1.0])]
    found = []
    for _ in range(600):
        n = [rng.multinomial(1500, (w[:, None] * f).ravel()).reshape(3, 4) for w, f in zip(mix, scores, strict=True)]
        found.append(alert_rate_change(n[0], rng.binomial(n[0], alerts[0]), n[1], rng.binomial(n[1], alerts[1])))
    for name in ("population", "model", "threshold"):
        values, errors = (np.array([getattr(each, key) for each in found]) for key in (name, f"{name}_se"))
        assert values.std() == pytest.approx(errors.mean(), rel=0.1)


@pytest.mark.parametrize(
    "call",
    [
        lambda: das_gupta(np.prod, [1.0, 2.0], [1.0]),
        lambda: alert_rate_change([[1]], [[2]], [[1]], [[1]]),
        lambda: alert_rate_change([[1]], [[1]], [[1, 2]], [[1, 2]]),
        lambda: alert_rate_change([1], [1], [1], [1]),
        lambda: alert_rate_change([[1]], [[-1]], [[1]], [[1]]),
    ],
)
def test_nonsense_is_refused(call) -> None:
    with pytest.raises(ValueError, match="must"):
        call()
