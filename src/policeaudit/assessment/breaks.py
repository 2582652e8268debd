"""What changed between two audits of a system, so that their figures may not mean the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from policeaudit.assessment.model import Assessment, Feature
from policeaudit.plan.parts import Break
from policeaudit.text import Text, list_of, same

Kind = Literal["model", "level", "threshold", "outcome", "group", "score"]


@dataclass(frozen=True)
class FoundBreak:
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
    "threshold": Text(en="threshold", zh="分数线"),
    "outcome": Text(en="outcome", zh="结果口径"),
    "group": Text(en="groups", zh="群体划分"),
    "score": Text(en="score range", zh="分数范围"),
}


def breaks_between(before: Assessment, after: Assessment, declared: Sequence[Break] = ()) -> list[FoundBreak]:
    """What changed between two audits: what their documents show, and what was declared for the time between.

    Model versions, what counts as a warning, the levels, what counts as confirmed, the groups of a feature and its
    reference, and the bounds of the score are compared. A declared change counts where it took effect after the end of the
    earlier period and not after that of the later one.

    Args:
        before: the earlier audit.
        after: the later one.
        declared: changes that a plan declares.
    """
    return [
        *_model(before, after),
        *_warning(before, after),
        *_outcome(before, after),
        *_groups(before, after),
        *_scores(before, after),
        *(
            FoundBreak(each.kind, each.what)
            for each in declared
            if before.audit.period_end < each.on <= after.audit.period_end
        ),
    ]


def _model(before: Assessment, after: Assessment) -> Iterator[FoundBreak]:
    old, new = ([v.value for v in each.intake.versions if v.value] for each in (before, after))
    if old and new and set(old) != set(new):
        names = [list_of([same(name) for name in each]) for each in (old, new)]
        yield FoundBreak("model", _MODEL.fill(old=names[0], new=names[1]))


def _warning(before: Assessment, after: Assessment) -> Iterator[FoundBreak]:
    old, new = ([(level.id, level.alert) for level in each.audit.levels] for each in (before, after))
    if old != new:
        yield FoundBreak("level", _LEVELS)
    elif before.audit.alert_rule != after.audit.alert_rule:
        yield FoundBreak("threshold", _RULE.fill(old=before.audit.alert_rule.text, new=after.audit.alert_rule.text))


def _outcome(before: Assessment, after: Assessment) -> Iterator[FoundBreak]:
    old, new = before.audit.outcome_meaning, after.audit.outcome_meaning
    if old != new and old is not None and new is not None:
        yield FoundBreak("outcome", _OUTCOME.fill(old=old.text, new=new.text))


def _groups(before: Assessment, after: Assessment) -> Iterator[FoundBreak]:
    known = {feature.name: feature for feature in before.audit.features if not feature.derived}
    for feature in after.audit.features:
        old = known.get(feature.name)
        if old is not None and _declared(old) != _declared(feature):
            yield FoundBreak("group", _GROUPS.fill(feature=feature.label.text), feature.name)


def _declared(feature: Feature) -> tuple[str | None, frozenset[str]]:
    """The reference and the groups, without those that stand for what is not recorded."""
    return feature.reference, frozenset(g.id for g in feature.groups if not g.id.startswith("__"))


def _scores(before: Assessment, after: Assessment) -> Iterator[FoundBreak]:
    old, new = ([d.bins for d in each.intake.distributions if d.feature is None] for each in (before, after))
    if old and new and old != new:
        yield FoundBreak("score", _SCORES)


_MODEL = Text(en="model {old}, then {new}", zh="模型版本由{old}变为{new}")
_LEVELS = Text(en="the levels, or which of them are warnings", zh="级别或预警级别的划分")
_RULE = Text(en="what counts as a warning: “{old}”, then “{new}”", zh="预警的认定由“{old}”变为“{new}”")
_OUTCOME = Text(en="what counts as confirmed: “{old}”, then “{new}”", zh="属实的认定由“{old}”变为“{new}”")
_GROUPS = Text(en="the groups of {feature}, or their reference", zh="{feature}的群体划分或对照群体")
_SCORES = Text(en="the range of the score", zh="分数范围")
