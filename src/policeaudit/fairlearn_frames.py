"""fairlearn itself: arrays in, numbers out. The one file that imports fairlearn, and only inside functions.

Importing it costs as much time as the rest of an audit. So the numbers can also be had from a process of their own, which
imports it on the other core while the log is read (``policeaudit.elsewhere``): a JSON list of requests in, a list of
answers out.
"""

from __future__ import annotations

import importlib
import json
import math
import sys
import warnings
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from types import ModuleType
from typing import Any

from policeaudit.elsewhere import Elsewhere
from policeaudit.startup import without

FUNCTIONS = {
    "selection_rate": "selection_rate",
    "recall": "true_positive_rate",
    "false_positive_rate": "false_positive_rate",
}
"""Our measure -> fairlearn's function."""


@dataclass(frozen=True)
class Rows:
    """Weighted rows: outcome (0/1), alert (0/1), group and count, of one length."""

    truth: list[int]
    predicted: list[int]
    group: list[str]
    weight: list[int]


@dataclass(frozen=True)
class Request:
    """The largest differences and smallest ratios between groups that are wanted, by measure."""

    measures: list[str]
    rows: Rows


Spread = dict[str, dict[str, float]]
"""Measure -> {"difference": …, "ratio": …}."""


Answer = Callable[[], list[Spread]]
"""Gives the spreads of some requests, in their order, once they are there."""
Ask = Callable[[Sequence[Request]], Answer]
"""Takes requests and does not wait for their answers."""


def ask_here(requests: Sequence[Request]) -> Answer:
    """Answer requests in this process, when the answer is wanted."""
    return lambda: spreads(requests)


def ask_elsewhere(process: Elsewhere) -> Ask:
    """Have requests answered by a process of this module; in this one where it has no answer."""

    def ask(requests: Sequence[Request]) -> Answer:
        pending = process.ask(json.dumps([asdict(request) for request in requests]).encode())

        def answer() -> list[Spread]:
            found = pending()
            return spreads(requests) if found is None else json.loads(found)

        return answer

    return ask


def spreads(requests: Sequence[Request]) -> list[Spread]:
    """Answer requests; one ``MetricFrame`` serves all measures over the same rows."""
    return [_spread(request) for request in requests]


def _spread(request: Request) -> Spread:
    import fairlearn.metrics

    rows = request.rows
    frame = fairlearn.metrics.MetricFrame(
        metrics={measure: getattr(fairlearn.metrics, FUNCTIONS[measure]) for measure in request.measures},
        y_true=rows.truth,
        y_pred=rows.predicted,
        sensitive_features=rows.group,
        sample_params={measure: {"sample_weight": rows.weight} for measure in request.measures},
    )
    difference, ratio = frame.difference(), frame.ratio()
    return {m: {"difference": float(difference[m]), "ratio": float(ratio[m])} for m in request.measures}


Metric = Callable[..., Any]
"""A metric with the signature of fairlearn and scikit-learn: ``(y_true, y_pred, *, sample_weight)`` to one number."""


def by_group(metric: str | Metric, rows: Rows) -> dict[str, float]:
    """A metric, or one of fairlearn or scikit-learn by its dotted name, for each group; NaN where it is undefined.

    Raises:
        ValueError: when there is no such metric, it takes no sample weights, or gives more than one number.
    """
    from fairlearn.metrics import MetricFrame

    try:
        frame = MetricFrame(
            metrics=_defined_only(resolve(metric) if isinstance(metric, str) else metric),
            y_true=rows.truth,
            y_pred=rows.predicted,
            sensitive_features=rows.group,
            sample_params={"sample_weight": rows.weight},
        )
        return {str(group): float(value) for group, value in frame.by_group.to_dict().items()}
    except TypeError as error:  # it takes no sample weights, or gives more than one number
        raise ValueError(str(error)) from None


def resolve(name: str) -> Metric:
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


def _defined_only(function: Metric) -> Callable[..., float]:
    needed = _NEEDS.get(getattr(function, "__name__", ""))

    def metric(y_true: Any, y_pred: Any, sample_weight: Any) -> float:
        present = {truth for truth, weight in zip(y_true, sample_weight, strict=True) if weight > 0}
        if not present or (needed is not None and needed not in present):
            return math.nan
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # scikit-learn warns where a metric is ill-defined
            try:
                return float(function(y_true, y_pred, sample_weight=sample_weight))
            except (UserWarning, RuntimeWarning):
                return math.nan

    return metric


class _Late(ModuleType):
    """A module that is imported when one of its functions is called for the first time."""

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("__"):
            raise AttributeError(name)

        def function(*arguments: Any, **options: Any) -> Any:
            if sys.modules.get(self.__name__) is self:
                del sys.modules[self.__name__]
            return getattr(importlib.import_module(self.__name__), name)(*arguments, **options)

        return function


_LATE = ("scipy.integrate", "scipy.interpolate", "scipy.optimize", "scipy.stats")
"""What scikit-learn imports for functions that no rate needs: almost half of the time that it takes."""


def prepare() -> None:
    """Import fairlearn before there is anything to answer: that is what a process of this module is for."""
    sys.modules.update({name: _Late(name) for name in _LATE})
    with without("pyarrow"):
        import fairlearn.metrics  # noqa: F401


def answer(question: bytes) -> bytes:
    """The answers to requests, both as JSON."""
    asked = [Request(each["measures"], Rows(**each["rows"])) for each in json.loads(question)]
    return json.dumps(spreads(asked)).encode()
