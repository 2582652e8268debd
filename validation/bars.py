"""The promises, and whether the measured figures keep them.

Where the worst figure was found is a list of names (of ``words.TERMS``; "ratio:kind" where one word has several) and numbers.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from validation.study import Row

Results = Mapping[str, list[Row]]


def bars(results: Results) -> list[Row]:
    """Every promise with what was measured: the worst figure, where it was found, and whether the promise holds."""
    studies = (_coverage, _clustered, _reports, _power, _missing, _subgroups, _checks)
    return [bar for study in studies for bar in study(results)]


def _bar(
    name: str, promised: float | tuple[float, float], found: list[tuple[float, list[str]]], *, least: bool = True
) -> Row:
    """The worst of some figures against a least (or greatest) value, or a range that all must lie in."""
    low, high = promised if isinstance(promised, tuple) else (promised, math.inf) if least else (-math.inf, promised)
    held = [low <= value <= high for value, _ in found]
    worst = max(found, key=lambda each: max(low - each[0], each[0] - high))
    return {
        "bar": name,
        "promised": list(promised) if isinstance(promised, tuple) else promised,
        "least": least,
        "measured": worst[0],
        "where": worst[1],
        "kept": sum(held),
        "of": len(held),
        "holds": all(held),
    }


def _coverage(results: Results) -> Iterator[Row]:
    rows = [row for row in results["coverage"] if row["grid"] in ("15", "15x15")]
    large = [row for row in rows if min(row["n"]) >= 100]
    small = [row for row in rows if min(row["n"]) < 100]

    def where(row: Row) -> list[str]:
        return [row["method"], " / ".join(map(str, row["n"]))]

    yield _bar("coverage_large", 0.94, [(row["mean"], where(row)) for row in large])
    yield _bar("coverage_large_everywhere", 0.94, [(row["min"], where(row)) for row in large])
    yield _bar("coverage_small", 0.93, [(row["mean"], where(row)) for row in small])


def _clustered(results: Results) -> Iterator[Row]:
    rows = [
        row
        for row in results["clustered"]
        if row["icc"] == 0.3 and row["rows"][0] in ("10", "20", "1-20", "geometric 20")
    ]
    for name, parts in {"clustered": ("balanced", "small group"), "clustered_unequal": ("unequal rows",)}.items():
        found = [
            (
                row[method],
                [method, " / ".join(map(str, row["subjects"])), "× " + " / ".join(dict.fromkeys(row["rows"]))],
            )
            for row in rows
            for method in ("difference", "ratio", "rate")
            if row["part"] in parts
        ]
        if found:
            yield _bar(name, 0.935, found)


def _reports(results: Results) -> Iterator[Row]:
    counted = [row for row in results["reports"] if row["path"] == "counts"]
    for name, chosen in {
        "action_main": [row for row in counted if row["world"] == "main"],
        "action_others": [row for row in counted if row["world"] != "main"],
    }.items():
        at_limit = [row for row in chosen if row["truth"] == "at the limit"]
        yield _bar(name, 0.065, [(row["any_action"], _world(row)) for row in at_limit], least=False)
    noise = [row for row in counted if row["truth"] == "no gap" and row["world"] != "target"]
    for name, main in (("watch_main", True), ("watch_others", False)):
        found = [
            (row["watch"] * 200 / row["comparisons"], _world(row)) for row in noise if (row["world"] == "main") == main
        ]
        if found:
            yield _bar(name, 0.3, found, least=False)
    cleared = [(row["cleared_at_limit"], _world(row)) for row in counted if row["cleared_at_limit"] is not None]
    yield _bar("cleared", 0.03, [each for each in cleared if not math.isnan(each[0])], least=False)
    agreeing = [(float(row["differing"]), _world(row)) for row in results["reports"] if row["path"] == "files"]
    yield _bar("paths", 0.0, agreeing, least=False)


def _world(row: Row) -> list[str]:
    return [f"{row['world']}:world", "yes" if row["clustered"] else "no"]


def _power(results: Results) -> Iterator[Row]:
    for name, how in (("power", "exact"), ("power_family", "whole family"), ("power_clustered", "repeating subjects")):
        found = [
            (
                row.get("around", row["power"]),
                [row["goal"], f"{row['kind']}:kind", _rates(row), f"k {row['k']:g}", f"m {row['family']}"],
            )
            for row in results["power"]
            if row["how"] == how
        ]
        if found:
            yield _bar(name, (0.78, 0.82), found)


def _rates(row: Row) -> str:
    return f"{row['p'] * 100:g} / {row['r'] * 100:g}"


def _missing(results: Results) -> Iterator[Row]:
    chains = [row for row in results["missing"] if row["part"] == "moves"]
    for name, field in (("reversed", "reversed"), ("law", "against_the_law")):
        found = [(float(row[field]), [*_world(row), row["way"]]) for row in chains]
        yield _bar(name, 0.0, found, least=False)


def _subgroups(results: Results) -> Iterator[Row]:
    """Each way of searching over all its logs in which there is nothing: of one kind of log alone there are too few."""
    empty = [row for row in results["subgroups"] if row["planted"] is None]
    found = []
    for way in dict.fromkeys(row["way"] for row in empty):
        rows = [row for row in empty if row["way"] == way]
        logs = sum(row["logs"] for row in rows)
        found.append((sum(row["any"] * row["logs"] for row in rows) / logs, [f"{way}:search"]))
    yield _bar("subgroups", 0.065, found, least=False)


_ERRORS = 2.0
"""A figure keeps its promise within so many Monte Carlo standard errors, where audits are too dear for many."""


def _checks(results: Results) -> Iterator[Row]:
    """What is judged by chance, each by itself and all that is judged together in an audit."""
    rows = results["checks"]
    audits, verdicts, statements = (
        [row for row in rows if row["part"] == part] for part in ("audits", "verdicts", "statements")
    )
    yield _bar_with_error("checks_action", 0.05, "action", audits)
    yield _bar_with_error("checks_watch", 0.10, "watch", audits)
    yield _bar_with_error("checks_each", 0.05, "action", verdicts)
    yield _bar_with_error("checks_cleared", 0.03, "cleared", verdicts)
    yield _bar_with_error("checks_coverage", 0.935, "covered", [*verdicts, *statements], least=True)
    for name, promised in (("checks_said", 0.05), ("checks_said_rarely", 0.03)):
        yield _bar_with_error(name, promised, "said", [row for row in statements if row["promised"] == promised])
    yield _bar("checks_paths", 0.0, [(float(row["differing"]), _checked(row)) for row in audits], least=False)


def _checked(row: Row) -> list[str]:
    people = [] if row["log"] == "tables" else ["no" if row["icc"] is None else "yes"]
    return [row["log"] if row["part"] == "audits" else row["id"], *people]


def _bar_with_error(name: str, promised: float, figure: str, rows: list[Row], *, least: bool = False) -> Row:
    """The figure that is farthest beyond a promise, its error allowed for; that of a bare share is what the promise implies."""
    known = [row for row in rows if row.get(figure) is not None]
    beyond = []
    for row in known:
        error = max(row[f"{figure}_se"], math.sqrt(promised * (1 - promised) / row[f"{figure}_of"]))
        beyond.append((promised - row[figure] if least else row[figure] - promised) - _ERRORS * error)
    worst = max(range(len(known)), key=beyond.__getitem__)
    return {
        "bar": name,
        "promised": promised,
        "least": least,
        "measured": known[worst][figure],
        "where": _checked(known[worst]),
        "kept": sum(each <= 0 for each in beyond),
        "of": len(known),
        "holds": max(beyond) <= 0,
    }
