"""A figure of the evidence that an answer of the questionnaire can be held against."""

from __future__ import annotations

from dataclasses import dataclass

from policeaudit.text import Text

LOG = Text(en="the log", zh="日志")


@dataclass(frozen=True)
class Figure:
    """What is said where a question asks; ``holds`` says whether it bears a yes out, None: it decides nothing."""

    said: Text
    holds: bool | None
    n: int = 0
    source: Text = LOG
