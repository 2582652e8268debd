"""policeaudit whatif by command and in Python."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pandas as pd
import pytest

import policeaudit
from lab import ROOT, call_cli, limit, plan_of, to_csv, write_plan

DEMO = ROOT / "audits" / "demo-city-2022q4.toml"
ROWS = [
    row
    for origin, right in (("migrant", (50, 70, 90)), ("local", (80, 85, 90)))
    for row in (
        *((origin, "0.2", "0", "") for _ in range(400)),
        *(
            (origin, f"{score:.2f}", "1", "right" if i < share else "wrong")
            for score, share in zip((0.5, 0.6, 0.7), right, strict=True)
            for i in range(100)
        ),
    )
]
HEADER = ("origin", "score", "alert", "outcome")


def written(folder: Path, *limits: dict[str, Any], **changes: Any) -> Path:
    (folder / "log.csv").write_text(to_csv(HEADER, ROWS), encoding="utf-8")
    changes = {
        "columns__score": "score",
        "columns__outcome": {
            "column": "outcome",
            "confirmed": ["right"],
            "unfounded": ["wrong"],
            "not_followed_up": [""],
        },
        **changes,
    }
    return write_plan(folder, plan_of(limits=list(limits), **changes))


def test_the_demonstration_city_in_both_languages_as_one_page(tmp_path: Path) -> None:
    """The share of right warnings among migrants is 15.2 points lower, and no one threshold closes the gap."""
    page = tmp_path / "whatif.html"
    result = call_cli("whatif", DEMO, "--format", "html", "--output", page)
    assert (result.returncode, result.stdout, result.stderr) == (0, "", "")
    text = page.read_text(encoding="utf-8")
    for said in (
        "largest gap 15.2 points",
        "最大差距15.2个百分点",
        "cannot be kept at any threshold that this log can judge",
        "disparate treatment",
        "公民在法律面前一律平等",
        "only a random sample was checked, and it is not broken down by score",
        "样本未按分数细分",
        "ExponentiatedGradient",
    ):
        assert said in text
    assert text.count('class="chart"') == 10  # five limits that are not kept, in two languages
    assert text.startswith("<!doctype html>")
    assert "<script" not in text
    assert "http" not in text.replace("http-equiv", "").replace("http://www.w3.org/2000/svg", "")


def test_the_answer_in_the_language_of_the_plan_or_the_one_asked_for(tmp_path: Path) -> None:
    plan = written(tmp_path, limit("precision", gap_points=5), audit__language="zh")
    chinese = call_cli("whatif", plan)
    assert (chinese.returncode, chinese.stderr) == (0, "")
    assert "分群体分数线：migrant（中）0.60，其余不变" in chinese.stdout
    english = call_cli("whatif", plan, tmp_path / "log.csv", "--lang", "en").stdout
    assert "A threshold for each group: migrant 0.60, all others as now" in english
    assert "Confirmed ones missed: 50 (" in english
    markdown = call_cli("whatif", plan, "--format", "markdown", "--lang", "en").stdout
    assert "| migrant | 0.60 | 300 | 200 | 100 | 50 | 50 |" in markdown
    assert "| One threshold | 200 | 7.5 points | " in markdown


def test_json_fits_the_published_schema(tmp_path: Path) -> None:
    plan = written(tmp_path, limit("precision", gap_points=5))
    out = tmp_path / "answer.json"
    assert call_cli("whatif", plan, "--format", "json", "--visits", 450, "--output", out).returncode == 0
    document = json.loads(out.read_text(encoding="utf-8"))
    jsonschema.validate(document, json.loads((ROOT / "docs/schema/whatif.json").read_text(encoding="utf-8")))
    assert document["visits"] == 450
    assert all(each["warnings_after"] <= 450 for each in document["aims"][0]["remedies"])


def test_check_and_compare_fit_their_published_schemas(tmp_path: Path) -> None:
    from lab import write_assessment

    plan = written(tmp_path, limit("precision", gap_points=5), limit("recall", gap_points=5))
    base = write_assessment(plan, tmp_path / "assessment.json")
    answers = {
        "check": call_cli("check", plan, "--baseline", base, "--format", "json").stdout,
        "comparison": call_cli("compare", base, base, "--format", "json").stdout,
    }
    for name, answer in answers.items():
        schema = json.loads((ROOT / f"docs/schema/{name}.json").read_text(encoding="utf-8"))
        jsonschema.validate(json.loads(answer), schema)
        assert json.loads(answer)["schema"] == f"policeaudit.{name}/1"


@pytest.mark.parametrize(
    ("lang", "limits", "changes", "code", "said"),
    [
        ("en", [limit("precision", gap_points=5)], {"columns__score": None}, 2, "names no score"),
        ("zh", [limit("precision", gap_points=5)], {"columns__score": None}, 2, "未指定分数"),
        ("en", [], {}, 2, "sets no limit that a threshold could keep"),
        ("zh", [limit("follow_up_rate", gap_points=5)], {}, 2, "未设可由分数线满足的限值"),
        ("en", [limit("false_positive_rate", gap_points=5)], {}, 3, "only warnings are ever followed up"),
        ("zh", [limit("recall", gap_points=5)], {}, 3, "只有预警得到核查"),
    ],
)
def test_what_cannot_be_answered_is_said_and_nothing_is_written(
    lang: str, limits: list[dict[str, Any]], changes: dict[str, Any], code: int, said: str, tmp_path: Path
) -> None:
    plan = written(tmp_path, *limits, audit__language=lang, **changes)
    result = call_cli("whatif", plan, "--output", tmp_path / "out.txt")
    assert (result.returncode, result.stdout) == (code, "")
    assert said in result.stderr
    assert not (tmp_path / "out.txt").exists()


def test_outcomes_of_warnings_only_leave_the_rest_not_measurable(tmp_path: Path) -> None:
    plan = written(tmp_path, limit("precision", gap_points=5), limit("false_negative_rate", gap_points=5))
    result = call_cli("whatif", plan)
    assert result.returncode == 0
    assert "Equal opportunity (false negative rate), Origin · Not measurable" in result.stdout
    assert "It is not 0; it is unknown." in result.stdout


def test_the_same_in_python_on_a_frame() -> None:
    frame = pd.DataFrame(ROWS, columns=HEADER)
    plan = plan_of(columns__score="score", limits=[limit("precision", gap_points=5)])
    plan["columns"]["outcome"]["not_followed_up"] = [""]
    found = policeaudit.whatif(frame, plan)
    (aim,) = found.document.aims
    assert next(each.changed for each in aim.remedies if each.strategy == "each") == 100
    assert str(found) == found.write("text", "en")
    assert found._repr_markdown_().startswith("## What to change: A small audit")
    assert 'lang="zh-CN"' in found.page()
    assert policeaudit.whatif(frame, plan, visits=250).document.visits == 250


def test_rows_that_share_a_person_say_less() -> None:
    """Every person stands in five rows with the same outcome: the range is that of a fifth of the rows."""
    rows = [(f"p{i}", *row) for i, row in enumerate(ROWS) for _ in range(5)]
    frame = pd.DataFrame(rows, columns=("person", *HEADER))
    widths = []
    for changes in ({}, {"columns__subject": "person"}):
        plan = plan_of(columns__score="score", limits=[limit("precision", gap_points=5)], **changes)
        plan["columns"]["outcome"]["not_followed_up"] = [""]
        (held,) = policeaudit.whatif(frame, plan).document.aims[0].now.held
        widths.append(held.high - held.low)
    assert 1.8 < widths[1] / widths[0] < 3.2
