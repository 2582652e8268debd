"""How long responses and reviews took: counts in bands of time by group and area, from the rows that are counted anyway."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from policeaudit.log import intake
from policeaudit.log.banded import NO_TICK
from policeaudit.log.intake import CheckedRows, feature_key, raw_columns, wait_tick
from policeaudit.log.recode import Dimension, Recoder, grouped
from policeaudit.log.tally import ALL, DETAILS, response_view, review_view
from policeaudit.log.values import recorded
from policeaudit.plan.durations import Bands
from policeaudit.plan.model import Plan
from policeaudit.plan.parts import NOT_RECORDED, OTHER_VALUE
from policeaudit.plan.table_file import Groups
from policeaudit.plan.tables import ResponsePart

_BAND = "band"


def durations(checked: CheckedRows, plan: Plan) -> pa.Table | None:
    """The durations of all warnings that the plan asks for, as the detail of a tally."""
    parts = [_responses(index, part, checked, plan) for index, part in enumerate(plan.response) if part.log is not None]
    if plan.columns.has_review_times:
        parts.append(_reviews(checked, plan))
    found = [part for part in parts if part is not None]
    return pa.concat_tables(found) if found else None


def _responses(index: int, part: ResponsePart, checked: CheckedRows, plan: Plan) -> pa.Table | None:
    raw = raw_columns(plan)
    declared = {name: groups for name in ("group", "area") if (groups := getattr(part, name)) is not None}
    keys = {name: raw[groups.column] for name, groups in declared.items()}
    cells = _cells(checked, plan, {**keys, _BAND: wait_tick(index)})
    none = Dimension(cells.n * 0, [""])
    by = {name: _groups(name, declared[name], cells) if name in declared else none for name in ("group", "area")}
    return _of_warnings({response_view(part.id): [by["group"]]}, cells, part.bands, by["area"])


def _reviews(checked: CheckedRows, plan: Plan) -> pa.Table | None:
    """Of the warnings that a person reviewed."""
    features = {feature_key(i): checked.keys[feature_key(i)] for i in plan.main_features}
    cells = _cells(checked, plan, {**features, _BAND: intake.REVIEW_TICK})
    views = {review_view(name): [dimension] for name, dimension in cells.features.items()}
    known = cells.values.get(intake.REVIEW)
    reviewed = cells.mapped(intake.REVIEW, known.name if known else lambda value: value or "")
    none = Dimension(cells.n * 0, [""])
    return _of_warnings({review_view(ALL): [], **views}, cells, plan.columns.review_bands, none, reviewed)


def _cells(checked: CheckedRows, plan: Plan, more: dict[str, str]) -> Recoder:
    """Rows by what tells whether they are sound warnings, and more."""
    steps = (intake.LEVEL, intake.ALERT, intake.OUTCOME, intake.REVIEW, intake.DECISION, intake.ACTION, intake.CLOSED)
    return Recoder(
        plan, checked, grouped(checked, {key: checked.keys[key] for key in steps if key in checked.keys} | more)
    )


def _groups(key: str, declared: Groups, cells: Recoder) -> Dimension:
    names = {value: group.id for group in declared.groups for value in group.values}
    ignored = set(declared.ignore)

    def name_of(raw: str | None) -> str:
        value = recorded(raw, cells.plan, mapped={*names, *ignored})
        if value is None:
            return NOT_RECORDED
        if value in ignored:
            return _IGNORED
        return names.get(value, OTHER_VALUE) if names else value.replace("*", "＊")  # "*" joins groups

    return cells.limited(cells.mapped(key, name_of), declared.column)


_IGNORED = "\x00"
"""Of values that the plan says are not to be read; no value of a log is this one."""


def _of_warnings(
    views: dict[str, list[Dimension]], cells: Recoder, bands: Bands, area: Dimension, reviewed: Dimension | None = None
) -> pa.Table | None:
    if not len(cells.n):
        return None
    ticks = cells.cells[_BAND].to_numpy()
    band = np.where(ticks == NO_TICK, -1, np.searchsorted(bands.ticks, ticks, side="right") - 1)
    shared = {
        "area": area,
        "band": Dimension(band + 1, list(range(-1, len(bands.starts)))),
        "alerted": cells.alerts()[0],
        "reviewed": reviewed or Dimension(cells.n * 0, ["yes"]),
    }
    table = cells.table(views, shared, {"n": "n"})
    if table is None:
        return None
    kept = pc.and_(table["alerted"], pc.equal(table["reviewed"], "yes"))
    for key in ("group", "area"):
        kept = pc.and_(kept, pc.not_equal(table[key], _IGNORED))
    return table.filter(kept).select(DETAILS["durations"].names)
