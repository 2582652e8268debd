"""Subgroups that are planted are found, and where nothing is planted nothing is named."""

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st
from scipy.special import expit

from policeaudit.stats.main_effects import design, fit
from policeaudit.stats.subgroups import Rules, search

SIZES = (2, 3, 4)
ALL = np.stack(np.unravel_index(np.arange(24), SIZES), axis=1)
PLANTED = ((0, 1), (1, 2), (2, 3))
BY_TRAITS = expit(0.7 + 0.4 * ALL[:, 0] - 0.3 * ALL[:, 1] + 0.2 * ALL[:, 2])


def log(seed: int, effect: float = 0.0, people: int = 6000, rows: int = 6000) -> tuple[np.ndarray, ...]:
    """Cells, cases and others by bucket; ``effect`` on the last cell. Rows of one of fewer people correlate by .3."""
    rng = np.random.default_rng(seed)
    repeat = people < rows
    subject = rng.integers(0, people, rows) if repeat else np.arange(rows)
    level, bucket = rng.integers(0, 24, people), rng.integers(0, 64, people) if repeat else np.zeros(people, dtype=int)
    rate = (BY_TRAITS + effect * (ALL == [1, 2, 3]).all(1))[level]
    rate = rng.beta(rate * 7 / 3, (1 - rate) * 7 / 3) if repeat else rate
    event, width = rng.random(rows) < rate[subject], 64 if repeat else 1
    at = (level * width + bucket)[subject]
    yes, no = (np.bincount(at[kept], minlength=24 * width) for kept in (event, ~event))
    return ALL, yes.reshape(24, width), no.reshape(24, width)


def in_rows(cells: tuple[np.ndarray, ...]) -> tuple[np.ndarray, ...]:
    """The same without buckets."""
    return cells[0], cells[1].sum(1), cells[2].sum(1)


def test_the_model_of_single_traits_is_that_of_statsmodels() -> None:
    cells, yes, no = in_rows(log(1))
    columns = design(cells)
    ours = fit(columns, yes.astype(float), (yes + no).astype(float))
    theirs = sm.GLM(np.stack([yes, no], 1), columns.toarray(), family=sm.families.Binomial()).fit()
    np.testing.assert_allclose(ours.coefficients, theirs.params, atol=2e-5)  # ours has a weak prior
    np.testing.assert_allclose(ours.covariance, theirs.cov_params(), atol=2e-5)
    np.testing.assert_allclose(ours.rate, theirs.fittedvalues, atol=2e-5)


def test_a_trait_without_a_case_stays_finite() -> None:
    columns = design(np.array([[0, 0], [0, 1], [1, 0], [1, 1]]))
    found = fit(columns, np.array([5.0, 0, 8, 0]), np.array([10.0, 50, 10, 50]))
    assert np.isfinite(found.coefficients).all()
    np.testing.assert_allclose(found.rate * [10, 50, 10, 50], [5, 0, 8, 0], atol=0.02)


def odds_table(observed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Nine cells of 420 rows whose odds are products, 1, 2, 3 by 1, 1/2, 2; the last has ``observed`` cases."""
    cells = np.stack(np.unravel_index(np.arange(9), (3, 3)), axis=1)
    odds = np.outer([1, 2, 3], [1, 0.5, 2]).ravel()
    yes = np.rint(420 * odds / (1 + odds)).astype(int)
    yes[8] = observed
    return cells, yes, 420 - yes


def test_what_is_expected_by_hand() -> None:
    """Odds of 3 by 2 are 6: 6 in 7, or 360 of 420; 294 were seen, 15.7 points less."""
    result = search(*odds_table(294))
    (found,) = result.found
    assert found.traits == ((0, 2), (1, 2))
    assert (found.rows, found.observed, result.tested) == (420, 0.7, 9)
    assert found.expected == pytest.approx(6 / 7, abs=1e-4)
    assert found.excess == pytest.approx(-0.15714, abs=1e-4)
    assert found.low < found.excess < found.high < 0
    assert found.p_adjusted == 0.005
    assert search(*odds_table(360)).found == ()


def test_the_score_is_that_of_statsmodels() -> None:
    """The least weight of evidence that still is named lies where the score test passes the critical value."""
    cells = odds_table(0)[0]
    columns = design(cells).toarray()
    reached = []
    for observed in range(300, 360):
        _, yes, no = odds_table(observed)
        model = sm.GLM(np.stack([yes, no], 1), columns, family=sm.families.Binomial()).fit()
        statistic = model.score_test(exog_extra=(np.arange(9) == 8).astype(float)[:, None])[0]
        result = search(cells, yes, no)
        reached.append((float(np.sqrt(np.squeeze(statistic))), bool(result.found), result.critical))
    named = [score for score, found, _ in reached if found]
    silent = [score for score, found, _ in reached if not found]
    assert max(silent) < min(named) + 0.25  # each log has draws of its own
    assert min(named) == pytest.approx(np.mean([critical for *_, critical in reached]), abs=0.25)


@pytest.mark.parametrize("seed", range(3))
def test_a_planted_subgroup_is_found_with_its_size(seed: int) -> None:
    found = search(*in_rows(log(seed, effect=-0.25))).found
    assert found[0].traits == PLANTED
    assert found[0].low < -0.25 < found[0].high < 0
    assert found[0].excess == pytest.approx(-0.25, abs=0.09)


@pytest.mark.parametrize("seed", range(3))
def test_a_planted_subgroup_is_found_where_subjects_repeat(seed: int) -> None:
    cells = log(seed, effect=-0.4, people=3000, rows=9000)
    for found in (search(*cells).found, search(*in_rows(cells), deff=1.8).found):
        assert found[0].traits == PLANTED
        assert found[0].low < -0.4 < found[0].high < 0


def test_strong_single_traits_are_no_subgroup() -> None:
    """False alarms in at most 5 % of logs: more than 8 of 60 would happen once in 250 times."""
    assert sum(bool(search(*in_rows(log(100 + seed))).found) for seed in range(60)) <= 8


def test_subjects_that_repeat_are_no_subgroup() -> None:
    """Taken as independent rows some 4 logs in 10 would alarm."""
    logs = [log(200 + seed, people=1200) for seed in range(30)]
    assert sum(bool(search(*cells).found) for cells in logs) <= 5
    assert sum(bool(search(*in_rows(cells), deff=2.5).found) for cells in logs) <= 5
    assert sum(bool(search(*in_rows(cells)).found) for cells in logs) >= 8


@given(st.integers(0, 50), st.randoms())
@effort(max_examples=15)
def test_order_and_parts_of_cells_make_no_difference(seed: int, random) -> None:
    cells, yes, no = in_rows(log(seed, effect=-0.2))
    order = list(range(24))
    random.shuffle(order)
    kept = np.array([random.randint(0, int(n)) for n in yes])
    parts = np.concatenate([cells[order], cells, [[1, 1, 7]]])  # the last is a cell of nobody
    halves = np.concatenate([(yes - kept)[order], kept, [0]]), np.concatenate([no[order], 0 * no, [0]])
    assert search(parts, *halves) == search(cells, yes, no)


def test_complementary_outcomes_mirror_the_findings() -> None:
    cells, yes, no = in_rows(log(5, effect=-0.25))
    (one,), (other,) = search(cells, yes, no).found, search(cells, no, yes).found
    assert one.traits == other.traits
    assert (one.low, one.high) == pytest.approx((-other.high, -other.low), abs=0.02)  # each has draws of its own


def test_only_the_direction_asked_for() -> None:
    cells = in_rows(log(5, effect=-0.25))
    assert search(*cells, Rules(direction="lower")).found[0].traits == PLANTED
    assert PLANTED not in [each.traits for each in search(*cells, Rules(direction="higher")).found]


def test_small_combinations_are_not_looked_at() -> None:
    cells, yes, no = in_rows(log(5, effect=-0.25))
    pairs, triples = 2 * 3 + 2 * 4 + 3 * 4, 24
    assert search(cells, yes, no).tested == pairs + triples
    assert search(cells, yes, no, Rules(depth=2)).tested == pairs
    large = search(cells, yes, no, Rules(min_rows=400))
    assert large.tested == pairs  # 250 rows to a cell, 500 to the smallest pair
    assert search(cells, yes, no, Rules(min_rows=200), deff=1.0).tested == pairs  # at least 2 x 200
    assert search(cells, yes, no, Rules(min_events=1e6)).tested == 0
    assert np.isnan(search(cells, yes, no, Rules(min_rows=1e6)).critical)


def test_a_combination_that_is_no_more_than_a_single_trait_is_left_out() -> None:
    """All rows of level 2 of the second attribute have level 1 of the first; a constant attribute says nothing."""
    cells, yes, no = in_rows(log(5))
    possible = (cells[:, 1] != 2) | (cells[:, 0] == 1)
    constant = np.c_[cells, np.zeros(24, dtype=int)][possible]
    result = search(constant, yes[possible], no[possible])
    assert result.tested == (6 + 8 + 12 - 2) + (24 - 4)  # one pair and its four triples of nobody, one pair a trait
    assert search(cells[:1], yes[:1], no[:1]).tested == 0
    assert search(cells[:0], yes[:0], no[:0]).tested == 0
    assert search(cells[:, :0], yes, no).tested == 0


def test_the_same_seed_gives_the_same_figures() -> None:
    cells = log(5, effect=-0.25, people=3000, rows=9000)
    assert search(*cells, Rules(seed=3)) == search(*cells, Rules(seed=3))
    assert search(*cells, Rules(seed=3)).critical != search(*cells, Rules(seed=4)).critical


@pytest.mark.parametrize(
    "call",
    [
        lambda: search([[0, 1]], [1], [2], deff=0.5),
        lambda: search([[0, -1]], [1], [2]),
        lambda: search([[0.5, 1]], [1], [2]),
        lambda: search([[0, 1]], [1.5], [2]),
        lambda: search([[0, 1]], [1], [-2]),
        lambda: search([[0, 1]], [1, 2], [2, 3]),
        lambda: search([0, 1], [1, 2], [2, 3]),
        lambda: Rules(draws=9),
        lambda: Rules(alpha=0),
    ],
)
def test_nonsense_is_refused(call) -> None:
    with pytest.raises(ValueError, match="must"):
        call()
