"""Resources: rates by area against standards and each other, as counts of what there is and without a range."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

from lab import group, words
from tables_lab import AREAS, DENOMINATOR, audited, cells, column, figure, limited, one, section, shown
from test_laws import well_said

OFFICERS = figure("officers", per=10_000, counted=True)


def resources(**more: Any) -> dict[str, Any]:
    base = {"area": column("area", AREAS), "population": "people", "denominator": DENOMINATOR, "resources": [OFFICERS]}
    return section(**{**base, **more})


TABLE = "area,people,officers\nrural,1000000,870\nurban,1000000,1370\n"


def test_rates_against_a_standard(tmp_path: Path) -> None:
    found = audited(tmp_path, TABLE, resources=resources(limits=[limited("rate", standard=10)]))
    rural = one(found, "C14.resource_rate.s:officers:area.rural.standard")
    assert rural.verdict == "action_needed"
    assert "In rural areas there are 8.7 officers for every 10,000 people." in rural.sentence.en
    assert "counts of what there is and not a sample" in rural.sentence.en
    assert rural.ratio.value == pytest.approx(0.87)
    assert rural.ratio.low is None
    assert rural.adjusted_p is None
    assert one(found, "C14.resource_rate.s:officers:area.urban.standard").verdict == "no_concern"
    assert found.headlines[0].text.en == (
        "For the same number of people, the officers of all areas together are to those of rural areas as 9 to 7 "
        "(11.2 against 8.7 for every 10,000 people)."
    )
    assert [row[3] for row in cells(found, "C14.areas.s.officers")] == ["8.7", "13.7", "11.2"]
    well_said(found)


@pytest.mark.parametrize(("standard", "verdict"), [(8.7, "no_concern"), (8.70001, "action_needed")])
def test_a_standard_that_is_just_kept_is_kept(standard: float, verdict: str, tmp_path: Path) -> None:
    found = audited(tmp_path, TABLE, resources=resources(limits=[limited("rate", standard=standard)]))
    assert one(found, "C14.resource_rate.s:officers:area.rural.standard").verdict == verdict


def test_a_rate_that_should_be_low_and_the_people_where_it_is_not(tmp_path: Path) -> None:
    table = "area,people,served\nrural,300000,12000\nurban,700000,5000\n"
    served = figure("served", given_as="rate", counted=True)
    limits = [limited("rate", standard=5000, at_most=True), limited("below_standard", target_percent=20)]
    found = audited(tmp_path, table, resources=resources(resources=[served], limits=limits))
    assert one(found, "C14.resource_rate.s:served:area.rural.standard").verdict == "action_needed"
    assert one(found, "C14.resource_rate.s:served:area.urban.standard").verdict == "no_concern"
    below = one(found, "C14.resource_below_standard.s:served.target")
    assert below.verdict == "action_needed"
    assert "30.0% of the people live where the standard is missed" in below.sentence.en
    assert found.headlines[0].text.en == "Served: 12,000 in rural areas against 5,000 in towns, 2.4 times as many."
    well_said(found)


def test_highest_over_lowest_and_inequality(tmp_path: Path) -> None:
    money = figure("money", given_as="rate", counted=False)
    limits = [limited("highest_to_lowest", standard=2), limited("inequality", standard=0.1)]
    table = "area,people,money\nrural,1000,124\nurban,1000,286\n"
    found = audited(tmp_path, table, resources=resources(resources=[money], limits=limits))
    most = one(found, "C14.resource_highest_to_lowest.s:money.standard")
    assert (most.verdict, most.ratio.value) == ("action_needed", pytest.approx(286 / 124 / 2))
    assert "2.3 times as much" in most.sentence.en
    theil = one(found, "C14.resource_inequality.s:money.standard")
    mean = (124 + 286) / 2
    expected = sum(r / mean * math.log(r / mean) for r in (124, 286)) / 2
    assert f"Theil’s index is {expected:.3f}" in theil.sentence.en
    assert theil.verdict == "no_concern"
    assert found.headlines[0].text.en == "Money: for every 1 in rural areas, there are 2.3 in towns (286 / 124)."
    well_said(found)


def test_an_area_is_held_against_the_others_or_a_reference(tmp_path: Path) -> None:
    areas = [group(name, label=words(name.upper(), f"{name}区")) for name in "abc"]
    table = "area,people,officers\na,1000,1\nb,1000,2\nc,2000,8\n"
    part = resources(area=column("area", areas), limits=[limited("rate", ratio=0.8)])
    found = audited(tmp_path, table, resources=part)
    a = one(found, "C14.resource_rate.s:officers:area.a.ratio")
    assert (a.reference, a.ratio.value, a.verdict) == ("rest", pytest.approx(1 / (10 / 3)), "action_needed")
    part = resources(area=column("area", areas, reference="b"), limits=[limited("rate", ratio=0.8)])
    found = audited(tmp_path, table, resources=part)
    assert one(found, "C14.resource_rate.s:officers:area.c.ratio").ratio.value == pytest.approx(2)
    assert {f.group for f in found.findings} == {"a", "c"}


def test_a_withheld_figure_is_never_a_pass(tmp_path: Path) -> None:
    limits = [
        limited("rate", standard=10),
        limited("below_standard", target_percent=60),
        limited("inequality", standard=1),
    ]
    part = resources(file={"path": "t.csv", "suppressed": ["**"]}, limits=limits)
    found = audited(tmp_path, TABLE.replace("1370", "**"), resources=part)
    urban = one(found, "C14.resource_rate.s:officers:area.urban.standard")
    assert (urban.verdict, urban.ratio.value) == ("cannot_tell", None)
    assert urban.settle is not None
    below = one(found, "C14.resource_below_standard.s:officers.target")
    assert below.verdict == "cannot_tell"
    assert "up to 100.0%" in below.sentence.en
    assert one(found, "C14.resource_inequality.s:officers.standard").verdict == "cannot_tell"
    well_said(found)


def test_an_area_far_off_asks_for_its_population(tmp_path: Path) -> None:
    """As in the City of London, where few live and many work."""
    rows = "".join(f"x{i},100000,200\n" for i in range(5))
    found = audited(tmp_path, f"area,people,officers\n{rows}City,8000,817\n", resources=resources(area=column("area")))
    note = shown(found, "C14.areas.s.officers").exhibit.note
    assert note is not None
    assert "City. Is the population there the one that is served?" in note.en


def test_rates_need_no_population(tmp_path: Path) -> None:
    money = figure("money", given_as="rate", counted=False)
    part = resources(resources=[money], population=None, limits=[limited("below_standard", target_percent=10)])
    found = audited(tmp_path, "area,money\nrural,124\nurban,286\n", resources=part)
    assert one(found, "C14.resource_below_standard.s:money.target").verdict == "cannot_tell"
    assert found.headlines[0].text.zh == "某项：农村每1，城镇为2.3（286 / 124）。"
