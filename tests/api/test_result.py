"""What the Python interface gives back, and what it takes."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import jsonschema
import pandas as pd
import pytest
from sklearn.metrics import balanced_accuracy_score

import policeaudit
from lab import ROOT, group, limit, plan_of, rows_of, run_cli, words, write_counts, write_plan
from policeaudit.errors import PlanError, UsageError
from policeaudit.plan import Plan, load_plan

COUNTS = {
    ("migrant", "1", "right"): 680,
    ("migrant", "1", "wrong"): 320,
    ("migrant", "0", "right"): 100,
    ("migrant", "0", "wrong"): 2000,
    ("local", "1", "right"): 835,
    ("local", "1", "wrong"): 165,
    ("local", "0", "right"): 200,
    ("local", "0", "wrong"): 3000,
}
FRAME = pd.DataFrame(rows_of(COUNTS), columns=["origin", "alert", "outcome"])


@pytest.fixture(scope="module")
def found() -> policeaudit.AuditResult:
    return policeaudit.audit(FRAME, plan_of(), metrics={"balanced_accuracy": balanced_accuracy_score})


def test_findings_are_a_sequence_worst_first(found: policeaudit.AuditResult) -> None:
    assert found.findings[0].verdict == "action_needed"
    assert found.findings[0].gap.value == pytest.approx(0.155)
    assert [f.id for f in found.findings[:2]] == [f.id for f in found.findings][:2]
    assert len(found.findings) == len(found.assessment.findings)
    frame = found.findings.to_pandas()
    assert len(frame) == len(found.findings)
    first = frame.iloc[0]
    assert (first["verdict"], first["group"], first["limit"], first["n"]) == ("action_needed", "migrant", 0.05, 1000)
    assert first["gap_low"] < first["gap"] < first["gap_high"]


def test_measures_come_as_a_frame_with_missing_for_undefined() -> None:
    only_alerts = FRAME[FRAME["alert"] == "1"]
    frame = policeaudit.audit(only_alerts, plan_of(), fairlearn=False).measures.to_pandas()
    at = frame.set_index(["measure", "group"])
    assert at.loc[("precision", "migrant"), "value"] == 0.68
    assert pd.isna(at.loc[("recall", "migrant"), "value"])
    assert "every row is a warning" in at.loc[("recall", "migrant"), "not_measurable"]


def test_nothing_found_is_an_empty_frame_with_its_columns() -> None:
    from policeaudit.sequences import Findings, Measures

    assert list(Findings([]).to_pandas().columns)[:2] == ["id", "check"]
    assert list(Measures([]).to_pandas().columns)[:2] == ["measure", "sensitive_feature"]


def test_a_metric_of_the_caller_is_that_of_the_rows(found: policeaudit.AuditResult) -> None:
    got = {m.group: m.value for m in found.measures if m.measure == "balanced_accuracy"}
    for name in ("migrant", "local"):
        rows = FRAME[FRAME["origin"] == name]
        expected = balanced_accuracy_score(rows["outcome"] == "right", rows["alert"] == "1")
        assert got[name] == pytest.approx(expected, rel=1e-12)


def test_a_metric_of_the_caller_is_the_named_one() -> None:
    named = plan_of(metrics={"extra": ["sklearn.metrics.balanced_accuracy_score"]})
    both = policeaudit.audit(FRAME, named, metrics={"mine": balanced_accuracy_score})
    values: dict[str, list[Any]] = {}
    for m in both.measures:
        values.setdefault(m.measure, []).append(m.value)
    assert values["mine"] == values["sklearn.metrics.balanced_accuracy_score"]


@pytest.mark.parametrize(
    "metric",
    [lambda y_true, y_pred: 1.0, lambda y_true, y_pred, sample_weight: [1.0, 2.0]],
    ids=["no weights", "two numbers"],
)
def test_a_metric_that_does_not_fit_is_told(metric: Any) -> None:
    with pytest.raises(UsageError, match="mine"):
        policeaudit.audit(FRAME, plan_of(), metrics={"mine": metric})


def test_fairlearns_scalars_can_be_left_out(found: policeaudit.AuditResult) -> None:
    lean = policeaudit.audit(FRAME, plan_of(), fairlearn=False)
    assert lean.assessment.findings == found.assessment.findings
    names = {m.measure for m in found.measures} - {m.measure for m in lean.measures}
    assert "equalized_odds_difference" in names


def test_the_json_fits_the_published_schema(found: policeaudit.AuditResult) -> None:
    schema = json.loads((ROOT / "docs/schema/assessment.json").read_text(encoding="utf-8"))
    jsonschema.validate(json.loads(found.to_json()), schema)


def test_report_and_json_are_those_of_the_command(tmp_path: Path) -> None:
    write_counts(tmp_path, COUNTS)
    plan = write_plan(tmp_path, plan_of())
    assert run_cli("run", plan, "--out", tmp_path / "out").returncode == 0
    here = policeaudit.audit(None, plan)
    written = json.loads((tmp_path / "out/small/assessment.json").read_text(encoding="utf-8"))
    ours = json.loads(here.to_json())
    for document in (written, ours):
        document["provenance"].pop("created_at")
        document["provenance"].pop("command")
    assert ours == written
    assert here.report("zh").startswith("<!doctype html>")
    assert 'lang="zh' in here.report("zh")


def test_a_plan_may_be_a_path_a_dictionary_or_a_plan(tmp_path: Path) -> None:
    path = write_plan(tmp_path, plan_of())
    without_log = {key: part for key, part in plan_of().items() if key != "log"}
    plans = [path, str(path), plan_of(), Plan.model_validate(plan_of()), load_plan(path).plan, without_log]
    found = [policeaudit.audit(FRAME, plan, fairlearn=False).assessment for plan in plans]
    assert all(each.findings == found[0].findings for each in found)
    assert found[0].provenance.plan_name == "plan.toml"


def test_every_mistake_of_a_dictionary_is_told_at_once() -> None:
    wrong = plan_of(limits=[{**limit("precision", gap_points=5), "measure": "precison"}], rules={"alpha": 2})
    with pytest.raises(PlanError) as caught:
        policeaudit.audit(FRAME, wrong)
    assert {problem.where for problem in caught.value.problems} == {"limits[1].measure", "rules.alpha"}


def test_a_log_named_in_the_call_replaces_that_of_the_plan(tmp_path: Path) -> None:
    plan = write_plan(tmp_path, plan_of(log={"path": "missing.xlsx", "format": "excel"}))
    FRAME.to_csv(tmp_path / "mine.csv", index=False)
    FRAME.to_parquet(tmp_path / "mine.parquet")
    by_frame = policeaudit.audit(FRAME, plan, fairlearn=False)
    for name in ("mine.csv", "mine.parquet", "*.csv"):
        found = policeaudit.audit(tmp_path / name, plan, fairlearn=False)
        assert found.assessment.measures == by_frame.assessment.measures


def test_a_test_suite_that_forbids_warnings_is_not_disturbed() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        policeaudit.audit(FRAME, plan_of(), fairlearn=False)


def test_nothing_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    policeaudit.audit(FRAME, plan_of()).report()
    assert list(tmp_path.iterdir()) == []


def test_a_notebook_shows_a_table_with_hostile_labels_escaped() -> None:
    hostile = '<img src=x onerror="alert(1)">'
    feature = {**plan_of()["features"][0], "groups": [group("migrant", label=words(hostile)), group("local")]}
    found = policeaudit.audit(FRAME, plan_of(features=[feature]), fairlearn=False)
    for shown in (found._repr_html_(), found.findings._repr_html_(), found.measures._repr_html_()):
        assert "<table>" in shown
        assert "<img" not in shown
    assert "&lt;img" in found._repr_html_()


def test_the_notebook_speaks_the_plans_language_and_stays_short() -> None:
    names = [f"g{i:02}" for i in range(60)]
    frame = pd.concat([FRAME.assign(origin=name) for name in names])
    plan = plan_of(audit__language="zh", features=[{"name": "origin", "column": "origin", "label": words("O")}])
    found = policeaudit.audit(frame, plan, fairlearn=False)
    assert "<th>结论</th>" in found._repr_html_()
    assert f"另有{len(found.findings) - 50}项" in found._repr_html_()
    assert found._repr_html_().count("<tr>") == 51


def test_the_public_names_are_there_and_others_are_not() -> None:
    assert set(policeaudit.__all__) <= set(dir(policeaudit))
    for name in policeaudit.__all__:
        assert getattr(policeaudit, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'predict'"):
        _ = policeaudit.predict
