"""What a finding asks for: the side that is worse off is named, by when only if the plan says so."""

from __future__ import annotations

from pathlib import Path

import pytest

from lab import assess_tally, finding, limit, plan_of, tally_of
from policeaudit.assessment.model import VerdictWord
from policeaudit.assessment.recommend import _BY_MEASURE, _BY_PILLAR, recommendation
from policeaudit.measures import MEASURES
from policeaudit.plan import Plan

# confirmed, unfounded, pending, not followed up among warnings; the same among the others
GOOD, BAD = [900, 100, 0, 0, 0, 0, 0, 4000], [600, 400, 0, 0, 0, 0, 0, 4000]


def advice(groups: dict[str, list[int]], folder: Path, id_: str = "C01.precision.origin.migrant.gap", **plan: object):
    return finding(assess_tally(plan_of(**plan), tally_of(groups), folder), id_)


@pytest.mark.parametrize(
    ("migrant", "en", "zh"),
    [
        (
            BAD,
            "about migrant are wrong more often than those about local",
            "涉migrant（中）预警为何比涉local（中）预警更常",
        ),
        (
            GOOD,
            "about local are wrong more often than those about migrant",
            "涉local（中）预警为何比涉migrant（中）预警更常",
        ),
    ],
)
def test_the_side_that_is_worse_off_is_named(migrant, en, zh, tmp_path):
    local = GOOD if migrant is BAD else BAD
    found = advice({"migrant": migrant, "local": local}, tmp_path)
    assert found.verdict == "action_needed"
    assert (found.gap.value > 0) == (migrant is BAD)
    assert en in found.recommendation.en
    assert zh in found.recommendation.zh


def test_by_when_is_said_only_where_the_plan_says_it(tmp_path):
    groups = {"migrant": BAD, "local": GOOD}
    without = advice(groups, tmp_path).recommendation
    assert "By when" not in without.en
    found = advice(groups, tmp_path, audit__action_days=90).recommendation
    assert found.en == f"{without.en} By when: within 90 days of the final report."
    assert found.zh.endswith("完成期限：自正式报告印发之日起90日内。")


def test_a_group_below_its_target_is_told_to_reach_it(tmp_path):
    limits = [limit("precision", target_percent=90)]
    found = advice({"migrant": BAD, "local": GOOD}, tmp_path, "C01.precision.origin.migrant.target", limits=limits)
    assert "so that migrant reach the target" in found.recommendation.en


def test_nothing_is_asked_where_nothing_was_found(tmp_path):
    none = advice({"migrant": BAD, "local": GOOD}, tmp_path, "C01.precision.origin.migrant.none", limits=[])
    assert (none.verdict, none.recommendation) == ("no_limit", None)
    big = [n * 100 for n in GOOD]
    clear = advice({"migrant": big, "local": big}, tmp_path)
    assert (clear.verdict, clear.recommendation) == ("no_concern", None)


def test_what_cannot_be_told_is_no_pass_and_watch_asks_for_no_change(tmp_path):
    few = advice({"migrant": [10, 5, 0, 0, 0, 0, 0, 9], "local": GOOD}, tmp_path)
    assert few.verdict == "cannot_tell"
    assert "that is not a pass" in few.recommendation.en
    watch = few.model_copy(update={"verdict": VerdictWord.WATCH})
    assert "asks for no change" in recommendation(watch, {}, None).en
    assert "recording outcomes" in recommendation(watch, {}, None).en
    for other in (
        {"measure": "selection_rate"},
        {"measure": "place_exposure"},
        {"pillar": "P4", "measure": "coverage"},
    ):
        told = recommendation(watch.model_copy(update=other), {}, None)
        assert "asks for no change" in told.en
        assert "outcomes" not in told.en


def test_a_finding_of_no_group_gets_the_words_of_its_area(tmp_path):
    found = advice({"migrant": BAD, "local": GOOD}, tmp_path)
    plan = Plan.model_validate(plan_of())
    for pillar, text in _BY_PILLAR.items():
        said = recommendation(found.model_copy(update={"pillar": pillar, "sensitive_feature": None}), {}, plan)
        assert said.en == text.en


def test_late_help_is_not_answered_with_a_staffed_channel(tmp_path):
    """Regression: response times and surveys got the words for people who are not reached by a service."""
    found = advice({"migrant": BAD, "local": GOOD}, tmp_path)
    for check, word in (("C11", "takes so long"), ("C25", "what lies behind their answers")):
        said = recommendation(
            found.model_copy(update={"check": check, "pillar": "P4", "sensitive_feature": None}),
            {},
            Plan.model_validate(plan_of()),
        )
        assert word in said.en


def test_every_pattern_is_about_a_measure_that_exists_and_names_both_sides():
    for name, text in _BY_MEASURE.items():
        assert name in MEASURES or name == "level_precision"
        assert "{worse}" in text.en
