"""Comparing two audits, and the model card, by command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lab import call_cli, plan_of, to_csv, write_assessment, write_counts, write_plan

LOCAL = {("local", "1", "right"): 3200, ("local", "1", "wrong"): 800}


@pytest.fixture(scope="module")
def audits(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    found = []
    for name, right in (("before", 3200), ("after", 2400)):
        folder = tmp_path_factory.mktemp(name)
        write_counts(folder, {("migrant", "1", "right"): right, ("migrant", "1", "wrong"): 4000 - right, **LOCAL})
        plan = write_plan(folder, plan_of())
        found.append(write_assessment(plan, folder / "assessment.json"))
    return found[0], found[1]


def test_two_audits_in_both_languages(audits: tuple[Path, Path]) -> None:
    text = call_cli("compare", *audits)
    assert (text.returncode, text.stderr) == (0, "")
    assert "Opens: 1" in text.stdout
    assert "Worse: the gap grew from 0.0 points to 20.0 points." in text.stdout
    assert "The chance that even one “worse” or “better” here is wrong is at most 5%." in text.stdout
    chinese = call_cli("compare", *audits, "--lang", "zh").stdout
    assert "新增问题：1项" in chinese
    assert "变差：差距由0.0个百分点扩大到20.0个百分点" in chinese
    back = call_cli("compare", audits[1], audits[0]).stdout
    assert "Closes: 1" in back
    assert "shrank from 20.0 points to 0.0 points" in back


def test_two_audits_as_json_to_a_file(audits: tuple[Path, Path], tmp_path: Path) -> None:
    out = tmp_path / "changes.json"
    result = call_cli("compare", *audits, "--format", "json", "--output", out)
    assert (result.returncode, result.stdout) == (0, "")
    (change,) = json.loads(out.read_text(encoding="utf-8"))["changes"]
    assert (change["course"], change["direction"]) == ("opens", "worse")


def test_two_versions_in_one_log(tmp_path: Path) -> None:
    rows = [
        (
            f"p{i}",
            version,
            "migrant" if i % 2 else "local",
            "1",
            "wrong" if i % 5 == 0 or (version == "2" and i % 9 == 1) else "right",
        )
        for i in range(4000)
        for version in ("1", "2")
    ]
    (tmp_path / "log.csv").write_text(
        to_csv(("person", "version", "origin", "alert", "outcome"), rows), encoding="utf-8"
    )
    plan = write_plan(tmp_path, plan_of(columns__subject="person", columns__model_version="version"))
    result = call_cli("compare", plan, "--by", "model_version")
    assert (result.returncode, result.stderr) == (0, "")
    assert result.stdout.startswith("1 compared with 2\n")
    assert "Subjects that both versions rated were allowed for." in result.stdout
    turned = call_cli(
        "compare", plan, tmp_path / "log.csv", "--by", "model_version", "--versions", "2", "1", "--lang", "zh"
    )
    assert turned.stdout.startswith("2与1的比较\n")
    assert call_cli("compare", plan, "--by", "model_version", "--versions", "2", "3").returncode == 2


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_card_to_standard_output_and_to_a_file(audits: tuple[Path, Path], lang: str, tmp_path: Path) -> None:
    out = tmp_path / "card.md"
    shown = call_cli("card", audits[1], "--lang", lang)
    assert (shown.returncode, shown.stderr) == (0, "")
    assert shown.stdout.startswith("---\ntags:\n")
    assert call_cli("card", audits[1], "--lang", lang, "--output", out).returncode == 0
    assert out.read_text(encoding="utf-8") == shown.stdout


def test_a_wrong_call_is_told(audits: tuple[Path, Path], tmp_path: Path) -> None:
    for call in (
        ["compare", audits[0]],
        ["compare", *audits, "--versions", "1", "2"],
        ["compare", audits[0], tmp_path / "none.json"],
        ["compare", audits[0], "--by", "model_version"],
        ["card", tmp_path / "none.json"],
    ):
        result = call_cli(*call)
        assert (result.returncode, result.stdout) == (2, ""), call
        assert "Traceback" not in result.stderr
