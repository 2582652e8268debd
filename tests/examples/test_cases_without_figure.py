"""The cases of the source document that print no figure: each has an example that does what the plan describes."""

from __future__ import annotations

import json
import shutil
from functools import cache
from pathlib import Path

import policeaudit
from lab import ROOT, run_cli
from policeaudit.assessment.model import Assessment


@cache
def audited(name: str, root: Path = ROOT) -> Assessment:
    return policeaudit.audit(None, root / "audits" / f"{name}.toml", fairlearn=False).assessment


def test_s9_one_gap_is_closed_by_the_next_audit_and_one_action_is_overdue(tmp_path: Path) -> None:
    result = run_cli("run", ROOT / "audits" / "corrective-actions-q4.toml", "--out", tmp_path)
    assert result.returncode == 0, result.stderr
    written = json.loads((tmp_path / "corrective-actions-q4" / "assessment.json").read_text(encoding="utf-8"))
    status = {entry["finding"]: entry["status"] for entry in written["actions"]["entries"]}
    assert status == {"C01.precision.residency.migrant.gap": "closed", "C01.precision.district.west.gap": "overdue"}


def test_s9_the_earlier_audit_that_ships_is_what_its_plan_gives() -> None:
    shipped = json.loads((ROOT / "examples" / "corrective-actions-q3" / "assessment.json").read_text(encoding="utf-8"))
    fresh = json.loads(audited("corrective-actions-q3").model_dump_json(by_alias=True))
    for part in ("audit", "intake", "pillars", "findings"):
        assert fresh[part] == shipped[part], "write it anew: policeaudit run audits/corrective-actions-q3.toml"


def test_s10_an_assessment_with_the_process_questionnaire() -> None:
    assessment = audited("human-step")
    assert [pillar.id for pillar in assessment.pillars] == ["P1", "P2", "P3", "P4", "P5", "P6"]
    (contradicted,) = [f for f in assessment.findings if f.check == "C30" and f.verdict == "action_needed"]
    assert "71.0% of the 1,000 warnings" in contradicted.sentence.en


def test_s11_uses_and_inputs_are_held_against_the_negative_list() -> None:
    verdicts = [f.verdict for f in audited("leaky-log").findings if f.measure == "negative_list"]
    assert sorted(verdicts) == ["action_needed", "no_concern", "watch"]


def test_s17_a_third_party_gets_the_same_assessment_from_the_files(tmp_path: Path) -> None:
    for folder in ("audits", "examples/human-step"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    ours, theirs = audited("human-step"), audited("human-step", tmp_path)
    assert theirs.provenance.tally_sha256 == ours.provenance.tally_sha256
    assert theirs.model_copy(update={"provenance": ours.provenance}) == ours


def test_s18_the_demonstration_follows_its_figures_month_by_month() -> None:
    found = audited("demo-city-2022q4")
    (series,) = [each.exhibit for each in found.exhibits if each.id == "C07.months.residency"]
    assert list(dict.fromkeys(row[0].en for row in series.rows)) == ["Oct 2022", "Nov 2022", "Dec 2022"]
    known = sum(m.n for m in found.measures if (m.measure, m.sensitive_feature) == ("precision", "residency"))
    assert sum(round(row[2] * (1 - row[3])) for row in series.rows) == known
