"""The crosswalk: typed, complete, nothing unsure, the same articles in both languages."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from lab import arabic
from policeaudit.checks import all_checks
from policeaudit.norms.crosswalk import _crosswalk, duties, served_by
from policeaudit.text import Text

NORMS = {norm.id: norm for served in _crosswalk().values() for norm in served.norms}


def numbers(text: str) -> Counter[str]:
    return Counter(re.findall(r"\d+", arabic(text)))


@pytest.mark.parametrize("check", all_checks(), ids=lambda check: check.id)
def test_every_check_stands_in_the_crosswalk(check):
    assert check.id in _crosswalk()


@pytest.mark.parametrize("norm", NORMS.values(), ids=lambda norm: norm.id)
def test_a_norm_is_known_and_says_the_same_in_both_languages(norm):
    assert norm.mark in ("R", "R-part", "M")
    assert (norm.column == "china") == (norm.force != "yardstick")
    for text in (norm.code, norm.says):
        assert not re.search("[\u3400-\u9fff]", text.en)
        assert not re.search(r"[\u3400-\u9fff][,;?()!:]|[,;?()!:][\u3400-\u9fff]", text.zh)
    assert numbers(norm.code.en) == numbers(norm.code.zh)


def test_articles_that_are_law_in_china_are_those_of_the_research():
    ours = [norm.code.en for norm in served_by("C01").norms if norm.force == "law"]
    assert ours == ["PIPL Art. 24", "PIPL Art. 8"]
    assert {norm.id for norm in served_by("C15").norms if norm.force == "law"} == {"STAT-7", "INSPECT-4"}


def test_checks_without_a_legal_norm_are_targets_of_policy():
    assert [id_ for id_, served in _crosswalk().items() if served.policy_target] == [
        "C10",
        "C14",
        "C16",
        "C24",
        "C25",
        "C30",
    ]
    assert not [n for n in served_by("C14").norms if n.column == "china"]
    assert served_by("C99").policy_target
    assert served_by("C99").norms == ()


def test_duties_have_both_languages_and_sections_that_a_report_can_have():
    known = {"system", "figures", "method", "questions", "actions", *(f"P{i}" for i in range(1, 7))}
    assert len(duties()) == 6
    for each in duties():
        assert isinstance(each.duty, Text)
        assert set(each.sections) <= known
