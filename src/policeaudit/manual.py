"""The pages about the checks, for a terminal and for the manual: made of what the checks and the norms say themselves."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

from policeaudit.assessment.pillars import PILLARS
from policeaudit.checks import all_checks
from policeaudit.checks.check import Check
from policeaudit.errors import Problem, UsageError
from policeaudit.measures import MEASURES
from policeaudit.norms.crosswalk import COLUMNS, FORCES, MARKS, MEANING_OF_FORCE, POLICY_TARGET, Norm, served_by
from policeaudit.norms.questionnaire import questionnaire
from policeaudit.text import Language, Text

_WHY = Text(en="Why it matters", zh="为何重要")
_MEASURES = Text(en="What is measured", zh="测算什么")
_NORMS = Text(en="Norms that it serves", zh="对应的规范")
_QUESTIONS = Text(en="Questions about process that go with it", zh="相关的程序核查问题")
_CANNOT = Text(en="What it cannot show", zh="不能说明什么")
_PILLAR = Text(en="Area: {id} {label}", zh="领域：{id} {label}")
_WORSE = {
    "lower": Text(en="Lower is worse.", zh="越低越差。"),
    "higher": Text(en="Higher is worse.", zh="越高越差。"),
}
_NO_NORM = Text(en="None is listed.", zh="未列出。")
_UNKNOWN = Text(en="“{id}” is no check{near}; known: {known}", zh="没有检查“{id}”{near}；可用的有：{known}")
_NEAR = Text(en="; did you mean {id}?", zh="；是否应为{id}？")
_TITLE = Text(en="The checks", zh="各项检查")
_INTRO = Text(
    en="What each check asks, what it measures, which norms it serves, and what it cannot show. `policeaudit explain ID` prints"
    " the same on a terminal.",
    zh="各项检查的问题、测算内容、对应规范，以及不能说明什么。在终端中运行`policeaudit explain ID --lang zh`可查看相同内容。",
)


@dataclass(frozen=True)
class Section:
    """A heading with its paragraphs or its list; an entry of a list may have a name."""

    title: str
    paragraphs: tuple[str, ...] = ()
    entries: tuple[tuple[str, str], ...] = ()


def check_of(id_: str) -> Check:
    """A check by id, in either case.

    Raises:
        UsageError: when there is none; the message names the nearest.
    """
    known = {check.id: check for check in all_checks()}
    if id_.upper() in known:
        return known[id_.upper()]
    close = difflib.get_close_matches(id_.upper(), known, n=1, cutoff=0.6)
    near = _NEAR.fill(id=close[0]) if close else ""
    raise UsageError(Problem("policeaudit explain", _UNKNOWN.fill(id=id_[:40], near=near, known=", ".join(known))))


def listing(lang: Language) -> str:
    """Every check in a line, by area."""
    lines = []
    for pillar, label in PILLARS.items():
        checks = [check for check in all_checks() if check.pillar == pillar]
        if checks:
            lines += [f"{pillar} {label[lang]}", *(f"  {check.id}  {check.title[lang]}" for check in checks)]
    return "\n".join(lines)


def sections(check: Check, lang: Language) -> list[Section]:
    """What there is to say about a check."""
    served = served_by(check.id)
    norms = tuple(
        (
            COLUMNS[column][lang],
            _SEMICOLON[lang].join(_norm(norm, lang) for norm in served.norms if norm.column == column),
        )
        for column in COLUMNS
        if any(norm.column == column for norm in served.norms)
    )
    told = [] if norms else [_NO_NORM[lang]]
    if served.policy_target:
        told.append(_sentence(POLICY_TARGET[lang], lang))
    questions = tuple((q.id, q.question[lang]) for q in questionnaire().questions if check.id in q.checks)
    found = [
        Section(
            f"{check.id}{' · ' if lang == 'en' else '　'}{check.title[lang]}",
            (check.asks[lang], _PILLAR.fill(id=check.pillar, label=PILLARS[check.pillar])[lang]),
        ),
        Section(_WHY[lang], (check.matters[lang],)),
        Section(_MEASURES[lang], entries=tuple(_measured(check, lang))),
        Section(_CANNOT[lang], (check.cannot_show[lang],)),
        Section(_NORMS[lang], tuple(told), norms),
    ]
    if questions:
        found.append(Section(_QUESTIONS[lang], entries=questions))
    return found


_SEMICOLON: dict[Language, str] = {"en": "; ", "zh": "；"}


def _sentence(text: str, lang: Language) -> str:
    return text[:1].upper() + text[1:] + ("." if lang == "en" else "。")


def _norm(norm: Norm, lang: Language) -> str:
    if norm.column != "china":  # everything from abroad is a yardstick
        return f"{norm.code[lang]} [{norm.mark}]"
    comma = ", " if lang == "en" else "，"
    return f"{norm.code[lang]} [{norm.mark}{comma}{FORCES[norm.force][lang]}]"


def _measured(check: Check, lang: Language) -> list[tuple[str, str]]:
    """Name, name in a plan and definition of each measure and quantity."""
    found = [(name, MEASURES[name]) for name in check.measures] + list(check.quantities.items())
    named = " (`{}`)" if lang == "en" else "（`{}`）"
    space = " " if lang == "en" else ""
    return [
        (f"{each.label[lang]}{named.format(name)}", f"{each.definition[lang]}{space}{_WORSE[each.worse][lang]}")
        for name, each in found
    ]


def manual(lang: Language) -> str:
    """The page of the manual with all checks, in Markdown."""
    lines = [
        f"# {_TITLE[lang]}",
        "",
        "<!-- make docs -->",
        "",
        _INTRO[lang],
        "",
        MARKS[lang],
        "",
        MEANING_OF_FORCE[lang],
    ]
    for check in all_checks():
        first, *rest = sections(check, lang)
        lines += ["", f"## {first.title}", *_markdown(first, lang)]
        for section in rest:
            lines += ["", f"### {section.title}", *_markdown(section, lang)]
    return "\n".join(lines) + "\n"


def _markdown(section: Section, lang: Language) -> list[str]:
    colon = ": " if lang == "en" else "："
    lines = [line for paragraph in section.paragraphs for line in ("", paragraph)]
    if section.entries:
        lines += ["", *(f"- **{name}**{colon}{text}" for name, text in section.entries)]
    return lines
