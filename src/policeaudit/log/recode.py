"""What grouped rows stand for: the log's own values become groups, levels, statuses, and cells add up by view."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from policeaudit.errors import DataError, Problem
from policeaudit.log import intake
from policeaudit.log.held import fetch
from policeaudit.log.intake import CheckedRows, Defect, feature_key
from policeaudit.log.tally import ALL
from policeaudit.log.values import known_values, recorded
from policeaudit.measures import STATUSES
from policeaudit.plan.model import Plan
from policeaudit.plan.parts import NOT_RECORDED, OTHER_VALUE, Feature
from policeaudit.text import Text

MAX_GROUPS = 200


@dataclass
class Dimension:
    """A key of cells: for each cell a code into its labels."""

    codes: np.ndarray
    labels: list[Any]


def grouped(checked: CheckedRows, keys: Mapping[str, str], **sums: str) -> pa.Table:
    """Rows by the code of their defect and some columns (key -> column), with their number and the sums of others."""
    rows = checked.table
    table = rows.select(
        intake.CODE, **{key: rows[name] for key, name in keys.items()}, **{name: rows[of] for name, of in sums.items()}
    )
    added = {name: table[name].sum().fill_null(0.0) for name in sums}
    return fetch(table.group_by([intake.CODE, *keys]).agg(n=table.count(), **added))


class Recoder:
    """Grouped rows in the log's own values, seen as groups, levels and statuses; what is no sound value is left out."""

    def __init__(self, plan: Plan, checked: CheckedRows, cells: pa.Table) -> None:
        self.plan = plan
        self.values = known_values(plan)
        code, n = cells[intake.CODE].to_numpy(), cells["n"].to_numpy()
        self.left_out: dict[tuple[str, str | None], int] = {}
        for i, defect in enumerate(checked.defects, start=1):
            self._leave_out(defect, int(n[code == i].sum()))
        sound = code == 0
        for key, values in self.values.items():
            if key not in cells.column_names:
                continue
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

    def views(self) -> dict[str, list[Dimension]]:
        """The dimensions of each view: none for all rows, one of a feature, several of an intersection."""
        features = self.features
        views: dict[str, list[Dimension]] = {ALL: [], **{name: [d] for name, d in features.items()}}
        return views | {i.name: [features[name] for name in i.features] for i in self.plan.intersections}

    @cached_property
    def features(self) -> dict[str, Dimension]:
        """The groups of each feature that the cells hold."""
        present = self.cells.column_names
        return {f.name: self._feature(i, f) for i, f in enumerate(self.plan.features) if feature_key(i) in present}

    def table(
        self, views: dict[str, list[Dimension]], shared: dict[str, Dimension], sums: dict[str, str]
    ) -> pa.Table | None:
        """Cells by view, group and the ``shared`` keys, with the sums of some columns (result -> column)."""
        parts = [self._view(name, groups, shared, sums) for name, groups in views.items()] if len(self.n) else []
        return pa.concat_tables(parts) if parts else None

    def _view(self, name: str, groups: list[Dimension], shared: dict[str, Dimension], sums: dict[str, str]) -> pa.Table:
        keys = {"view": Dimension(np.zeros_like(self.n), [name]), "group": crossed(groups, len(self.n)), **shared}
        sizes = [len(d.labels) for d in keys.values()]
        flat = np.ravel_multi_index([d.codes for d in keys.values()], sizes)
        if math.prod(sizes) <= 20_000_000:
            used = np.flatnonzero(np.bincount(flat))
            place = np.zeros(math.prod(sizes), np.int64)
            place[used] = np.arange(len(used))
            places = place[flat]
        else:
            used, places = np.unique(flat, return_inverse=True)
        codes = np.unravel_index(used, sizes)
        columns = {key: _labelled(code, d.labels) for (key, d), code in zip(keys.items(), codes, strict=True)}
        for result, column in sums.items():
            values = self.cells[column].to_numpy()
            summed = np.bincount(places, weights=values.astype(np.float64), minlength=len(used))
            columns[result] = pa.array(summed.astype(np.int64))
        return pa.table(columns)

    def number(self, key: str, labels: list[Any], first: int = 0) -> Dimension:
        """A column of whole numbers from ``first`` on as a dimension."""
        return Dimension(self.cells[key].to_numpy().astype(np.int64) - first, labels)

    def mapped(self, key: str, name_of: Callable[[str | None], str]) -> Dimension:
        """A raw column by the name of each of its values (null among them)."""
        codes, values = _coded(self.cells, key)
        names = [name_of(value) for value in [*values, None]]
        labels = sorted(set(names))
        return Dimension(np.array([labels.index(name) for name in names], dtype=np.int64)[codes], labels)

    def alerts(self) -> tuple[Dimension, Dimension]:
        """Whether the rows are alerts, and their level."""
        columns = self.plan.columns
        no_level = Dimension(np.zeros(len(self.n), np.int64), [""])
        if columns.level is None:
            if intake.ALERT not in self.values:
                alerted = self.cells[intake.ALERT].to_numpy(zero_copy_only=False).astype(np.int64)
                return Dimension(alerted, [False, True]), no_level
            found = self.mapped(intake.ALERT, self.values[intake.ALERT].name)
            is_yes = np.array([name == "yes" for name in found.labels], dtype=np.int64)
            return Dimension(is_yes[found.codes], [False, True]), no_level
        levels = self.mapped(intake.LEVEL, self.values[intake.LEVEL].name)
        ids = [part.id for part in columns.level.levels]
        alerts = set(ids[ids.index(columns.level.alert_from) :])
        is_alert = np.array([name in alerts for name in levels.labels], dtype=np.int64)
        return Dimension(is_alert[levels.codes], [False, True]), levels

    def alerting(self, key: str) -> list[Any]:
        """The raw values of level or alert (``key``) that make a row an alert, as the cells hold them."""
        alerted, _ = self.alerts()
        raw = self.cells[key].filter(pa.array(np.array(alerted.labels, dtype=np.bool_)[alerted.codes]))
        return [value for value in pc.unique(raw).to_pylist() if value is not None]

    def status(self) -> Dimension:
        """Their outcome status; without an outcome in the log, none was followed up."""
        if intake.OUTCOME not in self.values:
            return Dimension(np.full(len(self.n), STATUSES.index("not_followed_up"), np.int64), list(STATUSES))
        found = self.mapped(intake.OUTCOME, self.values[intake.OUTCOME].name)
        at = np.array([STATUSES.index(name) for name in found.labels], dtype=np.int64)
        return Dimension(at[found.codes], list(STATUSES))

    def drawn(self) -> Dimension:
        """Whether they were drawn to be checked: as the log says, or else whether their outcome is known."""
        if self.plan.columns.drawn is None:
            status = self.status()
            return Dimension((status.codes < STATUSES.index("pending")).astype(np.int64), [False, True])
        known = self.values.get(intake.DRAWN)  # none where any entry means yes: the engine made "yes" and "no" of it
        found = self.mapped(intake.DRAWN, known.name if known else lambda raw: raw or "")
        is_yes = np.array([name == "yes" for name in found.labels], dtype=np.int64)
        return Dimension(is_yes[found.codes], [False, True])

    def version(self) -> Dimension:
        """Their model version."""
        column = self.plan.columns.model_version
        if column is None:
            return Dimension(np.zeros(len(self.n), np.int64), [""])
        return self.limited(self.mapped(intake.VERSION, lambda raw: recorded(raw, self.plan) or ""), column.column)

    def bucket(self) -> Dimension:
        """The bucket of their subject; -1 without one."""
        if self.plan.columns.subject is None:
            return Dimension(np.zeros(len(self.n), np.int64), [-1])
        return Dimension(self.cells[intake.BUCKET].to_numpy().astype(np.int64), list(range(64)))

    def _feature(self, index: int, feature: Feature) -> Dimension:
        key = feature_key(index)
        if feature.bins:
            bands = self.cells[key].to_numpy().astype(np.int64)  # null became BAND_MISSING, the last label
            return Dimension(np.where(bands < 0, len(feature.bins), bands), [*feature.group_ids, NOT_RECORDED])
        names = {value: group.id for group in feature.groups for value in group.values}

        def name_of(raw: str | None) -> str:
            value = recorded(raw, self.plan, mapped=names)
            if value is None:
                return NOT_RECORDED
            # "*" joins the groups of an intersection
            return names.get(value, OTHER_VALUE) if names else value.replace("*", "＊")

        return self.limited(self.mapped(key, name_of), feature.column)

    def limited(self, found: Dimension, column: str) -> Dimension:
        """The same dimension, unless it has more values than groups of people could.

        Raises:
            DataError: when it has.
        """
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


def crossed(dimensions: list[Dimension], cells: int) -> Dimension:
    """Some dimensions as one: its labels, joined by "*", are those that occur, because all that could are too many."""
    if len(dimensions) == 1:
        return dimensions[0]
    codes, labels = np.zeros(cells, np.int64), [""]
    for dimension in dimensions:
        size = len(dimension.labels)
        used, codes = np.unique(codes * size + dimension.codes, return_inverse=True)
        labels = [f"{labels[i // size]}*{dimension.labels[i % size]}" for i in used.tolist()]
    return Dimension(codes, [label.removeprefix("*") for label in labels])


def _labelled(codes: np.ndarray, labels: list[Any]) -> pa.Array:
    return pa.array(labels).take(pa.array(codes))


def _coded(cells: pa.Table, key: str) -> tuple[np.ndarray, list[Any]]:
    """Codes into the distinct raw values of a column; null is -1."""
    encoded = pc.dictionary_encode(cells[key].combine_chunks())
    if isinstance(encoded, pa.ChunkedArray):
        encoded = encoded.unify_dictionaries().combine_chunks()
    return pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False), encoded.dictionary.to_pylist()
