"""Which rows count: every column that the audit uses is validated inside the same query that counts.

A row is left out once, for its first defect. Columns with few values (level, outcome, groups) stay as the log writes them
until after the count, because an engine groups by dictionary-encoded text far faster than it recodes it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import ibis
import ibis.expr.types as ir

from policeaudit.log.banded import binned, delay_band, seconds_between, ticks_of
from policeaudit.log.source import FILE
from policeaudit.log.text_files import DEFECT, LINE, STRUCTURAL
from policeaudit.log.typed import as_number, as_text, as_time
from policeaudit.plan.model import Plan
from policeaudit.plan.tables import ResponseLog

CODE, BUCKET = "code", "bucket"
LEVEL, ALERT, OUTCOME, VERSION = "level", "alert", "outcome", "version"
DRAWN = "drawn"
REVIEW, DECISION, ACTION, CLOSED, HASTY = "review", "decision", "action", "closed", "hasty"
BAND_MISSING = -1
SCORE, TIME, OUTCOME_TIME = "__score", "__time", "__outcome_time"
MONTH, DELAY = "month", "delay"
MINUTES, REVIEW_START, REVIEW_END = "__minutes", "__review_start", "__review_end"
REVIEW_TICK = "review_tick"


@dataclass(frozen=True)
class Defect:
    """Why a row is left out, and in which column of the log that shows (None: the whole row)."""

    reason: str
    column: str | None


@dataclass(frozen=True)
class CheckedRows:
    """The rows of the log with the code of their first defect (0: none that the engine can see).

    ``keys`` says in which column of the table each thing to count by stands, as the log writes it. Whether a level or
    an outcome is known is decided on their distinct values (``log.values``), not row by row.
    """

    table: ir.Table
    defects: list[Defect]
    keys: dict[str, str]
    subject: str | None

    def left_out(self, unknown: dict[str, list[str | None]]) -> ir.Table:
        """File, line, code and keys of the rows that are left out."""
        table = self.table
        keys = {key: table[self.keys[key]] for key in unknown}
        return table.filter(self.unsound(unknown)).select(FILE, LINE, CODE, **keys)

    def unsound(self, unknown: dict[str, list[str | None]]) -> Any:
        """Whether a row has a defect or one of the ``unknown`` values of a key."""
        table = self.table
        condition = table[CODE] > 0
        for key, values in unknown.items():
            texts = [value for value in values if value is not None]
            if texts:
                condition |= table[self.keys[key]].isin(texts).fill_null(False)
            if None in values:
                condition |= table[self.keys[key]].isnull()
        return condition


def needed_columns(plan: Plan) -> list[str]:
    """The columns of the log that the audit needs for its figures."""
    roles = plan.columns
    used = [role.column for _, role in roles if role is not None]
    waits = [
        one.column
        for part in plan.response
        if part.log is not None
        for one in (part.log.start, part.log.end, part.group, part.area)
        if one is not None
    ]
    return list(dict.fromkeys([*used, *(feature.column for feature in plan.features), *plan.log.key, *waits]))


def wanted_columns(plan: Plan) -> list[str]:
    """The columns that are read in full: those that are needed, and those that together may point to a person.

    Of any other, no more than a sample is looked at, and that only where the plan asks what the log may hold
    (``log.inspection``).
    """
    quasi = plan.protection.quasi_identifiers if plan.protection else []
    return list(dict.fromkeys([*needed_columns(plan), *quasi]))


def named_columns(plan: Plan) -> list[str]:
    """The columns that must be in the log: those that are read in full, and those whose text is to be searched."""
    searched = plan.protection.free_text if plan.protection else []
    return list(dict.fromkeys([*wanted_columns(plan), *searched]))


def feature_key(index: int) -> str:
    """The name of a feature's column in the checked rows."""
    return f"feature_{index}"


def wait_tick(index: int) -> str:
    """The name of the column with the durations of a section about response times."""
    return f"wait_{index}"


def raw_columns(plan: Plan) -> dict[str, str]:
    """Where the checked rows hold each column of the log, as text."""
    return {name: f"raw_{i}" for i, name in enumerate(wanted_columns(plan))}


@dataclass(frozen=True)
class Standard:
    """One file, standardised: its table, what is computed from a row, and the text of a row by its name there."""

    table: ir.Table
    computed: dict[str, Any]
    text: dict[str, Any]

    def rows(self) -> ir.Table:
        """All of it."""
        return self.table.select(FILE, LINE, **self.computed, **self.text)


def check_rows(tables: list[ir.Table], plan: Plan, rows: Callable[[int, Standard], ir.Table]) -> CheckedRows:
    """Standardise and validate the tables of all files.

    Each table holds the wanted columns, the physical line and the code of a structural defect. ``rows`` takes the number
    of a file and makes a table of ``FILE``, ``LINE`` and the columns of its standard form.
    """
    checker = _Checker(plan)
    parts = [rows(index, checker.standardise(table)) for index, table in enumerate(tables)]
    return CheckedRows(
        ibis.union(*parts) if len(parts) > 1 else parts[0], checker.defects, checker.keys, checker.subject
    )


SEPARATOR = "\x1f"
"""Between the texts of a row that are read as one."""


class _Checker:
    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.raw = raw_columns(plan)
        self.defects = [Defect(reason, None) for reason in STRUCTURAL]
        self.defects += [Defect("broken_encoding", name) for name in self.raw]  # the order of broken_encoding()
        self.keys = self._keys()
        self.subject = self.raw[plan.columns.subject.column] if plan.columns.subject else None

    def code(self, reason: str, column: str | None) -> int:
        """The number of a defect; the same in every table."""
        defect = Defect(reason, column)
        if defect not in self.defects:
            self.defects.append(defect)
        return self.defects.index(defect) + 1

    def standardise(self, table: ir.Table) -> Standard:
        """The code of the first defect of one file's rows, what else is computed from them, and their text."""
        columns = self.plan.columns
        # typed values stand in a projection of their own: what stands in a CASE is computed once for each mention
        table = table.mutate(**self._typed(table))
        checks: list[Any] = [ibis.ifelse(table[DEFECT] > 0, table[DEFECT].cast("int16"), None)]
        computed: dict[str, Any] = {}
        if columns.time:
            checks.append(self._check_period(table, columns.time.column))
        if columns.score:
            needed = columns.score.alert_from is not None
            checks.append(self._check_number(table, columns.score.column, SCORE, columns.score.range, needed=needed))
            if needed:
                computed[ALERT] = table[SCORE] >= columns.score.alert_from
            computed |= binned(table[SCORE], columns.score.range)
        if columns.alert and columns.alert.recorded:
            computed[ALERT] = ~self._is_nothing(table[columns.alert.column])
        if columns.time:
            computed[MONTH] = (table[TIME].year() * 12 + table[TIME].month() - 1).cast("int32").fill_null(0)
        if columns.time and columns.outcome_time:
            computed[DELAY] = delay_band(table[TIME], table[OUTCOME_TIME])
        if columns.outcome_time:
            checks.append(self._check_time(table, columns.outcome_time.column, OUTCOME_TIME, missing=None))
        checks += [*self._check_review(table), *self._check_waits(table)]
        computed |= self._steps(table) | self._waits(table)
        if self.plan.protection and columns.time:
            computed[TIME] = table[TIME]
        for index, feature in enumerate(self.plan.features):
            if feature.bins:
                name = _number_name(index)
                checks.append(self._check_number(table, feature.column, name, (feature.bins[0], float("inf"))))
                bands = [(table[name] >= edge, band) for band, edge in reversed(list(enumerate(feature.bins)))]
                computed[feature_key(index)] = ibis.cases(*bands, else_=BAND_MISSING).cast("int16")
        if columns.subject:
            computed[BUCKET] = self._bucket(table, columns.subject.column)
        text = {alias: as_text(table[name]) for name, alias in self.raw.items()}
        return Standard(table, {CODE: ibis.coalesce(*checks, 0).cast("int16")} | computed, text)

    def _typed(self, table: ir.Table) -> dict[str, Any]:
        """The numbers and times of a table, null where a text is none."""
        columns = self.plan.columns
        typed = {}
        if columns.score:
            typed[SCORE] = as_number(table[columns.score.column])
        for index, feature in enumerate(self.plan.features):
            if feature.bins:
                typed[_number_name(index)] = as_number(table[feature.column])
        if columns.review_minutes:
            typed[MINUTES] = as_number(table[columns.review_minutes.column])
        for name, role in (
            (TIME, columns.time),
            (OUTCOME_TIME, columns.outcome_time),
            (REVIEW_START, columns.review_start),
            (REVIEW_END, columns.review_end),
        ):
            if role:
                typed[name] = as_time(table[role.column], role.format)
        for index, log in self._timed_responses():
            for end in ("start", "end"):
                role = getattr(log, end)
                typed[_wait_end(index, end)] = as_time(table[role.column], role.format)
        return typed

    def _timed_responses(self) -> list[tuple[int, ResponseLog]]:
        """The sections about response times that take them from the log, by their place in the plan."""
        return [(i, part.log) for i, part in enumerate(self.plan.response) if part.log is not None]

    def _keys(self) -> dict[str, str]:
        columns = self.plan.columns
        roles = {
            LEVEL: columns.level,
            ALERT: columns.alert,
            OUTCOME: columns.outcome,
            VERSION: columns.model_version,
            DECISION: columns.decision,
        }
        keys = {key: self.raw[role.column] for key, role in roles.items() if role is not None}
        for key, step in columns.yes_or_no.items():
            keys[key] = key if step.recorded else self.raw[step.column]
        if columns.review and columns.review.plausible_minutes is not None:
            keys[HASTY] = HASTY
        if (columns.score and columns.score.alert_from is not None) or (columns.alert and columns.alert.recorded):
            keys[ALERT] = ALERT
        for index, feature in enumerate(self.plan.features):
            keys[feature_key(index)] = feature_key(index) if feature.bins else self.raw[feature.column]
        if columns.subject:
            keys[BUCKET] = BUCKET
        return keys

    def _is_nothing(self, column: Any) -> Any:
        """Nothing recorded: null, NaN, or one of the plan's words for it."""
        if column.type().is_floating():
            return column.isnull() | column.isnan()
        if column.type().is_string():
            # a search in an array, because IN becomes a join, which is made for every row
            words = ibis.array(self.plan.log.missing).contains(column.strip())
            return ibis.ifelse(column.isnull() | (column == ""), True, words)
        return column.isnull()

    def _absent(self, column: Any, missing: int | None, unreadable: int) -> Any:
        """The defect of a row that has no value as it should be: nothing was recorded, or it cannot be read."""
        return ibis.ifelse(self._is_nothing(column), missing, unreadable).cast("int16")

    def _check_number(
        self, table: ir.Table, column: str, typed: str, allowed: tuple[float, float], *, needed: bool = False
    ) -> Any:
        number, (low, high) = table[typed], allowed
        missing = self.code("missing_score", column) if needed else None
        absent = self._absent(table[column], missing, self.code("unreadable_number", column))
        outside = (number < low) | (number > high)
        return ibis.cases((number.isnull(), absent), (outside, self.code("out_of_range", column)))

    def _check_time(
        self, table: ir.Table, column: str, typed: str, missing: int | None, *others: tuple[Any, int]
    ) -> Any:
        absent = self._absent(table[column], missing, self.code("unreadable_date", column))
        return ibis.cases((table[typed].isnull(), absent), *others)

    def _check_period(self, table: ir.Table, column: str) -> Any:
        when, period = table[TIME], self.plan.audit.period
        start = dt.datetime.combine(period.start, dt.time())
        end = dt.datetime.combine(period.end + dt.timedelta(days=1), dt.time())
        outside = ((when < start) | (when >= end), self.code("outside_period", column))
        return self._check_time(table, column, TIME, self.code("missing_time", column), outside)

    def _check_review(self, table: ir.Table) -> list[Any]:
        columns = self.plan.columns
        if columns.review_minutes:
            return [self._check_number(table, columns.review_minutes.column, MINUTES, (0.0, float("inf")))]
        if not (columns.review_start and columns.review_end):
            return []
        start, end = columns.review_start.column, columns.review_end.column
        return self._check_span(table, {start: REVIEW_START, end: REVIEW_END}, "review_ends_first")

    def _check_waits(self, table: ir.Table) -> list[Any]:
        checks = []
        for index, log in self._timed_responses():
            ends = {getattr(log, end).column: _wait_end(index, end) for end in ("start", "end")}
            checks += self._check_span(table, ends, "response_ends_first")
        return checks

    def _check_span(self, table: ir.Table, typed: dict[str, str], reason: str) -> list[Any]:
        """The defects of a column with a start and of one with an end, given with the names of their times."""
        (start, first), (end, last) = typed.items()
        backwards = (table[last] < table[first], self.code(reason, end))
        return [self._check_time(table, start, first, None), self._check_time(table, end, last, None, backwards)]

    def _waits(self, table: ir.Table) -> dict[str, Any]:
        """How long responses and reviews took, in the steps of their bands."""
        columns, ticks = self.plan.columns, {}
        for index, _ in self._timed_responses():
            seconds = seconds_between(table[_wait_end(index, "start")], table[_wait_end(index, "end")])
            ticks[wait_tick(index)] = ticks_of(seconds, self.plan.response[index].bands)
        if columns.has_review_times:
            given = columns.review_minutes is not None
            seconds = (table[MINUTES] * 60).ceil() if given else seconds_between(table[REVIEW_START], table[REVIEW_END])
            ticks[REVIEW_TICK] = ticks_of(seconds, columns.review_bands)
        return ticks

    def _steps(self, table: ir.Table) -> dict[str, Any]:
        """What is computed of the steps that people took: any entry as yes or no, and whether a review was too short."""
        columns = self.plan.columns
        steps = {}
        for key, step in columns.yes_or_no.items():
            if step.recorded:
                steps[key] = ibis.ifelse(self._is_nothing(table[step.column]), "no", "yes")
        if columns.review and columns.review.plausible_minutes is not None:
            given = columns.review_minutes is not None
            minutes = table[MINUTES] if given else seconds_between(table[REVIEW_START], table[REVIEW_END]) / 60
            least = columns.review.plausible_minutes
            steps[HASTY] = ibis.cases((minutes < least, "yes"), (minutes >= least, "no"))
        return steps

    def _bucket(self, table: ir.Table, column: str) -> Any:
        """int(md5(subject)[:4], 16) mod 64: the same on every engine, unlike their own hashes.

        A row without a subject stands for itself, told by all that the audit reads of it.
        """
        subject = as_text(table[column])
        others = [as_text(table[name]).fill_null("") for name in self.raw]
        known = subject.notnull() & (subject != "")
        told_by = ibis.ifelse(known, subject, ibis.literal(SEPARATOR).join(others))
        return ((ibis.literal("0x") + told_by.hexdigest("md5").left(4)).cast("int64") % 64).cast("int8")


def _number_name(index: int) -> str:
    return f"__number_{index}"


def _wait_end(index: int, end: str) -> str:
    return f"__wait_{index}_{end}"
