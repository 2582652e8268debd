"""What a second process answers is what this one would have found; without one, the work is done all the same."""

from __future__ import annotations

import importlib
import json
from dataclasses import asdict
from pathlib import Path

from lab import audit, plan_of, run_cli, to_toml, write_counts
from policeaudit.elsewhere import Elsewhere
from policeaudit.fairlearn_frames import Request, Rows, spreads
from policeaudit.report.draw import draw

REQUESTS = [
    Request(["recall", "false_positive_rate"], Rows([1, 0, 1, 0], [1, 1, 0, 1], ["a", "a", "b", "b"], [3, 2, 5, 7])),
    Request(["selection_rate"], Rows([1, 0, 0], [1, 0, 1], ["a", "b", "b"], [3, 2, 5])),
]
SMALL = {("migrant", "1", "right"): 40, ("migrant", "0", ""): 10, ("local", "1", "wrong"): 40, ("local", "0", ""): 90}


def asked(module: str, question: bytes) -> bytes | None:
    process = Elsewhere(module)
    try:
        return process.ask(question)
    finally:
        process.stop()


def test_another_process_has_the_same_numbers_from_fairlearn() -> None:
    question = json.dumps([asdict(request) for request in REQUESTS]).encode()
    found = asked("policeaudit.fairlearn_frames", question)
    assert found is not None
    assert json.loads(found) == spreads(REQUESTS)


def test_another_process_draws_the_same_pages(tmp_path: Path) -> None:
    write_counts(tmp_path, SMALL)
    assessment = audit(plan_of(), tmp_path)
    question = {"languages": ["zh"], "assessments": [assessment.model_dump_json(by_alias=True)]}
    answer = asked("policeaudit.report.draw", json.dumps(question).encode())
    assert answer is not None
    (pages,) = json.loads(answer)
    assert {name: page.encode() for name, page in pages.items()} == draw(assessment, ["zh"])


def test_a_process_that_fails_has_no_answer() -> None:
    assert asked("policeaudit.report.draw", b"no JSON") is None
    assert asked("policeaudit.no_such_module", b"") is None


def test_without_other_processes_an_audit_gives_the_same(tmp_path: Path) -> None:
    write_counts(tmp_path, SMALL)
    (tmp_path / "plan.toml").write_text(to_toml(plan_of()), encoding="utf-8")
    alone = "import subprocess\ndef refuse(*_, **__): raise OSError\nsubprocess.Popen = refuse"
    found = []
    for name, prelude in (("with", ""), ("without", alone)):
        result = run_cli("run", tmp_path / "plan.toml", "--out", tmp_path / name, prelude=prelude)
        assert result.returncode == 0, result.stderr
        assessment = json.loads((tmp_path / name / "small" / "assessment.json").read_text(encoding="utf-8"))
        found.append({part: assessment[part] for part in ("findings", "measures")})
    assert found[0] == found[1]


def test_templates_are_compiled_once_and_also_where_nothing_can_be_written(tmp_path: Path) -> None:
    """A cache that cannot be written, or holds rubbish, costs time and nothing else."""
    render = importlib.import_module("policeaudit.report.render")

    def found(folder: Path) -> bool:
        cache = render._Compiled()
        cache.directory = str(folder)
        bucket = cache.get_bucket(render._environment(), "a", None, "source")
        if bucket.code is not None:
            return True
        bucket.code = render._environment().compile("source")
        cache.set_bucket(bucket)
        return False

    assert [found(tmp_path / "new"), found(tmp_path / "new")] == [False, True]
    for file in (tmp_path / "new").iterdir():
        file.write_bytes(b"rubbish")
    assert [found(tmp_path / "new"), found(tmp_path / "new")] == [False, True]
    (tmp_path / "file").write_text("in the way")
    assert [found(tmp_path / "file"), found(tmp_path / "file")] == [False, False]
