"""The examples that ship say what was published or counted by hand, to the printed digit."""

from __future__ import annotations

import importlib.util
import json
import os
from pathlib import Path
from types import ModuleType

import pytest

from lab import ROOT, audit
from policeaudit.assessment.model import Assessment, Finding
from policeaudit.checks import all_checks
from policeaudit.checks.evidence import Evidence
from policeaudit.log.count import count_log
from policeaudit.log.intake import wanted_columns
from policeaudit.log.source import open_log
from policeaudit.measures import MEASURES
from policeaudit.plan import Plan, load_plan

AUDITS = ROOT / "audits"


def plan_named(name: str) -> Plan:
    return load_plan(AUDITS / f"{name}.toml").plan


def finding(found: Assessment, id_: str) -> Finding:
    return next(f for f in found.findings if f.id == id_)


@pytest.fixture(scope="module")
def demo() -> Assessment:
    return audit(plan_named("demo-city-2022q4").model_dump(mode="json", exclude_none=True), AUDITS)


@pytest.fixture(scope="module")
def selective() -> Assessment:
    return audit(plan_named("selective-outcomes").model_dump(mode="json", exclude_none=True), AUDITS)


def test_the_demo_finds_the_planted_gap_to_the_printed_digit(demo: Assessment) -> None:
    values = {
        m.group: m.value for m in demo.measures if m.measure == "precision" and m.sensitive_feature == "residency"
    }
    assert f"{values['migrant']:.1%}" == "68.3%"
    assert f"{values['local']:.1%}" == "83.5%"
    f = finding(demo, "C01.precision.residency.migrant.gap")
    assert f"{f.gap.value * 100:.1f}" == "15.2"
    assert f.verdict == "action_needed"
    assert f.survives_missing is True
    for text in ("68.3%", "83.5%", "15.2"):
        assert text in f.sentence.en
        assert text in f.sentence.zh


def test_the_demo_log_reconciles(demo: Assessment) -> None:
    assert demo.intake.rows_in == 200_300
    assert demo.intake.rows_in == demo.intake.rows_used + sum(part.rows for part in demo.intake.left_out)
    assert demo.intake.subjects.subjects < demo.intake.subjects.rows
    assert demo.intake.subjects.used
    assert [v.value for v in demo.intake.versions if v.value] != []


def test_the_demo_file_is_small_enough_to_be_committed() -> None:
    assert (ROOT / "examples/demo-city/log.csv.gz").stat().st_size < 5_000_000


def test_the_selective_outcomes_case_cannot_be_told(selective: Assessment) -> None:
    f = finding(selective, "C01.precision.residency.migrant.gap")
    assert f.gap.lower_bound == pytest.approx(0.009, abs=1e-12)
    assert f.gap.upper_bound == pytest.approx(0.185, abs=1e-12)
    assert f"{f.gap.value * 100:.1f}" == "4.2"
    assert f.verdict == "cannot_tell"
    assert f.n_needed == 352
    assert "the gap lies between 0.9 and 18.5 points" in f.sentence.en


def test_the_selective_outcomes_log_is_what_its_script_writes(tmp_path: Path) -> None:
    script = module(ROOT / "examples/selective-outcomes/make_log.py")
    script.main(tmp_path / "log.csv.gz")
    import gzip

    committed = ROOT / "examples/selective-outcomes/log.csv.gz"
    assert gzip.decompress((tmp_path / "log.csv.gz").read_bytes()) == gzip.decompress(committed.read_bytes())


def module(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


@pytest.fixture(scope="module")
def compas(tmp_path_factory: pytest.TempPathFactory) -> tuple[Assessment, Evidence]:
    script = module(ROOT / "examples/compas/fetch.py")
    target = script.TARGET
    if not target.exists():
        target = tmp_path_factory.mktemp("compas") / target.name
    try:
        target = script.fetch(target)
    except RuntimeError as error:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip(f"the COMPAS file cannot be had offline: {error}")
    plan = plan_named("compas").model_dump(mode="json", exclude_none=True)
    plan["log"]["path"] = target.name
    found = audit(plan, target.parent)
    checked = Plan.model_validate(plan)
    counted = count_log(open_log(checked.log, target.parent, wanted_columns(checked)), checked, "digest")
    return found, Evidence(checked, counted.tally)


def test_compas_error_rates_are_propublicas(compas: tuple[Assessment, Evidence]) -> None:
    values = {
        (m.measure, m.group): f"{m.value:.2%}"
        for m in compas[0].measures
        if m.sensitive_feature == "race" and m.measure.startswith("false") and m.value is not None
    }
    assert values["false_positive_rate", "african-american"] == "44.85%"
    assert values["false_positive_rate", "caucasian"] == "23.45%"
    assert values["false_negative_rate", "african-american"] == "27.99%"
    assert values["false_negative_rate", "caucasian"] == "47.72%"


@pytest.mark.parametrize(
    ("group", "tp", "fp", "fn", "tn"),
    [
        ("african-american", 1369, 805, 532, 990),
        ("caucasian", 505, 349, 461, 1139),
        ("hispanic", 103, 87, 129, 318),
        ("other", 43, 36, 90, 208),
        ("asian", 6, 2, 3, 21),
        ("native-american", 9, 3, 1, 5),
    ],
)
def test_compas_counts(compas: tuple[Assessment, Evidence], group: str, tp: int, fp: int, fn: int, tn: int) -> None:
    evidence = compas[1]
    at = evidence.views["race"].groups.index(group)
    cells = evidence.counts("race")[at].sum(axis=0).tolist()
    assert cells == [tp, fp, 0, 0, fn, tn, 0, 0]


def test_compas_holds_every_row_and_no_name_comes_out(compas: tuple[Assessment, Evidence]) -> None:
    found, evidence = compas
    assert (found.intake.rows_in, found.intake.rows_used) == (7214, 7214)
    assert not {"name", "first", "last", "dob"} & set(evidence.tally.cells.column_names)
    assert "miguel" not in found.model_dump_json().lower()


def test_shipped_plans_pass_their_schema_and_name_measures_that_exist() -> None:
    import tomllib

    import jsonschema

    schema = json.loads((ROOT / "docs/schema/plan.json").read_text(encoding="utf-8"))
    known = {*MEASURES, *(name for check in all_checks() for name in (*check.phrases, *check.quantities))}
    for path in AUDITS.glob("*.toml"):
        raw = json.loads(json.dumps(tomllib.loads(path.read_text(encoding="utf-8")), default=str))
        jsonschema.validate(raw, schema)
        assert {limit["measure"] for limit in raw.get("limits", [])} <= known
