"""Scores and durations of rows in bins and bands, as the engine computes them."""

from __future__ import annotations

from typing import Any

import ibis

from policeaudit.log.tally import BINS_PER_BAND, DELAYS, SCORE_BINS, SCORE_UNIT
from policeaudit.plan.durations import Bands

SCORE_BIN, SCORE_BAND, SCALED, SCALED_SQUARED = "score_bin", "score_band", "scaled", "scaled_squared"
NO_TICK = -1
"""Of a duration that is not recorded."""


def seconds_between(start: Any, end: Any) -> Any:
    """Whole seconds from one time to another."""
    return end.epoch_seconds() - start.epoch_seconds()


def ticks_of(seconds: Any, bands: Bands) -> Any:
    """A duration in steps of its bands, at most the start of the last one; ``NO_TICK`` where it is not recorded."""
    ticks = (seconds.clip(lower=1) - 1) // bands.step  # of a whole step it is the first one
    return ticks.clip(upper=bands.ticks[-1]).cast("int32").fill_null(NO_TICK)


def binned(score: Any, allowed: tuple[float, float]) -> dict[str, Any]:
    """The bin and the band of a score (-1: none), the score as a share of its range, and the square of that, in whole units.

    Whole numbers add up alike in every order, also as floats; the engine adds in any.
    """
    low, high = allowed
    scaled = (score - low) / (high - low)
    inside = ibis.ifelse((scaled >= 0) & (scaled <= 1), scaled, ibis.null("float64"))
    units = (inside * SCORE_UNIT).round()
    # of the units, so that a score of 0.29 is in the bin that begins at 0.29: 0.29 * 100 is less than 29
    bins = (units // (SCORE_UNIT // SCORE_BINS)).cast("int16").clip(0, SCORE_BINS - 1)
    whole = {
        SCALED: units.cast("float64"),
        SCALED_SQUARED: (inside * inside * SCORE_UNIT).round().cast("float64"),
    }
    bands = (bins // BINS_PER_BAND).cast("int16")
    return {SCORE_BIN: bins.fill_null(-1), SCORE_BAND: bands.fill_null(-1), **whole}


def delay_band(start: Any, end: Any) -> Any:
    """The band of the days from a warning to its outcome (``DELAYS``); -1: before it, -2: not recorded."""
    days = seconds_between(start, end) / 86_400
    bands = [(days <= most, band) for band, most in enumerate(DELAYS)]
    return ibis.cases((days.isnull(), -2), (days < 0, -1), *bands, else_=len(DELAYS)).cast("int16")
