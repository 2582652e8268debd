"""Where rows come from: the files that a plan names, each as an Ibis table with its physical line numbers."""

from __future__ import annotations

import difflib
import hashlib
import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from glob import glob
from pathlib import Path
from typing import Any, Protocol

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq

from policeaudit.errors import DataError, Problem
from policeaudit.log.record_files import JsonLinesFile, WorkbookFile
from policeaudit.log.text_files import DEFECT, LINE, DelimitedFile, batch_schema
from policeaudit.plan.parts import LogPart
from policeaudit.text import Text

FILE = "__file"
FORMATS = {
    ".csv": "csv",
    ".txt": "csv",
    ".tsv": "tsv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".parquet": "parquet",
    ".pq": "parquet",
    ".xlsx": "excel",
    ".xls": "excel",
    ".xlsm": "excel",
    ".ods": "excel",
}


class _Reader(Protocol):
    on_bytes: Callable[[int], None]

    encoding: str | None

    def read_header(self, wanted: list[str]) -> list[str]: ...
    def batches(self, columns: list[str]) -> Iterator[pa.RecordBatch]: ...


@dataclass
class LogFile:
    """One file of the log. ``rows`` is known once it was read."""

    path: Path
    name: str
    format: str
    header: list[str]
    reader: _Reader | None
    rows: int = 0
    sha256: str = ""
    error: Exception | None = None
    zone: str | None = None
    """The time zone that the file declares for its times; text has none, its times are local."""
    _batches: list[pa.RecordBatch] = field(default_factory=list, repr=False)

    @property
    def encoding(self) -> str | None:
        """The encoding of a text file."""
        return self.reader.encoding if self.reader else None

    @property
    def size(self) -> int:
        """Bytes."""
        return self.path.stat().st_size

    def table(self, con: Any, columns: list[str], index: int) -> ir.Table:
        """The file as an Ibis table of ``columns``, with line and defect; the name of the file too if the engine reads it."""
        name = f"log_{index}"
        if self.reader is None:
            table = con.read_parquet(str(self.path), table_name=name, file_row_number=True)
            about = {LINE: table.file_row_number + 1, DEFECT: ibis.literal(0), FILE: ibis.literal(self.name)}
            return table.select(*columns, **about)
        con.con.register(name, pa.RecordBatchReader.from_batches(batch_schema(columns), self._counted(columns)))
        return con.table(name)

    def picked(self, most: int) -> dict[str, list[str | None]] | None:  # noqa: ARG002 - a frame picks
        """Values of every column in rows spread over the log, as text; None where they are picked while it is read."""
        return None

    def take(self, names: list[str]) -> pa.Table:
        """The rows of a text file as they were delivered while the engine read ``table``, its columns under other names.

        They are given away: there is only one taking.
        """
        batches, self._batches = self._batches, []
        schema = batches[0].schema if batches else batch_schema(names)
        return pa.Table.from_batches(batches, schema).rename_columns([*names, LINE, DEFECT])

    def _counted(self, columns: list[str]) -> Iterator[pa.RecordBatch]:
        assert self.reader is not None  # noqa: S101 - only readers are counted
        self.rows = 0
        try:
            for part in _ahead(self.reader.batches(columns)):
                self.rows += part.num_rows
                self._batches.append(part)
                yield part
        except Exception as error:  # the engine wraps what a reader raises: keep the cause
            self.error = error
            raise


def _ahead(parts: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """The same parts, the next ones being parsed in a thread while the engine works on this one."""
    with ThreadPoolExecutor(1) as pool:
        pending = deque(pool.submit(next, parts, None) for _ in range(4))
        while (part := pending.popleft().result()) is not None:
            pending.append(pool.submit(next, parts, None))
            yield part


def open_log(log: LogPart, folder: Path, wanted: list[str]) -> list[LogFile]:
    """Find the files of a log and check that each has the columns that the audit needs.

    Raises:
        DataError: with every file that is missing, unreadable or lacks a column.
    """
    paths = _find(log, folder)
    files, problems = [], []
    for path in paths:
        try:
            files.append(_open(path, log, wanted))
        except (OSError, ValueError, EOFError, pa.ArrowException) as error:
            text = Text(
                en="cannot be read as {format}: {why}. Declare log.format, or export the file again",
                zh="无法按{format}读取：{why}。请声明log.format，或重新导出该文件",
            )
            problems.append(Problem(str(path), text.fill(format=_format(path, log), why=str(error)[:200])))
            continue
        problems += missing_columns(files[-1], wanted)
    if problems:
        raise DataError(*problems)
    if len({file.name for file in files}) < len(files):  # monthly folders: the name alone does not tell a file
        for file in files:
            file.name = Path(os.path.relpath(file.path, folder)).as_posix()
    with ThreadPoolExecutor(2) as pool:
        for file, digest in zip(files, pool.map(_sha256, paths), strict=True):
            file.sha256 = digest
    return files


def _find(log: LogPart, folder: Path) -> list[Path]:
    pattern = str(folder / log.path)
    found = [pattern] if Path(pattern).is_file() else sorted(glob(pattern, recursive=True))  # noqa: PTH207
    paths = [path for path in map(Path, found) if path.is_file()]
    if not paths:
        text = Text(
            en="no file matches “{path}” (log.path of the plan, relative to the plan's folder)",
            zh="找不到与“{path}”匹配的文件（方案中的log.path，相对于方案所在文件夹）",
        )
        raise DataError(Problem(str(folder), text.fill(path=log.path)))
    return paths


def _format(path: Path, log: LogPart) -> str:
    return log.format or known_format(path) or "csv"


def known_format(path: Path) -> str | None:
    """The format that the name of a file tells, if it does."""
    suffixes = [suffix.lower() for suffix in path.suffixes if suffix.lower() != ".gz"]
    return FORMATS.get(suffixes[-1] if suffixes else "")


def _open(path: Path, log: LogPart, wanted: list[str]) -> LogFile:
    kind = _format(path, log)
    if kind == "parquet":
        metadata = pq.read_metadata(path)
        schema = metadata.schema.to_arrow_schema()
        zones = {column.type.tz for column in schema if pa.types.is_timestamp(column.type) and column.type.tz}
        zone = zones.pop() if len(zones) == 1 else None
        return LogFile(path, path.name, kind, list(schema.names), None, metadata.num_rows, zone=zone)
    reader: Any
    if kind == "jsonl":
        reader = JsonLinesFile(path, log.encoding)
    elif kind == "excel":
        reader = WorkbookFile(path, log.sheet)
    else:
        reader = DelimitedFile(path, log.encoding, log.delimiter or ("\t" if kind == "tsv" else None))
    return LogFile(path, path.name, kind, reader.read_header(wanted), reader)


def missing_columns(file: LogFile, wanted: list[str]) -> list[Problem]:
    """The columns that an audit needs and a file lacks."""
    if not file.header:
        return [Problem(str(file.path), Text(en="the file is empty", zh="文件为空"))]
    text = Text(
        en="there is no column “{name}”; the columns are: {known}{near}",
        zh="没有名为“{name}”的列；现有的列：{known}{near}",
    )
    problems = []
    for name in wanted:
        if name in file.header:
            continue
        close = difflib.get_close_matches(name, file.header, n=1, cutoff=0.5)
        near = Text(en=". Did you mean “{name}”?", zh="。是否应为“{name}”？").fill(name=close[0]) if close else ""
        known = ", ".join(file.header[:40])
        problems.append(Problem(str(file.path), text.fill(name=name, known=known, near=near)))
    return problems


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
