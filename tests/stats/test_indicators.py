"""Indicators: parts that add up, the clear-up rate that rises by itself, and runs that can be compared."""

import datetime as dt
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policeaudit.stats.indicators import Counts, change_parts, comparable_runs, longest_run

CASES = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 50)), min_size=3, max_size=3)


def counts(cases: list[tuple[int, int]]) -> Counts:
    return Counts([a for a, _ in cases], [a + b for a, b in cases])


@given(CASES, CASES, CASES)
def test_the_parts_add_up_to_the_change(before: list, after: list, old: list) -> None:
    found = change_parts(counts(before), counts(after), counts(old))
    parts = (found.case_mix, found.performance, found.definition, found.unmatched)
    if not np.isnan(parts).any():
        assert sum(parts) == pytest.approx(found.change, abs=1e-12)


def test_a_clear_up_rate_that_rises_because_minor_cases_are_registered() -> None:
    # Serious cases: 40 of 100 cleared, before and after. Minor ones: 90 of 100, then 360 of 400.
    found = change_parts(Counts([40, 90], [100, 100]), Counts([40, 360], [100, 400]))
    assert (found.before, found.after) == (0.65, 0.80)
    assert found.case_mix == pytest.approx(0.15)
    assert found.performance == pytest.approx(0, abs=1e-12)
    assert found.definition == found.unmatched == 0


def test_better_work_in_the_same_mix() -> None:
    found = change_parts(Counts([40, 90], [100, 100]), Counts([50, 95], [100, 100]))
    assert found.performance == pytest.approx(found.change) == pytest.approx(0.075)
    assert found.case_mix == 0


def test_minor_cases_that_were_not_counted_before() -> None:
    as_published, old = Counts([40, 360], [100, 400]), Counts([40, 0], [100, 0])
    found = change_parts(Counts([40, 0], [100, 0]), as_published, old)
    assert (found.definition, found.performance, found.case_mix) == pytest.approx((0.4, 0, 0))
    without = change_parts(Counts([40, 0], [100, 0]), as_published)
    assert (without.unmatched, without.performance) == pytest.approx((0.4, 0))


def test_agreement_with_a_published_decomposition() -> None:
    golden = json.loads((Path(__file__).parents[1] / "reference" / "golden.json").read_text())["entries"]
    entry = next(e for e in golden if e["id"] == "ucb-kitagawa")
    male, female = (np.array(entry["inputs"][sex]) for sex in ("male", "female"))
    found = change_parts(Counts(female[:, 0], female.sum(1)), Counts(male[:, 0], male.sum(1)))
    np.testing.assert_allclose([found.change, found.case_mix, found.performance], entry["expected"], atol=1e-9)


def test_an_empty_period_is_undefined() -> None:
    found = change_parts(Counts([0, 0], [0, 0]), Counts([1, 1], [2, 2]))
    assert np.isnan([found.before, found.change, found.case_mix, found.performance]).all()
    assert np.isnan(change_parts(Counts([1, np.nan], [2, 2]), Counts([1, 1], [2, 2])).change)
    apart = change_parts(Counts([1, 0], [2, 0]), Counts([0, 1], [0, 4]))
    assert np.isnan([apart.case_mix, apart.performance]).all()
    assert apart.change == -0.25


def test_impossible_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="exceed"):
        change_parts(Counts([3], [2]), Counts([1], [2]))
    with pytest.raises(ValueError, match="same kinds"):
        change_parts(Counts([1], [2]), Counts([1, 1], [2, 2]))


QUARTERS = [
    (
        dt.date(2020 + q // 4, 3 * (q % 4) + 1, 1),
        dt.date(2020 + (q + 1) // 4, 3 * ((q + 1) % 4) + 1, 1) - dt.timedelta(1),
    )
    for q in range(12)
]


def test_four_changes_in_three_years_leave_at_most_three_quarters_in_a_row() -> None:
    changes = [QUARTERS[q][0] for q in (0, 3, 6, 9)]  # S14: every nine months
    assert comparable_runs(QUARTERS, changes) == [(0, 2), (3, 5), (6, 8), (9, 11)]
    assert longest_run(QUARTERS, changes) == 3


def test_a_change_inside_a_period_takes_it_out_of_every_run() -> None:
    assert comparable_runs(QUARTERS, [dt.date(2020, 8, 15)]) == [(0, 1), (3, 11)]
    assert comparable_runs(QUARTERS[:1], [dt.date(2020, 2, 1)]) == []
    assert longest_run(QUARTERS[:1], [dt.date(2020, 2, 1)]) == 0


def test_a_change_in_a_gap_between_periods_breaks_the_run() -> None:
    assert comparable_runs([(1, 3), (7, 9)], [5]) == [(0, 0), (1, 1)]
    assert comparable_runs([(1, 3), (7, 9)], []) == [(0, 1)]
    assert comparable_runs([], [5]) == []


def test_periods_out_of_order_are_refused() -> None:
    for periods in ([(4, 6), (1, 3)], [(1, 3), (3, 6)], [(3, 1)]):
        with pytest.raises(ValueError, match="in order"):
            comparable_runs(periods, [])
