"""What an assessment says without a verdict: words in a table, rows that appear, sentences among the key figures."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from policeaudit.assessment.model import Assessment
from policeaudit.checks.exhibit import Cell
from policeaudit.checks.gap_changes import IN_WORDS
from policeaudit.text import Text
from validation import persons

Pair = tuple[int, int]
Figures = dict[tuple[str, str], Pair]
"""Of one audit: so many of so many, by what is judged or said and the name of the figure."""


def rows_of(found: Assessment, name: str) -> list[tuple[Cell, ...]]:
    """The rows of an exhibit; none where it is not there."""
    return [row for shown in found.exhibits if shown.id == name for row in shown.exhibit.rows]


def within(exact: float, shown: Cell) -> bool:
    """Whether a range holds the truth (within rounding); an open end holds everything."""
    assert isinstance(shown, tuple)
    low, high = shown
    room = 1e-9
    return (-math.inf if low is None else low) - room <= exact <= (math.inf if high is None else high) + room


@dataclass(frozen=True)
class Line:
    """A statement about one group or series: whether it says that something differs, and whether its range holds the truth."""

    said: bool
    held: bool | None = None


@dataclass(frozen=True)
class Statement:
    """What a check says without a verdict.

    ``per_audit``: the promise is about all its lines together. ``false_in``: the worlds in which saying it is false.
    """

    id: str
    log: str
    lines: Callable[[Assessment, str], list[Line]]
    promised: float
    false_in: tuple[str, ...]
    true_in: str
    per_audit: bool = False


def _label(cell: Cell) -> str:
    return cell.en if isinstance(cell, Text) else ""


_CHANGED = {IN_WORDS[course].en for course in ("grew", "shrank", "turned", "missing_decides")}
_ALPHA = 0.05


def _gap_change(found: Assessment, _: str) -> list[Line]:
    return [Line(_label(row[5]) in _CHANGED, within(0.0, row[4])) for row in rows_of(found, "C07.change.origin")]


def _drift(found: Assessment, _: str) -> list[Line]:
    """Said where the index is above what chance does."""
    rows = rows_of(found, "C07.drift")
    return [Line(row[5] > row[6]) for row in rows if isinstance(row[5], float) and isinstance(row[6], float)]


def _outside(found: Assessment, _: str) -> list[Line]:
    return [Line(_label(row[3]) != "none") for row in rows_of(found, "C07.control.all")]


def _shift(found: Assessment, _: str) -> list[Line]:
    return [Line(_label(row[4]).startswith("yes")) for row in rows_of(found, "C07.control.all")]


def _like(found: Assessment, truth: str) -> list[Line]:
    """Said where the range of what remains between like and like leaves 0 out."""
    exact = {"alike": (0.0, 0.0), "at the limit": (persons.EXACT["precision"], persons.EXACT["calibration"])}.get(truth)
    lines = []
    for row in rows_of(found, "C18.origin"):
        if isinstance(row[5], tuple):
            held = within(exact["score" in _label(row[1])], row[5]) if exact else None
            lines.append(Line(not within(0.0, row[5]), held))
    return lines


def _reverses(found: Assessment, _: str) -> list[Line]:
    return [Line(_label(row[6]) == "yes") for row in rows_of(found, "C18.origin")]


def _recording(found: Assessment, truth: str) -> list[Line]:
    """Said of each group whose gap recording errors would have to explain."""
    rows = {_label(row[0]): row for row in rows_of(found, "C19.origin")}
    exact = persons.EXACT["precision"] / (1 - persons.WORSE["precision"])
    known = truth == "at the limit"
    return [
        Line(group in rows, within(exact, rows[group][4]) if known and group in rows else None)
        for group in persons.GROUPS[1:]
    ]


def _chance(name: str, column: int) -> Callable[[Assessment, str], list[Line]]:
    def lines(found: Assessment, _: str) -> list[Line]:
        cells = (row[column] for row in rows_of(found, name))
        return [Line(cell <= _ALPHA) for cell in cells if isinstance(cell, float)]

    return lines


def _on_whom(found: Assessment, _: str) -> list[Line]:
    return [Line(any(headline.check == "C26" for headline in found.headlines))]


_NOTHING_CHANGES = ("alike", "at the limit")
STATEMENTS = (
    Statement("C01 many", "whole", _chance("C01.heterogeneity", 4), 0.05, ("alike",), ""),
    Statement("C03 chance", "whole", _chance("C03.overall.origin", 8), 0.05, ("alike",), ""),
    Statement("C07 gap", "whole", _gap_change, 0.05, _NOTHING_CHANGES, "changed", per_audit=True),
    Statement("C07 drift", "whole", _drift, 0.05, _NOTHING_CHANGES, "changed", per_audit=True),
    Statement("C07 outside", "whole", _outside, 0.03, _NOTHING_CHANGES, "changed"),
    Statement("C07 shift", "whole", _shift, 0.03, _NOTHING_CHANGES, "changed"),
    Statement("C18 like", "whole", _like, 0.05, ("alike",), "planted"),
    Statement("C18 reverses", "whole", _reverses, 0.03, _NOTHING_CHANGES, ""),
    Statement("C19", "whole", _recording, 0.03, ("alike",), "planted"),
    Statement("C26 headline", "tables", _on_whom, 0.03, ("alike",), "planted"),
)


def stated(found: Assessment, log: str, truth: str) -> Figures:
    """The figures of the statements of one audit: *said* falsely, *found* where they are true, ranges that are right."""
    figures: Figures = {}
    for statement in (each for each in STATEMENTS if each.log == log):
        for name, pair in _figures(statement, statement.lines(found, truth), truth):
            figures[statement.id, name] = pair
    return figures


def _figures(statement: Statement, lines: list[Line], truth: str) -> Iterator[tuple[str, Pair]]:
    count = sum(line.said for line in lines)
    said = (int(count > 0), 1) if statement.per_audit else (count, len(lines))
    if truth in statement.false_in:
        yield "said", said
    if truth == statement.true_in:
        yield "found", said
    held = [line.held for line in lines if line.held is not None]
    if truth in _NOTHING_CHANGES and held:
        yield "covered", (sum(held), len(held))
