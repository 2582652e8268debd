"""Surveys: shares with weights and design effect; people who gave no answer stay open."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from statsmodels.stats.proportion import proportion_confint

from lab import words
from tables_lab import AREAS, audited, cells, column, limited, one, section
from test_laws import well_said


def survey(**more: Any) -> dict[str, Any]:
    base = {"area": column("area", AREAS, reference="urban"), "meaning": words("I feel safe", "感到安全")}
    return section(**{**base, **more})


COUNTS = {"asked": "n", "positive": "k"}
TABLE = "area,n,k\nrural,1000,800\nurban,1000,950\n"


def test_shares_are_compared(tmp_path: Path) -> None:
    found = audited(tmp_path, TABLE, survey=survey(**COUNTS, limits=[limited("share", gap_points=5)]))
    f = one(found, "C25.survey_share.s:area.rural.gap")
    assert f.verdict == "action_needed"
    assert f.gap.value == pytest.approx(0.15)
    assert "Of 1,000 people in rural areas who answered, 800 said “I feel safe” and 200 did not" in f.sentence.en
    assert "每1,000名作答的农村居民中，800人表示“感到安全”，200人没有" in f.sentence.zh
    assert "about 150" in f.effect.en
    well_said(found)


def test_a_design_effect_widens_the_range(tmp_path: Path) -> None:
    found = audited(tmp_path, TABLE, survey=survey(**COUNTS, design_effect=2.0))
    rate = next(m for m in found.measures if m.group == "rural")
    assert (rate.low, rate.high) == pytest.approx(proportion_confint(400, 500, method="wilson"))
    assert cells(found, "C25.survey.s.area")[0] == ["rural areas", 1000, 0, 0.8, (rate.low, rate.high), 2.0, 500]
    assert "80.0%" in found.headlines[0].text.en


def test_a_published_share_with_the_number_asked_is_judged(tmp_path: Path) -> None:
    part = survey(asked="n", share={"column": "s", "percent": "percent"}, limits=[limited("share", target_percent=90)])
    found = audited(tmp_path, "area,n,s\nrural,1000,80.0\nurban,1000,95 %\n", survey=part)
    assert one(found, "C25.survey_share.s:area.rural.target").verdict == "action_needed"
    assert one(found, "C25.survey_share.s:area.urban.target").verdict == "no_concern"


def test_a_published_share_alone_gets_no_verdict(tmp_path: Path) -> None:
    part = survey(share={"column": "s", "percent": "percent"}, limits=[limited("share", target_percent=90)])
    found = audited(tmp_path, "area,s\nrural,80.0\nurban,95\n", survey=part)
    f = one(found, "C25.survey_share.s:area.rural.target")
    assert f.verdict == "cannot_tell"
    assert "The published figure is 80.0%." in f.sentence.en
    assert cells(found, "C25.survey.s.area") == [["rural areas", 0.8], ["towns", 0.95]]
    well_said(found)


ANSWERS = {
    "answer": {"column": "a", "positive": ["yes"], "negative": ["no"], "none": ["-"]},
    "weight": "w",
}


def people(area: str, yes: int, no: int, none: int, weight: float) -> str:
    return "".join(f"{area},{a},{weight}\n" * n for a, n in (("yes", yes), ("no", no), ("-", none)))


def test_weights_of_people(tmp_path: Path) -> None:
    """In the countryside 40 of 50 with weight 3 and 10 of 50 with weight 1: (120 + 10) / 200 = 65 %, Kish 1.25."""
    table = "area,a,w\n" + people("rural", 40, 10, 0, 3) + people("rural", 10, 40, 0, 1) + people("urban", 90, 10, 0, 1)
    found = audited(tmp_path, table, survey=survey(**ANSWERS, limits=[limited("share", gap_points=5)]))
    row = cells(found, "C25.survey.s.area")[0]
    assert row[1:4] == [100, 0, pytest.approx(0.65)]
    assert row[5] == pytest.approx(100 * (50 * 9 + 50) / 200**2)
    assert row[6] == pytest.approx(80)
    assert one(found, "C25.survey_share.s:area.rural.gap").verdict == "action_needed"


def test_people_without_an_answer_stay_open(tmp_path: Path) -> None:
    table = "area,a,w\n" + people("rural", 480, 120, 400, 1) + people("urban", 900, 100, 0, 1)
    found = audited(tmp_path, table, survey=survey(**ANSWERS, limits=[limited("share", gap_points=5)]))
    f = one(found, "C25.survey_share.s:area.rural.gap")
    assert (f.gap.lower_bound, f.gap.upper_bound) == pytest.approx((0.9 - 0.88, 0.9 - 0.48))
    assert f.verdict == "cannot_tell"
    assert "400 people gave no answer: whatever they are, the gap lies" in f.sentence.en
    well_said(found)
