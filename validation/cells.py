"""The cells of the pages' tables."""

from __future__ import annotations

from policeaudit.text import Language, Text

Cell = str | Text


def table(headers: list[Text], rows: list[list[Cell]], lang: Language) -> str:
    """A Markdown table in one language."""
    lines = [[header[lang] for header in headers], ["---"] * len(headers)]
    lines += [[cell if isinstance(cell, str) else cell[lang] for cell in row] for row in rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def percent(value: float | None, digits: int = 1) -> str:
    """A share in per cent; a dash where there is none."""
    return "–" if value is None else f"{value * 100:.{digits}f}"


def with_error(value: float | None, error: float | None, digits: int = 1) -> str:
    """The same with its Monte Carlo standard error in brackets."""
    if value is None:
        return "–"
    return percent(value, digits) if error is None else f"{percent(value, digits)} ({percent(error, digits)})"
