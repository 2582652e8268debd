"""Reads the files that a plan's [record] names, before a log is opened."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from policeaudit.assessment.model import Assessment
from policeaudit.assessment.naming import system_key
from policeaudit.assessment.read import read_assessment
from policeaudit.assessment.record import RecordFile
from policeaudit.errors import PoliceauditError, Problem, RecordError
from policeaudit.plan import LoadedPlan
from policeaudit.plan.answers import LoadedAnswers, load_answers
from policeaudit.plan.parts import Break
from policeaudit.plan.record import (
    ActionsFile,
    Loaded,
    RepliesFile,
    load_actions,
    load_replies,
)
from policeaudit.text import Text

_Read = TypeVar("_Read")


@dataclass(frozen=True)
class Record:
    """What stands in the files beside a plan."""

    replies: Loaded[RepliesFile] | None = None
    actions: Loaded[ActionsFile] | None = None
    answers: LoadedAnswers | None = None
    previous: list[Assessment] = field(default_factory=list)
    files: list[RecordFile] = field(default_factory=list)
    as_of: dt.date | None = None
    main_features: list[str] = field(default_factory=list)
    breaks: list[Break] = field(default_factory=list)


def load_record(loaded: LoadedPlan) -> Record:
    """Read the files of a plan's [record], before a log is opened.

    Raises:
        RecordError: with every mistake in every one of them.
    """
    part, folder = loaded.plan.record, loaded.path.parent
    problems: list[Problem] = []

    def read(name: str | None, reader: Callable[[Path], _Read]) -> _Read | None:
        try:
            return reader(folder / name) if name is not None else None
        except PoliceauditError as error:
            problems.extend(error.problems)
            return None

    replies, actions = read(part.replies, load_replies), read(part.actions, load_actions)
    answers = read(part.answers, load_answers)
    read_back = [(name, read(name, read_assessment)) for name in part.previous]
    previous = [(name, each) for name, each in read_back if each is not None]
    for at, (name, each) in enumerate(previous):
        problems += [Problem(str(folder / name), text) for text in _unfit(each, previous[:at], loaded)]
    if problems:
        raise RecordError(*problems)
    files = [_earlier(folder / name) for name, _ in previous]
    if replies is not None:
        files.append(RecordFile(kind="replies", name=replies.path.name, sha256=replies.sha256))
    if actions is not None:
        files.append(RecordFile(kind="actions", name=actions.path.name, sha256=actions.sha256))
    if answers is not None:
        files.append(RecordFile(kind="answers", name=answers.path.name, sha256=answers.sha256))
    plan = loaded.plan
    main = [plan.features[i].name for i in plan.main_features]
    return Record(replies, actions, answers, [each for _, each in previous], files, part.as_of, main, plan.breaks)


_OTHER_SYSTEM = Text(
    en="is an audit of another system: {found}. If it is the same one, give both audits the same audit.system_id",
    zh="是另一系统的审计：{found}。如属同一系统，请为两次审计设定相同的audit.system_id",
)
_NOT_EARLIER = Text(
    en="its period ends on {day}, not before that of this audit", zh="其评估期间截至{day}，并不早于本次审计"
)
_SAME_AUDIT = Text(en="is named twice, or is this audit itself ({id})", zh="重复列出，或就是本次审计（{id}）")


def _unfit(earlier: Assessment, before: list[tuple[str, Assessment]], loaded: LoadedPlan) -> list[Text]:
    """Why an assessment cannot stand as an earlier one of this plan's system."""
    audit, mine = earlier.audit, loaded.plan.audit
    found = []
    if system_key(audit) != system_key(mine):
        found.append(_OTHER_SYSTEM.fill(found=audit.system.text))
    if audit.period_end >= mine.period.end:
        found.append(_NOT_EARLIER.fill(day=audit.period_end.isoformat()))
    if audit.id in [mine.id, *(each.audit.id for _, each in before)]:
        found.append(_SAME_AUDIT.fill(id=audit.id))
    return found


def _earlier(path: Path) -> RecordFile:
    path = path / "assessment.json" if path.is_dir() else path
    name = f"{path.parent.name}/{path.name}"
    return RecordFile(kind="previous", name=name, sha256=hashlib.sha256(path.read_bytes()).hexdigest())
