"""policeaudit render: an assessment in, its report out."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from policeaudit.assessment.read import read_assessment
from policeaudit.assessment.replies import with_replies
from policeaudit.errors import Problem, UsageError
from policeaudit.pipeline import PUBLIC_DOCUMENT, as_pdf, draw, ensure_pdf, to_json
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
@click.option(
    "--edition",
    type=click.Choice(["full", "public"]),
    help="Edition of the report  [default: that of ASSESSMENT]. With `public`, the assessment.public.json of a full ASSESSMENT "
    "is written beside the page.",
)
@click.option(
    "--previous",
    type=click.Path(path_type=Path, dir_okay=False),
    multiple=True,
    help="assessment.public.json of an earlier edition, against which small numbers are protected too; may be repeated.",
)
@click.pass_context
def render(
    ctx: click.Context,
    assessment: Path,
    lang: Language,
    out: Path | None,
    replies: Path | None,
    edition: str | None,
    previous: tuple[Path, ...],
    pdf: bool,
) -> None:
    """Draw the report of ASSESSMENT (an assessment.json or its folder) again, to the same bytes as `run` did."""
    found = read_assessment(assessment, public=True)
    ctx.meta["policeaudit.language"] = found.audit.language
    if replies is not None:
        found = with_replies(found, load_replies(replies))
    if pdf:
        ensure_pdf()
    if edition not in (None, found.audit.edition):
        if found.public is not None:
            raise UsageError(Problem(str(assessment), _ALREADY_PUBLIC))
        if out is None:
            raise UsageError(Problem("--edition public", _NAME_A_FILE))
        from policeaudit.edition import public_edition
        from policeaudit.edition.sources import read_previous

        found = public_edition(found, read_previous(previous))
        write_out(to_json(found), out.with_name(PUBLIC_DOCUMENT))
    pages = draw(found, [lang])
    (page,) = (as_pdf(pages) if pdf else pages).values()
    write_out(page, out)


_ALREADY_PUBLIC = Text(
    en="is a public edition: what it withholds is not in it, so the full one cannot be drawn from it",
    zh="是公开版，不含未公开的内容，无法由此生成完整版",
)
_NAME_A_FILE = Text(
    en="writes two files: name the page with --out, and assessment.public.json is put beside it",
    zh="须写入两个文件：请用--out指定页面文件，assessment.public.json将写在同一文件夹",
)


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
