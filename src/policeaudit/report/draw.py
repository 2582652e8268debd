"""The pages of a report, by file name: here, or in a process that warmed up meanwhile (``policeaudit.elsewhere``)."""

from __future__ import annotations

import json
from collections.abc import Iterable

from policeaudit.assessment.model import Assessment
from policeaudit.report.render import render, warm_up
from policeaudit.text import Language


def draw(assessment: Assessment, languages: Iterable[Language]) -> dict[str, bytes]:
    """The report in each language."""
    return {f"report.{lang}.html": render(assessment, lang).encode() for lang in languages}


def prepare() -> None:
    """Warm up before there is anything to draw: that is what a process of this module is for."""
    warm_up()


def answer(question: bytes) -> bytes:
    """The pages of an assessment in some languages, all as JSON."""
    asked = json.loads(question)
    drawn = draw(Assessment.model_validate_json(asked["assessment"]), asked["languages"])
    return json.dumps({name: page.decode() for name, page in drawn.items()}).encode()
