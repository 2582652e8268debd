"""The tally: counts of rows by group, level, alert, outcome status and subject bucket, and nothing about a person.

A *view* is one sensitive feature, one declared intersection (``residency*sex``), or all rows (the empty name). Only the
views that the plan asks for are kept, never the full cross of all features, so that a tally says no more than its report
needs. Tallies add up: merge is associative and commutative, with ``Tally.empty`` as its zero.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from functools import reduce
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv
import pyarrow.parquet as pq

from policeaudit.log.steps import Steps, codes_of
from policeaudit.measures import STATUSES, FloatArray, IntArray

SCHEMA = "policeaudit.tally/2"
EARLIER = ("policeaudit.tally/1",)
COLUMNS = pa.schema(
    [
        ("view", pa.string()),
        ("group", pa.string()),
        ("level", pa.string()),
        ("version", pa.string()),
        ("alerted", pa.bool_()),
        ("status", pa.string()),
        ("bucket", pa.int64()),
        ("n", pa.int64()),
    ]
)
KEYS = COLUMNS.names[:-1]
BUCKETS = 64
ALL = ""
SCORE_BINS = 100
"""Equal bins over the declared range of the score; the last one holds its top."""
BINS_PER_BAND = 5
"""Such bins in one of the wider bands by which scores are counted by month."""
SCORE_UNIT = 10**6
"""Units of the sums of scores and of their squares: whole numbers, which add up alike in every order."""
DELAYS = (30, 60, 90)
"""Days from a warning to its outcome: the upper ends of the bands; the last band is open."""

_SHARED = [("view", pa.string()), ("group", pa.string())]
_COUNTED = [("alerted", pa.bool_()), ("status", pa.string())]
DETAILS: dict[str, pa.Schema] = {
    # every feature crossed with every other: the group is their groups, joined by "*"
    "cross": pa.schema([*_SHARED, *_COUNTED, ("n", pa.int64())]),
    # s and ss: the sums of the score as a share of its range, and of its square, in whole units
    "scores": pa.schema(
        [*_SHARED, ("score_bin", pa.int64()), *_COUNTED, ("n", pa.int64()), ("s", pa.int64()), ("ss", pa.int64())]
    ),
    # which rows were drawn at random to be checked, by the strata of the draw
    "sample": pa.schema(
        [
            *_SHARED,
            ("stratum", pa.string()),
            ("drawn", pa.bool_()),
            *_COUNTED,
            ("bucket", pa.int64()),
            ("n", pa.int64()),
        ]
    ),
    # of warnings: responses by the groups and areas of a section of the plan, reviews of all rows and of the main features;
    # the band is -1 where no time is recorded
    "durations": pa.schema([*_SHARED, ("area", pa.string()), ("band", pa.int64()), ("n", pa.int64())]),
    # of all rows: scores by month, for their drift
    "score_months": pa.schema(
        [*_SHARED, ("month", pa.string()), ("score_band", pa.int64()), ("bucket", pa.int64()), ("n", pa.int64())]
    ),
    # of all rows and of the main features
    "timeline": pa.schema(
        [
            *_SHARED,
            ("level", pa.string()),
            ("version", pa.string()),
            ("month", pa.string()),
            ("delay", pa.int64()),
            *_COUNTED,
            ("bucket", pa.int64()),
            ("n", pa.int64()),
        ]
    ),
}
_SUMS = ("n", "s", "ss")


def response_view(section: str) -> str:
    """The view that holds the response times of a section of the plan."""
    return f"response:{section}"


def review_view(feature: str) -> str:
    """The view that holds the times of reviews by a feature, or of all rows."""
    return f"review:{feature}"


@dataclass(frozen=True)
class Tally:
    """Cells with their counts, the reconciliation of the rows behind them, and how often subjects repeat."""

    cells: pa.Table
    """One row a cell, with the columns of ``COLUMNS``, in the order of ``KEYS``."""
    left_out: dict[tuple[str, str | None], int]
    plan_sha256: str
    subjects: tuple[int, int] | None
    """Distinct subjects among all rows and among alerts; None where the plan names no subject."""
    detail: dict[str, pa.Table] = field(default_factory=dict, kw_only=True)
    """Tables of ``DETAILS`` that the log's columns allow."""
    steps: Steps = field(default_factory=Steps.empty, kw_only=True)
    """What people did with the rows; in a file of its own beside that of the cells."""
    places: Counter[str] | None = field(default=None, kw_only=True)
    """Alerts by place ("": none recorded) where the plan names it; in no file and no digest: what is written names no place."""

    @classmethod
    def empty(cls, plan_sha256: str = "") -> Tally:
        """The zero of ``merge``."""
        return cls(COLUMNS.empty_table(), {}, plan_sha256, None)

    @property
    def rows_used(self) -> int:
        """Rows that count."""
        return _total(self._view(ALL))

    @property
    def rows_in(self) -> int:
        """Rows that count and rows left out."""
        return self.rows_used + sum(self.left_out.values())

    @property
    def bucketed(self) -> bool:
        """Whether subjects were put into buckets."""
        return bool(pc.any(pc.greater_equal(self.cells["bucket"], 0)).as_py())

    def merge(self, other: Tally) -> Tally:
        """Add up two tallies of one plan.

        A subject that occurs in both is counted twice in ``subjects``; its bucket is the same in both, so intervals
        are not affected.

        Raises:
            ValueError: when the tallies come from different plans.
        """
        if self.plan_sha256 and other.plan_sha256 and self.plan_sha256 != other.plan_sha256:
            msg = "the tallies come from different plans"
            raise ValueError(msg)
        reasons = sorted({*self.left_out, *other.left_out}, key=str)
        subjects = [s for s in (self.subjects, other.subjects) if s is not None]
        return Tally(
            add_up(pa.concat_tables([self.cells, other.cells])),
            {reason: self.left_out.get(reason, 0) + other.left_out.get(reason, 0) for reason in reasons},
            self.plan_sha256 or other.plan_sha256,
            reduce(lambda a, b: (a[0] + b[0], a[1] + b[1]), subjects) if subjects else None,
            detail=self._merged_detail(other),
            steps=self.steps.merge(other.steps),
            places=self._merged_places(other),
        )

    def _merged_places(self, other: Tally) -> Counter[str] | None:
        total: Counter[str] = Counter()
        for places in (tally.places for tally in (self, other) if tally.cells.num_rows):
            if places is None:
                return None
            total.update(places)
        return total or None

    def _merged_detail(self, other: Tally) -> dict[str, pa.Table]:
        """Only what all rows are in: a tally of an earlier version has no details, and half a table is none."""
        having = [tally for tally in (self, other) if tally.cells.num_rows] or [self, other]
        return {
            name: add_up_detail(name, pa.concat_tables([tally.detail[name] for tally in having]))
            for name in DETAILS
            if all(name in tally.detail for tally in having)
        }

    def versions(self) -> list[str]:
        """The model versions that occur, sorted."""
        return sorted(pc.unique(self.cells["version"]).to_pylist())

    def of_version(self, version: str) -> Tally:
        """The rows of one model version; rows left out have none.

        How many distinct subjects one version has is not in the cells. One is the least, so that its rows are taken to
        repeat, which can only widen a range.
        """
        cells = self.cells.filter(pc.equal(self.cells["version"], version))
        return Tally(cells, {}, self.plan_sha256, (1, 1) if self.bucketed else None)

    def groups(self, view: str) -> list[str]:
        """The groups that occur in a view, sorted."""
        return sorted(pc.unique(self._view(view)["group"]).to_pylist())

    def counts(self, view: str, groups: list[str]) -> IntArray:
        """Counts of a view, shape (groups, buckets, 8 cells as in ``measures.CELLS``); one bucket without subjects."""
        return self._counted(self._view(view), groups)

    def counts_by(self, view: str, groups: list[str], key: str, values: list[str]) -> IntArray:
        """The same by another key of the cells (level, version) too, shape (groups, values, buckets, 8)."""
        cells = self._view(view)
        parts = [self._counted(cells.filter(pc.equal(cells[key], value)), groups) for value in values]
        return np.stack(parts, axis=1)

    def _counted(self, cells: pa.Table, groups: list[str]) -> IntArray:
        part = cells.filter(pc.is_in(cells["group"], pa.array(groups, pa.string())))
        buckets = BUCKETS if self.bucketed else 1
        group, status = codes_of(part["group"], groups), codes_of(part["status"], STATUSES)
        bucket = np.maximum(part["bucket"].to_numpy(), 0)
        cell = np.where(part["alerted"].to_numpy(), 0, len(STATUSES)) + status
        flat = (group * buckets + bucket) * 8 + cell
        counted = np.bincount(flat, weights=part["n"].to_numpy(), minlength=len(groups) * buckets * 8)
        return counted.astype(np.int64).reshape(len(groups), buckets, 8)

    def by_value(self, key: str) -> dict[str, tuple[int, int]]:
        """Rows and alerts of all rows by the values of a key (``level``, ``version``) that occur."""
        cells = self._view(ALL)
        values = sorted(pc.unique(cells[key]).to_pylist())
        parts = {value: cells.filter(pc.equal(cells[key], value)) for value in values}
        return {value: (_total(part), _total(part.filter(part["alerted"]))) for value, part in parts.items()}

    @property
    def alerts(self) -> int:
        """Rows that count and are alerts."""
        cells = self._view(ALL)
        return _total(cells.filter(cells["alerted"]))

    def _view(self, view: str) -> pa.Table:
        return self.cells.filter(pc.equal(self.cells["view"], view))

    def score_counts(self, view: str, groups: list[str]) -> tuple[IntArray, FloatArray, FloatArray]:
        """Rows, sums of scaled scores and of their squares, each of shape (groups, bins, 8); rows without a score left out."""
        table = self._detail("scores", view)
        table = table.filter(pc.greater_equal(table["score_bin"], 0))
        table = table.filter(pc.is_in(table["group"], pa.array(groups, pa.string())))
        at = np.ravel_multi_index(
            [codes_of(table["group"], groups), table["score_bin"].to_numpy(), _cell_of(table)],
            (len(groups), SCORE_BINS, 8),
        )
        shape = (len(groups), SCORE_BINS, 8)
        sums = [np.bincount(at, table[name].to_numpy().astype(np.float64), int(np.prod(shape))) for name in _SUMS]
        n, s, ss = (np.asarray(each, dtype=np.float64).reshape(shape) for each in sums)
        return n.astype(np.int64), s / SCORE_UNIT, ss / SCORE_UNIT

    def cross(self) -> tuple[list[tuple[str, ...]], IntArray]:
        """Every combination of groups of all features that occurs, and its rows, shape (combinations, 8)."""
        table = self._detail("cross", ALL)
        names = sorted(pc.unique(table["group"]).to_pylist())
        at = codes_of(table["group"], names) * 8 + _cell_of(table)
        counts = np.bincount(at, table["n"].to_numpy(), len(names) * 8).astype(np.int64).reshape(len(names), 8)
        return [tuple(name.split("*")) for name in names], counts

    def timeline(self, view: str, groups: list[str], key: str) -> tuple[list[Any], IntArray]:
        """The values of a key (month, version, delay, level) in order, and rows of shape (groups, values, buckets, 8)."""
        table = self._detail("timeline", view)
        values = sorted(pc.unique(self._detail("timeline", ALL)[key]).to_pylist())
        buckets = BUCKETS if self.bucketed else 1
        shape = (len(groups), len(values), buckets, 8)
        table = table.filter(pc.is_in(table["group"], pa.array(groups, pa.string())))
        bucket = np.maximum(table["bucket"].to_numpy(), 0)
        place = pc.index_in(table[key], pa.array(values, table[key].type)).to_numpy()
        at = np.ravel_multi_index([codes_of(table["group"], groups), place, bucket, _cell_of(table)], shape)
        return values, np.bincount(at, table["n"].to_numpy(), int(np.prod(shape))).astype(np.int64).reshape(shape)

    def sample(self, view: str, groups: list[str]) -> IntArray:
        """Rows without a warning by stratum, bucket, drawn (no, yes) and status, shape (groups, strata, buckets, 2, 4)."""
        table = self._detail("sample", view)
        strata = sorted(pc.unique(self._detail("sample", ALL)["stratum"]).to_pylist())
        table = table.filter(pc.invert(table["alerted"]))
        table = table.filter(pc.is_in(table["group"], pa.array(groups, pa.string())))
        shape = (len(groups), len(strata), BUCKETS if self.bucketed else 1, 2, len(STATUSES))
        keys = [
            codes_of(table["group"], groups),
            codes_of(table["stratum"], strata),
            np.maximum(table["bucket"].to_numpy(), 0),
            table["drawn"].to_numpy().astype(np.int64),
            codes_of(table["status"], STATUSES),
        ]
        at = np.ravel_multi_index(keys, shape)
        return np.bincount(at, table["n"].to_numpy(), int(np.prod(shape))).astype(np.int64).reshape(shape)

    def durations(self, view: str, bands: int) -> tuple[list[tuple[str, str]], IntArray]:
        """Each group and area that occurs, and its warnings by band, shape (groups and areas, bands + 1).

        The last place holds those of which no time is recorded.
        """
        table = self._detail("durations", view)
        keys = sorted({(g, a) for g, a in zip(table["group"].to_pylist(), table["area"].to_pylist(), strict=True)})
        at = [keys.index(key) for key in zip(table["group"].to_pylist(), table["area"].to_pylist(), strict=True)]
        counts = np.zeros((len(keys), bands + 1), dtype=np.int64)
        np.add.at(counts, (at, table["band"].to_numpy()), table["n"].to_numpy())  # -1 is the last place
        return keys, counts

    def score_months(self) -> tuple[list[str], IntArray]:
        """The months and the rows by score, shape (months, bands, buckets); rows without a score left out."""
        table = self._detail("score_months", ALL)
        months = sorted(pc.unique(table["month"]).to_pylist())
        table = table.filter(pc.greater_equal(table["score_band"], 0))
        shape = (len(months), SCORE_BINS // BINS_PER_BAND, BUCKETS if self.bucketed else 1)
        place = [codes_of(table["month"], months), table["score_band"].to_numpy(), table["bucket"].to_numpy()]
        at = np.ravel_multi_index([*place[:2], np.maximum(place[2], 0)], shape)
        return months, np.bincount(at, table["n"].to_numpy(), int(np.prod(shape))).astype(np.int64).reshape(shape)

    def _detail(self, name: str, view: str) -> pa.Table:
        table = self.detail.get(name, DETAILS[name].empty_table())
        return table.filter(pc.equal(table["view"], view))

    def to_parquet(self) -> bytes:
        """The tally as Parquet, with reconciliation and digests in its metadata."""
        about = {
            "schema": SCHEMA,
            "plan_sha256": self.plan_sha256,
            "left_out": [[reason, column, rows] for (reason, column), rows in self.left_out.items()],
            "subjects": self.subjects,
        }
        parts = {"cells": self.cells, **self.detail}
        named = [
            part.add_column(0, "table", [pa.array([name] * part.num_rows, pa.string())]) for name, part in parts.items()
        ]
        table = pa.concat_tables(named, promote_options="default")
        table = table.replace_schema_metadata({"policeaudit": json.dumps(about, ensure_ascii=False)})
        sink = pa.BufferOutputStream()
        pq.write_table(table, sink, compression="zstd")
        return bytes(sink.getvalue())

    def save(self, path: Path) -> None:
        """Write the tally to a file."""
        path.write_bytes(self.to_parquet())

    @classmethod
    def load(cls, path: Path) -> Tally:
        """Read a tally.

        Raises:
            ValueError: when the file is no tally of a version that this tool knows.
        """
        table = pq.read_table(path)
        about: dict[str, Any] = json.loads((table.schema.metadata or {}).get(b"policeaudit", b"{}"))
        if about.get("schema") not in (SCHEMA, *EARLIER):
            msg = f"{path} is no {SCHEMA}"
            raise ValueError(msg)
        left_out = {(reason, column): rows for reason, column, rows in about["left_out"]}
        subjects = tuple(about["subjects"]) if about["subjects"] else None
        if "table" not in table.column_names:  # the first version had the cells alone
            return cls(add_up(table.select(COLUMNS.names).cast(COLUMNS)), left_out, about["plan_sha256"], subjects)
        parts = {name: table.filter(pc.equal(table["table"], name)) for name in ("cells", *DETAILS)}
        cells = add_up(parts.pop("cells").select(COLUMNS.names).cast(COLUMNS))
        detail = {
            name: add_up_detail(name, part.select(DETAILS[name].names).cast(DETAILS[name]))
            for name, part in parts.items()
            if part.num_rows
        }
        return cls(cells, left_out, about["plan_sha256"], subjects, detail=detail)

    def digest(self) -> str:
        """SHA-256 over the cells in their fixed order and the reconciliation."""
        digest = hashlib.sha256(json.dumps([[*k, v] for k, v in self.left_out.items()]).encode())
        details = [self.detail[name] for name in sorted(self.detail)]
        for table in (self.cells, *details, *([self.steps.cells] if self.steps else [])):
            text = pa.BufferOutputStream()
            pacsv.write_csv(table, text)
            digest.update(text.getvalue())
        return digest.hexdigest()


def add_up(cells: pa.Table) -> pa.Table:
    """Sum equal cells and sort them, so that no order of rows or files shows."""
    summed = pa.TableGroupBy(cells, KEYS, use_threads=False).aggregate([("n", "sum")])
    return summed.sort_by([(key, "ascending") for key in KEYS]).rename_columns({"n_sum": "n"}).select(COLUMNS.names)


def add_up_detail(name: str, table: pa.Table) -> pa.Table:
    """The same for a table of ``DETAILS``."""
    schema = DETAILS[name]
    keys, sums = ([c for c in schema.names if (c in _SUMS) is summed] for summed in (False, True))
    table = table.select(schema.names).cast(schema)
    summed = pa.TableGroupBy(table, keys, use_threads=False).aggregate([(column, "sum") for column in sums])
    summed = summed.sort_by([(key, "ascending") for key in keys])
    return summed.rename_columns({f"{c}_sum": c for c in sums}).select(schema.names)


def _cell_of(table: pa.Table) -> IntArray:
    cells: IntArray = np.where(table["alerted"].to_numpy(), 0, len(STATUSES)) + codes_of(table["status"], STATUSES)
    return cells


def _total(cells: pa.Table) -> int:
    return int(pc.sum(cells["n"]).as_py() or 0)
