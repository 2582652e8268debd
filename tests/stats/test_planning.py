"""Rows needed: the worked figures of statistics.md 3.5."""

import numpy as np
import pytest

from policeaudit.stats.planning import (
    needed_to_clear,
    needed_to_clear_ratio,
    needed_to_confirm,
    needed_to_confirm_ratio,
)

NAN, INF = np.nan, np.inf


def test_worked_figures() -> None:
    assert needed_to_confirm(0.683, 0.835, 0.05) == 268
    assert needed_to_confirm(0.835, 0.683, 0.05) == 268
    assert needed_to_confirm(0.683, 0.835, 0.05, k=2.7) == 202
    assert needed_to_confirm(0.683, 0.835, 0.05, deff=2.2) == 589
    assert needed_to_confirm(0.683, 0.835, 0.10) == 1029
    assert needed_to_confirm_ratio(0.16, 0.10, 1.25) == 1836
    assert needed_to_confirm_ratio(0.04, 0.02, 1.25, k=3) == 1434
    assert needed_to_clear(0.8, 0.05) == 1345


def test_ratios_too_small_are_confirmed_like_ratios_too_large() -> None:
    assert needed_to_confirm_ratio(0.10, 0.16, 0.8) == needed_to_confirm_ratio(0.16, 0.10, 1.25)
    assert needed_to_confirm_ratio(0.10, 0.16, 1.25) == INF
    assert needed_to_clear_ratio(0.3, 0.8) == needed_to_clear_ratio(0.3, 1.25) > 100


def test_an_end_of_the_ratio_band_close_to_1_is_like_a_difference() -> None:
    assert needed_to_clear_ratio(0.5, 1.001) == pytest.approx(needed_to_clear(0.5, 0.0005), rel=0.01)


def test_more_comparisons_power_and_clustering_need_more_rows() -> None:
    plain = needed_to_confirm(0.3, 0.2, 0.05)
    assert needed_to_confirm(0.3, 0.2, 0.05, comparisons=20) > plain
    assert needed_to_confirm(0.3, 0.2, 0.05, power=0.9) > plain
    assert needed_to_confirm(0.3, 0.2, 0.05, alpha=0.01) > plain
    assert needed_to_confirm(0.3, 0.2, 0.05, df=63) > plain
    assert needed_to_clear(0.3, 0.05, df=63) > needed_to_clear(0.3, 0.05)
    assert needed_to_clear(0.3, 0.05, deff=2) == pytest.approx(2 * needed_to_clear(0.3, 0.05), abs=1)


def test_what_cannot_be_shown_or_is_undefined() -> None:
    assert needed_to_confirm([0.5, 0.5, NAN, 1.0], [0.46, 0.45, 0.5, 0.0], 0.05).tolist()[:2] == [INF, INF]
    assert np.isnan(needed_to_confirm([NAN, 1.0], [0.5, 0.0], 0.05)).all()
    assert np.isnan(needed_to_confirm_ratio([0.0, 0.5, NAN, 0.0], [0.5, 0.0, 0.5, 0.0], 1.25)).all()
    assert np.isnan(needed_to_clear([0.0, 1.0, NAN], 0.05)).all()
    assert np.isnan(needed_to_clear_ratio([0.0, 1.0, NAN], 1.25)).all()
    assert needed_to_clear(0.5, 0) == needed_to_clear_ratio(0.5, 1) == INF


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: needed_to_confirm(0.5, 1.2, 0), "p2 must be between 0 and 1"),
        (lambda: needed_to_confirm(0.5, 0.2, 0, comparisons=0), "comparisons must be at least 1"),
        (lambda: needed_to_confirm_ratio(0.5, 0.2, 1, power=1), "alpha and power"),
        (lambda: needed_to_clear(0.5, 0.2, alpha=0), "alpha and power"),
    ],
)
def test_nonsense_is_refused(call, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        call()
