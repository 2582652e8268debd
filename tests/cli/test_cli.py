"""The command as a user meets it: what is written, what is printed, which exit code."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from lab import ROOT, SUMMARY, plan_of, run_cli, to_csv, words, write_counts, write_plan
from policeaudit import pipeline
from policeaudit.errors import UsageError
from policeaudit.log.tally import Tally
from policeaudit.pipeline import write_folder

COUNTS = {
    ("migrant", "1", "right"): 68,
    ("migrant", "1", "wrong"): 32,
    ("migrant", "0", ""): 300,
    ("local", "1", "right"): 167,
    ("local", "1", "wrong"): 33,
    ("local", "0", ""): 600,
    ("local", "1", "SECRETVALUE"): 2,
}
FILES = {"assessment.json", "intake.csv", "manifest.json", "report.en.html", "report.zh.html", "tally.parquet"}


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    """One audit by the command, in a folder of its own."""
    folder = tmp_path_factory.mktemp("run")
    write_counts(folder, COUNTS)
    plan = write_plan(folder, plan_of())
    result = run_cli("run", plan, cwd=folder)
    assert result.returncode == 0, result.stderr
    return folder, result


def test_run_writes_the_whole_folder(done: tuple[Path, Any]) -> None:
    assert {path.name for path in (done[0] / "reports" / "small").iterdir()} == FILES
    assert [path.name for path in (done[0] / "reports").iterdir()] == ["small"]


def test_run_prints_where_the_report_is_the_rows_and_a_line_a_pillar(done: tuple[Path, Any]) -> None:
    out = done[1].stdout
    assert "reports/small/report.en.html" in out
    assert "reports/small/report.zh.html" in out
    assert re.search(r"1,202 .*1,200 .*\b2\b", out)
    assert re.findall(r"^P\d", out, re.M) == ["P1", "P2", "P3", "P4", "P5", "P6"]
    assert done[1].stderr == ""


def test_the_assessment_keeps_the_promised_names_and_fits_its_schema(done: tuple[Path, Any]) -> None:
    found = json.loads((done[0] / "reports/small/assessment.json").read_text(encoding="utf-8"))
    assert set(found) >= SUMMARY
    assert set(found["intake"]) >= {"rows_in", "rows_used", "left_out"}
    assert set(found["intake"]["left_out"][0]) >= {"reason", "rows"}
    assert set(found["measures"][0]) >= {
        "measure",
        "sensitive_feature",
        "group",
        "n",
        "value",
        "low",
        "high",
        "lower_bound",
        "upper_bound",
        "method",
        "not_measurable",
    }
    wanted = {"id", "check", "pillar", "verdict", "measure", "sensitive_feature", "group", "reference", "gap", "ratio"}
    assert set(found["findings"][0]) >= wanted | {"limit", "n", "n_reference", "n_needed", "sentence"}
    assert set(found["findings"][0]["gap"]) == {"value", "low", "high", "lower_bound", "upper_bound"}
    assert set(found["findings"][0]["ratio"]) == {"value", "low", "high", "lower_bound", "upper_bound"}
    assert set(found["findings"][0]["sentence"]) == {"en", "zh"}
    (limited,) = (f["limit"] for f in found["findings"] if f["limit"])
    assert set(limited) >= {"value", "kind", "set_by", "set_on"}
    assert limited["value"] == 0.05
    schema = json.loads((ROOT / "docs/schema/assessment.json").read_text(encoding="utf-8"))
    jsonschema.validate(found, schema)
    verdicts = {"no_concern", "watch", "action_needed", "cannot_tell", "not_assessed", "no_limit"}
    assert set(schema["$defs"]["VerdictWord"]["enum"]) == verdicts


def test_intake_names_every_row_left_out_and_no_value(done: tuple[Path, Any]) -> None:
    text = (done[0] / "reports/small/intake.csv").read_text(encoding="utf-8")
    assert list(csv.reader(text.splitlines())) == [
        ["file", "line", "column", "reason"],
        ["log.csv", "1202", "outcome", "unknown_outcome"],
        ["log.csv", "1203", "outcome", "unknown_outcome"],
    ]
    for path in (done[0] / "reports/small").iterdir():
        assert b"SECRETVALUE" not in path.read_bytes(), path.name


def test_the_manifest_holds_the_digest_of_every_file(done: tuple[Path, Any]) -> None:
    folder = done[0] / "reports/small"
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert set(manifest["files"]) == FILES - {"manifest.json"}
    for name, about in manifest["files"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == about["sha256"]


def test_the_tally_that_is_written_is_the_one_that_was_judged(done: tuple[Path, Any]) -> None:
    folder = done[0] / "reports/small"
    found = json.loads((folder / "assessment.json").read_text(encoding="utf-8"))
    assert Tally.load(folder / "tally.parquet").digest() == found["provenance"]["tally_sha256"]
    assert hashlib.sha256((done[0] / "plan.toml").read_bytes()).hexdigest() == found["provenance"]["plan_sha256"]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_render_gives_the_same_bytes_as_run(done: tuple[Path, Any], lang: str, tmp_path: Path) -> None:
    folder = done[0] / "reports/small"
    page = tmp_path / "page.html"
    result = run_cli("render", folder / "assessment.json", "--lang", lang, "--out", page)
    assert result.returncode == 0, result.stderr
    assert page.read_bytes() == (folder / f"report.{lang}.html").read_bytes()


def test_two_runs_differ_in_the_time_alone(done: tuple[Path, Any], tmp_path: Path) -> None:
    assert run_cli("run", done[0] / "plan.toml", "--out", tmp_path).returncode == 0

    def read(folder: Path) -> dict[str, Any]:
        found = json.loads((folder / "small/assessment.json").read_text(encoding="utf-8"))
        found["provenance"].pop("created_at")
        return found

    assert read(tmp_path) == read(done[0] / "reports")
    for name in ("intake.csv", "tally.parquet"):
        assert (tmp_path / "small" / name).read_bytes() == (done[0] / "reports/small" / name).read_bytes()


def test_one_language_in_chinese_and_the_terminal_in_the_plans_language(tmp_path: Path) -> None:
    write_counts(tmp_path, COUNTS)
    plan = write_plan(tmp_path, plan_of(audit__language="zh"))
    result = run_cli("run", plan, "--lang", "zh", "--out", tmp_path / "out")
    assert result.returncode == 0, result.stderr
    assert {p.name for p in (tmp_path / "out/small").iterdir()} == FILES - {"report.en.html"}
    assert "报告：" in result.stdout
    assert "P2 算法公平与预警准确：" in result.stdout
    assert "Rows" not in result.stdout


def test_quiet_prints_nothing_and_an_old_report_is_replaced(tmp_path: Path) -> None:
    write_counts(tmp_path, COUNTS)
    plan = write_plan(tmp_path, plan_of())
    stale = tmp_path / "out/small/stale.txt"
    stale.parent.mkdir(parents=True)
    stale.touch()
    result = run_cli("run", plan, "--quiet", "--lang", "en", "--out", tmp_path / "out")
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    assert {p.name for p in stale.parent.iterdir()} == FILES - {"report.zh.html"}


def test_run_without_a_plan_in_an_empty_folder_says_how_to_start(tmp_path: Path) -> None:
    result = run_cli("run", cwd=tmp_path)
    assert result.returncode == 2
    assert "policeaudit run PLAN.toml" in result.stderr
    assert list(tmp_path.iterdir()) == []


NO_NETWORK = """
import socket
class Refused(socket.socket):
    def __init__(self, *_, **__): raise AssertionError("no network")
socket.socket = socket.create_connection = Refused
"""


def test_run_without_a_plan_audits_the_demo_where_it_stands_and_without_a_network(tmp_path: Path) -> None:
    result = run_cli("run", "--lang", "en", "--out", tmp_path, prelude=NO_NETWORK)
    assert result.returncode == 0, result.stderr
    assert "Action needed" in result.stdout
    page = (tmp_path / "demo-city-2022q4/report.en.html").read_text(encoding="utf-8")
    for said in ("68.3%", "83.5%", "15.2"):
        assert said in page


def broken_plan(folder: Path) -> list[str | Path]:
    return ["run", write_plan(folder, plan_of(log={"paht": "x"})), "--out", folder / "out"]


def no_such_plan(folder: Path) -> list[str | Path]:
    return ["run", folder / "none.toml", "--out", folder / "out"]


def no_such_option(folder: Path) -> list[str | Path]:
    return ["run", "--langauge", "zh"]


def no_log(folder: Path) -> list[str | Path]:
    return ["run", write_plan(folder, plan_of(audit__language="zh")), "--out", folder / "out"]


def unknown_metric(folder: Path) -> list[str | Path]:
    write_counts(folder, COUNTS)
    plan = plan_of(audit__language="zh", metrics={"extra": ["sklearn.metrics.no_such"]})
    return ["run", write_plan(folder, plan), "--out", folder / "out"]


def all_left_out(folder: Path) -> list[str | Path]:
    (folder / "log.csv").write_text("origin,alert,outcome\nlocal,1,x\n")
    return ["run", write_plan(folder, plan_of(audit__language="zh")), "--out", folder / "out"]


def identifier(folder: Path) -> list[str | Path]:
    rows = [(str(i), "1", "right") for i in range(300)]
    (folder / "log.csv").write_text(to_csv(("origin", "alert", "outcome"), rows))
    features = [{"name": "o", "column": "origin", "label": words("O")}]
    return [
        "run",
        write_plan(folder, plan_of(audit__language="zh", features=features, limits=[])),
        "--out",
        folder / "out",
    ]


def a_file_in_the_way(folder: Path) -> list[str | Path]:
    write_counts(folder, COUNTS)
    (folder / "blocked").touch()
    return ["run", write_plan(folder, plan_of(audit__language="zh")), "--out", folder / "blocked" / "out"]


def no_assessment(folder: Path) -> list[str | Path]:
    (folder / "a.json").write_text("{}")
    return ["render", folder / "a.json"]


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (broken_plan, 2),
        (no_such_plan, 2),
        (no_such_option, 2),
        (unknown_metric, 2),
        (a_file_in_the_way, 2),
        (no_log, 3),
        (all_left_out, 3),
        (identifier, 3),
        (no_assessment, 3),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_what_is_wrong_is_told_without_a_traceback_and_nothing_is_written(call: Any, code: int, tmp_path: Path) -> None:
    result = run_cli(*call(tmp_path), LC_ALL="zh_CN.UTF-8")
    assert result.returncode == code, result.stderr
    assert result.stderr.strip()
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "out").exists()
    if call is not no_such_option:
        assert re.search(r"[\u4e00-\u9fff]", result.stderr)


CRASH = "import policeaudit.log.count as c\ndef crash(*_): raise ZeroDivisionError('SECRETVALUE')\nc.count_log = crash"


@pytest.mark.parametrize("debug", [False, True])
def test_an_internal_error_says_how_to_report_it_and_shows_a_traceback_only_with_debug(
    debug: bool, tmp_path: Path
) -> None:
    write_counts(tmp_path, COUNTS)
    plan = write_plan(tmp_path, plan_of())
    result = run_cli(*(["--debug"] if debug else []), "run", plan, "--out", tmp_path / "out", prelude=CRASH)
    assert ("Traceback" in result.stderr) == debug
    assert not (tmp_path / "out").exists()
    if not debug:
        assert result.returncode == 4
        assert "internal error" in result.stderr
        assert "report it" in result.stderr
        assert "SECRETVALUE" not in result.stderr


def test_a_failing_write_leaves_the_old_report_as_it_was(tmp_path: Path) -> None:
    folder = tmp_path / "reports" / "small"
    write_folder(folder, {"report.en.html": b"old"})
    with pytest.raises(TypeError):
        write_folder(folder, {"report.en.html": b"new", "assessment.json": None})  # type: ignore[dict-item]
    assert (folder / "report.en.html").read_bytes() == b"old"
    assert [path.name for path in folder.parent.iterdir()] == ["small"]


def test_an_interrupted_swap_puts_the_old_report_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "small"
    write_folder(folder, {"report.en.html": b"old"})
    rename, calls = Path.rename, 0

    def interrupt(self: Path, target: Path) -> Path:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise KeyboardInterrupt
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_folder(folder, {"report.en.html": b"new"})
    assert (folder / "report.en.html").read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["small"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_must_not_be_written_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(UsageError, match="cannot be written"):
        write_folder(tmp_path / "small", {"a": b""})


def test_a_full_disk_is_told_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(self: Path, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(UsageError, match="No space left on device"):
        write_folder(tmp_path / "small", {"a": b"x"})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("document", ["plan", "assessment", "check", "comparison", "whatif"])
def test_the_published_schemas_are_the_ones_in_force(document: str) -> None:
    """To publish: policeaudit schema DOCUMENT > docs/schema/DOCUMENT.json."""
    result = run_cli("schema", document)
    assert result.stdout == (ROOT / f"docs/schema/{document}.json").read_text(encoding="utf-8")


def test_help_is_there_for_every_command() -> None:
    from click.testing import CliRunner

    from policeaudit.cli import cli

    for command in cli.commands:
        result = CliRunner().invoke(cli, [command, "--help"])
        assert result.exit_code == 0
        assert "Usage" in result.output


def test_progress_never_goes_beyond_the_whole(tmp_path: Path) -> None:
    from policeaudit.plan import load_plan

    write_counts(tmp_path, COUNTS)
    seen: list[tuple[int, int]] = []
    plan = load_plan(write_plan(tmp_path, plan_of()))
    pipeline.run_audit(plan, tmp_path / "out", ["en"], progress=lambda done, total: seen.append((done, total)))
    size = (tmp_path / "log.csv").stat().st_size
    assert seen[-1] == (size, size)
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
