"""A series of estimates: joined where told, broken where told, nothing outside its frame."""

from __future__ import annotations

import re

import pytest

from policeaudit.report.charts import WIDTH, Mark, Words, draw
from policeaudit.report.series import BOTTOM, LEFT, RIGHT, TOP, Period, SeriesGeometry


def mark(value: float | None) -> Mark:
    """With a range of 4 points to each side, and bounds of 5."""
    return Mark(value, *(None if value is None else value + by for by in (-0.04, 0.04, -0.05, 0.05)))


SERIES = SeriesGeometry(
    (
        Period(mark(0.20), (-0.05, 0.05)),
        Period(mark(0.10), (-0.05, 0.05), joined=True),
        Period(mark(0.00), (-0.03, 0.03), broken=True),
        Period(None, broken=True),
        Period(mark(None), joined=True),
        Period(mark(0.05), (None, 0.0), joined=True),
    )
)
ROOM = (WIDTH - LEFT - RIGHT) / 6


def test_estimates_are_joined_only_where_told_and_known():
    """The axis runs from -10 to 30 points: 20 points stand three quarters of the way up, 10 points half-way."""
    places = SERIES.places(WIDTH)
    assert SERIES.axis() == pytest.approx((-0.1, 0.3, 0.1))
    ((before, after),) = places["joins"]
    up = BOTTOM - TOP
    assert before == pytest.approx((LEFT + 0.5 * ROOM, BOTTOM - up * 3 / 4), abs=0.01)
    assert after == pytest.approx((LEFT + 1.5 * ROOM, BOTTOM - up / 2), abs=0.01)


def test_breaks_stand_between_two_periods_and_bands_change_with_the_limit():
    places = SERIES.places(WIDTH)
    assert places["breaks"] == pytest.approx([LEFT + 2 * ROOM, LEFT + 3 * ROOM], abs=0.01)
    up = (BOTTOM - TOP) / 40
    heights = [high for _, _, _, high in places["bands"]]
    assert heights == pytest.approx([10 * up, 10 * up, 6 * up, 10 * up], abs=0.02)
    assert len(places["marks"]) == 4


def test_nothing_leaves_the_frame_and_words_are_escaped():
    words = Words("t & u", "d", tuple(("<b>", "1.0", "n=1") for _ in range(12)))
    svg = str(draw(SERIES, words, "s"))
    assert "<b>" not in svg
    assert "t &amp; u" in svg
    assert svg.count("[b]") == 2
    for x, y in re.findall(r'[MxL]=?"?([\d.]+)"? (?:y=")?([\d.]+)', svg):
        assert 0 <= float(x) <= WIDTH
        assert 0 <= float(y) <= SERIES.height


def test_one_period_and_none_measured_still_draw():
    for periods in ((Period(mark(0.1)),), (Period(None),)):
        geometry = SeriesGeometry(periods)
        assert "<svg" in draw(geometry, Words("t", "d", (("Q1", "–", ""), ("2022", "", ""))), "s")
