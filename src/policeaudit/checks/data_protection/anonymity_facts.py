"""How few people share a combination of quasi-identifiers, against the limits of the plan."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from policeaudit.checks.claim import About, Fact, Said
from policeaudit.checks.exhibit import Column, Exhibit
from policeaudit.checks.limits import criterion_of
from policeaudit.log.inspection import Inspection
from policeaudit.plan.model import Plan
from policeaudit.plan.protection import ProtectionLimit, ProtectionPart
from policeaudit.stats.anonymity import Anonymity, anonymity
from policeaudit.stats.rule import Verdict
from policeaudit.text import Text, list_of, percent, same, whole

_HEADINGS = {
    "smallest_class": Text(en="Smallest class of equal quasi-identifiers", zh="准标识符组合的最小等价类"),
    "share_unique": Text(en="People whose quasi-identifiers are unique", zh="准标识符组合唯一者"),
    "share_small": Text(en="People in small classes of quasi-identifiers", zh="处于小等价类者"),
}
_EFFECT = Text(
    en="On people in small classes: whoever knows these traits of a person finds that person's warnings in the log.",
    zh="涉及小等价类中的人：知悉某人这些特征者，即可在日志中找到其预警记录。",
)


@dataclass(frozen=True)
class _Counted:
    found: Anonymity
    people: int
    persons: bool
    k: int

    @property
    def unit(self) -> Text:
        return Text(en="people", zh="人") if self.persons else Text(en="rows", zh="条记录")


def _count(found: Inspection, part: ProtectionPart) -> _Counted | None:
    classes = found.classes
    if classes is None or not len(classes.sizes):
        return None
    people = int((classes.sizes * classes.classes).sum())
    counted = anonymity(classes.sizes, part.smallest_class, classes.classes)
    return _Counted(counted, people, classes.persons, part.smallest_class)


def anonymity_facts(found: Inspection, plan: Plan) -> list[Fact]:
    """One for each limit; without any, the smallest class without a verdict."""
    part = plan.protection
    assert part is not None  # noqa: S101 - asked only where there is one
    counted = _count(found, part)
    if counted is None:
        return []
    limits: list[ProtectionLimit | None] = [*part.limits]
    return [_fact(counted, limit, plan) for limit in limits or [None]]


def _fact(counted: _Counted, limit: ProtectionLimit | None, plan: Plan) -> Fact:
    measure = limit.measure if limit else "smallest_class"
    value = counted.found.smallest if measure == "smallest_class" else getattr(counted.found, measure)
    verdict = None
    if limit is not None:
        kept = value >= limit.value if measure == "smallest_class" else value <= limit.value
        verdict = Verdict.NO_CONCERN if kept else Verdict.ACTION_NEEDED
    rule = _rule(limit, counted) if limit else None
    said = Said(
        heading=_HEADINGS[measure],
        criterion=criterion_of(limit, rule, plan),
        condition=_condition(measure, value, counted),
        effect=_EFFECT if np.isfinite(value) else Text(en="Not known.", zh="无法得知。"),
        cause=Text(
            en="The quasi-identifiers are recorded so finely that few people share them.",
            zh="准标识符记录过细，共有者很少。",
        )
        if verdict is Verdict.ACTION_NEEDED
        else None,
        rule=rule if limit and limit.kind == "standard" else None,
    )
    return Fact(About(measure), said, verdict, limit, n=counted.people)


def _rule(limit: ProtectionLimit, counted: _Counted) -> Text:
    if limit.measure == "smallest_class":
        return Text(
            en="at least {n} people must share every combination of quasi-identifiers",
            zh="每一准标识符组合的共有人数应不少于{n}人",
        ).fill(n=f"{limit.value:g}")
    if limit.measure == "share_unique":
        return Text(
            en="at most {share} may have a combination that nobody else has", zh="组合唯一者的比例不得超过{share}"
        ).fill(share=percent(limit.value))
    return Text(
        en="at most {share} may be in classes of fewer than {k}", zh="处于不足{k}人的等价类者，比例不得超过{share}"
    ).fill(share=percent(limit.value), k=counted.k)


def _condition(measure: str, value: float, counted: _Counted) -> Text:
    if measure == "smallest_class":
        return Text(
            en="The {all} {unit} of the log fall into {classes} classes of equal quasi-identifiers; the smallest holds {n}.",
            zh="日志中的{all}{unit}分属{classes}个准标识符等价类，最小的一类为{n}{unit}。",
        ).fill(all=whole(counted.people), unit=counted.unit, classes=whole(counted.found.classes), n=whole(value))
    if measure == "share_unique":
        return Text(
            en="Of the {all} {unit} of the log, {share} have a combination of quasi-identifiers that no other has.",
            zh="日志中的{all}{unit}中，准标识符组合唯一的占{share}。",
        ).fill(all=whole(counted.people), unit=counted.unit, share=percent(value))
    return Text(
        en="Of the {all} {unit} of the log, {share} are in classes of fewer than {k}.",
        zh="日志中的{all}{unit}中，处于不足{k}的等价类的占{share}。",
    ).fill(all=whole(counted.people), unit=counted.unit, share=percent(value), k=counted.k)


def anonymity_exhibit(found: Inspection, part: ProtectionPart) -> list[Exhibit]:
    """The classes in figures; none where the plan names no quasi-identifiers."""
    counted = _count(found, part)
    if counted is None:
        return []
    result = counted.found
    unit = Text(en="People", zh="人数") if counted.persons else Text(en="Rows", zh="记录数")
    row = (
        list_of([same(name) for name in part.quasi_identifiers]),
        counted.people,
        result.classes,
        int(result.smallest),
        result.share_unique,
        result.share_small,
    )
    return [
        Exhibit(
            name="anonymity",
            title=Text(en="How few share their quasi-identifiers", zh="准标识符组合的共有情况"),
            columns=(
                Column(Text(en="Quasi-identifiers", zh="准标识符")),
                Column(unit, "count"),
                Column(Text(en="Classes", zh="等价类数"), "count"),
                Column(Text(en="Smallest", zh="最小等价类"), "count"),
                Column(Text(en="Unique", zh="唯一者比例"), "percent"),
                Column(Text(en="In classes below {k}", zh="等价类不足{k}者比例").fill(k=counted.k), "percent"),
            ),
            rows=(row,),
            note=Text(
                en="Every row that could be read is counted, not a sample; a person counts once in a class, and nothing "
                "recorded is a value of its own.",
                zh="统计全部可读取的记录，并非抽样；同一人在一个等价类中只计一次，未登记视为一种取值。",
            ),
        )
    ]
