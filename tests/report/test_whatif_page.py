"""The page of ``whatif``: both languages, charts and tables, on a narrow screen, with labels that mean harm."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from test_browser import TAGS, axe, open_page

from lab import group, limit, plan_of, scored_tally, words
from policeaudit.checks.evidence import Evidence
from policeaudit.plan import Plan
from policeaudit.report.whatif_page import render_whatif
from policeaudit.thresholds import explore

HOSTILE = '<img src=x onerror="alert(1)"> \u202eesrever ' + "longname" * 20
QUIET = [0, 0, 0, 0, 0, 0, 0, 1000]
BINS = {
    "migrant": {20: QUIET, **{40 + i: [50 + i, 50 - i, 5, *[0] * 5] for i in range(40)}},
    "local": {20: QUIET, **{40 + i: [70 + i // 2, 30 - i // 2, 5, *[0] * 5] for i in range(40)}},
}


@pytest.fixture(scope="module")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    feature = {
        **plan_of()["features"][0],
        "label": words(HOSTILE, HOSTILE),
        "groups": [group("migrant", label=words(HOSTILE, HOSTILE)), group("local")],
    }
    limits = [
        limit("precision", gap_points=5),
        limit("precision", target_percent=80),
        limit("selection_rate", ratio=0.95),
        limit("recall", gap_points=5),
    ]
    plan = Plan.model_validate(plan_of(columns__score="score", limits=limits, features=[feature], audit__language="zh"))
    path = tmp_path_factory.mktemp("whatif") / "page.html"
    path.write_text(render_whatif(explore(Evidence(plan, scored_tally(BINS)))), encoding="utf-8")
    return path


def test_everything_from_the_plan_is_escaped_and_the_language_of_the_plan_comes_first(page_file: Path) -> None:
    text = page_file.read_text(encoding="utf-8")
    assert "<img" not in text
    assert "\u202e" not in text
    assert "&lt;img" in text
    assert text.index('lang="zh-CN"') < text.index('lang="en"')
    assert text.count("<h1") == 2
    assert text.count('class="chart"') == 2 * 2  # two limits that are not kept and have two points or more
    ids = [part.split('"')[0] for part in text.split(' id="')[1:]]
    assert len(ids) == len(set(ids))


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(browser, page_file: Path, scheme: str) -> None:
    page = open_page(browser, page_file.as_uri(), scheme=scheme, bypass_csp=True)
    page.evaluate(axe())
    found = page.evaluate("tags => axe.run({runOnly: tags, resultTypes: ['violations']})", TAGS)["violations"]
    page.close()
    told = [(v["id"], v["help"], [n["html"][:200] for n in v["nodes"][:3]]) for v in found]
    assert not told, json.dumps(told, indent=1, ensure_ascii=False)


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_page_never_scrolls_sideways(browser, page_file: Path, width: int) -> None:
    page = open_page(browser, page_file.as_uri(), width=width)
    wide = page.evaluate("document.documentElement.scrollWidth")
    page.close()
    assert wide <= width
