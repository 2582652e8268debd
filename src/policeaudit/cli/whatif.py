"""policeaudit whatif: what to change so that a limit is kept, and what that would cost."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from policeaudit.cli.render import write_out
from policeaudit.cli.run import progress_bar
from policeaudit.plan import load_plan
from policeaudit.text import LANGUAGES, Language

FORMATS = ("text", "json", "markdown", "html")


@click.command()
@click.argument("plan", type=click.Path(path_type=Path, dir_okay=False))
@click.argument("log", required=False, type=click.Path())
@click.option(
    "--visits",
    type=click.IntRange(min=1),
    help="No more warnings than so many  [default: as many as there are now]",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="Form of the answer; html has both languages and the charts.",
)
@click.option(
    "--output", type=click.Path(path_type=Path, dir_okay=False), help="File to write  [default: standard output]"
)
@click.option("--lang", type=click.Choice(LANGUAGES), help="Language of the answer  [default: that of the plan]")
@click.pass_context
def whatif(
    ctx: click.Context,
    plan: Path,
    log: str | None,
    visits: int | None,
    form: str,
    output: Path | None,
    lang: Language | None,
) -> None:
    r"""Look for thresholds that keep the limits of PLAN in LOG (or in the log that PLAN names), and tell their price.

    One threshold for everybody, and one for each group, for limits on precision, selection rate, false positive and false
    negative rate, and recall. From counts by score alone. What the log cannot show is said to be not measurable.

    \b
    Exit codes: 0 answered, whatever was found; 2 the plan or the call is wrong, or the plan has no score or
    no limit that a threshold moves; 3 the data cannot be used, or no limit can be judged in them; 4 an
    internal error.
    """
    if lang:
        ctx.meta["policeaudit.language"] = lang
    loaded = load_plan(plan)
    ctx.meta["policeaudit.language"] = lang = lang or loaded.plan.audit.language
    from policeaudit.api import whatif_log

    with progress_bar(shown=sys.stderr.isatty()) as progress:
        found = whatif_log(loaded, log, visits, progress)
    write_out((found.page() if form == "html" else found.write(form, lang)).encode(), output)
