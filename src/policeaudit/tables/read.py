"""Reads a small table into typed columns; every mistake in it is told at once, with file, line and column."""

from __future__ import annotations

import difflib
import hashlib
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from policeaudit.errors import DataError, Problem
from policeaudit.log.record_files import JsonLinesFile, WorkbookFile
from policeaudit.log.text_files import BROKEN_JSON, BROKEN_QUOTE, DEFECT, EMPTY_LINE, LINE, DelimitedFile
from policeaudit.log.text_files import STRUCTURAL as STRUCTURAL_DEFECTS
from policeaudit.plan.table_file import TableFile
from policeaudit.tables.cells import CellError, Cells, ChoiceField, DateField, Field, GroupField, NumberField
from policeaudit.text import Text

FORMATS = {
    ".csv": "csv",
    ".txt": "csv",
    ".tsv": "tsv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".xlsx": "excel",
    ".xls": "excel",
    ".xlsm": "excel",
    ".ods": "excel",
}
MOST_ROWS = 200_000
MOST_PROBLEMS = 50

_NO_FILE = Text(
    en="there is no such file (paths are relative to the plan)", zh="没有该文件（路径相对于方案所在文件夹）"
)
_UNREADABLE = Text(
    en="cannot be read as {format}: {why}. Declare file.format, or export the table again",
    zh="无法按{format}读取：{why}。请声明file.format，或重新导出该表",
)
_EMPTY = Text(en="the table has no rows", zh="表中没有数据行")
_TOO_LONG = Text(
    en="more than {most} rows: this is no small table; name a log under [log] instead",
    zh="超过{most}行，不是小型表格；日志请在[log]中声明",
)
_NO_COLUMN = Text(
    en="there is no column “{name}”; the columns are: {known}{near}", zh="没有名为“{name}”的列；现有的列：{known}{near}"
)
_NEAR = Text(en=". Did you mean “{name}”?", zh="。是否应为“{name}”？")
_TWICE = Text(en="the column “{name}” stands twice: rename one", zh="列“{name}”出现两次：请重命名其中一列")
_BROKEN = Text(en="the row is broken: a quote is not closed", zh="该行有误：引号未闭合")
_BROKEN_JSON = Text(en="the line is no JSON object", zh="该行不是JSON对象")
_WRONG_COUNT = Text(en="the row has another number of columns than the header", zh="该行的列数与表头不一致")
_BROKEN_BYTES = Text(en="unreadable characters: declare file.encoding", zh="含无法识别的字符：请声明file.encoding")
_SECOND_ROW = Text(
    en="a second row for the same group; the first is in line {line}. Keep one, or add the columns that tell them apart",
    zh="同一群体重复出现，首次出现在第{line}行。请只保留一行，或补充区分它们的列",
)
_NO_ROW = Text(
    en='there is no row for “{name}”: add it, or declare absent = "keep"',
    zh='没有“{name}”的数据行：请补充，或声明absent = "keep"',
)
_MORE = Text(en="and {n} more mistakes of this table", zh="该表另有{n}处错误")


@dataclass(frozen=True)
class Table:
    """A table as typed columns, row by row; numbers are NaN where nothing is recorded or the cell is suppressed."""

    path: Path
    sources: dict[Path, str]
    """Each file that was read, with its SHA-256."""
    lines: list[int]
    """The line of the file that each row stands in."""
    groups: dict[str, list[str]]
    """Ids of groups and choices, by the name of their field."""
    labels: dict[str, dict[str, Text]]
    """The names of the groups, by field and id: of the declared ones, else of those found in the table."""
    numbers: dict[str, npt.NDArray[np.float64]]
    suppressed: dict[str, npt.NDArray[np.bool_]]
    """Which cells of a column of numbers the publisher withheld."""
    days: dict[str, list[Any]]
    ignored: int
    """Rows that the plan says are not to be read, such as totals or other years."""
    cut: dict[str, npt.NDArray[np.bool_]] = field(default_factory=dict)
    """Which counts were cut to the population, as the plan declares."""

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(self.lines)


def place(path: Path, line: int, column: str = "") -> str:
    """A place in a file, the same in both languages."""
    return f"{path}:{line} [{column}]" if column else f"{path}:{line}"


@dataclass
class Reading:
    """A table while it is read, with the mistakes so far."""

    path: Path
    fields: list[Field]
    cells: Cells
    problems: list[Problem] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    values: dict[str, list[Any]] = field(default_factory=dict)
    hidden: dict[str, list[bool]] = field(default_factory=dict)
    first_line: dict[tuple[Any, ...], int] = field(default_factory=dict)
    ignored: int = 0
    sources: dict[Path, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.sources = {self.path: _sha256(self.path)}
        self.values = {one.name: [] for one in self.fields}
        self.hidden = {one.name: [] for one in self.fields if isinstance(one, NumberField)}

    def add(self, where: str, message: Text) -> None:
        """Note a mistake."""
        self.problems.append(Problem(where, message))

    def add_at(self, row: int, column: str, message: Text) -> None:
        """Note a mistake in a row that was read."""
        self.add(place(self.path, self.lines[row], column), message)

    def add_column(self, one: NumberField, values: list[float], hidden: list[bool], sources: dict[Path, str]) -> None:
        """Add a column of numbers that another table gave."""
        self.sources |= sources
        self.fields.append(one)
        self.values[one.name], self.hidden[one.name] = list(values), hidden

    def finish(self) -> Table:
        """The table.

        Raises:
            DataError: with every mistake that was noted.
        """
        if self.problems:
            shown = self.problems[:MOST_PROBLEMS]
            if len(self.problems) > MOST_PROBLEMS:
                shown.append(Problem(str(self.path), _MORE.fill(n=len(self.problems) - MOST_PROBLEMS)))
            raise DataError(*shown)
        return Table(
            self.path,
            self.sources,
            self.lines,
            {one.name: self.values[one.name] for one in self.fields if isinstance(one, (GroupField, ChoiceField))},
            {
                one.name: one.labels or self.cells.own.get(one.name, {})
                for one in self.fields
                if isinstance(one, GroupField)
            },
            {name: np.array(self.values[name], dtype=np.float64) for name in self.hidden},
            {name: np.array(hidden, dtype=np.bool_) for name, hidden in self.hidden.items()},
            {one.name: self.values[one.name] for one in self.fields if isinstance(one, DateField)},
            self.ignored,
        )


def read_table(file: TableFile, folder: Path, fields: list[Field], *, unique: bool = True) -> Reading:
    """Read a table; what it returns still holds its mistakes, so that a section can add its own before ``finish``.

    Args:
        file: the file of the plan and how it is written.
        folder: the folder of the plan.
        fields: the columns that are needed; several may be read from one column.
        unique: whether there is one row for each combination of group, choice and day.

    Raises:
        DataError: when there is no such file, it can't be read, or a column is missing.
    """
    path = folder / file.path
    if not path.is_file():
        raise DataError(Problem(str(path), _NO_FILE))
    reading = Reading(path, list(fields), Cells(file))
    columns = _needed(file, fields)
    kind = file.format or _format(path)
    try:
        reader = _reader(path, kind, file)
        problems = [Problem(str(path), text) for text in _header_mistakes(reader.read_header(columns), columns)]
        if problems:
            raise DataError(*problems)
        for row in _rows(reader, columns, reading):
            _take(reading, row, columns, unique=unique)
    except (OSError, EOFError, ValueError, zlib.error) as error:
        message = _UNREADABLE.fill(format=kind, why=str(error)[:200])
        raise DataError(Problem(str(path), message)) from None
    if not reading.lines and not reading.problems:
        reading.add(str(path), _EMPTY)
    _declared_groups(reading)
    return reading


def _format(path: Path) -> str:
    suffixes = [suffix.lower() for suffix in path.suffixes if suffix.lower() != ".gz"]
    return FORMATS.get(suffixes[-1] if suffixes else "", "csv")


def _reader(path: Path, kind: str, file: TableFile) -> DelimitedFile | JsonLinesFile | WorkbookFile:
    if kind == "jsonl":
        return JsonLinesFile(path, file.encoding)
    if kind == "excel":
        return WorkbookFile(path, file.sheet)
    return DelimitedFile(path, file.encoding, file.delimiter or ("\t" if kind == "tsv" else None))


def _header_mistakes(header: list[str], columns: list[str]) -> Iterator[Text]:
    if not header:
        yield _EMPTY
        return
    for name in columns:
        if name not in header:
            close = difflib.get_close_matches(name, header, n=1, cutoff=0.5)
            near = _NEAR.fill(name=close[0]) if close else ""
            yield _NO_COLUMN.fill(name=name, known=", ".join(header[:40]), near=near)
        elif f"{name}.1" in header:  # how the readers call a repeated name
            yield _TWICE.fill(name=name)


@dataclass(frozen=True)
class _Row:
    line: int
    defect: int
    cells: dict[str, str | None]
    headers: dict[str, str]
    """The real name of a column that unpivoting made."""


def _needed(file: TableFile, fields: list[Field]) -> list[str]:
    """The columns that the file itself must have."""
    made = {file.unpivot.into, file.unpivot.value} if file.unpivot else set()
    names = [one.column for one in fields if one.column not in made] + list(file.only)
    return list(dict.fromkeys([*names, *(file.unpivot.columns if file.unpivot else [])]))


def _rows(reader: Any, columns: list[str], reading: Reading) -> Iterator[_Row]:
    """The rows that are to be read, in the order of lines (the readers give broken rows after sound ones)."""
    found: list[tuple[int, int, list[str | None]]] = []
    for batch in reader.batches(columns):
        if len(found) + batch.num_rows > MOST_ROWS:
            raise DataError(Problem(str(reading.path), _TOO_LONG.fill(most=f"{MOST_ROWS:,}")))
        names = [LINE, DEFECT, *columns]
        data = (batch.column(batch.schema.get_field_index(name)).to_pylist() for name in names)
        found += [(line, defect, cells) for line, defect, *cells in zip(*data, strict=True)]
    file = reading.cells.file
    for line, defect, cells in sorted(found, key=lambda row: row[0]):
        row = dict(zip(columns, cells, strict=True))
        if defect == EMPTY_LINE or (not defect and not any((cell or "").strip() for cell in cells)):
            continue
        if not defect and any((row[name] or "").strip() not in values for name, values in file.only.items()):
            reading.ignored += 1
        elif defect or file.unpivot is None:
            yield _Row(line, defect, row, {})
        else:
            for header in file.unpivot.columns:
                made = {file.unpivot.into: header, file.unpivot.value: row[header]}
                yield _Row(line, defect, row | made, {file.unpivot.value: header, file.unpivot.into: header})


def _take(reading: Reading, row: _Row, columns: list[str], *, unique: bool) -> None:
    cells, path = row.cells, reading.path
    if row.defect:
        reading.add(*_defect(path, row.line, row.defect, columns))
        return
    groups = [one for one in reading.fields if isinstance(one, GroupField)]
    if any((cells[one.column] or "").strip() in one.declared.ignore for one in groups):
        reading.ignored += 1
        return
    found = {one.name: _value(reading, row, one) for one in reading.fields}
    key = tuple(found[one.name] for one in reading.fields if _tells_apart(one))
    if unique and None not in key:
        if key in reading.first_line:
            reading.add(place(path, row.line), _SECOND_ROW.fill(line=reading.first_line[key]))
        reading.first_line.setdefault(key, row.line)
    reading.lines.append(row.line)
    for one in reading.fields:
        reading.values[one.name].append(found[one.name])
        if isinstance(one, NumberField):
            reading.hidden[one.name].append(reading.cells.suppressed(cells[one.column]))


def _tells_apart(one: Field) -> bool:
    return isinstance(one, (GroupField, DateField)) or one.key


def _value(reading: Reading, row: _Row, one: Field) -> Any:
    cells, raw = reading.cells, row.cells[one.column]
    try:
        if isinstance(one, NumberField):
            return cells.number(raw, one)
        if isinstance(one, GroupField):
            return cells.group(raw, one)
        return cells.choice(raw, one) if isinstance(one, ChoiceField) else cells.day(raw, one)
    except CellError as error:
        reading.add(place(reading.path, row.line, row.headers.get(one.column, one.column)), error.reason)
        return np.nan if isinstance(one, NumberField) else None


def _defect(path: Path, line: int, defect: int, columns: list[str]) -> tuple[str, Text]:
    if defect > len(STRUCTURAL_DEFECTS):
        return place(path, line, columns[defect - len(STRUCTURAL_DEFECTS) - 1]), _BROKEN_BYTES
    words = {BROKEN_QUOTE: _BROKEN, BROKEN_JSON: _BROKEN_JSON}
    return place(path, line), words.get(defect, _WRONG_COUNT)


def _declared_groups(reading: Reading) -> None:
    for one in reading.fields:
        if isinstance(one, GroupField) and one.declared.absent == "error":
            found = set(reading.values[one.name])
            for id_ in one.labels:
                if id_ not in found:
                    reading.add(f"{reading.path} [{one.column}]", _NO_ROW.fill(name=id_))


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
