"""policeaudit run: a plan in, a report out."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from policeaudit.elsewhere import Elsewhere
from policeaudit.errors import Problem, UsageError
from policeaudit.text import LANGUAGES, Language, Text, whole

if TYPE_CHECKING:
    from policeaudit.pipeline import Edition, Progress, Result

DEMO = Path("audits/demo-city-2022q4.toml")
LONG_BYTES = 50_000_000

_HOW_TO_START = Text(
    en="no plan was named. Write an audit plan and run: policeaudit run PLAN.toml "
    "(the README shows a plan to copy; in a checkout of the project, policeaudit run audits the demo city)",
    zh="未指定审计方案。请编写方案后运行：policeaudit run PLAN.toml"
    "（README中有可供复制的方案；在项目目录中直接运行policeaudit run可审计示例城市）",
)


@click.command()
@click.argument("plan", required=False, type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("reports"),
    show_default=True,
    help="Folder in which the folder <audit id> is written.",
)
@click.option(
    "--lang",
    type=click.Choice([*LANGUAGES, "both"]),
    default="both",
    show_default=True,
    help="Language of the report.",
)
@click.option(
    "--edition",
    type=click.Choice(["full", "public", "both"]),
    default="full",
    show_default=True,
    help="Edition of the report. The public one is written to the folder <audit id>-public.",
)
@click.option(
    "--previous",
    type=click.Path(path_type=Path, dir_okay=False),
    multiple=True,
    help="assessment.public.json of an earlier edition, against which small numbers are protected too; may be repeated.",
)
@click.option("--pdf", is_flag=True, help="Write each report as a PDF too (needs policeaudit[pdf]).")
@click.option("--quiet", is_flag=True, help="Print nothing unless something is wrong.")
@click.pass_context
def run(
    ctx: click.Context,
    plan: Path | None,
    out: Path,
    lang: str,
    edition: Edition,
    previous: tuple[Path, ...],
    pdf: bool,
    quiet: bool,
) -> None:
    """Audit the log that PLAN names and write the report.

    Exit codes: 0 audit done, whatever the verdicts; 2 the plan or the call is wrong;
    3 the data cannot be audited; 4 an internal error.
    """
    if plan is None:
        if not DEMO.is_file():
            raise UsageError(Problem("policeaudit run", _HOW_TO_START))
        plan = DEMO
    with Elsewhere() as fairlearn:  # it starts while this process imports what it needs
        from policeaudit.pipeline import run_audit
        from policeaudit.plan import load_plan

        loaded = load_plan(plan)
        ctx.meta["policeaudit.language"] = loaded.plan.audit.language
        languages: tuple[Language, ...] = LANGUAGES if lang == "both" else (lang,)  # type: ignore[assignment]
        command = f"policeaudit run {plan.name} --lang {lang} --edition {edition}{' --pdf' if pdf else ''}"
        with progress_bar(shown=not quiet and sys.stderr.isatty()) as progress:
            result = run_audit(loaded, out, languages, command, progress, fairlearn, edition, previous, pdf=pdf)
    if not quiet:
        click.echo(summary(result, loaded.plan.audit.language))


@contextmanager
def progress_bar(*, shown: bool) -> Iterator[Progress]:
    """A bar on stderr for a log that takes long to read; nothing otherwise."""
    if not shown:
        yield lambda _done, _total: None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None, visible=False)
        yield lambda done, total: bar.update(task, completed=done, total=total, visible=total > LONG_BYTES)


_ROWS = Text(
    en="Rows: {rows_in} delivered = {used} used + {out} left out{where}",
    zh="记录：交付{rows_in}条＝使用{used}条＋剔除{out}条{where}",
)
_EACH = Text(en=" (each one in intake.csv)", zh="（逐条见intake.csv）")
_TABLE = Text(en="Table: {name}, {rows} rows", zh="表格：{name}，{rows}行")


def summary(result: Result, lang: Language) -> str:
    """What the terminal shows: where the report is, the rows, a line a pillar."""
    from policeaudit.assessment.pillars import VERDICTS

    intake = result.assessment.intake
    label = Text(en="Report: ", zh="报告：")[lang]
    lines = [f"{label}{page}" for page in result.pages]
    rows_in, used = intake.rows_in or 0, intake.rows_used or 0
    listed = any(page.with_name("intake.csv").exists() for page in result.pages)
    rows = _ROWS.fill(
        rows_in=whole(rows_in), used=whole(used), out=whole(rows_in - used), where=_EACH[lang] if listed else ""
    )
    if result.assessment.intake.files:
        lines.append(rows[lang])
    lines += [_TABLE.fill(name=table.name, rows=whole(table.rows))[lang] for table in result.assessment.intake.tables]
    colon = ": " if lang == "en" else "："
    lines += [f"{p.id} {p.label[lang]}{colon}{VERDICTS[p.verdict][lang]}" for p in result.assessment.pillars]
    return "\n".join(lines)
