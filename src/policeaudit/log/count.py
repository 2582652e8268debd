"""Counts the checked rows: one GROUP BY in the engine, then the log's own values become groups, levels and statuses."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import product
from typing import Any
from zoneinfo import available_timezones

import duckdb
import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from policeaudit.errors import DataError, PoliceauditError, Problem
from policeaudit.log import intake
from policeaudit.log.held import fetch, hold
from policeaudit.log.intake import (
    CheckedRows,
    Defect,
    check_rows,
    feature_key,
    leave_out_repeated,
    raw_columns,
    repeated_keys,
    repeated_rows,
    wanted_columns,
)
from policeaudit.log.source import FILE, LogFile
from policeaudit.log.steps import STEPS, Coded, Steps, count_steps
from policeaudit.log.tally import ALL, COLUMNS, Tally, add_up
from policeaudit.log.text_files import LINE
from policeaudit.log.values import KnownValues, known_values, recorded, unknown_values
from policeaudit.measures import STATUSES
from policeaudit.plan.model import Plan
from policeaudit.plan.parts import NOT_RECORDED, OTHER_VALUE, Feature
from policeaudit.text import Text

MAX_GROUPS = 200

_SETTINGS = (
    "autoinstall_known_extensions=false",  # nothing is fetched
    "autoload_known_extensions=false",
    "temp_directory=''",  # no row is spilled to disk
    "enable_progress_bar=false",
)


@dataclass
class CountedLog:
    """A counted log: its tally, and where each row that was left out stands."""

    tally: Tally
    files: list[LogFile]
    checked: CheckedRows = field(repr=False)
    _values: dict[str, KnownValues] = field(repr=False)

    def left_out_csv(self) -> str:
        """File, line, column and reason of every row left out; never a value."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(["file", "line", "column", "reason"])
        if self.tally.left_out:
            unknown = unknown_values(self._values)
            table = fetch(self.checked.left_out(unknown))
            table = table.sort_by([(FILE, "ascending"), (LINE, "ascending")])
            for row in table.to_pylist():
                found = [values.defect(row[key]) for key, values in self._values.items() if key in unknown]
                if row[intake.CODE]:
                    found = [self.checked.defects[row[intake.CODE] - 1]]
                defect = next(each for each in found if each is not None)
                writer.writerow([_unformula(row[FILE]), row[LINE], _unformula(defect.column or ""), defect.reason])
        return out.getvalue()


def _unformula(value: str) -> str:
    """A cell that a spreadsheet would run as a formula is made plain text."""
    return f"'{value}" if value[:1] in ("=", "+", "-", "@", "\t", "\r") else value


def count_log(files: list[LogFile], plan: Plan, plan_sha256: str) -> CountedLog:
    """Reduce the files of a log to a tally in one scan.

    Raises:
        DataError: when a file breaks off, no row can be used, or a sensitive feature has too many values.
    """
    con = ibis.duckdb.connect()
    for setting in _SETTINGS:
        con.raw_sql(f"SET {setting}")
    _set_local_time(con, files)
    columns = wanted_columns(plan)
    tables = [file.table(con, columns, index) for index, file in enumerate(files)]
    try:
        checked = check_rows(tables, plan, partial(_held, con, files, plan))
        if plan.log.key:
            keys = con.create_table("repeated_keys", repeated_keys(checked, plan), temp=True)
            if fetch(keys.limit(1)).num_rows:
                again = con.create_table("again", repeated_rows(checked, keys, plan), temp=True)
                checked = leave_out_repeated(checked, again, plan)
        recoder = _Recoder(plan, checked, _group(checked))
        subjects = _subjects(checked, plan, recoder.values)
    except PoliceauditError:
        raise
    except Exception as error:
        raise _unreadable(files, error) from error
    tally = recoder.tally(plan_sha256, subjects)
    if tally.rows_used == 0:
        raise DataError(Problem(plan.log.path, _no_rows(tally)))
    return CountedLog(tally, files, checked, recoder.values)


def _held(con: Any, files: list[LogFile], plan: Plan, index: int, standard: ir.Table) -> ir.Table:
    file = files[index]
    return standard if file.reader is None else hold(con, file, standard, raw_columns(plan), f"held_{index}")


def _set_local_time(con: Any, files: list[LogFile]) -> None:
    """Times with a zone count in the zone that their file declares, as local times do in text."""
    zones = {file.zone for file in files if file.zone}
    if len(zones) == 1 and (zone := zones.pop()) in available_timezones():
        con.raw_sql(f"SET TimeZone = '{zone}'")


def _group(checked: CheckedRows) -> pa.Table:
    table = checked.table.select(intake.CODE, **{key: checked.table[name] for key, name in checked.keys.items()})
    return fetch(table.group_by(table.columns).agg(n=table.count()))


def _subjects(checked: CheckedRows, plan: Plan, values: dict[str, KnownValues]) -> tuple[int, int] | None:
    if checked.subject is None:
        return None
    table = checked.table
    if plan.columns.level:
        alerted = table[checked.keys[intake.LEVEL]].isin(_alert_values(plan))
    elif plan.columns.alert:
        alerted = table[checked.keys[intake.ALERT]].isin(plan.columns.alert.yes)
    else:
        alerted = table[intake.ALERT]
    rows = table.filter(~checked.unsound(unknown_values(values)))
    rows = rows.select(subject=rows[checked.subject], alerted=alerted).filter(ibis._.subject.notnull())
    subjects = rows.group_by("subject").agg(alerted=rows.alerted.max())
    (row,) = fetch(subjects.agg(all=subjects.count(), alerted=subjects.count(where=subjects.alerted))).to_pylist()
    return int(row["all"]), int(row["alerted"])


def _alert_values(plan: Plan) -> list[str]:
    level = plan.columns.level
    assert level is not None  # noqa: S101 - asked only where there are levels
    ids = [part.id for part in level.levels]
    return [value for part in level.levels[ids.index(level.alert_from) :] for value in part.values]


_DAMAGE = (duckdb.Error, duckdb.IOException, duckdb.InvalidInputException)
"""What the engine raises itself where a Parquet file is damaged; its other errors are mistakes of ours."""


def _unreadable(files: list[LogFile], error: Exception) -> Exception:
    """A file that breaks off half-way is the data's fault; anything else is ours."""
    broken = [file for file in files if file.error is not None]
    if not broken and not isinstance(error, (OSError, pa.ArrowException)) and type(error) not in _DAMAGE:
        return error
    text = Text(
        en="breaks off or is damaged: {why}. Ask for the file again",
        zh="文件不完整或已损坏：{why}。请重新获取该文件",
    )
    return DataError(*(Problem(str(f.path), text.fill(why=str(f.error or error)[:200])) for f in broken or files))


def _no_rows(tally: Tally) -> Text:
    if not tally.left_out:
        return Text(en="the log has no rows", zh="日志中没有记录")
    (reason, column), rows = max(tally.left_out.items(), key=lambda item: item[1])
    words = intake.REASONS[reason]
    text = Text(
        en="none of the {all} rows can be used; most often: {reason} ({rows} rows, column {column})",
        zh="{all}条记录均无法使用；最常见的原因：{reason}（{rows}条，列：{column}）",
    )
    return text.fill(all=tally.rows_in, reason=words, rows=rows, column=column or "–")


@dataclass
class _Dimension:
    codes: np.ndarray
    labels: list[Any]


class _Recoder:
    """Turns the cells in the log's own values into the cells of a tally."""

    def __init__(self, plan: Plan, checked: CheckedRows, cells: pa.Table) -> None:
        self.plan = plan
        self.values = known_values(plan)
        code, n = cells[intake.CODE].to_numpy(), cells["n"].to_numpy()
        self.left_out: dict[tuple[str, str | None], int] = {}
        for i, defect in enumerate(checked.defects, start=1):
            self._leave_out(defect, int(n[code == i].sum()))
        sound = code == 0
        for key, values in self.values.items():
            codes, raw = _coded(cells, key)
            for at, value in [*enumerate(raw), (-1, None)]:
                unknown, here = values.defect(value), sound & (codes == at)
                if unknown is not None and here.any():
                    self._leave_out(unknown, int(n[here].sum()))
                    values.unknown.append(value)
                    sound &= ~here
        self.cells = cells.filter(pa.array(sound))
        self.n = n[sound]

    def _leave_out(self, defect: Defect, rows: int) -> None:
        if rows:
            key = (defect.reason, defect.column)
            self.left_out[key] = self.left_out.get(key, 0) + rows

    def tally(self, plan_sha256: str, subjects: tuple[int, int] | None) -> Tally:
        alerted, level = self._alerts()
        shared = [level, self._version(), alerted, self._status(), self._bucket()]
        features = {f.name: self._feature(i, f) for i, f in enumerate(self.plan.features)}
        views: dict[str, list[_Dimension]] = {ALL: [], **{name: [d] for name, d in features.items()}}
        views |= {i.name: [features[name] for name in i.features] for i in self.plan.intersections}
        parts = [part for name, dimensions in views.items() for part in self._view(name, dimensions, shared)]
        cells = add_up(pa.concat_tables(parts)) if parts else Tally.empty().cells
        left_out = dict(sorted(self.left_out.items(), key=str))
        return Tally(cells, left_out, plan_sha256, subjects, self._steps(views, shared))

    def _steps(self, views: dict[str, list[_Dimension]], shared: list[_Dimension]) -> Steps:
        if not (self.plan.columns.has_steps and len(self.n)):
            return Steps.empty()
        level, _, alerted, status, bucket = shared
        keys = {"level": level, "alerted": alerted, "status": status, "bucket": bucket}
        for step in STEPS:
            if step in self.cells.column_names:
                known = self.values.get(step)
                keys[step] = self._mapped(step, known.name if known else lambda raw: raw or "")
        return count_steps(
            {name: [Coded(d.codes, d.labels) for d in dimensions] for name, dimensions in views.items()},
            {name: Coded(d.codes, d.labels) for name, d in keys.items()},
            self.n,
        )

    def _view(self, name: str, groups: list[_Dimension], shared: list[_Dimension]) -> Iterator[pa.Table]:
        if not len(self.n):
            return
        dimensions = [*groups, *shared]
        sizes = [len(d.labels) for d in dimensions]
        flat = np.ravel_multi_index([d.codes for d in dimensions], sizes)
        if int(np.prod(sizes)) <= 20_000_000:
            counts = np.bincount(flat, weights=self.n.astype(np.float64)).astype(np.int64)
            used = np.flatnonzero(counts)
            counts = counts[used]
        else:
            used, inverse = np.unique(flat, return_inverse=True)
            counts = np.bincount(inverse, weights=self.n.astype(np.float64)).astype(np.int64)
        codes = np.unravel_index(used, sizes)
        named = ["*".join(labels) for labels in product(*(d.labels for d in groups))]
        group_codes = (
            np.ravel_multi_index(codes[: len(groups)], sizes[: len(groups)]) if groups else np.zeros(len(used), int)
        )
        parts = [np.zeros(len(used), np.int64), group_codes, *codes[len(groups) :], counts]
        labels = [[name], named, *(d.labels for d in shared), None]
        yield pa.table([_labelled(*part) for part in zip(parts, labels, strict=True)], schema=COLUMNS)

    def _mapped(self, key: str, name_of: Callable[[str | None], str]) -> _Dimension:
        """A raw column by the name of each of its values (null among them)."""
        codes, values = _coded(self.cells, key)
        names = [name_of(value) for value in [*values, None]]
        labels = sorted(set(names))
        return _Dimension(np.array([labels.index(name) for name in names], dtype=np.int64)[codes], labels)

    def _alerts(self) -> tuple[_Dimension, _Dimension]:
        columns = self.plan.columns
        no_level = _Dimension(np.zeros(len(self.n), np.int64), [""])
        if columns.level is None:
            if columns.alert is None:
                alerted = self.cells[intake.ALERT].to_numpy(zero_copy_only=False).astype(np.int64)
                return _Dimension(alerted, [False, True]), no_level
            found = self._mapped(intake.ALERT, self.values[intake.ALERT].name)
            is_yes = np.array([name == "yes" for name in found.labels], dtype=np.int64)
            return _Dimension(is_yes[found.codes], [False, True]), no_level
        levels = self._mapped(intake.LEVEL, self.values[intake.LEVEL].name)
        ids = [part.id for part in columns.level.levels]
        alerts = set(ids[ids.index(columns.level.alert_from) :])
        is_alert = np.array([name in alerts for name in levels.labels], dtype=np.int64)
        return _Dimension(is_alert[levels.codes], [False, True]), levels

    def _status(self) -> _Dimension:
        found = self._mapped(intake.OUTCOME, self.values[intake.OUTCOME].name)
        at = np.array([STATUSES.index(name) for name in found.labels], dtype=np.int64)
        return _Dimension(at[found.codes], list(STATUSES))

    def _version(self) -> _Dimension:
        column = self.plan.columns.model_version
        if column is None:
            return _Dimension(np.zeros(len(self.n), np.int64), [""])
        return self._limited(self._mapped(intake.VERSION, lambda raw: recorded(raw, self.plan) or ""), column.column)

    def _bucket(self) -> _Dimension:
        if self.plan.columns.subject is None:
            return _Dimension(np.zeros(len(self.n), np.int64), [-1])
        return _Dimension(self.cells[intake.BUCKET].to_numpy().astype(np.int64), list(range(64)))

    def _feature(self, index: int, feature: Feature) -> _Dimension:
        key = feature_key(index)
        if feature.bins:
            bands = self.cells[key].to_numpy().astype(np.int64)  # null became BAND_MISSING, the last label
            return _Dimension(np.where(bands < 0, len(feature.bins), bands), [*feature.group_ids, NOT_RECORDED])
        names = {value: group.id for group in feature.groups for value in group.values}

        def name_of(raw: str | None) -> str:
            value = recorded(raw, self.plan, mapped=names)
            if value is None:
                return NOT_RECORDED
            # "*" joins the groups of an intersection
            return names.get(value, OTHER_VALUE) if names else value.replace("*", "＊")

        return self._limited(self._mapped(key, name_of), feature.column)

    def _limited(self, found: _Dimension, column: str) -> _Dimension:
        values = len(found.labels)
        if values > MAX_GROUPS:
            values = len(np.unique(found.codes))  # without what only a missing value would have been called
        if values <= MAX_GROUPS:
            return found
        text = Text(
            en="has {n} different values, more than {most}: this looks like an identifier. Declare groups or bins",
            zh="共有{n}种不同取值，超过{most}种，疑似标识符。请声明groups或bins",
        )
        raise DataError(Problem(column, text.fill(n=values, most=MAX_GROUPS)))


def _labelled(codes: np.ndarray, labels: list[Any] | None) -> pa.Array:
    return pa.array(codes) if labels is None else pa.array(labels).take(pa.array(codes))


def _coded(cells: pa.Table, key: str) -> tuple[np.ndarray, list[Any]]:
    """Codes into the distinct raw values of a column; null is -1."""
    encoded = pc.dictionary_encode(cells[key].combine_chunks())
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.unify_dictionaries().combine_chunks()
    return pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False), encoded.dictionary.to_pylist()
