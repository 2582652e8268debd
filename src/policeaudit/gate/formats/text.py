"""Plain text for a terminal or the log of a build."""

from __future__ import annotations

from pathlib import PurePath

from policeaudit.gate.decide import Decision, Entry
from policeaudit.gate.words import LABELS, parts, remarks, summary, title
from policeaudit.safe import for_log
from policeaudit.text import Language


def write(found: Decision, lang: Language, plan: PurePath) -> str:
    """The summary, then each entry that stops the delivery with what is said of it."""
    del plan  # the reader has just named it
    lines = [summary(found), *remarks(found)]
    told = [for_log(line[lang]) for line in lines]
    for number, entry in enumerate(found.stopping, 1):
        told += ["", *entry_lines(entry, lang, f"{number}. ")]
    return "\n".join(told) + "\n"


def entry_lines(entry: Entry, lang: Language, before: str = "") -> list[str]:
    """An entry, line by line."""
    colon = ": " if lang == "en" else "："
    return [
        before + for_log(title(entry)[lang]),
        *(f"   {LABELS[key][lang]}{colon}{for_log(text[lang])}" for key, text in parts(entry).items()),
    ]
