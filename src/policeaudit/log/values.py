"""What the log's own values mean: which level, outcome status or group a value stands for, or that it is unknown."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, field

from policeaudit.log.intake import ALERT, DECISION, LEVEL, OUTCOME, Defect
from policeaudit.plan.model import Plan


def recorded(raw: str | None, plan: Plan, mapped: Container[str] = ()) -> str | None:
    """A value without surrounding space; None where nothing is recorded (a mapped value is never 'nothing')."""
    value = (raw or "").strip()
    return value if value in mapped or value not in plan.log.missing else None


@dataclass
class KnownValues:
    """The values of a column that the plan knows; any other is a defect of its row."""

    plan: Plan
    role: str
    column: str
    names: dict[str, str]
    nothing: str | None
    """What a value that is not recorded stands for; None: that is a defect too."""
    unknown: list[str | None] = field(default_factory=list)
    """Raw values that were found and are defects."""

    def name(self, raw: str | None) -> str:
        """What a sound value stands for."""
        value = recorded(raw, self.plan, self.names)
        return self.names[value] if value is not None else self.nothing or ""

    def defect(self, raw: str | None) -> Defect | None:
        """The defect of a raw value, if it is one."""
        value = recorded(raw, self.plan, self.names)
        if value is None:
            return None if self.nothing is not None else Defect(f"missing_{self.role}", self.column)
        return None if value in self.names else Defect(f"unknown_{self.role}", self.column)


def known_values(plan: Plan) -> dict[str, KnownValues]:
    """The columns whose values the plan lists, in the order in which a row's defects count."""
    columns = plan.columns
    known = {}
    if columns.level:
        names = {value: part.id for part in columns.level.levels for value in part.values}
        names |= dict.fromkeys(columns.level.none, "")
        known[LEVEL] = KnownValues(plan, "level", columns.level.column, names, None)
    if columns.alert and not columns.alert.recorded:
        names = {**dict.fromkeys(columns.alert.yes, "yes"), **dict.fromkeys(columns.alert.no, "no")}
        known[ALERT] = KnownValues(plan, "alert", columns.alert.column, names, None)
    if columns.outcome:
        names = columns.outcome.statuses()
        known[OUTCOME] = KnownValues(plan, "outcome", columns.outcome.column, names, "not_followed_up")
    for key, step in columns.yes_or_no.items():
        if not step.recorded:
            names = {**dict.fromkeys(step.yes, "yes"), **dict.fromkeys(step.no, "no")}
            known[key] = KnownValues(plan, key, step.column, names, "")
    if columns.decision:
        names = {value: name for name in ("followed", "overridden") for value in getattr(columns.decision, name)}
        names |= dict.fromkeys(columns.decision.none, "")
        known[DECISION] = KnownValues(plan, DECISION, columns.decision.column, names, "")
    return known


def unknown_values(values: dict[str, KnownValues]) -> dict[str, list[str | None]]:
    """The raw values that were found and are defects, by key."""
    return {key: known.unknown for key, known in values.items() if known.unknown}
