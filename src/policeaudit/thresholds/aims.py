"""What is asked of thresholds: each limit of the plan by itself, and the limits of a feature together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from policeaudit.checks.evidence import View
from policeaudit.plan.parts import Limit
from policeaudit.text import Text
from policeaudit.thresholds.criteria import Criterion, Judging, Unmeasured

EQUALIZED_ODDS = "equalized_odds"
ALL_LIMITS = "all"


@dataclass(frozen=True)
class Question:
    """Limits of one view that thresholds are to keep; without criteria it cannot be judged, for ``reason``."""

    kind: str
    view: View
    limits: tuple[Limit, ...]
    criteria: tuple[Criterion, ...] = ()
    left_out: Text | None = None
    reason: Text | None = None

    @property
    def id(self) -> str:
        """Stable within an answer."""
        names = [f"{limit.measure}.{limit.kind}" for limit in self.limits]
        return ".".join([self.view.name, self.kind] if len(names) > 1 else [self.view.name, *names])


def questions(found: Sequence[Judging | Unmeasured]) -> list[Question]:
    """All questions, view by view: the single limits first, then equalized odds, then all limits together."""
    asked = []
    views = {each.view.name: each.view for each in map(_about, found)}
    for view in views.values():
        here = [each for each in found if _about(each).view.name == view.name]
        asked += [_single(each) for each in here]
        judged = [each for each in here if isinstance(each, Judging)]
        odds = _equalized_odds(judged)
        if odds:
            asked.append(_joint(EQUALIZED_ODDS, view, odds))
        if len(judged) > max(len(odds), 1):
            asked.append(_joint(ALL_LIMITS, view, judged))
    return asked


def _about(each: Judging | Unmeasured) -> Criterion | Unmeasured:
    return each.criterion if isinstance(each, Judging) else each


def _single(each: Judging | Unmeasured) -> Question:
    limit = _about(each).limit
    if isinstance(each, Unmeasured):
        return Question(limit.measure, each.view, (limit,), reason=each.reason)
    return Question(limit.measure, each.criterion.view, (limit,), (each.criterion,), each.left_out)


def _equalized_odds(judged: Sequence[Judging]) -> list[Judging]:
    """Limits on the gaps of both error rates (Hardt, Price & Srebro 2016), if the plan has both."""
    parts = [
        [each for each in judged if each.criterion.measure.name in names and each.criterion.limit.kind != "target"]
        for names in (("false_positive_rate",), ("false_negative_rate", "recall"))
    ]
    return [*parts[0], *parts[1]] if all(parts) else []


def _joint(kind: str, view: View, judged: Sequence[Judging]) -> Question:
    criteria = tuple(each.criterion for each in judged)
    left = next((each.left_out for each in judged if each.left_out), None)
    return Question(kind, view, tuple(criterion.limit for criterion in criteria), criteria, left)
