"""Text from outside made safe to set: no control characters, no marks that turn the direction of a line."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from policeaudit.assessment.model import Assessment

# Bidirectional embeddings, overrides, isolates and marks; the markup isolates a label instead (<bdi>).
_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_UNWANTED = re.compile(f"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufeff\ufffe\uffff\ud800-\udfff{_BIDI}]")


def clean(assessment: Assessment) -> Assessment:
    """The same assessment with every text cleaned."""
    return Assessment.model_validate(_clean(assessment.model_dump(by_alias=True)))


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return _UNWANTED.sub("", value) if type(value) is str else value
    if isinstance(value, dict):
        return {k: _clean(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_clean(v) for v in value]
    return value


def width_of(text: str) -> int:
    """Columns a text takes: a Han character takes two, a combining mark none."""
    return sum(_width(character) for character in text)


def _width(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def cut(text: str, columns: int) -> str:
    """Shorten a text to so many columns, with an ellipsis."""
    if width_of(text) <= columns:
        return text
    kept, used = [], 1
    for character in text:
        used += _width(character)
        if used > columns:
            break
        kept.append(character)
    return "".join(kept).rstrip() + "…"
