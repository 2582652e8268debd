"""policeaudit render: an assessment in, its report out."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from policeaudit.assessment.read import read_assessment
from policeaudit.assessment.replies import with_replies
from policeaudit.errors import Problem, UsageError
from policeaudit.pipeline import as_pdf, draw, ensure_pdf
from policeaudit.plan.record import load_replies
from policeaudit.text import LANGUAGES, Language, Text


@click.command()
@click.argument("assessment", type=click.Path(path_type=Path))
@click.option("--lang", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Language of the report.")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="File to write  [default: standard output]"
)
@click.option(
    "--replies", type=click.Path(path_type=Path, dir_okay=False), help="Print the operator's replies in this file."
)
@click.option("--pdf", is_flag=True, help="Write a PDF instead of HTML (needs policeaudit[pdf]).")
@click.pass_context
def render(
    ctx: click.Context, assessment: Path, lang: Language, out: Path | None, replies: Path | None, pdf: bool
) -> None:
    """Draw the report of ASSESSMENT (an assessment.json or its folder) again, to the same bytes as `run` did."""
    found = read_assessment(assessment)
    ctx.meta["policeaudit.language"] = found.audit.language
    if replies is not None:
        found = with_replies(found, load_replies(replies))
    if pdf:
        ensure_pdf()
    pages = draw(found, [lang])
    (page,) = (as_pdf(pages) if pdf else pages).values()
    write_out(page, out)


def write_out(content: bytes, out: Path | None) -> None:
    """Write to a file, whole or not at all, or to standard output.

    Raises:
        UsageError: when the file can't be written.
    """
    if out is None:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    part = out.with_name(f".{out.name}.part")
    try:
        part.write_bytes(content)
        part.replace(out)
    except OSError as error:
        part.unlink(missing_ok=True)
        text = Text(en="cannot be written: {why}", zh="无法写入：{why}")
        raise UsageError(Problem(str(out), text.fill(why=error.strerror or "?"))) from None
