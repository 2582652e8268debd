"""Two audits held against each other: courses, directions, and what must not be said."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lab import assess_tally, group, limit, plan_of, tally_of, words
from policeaudit.assessment.model import Assessment
from policeaudit.compare.changes import Change, Course, Direction, compare
from policeaudit.compare.formats import write
from policeaudit.compare.words import sentence
from policeaudit.errors import DataError

GAP = "C01.precision.origin.migrant.gap"
FAIR = [800, 200, 0, 0, 0, 0, 0, 1000]


def cells(right: int, wrong: int, open_: int = 0) -> list[int]:
    return [right, wrong, open_, 0, 0, 0, 0, 1000]


def assessed(folder: Path, migrant: list[int], local: list[int] | None = None, **plan: Any) -> Assessment:
    return assess_tally(plan_of(**plan), tally_of({"migrant": migrant, "local": local or FAIR}), folder)


def one(before: Assessment, after: Assessment, id_: str = GAP) -> Change:
    return compare(before, after).by_id()[id_]


def test_a_gap_that_grows_beyond_its_limit_opens_and_is_worse(tmp_path: Path) -> None:
    found = one(
        assessed(tmp_path, cells(3200, 800), cells(3200, 800)), assessed(tmp_path, cells(2640, 1360), cells(3200, 800))
    )
    assert (found.course, found.direction) == (Course.OPENS, Direction.WORSE)
    assert found.shift
    assert found.shift.value == pytest.approx(0.14)
    assert found.shift.low < 0.14 < found.shift.high
    assert sentence(found).en.startswith(
        "Verdict: No concern found, now Action needed. Worse: the gap grew from 0.0 points to 14.0 points."
    )
    assert sentence(found).zh.startswith(
        "结论：原为“未发现问题”，现为“需整改”。变差：差距由0.0个百分点扩大到14.0个百分点；"
    )


def test_a_gap_that_shrinks_within_its_limit_closes_and_is_better(tmp_path: Path) -> None:
    found = one(
        assessed(tmp_path, cells(2640, 1360), cells(3200, 800)), assessed(tmp_path, cells(3200, 800), cells(3200, 800))
    )
    assert (found.course, found.direction) == (Course.CLOSES, Direction.BETTER)
    assert "shrank from 14.0 points to 0.0 points" in sentence(found).en
    assert "-" not in sentence(found).en.split("between")[1]


def test_a_finding_is_not_closed_by_showing_less(tmp_path: Path) -> None:
    """With too few rows, or without the outcomes, Action needed becomes Cannot tell: that closes nothing."""
    before = assessed(tmp_path, cells(2640, 1360), cells(3200, 800))
    for after in (
        assessed(tmp_path, cells(20, 5), cells(3200, 800)),
        assessed(tmp_path, cells(3200, 0, open_=800), cells(3200, 800)),
        assessed(tmp_path, cells(0, 0, open_=4000), cells(3200, 800)),
        assessed(tmp_path, [0] * 8, cells(3200, 800)),
    ):
        found = one(before, after)
        assert found.course is Course.NO_LONGER_SHOWN
        assert found.direction is not Direction.BETTER
        assert "not cleared" in write(compare(before, after), ("a", "b"), "text", "en")


def test_a_change_that_noise_explains_is_not_called_one(tmp_path: Path) -> None:
    found = one(assessed(tmp_path, cells(300, 100)), assessed(tmp_path, cells(285, 115)))
    assert found.direction is Direction.NO_CHANGE
    assert "No change that we can detect" in sentence(found).en


def test_missing_outcomes_decide_whether_it_changed(tmp_path: Path) -> None:
    """80 of 100 right, then 73 of 100 of those that are known; were all the open ones right, it would be 80 again."""
    before = assessed(tmp_path, cells(3200, 800), cells(3200, 800))
    after = assessed(tmp_path, cells(2200, 800, open_=1000), cells(3200, 800))
    found = one(before, after)
    assert found.shift
    assert found.shift.low > 0
    assert found.direction is Direction.NO_CHANGE
    assert found.shift.missing_decides
    assert "the missing outcomes decide" in sentence(found).en


def test_a_gap_that_turns_round_has_not_improved(tmp_path: Path) -> None:
    """20 points to the group's disadvantage, then 20 to its advantage: the same size, and both are findings."""
    low, high = cells(2400, 1600), cells(3200, 800)
    before, after = assessed(tmp_path, low, high), assessed(tmp_path, high, low)
    found = one(before, after)
    assert (found.course, found.direction) == (Course.STAYS_OPEN, Direction.NO_CHANGE)
    assert found.shift
    assert found.shift.value == pytest.approx(0.0, abs=1e-12)
    assert "turned round" in sentence(found).en


def test_a_gap_that_just_passes_zero_has_improved(tmp_path: Path) -> None:
    before = assessed(tmp_path, cells(2640, 1360), cells(3200, 800))
    after = assessed(tmp_path, cells(3204, 796), cells(3200, 800))
    assert one(before, after).direction is Direction.BETTER


def test_swapping_the_audits_mirrors_the_change(tmp_path: Path) -> None:
    one_, other = assessed(tmp_path, cells(2640, 1360)), assessed(tmp_path, cells(3100, 900, 20))
    there, back = one(one_, other).shift, one(other, one_).shift
    assert there
    assert back
    assert (there.value, there.low, there.high) == pytest.approx((-back.value, -back.high, -back.low))


def test_an_audit_held_against_itself_has_not_changed(tmp_path: Path) -> None:
    same = assessed(
        tmp_path, cells(2640, 1360), limits=[limit("precision", gap_points=5), limit("precision", target_percent=90)]
    )
    for each in compare(same, same).changes:
        assert each.direction is Direction.NO_CHANGE
        assert each.course in (Course.UNCHANGED, Course.STAYS_OPEN)
        assert each.shift
        assert each.shift.value == 0


def test_the_distance_to_a_target_changes_towards_it_or_away(tmp_path: Path) -> None:
    limits = [limit("precision", target_percent=70)]
    before, after = (assessed(tmp_path, cells(*c), limits=limits) for c in ((3000, 1000), (3600, 400)))
    id_ = "C01.precision.origin.migrant.target"
    assert one(before, after, id_).direction is Direction.BETTER
    assert one(after, before, id_).direction is Direction.WORSE
    assert "past it by 15.0 points" in sentence(one(before, after, id_)).en


def test_among_many_unchanged_findings_hardly_ever_is_one_called_worse(tmp_path: Path) -> None:
    """Forty groups that do not change, thirty times: Holm keeps a false "worse" or "better" to 1 in 20 reports."""
    rng = np.random.default_rng(12)
    names = [f"g{i}" for i in range(40)]
    feature = {
        "name": "origin",
        "column": "origin",
        "label": words("O"),
        "reference": "g0",
        "groups": [group(n) for n in names],
    }

    def draw() -> Assessment:
        right = rng.binomial(400, 0.8, 40)
        counts = {name: cells(int(k), 400 - int(k)) for name, k in zip(names, right, strict=True)}
        return assess_tally(plan_of(features=[feature]), tally_of(counts), tmp_path)

    wrong = sum(
        any(each.direction in (Direction.WORSE, Direction.BETTER) for each in compare(draw(), draw()).changes)
        for _ in range(30)
    )
    assert wrong <= 5  # more has a chance of 0.3 % at 1 in 20


def test_comparisons_that_only_one_audit_has_are_told(tmp_path: Path) -> None:
    both = [limit("precision", gap_points=5), limit("selection_rate", ratio=0.8)]
    old, new = assessed(tmp_path, FAIR, limits=both), assessed(tmp_path, FAIR, limits=both[:1])
    gone = "C04.selection_rate.origin.migrant.ratio"
    assert compare(old, new).by_id()[gone].course is Course.GONE
    assert compare(new, old).by_id()[gone].course is Course.NEW
    assert "Not compared any more: 1" in write(compare(old, new), ("a", "b"), "text", "en")
    opened = assessed(tmp_path, cells(400, 600), limits=both)
    assert compare(new, opened).by_id()["C01.precision.origin.migrant.gap"].course is Course.OPENS


def test_a_changed_limit_and_changed_definitions_are_told(tmp_path: Path) -> None:
    before = assessed(tmp_path, FAIR)
    after = assessed(
        tmp_path,
        FAIR,
        limits=[limit("precision", gap_points=10)],
        rules={"min_n": 50},
        columns__alert={"column": "alert", "yes": ["1"], "no": ["0"]},
        audit__outcome_meaning=words("an arrest"),
    )
    assert "The limit itself changed from 5.0 points to 10.0 points." in sentence(one(before, after)).en
    text = write(compare(before, after), ("a", "b"), "text", "en")
    assert "Caution: The statistical rules differ." in text
    assert "Caution: What counts as confirmed differs." in text


def test_audits_that_share_no_question_are_refused(tmp_path: Path) -> None:
    other = assessed(tmp_path, FAIR, limits=[limit("selection_rate", ratio=0.8)])
    with pytest.raises(DataError, match="no comparison with a limit in common"):
        compare(assessed(tmp_path, FAIR), other)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_hostile_labels_cannot_command_a_build_server(lang: str, tmp_path: Path) -> None:
    hostile = "a\n::error::x\r##vso[task.setvariable]\x1b[31m"
    feature = {**plan_of()["features"][0], "groups": [group("migrant", label=words(hostile, hostile)), group("local")]}
    found = assessed(tmp_path, cells(400, 600), features=[feature])
    for form in ("text", "json"):
        text = write(compare(assessed(tmp_path, FAIR, features=[feature]), found), ("a", "b"), form, lang)  # type: ignore[arg-type]
        assert "\x1b" not in text
        assert "##" not in text
        assert not any(line.strip().startswith("::") for line in text.splitlines())


def test_the_json_holds_both_languages_and_every_change(tmp_path: Path) -> None:
    before, after = assessed(tmp_path, FAIR), assessed(tmp_path, cells(600, 400))
    document = json.loads(write(compare(before, after), ("one", "two"), "json", "en"))
    assert document["schema"] == "policeaudit.comparison/1"
    (change,) = document["changes"]
    assert (change["course"], change["direction"]) == ("opens", "worse")
    assert set(change["sentence"]) == {"en", "zh"}
    assert change["shift"]["value"] == pytest.approx(0.2)
    assert document["before"]["name"] == "one"
