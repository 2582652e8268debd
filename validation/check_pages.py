"""Draws the section about every check."""

from __future__ import annotations

from policeaudit.text import Language
from validation.cells import Cell, percent, table, with_error
from validation.check_words import (
    HEADERS,
    LIMITS,
    NO_CHANCE,
    STATED,
    THINGS,
    UNIT,
    WHOLE_AUDITS,
    WITHOUT_CHANCE,
)
from validation.study import Row
from validation.words import TERMS


def check_tables(rows: list[Row], lang: Language) -> list[str]:
    """Whole audits, verdicts by check, statements by check, and the checks without an error rate."""
    parts = {part: [row for row in rows if row["part"] == part] for part in ("audits", "verdicts", "statements")}
    return [
        WHOLE_AUDITS[lang],
        _drawn(
            ("kind", "people", "audits", "family", "action", "watch", "on_disk", "differing"), parts["audits"], lang
        ),
        _drawn(
            ("id", "judged", "people", "audits", "action", "watch", "cleared", "covered", "found"),
            parts["verdicts"],
            lang,
        ),
        LIMITS[lang],
        STATED[lang],
        _drawn(
            ("id", "stated", "people", "audits", "said", "of", "promised", "covered", "found"),
            parts["statements"],
            lang,
        ),
        NO_CHANCE[lang],
        *(
            f"* {name}. {says[lang]}" if lang == "en" else f"* {name}：{says[lang]}"
            for name, says in WITHOUT_CHANCE.items()
        ),
    ]


def _drawn(columns: tuple[str, ...], rows: list[Row], lang: Language) -> str:
    ordered = sorted(rows, key=lambda row: row["id"].split()[0])
    return table([HEADERS[name] for name in columns], [[_cell(name, row) for name in columns] for row in ordered], lang)


def _cell(name: str, row: Row) -> Cell:
    if name in ("kind", "judged", "stated"):
        return THINGS[row["log" if name == "kind" else "id"]]
    if name == "people":
        return "–" if row["log"] == "tables" else TERMS["no" if row["icc"] is None else "yes"]
    if name == "id":
        return str(row["id"]).split()[0]
    if name == "audits":
        counts = [
            row.get(f"{figure}_audits") for figure in ("said" if row["part"] == "statements" else "action", "found")
        ]
        return " + ".join(str(count) for count in counts if count is not None)
    if name == "of":
        return UNIT[row["per_audit"]]
    if name == "promised":
        return percent(row["promised"], 0)
    if name in ("family", "on_disk", "differing"):
        return f"{row[name]:.0f}"
    return with_error(row.get(name), row.get(f"{name}_se"))
