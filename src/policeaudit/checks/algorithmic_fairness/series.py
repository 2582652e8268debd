"""C07: is it getting better or worse, and since which change?"""

import datetime as dt

import numpy as np

from policeaudit.checks.check import Check
from policeaudit.checks.differences import differ
from policeaudit.checks.evidence import Evidence, View, noun
from policeaudit.checks.examination import Examination
from policeaudit.checks.exhibit import Cell, Column, Exhibit, Line, LineChart, Point, known
from policeaudit.log.tally import ALL
from policeaudit.measures import A0, A1, AN, AP, MEASURES, IntArray
from policeaudit.stats.drift import change_of_gap, change_of_gap_same_subjects
from policeaudit.text import Text, decimal, same

CHECK = Check(
    id="C07",
    pillar="P2",
    title=Text(en="Change over time", zh="随时间的变化"),
    asks=Text(
        en="Is the system getting better or worse for each group, and since which change?",
        zh="系统对各群体的准确程度在变好还是变差？从哪次变更开始？",
    ),
    matters=Text(
        en="A new version or a new threshold can open a gap, or close one, between two reports.",
        zh="新版本或新的分数线可能在两次评估之间造成差距，也可能使其消失。",
    ),
    cannot_show=Text(
        en="Months that follow a change show what came after it, not what came from it. The last weeks have more open outcomes "
        "and are not worse for that. A gap changes visibly only with very many cases.",
        zh="变更之后的月份只说明其后的情况，不说明由其造成。最近数周未结的核查较多，并不因此更差。差距的变化只有在数量很大时才看得出来。",
    ),
)


def examine(evidence: Evidence) -> Examination:
    """Precision by month and by model version for the groups of the main features, with breaks marked."""
    found = evidence.timeline(ALL, "month")
    if found is None:
        return Examination(lacking=Text(en="the plan names no time of the warnings", zh="审计方案未指定预警时间"))
    if len(found[0]) < 2:
        return Examination(lacking=Text(en="the log covers a single month", zh="日志只涉及一个月"))
    breaks = _breaks(evidence)
    exhibits = []
    for view in evidence.main_views:
        exhibits.append(_months(view, breaks, evidence))
        if view.reference is not None:
            exhibits.append(_changes(view, breaks, evidence))
        if len(_versions(evidence)) > 1:
            exhibits.append(_by_version(view, evidence))
    return Examination(exhibits=exhibits)


def _breaks(evidence: Evidence) -> list[tuple[float, Text]]:
    """Where on the axis of months figures stop being comparable: declared changes and versions that appear."""
    found = evidence.timeline(ALL, "month")
    assert found is not None  # noqa: S101 - asked only where there is a time
    months = found[0]
    marks = []
    for change in evidence.plan.breaks:
        month = f"{change.on:%Y-%m}"
        if months[0] <= month <= months[-1]:
            marks.append((months.index(month) + (change.on.day - 1) / 31 - 0.5, change.what))
    for version, first in _first_months(evidence).items():
        if first > 0:
            marks.append((first - 0.5, same(version)))
    return sorted(marks, key=lambda mark: mark[0])


def _first_months(evidence: Evidence) -> dict[str, int]:
    """The place of the first month in which each model version issued warnings."""
    versions = _versions(evidence)
    if len(versions) < 2:
        return {}
    table = evidence.tally.detail["timeline"]
    rows = [row for row in table.select(["view", "version", "month", "alerted"]).to_pylist() if row["view"] == ALL]
    months = sorted({row["month"] for row in rows})
    return {v: min(months.index(r["month"]) for r in rows if r["version"] == v) for v in versions}


def _versions(evidence: Evidence) -> list[str]:
    found = evidence.timeline(ALL, "version")
    return [version for version in found[0] if version] if found else []


def _month(value: str) -> Text:
    year, month = value.split("-")
    day = dt.date(int(year), int(month), 1)
    return Text(en=f"{day:%b} {year}", zh=f"{year}年{int(month)}月")


def _months(view: View, breaks: list[tuple[float, Text]], evidence: Evidence) -> Exhibit:
    found = evidence.timeline(view.name, "month")
    assert found is not None  # noqa: S101 - asked only where there is a time
    months, counts = found
    rows: list[tuple[Cell, ...]] = []
    lines = []
    for group, cells in zip(view.groups, counts, strict=True):
        derived = evidence.derive_values(view, group, "month", months, cells)
        rates = evidence.rates(MEASURES["precision"], derived.name)
        dots = []
        for i, month in enumerate(months):
            total = cells[i].sum(axis=0)
            alerts, still = int(total[A1 : AN + 1].sum()), int(total[[AP, AN]].sum())
            value, low, high = (known(x[i]) for x in (rates.value, rates.low, rates.high))
            rows.append(
                (_month(month), view.labels[group], alerts, still / alerts if alerts else None, value, (low, high))
            )
            dots.append(Point(float(i), value, low, high))
        if view.is_recorded(group):
            lines.append(Line(view.labels[group], tuple(dots)))
    rows.sort(key=lambda row: months.index(next(m for m in months if _month(m) == row[0])))
    return Exhibit(
        name=f"months.{view.name}",
        title=Text(en="Precision by month, {view}", zh="各月预警准确率，按{view}").fill(view=view.label),
        columns=(
            Column(Text(en="Month", zh="月份")),
            Column(Text(en="Group", zh="群体")),
            Column(Text(en="Warnings", zh="预警数"), "count"),
            Column(Text(en="Without result", zh="无结果"), "percent"),
            Column(Text(en="Right", zh="属实比例"), "percent"),
            Column(Text(en="Range", zh="区间"), "percent"),
        ),
        rows=tuple(rows),
        chart=LineChart(
            x_label=Text(en="month", zh="月份"),
            y_label=Text(en="share of checked warnings that proved right", zh="已核查预警中的属实比例"),
            lines=tuple(lines),
            ticks=tuple((float(i), _month(month)) for i, month in enumerate(months)),
            breaks=tuple(breaks),
        ),
        note=Text(
            en="Upright dotted lines mark changes of version or rule: figures on both sides of one are not alike in all else.",
            zh="竖虚线表示版本或规则变更：其两侧的数字不能视为其他条件完全相同。",
        )
        if breaks
        else None,
    )


def _changes(view: View, breaks: list[tuple[float, Text]], evidence: Evidence) -> Exhibit:
    """The gap to the reference in the first and the last month, and its change."""
    found = evidence.timeline(view.name, "month")
    assert found is not None  # noqa: S101 - asked only where there is a time
    months, counts = found
    reference = counts[view.groups.index(str(view.reference))]
    across = Text(en="yes", zh="是") if breaks else Text(en="no", zh="否")
    rows: list[tuple[Cell, ...]] = []
    for group in view.compared:
        first, last = (
            differ(MEASURES["precision"], reference[m], _of(view, group, counts)[m], evidence) for m in (0, -1)
        )
        change = _change(_of(view, group, counts), reference, evidence)
        detected = not np.isnan(change[0]) and (change[1] > 0 or change[2] < 0)
        said = (
            (Text(en="the gap grew", zh="差距扩大") if change[0] > 0 else Text(en="the gap shrank", zh="差距缩小"))
            if detected
            else Text(en="no change that we can detect", zh="未见可察觉的变化")
        )
        rows.append(
            (
                noun(view, group),
                first.observed.value,
                last.observed.value,
                change[0],
                (change[1], change[2]),
                said,
                across,
            )
        )
    return Exhibit(
        name=f"change.{view.name}",
        title=Text(en="Change of the gap, {first} to {last}", zh="差距的变化：{first}至{last}").fill(
            first=_month(months[0]), last=_month(months[-1])
        ),
        columns=(
            Column(Text(en="Group", zh="群体")),
            Column(Text(en="Gap in the first month", zh="首月差距（百分点）"), "points"),
            Column(Text(en="Gap in the last month", zh="末月差距（百分点）"), "points"),
            Column(Text(en="Change, points", zh="变化（百分点）"), "points"),
            Column(Text(en="Range", zh="区间"), "points"),
            Column(Text(en="In words", zh="说明")),
            Column(Text(en="A break lies between", zh="其间有口径变更")),
        ),
        rows=tuple(rows),
    )


def _of(view: View, group: str, counts: IntArray) -> IntArray:
    part: IntArray = counts[view.groups.index(group)]
    return part


def _change(ours: IntArray, theirs: IntArray, evidence: Evidence) -> tuple[float, float, float]:
    """Change of the gap (reference less group) between the first and the last month."""
    (y1, m1), (y2, m2) = (((c[[0, -1]][..., A1]), c[[0, -1]][..., [A1, A0]].sum(axis=-1)) for c in (ours, theirs))
    if evidence.clustered:
        found = change_of_gap_same_subjects(y2, m2, y1, m1, evidence.crit)
    else:
        (y1, m1), (y2, m2) = ((y.sum(-1), m.sum(-1)) for y, m in ((y1, m1), (y2, m2)))
        p1, p2 = (np.divide(y, m, out=np.zeros(2), where=m > 0) for y, m in ((y1, m1), (y2, m2)))
        found = change_of_gap(p2, m2, p1, m1, evidence.crit)
    return float(found.value), float(found.low), float(found.high)


def _by_version(view: View, evidence: Evidence) -> Exhibit:
    versions = _versions(evidence)
    counts = evidence.counts_by(view.name, "version", versions)
    rows: list[tuple[Cell, ...]] = []
    for group, cells in zip(view.groups, counts, strict=True):
        rates = evidence.rates(
            MEASURES["precision"], evidence.derive_values(view, group, "version", versions, cells).name
        )
        for i, version in enumerate(versions):
            value, low, high = (known(x[i]) for x in (rates.value, rates.low, rates.high))
            rows.append(
                (view.labels[group], same(version), int(rates.n[i]), value, (low, high), _step(cells, i, evidence))
            )
    return Exhibit(
        name=f"versions.{view.name}",
        title=Text(en="Precision by model version, {view}", zh="各模型版本的预警准确率，按{view}").fill(
            view=view.label
        ),
        columns=(
            Column(Text(en="Group", zh="群体")),
            Column(Text(en="Version", zh="版本")),
            Column(Text(en="Checked", zh="已核查"), "count"),
            Column(Text(en="Right", zh="属实比例"), "percent"),
            Column(Text(en="Range", zh="区间"), "percent"),
            Column(Text(en="Against the version before, points", zh="与前一版本之差（百分点）")),
        ),
        rows=tuple(rows),
    )


def _step(cells: IntArray, i: int, evidence: Evidence) -> Text | None:
    """The difference to the version before, with its range."""
    if i == 0:
        return None
    found = differ(MEASURES["precision"], cells[i], cells[i - 1], evidence).observed
    if np.isnan(found.value):
        return None
    return Text(en="{value} ({low} to {high})", zh="{value}（{low}～{high}）").fill(
        value=decimal(found.value * 100), low=decimal(found.low * 100), high=decimal(found.high * 100)
    )
