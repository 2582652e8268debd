"""The answer of ``whatif`` as a document with a published JSON schema: rates are fractions, an undefined value is null."""

from __future__ import annotations

from typing import Literal

from pydantic import ConfigDict, Field

from policeaudit.assessment.base import Frozen, Words
from policeaudit.text import Language

Strategy = Literal["common", "each"]


class LimitAsked(Frozen):
    """A limit of the plan."""

    measure: str
    kind: Literal["gap", "ratio", "target"]
    value: float
    rule: Words = Field(description="what it asks, who set it and when")


class Held(Frozen):
    """How far the groups are apart under one limit."""

    measure: str
    kind: Literal["gap", "ratio", "target"]
    limit: float
    size: float | None = Field(description="largest gap, ratio furthest from 1, or largest shortfall of a target")
    low: float | None = Field(description="lower end of the range by chance (95 %)")
    high: float | None
    most: float | None = Field(description="the size at its worst over every value of the missing outcomes")


class Standing(Frozen):
    """What can be said of a set of limits together."""

    held: list[Held]
    kept: bool = Field(description="on the figures alone")
    kept_in: float = Field(ge=0, le=1, description="share of redrawn logs in which all limits are kept")
    shown: bool = Field(description="kept over the whole range of chance and every value of the missing outcomes")


class Amount(Frozen):
    """A count with its range by chance (95 %)."""

    value: int
    low: int
    high: int


class Moved(Frozen):
    """Rows whose warning comes or goes, by what their outcome was."""

    rows: int
    confirmed: int
    unfounded: int
    unknown: int


class GroupChange(Frozen):
    """What a threshold would change for a group."""

    group: str
    label: Words
    threshold: float | None = Field(description="score from which on a warning is given; null: as it is now")
    warnings_before: int
    warnings_after: int
    won: Moved
    lost: Moved
    rates_before: dict[str, float | None]
    rates_after: dict[str, float | None]


class Remedy(Frozen):
    """Thresholds that keep the limits, and their price."""

    strategy: Strategy = Field(description="one threshold for everybody, or one for each group")
    with_room: bool = Field(description="shown to keep the limits, not only on the figures")
    standing: Standing
    warnings_before: int
    warnings_after: int
    changed: int = Field(description="rows whose warning comes or goes")
    missed: Amount = Field(description="confirmed warnings that would not be given")
    spared: Amount = Field(description="unfounded warnings that would not be given")
    levels_down: bool = Field(description="no group fares better under the limited rates, and some fare worse")
    groups: list[GroupChange]


class Nothing(Frozen):
    """A remedy that was looked for and does not exist in this log."""

    strategy: Strategy
    with_room: bool
    proved: bool = Field(description="no threshold keeps the limits; otherwise: none was found")


class FrontierPoint(Frozen):
    """The smallest gap that so many changed warnings buy."""

    changed: int
    size: float
    low: float | None
    high: float | None


class FrontierLine(Frozen):
    """The frontier of one strategy, the present state first."""

    strategy: Strategy
    points: list[FrontierPoint]


class Aim(Frozen):
    """One question: what would keep this limit, or these limits together?"""

    id: str
    kind: str = Field(description="a measure, equalized_odds, or all: every limit of the feature that can be judged")
    feature: str
    feature_label: Words
    limits: list[LimitAsked]
    state: Literal["kept", "not_kept", "not_measurable"]
    reason: Words | None = Field(description="why it cannot be measured")
    left_out: Words | None
    now: Standing | None
    groups_now: dict[str, dict[str, float | None]] = Field(description="rates of the judged groups by measure")
    remedies: list[Remedy]
    nothing: list[Nothing]
    frontier: list[FrontierLine]


class Cut(Frozen):
    """One threshold for everybody, and its price."""

    threshold: float
    warnings_after: int
    changed: int
    missed: Amount
    spared: Amount


class Together(Frozen):
    """All limits that can be judged, under one threshold for everybody."""

    limits: int
    kept_now: bool
    cut: Cut | None = Field(
        description="the threshold that keeps them all with the fewest changes; null: kept now, or none does"
    )


class Present(Frozen):
    """The log as it is."""

    rows: int
    unscored: int
    warnings: int
    threshold: float | None = Field(description="null: the warnings do not follow one threshold of the score")
    step: float = Field(description="thresholds are looked at in steps of so much score")


class Method(Frozen):
    """How ranges were made."""

    draws: int
    seed: int
    confidence: float


class Source(Frozen):
    """What the answer comes from."""

    tool: str
    version: str
    plan_sha256: str
    tally_sha256: str


class WhatIf(Frozen):
    """Thresholds that would keep the limits of a plan in a log, and their price."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    schema_: Literal["policeaudit.whatif/1"] = Field(default="policeaudit.whatif/1", alias="schema")
    audit: str
    title: Words
    language: Language
    group_labels: dict[str, dict[str, Words]]
    present: Present
    visits: int = Field(description="no more warnings than so many")
    aims: list[Aim]
    together: Together
    not_known: Words | None = Field(description="what outcomes that are known of alerts only hide")
    cautions: list[Words]
    alternatives: list[Words]
    notes: list[Words]
    method: Method
    source: Source
