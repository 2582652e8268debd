"""What people did with warnings as rates that are compared group by group, as the rates of warnings are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from policeaudit.checks.check import Phrases, Quantity
from policeaudit.checks.evidence import Evidence
from policeaudit.log.tally import BUCKETS
from policeaudit.measures import MEASURES, IntArray, Measure
from policeaudit.plan.parts import LevelPart
from policeaudit.text import Text


@dataclass(frozen=True)
class StepRate:
    """A rate of the warnings with these values (``among``) whose ``step`` is ``yes``, among those where it is recorded."""

    name: str
    step: str
    yes: str
    no: str
    among: dict[str, str]
    worse: Literal["lower", "higher"]
    label: Text
    definition: Text
    phrases: Phrases
    by_level: str | None = None
    """The name of the same rate at one level."""

    def measure(self, name: str | None = None) -> Measure:
        """The rate as a measure of warnings: yes counts as confirmed, no as unfounded, not recorded as pending."""
        return replace(MEASURES["precision"], name=name or self.name, worse=self.worse, label=self.label)

    @property
    def quantity(self) -> Quantity:
        """The rate as the report explains it."""
        return Quantity(self.label, self.definition, self.worse)

    def counts(self, evidence: Evidence, view: str, groups: Sequence[str], **where: str) -> IntArray:
        """Shape (groups, buckets, 8)."""
        buckets = BUCKETS if evidence.tally.bucketed else 1
        return evidence.tally.steps.answers(view, groups, buckets, self.step, self.yes, self.no, **self.among, **where)


def _phrases(name: Text, share: Text, effect: Text, missing: Text, *, rest: bool = False) -> Phrases:
    settle = Text(en="That this step is recorded for every warning.", zh="对每条预警如实登记该环节。")
    return Phrases(name, share, effect, counts_the_rest=rest, missing=missing, settle=settle)


_NOT_RECORDED = Text(en="For {missing} warnings the log does not say it", zh="有{missing}条预警的日志未作登记")

REVIEW = StepRate(
    name="review_rate",
    step="review",
    yes="yes",
    no="no",
    among={},
    worse="lower",
    label=Text(en="Review rate (share of warnings that a person reviewed)", zh="人工复核率"),
    definition=Text(
        en="Of the warnings for which the log says whether a person reviewed them, the share that were.",
        zh="日志载明是否经人工复核的预警中，已复核的比例。",
    ),
    phrases=_phrases(
        Text(en="the review rate", zh="人工复核率"),
        Text(
            en="of {per} warnings about {group}, {count} were reviewed by nobody",
            zh="{per}条涉{group}预警中，有{count}条无人复核",
        ),
        Text(
            en="Warnings about {group}: {n}. At the rate of {reference}, about {excess} more would have been reviewed.",
            zh="涉{group}预警共{n}条。若达到{reference}的水平，约多复核{excess}条。",
        ),
        _NOT_RECORDED,
        rest=True,
    ),
    by_level="level_review_rate",
)
HASTY = StepRate(
    name="hasty_review_rate",
    step="hasty",
    yes="yes",
    no="no",
    among={"review": "yes"},
    worse="higher",
    label=Text(en="Reviews too short to be one", zh="过短复核的比例"),
    definition=Text(
        en="Of the reviews whose time is recorded, the share that took less than the plan declares plausible.",
        zh="已登记用时的复核中，用时短于方案所列合理时间的比例。",
    ),
    phrases=_phrases(
        Text(en="the share of reviews that are too short", zh="过短复核的比例"),
        Text(
            en="of {per} reviewed warnings about {group}, {count} were reviewed in less than a plausible time",
            zh="{per}条已复核的涉{group}预警中，有{count}条复核用时短于合理时间",
        ),
        Text(
            en="Reviewed warnings about {group}: {n}. At the rate of {reference}, about {excess} fewer would have been "
            "too short.",
            zh="已复核的涉{group}预警共{n}条。若达到{reference}的水平，过短的约减少{excess}条。",
        ),
        _NOT_RECORDED,
    ),
)
OVERRIDE = StepRate(
    name="override_rate",
    step="decision",
    yes="overridden",
    no="followed",
    among={},
    worse="lower",
    label=Text(en="Override rate (share of decisions against the warning)", zh="人工否决率"),
    definition=Text(
        en="Of the reviewed warnings with a recorded decision, the share that the reviewer rejected or changed.",
        zh="已复核且登记结论的预警中，被否决或调整的比例。",
    ),
    phrases=_phrases(
        Text(en="the override rate", zh="人工否决率"),
        Text(
            en="of {per} decided warnings about {group}, {count} were overridden",
            zh="{per}条已有复核结论的涉{group}预警中，有{count}条被否决",
        ),
        Text(
            en="Decided warnings about {group}: {n}. At the rate of {reference}, about {excess} more would have been overridden.",
            zh="已有复核结论的涉{group}预警共{n}条。若达到{reference}的水平，被否决的约多{excess}条。",
        ),
        _NOT_RECORDED,
    ),
    by_level="level_override_rate",
)
ACTION = StepRate(
    name="action_rate",
    step="action",
    yes="yes",
    no="no",
    among={},
    worse="higher",
    label=Text(en="Action rate (share of warnings that led to an action)", zh="处置率"),
    definition=Text(
        en="Of the warnings for which the log says whether an action was taken, the share with one.",
        zh="日志载明是否采取处置的预警中，已处置的比例。",
    ),
    phrases=_phrases(
        Text(en="the action rate", zh="处置率"),
        Text(
            en="of {per} warnings about {group}, {count} led to an action",
            zh="{per}条涉{group}预警中，有{count}条采取了处置",
        ),
        Text(
            en="Warnings about {group}: {n}. At the rate of {reference}, about {excess} fewer would have led to an action.",
            zh="涉{group}预警共{n}条。若达到{reference}的水平，采取处置的约减少{excess}条。",
        ),
        _NOT_RECORDED,
    ),
    by_level="level_action_rate",
)
UNREVIEWED_ACTION = StepRate(
    name="unreviewed_action_rate",
    step="review",
    yes="no",
    no="yes",
    among={"action": "yes"},
    worse="higher",
    label=Text(en="Actions without a review", zh="未经复核即处置的比例"),
    definition=Text(
        en="Of the warnings that led to an action, the share that no person had reviewed.",
        zh="已采取处置的预警中，未经人工复核的比例。",
    ),
    phrases=_phrases(
        Text(en="the share of actions without a review", zh="未经复核即处置的比例"),
        Text(
            en="of {per} warnings about {group} that led to an action, {count} were reviewed by nobody",
            zh="{per}条已处置的涉{group}预警中，有{count}条无人复核",
        ),
        Text(
            en="Warnings about {group} with an action: {n}. At the rate of {reference}, about {excess} fewer would have been "
            "without a review.",
            zh="已处置的涉{group}预警共{n}条。若达到{reference}的水平，未经复核的约减少{excess}条。",
        ),
        _NOT_RECORDED,
    ),
)
CLOSING = StepRate(
    name="closing_rate",
    step="closed",
    yes="yes",
    no="no",
    among={},
    worse="lower",
    label=Text(en="Closing rate (share of warnings that were closed)", zh="办结率"),
    definition=Text(
        en="Of the warnings for which the log says whether they were closed, the share that were.",
        zh="日志载明是否办结的预警中，已办结的比例。",
    ),
    phrases=_phrases(
        Text(en="the closing rate", zh="办结率"),
        Text(
            en="of {per} warnings about {group}, {count} are still open",
            zh="{per}条涉{group}预警中，有{count}条尚未办结",
        ),
        Text(
            en="Warnings about {group}: {n}. At the rate of {reference}, about {excess} more would have been closed.",
            zh="涉{group}预警共{n}条。若达到{reference}的水平，约多办结{excess}条。",
        ),
        _NOT_RECORDED,
        rest=True,
    ),
)
RATES = (REVIEW, HASTY, OVERRIDE, ACTION, UNREVIEWED_ACTION, CLOSING)


def rates_at_hand(evidence: Evidence) -> list[StepRate]:
    """The rates for which the plan names the columns."""
    columns = evidence.plan.columns
    named = {
        "review": columns.review is not None,
        "hasty": columns.review is not None and columns.review.plausible_minutes is not None,
        "decision": columns.decision is not None,
        "action": columns.action is not None,
        "closed": columns.closed is not None,
    }
    rates = [rate for rate in RATES if all(named[step] for step in (rate.step, *rate.among))]
    reviewed = {"review": "yes"} if named["review"] else {}  # who was not reviewed needs no decision
    return [replace(rate, among=reviewed) if rate is OVERRIDE else rate for rate in rates]


def warning_levels(evidence: Evidence) -> list[LevelPart]:
    """The levels that count as warnings, lowest first; none where the plan has no levels."""
    column = evidence.plan.columns.level
    if column is None:
        return []
    ids = [level.id for level in column.levels]
    return column.levels[ids.index(column.alert_from) :]
