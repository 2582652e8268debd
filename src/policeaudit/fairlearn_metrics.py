"""fairlearn on the tally: its named scalars and any metric that a plan names, with counts as sample weights.

This is the one file that imports fairlearn, and only inside functions: it takes longer to import than an audit of a
hundred thousand rows. fairlearn answers 0.0 where a rate is 0/0; here that is *not measurable*.
"""

from __future__ import annotations

import importlib
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from policeaudit.checks.evidence import Evidence, View
from policeaudit.measures import MEASURES, IntArray
from policeaudit.text import Text, list_of

_FRAMES = {
    "selection_rate": "selection_rate",
    "recall": "true_positive_rate",
    "false_positive_rate": "false_positive_rate",
}
"""Our measure -> fairlearn's function."""

SCALARS: dict[str, tuple[tuple[str, ...], str]] = {
    "demographic_parity_difference": (("selection_rate",), "difference"),
    "demographic_parity_ratio": (("selection_rate",), "ratio"),
    "equalized_odds_difference": (("recall", "false_positive_rate"), "difference"),
    "equalized_odds_ratio": (("recall", "false_positive_rate"), "ratio"),
    "equal_opportunity_difference": (("recall",), "difference"),
}
"""fairlearn's scalars: the measures that they aggregate over groups, and how. Where there are two, the worse counts."""

UNKNOWN_METRIC = Text(en="there is no metric “{name}”: {why}", zh="没有名为“{name}”的指标：{why}")


def preload() -> None:
    """Import fairlearn ahead of its use, for a thread that has nothing else to do."""
    import fairlearn.metrics  # noqa: F401


def version() -> str:
    """The version of fairlearn in use."""
    import fairlearn

    return str(fairlearn.__version__)


def named_scalars(view: View, evidence: Evidence) -> dict[str, tuple[float, Text | None]]:
    """fairlearn's scalars over the recorded groups of a view: each with its value, or why it cannot be measured.

    One ``MetricFrame`` serves all scalars over the same rows; calling fairlearn's five functions would build seven.
    """
    groups = [group for group in view.groups if view.is_recorded(group)]
    reasons = {measure: _lacking(measure, view, groups, evidence) for measure in _FRAMES}
    spread: dict[tuple[str, str], float] = {}
    for known_outcomes in (False, True):
        wanted = [m for m in _FRAMES if reasons[m] is None and (m != "selection_rate") == known_outcomes]
        if wanted and groups:
            spread |= _spread(wanted, view, groups, evidence, known_outcomes=known_outcomes)
    found: dict[str, tuple[float, Text | None]] = {}
    for name, (measures, method) in SCALARS.items():
        reason = next((reasons[m] for m in measures if reasons[m] is not None), None)
        worse = max if method == "difference" else min
        found[name] = (np.nan, reason) if reason else (worse(spread.get((m, method), np.nan) for m in measures), None)
    return found


def _lacking(measure: str, view: View, groups: list[str], evidence: Evidence) -> Text | None:
    """The groups for which a measure cannot be had, and why."""
    rates = evidence.rates(MEASURES[measure], view.name)
    without = [group for group in groups if np.isnan(rates.value[rates.at(group)])]
    if not without:
        return None
    reason = rates.reasons[rates.at(without[0])]
    labels = list_of([view.labels[group] for group in without[:5]])
    return Text(en="{groups}: {reason}", zh="{groups}：{reason}").fill(groups=labels, reason=reason or "")


def _spread(
    measures: list[str], view: View, groups: list[str], evidence: Evidence, *, known_outcomes: bool
) -> dict[tuple[str, str], float]:
    import fairlearn.metrics

    truth, predicted, feature, weight = _rows(view, groups, evidence, known_outcomes=known_outcomes)
    functions = {measure: getattr(fairlearn.metrics, _FRAMES[measure]) for measure in measures}
    frame = fairlearn.metrics.MetricFrame(
        metrics=functions,
        y_true=truth,
        y_pred=predicted,
        sensitive_features=feature,
        sample_params={measure: {"sample_weight": weight} for measure in measures},
    )
    found = {(measure, "difference"): float(value) for measure, value in frame.difference().items()}
    return found | {(measure, "ratio"): float(value) for measure, value in frame.ratio().items()}


def named_metric(name: str, view: View, evidence: Evidence) -> dict[str, float]:
    """A fairlearn or scikit-learn metric by its dotted name, for each recorded group; NaN where it is undefined.

    Raises:
        ValueError: when there is no such metric, it takes no sample weights, or gives more than one number.
    """
    from fairlearn.metrics import MetricFrame

    groups = [group for group in view.groups if view.is_recorded(group)]
    truth, predicted, feature, weight = _rows(view, groups, evidence, known_outcomes=True)
    if not len(truth):
        return dict.fromkeys(groups, np.nan)
    try:
        frame = MetricFrame(
            metrics=_defined_only(resolve(name)),
            y_true=truth,
            y_pred=predicted,
            sensitive_features=feature,
            sample_params={"sample_weight": weight},
        )
        by_group = frame.by_group.to_dict()
    except TypeError as error:  # it takes no sample weights, or gives more than one number
        raise ValueError(str(error)) from None
    return {group: float(by_group.get(group, np.nan)) for group in groups}


def resolve(name: str) -> Callable[..., Any]:
    """The function behind a dotted name of fairlearn or scikit-learn.

    Raises:
        ValueError: when it is of another package, or does not exist.
    """
    module, _, attribute = name.rpartition(".")
    if module.split(".")[0] not in ("fairlearn", "sklearn"):
        msg = "only fairlearn.metrics and sklearn.metrics are open to plans"
        raise ValueError(msg)
    try:
        function = getattr(importlib.import_module(module), attribute)
    except (ImportError, AttributeError) as error:
        raise ValueError(str(error)) from None
    if not callable(function):
        msg = "it is no function"
        raise ValueError(msg)
    return function  # type: ignore[no-any-return]


# what fairlearn's own rates divide by, as an outcome that must occur
_NEEDS = {
    "true_positive_rate": 1,
    "false_negative_rate": 1,
    "recall_score": 1,
    "false_positive_rate": 0,
    "true_negative_rate": 0,
}


def _defined_only(function: Callable[..., Any]) -> Callable[..., float]:
    needed = _NEEDS.get(getattr(function, "__name__", ""))

    def metric(y_true: Any, y_pred: Any, sample_weight: Any) -> float:
        present = np.asarray(y_true)[np.asarray(sample_weight) > 0]
        if not len(present) or (needed is not None and needed not in present):
            return np.nan
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # scikit-learn warns where a metric is ill-defined
            try:
                return float(function(y_true, y_pred, sample_weight=sample_weight))
            except (UserWarning, RuntimeWarning):
                return np.nan

    return metric


def _rows(
    view: View, groups: list[str], evidence: Evidence, *, known_outcomes: bool
) -> tuple[IntArray, IntArray, np.ndarray, IntArray]:
    """The tally as weighted rows: outcome, alert, group, count. A scalar without outcomes takes all rows."""
    counts = evidence.counts(view.name)[[view.groups.index(group) for group in groups]].sum(axis=1)
    rows = []
    for group, cells in zip(groups, counts, strict=True):
        for alerted in (1, 0):
            confirmed, unfounded, pending, unchecked = cells[:4] if alerted else cells[4:]
            rows.append((1, alerted, group, confirmed))
            rows.append((0, alerted, group, unfounded + (0 if known_outcomes else pending + unchecked)))
    rows = [row for row in rows if row[3] > 0]
    truth, predicted, feature, weight = zip(*rows, strict=True) if rows else ((), (), (), ())
    return np.array(truth), np.array(predicted), np.array(feature, dtype=object), np.array(weight)
