"""The PDF: tagged, with bookmarks, the words of the page, the same bytes again; a clear error where it can't be made."""

from __future__ import annotations

import importlib.util
import io
import os
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from record_sample import with_record

from html_lab import Page
from lab import plan_of, run_cli, write_counts, write_plan
from policeaudit.assessment.model import Assessment
from policeaudit.report import render
from policeaudit.report.pdf import _colours, _drawable, to_pdf
from policeaudit.report.sentences import SENTENCES

COUNTS = {("migrant", "1", "right"): 68, ("migrant", "1", "wrong"): 32, ("local", "1", "right"): 100}
TINY = '<!doctype html><html lang="en"><title>t</title><style></style><h1>One</h1><p>x<img src="{source}" alt="a"></p></html>'


@pytest.fixture(scope="session")
def weasyprint() -> None:
    """The extra; without it a test is skipped, but fails where CI=true."""
    if importlib.util.find_spec("weasyprint") is None:
        reason = "the extra policeaudit[pdf] is not installed"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)


@pytest.fixture(scope="session")
def small(assessment: Assessment) -> Assessment:
    """Everything that a report can hold, but little of each: a PDF of a whole one takes a quarter of a minute."""
    whole = with_record(assessment)
    process = whole.process.model_copy(update={"answers": whole.process.answers[:3]})
    found = [f for f in whole.findings if f.measure == "precision" and f.sensitive_feature in ("residency", "housing")]
    return whole.model_copy(
        update={"findings": found, "measures": [m for m in whole.measures if m.measure == "precision"]}
        | {"process": process, "exhibits": whole.exhibits[:2]}
    )


@pytest.fixture(scope="session", params=["en", "zh"])
def paper(weasyprint, small, request) -> tuple[str, str, Any]:
    """Language, page and PDF, as another library reads it."""
    pypdf = pytest.importorskip("pypdf", reason="the test extra (pypdf) is not installed")
    page = render(small, request.param)
    return request.param, page, pypdf.PdfReader(io.BytesIO(to_pdf(page)))


def elements(node: Any) -> Iterator[Any]:
    """All elements of the tree of tags, in reading order."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for child in node:
            yield from elements(child)
    elif isinstance(node, dict):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from elements(node["/K"])


def test_it_is_tagged_titled_and_of_its_language(paper, small):
    lang, _, reader = paper
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == {"en": "en", "zh": "zh-CN"}[lang]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert small.audit.title[lang] in reader.metadata.title
    assert re.search(rb"pdfuaid:part\W+1\b", root["/Metadata"].get_data())


def test_headings_tables_and_quotes_are_tagged_as_such(paper):
    """A table that runs over a page is tagged anew on the next."""
    _, page, reader = paper
    tags = Counter(str(each["/S"]) for each in elements(reader.trailer["/Root"]["/StructTreeRoot"]))
    drawn = Counter(tag for tag, _ in Page(page).elements)
    assert [tags[f"/H{level}"] for level in (1, 2, 3, 4)] == [drawn[f"h{level}"] for level in (1, 2, 3, 4)]
    assert tags["/Caption"] >= drawn["caption"] > 5
    assert tags["/Table"] >= drawn["table"]
    assert tags["/TH"] >= drawn["th"]
    assert {"/Figure", "/Link", "/BlockQuote", "/L", "/LI", "/TR", "/TD"} <= set(tags)


def test_every_figure_says_what_it_shows(paper):
    _, page, reader = paper
    told = [
        str(each.get("/Alt", ""))
        for each in elements(reader.trailer["/Root"]["/StructTreeRoot"])
        if each["/S"] == "/Figure"
    ]
    described = re.findall(r"<desc id=\"[\w-]+\">(.*?)</desc>", page)
    assert len(described) >= 2
    for words in described:
        assert any(Page(f"<p>{words}</p>").text in " ".join(alt.split()) for alt in told), words


def test_bookmarks_are_the_sections_in_their_order(paper, small):
    lang, page, reader = paper
    title, sections = reader.outline
    assert title.title == small.audit.title[lang]
    found = [each.title for each in sections if not isinstance(each, list)]
    eyebrows = re.findall(r'<span class="eyebrow">(.*?)</span> <span class="question">', page)
    assert found == [SENTENCES["page.contents"][lang], *(Page(f"<p>{each}</p>").text for each in eyebrows)]
    assert len(found) > 12


def test_it_holds_the_words_of_the_page(paper, small):
    lang, _, reader = paper
    text = squeezed(" ".join(page.extract_text() for page in reader.pages))
    said = [f.sentence[lang] for f in small.findings if f.verdict != "no_limit"]
    said += [entry.heading[lang] for entry in small.actions.entries]
    said += [SENTENCES[f"{name}.question"][lang] for name in ("replies", "actions", "questions", "norms", "glossary")]
    assert len(said) > 12
    assert not [words for words in said if squeezed(words) not in text]


def squeezed(words: str) -> str:
    return "".join(words.split())


def test_the_same_page_gives_the_same_bytes_and_nothing_is_fetched(weasyprint):
    page = TINY.format(source="https://example.invalid/a.png")
    assert to_pdf(page) == to_pdf(page)
    assert b"example.invalid" not in to_pdf(page)


def test_pictures_stand_by_themselves(small):
    page = _drawable(render(small, "en"))
    drawn = page[page.index("</style>") :]
    assert "var(--" not in drawn
    assert set(_colours()) >= {"--chart-point", "--chart-range", "--chart-band", "--paper", "--ink"}
    charts = re.findall(r'<svg viewBox="[^"]*" role="img".*?</svg>', drawn, re.S)
    assert charts
    assert all("<desc" not in chart and chart.count("<title>") == 1 for chart in charts)


NO_EXTRA = "import sys; sys.modules['weasyprint'] = None"
NO_PANGO = """import sys
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == 'weasyprint': raise OSError('cannot load library libpango')
sys.meta_path.insert(0, Finder())"""


@pytest.mark.parametrize(
    ("prelude", "lang", "said"),
    [
        (NO_EXTRA, "en", "pip install 'policeaudit[pdf]'. Or print the HTML report from a browser"),
        (NO_EXTRA, "zh", "请安装：pip install 'policeaudit[pdf]'；也可用浏览器打印"),
        (NO_PANGO, "en", "libpango-1.0-0"),
        (NO_PANGO, "zh", "找不到系统文字排版库Pango"),
    ],
)
def test_what_is_missing_is_told_before_the_audit(prelude, lang, said, tmp_path):
    write_counts(tmp_path, COUNTS)
    plan = write_plan(tmp_path, plan_of(audit__language=lang))
    done = run_cli("run", plan, "--pdf", "--out", tmp_path / "out", prelude=prelude)
    assert done.returncode == 2
    assert said in done.stderr
    assert not (tmp_path / "out").exists()


def test_run_writes_it_beside_the_page_and_render_draws_the_same(weasyprint, tmp_path):
    write_counts(tmp_path, COUNTS)
    done = run_cli("run", write_plan(tmp_path, plan_of()), "--pdf", "--lang", "en", "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    folder = tmp_path / "out" / "small"
    assert f"{folder / 'report.en.pdf'}" in done.stdout
    assert '"report.en.pdf"' in (folder / "manifest.json").read_text()
    again = run_cli("render", folder, "--pdf", "--out", tmp_path / "again.pdf")
    assert again.returncode == 0, again.stderr
    assert (tmp_path / "again.pdf").read_bytes() == (folder / "report.en.pdf").read_bytes()


ONLY_LATIN = """<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{fonts}</dir><cachedir>{cache}</cachedir></fontconfig>"""


def test_a_system_without_chinese_characters_is_told(weasyprint, small, tmp_path):
    fonts = Path("/usr/share/fonts/truetype/dejavu")
    if not fonts.is_dir():
        pytest.skip("no Latin font to do it with")
    conf = tmp_path / "fonts.conf"
    conf.write_text(ONLY_LATIN.format(fonts=fonts, cache=tmp_path / "cache"), encoding="utf-8")
    (tmp_path / "assessment.json").write_text(small.model_dump_json(by_alias=True), encoding="utf-8")
    out = tmp_path / "report.pdf"
    done = run_cli("render", tmp_path, "--lang", "zh", "--pdf", "--out", out, FONTCONFIG_FILE=str(conf))
    assert done.returncode == 2, done.stderr
    assert "fonts-noto-cjk" in done.stderr
    assert not out.exists()
