"""Thresholds worked out by hand, and planted ones that have to be found again."""

from __future__ import annotations

import json
from itertools import product
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lab import ROOT, group, judged, limit, plan_of, scored_tally, words
from policeaudit.checks.evidence import Evidence
from policeaudit.errors import DataError, PlanError
from policeaudit.log.tally import Tally
from policeaudit.plan import Plan
from policeaudit.text import LANGUAGES
from policeaudit.thresholds import WhatIf, explore
from policeaudit.thresholds.formats import write
from policeaudit.thresholds.model import Aim, Remedy

QUIET = [0, 0, 0, 0, 0, 0, 0, 1000]
"""Below the threshold nobody is followed up."""
BY_HAND = {
    "migrant": {20: QUIET, 50: [50, 50, *[0] * 6], 60: [70, 30, *[0] * 6], 70: [90, 10, *[0] * 6]},
    "local": {20: QUIET, 50: [80, 20, *[0] * 6], 60: [85, 15, *[0] * 6], 70: [90, 10, *[0] * 6]},
}


def plan(*limits: dict[str, Any], **changes: Any) -> dict[str, Any]:
    made = {"columns__score": "score", "limits": list(limits), **changes}
    return plan_of(**made)


def look(tally: Tally, *limits: dict[str, Any], visits: int | None = None, **changes: Any) -> WhatIf:
    return explore(Evidence(Plan.model_validate(plan(*limits, **changes)), tally), visits)


def remedy(aim: Aim, strategy: str, *, with_room: bool = False) -> Remedy:
    return next(each for each in aim.remedies if (each.strategy, each.with_room) == (strategy, with_room))


def cuts(found: Remedy) -> dict[str, float | None]:
    return {change.group: change.threshold for change in found.groups}


def test_precision_by_hand() -> None:
    """70 % and 85 % now. From 0.6 on 80 % and 87.5 %, from 0.7 on 90 % both; migrants from 0.6 on: 80 % against 85 %."""
    found = look(scored_tally(BY_HAND), limit("precision", gap_points=5))
    (aim,) = found.aims
    assert (aim.state, aim.now.held[0].size) == ("not_kept", pytest.approx(0.15))
    assert (found.present.threshold, found.present.warnings, found.visits) == (0.5, 600, 600)
    common, each = remedy(aim, "common"), remedy(aim, "each")
    assert cuts(common) == {"migrant": 0.7, "local": 0.7}
    assert (common.warnings_after, common.changed, common.missed.value, common.spared.value) == (200, 400, 285, 115)
    assert cuts(each) == {"migrant": 0.6, "local": None}
    assert (each.warnings_after, each.changed, each.missed.value, each.spared.value) == (500, 100, 50, 50)
    assert each.standing.held[0].size == pytest.approx(0.05)
    assert not each.standing.shown
    assert each.groups[0].rates_before == {"precision": pytest.approx(0.7)}
    assert each.groups[0].rates_after == {"precision": pytest.approx(0.8)}
    assert found.together.cut.threshold == 0.7


def test_the_frontier_goes_from_the_present_to_the_smallest_gap() -> None:
    (aim,) = look(scored_tally(BY_HAND), limit("precision", gap_points=5)).aims
    lines = {line.strategy: [(p.changed, round(p.size, 9)) for p in line.points] for line in aim.frontier}
    assert lines["common"] == [(0, 0.15), (200, 0.075), (400, 0.0)]
    assert lines["each"] == [(0, 0.15), (100, 0.05), (300, 0.025), (400, 0.0)]


def test_what_only_followed_up_warnings_can_show() -> None:
    """No lower threshold is judged, and the rates that need the others' outcomes have no value at any."""
    limits = [limit("precision", target_percent=50), limit("false_positive_rate", gap_points=5)]
    low = {**BY_HAND, "migrant": {**BY_HAND["migrant"], 50: [10, 90, *[0] * 6]}}
    found = look(scored_tally(low), *limits, visits=5000)
    precision, errors = found.aims
    assert precision.state == "kept"
    assert (errors.state, errors.now, errors.remedies, errors.frontier) == ("not_measurable", None, [], [])
    assert "only warnings are ever followed up" in errors.reason.en
    assert "no value at any threshold" in found.not_known.en
    harder = look(scored_tally(low), limit("precision", gap_points=1), visits=5000).aims[0]
    assert all(
        change.threshold is None or change.threshold >= 0.5 for each in harder.remedies for change in each.groups
    )
    for lang, said in (("en", "It is not 0; it is unknown."), ("zh", "这不等于0，而是未知。")):
        assert said in write(found, "text", lang)


def test_a_limit_that_no_threshold_keeps() -> None:
    """Of migrants half of the warnings are right at every score, of locals all but 5 %."""
    never = {
        name: {20: QUIET, **{place: [right, 100 - right, *[0] * 6] for place in (50, 60, 70)}}
        for name, right in (("migrant", 50), ("local", 95))
    }
    found = look(scored_tally(never), limit("precision", gap_points=10))
    (aim,) = found.aims
    assert aim.remedies == []
    assert [(each.strategy, each.proved) for each in aim.nothing] == [("common", True), ("each", True)]
    assert found.together.cut is None
    assert "cannot be kept at any threshold that this log can judge" in write(found, "text", "en")
    assert "在本日志可判断的任何分数线上都无法满足" in write(found, "text", "zh")


def planted(less: float) -> dict[int, list[int]]:
    """Uniform scores from 0.5 on; a warning is right with the score's own chance, less so much."""
    chances = {place: round(2000 * (place / 100 + 0.005 - less)) for place in range(50, 100)}
    return {20: QUIET, **{place: [right, 2000 - right, *[0] * 6] for place, right in chances.items()}}


PLANTED = {"migrant": planted(0.2), "local": planted(0.0)}


def put_into_use(found: Remedy) -> Tally:
    """The planted log as it would be with other thresholds."""
    moved = {
        name: {
            place: [*[0] * 4, *(a + b for a, b in zip(cells[:4], cells[4:], strict=True))]
            if place / 100 < (cuts(found)[name] or 0.5) - 1e-9
            else cells
            for place, cells in bins.items()
        }
        for name, bins in PLANTED.items()
    }
    return scored_tally(moved)


def test_the_planted_threshold_is_found() -> None:
    """Precision from c on is (1 + c) / 2, less 0.2 for migrants: 70 % from 0.8 on, where locals have 75 % from 0.5 on.

    With one threshold the gap is 20 points at every cut.
    """
    (aim,) = look(scored_tally(PLANTED), limit("precision", gap_points=5)).aims
    assert all(each.strategy == "each" for each in aim.remedies)
    each, room = remedy(aim, "each"), remedy(aim, "each", with_room=True)
    assert cuts(each) == {"migrant": 0.8, "local": None}
    assert 0.8 < cuts(room)["migrant"] < 0.85
    assert room.standing.shown
    assert room.standing.kept_in > 0.95


def test_what_is_shown_to_keep_a_limit_passes_the_audit_and_what_is_not_does_not() -> None:
    (aim,) = look(scored_tally(PLANTED), limit("precision", gap_points=5)).aims
    asked = plan(limit("precision", gap_points=5))
    verdicts = {
        each.with_room: judged(asked, put_into_use(each))["precision", "migrant", "gap"].verdict
        for each in aim.remedies
    }
    assert verdicts[True] == "no_concern"
    assert verdicts[False] != "no_concern"


def full(yes: list[int], no: list[int], start: int) -> dict[int, list[int]]:
    """A group whose outcomes are all known: cases and others in bins 10, 20, …; warned about from bin ``start`` on."""
    cells = {}
    for i, (k, m) in enumerate(zip(yes, no, strict=True), 1):
        cells[10 * i] = [k, m, 0, 0, 0, 0, 0, 0] if 10 * i >= start else [0, 0, 0, 0, k, m, 0, 0]
    return cells


VALIDATION = {
    "migrant": full([40, 40, 20, 50, 50], [300, 200, 100, 100, 100], 40),
    "local": full([10, 10, 20, 80, 80], [300, 300, 100, 60, 40], 40),
}
"""Missed: 100 of 200 and 40 of 200. Disturbed: 200 of 800 and 100 of 800."""


def test_error_rates_where_all_outcomes_are_known() -> None:
    """Migrants from 0.3 on: 80 missed of 200 (40 %), 300 of 800 disturbed; locals as now 20 %."""
    limits = [limit("false_negative_rate", gap_points=20), limit("false_positive_rate", gap_points=15)]
    found = look(scored_tally(VALIDATION), *limits, visits=1000)
    by_kind = {aim.kind: aim for aim in found.aims}
    assert list(by_kind) == ["false_positive_rate", "false_negative_rate", "equalized_odds"]
    assert by_kind["false_positive_rate"].state == "kept"
    miss = by_kind["false_negative_rate"]
    assert miss.now.held[0].size == pytest.approx(0.3)
    each = remedy(miss, "each")
    assert cuts(each) == {"migrant": 0.3, "local": None}
    assert (each.groups[0].won.confirmed, each.groups[0].won.unfounded, each.groups[0].won.unknown) == (20, 100, 0)
    # there 300 of 800 migrants are disturbed, 25 points more than locals. Of all pairs only 0.5 for both (75 % and 60 % missed,
    # 12.5 % and 5 % disturbed) and 0.2 for both keep the two limits, and 0.5 changes fewer: 150 and 140 warnings
    both = remedy(by_kind["equalized_odds"], "each")
    assert cuts(both) == {"migrant": 0.5, "local": 0.5}
    assert both.changed == 290
    sizes = {held.measure: held.size for held in both.standing.held}
    assert sizes == {"false_positive_rate": pytest.approx(0.075), "false_negative_rate": pytest.approx(0.15)}


def test_no_more_warnings_than_visits() -> None:
    """From 0.3 on for migrants needs 680 visits, and there are 560: locals from 0.5 on miss as much as migrants do."""
    found = look(scored_tally(VALIDATION), limit("false_negative_rate", gap_points=20))
    each = remedy(found.aims[0], "each", with_room=True)
    assert found.visits == 560
    assert each.warnings_after <= 560
    assert cuts(each) == {"migrant": None, "local": 0.5}
    assert each.levels_down
    assert "better for none" in write(found, "text", "en")
    fewer = look(scored_tally(VALIDATION), limit("false_negative_rate", gap_points=40), visits=300)
    assert fewer.aims[0].state == "kept"
    assert all(each.warnings_after <= 300 for each in fewer.aims[0].remedies)
    assert fewer.aims[0].remedies


def test_demographic_parity_needs_no_outcome_and_says_what_it_does_not_know() -> None:
    """30 of 100 against 60 of 100; a ratio of 0.8 lets migrants down to the score where nobody was followed up."""
    quiet = [0, 0, 0, 0, 0, 0, 0, 30]
    tally = scored_tally(
        {
            "migrant": {10: [0] * 7 + [40], 40: quiet, 60: [20, 10, *[0] * 6]},
            "local": {10: [0] * 7 + [40], 40: [20, 10, *[0] * 6], 60: [20, 10, *[0] * 6]},
        }
    )
    found = look(tally, limit("selection_rate", ratio=0.8), visits=200)
    (aim,) = found.aims
    assert aim.now.held[0].size == pytest.approx(0.5)
    each = remedy(aim, "each")
    assert each.changed == 30
    common = remedy(aim, "common")
    assert cuts(common) == {"migrant": 0.4, "local": 0.4}
    assert (common.groups[0].won.rows, common.groups[0].won.unknown) == (30, 30)
    told = write(found, "text", "en")
    assert "New warnings: 30, of them 0 confirmed, 0 unfounded, 30 whose outcome nobody knows." in told


THREE = [group("migrant"), group("local"), group("third")]


def test_without_a_reference_groups_are_held_against_all_others() -> None:
    feature = {**plan_of()["features"][0], "groups": THREE}
    del feature["reference"]
    tally = scored_tally({**BY_HAND, "third": BY_HAND["local"]})
    (aim,) = look(tally, limit("precision", gap_points=5), features=[feature]).aims
    assert aim.now.held[0].size == pytest.approx(0.15)  # 210 of 300 against 510 of 600
    each = remedy(aim, "each")
    assert cuts(each) == {"migrant": 0.6, "local": None, "third": None}
    assert each.standing.kept


def test_a_group_of_which_too_little_is_known_is_left_out_and_said_to_be() -> None:
    feature = {**plan_of()["features"][0], "groups": THREE}
    tally = scored_tally({**BY_HAND, "third": {50: [3, 9, *[0] * 6]}})
    found = look(tally, limit("precision", gap_points=5), features=[feature])
    assert "third" in found.aims[0].left_out.en
    assert "第" not in found.aims[0].left_out.zh
    assert cuts(remedy(found.aims[0], "each")) == {"migrant": 0.6, "local": None, "third": None}
    assert cuts(remedy(found.aims[0], "common"))["third"] == 0.7


def test_missing_outcomes_keep_a_limit_from_being_shown() -> None:
    open_ = {
        name: {
            place: [10 * k for k in cells[:2]] + [150, *[0] * 5] if place > 20 else cells
            for place, cells in bins.items()
        }
        for name, bins in BY_HAND.items()
    }
    closed = {name: {place: [10 * k for k in cells] for place, cells in bins.items()} for name, bins in BY_HAND.items()}
    results = [look(scored_tally(each), limit("precision", gap_points=8)).aims[0] for each in (closed, open_)]
    shown = [{(each.strategy, each.with_room) for each in aim.remedies if each.standing.shown} for aim in results]
    assert ("common", True) in shown[0]
    assert shown[1] == set()
    held = remedy(results[1], "common").standing.held[0]
    assert held.most > held.high


def test_the_same_log_gives_the_same_answer_and_it_fits_its_schema() -> None:
    limits = [limit("precision", gap_points=5), limit("selection_rate", ratio=0.8)]
    one, two = (look(scored_tally(BY_HAND), *limits) for _ in range(2))
    assert one == two
    schema = json.loads((ROOT / "docs/schema/whatif.json").read_text(encoding="utf-8"))
    document = json.loads(write(one, "json", "en"))
    jsonschema.validate(document, schema)
    assert WhatIf.model_validate(document) == one


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("form", ["text", "markdown"])
def test_labels_cannot_write_commands_or_markup(lang: str, form: str) -> None:
    hostile = "x\n::error::boom <img src=x> | `b` \x1b[31m"
    feature = {**plan_of()["features"][0], "groups": [group("migrant", label=words(hostile, hostile)), group("local")]}
    told = write(look(scored_tally(BY_HAND), limit("precision", gap_points=5), features=[feature]), form, lang)
    assert not any(line.startswith("::") for line in told.splitlines())
    assert "\x1b" not in told
    assert form == "text" or "<img" not in told


def test_what_a_plan_must_have() -> None:
    tally = scored_tally(BY_HAND)
    with pytest.raises(PlanError, match="names no score"):
        look(tally, limit("precision", gap_points=5), columns__score=None)
    with pytest.raises(PlanError, match="sets no limit that a threshold could keep"):
        look(tally, limit("follow_up_rate", gap_points=5))
    with pytest.raises(DataError, match="only warnings are ever followed up"):
        look(tally, limit("recall", gap_points=5), limit("false_positive_rate", gap_points=5))
    unscored = scored_tally({name: {-1: cells[50]} for name, cells in BY_HAND.items()})
    with pytest.raises(DataError, match="no row that counts has a score"):
        look(unscored, limit("precision", gap_points=5))


CELL = st.integers(0, 40)
BINS = st.lists(st.tuples(CELL, CELL), min_size=3, max_size=3)


@settings(max_examples=40, deadline=None)
@given(
    BINS,
    BINS,
    st.sampled_from(["precision", "selection_rate", "false_negative_rate", "false_positive_rate"]),
    st.sampled_from([{"gap_points": 4}, {"gap_points": 12}, {"ratio": 0.8}]),
    st.sampled_from([20, 30]),
)
def test_every_answer_is_the_cheapest_of_all_pairs(
    one: list[tuple[int, int]], two: list[tuple[int, int]], measure: str, kind: dict[str, float], start: int
) -> None:
    """Against going through all pairs of thresholds with plain arithmetic."""
    counts = {"migrant": [(a + 1, b + 1) for a, b in one], "local": [(a + 1, b + 1) for a, b in two]}
    tally = scored_tally({name: full([a for a, _ in c], [b for _, b in c], start) for name, c in counts.items()})
    try:
        (aim,) = look(tally, limit(measure, **kind), rules={"min_n": 10}).aims
    except DataError:
        return  # fewer than ten rows behind a rate
    now = start // 10 - 1

    def rate(name: str, cut: int) -> tuple[float, int]:
        (yes, no), (all_yes, all_no) = (map(sum, zip(*counts[name][at:], strict=True)) for at in (cut, 0))
        over = {
            "precision": (yes, yes + no),
            "selection_rate": (yes + no, all_yes + all_no),
            "false_negative_rate": (all_yes - yes, all_yes),
            "false_positive_rate": (no, all_no),
        }[measure]
        return over[0] / over[1], over[1]

    def kept(cut: int, other: int) -> bool:
        p, r = rate("migrant", cut)[0], rate("local", other)[0]
        if "ratio" in kind:
            return r > 0 and 0.8 - 1e-9 <= p / r <= 1.25 + 1e-9
        return abs(p - r) <= kind["gap_points"] / 100 + 1e-9

    def warned(name: str, cut: int) -> int:
        return sum(a + b for a, b in counts[name][cut:])

    names = ("migrant", "local")
    room = sum(warned(name, now) for name in names)
    prices = {
        pair: sum(abs(warned(name, cut) - warned(name, now)) for name, cut in zip(names, pair, strict=True))
        for pair in product(range(3), repeat=2)
        if all(rate(name, cut)[1] >= 10 for name, cut in zip(names, pair, strict=True))
        and sum(warned(name, cut) for name, cut in zip(names, pair, strict=True)) <= room
        and kept(*pair)
    }
    if aim.state == "kept":
        assert kept(now, now)
        return
    common = {pair: price for pair, price in prices.items() if pair[0] == pair[1]}
    for strategy, expected in (("each", prices), ("common", common)):
        plain = [r for r in aim.remedies if r.strategy == strategy]
        best = min(expected.values(), default=None)
        assert min((r.changed for r in plain), default=None) == best


def test_no_threshold_lies_between_two_deciles() -> None:
    """Scores of 1 to 10 stand in bins 0, 11, 22 …; a warning from 3 on, and from 6 on no more gap in precision."""
    deciles = {
        "migrant": {0: QUIET, 22: [50, 50, *[0] * 6], 55: [90, 10, *[0] * 6]},
        "local": {0: QUIET, 22: [80, 20, *[0] * 6], 55: [90, 10, *[0] * 6]},
    }
    score = {"column": "score", "range": [1, 10]}
    found = look(scored_tally(deciles), limit("precision", gap_points=5), columns__score=score)
    assert (found.present.threshold, found.present.step) == (3, 1)
    assert cuts(remedy(found.aims[0], "common")) == {"migrant": 6, "local": 6}
    assert "One threshold for everybody, 6" in write(found, "text", "en")
