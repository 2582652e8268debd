"""The questionnaire of ``norms/questions.json``: questions, norms and rules, in both languages."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from policeaudit.text import Text


@dataclass(frozen=True)
class Norm:
    """A law, standard or precedent that a question serves."""

    id: str
    title: Text
    status: str
    """``read``, or ``memory_certain``: known, the text not at hand. Always printed beside the title."""
    force_in_china: str
    """``law``, ``by_analogy``, ``guidance``, ``benchmark``, or ``source_plan``."""
    note: str
    """What the status leaves open, in English; empty where nothing."""


@dataclass(frozen=True)
class Question:
    """A question about process, with what counts as which answer."""

    id: str
    pillar: str
    key: bool
    """Whether a ``no`` alone makes its pillar need action."""
    question: Text
    evidence_wanted: Text
    yes_if: Text
    partly_if: Text
    not_applicable_if: Text | None
    """None where the question concerns every system."""
    norms: tuple[str, ...]
    checks: tuple[str, ...]


@dataclass(frozen=True)
class Questionnaire:
    """All questions in the order in which they are asked."""

    version: str
    pillars: dict[str, Text]
    answers: dict[str, Text]
    rules: tuple[Text, ...]
    defaults_note: Text
    norms: dict[str, Norm]
    questions: tuple[Question, ...]

    def question(self, id_: str) -> Question:
        """A question by id.

        Raises:
            KeyError: when there is none.
        """
        for question in self.questions:
            if question.id == id_:
                return question
        raise KeyError(id_)


@cache
def questionnaire() -> Questionnaire:
    """The questionnaire that comes with the tool."""
    raw = json.loads(files("policeaudit").joinpath("norms", "questions.json").read_text(encoding="utf-8"))
    rules = raw["rules"]
    return Questionnaire(
        version=raw["version"],
        pillars={part["id"]: _text(part) for part in raw["pillars"]},
        answers={part["id"]: _text(part) for part in raw["answer_options"]},
        rules=tuple(Text(en=en, zh=zh) for en, zh in zip(rules["en"], rules["zh"], strict=True)),
        defaults_note=Text(en=rules["defaults_note_en"], zh=rules["defaults_note_zh"]),
        norms={id_: _norm(id_, part) for id_, part in raw["norms"].items()},
        questions=tuple(_question(part) for part in raw["questions"]),
    )


def _text(part: dict[str, Any], name: str = "") -> Text:
    prefix = f"{name}_" if name else ""
    return Text(en=part[f"{prefix}en"], zh=part[f"{prefix}zh"])


def _norm(id_: str, part: dict[str, Any]) -> Norm:
    return Norm(id_, _text(part, "title"), part["status"], part["force_in_china"], part["note"])


def _question(part: dict[str, Any]) -> Question:
    return Question(
        id=part["id"],
        pillar=part["pillar"],
        key=part["key"],
        question=_text(part, "question"),
        evidence_wanted=_text(part, "evidence_wanted"),
        yes_if=_text(part, "yes_if"),
        partly_if=_text(part, "partly_if"),
        not_applicable_if=_text(part, "not_applicable_if") if part["not_applicable_if_en"] else None,
        norms=tuple(part["norms"]),
        checks=tuple(part["checks"]),
    )
