"""fairlearn on the tally: its named scalars and any metric that a plan names, with counts as sample weights.

fairlearn answers 0.0 where a rate is 0/0; here that is *not measurable*.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from policeaudit.checks.evidence import Evidence, View
from policeaudit.fairlearn_frames import FUNCTIONS, Ask, Metric, Request, Rows, Spread, by_group
from policeaudit.measures import MEASURES
from policeaudit.text import Text, list_of

SCALARS: dict[str, tuple[tuple[str, ...], str]] = {
    "demographic_parity_difference": (("selection_rate",), "difference"),
    "demographic_parity_ratio": (("selection_rate",), "ratio"),
    "equalized_odds_difference": (("recall", "false_positive_rate"), "difference"),
    "equalized_odds_ratio": (("recall", "false_positive_rate"), "ratio"),
    "equal_opportunity_difference": (("recall",), "difference"),
}
"""fairlearn's scalars: the measures that they aggregate over groups, and how. Where there are two, the worse counts."""

UNKNOWN_METRIC = Text(en="there is no metric “{name}”: {why}", zh="没有名为“{name}”的指标：{why}")

Scalar = tuple[float, Text | None]
"""The value of a scalar, or why it cannot be measured."""


def named_scalars(views: list[View], evidence: Evidence, ask: Ask) -> Callable[[], list[dict[str, Scalar]]]:
    """Ask for fairlearn's scalars over the recorded groups of each view, all at once; the answer gives them by view."""
    lacking = [{measure: _lacking(measure, view, evidence) for measure in FUNCTIONS} for view in views]
    wanted: list[tuple[int, Request]] = []
    for index, view in enumerate(views):
        for known_outcomes in (False, True):
            measures = [
                m
                for m, reason in lacking[index].items()
                if reason is None and (m != "selection_rate") == known_outcomes
            ]
            if measures and _recorded(view):
                wanted.append((index, Request(measures, _rows(view, evidence, known_outcomes=known_outcomes))))
    answer = ask([request for _, request in wanted]) if wanted else list

    def scalars() -> list[dict[str, Scalar]]:
        found: list[Spread] = [{} for _ in views]
        for (index, _), spread in zip(wanted, answer(), strict=True):
            found[index] |= spread
        return [_scalars(reasons, spread) for reasons, spread in zip(lacking, found, strict=True)]

    return scalars


def _scalars(lacking: dict[str, Text | None], spread: Spread) -> dict[str, Scalar]:
    found: dict[str, Scalar] = {}
    for name, (measures, method) in SCALARS.items():
        reason = next((lacking[m] for m in measures if lacking[m] is not None), None)
        worse = max if method == "difference" else min
        values = [spread.get(m, {}).get(method, math.nan) for m in measures]
        found[name] = (math.nan, reason) if reason else (worse(values), None)
    return found


def metric_by_group(metric: str | Metric, view: View, evidence: Evidence) -> dict[str, float]:
    """A metric, or one of fairlearn or scikit-learn by name, for each recorded group; NaN where it is undefined.

    Raises:
        ValueError: when there is no such metric, it takes no sample weights, or gives more than one number.
    """
    rows = _rows(view, evidence, known_outcomes=True)
    values = by_group(metric, rows) if rows.truth else {}
    return {group: values.get(group, math.nan) for group in _recorded(view)}


def _recorded(view: View) -> list[str]:
    return [group for group in view.groups if view.is_recorded(group)]


def _lacking(measure: str, view: View, evidence: Evidence) -> Text | None:
    """The groups for which a measure cannot be had, and why."""
    rates = evidence.rates(MEASURES[measure], view.name)
    without = [group for group in _recorded(view) if np.isnan(rates.value[rates.at(group)])]
    if not without:
        return None
    reason = rates.reasons[rates.at(without[0])]
    labels = list_of([view.labels[group] for group in without[:5]])
    return Text(en="{groups}: {reason}", zh="{groups}：{reason}").fill(groups=labels, reason=reason or "")


def _rows(view: View, evidence: Evidence, *, known_outcomes: bool) -> Rows:
    """The tally as weighted rows; a scalar that needs no outcomes takes those without one too."""
    counts = evidence.weighed(view.name)
    rows: list[tuple[int, int, str, int]] = []
    for group in _recorded(view):
        cells = [int(n) for n in counts[view.groups.index(group)]]
        for alerted in (1, 0):
            confirmed, unfounded, pending, unchecked = cells[:4] if alerted else cells[4:]
            rows.append((1, alerted, group, confirmed))
            rows.append((0, alerted, group, unfounded + (0 if known_outcomes else pending + unchecked)))
    kept = [row for row in rows if row[3] > 0]
    return Rows([r[0] for r in kept], [r[1] for r in kept], [r[2] for r in kept], [r[3] for r in kept])
