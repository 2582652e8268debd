"""The negative list of ``norms/negative_list.toml``: uses and inputs that are forbidden or need a reason."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal

from policeaudit.text import Text


@dataclass(frozen=True)
class Entry:
    """A use of the system, or an input to its scores."""

    id: str
    kind: Literal["use", "input"]
    ban: Literal["forbidden", "needs_reason"]
    """``needs_reason``: allowed only where its need and its safeguards are written down."""
    what: Text
    why: Text
    norms: tuple[str, ...]
    """Ids of norms in the questionnaire; their status and force are printed beside them."""


@cache
def negative_list() -> tuple[Entry, ...]:
    """All entries, uses first."""
    text = files("policeaudit").joinpath("norms", "negative_list.toml").read_text(encoding="utf-8")
    return tuple(
        Entry(
            part["id"],
            part["kind"],
            part["ban"],
            Text(en=part["what_en"], zh=part["what_zh"]),
            Text(en=part["why_en"], zh=part["why_zh"]),
            tuple(part["norms"]),
        )
        for part in tomllib.loads(text)["entry"]
    )
