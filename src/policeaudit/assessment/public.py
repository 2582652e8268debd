"""The parts of the assessment document about the public edition: what the plan declares, and what was left out and why."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from policeaudit.assessment.base import Frozen, Number, Words

_LEAST, _MANY = 20, 200
"""Rows from which on a percentage is published, and from which on it has a decimal, in rounding bases."""


class Publication(Frozen):
    """What the plan declares about the public edition."""

    minimum: int = Field(description="counts from 1 to one below it are withheld")
    rounding: int = Field(description="all other counts go to the nearest multiple of it")
    protection: int = Field(description="values that must remain possible for every count that is withheld")

    def digits(self, n: float) -> int | None:
        """Decimals that a percentage of ``n`` rows has where counts are rounded; None where it is not given at all.

        At 20 times the base, rounding moves a percentage by up to 2.5 points, at 200 times by up to 0.25.
        """
        bases = n / self.rounding
        return None if bases < _LEAST else int(bases >= _MANY)


class Gap(Frozen):
    """What the public edition leaves out for one reason; ``cells`` says how many numbers, names or texts that are."""

    code: Literal["c", "x", "ps", "tp", "ip"]
    what: Words
    reason: Words
    cells: int


class PublicEdition(Frozen):
    """How a public edition was made from the full one.

    ``counts`` are all counts that it rests on, rounded, null where withheld: every number of rows in it, and every rate, range
    and gap, is computed from these and from nothing else.
    """

    counts: dict[str, Number]
    withheld: dict[str, tuple[int, Number]] = Field(
        description="what the rules alone tell of each withheld count; null at the upper end: it protects another"
    )
    sums: list[dict[str, int]] = Field(
        description="how the counts add up: the coefficients times the true counts are zero together"
    )
    gaps: list[Gap]
    previous: list[str] = Field(description="SHA-256 of the earlier public editions that were taken into account")
    design_effects: dict[str, float] = Field(
        description="by measure: how much repeated subjects widen its ranges, squared; the largest of all groups, rounded up to "
        "a tenth; empty where subjects do not repeat"
    )
