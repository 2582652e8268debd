"""The audit plan as a whole."""

from __future__ import annotations

from typing import ClassVar

from pydantic import Field

from policeaudit.plan.check_sample import CheckSamplePart
from policeaudit.plan.execution import IndicatorsPart, ScorecardPart
from policeaudit.plan.parts import (
    AuditPart,
    Break,
    Feature,
    Intersection,
    Limit,
    LogPart,
    Metrics,
    RecordPart,
    Rules,
    _Part,
)
from policeaudit.plan.places import ExposurePart
from policeaudit.plan.protection import ProtectionPart
from policeaudit.plan.publication import PublicationPart
from policeaudit.plan.steps import LogColumns
from policeaudit.plan.table_file import TableLimit
from policeaudit.plan.tables import CoveragePart, FieldworkPart, ResourcesPart, ResponsePart, SurveyPart

LOG_PARTS = ("log", "columns", "features")
"""A plan has all of these or none; with [[exposure]] it needs no features."""
TABLE_PARTS = ("coverage", "response", "survey", "fieldwork", "resources", "indicators", "scorecard", "exposure")
"""Each is a list of sections about a table beside the log; a plan without a log has at least one."""


class Plan(_Part):
    """An audit plan: of a log, of tables beside it, or of both.

    Without a log, ``log`` and ``columns`` are empty stand-ins and ``has_log`` is False.
    """

    _NO_LOG: ClassVar = LogPart(path="-")
    _NO_COLUMNS: ClassVar = LogColumns.model_construct()

    audit: AuditPart
    log: LogPart = Field(default_factory=lambda: Plan._NO_LOG)
    columns: LogColumns = Field(default_factory=lambda: Plan._NO_COLUMNS)
    features: list[Feature] = Field(default=[])
    intersections: list[Intersection] = Field(default=[])
    check_sample: CheckSamplePart | None = None
    limits: list[Limit] = Field(default=[])
    breaks: list[Break] = Field(default=[], description="changes that the log does not show by itself")
    rules: Rules = Rules()
    metrics: Metrics = Metrics()
    record: RecordPart = RecordPart()
    publication: PublicationPart = PublicationPart()
    protection: ProtectionPart | None = None
    coverage: list[CoveragePart] = Field(default=[])
    response: list[ResponsePart] = Field(default=[])
    survey: list[SurveyPart] = Field(default=[])
    fieldwork: list[FieldworkPart] = Field(default=[])
    resources: list[ResourcesPart] = Field(default=[])
    indicators: list[IndicatorsPart] = Field(default=[])
    scorecard: list[ScorecardPart] = Field(default=[])
    exposure: list[ExposurePart] = Field(default=[])

    @property
    def has_log(self) -> bool:
        """Whether there is a log, or only tables."""
        return "log" in self.model_fields_set

    @property
    def has_outcomes(self) -> bool:
        """Whether the log says what came of its warnings: a list of scores, or of places, may not."""
        return self.columns.outcome is not None

    @property
    def all_limits(self) -> list[Limit | TableLimit]:
        """Those of the log and those of its tables."""
        sections = [section for part in TABLE_PARTS for section in getattr(self, part)]
        return [*self.limits, *(limit for section in sections for limit in getattr(section, "limits", []))]

    @property
    def main_features(self) -> list[int]:
        """The places of the features whose groups are looked at in detail: those marked so, or the first."""
        return [i for i, feature in enumerate(self.features) if feature.main] or list(range(len(self.features)))[:1]

    def feature(self, name: str) -> Feature:
        """A feature by name."""
        return next(feature for feature in self.features if feature.name == name)
