"""Rows that stand in a log more than once: one of them counts."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import ibis
import ibis.expr.types as ir

from policeaudit.log.intake import CODE, SEPARATOR, CheckedRows, Defect, raw_columns
from policeaudit.log.source import FILE
from policeaudit.log.text_files import LINE
from policeaudit.plan.model import Plan


def repeated_keys(checked: CheckedRows, plan: Plan) -> ir.Table:
    """The keys that more than one row has, sound or not: cheap, so that most logs need nothing more."""
    names = [raw_columns(plan)[name] for name in plan.log.key]
    rows = checked.table.select(*names)
    rows = rows.filter(*(rows[name].notnull() & (rows[name] != "") for name in names))
    counted = rows.group_by(names).agg(__n=rows.count())
    return counted.filter(counted["__n"] > 1).drop("__n")


def repeated_rows(checked: CheckedRows, keys: ir.Table, plan: Plan) -> ir.Table:
    """File and line of the sound rows whose key stands in a row that counts, and whether they differ from that row.

    Of the rows with one key, the soundest and last checked counts, whatever the order of the log.
    """
    columns, raw = plan.columns, raw_columns(plan)
    suspects = checked.table.semi_join(keys, keys.columns)
    suspects = suspects.filter(suspects[CODE] == 0)

    def text(name: str) -> Any:
        return suspects[raw[name]].fill_null("").strip()

    statuses = columns.outcome.statuses() if columns.outcome else {}
    outcome = text(columns.outcome.column) if columns.outcome else ibis.literal("")
    final = [value for value, status in statuses.items() if status in ("confirmed", "unfounded")]
    sound = outcome.isin([*statuses, *plan.log.missing])
    if columns.level:
        known = [value for level in columns.level.levels for value in level.values]
        sound &= text(columns.level.column).isin([*known, *columns.level.none])
    when = [columns.outcome_time.column] if columns.outcome_time else []
    order = [*when, *(name for name in raw if name not in when)]
    suspects = suspects.mutate(
        __sound=sound,
        __final=outcome.isin(final),
        __content=ibis.literal(SEPARATOR).join([text(name) for name in order]),
    )
    window = ibis.window(
        group_by=[suspects[name] for name in keys.columns],
        order_by=[ibis.desc(suspects[name]) for name in ("__sound", "__final", "__content")],
    )
    ranked = suspects.mutate(__rank=ibis.row_number().over(window), __first=suspects["__content"].first().over(window))
    differs = ranked["__content"] != ranked["__first"]
    return ranked.filter(ranked["__rank"] > 0).select(FILE, LINE, __differs=differs)


def leave_out_repeated(checked: CheckedRows, again: ir.Table, plan: Plan) -> CheckedRows:
    """The same rows with the ``repeated_rows`` left out."""
    column = " + ".join(plan.log.key)
    defects = [*checked.defects, Defect("duplicate", column), Defect("duplicate_conflict", column)]
    table = checked.table.left_join(again, [FILE, LINE])
    code = ibis.cases(
        (table["__differs"].isnull(), table[CODE]), (table["__differs"], len(defects)), else_=len(defects) - 1
    )
    return replace(checked, table=table.mutate(**{CODE: code}), defects=defects)
