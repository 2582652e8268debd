"""The typed parts of a plan about a log; field descriptions become the published JSON schema."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from policeaudit.text import Language, Text, same

MISSING = ("", "NA", "N/A", "null", "NULL", "NaN", "nan", "None")
TRUE_WORDS = ("true", "True", "TRUE", "1", "yes", "Yes", "YES", "Y", "y", "是")
FALSE_WORDS = ("false", "False", "FALSE", "0", "no", "No", "NO", "N", "n", "否")

NOT_RECORDED = "__not_recorded__"
OTHER_VALUE = "__other__"
REST = "rest"

MeasureName = Literal[
    "precision",
    "recall",
    "false_positive_rate",
    "false_negative_rate",
    "accuracy",
    "base_rate",
    "selection_rate",
    "follow_up_rate",
    # beyond the table of measures, each described by its check
    "level_precision",
    "level_order",
    "calibration",
    "auc",
    "false_match_rate",
    "false_non_match_rate",
    "subgroup_precision",
    "review_rate",
    "level_review_rate",
    "top_review_rate",
    "hasty_review_rate",
    "override_rate",
    "level_override_rate",
    "override_precision",
    "action_rate",
    "level_action_rate",
    "unreviewed_action_rate",
    "closing_rate",
]


def _as_log_text(value: Any) -> Any:
    """TOML values as they would stand in a log: true -> "true", 1 -> "1"."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else value


def _with_empty(values: list[str]) -> list[str]:
    return values if "" in values else ["", *values]


LogValue = Annotated[str, BeforeValidator(_as_log_text, json_schema_input_type=str | int | bool)]
MissingValues = Annotated[list[LogValue], AfterValidator(_with_empty)]
Identifier = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.+\-]{0,63}$")]


class _Part(BaseModel):
    model_config = ConfigDict(defer_build=True, extra="forbid", frozen=True)


def problem(en: str, zh: str, **values: Any) -> PydanticCustomError:
    """A mistake in a plan, worded in both languages."""
    text = Text(en=en, zh=zh).fill(**values)
    return PydanticCustomError("plan", "{en}", {"en": text.en, "zh": text.zh})


class Period(_Part):
    """The audited period; both days belong to it."""

    start: dt.date
    end: dt.date

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.end < self.start:
            raise problem(
                "the period ends ({end}) before it starts ({start})",
                "期间的结束日期（{end}）早于开始日期（{start}）",
                start=str(self.start),
                end=str(self.end),
            )
        return self


class AuditPart(_Part):
    """What is audited, for whom and by whom."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9\-]{0,63}$", description="names the folder of the report")
    language: Language = Field(default="en", description="language of the terminal")
    title: Text
    operator: Text
    system: Text
    purpose: Text | None = None
    outcome_meaning: Text | None = Field(default=None, description="what counts as a confirmed outcome")
    rated_unit: Literal["person", "place", "firm", "match"] = "person"
    period: Period
    commissioned_by: Text
    audited_by: Text
    independence: Text | None = None
    status: Literal["draft", "final"] = "draft"
    synthetic: bool = Field(default=False, description="the log is generated, not real")
    system_id: Identifier | None = Field(
        default=None, description="names the system in all its audits; none: operator and system name it"
    )
    reply_days: int | None = Field(default=None, ge=1, le=366, description="days that the operator has for its reply")
    action_days: int | None = Field(
        default=None, ge=1, le=3660, description="days from the final report within which findings are to be acted on"
    )


class LogPart(_Part):
    """Where the log is and how it is written."""

    path: str = Field(min_length=1, description="file or glob, relative to the plan")
    format: Literal["csv", "tsv", "jsonl", "parquet", "excel"] | None = None
    encoding: Literal["utf-8", "gb18030", "utf-16"] | None = None
    delimiter: str | None = Field(default=None, min_length=1, max_length=1)
    sheet: str | None = None
    key: list[str] = Field(default=[], description="columns that identify a row: a second one is a duplicate")
    missing: MissingValues = Field(
        default=list(MISSING), description="values that mean: nothing recorded; an empty cell always does"
    )


def _column_or_table(value: Any) -> Any:
    return {"column": value} if isinstance(value, str) else value


class Column(_Part):
    """A column of the log in a role; a plain string is short for its name."""

    column: str = Field(min_length=1)


class TimeColumn(Column):
    """A column with a date or a time."""

    format: str | None = Field(default=None, description="as in strptime, for example %Y%m%d")


class ScoreColumn(Column):
    """The score of the system."""

    range: tuple[float, float] = (0.0, 1.0)
    alert_from: float | None = Field(default=None, description="from this score on, a row counts as an alert")
    probability: bool | None = Field(
        default=None, description="whether 0.7 claims 70 in 100; not given: it does where the range is 0 to 1"
    )

    @property
    def is_probability(self) -> bool:
        """Whether the score claims a probability."""
        return self.range == (0.0, 1.0) if self.probability is None else self.probability

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        low, high = self.range
        if not low < high:
            raise problem("range must rise: [lowest, highest]", "range应为由小到大的[最低值, 最高值]")
        if self.alert_from is not None and not low <= self.alert_from <= high:
            raise problem(
                "alert_from ({value}) lies outside the range of the score",
                "alert_from（{value}）不在分数范围内",
                value=str(self.alert_from),
            )
        return self


class LevelPart(_Part):
    """One warning level."""

    id: Identifier
    values: list[LogValue] = Field(min_length=1)
    label: Text


class LevelColumn(Column):
    """The warning level, lowest first, and from which level on a row counts as an alert."""

    levels: list[LevelPart] = Field(min_length=1)
    alert_from: str
    none: list[LogValue] = Field(default=[], description="values that mean: no warning")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        ids = [level.id for level in self.levels]
        if self.alert_from not in ids:
            raise problem(
                "alert_from names “{name}”; the levels are: {known}",
                "alert_from为“{name}”，而已定义的级别为：{known}",
                name=self.alert_from,
                known=", ".join(ids),
            )
        _refuse_repeats([*(v for level in self.levels for v in level.values), *self.none])
        return self


class YesNoColumn(Column):
    """A yes or no about a row."""

    yes: list[LogValue] = Field(default=list(TRUE_WORDS))
    no: list[LogValue] = Field(default=list(FALSE_WORDS))
    recorded: bool = Field(
        default=False,
        description="any entry means yes and an empty cell no, as for the name of a reviewer or the day of closing",
    )

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.recorded and (self.yes, self.no) != (list(TRUE_WORDS), list(FALSE_WORDS)):
            raise problem("recorded excludes yes and no", "recorded不能与yes、no同时使用")
        _refuse_repeats([*self.yes, *self.no])
        return self


class AlertColumn(YesNoColumn):
    """Whether a row is an alert."""


class OutcomeColumn(Column):
    """The outcome as a follow-up status. Without any mapping the column is a boolean."""

    confirmed: list[LogValue] = []
    unfounded: list[LogValue] = []
    pending: list[LogValue] = []
    not_followed_up: list[LogValue] = []

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        _refuse_repeats([*self.confirmed, *self.unfounded, *self.pending, *self.not_followed_up])
        if bool(self.confirmed) != bool(self.unfounded):
            raise problem(
                "give the values of both confirmed and unfounded (or of neither, for a true/false column)",
                "confirmed和unfounded的取值须同时给出（真假值列可都不写）",
            )
        return self

    def statuses(self) -> dict[str, str]:
        """Log value -> one of the four statuses."""
        confirmed, unfounded = self.confirmed, self.unfounded
        if not confirmed and not unfounded:
            confirmed, unfounded = list(TRUE_WORDS), list(FALSE_WORDS)
        return {
            **dict.fromkeys(confirmed, "confirmed"),
            **dict.fromkeys(unfounded, "unfounded"),
            **dict.fromkeys(self.pending, "pending"),
            **dict.fromkeys(self.not_followed_up, "not_followed_up"),
        }


def _refuse_repeats(values: list[str]) -> None:
    repeated = sorted({value for value in values if values.count(value) > 1})
    if repeated:
        raise problem(
            "the same value is mapped twice: {values}",
            "同一取值被重复定义：{values}",
            values=", ".join(f"“{v}”" for v in repeated),
        )


class Columns(_Part):
    """The columns by role."""

    subject: Annotated[Column, BeforeValidator(_column_or_table, json_schema_input_type=str | Column)] | None = None
    time: Annotated[TimeColumn, BeforeValidator(_column_or_table, json_schema_input_type=str | TimeColumn)] | None = (
        None
    )
    score: (
        Annotated[ScoreColumn, BeforeValidator(_column_or_table, json_schema_input_type=str | ScoreColumn)] | None
    ) = None
    level: LevelColumn | None = None
    alert: (
        Annotated[AlertColumn, BeforeValidator(_column_or_table, json_schema_input_type=str | AlertColumn)] | None
    ) = None
    outcome: (
        Annotated[OutcomeColumn, BeforeValidator(_column_or_table, json_schema_input_type=str | OutcomeColumn)] | None
    ) = Field(
        default=None, description="what came of the warnings; without it nothing that needs outcomes can be measured"
    )
    outcome_time: (
        Annotated[TimeColumn, BeforeValidator(_column_or_table, json_schema_input_type=str | TimeColumn)] | None
    ) = None
    model_version: Annotated[Column, BeforeValidator(_column_or_table, json_schema_input_type=str | Column)] | None = (
        None
    )

    @model_validator(mode="after")
    def _one_alert(self) -> Self:
        from_score = self.score is not None and self.score.alert_from is not None
        if not (self.level or self.alert or from_score):
            raise problem(
                "nothing says which rows are alerts: give level (with alert_from), alert, or score.alert_from; if every row is "
                'one, alert = {{ column = "…", recorded = true }} with a column that is never empty',
                "未说明哪些记录属于预警：请给出level（含alert_from）、alert或score.alert_from；如每条记录都是预警，"
                '可写alert = {{ column = "…", recorded = true }}，选一个从不为空的列',
            )
        if sum((self.level is not None, self.alert is not None, from_score)) > 1:
            raise problem(
                "more than one thing says which rows are alerts: keep one of level, alert and score.alert_from",
                "预警的认定方式多于一种：level、alert、score.alert_from只能保留一种",
            )
        return self


class GroupPart(_Part):
    """A group of a sensitive feature."""

    id: Identifier
    values: list[LogValue] = Field(min_length=1)
    label: Text


class Feature(_Part):
    """A sensitive feature with its groups (declared, banded, or the log's own values)."""

    name: Identifier
    column: str = Field(min_length=1)
    label: Text
    reference: str | None = Field(default=None, description="group id; none: each group against all the others")
    groups: list[GroupPart] = []
    bins: list[float] = Field(default=[], description="lower ends of the bands; the last band is open")
    main: bool = Field(default=False, description="its groups are looked at in detail; none marked: the first feature")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.groups and self.bins:
            raise problem("groups and bins exclude each other", "groups与bins不能同时使用")
        if self.bins and (len(self.bins) < 2 or sorted(set(self.bins)) != self.bins):
            raise problem("bins must be two or more rising numbers", "bins应为两个以上由小到大的数")
        _refuse_repeats([value for group in self.groups for value in group.values])
        _refuse_repeats([group.id for group in self.groups])
        known = self.group_ids
        if self.reference is not None and known and self.reference not in known:
            raise problem(
                "the reference group “{name}” is none of its groups: {known}",
                "对照群体“{name}”不在所列群体中：{known}",
                name=self.reference,
                known=", ".join(known),
            )
        return self

    @property
    def group_ids(self) -> list[str]:
        """Ids of the declared groups or bands; empty when the log's own values are the groups."""
        if self.bins:
            return [band.id for band in self.bands]
        return [group.id for group in self.groups]

    @property
    def bands(self) -> list[GroupPart]:
        """The bands of a banded feature: [0, 18, 60] -> 0-17, 18-59, 60+."""
        if not self.bins:
            return []
        integral = all(edge == int(edge) for edge in self.bins)
        edges = [f"{edge:g}" for edge in self.bins]
        names = [
            f"{low}-{int(high) - 1}"
            if integral and high - 1 > self.bins[i]
            else (low if integral else f"{low}-{high:g}")
            for i, (low, high) in enumerate(zip(edges[:-1], self.bins[1:], strict=True))
        ]
        names.append(f"{edges[-1]}+")
        return [GroupPart(id=name, values=[name], label=same(name.replace("-", "–"))) for name in names]


class Intersection(_Part):
    """Two or more features whose combinations are compared too."""

    features: list[str] = Field(min_length=2)

    @property
    def name(self) -> str:
        """The name in results: the features joined by ``*``."""
        return "*".join(self.features)


class Limit(_Part):
    """What the oversight body accepts for a measure: exactly one of the three kinds."""

    measure: MeasureName
    gap_points: float | None = Field(default=None, ge=0, lt=100, description="largest gap in percentage points")
    ratio: float | None = Field(default=None, gt=0, lt=1, description="smallest ratio, for example 0.8")
    target_percent: float | None = Field(default=None, ge=0, le=100, description="rate that each group must reach")
    features: list[str] | None = None
    set_by: Text
    set_on: dt.date

    @model_validator(mode="after")
    def _one_kind(self) -> Self:
        given = [v for v in (self.gap_points, self.ratio, self.target_percent) if v is not None]
        if len(given) != 1:
            raise problem(
                "give exactly one of gap_points, ratio and target_percent",
                "gap_points、ratio、target_percent须且只能给出一项",
            )
        return self

    @property
    def kind(self) -> Literal["gap", "ratio", "target"]:
        """Which of the three kinds it is."""
        if self.gap_points is not None:
            return "gap"
        return "ratio" if self.ratio is not None else "target"

    @property
    def value(self) -> float:
        """The limit as a fraction (0.05 for five points)."""
        if self.gap_points is not None:
            return round(self.gap_points / 100, 12)
        if self.ratio is not None:
            return self.ratio
        assert self.target_percent is not None  # noqa: S101 - one kind is always given
        return round(self.target_percent / 100, 12)


class Break(_Part):
    """A change after which figures are not comparable with those before."""

    on: dt.date
    what: Text
    kind: Literal["model", "level", "threshold", "outcome", "group"] = "model"

    @property
    def redefines(self) -> bool:
        """Whether figures mean something else after it; a new model gives other figures of the same meaning."""
        return self.kind != "model"


class RecordPart(_Part):
    """What people add to an audit, and the audits before it; all files relative to the plan."""

    replies: str | None = Field(default=None, min_length=1, description="the operator's replies (policeaudit reply)")
    actions: str | None = Field(default=None, min_length=1, description="the register of corrective actions")
    answers: str | None = Field(default=None, min_length=1, description="the questionnaire (policeaudit questions)")
    previous: list[str] = Field(
        default=[],
        description="assessment.json of earlier audits of the same system: for the register and the series over time",
    )
    as_of: dt.date | None = Field(
        default=None, description="day on which actions count as overdue or not; none: the end of the period"
    )


class Rules(_Part):
    """The statistical rules; printed in the report."""

    alpha: float = Field(default=0.05, gt=0, lt=0.5)
    watch_fdr: float = Field(default=0.10, gt=0, lt=0.5)
    min_n: int = Field(default=30, ge=10)
    min_events: int = Field(default=5, ge=1)
    min_follow_up: float = Field(default=0.5, ge=0, le=1)
    interval: Literal["wilson", "clopper_pearson"] = Field(
        default="wilson",
        description="range of a group's rate; clopper_pearson is wider and never covers less than promised",
    )


class Metrics(_Part):
    """Further fairlearn or scikit-learn metrics, by their dotted names."""

    extra: list[str] = []
