"""The questionnaire and the negative list: complete in both languages, and every norm that is named exists."""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from typing import Any

import pytest

from policeaudit.norms.negative_list import negative_list
from policeaudit.norms.questionnaire import questionnaire
from policeaudit.text import Text

HAN = re.compile(r"[\u3400-\u9fff]")
ASKED = questionnaire()


def texts(value: Any) -> list[Text]:
    if isinstance(value, Text):
        return [value]
    if isinstance(value, dict):
        return [t for part in value.values() for t in texts(part)]
    if isinstance(value, tuple):
        return [t for part in value for t in texts(part)]
    if dataclasses.is_dataclass(value):
        return [t for field in dataclasses.fields(value) for t in texts(getattr(value, field.name))]
    return []


def test_forty_five_questions_in_six_pillars() -> None:
    pillars = Counter(question.pillar for question in ASKED.questions)
    assert pillars == {"P1": 8, "P2": 9, "P3": 7, "P4": 6, "P5": 7, "P6": 8}
    assert list(ASKED.pillars) == sorted(pillars)
    assert sum(question.key for question in ASKED.questions) == 18
    assert len({question.id for question in ASKED.questions}) == 45


@pytest.mark.parametrize("part", [*ASKED.questions, *negative_list()], ids=lambda part: part.id)
def test_what_a_reader_sees_reads_as_its_language(part: Any) -> None:
    found = texts(part)
    assert len(found) >= 2
    for each in found:
        assert HAN.search(each.zh)
        assert not HAN.search(each.en)
        assert not re.search(r"[,;?!]", re.sub(r"[A-Za-z0-9.,;?! \-]{4,}", "", each.zh)), each.zh


def test_every_norm_that_is_named_is_described_with_its_status() -> None:
    for part in (*ASKED.questions, *negative_list()):
        assert part.norms
        assert set(part.norms) <= ASKED.norms.keys(), part.id
    for norm in ASKED.norms.values():
        assert norm.status in ("read", "memory_certain")
        assert norm.force_in_china in ("law", "by_analogy", "guidance", "benchmark", "source_plan")


def test_an_unknown_question_is_no_question() -> None:
    assert ASKED.question("AF-01").key
    with pytest.raises(KeyError):
        ASKED.question("XX-01")


def test_the_negative_list_has_uses_and_inputs() -> None:
    entries = negative_list()
    assert len({entry.id for entry in entries}) == len(entries)
    assert {(entry.kind, entry.ban) for entry in entries} == {
        (kind, ban) for kind in ("use", "input") for ban in ("forbidden", "needs_reason")
    }
    # nothing rests on an analogy or on the plan alone
    for entry in entries:
        force = {ASKED.norms[norm].force_in_china for norm in entry.norms}
        assert force <= {"law", "guidance", "benchmark"}
