"""Warnings about each place: held in memory until residents stand beside them, never written."""

from __future__ import annotations

from collections import Counter

from policeaudit.errors import DataError, Problem
from policeaudit.log import intake
from policeaudit.log.detail import sound_rows
from policeaudit.log.held import fetch
from policeaudit.log.intake import CheckedRows
from policeaudit.log.recode import Recoder
from policeaudit.log.values import recorded
from policeaudit.text import Text

MOST_PLACES = 100_000

_TOO_MANY = Text(
    en="has more than {most} different values: an area is meant, not a point or an address. Use a grid or census areas",
    zh="取值超过{most}种：此处应为区域，而非点位或地址。请使用网格或普查区",
)


def count_places(checked: CheckedRows, recoder: Recoder) -> Counter[str] | None:
    """Count alerts by place ("": none recorded); None where the plan names no place.

    Raises:
        DataError: when there are more than ``MOST_PLACES``.
    """
    place = recoder.plan.columns.place
    if place is None:
        return None
    rows, alerted = sound_rows(checked, recoder)
    rows = rows.select(place=rows[intake.raw_columns(recoder.plan)[place.column]], alerted=alerted)
    grouped = rows.group_by("place").agg(alerts=rows.count(where=rows.alerted)).limit(MOST_PLACES + 1)
    counted = fetch(grouped)
    if counted.num_rows > MOST_PLACES:
        raise DataError(Problem(place.column, _TOO_MANY.fill(most=f"{MOST_PLACES:,}")))
    total: Counter[str] = Counter()
    for raw, alerts in zip(counted["place"].to_pylist(), counted["alerts"].to_pylist(), strict=True):
        total[recorded(raw, recoder.plan) or ""] += alerts
    return total
