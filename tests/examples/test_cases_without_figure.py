"""The cases of the source document that print no figure: each has an example that does what the plan describes.

S9, the register of corrective actions, is tested where it is made, in ``tests/assessment/test_ledger.py``.
"""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

import policeaudit
from lab import ROOT
from policeaudit.assessment.model import Assessment


@cache
def audited(name: str, root: Path = ROOT) -> Assessment:
    return policeaudit.audit(None, root / "audits" / f"{name}.toml", fairlearn=False).assessment


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
