"""The tables and charts of response times."""

from __future__ import annotations

import math

import numpy as np

from policeaudit.checks.digital_inclusion.waits import SHARE, UNIT_NAMES, Waits
from policeaudit.checks.evidence import Rates
from policeaudit.checks.exhibit import Cell, Column, Dot, DotChart, Exhibit, Line, LineChart, Point, known
from policeaudit.checks.table_views import Grouping
from policeaudit.stats.intervals import wilson
from policeaudit.text import Text

_LINES = 4
"""Lines that a chart tells apart."""


def wait_exhibits(section: Waits, grouping: Grouping, rates: Rates | None, crit: float) -> list[Exhibit]:
    """The tables and charts of one section by one of its columns of groups; ``rates``: the shares within the standard."""
    if not section.starts:
        return [_published_table(section, grouping)]
    return [_times(section, grouping, rates), _distribution(section, grouping, crit)]


def _heads(section: Waits, *names: tuple[str, str]) -> list[Column]:
    unit = UNIT_NAMES[section.part.unit]
    pattern = Text(en="{name}, {unit}", zh="{name}（{unit}）")
    return [Column(pattern.fill(name=Text(en=en, zh=zh), unit=unit), "number") for en, zh in names]


_GROUP = Column(Text(en="Group", zh="群体"))
_CASES = Column(Text(en="Cases", zh="警情数"), "count")
_OPEN_CASES = Column(Text(en="No time recorded", zh="未登记时间"), "count")
_RANGE = Text(en="Range", zh="区间")
_NOTE_OF_TABLE = Text(
    en="The chart shows the median. Inside a band of time cases are taken to be spread evenly; the ranges end "
    "where bands end, because nothing is known of the times inside one.",
    zh="图中为中位数。假定同一时段内的警情均匀分布；区间以时段的端点为界，因为时段之内的具体时间不明。",
)
_NOTE_OF_LOG = Text(
    en="The chart shows the median. The times of the log were counted in narrow bands: a quarter of a unit below 10, one "
    "below 120, then wider; a figure is the end of its band. Warnings without a time are left out here, and allowed for in "
    "the findings. That one person may have several warnings is not allowed for in the ranges.",
    zh="图中为中位数。日志中的时间按窄时段计数：10以内为四分之一个单位，120以内为一个单位，以上更宽；所列数字为时段的终点。未登记时间的预警在此未计入，"
    "但在评估发现中已予考虑。区间未考虑同一人有多条预警的情形。",
)
_ROUND = (0.25, 0.5, 1, 2, 3, 5, 10, 15, 30, 45, 60, 90, 120, 180, 240, 360, 480, 720, 1_440, 2_880)
_MOST_EDGES = 8
"""Times that the table of the distribution has a column for."""


def _times(section: Waits, grouping: Grouping, rates: Rates | None) -> Exhibit:
    columns = [_GROUP, _CASES, *([_OPEN_CASES] if section.of_log else [])]
    for head in _heads(section, ("Median", "中位数"), ("Nine in ten within", "九成不超过")):
        columns += [head, Column(_RANGE, "number")]
    if rates is not None:
        within = Text(en="Within {standard}", zh="{standard}内").fill(standard=section.time(section.part.standard or 0))
        columns += [Column(within, "percent"), Column(_RANGE, "percent")]
    standards = [limit.value for limit in section.part.limits if (limit.measure, limit.kind) == ("median", "standard")]
    dots = tuple(_dot(section, grouping, group) for group in grouping.groups)
    return Exhibit(
        name=f"times.{section.part.id}.{grouping.by}",
        title=_title(Text(en="{title}: response times by {by}", zh="{title}：各{by}的响应时间"), section, grouping),
        columns=tuple(columns),
        rows=tuple(_row(section, grouping, group, rates) for group in grouping.groups),
        chart=DotChart(dots, "minutes", band=(0.0, standards[0]) if standards else None),
        note=_NOTE_OF_LOG if section.of_log else _NOTE_OF_TABLE,
    )


def _row(section: Waits, grouping: Grouping, group: str, rates: Rates | None) -> tuple[Cell, ...]:
    places, i = grouping.rows[group], grouping.groups.index(group)
    row: list[Cell] = [grouping.labels[group], known(float(section.counts(places).sum()))]
    row += [section.open(places)] if section.of_log else []
    for which in SHARE:
        found = section.quantile(which, places)
        row += [_time_cell(section, found.value), (known(found.low), known(found.high))]
    if rates is not None:
        row += [known(rates.value[i]), (known(rates.low[i]), known(rates.high[i]))]
    return tuple(row)


def _dot(section: Waits, grouping: Grouping, group: str) -> Dot:
    places = grouping.rows[group]
    median, total = section.quantile("median", places), float(section.counts(places).sum())
    low, high = known(median.low), known(median.high)
    if low is None or high is None:  # half of a range would look like a whole one
        low = high = None
    n = None if math.isnan(total) else int(total)
    return Dot(grouping.labels[group], known(median.value), low, high, n, reference=group == grouping.reference)


def _time_cell(section: Waits, value: float) -> Cell:
    if math.isnan(value):
        return None
    return section.time(value) if math.isinf(value) else value


def _distribution(section: Waits, grouping: Grouping, crit: float) -> Exhibit:
    kept = _edges(section, grouping)
    edges = [section.starts[i + 1] for i in kept]
    rows: list[tuple[Cell, ...]] = []
    lines = []
    for group, places in grouping.rows.items():
        counts = section.counts(places)
        total = float(counts.sum())
        within = counts.cumsum()[kept] / total if total > 0 else np.full(len(edges), np.nan)
        rows.append((grouping.labels[group], *(known(share) for share in within)))
        low, high = wilson(within, total if total > 0 else 0.0, crit)
        points = [
            Point(edge, known(y), known(a), known(b)) for edge, y, a, b in zip(edges, within, low, high, strict=True)
        ]
        lines.append(Line(grouping.labels[group], tuple(points)))
    label = Text(en="Within, {unit}", zh="时间（{unit}）").fill(unit=UNIT_NAMES[section.part.unit])
    return Exhibit(
        name=f"distribution.{section.part.id}.{grouping.by}",
        title=_title(
            Text(en="{title}: share with a response within", zh="{title}：各时间内得到响应的比例"), section, grouping
        ),
        columns=(_GROUP, *(Column(section.time(edge), "percent") for edge in edges)),
        rows=tuple(rows),
        chart=LineChart(label, Text(en="Share with a response", zh="得到响应的比例"), tuple(lines))
        if len(edges) > 1
        else None,
        note=_first_lines(len(lines)),
    )


def _edges(section: Waits, grouping: Grouping) -> list[int]:
    """The bands whose ends are shown: all of a table; of the log a few round times, up to where nine in ten have ended."""
    bands = range(len(section.starts) - 1)
    if not section.of_log:
        return list(bands)
    everyone = [row for rows in grouping.rows.values() for row in rows]
    last = section.quantile("percentile_90", everyone).value
    longest = min(last, section.starts[-1]) if last > 0 else section.starts[-1]
    round_ones = [t for t in _ROUND if t in section.starts[1:] and t < 2 * longest]
    shown = {*round_ones[-_MOST_EDGES:], section.part.standard}
    return [i for i in bands if section.starts[i + 1] in shown]


def _first_lines(lines: int) -> Text | None:
    if lines <= _LINES:
        return None
    return Text(en="The chart shows the first {n} groups.", zh="图中仅列前{n}个群体。").fill(n=_LINES)


def _published_table(section: Waits, grouping: Grouping) -> Exhibit:
    summary, numbers = section.part.summary, section.table.numbers
    statistic = summary.statistic if summary else "median"
    name = {
        "median": ("Median", "中位数"),
        "percentile_90": ("Nine in ten within", "九成不超过"),
        "mean": ("Mean", "平均值"),
    }
    rows: list[tuple[Cell, ...]] = []
    for group, places in grouping.rows.items():
        for row in places:
            cases = known(float(numbers["cases"][row])) if "cases" in numbers else None
            rows.append((grouping.labels[group], cases, known(float(numbers["summary"][row]))))
    return Exhibit(
        name=f"published.{section.part.id}.{grouping.by}",
        title=_title(Text(en="{title}: published response times", zh="{title}：公布的响应时间"), section, grouping),
        columns=(_GROUP, _CASES, *_heads(section, name[statistic])),
        rows=tuple(rows),
        note=Text(
            en="A published mean or quantile without the times behind it has no range.",
            zh="只公布平均值或分位数而没有原始时间，无法给出区间。",
        ),
    )


def _title(pattern: Text, section: Waits, grouping: Grouping) -> Text:
    return pattern.fill(title=section.part.title, **({"by": grouping.label} if "{by}" in pattern.en else {}))
