"""The questionnaire in an assessment: the worse of measured and process, never one against the other."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from lab import assess_tally, audit, plan_of, run_cli, tally_of, to_toml, words, write_counts, write_plan
from policeaudit.assessment.model import Assessment, FindingLimit, Pillar, VerdictWord
from policeaudit.assessment.pillars import pillars
from policeaudit.assessment.process import process_of
from policeaudit.norms.questionnaire import questionnaire
from policeaudit.plan.answers import Answers

ASKED = questionnaire()
SEEN = {"evidence": [{"ref": "minutes.pdf", "date": dt.date(2022, 11, 3)}], "evidence_seen_by": "auditor"}
YES = {"answer": "yes", **SEEN}


def answers(**changes: Any) -> dict[str, Any]:
    """All yes with evidence; ``P2={...}`` changes the answers to the key questions of a pillar."""
    given = {question.id: changes.get(question.pillar, YES) if question.key else YES for question in ASKED.questions}
    return {"questionnaire": ASKED.version, "answered_by": words("The bureau"), "answers": given}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Assessment:
    groups = {"migrant": [600, 400, 0, 0, 0, 0, 0, 4000], "local": [900, 100, 0, 0, 0, 0, 0, 4000]}
    return assess_tally(plan_of(), tally_of(groups), tmp_path_factory.mktemp("process"))


def judged(found: Assessment, given: dict[str, Any], findings: bool = True) -> dict[str, Pillar]:
    process = process_of(Answers.model_validate(given))
    return {pillar.id: pillar for pillar in pillars(found.findings if findings else [], process)}


def test_a_good_process_never_makes_up_for_a_measured_gap(found):
    p2 = judged(found, answers())["P2"]
    assert (p2.verdict, p2.process) == ("action_needed", "no_concern")
    assert p2.sentence.en.startswith("Beyond what is accepted: 1 of 1 comparisons. Process, counted as no: none of ")


def test_a_bad_process_is_not_made_up_for_by_good_results(found):
    clear = [f.model_copy(update={"verdict": "no_concern"}) for f in found.findings if f.limit]
    process = process_of(Answers.model_validate(answers(P2={"answer": "no"})))
    p2 = pillars(clear, process)[1]
    assert (p2.verdict, p2.process) == ("action_needed", "action_needed")


def test_a_clean_process_clears_nothing_that_was_not_measured(found):
    without = judged(found, answers(), findings=False)
    assert {id_: pillar.verdict for id_, pillar in without.items()} == {
        **dict.fromkeys(("P1", "P2", "P3", "P4", "P5"), "not_assessed"),
        "P6": "no_concern",
    }
    assert "Nothing was measured here" in without["P1"].sentence.en
    assert "Nothing was measured here" not in without["P6"].sentence.en
    partly = judged(found, answers(P1={"answer": "partly", **SEEN}), findings=False)["P1"]
    assert (partly.verdict, partly.process) == ("watch", "watch")


def test_the_sentence_says_the_numbers_of_the_answers(found):
    keys = [q for q in ASKED.questions if q.pillar == "P6" and q.key]
    asked = [q for q in ASKED.questions if q.pillar == "P6"]
    p6 = judged(found, answers(P6={"answer": "yes"}), findings=False)["P6"]  # a yes without evidence
    n = len(keys)
    assert f"counted as no: {n} of {n} key questions, {n} of all {len(asked)}." in p6.sentence.en
    assert f"{n}个关键问题中有{n}个按“否”计，全部{len(asked)}个问题中有{n}个" in p6.sentence.zh


def test_without_answers_nothing_is_said_of_process(found):
    assert {pillar.process for pillar in found.pillars} == {None}
    assert found.process is None


COUNTS = {("migrant", "1", "right"): 68, ("migrant", "1", "wrong"): 32, ("local", "1", "right"): 100}


def test_a_plan_with_answers_prints_every_one(tmp_path):
    write_counts(tmp_path, COUNTS)
    given = answers(P1={"answer": "yes"}, P6={"answer": "no", "reason": "<b>not yet</b>", "operator_comment": "in May"})
    (tmp_path / "answers.toml").write_text(to_toml(given), encoding="utf-8")
    plan = write_plan(tmp_path, plan_of(record={"answers": "answers.toml"}))
    done = run_cli("run", plan, "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert "P6 Governance, openness and redress: Action needed" in done.stdout
    document = json.loads((tmp_path / "out/small/assessment.json").read_text(encoding="utf-8"))
    assert [file["kind"] for file in document["provenance"]["record"]] == ["answers"]
    for lang in ("en", "zh"):
        page = (tmp_path / f"out/small/report.{lang}.html").read_text(encoding="utf-8")
        for question in ASKED.questions:
            assert f'id="question-{question.id}-h"' in page
        assert "&lt;b&gt;not yet&lt;/b&gt;" in page
        assert "in May" in page
        assert {"en": "the answer was “Yes”, without evidence", "zh": "答“是”，但评估单位未查验到证据"}[lang] in page


def test_the_command_writes_the_form_and_says_what_a_filled_one_amounts_to(tmp_path):
    form = tmp_path / "answers.toml"
    assert run_cli("questions", "--form", "--lang", "zh", "--out", form).returncode == 0
    assert "关键问题" in form.read_text(encoding="utf-8")
    blank = run_cli("questions", form)
    assert blank.returncode == 0, blank.stderr
    assert blank.stdout.count("Action needed (Not answered ") == 6
    form.write_text(to_toml(answers(P3={"answer": "partly", **SEEN})), encoding="utf-8")
    told = run_cli("questions", form, "--lang", "zh").stdout
    assert "P3 技术应用与人工干预的平衡：需关注" in told
    assert run_cli("questions").returncode == 2


def test_mistakes_in_the_answers_stop_the_audit_before_the_log(tmp_path: Path):
    (tmp_path / "answers.toml").write_text(to_toml({"questionnaire": "0", "answers": {"XX-01": {}}}), encoding="utf-8")
    done = run_cli("run", write_plan(tmp_path, plan_of(record={"answers": "answers.toml"})), "--out", tmp_path / "out")
    assert done.returncode == 2
    assert "answers.XX-01" in done.stderr
    assert "questionnaire" in done.stderr


def fact(id_: str, verdict: str, limit: Any = None, pillar: str = "P1") -> SimpleNamespace:
    return SimpleNamespace(id=id_, pillar=pillar, verdict=VerdictWord(verdict), limit=limit)


LIMIT = FindingLimit(
    value=5, kind="standard", set_by=words("the board", "委员会"), set_on=dt.date(2022, 6, 30), rule=None
)


@pytest.mark.parametrize(
    ("findings", "verdict", "said"),
    [
        ([], "not_assessed", "names no data"),
        ([fact("a", "no_limit")], "not_assessed", "no limit is set"),
        ([fact("a", "not_assessed", LIMIT), fact("b", "no_limit")], "not_assessed", "want of data: 1."),
        ([fact("a", "no_concern")], "not_assessed", "fixed rules nothing was found (findings: 1)"),
        (
            [fact("a", "no_concern"), fact("b", "no_limit")],
            "not_assessed",
            "fixed rules nothing was found (findings: 1)",
        ),
        ([fact("a", "no_concern"), fact("b", "cannot_tell", LIMIT)], "cannot_tell", "1 of 2"),
        ([fact("a", "no_concern"), fact("b", "no_concern", LIMIT)], "no_concern", "all comparisons (2)"),
        ([fact("a", "no_concern", LIMIT), fact("b", "not_assessed", LIMIT)], "no_concern", "not be applied, for want"),
        ([fact("a", "no_concern", LIMIT), fact("b", "not_assessed")], "no_concern", "all comparisons (1)."),
        ([fact("a", "watch"), fact("b", "no_concern", LIMIT)], "watch", "1 of 2"),
        ([fact("a", "action_needed")], "action_needed", "1 of 1"),
    ],
)
def test_only_a_limit_that_a_body_has_set_clears_a_pillar(findings, verdict, said):
    """A fixed rule of the tool raises a pillar; it doesn't clear it."""
    p1 = pillars(findings)[0]
    assert p1.verdict == verdict
    assert said in p1.sentence.en
    for text in (p1.sentence.en, p1.sentence.zh):
        assert "{" not in text


def test_a_clean_process_does_not_say_that_nothing_was_measured_where_something_was(found):
    process = process_of(Answers.model_validate(answers()))
    p1 = pillars([fact("a", "no_concern")], process)[0]
    assert (p1.verdict, p1.process) == ("not_assessed", "no_concern")
    assert "Nothing was measured" not in p1.sentence.en


def test_an_audit_without_limits_clears_no_pillar(tmp_path):
    """Regression: what the log holds was enough for “No concern found” in data protection."""
    write_counts(tmp_path, COUNTS)
    inventory = [{"column": name, "class": "general", "sensitive": False} for name in ("origin", "alert", "outcome")]
    plan = plan_of(limits=[], protection={"inventory": inventory, "quasi_identifiers": ["origin"]})
    assessment = audit(plan, tmp_path)
    assert "no_concern" in {f.verdict for f in assessment.findings if f.pillar == "P1"}
    assert {pillar.verdict for pillar in assessment.pillars} == {"not_assessed"}
