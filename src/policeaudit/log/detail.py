"""The details of a tally: counts by score, by month and time to the outcome, and the full cross of all features.

Each is a table of its own, because crossing them all would leave one row a cell. Only the scores cost a GROUP BY more; the
others follow from the cells, which the engine counts by month, delay and band of the score too.
"""

from __future__ import annotations

from typing import Any

import ibis.expr.types as ir
import pyarrow as pa

from policeaudit.log import intake
from policeaudit.log.banded import SCALED, SCALED_SQUARED, SCORE_BAND, SCORE_BIN
from policeaudit.log.durations import durations
from policeaudit.log.intake import CheckedRows
from policeaudit.log.recode import Dimension, Recoder, crossed, grouped
from policeaudit.log.tally import ALL, BINS_PER_BAND, DELAYS, SCORE_BINS, add_up_detail
from policeaudit.log.values import unknown_values
from policeaudit.plan.model import Plan


def sound_rows(checked: CheckedRows, recoder: Recoder) -> tuple[ir.Table, Any]:
    """The rows that count, in the engine, and whether each is an alert."""
    table, key = checked.table, intake.LEVEL if recoder.plan.columns.level else intake.ALERT
    alerted = table[checked.keys[key]].isin(recoder.alerting(key)).fill_null(False)
    return table.filter(~checked.unsound(unknown_values(recoder.values))), alerted


def details(checked: CheckedRows, plan: Plan, cells: Recoder) -> dict[str, pa.Table]:
    """The tables that the columns of the plan allow, by name."""
    found = {"cross": _cross(cells)}
    if plan.columns.score:
        found |= {"scores": _scores(plan, checked, cells), "score_months": _score_months(cells)}
    if plan.check_sample:
        found["sample"] = _sample(plan, cells)
    if plan.columns.time:
        found["timeline"] = _timeline(plan, cells)
    if any(part.log for part in plan.response) or plan.columns.has_review_times:
        found["durations"] = durations(checked, plan)
    return {name: add_up_detail(name, table) for name, table in found.items() if table is not None}


def _cross(cells: Recoder) -> pa.Table | None:
    alerted, _ = cells.alerts()
    return cells.table({ALL: list(cells.features.values())}, {"alerted": alerted, "status": cells.status()}, {"n": "n"})


def _scores(plan: Plan, checked: CheckedRows, counted: Recoder) -> pa.Table | None:
    by = set(counted.cells.column_names) - {intake.VERSION, intake.BUCKET}
    keys = {key: name for key, name in checked.keys.items() if key in by}
    keys[SCORE_BIN] = SCORE_BIN
    cells = Recoder(plan, checked, grouped(checked, keys, s=SCALED, ss=SCALED_SQUARED))
    alerted, _ = cells.alerts()
    shared = {
        "score_bin": cells.number(SCORE_BIN, list(range(-1, SCORE_BINS)), -1),
        "alerted": alerted,
        "status": cells.status(),
    }
    return cells.table(cells.views(), shared, {"n": "n", "s": "s", "ss": "ss"})


def _sample(plan: Plan, cells: Recoder) -> pa.Table | None:
    if not len(cells.n) or plan.check_sample is None:
        return None
    alerted, _ = cells.alerts()
    shared = {
        "stratum": crossed([cells.features[name] for name in plan.check_sample.strata], len(cells.n)),
        "drawn": cells.drawn(),
        "alerted": alerted,
        "status": cells.status(),
        "bucket": cells.bucket(),
    }
    return cells.table(cells.views(), shared, {"n": "n"})


def _score_months(cells: Recoder) -> pa.Table | None:
    """Scores in wide bands by month and bucket, of all rows: the groups would leave one row a cell."""
    if not len(cells.n):
        return None
    bands = cells.number(SCORE_BAND, list(range(-1, SCORE_BINS // BINS_PER_BAND)), -1)
    return cells.table({ALL: []}, {"month": _month(cells), "score_band": bands, "bucket": cells.bucket()}, {"n": "n"})


def _month(cells: Recoder) -> Dimension:
    """The month of their warnings; "" where the plan names no time."""
    if cells.plan.columns.time is None:
        return Dimension(cells.n * 0, [""])
    months = cells.cells[intake.MONTH].to_numpy()
    first, last = int(months.min()), int(months.max())
    return cells.number(intake.MONTH, [f"{m // 12:04}-{m % 12 + 1:02}" for m in range(first, last + 1)], first)


def timeline_keys(plan: Plan) -> dict[str, str]:
    """What the timeline counts by besides the cells' own keys; one GROUP BY serves both."""
    keys = [intake.MONTH] if plan.columns.time else []
    keys += [SCORE_BAND] if plan.columns.score else []
    keys += [intake.DELAY] if plan.columns.time and plan.columns.outcome_time else []
    return {key: key for key in keys}


def _timeline(plan: Plan, cells: Recoder) -> pa.Table | None:
    if not len(cells.n):
        return None
    alerted, level = cells.alerts()
    delay = Dimension(cells.n * 0, [-2])
    if plan.columns.outcome_time:
        delay = cells.number(intake.DELAY, list(range(-2, len(DELAYS) + 1)), -2)
    shared = {
        "level": level,
        "version": cells.version(),
        "month": _month(cells),
        "delay": delay,
        "alerted": alerted,
        "status": cells.status(),
        "bucket": cells.bucket(),
    }
    main = [plan.features[i].name for i in plan.main_features]
    return cells.table({ALL: [], **{name: [cells.features[name]] for name in main}}, shared, {"n": "n"})
