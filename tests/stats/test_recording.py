"""Recording errors that would explain a gap, or hide one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binom

from policeaudit.stats.bounds import break_even
from policeaudit.stats.intervals import critical_value, difference, mover_difference, wilson
from policeaudit.stats.recording import break_even_interval, hiding_share, rogan_gladen, what_if

Z = critical_value()
RATES = st.integers(0, 100).map(lambda k: k / 100)
ROWS = st.integers(1, 2000)
LIMITS = st.sampled_from([0.0, 0.02, 0.05, 0.2])


@given(RATES, ROWS, RATES, ROWS, LIMITS)
def test_the_intervals_hold_the_shares_and_agree_with_that_of_the_gap(
    p1: float, n1: int, p2: float, n2: int, limit: float
) -> None:
    shares = break_even(p1, p2, limit)
    intervals = break_even_interval(p1, n1, p2, n2, Z, limit)
    beyond = difference(p2, n2, p1, n1, Z)[0] > limit
    for share, (low, high) in zip(shares, intervals, strict=True):
        if np.isfinite(share):
            assert low <= share + 1e-9
            assert share <= high + 1e-9
        assert low >= 0
        if abs(difference(p2, n2, p1, n1, Z)[0] - limit) > 1e-9:
            assert (low > 0) == beyond


def test_limits_by_an_independent_route() -> None:
    """683 of 1000 against 835 of 1000: at a limit x the gap of 165 wrong ones and (1 - x) 317 wrong ones touches 0."""
    (low, high), (low_y, high_y) = break_even_interval(0.683, 1000, 0.835, 1000, Z)
    q1, q2 = 0.317, 0.165
    (l1, u1), (l2, u2) = wilson(q1, 1000, Z), wilson(q2, 1000, Z)
    for x, side in ((low, 1), (high, 0)):
        times = 1 - x
        touching = mover_difference(q2, l2, u2, times * q1, times * l1, times * u1)[side]
        assert touching == pytest.approx(0, abs=1e-12)
    assert (round(float(low), 2), round(float(high), 2)) == (0.39, 0.56)
    assert low_y < 0.182 < high_y


def test_the_intervals_cover_what_they_promise() -> None:
    """Exact sum over all outcomes of 100 and 100 rows; gap limits put through the formula would hold 99.2 %."""
    k = np.arange(101)
    mass = binom.pmf(k, 100, 0.683)[:, None] * binom.pmf(k, 100, 0.835)
    truth = break_even(0.683, 0.835)
    intervals = break_even_interval(k[:, None] / 100, 100, k / 100, 100, Z)
    for share, (low, high) in zip(truth, intervals, strict=True):
        assert mass[(low <= share) & (share <= high)].sum() == pytest.approx(0.95, abs=0.005)


def test_undefined_rates_leave_everything_open() -> None:
    for low, high in break_even_interval([np.nan, 0.5, 0.5], [9, 0, 9], [0.5, 0.5, np.nan], 9, Z):
        assert (low == 0).all()
        assert np.isinf(high).all()


@given(st.floats(0.02, 0.98), st.floats(0.02, 0.98), st.floats(0, 0.3))
def test_errors_of_that_share_make_the_shortfall_as_large(p1: float, p2: float, limit: float) -> None:
    of_positives, of_negatives = hiding_share(p1, p2, limit)
    if p2 - p1 >= limit:
        assert of_positives == of_negatives == 0
    else:
        assert p2 - p1 * (1 - of_positives) == pytest.approx(limit, abs=1e-12)
        assert p2 + of_negatives * (1 - p2) - p1 == pytest.approx(limit, abs=1e-12)


def test_hiding_by_hand() -> None:
    """Both at 80 %, 5 points to hide: 1 in 16 of the group's confirmed, or 1 in 4 of the reference's unfounded."""
    np.testing.assert_allclose(hiding_share(0.8, 0.8, 0.05), (0.0625, 0.25))
    assert hiding_share(0.8, 1, 0.3)[1] == np.inf  # nobody of the reference is unfounded


def test_rogan_gladen_by_hand() -> None:
    """True rate .4, sensitivity .9, specificity .8: recorded .4 x .9 + .6 x .2 = .48."""
    assert rogan_gladen(0.48, 0.9, 0.8) == pytest.approx(0.4)
    assert rogan_gladen([0.1, 0.95], 0.9, 0.8).tolist() == [0, 1]  # below and above what such records can show
    assert np.isnan(rogan_gladen(0.5, [0.5, 0.4, np.nan], [0.5, 0.3, 0.9])).all()


@given(RATES, st.floats(0.55, 1), st.floats(0.55, 1))
def test_rogan_gladen_undoes_the_errors(true: float, sensitivity: float, specificity: float) -> None:
    recorded = true * sensitivity + (1 - true) * (1 - specificity)
    assert rogan_gladen(recorded, sensitivity, specificity) == pytest.approx(true, abs=1e-9)


def test_a_what_if_table() -> None:
    gap, (low, high) = what_if(0.683, 1000, 0.835, 1000, [[1.0], [0.8]], [1.0, 0.9], Z)
    assert gap.shape == low.shape == high.shape == (2, 2)
    assert gap[0, 0] == pytest.approx(0.152)
    np.testing.assert_allclose((low[0, 0], high[0, 0]), (0.1148695, 0.1886251), atol=1e-6)  # the gap as recorded
    assert gap[1, 0] == pytest.approx(0.835 - 0.683 / 0.8)
    assert ((low <= gap) & (gap <= high)).all()


@pytest.mark.parametrize(
    "call",
    [
        lambda: break_even_interval(1.5, 9, 0.5, 9, Z),
        lambda: break_even_interval(0.5, 9, 0.5, 9, Z, -0.1),
        lambda: hiding_share(0.5, 0.5, -0.1),
        lambda: rogan_gladen(0.5, 1.1, 0.9),
        lambda: what_if(0.5, -1, 0.5, 9, 1, 1, Z),
    ],
)
def test_nonsense_is_refused(call) -> None:
    with pytest.raises(ValueError, match="must"):
        call()
