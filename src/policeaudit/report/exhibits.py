"""Exhibits as their template prints them: a chart with its description, and the table of the same data."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from policeaudit.assessment.model import Assessment, ShownExhibit
from policeaudit.checks.exhibit import Cell, Dot, DotChart, Kind, Line, LineChart
from policeaudit.report import charts
from policeaudit.report.clean import cut, width_of
from policeaudit.report.lines import LINES, LineGeometry
from policeaudit.report.speaker import LABEL, Speaker
from policeaudit.text import Text

MOST_DOTS = 24
MOST_COLUMNS = 400
"""Columns that a text may take in a cell: room for a sentence."""
_LINE_LABEL = 17


@dataclass(frozen=True)
class Shown:
    """An exhibit in one language."""

    anchor: str
    check: str
    title: str
    heads: list[tuple[str, bool]]
    """Label of a column, and whether it holds numbers."""
    rows: list[list[str]]
    note: str | None
    axes: str | None
    chart: Markup | None
    bounds: bool
    band: str | None
    more: str | None


def exhibits(assessment: Assessment, speaker: Speaker) -> list[Shown]:
    """All exhibits with their charts drawn, in the order of the assessment."""
    return [_shown(i, each, speaker) for i, each in enumerate(assessment.exhibits, 1)]


def _shown(number: int, shown: ShownExhibit, speaker: Speaker) -> Shown:
    exhibit, lang = shown.exhibit, speaker.lang
    chart = exhibit.chart
    title = exhibit.title[lang]
    rows = [
        [cell_in_words(cell, column.kind, speaker) for cell, column in zip(row, exhibit.columns, strict=True)]
        for row in exhibit.rows
    ]
    dots = chart.dots if isinstance(chart, DotChart) else ()
    return Shown(
        anchor=f"exhibit-{number}",
        check=shown.check,
        title=title,
        heads=[(column.label[lang], column.kind != "text") for column in exhibit.columns],
        rows=rows,
        note=exhibit.note[lang] if exhibit.note else None,
        axes=_axes(chart, speaker) if isinstance(chart, LineChart) else None,
        chart=charts.draw(_geometry(chart), _words(title, chart, speaker), f"figure-{number}") if chart else None,
        bounds=any(charts.has_bounds(_mark(dot)) for dot in dots),
        band=in_words(chart.band, chart.kind, speaker) if isinstance(chart, DotChart) and chart.band else None,
        more=speaker.say("chart.cut", shown=MOST_DOTS, all=len(dots)) if len(dots) > MOST_DOTS else None,
    )


def cell_in_words(cell: Cell, kind: Kind, speaker: Speaker) -> str:
    """A cell as the table prints it."""
    if isinstance(cell, Text):
        return cut(cell[speaker.lang], MOST_COLUMNS)
    return in_words(cell, kind, speaker)


def in_words(value: float | tuple[float | None, float | None] | None, kind: Kind, speaker: Speaker) -> str:
    """A number, or a range of numbers, as its kind is printed; a dash where it is undefined."""
    if value is None:
        return "–"
    if isinstance(value, tuple):
        low, high = value
        if low is None and high is None:
            return "–"
        ends = [speaker.say("table.unbounded") if end is None else in_words(end, kind, speaker) for end in (low, high)]
        return speaker.between(*ends)
    if kind == "count":
        return speaker.whole(value)
    if kind == "percent":
        return speaker.percent(value)
    if kind == "chance":
        return speaker.p_value(value)
    if kind == "points":
        return speaker.points(value)
    return speaker.number(value, _DIGITS.get(kind, 1))


_DIGITS: dict[Kind, int] = {"ratio": 2, "score": 3}


def _mark(dot: Dot) -> charts.Mark:
    return charts.Mark(dot.value, dot.low, dot.high, dot.lower_bound, dot.upper_bound, reference=dot.reference)


def _geometry(chart: DotChart | LineChart) -> charts.AnyGeometry:
    if isinstance(chart, LineChart):
        return LineGeometry(chart)
    return charts.Geometry(tuple(_mark(dot) for dot in chart.dots[:MOST_DOTS]), chart.band, chart.line, chart.kind)


def _words(title: str, chart: DotChart | LineChart, speaker: Speaker) -> charts.Words:
    space = " " if speaker.lang == "en" else ""
    if isinstance(chart, LineChart):
        labels = [line.label for line in chart.lines[:LINES]]
        labels += [label for _, label in (*chart.ticks, *chart.breaks)]
        rows = [(cut(label[speaker.lang], _LINE_LABEL), "", "") for label in labels]
        told = [_axes(chart, speaker), *(_line(line, chart, speaker) for line in chart.lines)]
        return charts.Words(title, space.join(told), tuple(rows))
    rows, told = [], []
    for dot in chart.dots[:MOST_DOTS]:
        value = in_words(dot.value, chart.kind, speaker) if dot.value is not None else speaker.say("chart.unknown")
        count = "" if dot.n is None else speaker.say("chart.count", n=speaker.whole(dot.n))
        room = 48 - width_of(value) - width_of(count) - 3
        rows.append((cut(dot.label[speaker.lang], room), value, count))
        told.append(_dot(dot, value, chart.kind, speaker))
    return charts.Words(title, space.join(told), tuple(rows))


def _dot(dot: Dot, value: str, kind: Kind, speaker: Speaker) -> str:
    label = cut(dot.label[speaker.lang], LABEL)
    if dot.value is None:
        return speaker.say("chart.row.unknown", group=label)
    if dot.low is None or dot.high is None:
        return speaker.say("figure.dot", group=label, value=value)
    return speaker.say("figure.dot.range", group=label, value=value, range=in_words((dot.low, dot.high), kind, speaker))


def _line(line: Line, chart: LineChart, speaker: Speaker) -> str:
    known = [p for p in line.points if p.y is not None]
    if not known:
        return speaker.say("chart.row.unknown", group=cut(line.label[speaker.lang], LABEL))
    first, last = known[0], known[-1]
    return speaker.say(
        "figure.line",
        group=cut(line.label[speaker.lang], LABEL),
        first=in_words(first.y, chart.y_kind, speaker),
        last=in_words(last.y, chart.y_kind, speaker),
    )


def _axes(chart: LineChart, speaker: Speaker) -> str:
    return speaker.say("figure.axes", x=chart.x_label[speaker.lang], y=chart.y_label[speaker.lang])
