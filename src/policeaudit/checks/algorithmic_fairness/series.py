"""C07: is it getting better or worse, and since which change?"""

import datetime as dt
from bisect import bisect_left

import numpy as np

from policeaudit.checks.algorithmic_fairness.series_steady import monthly_control, monthly_drift
from policeaudit.checks.check import Check, Quantity
from policeaudit.checks.control_chart import Axis
from policeaudit.checks.differences import differ
from policeaudit.checks.evidence import Evidence, View, noun
from policeaudit.checks.examination import Examination
from policeaudit.checks.exhibit import Cell, Column, Exhibit, Line, LineChart, Mark, Point, known
from policeaudit.checks.gap_changes import IN_WORDS, GapChange, courses
from policeaudit.log.tally import ALL
from policeaudit.measures import A0, A1, AN, AP, MEASURES, IntArray
from policeaudit.stats.drift import change_of_gap, change_of_gap_same_subjects
from policeaudit.text import Text, decimal, list_of, same

CHECK = Check(
    id="C07",
    pillar="P2",
    title=Text(en="Change over time", zh="随时间的变化"),
    asks=Text(
        en="Is the system getting better or worse for each group, and since which change?",
        zh="系统对各群体的准确程度在变好还是变差？从哪次变更开始？",
    ),
    matters=Text(
        en="A new version or a new threshold can open a gap, or close one, between two reports. A system may also be fed with "
        "other people or places than it was made for.",
        zh="新版本或新的分数线可能在两次评估之间造成差距，也可能使其消失。被评定的人员或场所也可能已不同于系统设计之时。",
    ),
    cannot_show=Text(
        en="Months that follow a change show what came after it, not what came from it. The last weeks have more open outcomes "
        "and are not worse for that. A gap changes visibly only with very many cases. Earlier audits count as independent of "
        "this one: where the same people are in both, ranges are wider than they need be. A change of rule that no document "
        "shows and nobody declared is not marked.",
        zh="变更之后的月份只说明其后的情况，不说明由其造成。最近数周未结的核查较多，并不因此更差。差距的变化只有在数量很大时才看得出来。以往审计与本次审计视为相互独立：若涉及相同人员，区间会偏宽。"
        "文件未载明、也无人申报的规则变更不会被标出。",
    ),
    quantities={
        "gap_change": Quantity(
            Text(en="Change of a gap", zh="差距的变化"),
            Text(
                en="The gap in one period less that in the first comparable period (difference in differences).",
                zh="某一期的差距减去首个可比期间的差距（双重差分）。",
            ),
        ),
        "drift": Quantity(
            Text(en="Drift of scores and groups", zh="分数与群体构成的偏移"),
            Text(
                en="How far the scores, or the mix of groups, of one period lie from those of an earlier one (population "
                "stability index), beside what chance alone does.",
                zh="某一期的分数或群体构成与此前某期相差多少（群体稳定性指数），并与随机波动对照。",
            ),
        ),
        "usual_limits": Quantity(
            Text(en="Usual limits of a series", zh="序列的常态范围"),
            Text(
                en="Between which the precision of a period lies while nothing changes (Laney's control limits), from eight "
                "periods on.",
                zh="没有变化时各期准确率所在的范围（莱尼控制限），有八期以上时给出。",
            ),
        ),
    },
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
    axis = Axis(Text(en="Month", zh="月份"), [_month(month) for month in found[0]], tuple(breaks))
    return Examination(exhibits=[*exhibits, *monthly_drift(axis, evidence), *monthly_control(axis, evidence)])


def _breaks(evidence: Evidence) -> list[Mark]:
    """Where on the axis of months figures stop being comparable: declared changes and versions that appear."""
    found = evidence.timeline(ALL, "month")
    assert found is not None  # noqa: S101 - asked only where there is a time
    months = found[0]
    marks = [(_place(change.on, months), change.what) for change in evidence.plan.breaks if _within(change.on, months)]
    for version, first in _first_months(evidence).items():
        if first > 0:
            marks.append((first - 0.5, same(version)))
    return sorted(marks, key=lambda mark: mark[0])


def _within(day: dt.date, months: list[str]) -> bool:
    return months[0] <= f"{day:%Y-%m}" <= months[-1]


def _place(day: dt.date, months: list[str]) -> float:
    """Where a day lies on the axis of months; in a month without rows, before the next one that has some."""
    month = f"{day:%Y-%m}"
    return bisect_left(months, month) - 0.5 + ((day.day - 1) / 31 if month in months else 0.0)


_NOT_COMPARED = Text(en="not compared across a change: {what}", zh="其间口径有变更，不作比较：{what}")


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


def _months(view: View, breaks: list[Mark], evidence: Evidence) -> Exhibit:
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


def _changes(view: View, breaks: list[Mark], evidence: Evidence) -> Exhibit:
    """The gap to the reference in the first and the last month, and its change."""
    found = evidence.timeline(view.name, "month")
    assert found is not None  # noqa: S101 - asked only where there is a time
    months, counts = found
    reference = counts[view.groups.index(str(view.reference))]
    changes = [_change(counts[view.groups.index(group)], reference, evidence) for group in view.compared]
    told = courses(changes, evidence.plan.rules.alpha, clustered=evidence.clustered)
    redefined = [change.what for change in evidence.plan.breaks if change.redefines and _within(change.on, months)]
    rows: list[tuple[Cell, ...]] = [
        (
            noun(view, group),
            known(change.before),
            known(change.after),
            known(change.value),
            (known(change.low), known(change.high)),
            _NOT_COMPARED.fill(what=list_of(redefined)) if redefined else IN_WORDS[course],
            list_of([what for _, what in breaks]) if breaks else Text(en="none", zh="无"),
        )
        for group, change, course in zip(view.compared, changes, told, strict=True)
    ]
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
            Column(Text(en="Changes in between", zh="其间的变更")),
        ),
        rows=tuple(rows),
    )


def _change(ours: IntArray, theirs: IntArray, evidence: Evidence) -> GapChange:
    """Change of the gap (reference less group) between the first and the last month."""
    before, after = (differ(MEASURES["precision"], theirs[m], ours[m], evidence) for m in (0, -1))
    if min(*before.n, *after.n) < evidence.plan.rules.min_n:
        return GapChange(*[np.nan] * 6)
    (y1, m1), (y2, m2) = (((c[[0, -1]][..., A1]), c[[0, -1]][..., [A1, A0]].sum(axis=-1)) for c in (ours, theirs))
    if evidence.clustered:
        found = change_of_gap_same_subjects(y2, m2, y1, m1, evidence.crit)
    else:
        (y1, m1), (y2, m2) = ((y.sum(-1), m.sum(-1)) for y, m in ((y1, m1), (y2, m2)))
        p1, p2 = (np.divide(y, m, out=np.zeros(2), where=m > 0) for y, m in ((y1, m1), (y2, m2)))
        found = change_of_gap(p2, m2, p1, m1, evidence.crit)
    return GapChange(
        before.observed.value,
        after.observed.value,
        float(found.low),
        float(found.high),
        after.least.value - before.most.value,
        after.most.value - before.least.value,
    )


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
