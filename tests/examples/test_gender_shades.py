"""Gender Shades (Buolamwini & Gebru 2018, table 4): the audit gives the printed error rates and gaps to their decimal."""

from __future__ import annotations

import gzip
import json
import runpy
from functools import cache
from pathlib import Path

import pytest

from lab import ROOT, audit, finding, measured
from policeaudit.assessment.model import Assessment
from policeaudit.plan import load_plan

SCRIPT = runpy.run_path(str(ROOT / "examples/gender-shades/make_log.py"))
FOLDER = ROOT / "examples/gender-shades"
GOLDEN = {e["id"]: e for e in json.loads((ROOT / "tests/reference/golden.json").read_text(encoding="utf-8"))["entries"]}
NAMES = {"microsoft": "Microsoft", "facepp": "Face++", "ibm": "IBM"}
GROUPS = {"DF": "darker*female", "DM": "darker*male", "LF": "lighter*female", "LM": "lighter*male"}
FEATURE = "skin*sex"


@cache
def found(classifier: str) -> Assessment:
    plan = load_plan(ROOT / "audits/gender-shades.toml").plan.model_dump(mode="json", exclude_none=True)
    plan["log"]["path"] = f"{classifier}.csv.gz"
    return audit(plan, FOLDER)


@pytest.mark.parametrize("classifier", NAMES)
def test_error_rates_and_the_widest_gap_are_the_printed_ones(classifier: str) -> None:
    golden = GOLDEN[f"gendershades-{NAMES[classifier]}"]
    for short, group in GROUPS.items():
        right = measured(found(classifier), "precision", group, FEATURE)
        assert f"{(1 - right.value) * 100:.1f}" == f"{golden['inputs']['error_rate'][short]:.1f}"
        assert abs(right.n - golden["inputs"]["n"][short]) <= 11
    widest = finding(found(classifier), f"C01.precision.{FEATURE}.darker*female.gap")
    assert widest.reference == "lighter*male"
    assert f"{widest.gap.value * 100:.1f}" == f"{golden['expected']['gap']:.1f}"
    assert finding(found(classifier), f"C01.precision.{FEATURE}.darker*female.target").verdict == "action_needed"
    assert finding(found(classifier), f"C01.precision.{FEATURE}.lighter*male.target").verdict == "no_concern"


@pytest.mark.parametrize(("classifier", "printed"), [("microsoft", "6.3"), ("ibm", "12.1")])
def test_all_pictures_together_give_the_printed_rate(classifier: str, printed: str) -> None:
    assert f"{(1 - measured(found(classifier), 'precision', None).value) * 100:.1f}" == printed


@pytest.mark.parametrize("classifier", NAMES)
def test_a_committed_log_is_what_its_script_writes(classifier: str, tmp_path: Path) -> None:
    SCRIPT["write"](classifier, tmp_path / "log.csv.gz")
    committed = FOLDER / f"{classifier}.csv.gz"
    assert gzip.decompress((tmp_path / "log.csv.gz").read_bytes()) == gzip.decompress(committed.read_bytes())


def test_skin_alone_and_sex_alone_show_less_than_both_together() -> None:
    """What the study is known for: of IBM's classifier 19.2 and 14.8 points apart, together 34.4."""
    gaps = [
        finding(found("ibm"), f"C01.precision.{view}.gap").gap.value
        for view in ("skin.darker", "sex.female", f"{FEATURE}.darker*female")
    ]
    assert gaps[0] < 0.6 * gaps[2]
    assert gaps[1] < 0.6 * gaps[2]
