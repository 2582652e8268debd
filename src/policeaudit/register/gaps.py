"""The gaps of a system over time, as their template prints them: a chart, and the table of the same data."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from policeaudit.assessment.breaks import Break
from policeaudit.assessment.model import Finding, FindingLimit, VerdictWord
from policeaudit.assessment.naming import full_heading
from policeaudit.register.systems import Point, Step, System
from policeaudit.register.words import Voice
from policeaudit.report.charts import Mark, Words, draw, has_bounds
from policeaudit.report.clean import cut
from policeaudit.report.render import PUNCTUATION
from policeaudit.report.series import Period, SeriesGeometry
from policeaudit.report.speaker import Speaker
from policeaudit.text import points

MOST_PERIODS = 6
"""Periods that fit side by side below a chart."""
_WHAT = 90
"""Columns that each side of a change may take."""


@dataclass(frozen=True)
class Row:
    """A gap in one audit."""

    period: str
    broken: list[str]
    gap: str
    range: str
    n: str
    limit: str
    verdict: VerdictWord | None


@dataclass(frozen=True)
class Shown:
    """A gap over time in one language."""

    anchor: str
    id: str
    heading: str
    rows: list[Row]
    title: str
    chart: Markup
    cut: int | None
    """How many audits the chart shows, where the table has more."""
    band: bool
    bounds: bool


def gaps(number: int, system: System, voice: Voice) -> list[Shown]:
    """The gaps of a system, which has a number on the page, with their charts."""
    return [_shown(f"gap-{number}-{i}", system, series, voice) for i, series in enumerate(system.gaps, 1)]


def change(each: Break, voice: Voice) -> str:
    """A break in words: what it was and what it is now."""
    was, now = (cut(text[voice.lang], _WHAT) for text in (each.was, each.now))
    return voice.say("break", what=cut(each.what[voice.lang], _WHAT), was=was, now=now)


def _shown(anchor: str, system: System, series: tuple[Point, ...], voice: Voice) -> Shown:
    every = [*zip(system.steps, series, strict=True)]
    last, finding = next((step, point.finding) for step, point in reversed(every) if point.finding)
    charted = every[-MOST_PERIODS:]
    geometry = SeriesGeometry(tuple(_period(point, first=i == 0) for i, (_, point) in enumerate(charted)))
    words = _words(charted, voice)
    return Shown(
        anchor=anchor,
        id=finding.id,
        heading=full_heading(finding, last.found.assessment.audit)[voice.lang],
        rows=[_row(step, point, voice) for step, point in every],
        title=words.title,
        chart=draw(geometry, words, f"{anchor}-chart"),
        cut=len(charted) if len(charted) < len(every) else None,
        band=any(period.accepted for period in geometry.periods),
        bounds=any(period.mark and has_bounds(period.mark) for period in geometry.periods),
    )


def _period(point: Point, *, first: bool) -> Period:
    """The place of a point in the chart; the first one that is shown follows nothing."""
    finding = point.finding
    if finding is None:
        return Period(None, broken=bool(point.since) and not first)
    gap = finding.gap
    mark = Mark(gap.value, gap.low, gap.high, gap.lower_bound, gap.upper_bound)
    joined, broken = (flag and not first for flag in (point.joined, bool(point.since)))
    return Period(mark, _accepted(finding.limit), joined=joined, broken=broken)


def _accepted(limit: FindingLimit | None) -> tuple[float | None, float] | None:
    """The gaps that a limit accepts; a limit on the ratio accepts no fixed span of them."""
    if limit is None or limit.kind not in ("gap", "target"):
        return None
    return (-limit.value, limit.value) if limit.kind == "gap" else (None, 0.0)


def _row(step: Step, point: Point, voice: Voice) -> Row:
    finding, speaker = point.finding, Speaker(step.found.assessment, voice.lang)
    period = _name(step, voice)
    broken = [change(each, voice) for each in point.since]
    if finding is None:
        return Row(period, broken, "–", "–", "–", "–", None)
    return Row(
        period=period,
        broken=broken,
        gap=speaker.points(finding.gap.value),
        range=speaker.point_range(finding.gap.low, finding.gap.high),
        n=_count(finding.n, speaker),
        limit=speaker.short_limit(finding.limit, finding.measure) if finding.limit else "–",
        verdict=finding.verdict,
    )


def _count(n: int | None, speaker: Speaker) -> str:
    """A count; a dash where a public edition withholds it."""
    return "–" if n is None else speaker.whole(n)


def _name(step: Step, voice: Voice) -> str:
    audit = step.found.assessment.audit
    return voice.period(audit.period_start, audit.period_end)


def _words(charted: list[tuple[Step, Point]], voice: Voice) -> Words:
    labels, told = [], []
    for i, (step, point) in enumerate(charted):
        audit, name = step.found.assessment.audit, _name(step, voice)
        if i and point.since:
            what = PUNCTUATION[voice.lang]["comma_in_list"].join(each.what[voice.lang] for each in point.since)
            told.append(voice.say("gap.break", period=name, what=what))
        value, count, sentence = _values(point.finding, name, Speaker(step.found.assessment, voice.lang), voice)
        told.append(sentence)
        first, second = voice.short_period(audit.period_start, audit.period_end)
        labels += [(first, value, count), (second, "", "")]
    space = " " if voice.lang == "en" else ""
    return Words(_title([point for _, point in charted], voice), space.join(told), tuple(labels))


def _values(finding: Finding | None, name: str, speaker: Speaker, voice: Voice) -> tuple[str, str, str]:
    """Value and count below a period, and the sentence that says the same."""
    if finding is None or finding.gap.value is None:
        return "–", "", voice.say("gap.absent", period=name)
    count = voice.say("chart.count", n=_count(finding.n, speaker))
    value, spread = points(finding.gap.value)[voice.lang], speaker.point_range(finding.gap.low, finding.gap.high)
    sentence = voice.say("chart.row", group=name, value=value, range=spread, count=count)
    return speaker.points(finding.gap.value), count, sentence


def _title(series: list[Point], voice: Voice) -> str:
    """What the chart shows, in ten words or fewer."""
    values = [point.finding.gap.value if point.finding else None for point in series]
    if values[-1] is None:
        return voice.say("gap.gone")
    now = points(values[-1])[voice.lang]
    if len(series) == 1:
        return voice.say("gap.now", now=now)
    before = values[-2]
    if series[-1].since or before is None:
        return voice.say("gap.broken" if series[-1].since else "gap.now.only", now=now)
    return voice.say("gap.moved", now=now, before=points(before)[voice.lang])
