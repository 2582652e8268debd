"""The Assessment document: the only thing that a report is drawn from, with a published JSON schema.

Rates and gaps are fractions (0.152), never percentages; an undefined value is null, never 0.
"""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from policeaudit.checks.exhibit import Exhibit
from policeaudit.plan.parts import LimitForm
from policeaudit.text import Language, Text

SCHEMA = "policeaudit.assessment/1"


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class VerdictWord(StrEnum):
    """What is said of a finding; ordered from best to worst in ``SEVERITY``."""

    NO_CONCERN = "no_concern"
    WATCH = "watch"
    ACTION_NEEDED = "action_needed"
    CANNOT_TELL = "cannot_tell"
    NOT_ASSESSED = "not_assessed"
    NO_LIMIT = "no_limit"


class Words(_Frozen):
    """A text in both languages."""

    en: str
    zh: str

    @classmethod
    def of(cls, text: Text) -> Words:
        """Take over a ``Text``."""
        return cls(en=text.en, zh=text.zh)

    def __getitem__(self, lang: Language) -> str:
        return self.en if lang == "en" else self.zh


class Group(_Frozen):
    """One group of a sensitive feature (or of an intersection)."""

    id: str
    label: Words


class Feature(_Frozen):
    """A sensitive feature or a declared intersection (``parts`` names its features)."""

    name: str
    label: Words
    groups: list[Group]
    reference: str | None = Field(description="group id; null: each group is compared with all the others")
    parts: list[str] = []
    derived: bool = Field(
        default=False, description="put together by a check: groups of another feature under a condition"
    )


class Level(_Frozen):
    """A warning level of the audited system, lowest first."""

    id: str
    label: Words
    alert: bool


class LimitInForce(_Frozen):
    """A limit as the plan states it."""

    measure: str
    label: Words
    kind: LimitForm
    value: float
    features: list[str]
    set_by: Words
    set_on: dt.date
    after_start: bool = Field(description="set after the audited period began")
    after_end: bool = Field(description="set after the audited period ended")
    rule: Words | None = Field(default=None, description="a standard in words, with its unit")


class Rules(_Frozen):
    """The statistical rules of the plan, printed in the report."""

    confidence: float
    alpha: float
    watch_fdr: float
    min_n: int
    min_events: int
    min_follow_up: float
    interval: Literal["wilson", "clopper_pearson"] = Field(default="wilson", description="range of a group's rate")
    family_size: int = Field(description="comparisons that share the error rate alpha")


class Audit(_Frozen):
    """What was audited, for whom, by whom, under which limits."""

    id: str
    title: Words
    operator: Words
    system: Words
    purpose: Words | None
    outcome_meaning: Words | None = Field(description="what counts as a confirmed outcome")
    rated_unit: Literal["person", "place", "firm", "match"]
    period_start: dt.date
    period_end: dt.date
    commissioned_by: Words
    audited_by: Words
    independence: Words | None
    status: Literal["draft", "final"]
    edition: Literal["full"]
    synthetic: bool = Field(description="the log is generated, not real: printed on the cover")
    language: Language
    alert_rule: Words
    levels: list[Level]
    features: list[Feature]
    limits: list[LimitInForce]
    rules: Rules


class LeftOut(_Frozen):
    """Rows that were not used, by reason; over all entries they sum to rows_in - rows_used."""

    reason: str
    rows: int
    label: Words


class LeftOutColumn(_Frozen):
    """The same rows by reason and column (column null: the whole row)."""

    reason: str
    column: str | None
    rows: int


class InputFile(_Frozen):
    """One file of the log."""

    name: str
    format: str
    encoding: str | None
    bytes: int
    sha256: str
    rows: int


class InputTable(_Frozen):
    """One small table beside the log."""

    section: str
    id: str
    name: str
    sha256: str
    rows: int


class FollowUp(_Frozen):
    """Outcome status of the rows of one group, among alerts and among the others (feature null: all rows)."""

    sensitive_feature: str | None
    group: str | None
    alerted: bool
    confirmed: int
    unfounded: int
    pending: int
    not_followed_up: int


class Count(_Frozen):
    """A count of rows and of alerts for one value (a model version, a level)."""

    value: str
    rows: int
    alerts: int


class Subjects(_Frozen):
    """How often subjects repeat."""

    rows: int
    subjects: int
    alerts: int
    subjects_alerted: int
    used: bool = Field(description="intervals were widened for repeated subjects")


class Intake(_Frozen):
    """The reconciliation: rows_in = rows_used + the sum of left_out, to the last row."""

    rows_in: int
    rows_used: int
    left_out: list[LeftOut]
    left_out_columns: list[LeftOutColumn]
    files: list[InputFile]
    tables: list[InputTable] = []
    follow_up: list[FollowUp]
    levels: list[Count]
    versions: list[Count]
    subjects: Subjects | None


class Pillar(_Frozen):
    """One of the six pillars with the worst verdict of its findings."""

    id: str
    label: Words
    verdict: VerdictWord
    counts: dict[VerdictWord, int]
    sentence: Words


class Range(_Frozen):
    """An estimate with its 95 % interval and the bounds over every value of the missing outcomes.

    ``high`` and ``upper_bound`` of a ratio are null where they are unbounded.
    """

    value: float | None
    low: float | None
    high: float | None
    lower_bound: float | None
    upper_bound: float | None


class FindingLimit(_Frozen):
    """The limit that a finding is held against."""

    value: float
    kind: LimitForm
    set_by: Words
    set_on: dt.date
    rule: Words | None = Field(default=None, description="a standard in words, with its unit")


class Finding(_Frozen):
    """A verdict with its evidence.

    ``gap`` is oriented so that a positive value means: worse for ``group`` than for ``reference``. ``ratio`` is
    plainly the group's rate divided by the reference's, or under a standard the value divided by it.
    """

    id: str
    check: str
    pillar: str
    verdict: VerdictWord
    measure: str
    sensitive_feature: str | None = Field(description="null where the finding is about no group")
    group: str | None
    reference: str | None = Field(description="group id; 'rest' for all other groups; null for a target")
    gap: Range
    ratio: Range
    limit: FindingLimit | None
    n: int
    n_reference: int | None
    n_needed: int | None = Field(
        description="further followed-up rows in the group that would settle it; null: not applicable"
    )
    adjusted_p: float | None = Field(description="Holm-adjusted p that the gap is within the limit")
    watch_q: float | None = Field(description="Benjamini-Hochberg-adjusted p that there is no gap at all")
    survives_missing: bool | None = Field(
        description="the same verdict for every value of the missing outcomes; null: none missing"
    )
    heading: Words
    sentence: Words
    criterion: Words
    effect: Words
    settle: Words | None
    cause: Words | None = Field(default=None, description="null where the log shows none")


class QuantityInfo(_Frozen):
    """What a check examines beyond the table of measures."""

    label: Words
    definition: Words
    worse: Literal["lower", "higher"]


class CheckInfo(_Frozen):
    """A check that this audit knows, in words; ``not_assessed`` says why it could not be made."""

    id: str
    pillar: str
    title: Words
    asks: Words
    matters: Words
    cannot_show: Words
    quantities: dict[str, QuantityInfo]
    not_assessed: Words | None


class ShownExhibit(_Frozen):
    """A table, perhaps with a chart, that a check lays before the reader."""

    id: str
    check: str
    pillar: str
    exhibit: Exhibit


class Measurement(_Frozen):
    """One measure for one group (feature and group null: all rows used)."""

    measure: str
    sensitive_feature: str | None
    group: str | None
    n: int
    value: float | None
    low: float | None
    high: float | None
    lower_bound: float | None
    upper_bound: float | None
    method: str
    not_measurable: Words | None
    numerator: int | None
    missing: int = Field(description="rows that would count if their outcome were known")
    n_effective: float | None = Field(description="n divided by the design effect of repeated subjects")


class Provenance(_Frozen):
    """What is needed to repeat the audit."""

    tool: str
    version: str
    commit: str | None
    schema_: str = Field(alias="schema")
    plan_name: str
    plan_sha256: str
    tally_sha256: str
    command: str
    seed: int | None
    created_at: dt.datetime
    python: str
    platform: str
    libraries: dict[str, str]

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Assessment(_Frozen):
    """All findings, the reconciliation and the provenance of one audit."""

    audit: Audit
    intake: Intake
    pillars: list[Pillar]
    findings: list[Finding]
    measures: list[Measurement]
    checks: list[CheckInfo] = []
    exhibits: list[ShownExhibit] = []
    provenance: Provenance
