"""policeaudit card: the bias section of a model card."""

from __future__ import annotations

from pathlib import Path

import click

from policeaudit.assessment.read import read_assessment
from policeaudit.cli.render import write_out
from policeaudit.text import LANGUAGES, Language


@click.command()
@click.argument("assessment", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--lang", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Language of the card.")
@click.option(
    "--output", type=click.Path(path_type=Path, dir_okay=False), help="File to write  [default: standard output]"
)
def card(assessment: Path, lang: Language, output: Path | None) -> None:
    """Write the bias section of a Hugging Face model card, with its metadata, from ASSESSMENT (an assessment.json).

    A model card is public: groups with fewer cases than the plan's min_n are named without a figure.
    """
    from policeaudit.card import write

    write_out(write(read_assessment(assessment), lang).encode(), output)
