"""GitHub's workflow commands: an annotation for each comparison that was not shown to be within its limit."""

from __future__ import annotations

from pathlib import PurePath

from policeaudit.assessment.model import VerdictWord
from policeaudit.gate.decide import Decision, Entry
from policeaudit.gate.words import in_one, remarks, summary, title
from policeaudit.safe import for_command, for_log, for_property
from policeaudit.text import Language


def write(found: Decision, lang: Language, plan: PurePath) -> str:
    """An error for what stops the delivery, a warning or a notice for what does not, then the summary."""
    lines = [
        _command(entry, lang, plan)
        for entry in found.entries
        if entry.verdict is not VerdictWord.NO_CONCERN or entry.stops
    ]
    return "\n".join([*lines, *(for_log(text[lang]) for text in (summary(found), *remarks(found)))]) + "\n"


def _command(entry: Entry, lang: Language, plan: PurePath) -> str:
    kind = "error" if entry.stops else "warning" if entry.verdict is VerdictWord.WATCH else "notice"
    properties = f"file={for_property(plan.as_posix())},line=1,title={for_property(title(entry)[lang])}"
    return f"::{kind} {properties}::{for_command(in_one(entry)[lang])}"
