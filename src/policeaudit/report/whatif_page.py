"""The answer of ``whatif`` as one self-contained page, in both languages below each other."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from policeaudit.checks.exhibit import Kind, Line, LineChart, Point
from policeaudit.report import charts
from policeaudit.report.clean import cut
from policeaudit.report.lines import LineGeometry
from policeaudit.report.render import PUNCTUATION, TAGS, style_sheet
from policeaudit.report.templating import template
from policeaudit.safe import plain
from policeaudit.text import LANGUAGES, Language, Text
from policeaudit.thresholds import remedy_words, words
from policeaudit.thresholds.model import Aim, Remedy, WhatIf

_LABEL = 15
"""Columns of a line's name beside its end."""


@dataclass(frozen=True)
class _Answer:
    """A remedy, or that there is none."""

    title: str
    lines: list[str]
    rows: list[list[str]]


@dataclass(frozen=True)
class _Aim:
    """An aim in one language."""

    title: str
    state: str
    lines: list[str]
    answers: list[_Answer]
    chart: Markup | None
    axes: str | None
    note: str | None
    points: list[list[str]]


@dataclass(frozen=True)
class _Page:
    """The whole answer in one language."""

    lang: Language
    tag: str
    title: str
    lines: list[str]
    aims: list[_Aim]
    together: str
    endings: list[tuple[str, list[str]]]


def render_whatif(found: WhatIf) -> str:
    """Draw an answer: an HTML document without scripts, outside fonts, images or requests.

    The language of the plan comes first; every text is escaped, marks that turn a line are dropped.
    """
    order = sorted(LANGUAGES, key=lambda lang: lang != found.language)
    return template("whatif.html.j2").render(
        css=style_sheet(),
        tags=TAGS,
        punctuation=PUNCTUATION,
        pages=[_page(found, lang) for lang in order],
        words=words,
        caption=remedy_words.TABLE,
        source=found.source,
    )


def _page(found: WhatIf, lang: Language) -> _Page:
    def say(text: Text) -> str:
        return plain(text[lang])

    drawn = _charts(found, lang)
    aims = [
        _Aim(
            title=say(words.aim_title(aim)),
            state=say(words.STATES[aim.state]),
            lines=[say(line) for line in words.aim_lines(aim, found)],
            answers=[
                _Answer(
                    say(remedy_words.remedy_title(each, found)),
                    [say(line) for line in remedy_words.remedy_lines(each, found)],
                    [[say(cell) for cell in row] for row in remedy_words.table(each, found)],
                )
                if isinstance(each, Remedy)
                else _Answer(say(remedy_words.nothing_line(each)), [], [])
                for each in remedy_words.answers(aim)
            ],
            chart=drawn.get(aim.id),
            points=[[say(cell) for cell in row] for row in words.frontier_table(aim)] if aim.id in drawn else [],
            note=say(words.frontier_note(aim)) if aim.id in drawn else None,
            axes=say(words.frontier_axes(aim)) if aim.id in drawn else None,
        )
        for aim in found.aims
    ]
    return _Page(
        lang=lang,
        tag=TAGS[lang],
        title=say(words.title(found)),
        lines=[say(line) for line in words.present_lines(found)],
        aims=aims,
        together=say(words.together(found.together, found)),
        endings=[
            (say(words.HEADINGS[key]), [plain(text[lang]) for text in texts])
            for key, texts in words.endings(found).items()
        ],
    )


def _charts(found: WhatIf, lang: Language) -> dict[str, Markup]:
    """The frontier of each aim that has one, by the aim's id."""
    shown = [aim for aim in found.aims if any(len(line.points) > 1 for line in aim.frontier)]
    return {
        aim.id: charts.draw(LineGeometry(_chart(aim)), _words(aim, lang), f"frontier-{lang}-{number}")
        for number, aim in enumerate(shown, 1)
    }


def _chart(aim: Aim) -> LineChart:
    (limit,) = aim.limits
    band = {"gap": (0.0, limit.value), "ratio": (limit.value, 1.0), "target": None}[limit.kind]
    kind: Kind = "ratio" if limit.kind == "ratio" else "percent"
    lines = tuple(
        Line(words.STRATEGIES[line.strategy], tuple(Point(p.changed, p.size, p.low, p.high) for p in line.points))
        for line in aim.frontier
    )
    return LineChart(words.FRONTIER_X, words.FRONTIER_Y[limit.kind], lines, x_kind="count", y_kind=kind, band=band)


def _words(aim: Aim, lang: Language) -> charts.Words:
    title = words.FRONTIER.fill(heading=words.HEADINGS["frontier"], aim=words.aim_title(aim))[lang]
    labels = [cut(words.STRATEGIES[line.strategy][lang], _LABEL) for line in aim.frontier]
    return charts.Words(
        plain(title),
        words.frontier_axes(aim).then(words.frontier_note(aim))[lang],
        tuple((label, "", "") for label in labels),
    )
