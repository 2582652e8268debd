"""policeaudit compare: two audits, or two model versions in one log."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from policeaudit.assessment.read import read_assessment
from policeaudit.cli.render import write_out
from policeaudit.cli.run import progress_bar
from policeaudit.errors import Problem, UsageError
from policeaudit.text import LANGUAGES, Language, Text

_TWO = Text(
    en="two assessment.json files are needed (or a plan, with --by model_version)",
    zh="需要两个assessment.json文件（或一份方案，并加--by model_version）",
)
_BY = Text(en="is only for --by model_version", zh="只能与--by model_version同用")


@click.command()
@click.argument("before", type=click.Path(path_type=Path, dir_okay=False))
@click.argument("after", required=False, type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--by",
    type=click.Choice(["model_version"]),
    help="Compare two model versions in one log: BEFORE is then a plan, and AFTER, if given, a log.",
)
@click.option("--versions", nargs=2, metavar="OLD NEW", help="The two versions, where the log holds more than two.")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Form of the answer.",
)
@click.option(
    "--output", type=click.Path(path_type=Path, dir_okay=False), help="File to write  [default: standard output]"
)
@click.option("--lang", type=click.Choice(LANGUAGES), help="Language of the answer  [default: that of the plan]")
@click.pass_context
def compare(
    ctx: click.Context,
    before: Path,
    after: Path | None,
    by: str | None,
    versions: tuple[str, str] | None,
    form: str,
    output: Path | None,
    lang: Language | None,
) -> None:
    """Say which findings of two audits open, close, get worse, improve, or show no change that can be detected.

    BEFORE and AFTER are assessment.json files, the earlier one first. Findings without a limit are left out.

    Exit codes: 0 compared, whatever was found; 2 the call or the plan is wrong; 3 the data cannot be
    compared; 4 an internal error.
    """
    from policeaudit.compare.formats import write

    if lang:
        ctx.meta["policeaudit.language"] = lang
    if by:
        from policeaudit.api import compare_versions

        with progress_bar(shown=sys.stderr.isatty()) as progress:
            found, names = compare_versions(before, after, versions, progress)
    else:
        from policeaudit.compare.changes import compare as compare_audits

        if versions:
            raise UsageError(Problem("--versions", _BY))
        if after is None:
            raise UsageError(Problem("policeaudit compare", _TWO))
        found, names = compare_audits(read_assessment(before), read_assessment(after)), (str(before), str(after))
    write_out(write(found, names, form, lang or found.after.audit.language).encode(), output)
