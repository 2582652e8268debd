"""What the limits of the log and those of tables have in common."""

from __future__ import annotations

import datetime as dt
from typing import Literal, Protocol

from policeaudit.text import Text

LimitForm = Literal["gap", "ratio", "target", "standard"]


class AnyLimit(Protocol):
    """A limit, of the log or of a table: what it limits, and who set it when."""

    @property
    def measure(self) -> str:
        """The name of the measure in the plan."""

    @property
    def kind(self) -> LimitForm:
        """What it limits: a gap, a ratio, a share to be reached, or a value in the unit of the measure."""

    @property
    def value(self) -> float:
        """The limit; points and percentages as fractions."""

    @property
    def set_by(self) -> Text:
        """Who set it."""

    @property
    def set_on(self) -> dt.date:
        """When."""
