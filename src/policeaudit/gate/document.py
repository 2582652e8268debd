"""A gate's decision as a JSON document with a published schema: rates and gaps are fractions, what is undefined is null."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field

from policeaudit.assessment.base import Frozen, VerdictWord, Words
from policeaudit.assessment.model import FindingLimit, Provenance, Range
from policeaudit.compare.document import ChangeRecord
from policeaudit.gate.decide import Level


class RowsLeftOut(Frozen):
    """Rows that were not used, by reason."""

    reason: str
    rows: int


class RowsRecord(Frozen):
    """The reconciliation of the log: ``in`` is ``used`` and all that was left out."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    in_: int = Field(alias="in")
    used: int
    left_out: list[RowsLeftOut]


class EntryRecord(Frozen):
    """A comparison with a limit; the figures are null for a limit that met no comparison, or that only the baseline has."""

    id: str
    verdict: VerdictWord
    stops: bool
    heading: Words
    check: str | None = None
    measure: str | None = None
    sensitive_feature: str | None = None
    group: str | None = None
    reference: str | None = Field(default=None, description="group id; 'rest' for all other groups; null for a target")
    gap: Range | None = None
    ratio: Range | None = None
    limit: FindingLimit | None = None
    n: int | None = None
    n_reference: int | None = None
    n_needed: int | None = Field(default=None, description="further cases with a known outcome that would settle it")
    said: dict[str, Words] = Field(description="what was found, the limit, the effect, how to settle it, the change")
    change: ChangeRecord | None


class CheckRecord(Frozen):
    """Whether a log passes the limits of a plan: those comparisons first that stop it, the worst on top."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    schema_: Literal["policeaudit.check/1"] = Field(default="policeaudit.check/1", alias="schema")
    passed: bool
    level: Level = Field(description="what stands at this level or above stops it")
    plan: str
    audit: str
    rows: RowsRecord
    summary: list[Words]
    entries: list[EntryRecord]
    without_limit: int = Field(description="comparisons that nobody has set a limit for")
    baseline: str | None = Field(description="tally_sha256 of the baseline")
    provenance: Provenance
