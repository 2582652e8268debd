"""What can go wrong, in both languages: what, where, why, and what to do next. One class per remedy.

PoliceauditError
├── UsageError   exit 2   the call is wrong: change the command
├── PlanError    exit 2   the plan is wrong: correct the plan (all mistakes at once)
│   └── RecordError       a file beside the plan is wrong: correct that file (all mistakes at once)
└── DataError    exit 3   the data can't be audited: correct the data, or declare what they are
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from policeaudit.text import Language, Text


@dataclass(frozen=True)
class Problem:
    """One mistake: where it stands and what to do about it."""

    where: str
    message: Text

    def line(self, lang: Language) -> str:
        """The problem in one line."""
        colon = ": " if lang == "en" else "："
        return f"{self.where}{colon}{self.message[lang]}"


class PoliceauditError(Exception):
    """Something that its reader can put right."""

    exit_code: ClassVar[int] = 2
    summary: ClassVar[Text]

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(problem.line("en") for problem in problems))
        self.problems = problems


class UsageError(PoliceauditError):
    """The call is wrong."""

    summary = Text(en="The command cannot be carried out.", zh="命令无法执行。")


class PlanError(PoliceauditError):
    """The plan is wrong; holds every mistake that was found."""

    summary = Text(en="The audit plan has mistakes. Nothing was audited.", zh="审计方案有误，未执行审计。")


class RecordError(PlanError):
    """A file beside the plan is wrong (replies, actions, answers); holds every mistake that was found."""

    summary = Text(en="A file has mistakes. Nothing was written.", zh="文件有误，未写入任何内容。")


class DataError(PoliceauditError):
    """The data can't be audited."""

    exit_code = 3
    summary = Text(
        en="The data cannot be audited as they are. Nothing was written.",
        zh="数据无法审计，未写入任何文件。",
    )
