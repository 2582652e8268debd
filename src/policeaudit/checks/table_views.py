"""The groups and areas of a table as views, with the rows of each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from policeaudit.checks.evidence import NO_REFERENCE, View, quoted
from policeaudit.errors import DataError, Problem
from policeaudit.measures import FloatArray
from policeaudit.plan.any_limit import AnyLimit
from policeaudit.plan.table_file import Groups, Section, TableLimit
from policeaudit.tables.read import Table
from policeaudit.text import Text

By = Literal["group", "area", "group*area"]

_GROUP = Text(en="{feature} {group}", zh="{feature}{group}")
_LABEL = Text(en="{by} ({title})", zh="{by}（{title}）")
_LABEL_OF = Text(en="{by} (“{of}”, {title})", zh="{by}（“{of}”，{title}）")
_WHOLE = Text(en="“{of}”, {title}", zh="“{of}”，{title}")


@dataclass(frozen=True)
class Grouping:
    """The rows of a table by one of its columns of groups."""

    by: By
    section: Section
    label: Text
    rows: dict[str, list[int]]
    """Rows of each group, in the plan's order; none where a declared group has no row."""
    labels: dict[str, Text]
    nouns: dict[str, Text]
    reference: str | None
    ordered: bool

    @property
    def groups(self) -> list[str]:
        """The ids of the groups."""
        return list(self.rows)

    def one_each(self, column: FloatArray) -> FloatArray:
        """The figure of each group, which has one row; NaN where it has none."""
        return np.array([column[rows[0]] if rows else np.nan for rows in self.rows.values()])

    def view(self, of: str | None = None, label: Text | None = None) -> View:
        """The view of one figure by these groups; ``of`` is the figure's id and ``label`` its name."""
        name = ":".join(part for part in (self.section.id, of, self.by) if part)
        if label is None:
            text = _LABEL.fill(by=self.label, title=self.section.title)
        else:
            text = _LABEL_OF.fill(by=self.label, of=label, title=self.section.title)
        return View(name, text, self.groups, self.labels, self.nouns, self.reference, [])


def groupings(section: Section, table: Table, area_noun: Text, group_noun: Text | None = None) -> list[Grouping]:
    """How a section's table is grouped: by group, by area, or both.

    ``area_noun`` has the blank {area}, ``group_noun`` the blank {group}: how a sentence names those of an area or group.

    Raises:
        DataError: when a reference group never occurs.
    """
    found = []
    bys: tuple[By, ...] = ("group", "area")
    for by in bys:
        declared: Groups | None = getattr(section, by, None)
        if declared is None:
            continue
        labels = table.labels[by]
        rows: dict[str, list[int]] = {name: [] for name in labels}
        for row, name in enumerate(table.groups[by]):
            rows[name].append(row)
        if declared.reference is not None and declared.reference not in rows:
            text = NO_REFERENCE.fill(name=declared.reference, known=", ".join(rows))
            raise DataError(Problem(f"{table.path} [{declared.column}]", text))
        nouns = {
            name: area_noun.fill(area=label) if by == "area" else _group_noun(declared, label, group_noun)
            for name, label in labels.items()
        }
        found.append(Grouping(by, section, declared.label, rows, labels, nouns, declared.reference, declared.ordered))
    return found


def crossed(section: Section, table: Table, both: list[Grouping]) -> Grouping:
    """Every row for itself: its group in its area."""
    group, area = both
    rows: dict[str, list[int]] = {}
    labels: dict[str, Text] = {}
    pattern = Text(en="{group}, {area}", zh="{area}，{group}")
    for row, (g, a) in enumerate(zip(table.groups["group"], table.groups["area"], strict=True)):
        rows.setdefault(f"{g}*{a}", []).append(row)
        labels[f"{g}*{a}"] = pattern.fill(group=group.labels[g], area=area.labels[a])
    label = Text(en=f"{group.label.en} × {area.label.en}", zh=f"{group.label.zh} × {area.label.zh}")
    return Grouping("group*area", section, label, rows, labels, labels, None, ordered=False)


def _group_noun(declared: Groups, label: Text, pattern: Text | None) -> Text:
    name = label if declared.groups else quoted(_GROUP, declared.label, label)
    return pattern.fill(group=name) if pattern is not None else name


def whole_view(section: Section, of: str | None = None, label: Text | None = None) -> View:
    """What is said of a section, or of one of its figures, as a whole; it has no groups."""
    name = section.id if of is None else f"{section.id}:{of}"
    text = section.title if label is None else _WHOLE.fill(of=label, title=section.title)
    return View(name, text, [], {}, {}, None, [])


def limits_on(limits: list[TableLimit], measure: str, of: str | None = None) -> list[AnyLimit]:
    """The limits of a measure; one that names the figure takes the place of one of its kind that names none."""
    named = [limit for limit in limits if limit.measure == measure and limit.of is not None and limit.of == of]
    kinds = {limit.kind for limit in named}
    general = [limit for limit in limits if limit.measure == measure and limit.of is None and limit.kind not in kinds]
    return [*named, *general]
