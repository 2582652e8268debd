"""Enters the counts of an assessment into a ledger: outcomes by group with their totals, and the rows left out.

The log's follow-up table is the only source. Whatever a report says beyond sums of these counts has no place in a public
edition.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product

from policeaudit.assessment.model import Assessment, Feature
from policeaudit.edition.ledger import Ids, Ledger
from policeaudit.measures import CELLS, STATUSES

DELIVERED = "delivered"
_SIDE = {True: "warned", False: "quiet"}


def _id(kind: str, feature: str | None, group: str | None) -> str:
    """The kind comes first: it has no colon in it, so no label of a log can be taken for another count."""
    return f"{kind}:all" if feature is None else f"{kind}:{feature}={group}"


def cells(feature: str | None, group: str | None) -> Ids:
    """The eight counts of a group, in the order of ``measures.CELLS``; (None, None): all rows."""
    return tuple(_id(f"{_SIDE[alerted]} {status}", feature, group) for alerted, status in CELLS)


def rows(feature: str | None, group: str | None) -> str:
    """All rows of a group."""
    return _id("rows", feature, group)


def side(feature: str | None, group: str | None, *, alerted: bool) -> str:
    """The warnings of a group, or its other rows."""
    return _id(_SIDE[alerted], feature, group)


def sum_of(places: tuple[int, ...], feature: str | None, group: str | None) -> Ids:
    """The counts to add for a sum of cells: a total that is published by itself where there is one."""
    half = len(STATUSES)
    wanted, ids = set(places), cells(feature, group)
    if wanted == set(range(len(CELLS))):
        return (rows(feature, group),)
    for alerted, places_of_side in ((True, range(half)), (False, range(half, len(CELLS)))):
        if wanted == set(places_of_side):
            return (side(feature, group, alerted=alerted),)
    return tuple(ids[place] for place in places)


def left_out(reason: str) -> str:
    """Rows left out for a reason."""
    return f"left out:{reason}"


def collect(full: Assessment) -> Ledger:
    """All counts that a public edition of an assessment may show, and how they add up.

    Raises:
        ValueError: when parts do not add up to their whole, which a full assessment never has.
    """
    ledger = Ledger()
    if full.intake.files:
        _follow_up(full, ledger)
        _intake(full, ledger)
    return ledger


def plain(full: Assessment) -> list[Feature]:
    """The features and intersections of the plan."""
    return [feature for feature in full.audit.features if not feature.derived]


def _follow_up(full: Assessment, ledger: Ledger) -> None:
    lines: dict[tuple[str | None, str | None], dict[bool, list[int]]] = {}
    for row in full.intake.follow_up:
        values = [getattr(row, status) for status in STATUSES]
        lines.setdefault((row.sensitive_feature, row.group), {})[row.alerted] = values
    for where, halves in lines.items():
        totals = {alerted: sum(values) for alerted, values in halves.items()}
        everything = sum(totals.values())
        ledger.add(rows(*where), everything, everything)
        for alerted, total in totals.items():
            ledger.add(side(*where, alerted=alerted), total, everything)
        for id_, (alerted, status) in zip(cells(*where), CELLS, strict=True):
            # an empty line says that there is no such row, which is a matter of the whole group
            ledger.add(id_, halves[alerted][STATUSES.index(status)], totals[alerted] or everything)
        ids = cells(*where)
        ledger.relate(rows(*where), [side(*where, alerted=alerted) for alerted in (True, False)])
        ledger.relate(side(*where, alerted=True), ids[: len(STATUSES)])
        ledger.relate(side(*where, alerted=False), ids[len(STATUSES) :])
    for name in _kinds():
        _add_up(plain(full), ledger, name)


def _kinds() -> Iterator[Callable[[str | None, str | None], str]]:
    """How each count of a group is called."""
    yield rows
    yield lambda feature, group: side(feature, group, alerted=True)
    yield lambda feature, group: side(feature, group, alerted=False)
    for place in range(len(CELLS)):
        yield lambda feature, group, place=place: cells(feature, group)[place]  # type: ignore[misc]


def _add_up(features: list[Feature], ledger: Ledger, name: Callable[[str | None, str | None], str]) -> None:
    """Groups add up to all rows, and the groups of an intersection to those of its parts."""
    groups = {feature.name: [group.id for group in feature.groups] for feature in features}
    for feature in features:
        mine = groups[feature.name]
        ledger.relate(name(None, None), [name(feature.name, group) for group in mine])
        if not feature.parts:
            continue
        combined = {"*".join(combo): combo for combo in product(*(groups[part] for part in feature.parts))}
        for other in features:
            shared = other.parts or [other.name]
            if other is feature or not set(shared) < set(feature.parts):
                continue
            at = [feature.parts.index(part) for part in shared]
            for group in groups[other.name]:
                inside = [g for g in mine if "*".join(combined[g][i] for i in at) == group]
                ledger.relate(name(other.name, group), [name(feature.name, g) for g in inside])


def _intake(full: Assessment, ledger: Ledger) -> None:
    entries = [(left_out(entry.reason), entry.rows or 0) for entry in full.intake.left_out]
    total = sum(n for _, n in entries)
    ledger.add(DELIVERED, full.intake.rows_in or 0, full.intake.rows_in or 0)
    for id_, n in entries:
        ledger.add(id_, n, total)
    ledger.relate(DELIVERED, [rows(None, None), *(id_ for id_, _ in entries)])
