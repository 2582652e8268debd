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

SCALARS: dict[str, tuple[str, ...]] = {
    "demographic_parity_difference": ("selection_rate",),
    "demographic_parity_ratio": ("selection_rate",),
    "equalized_odds_difference": ("recall", "false_positive_rate"),
    "equalized_odds_ratio": ("recall", "false_positive_rate"),
    "equal_opportunity_difference": ("recall",),
}
"""fairlearn's scalars and the measures that every group needs for them."""

UNKNOWN_METRIC = Text(en="there is no metric “{name}”: {why}", zh="没有名为“{name}”的指标：{why}")


def preload() -> None:
    """Import fairlearn ahead of its use, for a thread that has nothing else to do."""
    import fairlearn.metrics  # noqa: F401


def version() -> str:
    """The version of fairlearn in use."""
    import fairlearn

    return str(fairlearn.__version__)


def named_scalar(name: str, view: View, evidence: Evidence) -> tuple[float, Text | None]:
    """One of fairlearn's scalars over the recorded groups of a view: its value, or why it cannot be measured."""
    import fairlearn.metrics

    groups = [group for group in view.groups if view.is_recorded(group)]
    for measure in SCALARS[name]:
        rates = evidence.rates(MEASURES[measure], view.name)
        without = [group for group in groups if np.isnan(rates.value[rates.at(group)])]
        if without:
            reason = rates.reasons[rates.at(without[0])]
            text = Text(en="{groups}: {reason}", zh="{groups}：{reason}")
            labels = list_of([view.labels[group] for group in without[:5]])
            return np.nan, text.fill(groups=labels, reason=reason or "")
    known_outcomes = SCALARS[name] != ("selection_rate",)
    truth, predicted, feature, weight = _rows(view, groups, evidence, known_outcomes=known_outcomes)
    function = getattr(fairlearn.metrics, name)
    value = function(truth, predicted, sensitive_features=feature, sample_weight=weight)
    return float(value), None


def named_metric(name: str, view: View, evidence: Evidence) -> dict[str, float]:
    """A fairlearn or scikit-learn metric by its dotted name, for each recorded group; NaN where it is undefined.

    Raises:
        ValueError: when there is no such metric, or it takes no sample weights.
    """
    from fairlearn.metrics import MetricFrame

    groups = [group for group in view.groups if view.is_recorded(group)]
    truth, predicted, feature, weight = _rows(view, groups, evidence, known_outcomes=True)
    if not len(truth):
        return dict.fromkeys(groups, np.nan)
    frame = MetricFrame(
        metrics=_defined_only(resolve(name)),
        y_true=truth,
        y_pred=predicted,
        sensitive_features=feature,
        sample_params={"sample_weight": weight},
    )
    by_group = frame.by_group.to_dict()
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
