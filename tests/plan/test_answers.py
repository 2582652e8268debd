"""Filled questionnaires: the printed rules hold, mistakes are told at once, and the blank form can be read again."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest

from lab import to_toml
from policeaudit.errors import PlanError, UsageError
from policeaudit.norms.questionnaire import questionnaire
from policeaudit.plan.answers import Answers, blank_form, load_answers, process_verdicts
from policeaudit.text import Language

ASKED = questionnaire()
SEEN = {
    "evidence": [{"ref": "minutes.pdf", "date": dt.date(2022, 11, 3), "sha256": "a" * 64}],
    "evidence_seen_by": "auditor",
}
YES = {"answer": "yes", **SEEN}
KEYS = [question.id for question in ASKED.questions if question.key and question.pillar == "P1"]
OTHERS = [question.id for question in ASKED.questions if not question.key and question.pillar == "P1"]


def answers(**changes: Any) -> Answers:
    """All answered yes with evidence; ``DS_01={...}`` changes one answer."""
    given = {question.id: dict(YES) for question in ASKED.questions}
    given |= {name.replace("_", "-"): answer for name, answer in changes.items()}
    return Answers.model_validate({"questionnaire": ASKED.version, "answers": given})


def p1(found: Answers) -> str:
    return process_verdicts(found)[0].verdict


def mistakes(raw: dict[str, Any], folder: Path) -> dict[str, str]:
    path = folder / "answers.toml"
    path.write_text(to_toml(raw), encoding="utf-8")
    with pytest.raises(PlanError) as caught:
        load_answers(path)
    for problem in caught.value.problems:
        assert re.search(r"[\u3400-\u9fff]", problem.message.zh)
    return {p.where.removeprefix(f"{path}: "): p.message.en for p in caught.value.problems}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_blank_form_asks_everything_and_is_all_unanswered(lang: Language, tmp_path: Path) -> None:
    form = blank_form(lang)
    (tmp_path / "answers.toml").write_text(form, encoding="utf-8")
    loaded = load_answers(tmp_path / "answers.toml")
    assert list(loaded.answers.answers) == [question.id for question in ASKED.questions]
    assert {c for pillar in process_verdicts(loaded.answers) for c in pillar.counted.values()} == {"not_answered"}
    assert {pillar.verdict for pillar in process_verdicts(loaded.answers)} == {"action_needed"}
    flat = re.sub(r"\s*\n?# ?|\s+", " ", form)
    for question in ASKED.questions:
        assert question.question[lang] in flat
        assert question.yes_if[lang] in flat


def test_a_yes_without_evidence_that_was_seen_is_no_evidence() -> None:
    for answer in (
        {"answer": "yes"},
        {"answer": "yes", "evidence": SEEN["evidence"]},
        {"answer": "yes", "evidence": SEEN["evidence"], "evidence_seen_by": "  "},
        {"answer": "yes", "evidence_seen_by": "auditor"},
        {"answer": "partly"},
    ):
        found = answers(DS_02=answer)
        assert process_verdicts(found)[0].counted["DS-02"] == "no_evidence"
        assert p1(found) == "action_needed"


def test_the_worst_key_question_decides() -> None:
    assert p1(answers()) == "no_concern"
    assert p1(answers(DS_02={"answer": "partly", **SEEN})) == "watch"
    assert p1(answers(DS_02={"answer": "no"})) == "action_needed"
    assert p1(answers(DS_02={})) == "action_needed"
    assert p1(answers(DS_02={"answer": "partly", **SEEN}, DS_04={"answer": "no"})) == "action_needed"


def test_more_than_one_in_four_of_the_others_is_watched() -> None:
    assert OTHERS == ["DS-01", "DS-03", "DS-06", "DS-08"]
    assert p1(answers(DS_01={"answer": "no"})) == "no_concern"  # one in four is not more than one in four
    assert p1(answers(DS_01={"answer": "no"}, DS_03={"answer": "no"})) == "watch"
    assert p1(answers(DS_01={"answer": "no"}, DS_06={"answer": "not_applicable", "reason": "no cameras"})) == "watch"
    assert p1(answers(DS_01={"answer": "partly", **SEEN}, DS_03={"answer": "partly", **SEEN})) == "no_concern"


def test_a_pillar_whose_questions_do_not_apply_is_not_assessed() -> None:
    away = {"answer": "not_applicable", "reason": "x"}
    found = answers(**{id_.replace("-", "_"): away for id_ in (*KEYS, *OTHERS)})
    assert p1(found) == "not_assessed"


def test_a_sound_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "answers.toml"
    raw = {
        "questionnaire": ASKED.version,
        "answers": {"DS-01": YES, "DS-06": {"answer": "not_applicable", "reason": "none"}},
    }
    path.write_text(to_toml(raw), encoding="utf-8")
    loaded = load_answers(path)
    assert loaded.answers.of(ASKED.question("DS-01")).counted == "yes"
    assert loaded.answers.of(ASKED.question("DS-06")).counted == "not_applicable"
    assert loaded.answers.of(ASKED.question("DS-07")).counted == "not_answered"
    assert len(loaded.sha256) == 64


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    found = mistakes(
        {
            "questionnaire": "9.9",
            "answers": {
                "DS-99": {"answer": "yes"},
                "DS-01": {"answer": "maybe"},
                "DS-02": {"answer": "not_applicable", "reason": "we do not want to"},
                "DS-03": {"answer": "no", "excuse": "x"},
                "DS-05": {"answer": "yes", "evidence": [{"ref": "x", "date": "today", "sha256": "abc"}]},
                "DS-06": {"answer": "not_applicable", "reason": " "},
                "DS-07": {"answer": "yes", "evidence": [{"ref": "x", "date": dt.date(2022, 1, 1), "sha256": "abc"}]},
            },
        },
        tmp_path,
    )
    assert "did you mean “DS-0" in found.pop("answers.DS-99")
    assert "yes, partly, no, not_applicable" in found.pop("answers.DS-01.answer")
    assert "every system" in found.pop("answers.DS-02.answer")
    assert "not known" in found.pop("answers.DS-03.excuse")
    assert "write a date" in found.pop("answers.DS-05.evidence[1].date")
    assert "written reason" in found.pop("answers.DS-06.reason")
    assert "64 digits" in found.pop("answers.DS-07.evidence[1]")
    assert "version" in found.pop("questionnaire")
    assert not found


def test_a_file_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        load_answers(tmp_path / "none.toml")
    path = tmp_path / "answers.toml"
    for content in (b"= 1", b"\xff\xfe", b"#" * 1_000_001):
        path.write_bytes(content)
        with pytest.raises(PlanError):
            load_answers(path)
    assert "answers" in mistakes({"questionnaire": ASKED.version}, tmp_path)
    assert "answers" in mistakes({"questionnaire": ASKED.version, "answers": [1]}, tmp_path)
