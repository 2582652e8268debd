"""How wrong the outcomes would have to be; and the bounds of ``measures`` against brute force."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policeaudit.measures import MEASURES
from policeaudit.stats.bounds import break_even, implied_false_positive_rate, tipping_share

NAN, INF = np.nan, np.inf
RATES = st.floats(0.01, 0.99)


@given(RATES, RATES, st.floats(0, 0.3))
def test_errors_of_that_share_bring_the_gap_to_the_limit(group: float, reference: float, limit: float) -> None:
    x, y = break_even(group, reference, limit)
    if reference - group <= limit:
        assert x == y == 0
    else:
        assert reference - (group + x * (1 - group)) == pytest.approx(limit, abs=1e-12)
        assert reference * (1 - y) - group == pytest.approx(limit, abs=1e-12)


def test_break_even_at_the_ends() -> None:
    assert break_even(0, 0) == (0, 0)
    assert break_even(1, 0.5) == (0, 0)
    assert np.isnan(break_even([NAN, 0.5], [0.5, NAN])).all()


def test_tipping_share_of_the_worked_example() -> None:
    assert tipping_share(683, 317, 200, 0.835) == pytest.approx(1.595)
    assert tipping_share(683, 317, 200, 0.835, 0.05) == pytest.approx(1.295)


@given(st.integers(0, 50), st.integers(0, 50), st.integers(1, 50), RATES)
def test_filling_in_that_share_reaches_the_reference(yes: int, no: int, unknown: int, reference: float) -> None:
    share = tipping_share(yes, no, unknown, reference)
    reached = (yes + share * unknown) / (yes + no + unknown)
    assert reached == pytest.approx(reference) if share > 0 else reached >= reference - 1e-12


def test_tipping_share_at_the_ends() -> None:
    assert tipping_share([9, 5, 0], [1, 5, 0], [0, 0, 0], [0.8, 0.8, 0.8]).tolist()[:2] == [0, INF]
    assert np.isnan(tipping_share([0, 1], [0, 1], [0, 1], [0.8, NAN])).all()


def test_the_false_positive_rate_is_undetermined_without_negatives_or_right_warnings() -> None:
    assert np.isnan(implied_false_positive_rate([1, 0.5, NAN], [0.5, 0, 0.5], 0.1)).all()
    assert implied_false_positive_rate(0.2, 1, 0.3) == 0


@pytest.mark.parametrize(
    "call",
    [
        lambda: break_even(1.5, 0.5),
        lambda: tipping_share(1, 1, 1, -0.1),
        lambda: tipping_share(-1, 1, 1, 0.5),
        lambda: implied_false_positive_rate(0.5, 0.5, 2),
    ],
)
def test_nonsense_is_refused(call) -> None:
    with pytest.raises(ValueError, match="must"):
        call()


@pytest.mark.parametrize("name", sorted(MEASURES))
@pytest.mark.parametrize("cells", [(5, 3, 2, 2, 2, 6, 3, 2), (1, 0, 2, 0, 0, 1, 0, 3), (0, 0, 1, 1, 2, 1, 0, 0)])
def test_filled_in_measures_are_the_bounds_over_every_value_of_the_missing(name: str, cells: tuple) -> None:
    measure = MEASURES[name]
    tp, fp, alerted_pending, alerted_unchecked, fn, tn, quiet_pending, quiet_unchecked = cells
    alerted, quiet = alerted_pending + alerted_unchecked, quiet_pending + quiet_unchecked
    if measure.lowest is None:
        part, whole = measure.ratio(np.array(cells))
        assert measure.ratio(np.array(cells), "lowest") == measure.ratio(np.array(cells), "highest") == (part, whole)
        return
    reached = []
    for x, y in product(range(alerted + 1), range(quiet + 1)):
        filled = np.array([tp + x, fp + alerted - x, 0, 0, fn + y, tn + quiet - y, 0, 0])
        part, whole = measure.ratio(filled)
        if whole:
            reached.append(part / whole)
    low, high = (np.divide(*measure.ratio(np.array(cells), fill)) for fill in ("lowest", "highest"))
    assert (low, high) == pytest.approx((min(reached), max(reached)))
