"""What people did with the rows of a log: counts by review, decision, action and closing beside those of a tally.

They add up as tallies do, and stay apart from the tally's own cells, which would otherwise be cut finer for every audit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from policeaudit.measures import A0, A1, AP, CELLS, STATUSES, IntArray

STEPS = ("review", "decision", "action", "closed", "hasty")
"""Yes and no (decision: followed, overridden); empty where it is not recorded."""
COLUMNS = pa.schema(
    [
        ("view", pa.string()),
        ("group", pa.string()),
        ("level", pa.string()),
        *((step, pa.string()) for step in STEPS),
        ("alerted", pa.bool_()),
        ("status", pa.string()),
        ("bucket", pa.int64()),
        ("n", pa.int64()),
    ]
)
KEYS = COLUMNS.names[:-1]
_SCHEMA = b"policeaudit.steps/1"


@dataclass(frozen=True)
class Steps:
    """Cells with their counts, one row a cell, in the order of ``KEYS``; none where the plan names no such column."""

    cells: pa.Table

    @classmethod
    def empty(cls) -> Steps:
        """The zero of ``merge``."""
        return cls(COLUMNS.empty_table())

    @classmethod
    def of(cls, cells: Sequence[pa.Table]) -> Steps:
        """Sum equal cells and sort them, so that no order of rows or files shows."""
        if not cells:
            return cls.empty()
        summed = pa.TableGroupBy(pa.concat_tables(cells), KEYS, use_threads=False).aggregate([("n", "sum")])
        ordered = summed.sort_by([(key, "ascending") for key in KEYS])
        return cls(ordered.rename_columns({"n_sum": "n"}).select(COLUMNS.names))

    def merge(self, other: Steps) -> Steps:
        """Add up the steps of two tallies of one plan."""
        return Steps.of([self.cells, other.cells])

    def __bool__(self) -> bool:
        return bool(self.cells.num_rows > 0)

    def outcomes(self, view: str, groups: Sequence[str], buckets: int, **where: str) -> IntArray:
        """Counts of the cells with these values by outcome, shape (groups, buckets, 8) as in ``measures.CELLS``."""
        part = self._part(view, groups, where)
        status = codes_of(part["status"], STATUSES)
        cell = np.where(part["alerted"].to_numpy(), 0, len(STATUSES)) + status
        return _counted(part, groups, buckets, cell)

    def answers(
        self, view: str, groups: Sequence[str], buckets: int, step: str, yes: str = "yes", no: str = "no", **where: str
    ) -> IntArray:
        """Counts of the warnings with these values by the answer to one step.

        Yes stands where confirmed warnings do, no where unfounded ones do and not recorded where pending ones do, so that
        every measure of warnings says the same of the step.
        """
        part = self._part(view, groups, where)
        part = part.filter(part["alerted"])
        cells = {yes: A1, no: A0}
        answer = [cells.get(value, AP) for value in part[step].to_pylist()]
        return _counted(part, groups, buckets, np.array(answer, dtype=np.int64))

    def _part(self, view: str, groups: Sequence[str], where: Mapping[str, str]) -> pa.Table:
        chosen = pc.and_(
            pc.equal(self.cells["view"], view), pc.is_in(self.cells["group"], pa.array(groups, pa.string()))
        )
        for key, value in where.items():
            chosen = pc.and_(chosen, pc.equal(self.cells[key], value))
        return self.cells.filter(chosen)

    def to_parquet(self) -> bytes:
        """The counts as Parquet."""
        sink = pa.BufferOutputStream()
        pq.write_table(self.cells.replace_schema_metadata({"policeaudit": _SCHEMA}), sink, compression="zstd")
        return bytes(sink.getvalue())

    @classmethod
    def load(cls, path: Path) -> Steps:
        """Read counts that ``to_parquet`` wrote.

        Raises:
            ValueError: when the file holds no such counts.
        """
        table = pq.read_table(path)
        if (table.schema.metadata or {}).get(b"policeaudit") != _SCHEMA:
            msg = f"{path} is no {_SCHEMA.decode()}"
            raise ValueError(msg)
        return cls.of([table.select(COLUMNS.names).cast(COLUMNS)])


@dataclass(frozen=True)
class Coded:
    """A key of cells as codes into its labels."""

    codes: npt.NDArray[np.int64]
    labels: Sequence[str | bool | int]


def count_steps(views: Mapping[str, Sequence[Coded]], shared: Mapping[str, Coded], n: npt.NDArray[np.int64]) -> Steps:
    """The counts of all views.

    Args:
        views: the features of each view, whose groups are joined by ``*``.
        shared: the other keys of ``COLUMNS``; a step that is missing here is not recorded anywhere.
        n: the rows of each cell that the codes are of.
    """
    nothing = Coded(np.zeros(len(n), dtype=np.int64), [""])
    rest = {key: shared.get(key, nothing) for key in KEYS[2:]}
    return Steps.of([_view(name, features, rest, n) for name, features in views.items()])


def _view(name: str, features: Sequence[Coded], rest: Mapping[str, Coded], n: npt.NDArray[np.int64]) -> pa.Table:
    keys = [*features, *rest.values()]
    sizes = [len(key.labels) for key in keys]
    used, at = np.unique(np.ravel_multi_index([key.codes for key in keys], sizes), return_inverse=True)
    counts = np.bincount(at, weights=n.astype(np.float64), minlength=len(used)).astype(np.int64)
    codes = np.unravel_index(used, sizes)
    taken = [np.array(key.labels, dtype=object)[code] for key, code in zip(keys, codes, strict=True)]
    groups = ["*".join(parts) for parts in zip(*taken[: len(features)], strict=True)] if features else [""] * len(used)
    columns = [[name] * len(used), groups, *taken[len(features) :], counts]
    arrays = [pa.array(column, kind) for column, kind in zip(columns, COLUMNS.types, strict=True)]
    return pa.table(arrays, schema=COLUMNS)


def codes_of(values: pa.ChunkedArray, known: Sequence[str]) -> IntArray:
    """The place of each value among the known ones."""
    codes: IntArray = pc.index_in(values, pa.array(known, pa.string())).to_numpy().astype(np.int64)
    return codes


def _counted(part: pa.Table, groups: Sequence[str], buckets: int, cell: npt.NDArray[np.int64]) -> IntArray:
    bucket = np.maximum(part["bucket"].to_numpy(), 0)
    flat = (codes_of(part["group"], groups) * buckets + bucket) * len(CELLS) + cell
    counted = np.bincount(flat, weights=part["n"].to_numpy(), minlength=len(groups) * buckets * len(CELLS))
    return counted.astype(np.int64).reshape(len(groups), buckets, len(CELLS))
