"""The gate as a build server calls it."""

from __future__ import annotations

import gzip
import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest
import yaml

from lab import ROOT, call_cli, limit, plan_of, run_cli, to_csv, words, write_assessment, write_counts, write_plan
from policeaudit.cli.check import FORMATS, LEVELS
from policeaudit.gate import Level, formats

CI = ROOT / "examples" / "vendor-ci"
PLAN = CI / "plan.toml"
FAIR = {
    ("migrant", "1", "right"): 3200,
    ("migrant", "1", "wrong"): 800,
    ("local", "1", "right"): 3200,
    ("local", "1", "wrong"): 800,
}
UNFAIR = {**FAIR, ("migrant", "1", "right"): 2400, ("migrant", "1", "wrong"): 1600}


@pytest.mark.parametrize(
    ("log", "code", "said"),
    [
        ("fair.csv.gz", 0, "Passed. At “Cannot tell” or above: none of 4 comparisons with a limit."),
        ("unfair.csv.gz", 1, "1. Action needed · Precision: migrant residents compared with local residents"),
        ("too-little.csv.gz", 1, "1. Cannot tell · Precision: migrant residents compared with local residents"),
    ],
)
def test_a_fair_model_an_unfair_one_and_too_little_data(log: str, code: int, said: str) -> None:
    result = run_cli("check", PLAN, CI / log)
    assert (result.returncode, result.stderr) == (code, "")
    assert said in result.stdout


def test_the_figures_of_the_example_are_those_of_its_counts() -> None:
    """884 of 1,300 and 1,215 of 1,500 right; 416 of 3,000 and 285 of 4,500 flagged with nothing to find."""
    document = json.loads(call_cli("check", PLAN, CI / "unfair.csv.gz", "--format", "json").stdout)
    assert [entry["verdict"] for entry in document["entries"]] == ["action_needed", "action_needed", "watch", "watch"]
    gaps = {entry["measure"]: entry["gap"]["value"] for entry in document["entries"]}
    assert gaps["precision"] == pytest.approx(1215 / 1500 - 884 / 1300)
    assert gaps["false_positive_rate"] == pytest.approx(416 / 3000 - 285 / 4500)
    assert gaps["false_negative_rate"] == pytest.approx(116 / 1000 - 285 / 1500)


def test_the_example_logs_are_those_of_their_script(tmp_path: Path) -> None:
    import runpy

    runpy.run_path(str(CI / "make_logs.py"))["main"](tmp_path)
    for path in tmp_path.iterdir():
        assert gzip.decompress(path.read_bytes()) == gzip.decompress((CI / path.name).read_bytes())
    assert len(list(tmp_path.iterdir())) == 3


def test_the_log_of_the_plan_is_read_where_none_is_named() -> None:
    assert call_cli("check", PLAN).returncode == 0


def test_selective_outcomes_do_not_pass() -> None:
    result = call_cli("check", ROOT / "audits/selective-outcomes.toml")
    assert result.returncode == 1
    assert "1. Cannot tell" in result.stdout
    assert "the gap lies between 0.9 and 18.5 points" in result.stdout
    assert "The outcomes of the 352 cases" in result.stdout


@pytest.mark.parametrize(
    ("fail_on", "code"),
    [
        (["cannot-tell"], 1),
        (["watch"], 0),
        (["action-needed"], 0),
        (["action-needed,watch"], 0),
        (["action-needed", "cannot-tell"], 1),
        (["watch, cannot-tell"], 1),
    ],
    ids=str,
)
def test_the_level_is_the_lowest_that_is_named(fail_on: list[str], code: int) -> None:
    options = [part for each in fail_on for part in ("--fail-on", each)]
    result = call_cli("check", PLAN, CI / "too-little.csv.gz", *options)
    assert result.returncode == code
    if code == 0:
        assert "do not stop it: Cannot tell 4" in result.stdout


@pytest.mark.parametrize("value", ["never", "watch,never", "", ","])
def test_a_level_that_is_none_is_a_wrong_call(value: str) -> None:
    result = call_cli("check", PLAN, "--fail-on", value)
    assert result.returncode == 2
    assert "the levels are: action-needed, watch, cannot-tell" in result.stderr


def test_a_plan_without_limits_is_told_before_the_log_is_read(tmp_path: Path) -> None:
    for lang, said in (("en", "sets no limit, so there is nothing"), ("zh", "未设限值")):
        plan = write_plan(tmp_path, plan_of(limits=[], audit__language=lang))
        result = call_cli("check", plan, tmp_path / "no-such.csv")
        assert (result.returncode, result.stdout) == (2, "")
        assert said in result.stderr


def test_limits_of_a_table_are_limits_too() -> None:
    result = call_cli("check", ROOT / "audits" / "place-predictions.toml")
    assert result.returncode == 1
    assert "Action needed · Warnings about places" in result.stdout


def test_answers_in_every_form_say_the_same(tmp_path: Path) -> None:
    for form in ("text", "json", "junit", "sarif", "markdown", "github"):
        here = call_cli("check", PLAN, CI / "unfair.csv.gz", "--format", form)
        out = tmp_path / form
        there = call_cli("check", PLAN, CI / "unfair.csv.gz", "--format", form, "--output", out)
        assert here.returncode == there.returncode == 1
        assert there.stdout == "Not passed. At “Cannot tell” or above: 4 of 4 comparisons with a limit.\n"

        def timeless(text: str) -> str:
            return re.sub(r'("created_at": |timestamp=)"[^"]*"', "", text)

        assert timeless(out.read_text(encoding="utf-8")) == timeless(here.stdout)
    assert {path.name for path in tmp_path.iterdir()} == {"text", "json", "junit", "sarif", "markdown", "github"}


def test_the_language_is_the_plans_or_the_one_asked_for(tmp_path: Path) -> None:
    write_counts(tmp_path, UNFAIR)
    plan = write_plan(tmp_path, plan_of(audit__language="zh"))
    assert call_cli("check", plan).stdout.startswith("不通过。1项设限比较中，达到“无法判断”及以上的：1项。")
    assert call_cli("check", plan, "--lang", "en").stdout.startswith("Not passed.")


def test_a_baseline_stops_what_got_worse(tmp_path: Path) -> None:
    """Within the limit of 5 points, but 3 points worse than the last release, with 10,000 warnings each."""
    log = tmp_path / "log.csv"
    plan = write_plan(tmp_path, plan_of())

    def write(right: int) -> None:
        counts = {
            ("migrant", "1", "right"): right,
            ("migrant", "1", "wrong"): 10_000 - right,
            ("local", "1", "right"): 8000,
            ("local", "1", "wrong"): 2000,
        }
        write_counts(tmp_path, counts)

    write(8000)
    last = write_assessment(plan, tmp_path / "last.json")
    same = call_cli("check", plan, log, "--baseline", last)
    assert same.returncode == 0
    assert "0 worse, 0 better, 1 without a change that we can detect" in same.stdout
    write(7700)
    assert call_cli("check", plan, log).returncode == 0
    worse = call_cli("check", plan, log, "--baseline", last)
    assert worse.returncode == 1
    assert (
        "Against the baseline: Verdict: No concern found, as before. Worse: the gap grew from 0.0 points to 3.0 points."
        in worse.stdout
    )
    assert "或比基准变差" in call_cli("check", plan, log, "--baseline", last, "--lang", "zh").stdout


def no_log(folder: Path) -> list[str | Path]:
    return [write_plan(folder, plan_of()), folder / "none.csv"]


def no_plan(folder: Path) -> list[str | Path]:
    return [folder / "none.toml"]


def no_baseline(folder: Path) -> list[str | Path]:
    write_counts(folder, FAIR)
    return [write_plan(folder, plan_of()), "--baseline", folder / "none.json"]


def other_baseline(folder: Path) -> list[str | Path]:
    write_counts(folder, FAIR)
    plan = write_plan(folder, plan_of(limits=[limit("selection_rate", ratio=0.8)]))
    last = write_assessment(plan, folder / "last.json")
    return [write_plan(folder, plan_of()), "--baseline", last]


def broken_baseline(folder: Path) -> list[str | Path]:
    (folder / "broken.json").write_text("{")
    return [*no_baseline(folder)[:-1], folder / "broken.json"]


def bad_rows(folder: Path) -> list[str | Path]:
    (folder / "log.csv").write_text("origin,alert,outcome\nlocal,1,?\n")
    return [write_plan(folder, plan_of())]


def blocked_output(folder: Path) -> list[str | Path]:
    write_counts(folder, FAIR)
    return [write_plan(folder, plan_of()), "--output", folder / "no-such-folder" / "out"]


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (no_log, 2),
        (no_plan, 2),
        (no_baseline, 2),
        (blocked_output, 2),
        (other_baseline, 3),
        (broken_baseline, 3),
        (bad_rows, 3),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_what_is_wrong_is_no_pass_and_no_failed_check(call: Any, code: int, tmp_path: Path) -> None:
    result = call_cli("check", *call(tmp_path))
    assert (result.returncode, result.stdout) == (code, "")
    assert result.stderr.strip()
    assert "Traceback" not in result.stderr


def test_the_command_offers_every_level_and_form_that_there_is() -> None:
    assert set(LEVELS) == set(Level)
    assert list(FORMATS) == list(formats.FORMATS)


def test_the_language_asked_for_is_that_of_an_error_too(tmp_path: Path) -> None:
    result = call_cli("check", tmp_path / "none.toml", "--lang", "zh")
    assert result.returncode == 2
    assert "无法读取审计方案" in result.stderr


def test_nothing_is_written_but_the_answer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_counts(tmp_path, UNFAIR)
    plan = write_plan(tmp_path, plan_of())
    before = set(tmp_path.rglob("*"))
    assert call_cli("check", plan).returncode == 1
    assert set(tmp_path.rglob("*")) == before


def test_hostile_labels_from_a_plan_stay_words(tmp_path: Path) -> None:
    hostile = "x\n::set-output name=a::b\n##vso[task.complete]\x1b]0;title\x07 | <b> @all"
    feature = {"name": "origin", "column": "origin", "label": words("O")}
    counts = [(name, "1", outcome) for name in (hostile, "local") for outcome in ["right"] * 400 + ["wrong"] * 100]
    (tmp_path / "log.csv").write_text(to_csv(("origin", "alert", "outcome"), counts), encoding="utf-8", newline="")
    plan = write_plan(tmp_path, plan_of(features=[feature]))
    for form in ("text", "github", "markdown", "junit", "sarif", "json"):
        result = call_cli("check", plan, "--format", form, "--fail-on", "action-needed")
        assert result.returncode == 0, result.stderr
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f]", result.stdout)
        assert "##vso" not in result.stdout
        lines = [line for line in result.stdout.splitlines() if line.lstrip().startswith("::")]
        assert all(line.startswith(("::notice file=", "::warning file=", "::error file=")) for line in lines)


def test_no_module_that_the_gate_does_not_need_is_loaded() -> None:
    prelude = (
        "import atexit, sys\n"
        "atexit.register(lambda: print('HEAVY', sorted({'fairlearn', 'sklearn', 'jinja2', 'narwhals'}"
        " & set(sys.modules)), file=sys.stderr))"
    )
    result = run_cli("check", PLAN, prelude=prelude)
    assert result.returncode == 0
    assert "HEAVY []" in result.stderr


def test_every_command_of_the_sample_workflow_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands as they stand in the file, on a log that does not pass, then on one that does."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "oversight").mkdir()
    (tmp_path / "oversight/plan.toml").write_bytes(PLAN.read_bytes())
    write_assessment(PLAN, tmp_path / "oversight/last-release.json")
    steps = yaml.safe_load((CI / "workflow.yml").read_text(encoding="utf-8"))["jobs"]["limits"]["steps"]
    commands = [step["run"] for step in steps if step.get("run", "").startswith("policeaudit ")]
    assert len(commands) == 4
    for name, code in (("unfair", 1), ("fair", 0)):
        (tmp_path / "validation.csv").write_bytes(gzip.decompress((CI / f"{name}.csv.gz").read_bytes()))
        for command in commands:
            words_ = shlex.split(command.split(">>")[0])[1:]
            result = call_cli(*words_)
            assert (result.returncode, result.stderr) == (code, ""), command
        for written in ("limits.junit.xml", "limits.sarif"):
            assert (tmp_path / written).stat().st_size > 500
