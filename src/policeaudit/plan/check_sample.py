"""What a plan says of a random check sample: rows without a warning that were drawn to be checked all the same."""

from __future__ import annotations

from pydantic import Field

from policeaudit.plan.parts import Identifier, _Part
from policeaudit.text import Text


class CheckSamplePart(_Part):
    """That rows without a warning were drawn at random and checked ([check_sample]); columns.drawn says which.

    The log holds all rows, drawn or not: they give the weights. Of those without a warning only the drawn ones count for what
    is estimated, whatever else is known of others.
    """

    how: Text = Field(description="who drew the rows, and how: what is estimated from them is worth no more than this")
    strata: list[Identifier] = Field(
        default=[],
        description="features whose groups were drawn from in different shares; within them all were drawn alike",
    )
