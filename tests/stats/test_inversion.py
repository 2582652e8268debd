"""The p-value from an interval agrees with the interval, and with the closed forms where there are any."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import norm

from policeaudit.stats.events import rate_ratio
from policeaudit.stats.intervals import critical_value
from policeaudit.stats.inversion import SMALLEST, p_within


@settings(max_examples=50)
@given(value=st.floats(-5, 5), end=st.floats(-5, 5))
def test_of_a_normal_interval_it_is_the_two_sided_p_value(value: float, end: float) -> None:
    def interval(confidence: float) -> tuple[float, float]:
        reach = critical_value(confidence)
        return value - reach, value + reach

    expected = 2 * norm.sf(value - end) if value > end + 1e-5 else 1.0
    assert p_within(interval, (-math.inf, end)) == pytest.approx(max(expected, SMALLEST), rel=1e-4)
    assert p_within(interval, (-math.inf, math.inf)) == 1.0


@settings(max_examples=25)
@given(k1=st.integers(0, 60), k2=st.integers(1, 60), limit=st.sampled_from([0.5, 0.8, 0.9]))
def test_it_is_below_5_percent_exactly_where_the_interval_lies_beyond(k1: int, k2: int, limit: float) -> None:
    def interval(confidence: float) -> tuple[float, float]:
        found = rate_ratio(k1, 10, k2, 10, confidence)
        return float(found.low), float(found.high)

    p = p_within(interval, (limit, math.inf))
    high = interval(0.95)[1]
    if abs(high - limit) > 1e-6:
        assert (p < 0.05) == (high < limit)


def test_an_undefined_interval_says_nothing_and_a_falling_band_is_refused() -> None:
    assert p_within(lambda _: (math.nan, math.nan), (0.0, 1.0)) == 1.0
    with pytest.raises(ValueError, match="must rise"):
        p_within(lambda _: (0.0, 1.0), (1.0, 0.0))
