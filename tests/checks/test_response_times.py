"""Response times: medians and shares from bands, held against a standard; what was published without times gets no verdict."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from statsmodels.stats.proportion import confint_proportions_2indep

from tables_lab import AREAS, audited, cells, column, limited, one, plan_with, section, shown
from test_laws import well_said

BANDS = [{"column": name, "start": start} for name, start in (("b0", 0), ("b15", 15), ("b30", 30), ("b60", 60))]
TABLE = "area,b0,b15,b30,b60\nrural,100,200,300,400\nurban,600,200,100,100\n"


def response(**more: Any) -> dict[str, Any]:
    return section(**{"area": column("area", AREAS, reference="urban"), "bins": BANDS, **more})


def test_a_median_over_the_standard(tmp_path: Path) -> None:
    found = audited(tmp_path, TABLE, response=response(standard=15, limits=[limited("median", standard=15)]))
    rural = one(found, "C11.response_median.s:area.rural.standard")
    # 500 of 1,000: 300 come before the band from 30 to 60, so two thirds into it
    assert "Half of calls in rural areas had a response within 50 minutes" in rural.sentence.en
    assert "between 30 minutes and 60 minutes" in rural.sentence.en
    assert "半数农村警情在50分钟内响应" in rural.sentence.zh
    assert rural.verdict == "action_needed"
    assert rural.effect.en == "That is 35 minutes over the standard."
    assert rural.ratio.value == pytest.approx(50 / 15)
    assert one(found, "C11.response_median.s:area.urban.standard").verdict == "no_concern"
    assert found.audit.limits[0].rule.zh == "不超过15分钟"
    row = cells(found, "C11.times.s.area")[0]
    assert row[:4] == ["rural areas", 1000, 50, (30, 60)]
    assert row[4] == "more than 60 minutes"
    assert row[5] == (60, None)
    well_said(found)


def test_the_share_within_the_standard_is_compared(tmp_path: Path) -> None:
    found = audited(tmp_path, TABLE, response=response(standard=15, limits=[limited("within", gap_points=10)]))
    f = one(found, "C11.response_within.s:area.rural.gap")
    low, high = confint_proportions_2indep(600, 1000, 100, 1000, method="newcomb")
    assert (f.gap.value, f.gap.low, f.gap.high) == pytest.approx((0.5, low, high))
    assert f.verdict == "action_needed"
    assert "about 500" in f.effect.en


def test_a_standard_inside_a_band_leaves_its_cases_open(tmp_path: Path) -> None:
    found = audited(tmp_path, TABLE, response=response(standard=20, limits=[limited("within", gap_points=10)]))
    f = one(found, "C11.response_within.s:area.rural.gap")
    # rural between .1 and .3, urban between .6 and .8
    assert (f.gap.lower_bound, f.gap.upper_bound) == pytest.approx((0.3, 0.7))
    assert "Of 400 cases only a band is known that the standard falls in" in f.sentence.en
    assert f.verdict == "action_needed"
    assert f.survives_missing is True
    well_said(found)


def test_nine_in_ten_in_the_open_band_is_beyond_any_standard_below_it(tmp_path: Path) -> None:
    found = audited(tmp_path, TABLE, response=response(limits=[limited("percentile_90", standard=45)]))
    f = one(found, "C11.response_percentile_90.s:area.rural.standard")
    assert "Fewer than nine in ten calls in rural areas had a response within 60 minutes" in f.sentence.en
    assert f.verdict == "action_needed"
    assert f.effect.en == "That is at least 15 minutes over the standard."


def test_medians_are_compared_by_their_ratio(tmp_path: Path) -> None:
    found = audited(tmp_path, TABLE, response=response(limits=[limited("median", ratio=0.8)]))
    f = one(found, "C11.response_median.s:area.rural.ratio")
    # 50 minutes against 12.5
    assert f.ratio.value == pytest.approx(4)
    assert f.reference == "urban"
    assert f.verdict == "action_needed"
    assert "between 0.80 and 1.25 times that of the reference" in f.criterion.en
    well_said(found)


def test_few_cases_cannot_be_told(tmp_path: Path) -> None:
    table = "area,b0,b15,b30,b60\nrural,1,2,3,4\nurban,600,200,100,100\n"
    found = audited(tmp_path, table, response=response(limits=[limited("median", standard=15)]))
    f = one(found, "C11.response_median.s:area.rural.standard")
    assert f.verdict == "cannot_tell"
    assert "too few cases" in f.sentence.en
    assert f.settle.en == "More cases, or times in narrower bands."


def test_withheld_counts_are_not_measured(tmp_path: Path) -> None:
    part = response(file={"path": "t.csv", "suppressed": ["**"]}, standard=15, limits=[limited("median", standard=15)])
    found = audited(tmp_path, TABLE.replace("rural,100", "rural,**"), response=part)
    f = one(found, "C11.response_median.s:area.rural.standard")
    assert f.verdict == "cannot_tell"
    assert "cannot be told: some counts are withheld" in f.sentence.en
    assert cells(found, "C11.times.s.area")[0][1:4] == [None, None, (0, None)]
    well_said(found)


def test_without_a_limit_the_median_is_shown(tmp_path: Path) -> None:
    found = audited(tmp_path, TABLE, response=response())
    assert one(found, "C11.response_median.s:area.rural.none").verdict == "no_limit"
    assert "Half of calls in towns had a response within 12.5 minutes." in found.headlines[0].text.en
    assert shown(found, "C11.distribution.s.area").exhibit.chart is not None


def test_published_times_get_no_verdict(tmp_path: Path) -> None:
    part = response(
        bins=[], summary={"column": "median", "statistic": "median"}, limits=[limited("median", standard=15)]
    )
    found = audited(tmp_path, "area,median\nrural,45\nurban,15\n", response=part)
    f = one(found, "C11.response_median.s:area.rural.standard")
    assert f.verdict == "cannot_tell"
    assert "The published figure is 45 minutes." in f.sentence.en
    assert f.limit.value == 15
    assert cells(found, "C11.published.s.area") == [["rural areas", None, 45], ["towns", None, 15]]
    well_said(found)


@pytest.mark.parametrize(
    ("part", "limit"),
    [
        ({}, limited("mean", standard=15)),
        ({"bins": [], "summary": {"column": "m", "statistic": "mean"}}, limited("median", standard=15)),
        ({"bins": [], "summary": {"column": "m", "statistic": "median"}}, limited("percentile_90", standard=15)),
    ],
)
def test_a_limit_that_could_never_be_applied_is_refused(part: dict[str, Any], limit: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="cannot be applied: the section gives"):
        plan_with(response=response(limits=[limit], **part))
