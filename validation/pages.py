"""Draws the results as Markdown in both languages; nothing here computes a figure."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from itertools import pairwise
from pathlib import Path
from statistics import median

from policeaudit.text import LANGUAGES, Language, Text, same
from validation.cells import Cell, percent, table, with_error
from validation.check_pages import check_tables
from validation.check_words import THINGS
from validation.study import Row
from validation.words import (
    ABOUT,
    ABOUT_TEXT,
    BAR_HEADERS,
    BARS,
    FAILURES,
    GENERATED,
    HEADERS,
    HOLDS,
    INTRO,
    MOVES,
    ONLY_A_TRY,
    SECTIONS,
    SUMMARY,
    TERMS,
    TITLE,
)

SUMMARY_HEAD = ("# Measured error rates of the verdicts, printed in the report; written by `make validate`.",)
Documents = Mapping[str, Row]
_VERDICTS = ("action_needed", "watch", "no_concern", "cannot_tell")


def write_pages(documents: Documents, bars: list[Row], folder: Path) -> None:
    """Write ``validation.md`` and ``validation.zh.md``."""
    folder.mkdir(parents=True, exist_ok=True)
    for lang in LANGUAGES:
        name = "validation.md" if lang == "en" else f"validation.{lang}.md"
        (folder / name).write_text(page(documents, bars, lang), "utf-8")


def summary(documents: Documents) -> Row:
    """What a report prints about its own error rates: the worse of independent and repeating people in the main world."""
    document = documents["reports"]
    rows = [row for row in document["rows"] if row["world"] == "main" and row["path"] == "counts"]
    at_limit = [row for row in rows if row["truth"] == "at the limit"]
    return {
        "date": document["date"],
        "engine": document["engine"],
        "reports": min(row["reports"] for row in at_limit),
        "any_action": max(row["any_action"] for row in at_limit),
        "cleared": max(row["cleared_at_limit"] for row in at_limit),
        "watch": max(row["watch"] for row in rows if row["truth"] == "no gap"),
    }


def write_summary(documents: Documents, path: Path) -> None:
    """Write the summary where the report finds it."""
    found = summary(documents)
    lines = [f"{name} = {json.dumps(value)}" for name, value in found.items() if name != "date"]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([*SUMMARY_HEAD, f"date = {found['date']}", *lines]) + "\n", "utf-8")


def page(documents: Documents, bars: list[Row], lang: Language) -> str:
    """One page."""
    parts = [f"# {TITLE[lang]}", GENERATED[lang], INTRO[lang]]
    effort = min(document["effort"] for document in documents.values())
    if effort < 1:
        parts.append(ONLY_A_TRY.fill(effort=f"{effort:g}")[lang])
    parts += [f"## {SUMMARY[lang]}", table(BAR_HEADERS, [_bar(bar) for bar in bars], lang)]
    parts += [_failure(bar["bar"])[lang] for bar in bars if not bar["holds"] and bar["bar"] in FAILURES]
    for name, (title, text) in SECTIONS.items():
        rows = documents[name]["rows"]
        parts += [f"## {title[lang]}", _filled(text, rows)[lang], *_TABLES[name](rows, lang)]
    parts += [f"## {ABOUT[lang]}", _about(documents)[lang]]
    return _joined(parts)


def _failure(name: str) -> Text:
    return Text(en="* {bar}: {why}", zh="* {bar}：{why}").fill(bar=BARS[name], why=FAILURES[name])


def _joined(parts: list[str]) -> str:
    """Paragraphs apart, items of a list together."""
    out = parts[0]
    for before, part in pairwise(parts):
        out += ("\n" if part.startswith("* ") and before.startswith("* ") else "\n\n") + part
    return out + "\n"


def _filled(text: Text, rows: list[Row]) -> Text:
    if "{error}" not in text.en:
        return text
    return text.fill(error=f"{median(row['difference_se'] for row in rows) * 100:.2f}")


def _about(documents: Documents) -> Text:
    minutes = sum(document["processor_seconds"] for document in documents.values()) / 60
    names = ("seed", "date", "machine", "policeaudit", "engine", "python", "numpy", "scipy", "duckdb", "pandas")
    # more than one value, if some studies were run at another time
    checks = documents["checks"]["checks"]
    found = {name: ", ".join(dict.fromkeys(str(each[name]) for each in documents.values())) for name in names}
    return ABOUT_TEXT.fill(minutes=f"{minutes:.0f}", checks=checks, **found)


def _heads(*names: str) -> list[Text]:
    return [HEADERS.get(name) or TERMS[name] for name in names]


_COUNTS = ("watch_main", "watch_others", "paths", "reversed", "law", "checks_paths")


def _bar(bar: Row) -> list[Cell]:
    counted = bar["bar"] in _COUNTS

    def figure(value: float) -> str:
        return f"{value:.2g}" if counted else f"{value * 100:.3g}%"

    promised = bar["promised"]
    if isinstance(promised, list):
        wanted = f"{figure(promised[0])[:-1]}–{figure(promised[1])}"
    else:
        wanted = figure(promised) if not promised else ("≥ " if bar["least"] else "≤ ") + figure(promised)
    kept = f"{bar['kept']}/{bar['of']}"
    return [BARS[bar["bar"]], wanted, figure(bar["measured"]), _where(bar["where"]), kept, HOLDS[bar["holds"]]]


def _where(parts: list[str]) -> Text:
    texts = [_term(*part.split(":")) for part in parts]
    return Text(en=", ".join(t.en for t in texts), zh="，".join(t.zh for t in texts))


def _term(name: str, of: str = "") -> Text:
    """A name in words, as it is said of something where it means several things; numbers stay as they are."""
    known = TERMS | THINGS
    return known.get(f"{name} {of}") or known.get(name) or same(name)


def _coverage(rows: list[Row], lang: Language) -> list[str]:
    heads = _heads("interval", "rows", "grid", "mean", "min", "at", "below", "common_mean", "common_min", "above")
    body: list[list[Cell]] = [
        [
            TERMS[row["method"]],
            " / ".join(map(str, row["n"])),
            row["grid"],
            percent(row["mean"]),
            percent(row["min"]),
            " / ".join(f"{p:g}" for p in row["min_at"]),
            f"{percent(row['below_94'], 0)}%",
            percent(row["common_mean"]),
            percent(row["common_min"]),
            f"{percent(row['mean_too_high'])} ({percent(row['max_too_high'])})",
        ]
        for row in rows
    ]
    return [table(heads, body, lang)]


def _clustered(rows: list[Row], lang: Language) -> list[str]:
    figures = ("ignored", "difference", "ratio", "rate", "too_high")
    heads = _heads("part", "people", "rows_each", "icc", "rates", "deff", *figures)
    body: list[list[Cell]] = [
        [
            TERMS[row["part"]],
            " / ".join(map(str, row["subjects"])),
            " / ".join(dict.fromkeys(row["rows"])),
            f"{row['icc']:g}",
            " / ".join(f"{p * 100:g}" for p in row["rates"]),
            f"{row['deff']:.1f}",
            *(percent(row[name]) for name in figures),
        ]
        for row in rows
    ]
    return [table(heads, body, lang)]


def _reports(rows: list[Row], lang: Language) -> list[str]:
    heads = _heads(
        "world", "truth", "subjects", "path", "reports", "family", "any_action", "watch_per", "cleared", "differing"
    )
    body: list[list[Cell]] = [
        [
            _term(row["world"], "world"),
            TERMS[row["truth"]],
            TERMS["yes" if row["clustered"] else "no"],
            TERMS[row["path"]],
            str(row["reports"]),
            f"{row['family']:.0f}",
            with_error(row["any_action"], row["any_action_se"]),
            f"{row['watch']:.2f} ({row['watch_se']:.2f})",
            with_error(row["cleared_at_limit"], row["cleared_at_limit_se"], 2),
            "–" if row["differing"] is None else str(row["differing"]),
        ]
        for row in rows
    ]
    return [table(heads, body, lang)]


def _power(rows: list[Row], lang: Language) -> list[str]:
    heads = _heads(
        "how", "goal", "kind", "rates", "limit", "k", "family", "rows_each", "icc", "needed", "power", "around"
    )
    body: list[list[Cell]] = [
        [
            TERMS[row["how"]],
            TERMS[row["goal"]],
            _term(row["kind"], "kind"),
            f"{row['p'] * 100:g} / {row['r'] * 100:g}",
            f"{row['limit']:g}" if row["kind"] == "ratio" else f"{row['limit'] * 100:g}",
            f"{row['k']:g}",
            str(row["family"]),
            row.get("rows", "–"),
            f"{row['icc']:g}" if "icc" in row else "–",
            f"{row['needed']:,.0f}",
            with_error(row["power"], row.get("power_se")),
            percent(row.get("around")),
        ]
        for row in rows
    ]
    return [table(heads, body, lang)]


def _missing(rows: list[Row], lang: Language) -> list[str]:
    heads = _heads("gap", "way", "share", *_VERDICTS)
    body: list[list[Cell]] = [
        [
            f"{row['gap'] * 100:g}",
            TERMS[row["way"]],
            f"{row['share'] * 100:.0f}%",
            *(f"{row[word] * 100:.0f} ({row[f'{word}_ignoring'] * 100:.0f})" for word in _VERDICTS),
        ]
        for row in rows
        if row["part"] == "shares"
    ]
    moved = _heads("world", "subjects", "way", "steps", "moved", "law", "reversed", "which")
    moves: list[list[Cell]] = [
        [
            TERMS[row["world"]],
            TERMS["yes" if row["clustered"] else "no"],
            TERMS[row["way"]],
            f"{row['steps']:,}",
            f"{row['moved']:,}",
            str(row["against_the_law"]),
            str(row["reversed"]),
            _which(row["which"]),
        ]
        for row in rows
        if row["part"] == "moves"
    ]
    return [table(heads, body, lang), MOVES[lang], table(moved, moves, lang)]


def _which(moves: Mapping[str, int]) -> Cell:
    if not moves:
        return "–"
    texts = []
    for move, count in moves.items():
        before, after = move.split(" > ")
        texts.append(Text(en="{a} → {b}: {n}", zh="{a}→{b}：{n}").fill(a=TERMS[before], b=TERMS[after], n=count))
    return Text(en="; ".join(t.en for t in texts), zh="；".join(t.zh for t in texts))


def _subgroups(rows: list[Row], lang: Language) -> list[str]:
    common = ("subjects", "way of search", "logs", "deff", "tested")
    nothing: list[list[Cell]] = [
        [
            TERMS["matter" if row["traits_matter"] else "do not"],
            f"{row['rate'] * 100:g}",
            *_search(row),
            with_error(row["any"], row["any_se"]),
        ]
        for row in rows
        if row["planted"] is None
    ]
    planted: list[list[Cell]] = [
        [
            _term(row["planted"], "planted"),
            f"{row['effect'] * 100:+.0f}".replace("-", "−"),
            f"{row['rows']:,}",
            *_search(row),
            *(with_error(row[name], row[f"{name}_se"]) for name in ("exact", "extra", "held")),
        ]
        for row in rows
        if row["planted"] is not None
    ]
    return [
        table(_heads("traits", "rates", *common, "any"), nothing, lang),
        table(_heads("planted", "effect", "size", *common, "exact", "extra", "held"), planted, lang),
    ]


def _search(row: Row) -> list[Cell]:
    """The people of a log, how it was searched, and what that meant."""
    people = TERMS["no"]
    if row["icc"] is not None:
        each = row["pattern"].replace("geometric ", "~")
        people = _EACH.fill(each=each, icc=f"{row['icc']:g}")
    return [people, TERMS[f"{row['way']} search"], str(row["logs"]), f"{row['deff']:.1f}", f"{row['tested']:.0f}"]


_EACH = Text(en="{each} rows each, {icc}", zh="人均{each}条，{icc}")
_TABLES: dict[str, Callable[[list[Row], Language], list[str]]] = {
    "coverage": _coverage,
    "clustered": _clustered,
    "reports": _reports,
    "power": _power,
    "missing": _missing,
    "subgroups": _subgroups,
    "checks": check_tables,
}
