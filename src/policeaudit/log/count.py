"""Counts the checked rows: one GROUP BY in the engine, then the log's own values become groups, levels and statuses."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any
from zoneinfo import available_timezones

import duckdb
import ibis
import ibis.expr.types as ir
import pyarrow as pa

from policeaudit.errors import DataError, PoliceauditError, Problem
from policeaudit.log import intake
from policeaudit.log.detail import details, sound_rows, timeline_keys
from policeaudit.log.engine import connect
from policeaudit.log.held import fetch, hold, keep
from policeaudit.log.intake import CheckedRows, Standard, check_rows, wanted_columns
from policeaudit.log.places import count_places
from policeaudit.log.reasons import HINTS, REASONS
from policeaudit.log.recode import Recoder, grouped
from policeaudit.log.repeated import leave_out_repeated, repeated_keys, repeated_rows
from policeaudit.log.source import FILE, LogFile
from policeaudit.log.steps import STEPS, Coded, Steps, count_steps
from policeaudit.log.tally import COLUMNS, Tally, add_up
from policeaudit.log.text_files import LINE
from policeaudit.log.values import KnownValues, known_values, unknown_values
from policeaudit.plan.model import Plan
from policeaudit.startup import without
from policeaudit.text import Text

MAX_GROUPS = 200


@dataclass
class CountedLog:
    """A counted log: its tally, and where each row that was left out stands."""

    tally: Tally
    files: list[LogFile]
    checked: CheckedRows = field(repr=False)
    _values: dict[str, KnownValues] = field(repr=False)

    @without("pandas")
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


@without("pandas")
def count_log(files: list[LogFile], plan: Plan, plan_sha256: str) -> CountedLog:
    """Reduce the files of a log to a tally in one scan.

    Raises:
        DataError: when a file breaks off, no row can be used, or a sensitive feature has too many values.
    """
    con = connect()
    _set_local_time(con, files)
    columns = wanted_columns(plan)
    tables = [file.table(con, columns, index) for index, file in enumerate(files)]
    try:
        checked = _named(con, "checked", check_rows(tables, plan, partial(_rows, con, files)))
        if plan.log.key:
            keys = fetch(repeated_keys(checked, plan))
            if keys.num_rows:
                again = fetch(repeated_rows(checked, keep(con, "keys", keys), plan))
                checked = _named(con, "single", leave_out_repeated(checked, keep(con, "again", again), plan))
        recoder = Recoder(plan, checked, grouped(checked, _cell_keys(checked, plan) | timeline_keys(plan)))
        subjects = _subjects(checked, recoder)
        detail = details(checked, plan, recoder)
        places = count_places(checked, recoder)
        steps = _steps(checked, recoder)
    except PoliceauditError:
        raise
    except Exception as error:
        raise _unreadable(files, error) from error
    left_out = dict(sorted(recoder.left_out.items(), key=str))
    tally = Tally(_cells(recoder), left_out, plan_sha256, subjects, detail=detail, steps=steps, places=places)
    if tally.rows_used == 0:
        raise DataError(Problem(plan.log.path, _no_rows(tally)))
    return CountedLog(tally, files, checked, recoder.values)


def _rows(con: Any, files: list[LogFile], index: int, standard: Standard) -> ir.Table:
    file = files[index]
    return standard.rows() if file.reader is None else hold(con, file, standard, f"held_{index}")


def _named(con: Any, name: str, checked: CheckedRows) -> CheckedRows:
    """The same rows under a name in the engine, so that Ibis translates how they come about only once."""
    return replace(checked, table=con.create_view(name, checked.table))


def _set_local_time(con: Any, files: list[LogFile]) -> None:
    """Times with a zone count in the zone that their file declares, as local times do in text."""
    zones = {file.zone for file in files if file.zone}
    if len(zones) == 1 and (zone := zones.pop()) in available_timezones():
        con.raw_sql(f"SET TimeZone = '{zone}'")


def _cell_keys(checked: CheckedRows, plan: Plan) -> dict[str, str]:
    """What cells are counted by: not by what people did, which has counts of its own, unless it leaves rows out."""
    known = {key: values for key, values in known_values(plan).items() if key in STEPS}
    doubtful = set()
    if known:
        rows = checked.table
        found = fetch(rows.select(**{key: rows[checked.keys[key]] for key in known}).distinct())
        doubtful = {key for key, values in known.items() if any(map(values.defect, found[key].to_pylist()))}
    return {key: name for key, name in checked.keys.items() if key not in STEPS or key in doubtful}


def _steps(checked: CheckedRows, counted: Recoder) -> Steps:
    """What people did with the warnings among the rows that count."""
    if not (counted.plan.columns.has_steps and len(counted.n)):
        return Steps.empty()
    rows, alerted = sound_rows(checked, counted)
    warnings = replace(checked, table=rows.filter(alerted))
    keys = {key: name for key, name in checked.keys.items() if key != intake.VERSION}
    recoder = Recoder(counted.plan, warnings, grouped(warnings, keys))
    if not len(recoder.n):
        return Steps.empty()
    found = {"level": recoder.alerts()[1], "status": recoder.status(), "bucket": recoder.bucket()}
    for step in STEPS:
        if step in recoder.cells.column_names:
            known = recoder.values.get(step)
            found[step] = recoder.mapped(step, known.name if known else lambda raw: raw or "")
    return count_steps(
        {name: [Coded(d.codes, d.labels) for d in dimensions] for name, dimensions in recoder.views().items()},
        {name: Coded(d.codes, d.labels) for name, d in found.items()},
        recoder.n,
    )


def _cells(recoder: Recoder) -> pa.Table:
    alerted, level = recoder.alerts()
    shared = {
        "level": level,
        "version": recoder.version(),
        "alerted": alerted,
        "status": recoder.status(),
        "bucket": recoder.bucket(),
    }
    table = recoder.table(recoder.views(), shared, {"n": "n"})
    return Tally.empty().cells if table is None else add_up(table.cast(COLUMNS))


def _subjects(checked: CheckedRows, recoder: Recoder) -> tuple[int, int] | None:
    if checked.subject is None:
        return None
    rows, alerted = sound_rows(checked, recoder)
    rows = rows.select(subject=rows[checked.subject], alerted=alerted).filter(ibis._.subject.notnull())
    subjects = rows.group_by("subject").agg(alerted=rows.alerted.max())
    (row,) = fetch(subjects.agg(all=subjects.count(), alerted=subjects.count(where=subjects.alerted))).to_pylist()
    return int(row["all"]), int(row["alerted"])


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
    words = REASONS[reason]
    text = Text(
        en="none of the {all} rows can be used; most often: {reason} ({rows} rows, column {column})",
        zh="{all}条记录均无法使用；最常见的原因：{reason}（{rows}条，列：{column}）",
    )
    found, hint = text.fill(all=tally.rows_in, reason=words, rows=rows, column=column or "–"), HINTS.get(reason)
    return found if hint is None else Text(en=f"{found.en}. {hint.en}", zh=f"{found.zh}。{hint.zh}")
