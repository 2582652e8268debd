"""policeaudit render: an assessment in, its report out."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from policeaudit.assessment.read import read_assessment
from policeaudit.errors import Problem, UsageError
from policeaudit.pipeline import draw
from policeaudit.text import LANGUAGES, Language, Text


@click.command()
@click.argument("assessment", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--lang", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Language of the report.")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="File to write  [default: standard output]"
)
def render(assessment: Path, lang: Language, out: Path | None) -> None:
    """Draw the report of ASSESSMENT (an assessment.json) again, to the same bytes as `run` did."""
    (page,) = draw(read_assessment(assessment), [lang]).values()
    if out is None:
        sys.stdout.buffer.write(page)
        return
    try:
        out.write_bytes(page)
    except OSError as error:
        text = Text(en="cannot be written: {why}", zh="无法写入：{why}")
        raise UsageError(Problem(str(out), text.fill(why=error.strerror or "?"))) from None
