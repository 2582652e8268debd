"""policeaudit reply: the form on which the operator answers, and a check of the filled one."""

from __future__ import annotations

import datetime as dt
import sys
from pathlib import Path

import click

from policeaudit.assessment.read import read_assessment
from policeaudit.assessment.replies import ASKS, with_replies
from policeaudit.assessment.reply_form import reply_form
from policeaudit.errors import Problem, UsageError
from policeaudit.plan.record import load_replies
from policeaudit.text import Text

_ONE = Text(
    en="give either --form, to write the blank form, or the filled FILE to check",
    zh="请给出--form以生成空白表格，或给出已填写的FILE以供检查",
)
_CHECKED = Text(
    en="The replies are in order: {answered} of {asked} findings that ask for a reply have one, {others} others too.",
    zh="答复文件无误：应予答复的{asked}项评估发现中已答复{answered}项，另答复其他评估发现{others}项。",
)
_NEXT = Text(
    en='To print them, name the file in the plan ([record] replies = "…") or use: policeaudit render … --replies {file}',
    zh='如需刊载于报告，请在审计方案中引用该文件（[record] replies = "…"），或使用：policeaudit render … --replies {file}',
)


@click.command()
@click.argument("assessment", type=click.Path(path_type=Path))
@click.argument("file", required=False, type=click.Path(path_type=Path, dir_okay=False))
@click.option("--form", is_flag=True, help="Write the blank form.")
@click.option("--sent-on", metavar="DATE", help="Day on which the draft goes to the operator  [default: today]")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="File for the form  [default: standard output]"
)
@click.pass_context
def reply(
    ctx: click.Context, assessment: Path, file: Path | None, form: bool, sent_on: str | None, out: Path | None
) -> None:
    """Write the form on which the operator replies to ASSESSMENT, or check the filled FILE.

    ASSESSMENT is an assessment.json or the folder of a report.
    """
    if form == (file is not None):
        raise UsageError(Problem("policeaudit reply", _ONE))
    found = read_assessment(assessment)
    ctx.meta["policeaudit.language"] = found.audit.language
    if file is None:
        write_text(reply_form(found, _day(sent_on)), out)
        return
    given = with_replies(found, load_replies(file)).replies
    answered = {each.finding for each in given.replies} if given else set()
    asked = {finding.id for finding in found.findings if finding.verdict in ASKS}
    told = _CHECKED.fill(answered=len(answered & asked), asked=len(asked), others=len(answered - asked))
    click.echo(told[found.audit.language])
    click.echo(_NEXT.fill(file=str(file))[found.audit.language])


def _day(given: str | None) -> dt.date:
    if given is None:
        return dt.datetime.now().astimezone().date()
    try:
        return dt.date.fromisoformat(given)
    except ValueError:
        text = Text(en="is “{given}”; write a date as 2022-10-01", zh="的值为“{given}”，日期请写作2022-10-01")
        raise UsageError(Problem("--sent-on", text.fill(given=given))) from None


def write_text(text: str, out: Path | None) -> None:
    """Write to a file, or to standard output where none is named.

    Raises:
        UsageError: when the file can't be written, or is there already: a filled form must not be lost.
    """
    if out is None:
        sys.stdout.write(text)
        return
    try:
        with out.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        there = Text(
            en="is there already; name another file, or remove it first", zh="已存在；请另取文件名，或先将其删除"
        )
        raise UsageError(Problem(str(out), there)) from None
    except OSError as error:
        text_ = Text(en="cannot be written: {why}", zh="无法写入：{why}")
        raise UsageError(Problem(str(out), text_.fill(why=error.strerror or "?"))) from None
