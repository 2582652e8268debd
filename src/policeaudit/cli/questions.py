"""policeaudit questions: the blank questionnaire, and a check of the filled one."""

from __future__ import annotations

from pathlib import Path

import click

from policeaudit.assessment.pillars import PILLARS, VERDICTS
from policeaudit.assessment.process import process_of
from policeaudit.cli.reply import write_text
from policeaudit.errors import Problem, UsageError
from policeaudit.plan.answers import COUNTED, blank_form, load_answers
from policeaudit.text import LANGUAGES, Language, Text

_ONE = Text(
    en="give either --form, to write the blank form, or the filled FILE to check",
    zh="请给出--form以生成空白表格，或给出已填写的FILE以供检查",
)


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--form", is_flag=True, help="Write the blank form.")
@click.option(
    "--lang", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Language of the questions."
)
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="File for the form  [default: standard output]"
)
@click.pass_context
def questions(ctx: click.Context, file: Path | None, form: bool, lang: Language, out: Path | None) -> None:
    """Write the questionnaire about process as a form, or check the filled FILE.

    The check prints what each pillar's answers amount to. Name the filled file in the plan: [record] answers = "…".
    """
    ctx.meta["policeaudit.language"] = lang
    if form == (file is not None):
        raise UsageError(Problem("policeaudit questions", _ONE))
    if file is None:
        write_text(blank_form(lang), out)
        return
    process = process_of(load_answers(file).answers)
    colon, comma = (": ", ", ") if lang == "en" else ("：", "，")
    for pillar, verdict in process.verdicts.items():
        counted = [answer.counted for answer in process.answers if answer.pillar == pillar]
        counts = comma.join(f"{COUNTED[word][lang]} {counted.count(word)}" for word in COUNTED if word in counted)
        click.echo(f"{pillar} {PILLARS[pillar][lang]}{colon}{VERDICTS[verdict][lang]} ({counts})")
