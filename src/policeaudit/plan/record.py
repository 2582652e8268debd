"""The files beside a plan: the operator's replies and the register of corrective actions."""

from __future__ import annotations

import datetime as dt
import hashlib
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, Literal, Self, TypeVar

from pydantic import BaseModel, Field, model_validator

from policeaudit.errors import Problem, RecordError, UsageError
from policeaudit.plan.parts import _Part, problem
from policeaudit.plan.read import MAX_PLAN_BYTES, _near, field_problems
from policeaudit.text import Language, Text

MOST_CHARACTERS = 20_000
"""Characters that a reply may have: it is printed in full."""


class ReplyPart(_Part):
    """The reply to one finding; an empty one is no reply."""

    finding: str = Field(description="id of the finding")
    reply: str = Field(default="", max_length=MOST_CHARACTERS, description="printed unedited")
    received_on: dt.date | None = None
    language: Language | None = Field(default=None, description="in which it is written; none: that of the plan")
    comment: Text | None = Field(default=None, description="the auditor's comment on the reply")

    @model_validator(mode="after")
    def _comment_on_something(self) -> Self:
        if self.comment is not None and not self.reply.strip():
            raise problem("a comment needs a reply to comment on", "有评估单位意见（comment）而无答复（reply）")
        return self


class RepliesFile(_Part):
    """What the operator says of the findings."""

    sent_on: dt.date | None = Field(default=None, description="when the draft went to the operator")
    reply_by: dt.date | None = Field(default=None, description="none: the plan's reply_days after sent_on")
    reply: list[ReplyPart] = Field(default=[])

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.sent_on is None:
            return self
        for name, day in (("reply_by", self.reply_by), *((r.finding, r.received_on) for r in self.reply)):
            if day is not None and day < self.sent_on:
                raise problem(
                    "{name}: {day} lies before the draft was sent ({sent})",
                    "{name}：{day}早于征求意见稿的送交日期（{sent}）",
                    name=name[:80],
                    day=str(day),
                    sent=str(self.sent_on),
                )
        return self


class ActionPart(_Part):
    """A corrective action for one finding."""

    finding: str = Field(description="id of the finding")
    action: Text
    owner_role: Text = Field(description="the post that answers for it, never a name")
    severity: Literal["high", "medium", "low"] | None = None
    due: dt.date
    evidence: str | None = Field(default=None, min_length=1, max_length=500, description="link or file")
    done_on: dt.date | None = Field(default=None, description="said to be done; only a new audit closes a finding")
    accepted_by: Text | None = Field(default=None, description="the body that accepts the risk instead")


class ActionsFile(_Part):
    """The register of corrective actions of a system."""

    action: list[ActionPart] = Field(default=[])


Content = TypeVar("Content", bound=BaseModel)


@dataclass(frozen=True)
class Loaded(Generic[Content]):
    """A file beside the plan, with its name and digest."""

    content: Content
    path: Path
    sha256: str


def load_replies(path: Path) -> Loaded[RepliesFile]:
    """Read the replies.

    Raises:
        UsageError: when the file can't be read.
        RecordError: with every mistake that it holds.
    """
    return _load(path, RepliesFile, "reply", once=True)


def load_actions(path: Path) -> Loaded[ActionsFile]:
    """Read the register of corrective actions.

    Raises:
        UsageError: when the file can't be read.
        RecordError: with every mistake that it holds.
    """
    return _load(path, ActionsFile, "action", once=False)


def refuse_unknown_findings(path: Path, key: str, named: Iterable[str], known: Iterable[str]) -> None:
    """Every finding that a file names must exist.

    Raises:
        RecordError: with every one that does not.
    """
    known = list(known)
    found = [
        Problem(f"{path}: {key}[{i}].finding", _UNKNOWN.fill(name=name[:80], near=_near(name, known, listed=True)))
        for i, name in enumerate(named, 1)
        if name not in known
    ]
    if found:
        raise RecordError(*found)


_UNKNOWN = Text(
    en="is “{name}”, which is no finding of this audit or of the earlier ones{near}",
    zh="为“{name}”，本次及以前的审计均无此项评估发现{near}",
)
_TWICE = Text(en="“{name}” has a reply already", zh="“{name}”已有答复")


def _load(path: Path, model: type[Content], key: str, *, once: bool) -> Loaded[Content]:
    try:
        content = path.read_bytes()
    except OSError as error:
        message = Text(en="cannot be read: {why}", zh="无法读取：{why}")
        raise UsageError(Problem(str(path), message.fill(why=error.strerror or "?"))) from None
    if len(content) > MAX_PLAN_BYTES:
        raise RecordError(Problem(str(path), Text(en="is larger than 1 MB", zh="超过1 MB")))
    try:
        raw = tomllib.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        message = Text(en="not valid TOML in UTF-8: {why}", zh="不是有效的UTF-8编码TOML文件：{why}")
        raise RecordError(Problem(str(path), message.fill(why=str(error)))) from None
    problems = [*field_problems(raw, model), *(_repeats(raw, key) if once else ())]
    if problems:
        raise RecordError(*(Problem(f"{path}: {where}", text) for where, text in problems))
    return Loaded(model.model_validate(raw), path, hashlib.sha256(content).hexdigest())


def _repeats(raw: dict[str, Any], key: str) -> Iterator[tuple[str, Text]]:
    seen: set[str] = set()
    parts = raw.get(key)
    for i, part in enumerate(parts if isinstance(parts, list) else [], 1):
        name = part.get("finding") if isinstance(part, dict) else None
        if isinstance(name, str):
            if name in seen:
                yield f"{key}[{i}].finding", _TWICE.fill(name=name[:80])
            seen.add(name)
