"""The choice of thresholds against going through all of them, and against fairlearn's ThresholdOptimizer."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policeaudit.stats.redraws import redraw
from policeaudit.stats.thresholds import Bound, cheapest, cheapest_by_lot

BIN_COUNTS = st.lists(
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=4, max_size=4), min_size=2, max_size=3
)


def above(counts: np.ndarray) -> np.ndarray:
    """Counts from each of bins + 1 cuts on: (groups, bins, kinds) -> (groups, cuts, kinds)."""
    sums = counts[:, ::-1].cumsum(1)[:, ::-1]
    return np.concatenate([sums, np.zeros_like(counts[:, :1])], axis=1)


def rates_of(counts: np.ndarray) -> dict[str, np.ndarray]:
    """Rates of every cut from cases and others by bin, shape (groups, cuts)."""
    warned, total = above(counts), counts.sum(1, keepdims=True)
    return {
        "selection_rate": warned.sum(-1) / total.sum(-1),
        "true_positive_rate": warned[..., 0] / total[..., 0],
        "false_positive_rate": warned[..., 1] / total[..., 1],
        "false_negative_rate": 1 - warned[..., 0] / total[..., 0],
        "right": warned[..., 0] + (total - warned)[..., 1],
    }


def apart(rates: np.ndarray, gap: float) -> list[Bound]:
    """Every group's rate within a gap of the first group's."""
    bounds = []
    for group in range(1, len(rates)):
        weights = np.zeros_like(rates)
        weights[group], weights[0] = rates[group], -rates[0]
        bounds.append(Bound(weights, -gap, gap))
    return bounds


@settings(max_examples=60, deadline=None)
@given(BIN_COUNTS, st.integers(0, 40), st.integers(0, 60))
def test_no_choice_within_the_bounds_is_cheaper(table: list, gap: int, room: int) -> None:
    counts = np.array(table, dtype=float)
    warned, rows = above(counts).sum(-1), counts.sum((1, 2))
    rates = warned / np.maximum(rows, 1)[:, None]
    cost = np.abs(warned - warned[:, 2:3])
    bounds = [*apart(rates, gap / 100), Bound(warned, 0, room)]
    allowed = np.ones(cost.shape, dtype=bool)
    allowed[0, 4] = False
    best = min(
        (
            sum(cost[g, c] for g, c in enumerate(cuts))
            for cuts in product(range(5), repeat=len(counts))
            if cuts[0] != 4
            and all(abs(rates[g, c] - rates[0, cuts[0]]) <= gap / 100 + 1e-9 for g, c in enumerate(cuts))
            and sum(warned[g, c] for g, c in enumerate(cuts)) <= room + 1e-9
        ),
        default=None,
    )
    found = cheapest(cost, allowed, bounds)
    if best is None:
        assert found is None
    else:
        assert found is not None
        at = np.arange(len(counts)), found
        assert cost[at].sum() == pytest.approx(best)
        assert np.abs(rates[at] - rates[at][0]).max() <= gap / 100 + 1e-6
        assert warned[at].sum() <= room + 1e-6
        assert found[0] != 4


def test_a_shared_level_holds_groups_together_whichever_it_is() -> None:
    """Rates of three groups at two options; at most 0.1 apart from each other only with options 1, 0, 1."""
    rates = np.array([[0.1, 0.5], [0.55, 0.9], [0.2, 0.6]])
    bounds = [
        Bound(np.where(np.arange(3)[:, None] == g, rates, 0.0), 0.0, 0.1, level=(0, -1.0)) for g in range(len(rates))
    ]
    found = cheapest(np.zeros((3, 2)), np.ones((3, 2), dtype=bool), bounds)
    assert found is not None
    assert found.tolist() == [1, 0, 1]
    assert cheapest(np.zeros((3, 2)), [[True, False], [True, True], [True, True]], bounds) is None


def test_a_group_without_an_option_has_no_choice() -> None:
    assert cheapest(np.ones((2, 2)), [[True, True], [False, False]], []) is None
    with pytest.raises(ValueError, match="one shape"):
        cheapest(np.ones((2, 2)), np.ones((2, 3), dtype=bool), [])


def shared_case() -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Two groups of 400 with 100 and 200 cases: every rate is a multiple of 1/400, which fairlearn's grid holds."""
    rng = np.random.default_rng(7)
    counts = np.stack(
        [
            np.stack([rng.multinomial(100, p), rng.multinomial(300, p[::-1])], axis=-1)
            for p in (np.array([1, 1, 2, 3, 5]) / 12, np.array([1, 2, 2, 2, 2]) / 9)
        ]
    )
    counts[1] = np.stack(
        [rng.multinomial(200, [0.1, 0.1, 0.2, 0.2, 0.4]), rng.multinomial(200, [0.3, 0.3, 0.2, 0.1, 0.1])], -1
    )
    group, place, kind = (each.ravel() for each in np.indices(counts.shape))
    times = counts.ravel()
    return counts, np.repeat(group, times), np.repeat(place / 10, times), np.repeat(1 - kind, times)


@pytest.mark.parametrize(
    ("constraint", "parities"),
    [
        ("demographic_parity", ["selection_rate"]),
        ("false_positive_rate_parity", ["false_positive_rate"]),
        ("false_negative_rate_parity", ["false_negative_rate"]),
        ("true_positive_rate_parity", ["true_positive_rate"]),
        ("equalized_odds", ["true_positive_rate", "false_positive_rate"]),
    ],
)
def test_by_lot_it_is_the_threshold_optimizer_of_fairlearn(constraint: str, parities: list[str]) -> None:
    """The share of right decisions agrees to 1e-6, and so do the rates that are made equal."""
    from fairlearn.postprocessing import ThresholdOptimizer
    from sklearn.base import BaseEstimator, ClassifierMixin

    class Score(ClassifierMixin, BaseEstimator):
        def fit(self, x: np.ndarray, y: np.ndarray) -> Score:
            self.classes_ = np.array([0, 1])
            return self

        def predict(self, x: np.ndarray) -> np.ndarray:
            return np.asarray(x)[:, 0]

    counts, group, score, truth = shared_case()
    rates = rates_of(counts)
    bounds = [bound for name in parities for bound in apart(rates[name], 0.0)]
    chances = cheapest_by_lot(-rates["right"], np.ones(rates["right"].shape, dtype=bool), bounds)
    assert chances is not None
    ours = float((chances * rates["right"]).sum()) / counts.sum()

    x = score[:, None]
    optimizer = ThresholdOptimizer(
        estimator=Score().fit(x, truth),
        constraints=constraint,
        objective="accuracy_score",
        prefit=True,
        predict_method="predict",
        grid_size=1200,  # with every multiple of 1/100, 1/200, 1/300 and 1/400 on it
    ).fit(x, truth, sensitive_features=group)
    chance = optimizer._pmf_predict(x, sensitive_features=group)[:, 1]
    theirs = float(np.mean(np.where(truth == 1, chance, 1 - chance)))
    assert ours == pytest.approx(theirs, abs=1e-6)
    for name in parities:
        by_group = (chances * rates[name]).sum(1)
        assert by_group[0] == pytest.approx(by_group[1], abs=1e-6)
    # and one cut each, which needs no lot, can only be right less often
    whole = cheapest(-rates["right"], np.ones(rates["right"].shape, dtype=bool), bounds)
    assert whole is None or rates["right"][[0, 1], whole].sum() / counts.sum() <= ours + 1e-9


def test_redraws_have_the_mean_and_the_spread_that_they_claim() -> None:
    drawn = redraw([[400, 0], [400, 900]], [[1], [4]], 20_000, seed=1)
    assert drawn.shape == (20_000, 2, 2)
    np.testing.assert_allclose(drawn.mean(0), [[400, 0], [400, 900]], rtol=0.01)
    np.testing.assert_allclose(drawn.var(0), [[400, 0], [1600, 3600]], rtol=0.05)
    assert np.array_equal(drawn, redraw([[400, 0], [400, 900]], [[1], [4]], 20_000, seed=1))
    with pytest.raises(ValueError, match="at least 1"):
        redraw([1], 0.5, 1, seed=1)
    with pytest.raises(ValueError, match="negative"):
        redraw([-1], 1, 1, seed=1)


@pytest.mark.parametrize("events", [30, 200])
def test_the_range_of_a_redrawn_rate_covers_its_truth(events: int) -> None:
    """Of 400 logs with a rate of 0.3 the ranges of 95 % hold it in about as many."""
    rng, held = np.random.default_rng(2), 0
    for log in range(400):
        yes, no = rng.poisson(events), rng.poisson(events * 7 / 3)
        drawn = redraw([yes, no], 1, 500, seed=log)
        low, high = np.quantile(drawn[:, 0] / drawn.sum(1), [0.025, 0.975])
        held += low <= 0.3 <= high
    assert held / 400 == pytest.approx(0.95, abs=0.03)
