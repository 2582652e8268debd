"""Finding cards: one a measure, feature and kind of limit, with all its groups, a chart and a table."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from markupsafe import Markup

from policeaudit.assessment.model import Assessment, Finding, VerdictWord
from policeaudit.report import charts
from policeaudit.report.clean import cut, width_of
from policeaudit.report.sentences import SEVERITY
from policeaudit.report.speaker import Speaker
from policeaudit.text import points

MOST = 24
"""Groups that a chart shows; the table always has them all."""

_IN_FULL = (VerdictWord.ACTION_NEEDED, VerdictWord.WATCH, VerdictWord.CANNOT_TELL)


@dataclass(frozen=True)
class Row:
    """One group of a card's table."""

    group: str
    reference: bool
    n: str
    few: bool
    value: str
    range: str
    bounds: str
    gap: str
    gap_range: str
    verdict: VerdictWord | None
    not_measurable: str | None


@dataclass(frozen=True)
class Picture:
    """The chart of a card, its legend and the table of the same data."""

    geometry: charts.Geometry
    words: charts.Words
    rows: list[Row]
    band: str | None
    line: str | None
    bounds: bool
    cut: str | None
    chart: Markup


@dataclass(frozen=True)
class Card:
    """A card as its template prints it; findings that are not about measured rates have no picture of their own."""

    anchor: str
    check: str
    measure: str
    feature: str | None
    findings: list[Finding]
    picture: Picture | None
    target: bool
    whole: bool = False
    """Whether it is about a table as a whole and not about groups."""

    @property
    def title(self) -> str:
        """The key of its title."""
        if self.whole:
            return "card.title.whole"
        limit = self.findings[0].limit
        if limit is not None and limit.kind == "standard" and self.findings[0].reference is None:
            return "card.title.standard"
        return "card.title.target" if self.target else "card.title"

    @property
    def tags(self) -> list[tuple[VerdictWord, int]]:
        """Each verdict of the card with its number, worst first."""
        counts = Counter(finding.verdict for finding in self.findings)
        return [(word, counts[word]) for word in SEVERITY if counts[word]]

    @property
    def main(self) -> list[Finding]:
        """Findings printed in full; those with nothing to act on follow in short."""
        return [f for f in self.findings if f.verdict in _IN_FULL]

    @property
    def others(self) -> list[Finding]:
        """Findings printed in short."""
        return [f for f in self.findings if f.verdict not in _IN_FULL]


def cards(assessment: Assessment, speaker: Speaker) -> list[Card]:
    """All cards, worst first, with their charts drawn; a comparison without a limit is in the tables only."""
    by_key: dict[tuple[str, str, str | None, str], list[Finding]] = {}
    for finding in assessment.findings:
        if finding.verdict is not VerdictWord.NO_LIMIT:
            kind = finding.limit.kind if finding.limit else ""
            key = (finding.check, finding.measure, finding.sensitive_feature, kind)
            by_key.setdefault(key, []).append(finding)
    judged = list(by_key.values())
    crossed = {feature.name for feature in assessment.audit.features if feature.parts}
    judged.sort(key=lambda found: (min(map(_rank, found)), found[0].sensitive_feature in crossed))
    return [_card(i, sorted(found, key=_rank), speaker) for i, found in enumerate(judged, 1)]


def _rank(finding: Finding) -> int:
    return SEVERITY.index(finding.verdict)


def _card(number: int, findings: list[Finding], speaker: Speaker) -> Card:
    first = findings[0]
    measured = any(speaker.measurement(f.measure, f.sensitive_feature, f.group) for f in findings)
    return Card(
        anchor=f"card-{number}",
        check=first.check,
        measure=first.measure,
        feature=first.sensitive_feature,
        findings=findings,
        picture=_picture(number, findings, speaker) if measured else None,
        target=first.reference is None and first.limit is not None and first.limit.kind == "target",
        whole=first.sensitive_feature in speaker.features and not speaker.features[first.sensitive_feature].groups,
    )


def _picture(number: int, findings: list[Finding], speaker: Speaker) -> Picture:
    groups = _groups(findings, speaker)
    shown = groups[:MOST]
    geometry = _geometry(findings, shown, speaker)
    words = _words(findings, shown, geometry, speaker)
    return Picture(
        geometry=geometry,
        words=words,
        chart=charts.draw(geometry, words, f"chart-{number}"),
        rows=[_row(findings, group, speaker) for group in groups],
        band=speaker.percents(*geometry.band) if geometry.band and findings[0].limit else None,
        line=speaker.percent(geometry.line) if geometry.line is not None else None,
        bounds=any(charts.has_bounds(mark) for mark in geometry.marks),
        cut=speaker.say("chart.cut", shown=len(shown), all=len(groups)) if len(groups) > len(shown) else None,
    )


def _groups(findings: list[Finding], speaker: Speaker) -> list[str]:
    """Group ids in the plan's order, the reference first; the worst first where a chart cannot hold all."""
    name = findings[0].sensitive_feature
    known = [group.id for group in speaker.features[name].groups] if name in speaker.features else []
    groups = known + [g for g in dict.fromkeys(f.group for f in findings) if g is not None and g not in known]
    reference = next((f.reference for f in findings if f.reference in groups), None)
    if len(groups) > MOST:
        worst = [f.group for f in findings]
        groups.sort(key=lambda g: worst.index(g) if g in worst else len(worst))
    if reference is not None:
        groups.remove(reference)
        groups.insert(0, reference)
    return groups


def _geometry(findings: list[Finding], groups: list[str], speaker: Speaker) -> charts.Geometry:
    first = findings[0]
    marks = []
    for group in groups:
        m = speaker.measurement(first.measure, first.sensitive_feature, group)
        reference = any(f.reference == group for f in findings)
        values = (m.value, m.low, m.high, m.lower_bound, m.upper_bound) if m else (None,) * 5
        marks.append(charts.Mark(*values, reference=reference))
    overall = speaker.measurement(first.measure, None, None)
    against_rest = any(f.reference == "rest" for f in findings)
    return charts.Geometry(
        tuple(marks),
        band=_band(first, speaker),
        line=overall.value if overall and against_rest else None,
    )


def _band(finding: Finding, speaker: Speaker) -> tuple[float, float] | None:
    """The accepted values: around the reference, or from the target to the good end."""
    limit = finding.limit
    if limit is None:
        return None
    if limit.kind == "target":
        return (limit.value, 1.0) if speaker.worse(finding.measure) == "lower" else (0.0, limit.value)
    reference = speaker.measurement(finding.measure, finding.sensitive_feature, finding.reference)
    if finding.reference == "rest" or reference is None or reference.value is None:
        return None
    if limit.kind == "gap":
        low, high = reference.value - limit.value, reference.value + limit.value
    else:
        low, high = sorted((reference.value * limit.value, reference.value / limit.value))
    return max(0.0, low), min(1.0, high)


def _row(findings: list[Finding], group: str, speaker: Speaker) -> Row:
    first = findings[0]
    m = speaker.measurement(first.measure, first.sensitive_feature, group)
    finding = next((f for f in findings if f.group == group), None)
    gap = finding.gap if finding else None
    unknown = m.not_measurable[speaker.lang] if m and m.not_measurable else None
    return Row(
        group=speaker.group(first.sensitive_feature, group),
        reference=any(f.reference == group for f in findings),
        n=speaker.whole(m.n) if m else "–",
        few=bool(m and m.n is not None and m.n < speaker.assessment.audit.rules.min_n),
        value=speaker.percent(m.value) if m else "–",
        range=speaker.percents(m.low, m.high) if m else "–",
        bounds=speaker.say("table.none")
        if m is None or m.missing == 0
        else speaker.percents(m.lower_bound, m.upper_bound),
        gap=speaker.points(gap.value) if gap else speaker.say("table.na"),
        gap_range=speaker.point_range(gap.low, gap.high) if gap else speaker.say("table.na"),
        verdict=finding.verdict if finding else None,
        not_measurable=unknown,
    )


def _words(findings: list[Finding], groups: list[str], geometry: charts.Geometry, speaker: Speaker) -> charts.Words:
    first = findings[0]
    rows, told = [], []
    for group, mark in zip(groups, geometry.marks, strict=True):
        m = speaker.measurement(first.measure, first.sensitive_feature, group)
        if m is None or m.value is None:
            hidden = m is not None and speaker.public and m.not_measurable is None
            value, count = speaker.say("chart.withheld" if hidden else "chart.unknown"), ""
            told.append(
                speaker.say(
                    "chart.row.withheld" if hidden else "chart.row.unknown",
                    group=speaker.group(first.sensitive_feature, group),
                )
            )
        else:
            value, count = speaker.percent(m.value), speaker.say("chart.count", n=speaker.whole(m.n))
            blanks = {"value": value, "range": speaker.percents(mark.low, mark.high), "count": count}
            blanks["group"] = speaker.group(first.sensitive_feature, group)
            if charts.has_bounds(mark):
                blanks["bounds"] = speaker.percents(mark.lower_bound, mark.upper_bound)
            told.append(speaker.say("chart.row.bounds" if "bounds" in blanks else "chart.row", **blanks))
        room = 48 - width_of(value) - width_of(count) - 3
        rows.append((speaker.group(first.sensitive_feature, group, room), value, count))
    told += _judged(findings, groups, geometry, speaker)
    low, high, _ = geometry.domain()
    told.append(speaker.say("chart.axis", low=f"{low * 100:.0f}%", high=f"{high * 100:.0f}%"))
    space = " " if speaker.lang == "en" else ""
    return charts.Words(_title(findings, speaker), space.join(told), tuple(rows))


def _judged(findings: list[Finding], groups: list[str], geometry: charts.Geometry, speaker: Speaker) -> list[str]:
    """What is accepted and the verdict of each group that the chart shows."""
    first, told = findings[0], []
    if first.limit is not None:
        band = speaker.percents(*geometry.band) if geometry.band else speaker.limit(first.limit, first.measure)
        told.append(speaker.say("chart.accepted", band=band))
    if len(findings) == 1:
        return [*told, speaker.say("chart.verdict", verdict=speaker.verdict(first.verdict))]
    for finding in findings:
        if finding.group in groups:
            group = speaker.group(finding.sensitive_feature, finding.group)
            told.append(speaker.say("chart.verdict.of", group=group, verdict=speaker.verdict(finding.verdict)))
    return told


def _title(findings: list[Finding], speaker: Speaker) -> str:
    """What the chart shows, in ten words or fewer, with a capital letter."""
    title = _claim(findings, speaker)
    return title[:1].upper() + title[1:]


def _claim(findings: list[Finding], speaker: Speaker) -> str:
    of = {word: [f for f in findings if f.verdict is word] for word in SEVERITY}
    action, watch, cannot = (of[word] for word in _IN_FULL)
    if len(action) == 1:
        return _one_action(action[0], speaker)
    if action:
        return speaker.say("chart.title.actions", n=len(action), all=len(findings))
    if len(watch) == 1:
        return speaker.say("chart.title.watch", group=_short(watch[0], speaker))
    if watch:
        return speaker.say("chart.title.watches", n=len(watch), all=len(findings))
    if cannot and of[VerdictWord.NO_CONCERN]:
        return speaker.say("chart.title.partly", n=len(cannot))
    if cannot:
        return speaker.say("chart.title.cannot")
    return speaker.say("chart.title.clear" if of[VerdictWord.NO_CONCERN] else "chart.title.not_assessed")


def _one_action(finding: Finding, speaker: Speaker) -> str:
    group = _short(finding, speaker)
    if finding.reference is None or finding.gap.value is None:
        return speaker.say("chart.title.target", group=group)
    if finding.limit is not None and finding.limit.kind == "ratio" and finding.ratio.value is not None:
        return speaker.say(
            "chart.title.warned" if finding.measure == "selection_rate" else "chart.title.times",
            group=group,
            name=_inside(speaker.short_measure(finding.measure)),
            times=speaker.number(finding.ratio.value, 2),
            reference=speaker.compared_with(finding, 24),
        )
    return speaker.say(
        "chart.title.action",
        group=group,
        gap=points(finding.gap.value),
        reference=speaker.compared_with(finding, 24),
    )


def _inside(name: str) -> str:
    """A measure's name as it stands inside a sentence."""
    return name[:1].lower() + name[1:]


def _short(finding: Finding, speaker: Speaker) -> str:
    """A group's label as a title can hold it: three words at most."""
    label = speaker.group(finding.sensitive_feature, finding.group, 24)
    return cut(" ".join(label.split()[:3]), 24)
