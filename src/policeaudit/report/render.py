"""Assessment → one self-contained HTML page a language. Pure: the same assessment gives the same bytes."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from policeaudit.assessment.model import Assessment, Finding, Pillar
from policeaudit.report import charts
from policeaudit.report.cards import Card, cards
from policeaudit.report.clean import clean, cut
from policeaudit.report.error_rates import error_rates
from policeaudit.report.glossary import terms
from policeaudit.report.key_figures import key_figures
from policeaudit.report.sentences import SEVERITY
from policeaudit.report.speaker import Speaker
from policeaudit.report.summary import summarise, unmeasured
from policeaudit.report.tables import evidence, reconcile, statuses
from policeaudit.text import Language

TAGS: dict[Language, str] = {"en": "en", "zh": "zh-CN"}
"""The HTML language tag of each language."""

PUNCTUATION: dict[Language, dict[str, str]] = {
    "en": {"space": " ", "colon": ": ", "comma": ", ", "semicolon": "; ", "comma_in_list": ", "},
    "zh": {"space": "", "colon": "：", "comma": "，", "semicolon": "；", "comma_in_list": "、"},
}
"""What stands between two parts of a line."""


def render(assessment: Assessment, lang: Language) -> str:
    """Draw the report of an assessment in one language.

    Args:
        assessment: the only input; its texts are escaped, marks that turn a line are dropped.
        lang: the language of the page; the numbers are the same in both.

    Returns:
        A whole HTML document without scripts, outside fonts, images or requests.

    Raises:
        ValueError: when the reconciliation of the assessment does not add up.

    """
    out = reconcile(assessment)
    assessment = clean(assessment)
    speaker = Speaker(assessment, lang)
    made = cards(assessment, speaker)
    chapters = _chapters(assessment, made)
    page = _environment().get_template("report.html.j2")
    return page.render(
        a=assessment,
        speaker=speaker,
        say=speaker.say,
        lang=lang,
        tag=TAGS[lang],
        other_tag=TAGS[speaker.other],
        css=_css(),
        **PUNCTUATION[lang],
        left_out=out,
        severity=SEVERITY,
        chapters=chapters,
        sections=_sections(speaker, chapters),
        place=_places(made),
        summary=summarise(assessment, speaker),
        unmeasured=unmeasured(assessment, speaker),
        figures=key_figures(assessment),
        alerted=statuses(assessment, speaker, alerted=True),
        quiet=statuses(assessment, speaker, alerted=False),
        quiet_known=any(row.confirmed + row.unfounded for row in assessment.intake.follow_up if not row.alerted),
        evidence=evidence(assessment, speaker),
        terms=terms(),
        errors=error_rates(),
    )


def warm_up() -> None:
    """Start the chart renderer and compile the templates while something else is waited for."""
    charts.warm_up()
    for name in _environment().list_templates():
        _environment().get_template(name)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("policeaudit.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["cut"] = cut
    return environment


@cache
def _css() -> Markup:
    return Markup((files("policeaudit.report") / "report.css").read_text(encoding="utf-8"))  # noqa: S704 - our own file


def _chapters(assessment: Assessment, made: list[Card]) -> list[tuple[Pillar, list[Card]]]:
    """The areas that have findings, with their cards."""
    return [
        (pillar, [card for card in made if card.pillar == pillar.id])
        for pillar in assessment.pillars
        if any(finding.pillar == pillar.id for finding in assessment.findings)
    ]


def _sections(speaker: Speaker, chapters: list[tuple[Pillar, list[Card]]]) -> list[tuple[str, int, str]]:
    """Anchor, number and title of each section, in order."""
    before = [(name, speaker.say(f"{name}.title")) for name in ("summary", "system", "figures", "data")]
    middle = [(f"area-{i}", pillar.label[speaker.lang]) for i, (pillar, _) in enumerate(chapters, 1)]
    after = [
        (name, speaker.say(f"{name}.title")) for name in ("evidence", "limitations", "method", "repeat", "glossary")
    ]
    return [(anchor, number, title) for number, (anchor, title) in enumerate([*before, *middle, *after], 1)]


def _places(made: list[Card]) -> Callable[[Finding], str]:
    """Where a finding stands: the anchor of its card's entry, or of the tables."""
    anchors = {finding.id: f"{card.anchor}-{i}" for card in made for i, finding in enumerate(card.findings, 1)}

    def place(finding: Finding) -> str:
        return anchors.get(finding.id, "evidence")

    return place
