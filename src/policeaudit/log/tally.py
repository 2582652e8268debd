"""The tally: counts of rows by group, level, alert, outcome status and subject bucket, and nothing about a person.

A *view* is one sensitive feature, one declared intersection (``residency*sex``), or all rows (the empty name). Only the
views that the plan asks for are kept, never the full cross of all features, so that a tally says no more than its report
needs. Tallies add up: merge is associative and commutative, with ``Tally.empty`` as its zero.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from functools import reduce
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from policeaudit.measures import STATUSES, IntArray

SCHEMA = "policeaudit.tally/1"
KEYS = ["view", "group", "level", "version", "alerted", "status", "bucket"]
BUCKETS = 64
ALL = ""


@dataclass(frozen=True)
class Tally:
    """Cells with their counts, the reconciliation of the rows behind them, and how often subjects repeat."""

    cells: pd.DataFrame
    left_out: dict[tuple[str, str | None], int]
    plan_sha256: str
    subjects: tuple[int, int] | None
    """Distinct subjects among all rows and among alerts; None where the plan names no subject."""

    @classmethod
    def empty(cls, plan_sha256: str = "") -> Tally:
        """The zero of ``merge``."""
        return cls(pd.DataFrame({**{key: [] for key in KEYS}, "n": []}).astype(_TYPES), {}, plan_sha256, None)

    @property
    def rows_used(self) -> int:
        """Rows that count."""
        return int(self.cells.loc[self.cells["view"] == ALL, "n"].sum())

    @property
    def rows_in(self) -> int:
        """Rows that count and rows left out."""
        return self.rows_used + sum(self.left_out.values())

    @property
    def bucketed(self) -> bool:
        """Whether subjects were put into buckets."""
        return bool((self.cells["bucket"] >= 0).any())

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
            add_up(pd.concat([self.cells, other.cells], ignore_index=True)),
            {reason: self.left_out.get(reason, 0) + other.left_out.get(reason, 0) for reason in reasons},
            self.plan_sha256 or other.plan_sha256,
            reduce(lambda a, b: (a[0] + b[0], a[1] + b[1]), subjects) if subjects else None,
        )

    def versions(self) -> list[str]:
        """The model versions that occur, sorted."""
        return sorted(self.cells["version"].unique())

    def of_version(self, version: str) -> Tally:
        """The rows of one model version; rows left out have none.

        How many distinct subjects one version has is not in the cells. One is the least, so that its rows are taken to
        repeat, which can only widen a range.
        """
        cells = self.cells[self.cells["version"] == version].reset_index(drop=True)
        return Tally(cells, {}, self.plan_sha256, (1, 1) if self.bucketed else None)

    def groups(self, view: str) -> list[str]:
        """The groups that occur in a view, sorted."""
        return sorted(self.cells.loc[self.cells["view"] == view, "group"].unique())

    def counts(self, view: str, groups: list[str]) -> IntArray:
        """Counts of a view, shape (groups, buckets, 8 cells as in ``measures.CELLS``); one bucket without subjects."""
        part = self.cells[(self.cells["view"] == view) & self.cells["group"].isin(groups)]
        buckets = BUCKETS if self.bucketed else 1
        at = {group: i for i, group in enumerate(groups)}
        group = part["group"].map(at).to_numpy(np.int64)
        bucket = np.maximum(part["bucket"].to_numpy(np.int64), 0)
        cell = np.where(part["alerted"], 0, len(STATUSES)) + part["status"].map(STATUSES.index).to_numpy(np.int64)
        flat = (group * buckets + bucket) * 8 + cell
        counted = np.bincount(flat, weights=part["n"].to_numpy(np.float64), minlength=len(groups) * buckets * 8)
        return counted.astype(np.int64).reshape(len(groups), buckets, 8)

    def to_parquet(self) -> bytes:
        """The tally as Parquet, with reconciliation and digests in its metadata."""
        about = {
            "schema": SCHEMA,
            "plan_sha256": self.plan_sha256,
            "left_out": [[reason, column, rows] for (reason, column), rows in self.left_out.items()],
            "subjects": self.subjects,
        }
        table = pa.Table.from_pandas(self.cells, preserve_index=False)
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
        if about.get("schema") != SCHEMA:
            msg = f"{path} is no {SCHEMA}"
            raise ValueError(msg)
        left_out = {(reason, column): rows for reason, column, rows in about["left_out"]}
        subjects = tuple(about["subjects"]) if about["subjects"] else None
        return cls(add_up(table.to_pandas()), left_out, about["plan_sha256"], subjects)

    def digest(self) -> str:
        """SHA-256 over the cells in their fixed order and the reconciliation."""
        content = self.cells.to_csv(index=False) + json.dumps([[*k, v] for k, v in self.left_out.items()])
        return hashlib.sha256(content.encode()).hexdigest()


_TYPES = {
    "view": "str",
    "group": "str",
    "level": "str",
    "version": "str",
    "alerted": "bool",
    "status": "str",
    "bucket": "int64",
    "n": "int64",
}


def add_up(cells: pd.DataFrame) -> pd.DataFrame:
    """Sum equal cells and sort them, so that no order of rows or files shows."""
    return cells.astype(_TYPES).groupby(KEYS, sort=True, as_index=False, observed=True)["n"].sum()
