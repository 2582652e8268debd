"""A risk list: scores from 0 to 500, no outcome, no time. What it can show is shown, and nothing else is made up."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lab import audit, finding, limit, plan_of, to_csv, words
from policeaudit.assessment.model import Assessment
from policeaudit.edition import public_edition
from policeaudit.measures import MEASURES
from policeaudit.report.render import render
from test_laws import well_said

SCORES = {"migrant": [100] * 200 + [250] * 300 + [400] * 500, "local": [100] * 700 + [249] * 100 + [300] * 200}


def plan_of_list(*limits: dict[str, Any], **columns: Any) -> dict[str, Any]:
    plan = plan_of(limits=list(limits))
    plan["columns"] = {"score": {"column": "score", "range": [0, 500], "alert_from": 250}, **columns}
    plan["audit"]["status"] = "final"
    return plan


@pytest.fixture
def listed(tmp_path: Path) -> Assessment:
    rows = [(group, score) for group, scores in SCORES.items() for score in scores]
    (tmp_path / "log.csv").write_text(to_csv(("origin", "score"), rows), encoding="utf-8")
    limits = (
        limit("selection_rate", ratio=0.8),
        limit("precision", gap_points=5),
        limit("follow_up_rate", gap_points=5),
    )
    return audit(plan_of_list(*limits), tmp_path)


def test_how_often_each_group_is_on_the_list_is_judged_without_outcomes(listed: Assessment) -> None:
    found = finding(listed, "C04.selection_rate.origin.migrant.ratio")
    assert found.verdict == "action_needed"
    assert found.ratio.value == pytest.approx((800 / 1000) / (200 / 1000))
    well_said(listed)


def test_what_needs_outcomes_is_not_measurable_and_never_zero(listed: Assessment) -> None:
    """A follow-up rate of 0.0 % would say that nobody checked; the log does not say whether anybody did."""
    of_groups = [m for m in listed.measures if m.measure in MEASURES]
    needing = [m for m in of_groups if m.measure != "selection_rate"]
    assert {m.measure for m in needing} == MEASURES.keys() - {"selection_rate"}
    assert all(m.value is None and "names no column with outcomes" in m.not_measurable.en for m in needing)
    for name in ("C01.precision", "C06.follow_up_rate"):
        found = finding(listed, f"{name}.origin.migrant.gap")
        assert found.verdict == "cannot_tell"
        assert found.settle.en == "A log that says what came of its warnings."
    told = {check.id: check.not_assessed.en for check in listed.checks if check.not_assessed}
    assert all("names no column with outcomes" in told[check] for check in ("C05", "C06", "C18", "C19"))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_report_says_so_and_speaks_of_no_check_and_no_missed_case(listed: Assessment, lang: Any) -> None:
    page = render(listed, lang)
    assert {"en": "The log does not say what came of its warnings", "zh": "日志未记录预警的核查结果"}[lang] in page
    assert not [
        told
        for told in ("Results of the warnings", "预警的核查结果，", "were never checked", "0条仍待核查")
        if told in page
    ]
    assert "250.000" not in page


def test_the_public_edition_says_the_same(listed: Assessment) -> None:
    public = public_edition(listed)
    measured = {m.measure for m in public.measures if m.measure in MEASURES and m.value is not None}
    assert measured == {"selection_rate"}
    page = render(public, "en")
    assert "were never checked" not in page
    assert "Results of the warnings" not in page


def test_every_threshold_tells_how_many_of_each_group_it_takes(listed: Assessment) -> None:
    shown = {each.id: each.exhibit for each in listed.exhibits}
    assert "C21.ranking.origin" not in shown
    taken = {(row[0].en, row[1]): row[2] for row in shown["C21.selection.origin"].rows}
    for group, scores in SCORES.items():
        for cut in range(0, 500, 25):
            assert taken[group, cut] == sum(score >= cut for score in scores)
    # as many as are on the list now, 1,000 in all: the same 800 and 200
    at_now = [row for row in shown["C21.capacity.origin"].rows if "1,000 warnings in all, from score 250" in row[0].en]
    assert [row[2] for row in at_now] == [800, 200]
    chart = shown["C21.selection.origin"].chart
    assert [line.label.en for line in chart.lines] == ["migrant", "local"]
    assert chart.lines[0].points[10].y == pytest.approx(0.8)


def test_a_list_with_outcomes_is_measured_as_any_log(tmp_path: Path) -> None:
    rows = [
        (group, score, "1" if i % 4 == 0 else "0") for group, all_ in SCORES.items() for i, score in enumerate(all_)
    ]
    (tmp_path / "log.csv").write_text(to_csv(("origin", "score", "hit"), rows), encoding="utf-8")
    found = audit(plan_of_list(outcome={"column": "hit"}), tmp_path)
    assert next(m for m in found.measures if m.measure == "precision" and m.group == "migrant").value == 0.25
    assert [row[1] for row in {e.id: e.exhibit for e in found.exhibits}["C21.thresholds.origin"].rows[::2]] == list(
        range(0, 500, 25)
    )


@pytest.mark.parametrize(
    ("right", "told"),
    [
        ((60, 60), "is not shown that the same score means anything else for migrant"),
        ((20, 60), "there the same score means less for migrant"),
        ((60, 20), "there the same score means more for migrant"),
    ],
)
def test_what_equal_scores_mean_is_said_by_the_range_and_in_its_direction(
    right: tuple[int, int], told: str, tmp_path: Path
) -> None:
    """Of 100 warnings with the same score, so many are right in each group; the mix of scores is the same."""
    rows = [
        (group, score, "1" if i < hits else "0", "x" if i % 2 else "y")
        for group, hits in zip(("migrant", "local"), right, strict=True)
        for score in (300, 400)
        for i in range(100)
    ]
    (tmp_path / "log.csv").write_text(to_csv(("origin", "score", "hit", "area"), rows), encoding="utf-8")
    plan = plan_of_list(outcome={"column": "hit"})
    plan["features"].append({"name": "area", "column": "area", "label": words("Area")})
    (note,) = [each.exhibit.note.en for each in audit(plan, tmp_path).exhibits if each.check == "C18"]
    assert told in note
    assert note.count("the same score means") == 1
