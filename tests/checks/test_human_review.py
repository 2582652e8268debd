"""What people did with warnings (C12h): planted counts come back, unknown values are left out, steps add up as tallies do."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import importlib.util
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.compute as pc
import pytest

from lab import ROOT, audit, count, finding, left_out, measured, plan_of, to_csv
from policeaudit.assessment.model import Assessment
from policeaudit.log.steps import Steps
from policeaudit.plan import Plan, load_plan

PLAN = ROOT / "audits" / "human-step.toml"


def make_log() -> Any:
    spec = importlib.util.spec_from_file_location("make_log", ROOT / "examples/human-step/make_log.py")
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


MADE = make_log()


@pytest.fixture(scope="module")
def found() -> Assessment:
    return audit(load_plan(PLAN).plan.model_dump(mode="json", exclude_none=True), PLAN.parent)


def test_the_committed_log_is_what_its_script_writes() -> None:
    with gzip.open(ROOT / "examples/human-step/log.csv.gz", "rt", encoding="utf-8", newline="") as stream:
        header, *rows = csv.reader(stream)
    assert tuple(header) == MADE.COLUMNS
    assert [tuple(row) for row in rows] == MADE.make_rows()


def test_the_planted_shares_come_back_by_group_and_level(found: Assessment) -> None:
    """Red: 244 of 400 and 466 of 600 reviewed, 710 of 1,000 in all; half of the migrants' reviews too short."""
    (table,) = [each.exhibit for each in found.exhibits if each.id == "C12h.steps.residency"]
    rows = {(row[0].en, row[1].en): row for row in table.rows}
    assert rows["Red", "migrant residents"][2:6] == (400, 244 / 400, 122 / 244, 12 / 244)
    assert rows["Red", "local residents"][2:6] == (600, 466 / 600, 47 / 466, 93 / 466)
    assert rows["all", "migrant residents"][2:4] == (1200, 644 / 1200)
    assert rows["all", "local residents"][3] == 1306 / 1800


def test_the_times_of_reviews_are_those_of_a_plain_recount(found: Assessment) -> None:
    at = {name: i for i, name in enumerate(MADE.COLUMNS)}
    minutes: dict[str, list[float]] = {"all": [], "migrant residents": [], "local residents": []}
    for row in MADE.make_rows():
        if row[at["reviewer"]] and row[at["level"]]:
            start, end = (dt.datetime.fromisoformat(row[at[name]]) for name in ("review_start", "review_end"))
            group = {"流动人口": "migrant residents", "本地居民": "local residents"}[row[at["residency"]]]
            for name in ("all", group):
                minutes[name].append((end - start).total_seconds() / 60)
    (table,) = [each.exhibit for each in found.exhibits if each.id == "C12h.minutes.residency"]
    assert [row[0].en for row in table.rows] == list(minutes)
    for row in table.rows:
        taken = minutes[row[0].en]
        assert row[1:3] == (len(taken), 0)
        for value, (low, high), q in ((row[3], row[4], 0.5), (row[5], row[6], 0.9)):
            truth = np.quantile(taken, q, method="inverted_cdf")
            assert value == pytest.approx(truth, abs=1)  # the width of a band
            assert low <= truth <= high


def test_given_minutes_and_reviews_without_a_time(tmp_path: Path) -> None:
    rows = [("local", "1", "right", "yes", minutes, "") for minutes in ["3"] * 30 + ["0.5"] * 50 + [""] * 5]
    rows += [("local", "1", "right", "no", "99", ""), ("local", "0", "wrong", "yes", "99", "")]  # neither is a review
    (tmp_path / "log.csv").write_text(to_csv(LOG, rows), encoding="utf-8")
    columns = {"alert": {"column": "alert"}, "outcome": COLUMNS["outcome"], "review": {"column": "seen"}}
    plan = plan_of(columns=columns | {"review_minutes": "minutes"}, limits=[])
    (table,) = [each.exhibit for each in audit(plan, tmp_path).exhibits if each.id == "C12h.minutes.origin"]
    # the 40th of 80 is half a minute, the 72nd three
    assert table.rows[0][1:3] == (80, 5)
    assert table.rows[0][3] == pytest.approx(0.5, abs=0.25)
    assert table.rows[0][5] == pytest.approx(3, abs=0.25)


def test_verdicts_follow_from_the_limits(found: Assessment) -> None:
    assert (
        finding(found, "C12h.top_review_rate.residency@top_review_rate.red.migrant.target").verdict == "action_needed"
    )
    review = finding(found, "C12h.review_rate.residency@review_rate.migrant.gap")
    assert review.gap.value == pytest.approx(1306 / 1800 - 644 / 1200)
    assert review.verdict == "action_needed"
    assert finding(found, "C12h.hasty_review_rate.residency@hasty_review_rate.local.target").verdict == "no_concern"
    assert (
        finding(found, "C12h.hasty_review_rate.residency@hasty_review_rate.migrant.target").verdict == "action_needed"
    )
    override = finding(found, "C12h.override_rate.residency@override_rate.migrant.gap")
    assert override.gap.value == pytest.approx(261 / 1306 - 32 / 644)
    assert override.verdict == "action_needed"
    assert measured(found, "override_rate", "migrant", "residency@override_rate").missing == 0


def test_groups_of_other_features_are_compared_where_a_limit_asks_for_it_and_shown_in_any_case() -> None:
    plan = load_plan(PLAN).plan.model_dump(mode="json", exclude_none=True)
    home = {"name": "home", "column": "residency", "label": {"en": "Home", "zh": "住处"}, "reference": "本地居民"}
    plan["features"].append(home)
    plan["limits"] = [each for each in plan["limits"] if each["measure"] == "review_rate"]
    for each in plan["limits"]:
        each.pop("features", None)
    found = audit(plan, PLAN.parent)
    compared = {
        (f.measure, f.sensitive_feature.split("@")[0]) for f in found.findings if f.check == "C12h" and f.reference
    }
    assert {measure for measure, feature in compared if feature == "home"} == {"review_rate"}
    assert {measure for measure, feature in compared if feature == "residency"} > {"review_rate", "action_rate"}
    tables = {each.id: each.exhibit for each in found.exhibits}
    of_all = [row[2:] for row in tables["C12h.steps.residency"].rows if row[0].en == "all"]
    assert sorted(row[2:] for row in tables["C12h.steps.home"].rows) == sorted(of_all)
    assert "limit" in tables["C12h.steps.home"].note.en
    assert "limit" not in tables["C12h.steps.residency"].note.en


def test_overriding_is_judged_by_what_came_of_it(found: Assessment) -> None:
    """Of followed warnings 80 % were right and of overridden ones 30 %, so people rejected the weaker ones."""
    claim = finding(found, "C12h.override_precision.residency.local.gap")
    assert claim.gap.value == pytest.approx(78 / 261 - 836 / 1045, abs=0.002)
    assert claim.verdict == "no_concern"
    assert "less often than followed ones" in claim.sentence.en


LOG = ("origin", "alert", "outcome", "seen", "minutes", "verdict")
COLUMNS = {
    "alert": {"column": "alert"},
    "outcome": {"column": "outcome", "confirmed": ["right"], "unfounded": ["wrong"], "pending": ["open"]},
    "review": {"column": "seen", "plausible_minutes": 5},
    "review_minutes": "minutes",
    "decision": {"column": "verdict", "followed": ["ok"], "overridden": ["no"], "none": ["later"]},
}


def test_unknown_values_are_left_out_and_missing_ones_are_not(tmp_path: Path) -> None:
    rows = [
        ("local", "1", "right", "yes", "5", "ok"),
        ("local", "1", "wrong", "yes", "4.9", "no"),
        ("local", "1", "right", "", "", ""),
        ("local", "1", "right", "no", "", "later"),
        ("local", "0", "", "", "", ""),
        ("local", "1", "right", "maybe", "1", "ok"),
        ("local", "1", "right", "yes", "-1", "ok"),
        ("local", "1", "right", "yes", "soon", "ok"),
        ("local", "1", "right", "yes", "9", "perhaps"),
    ]
    (tmp_path / "log.csv").write_text(to_csv(LOG, rows), encoding="utf-8")
    counted = count(plan_of(columns=COLUMNS), tmp_path)
    reasons = [(row["line"], row["column"], row["reason"]) for row in left_out(counted)]
    assert reasons == [
        ("7", "seen", "unknown_review"),
        ("8", "minutes", "out_of_range"),
        ("9", "minutes", "unreadable_number"),
        ("10", "verdict", "unknown_decision"),
    ]
    steps, where = counted.tally.steps, ("origin", ["local"], 1)
    assert steps.answers(*where, "review")[0, 0, :4].tolist() == [2, 1, 1, 0]
    assert steps.answers(*where, "hasty", review="yes")[0, 0, :4].tolist() == [1, 1, 0, 0]
    assert steps.answers(*where, "decision", "overridden", "followed")[0, 0, :4].tolist() == [1, 1, 2, 0]
    assert steps.outcomes(*where, decision="followed")[0, 0].tolist() == [1, 0, 0, 0, 0, 0, 0, 0]


def test_a_review_that_ends_before_it_starts(tmp_path: Path) -> None:
    columns = {**COLUMNS, "review_start": "from", "review_end": "to"}
    del columns["review_minutes"], columns["decision"]
    rows = [("local", "1", "right", "yes", "2022-10-01 08:00", to) for to in ("2022-10-01 08:06", "2022-10-01 07:59")]
    (tmp_path / "log.csv").write_text(to_csv((*LOG[:4], "from", "to"), rows), encoding="utf-8")
    counted = count(plan_of(columns=columns), tmp_path)
    assert [(row["line"], row["reason"]) for row in left_out(counted)] == [("3", "review_ends_first")]
    assert counted.tally.steps.answers("origin", ["local"], 1, "hasty")[0, 0, :3].tolist() == [0, 1, 0]


def test_the_steps_of_two_stations_add_up_and_come_back_from_their_file(tmp_path: Path) -> None:
    rows = [("local", "1", "right", ("yes", "no", "")[i % 3], str(i), ("ok", "no")[i % 2]) for i in range(40)]
    parts = []
    for name, some in (("a", rows[:25]), ("b", rows[25:]), ("c", rows)):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "log.csv").write_text(to_csv(LOG, some), encoding="utf-8")
        parts.append(count(plan_of(columns=COLUMNS), folder).tally)
    merged = parts[0].merge(parts[1])
    assert merged.steps.cells.equals(parts[2].steps.cells)
    assert merged.digest() == parts[2].digest()
    (tmp_path / "steps.parquet").write_bytes(merged.steps.to_parquet())
    assert Steps.load(tmp_path / "steps.parquet").cells.equals(merged.steps.cells)
    (tmp_path / "tally.parquet").write_bytes(merged.to_parquet())
    with pytest.raises(ValueError, match=r"is no policeaudit\.steps/2"):
        Steps.load(tmp_path / "tally.parquet")


def test_a_log_without_such_columns_says_so(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text(to_csv(LOG, [("local", "1", "right", "", "", "")] * 3), encoding="utf-8")
    found = audit(plan_of(), tmp_path)
    (check,) = [each for each in found.checks if each.id == "C12h"]
    assert "names no column about review" in check.not_assessed.en


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"review_start": "from"}, "review_start and review_end together"),
        ({"review": None, "decision": None}, "the time of a review needs review"),
        ({"review_minutes": None}, "plausible_minutes needs"),
        ({"review": {"column": "seen", "recorded": True, "yes": ["y"]}}, "recorded excludes yes and no"),
        ({"decision": {"column": "verdict", "followed": ["ok"], "overridden": ["ok"]}}, "mapped twice"),
    ],
)
def test_mistakes_in_the_columns_are_told(changes: dict[str, Any], said: str) -> None:
    columns = {name: role for name, role in {**COLUMNS, **changes}.items() if role is not None}
    with pytest.raises(ValueError, match=said):
        Plan.model_validate(plan_of(columns=columns))


def test_rows_left_out_for_a_decision_are_left_out_of_the_scores_too(tmp_path: Path) -> None:
    """Scores are counted without the steps, except by one that holds what the plan does not know."""
    rows = [
        ("local", "1", "right", "yes", "9", "ok", "0.7"),
        ("local", "1", "right", "yes", "9", "perhaps", "0.9"),
        ("local", "0", "", "", "", "", "0.2"),
    ]
    (tmp_path / "log.csv").write_text(to_csv((*LOG, "score"), rows), encoding="utf-8")
    columns = {**COLUMNS, "score": {"column": "score", "range": [0.0, 1.0]}}
    tally = count(plan_of(columns=columns), tmp_path).tally
    assert tally.rows_used == 2
    for name in ("scores", "score_months"):
        detail = tally.detail[name]
        everybody = detail.filter(pc.equal(detail["view"], "")) if "view" in detail.column_names else detail
        assert sum(everybody["n"].to_pylist()) == 2, name
