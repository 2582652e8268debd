"""A frame in memory as a log, with the types that its Parquet or CSV export would have.

Narwhals knows pandas, Polars, PyArrow, DuckDB relations, Ibis tables and more, so that one path serves them all. Only the
columns that the audit uses are taken in full; of the others a sample is looked at where the plan asks what the log may hold.
The caller's frame is never changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
import narwhals as nw
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from policeaudit.errors import DataError, Problem, UsageError
from policeaudit.log.record_files import as_text
from policeaudit.log.sample import values_of
from policeaudit.log.source import FILE, LogFile, missing_columns
from policeaudit.log.text_files import DEFECT, LINE
from policeaudit.text import Text

NAME = "frame"

_NO_FRAME = Text(
    en="is no data frame but a {type}; pandas, Polars, PyArrow, DuckDB relations and Ibis tables are read, or the path of a "
    "file",
    zh="不是数据框，而是{type}；可读取pandas、Polars、PyArrow、DuckDB关系和Ibis表，或文件路径",
)
_UNREADABLE = Text(en="cannot be read: {why}", zh="无法读取：{why}")


@dataclass
class FrameLog(LogFile):
    """A frame; its rows are numbered from 1 in its own order."""

    data: pa.Table = field(default=None, repr=False)
    whole: Any = field(default=None, repr=False)
    """All columns, in memory; only where they are to be looked at."""

    def picked(self, most: int) -> dict[str, list[str | None]] | None:
        """Every n-th value of every column, as its export would write it."""
        if self.whole is None:
            return None
        step = max(-(-self.rows // most), 1)
        columns = [_exported(self.whole.get_column(name).gather_every(step)) for name in self.whole.columns]
        return {name: values_of(column) for name, column in zip(self.header, columns, strict=True)}

    @property
    def size(self) -> int:
        """Bytes of the columns that are used."""
        return int(self.data.nbytes)

    def table(self, con: Any, columns: list[str], index: int) -> ir.Table:
        """The frame as an Ibis table of ``columns``, with file, line and defect."""
        name = f"log_{index}"
        lines = pa.array(np.arange(1, self.rows + 1, dtype=np.int64))
        con.con.register(name, self.data.select(columns).append_column(LINE, lines))
        return con.table(name).mutate(**{FILE: ibis.literal(self.name), DEFECT: ibis.literal(0)})


def open_frame(frame: Any, wanted: list[str], *, looked_into: bool = False) -> list[LogFile]:
    """Take the columns that an audit needs out of a frame.

    Args:
        frame: any frame that Narwhals knows.
        wanted: the columns that are taken in full.
        looked_into: whether the others are to be sampled; a query behind the frame then has to deliver them too.

    Raises:
        DataError: when a column is missing or the frame cannot be read.
        UsageError: when it is no frame at all.
    """
    try:
        narrow: Any = nw.from_native(frame)
        header = [str(name) for name in narrow.collect_schema().names()]
    except TypeError:
        raise UsageError(Problem(NAME, _NO_FRAME.fill(type=type(frame).__name__))) from None
    except nw.exceptions.NarwhalsError as error:  # two columns of one name
        raise DataError(Problem(NAME, _UNREADABLE.fill(why=str(error)[:200]))) from None
    kind = str(narrow.implementation)
    found = FrameLog(Path(NAME), NAME, kind, header, None)
    problems = missing_columns(found, wanted)
    if problems:
        raise DataError(*problems)
    try:
        chosen = narrow if looked_into else narrow.select(*wanted)
        if isinstance(chosen, nw.LazyFrame):
            chosen = chosen.collect(backend="pyarrow")
        found.whole = chosen if looked_into else None
        found.data = pa.table({name: _exported(chosen.get_column(name)) for name in wanted})
    except Exception as error:  # every library raises its own where a query behind the frame fails
        # only its kind is told: its words may quote values
        raise DataError(Problem(NAME, _UNREADABLE.fill(why=type(error).__name__))) from error
    zones = {column.type.tz for column in found.data.schema if pa.types.is_timestamp(column.type) and column.type.tz}
    found.zone = zones.pop() if len(zones) == 1 else None
    found.rows = found.data.num_rows
    found.sha256 = _digest(found.data)
    return [found]


def _exported(series: Any) -> pa.Array | pa.ChunkedArray:
    """A column with the type of its export: text, number, time or truth value; anything else as text."""
    try:
        column = series.to_arrow()
    except (pa.ArrowException, TypeError, ValueError, OverflowError):  # values of several types
        return _texts(series.to_list())
    if pa.types.is_dictionary(column.type):
        column = pc.cast(column, column.type.value_type)
    kind = column.type
    if pa.types.is_float16(kind):
        return pc.cast(column, pa.float32())
    if any(test(kind) for test in _TEXT):
        return pc.cast(column, pa.string())
    if any(test(kind) for test in _PLAIN):
        return column
    return _texts(column.to_pylist())


_TEXT = (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view, pa.types.is_null)
_PLAIN = (
    pa.types.is_boolean,
    pa.types.is_integer,
    pa.types.is_floating,
    pa.types.is_decimal,
    pa.types.is_timestamp,
    pa.types.is_date,
    pa.types.is_time,
)


def _texts(values: Sequence[Any]) -> pa.Array:
    return pa.array([None if _is_nothing(value) else _text(value) for value in values], pa.string())


def _text(value: Any) -> str | None:
    return as_text(value.item() if isinstance(value, np.generic) else value)


def _is_nothing(value: Any) -> bool:
    """Null, NaN, NaT and pandas' NA: the values that are not equal to themselves."""
    if value is None:
        return True
    try:
        return not bool(value == value)
    except (TypeError, ValueError):  # pandas' NA has no truth value; a list has more than one
        return type(value).__name__ == "NAType"


def _digest(data: pa.Table) -> str:
    """SHA-256 of the used columns, written as CSV."""
    sink = _Hash()
    pacsv.write_csv(data, pa.PythonFile(sink, mode="w"))
    return sink.digest.hexdigest()


class _Hash:
    """A file that keeps nothing but the digest of what is written to it."""

    closed = False

    def __init__(self) -> None:
        self.digest = hashlib.sha256()

    def write(self, content: bytes) -> int:
        self.digest.update(content)
        return len(content)

    def flush(self) -> None:
        """There is nothing to flush."""

    def close(self) -> None:
        """There is nothing to close."""
