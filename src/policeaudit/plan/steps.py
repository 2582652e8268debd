"""The columns of a log about what people did with a warning: review, decision, action, closing."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from policeaudit.plan.durations import Bands, bands_of
from policeaudit.plan.parts import (
    Column,
    Columns,
    LogValue,
    TimeColumn,
    YesNoColumn,
    _column_or_table,
    _refuse_repeats,
    problem,
)
from policeaudit.plan.table_file import TextColumn


class StepColumn(YesNoColumn):
    """Whether a step was taken; a plain string is short for a column of true and false."""


class ReviewColumn(StepColumn):
    """Whether a person reviewed the warning, and below which time a review is too short to be one."""

    plausible_minutes: float | None = Field(
        default=None, gt=0, description="a review that took less is too short to be one"
    )


class DecisionColumn(Column):
    """What the reviewer decided."""

    followed: list[LogValue] = Field(min_length=1, description="the warning was accepted")
    overridden: list[LogValue] = Field(min_length=1, description="the warning was rejected or changed")
    none: list[LogValue] = Field(default=[], description="values that mean: not decided yet")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        _refuse_repeats([*self.followed, *self.overridden, *self.none])
        return self


class LogColumns(Columns):
    """All columns by role."""

    place: TextColumn | None = Field(
        default=None, description="the place that a row is about, for [[exposure]]; it may be the subject"
    )
    drawn: Annotated[StepColumn, BeforeValidator(_column_or_table, json_schema_input_type=str | StepColumn)] | None = (
        Field(
            default=None,
            description="whether a row without a warning was drawn at random to be checked; none: with [check_sample], all whose "
            "outcome is known were",
        )
    )
    review: (
        Annotated[ReviewColumn, BeforeValidator(_column_or_table, json_schema_input_type=str | ReviewColumn)] | None
    ) = None
    review_minutes: Annotated[Column, BeforeValidator(_column_or_table, json_schema_input_type=str | Column)] | None = (
        None
    )
    review_start: (
        Annotated[TimeColumn, BeforeValidator(_column_or_table, json_schema_input_type=str | TimeColumn)] | None
    ) = None
    review_end: (
        Annotated[TimeColumn, BeforeValidator(_column_or_table, json_schema_input_type=str | TimeColumn)] | None
    ) = None
    decision: DecisionColumn | None = None
    action: Annotated[StepColumn, BeforeValidator(_column_or_table, json_schema_input_type=str | StepColumn)] | None = (
        None
    )
    closed: Annotated[StepColumn, BeforeValidator(_column_or_table, json_schema_input_type=str | StepColumn)] | None = (
        None
    )

    @model_validator(mode="after")
    def _one_review_time(self) -> Self:
        if bool(self.review_start) != bool(self.review_end) or (self.review_minutes and self.review_start):
            raise problem(
                "the time of a review is given by review_minutes, or by review_start and review_end together",
                "复核用时由review_minutes给出，或由review_start和review_end共同给出",
            )
        if self.has_review_times and self.review is None:
            raise problem("the time of a review needs review", "给出复核用时的，须同时给出review")
        if self.review and self.review.plausible_minutes is not None and not self.has_review_times:
            raise problem(
                "plausible_minutes needs review_minutes, or review_start and review_end",
                "plausible_minutes须与review_minutes或review_start、review_end一并给出",
            )
        return self

    @property
    def has_review_times(self) -> bool:
        """Whether the log says how long reviews took."""
        return self.review_minutes is not None or self.review_start is not None

    @property
    def review_bands(self) -> Bands:
        """The bands of minutes that reviews are counted in."""
        return bands_of("minute", [])

    @property
    def has_steps(self) -> bool:
        """Whether the log says what people did with a warning."""
        return any((self.review, self.decision, self.action, self.closed))

    @property
    def yes_or_no(self) -> dict[str, StepColumn]:
        """The columns with a yes or no about a row, by role."""
        roles = {"review": self.review, "action": self.action, "closed": self.closed, "drawn": self.drawn}
        return {role: column for role, column in roles.items() if column is not None}
