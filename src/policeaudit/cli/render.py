"""policeaudit render: an assessment in, its report out."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from pydantic import ValidationError

from policeaudit.assessment.model import Assessment
from policeaudit.errors import DataError, Problem, UsageError
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


def read_assessment(path: Path) -> Assessment:
    """Read an assessment.

    Raises:
        UsageError: when there is no such file.
        DataError: when it is no assessment of this version.
    """
    try:
        return Assessment.model_validate_json(path.read_bytes())
    except OSError as error:
        text = Text(en="cannot be read: {why}", zh="无法读取：{why}")
        raise UsageError(Problem(str(path), text.fill(why=error.strerror or "?"))) from None
    except ValidationError as error:
        first = error.errors()[0]
        text = Text(
            en="is no assessment that this version can read ({where}: {why})",
            zh="不是本版本可读取的评估文件（{where}：{why}）",
        )
        where = ".".join(str(step) for step in first["loc"]) or "file"
        raise DataError(Problem(str(path), text.fill(where=where, why=first["msg"]))) from None
