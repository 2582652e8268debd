"""Assessment → one self-contained HTML page a language. Pure: the same assessment gives the same bytes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import get_args

from markupsafe import Markup

from policeaudit.assessment.model import Assessment, CheckInfo, Finding, Pillar, VerdictWord
from policeaudit.assessment.record import Status
from policeaudit.report.cards import Card, cards
from policeaudit.report.clean import clean
from policeaudit.report.error_rates import error_rates
from policeaudit.report.exhibits import Shown, exhibits
from policeaudit.report.glossary import terms
from policeaudit.report.key_figures import key_figures
from policeaudit.report.norm_views import beside, norms
from policeaudit.report.reply_views import answers
from policeaudit.report.sentences import SEVERITY
from policeaudit.report.speaker import Speaker
from policeaudit.report.summary import summarise, unmeasured
from policeaudit.report.tables import evidence, reconcile, statuses
from policeaudit.report.templating import template
from policeaudit.text import Language

TAGS: dict[Language, str] = {"en": "en", "zh": "zh-CN"}
"""The HTML language tag of each language."""

_ABOUT_CHANGE = ("C07", "C08")
"""Checks whose exhibits show change: drift, and changes of limits and levels."""

PUNCTUATION: dict[Language, dict[str, str]] = {
    "en": {"space": " ", "colon": ": ", "comma": ", ", "semicolon": "; ", "comma_in_list": ", ", "full_stop": "."},
    "zh": {"space": "", "colon": "：", "comma": "，", "semicolon": "；", "comma_in_list": "、", "full_stop": "。"},
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
    shown = exhibits(assessment, speaker)
    chapters = _chapters(assessment, made, shown)
    sections = _sections(speaker, chapters)
    areas = {each.pillar.id: f"area-{i}" for i, each in enumerate(chapters, 1)}
    number_of = {anchor: number for anchor, number, _ in sections}
    place_of = _places(made)
    return template("report.html.j2").render(
        a=assessment,
        speaker=speaker,
        say=speaker.say,
        lang=lang,
        tag=TAGS[lang],
        tags=TAGS,
        other_tag=TAGS[speaker.other],
        css=style_sheet(),
        **PUNCTUATION[lang],
        left_out=out,
        severity=SEVERITY,
        chapters=chapters,
        sections=sections,
        number_of=number_of,
        numbers_of=lambda findings: _numbers(findings, areas, number_of, PUNCTUATION[lang]["comma_in_list"]),
        place=lambda finding: place_of(finding.id),
        place_of=place_of,
        norms=norms(assessment, sections, areas, speaker),
        norms_of=beside(assessment),
        answers=answers(assessment, speaker),
        states=_states(assessment),
        changes=[each for each in shown if each.check in _ABOUT_CHANGE],
        summary=summarise(assessment, speaker),
        unmeasured=unmeasured(assessment, speaker),
        figures=key_figures(assessment),
        alerted=statuses(assessment, speaker, alerted=True),
        quiet=statuses(assessment, speaker, alerted=False),
        quiet_known=any(row.known != 0 for row in assessment.intake.follow_up if not row.alerted),
        evidence=evidence(assessment, speaker),
        terms=terms(),
        errors=error_rates(),
    )


@cache
def style_sheet() -> Markup:
    """The style sheet of all pages."""
    return Markup((files("policeaudit.report") / "report.css").read_text(encoding="utf-8"))  # noqa: S704 - our own file


@dataclass(frozen=True)
class Part:
    """A check's part of a chapter: its findings on cards, worst first, and its exhibits."""

    id: str
    check: CheckInfo | None
    cards: list[Card]
    exhibits: list[Shown]


@dataclass(frozen=True)
class Chapter:
    """An area with the parts that have something to show, and the checks that could not be made."""

    pillar: Pillar
    parts: list[Part]
    lacking: list[CheckInfo]


def _chapters(assessment: Assessment, made: list[Card], shown: list[Shown]) -> list[Chapter]:
    """The areas that have findings or exhibits; within one, the check with the worst finding first."""
    known = {check.id: check for check in assessment.checks}
    pillar_of = {f.check: f.pillar for f in assessment.findings} | {e.check: e.pillar for e in assessment.exhibits}
    ids = dict.fromkeys([*(card.check for card in made), *(each.check for each in shown)])
    parts = [
        Part(id_, known.get(id_), [c for c in made if c.check == id_], [e for e in shown if e.check == id_])
        for id_ in ids
    ]
    chapters = []
    for pillar in assessment.pillars:
        ours = [part for part in parts if pillar_of[part.id] == pillar.id]
        lacking = [check for check in assessment.checks if check.pillar == pillar.id and check.not_assessed]
        answered = pillar.process is not None and pillar.process is not VerdictWord.NOT_ASSESSED
        if ours or answered or any(finding.pillar == pillar.id for finding in assessment.findings):
            chapters.append(Chapter(pillar, ours, lacking))
    return chapters


def _sections(speaker: Speaker, chapters: list[Chapter]) -> list[tuple[str, int, str]]:
    """Anchor, number and title of each section, in order."""
    before = [(name, speaker.say(f"{name}.title")) for name in ("summary", "system", "figures", "data")]
    middle = [(f"area-{i}", each.pillar.label[speaker.lang]) for i, each in enumerate(chapters, 1)]
    after = [
        (name, speaker.say(f"{name}.title"))
        for name in (
            "evidence",
            "trend",
            "limitations",
            "replies",
            "actions",
            "questions",
            "norms",
            "method",
            "repeat",
            "glossary",
        )
    ]
    return [(anchor, number, title) for number, (anchor, title) in enumerate([*before, *middle, *after], 1)]


def _numbers(findings: list[Finding], areas: dict[str, str], number_of: dict[str, int], comma: str) -> str:
    """The numbers of the sections in which findings stand."""
    anchors = {areas.get(finding.pillar, "evidence") for finding in findings}
    return comma.join(str(number) for number in sorted(number_of[anchor] for anchor in anchors))


def _states(assessment: Assessment) -> list[tuple[str, int]]:
    """How many entries of the register are in each state, in the order of the states."""
    found = [entry.status for entry in assessment.actions.entries] if assessment.actions else []
    return [(status, found.count(status)) for status in get_args(Status) if status in found]


def _places(made: list[Card]) -> Callable[[str], str]:
    """Where the finding of an id stands: the anchor of its card's entry, or of the tables."""
    anchors = {finding.id: f"{card.anchor}-{i}" for card in made for i, finding in enumerate(card.findings, 1)}
    return lambda id_: anchors.get(id_, "evidence")
