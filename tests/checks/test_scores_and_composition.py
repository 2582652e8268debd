"""Calibration and composition: planted truths come back, a perfect score and equal make-up raise nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fairlearn.metrics import false_positive_rate
from sklearn.metrics import brier_score_loss, roc_auc_score

from lab import audit, finding, limit, plan_of, to_csv, words


def plan_with_scores(*limits: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return plan_of(limits=list(limits), columns__score={"column": "score"}, **changes)


def write(folder: Path, rows: list[tuple[Any, ...]], header: tuple[str, ...]) -> None:
    (folder / "log.csv").write_text(to_csv(header, rows), encoding="utf-8")


def scored(rng: np.random.Generator, group: str, n: int, too_much: float) -> list[tuple[Any, ...]]:
    """Warnings whose score claims ``too_much`` more than is true."""
    truth = rng.uniform(0.3, 0.7, n)
    right = rng.random(n) < truth
    return [
        (group, "1", "right" if hit else "wrong", f"{min(max(p + too_much, 0), 1):.4f}")
        for p, hit in zip(truth, right, strict=True)
    ]


HEADER = ("origin", "alert", "outcome", "score")


def test_a_score_that_claims_too_much_about_one_group_is_found(tmp_path: Path) -> None:
    rng = np.random.default_rng(4)
    write(tmp_path, scored(rng, "migrant", 4000, 0.12) + scored(rng, "local", 4000, 0.0), HEADER)
    found = audit(plan_with_scores(limit("calibration", gap_points=5)), tmp_path)
    migrant, local = (finding(found, f"C03.calibration.origin.{g}.gap") for g in ("migrant", "local"))
    assert migrant.verdict == "action_needed"
    assert migrant.gap.low < 0.12 < migrant.gap.high
    assert local.verdict == "no_concern"
    assert "claim 1" in migrant.sentence.en
    assert "too much" in migrant.sentence.en


def test_people_repeat_in_all_rows_more_often_than_in_their_warnings(tmp_path: Path) -> None:
    """800 people of each group with two rows of one outcome each, of which one is a warning: they count for 800, not for 1600.

    Half are right, so by hand the range of their mean reaches 1.998 * sqrt(.25 / 800) = 3.5 points to each side. Counted
    as the warnings do, which do not repeat, it reached 2.5.
    """
    rows = [
        (group, alert, "right" if i % 4 < 2 else "wrong", "0.5", f"{group}-{i}")
        for group in ("migrant", "local")
        for i in range(800)
        for alert in ("1", "0")
    ]
    write(tmp_path, rows, (*HEADER, "person"))
    plan = plan_with_scores(
        limit("calibration", gap_points=5), limit("auc", target_percent=40), columns__subject="person"
    )
    found = audit(plan, tmp_path)
    shown = finding(found, "C03.calibration.origin.migrant.gap").gap
    assert (shown.high - shown.low) / 2 == pytest.approx(0.0353, rel=0.15)  # a design effect is itself estimated
    assert finding(found, "C03.calibration.origin.migrant.gap").n == 1600


def test_open_outcomes_keep_a_calibration_verdict_open(tmp_path: Path) -> None:
    rng = np.random.default_rng(5)
    rows = scored(rng, "migrant", 3000, 0.0) + scored(rng, "local", 3000, 0.0)
    hidden = [(g, a, "open" if o == "wrong" and i % 2 else o, s) for i, (g, a, o, s) in enumerate(rows)]
    write(tmp_path, hidden, HEADER)
    found = audit(plan_with_scores(limit("calibration", gap_points=5)), tmp_path)
    f = finding(found, "C03.calibration.origin.migrant.gap")
    assert f.verdict == "cannot_tell"
    assert f.gap.lower_bound < 0 < f.gap.upper_bound + 0.02


def test_a_risk_list_from_0_to_500_is_no_probability(tmp_path: Path) -> None:
    write(tmp_path, [("migrant", "1", "right", "480"), ("local", "1", "right", "20")] * 40, HEADER)
    plan = plan_with_scores()
    plan["columns"]["score"] = {"column": "score", "range": [0, 500]}
    (check,) = [check for check in audit(plan, tmp_path).checks if check.id == "C03"]
    assert "probability" in check.not_assessed.en


def districts(rows: dict[tuple[str, str], tuple[int, int]]) -> list[tuple[Any, ...]]:
    return [
        (origin, "1", outcome, district)
        for (origin, district), (right, wrong) in rows.items()
        for outcome, n in (("right", right), ("wrong", wrong))
        for _ in range(n)
    ]


def composition(folder: Path, rows: dict[tuple[str, str], tuple[int, int]]) -> tuple[Any, ...]:
    write(folder, districts(rows), ("origin", "alert", "outcome", "district"))
    district = {"name": "district", "column": "district", "label": words("District", "区县")}
    found = audit(plan_of(features=[plan_of()["features"][0], district]), folder)
    (shown,) = [each.exhibit for each in found.exhibits if each.check == "C18"]
    return shown.rows[0], shown.note


def test_a_gap_that_is_all_make_up_leaves_nothing_between_like_and_like(tmp_path: Path) -> None:
    rows = {
        ("migrant", "a"): (400, 600),
        ("migrant", "b"): (160, 40),
        ("local", "a"): (80, 120),
        ("local", "b"): (800, 200),
    }
    row, _ = composition(tmp_path, rows)
    assert row[2] == pytest.approx(880 / 1200 - 560 / 1200)
    assert row[4] == pytest.approx(0.0, abs=1e-9)
    assert row[3] == pytest.approx(row[2])


def test_a_reversal_between_like_and_like_is_named(tmp_path: Path) -> None:
    rows = {
        ("migrant", "a"): (500, 500),
        ("migrant", "b"): (190, 10),
        ("local", "a"): (80, 120),
        ("local", "b"): (800, 200),
    }
    row, note = composition(tmp_path, rows)
    assert row[2] > 0 > row[4]
    assert row[6].en == "yes"
    assert "direction reverses" in note.en


def test_two_checked_warnings_are_not_split(tmp_path: Path) -> None:
    """Regression: two checked warnings, both wrong, got a gap of 82 points with a range of 15 between like and like."""
    rows = {("migrant", "a"): (0, 2), ("local", "a"): (400, 100), ("local", "b"): (400, 100)}
    write(tmp_path, districts(rows), ("origin", "alert", "outcome", "district"))
    district = {"name": "district", "column": "district", "label": words("District", "区县")}
    found = audit(plan_of(features=[plan_of()["features"][0], district]), tmp_path)
    assert not [each for each in found.exhibits if each.check == "C18"]
    (composition,) = [check for check in found.checks if check.id == "C18"]
    assert "too few" in composition.not_assessed.en


@pytest.mark.parametrize("small", [(0, 400), (40, 4), (15, 14)])
def test_a_group_too_small_to_split_is_named_beside_one_that_is(small: tuple[int, int], tmp_path: Path) -> None:
    rows = {
        ("migrant", "a"): (500, 500),
        ("local", "a"): (700, 200),
        ("local", "b"): (100, 20),
        ("visitor", "a"): small,
    }
    write(tmp_path, districts(rows), ("origin", "alert", "outcome", "district"))
    district = {"name": "district", "column": "district", "label": words("District", "区县")}
    origin = {"name": "origin", "column": "origin", "label": words("Origin", "来源"), "reference": "local"}
    found = audit(plan_of(features=[origin, district]), tmp_path)
    (shown,) = [each.exhibit for each in found.exhibits if each.check == "C18"]
    assert {row[0].en for row in shown.rows} == {"migrant"}
    assert "visitor”: not split." in shown.note.en


def ranked(rng: np.random.Generator, group: str, n: int, signal: float) -> list[tuple[Any, ...]]:
    """Warnings whose scores tell right from wrong by ``signal`` standard deviations: AUC = Phi(signal / sqrt 2)."""
    right = rng.random(n) < 0.5
    scores = 1 / (1 + np.exp(-(rng.normal(size=n) + signal * right)))
    return [(group, "1", "right" if hit else "wrong", f"{p:.5f}") for p, hit in zip(scores, right, strict=True)]


def test_how_well_a_score_ranks_comes_back_and_misses_a_target(tmp_path: Path) -> None:
    rng = np.random.default_rng(6)
    write(tmp_path, ranked(rng, "migrant", 3000, 0.2) + ranked(rng, "local", 3000, 1.5), HEADER)
    found = audit(plan_with_scores(limit("auc", target_percent=70)), tmp_path)
    migrant, local = (finding(found, f"C21.auc.origin.{g}.target") for g in ("migrant", "local"))
    assert (migrant.verdict, local.verdict) == ("action_needed", "no_concern")
    assert migrant.gap.low < 0.70 - 0.5562 < migrant.gap.high
    assert local.gap.low < 0.70 - 0.8556 < local.gap.high


def test_what_another_threshold_would_give_adds_up(tmp_path: Path) -> None:
    rng = np.random.default_rng(7)
    write(tmp_path, ranked(rng, "migrant", 500, 1.0) + ranked(rng, "local", 500, 1.0), HEADER)
    found = audit(plan_with_scores(), tmp_path)
    shown = {each.id: each.exhibit for each in found.exhibits}
    at_zero = [row for row in shown["C21.thresholds.origin"].rows if row[1] == 0]
    assert sum(row[2] for row in at_zero) == 1000
    capacity = shown["C21.capacity.origin"].rows
    assert sum(row[2] for row in capacity[:2]) == pytest.approx(500, abs=1)
    assert capacity[0][3] + capacity[1][3] == pytest.approx(1)


def test_figures_of_a_recidivism_challenge_are_those_of_scikit_learn_on_the_rows(tmp_path: Path) -> None:
    """The Brier score by sex and the gap of false positive rates at 0.5 decide such a challenge (NIJ 2021)."""
    rng = np.random.default_rng(8)
    group = rng.choice(["migrant", "local"], 3000, p=[0.3, 0.7])
    claimed = np.round(rng.beta(2, 2, 3000), 4)
    happened = rng.random(3000) < claimed**1.3
    rows = [(g, str(y).lower(), f"{p:.4f}") for g, y, p in zip(group, happened, claimed, strict=True)]
    write(tmp_path, rows, ("origin", "again", "score"))
    plan = plan_of(limits=[limit("false_positive_rate", gap_points=5)])
    plan["columns"] = {"score": {"column": "score", "alert_from": 0.5}, "outcome": {"column": "again"}}
    found = audit(plan, tmp_path)
    shown = {each.id: each.exhibit for each in found.exhibits}
    rates = {}
    for overall, ranking in zip(shown["C03.overall.origin"].rows, shown["C21.ranking.origin"].rows, strict=True):
        here = group == overall[0].en
        assert overall[9] == pytest.approx(brier_score_loss(happened[here], claimed[here]), abs=1e-6)
        exact = roc_auc_score(happened[here], claimed[here])
        assert ranking[2] == pytest.approx(exact, abs=ranking[4])
        assert ranking[2] == pytest.approx(exact, abs=1e-3)
        rates[overall[0].en] = false_positive_rate(happened[here], claimed[here] >= 0.5)
    gap = finding(found, "C02.false_positive_rate.origin.migrant.gap").gap
    assert gap.value == pytest.approx(rates["migrant"] - rates["local"])


def test_deciles_have_ten_thresholds_and_no_visit_is_counted_twice(tmp_path: Path) -> None:
    """From 1 to 10 as COMPAS: 20 people at each score in one group, 10 in the other; a warning from 6 on."""
    size = {"migrant": 20, "local": 10}
    rows = [(g, str(s), str(int(s > 5))) for g, n in size.items() for s in range(1, 11) for _ in range(n)]
    write(tmp_path, rows, ("origin", "score", "again"))
    plan = plan_of(limits=[limit("selection_rate", gap_points=5)])
    plan["columns"] = {"score": {"column": "score", "range": [1, 10], "alert_from": 6}, "outcome": {"column": "again"}}
    shown = {each.id: each.exhibit for each in audit(plan, tmp_path).exhibits}
    thresholds = shown["C21.thresholds.origin"].rows
    assert [(row[0].en, row[1], row[2]) for row in thresholds] == [
        (group, score, size[group] * (11 - score)) for score in range(1, 11) for group in size
    ]
    capacity = [(row[0].en, row[2]) for row in shown["C21.capacity.origin"].rows]
    # 150 are warned about: half of them are the 60 with 9 or 10 points and half of the 30 with 8
    assert capacity == [
        ("75 warnings in all, from score 9, and some of the next lower", 50),
        ("75 warnings in all, from score 9, and some of the next lower", 25),
        ("150 warnings in all, from score 6", 100),
        ("150 warnings in all, from score 6", 50),
        ("225 warnings in all, from score 4, and some of the next lower", 150),
        ("225 warnings in all, from score 4, and some of the next lower", 75),
    ]


def test_a_score_between_two_whole_numbers_is_kept_between_them(tmp_path: Path) -> None:
    rows = [(g, s, "1") for g in ("migrant", "local") for s in ("1", "4.5", "10")]
    write(tmp_path, rows * 30, ("origin", "score", "again"))
    plan = plan_of(limits=[])
    plan["columns"] = {"score": {"column": "score", "range": [1, 10], "alert_from": 4}, "outcome": {"column": "again"}}
    shown = {each.id: each.exhibit for each in audit(plan, tmp_path).exhibits}
    cuts = [row[1] for row in shown["C21.thresholds.origin"].rows[::2]]
    assert cuts == pytest.approx([1 + 9 * step / 20 for step in range(20)])
