"""Rows and warnings of each place: held in memory until residents stand beside them, never written."""

from __future__ import annotations

from typing import Any

import ibis.expr.types as ir

from policeaudit.errors import DataError, Problem
from policeaudit.log import intake
from policeaudit.log.held import fetch
from policeaudit.log.intake import CheckedRows
from policeaudit.log.recode import Recoder
from policeaudit.log.tally import Places, add_places
from policeaudit.log.values import recorded, unknown_values
from policeaudit.text import Text

MOST_PLACES = 100_000

_TOO_MANY = Text(
    en="has more than {most} different values: an area is meant, not a point or an address. Use a grid or census areas",
    zh="取值超过{most}种：此处应为区域，而非点位或地址。请使用网格或普查区",
)


def sound_rows(checked: CheckedRows, recoder: Recoder) -> tuple[ir.Table, Any]:
    """The rows that count, in the engine, and whether each is an alert."""
    table, key = checked.table, intake.LEVEL if recoder.plan.columns.level else intake.ALERT
    alerted = table[checked.keys[key]].isin(recoder.alerting(key)).fill_null(False)
    return table.filter(~checked.unsound(unknown_values(recoder.values))), alerted


def count_places(checked: CheckedRows, recoder: Recoder) -> Places | None:
    """Count by place; None where the plan names no place.

    Raises:
        DataError: when there are more than ``MOST_PLACES``.
    """
    place = recoder.plan.columns.place
    if place is None:
        return None
    rows, alerted = sound_rows(checked, recoder)
    rows = rows.select(place=rows[intake.raw_columns(recoder.plan)[place.column]], alerted=alerted)
    grouped = rows.group_by("place").agg(n=rows.count(), alerts=rows.count(where=rows.alerted)).limit(MOST_PLACES + 1)
    counted = fetch(grouped)
    if counted.num_rows > MOST_PLACES:
        raise DataError(Problem(place.column, _TOO_MANY.fill(most=f"{MOST_PLACES:,}")))
    columns = (counted[name].to_pylist() for name in ("place", "n", "alerts"))
    return add_places((recorded(raw, recoder.plan) or "", (n, alerts)) for raw, n, alerts in zip(*columns, strict=True))
