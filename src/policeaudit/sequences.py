"""Findings and measures as light sequences: a table in a notebook, a frame where one is wanted."""

from __future__ import annotations

import html
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

from policeaudit.assessment.model import Finding, Measurement
from policeaudit.assessment.pillars import VERDICTS
from policeaudit.measures import MEASURES, SCALAR_LABELS
from policeaudit.text import Language, Text, percent, points, same, whole

if TYPE_CHECKING:
    import pandas as pd

Item = TypeVar("Item", Finding, Measurement)
SHOWN = 50

_UNKNOWN = Text(en="not measurable", zh="无法计算")
_MORE = Text(en="and {n} more", zh="另有{n}项")


class _Items(Sequence[Item], Generic[Item]):
    """A sequence that a notebook shows as a table of the first ``SHOWN`` items."""

    def __init__(self, items: Sequence[Item], lang: Language = "en") -> None:
        self._items: list[Item] = list(items)
        self._lang = lang

    @overload
    def __getitem__(self, at: int) -> Item: ...
    @overload
    def __getitem__(self, at: slice) -> _Items[Item]: ...
    def __getitem__(self, at: int | slice) -> Item | _Items[Item]:
        return type(self)(self._items[at], self._lang) if isinstance(at, slice) else self._items[at]

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Item]:
        return iter(self._items)

    def __repr__(self) -> str:
        return f"<{len(self)} {type(self).__name__.lower()}>"

    def to_pandas(self) -> pd.DataFrame:
        """One row an item; rates and gaps are fractions, what is undefined is missing."""
        import pandas as pd

        return pd.DataFrame([self._record(item) for item in self._items], columns=self._columns())

    def _repr_html_(self) -> str:
        lang = self._lang
        head = "".join(f"<th>{html.escape(title[lang])}</th>" for title in self._titles)
        rows = [
            "<tr>" + "".join(f"<td>{html.escape(cell[lang])}</td>" for cell in self._cells(item)) + "</tr>"
            for item in self._items[:SHOWN]
        ]
        more = len(self) - SHOWN
        note = f"<p>{_MORE.fill(n=whole(more))[lang]}</p>" if more > 0 else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>{note}"

    _titles: tuple[Text, ...] = ()

    def _columns(self) -> list[str]:
        raise NotImplementedError

    def _record(self, item: Item) -> dict[str, Any]:
        raise NotImplementedError

    def _cells(self, item: Item) -> list[Text]:
        raise NotImplementedError


_RANGE = ("value", "low", "high", "lower_bound", "upper_bound")


class Findings(_Items[Finding]):
    """The findings of an audit, worst first."""

    _titles = (
        Text(en="Verdict", zh="结论"),
        Text(en="Comparison", zh="比较内容"),
        Text(en="Gap", zh="差距"),
        Text(en="95% range", zh="95%区间"),
        Text(en="Condition", zh="情况"),
    )

    def _columns(self) -> list[str]:
        plain = ["id", "check", "pillar", "verdict", "measure", "sensitive_feature", "group", "reference"]
        ranges = [part if end == "value" else f"{part}_{end}" for part in ("gap", "ratio") for end in _RANGE]
        rest = ["limit", "limit_kind", "n", "n_reference", "n_needed", "adjusted_p", "survives_missing", "sentence"]
        return [*plain, *ranges, *rest]

    def _record(self, item: Finding) -> dict[str, Any]:
        plain = {name: getattr(item, name) for name in self._columns() if name in Finding.model_fields}
        ranges = {
            part if end == "value" else f"{part}_{end}": getattr(getattr(item, part), end)
            for part in ("gap", "ratio")
            for end in _RANGE
        }
        limit = {"limit": item.limit.value, "limit_kind": item.limit.kind} if item.limit else {"limit": None}
        return plain | ranges | limit | {"verdict": item.verdict.value, "sentence": item.sentence[self._lang]}

    def _cells(self, item: Finding) -> list[Text]:
        gap = item.gap
        known = gap.value is not None and gap.low is not None and gap.high is not None
        between = Text(en="{low} to {high}", zh="{low}～{high}")
        return [
            VERDICTS[item.verdict],
            item.heading.text,
            points(gap.value) if gap.value is not None else _UNKNOWN,
            between.fill(low=points(gap.low or 0), high=points(gap.high or 0)) if known else same("–"),
            item.sentence.text,
        ]


class Measures(_Items[Measurement]):
    """Every measure for every group."""

    _titles = (
        Text(en="Measure", zh="指标"),
        Text(en="Feature", zh="特征"),
        Text(en="Group", zh="群体"),
        Text(en="Cases", zh="数量"),
        Text(en="Value", zh="数值"),
        Text(en="95% range", zh="95%区间"),
    )

    def _columns(self) -> list[str]:
        return list(Measurement.model_fields)

    def _record(self, item: Measurement) -> dict[str, Any]:
        reason = item.not_measurable[self._lang] if item.not_measurable else None
        return {name: getattr(item, name) for name in self._columns()} | {"not_measurable": reason}

    def _cells(self, item: Measurement) -> list[Text]:
        known = MEASURES.get(item.measure)
        between = Text(en="{low} to {high}", zh="{low}～{high}")
        has_range = item.low is not None and item.high is not None
        return [
            known.label if known else SCALAR_LABELS.get(item.measure, same(item.measure)),
            same(item.sensitive_feature or "–"),
            same(item.group or "–"),
            whole(item.n) if item.n is not None else same("–"),
            _UNKNOWN if item.value is None else percent(item.value) if known else same(f"{item.value:.4g}"),
            between.fill(low=percent(item.low or 0), high=percent(item.high or 0)) if has_range else same("–"),
        ]
