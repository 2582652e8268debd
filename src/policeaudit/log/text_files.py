"""Delimited text, record by record: every physical line is either part of a record or left out with a reason.

A CSV reader that meets an unterminated quote swallows lines until the next quote. Here a quoted field may run over
several lines only where that is plausible: the record that results has the right number of columns, no line inside it is
a record by itself, and no column that the audit uses holds a line break. Otherwise the line with the open quote is left
out (``broken_quote``) and reading goes on at the next line.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

BLOCK_BYTES = 2 * 1024 * 1024
ENOUGH_LINES = 5_000
MAX_SPAN_LINES = 100
MAX_CLOSING_TRIES = 5
REPLACEMENT = "\ufffd"
GZIP_MAGIC = b"\x1f\x8b"

LINE, DEFECT = "__line", "__defect"

STRUCTURAL = ("empty_line", "broken_quote", "broken_json", "wrong_column_count")
EMPTY_LINE, BROKEN_QUOTE, BROKEN_JSON, WRONG_COLUMN_COUNT = range(1, 5)

csv.field_size_limit(2**31 - 1)


def open_bytes(path: Path) -> IO[bytes]:
    """Open a plain or gzipped file."""
    with path.open("rb") as stream:
        zipped = stream.read(2) == GZIP_MAGIC
    return gzip.open(path, "rb") if zipped else path.open("rb")  # type: ignore[return-value]


def broken_encoding(column: int) -> int:
    """The defect code of unreadable bytes in the n-th column that the audit uses."""
    return len(STRUCTURAL) + 1 + column


def batch_schema(columns: list[str]) -> pa.Schema:
    """What every reader of files delivers: the columns as text, the physical line, and a defect code (0: none)."""
    return pa.schema([*((name, pa.string()) for name in columns), (LINE, pa.int64()), (DEFECT, pa.int32())])


def make_batch(
    values: list[pa.Array], columns: list[str], lines: np.ndarray, defects: np.ndarray, *, replaced: bool
) -> pa.RecordBatch:
    """One batch of rows; ``replaced``: some bytes could not be read, so find out in which columns."""
    if replaced:
        for column in reversed(range(len(columns))):
            hit = pc.fill_null(pc.match_substring(values[column], REPLACEMENT), False)
            defects = np.where(hit.to_numpy(zero_copy_only=False) & (defects == 0), broken_encoding(column), defects)
    arrays = [*values, pa.array(lines, pa.int64()), pa.array(defects, pa.int32())]
    return pa.RecordBatch.from_arrays(arrays, schema=batch_schema(columns))


def to_utf8(block: bytes, encoding: str) -> tuple[bytes, bool]:
    """A block in UTF-8, and whether bytes had to be replaced."""
    if block.isascii():
        return block, False
    try:
        text = block.decode(encoding)
    except UnicodeDecodeError:
        return block.decode(encoding, errors="replace").encode(), True
    return (block if encoding == "utf-8" else text.encode()), REPLACEMENT in text


def detect_encoding(blocks: Iterator[bytes]) -> str:
    """UTF-8 or GB18030, whichever reads more of the first lines that are not plain ASCII."""
    lines: list[bytes] = []
    for block in blocks:
        if not block.isascii():
            lines += [line for line in block.splitlines() if not line.isascii()]
        if len(lines) >= ENOUGH_LINES:
            break

    def readable(encoding: str) -> int:
        good = 0
        for line in lines[:ENOUGH_LINES]:
            try:
                line.decode(encoding)
            except UnicodeDecodeError:
                continue
            good += 1
        return good

    utf8, seen = readable("utf-8"), min(len(lines), ENOUGH_LINES)
    # GB18030 reads much of what is UTF-8 too, so UTF-8 wins unless it fails on most lines
    return "utf-8" if utf8 * 2 >= seen or readable("gb18030") <= utf8 else "gb18030"


@dataclass
class DelimitedFile:
    """A CSV or TSV file, read as batches of text columns."""

    path: Path
    encoding: str | None = None
    delimiter: str | None = None
    header: list[str] = field(init=False, default_factory=list)
    on_bytes: Callable[[int], None] = field(default=lambda _: None)
    on_records: Callable[[bytes, bool], None] = field(default=lambda _records, _spans: None)
    """Called with sound records as they stand in the file, and whether one of them may run over several lines."""

    def read_header(self, wanted: list[str]) -> list[str]:
        """The column names; a repeated name gets .1, .2 … as in pandas.

        The delimiter, if none is declared, is the one under which most of the ``wanted`` names are found.
        """
        block, _, _ = next(self.blocks(), (b"", False, 0))
        first = block.decode(errors="replace").removeprefix("\ufeff").splitlines()[:1]
        line = first[0] if first else ""
        candidates = [self.delimiter] if self.delimiter else [",", "\t", ";", "|"]

        def names(delimiter: str) -> list[str]:
            return [name.strip() for name in next(csv.reader([line], delimiter=delimiter), [])]

        self.delimiter = max(candidates, key=lambda d: len(set(names(d)) & set(wanted)))
        self.header = unique_names(names(self.delimiter))
        return self.header

    def batches(self, columns: list[str]) -> Iterator[pa.RecordBatch]:
        """All records after the header as batches of ``columns``."""
        line = 2  # the header is line 1
        rest, first, replaced = b"", True, False
        blocks = self.blocks()
        current = next(blocks, None)
        while current is not None:
            following = next(blocks, None)
            block, replaced_here, size = current
            replaced |= replaced_here
            self.on_bytes(size)
            if first:
                block = block.split(b"\n", 1)[1] if b"\n" in block else b""
                first = False
            block = rest + _without_lone_returns(block)
            split = _split(block, self, columns, final=following is None)
            rest = block[split.consumed :]
            yield from self._parse(block, split, line, columns, check_replaced=replaced)
            line += split.lines
            current = following

    def blocks(self) -> Iterator[tuple[bytes, bool, int]]:
        """Blocks in UTF-8, each with whether bytes had to be replaced and its size in the file."""
        if self.encoding is None:
            self.encoding = "utf-16" if _has_utf16_mark(self.path) else detect_encoding(self._raw_blocks())
        for raw in self._raw_blocks():
            # UTF-16 is recoded while it is read
            block, replaced = to_utf8(raw, "utf-8" if self.encoding == "utf-16" else self.encoding)
            yield block, replaced, len(raw)

    def _raw_blocks(self) -> Iterator[bytes]:
        """Blocks that end at the end of a line; carriage returns alone count as line ends."""
        with open_bytes(self.path) as raw:
            stream: IO[bytes] = raw
            if self.encoding == "utf-16":
                stream = codecs.EncodedFile(raw, "utf-8", "utf-16", errors="replace")
            rest = b""
            old_mac: bool | None = None
            while chunk := stream.read(BLOCK_BYTES):
                if old_mac is None:
                    chunk = chunk.removeprefix(codecs.BOM_UTF8)
                    old_mac = b"\r" in chunk and b"\n" not in chunk
                chunk = rest + (chunk.replace(b"\r", b"\n") if old_mac else chunk)
                cut = chunk.rfind(b"\n") + 1
                if cut:
                    yield chunk[:cut]
                rest = chunk[cut:]
            if rest:
                yield rest + b"\n"

    def _parse(
        self, block: bytes, split: _Split, first_line: int, columns: list[str], *, check_replaced: bool
    ) -> Iterator[pa.RecordBatch]:
        invalid: list[int] = []

        def on_invalid(row: pacsv.InvalidRow) -> str:
            invalid.append(row.number - 1)
            return "skip"

        defects = list(split.defects)
        starts = split.starts
        if len(starts):
            content = block[: split.consumed] if split.keep is None else split.kept(block)
            self.on_records(content, split.spans)
            table = pacsv.read_csv(
                pa.BufferReader(content),
                read_options=pacsv.ReadOptions(
                    column_names=self.header, use_threads=False, block_size=len(content) + 1
                ),
                parse_options=pacsv.ParseOptions(
                    delimiter=self.delimiter, newlines_in_values=split.spans, invalid_row_handler=on_invalid
                ),
                convert_options=pacsv.ConvertOptions(
                    column_types={name: pa.string() for name in self.header},
                    strings_can_be_null=False,
                    include_columns=columns,
                ),
            ).combine_chunks()
            defects += [(int(starts[i]), WRONG_COLUMN_COUNT) for i in invalid]
            starts = np.delete(starts, invalid)
            arrays = [table[name].chunk(0) if table.num_rows else pa.array([], pa.string()) for name in columns]
            sound = np.zeros(len(starts), dtype=np.int32)
            yield make_batch(arrays, columns, starts + first_line, sound, replaced=check_replaced)
        if defects:
            lines, codes = np.array(defects, dtype=np.int64).T
            nothing = [pa.nulls(len(lines), pa.string())] * len(columns)
            yield make_batch(nothing, columns, lines + first_line, codes.astype(np.int32), replaced=False)


def _has_utf16_mark(path: Path) -> bool:
    with open_bytes(path) as stream:
        return stream.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def unique_names(names: list[str]) -> list[str]:
    """Repeated names get .1, .2 …; nameless columns are called by their position."""
    seen: dict[str, int] = {}
    result = []
    for position, given in enumerate(names, start=1):
        name = given or f"column {position}"
        count = seen.get(name, 0)
        seen[name] = count + 1
        result.append(f"{name}.{count}" if count else name)
    return result


@dataclass
class _Split:
    """The records of a block: where each starts (in lines), which bytes to keep, what was left out."""

    starts: np.ndarray
    keep: np.ndarray | None
    consumed: int
    lines: int
    spans: bool
    defects: list[tuple[int, int]]

    def kept(self, block: bytes) -> bytes:
        return np.frombuffer(block, np.uint8, self.consumed)[self.keep].tobytes()


def _split(block: bytes, file: DelimitedFile, columns: list[str], *, final: bool) -> _Split:
    bytes_ = np.frombuffer(block, np.uint8)
    ends = np.flatnonzero(bytes_ == 10) + 1
    begins = np.concatenate(([0], ends[:-1])) if len(ends) else np.array([], dtype=np.int64)
    lengths = ends - begins
    kept = np.ones(len(ends), dtype=bool)  # lines whose bytes go to the parser
    record = np.ones(len(ends), dtype=bool)  # lines that begin a record
    defects: list[tuple[int, int]] = []
    blank = lengths == 1
    short = np.flatnonzero(lengths == 2)
    blank[short] = bytes_[begins[short]] == 13
    lines, spans = len(ends), False
    if b'"' in block:
        quotes = np.flatnonzero(bytes_ == 34)
        per_line = np.diff(np.searchsorted(quotes, ends), prepend=0)
        odd = np.flatnonzero(per_line % 2)
        resolver = _QuoteResolver(block, begins, ends, odd, file, columns)
        at = 0
        while at < len(odd):
            line = int(odd[at])
            last = resolver.last_line(line, at)
            # an open quote near the end of a block may close in the next one
            if last is None and not final and lines - line <= MAX_SPAN_LINES:
                lines = line
                break
            if last is None:
                defects.append((line, BROKEN_QUOTE))
                kept[line] = record[line] = False
            elif last > line:
                spans = True
                record[line + 1 : last + 1] = False
                blank[line + 1 : last + 1] = False
            at = int(np.searchsorted(odd, (last if last is not None else line) + 1))
        for line in _with_stray_quotes(bytes_, quotes, per_line, file.delimiter or ","):
            if line < lines and record[line] and resolver.is_open(line):
                defects.append((line, BROKEN_QUOTE))
                kept[line] = record[line] = False
    kept, record, blank = kept[:lines], record[:lines], blank[:lines]
    consumed = int(ends[lines - 1]) if lines else 0
    defects += [(int(i), EMPTY_LINE) for i in np.flatnonzero(blank)]
    record &= ~blank
    keep_lines = kept & ~blank
    keep = None if keep_lines.all() else np.repeat(keep_lines, lengths[:lines])
    return _Split(np.flatnonzero(record), keep, consumed, lines, spans, defects)


def _with_stray_quotes(bytes_: np.ndarray, quotes: np.ndarray, per_line: np.ndarray, delimiter: str) -> list[int]:
    """Lines with an even number of quotes where one that should open a field stands elsewhere, as in ``5",6,"abc``."""
    line = np.repeat(np.arange(len(per_line)), per_line)
    quotes = quotes[: len(line)]
    opens = (np.arange(len(quotes)) - (np.cumsum(per_line) - per_line)[line]) % 2 == 0
    before = np.where(quotes > 0, bytes_[quotes - 1], 10)
    stray = opens & ~np.isin(before, (10, 34, delimiter.encode()[-1])) & (per_line[line] % 2 == 0)
    return [int(i) for i in np.unique(line[stray])]


_LONE_RETURN = re.compile(rb"\r(?!\r*\n)")


def _without_lone_returns(block: bytes) -> bytes:
    """Carriage returns inside a line are space; a CSV reader would end the record there."""
    if b"\r" not in block or block.count(b"\r") == block.count(b"\r\n"):
        return block
    return _LONE_RETURN.sub(b" ", block)


@dataclass
class _QuoteResolver:
    """Decides for a line with an odd number of quotes whether it is whole, runs on, or is broken."""

    block: bytes
    begins: np.ndarray
    ends: np.ndarray
    odd: np.ndarray
    file: DelimitedFile
    columns: list[str]

    def last_line(self, line: int, at: int) -> int | None:
        """The last line of the record that begins at ``line``; None where its quote is broken."""
        if self._fields(line, line) is not None:
            return line  # the quote stands inside an unquoted field and is part of the text
        for following in self.odd[at + 1 : at + 1 + MAX_CLOSING_TRIES]:
            last = int(following)
            if last - line > MAX_SPAN_LINES or self._is_record(last):
                return None
            fields = self._fields(line, last)
            if fields is None:
                continue
            return last if self._plausible(fields, line, last) else None
        return None

    def is_open(self, line: int) -> bool:
        """Whether a line by itself ends inside a quoted field, or has text after one."""
        return self._fields(line, line) is None

    def _plausible(self, fields: list[str], line: int, last: int) -> bool:
        if len(fields) != len(self.file.header):
            return False
        used = set(self.columns)
        if any("\n" in value for name, value in zip(self.file.header, fields, strict=True) if name in used):
            return False
        return not any(self._is_record(inner) for inner in range(line + 1, last))

    def _is_record(self, line: int) -> bool:
        """Whether a line has, by itself, the columns of a record."""
        return len(self._parsed(line, line, strict=False) or []) == len(self.file.header) > 1

    def _fields(self, first: int, last: int) -> list[str] | None:
        return self._parsed(first, last, strict=True)

    def _parsed(self, first: int, last: int, *, strict: bool) -> list[str] | None:
        text = self.block[self.begins[first] : self.ends[last]].decode(errors="replace")
        rows = csv.reader(io.StringIO(text, newline="\n"), delimiter=self.file.delimiter or ",", strict=strict)
        try:
            parsed = list(rows)
        except csv.Error:
            return None
        return parsed[0] if len(parsed) == 1 else None
