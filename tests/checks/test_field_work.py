"""Field work: rate ratios from counts, relative to areas without it; series of months; published percentages without a range."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lab import words
from policeaudit.stats.events import rate_ratio
from policeaudit.stats.series import Monthly, interrupted_series
from tables_lab import AREAS, audited, cells, column, figure, limited, one, section, shown
from test_laws import well_said

INTRODUCED = {"introduced": words("Smart community", "智慧社区"), "introduced_on": dt.date(2022, 1, 1)}
CHANGES = [
    {"id": "visits", "label": words("home visits", "入户走访"), "percent": -30},
    {"id": "disputes", "label": words("disputes found", "发现的纠纷"), "percent": -25},
]
PER_VISIT = {"of": "disputes", "per": "visits", "label": words("disputes found per visit", "每次走访发现的纠纷")}


def fieldwork(**more: Any) -> dict[str, Any]:
    return section(**{**INTRODUCED, "figures": [figure("visits"), figure("disputes")], **more})


def published(**more: Any) -> dict[str, Any]:
    part = {**fieldwork(changes=CHANGES, rates=[PER_VISIT], figures=[]), **more}
    return {name: value for name, value in part.items() if name != "file"}


def test_published_percentages_say_what_they_say_of_each_other(tmp_path: Path) -> None:
    """The plan's case: visits -30 %, disputes -25 %, so found per visit 0.75 / 0.70 = 1.07."""
    found = audited(tmp_path, {}, fieldwork=published(limits=[limited("change", ratio=0.9, of="visits")]))
    told = [h.text.en for h in found.headlines]
    assert told[0] == "Home visits fell by 30%: for every 10 before there are now 7."
    assert told[1] == "Disputes found fell by 25%: for every 4 before there are now 3."
    assert told[2].startswith("Disputes found per visit rose by about 7% (0.75 / 0.70). That fits fewer home visits")
    assert "two figures cannot prove the cause" in told[2]
    assert "每次走访发现的纠纷约上升7%（0.75 / 0.70）。这更像是入户走访减少所致" in found.headlines[2].text.zh
    f = one(found, "C12.fieldwork_change.s:visits.ratio")
    assert (f.verdict, f.ratio.value, f.ratio.low) == ("cannot_tell", pytest.approx(0.7), None)
    assert "cannot tell the introduction from anything else" in f.cause.en
    assert found.audit.limits[0].rule.en == "at least 0.90 times as much as before"
    assert cells(found, "C12.published.s")[2][1:] == pytest.approx([0.75 / 0.7 - 1, 0.75 / 0.7])
    well_said(found)


PHASE = {"phase": {"column": "year", "before": ["2021"], "after": ["2022"]}}
COUNTS = "year,visits,disputes\n2021,1000,120\n2022,700,90\n"


def test_counts_before_and_after(tmp_path: Path) -> None:
    limits = [limited("change", ratio=0.9, of="visits"), limited("change", ratio=0.5, of="disputes/visits")]
    found = audited(tmp_path, COUNTS, fieldwork=fieldwork(**PHASE, rates=[PER_VISIT], limits=limits))
    visits = one(found, "C12.fieldwork_change.s:visits.ratio")
    expected = rate_ratio(700, 1, 1000, 1)
    assert (visits.ratio.value, visits.ratio.low, visits.ratio.high) == pytest.approx(
        (0.7, float(expected.low), float(expected.high))
    )
    assert visits.verdict == "action_needed"
    assert "about 1,000 instead of 700" in visits.effect.en
    per = one(found, "C12.fieldwork_change.s:disputes/visits.ratio")
    assert per.ratio.value == pytest.approx((90 / 700) / (120 / 1000))
    assert per.verdict == "no_concern"
    assert "0.120 before (120 in 1,000), 0.129 after (90 in 700)" in per.sentence.en
    assert one(found, "C12.fieldwork_change.s:disputes.none").verdict == "no_limit"
    well_said(found)


def test_areas_without_it_are_compared(tmp_path: Path) -> None:
    """Everywhere visits fell to 70 %: nothing is left that would be the technology's."""
    table = (
        "year,area,visits,disputes\n2021,rural,1000,120\n2022,rural,700,90\n2021,urban,2000,300\n2022,urban,1400,210\n"
    )
    part = fieldwork(
        **PHASE,
        area=column("area", AREAS),
        comparison=["urban"],
        limits=[limited("change", ratio=0.9, of="visits")],
    )
    found = audited(tmp_path, table, fieldwork=part)
    f = one(found, "C12.fieldwork_change.s:visits.ratio")
    assert f.ratio.value == pytest.approx(1.0)
    assert f.verdict == "cannot_tell"
    assert "In the areas without it: visits: 2,000 before, 1,400 after." in f.sentence.en
    assert "What moved both areas alike drops out" in f.cause.en
    assert ["visits", "towns (without it)", "2,000", "1,400"] in [row[:4] for row in cells(found, "C12.phases.s")]
    well_said(found)


def test_few_events_cannot_be_told_and_unknown_ones_are_not_counted(tmp_path: Path) -> None:
    part = fieldwork(**PHASE, limits=[limited("change", ratio=0.9)])
    found = audited(tmp_path, "year,visits,disputes\n2021,10,\n2022,1,5\n", fieldwork=part)
    assert one(found, "C12.fieldwork_change.s:visits.ratio").verdict == "cannot_tell"
    unknown = one(found, "C12.fieldwork_change.s:disputes.ratio")
    assert unknown.verdict == "cannot_tell"
    assert unknown.ratio.value is None
    assert "withheld, not recorded or 0" in unknown.sentence.en
    well_said(found)


def test_amounts_have_no_range(tmp_path: Path) -> None:
    hours = [{**figure("visits"), "counted": False}]
    part = fieldwork(**PHASE, figures=hours, limits=[limited("change", ratio=0.9)])
    found = audited(tmp_path, COUNTS, fieldwork=part)
    f = one(found, "C12.fieldwork_change.s:visits.ratio")
    assert (f.verdict, f.ratio.value) == ("cannot_tell", pytest.approx(0.7))
    assert "an amount and not a number of events" in f.sentence.en


def months(before: int, after: int, level: float) -> tuple[str, list[int]]:
    counts = [100] * before + [round(100 * level)] * after
    first = dt.date(2022, 1, 1)
    days = [
        dt.date(first.year + (first.month - 1 + i - before) // 12, (first.month - 1 + i - before) % 12 + 1, 1)
        for i in range(before + after)
    ]
    return "month,visits,disputes\n" + "".join(
        f"{d:%Y-%m},{k},{k}\n" for d, k in zip(days, counts, strict=True)
    ), counts


def test_a_series_of_months(tmp_path: Path) -> None:
    table, counts = months(24, 12, 0.7)
    part = fieldwork(month="month", limits=[limited("change", ratio=0.9, of="visits")])
    found = audited(tmp_path, table, fieldwork=part)
    f = one(found, "C12.fieldwork_change.s:visits.ratio")
    # exposure is the days of each month
    days = np.array(
        [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] + 2 * [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
    )
    expected = interrupted_series(Monthly(counts, days), 24)
    assert (f.ratio.value, f.ratio.low, f.ratio.high) == pytest.approx((expected.change, expected.low, expected.high))
    assert f.ratio.value == pytest.approx(0.7, abs=0.02)
    assert f.verdict == "action_needed"
    assert "24 months before and 12 after" in f.sentence.en
    chart = shown(found, "C12.months.s.visits").exhibit.chart
    assert chart.breaks[0][0] == 23.5
    well_said(found)


def test_too_few_months_are_only_described(tmp_path: Path) -> None:
    table, _ = months(6, 3, 0.7)
    found = audited(tmp_path, table, fieldwork=fieldwork(month="month", limits=[limited("change", ratio=0.9)]))
    f = one(found, "C12.fieldwork_change.s:visits.ratio")
    assert f.verdict == "cannot_tell"
    assert "at least 12 before and 6 after are needed" in f.sentence.en
    well_said(found)


def test_a_month_that_is_partly_before_and_partly_after_is_left_out(tmp_path: Path) -> None:
    table, _ = months(24, 12, 0.7)
    found = audited(tmp_path, table, fieldwork=fieldwork(month="month", introduced_on=dt.date(2021, 12, 10)))
    f = one(found, "C12.fieldwork_change.s:visits.none")
    assert "23 months before and 12 after" in f.sentence.en
    assert "partly before and partly after: 1." in f.sentence.en


def test_an_introduction_outside_the_months_is_only_described(tmp_path: Path) -> None:
    table, _ = months(24, 12, 0.7)
    found = audited(tmp_path, table, fieldwork=fieldwork(month="month", introduced_on=dt.date(2030, 1, 1)))
    assert one(found, "C12.fieldwork_change.s:visits.none").ratio.value is None
