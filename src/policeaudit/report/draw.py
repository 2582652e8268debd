"""The pages of a report, by file name: here, or in a process that warmed up meanwhile (``python -m …report.draw``)."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable

from policeaudit.assessment.model import Assessment
from policeaudit.report.render import render, warm_up
from policeaudit.text import Language


def draw(assessment: Assessment, languages: Iterable[Language]) -> dict[str, bytes]:
    """The report in each language."""
    return {f"report.{lang}.html": render(assessment, lang).encode() for lang in languages}


if __name__ == "__main__":
    warm_up()  # before there is anything to draw: that is what this process is for
    asked = json.load(sys.stdin.buffer)
    drawn = draw(Assessment.model_validate_json(asked["assessment"]), asked["languages"])
    sys.stdout.buffer.write(json.dumps({name: page.decode() for name, page in drawn.items()}).encode())
