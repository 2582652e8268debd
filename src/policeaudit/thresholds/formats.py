"""The answer of ``whatif`` as text, Markdown and JSON."""

from __future__ import annotations

from collections.abc import Callable

from policeaudit.assessment.base import Words
from policeaudit.safe import for_log, for_markdown, to_json
from policeaudit.text import Language, Text
from policeaudit.thresholds import remedy_words, words
from policeaudit.thresholds.model import Nothing, Remedy, WhatIf

FORMATS = ("text", "json", "markdown")


def write(found: WhatIf, form: str, lang: Language) -> str:
    """An answer in a format of ``FORMATS``."""
    if form == "json":
        return to_json(found.model_dump(mode="json", by_alias=True))
    return (_markdown if form == "markdown" else _text)(found, lang)


def _text(found: WhatIf, lang: Language) -> str:
    def say(text: Text) -> str:
        return for_log(text[lang])

    lines = [say(words.title(found)), *map(say, words.present_lines(found))]
    for number, aim in enumerate(found.aims, 1):
        head = f"{number}. {say(words.aim_title(aim))} · {say(words.STATES[aim.state])}"
        lines += ["", head, *(f"   {say(line)}" for line in words.aim_lines(aim, found))]
        for answer in remedy_words.answers(aim):
            if isinstance(answer, Nothing):
                lines.append(f"   * {say(remedy_words.nothing_line(answer))}")
                continue
            lines.append(f"   * {say(remedy_words.remedy_title(answer, found))}")
            lines += [f"     {say(line)}" for line in remedy_words.remedy_lines(answer, found)]
            lines += [
                f"     - {say(remedy_words.group_line(change, found))}"
                for change in remedy_words.changed_groups(answer)
            ]
    lines += ["", f"{say(words.HEADINGS['together'])}", f"   {say(words.together(found.together, found))}"]
    for key, texts in words.endings(found).items():
        lines += ["", say(words.HEADINGS[key]), *(f"   - {say(each.text)}" for each in texts)]
    return "\n".join(lines) + "\n"


def _markdown(found: WhatIf, lang: Language) -> str:
    def say(text: Text | Words) -> str:
        return for_markdown(text[lang])

    lines = [f"## {say(words.title(found))}", "", *(f"{say(line)}  " for line in words.present_lines(found))]
    for aim in found.aims:
        lines += ["", f"### {say(words.aim_title(aim))} · {say(words.STATES[aim.state])}", ""]
        lines += [f"- {say(line)}" for line in words.aim_lines(aim, found)]
        if aim.frontier:
            lines += ["", f"**{say(words.HEADINGS['frontier'])}**", "", *_table(words.frontier_table(aim), say)]
        for answer in remedy_words.answers(aim):
            lines += _answer(answer, found, say)
    lines += ["", f"### {say(words.HEADINGS['together'])}", "", say(words.together(found.together, found))]
    for key, texts in words.endings(found).items():
        lines += ["", f"### {say(words.HEADINGS[key])}", "", *(f"- {say(each)}" for each in texts)]
    return "\n".join(lines) + "\n"


def _answer(answer: Remedy | Nothing, found: WhatIf, say: Callable[[Text], str]) -> list[str]:
    if isinstance(answer, Nothing):
        return ["", f"**{say(remedy_words.nothing_line(answer))}**"]
    lines = ["", f"**{say(remedy_words.remedy_title(answer, found))}**", ""]
    lines += [f"- {say(line)}" for line in remedy_words.remedy_lines(answer, found)]
    return [*lines, "", *_table(remedy_words.table(answer, found), say)]


def _table(rows: list[list[Text]], say: Callable[[Text], str]) -> list[str]:
    head, *body = ["| " + " | ".join(say(cell) for cell in row) + " |" for row in rows]
    return [head, "|---" + "|---:" * (len(rows[0]) - 1) + "|", *body]
