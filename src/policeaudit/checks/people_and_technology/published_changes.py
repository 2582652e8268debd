"""Changes that were published as percentages: what they say of each other, and what they cannot say."""

from __future__ import annotations

import math

from policeaudit.checks.claim import Fact
from policeaudit.checks.evidence import Evidence
from policeaudit.checks.exhibit import Cell, Column, Exhibit, known
from policeaudit.checks.people_and_technology.introductions import change_facts
from policeaudit.checks.people_and_technology.tracked import Tracked, times_in_words, tracked
from policeaudit.checks.table_views import limits_on
from policeaudit.plan.tables import FieldworkPart
from policeaudit.stats.events import ratio_of_changes
from policeaudit.text import Text, decimal, percent

NO_RANGE = Text(
    en="It was published as a percentage without counts, so no range can be given.",
    zh="只公布了百分比而未附计数，无法给出区间。",
)
_CHANGED = Text(en="{name} {direction} by {percent}: {times}.", zh="{name}{direction}{percent}：{times}。")
_RATE = Text(
    en="{name} {direction} by about {percent} ({of} / {per}).", zh="{name}约{direction}{percent}（{of} / {per}）。"
)
_ROSE, _FELL = Text(en="rose", zh="上升"), Text(en="fell", zh="下降")
_FEWER = Text(
    en="That fits fewer {per} rather than weaker work; two figures cannot prove the cause.",
    zh="这更像是{per}减少所致，而非工作质量下降；但仅凭两个数字不能证明原因。",
)
_NO_PROOF = Text(en="Two figures cannot prove the cause.", zh="仅凭两个数字不能证明原因。")


def ratios(part: FieldworkPart) -> dict[str, float]:
    """After over before of each published change and of each rate of two of them."""
    changes = {change.id: change.percent / 100 for change in part.changes}
    found = {name: 1 + change for name, change in changes.items()}
    for pair in part.rates:
        found[f"{pair.of}/{pair.per}"] = float(ratio_of_changes(changes[pair.of], changes[pair.per]))
    return found


def published_findings(part: FieldworkPart, evidence: Evidence) -> list[Fact]:
    """One fact for each change and rate; no verdict can rest on it."""
    found = ratios(part)
    return [
        fact
        for each in tracked(part)
        for fact in change_facts(
            each,
            _told(each, found).then(NO_RANGE),
            found[each.id],
            part,
            limits_on(list(part.limits), "change", each.id),
            evidence,
        )
    ]


def published_headlines(part: FieldworkPart) -> list[Text]:
    """The changes themselves, and what they say of each other."""
    found = ratios(part)
    plain = [_told(each, found) for each in tracked(part) if each.per is None]
    labels = {each.id: each.label for each in tracked(part)}
    rates = [
        _told(each, found).then(_meant(each, found, labels[each.per])) for each in tracked(part) if each.per is not None
    ]
    return [*plain, *rates]


def _told(each: Tracked, found: dict[str, float]) -> Text:
    ratio = found[each.id]
    if math.isnan(ratio):
        nothing = Text(en="{name}: nothing is left to divide by.", zh="{name}：分母已为零，无法计算。")
        return nothing.fill(name=each.label)
    direction = _ROSE if ratio >= 1 else _FELL
    name = Text(en=each.label.en[:1].upper() + each.label.en[1:], zh=each.label.zh)
    if each.per is None:
        return _CHANGED.fill(
            name=name, direction=direction, percent=percent(abs(ratio - 1), 0), times=times_in_words(ratio)
        )
    return _RATE.fill(
        name=name,
        direction=direction,
        percent=percent(abs(ratio - 1), 0),
        of=decimal(found[each.of], 2),
        per=decimal(found[each.per or ""], 2),
    )


def _meant(each: Tracked, found: dict[str, float], per: Text) -> Text:
    less_of_both = found[each.of] < 1 and found[each.per or ""] < 1
    return _FEWER.fill(per=per) if less_of_both and found[each.id] >= 1 else _NO_PROOF


def published_table(part: FieldworkPart) -> Exhibit:
    """The published percentages and the rates that follow from them."""
    found = ratios(part)
    rows: list[tuple[Cell, ...]] = [
        (each.label, known(found[each.id] - 1), known(found[each.id])) for each in tracked(part)
    ]
    return Exhibit(
        name=f"published.{part.id}",
        title=Text(en="{title}: published changes", zh="{title}：公布的变化").fill(title=part.title),
        columns=(
            Column(Text(en="Figure", zh="项目")),
            Column(Text(en="Change", zh="变化"), "percent"),
            Column(Text(en="Times as much", zh="倍数"), "ratio"),
        ),
        rows=tuple(rows),
        note=NO_RANGE,
    )
