"""The main gaps by period: a chart of each with its range, and how it changed since the first comparable period."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from policeaudit.assessment.model import Assessment, Finding
from policeaudit.assessment.periods import Periods
from policeaudit.checks.exhibit import Cell, Column, Exhibit, Line, LineChart, Point
from policeaudit.checks.gap_changes import IN_WORDS, Course, GapChange, courses
from policeaudit.measures import MEASURES
from policeaudit.stats.intervals import mover_difference
from policeaudit.text import Text, decimal, list_of, points

_NAN = float("nan")
_Key = tuple[str, str, str]
"""A measure, a feature and a group."""
_Said = dict[tuple[_Key, int], tuple[GapChange, Course]]
"""What may be said of a gap in each period that has an earlier one to be compared with."""


@dataclass(frozen=True)
class _Gap:
    """A gap of one group in each period; None where an audit has none, or too few cases for one."""

    key: _Key
    label: Text
    findings: list[Finding | None]
    starts: list[int]
    """For each period the first of its stretch."""

    @property
    def later(self) -> list[int]:
        """The periods that have an earlier one in their stretch."""
        return [place for place, start in enumerate(self.starts) if place > start]

    def change(self, place: int) -> GapChange:
        """Its change since the first period of its stretch."""
        before, after = (self.findings[i] for i in (self.starts[place], place))
        return change_between(before, after) if before and after else GapChange(*[_NAN] * 6)


def change_between(before: Finding, after: Finding) -> GapChange:
    """The change of a gap between two audits, which count as independent: MOVER of both ranges (Zou & Donner 2008)."""
    old, new = (_five(finding) for finding in (before, after))
    low, high = mover_difference(*new[:3], *old[:3], widest=2.0)
    return GapChange(old[0], new[0], float(low), float(high), new[3] - old[4], new[4] - old[3])


def _five(finding: Finding) -> tuple[float, float, float, float, float]:
    gap = finding.gap
    value, low, high, least, most = (
        _NAN if end is None else end for end in (gap.value, gap.low, gap.high, gap.lower_bound, gap.upper_bound)
    )
    return value, low, high, least, most


def gap_series(periods: Periods, main: Sequence[str]) -> tuple[list[Exhibit], list[Text]]:
    """One exhibit for each measure and main feature that is held against a limit, and for precision; what changed, in words."""
    gaps = _gaps(periods, main)
    clustered = any(each.intake.subjects and each.intake.subjects.used for each in periods.audits)
    changes = {(gap.key, place): gap.change(place) for gap in gaps for place in gap.later}
    told = courses(list(changes.values()), periods.audits[-1].audit.rules.alpha, clustered=clustered)
    said = {at: (change, course) for (at, change), course in zip(changes.items(), told, strict=True)}
    shown = [
        _exhibit([gap for gap in gaps if gap.key[:2] == each], said, periods)
        for each in dict.fromkeys(gap.key[:2] for gap in gaps)
    ]
    lasting = [(gap, *said[gap.key, periods.last]) for gap in gaps if periods.last in gap.later]
    return shown, [_headline(gap, change, course, periods) for gap, change, course in lasting if course in _HEADLINES]


def _headline(gap: _Gap, change: GapChange, course: Course, periods: Periods) -> Text:
    """A change that lasts to the present period, in a sentence."""
    return _HEADLINES[course].fill(
        measure=_named(gap.key[0]),
        group=gap.label,
        first=periods.labels[gap.starts[periods.last]],
        last=periods.labels[periods.last],
        before=points(change.before),
        after=points(change.after),
        low=decimal(change.low * 100),
        high=decimal(change.high * 100),
    )


def _named(measure: str) -> Text:
    return _SHORT.get(measure, MEASURES[measure].label)


def _gaps(periods: Periods, main: Sequence[str]) -> list[_Gap]:
    """The gaps that the present audit holds against a limit, and those in precision, one for each group."""
    current = periods.audits[-1]
    known = [_by_key(each) for each in periods.audits]
    labels = {(each.name, group.id): group.label.text for each in current.audit.features for group in each.groups}
    limited = {(f.measure, f.sensitive_feature) for f in current.findings if f.limit is not None}
    return [
        _Gap(
            key,
            labels[feature, group],
            [each.get(key) for each in known],
            [periods.start(i, lambda found, feature=feature: found.redefines_gaps(feature)) for i in range(len(known))],  # type: ignore[misc]
        )
        for key in dict.fromkeys(key for each in known[::-1] for key in each)
        for measure, feature, group in [key]
        if feature in main and (feature, group) in labels and (measure == "precision" or (measure, feature) in limited)
    ]


def _by_key(audit: Assessment) -> dict[_Key, Finding]:
    """The gaps between groups that rest on cases enough, whatever limit they are held against."""
    least = audit.audit.rules.min_n
    found: dict[_Key, Finding] = {}
    for each in audit.findings:
        named = each.measure in MEASURES and each.reference is not None and each.sensitive_feature and each.group
        if named and min(each.n or 0, each.n_reference or 0) >= least:
            found.setdefault((each.measure, str(each.sensitive_feature), str(each.group)), each)
    return found


def _exhibit(gaps: list[_Gap], said: _Said, periods: Periods) -> Exhibit:
    measure, feature, _ = gaps[0].key
    label = next(each.label.text for each in periods.audits[-1].audit.features if each.name == feature)
    rows = [_row(gap, place, said, periods) for place in range(len(periods.audits)) for gap in gaps]
    axis = periods.axis(feature)
    return Exhibit(
        name=f"periods.{measure}.{feature}",
        title=Text(en="Gap by period, {measure}, {feature}", zh="各期差距：{measure}，按{feature}").fill(
            measure=_named(measure), feature=label
        ),
        columns=_COLUMNS,
        rows=tuple(rows),
        chart=LineChart(
            x_label=axis.across,
            y_label=Text(
                en="gap in percentage points; above 0 is worse for the group",
                zh="差距（百分点），大于0表示对该群体不利",
            ),
            lines=tuple(Line(gap.label, tuple(_points(gap))) for gap in gaps),
            y_kind="points",
            ticks=tuple((float(i), name) for i, name in enumerate(axis.periods)),
            breaks=axis.breaks,
        ),
        note=_NOTE,
    )


def _points(gap: _Gap) -> Iterator[Point]:
    """The gap in each period; the line is interrupted where a new stretch begins."""
    for i, finding in enumerate(gap.findings):
        if i and gap.starts[i] == i:
            yield Point(i - 0.5, None)
        shown = finding.gap if finding else None
        yield Point(float(i), shown.value, shown.low, shown.high) if shown else Point(float(i), None)


def _row(gap: _Gap, place: int, said: _Said, periods: Periods) -> tuple[Cell, ...]:
    finding, start = gap.findings[place], gap.starts[place]
    shown = finding.gap if finding else None
    between = periods.between(max(place - 1, 0), place, gap.key[1])
    cells: tuple[Cell, ...] = (
        periods.labels[place],
        gap.label,
        shown.value if shown else None,
        (shown.low, shown.high) if shown else None,
    )
    changes = list_of(between) if between else None
    if place == start:
        return (*cells, None, None, None, _NEW_STRETCH if place else _FIRST, changes)
    change, course = said[gap.key, place]
    known = course != "unknown"
    return (
        *cells,
        periods.labels[start],
        change.value if known else None,
        (change.low, change.high) if known else None,
        IN_WORDS[course],
        changes,
    )


_FIRST = Text(en="first period", zh="首期")
_NEW_STRETCH = Text(en="not compared with the periods before", zh="不与此前各期比较")
_SHORT = {"precision": Text(en="precision", zh="预警准确率")}


def _sentence(en: str, zh: str) -> Text:
    return Text(
        en=f"From {{first}} to {{last}} the gap of {{group}} in {{measure}} {en}, from {{before}} to {{after}}; the change lies "
        "between {low} and {high} points.",
        zh=f"{{first}}至{{last}}，{{group}}的{{measure}}差距{zh}，由{{before}}变为{{after}}；变化在{{low}}至{{high}}个百分点之间。",
    )


_HEADLINES: dict[Course, Text] = {
    "grew": _sentence("grew", "扩大"),
    "shrank": _sentence("shrank", "缩小"),
    "turned": _sentence("turned to the other side", "方向逆转"),
}
_COLUMNS = (
    Column(Text(en="Period", zh="期间")),
    Column(Text(en="Group", zh="群体")),
    Column(Text(en="Gap, points", zh="差距（百分点）"), "points"),
    Column(Text(en="Range", zh="区间"), "points"),
    Column(Text(en="Compared with", zh="对照期间")),
    Column(Text(en="Change, points", zh="变化（百分点）"), "points"),
    Column(Text(en="Range", zh="区间"), "points"),
    Column(Text(en="In words", zh="说明")),
    Column(Text(en="Changed before this period", zh="本期之前的变更")),
)
_NOTE = Text(
    en="Each period is an audit of its own. A change is how much the gap differs from that of the first period that can be "
    "compared; it is said only where it is beyond chance, all changes of this report taken together, whatever the missing "
    "outcomes would have been. Dotted uprights mark changes. Where levels, threshold, outcome or groups were defined anew, the "
    "comparison starts anew; across a change of model it goes on, and shows what came after it, not what came from it.",
    zh="每一期为一次独立审计。“变化”为该期差距与首个可比期间差距之差；只有在合并考虑本报告的全部变化、且无论缺失结果如何均超出随机波动时，才下结论。竖虚线表示变更。级别、分数线、结果口径或群体划分重新界定时，"
    "比较重新开始；模型变更前后则继续比较，但只说明其后的情况，不说明由其造成。",
)
