"""Words from outside are printed as words, wherever they are printed."""

from __future__ import annotations

import json

import yaml
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from policeaudit.safe import for_command, for_log, for_markdown, for_property, plain, to_json, to_yaml

TEXT = st.text(st.characters() | st.sampled_from("\n\r:#|`*_[]<>&@~\\%,{}\x1b\u202e"), max_size=40)
SCALARS = (
    TEXT | st.integers(-(10**9), 10**9) | st.floats(allow_nan=False, allow_infinity=False) | st.booleans() | st.none()
)
DOCUMENTS = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["a", "model-index", "c"]), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(TEXT)
@example(":::x####")
@example("a\u2028::b\x85\u2029")
def test_a_line_in_a_log_is_one_line_and_no_command(text: str) -> None:
    line = for_log(text)
    assert len(line.splitlines()) <= 1
    assert "::" not in line
    assert "##" not in line
    line.encode()
    assert for_log(line) == line


@given(TEXT, TEXT)
def test_a_workflow_command_ends_where_it_should(title: str, message: str) -> None:
    """As GitHub's runner reads it: properties to the next ``::``, split at commas and the first ``=``."""
    line = f"::error title={for_property(title)},line=1::{for_command(message)}"
    assert len(line.splitlines()) == 1
    properties, _, said = line.removeprefix("::error ").partition("::")
    assert dict(part.split("=", 1) for part in properties.split(","))["line"] == "1"
    assert said == for_command(message)


@given(TEXT)
def test_markdown_shows_the_text_and_nothing_else(text: str) -> None:
    (inline,) = [t for t in MarkdownIt("gfm-like", {"linkify": False}).parse(f"x {for_markdown(text)} x") if t.children]
    assert {child.type for child in inline.children or []} <= {"text", "text_special", "html_inline"}
    shown = "".join(child.content for child in inline.children or [] if child.type != "html_inline")
    assert " ".join(shown.split()) == " ".join(f"x {for_log(text)} x".split())


@given(DOCUMENTS)
@example({"a": "x\u2028y\x85 \u2029\ufeff\t\n"})
@example([":::", {"a": "####"}, "\ud800", "😀"])
def test_json_and_yaml_say_the_document_without_its_control_characters(document: object) -> None:
    cleaned = json.loads(to_json(document))
    assert "##" not in to_json(document)
    if isinstance(document, (dict, list)):
        assert yaml.safe_load(to_yaml(document)) == cleaned


def test_yaml_is_in_blocks() -> None:
    document = {"a": [{"b": 1, "c": ["x: y", "# z"]}, {}], "d": [], "e": {"f": "1"}}
    assert to_yaml(document) == ('a:\n- b: 1\n  c:\n  - "x: y"\n  - "# z"\n- {}\nd: []\ne:\n  f: "1"\n')
    assert yaml.safe_load(to_yaml(document)) == document


def test_chinese_and_signs_stay() -> None:
    text = "准确率为68.3%，差距为15.2个百分点——“需整改” 👮"
    assert plain(text) == for_log(text) == text
