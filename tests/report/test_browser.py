"""What a reader meets: accessibility, narrow screens, paper. Debian's Chromium, headless."""

from __future__ import annotations

import importlib.util
import json
import subprocess
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser

PAGES = [
    f"{kind}{lang}" for kind in ("", "hostile-", "public-", "register-", "register-hostile-") for lang in ("en", "zh")
]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def axe() -> str:
    """axe-core, as the package axe-playwright-python carries it; its Python part is not needed."""
    spec = importlib.util.find_spec("axe_playwright_python")
    if spec is None or spec.origin is None:
        pytest.fail("the test extra (axe-playwright-python, which carries axe-core) is not installed")
    return Path(spec.origin).with_name("axe.min.js").read_text(encoding="utf-8")


def open_page(browser, url, width=1280, scheme="light", **options):
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme, **options)
    page.goto(url)
    return page


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser, files, name, scheme):
    page = open_page(browser, files[name], scheme=scheme, bypass_csp=True)
    page.evaluate(axe())
    found = page.evaluate("tags => axe.run({runOnly: tags, resultTypes: ['violations']})", TAGS)["violations"]
    page.close()
    told = [(v["id"], v["help"], [n["html"][:200] for n in v["nodes"][:3]]) for v in found]
    assert not told, json.dumps(told, indent=1, ensure_ascii=False)


@pytest.mark.parametrize("width", [320, 360, 1280])
@pytest.mark.parametrize("name", PAGES)
def test_page_never_scrolls_sideways(browser, files, name, width):
    page = open_page(browser, files[name], width=width)
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.close()
    assert wide <= width


@pytest.mark.parametrize("name", ["en", "zh", "register-en", "register-zh", "public-en", "public-zh"])
def test_text_spacing_of_wcag_1_4_12_loses_nothing(browser, files, name):
    page = open_page(browser, files[name], width=360, bypass_csp=True)
    page.add_style_tag(
        content="* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }"
    )
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.close()
    assert wide <= 360


@pytest.mark.parametrize("name", ["en", "zh", "register-en", "register-zh"])
def test_page_asks_for_nothing(browser, files, name):
    asked: list[str] = []
    page = browser.new_page()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(files[name])
    page.close()
    assert asked == [files[name]]


@pytest.mark.parametrize("name", ["record-en", "record-zh", "public-en", "public-zh"])
def test_first_three_sections_fit_three_sheets_of_paper(browser, files, name, tmp_path):
    page = open_page(browser, files[name])
    paper = tmp_path / "report.pdf"
    page.pdf(path=paper, prefer_css_page_size=True)
    starts = [page.locator(f"#{anchor}-h .question").inner_text() for anchor in ("summary", "data")]
    page.close()
    text = subprocess.run(["pdftotext", str(paper), "-"], check=True, capture_output=True, text=True).stdout
    sheets = ["".join(sheet.split()) for sheet in text.split("\f")]
    first, after = (next(i for i, s in enumerate(sheets) if "".join(start.split()) in s) for start in starts)
    assert first == 1, "the cover takes one sheet"
    assert after - first <= 3
