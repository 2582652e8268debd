"""A sample of every column of a log, spread evenly over its rows, that never leaves the scan.

Text is sampled while it is parsed, so that no file is read twice and every column is seen, not only those that the audit
uses. The same files give the same sample.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from policeaudit.log.record_files import JsonLinesFile, WorkbookFile, as_text
from policeaudit.log.source import LogFile
from policeaudit.log.text_files import DelimitedFile

MOST_GROUPS = 16
MOST_DECODED = 1_000_000
"""Row groups of a Parquet file, and rows in them, that are decoded to choose from."""

Item = TypeVar("Item")


@dataclass
class Spread(Generic[Item]):
    """Every n-th item of a stream whose length is not known: ``most`` at least, where there are so many, and not twice that."""

    most: int
    items: list[Item] = field(default_factory=list)
    _step: int = 1
    _seen: int = 0

    def offer(self, count: int, item: Callable[[int], Item]) -> None:
        """Take of the next ``count`` items, of which ``item`` gives the i-th, those whose turn it is."""
        self.items += [item(i) for i in range(-self._seen % self._step, count, self._step)]
        self._seen += count
        while len(self.items) >= 2 * self.most:
            del self.items[1::2]
            self._step *= 2


class Sample:
    """The rows of one file that were picked while it was read."""

    def __init__(self, file: LogFile, most: int) -> None:
        self.file = file
        self._spread: Spread[Any] = Spread(most)
        reader = file.reader
        if isinstance(reader, DelimitedFile):
            reader.on_records = self._offer_text
        elif isinstance(reader, (JsonLinesFile, WorkbookFile)):
            reader.on_record = lambda record: self._spread.offer(1, lambda _: record)

    def _offer_text(self, records: bytes, spans: bool) -> None:
        if spans:
            rows = list(self._parsed(io.StringIO(records.decode(errors="replace"), newline="\n")))
            self._spread.offer(len(rows), rows.__getitem__)
            return
        ends = np.flatnonzero(np.frombuffer(records, np.uint8) == ord("\n")) + 1
        self._spread.offer(len(ends), lambda i: records[ends[i - 1] if i else 0 : ends[i]])

    def columns(self, most: int) -> dict[str, list[str | None]]:
        """The values of every column in at most so many of the rows, evenly spaced, as a CSV export would write them."""
        held = self.file.picked(most)
        if held is not None:
            return held
        if self.file.reader is None:
            return _of_parquet(self.file, most)
        picked = _evenly(self._spread.items, most)
        if isinstance(self.file.reader, JsonLinesFile):
            names = dict.fromkeys([*self.file.header, *(name for record in picked for name in record)])
            return {name: [_sound(as_text(record.get(name))) for record in picked] for name in names}
        rows = [row for row in self._fields(picked) if len(row) == len(self.file.header)]  # others are left out anyway
        if isinstance(self.file.reader, WorkbookFile):
            rows = [[as_text(value) for value in row] for row in rows]
        return {
            name: list(column) for name, column in zip(self.file.header, zip(*rows, strict=True), strict=bool(rows))
        }

    def _fields(self, picked: Sequence[Any]) -> list[Any]:
        """Rows as fields; text that was kept as it stood is parsed all at once."""
        text = b"".join(row for row in picked if isinstance(row, bytes)).decode(errors="replace")
        return [*self._parsed(io.StringIO(text, newline="\n")), *(row for row in picked if not isinstance(row, bytes))]

    def _parsed(self, lines: Iterable[str]) -> Iterator[list[str]]:
        return csv.reader(lines, delimiter=getattr(self.file.reader, "delimiter", None) or ",")


def columns_of(samples: Sequence[Sample], most: int) -> dict[str, list[str | None]]:
    """The values of every column in about ``most`` rows, each file giving its share; columns in the order of the files."""
    found: dict[str, list[str | None]] = {name: [] for sample in samples for name in sample.file.header}
    total = sum(sample.file.rows for sample in samples)
    for sample in samples:
        share = -(-most * sample.file.rows // total) if total else 0
        for name, values in sample.columns(share).items():
            found.setdefault(name, []).extend(values)
    return found


def _evenly(items: Sequence[Item], most: int) -> list[Item]:
    if len(items) <= most:
        return list(items)
    return [items[i * len(items) // most] for i in range(most)]


def _sound(text: str | None) -> str | None:
    """Half a surrogate pair, which JSON can write and no text can hold, is replaced."""
    return text if text is None or text.isascii() else text.encode(errors="replace").decode()


def _of_parquet(file: LogFile, most: int) -> dict[str, list[str | None]]:
    """Rows of evenly spaced row groups; of a large one its first part, because nothing can be decoded from its middle."""
    found: dict[str, list[str | None]] = {name: [] for name in file.header}
    with pq.ParquetFile(file.path) as parquet:
        groups = _evenly(range(parquet.num_row_groups), MOST_GROUPS)
        for group in groups:
            here = min(parquet.metadata.row_group(group).num_rows, MOST_DECODED // len(groups))
            step, seen = max(here * len(groups) // max(most, 1), 1), 0
            for batch in parquet.iter_batches(min(max(here, 1), 65_536), row_groups=[group]):
                at = np.arange(-seen % step, min(batch.num_rows, here - seen), step)
                for name, column in zip(batch.schema.names, batch.take(pa.array(at)).columns, strict=True):
                    found[name] += values_of(column)
                seen += batch.num_rows
                if seen >= here:
                    break
    return found


def values_of(column: pa.Array | pa.ChunkedArray) -> list[str | None]:
    """A column as its CSV export would write it."""
    kind = column.type
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        return [None if value is None else value.decode(errors="replace") for value in column.to_pylist()]
    if pa.types.is_temporal(kind) or pa.types.is_dictionary(kind):
        column = pc.cast(column, pa.string())
    return [as_text(value) for value in column.to_pylist()]
