"""Answers against the log (C30): a contradicted yes is a finding with both figures; nothing else is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from lab import ROOT, audit, finding, limit, plan_of, to_csv
from policeaudit.assessment.model import Assessment
from policeaudit.checks.governance import log_figures, table_figures
from policeaudit.norms.questionnaire import questionnaire
from policeaudit.plan import load_plan

COLUMNS = ("id", "when", "origin", "alert", "outcome", "version")
ROWS = [(str(i), "2022-10-02", "local" if i % 2 else "migrant", "1", "right", "v1") for i in range(100)]


def answered(**answers: str) -> str:
    lines = ['questionnaire = "0.1-draft"']
    for name, answer in answers.items():
        lines += [f"[answers.{name.replace('_', '-')}]", f'answer = "{answer}"']
    return "\n".join(lines)


def audited(
    folder: Path, answers: str, rows: list[tuple[str, ...]] = ROWS, columns: tuple[str, ...] = COLUMNS, **changes: Any
) -> Assessment:
    (folder / "log.csv").write_text(to_csv(columns, rows), encoding="utf-8")
    (folder / "answers.toml").write_text(answers, encoding="utf-8")
    plan = plan_of(
        record={"answers": "answers.toml"}, columns__time="when", columns__model_version="version", **changes
    )
    plan["protection"] = {
        "retention_days": 365,
        "inventory": [{"column": name, "class": "general", "sensitive": False} for name in COLUMNS],
    }
    return audit(plan, folder)


def contradicted(found: Assessment) -> dict[str, str]:
    return {f.group: f.verdict for f in found.findings if f.check == "C30"}


def test_every_figure_belongs_to_a_question() -> None:
    assert set(log_figures.FIGURES) & set(table_figures.FIGURES) == set()
    assert {*log_figures.FIGURES, *table_figures.FIGURES} <= {question.id for question in questionnaire().questions}


def test_every_red_warning_is_reviewed_and_the_log_says_71_percent() -> None:
    plan = load_plan(ROOT / "audits" / "human-step.toml").plan
    found = audit(plan.model_dump(mode="json", exclude_none=True), ROOT / "audits")
    assert contradicted(found) == {"HB-01": "action_needed"}
    f = finding(found, "C30.answer.HB-01.none")
    assert f.pillar == "P6"
    assert "the log says: 71.0% of the 1,000 warnings" in f.sentence.en
    assert "占71.0%" in f.sentence.zh
    assert "At least 99% of red warnings" in f.criterion.en


SOUND = {"DS_01": "yes", "DS_03": "yes", "DS_04": "yes", "AF_01": "yes", "AF_03": "yes", "AF_07": "yes", "GR_08": "yes"}


def test_answers_that_the_log_bears_out_are_no_findings(tmp_path: Path) -> None:
    found = audited(tmp_path, answered(**SOUND))
    assert contradicted(found) == {}
    (table,) = [each.exhibit for each in found.exhibits if each.id == "C30.answers"]
    together = {row[0].en: row[4].en for row in table.rows}
    assert together == {
        **{name.replace("_", "-"): "agrees" for name in SOUND},
        "AF-03": "–",  # no target is set for the follow-up rate, so the figure decides nothing
    }


def test_each_figure_can_contradict_its_answer(tmp_path: Path) -> None:
    phones = [(*row[:5], "" if i < 10 else "v1", f"1990000{i:04}") for i, row in enumerate(ROWS)]
    phones[0] = ("0", "2021-01-01", *phones[0][2:])
    phones[1] = (*phones[1][:4], "open", *phones[1][5:])
    limits = [limit("follow_up_rate", target_percent=99, features=["origin"])]
    limits[0]["set_on"] = limits[0]["set_on"].replace(year=2023)
    found = audited(tmp_path, answered(**SOUND), phones, (*COLUMNS, "phone"), limits=limits)
    assert contradicted(found) == {
        "DS-01": "watch",  # the inventory lacks the column
        "DS-03": "watch",
        "DS-04": "action_needed",
        "AF-01": "action_needed",
        "AF-03": "action_needed",
        "AF-07": "watch",
        "GR-08": "action_needed",
    }
    said = {f.group: f.sentence.en for f in found.findings if f.check == "C30"}
    assert "lacks 1 of the 7 columns" in said["DS-01"]
    assert "identifiers stand in 1 of its 7 columns" in said["DS-03"]
    assert "1 of its 100 rows are older than the declared 365 days" in said["DS-04"]
    assert "1 of the 1 limits of the plan were not set before" in said["AF-01"]
    assert "below the target: local" in said["AF-03"]
    assert "9 of its 99 rows carry no model version" in said["AF-07"]
    assert "model version 90.9%" in said["GR-08"]


@pytest.mark.parametrize("answer", ["partly", "no"])
def test_only_a_yes_is_held_against_the_log(answer: str, tmp_path: Path) -> None:
    rows = [(*row[:5], "") for row in ROWS]
    found = audited(tmp_path, answered(AF_07=answer), rows)
    assert contradicted(found) == {}


def test_without_a_questionnaire_the_check_says_so(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text(to_csv(COLUMNS, ROWS), encoding="utf-8")
    (check,) = [each for each in audit(plan_of(), tmp_path).checks if each.id == "C30"]
    assert "no filled questionnaire" in check.not_assessed.en


def test_a_log_without_half_of_its_scores_is_not_complete(tmp_path: Path) -> None:
    rows = [(*row, "0.7" if i % 2 else "") for i, row in enumerate(ROWS)]
    found = audited(tmp_path, answered(GR_08="yes"), rows, (*COLUMNS, "score"), columns__score="score")
    (f,) = [f for f in found.findings if f.check == "C30"]
    assert "these fields are less than 95% complete: score 50.0%" in f.sentence.en
