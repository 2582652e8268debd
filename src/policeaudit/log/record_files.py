"""JSON lines and workbooks, record by record, in the same form as delimited text."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from policeaudit.log.text_files import BROKEN_JSON, EMPTY_LINE, DelimitedFile, make_batch, unique_names

BATCH_ROWS = 100_000


def _batch(columns: list[str], rows: list[list[str | None]], lines: list[int], defects: list[int]) -> pa.RecordBatch:
    values = [_column([row[i] for row in rows]) for i in range(len(columns))]
    return make_batch(values, columns, np.array(lines), np.array(defects, dtype=np.int32), replaced=True)


def _column(values: list[str | None]) -> pa.Array:
    try:
        return pa.array(values, pa.string())
    except UnicodeEncodeError:  # half a surrogate pair, which JSON can write and no text can hold
        sound = [v if v is None else v.encode("utf-16", "surrogatepass").decode("utf-16", "replace") for v in values]
        return pa.array(sound, pa.string())


@dataclass
class JsonLinesFile:
    """A file with one JSON object a line."""

    path: Path
    encoding: str | None = None
    on_bytes: Callable[[int], None] = field(default=lambda _: None)
    on_record: Callable[[dict[str, Any]], None] = field(default=lambda _: None)
    text: DelimitedFile = field(init=False)

    def __post_init__(self) -> None:
        self.text = DelimitedFile(self.path, self.encoding)

    def read_header(self, wanted: list[str]) -> list[str]:
        """All names that the first thousand objects use, and further ones until every wanted name is found."""
        names: dict[str, None] = {}
        for number, (_, record, _) in enumerate(self._records()):
            names |= dict.fromkeys(record or {})
            if number >= 1000 and set(wanted) <= names.keys():
                break
        return list(names)

    def batches(self, columns: list[str]) -> Iterator[pa.RecordBatch]:
        """All lines as batches of ``columns``; a line that is no JSON object is left out (``broken_json``)."""
        rows: list[list[str | None]] = []
        lines: list[int] = []
        defects: list[int] = []
        for line, record, defect in self._records():
            if record:
                self.on_record(record)
            rows.append([as_text(record.get(name)) if record else None for name in columns])
            lines.append(line)
            defects.append(defect)
            if len(rows) == BATCH_ROWS:
                yield _batch(columns, rows, lines, defects)
                rows, lines, defects = [], [], []
        if rows:
            yield _batch(columns, rows, lines, defects)

    def _records(self) -> Iterator[tuple[int, dict[str, Any] | None, int]]:
        line = 0
        for block, _, size in self.text.blocks():
            self.encoding = self.text.encoding
            self.on_bytes(size)
            for content in block.split(b"\n")[:-1]:
                line += 1
                record = _object(content)
                defect = 0 if record is not None else BROKEN_JSON if content.strip() else EMPTY_LINE
                yield line, record, defect


def _object(content: bytes) -> dict[str, Any] | None:
    try:
        value = json.loads(content, parse_float=str, parse_int=str, parse_constant=str)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


@dataclass
class WorkbookFile:
    """One sheet of an Excel (or OpenDocument) workbook; its first row holds the names."""

    path: Path
    sheet: str | None = None
    encoding: None = None
    on_bytes: Callable[[int], None] = field(default=lambda _: None)
    on_record: Callable[[list[Any]], None] = field(default=lambda _: None)
    header: list[str] = field(init=False, default_factory=list)
    _rows: list[list[Any]] = field(init=False, default_factory=list)

    def read_header(self, wanted: list[str]) -> list[str]:
        """The names in the first row.

        Raises:
            ValueError: when there is no such sheet or the file is no workbook.
        """
        del wanted
        from python_calamine import CalamineWorkbook

        try:
            workbook = CalamineWorkbook.from_path(self.path)
            names = workbook.sheet_names
            if self.sheet is not None and self.sheet not in names:
                msg = f"no sheet “{self.sheet}”; it has: {', '.join(names)}"
                raise ValueError(msg)
            self._rows = workbook.get_sheet_by_name(self.sheet or names[0]).to_python(skip_empty_area=False)
        except ValueError:
            raise
        except Exception as error:  # calamine's own errors have no common public base
            raise ValueError(str(error)) from None
        self.header = unique_names([as_text(value) or "" for value in self._rows[0]]) if self._rows else []
        return self.header

    def batches(self, columns: list[str]) -> Iterator[pa.RecordBatch]:
        """All rows below the header as batches of ``columns``."""
        at = [self.header.index(name) for name in columns]
        for start in range(1, len(self._rows), BATCH_ROWS):
            part = self._rows[start : start + BATCH_ROWS]
            for row in part:
                self.on_record(row)
            rows = [[as_text(row[i]) for i in at] for row in part]
            lines = list(range(start + 1, start + 1 + len(part)))
            defects = [0 if any(value not in ("", None) for value in row) else EMPTY_LINE for row in part]
            yield _batch(columns, rows, lines, defects)
        self.on_bytes(self.path.stat().st_size)


def as_text(value: Any) -> str | None:
    """A value as a CSV export would write it."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ")
    if isinstance(value, (dict, list)):
        return json.dumps(value, ensure_ascii=False)
    return str(value)
