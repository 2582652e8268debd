"""Field work before and after an introduction, from counts: rate ratios, relative to areas without it where there are any."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from policeaudit.checks.claim import Claim, Fact, Range
from policeaudit.checks.evidence import Evidence
from policeaudit.checks.exhibit import Cell, Column, Exhibit, known
from policeaudit.checks.people_and_technology.introductions import (
    NO_CAUSE,
    NO_CAUSE_BESIDE,
    Changed,
    change_facts,
    change_findings,
    ratio_in_words,
)
from policeaudit.checks.people_and_technology.tracked import Counted, Tracked, relative, tracked
from policeaudit.checks.table_views import limits_on
from policeaudit.plan.tables import FieldworkPart
from policeaudit.tables.read import Table
from policeaudit.text import Text, decimal, whole

_BOTH = Text(en="{name}: {before} before, {after} after.", zh="{name}：采用前{before}，采用后{after}。")
_RATES = Text(
    en="{name}: {before} before ({k1} in {t1}), {after} after ({k2} in {t2}).",
    zh="{name}：采用前{before}（{t1}中{k1}），采用后{after}（{t2}中{k2}）。",
)
_BESIDE = Text(en="In the areas without it: {told}", zh="未采用的地区：{told}")
_RELATIVE = Text(en="Relative to those areas:", zh="与这些地区相比：")
_UNKNOWN = Text(
    en="{name}: a figure is withheld, not recorded or 0 where something is divided by it.",
    zh="{name}：有数字保密、未登记，或作为分母的数字为0。",
)
_AMOUNT = Text(
    en="This is an amount and not a number of events, so no range can be given.",
    zh="这是数量而非事件数，无法给出区间。",
)


@dataclass(frozen=True)
class Phases:
    """One section with rows before and after."""

    part: FieldworkPart
    table: Table

    @cached_property
    def areas(self) -> dict[str, list[int]]:
        """The rows of each area; all rows where there are no areas."""
        if "area" not in self.table.groups:
            return {"": list(range(self.table.rows))}
        return {
            area: [row for row, name in enumerate(self.table.groups["area"]) if name == area]
            for area in self.table.labels["area"]
        }

    @cached_property
    def sides(self) -> tuple[list[int], list[int]]:
        """Rows of the areas with it, and of those without."""
        beside = [row for area in self.part.comparison for row in self.areas.get(area, [])]
        return [row for rows in self.areas.values() for row in rows if row not in beside], beside

    def counted(self, each: Tracked, rows: list[int]) -> Counted:
        """Events and exposure of some rows; the exposure of a figure is one period each."""

        def total(name: str, phase: str) -> float:
            chosen = [row for row in rows if self.table.groups["phase"][row] == phase]
            return float(self.table.numbers[f"figure.{name}"][chosen].sum()) if chosen else np.nan

        before, after = (
            (total(each.of, phase), total(each.per, phase) if each.per else 1.0) for phase in ("before", "after")
        )
        return Counted(before, after)

    def findings(self, evidence: Evidence) -> list[Claim | Fact]:
        """What became of each figure and rate."""
        return [found for each in tracked(self.part) for found in self._found(each, evidence)]

    def _found(self, each: Tracked, evidence: Evidence) -> list[Claim] | list[Fact]:
        own = self.counted(each, self.sides[0])
        limits = limits_on(list(self.part.limits), "change", each.id)
        if not each.counted:
            told = _in_words(each, own).then(_AMOUNT)
            return change_facts(each, told, _plain_ratio(own), self.part, limits, evidence)
        beside = self.counted(each, self.sides[1]) if self.sides[1] else None

        def at(confidence: float) -> Range:
            found = own.ratio(confidence)
            return found if beside is None else relative(found, beside.ratio(confidence))

        told = _in_words(each, own)
        if beside is not None:
            told = told.then(ratio_in_words(own.ratio(0.95))).then(_BESIDE.fill(told=_in_words(each, beside)))
            told = told.then(ratio_in_words(beside.ratio(0.95))).then(_RELATIVE)
        smallest = np.nanmin([own.before[0], *([beside.before[0]] if beside else [])]) if own.complete else 0.0
        changed = Changed(
            each,
            told,
            cause=NO_CAUSE if beside is None else NO_CAUSE_BESIDE,
            effect=_expected(own),
            at=at,
            n=int(own.before[0]) if own.complete else 0,
            large=bool(smallest >= evidence.plan.rules.min_n),
        )
        return change_findings(changed, self.part, limits, evidence)

    def table_of(self) -> Exhibit:
        """Every figure and rate by area, before and after."""
        rows: list[tuple[Cell, ...]] = []
        labels = self.table.labels.get("area", {})
        for each in tracked(self.part):
            for area, places in self.areas.items():
                counts = self.counted(each, places)
                ratio = counts.ratio(0.95) if each.counted else Range(_plain_ratio(counts), np.nan, np.nan)
                name: Text = labels.get(area) or Text(en="all", zh="全部")
                if area in self.part.comparison:
                    name = Text(en="{area} (without it)", zh="{area}（未采用）").fill(area=name)
                low, high = known(ratio.low), known(ratio.high)
                rows.append(
                    (
                        each.label,
                        name,
                        _printed(each, counts.before),
                        _printed(each, counts.after),
                        known(ratio.value),
                        (low, high) if each.counted and low is not None else None,
                    )
                )
        return Exhibit(
            name=f"phases.{self.part.id}",
            title=Text(en="{title}: before and after", zh="{title}：采用前后").fill(title=self.part.title),
            columns=(
                Column(Text(en="Figure", zh="项目")),
                Column(Text(en="Area", zh="区域")),
                Column(Text(en="Before", zh="采用前"), "ratio"),
                Column(Text(en="After", zh="采用后"), "ratio"),
                Column(Text(en="Times as much", zh="倍数"), "ratio"),
                Column(Text(en="Range", zh="区间"), "ratio"),
            ),
            rows=tuple(rows),
            note=Text(
                en="The periods before and after are taken to be equally long. The ranges allow for chance as in "
                "events that come independently of each other; field work varies more than that.",
                zh="假定采用前后的期间等长。区间只考虑事件相互独立时的偶然波动；实际工作的波动更大。",
            ),
        )


def _printed(each: Tracked, side: tuple[float, float]) -> Text | None:
    k, t = side
    if np.isnan(k) or not t > 0:
        return None
    return whole(k) if each.per is None else decimal(k / t, 3)


def _plain_ratio(counts: Counted) -> float:
    if not counts.complete or counts.before[0] <= 0:
        return np.nan
    return (counts.after[0] / counts.after[1]) / (counts.before[0] / counts.before[1])


def _in_words(each: Tracked, counts: Counted) -> Text:
    if not counts.complete:
        return _UNKNOWN.fill(name=each.label)
    (k1, t1), (k2, t2) = counts.before, counts.after
    if each.per is None:
        return _BOTH.fill(name=each.label, before=whole(k1), after=whole(k2))
    return _RATES.fill(
        name=each.label,
        before=decimal(k1 / t1, 3),
        after=decimal(k2 / t2, 3),
        k1=whole(k1),
        t1=whole(t1),
        k2=whole(k2),
        t2=whole(t2),
    )


def _expected(own: Counted) -> Text:
    if not own.complete:
        return Text(en="Not known.", zh="无法得知。")
    expected = own.before[0] * own.after[1] / own.before[1]
    return Text(
        en="At the earlier rate there would have been about {expected} instead of {found}.",
        zh="若按以前的比率，应约为{expected}，实际为{found}。",
    ).fill(expected=whole(expected), found=whole(own.after[0]))
