"""The cases of the source document: each example gives the published figure to its printed digit, and an honest verdict."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import runpy
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from lab import ROOT, audit, finding, measured
from policeaudit.assessment.model import Assessment
from policeaudit.plan import load_plan

AUDITS = ROOT / "audits"
SCRIPT = runpy.run_path(str(ROOT / "examples/make_cases.py"))


@cache
def found(name: str) -> Assessment:
    plan = load_plan(AUDITS / f"{name}.toml").plan
    return audit(plan.model_dump(mode="json", exclude_none=True), AUDITS)


def verdicts(name: str, start: str) -> dict[str, str]:
    """Verdicts of the findings with a limit whose id starts so, by the rest of the id."""
    held = [f for f in found(name).findings if f.limit is not None and f.id.startswith(start)]
    return {f.id.removeprefix(start): f.verdict.value for f in held}


def table(name: str, exhibit: str) -> list[tuple[Any, ...]]:
    return next(each.exhibit.rows for each in found(name).exhibits if each.id == exhibit)


def number_confirmed(name: str, measure: str, feature: str) -> int:
    """Confirmed outcomes behind a measure, over the groups of a feature."""
    parts = [m for m in found(name).measures if (m.measure, m.sensitive_feature) == (measure, feature)]
    return round(sum(m.value * m.n for m in parts))


@pytest.mark.parametrize("name", SCRIPT["CASES"])
def test_a_committed_log_is_what_its_script_writes(name: str, tmp_path: Path) -> None:
    committed = ROOT / "examples" / name / "log.csv.gz"
    SCRIPT["write"](name, tmp_path / "log.csv.gz")
    assert gzip.decompress((tmp_path / "log.csv.gz").read_bytes()) == gzip.decompress(committed.read_bytes())
    assert committed.stat().st_size < 200_000


@pytest.mark.parametrize("name", SCRIPT["CASES"])
def test_a_case_is_marked_as_synthetic_and_uses_every_row(name: str) -> None:
    assessment = found(name)
    assert assessment.audit.synthetic
    assert assessment.intake.rows_in == assessment.intake.rows_used == sum(SCRIPT["CASES"][name].counts.values())


def test_s2_eighty_nine_red_warnings_were_handled_and_the_levels_are_in_order() -> None:
    red = [row for row in table("warning-levels", "C17.levels.area") if row[0].en == "Red"]
    assert sum(row[2] for row in red) == 89
    assert sum(row[3] for row in red) == 0
    assert set(verdicts("warning-levels", "C17.level_order.").values()) == {"no_concern"}
    assert len(verdicts("warning-levels", "C17.level_order.")) == 4
    assert verdicts("warning-levels", "C17.level_precision.area@red.") == {"rural.gap": "cannot_tell"}


def test_s3_recognition_is_right_in_92_3_percent_and_one_age_group_is_far_below_the_target() -> None:
    assert f"{measured(found('recognition'), 'accuracy', None).value:.1%}" == "92.3%"
    assert verdicts("recognition", "C02.accuracy.age.") == {
        "60-and-over.target": "action_needed",
        "under-60.target": "no_concern",
    }
    old = finding(found("recognition"), "C02.accuracy.age.60-and-over.target")
    assert old.limit is not None
    assert (old.limit.kind, old.limit.value) == ("target", 0.95)
    assert old.gap.low > 0
    assert found("recognition").audit.rated_unit == "match"


def test_s4_the_average_reaches_90_percent_and_a_group_does_not() -> None:
    assert f"{measured(found('group-target'), 'precision', None).value:.1%}" == "90.5%"
    assert verdicts("group-target", "C01.precision.residency.") == {
        "local.target": "no_concern",
        "migrant.target": "action_needed",
    }
    assert "80.0%" in finding(found("group-target"), "C01.precision.residency.migrant.target").sentence.zh


def test_s19_twelve_thousand_frauds_were_stopped_and_they_rose_by_35_6_percent_among_elderly_living_alone() -> None:
    assert number_confirmed("anti-fraud", "precision", "household") == 12_000
    change = finding(found("anti-fraud"), "C04.base_rate.household*half.alone*second.none")
    assert change.reference == "alone*first"
    assert f"{change.ratio.value - 1:+.1%}" == "+35.6%"
    assert change.verdict == "no_limit"
    assert change.n == change.n_reference == 1_000
    reach = finding(found("anti-fraud"), "C02.recall.household.under-60.gap")
    assert reach.verdict == "action_needed"
    assert "60.0%" in reach.sentence.en


def test_s20_the_unit_is_a_firm_and_forty_seven_gatherings_are_too_few_to_compare_industries() -> None:
    assert found("wage-arrears").audit.rated_unit == "firm"
    assert number_confirmed("wage-arrears", "base_rate", "industry") == 47
    assert set(verdicts("wage-arrears", "C02.recall.").values()) == {"cannot_tell"}


def test_s21_grades_of_places_are_in_order_in_the_city_and_reversed_in_rural_areas() -> None:
    assert found("venue-grades").audit.rated_unit == "place"
    assert verdicts("venue-grades", "C17.level_order.area.") == {
        "rural.medium.high.gap": "action_needed",
        "urban.medium.high.gap": "no_concern",
    }
    reversed_ = finding(found("venue-grades"), "C17.level_order.area.rural.medium.high.gap")
    assert reversed_.gap.value == pytest.approx(160 / 300 - 70 / 180)


def test_places_expose_migrant_residents_608_to_352_as_the_plan_works_out_by_hand() -> None:
    committed = (ROOT / "examples/place-predictions/residents.csv").read_text(encoding="utf-8")
    assert [tuple(line.split(",")) for line in committed.splitlines()] == SCRIPT["residents"]()
    exposed = finding(found("place-predictions"), "C26.place_exposure.residency:group.migrant.ratio")
    assert exposed.verdict == "action_needed"
    assert exposed.ratio.value == pytest.approx(608 / 352)
    assert (exposed.ratio.lower_bound, exposed.ratio.upper_bound) == pytest.approx((608 / 360, 616 / 352))
    assert [row[3] for row in table("place-predictions", "C26.exposure.residency")] == pytest.approx(
        [608 / 120, 352 / 120]
    )
    assert [row[2] for row in table("place-predictions", "C26.where.residency")] == [960, 12, 8]


def test_a_check_sample_weighs_its_90_cases_to_180_and_90_that_were_missed() -> None:
    gap = finding(found("check-sample"), "C02.false_negative_rate.residency.migrant.gap")
    assert (gap.verdict, gap.n, gap.n_reference) == ("action_needed", 180, 600)
    assert gap.gap.value == pytest.approx(90 / 180 - 180 / 600)
    assert measured(found("check-sample"), "false_negative_rate", None).value == pytest.approx(270 / 780)
    assert [row[1:] for row in table("check-sample", "C02.sample.residency")] == [
        (3_000, 1_800, 1_800, 54, 90),
        (9_000, 1_800, 1_800, 36, 180),
    ]


def test_s23_released_prisoners_outside_the_programme_are_the_false_negatives_of_its_list() -> None:
    assert f"{measured(found('focus-list'), 'false_negative_rate', None).value:.1%}" == "38.2%"
    left_out = finding(found("focus-list"), "C02.false_negative_rate.residency.migrant.gap")
    included = finding(found("focus-list"), "C02.false_positive_rate.residency.migrant.gap")
    assert (left_out.verdict, included.verdict) == ("action_needed", "action_needed")
    assert left_out.gap.value == pytest.approx(203 / 400 - 179 / 600)
    assert included.gap.value == pytest.approx(85 / 1_200 - 60 / 2_800)


def test_s16_response_times_from_the_times_of_the_log() -> None:
    """45 minutes in the countryside against 15 in the city; 65 in the hill township, 30 over its standard."""
    areas = {row[0].en: row for row in (*table("response-log", "C11.times.calls.area"), *hills())}
    assert {name: row[3] for name, row in areas.items()} == {
        "the countryside": 45,
        "the city": 15,
        "the hill township": 65,
    }
    over = finding(found("response-log"), "C11.response_median.hills:area.hills.standard")
    assert over.verdict == "action_needed"
    assert over.effect.en == "That is 30 minutes over the standard."
    assert over.effect.zh == "超出标准30分钟。"
    minutes = [
        (dt.datetime.fromisoformat(row["arrived_at"]) - dt.datetime.fromisoformat(row["called_at"])).seconds // 60
        for row in rows("response-log")
        if row["arrived_at"] and row["area"] == "农村" and row["alert"] == "1"
    ]
    country = areas["the countryside"]
    assert (country[1], country[2]) == (len(minutes), 600 - len(minutes))
    assert sorted(minutes)[(len(minutes) + 1) // 2 - 1] == 45
    assert country[7] == sum(n <= 15 for n in minutes) / len(minutes)


def hills() -> list[tuple[Any, ...]]:
    return table("response-log", "C11.times.hills.area")


def rows(name: str) -> list[dict[str, str]]:
    with gzip.open(ROOT / "examples" / name / "log.csv.gz", "rt", encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def test_a_risk_list_without_outcomes_shows_40_and_25_in_100_and_says_nothing_of_right_and_wrong() -> None:
    gap = finding(found("risk-list"), "C04.selection_rate.residency.migrant.ratio")
    assert (gap.verdict, gap.n, gap.n_reference) == ("action_needed", 3_000, 5_000)
    assert gap.ratio.value == pytest.approx((1_200 / 3_000) / (1_250 / 5_000))
    assert finding(found("risk-list"), "C01.precision.residency.migrant.gap").verdict == "cannot_tell"
    assert found("risk-list").intake.outcomes is False
    at_250 = [row for row in table("risk-list", "C21.selection.residency") if row[1] == 250]
    assert [row[2] for row in at_250] == [1_200, 1_250, 60]
