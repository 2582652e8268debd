"""The section of a plan about the public edition: which counts are withheld, and how the others are rounded."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from policeaudit.plan.parts import _Part, problem


class PublicationPart(_Part):
    """What the public edition may show ([publication])."""

    minimum: int = Field(default=10, ge=3, description="counts from 1 to one below it are withheld")
    rounding: int = Field(default=10, ge=1, description="all other counts go to the nearest multiple of it")
    protection: int = Field(
        default=5, ge=2, description="how many values must remain possible for every count that is withheld"
    )
    previous: list[str] = Field(
        default=[], description="assessment.public.json of earlier public editions, relative to the plan"
    )

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.protection >= self.minimum:
            raise problem(
                "protection must be below minimum: a count that is withheld is one of only {n} values anyway",
                "protection须小于minimum：不予公开的计数原本只有{n}个可能取值",
                n=self.minimum - 1,
            )
        if self.rounding > 2 * self.minimum:
            raise problem(
                "rounding must be at most twice minimum, or counts that may be shown would be printed as 0",
                "rounding不得超过minimum的2倍，否则本可公开的计数会显示为0",
            )
        return self
