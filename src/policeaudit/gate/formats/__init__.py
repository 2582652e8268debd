"""The forms in which a gate's decision is written, one file each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath

from policeaudit.gate.decide import Decision
from policeaudit.gate.formats import github, json_form, junit, markdown, sarif, text
from policeaudit.text import Language

Writer = Callable[[Decision, Language, PurePath], str]
"""A decision, the language of its words, and the plan (as the call named it) in; the document out."""

FORMATS: dict[str, Writer] = {
    "text": text.write,
    "json": json_form.write,
    "junit": junit.write,
    "sarif": sarif.write,
    "markdown": markdown.write,
    "github": github.write,
}
