"""Errors of recognition: planted rates come back, in operation and over the thresholds; equal groups raise nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.stats import norm

from lab import ROOT, audit, finding, limit, plan_of, to_csv
from policeaudit.assessment.model import Assessment

HEADER = ("origin", "score", "truth")
CUT = 0.6
GOLDEN = json.loads((ROOT / "tests/reference/golden.json").read_text(encoding="utf-8"))


def comparisons(rng: np.random.Generator, group: str, n: int, apart: float) -> list[tuple[Any, ...]]:
    """n comparisons of the same and n of different people; scores are the chance of two normal scores ``apart`` sd apart.

    A different pair scores Phi(z - 0.5), the same person Phi(z - 0.5 + apart).
    """
    rows = []
    for truth, shift in (("different", -0.5), ("same", apart - 0.5)):
        rows += [(group, f"{s:.6f}", truth) for s in norm.cdf(rng.normal(size=n) + shift)]
    return rows


def rates(apart: float, cut: float = CUT) -> tuple[float, float]:
    """The planted false match and false non-match rate at a cut."""
    z = norm.ppf(cut) + 0.5
    return float(norm.sf(z)), float(norm.cdf(z - apart))


def run(folder: Path, rows: Iterable[tuple[Any, ...]], *limits: dict[str, Any], unit: str = "match") -> Assessment:
    (folder / "log.csv").write_text(to_csv(HEADER, rows), encoding="utf-8")
    plan = plan_of(limits=list(limits), audit__rated_unit=unit)
    plan["columns"] = {
        "score": {"column": "score", "alert_from": CUT, "probability": False},
        "outcome": {"column": "truth", "confirmed": ["same"], "unfounded": ["different"], "pending": ["unknown"]},
    }
    return audit(plan, folder)


def shown(found: Assessment, name: str) -> list[tuple[Any, ...]]:
    return next(each.exhibit.rows for each in found.exhibits if each.id == f"C22.{name}.origin")


LIMITS = (limit("false_match_rate", gap_points=5), limit("false_non_match_rate", gap_points=5))


def test_planted_rates_come_back_within_their_range(tmp_path: Path) -> None:
    rng = np.random.default_rng(22)
    rows = comparisons(rng, "migrant", 3000, 1.5) + comparisons(rng, "local", 3000, 2.5)
    found = run(tmp_path, rows, *LIMITS)
    missed = finding(found, "C22.false_non_match_rate.origin.migrant.gap")
    assert missed.gap.low < rates(1.5)[1] - rates(2.5)[1] < missed.gap.high
    assert missed.verdict == "action_needed"
    assert "not recognised" in missed.sentence.en
    assert "未被认出" in missed.sentence.zh
    assert finding(found, "C22.false_match_rate.origin.migrant.gap").verdict == "no_concern"
    for row, apart in zip(shown(found, "matches"), (1.5, 2.5), strict=True):
        assert row[3][0] < rates(apart)[0] < row[3][1]
        assert row[6][0] < rates(apart)[1] < row[6][1]
        assert row[1] == row[4] == 3000


def test_the_tradeoff_passes_through_the_operating_point_and_follows_the_truth(tmp_path: Path) -> None:
    rng = np.random.default_rng(23)
    found = run(tmp_path, comparisons(rng, "migrant", 4000, 1.5) + comparisons(rng, "local", 4000, 2.5))
    curve = {(row[0].en, row[1].en): row for row in shown(found, "tradeoff")}
    for row in shown(found, "matches"):
        at_cut = curve["0.60", row[0].en]
        assert (at_cut[2], at_cut[4]) == pytest.approx((row[2], row[5]))
    for cut in ("0.20", "0.40", "0.80"):
        for group, apart in (("migrant", 1.5), ("local", 2.5)):
            _, _, match, _, missed, _ = curve[cut, group]
            assert (match, missed) == pytest.approx(rates(apart, float(cut)), abs=0.03)


def test_groups_that_are_recognised_alike_raise_nothing(tmp_path: Path) -> None:
    rng = np.random.default_rng(24)
    found = run(tmp_path, comparisons(rng, "migrant", 4000, 2.0) + comparisons(rng, "local", 4000, 2.0), *LIMITS)
    assert {f.verdict.value for f in found.findings if f.check == "C22"} == {"no_concern"}


def test_comparisons_whose_truth_is_unknown_keep_a_verdict_open(tmp_path: Path) -> None:
    rng = np.random.default_rng(25)
    rows = comparisons(rng, "migrant", 2000, 2.0) + comparisons(rng, "local", 2000, 2.0)
    rows = [(g, s, "unknown" if i % 4 == 0 else t) for i, (g, s, t) in enumerate(rows)]
    found = run(tmp_path, rows, *LIMITS)
    assert {f.verdict.value for f in found.findings if f.check == "C22"} == {"cannot_tell"}
    assert [row[7] for row in shown(found, "matches")] == [1000, 1000]


def test_no_rate_is_shown_of_a_few_comparisons(tmp_path: Path) -> None:
    rng = np.random.default_rng(26)
    found = run(tmp_path, comparisons(rng, "migrant", 29, 2.0) + comparisons(rng, "local", 500, 2.0))
    few = shown(found, "matches")[0]
    assert few[1:7] == (29, None, None, 29, None, None)
    assert {row[1].en for row in shown(found, "tradeoff")} == {"local"}


def test_a_log_about_people_is_no_recognition_log(tmp_path: Path) -> None:
    rng = np.random.default_rng(27)
    found = run(tmp_path, comparisons(rng, "migrant", 50, 2.0) + comparisons(rng, "local", 50, 2.0), unit="person")
    (check,) = [check for check in found.checks if check.id == "C22"]
    assert check.not_assessed is not None
    assert not [each for each in found.exhibits if each.check == "C22"]
