"""policeaudit register: all audits below a folder in, one index of them out."""

from __future__ import annotations

from pathlib import Path

import click

from policeaudit.cli import language
from policeaudit.safe import for_log
from policeaudit.text import Text, whole

_PASSED = Text(en="Not taken up: {path}: {why}", zh="未收入：{path}：{why}")
_DONE = Text(en="Systems: {systems}. Audits: {audits}.", zh="系统{systems}个，审计{audits}次")
_PAGE = Text(en="Register: {path}", zh="台账：{path}")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), default=Path("reports"))
@click.pass_context
def register(ctx: click.Context, folder: Path) -> None:
    r"""Write an index of all audits of all systems below FOLDER (default: reports), as static pages.

    It reads every assessment.json below FOLDER and writes register.en.html and register.zh.html into it. They open from a file
    share: no server, no script. Call it again after each audit.

    \b
    Exit codes: 0 written, files that were not taken up are named; 2 the call is wrong; 4 an internal error.
    """
    from policeaudit.pipeline import write_files
    from policeaudit.register.find import find
    from policeaudit.register.page import pages
    from policeaudit.register.systems import systems

    lang = language(ctx)
    found, unread = find(folder)
    known, twice = systems(found)
    passed = [*unread, *twice]
    made = pages(known, passed)
    write_files(folder, made)
    for each in passed:
        click.echo(for_log(_PASSED.fill(path=each.path, why=each.why)[lang]), err=True)
    for name in made:
        click.echo(_PAGE.fill(path=str(folder / name))[lang])
    click.echo(_DONE.fill(systems=whole(len(known)), audits=whole(sum(len(s.steps) for s in known)))[lang])
