"""What a cell of a table holds: a number as it was declared to be written, a group, a choice or a day; never a guess."""

from __future__ import annotations

import datetime as dt
import difflib
import math
import re
import unicodedata
from dataclasses import dataclass, field
from typing import Literal

from policeaudit.plan.table_file import Groups, Percent, TableFile
from policeaudit.text import Text, same

NumberKind = Literal["count", "number", "share"]
LARGEST = 1e15


class CellError(ValueError):
    """Why a cell can't be read; ``reason`` never holds what is in it."""

    def __init__(self, reason: Text) -> None:
        super().__init__(reason.en)
        self.reason = reason


@dataclass(frozen=True)
class NumberField:
    """A column of numbers.

    ``denominator``: something is divided by it, so it must be above 0, and there unless it is suppressed. ``required``:
    it must be there. ``bounded``: a share above 1 is a
    mistake. ``signed``: it may be negative. ``key``: it tells rows of one group apart.
    """

    name: str
    column: str
    kind: NumberKind
    times: float = 1.0
    percent: Percent = "fraction"
    denominator: bool = False
    required: bool = False
    bounded: bool = True
    signed: bool = False
    key: bool = False


@dataclass(frozen=True)
class GroupField:
    """A column of groups, declared or the table's own values."""

    name: str
    declared: Groups

    @property
    def column(self) -> str:
        """Its name in the table."""
        return self.declared.column

    @property
    def ids(self) -> dict[str, str]:
        """Declared value -> group id."""
        return {value: group.id for group in self.declared.groups for value in group.values}

    @property
    def labels(self) -> dict[str, Text]:
        """Group id -> name, of the declared groups."""
        return {group.id: group.label for group in self.declared.groups}


@dataclass(frozen=True)
class ChoiceField:
    """A column whose values the plan maps; ``key``: it tells rows of one group apart."""

    name: str
    column: str
    ids: dict[str, str]
    key: bool = True


@dataclass(frozen=True)
class DateField:
    """A column of days; ``month``: any day stands for its month."""

    name: str
    column: str
    format: str | None = None
    month: bool = False


Field = NumberField | GroupField | ChoiceField | DateField

_EMPTY_GROUP = Text(en="the group is missing", zh="缺少群体")
_NOT_DECLARED = Text(
    en="this value is not declared{near}; declare it, correct it, or list it under ignore if it is a total",
    zh="该取值未声明{near}；请予声明或更正，如为合计行请列入ignore",
)
_NO_CHOICE = Text(en="this value is not declared{near}", zh="该取值未声明{near}")
_NEAR = Text(en=" (did you mean “{name}”?)", zh="（是否应为“{name}”？）")
_KNOWN = Text(en=" (declared: {names})", zh="（已声明：{names}）")
_NO_NUMBER = Text(
    en="not a number; if it marks a withheld cell list it under suppressed, if it means nothing recorded under missing",
    zh="不是数字；如表示保密单元格请列入suppressed，如表示未记录请列入missing",
)
_THOUSANDS = Text(
    en="a number with a separator: declare thousands, or export it without",
    zh="数字含分隔符：请声明thousands，或导出时去掉分隔符",
)
_PERCENT_SIGN = Text(
    en="a percent sign in a column that is not declared as percent",
    zh="该列未声明为百分数（percent），却含百分号",
)
_NEGATIVE = Text(
    en="a negative number where none can be; if it is a code, as -666666666, list it under missing or suppressed",
    zh="此处不应为负数；如为-666666666之类的代码，请列入missing或suppressed",
)
_TOO_LARGE = Text(en="a number too large to be true", zh="数字过大，不合常理")
_NOT_WHOLE = Text(en="not a whole number where something is counted", zh="此处为计数，应为整数")
_ABOVE_1 = Text(
    en="a share above 1: it is declared as fraction; if it is written as 12.3 declare percent",
    zh="比例大于1：该列声明为小数（fraction），如写作12.3请声明为percent",
)
_ABOVE_100 = Text(en="a share above 100 %", zh="比例大于100%")
_MISSING = Text(en="a number is missing where one is needed", zh="此处缺少数字")
_NO_DENOMINATOR = Text(
    en="the number that is divided by is missing: supply it, or leave the row out", zh="缺少分母：请补充，或删去该行"
)
_ZERO_DENOMINATOR = Text(
    en="the number that is divided by is 0: correct it, or leave the row out", zh="分母为0：请更正，或删去该行"
)
_NO_DATE = Text(
    en="not a date; write it as 2022-10-01 or 2022-10, or declare its format",
    zh="不是日期；请写作2022-10-01或2022-10，或声明格式（format）",
)

_PLAIN = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?")


@dataclass
class Cells:
    """Reads the cells of one table."""

    file: TableFile
    own: dict[str, dict[str, Text]] = field(default_factory=dict)
    """For each field without declared groups: the values that were found, in order, with their names."""

    def recorded(self, raw: str | None) -> str | None:
        """A cell without surrounding space; None where nothing is recorded."""
        value = (raw or "").strip()
        return None if value in self.file.missing else value

    def suppressed(self, raw: str | None) -> bool:
        """Whether the publisher withheld the cell."""
        return (raw or "").strip() in self.file.suppressed

    def number(self, raw: str | None, field: NumberField) -> float:
        """A number; NaN where nothing is recorded or the cell is suppressed.

        Raises:
            CellError: when it is not one as declared.
        """
        value = None if self.suppressed(raw) else self.recorded(raw)
        if value is None:
            if field.required:
                raise CellError(_MISSING)
            if field.denominator and not self.suppressed(raw):
                raise CellError(_NO_DENOMINATOR)
            return math.nan
        number = self._parsed(value, field)
        if number < 0 and not field.signed:
            raise CellError(_NEGATIVE)
        if abs(number) > LARGEST:
            raise CellError(_TOO_LARGE)
        if field.kind == "count":
            number = _whole(number, field)
        if field.denominator and number == 0:
            raise CellError(_ZERO_DENOMINATOR)
        if field.kind == "share" and field.bounded and number > 1:
            raise CellError(_ABOVE_100 if field.percent == "percent" else _ABOVE_1)
        return number

    def _parsed(self, value: str, field: NumberField) -> float:
        text = unicodedata.normalize("NFKC", value).replace("\N{MINUS SIGN}", "-").strip()
        percent = field.kind == "share" and field.percent == "percent"
        if text.endswith("%"):
            if not percent:
                raise CellError(_PERCENT_SIGN)
            text = text[:-1].rstrip()
        separator = self.file.thousands
        if separator and re.fullmatch(rf"[+-]?\d{{1,3}}({re.escape(separator)}\d{{3}})+(\.\d+)?", text):
            text = text.replace(separator, "")
        if not _PLAIN.fullmatch(text):
            raise CellError(_THOUSANDS if re.fullmatch(r"[+-]?\d+([,' ]\d+)+(\.\d+)?", text) else _NO_NUMBER)
        number = float(text)
        return number / 100 if percent else number * field.times

    def group(self, raw: str | None, field: GroupField) -> str | None:
        """The id of a group; None for a row that is to be ignored.

        Raises:
            CellError: when there is none or it is not declared.
        """
        value = (raw or "").strip()
        if value in field.declared.ignore:
            return None
        if field.declared.groups:
            return _chosen(value, field.ids, _NOT_DECLARED)
        if self.recorded(value) is None:
            raise CellError(_EMPTY_GROUP)
        self.own.setdefault(field.name, {}).setdefault(value, same(value))
        return value

    def choice(self, raw: str | None, field: ChoiceField) -> str:
        """What a declared value stands for.

        Raises:
            CellError: when it is not declared.
        """
        return _chosen((raw or "").strip(), field.ids, _NO_CHOICE)

    def day(self, raw: str | None, field: DateField) -> dt.date:
        """A day; of a month, its first one.

        Raises:
            CellError: when it is none.
        """
        day = _day((raw or "").strip(), field.format)
        return day.replace(day=1) if field.month else day


def _day(value: str, format_: str | None) -> dt.date:
    try:
        if format_:
            return dt.datetime.strptime(value, format_).date()
        month = re.fullmatch(r"(\d{4})[-/年](\d{1,2})月?", value)
        return dt.date(int(month[1]), int(month[2]), 1) if month else dt.datetime.fromisoformat(value).date()
    except ValueError:
        raise CellError(_NO_DATE) from None


def _whole(number: float, field: NumberField) -> float:
    nearest = float(round(number))
    # written in another unit, as 6.54 for 6.54 亿, a count is rounded anyway
    if field.times == 1 and abs(number - nearest) > 1e-6:
        raise CellError(_NOT_WHOLE)
    return nearest


def _chosen(value: str, ids: dict[str, str], message: Text) -> str:
    if value in ids:
        return ids[value]
    close = difflib.get_close_matches(value, list(ids), n=1, cutoff=0.5)
    near = _NEAR.fill(name=close[0]) if close else _KNOWN.fill(names=", ".join(list(ids)[:20]))
    raise CellError(message.fill(near=near))
