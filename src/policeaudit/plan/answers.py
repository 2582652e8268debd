"""The filled questionnaire: a TOML table of answers, checked, and what it says of each pillar's process.

The rules are those that the questionnaire prints: a yes without evidence that an auditor saw is no evidence, and no
evidence and no answer count as no. What comes out is a verdict on process alone. It takes no measured result and is
never set off against one: a report shows both, and the pillar takes the worse.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import textwrap
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, ValidationError, model_validator

from policeaudit.errors import PlanError, Problem, UsageError
from policeaudit.norms.questionnaire import Question, Questionnaire, questionnaire
from policeaudit.plan.parts import _Part, problem
from policeaudit.plan.read import MAX_PLAN_BYTES, _explain, _key, _near
from policeaudit.text import Language, Text

Given = Literal["yes", "partly", "no", "not_applicable"]
Counted = Literal["yes", "partly", "no", "not_applicable", "no_evidence", "not_answered"]
ProcessVerdict = Literal["action_needed", "watch", "no_concern", "not_assessed"]
AS_NO: tuple[Counted, ...] = ("no", "no_evidence", "not_answered")

COUNTED: dict[Counted, Text] = {
    "yes": Text(en="Yes", zh="是"),
    "partly": Text(en="Partly", zh="部分"),
    "no": Text(en="No", zh="否"),
    "not_applicable": Text(en="Not applicable", zh="不适用"),
    "no_evidence": Text(en="No evidence", zh="无证据"),
    "not_answered": Text(en="Not answered", zh="未作答"),
}


class Evidence(_Part):
    """A document or record that supports an answer."""

    ref: str = Field(min_length=1, description="link or file")
    date: dt.date
    sha256: str | None = Field(default=None, description="of a file")

    @model_validator(mode="after")
    def _is_digest(self) -> Self:
        digest = self.sha256
        if digest is not None and not (len(digest) == 64 and set(digest) <= set("0123456789abcdef")):
            raise problem("sha256 must be 64 digits 0-9, a-f", "sha256应为64位0-9、a-f字符")
        return self


def _blank_is_none(value: Any) -> Any:
    return None if isinstance(value, str) and not value.strip() else value


class Answer(_Part):
    """The answer to one question; an empty one is not answered."""

    answer: Annotated[Given | None, BeforeValidator(_blank_is_none)] = None
    evidence: list[Evidence] = Field(default=[])
    evidence_seen_by: Annotated[str | None, BeforeValidator(_blank_is_none)] = Field(
        default=None, description="role of the auditor who saw the evidence"
    )
    reason: Annotated[str | None, BeforeValidator(_blank_is_none)] = Field(
        default=None, description="why no or not applicable"
    )
    operator_comment: Annotated[str | None, BeforeValidator(_blank_is_none)] = Field(
        default=None, description="the operator's reply, printed unedited"
    )

    @property
    def counted(self) -> Counted:
        """What the answer counts as."""
        if self.answer is None:
            return "not_answered"
        unsupported = not self.evidence or self.evidence_seen_by is None
        return "no_evidence" if self.answer in ("yes", "partly") and unsupported else self.answer


class Answers(_Part):
    """A filled questionnaire."""

    questionnaire: str = Field(description="the version of the questionnaire")
    answered_by: Text | None = None
    answered_on: dt.date | None = None
    answers: dict[str, Answer]

    def of(self, question: Question) -> Answer:
        """The answer to a question, an empty one where there is none."""
        return self.answers.get(question.id, Answer())


@dataclass(frozen=True)
class LoadedAnswers:
    """A filled questionnaire with where it came from and its digest."""

    answers: Answers
    path: Path
    sha256: str


@dataclass(frozen=True)
class PillarProcess:
    """What the answers say of a pillar's process."""

    pillar: str
    verdict: ProcessVerdict
    counted: dict[str, Counted]
    """What each of its questions counts as."""


def process_verdicts(answers: Answers) -> list[PillarProcess]:
    """The verdict on each pillar's process, by the rules of the questionnaire.

    Any key question no: Action needed. Any key question partly, or more than one in four of the others no: Watch. Where
    no question applies: Not assessed.
    """
    asked = questionnaire()
    return [_pillar(pillar, [q for q in asked.questions if q.pillar == pillar], answers) for pillar in asked.pillars]


def _pillar(pillar: str, questions: list[Question], answers: Answers) -> PillarProcess:
    counted = {question.id: answers.of(question).counted for question in questions}
    applicable = [question for question in questions if counted[question.id] != "not_applicable"]
    key = [counted[question.id] for question in applicable if question.key]
    others = [counted[question.id] for question in applicable if not question.key]
    verdict: ProcessVerdict = "no_concern"
    if not applicable:
        verdict = "not_assessed"
    elif any(one in AS_NO for one in key):
        verdict = "action_needed"
    elif "partly" in key or 4 * sum(one in AS_NO for one in others) > len(others):
        verdict = "watch"
    return PillarProcess(pillar, verdict, counted)


def load_answers(path: Path) -> LoadedAnswers:
    """Read and check a filled questionnaire.

    Raises:
        UsageError: when the file can't be read.
        PlanError: with every mistake that it holds.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        message = Text(en="the answers cannot be read: {why}", zh="无法读取问卷答案：{why}")
        raise UsageError(Problem(str(path), message.fill(why=error.strerror or "?"))) from None
    if len(content) > MAX_PLAN_BYTES:
        message = Text(en="these are no answers: the file is larger than 1 MB", zh="文件超过1 MB，不是问卷答案")
        raise PlanError(Problem(str(path), message))
    try:
        raw = tomllib.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        message = Text(en="not valid TOML in UTF-8: {why}", zh="不是有效的UTF-8编码TOML文件：{why}")
        raise PlanError(Problem(str(path), message.fill(why=str(error)))) from None
    problems = [*_field_problems(raw), *_question_problems(raw, questionnaire())]
    if problems:
        raise PlanError(*(Problem(f"{path}: {where}", text) for where, text in problems))
    return LoadedAnswers(Answers.model_validate(raw), path, hashlib.sha256(content).hexdigest())


def _field_problems(raw: dict[str, Any]) -> Iterator[tuple[str, Text]]:
    try:
        Answers.model_validate(raw)
    except ValidationError as error:
        for detail in error.errors():
            yield _key(detail["loc"]), _explain(detail)


_UNKNOWN_QUESTION = Text(en="is no question of this questionnaire{near}", zh="不是本问卷中的问题{near}")
_OTHER_VERSION = Text(
    en="is “{found}”; this tool asks version “{known}”: write the form anew and copy the answers that still fit",
    zh="为“{found}”，本工具的问卷版本为“{known}”：请重新生成表格，并填入仍适用的答案",
)
_ALWAYS_APPLIES = Text(
    en="the question concerns every system: “not applicable” is no answer to it",
    zh="该问题适用于所有系统，不能答“不适用”",
)
_NO_REASON = Text(en="“not applicable” needs a written reason", zh="答“不适用”须书面说明理由（reason）")


def _question_problems(raw: dict[str, Any], asked: Questionnaire) -> Iterator[tuple[str, Text]]:
    version = raw.get("questionnaire")
    if isinstance(version, str) and version != asked.version:
        yield "questionnaire", _OTHER_VERSION.fill(found=version[:40], known=asked.version)
    known = [question.id for question in asked.questions]
    answers = raw.get("answers")
    for id_, answer in (answers if isinstance(answers, dict) else {}).items():
        if id_ not in known:
            yield f"answers.{id_}", _UNKNOWN_QUESTION.fill(near=_near(id_, known))
        elif isinstance(answer, dict) and answer.get("answer") == "not_applicable":
            if asked.question(id_).not_applicable_if is None:
                yield f"answers.{id_}.answer", _ALWAYS_APPLIES
            elif not str(answer.get("reason", "")).strip():
                yield f"answers.{id_}.reason", _NO_REASON


_HEAD = Text(
    en="The questionnaire of policeaudit, version {version}. Fill in, and name this file in the audit plan.",
    zh="policeaudit程序核查问卷，版本{version}。请填写，并在审计方案中引用本文件。",
)
_FIELDS = Text(
    en=(
        "answer: yes, partly, no or not_applicable; empty is not answered. evidence: one entry for each document, as "
        "below. evidence_seen_by: role of the auditor who saw it. reason: why no or not applicable. operator_comment: "
        "the operator's reply, printed unedited."
    ),
    zh=(
        "answer：填yes（是）、partly（部分）、no（否）或not_applicable（不适用），留空为未作答。evidence：每份材料一项，写法见下。"
        "evidence_seen_by：查验证据的审计人员岗位。reason：答“否”或“不适用”的理由。operator_comment：运用单位意见，原文刊载。"
    ),
)
_EXAMPLE = '#   evidence = [{ ref = "minutes.pdf", date = 2022-11-03, sha256 = "…" }]'
_KEY = Text(en="(key question)", zh="（关键问题）")
_PARTS = (
    ("evidence_wanted", Text(en="Evidence", zh="证据")),
    ("yes_if", Text(en="Yes if", zh="符合以下情形答“是”")),
    ("partly_if", Text(en="Partly if", zh="符合以下情形答“部分”")),
    ("not_applicable_if", Text(en="Not applicable if", zh="符合以下情形答“不适用”")),
)


def blank_form(lang: Language) -> str:
    """The questionnaire as a TOML file to be filled in, its questions in one language as comments."""
    asked = questionnaire()
    lines = [*_comment(_HEAD.fill(version=asked.version)[lang], lang), *_comment(_FIELDS[lang], lang), _EXAMPLE]
    lines += [line for text in (*asked.rules, asked.defaults_note) for line in _comment(text[lang], lang)]
    lines += ["", f'questionnaire = "{asked.version}"', ""]
    for pillar, name in asked.pillars.items():
        lines += [*_comment(f"==== {pillar} {name[lang]}", lang), ""]
        for question in (q for q in asked.questions if q.pillar == pillar):
            lines += [*_asked(question, lang), f"[answers.{question.id}]", 'answer = ""', "evidence = []"]
            lines += ['evidence_seen_by = ""', 'reason = ""', 'operator_comment = ""', ""]
    return "\n".join(lines)


def _asked(question: Question, lang: Language) -> list[str]:
    gap = " " if lang == "en" else ""
    lines = _comment(f"{question.id} {question.question[lang]}{gap + _KEY[lang] if question.key else ''}", lang)
    for field, label in _PARTS:
        text: Text | None = getattr(question, field)
        if text is not None:
            lines += _comment(f"{label[lang]}{': ' if lang == 'en' else '：'}{text[lang]}", lang)
    return lines


def _comment(text: str, lang: Language) -> list[str]:
    # Chinese is left to the editor: textwrap would break words of Latin letters and begin lines with punctuation
    return [f"# {line}" for line in (textwrap.wrap(text, 110) if lang == "en" else [text])]
