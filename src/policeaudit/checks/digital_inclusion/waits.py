"""What is known of response times: counts in bands of time by group, from a table or the log, or published values."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from policeaudit.checks.claim import Range
from policeaudit.checks.digital_inclusion.waits_of_log import OPEN, response_of_log
from policeaudit.checks.evidence import Evidence
from policeaudit.checks.table_rates import Share
from policeaudit.checks.table_views import Grouping, groupings
from policeaudit.measures import Fill, FloatArray
from policeaudit.plan.tables import ResponsePart
from policeaudit.stats.intervals import critical_value, mover_ratio
from policeaudit.stats.quantiles import binned_quantile
from policeaudit.tables.response import ResponseTable
from policeaudit.text import Text, decimal

Quantile = Literal["median", "percentile_90"]
SHARE: dict[Quantile, float] = {"median": 0.5, "percentile_90": 0.9}

_UNITS = {
    "second": Text(en="{n} seconds", zh="{n}秒"),
    "minute": Text(en="{n} minutes", zh="{n}分钟"),
    "hour": Text(en="{n} hours", zh="{n}小时"),
    "day": Text(en="{n} days", zh="{n}天"),
}
UNIT_NAMES = {
    "second": Text(en="seconds", zh="秒"),
    "minute": Text(en="minutes", zh="分钟"),
    "hour": Text(en="hours", zh="小时"),
    "day": Text(en="days", zh="天"),
}
_NOUNS = {
    False: {
        "area": Text(en="calls in {area}", zh="{area}警情"),
        "group": Text(en="calls of {group}", zh="{group}警情"),
    },
    True: {
        "area": Text(en="warnings in {area}", zh="{area}预警"),
        "group": Text(en="warnings about {group}", zh="涉{group}预警"),
    },
}
"""How a sentence names the cases of an area or group, by whether they are those of the log."""
_OPPOSITE: dict[Fill, Fill] = {"observed": "observed", "lowest": "highest", "highest": "lowest"}
_UNKNOWN = Text(en="some of its counts are withheld or not recorded", zh="部分计数保密或未登记")


@dataclass(frozen=True)
class Waits:
    """One section of a plan about response times, with its table or what the log says in the form of one."""

    part: ResponsePart
    table: ResponseTable

    @cached_property
    def groupings(self) -> list[Grouping]:
        """By group and by area."""
        nouns = _NOUNS[self.of_log]
        return groupings(self.part, self.table, nouns["area"], nouns["group"])

    @property
    def of_log(self) -> bool:
        """Whether the cases are the warnings of the log."""
        return self.part.log is not None

    @property
    def starts(self) -> list[float]:
        """The shortest time of each band; the last one is open."""
        return self.table.starts

    def time(self, value: float) -> Text:
        """A time with its unit; one that no band bounds is longer than the last band's start."""
        if math.isinf(value):
            longest = _UNITS[self.part.unit].fill(n=_plain(self.starts[-1]))
            return Text(en="more than {time}", zh="{time}以上").fill(time=longest)
        return _UNITS[self.part.unit].fill(n=_plain(value))

    def open(self, rows: list[int]) -> float:
        """Cases of which no time is recorded."""
        return float(self.table.numbers[OPEN][rows].sum()) if OPEN in self.table.numbers else 0.0

    def counts(self, rows: list[int], fill: Fill = "observed") -> FloatArray:
        """Cases in each band; those without a time are left out, or all in the first band, or all in the last."""
        bands = np.array(
            [self.table.numbers[f"bin.{i}"][rows].sum() for i in range(len(self.starts))], dtype=np.float64
        )
        if fill != "observed":
            bands[0 if fill == "lowest" else -1] += self.open(rows)
        return bands

    def quantile(self, which: Quantile, rows: list[int], confidence: float = 0.95, fill: Fill = "observed") -> Range:
        """A quantile with its range."""
        counts, crit = self.counts(rows, fill), critical_value(confidence)
        found = binned_quantile(self.starts, counts, SHARE[which], crit, spread=not self.of_log)
        return Range(float(found.value), float(found.low), float(found.high))

    def ratio(
        self,
        which: Quantile,
        rows: list[int],
        others: list[int],
        confidence: float = 0.95,
        fill: Fill = "observed",
    ) -> Range:
        """A quantile of some rows over that of others, which are filled in the other way round."""
        a = self.quantile(which, rows, confidence, fill)
        b = self.quantile(which, others, confidence, _OPPOSITE[fill])
        value = a.value / b.value if b.value > 0 and math.isfinite(b.value) else math.nan
        if math.isnan(value) or math.isinf(value):
            return Range(math.nan, math.nan, math.nan)
        with np.errstate(invalid="ignore"):  # a range without an upper end
            low, high = mover_ratio(a.value, a.low, a.high, b.value, b.low, b.high)
        return Range(value, float(low), float(high))

    def within(self, rows: list[int]) -> Share:
        """The share within the standard; cases of a band that the standard falls in are open."""
        standard = self.part.standard
        counts = self.counts(rows)
        if standard is None or np.isnan(counts).any():
            return Share(0, 0, reason=_UNKNOWN)
        ends = [*self.starts[1:], math.inf]
        inside = sum(float(n) for n, end in zip(counts, ends, strict=True) if end <= standard)
        beyond = sum(float(n) for n, start in zip(counts, self.starts, strict=True) if start >= standard)
        return Share(inside, inside + beyond, float(counts.sum()) - inside - beyond + self.open(rows))


def waits(evidence: Evidence) -> list[Waits]:
    """The sections about response times whose table or log is at hand."""
    found = (
        (part, evidence.tables.of(part) if part.log is None else response_of_log(part, evidence))
        for part in evidence.plan.response
    )
    return [Waits(part, table) for part, table in found if isinstance(table, ResponseTable)]


def _plain(value: float) -> Text:
    quarter = (4 * value).is_integer() and not (2 * value).is_integer()
    return decimal(value, 2 if quarter else 0 if value == round(value) else 1)
