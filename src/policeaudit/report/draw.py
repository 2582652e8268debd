"""The pages of a report, by file name: here, or in a process that warmed up meanwhile (``policeaudit.elsewhere``)."""

from __future__ import annotations

import json
from collections.abc import Iterable

from policeaudit.assessment.model import Assessment
from policeaudit.report.render import render, warm_up
from policeaudit.text import Language


def draw(assessment: Assessment, languages: Iterable[Language]) -> dict[str, bytes]:
    """The report in each language; the names of files tell a public edition."""
    edition = "" if assessment.public is None else ".public"
    return {f"report{edition}.{lang}.html": render(assessment, lang).encode() for lang in languages}


def prepare() -> None:
    """Warm up before there is anything to draw: that is what a process of this module is for."""
    warm_up()


def answer(question: bytes) -> bytes:
    """The pages of some assessments in some languages, all as JSON."""
    asked = json.loads(question)
    documents = [Assessment.model_validate_json(document) for document in asked["assessments"]]
    drawn = [{name: page.decode() for name, page in draw(each, asked["languages"]).items()} for each in documents]
    return json.dumps(drawn).encode()
