"""What changed between two audits, as a series of gaps takes it: a mark, or a new start because figures mean something else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from policeaudit.assessment.breaks import Kind as BreakKind
from policeaudit.assessment.breaks import breaks
from policeaudit.assessment.model import Assessment
from policeaudit.plan.parts import Break as Declared
from policeaudit.text import Text

Kind = Literal["model", "level", "threshold", "outcome", "group", "score"]


@dataclass(frozen=True)
class Change:
    """A change between two audits, in words; ``feature`` where only its groups changed."""

    kind: Kind
    what: Text
    feature: str | None = None

    def redefines_gaps(self, feature: str) -> bool:
        """Whether gaps between groups of a feature mean something else after it; those of a new model do not."""
        return self.kind in ("level", "threshold", "outcome") or self.redefines_groups(feature)

    def redefines_groups(self, feature: str) -> bool:
        """Whether the groups of a feature are others after it."""
        return self.kind == "group" and self.feature in (None, feature)

    @property
    def redefines_scores(self) -> bool:
        """Whether a score means something else after it."""
        return self.kind == "score"


KINDS: dict[Kind, Text] = {
    "model": Text(en="model", zh="模型"),
    "level": Text(en="levels", zh="级别"),
    "threshold": Text(en="threshold", zh="预警认定"),
    "outcome": Text(en="outcome", zh="结果口径"),
    "group": Text(en="groups", zh="群体划分"),
    "score": Text(en="score range", zh="分数范围"),
}
_OF_BREAKS: dict[BreakKind, Kind] = {
    "versions": "model",
    "alert_rule": "threshold",
    "levels": "level",
    "outcome_meaning": "outcome",
    "groups": "group",
}
"""A new limit, other statistical rules or a period left out change no gap."""
_CHANGED = Text(en="{what}: {was}, then {now}", zh="{what}由{was}变为{now}")
_SCORES = Text(en="the range of the score", zh="分数范围")


def changes_between(before: Assessment, after: Assessment, declared: Sequence[Declared] = ()) -> list[Change]:
    """What changed between two audits: what their documents show, and what was declared for the time between.

    A declared change counts where it took effect after the end of the earlier period and not after that of the later one.

    Args:
        before: the earlier audit.
        after: the later one.
        declared: changes that a plan declares.
    """
    found = [
        Change(_OF_BREAKS[each.kind], _CHANGED.fill(what=each.what, was=each.was, now=each.now), each.feature)
        for each in breaks(before, after)
        if each.kind in _OF_BREAKS
    ]
    bands = [[d.bins for d in each.intake.distributions if d.feature is None] for each in (before, after)]
    if all(bands) and bands[0] != bands[1]:
        found.append(Change("score", _SCORES))
    between = [each for each in declared if before.audit.period_end < each.on <= after.audit.period_end]
    return [*found, *(Change(each.kind, each.what) for each in between)]
