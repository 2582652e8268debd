"""The glossary of a report: ``norms/glossary.toml``, both languages side by side."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from policeaudit.text import Text

Term = tuple[Text, Text]


@cache
def terms() -> tuple[Term, ...]:
    """Each term and its meaning, in the order of the English terms: both editions compare line by line."""
    text = files("policeaudit").joinpath("norms", "glossary.toml").read_text(encoding="utf-8")
    entries = [
        (Text(en=entry["en"], zh=entry["zh"]), Text(en=entry["meaning_en"], zh=entry["meaning_zh"]))
        for entry in tomllib.loads(text)["term"]
    ]
    return tuple(sorted(entries, key=lambda entry: entry[0].en.casefold()))
