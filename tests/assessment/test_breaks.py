"""Breaks between two audits: each planted change is found, named in both languages, and concerns the gaps that it should."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from lab import assess_tally, finding, group, limit, plan_of, tally_of, words
from policeaudit.assessment.breaks import breaks
from policeaudit.assessment.model import Assessment
from policeaudit.compare.words import cautions

GROUPS = {"migrant": [600, 400, 0, 0, 0, 0, 0, 4000], "local": [900, 100, 0, 0, 0, 0, 0, 4000]}
ID = "C01.precision.origin.migrant.gap"
NEXT = {"audit__period": {"start": dt.date(2023, 1, 1), "end": dt.date(2023, 3, 31)}}
ORIGIN = {"name": "origin", "column": "origin", "label": words("Origin", "来源")}


@pytest.fixture(scope="module")
def audited(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("breaks")

    def made(**changes: Any) -> Assessment:
        return assess_tally(plan_of(**changes), tally_of(GROUPS), folder)

    return made


def versions(assessment: Assessment, *values: str) -> Assessment:
    found = [{"value": value, "rows": 10, "alerts": 1} for value in values]
    document = assessment.model_dump(mode="json", by_alias=True)
    document["intake"]["versions"] = found
    return Assessment.model_validate(document)


def told(before: Assessment, after: Assessment) -> list[tuple[str, str, str, str]]:
    return [(each.kind, each.what.en, each.was.en, each.now.en) for each in breaks(before, after)]


def test_nothing_changed_is_no_break(audited):
    assert breaks(audited(), audited(**NEXT)) == []


def test_a_new_model_version_breaks_every_gap_also_where_both_versions_ran(audited):
    old, both, new = (
        versions(audited(), "v1"),
        versions(audited(**NEXT), "v1", "v2"),
        versions(audited(**NEXT), "v2"),
    )
    assert told(old, new) == [("versions", "Model version", "v1", "v2")]
    assert told(old, both) == [("versions", "Model version", "v1", "v1 and v2")]
    assert told(audited(), new) == [("versions", "Model version", "not recorded", "v2")]
    (found,) = breaks(old, new)
    assert found.concerns(finding(old, ID), finding(new, ID))
    assert found.concerns(None, finding(new, ID))


def test_another_meaning_of_confirmed_breaks_every_gap(audited):
    old, new = audited(), audited(**NEXT, audit__outcome_meaning=words("an arrest", "抓获"))
    assert told(old, new) == [("outcome_meaning", "What counts as confirmed", "not stated", "an arrest")]
    assert breaks(old, new)[0].concerns(finding(old, ID), finding(new, ID))
    assert [each.en for each in cautions(old, new)] == ["What counts as confirmed differs."]


def test_another_cut_of_the_score_breaks_every_gap(audited):
    old, new = (
        audited(columns__score={"column": "score", "alert_from": cut}, columns__alert=None, **more)
        for cut, more in ((0.5, {}), (0.7, NEXT))
    )
    kinds = [each.kind for each in breaks(old, new)]
    assert kinds == ["alert_rule"]
    assert "0.5" in breaks(old, new)[0].was.en
    assert "0.7" in breaks(old, new)[0].now.zh


def test_a_level_more_breaks_every_gap(audited):
    def levels(*names: str) -> dict[str, Any]:
        known = [{"id": name, "values": [name], "label": words(name)} for name in names]
        level = {"column": "level", "alert_from": "high", "levels": known}
        return {"columns__level": level, "columns__alert": None}

    old, new = audited(**levels("high", "top")), audited(**levels("high", "higher", "top"), **NEXT)
    assert told(old, new) == [("levels", "Warning levels", "high and top", "high, higher and top")]


def test_other_groups_break_only_the_gaps_of_their_feature(audited):
    coded = {**ORIGIN, "reference": "local", "groups": [group("migrant"), group("local"), group("abroad")]}
    other = {"name": "sex", "column": "sex", "label": words("Sex", "性别"), "groups": [group("women"), group("men")]}
    old = audited(features=[{**coded, "groups": coded["groups"][:2]}, other])
    new = audited(features=[coded, other], **NEXT)
    (found,) = breaks(old, new)
    assert found.what.zh == "“来源”的群体划分"
    assert found.was.en == "migrant and local (compared with: local)"
    assert found.now.en == "migrant, local and abroad (compared with: local)"
    about = finding(new, ID)
    assert found.concerns(finding(old, ID), about)
    for feature, is_so in (("origin*sex", True), ("origin@high", True), ("sex", False), (None, False)):
        assert found.concerns(None, about.model_copy(update={"sensitive_feature": feature})) is is_so


def test_another_reference_group_is_another_coding(audited):
    old = audited()
    new = audited(features=[{**ORIGIN, "reference": "migrant", "groups": [group("migrant"), group("local")]}], **NEXT)
    assert [each.kind for each in breaks(old, new)] == ["groups"]


def test_a_limit_breaks_the_findings_that_are_held_against_it(audited):
    old, new = audited(), audited(limits=[limit("precision", gap_points=3)], **NEXT)
    (found,) = breaks(old, new)
    assert (found.what.zh, found.was.zh, found.now.en) == ("限值：预警准确率（查准率）", "5.0个百分点", "3.0 points")
    one, other = finding(old, ID), finding(new, ID)
    assert found.concerns(one, other)
    assert not found.concerns(one, one)
    assert not found.concerns(*(each.model_copy(update={"measure": "recall"}) for each in (one, other)))


def test_other_rules_are_told_and_break_no_gap(audited):
    old, new = audited(), audited(rules={"min_n": 50}, **NEXT)
    assert told(old, new) == [("rules", "Statistical rules", "min_n = 30", "min_n = 50")]
    assert not breaks(old, new)[0].concerns(finding(old, ID), finding(new, ID))


@pytest.mark.parametrize("start", [dt.date(2023, 2, 1), dt.date(2022, 12, 1)], ids=["a month left out", "overlapping"])
def test_periods_that_do_not_follow_each_other_are_not_joined(audited, start):
    new = audited(audit__period={"start": start, "end": dt.date(2023, 3, 31)})
    (found,) = breaks(audited(), new)
    assert (found.kind, found.was.en) == ("period", "until 31 December 2022")
    assert found.concerns(finding(new, ID), finding(new, ID))
