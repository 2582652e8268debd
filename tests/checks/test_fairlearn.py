"""Our rates are fairlearn's, on the tally with counts as weights as on the rows themselves."""

from __future__ import annotations

import math
from pathlib import Path

import fairlearn.metrics
import numpy as np
import pytest
import sklearn.metrics

from lab import assess_tally, measured, plan_of, tally_of
from policeaudit.errors import PlanError
from policeaudit.fairlearn_metrics import SCALARS
from policeaudit.measures import CELLS

COUNTS = {
    "migrant": [310, 140, 0, 0, 60, 490, 0, 0],
    "local": [560, 110, 0, 0, 95, 1235, 0, 0],
}
OURS = {
    "selection_rate": fairlearn.metrics.selection_rate,
    "recall": fairlearn.metrics.true_positive_rate,
    "false_positive_rate": fairlearn.metrics.false_positive_rate,
    "false_negative_rate": fairlearn.metrics.false_negative_rate,
    "precision": sklearn.metrics.precision_score,
    "accuracy": sklearn.metrics.accuracy_score,
}


def rows() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The counts as rows again: outcome, alert, group."""
    expanded = [
        (int(status == "confirmed"), int(alerted), name)
        for name, counts in COUNTS.items()
        for (alerted, status), n in zip(CELLS, counts, strict=True)
        for _ in range(n)
    ]
    truth, predicted, group = zip(*expanded, strict=True)
    return np.array(truth), np.array(predicted), np.array(group)


def test_rates_equal_fairlearns_on_the_rows(tmp_path: Path) -> None:
    truth, predicted, group = rows()
    frame = fairlearn.metrics.MetricFrame(metrics=OURS, y_true=truth, y_pred=predicted, sensitive_features=group)
    found = assess_tally(plan_of(), tally_of(COUNTS), tmp_path)
    for name in COUNTS:
        for measure in OURS:
            assert measured(found, measure, name).value == pytest.approx(frame.by_group.loc[name, measure], abs=1e-12)
    for measure in OURS:
        assert measured(found, measure, None).value == pytest.approx(frame.overall[measure], abs=1e-12)


@pytest.mark.parametrize("name", SCALARS)
def test_named_scalars_equal_fairlearns_functions_on_the_rows(name: str, tmp_path: Path) -> None:
    truth, predicted, group = rows()
    expected = getattr(fairlearn.metrics, name)(truth, predicted, sensitive_features=group)
    found = assess_tally(plan_of(), tally_of(COUNTS), tmp_path)
    (scalar,) = (m for m in found.measures if m.measure == name)
    assert scalar.value == pytest.approx(expected, abs=1e-12)
    assert scalar.method == f"fairlearn {fairlearn.__version__}"


def test_extra_metrics_are_given_by_group(tmp_path: Path) -> None:
    names = ["sklearn.metrics.balanced_accuracy_score", "fairlearn.metrics.mean_prediction"]
    found = assess_tally(plan_of(metrics={"extra": names}), tally_of(COUNTS), tmp_path)
    truth, predicted, group = rows()
    for name, function in zip(
        names, (sklearn.metrics.balanced_accuracy_score, fairlearn.metrics.mean_prediction), strict=True
    ):
        for who in COUNTS:
            mine = group == who
            assert measured(found, name, who).value == pytest.approx(function(truth[mine], predicted[mine]), abs=1e-12)


@pytest.mark.parametrize(
    "name",
    ["sklearn.metrics.no_such_score", "os.system", "fairlearn.metrics", "precision", "sklearn.no.such", "__import__"],
)
def test_a_metric_that_is_none_is_a_mistake_of_the_plan(name: str, tmp_path: Path) -> None:
    with pytest.raises(PlanError, match=r"metrics\.extra"):
        assess_tally(plan_of(metrics={"extra": [name]}), tally_of(COUNTS), tmp_path)


@pytest.mark.parametrize(
    "name", ["sklearn.metrics.confusion_matrix", "sklearn.metrics.roc_curve", "sklearn.metrics.r2_score"]
)
def test_a_metric_that_does_not_give_one_number_stops_nothing_with_a_traceback(name: str, tmp_path: Path) -> None:
    """A number, or a mistake of the plan; never an internal error."""
    try:
        found = assess_tally(plan_of(metrics={"extra": [name]}), tally_of(COUNTS), tmp_path)
    except PlanError:
        return
    assert math.isfinite(measured(found, name, "local").value)


def test_a_rate_of_nothing_is_not_measurable_where_fairlearn_says_zero(tmp_path: Path) -> None:
    counts = {"migrant": [5, 0, 0, 0, 5, 0, 0, 0], "local": COUNTS["local"]}
    names = ["fairlearn.metrics.false_positive_rate", "sklearn.metrics.precision_score"]
    found = assess_tally(plan_of(metrics={"extra": names}), tally_of(counts), tmp_path)
    assert measured(found, names[0], "migrant").value is None
    assert measured(found, "false_positive_rate", "migrant").value is None
    (odds,) = (m for m in found.measures if m.measure == "equalized_odds_difference")
    assert odds.value is None
    assert "migrant" in odds.not_measurable.en


def test_words_for_outcomes_are_no_obstacle(tmp_path: Path) -> None:
    """Regression: string labels give everybody a selection rate of 0.0 in fairlearn."""
    from lab import audit, write_counts

    write_counts(
        tmp_path,
        {("migrant", "1", "right"): 3, ("migrant", "0", ""): 1, ("local", "1", "wrong"): 1, ("local", "0", ""): 3},
    )
    found = audit(plan_of(), tmp_path)
    assert measured(found, "selection_rate", "migrant").value == 0.75
    (parity,) = (m for m in found.measures if m.measure == "demographic_parity_difference")
    assert parity.value == 0.5
