"""Text is parsed once: its columns stay in memory as they were read, beside the few small columns computed from them.

Copying the text into a table of the engine would cost more time than all the rest of the scan.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from policeaudit.log.source import FILE, LogFile
from policeaudit.log.text_files import LINE, batch_schema


@contextlib.contextmanager
def without_pandas() -> Iterator[None]:
    """Keep pandas out, which DuckDB and PyArrow import only to see whether they were given a data frame of it."""
    if "pandas" in sys.modules:
        yield
        return
    sys.modules["pandas"] = None  # type: ignore[assignment]  # Python's own mark for: cannot be imported
    try:
        yield
    finally:
        del sys.modules["pandas"]


def fetch(expression: ir.Table) -> pa.Table:
    """The rows of an expression (batch by batch: Ibis' other ways import pandas)."""
    return expression.to_pyarrow_batches().read_all()


def hold(con: Any, file: LogFile, standard: ir.Table, raw: dict[str, str], name: str) -> ir.Table:
    """The standardised rows of a text file as a table that reads nothing again.

    Args:
        con: the engine.
        file: a file whose rows ``standard`` reads.
        standard: the standardised rows.
        raw: column of the log -> column of ``standard`` with its text.
        name: what the engine calls the table.

    Returns:
        A table with the columns of ``standard``.
    """
    computed = fetch(standard.drop(FILE, *raw.values()))
    read = pa.Table.from_batches(file.batches, batch_schema(list(raw)))
    file.batches.clear()
    if not computed[LINE].equals(read[LINE]):
        msg = "the engine changed the order of rows"
        raise AssertionError(msg)
    columns = {column: computed[column] for column in computed.column_names}
    con.con.register(name, pa.table(columns | {alias: read[column] for column, alias in raw.items()}))
    return con.table(name).mutate(**{FILE: ibis.literal(file.name)}).select(standard.columns)
