"""The verdict rule."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from policeaudit.stats.intervals import critical_value, difference
from policeaudit.stats.rule import Estimates, Verdict, events_gate, smallest_gate, verdicts

ACTION, WATCH, CLEAR, CANNOT = (
    Verdict.ACTION_NEEDED,
    Verdict.WATCH,
    Verdict.NO_CONCERN,
    Verdict.CANNOT_TELL,
)
PASSED = {"may_act": True, "may_watch": True, "may_clear": True, "adjusted_p": 0.01, "watch_q": 0.01}


def estimates(value: Any, low: Any, high: Any) -> Estimates:
    return Estimates(*(np.asarray(x, dtype=float) for x in (value, low, high)))


def judge(least: tuple, most: tuple | None = None, band: tuple = (-0.05, 0.05), **changes: Any) -> str:
    found = verdicts(estimates(*least), estimates(*(most or least)), *band, **(PASSED | changes))
    return str(found)


BEYOND, NEAR, WITHIN, ACROSS = (0.15, 0.11, 0.19), (0.08, 0.02, 0.14), (0.0, -0.03, 0.03), (0.01, -0.2, 0.2)


@pytest.mark.parametrize(
    ("expected", "least", "changes"),
    [
        (ACTION, BEYOND, {}),
        (ACTION, (-0.15, -0.19, -0.11), {}),
        (ACTION, BEYOND, {"adjusted_p": 0.05}),
        (WATCH, BEYOND, {"adjusted_p": 0.06, "watch_q": 0.10}),
        (WATCH, BEYOND, {"may_act": False}),
        (WATCH, BEYOND, {"alpha": 0.001}),
        (CANNOT, BEYOND, {"may_act": False, "may_watch": False}),
        (CANNOT, BEYOND, {"adjusted_p": 0.06, "watch_q": 0.11}),
        (WATCH, NEAR, {}),
        (WATCH, (-0.08, -0.14, -0.02), {}),
        (CANNOT, NEAR, {"watch_q": 0.11}),
        (WATCH, NEAR, {"watch_q": 0.11, "fdr": 0.2}),
        (CANNOT, NEAR, {"may_watch": False}),
        (CLEAR, WITHIN, {}),
        (CLEAR, WITHIN, {"adjusted_p": 1.0, "watch_q": 1.0}),
        (CLEAR, (0.0, -0.05, 0.05), {}),
        (CANNOT, WITHIN, {"may_clear": False}),
        (CANNOT, ACROSS, {}),
        (CANNOT, (0.05, 0.05, 0.06), {}),  # at the limit is not beyond it
        (ACTION, (1.9, 1.4, 2.6), {"band": (0.8, 1.25)}),
        (ACTION, (np.inf, 1.4, np.inf), {"band": (0.8, 1.25)}),
        (CLEAR, (-0.4, -0.5, -0.3), {"band": (-np.inf, 0.0)}),
        (ACTION, (0.04, 0.01, 0.07), {"band": (-np.inf, 0.0)}),
        (CANNOT, (0.0, -np.inf, np.inf), {}),
    ],
)
def test_one_row_of_the_rule(expected: Verdict, least: tuple, changes: dict[str, Any]) -> None:
    assert judge(least, **changes) == expected


@pytest.mark.parametrize(
    ("expected", "least", "most"),
    [
        (ACTION, (0.10, 0.06, 0.14), (0.30, 0.25, 0.35)),
        (WATCH, (0.08, 0.04, 0.12), (0.30, 0.25, 0.35)),
        (CANNOT, (0.04, 0.00, 0.08), (0.30, 0.25, 0.35)),
        (CANNOT, (-0.20, -0.25, -0.15), (0.20, 0.15, 0.25)),  # beyond on both sides is no finding
        (ACTION, (-0.30, -0.35, -0.25), (-0.10, -0.14, -0.06)),
        (CLEAR, (-0.01, -0.04, 0.02), (0.01, -0.02, 0.04)),
        (CANNOT, (-0.01, -0.04, 0.02), (0.03, 0.00, 0.06)),
        (CANNOT, (-0.03, -0.06, 0.00), (0.01, -0.02, 0.04)),
    ],
)
def test_a_verdict_holds_for_every_value_of_the_missing_outcomes(expected: Verdict, least: tuple, most: tuple) -> None:
    assert judge(least, most) == expected


@pytest.mark.parametrize("name", ["adjusted_p", "watch_q"])
@pytest.mark.parametrize("least", [BEYOND, NEAR, WITHIN])
def test_an_undefined_p_value_cannot_tell(name: str, least: tuple) -> None:
    assert judge(least, **{name: np.nan}) == CANNOT


@pytest.mark.parametrize("place", range(3))
@pytest.mark.parametrize("good", [BEYOND, NEAR, WITHIN])
def test_an_undefined_number_cannot_tell(place: int, good: tuple) -> None:
    bad = tuple(np.nan if i == place else x for i, x in enumerate(good))
    assert judge(bad, good) == judge(good, bad) == CANNOT
    assert judge(good, band=(np.nan, 0.05)) == judge(good, band=(-0.05, np.nan)) == CANNOT


def test_arrays_are_judged_at_once_and_compare_with_the_words() -> None:
    least = estimates(*np.transpose([BEYOND, NEAR, WITHIN, ACROSS]))
    found = verdicts(least, least, -0.05, 0.05, **PASSED)
    assert found.tolist() == [ACTION, WATCH, CLEAR, CANNOT]
    assert (found == Verdict.WATCH).tolist() == [False, True, False, False]
    assert verdicts(least, least, np.full((2, 1), -0.05), 0.05, **PASSED).shape == (2, 4)
    assert verdicts(*2 * (estimates([], [], []),), -0.05, 0.05, **PASSED).shape == (0,)


UNIT = st.floats(-1, 1)
ARM = st.floats(0, 0.5)
FLAGS = st.booleans()
PVALUE = st.sampled_from([0.001, 0.05, 0.07, 0.1, 0.5])
GATES = st.fixed_dictionaries(
    {"may_act": FLAGS, "may_watch": FLAGS, "may_clear": FLAGS, "adjusted_p": PVALUE, "watch_q": PVALUE}
)


@given(UNIT, ARM, ARM, st.floats(0, 0.5), ARM, ARM, GATES)
def test_a_wider_band_is_never_harder_on_the_system(
    value: float, below: float, above: float, limit: float, more_low: float, more_high: float, gates: dict
) -> None:
    # The p-value is held fixed; in a report it grows with the band too.
    numbers = (value, value - below, value + above)
    narrow = judge(numbers, band=(-limit, limit), **gates)
    wide = judge(numbers, band=(-limit - more_low, limit + more_high), **gates)
    order = [ACTION, WATCH, CANNOT, CLEAR]
    assert order.index(Verdict(wide)) >= order.index(Verdict(narrow))


@given(UNIT, ARM, ARM, ARM, ARM, ARM, ARM, GATES)
def test_more_missing_outcomes_only_weaken_a_verdict(
    value: float,
    shift: float,
    below: float,
    above: float,
    more_down: float,
    more_up: float,
    more: float,
    gates: dict,
) -> None:
    least, most = (
        (value, value - below, value + above),
        (value + shift, value + shift - below, value + shift + above),
    )
    less_known_least = (least[0] - more_down, least[1] - more_down - more, least[2] - more_down)
    less_known_most = (most[0] + more_up, most[1] + more_up, most[2] + more_up + more)
    before = Verdict(judge(least, most, **gates))
    after = Verdict(judge(less_known_least, less_known_most, **gates))
    # Action needed may fade to Watch on its way: the value is still beyond the band, the interval no longer.
    assert after in {before, CANNOT} | ({WATCH} if before == ACTION else set())


def test_the_smallest_group_opens_the_gate() -> None:
    assert smallest_gate([30, 29.9, 500, np.nan], [500, 500, 30, 500], 30).tolist() == [
        True,
        False,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("p1", "n1", "p2", "n2", "expected"),
    [
        (0.5, 30, 0.5, 30, True),
        (0.05, 100, 0.05, 100, True),
        (5 / 61, 61, 0.5, 30, True),
        (4 / 61, 61, 0.5, 30, False),
        (3 / 30, 30, 0.02, 3000, False),  # a rare event that chance has made look common in the small group
        (0.95, 100, 0.98, 300, True),
        (0.95, 80, 0.98, 300, False),
        (1.0, 400, 0.5, 300, False),
        (np.nan, 100, 0.5, 300, False),
    ],
)
def test_rare_rates_need_events(p1: float, n1: float, p2: float, n2: float, expected: bool) -> None:
    assert bool(events_gate(p1, n1, p2, n2)) is expected
    assert bool(events_gate(p2, n2, p1, n1)) is expected
    if not 0.9 < p1 < 0.9000001:
        assert bool(events_gate(1 - p1, n1, 1 - p2, n2)) is expected


# Exact one-sided error in percent at no gap against 3000 rows, from statistics.md 1.2 (nominal 2.5).
@pytest.mark.parametrize(
    ("p", "n", "ungated", "gated"), [(0.02, 30, 4.5, 0.03), (0.02, 100, 4.0, 3.8), (0.05, 30, 4.9, 1.6)]
)
@pytest.mark.parametrize("mirrored", [False, True])
def test_the_events_gate_brings_down_the_error_of_rare_rates(
    p: float, n: int, ungated: float, gated: float, mirrored: bool
) -> None:
    k, r = np.arange(n + 1)[:, None], np.arange(3001)
    chance = stats.binom.pmf(k, n, p) * stats.binom.pmf(r, 3000, p)
    p1, p2 = (1 - k / n, 1 - r / 3000) if mirrored else (k / n, r / 3000)
    low, high = difference(p1, n, p2, 3000, critical_value())
    wrong = high < 0 if mirrored else low > 0
    gate = events_gate(p1, n, p2, 3000)
    assert round(100 * chance[wrong].sum(), 1) == ungated
    assert round(100 * chance[wrong & gate].sum(), 1 if gated > 1 else 2) == gated
