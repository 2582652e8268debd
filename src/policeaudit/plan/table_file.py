"""What all small tables beside the log have in common: the file, its groups, its figures and its limits."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, ClassVar, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from policeaudit.plan.any_limit import LimitForm
from policeaudit.plan.parts import (
    MISSING,
    Column,
    GroupPart,
    Identifier,
    LogValue,
    MissingValues,
    _column_or_table,
    _Part,
    _refuse_repeats,
    problem,
)
from policeaudit.text import Text

Percent = Literal["fraction", "percent"]
LimitKind = Literal["gap_points", "ratio", "target_percent", "standard"]


class Unpivot(_Part):
    """A table with a column for each group, read as one with a row for each group."""

    columns: list[str] = Field(min_length=1, description="the columns that hold the same figure of different groups")
    into: str = Field(min_length=1, description="name of the column that then holds their names")
    value: str = Field(min_length=1, description="name of the column that then holds the figure")


class TableFile(_Part):
    """A small table beside the log, and how it is written."""

    path: str = Field(min_length=1, description="file, relative to the plan")
    format: Literal["csv", "tsv", "jsonl", "excel"] | None = None
    encoding: Literal["utf-8", "gb18030", "utf-16"] | None = None
    delimiter: str | None = Field(default=None, min_length=1, max_length=1)
    sheet: str | None = None
    thousands: Literal[",", " ", "'"] | None = Field(
        default=None, description="what parts thousands in its numbers; without it 1,234 is refused, not guessed"
    )
    missing: MissingValues = Field(
        default=list(MISSING), description="values that mean: nothing recorded; an empty cell always does"
    )
    only: dict[str, list[LogValue]] = Field(
        default={}, description="column and the values of the rows that are read, for example one year of several"
    )
    unpivot: Unpivot | None = None
    suppressed: list[LogValue] = Field(
        default=[], description="values that mean: withheld by the publisher, as ** or [c]"
    )

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        _refuse_repeats([*self.missing, *self.suppressed])
        return self


class Denominator(_Part):
    """Where the population comes from and of which day it is: a rate is worth no more than this."""

    source: Text = Field(description="who published the population")
    as_of: dt.date = Field(description="the day that it describes")


class Groups(Column):
    """A column whose values are groups or areas."""

    label: Text
    groups: list[GroupPart] = Field(default=[], description="its groups; none: the values of the table are the groups")
    reference: str | None = Field(default=None, description="group id; none: each group against all the others")
    ignore: list[LogValue] = Field(default=[], description="values of rows that are not read, for example totals")
    absent: Literal["error", "keep"] = Field(
        default="error", description="what a declared group without a row is: a mistake, or a group without data"
    )
    ordered: bool = Field(
        default=False, description="the groups are listed in an order, for example the nearest area first"
    )

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        _refuse_repeats([*(value for group in self.groups for value in group.values), *self.ignore])
        _refuse_repeats([group.id for group in self.groups])
        known = [group.id for group in self.groups]
        if self.reference is not None and known and self.reference not in known:
            raise problem(
                "the reference group “{name}” is none of its groups: {known}",
                "对照群体“{name}”不在所列群体中：{known}",
                name=self.reference,
                known=", ".join(known),
            )
        if self.ordered and not self.groups:
            raise problem("an order needs the groups to be listed", "声明了顺序（ordered），须逐一列出群体（groups）")
        return self


class Number(Column):
    """A column with a number; a plain string is short for its name."""

    times: float = Field(default=1, gt=0, description="the unit it is written in: 10000 for 万, 100000000 for 亿")


class Population(Number):
    """A column with the population, in the table itself or in one of its own."""

    file: TableFile | None = Field(default=None, description="the table of the population, where it is another one")
    group: str | None = Field(default=None, description="the column of its groups; none: it is not by group")
    area: str | None = Field(default=None, description="the column of its areas; none: it is not by area")

    @model_validator(mode="after")
    def _placed(self) -> Self:
        if (self.file is None) == (self.group is not None or self.area is not None):
            raise problem(
                "a population in a table of its own needs file and one or both of group and area",
                "人口数在另一表中时，须给出file以及group、area中的至少一项",
            )
        return self


PopulationColumn = Annotated[Population, BeforeValidator(_column_or_table, json_schema_input_type=str | Population)]
NumberColumn = Annotated[Number, BeforeValidator(_column_or_table, json_schema_input_type=str | Number)]
TextColumn = Annotated[Column, BeforeValidator(_column_or_table, json_schema_input_type=str | Column)]


class Figure(Number):
    """A column with a figure, its id and its name in the report."""

    id: Identifier
    label: Text


class Section(_Part):
    """What every section about a table has."""

    id: Identifier
    title: Text

    @model_validator(mode="after")
    def _one_limit_of_each(self) -> Self:
        limits: list[TableLimit] = getattr(self, "limits", [])
        seen = [f"{limit.measure} ({limit.of or '–'}, {limit._key})" for limit in limits]
        repeated = sorted({name for name in seen if seen.count(name) > 1})
        if repeated:
            raise problem("{names} is limited twice", "{names}重复设定限值", names=", ".join(repeated))
        return self


_FORMS: dict[LimitKind, LimitForm] = {
    "gap_points": "gap",
    "ratio": "ratio",
    "target_percent": "target",
    "standard": "standard",
}


class TableLimit(_Part):
    """What the oversight body accepts for a measure of a table: exactly one kind, one that suits the measure."""

    KINDS: ClassVar[dict[str, tuple[LimitKind, ...]]] = {}

    measure: str
    of: str | None = Field(default=None, description="id of the stage, figure or resource; none: all of them")
    gap_points: float | None = Field(default=None, gt=0, lt=100, description="largest gap in percentage points")
    ratio: float | None = Field(default=None, gt=0, lt=1, description="smallest ratio, for example 0.8")
    target_percent: float | None = Field(
        default=None, ge=0, le=100, description="share that each group must reach, or not exceed where less is better"
    )
    standard: float | None = Field(default=None, ge=0, description="value to be kept, in the unit of the measure")
    set_by: Text
    set_on: dt.date

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        allowed = self.KINDS[self.measure]
        given = [key for key in _FORMS if getattr(self, key) is not None]
        if len(given) != 1 or given[0] not in allowed:
            raise problem(
                "a limit of {measure} is exactly one of: {allowed}",
                "{measure}的限值须且只能为以下一项：{allowed}",
                measure=self.measure,
                allowed=", ".join(allowed),
            )
        return self

    @property
    def kind(self) -> LimitForm:
        """What it limits."""
        return _FORMS[self._key]

    @property
    def _key(self) -> LimitKind:
        return next(key for key in _FORMS if getattr(self, key) is not None)

    @property
    def value(self) -> float:
        """The limit; points and percentages as fractions (0.05 for five points)."""
        value = float(getattr(self, self._key))
        return round(value / 100, 12) if self._key in ("gap_points", "target_percent") else value


def refuse_repeated_ids(ids: list[str]) -> None:
    """Raises the problem of two parts with one id."""
    repeated = sorted({name for name in ids if ids.count(name) > 1})
    if repeated:
        raise problem("“{name}” is declared twice", "“{name}”重复声明", name=", ".join(repeated))


def refuse_unknown_ids(used: list[str | None], known: list[str], key: str) -> None:
    """Raises the problem of a name that is none of the declared ids."""
    unknown = sorted({name for name in used if name is not None and name not in known})
    if unknown:
        raise problem(
            "{key} names “{name}”, which is not declared; known: {known}",
            "{key}引用了未声明的“{name}”；可用的有：{known}",
            key=key,
            name=", ".join(unknown),
            known=", ".join(known) or "–",
        )


def refuse_other_than_one(given: dict[str, bool]) -> None:
    """Raises the problem of none, or more than one, of several ways to give the same thing."""
    if sum(given.values()) != 1:
        raise problem(
            "give exactly one of: {names}",
            "以下各项须且只能给出一项：{names}",
            names=", ".join(given),
        )
