"""What changed between two audits of one system so that their figures do not mean the same: breaks in a series.

A break is seen in what the audits record. How a plan maps the values of a log to groups or outcomes is not recorded, so a
change of that alone is not seen here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from policeaudit.assessment.ledger import same_limit
from policeaudit.assessment.model import Assessment, Audit, Feature, Finding, FindingLimit, LimitInForce
from policeaudit.text import Text, day, decimal, list_of, percent, points, same

Kind = Literal["versions", "alert_rule", "levels", "outcome_meaning", "groups", "limits", "rules", "period"]

_BREAKS_EVERY_GAP: frozenset[Kind] = frozenset({"versions", "alert_rule", "levels", "outcome_meaning", "period"})

_WHAT: dict[Kind, Text] = {
    "versions": Text(en="Model version", zh="模型版本"),
    "alert_rule": Text(en="What counts as a warning", zh="预警的认定方式"),
    "levels": Text(en="Warning levels", zh="预警等级"),
    "outcome_meaning": Text(en="What counts as confirmed", zh="“属实”的含义"),
    "groups": Text(en="Groups of “{feature}”", zh="“{feature}”的群体划分"),
    "limits": Text(en="Limit for: {measure}", zh="限值：{measure}"),
    "rules": Text(en="Statistical rules", zh="统计规则"),
    "period": Text(en="Periods that do not follow each other", zh="评估期间不连续"),
}
_NOT_STATED = Text(en="not stated", zh="未说明")
_NOT_RECORDED = Text(en="not recorded", zh="未记录")
_NO_LIMIT = Text(en="none", zh="无")
_COMPARED = Text(en="{groups} (compared with: {reference})", zh="{groups}（对照：{reference}）")
_UNTIL = Text(en="until {day}", zh="截至{day}")
_FROM = Text(en="from {day}", zh="自{day}起")


@dataclass(frozen=True)
class Break:
    """One change from an audit to the next; ``feature`` and ``measure`` are the only ones that it concerns (None: all)."""

    kind: Kind
    what: Text
    was: Text
    now: Text
    feature: str | None = None
    measure: str | None = None

    def concerns(self, before: Finding | None, after: Finding | None) -> bool:
        """Whether the gaps of a finding before and after it must not be joined (None: not compared there)."""
        if self.kind == "groups":
            return self.feature in {name for each in (before, after) if each for name in _plain_features(each)}
        if self.kind == "limits":
            if before is None or after is None or after.measure != self.measure:
                return False
            return not same_limit(before.limit, after.limit)
        return self.kind in _BREAKS_EVERY_GAP


def breaks(before: Assessment, after: Assessment) -> list[Break]:
    """All changes from one audit of a system to a later one that an oversight body has to know before it compares them."""
    old, new = before.audit, after.audit
    found = [
        _changed("versions", _versions(before), _versions(after)),
        _changed("alert_rule", old.alert_rule.text, new.alert_rule.text),
        _changed("levels", _levels(old), _levels(new)),
        _changed(
            "outcome_meaning", *(a.outcome_meaning.text if a.outcome_meaning else _NOT_STATED for a in (old, new))
        ),
        *_groups(old, new),
        *_limits(old, new),
        _rules(old, new),
        _period(old, new),
    ]
    return [each for each in found if each is not None]


def accepted(limit: FindingLimit | LimitInForce) -> Text:
    """What a limit accepts, as a number with its unit, or in its own words."""
    if limit.rule is not None:
        return limit.rule.text
    if limit.kind == "gap":
        return points(limit.value)
    return percent(limit.value) if limit.kind == "target" else decimal(limit.value, 2)


def _changed(kind: Kind, was: Text, now: Text) -> Break | None:
    return None if was == now else Break(kind, _WHAT[kind], was, now)


def _versions(assessment: Assessment) -> Text:
    values = sorted(count.value for count in assessment.intake.versions if count.value)
    return list_of([same(value) for value in values]) if values else _NOT_RECORDED


def _levels(audit: Audit) -> Text:
    return list_of([level.label.text for level in audit.levels]) if audit.levels else _NOT_STATED


def _plain_features(finding: Finding) -> set[str]:
    """The features of the plan behind a finding's own: those crossed in it, without the condition that a check put to it."""
    name = finding.sensitive_feature
    return {part.partition("@")[0] for part in name.split("*")} if name else set()


def _groups(old: Audit, new: Audit) -> Iterator[Break]:
    earlier = {feature.name: feature for feature in old.features}
    for feature in new.features:
        known = earlier.get(feature.name)
        if known is None or feature.derived or feature.parts:
            continue
        was, now = _coding(known), _coding(feature)
        if was != now:
            yield Break("groups", _WHAT["groups"].fill(feature=feature.label.text), was, now, feature.name)


def _coding(feature: Feature) -> Text:
    """The groups of a feature with the one that the others are compared with."""
    groups = list_of([group.label.text for group in feature.groups]) if feature.groups else _NOT_RECORDED
    reference = next((group.label.text for group in feature.groups if group.id == feature.reference), None)
    return groups if reference is None else _COMPARED.fill(groups=groups, reference=reference)


def _limits(old: Audit, new: Audit) -> Iterator[Break]:
    was, now = _limits_of(old), _limits_of(new)
    told: set[Break] = set()
    for key in dict.fromkeys([*was, *now]):
        before, after = was.get(key), now.get(key)
        if before and after and same_limit(_held(before), _held(after)):
            continue
        label = next(each.label.text for each in (after, before) if each)
        one, other = (accepted(each) if each else _NO_LIMIT for each in (before, after))
        found = Break("limits", _WHAT["limits"].fill(measure=label), one, other, measure=key[0])
        if found not in told:  # the same change for several features is one line
            told.add(found)
            yield found


def _limits_of(audit: Audit) -> dict[tuple[str, str, str], LimitInForce]:
    return {(limit.measure, limit.kind, feature): limit for limit in audit.limits for feature in limit.features or [""]}


def _held(limit: LimitInForce) -> FindingLimit:
    return FindingLimit(value=limit.value, kind=limit.kind, set_by=limit.set_by, set_on=limit.set_on, rule=limit.rule)


def _rules(old: Audit, new: Audit) -> Break | None:
    """The rules that differ, by their names in the plan; how many comparisons share the error rate is no rule."""
    was, now = (audit.rules.model_dump(exclude={"family_size"}) for audit in (old, new))
    names = [name for name in now if was[name] != now[name]]
    if not names:
        return None
    one, other = (list_of([same(f"{name} = {rules[name]}") for name in names]) for rules in (was, now))
    return Break("rules", _WHAT["rules"], one, other)


def _period(old: Audit, new: Audit) -> Break | None:
    if new.period_start == old.period_end + dt.timedelta(days=1):
        return None
    was, now = _UNTIL.fill(day=day(old.period_end)), _FROM.fill(day=day(new.period_start))
    return Break("period", _WHAT["period"], was, now)
