"""Finds the assessments below a folder, and the reports that stand beside them."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import quote

from policeaudit.assessment.model import Assessment
from policeaudit.assessment.read import read_assessment
from policeaudit.errors import PoliceauditError, Problem, UsageError
from policeaudit.report.clean import clean
from policeaudit.text import LANGUAGES, Language, Text

_FORMS: tuple[Literal["html", "pdf"], ...] = ("html", "pdf")
_FILE = re.compile(r"assessment(\.\w+)?\.json")
_NO_FOLDER = Text(en="is no folder", zh="不是文件夹")
_NOTHING = Text(
    en="holds no assessment.json, nor does any folder below it; policeaudit run writes one beside each report",
    zh="及其下级文件夹中没有assessment.json；policeaudit run会在每份报告旁写入该文件",
)
_CLOSED = Text(en="cannot be opened: {why}", zh="无法打开：{why}")


@dataclass(frozen=True)
class Page:
    """A report beside an assessment; ``href`` leads there from the folder of the register."""

    language: Language
    form: Literal["html", "pdf"]
    href: str


@dataclass(frozen=True)
class Found:
    """An assessment with its path below the folder, and its reports."""

    path: str
    assessment: Assessment
    pages: tuple[Page, ...]


@dataclass(frozen=True)
class Passed:
    """A file or folder that was not taken up, and why."""

    path: str
    why: Text


def find(folder: Path) -> tuple[list[Found], list[Passed]]:
    """All assessments below a folder, in the order of their paths; hidden folders and links to folders are left alone.

    Raises:
        UsageError: when there is no such folder, or no assessment below it.
    """
    if not folder.is_dir():
        raise UsageError(Problem(str(folder), _NO_FOLDER))
    found: list[Found] = []
    passed: list[Passed] = []

    def closed(error: OSError) -> None:
        where = Path(error.filename or folder).relative_to(folder).as_posix()
        passed.append(Passed(where, _CLOSED.fill(why=error.strerror or "?")))

    for place, inner, names in os.walk(folder, onerror=closed):
        inner[:] = sorted(name for name in inner if not name.startswith("."))
        for name in sorted(filter(_FILE.fullmatch, names)):
            path = Path(place, name)
            below = path.relative_to(folder).as_posix()
            try:
                found.append(Found(below, clean(read_assessment(path, public=True)), _pages(path, folder)))
            except PoliceauditError as error:
                passed += [Passed(below, problem.message) for problem in error.problems]
    if not found and not passed:
        raise UsageError(Problem(str(folder), _NOTHING))
    return found, passed


def _pages(path: Path, folder: Path) -> tuple[Page, ...]:
    """The reports of an assessment: ``assessment.x.json`` has ``report.x.en.html``, or all there are if it stands alone."""
    edition = path.name.removeprefix("assessment").removesuffix(".json")
    alone = not path.with_name("assessment.json").exists()
    made = []
    for language in LANGUAGES:
        for form in _FORMS:
            names = [f"report{edition}.{language}.{form}", f"report.{language}.{form}"][: 1 + alone]
            page = next((path.with_name(name) for name in names if path.with_name(name).is_file()), None)
            if page is not None:
                made.append(Page(language, form, f"./{quote(page.relative_to(folder).as_posix())}"))
    return tuple(made)
