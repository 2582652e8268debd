"""Systems → one self-contained page a language. Pure: the same audits give the same bytes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from markupsafe import Markup

from policeaudit import __version__
from policeaudit.assessment.model import VerdictWord
from policeaudit.assessment.record import Entry
from policeaudit.register.find import Page, Passed
from policeaudit.register.gaps import Shown, change, gaps
from policeaudit.register.systems import MOST_GAPS, Step, System
from policeaudit.register.words import Voice
from policeaudit.report.clean import cut
from policeaudit.report.render import PUNCTUATION, TAGS, style_sheet
from policeaudit.report.sentences import SEVERITY
from policeaudit.report.series import BREAK
from policeaudit.report.templating import template
from policeaudit.text import LANGUAGES, Language, whole

_LABEL = 120
"""Columns that a name may take in the register."""


@dataclass(frozen=True)
class Line:
    """One audit in the table of verdicts."""

    period: str
    draft: bool
    public: bool
    breaks: list[str]
    verdicts: list[VerdictWord]
    pages: tuple[Page, ...]


@dataclass(frozen=True)
class Section:
    """One system as its template prints it."""

    anchor: str
    name: str
    operator: str
    pillars: list[tuple[str, str]]
    lines: list[Line]
    gaps: list[Shown]
    confidence: str
    counts: list[int]
    """Areas of the latest audit by verdict, worst first."""
    open: list[Entry]
    overdue: int
    as_of: str
    declared: bool
    listed_in: str | None
    """The period whose report brings the last list of actions, where the latest brings none."""
    report: str | None


def file_name(lang: Language) -> str:
    """The file name of the page in a language."""
    return f"register.{lang}.html"


def pages(systems: list[System], passed: list[Passed]) -> dict[str, bytes]:
    """The register in each language, by file name."""
    return {file_name(lang): render(systems, passed, lang).encode() for lang in LANGUAGES}


def render(systems: list[System], passed: list[Passed], lang: Language) -> str:
    """Draw the register in one language.

    Returns:
        A whole HTML document without scripts, outside fonts, images or requests.
    """
    voice = Voice(lang)
    other: Language = "zh" if lang == "en" else "en"
    sections = [_section(i, system, voice) for i, system in enumerate(systems, 1)]
    return template("register.html.j2").render(
        voice=voice,
        say=voice.say,
        lang=lang,
        tag=TAGS[lang],
        tags=TAGS,
        other_tag=TAGS[other],
        other_page=file_name(other),
        other_say=Voice(other).say,
        css=style_sheet() + _css(),
        **PUNCTUATION[lang],
        sections=sections,
        passed=passed,
        severity=SEVERITY[:5],
        audits=whole(sum(len(system.steps) for system in systems))[lang],
        version=__version__,
        mark=BREAK,
        most_gaps=MOST_GAPS,
    )


@cache
def _css() -> Markup:
    return Markup((files(__package__) / "register.css").read_text(encoding="utf-8"))  # noqa: S704 - our own file


def _section(number: int, system: System, voice: Voice) -> Section:
    latest, lang = system.latest.assessment, voice.lang
    open_ = system.open
    return Section(
        anchor=f"system-{number}",
        name=cut(latest.audit.system[lang], _LABEL),
        operator=cut(latest.audit.operator[lang], _LABEL),
        pillars=[(pillar.id, pillar.label[lang]) for pillar in latest.pillars],
        lines=[_line(step, [pillar.id for pillar in latest.pillars], voice) for step in system.steps],
        gaps=gaps(number, system, voice),
        confidence=f"{latest.audit.rules.confidence * 100:g}%",
        counts=[sum(pillar.verdict is word for pillar in latest.pillars) for word in SEVERITY[:5]],
        open=open_,
        overdue=sum(entry.status == "overdue" for entry in open_),
        as_of=voice.day(system.register.as_of),
        declared=system.declared,
        listed_in=_listed_in(system, voice),
        report=_report(system.steps[-1], lang),
    )


def _line(step: Step, pillars: list[str], voice: Voice) -> Line:
    assessment = step.found.assessment
    verdicts = {pillar.id: pillar.verdict for pillar in assessment.pillars}
    return Line(
        period=voice.period(assessment.audit.period_start, assessment.audit.period_end),
        draft=assessment.audit.status == "draft",
        public=assessment.audit.edition != "full",
        breaks=[change(each, voice) for each in step.since],
        verdicts=[verdicts.get(id_, VerdictWord.NOT_ASSESSED) for id_ in pillars],
        pages=step.found.pages,
    )


def _listed_in(system: System, voice: Voice) -> str | None:
    if system.declared:
        return None
    audits = [step.found.assessment for step in system.steps]
    last = next((each.audit for each in reversed(audits) if each.actions is not None), None)
    return voice.period(last.period_start, last.period_end) if last else None


def _report(step: Step, lang: Language) -> str | None:
    """The page of an audit in a language, or in the other one."""
    drawn = {page.language: page.href for page in step.found.pages if page.form == "html"}
    return drawn.get(lang) or next(iter(drawn.values()), None)
