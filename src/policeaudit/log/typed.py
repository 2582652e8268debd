"""The text of a log as numbers and times; null where it is none."""

from __future__ import annotations

import datetime as dt
from typing import Any

import ibis


def as_number(column: Any) -> Any:
    """A column as floats; null where it is none (an engine holds NaN to be the largest number)."""
    number = column.cast("float64") if column.type().is_numeric() else as_text(column).try_cast("float64")
    return ibis.ifelse(number.isnan(), ibis.null("float64"), number)


def as_time(column: Any, form: str | None) -> Any:
    """A column as local times; null where it is none."""
    if column.type().is_timestamp() or column.type().is_date():
        return column.cast("timestamp")
    text = as_text(column).nullif("")
    if form:
        return ibis.coalesce(_try_strptime(text, ibis.literal(form)), _try_strptime(text.strip(), ibis.literal(form)))
    # 2022年10月1日 and a trailing offset are how logs write local time; the plain form needs no rewriting
    plain = (text.length() <= 19) & ~text.contains("+")
    day = text.strip().re_replace("[年月]", "-").replace("日", "")
    local = day.re_replace(r"(:\d\d(\.\d+)?)\s*(Z|[+-]\d\d(:?\d\d)?)$", r"\1")
    return ibis.coalesce(
        ibis.ifelse(plain, text, ibis.null("string")).try_cast("timestamp"), local.try_cast("timestamp")
    )


def as_text(column: Any) -> Any:
    """A column as text, as a CSV export would write it: whole floats without a point, NaN as null."""
    if column.type().is_string():
        return column
    if column.type().is_floating():
        whole = (column.abs() < 1e15) & (column.try_cast("int64").cast("float64") == column)
        return ibis.cases(
            (column.isnan(), ibis.null("string")),
            (whole, column.try_cast("int64").cast("string")),
            else_=column.cast("string"),
        )
    return column.cast("string")


@ibis.udf.scalar.builtin(name="try_strptime")  # type: ignore[untyped-decorator]
def _try_strptime(text: str, format: str) -> dt.datetime:  # type: ignore[empty-body]  # noqa: A002
    """DuckDB's strptime that gives null where the text does not fit."""
