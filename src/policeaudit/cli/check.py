"""policeaudit check: a gate before delivery."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from policeaudit.assessment.read import read_assessment
from policeaudit.cli.render import write_out
from policeaudit.cli.run import progress_bar
from policeaudit.plan import load_plan
from policeaudit.text import LANGUAGES, Language

LEVELS = ("action-needed", "watch", "cannot-tell")
FORMATS = ("text", "json", "junit", "sarif", "markdown", "github")


def _levels(ctx: click.Context, param: click.Parameter, given: tuple[str, ...]) -> list[str]:
    names = [name.strip() for each in given for name in each.split(",") if name.strip()]
    unknown = [name for name in names if name not in LEVELS]
    if unknown or not names:
        msg = f"{', '.join(unknown) or 'nothing'} is no level; the levels are: {', '.join(LEVELS)}"
        raise click.BadParameter(msg, ctx, param)
    return names


@click.command()
@click.argument("plan", type=click.Path(path_type=Path, dir_okay=False))
@click.argument("log", required=False, type=click.Path())
@click.option(
    "--fail-on",
    multiple=True,
    default=("action-needed", "cannot-tell"),
    callback=_levels,
    metavar="LEVEL",
    help="Stop at this level or above: action-needed, watch or cannot-tell. Several may be named, also with commas; the "
    "lowest counts.  [default: action-needed,cannot-tell]",
)
@click.option(
    "--baseline",
    type=click.Path(path_type=Path, dir_okay=False),
    help="The assessment.json of the last release: what got worse stops too.",
)
@click.option(
    "--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="Form of the answer."
)
@click.option(
    "--output", type=click.Path(path_type=Path, dir_okay=False), help="File to write  [default: standard output]"
)
@click.option("--lang", type=click.Choice(LANGUAGES), help="Language of the answer  [default: that of the plan]")
@click.pass_context
def check(
    ctx: click.Context,
    plan: Path,
    log: str | None,
    fail_on: list[str],
    baseline: Path | None,
    form: str,
    output: Path | None,
    lang: Language | None,
) -> None:
    """Hold LOG (or the log that PLAN names) against the limits of PLAN, and stop a delivery that does not keep them.

    From the lowest to the highest: cannot tell (or not assessed), watch, action needed. What was not shown to be within its
    limit has not passed. Nothing is written but the answer.

    Exit codes: 0 nothing at the level or above; 1 something is; 2 the plan or the call is wrong, or the plan
    sets no limit; 3 the data cannot be audited; 4 an internal error.
    """
    from policeaudit.gate import decide, require_limits

    if lang:
        ctx.meta["policeaudit.language"] = lang
    loaded = load_plan(plan)
    ctx.meta["policeaudit.language"] = lang = lang or loaded.plan.audit.language
    require_limits(loaded.plan.all_limits)
    last = read_assessment(baseline) if baseline else None
    from policeaudit.api import check_log
    from policeaudit.gate.formats import FORMATS as WRITERS

    with progress_bar(shown=sys.stderr.isatty()) as progress:
        found = check_log(loaded, log, f"policeaudit check {plan.name}", progress)
    decision = decide(found.assessment, fail_on, last)
    write_out(WRITERS[form](decision, lang, plan).encode(), output)
    if output is not None:
        from policeaudit.gate.words import summary

        click.echo(summary(decision)[lang])
    ctx.exit(0 if decision.passed else 1)
