"""The model card: read by Hugging Face's own parser, safe to publish, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from huggingface_hub import ModelCard
from markdown_it import MarkdownIt

from gate import sample
from lab import limit, plan_of, words
from policeaudit.assessment.model import Assessment, Range
from policeaudit.card import write

ALL = ["no_concern", "cannot_tell", "not_assessed", "watch", "action_needed"]
LIMITS = [limit("precision", gap_points=5), limit("selection_rate", ratio=0.8), limit("recall", gap_points=5)]


@pytest.fixture
def every(tmp_path: Path) -> Assessment:
    return sample.assessed(tmp_path, ALL, limits=LIMITS)


def test_the_hubs_parser_reads_the_metrics_back(every: Assessment) -> None:
    card = ModelCard(write(every, "en"))
    results = {r.metric_name: (r.metric_type, r.metric_value) for r in card.data.eval_results}
    assert results["Precision (share of warnings that proved right), action_needed"] == ("precision", 0.6)
    assert results["Selection rate (share that was warned about), base"] == ("selection_rate", 0.5)
    assert card.data.model_name == "A system"
    assert "fairness" in card.data.tags
    assert card.text.lstrip().startswith("## Bias, Risks, and Limitations")


def test_what_is_undefined_is_no_metric_and_said(every: Assessment) -> None:
    text = write(every, "en")
    assert "recall" not in {r.metric_type for r in ModelCard(text).data.eval_results}
    assert "Not measurable: only warnings are ever followed up" in text


def test_groups_that_are_too_small_have_no_figure(tmp_path: Path) -> None:
    few = {"no_concern": [17, 5, 0, 0, 0, 0, 0, 6]}
    found = sample.assessed(tmp_path, ["no_concern", "action_needed"], groups=few, limits=LIMITS)
    text = write(found, "en")
    assert "no\\_concern | withheld: too few cases" in text
    for figure in ("17", "77.3", "0.7727", "78.6"):
        assert figure not in text
    names = {r.metric_name for r in ModelCard(text).data.eval_results}
    assert not [name for name in names if "no_concern" in name]


def test_a_finding_of_a_ratio_alone_is_told_as_one(every: Assessment) -> None:
    nothing = Range(value=None, low=None, high=None, lower_bound=None, upper_bound=None)
    ratio = Range(value=1.7272, low=1.508, high=1.9786, lower_bound=1.6889, upper_bound=1.75)
    large = next(f for f in every.findings if f.group == "action_needed" and f.limit)
    found = every.model_copy(update={"findings": [large.model_copy(update={"gap": nothing, "ratio": ratio})]})
    assert "| 1.73 times | 1.51 to 1.98 times | 1.69 to 1.75 times |" in write(found, "en")
    assert "| 1.73倍 | 1.51～1.98倍 | 1.69～1.75倍 |" in write(found, "zh")


def test_without_limits_there_is_no_verdict(tmp_path: Path) -> None:
    text = write(sample.assessed(tmp_path, ["no_concern"], limits=[]), "en")
    assert "No limit was set, so there is no verdict." in text
    assert "No concern found |" not in text


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_hostile_words_add_nothing(lang: str, tmp_path: Path) -> None:
    title = words(sample.HOSTILE, sample.HOSTILE)
    found = sample.assessed(
        tmp_path,
        ALL,
        label=sample.HOSTILE,
        limits=LIMITS,
        audit={**plan_of()["audit"], "title": title, "system": title},
    )
    text = write(found, lang)  # type: ignore[arg-type]
    front, body = text.removeprefix("---\n").split("---\n", 1)
    assert set(yaml.safe_load(front)) == {"tags", "model-index"}
    assert ModelCard(text).data.eval_results
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(body)
    inline = [child for token in tokens if token.type == "inline" for child in token.children or []]
    assert not {child.type for child in inline} & {
        "link_open",
        "image",
        "code_inline",
        "em_open",
        "s_open",
        "strong_open",
    }
    assert {child.content for child in inline if child.type == "html_inline"} <= {"<!-- -->"}
    assert "html_block" not in {token.type for token in tokens}


def test_the_chinese_card_is_chinese(every: Assessment) -> None:
    text = write(every, "zh")
    assert "## 偏差、风险与局限" in text
    assert "| 需整改 |" in text
    assert "Verdict" not in text
