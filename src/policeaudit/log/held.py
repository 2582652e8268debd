"""Text is parsed once: its columns stay in memory as they were read, beside the few small columns computed from them.

Copying the text into a table of the engine would cost more time than all the rest of the scan.
"""

from __future__ import annotations

import warnings
from typing import Any

import ibis.expr.types as ir
import pyarrow as pa

from policeaudit.log.intake import Standard
from policeaudit.log.source import FILE, LogFile
from policeaudit.log.text_files import LINE


def fetch(expression: ir.Table) -> pa.Table:
    """The rows of an expression (batch by batch: Ibis' other ways import pandas)."""
    with warnings.catch_warnings():
        # Ibis calls what a newer DuckDB has renamed; a caller may have made warnings errors
        warnings.simplefilter("ignore", DeprecationWarning)
        return expression.to_pyarrow_batches().read_all()


def keep(con: Any, name: str, rows: pa.Table) -> ir.Table:
    """Rows in memory as a table of the engine, which reads them where they are."""
    con.con.register(name, rows)
    return con.table(name)


def hold(con: Any, file: LogFile, standard: Standard, name: str) -> ir.Table:
    """The standardised rows of a text file as a table that reads nothing again."""
    computed = fetch(standard.table.select(LINE, **standard.computed))
    read = file.take(list(standard.text))
    if not computed[LINE].equals(read[LINE]):
        msg = "the engine changed the order of rows"
        raise AssertionError(msg)
    same = pa.DictionaryArray.from_arrays(pa.repeat(pa.scalar(0, pa.int32()), len(read)), [file.name])
    columns = {name: computed[name] for name in computed.column_names} | {alias: read[alias] for alias in standard.text}
    return keep(con, name, pa.table({FILE: same} | columns))
