"""policeaudit explain: what a check asks, measures, serves, and cannot show."""

from __future__ import annotations

import click

from policeaudit.text import LANGUAGES, Language


@click.command()
@click.argument("check", metavar="[ID]", required=False)
@click.option("--lang", type=click.Choice(LANGUAGES), default="en", show_default=True, help="Language of the text.")
@click.option("--markdown", is_flag=True, help="Print the page of the manual with all checks.")
@click.pass_context
def explain(ctx: click.Context, check: str | None, lang: Language, markdown: bool) -> None:
    """Explain the check ID (C01, for example); without ID, list all checks."""
    from policeaudit.manual import check_of, listing, manual, sections

    ctx.meta["policeaudit.language"] = lang
    if markdown:
        click.echo(manual(lang), nl=False)
        return
    if check is None:
        click.echo(listing(lang))
        return
    found, colon = sections(check_of(check), lang), ": " if lang == "en" else "："
    for i, section in enumerate(found):
        click.echo(("\n" if i else "") + section.title)
        for paragraph in section.paragraphs:
            click.echo(_wrapped(paragraph, lang))
        for name, text in section.entries:
            click.echo(_wrapped(f"- {name.replace('`', '')}{colon}{text}", lang, hang="    "))


def _wrapped(text: str, lang: Language, hang: str = "  ") -> str:
    # a terminal breaks lines of Chinese by itself, and better
    if lang == "zh":
        return f"  {text}"
    return click.wrap_text(text, width=96, initial_indent="  ", subsequent_indent=hang)
