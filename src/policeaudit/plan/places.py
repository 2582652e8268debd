"""The section of a plan about who lives where the predictions fall ([[exposure]]): a place has no ethnicity, its residents do."""

from __future__ import annotations

from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from policeaudit.plan.parts import problem
from policeaudit.plan.table_file import (
    Denominator,
    Groups,
    LimitKind,
    NumberColumn,
    Section,
    TableFile,
    TableLimit,
    TextColumn,
)


class ExposureLimit(TableLimit):
    """What the oversight body accepts: the smallest ratio of the predictions for each resident, and its inverse."""

    KINDS: ClassVar[dict[str, tuple[LimitKind, ...]]] = {"exposure": ("ratio",)}
    measure: Literal["exposure"]


class ExposurePart(Section):
    """Residents by place and group, for the predictions of a log about places."""

    file: TableFile
    place: TextColumn = Field(description="the column with the place, written as in the log (columns.place)")
    group: Groups = Field(
        description="the column with the groups of residents; together they must be all who live there, unless total "
        "says how many those are: give the others a group too"
    )
    residents: NumberColumn = Field(description="how many of the group live in the place; 0 where none do")
    total: NumberColumn | None = Field(
        default=None,
        description="how many live in the place in all, where the table says so; the groups then may leave some out, and may "
        "overlap, as people of any race who are Hispanic",
    )
    warnings: NumberColumn | None = Field(
        default=None,
        description="how many warnings the place had, where the table says so itself; none: they are counted in the log",
    )
    absent: Literal["unknown", "none"] = Field(
        default="unknown", description="what a group without a row for a place means: not known how many, or nobody"
    )
    unlisted: Literal["open", "outside"] = Field(
        default="open",
        description="a warning in a place that the table does not have: it may be about anybody, or lies "
        "outside the area that the table describes and is about none of its residents",
    )
    neighbourhood: TextColumn | None = Field(
        default=None,
        description="a larger area of the place: neighbouring places resemble each other and count as one …",
    )
    prefix: int | None = Field(
        default=None,
        ge=1,
        description="… or as many characters of its place's code as name it: 11 of a US block group for its tract, 9 of a "
        "Chinese village for its township. Without either nothing is confirmed",
    )
    digits: int | None = Field(
        default=None,
        ge=2,
        le=32,
        description="how many digits the code of a place has, in the log and the table: spreadsheets take the zeros off its "
        "front, and they are put back",
    )
    denominator: Denominator
    limits: list[ExposureLimit] = Field(default=[])

    @model_validator(mode="after")
    def _one_neighbourhood(self) -> Self:
        if self.neighbourhood is not None and self.prefix is not None:
            raise problem("neighbourhood and prefix exclude each other", "neighbourhood与prefix不能同时使用")
        return self
