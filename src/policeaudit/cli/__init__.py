"""The command line: one file per command; each parses, calls one function, prints."""

from __future__ import annotations

import importlib
import os
import sys
from typing import Any

import click

from policeaudit import __version__
from policeaudit.errors import PoliceauditError
from policeaudit.startup import settle
from policeaudit.text import Language, Text

_INTERNAL = Text(
    en="An internal error of policeaudit: {what}\n"
    "Nothing was written. Please report it to the project's issue tracker with the output of the same command and --debug\n"
    "(policeaudit {version}). Look that output through first: it may quote values of the log.",
    zh="policeaudit内部错误：{what}\n"
    "未写入任何文件。请加--debug重新运行同一命令，并将输出报告给本项目的问题跟踪系统（policeaudit {version}）。\n"
    "报告前请先检查输出内容：其中可能含有日志中的数据。",
)


COMMANDS = (
    "run",
    "check",
    "whatif",
    "compare",
    "card",
    "reply",
    "questions",
    "explain",
    "register",
    "render",
    "schema",
)
"""Each is a file of this folder with a command of its name, imported only when it is called."""


class _Group(click.Group):
    """Turns every error into a message and an exit code; a traceback only with --debug."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's own signature
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = getattr(importlib.import_module(f"policeaudit.cli.{cmd_name}"), cmd_name)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.exceptions.Exit, click.ClickException, click.Abort):
            raise
        except PoliceauditError as error:
            if ctx.params.get("debug"):
                raise
            lang = language(ctx)
            click.echo(error.summary[lang], err=True)
            for problem in error.problems:
                click.echo(f"  {problem.line(lang)}", err=True)
            ctx.exit(error.exit_code)
        except Exception as error:
            if ctx.params.get("debug"):
                raise
            what = f"{type(error).__name__}"
            click.echo(_INTERNAL.fill(what=what, version=__version__)[language(ctx)], err=True)
            ctx.exit(4)


def language(ctx: click.Context) -> Language:
    """The language of messages: the plan's once it is read, before that the system's."""
    found = ctx.meta.get("policeaudit.language")
    if found:
        return found  # type: ignore[no-any-return]
    system = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "zh" if system.lower().startswith("zh") else "en"


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
@click.version_option(__version__, prog_name="policeaudit")
def cli(debug: bool) -> None:
    """Audit the prediction log of a police early-warning system (审计警务预警系统的预测日志).

    Start with: policeaudit run PLAN
    """


def main() -> None:
    """The entry point of the ``policeaudit`` command."""
    settle()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    cli(prog_name="policeaudit")
