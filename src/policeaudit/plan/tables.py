"""The sections of a plan about coverage, response times, surveys, field work and resources, each with its table."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from typing import Annotated, ClassVar, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from policeaudit.plan.durations import Bands, Unit, bands_of, is_whole_seconds
from policeaudit.plan.parts import Column, LogValue, TimeColumn, _column_or_table, _Part, _refuse_repeats, problem
from policeaudit.plan.table_file import (
    Denominator,
    Figure,
    Groups,
    LimitKind,
    Number,
    NumberColumn,
    Percent,
    PopulationColumn,
    Section,
    TableFile,
    TableLimit,
    refuse_other_than_one,
    refuse_repeated_ids,
    refuse_unknown_ids,
)
from policeaudit.text import Text

Time = Annotated[TimeColumn, BeforeValidator(_column_or_table, json_schema_input_type=str | TimeColumn)]
_RATES: tuple[LimitKind, ...] = ("gap_points", "ratio", "target_percent")


class _Grouped(Section):
    """A section whose rows are of a group, an area, or both."""

    group: Groups | None = Field(default=None, description="the column with the groups of people")
    area: Groups | None = Field(default=None, description="the column with the areas")

    @model_validator(mode="after")
    def _some_groups(self) -> Self:
        if self.group is None and self.area is None:
            raise problem("give group, area or both", "group和area至少须给出一项")
        return self


class Stage(Figure):
    """A stage on the way from the population to those served; its label says what those counted are: registered, served."""

    percent: Percent | None = Field(
        default=None,
        description="the column holds shares of the population, as fractions or percentages; none: it holds counts",
    )
    burden: bool = Field(
        default=False, description="to be counted is a burden, as to be stopped and searched: more is worse"
    )


class Channel(Figure):
    """A channel through which people are served."""

    digital: bool = Field(description="whether it needs a device of one's own")


class CoverageLimit(TableLimit):
    """What the oversight body accepts for coverage."""

    KINDS: ClassVar[dict[str, tuple[LimitKind, ...]]] = {
        "coverage": _RATES,
        "step": ("gap_points", "ratio"),
        "only_digital": ("gap_points", "target_percent"),
        "inequality": ("standard",),
    }
    measure: Literal["coverage", "step", "only_digital", "inequality"]


class CoveragePart(_Grouped):
    """Who is reached: counts by group and area against a population ([coverage])."""

    file: TableFile
    unit: Literal["person", "place", "item"] = Field(
        default="person", description="what is covered; a place that is not covered is unknown, not safe"
    )
    population: PopulationColumn | None = Field(default=None, description="needed unless all stages are shares")
    denominator: Denominator
    stages: list[Stage] = Field(min_length=1, description="in order: has a device, is registered, is active, is served")
    channels: list[Channel] = Field(default=[])
    over: Literal["error", "cap", "keep"] = Field(
        default="error", description="more counted than there are people: a mistake, cut to the population, or kept"
    )
    limits: list[CoverageLimit] = Field(default=[])

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        stages = [stage.id for stage in self.stages]
        refuse_repeated_ids([*stages, *(channel.id for channel in self.channels)])
        refuse_unknown_ids([limit.of for limit in self.limits], stages, "limits.of")
        if self.unit == "place" and any(stage.burden for stage in self.stages):
            raise problem("a burden is one of people or things, not of places", "burden只用于人员或事项，不用于点位")
        if self.population is None and not all(stage.percent for stage in self.stages):
            raise problem(
                "population is needed: not all stages are shares", "须给出population：并非所有阶段（stages）都是比例"
            )
        return self


class Bin(Column):
    """A column with the number of cases in one band of times."""

    start: float = Field(ge=0, description="the shortest time of the band, in the section's unit; the last one is open")


class Summary(Number):
    """A column with a published mean or quantile; no range can be given for it."""

    statistic: Literal["mean", "median", "percentile_90"]


class ResponseLog(_Part):
    """The two times of the log between which the response to a warning lies; group and area are columns of the log then."""

    start: Time
    end: Time


class ResponseLimit(TableLimit):
    """What the oversight body accepts for response times."""

    KINDS: ClassVar[dict[str, tuple[LimitKind, ...]]] = {
        "median": ("standard", "ratio"),
        "percentile_90": ("standard", "ratio"),
        "mean": ("standard", "ratio"),
        "within": ("gap_points", "target_percent"),
    }
    measure: Literal["median", "percentile_90", "mean", "within"]


class ResponsePart(_Grouped):
    """How long a response takes, by group and area ([response])."""

    unit: Unit = "minute"
    log: ResponseLog | None = Field(default=None, description="take the times from the log instead of a table")
    file: TableFile | None = None
    bins: list[Bin] = Field(default=[], description="one column for each band of times")
    bin_start: NumberColumn | None = Field(default=None, description="or one row for each band: its shortest time …")
    cases: NumberColumn | None = Field(default=None, description="… and its cases (with summary: the cases behind it)")
    summary: Annotated[Summary | None, Field(description="or one published value for each group")] = None
    standard: float | None = Field(default=None, gt=0, description="time within which a response should come")
    limits: list[ResponseLimit] = Field(default=[])

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        refuse_other_than_one({"log": self.log is not None, "file": self.file is not None})
        if self.file is not None:
            forms = {
                "bins": bool(self.bins),
                "bin_start": self.bin_start is not None,
                "summary": self.summary is not None,
            }
            refuse_other_than_one(forms)
        if self.bin_start is not None and self.cases is None:
            raise problem("bin_start needs cases", "给出bin_start时须同时给出cases")
        if any(two.start <= one.start for one, two in pairwise(self.bins)) or len(self.bins) == 1:
            raise problem("bins need two or more rising starts", "bins应为两个以上、起点（start）由小到大的区间")
        if self.standard is None and any(limit.measure == "within" for limit in self.limits):
            raise problem("a limit of within needs a standard", "对within设限值时须给出standard")
        self._refuse_limits_of_other_figures()
        if self.log is not None and not all(is_whole_seconds(mark, self.unit) for mark in self._marks):
            raise problem("with times of the log, standards must be whole seconds", "响应时间取自日志时，标准须为整秒")
        return self

    def _refuse_limits_of_other_figures(self) -> None:
        """A limit that could never be applied would be passed over."""
        given = [self.summary.statistic] if self.summary else ["median", "percentile_90", "within"]
        others = sorted({limit.measure for limit in self.limits} - set(given))
        if others:
            raise problem(
                "a limit of {others} cannot be applied: the section gives {given}",
                "{others}的限值无法适用：该部分给出的是{given}",
                others=", ".join(others),
                given=", ".join(given),
            )

    @property
    def _marks(self) -> list[float]:
        limits = [limit.standard for limit in self.limits if limit.measure != "within"]
        return [mark for mark in (self.standard, *limits) if mark is not None]

    @property
    def bands(self) -> Bands:
        """The bands that times of the log are counted in."""
        return bands_of(self.unit, self._marks)


class AnswerColumn(Column):
    """A column with the answer of each person."""

    positive: list[LogValue] = Field(min_length=1)
    negative: list[LogValue] = Field(min_length=1)
    none: list[LogValue] = Field(default=[], description="values that mean: asked, but no answer")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        _refuse_repeats([*self.positive, *self.negative, *self.none])
        return self


class SharePublished(Column):
    """A column with a published share."""

    percent: Percent = Field(description="written as fractions (0.123) or percentages (12.3 or 12.3 %)")


class SurveyLimit(TableLimit):
    """What the oversight body accepts for a survey's result."""

    KINDS: ClassVar[dict[str, tuple[LimitKind, ...]]] = {"share": _RATES}
    measure: Literal["share"]


class SurveyPart(_Grouped):
    """What a survey found, by group ([survey])."""

    file: TableFile
    meaning: Text = Field(description="what a positive answer says")
    asked: NumberColumn | None = Field(default=None, description="people who answered, for each row")
    positive: NumberColumn | None = Field(default=None, description="how many of them answered so …")
    share: SharePublished | None = Field(default=None, description="… or which share of them …")
    answer: AnswerColumn | None = Field(default=None, description="… or one row for each person")
    weight: NumberColumn | None = Field(default=None, description="the weight of a person")
    design_effect: float | None = Field(
        default=None, gt=0, description="the survey's own; none: Kish's, from the weights"
    )
    limits: list[SurveyLimit] = Field(default=[])

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        forms = {name: getattr(self, name) is not None for name in ("positive", "share", "answer")}
        refuse_other_than_one(forms)
        if self.positive is not None and self.asked is None:
            raise problem("positive needs asked", "给出positive时须同时给出asked")
        if self.weight is not None and self.answer is None:
            raise problem("weight needs answer, one row for each person", "weight须与answer（每人一行）同时使用")
        return self


class Phase(Column):
    """A column that says which rows are before and which after the introduction."""

    before: list[LogValue] = Field(min_length=1)
    after: list[LogValue] = Field(min_length=1)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        _refuse_repeats([*self.before, *self.after])
        return self


class FieldFigure(Figure):
    """A figure of field work."""

    counted: bool = Field(default=True, description="a number of events (true), or an amount as hours or officers")


class RatePair(_Part):
    """A rate of two figures, for example disputes found for each visit."""

    of: str
    per: str
    label: Text | None = Field(default=None, description="its name in the report; none: made from the two")


class PublishedChange(_Part):
    """A change that was published as a percentage, without counts: it gets no range."""

    id: str
    label: Text
    percent: float = Field(ge=-100, description="-30 for thirty per cent less")


class FieldworkLimit(TableLimit):
    """What the oversight body accepts for field work: the smallest ratio of after to before."""

    KINDS: ClassVar[dict[str, tuple[LimitKind, ...]]] = {"change": ("ratio",)}
    measure: Literal["change"]


class FieldworkPart(Section):
    """What officers did before and after a technology came ([fieldwork])."""

    introduced: Text = Field(description="what was introduced")
    introduced_on: dt.date
    changes: list[PublishedChange] = Field(default=[], description="published percentages, where there are no counts")
    file: TableFile | None = None
    phase: Phase | None = Field(default=None, description="rows before and after …")
    month: Time | None = Field(default=None, description="… or one row for each month")
    area: Groups | None = None
    comparison: list[str] = Field(default=[], description="areas without it; they must be listed under area.groups")
    figures: list[FieldFigure] = Field(default=[], description="visits, disputes found, patrol hours, officers …")
    rates: list[RatePair] = Field(default=[])
    contacts: str | None = Field(
        default=None, description="id of the figure that counts home visits and other contacts face to face"
    )
    limits: list[FieldworkLimit] = Field(default=[])

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        refuse_other_than_one({"changes": bool(self.changes), "file": self.file is not None})
        if self.file is not None:
            refuse_other_than_one({"phase": self.phase is not None, "month": self.month is not None})
            if not self.figures:
                raise problem("figures are needed", "须给出figures")
        ids = [*(figure.id for figure in self.figures), *(change.id for change in self.changes)]
        refuse_repeated_ids(ids)
        refuse_unknown_ids([name for pair in self.rates for name in (pair.of, pair.per)], ids, "rates")
        refuse_unknown_ids([self.contacts], ids, "contacts")
        refuse_unknown_ids(
            [limit.of for limit in self.limits], [*ids, *(f"{p.of}/{p.per}" for p in self.rates)], "limits.of"
        )
        areas = [group.id for group in self.area.groups] if self.area else []
        refuse_unknown_ids(list(self.comparison), areas, "comparison")
        return self


class Resource(Figure):
    """A resource of an area."""

    per: float = Field(
        default=1, gt=0, description="people for whom its rate is given: 10000 for officers, 1 for money"
    )
    given_as: Literal["amount", "rate"] = "amount"
    counted: bool = Field(description="whether it is a number of posts or cases (true) or an amount of money (false)")


class ResourceLimit(TableLimit):
    """What the oversight body accepts for resources."""

    KINDS: ClassVar[dict[str, tuple[LimitKind, ...]]] = {
        "rate": ("standard", "ratio"),
        "highest_to_lowest": ("standard",),
        "inequality": ("standard",),
        "below_standard": ("target_percent",),
    }
    measure: Literal["rate", "highest_to_lowest", "inequality", "below_standard"]
    at_most: bool = Field(default=False, description="a rate that should be low, as residents for each officer")


class ResourcesPart(Section):
    """What each area has for its people ([resources])."""

    file: TableFile
    area: Groups
    population: PopulationColumn | None = Field(default=None, description="needed unless all resources are rates")
    denominator: Denominator
    resources: list[Resource] = Field(min_length=1)
    limits: list[ResourceLimit] = Field(default=[])

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        ids = [resource.id for resource in self.resources]
        refuse_repeated_ids(ids)
        refuse_unknown_ids([limit.of for limit in self.limits], ids, "limits.of")
        if self.population is None and any(resource.given_as == "amount" for resource in self.resources):
            raise problem(
                "population is needed: not all resources are rates", "须给出population：并非所有资源都以比率给出"
            )
        return self
