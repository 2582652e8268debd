"""Each form of the answer: valid by its schema, complete, in both languages, and deaf to what a label commands."""

from __future__ import annotations

import json
import re
from pathlib import Path, PurePath
from xml.etree import ElementTree as ET

import jsonschema
import pytest
import xmlschema
from markdown_it import MarkdownIt

from gate import sample
from lab import ROOT, limit
from policeaudit.assessment.model import Assessment
from policeaudit.gate import DEFAULT, Decision, decide
from policeaudit.gate.formats import FORMATS

ALL = ["no_concern", "cannot_tell", "not_assessed", "watch", "action_needed"]
PLAN = PurePath("plans/city plan.toml")
LANGUAGES = ["en", "zh"]
REFERENCE = ROOT / "tests" / "reference"
SARIF = json.loads((REFERENCE / "sarif-2.1.0-rtm.5.json").read_text(encoding="utf-8"))
LIMITS = [limit("precision", gap_points=5), limit("selection_rate", ratio=0.8), limit("precision", target_percent=70)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("gate")


@pytest.fixture(scope="module")
def every(folder: Path) -> Assessment:
    return sample.assessed(folder, ALL)


@pytest.fixture(scope="module")
def decisions(folder: Path, every: Assessment) -> dict[str, Decision]:
    better = sample.assessed(folder, [*ALL[:-1]])
    hostile = sample.assessed(folder, ALL, label=sample.HOSTILE, limits=LIMITS)
    return {
        "stops": decide(every),
        "tolerant": decide(every, ["action-needed"]),
        "passes": decide(sample.assessed(folder, ["no_concern"])),
        "baseline": decide(better, DEFAULT, every),
        "hostile": decide(hostile),
        "hostile baseline": decide(hostile, DEFAULT, hostile),
    }


NAMES = ["stops", "tolerant", "passes", "baseline", "hostile", "hostile baseline"]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("form", FORMATS)
def test_no_form_lets_a_label_command_anything(form: str, name: str, lang: str, decisions: dict[str, Decision]) -> None:
    """Terminal escapes, GitHub's and Azure's commands, marks that turn a line round, half a surrogate pair."""
    text = FORMATS[form](decisions[name], lang, PLAN)  # type: ignore[arg-type]
    assert text.encode("utf-8")
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]", text)
    assert "##vso" not in text
    assert "##[" not in text
    commands = [line for line in text.splitlines() if line.lstrip().startswith("::")]
    if form == "github":
        assert all(
            re.match(r"::(error|warning|notice) file=plans/city plan\.toml,line=1,title=[^,:]*::", c) for c in commands
        )
        assert not any("boom" in line for line in text.splitlines() if line not in commands and line.startswith("::"))
    else:
        assert not commands


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_junit_fits_its_schema_and_counts_right(name: str, lang: str, decisions: dict[str, Decision]) -> None:
    found = decisions[name]
    text = FORMATS["junit"](found, lang, PLAN)  # type: ignore[arg-type]
    xmlschema.XMLSchema(REFERENCE / "junit-10.xsd").validate(text)
    (suite,) = ET.fromstring(text)
    cases = suite.findall("testcase")
    assert len(cases) == int(suite.get("tests") or 0) == len(found.entries)
    assert len(suite.findall("testcase/failure")) == int(suite.get("failures") or 0) == len(found.stopping)
    assert len(suite.findall("testcase/skipped")) == int(suite.get("skipped") or 0)
    assert [child.tag for child in suite if child.tag != "testcase"] == ["properties", "system-out", "system-err"]


def test_junit_has_no_pass_for_what_was_not_shown(decisions: dict[str, Decision]) -> None:
    (suite,) = ET.fromstring(FORMATS["junit"](decisions["tolerant"], "en", PLAN))
    fates = {case.get("classname"): [child.tag for child in case] for case in suite.findall("testcase")}
    passed = [name for name, fate in fates.items() if not fate]
    assert passed == ["small.C01.precision.origin.no_concern.gap"]


def test_junit_keeps_the_label_whole_where_xml_can_hold_it(decisions: dict[str, Decision]) -> None:
    (suite,) = ET.fromstring(FORMATS["junit"](decisions["hostile"], "en", PLAN))
    failure = next(iter(suite.iter("failure")))
    for kept in ("<img src=x onerror=alert(1)>", "]]> & \" '", "##vso[task", "{{x}}"):
        assert kept in (failure.text or "")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_sarif_fits_its_schema(name: str, lang: str, decisions: dict[str, Decision]) -> None:
    document = json.loads(FORMATS["sarif"](decisions[name], lang, PLAN))  # type: ignore[arg-type]
    jsonschema.Draft4Validator(SARIF).validate(document)
    (run,) = document["runs"]
    assert len(run["results"]) == len(decisions[name].entries)
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "plans/city%20plan.toml"
        assert ("baselineState" in result) == ("baseline" in name)


def test_sarif_says_what_stops_and_what_is_open(decisions: dict[str, Decision]) -> None:
    def kinds(name: str) -> dict[str, tuple[str, str]]:
        (run,) = json.loads(FORMATS["sarif"](decisions[name], "en", PLAN))["runs"]
        return {r["properties"]["verdict"]: (r["kind"], r["level"]) for r in run["results"]}

    assert kinds("stops") == {**dict.fromkeys(ALL[1:], ("fail", "error")), "no_concern": ("pass", "none")}
    assert kinds("tolerant") == {
        "action_needed": ("fail", "error"),
        "watch": ("review", "none"),
        "cannot_tell": ("open", "none"),
        "not_assessed": ("open", "none"),
        "no_concern": ("pass", "none"),
    }
    (run,) = json.loads(FORMATS["sarif"](decisions["baseline"], "en", PLAN))["runs"]
    assert "absent" in {r["baselineState"] for r in run["results"]}


def test_sarif_messages_hold_no_link_and_no_blank(decisions: dict[str, Decision]) -> None:
    """SARIF 3.11.6: [text](target) is a link; 3.11.5: {0} is a blank."""
    (run,) = json.loads(FORMATS["sarif"](decisions["hostile"], "en", PLAN))["runs"]
    for result in run["results"]:
        text = result["message"]["text"]
        assert not re.search(r"(?<!\\)\[[^\]]*\]\(", text)
        assert not re.search(r"(?<!\{)\{\d+\}(?!\})", text)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_markdown_has_the_table_and_nothing_that_a_label_adds(
    name: str, lang: str, decisions: dict[str, Decision]
) -> None:
    found = decisions[name]
    text = FORMATS["markdown"](found, lang, PLAN)  # type: ignore[arg-type]
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(text)
    assert sum(token.type == "tr_open" for token in tokens) == len(found.entries) + 1
    assert sum(token.type == "td_open" for token in tokens) == 4 * len(found.entries)
    inline = [child for token in tokens if token.type == "inline" for child in token.children or []]
    assert not {child.type for child in inline} & {"link_open", "image", "em_open", "s_open"}
    assert {child.content for child in inline if child.type == "html_inline"} <= {"<!-- -->"}
    assert [child.content for child in inline if child.type == "code_inline"] == ["city plan.toml"]
    assert sum(token.tag == "h3" and token.nesting == 1 for token in tokens) == len(found.stopping)
    for mention in ("@org", "#12", "https://", "www."):
        assert mention not in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_text_reads_like_findings(lang: str, decisions: dict[str, Decision]) -> None:
    found = decisions["stops"]
    text = FORMATS["text"](found, lang, PLAN)  # type: ignore[arg-type]
    for number, entry in enumerate(found.stopping, 1):
        assert entry.finding
        assert f"\n{number}. " in text
        assert entry.finding.heading[lang] in text  # type: ignore[index]
        assert entry.finding.criterion[lang] in text  # type: ignore[index]
        if entry.finding.settle:
            assert entry.finding.settle[lang] in text  # type: ignore[index]
    first = {
        "en": "Not passed. At “Cannot tell” or above: 4 of 5 ",
        "zh": "不通过。5项设限比较中，达到“无法判断”及以上的：4项。",
    }
    assert text.startswith(first[lang])


def test_the_number_that_would_settle_it_is_said(decisions: dict[str, Decision]) -> None:
    """Cannot tell at 80 checked warnings: the number in the sentence is that of the finding."""
    entry = next(e for e in decisions["stops"].stopping if e.verdict == "cannot_tell")
    assert entry.finding
    assert entry.finding.n_needed
    text = FORMATS["text"](decisions["stops"], "en", PLAN)
    assert f"About {entry.finding.n_needed:,} more cases with a known outcome" in text
    document = json.loads(FORMATS["json"](decisions["stops"], "en", PLAN))
    assert entry.finding.n_needed in [each["n_needed"] for each in document["entries"]]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_the_level_lets_through_is_said(lang: str, decisions: dict[str, Decision]) -> None:
    text = FORMATS["text"](decisions["tolerant"], lang, PLAN)  # type: ignore[arg-type]
    said = {"en": "Watch 1, Cannot tell 1, Not assessed 1", "zh": "需关注1项、无法判断1项、未评估1项"}
    assert said[lang] in text


def test_the_json_is_complete_and_in_both_languages(decisions: dict[str, Decision]) -> None:
    found = decisions["stops"]
    document = json.loads(FORMATS["json"](found, "en", PLAN))
    assert document == json.loads(FORMATS["json"](found, "zh", PLAN))
    assert (document["schema"], document["passed"], document["level"]) == ("policeaudit.check/1", False, "cannot-tell")
    assert [entry["id"] for entry in document["entries"]] == [entry.id for entry in found.entries]
    worst = document["entries"][0]
    assert worst["gap"]["value"] == pytest.approx(0.2)
    assert worst["limit"]["value"] == 0.05
    assert set(worst["said"]["condition"]) == {"en", "zh"}
    changed = json.loads(FORMATS["json"](decisions["baseline"], "en", PLAN))["entries"]
    assert {entry["change"]["course"] for entry in changed} >= {"gone", "unchanged"}


def test_github_has_an_annotation_for_all_but_the_cleared(decisions: dict[str, Decision]) -> None:
    def kinds(name: str) -> list[str]:
        return re.findall(r"^::(\w+) ", FORMATS["github"](decisions[name], "en", PLAN), re.M)

    assert kinds("stops") == ["error"] * 4
    assert kinds("tolerant") == ["error", "warning", "notice", "notice"]
    assert kinds("passes") == []
