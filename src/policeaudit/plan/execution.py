"""The sections of a plan about honest execution: indicators and the scorecard."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from policeaudit.plan.parts import Column, Identifier, LogValue, _Part, _refuse_repeats, problem
from policeaudit.plan.table_file import (
    Figure,
    Groups,
    LimitKind,
    NumberColumn,
    Section,
    TableFile,
    TableLimit,
    refuse_repeated_ids,
    refuse_unknown_ids,
)
from policeaudit.text import Text


class IndicatorPeriod(_Part):
    """A period of the indicator; both days belong to it."""

    id: Identifier
    values: list[LogValue] = Field(min_length=1)
    label: Text
    start: dt.date
    end: dt.date


class PeriodColumn(Column):
    """The column with the periods, which are listed in order of time."""

    periods: list[IndicatorPeriod] = Field(min_length=2)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        refuse_repeated_ids([period.id for period in self.periods])
        _refuse_repeats([value for period in self.periods for value in period.values])
        if any(p.end < p.start for p in self.periods) or any(b.start <= a.end for a, b in pairwise(self.periods)):
            raise problem("periods must follow each other without overlap", "各期间应按时间先后排列，且不得重叠")
        return self


class DefinitionChange(_Part):
    """A day on which an indicator was defined, weighted or limited anew."""

    on: dt.date = Field(description="the first day of the new rule")
    what: Text
    kind: Literal["definition", "weight", "limit", "level", "model"] = "definition"


class OldDefinition(_Part):
    """The same period counted by the earlier definition."""

    part: NumberColumn
    whole: NumberColumn


class IndicatorLimit(TableLimit):
    """What the oversight body accepts: points of a change that are not performance, or the least comparable run."""

    KINDS: ClassVar[dict[str, tuple[LimitKind, ...]]] = {
        "not_performance": ("gap_points",),
        "longest_run": ("standard",),
    }
    measure: Literal["not_performance", "longest_run"]


class IndicatorsPart(Section):
    """An indicator by kind of case and period: did the work get better, or the counting? ([indicators])."""

    file: TableFile
    period: PeriodColumn
    kind: Groups = Field(description="the kinds of case")
    part: NumberColumn = Field(description="cases that count as a success, for example cleared up")
    whole: NumberColumn = Field(description="all cases")
    old: OldDefinition | None = Field(default=None, description="the same counted by the earlier definition")
    minor: list[str] = Field(default=[], description="kinds that are minor cases")
    changes: list[DefinitionChange] = Field(default=[], description="days on which the rules changed")
    limits: list[IndicatorLimit] = Field(default=[])

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        refuse_unknown_ids(list(self.minor), [group.id for group in self.kind.groups], "minor")
        return self


class Family(Figure):
    """A family of indicators with its weight."""

    weight_percent: float = Field(ge=0, le=100)
    indicators: int | None = Field(default=None, ge=1, description="how many indicators it sums up")


class ScorecardLimit(TableLimit):
    """What the oversight body accepts: the largest difference from the published score, or the least stability."""

    KINDS: ClassVar[dict[str, tuple[LimitKind, ...]]] = {"difference": ("standard",), "rank_kept": ("target_percent",)}
    measure: Literal["difference", "rank_kept"]


class ScorecardPart(Section):
    """A weighted total score by area ([scorecard])."""

    file: TableFile
    area: Groups
    families: list[Family] = Field(min_length=2)
    published: NumberColumn | None = Field(default=None, description="the total that was published")
    published_digits: int = Field(default=1, ge=0, le=6, description="decimals of the published total")
    limits: list[ScorecardLimit] = Field(default=[])

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        refuse_repeated_ids([family.id for family in self.families])
        total = sum(family.weight_percent for family in self.families)
        if abs(total - 100) > 1e-6:
            raise problem(
                "the weights add up to {total}, not to 100", "各项权重之和为{total}，应为100", total=f"{total:g}"
            )
        if self.published is None and any(limit.measure == "difference" for limit in self.limits):
            raise problem("a limit of difference needs published", "对difference设限值时须给出published")
        return self
