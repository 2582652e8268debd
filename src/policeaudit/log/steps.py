"""What people did with warnings: counts by review, decision, action and closing beside those of a tally.

They add up as tallies do, and stay apart from the tally's own cells, which would otherwise be cut finer for every audit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
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
        ("status", pa.string()),
        ("bucket", pa.int64()),
        ("n", pa.int64()),
    ]
)
KEYS = COLUMNS.names[:-1]
_SCHEMA = b"policeaudit.steps/2"


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
        """Counts of the warnings with these values by outcome, shape (groups, buckets, 8) as in ``measures.CELLS``."""
        return self._counted(view, groups, buckets, "status", {name: at for at, name in enumerate(STATUSES)}, where)

    def answers(
        self, view: str, groups: Sequence[str], buckets: int, step: str, yes: str = "yes", no: str = "no", **where: str
    ) -> IntArray:
        """Counts of the warnings with these values by the answer to one step.

        Yes stands where confirmed warnings do, no where unfounded ones do and not recorded where pending ones do, so that
        every measure of warnings says the same of the step.
        """
        return self._counted(view, groups, buckets, step, {yes: A1, no: A0}, where)

    @cached_property
    def _views(self) -> dict[str, tuple[dict[str, Coded], IntArray]]:
        """The keys of the cells of each view, and their counts."""
        views = pc.unique(self.cells["view"]).to_pylist()
        parts = {view: self.cells.filter(pc.equal(self.cells["view"], view)) for view in views}
        return {
            view: ({key: Coded.of(part[key]) for key in KEYS}, part["n"].to_numpy()) for view, part in parts.items()
        }

    def _counted(
        self,
        view: str,
        groups: Sequence[str],
        buckets: int,
        key: str,
        cells: Mapping[str, int],
        where: Mapping[str, str],
    ) -> IntArray:
        """The cells with some values by group, bucket and what ``key`` says; what is none of ``cells`` counts as pending."""
        shape = (len(groups), buckets, len(CELLS))
        if view not in self._views:
            return np.zeros(shape, dtype=np.int64)
        keys, n = self._views[view]
        group, bucket = keys["group"].places(groups), np.maximum(keys["bucket"].places(range(buckets)), 0)
        chosen = group >= 0
        for name, value in where.items():
            chosen &= keys[name].places([value]) == 0
        cell = np.array([*cells.values(), AP])[keys[key].places(list(cells))]
        flat = (group * buckets + bucket) * len(CELLS) + cell
        counted = np.bincount(flat[chosen], weights=n[chosen], minlength=int(np.prod(shape)))
        return counted.astype(np.int64).reshape(shape)

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
    labels: Sequence[str | int]

    @classmethod
    def of(cls, column: pa.ChunkedArray) -> Coded:
        """A column without nulls."""
        encoded = pc.dictionary_encode(column.combine_chunks())
        return cls(encoded.indices.to_numpy().astype(np.int64), encoded.dictionary.to_pylist())

    def places(self, known: Sequence[str | int]) -> IntArray:
        """For each cell the place of its label among the known ones; -1 where it is none of them."""
        places = np.array([known.index(label) if label in known else -1 for label in self.labels], dtype=np.int64)
        return places[self.codes]


def count_steps(
    views: Mapping[str, Sequence[Coded]],
    shared: Mapping[str, Coded],
    n: npt.NDArray[np.int64],
) -> Steps:
    """The counts of warnings in all views.

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
    taken = [pa.array(key.labels).take(pa.array(code)) for key, code in zip(keys, codes, strict=True)]
    groups = taken[: len(features)]
    group = pc.binary_join_element_wise(*groups, "*") if groups else pa.repeat("", len(used))
    return pa.table([pa.repeat(name, len(used)), group, *taken[len(features) :], pa.array(counts)], schema=COLUMNS)


def codes_of(values: pa.ChunkedArray, known: Sequence[str]) -> IntArray:
    """The place of each value among the known ones."""
    codes: IntArray = pc.index_in(values, pa.array(known, pa.string())).to_numpy().astype(np.int64)
    return codes
