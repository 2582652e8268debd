"""The Assessment document: the only thing that a report is drawn from, with a published JSON schema.

Rates and gaps are fractions (0.152), never percentages; an undefined value is null, never 0.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import ConfigDict, Field

from policeaudit.assessment.base import Frozen, Number
from policeaudit.assessment.base import VerdictWord as VerdictWord
from policeaudit.assessment.base import Words as Words
from policeaudit.assessment.public import Publication as Publication
from policeaudit.assessment.public import PublicEdition as PublicEdition
from policeaudit.assessment.record import Process, RecordFile, Register, Replies
from policeaudit.checks.exhibit import Exhibit
from policeaudit.plan.any_limit import LimitForm
from policeaudit.text import Language

SCHEMA = "policeaudit.assessment/1"


class Group(Frozen):
    """One group of a sensitive feature (or of an intersection)."""

    id: str
    label: Words


class Feature(Frozen):
    """A sensitive feature or a declared intersection (``parts`` names its features)."""

    name: str
    label: Words
    groups: list[Group]
    reference: str | None = Field(description="group id; null: each group is compared with all the others")
    parts: list[str] = Field(default=[])
    derived: bool = Field(
        default=False, description="put together by a check: groups of another feature under a condition"
    )


class Level(Frozen):
    """A warning level of the audited system, lowest first."""

    id: str
    label: Words
    alert: bool


class LimitInForce(Frozen):
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
    rule: Words | None = Field(default=None, description="the limit in words, where its kind alone does not say it")


class Rules(Frozen):
    """The statistical rules of the plan, printed in the report."""

    confidence: float
    alpha: float
    watch_fdr: float
    min_n: int
    min_events: int
    min_follow_up: float
    interval: Literal["wilson", "clopper_pearson"] = Field(default="wilson", description="range of a group's rate")
    family_size: int = Field(description="comparisons that share the error rate alpha")


class Audit(Frozen):
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
    edition: Literal["full", "public"]
    synthetic: bool = Field(description="the log is generated, not real: printed on the cover")
    language: Language
    alert_rule: Words
    levels: list[Level]
    features: list[Feature]
    limits: list[LimitInForce]
    rules: Rules
    system_id: str | None = Field(default=None, description="names the system in all its audits")
    reply_days: int | None = Field(default=None, description="days that the operator has for its reply")
    action_days: int | None = Field(default=None, description="days within which findings are to be acted on")
    publication: Publication = Field(default=Publication(minimum=10, rounding=10, protection=5))


class LeftOut(Frozen):
    """Rows that were not used, by reason; over all entries they sum to rows_in - rows_used."""

    reason: str
    rows: Number
    label: Words


class LeftOutColumn(Frozen):
    """The same rows by reason and column (column null: the whole row)."""

    reason: str
    column: str | None
    rows: int


class InputFile(Frozen):
    """One file of the log."""

    name: str
    format: str
    encoding: str | None
    bytes: Number
    sha256: str
    rows: Number


class InputTable(Frozen):
    """One small table beside the log."""

    section: str
    id: str
    name: str
    sha256: str
    rows: int
    title: Words | None = None
    denominator: Words | None = Field(default=None, description="who published the population that is divided by")
    denominator_as_of: dt.date | None = Field(default=None, description="the day that the population describes")
    ignored: int = Field(default=0, description="rows that the plan says are not to be read, such as totals")
    withheld: int = Field(default=0, description="cells that the publisher withheld")
    cut: int = Field(default=0, description="counts above the population that were cut to it, as the plan declares")


class FollowUp(Frozen):
    """Outcome status of the rows of one group, among alerts and among the others (feature null: all rows)."""

    sensitive_feature: str | None
    group: str | None
    alerted: bool
    confirmed: Number
    unfounded: Number
    pending: Number
    not_followed_up: Number
    total: Number = Field(default=None, description="in the public edition, where it is rounded by itself")

    @property
    def known(self) -> Number:
        """Rows with a checked outcome."""
        return None if self.confirmed is None or self.unfounded is None else self.confirmed + self.unfounded

    @property
    def rows(self) -> Number:
        """All rows of this line."""
        if self.total is not None:
            return self.total
        if self.known is None or self.pending is None or self.not_followed_up is None:
            return None
        return self.known + self.pending + self.not_followed_up


class Count(Frozen):
    """A count of rows and of alerts for one value (a model version, a level)."""

    value: str
    rows: int
    alerts: int


class Distribution(Frozen):
    """Rows by group of a main feature, or by score: what a later audit compares its own with."""

    feature: str | None = Field(description="null: the score")
    bins: list[str] = Field(description="ids of the groups, or the least score of each band")
    rows: list[int]
    design_effect: float = Field(description="by how much repeated subjects make the rows fewer than they look")


class Subjects(Frozen):
    """How often subjects repeat."""

    rows: int
    subjects: int
    alerts: int
    subjects_alerted: int
    used: bool = Field(description="intervals were widened for repeated subjects")


class Intake(Frozen):
    """The reconciliation: rows_in = rows_used + the sum of left_out, to the last row."""

    rows_in: Number
    rows_used: Number
    left_out: list[LeftOut]
    left_out_columns: list[LeftOutColumn]
    files: list[InputFile]
    tables: list[InputTable] = Field(default=[])
    follow_up: list[FollowUp]
    outcomes: bool = Field(
        default=True,
        description="whether the log says what came of its warnings; if not, follow_up counts none as checked",
    )
    levels: list[Count]
    versions: list[Count]
    distributions: list[Distribution] = Field(default=[])
    subjects: Subjects | None


class Pillar(Frozen):
    """One of the six pillars with the worst verdict of its findings."""

    id: str
    label: Words
    verdict: VerdictWord
    counts: dict[VerdictWord, int]
    sentence: Words
    process: VerdictWord | None = Field(default=None, description="of the questionnaire; null: not answered")


class Range(Frozen):
    """An estimate with its 95 % interval and the bounds over every value of the missing outcomes.

    ``high`` and ``upper_bound`` of a ratio are null where they are unbounded.
    """

    value: float | None
    low: float | None
    high: float | None
    lower_bound: float | None
    upper_bound: float | None


class FindingLimit(Frozen):
    """The limit that a finding is held against."""

    value: float
    kind: LimitForm
    set_by: Words
    set_on: dt.date
    rule: Words | None = Field(default=None, description="the limit in words, where its kind alone does not say it")


class Finding(Frozen):
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
    n: Number
    n_reference: Number
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
    recommendation: Words | None = Field(default=None, description="null where nothing is asked for")


class QuantityInfo(Frozen):
    """What a check examines beyond the table of measures."""

    label: Words
    definition: Words
    worse: Literal["lower", "higher"]


class CheckInfo(Frozen):
    """A check that this audit knows, in words; ``not_assessed`` says why it could not be made."""

    id: str
    pillar: str
    title: Words
    asks: Words
    matters: Words
    cannot_show: Words
    quantities: dict[str, QuantityInfo]
    not_assessed: Words | None
    norms: list[str] = Field(default=[], description="ids of the norms it serves")
    policy_target: bool = Field(default=False, description="its limits are targets of policy, no legal duty")


class NormInfo(Frozen):
    """A norm that a check serves, with how it is known and its force in China."""

    id: str
    column: Literal["china", "eu", "nist", "iso", "uk"]
    force: Literal["law", "analogy", "guide", "yardstick"]
    mark: Literal["R", "R-part", "M"] = Field(
        description="read; an extract or summary read; known, the text not at hand"
    )
    code: Words
    says: Words


class ShownExhibit(Frozen):
    """A table, perhaps with a chart, that a check lays before the reader."""

    id: str
    check: str
    pillar: str
    exhibit: Exhibit


class Headline(Frozen):
    """A sentence of a check for the key figures."""

    check: str
    text: Words


class Measurement(Frozen):
    """One measure for one group (feature and group null: all rows used)."""

    measure: str
    sensitive_feature: str | None
    group: str | None
    n: Number
    value: float | None
    low: float | None
    high: float | None
    lower_bound: float | None
    upper_bound: float | None
    method: str
    not_measurable: Words | None
    numerator: Number
    missing: Number = Field(description="rows that would count if their outcome were known")
    n_effective: float | None = Field(description="n divided by the design effect of repeated subjects")


class Provenance(Frozen):
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
    record: list[RecordFile] = Field(default=[])

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Assessment(Frozen):
    """All findings, the reconciliation and the provenance of one audit."""

    audit: Audit
    intake: Intake
    pillars: list[Pillar]
    findings: list[Finding]
    measures: list[Measurement]
    checks: list[CheckInfo] = Field(default=[])
    exhibits: list[ShownExhibit] = Field(default=[])
    headlines: list[Headline] = Field(default=[])
    norms: list[NormInfo] = Field(default=[])
    replies: Replies | None = None
    actions: Register | None = None
    process: Process | None = None
    public: PublicEdition | None = Field(default=None, description="set in the public edition alone")
    provenance: Provenance
