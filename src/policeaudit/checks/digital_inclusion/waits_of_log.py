"""The response times of a log in the form of a table, so that both are examined alike."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from policeaudit.checks.evidence import SPECIAL, Evidence
from policeaudit.log.tally import response_view
from policeaudit.plan.parts import NOT_RECORDED, OTHER_VALUE
from policeaudit.plan.tables import ResponsePart
from policeaudit.tables.response import ResponseTable
from policeaudit.text import Text, same

OPEN = "open"
"""The column with the cases of which no time is recorded."""


def response_of_log(part: ResponsePart, evidence: Evidence) -> ResponseTable | None:
    """One row for each group and area that has warnings; None where the tally holds no such times."""
    starts = list(part.bands.starts)
    keys, counts = evidence.tally.durations(response_view(part.id), len(starts))
    if not keys:
        return None
    names = [name for name in ("group", "area") if getattr(part, name) is not None]
    places = {"group": 0, "area": 1}
    groups = {name: [key[places[name]] for key in keys] for name in names}
    numbers = {f"bin.{i}": counts[:, i].astype(np.float64) for i in range(len(starts))}
    return ResponseTable(
        path=Path(evidence.plan.log.path),
        sources={},
        lines=list(range(1, len(keys) + 1)),
        groups=groups,
        labels={name: _labels(part, name, groups[name]) for name in names},
        numbers=numbers | {OPEN: counts[:, -1].astype(np.float64)},
        suppressed={},
        days={},
        ignored=0,
        starts=starts,
    )


def _labels(part: ResponsePart, name: str, found: list[str]) -> dict[str, Text]:
    """The declared groups in their order, or those that occur; then what is not recorded or not declared."""
    declared = {group.id: group.label for group in getattr(part, name).groups}
    ids = dict.fromkeys([*(declared or sorted(found)), *found])
    special = [each for each in (NOT_RECORDED, OTHER_VALUE) if each in ids]
    ordered = [*(each for each in ids if each not in special), *special]
    return {each: declared.get(each) or SPECIAL.get(each) or same(each) for each in ordered}
