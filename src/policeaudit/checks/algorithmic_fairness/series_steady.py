"""Months of one log: whether what is rated drifts, and whether precision is steady."""

from __future__ import annotations

from policeaudit.checks.control_chart import Axis, Series, control_charts
from policeaudit.checks.drift_table import SCORES, Pair, Sample, drift_table, groups_by_month, scores_by_month
from policeaudit.checks.evidence import Evidence, View
from policeaudit.checks.exhibit import Exhibit
from policeaudit.log.tally import ALL
from policeaudit.measures import MEASURES, IntArray
from policeaudit.text import Text

_ALL_ROWS = View(ALL, Text(en="all", zh="全部"), [], {}, {}, None, [])
EVERYONE = Text(en="everyone", zh="全部")


def monthly_drift(axis: Axis, evidence: Evidence) -> list[Exhibit]:
    """Scores and the mix of the main features' groups in each month against the first."""
    samples = [(SCORES, scores_by_month(evidence)[1])]
    samples += [(view.label, groups_by_month(view, evidence)[1]) for view in evidence.main_views]
    pairs = [pair for what, months in samples for pair in _against_first(what, months, axis)]
    if not pairs:
        return []
    title = Text(en="Drift of scores and groups, by month", zh="分数与群体构成的逐月偏移")
    between = [what for _, what in axis.breaks]
    return [drift_table("drift", title, pairs, evidence.plan.rules.min_n, between)]


def _against_first(what: Text, months: list[Sample], axis: Axis) -> list[Pair]:
    return [Pair(what, axis.periods[0], axis.periods[i], months[0], months[i]) for i in range(1, len(months))]


def monthly_control(axis: Axis, evidence: Evidence) -> list[Exhibit]:
    """Precision of all warnings by month with its control limits, and whether that of each group is steady."""
    found = [_series(EVERYONE, _ALL_ROWS, "", ALL, 0, evidence)]
    for view in evidence.main_views:
        found += [
            _series(view.labels[group], view, group, view.name, i, evidence)
            for i, group in enumerate(view.groups)
            if view.is_recorded(group)
        ]
    title = Text(en="Precision by month, with its usual limits", zh="各月预警准确率及其常态范围")
    y_label = Text(en="share of checked warnings that proved right", zh="已核查预警中的属实比例")
    return control_charts("control", title, axis, found, y_label)


def _series(label: Text, view: View, group: str, name: str, place: int, evidence: Evidence) -> Series:
    timeline = evidence.timeline(name, "month")
    assert timeline is not None  # noqa: S101 - asked only where there is a time
    months, counts = timeline
    cells: IntArray = counts[place]
    rates = evidence.rates(MEASURES["precision"], evidence.derive_values(view, group, "month", months, cells).name)
    return Series(label, rates.value, rates.n_effective)
