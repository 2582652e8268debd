"""Without a mouse, without colours, enlarged, printed in grey, and in the order of a screen reader. Debian's Chromium."""

from __future__ import annotations

import itertools
import re

import pytest
from test_browser import open_page

pytestmark = pytest.mark.browser

PAGES = ["en", "zh", "record-en", "register-en", "register-zh"]
FOCUSABLE = "a[href], [tabindex]:not([tabindex='-1'])"


@pytest.mark.parametrize("name", PAGES)
def test_the_first_key_leads_past_the_cover(browser, files, name):
    page = open_page(browser, files[name])
    assert not page.locator(".skip").evaluate("e => e.getBoundingClientRect().left >= 0")
    page.keyboard.press("Tab")
    focused = page.evaluate(
        "[document.activeElement.className, document.activeElement.getBoundingClientRect().left >= 0]"
    )
    page.keyboard.press("Enter")
    arrived = page.evaluate("document.activeElement.id")
    page.keyboard.press("Tab")
    inside = page.evaluate("document.getElementById('main').contains(document.activeElement)")
    page.close()
    assert focused == ["skip", True]
    assert (arrived, inside) == ("main", True)


@pytest.mark.parametrize("name", ["en", "register-zh"])
def test_keys_reach_everything_in_the_order_of_the_page_and_show_where_they_are(browser, files, name):
    page = open_page(browser, files[name])
    count = page.locator(FOCUSABLE).count()
    page.evaluate(f"window.every = [...document.querySelectorAll({FOCUSABLE!r})]")
    reached, outlines = [], set()
    for _ in range(count):
        page.keyboard.press("Tab")
        at, outline, seen = page.evaluate(
            "(() => { const e = document.activeElement, s = getComputedStyle(e), r = e.getBoundingClientRect();"
            "return [every.indexOf(e), s.outlineStyle + ' ' + s.outlineWidth,"
            "r.bottom > 0 && r.top < innerHeight && r.right > 0 && r.left < innerWidth]; })()"
        )
        reached.append((at, seen))
        outlines.add(outline)
    page.close()
    assert count > 10
    assert reached == [(i, True) for i in range(count)]
    assert outlines == {"solid 3px"}


@pytest.mark.parametrize("name", [*PAGES, "hostile-zh", "register-hostile-en"])
def test_text_of_twice_the_size_needs_no_scrolling_sideways(browser, files, name):
    """WCAG 1.4.4, once by the browser's zoom (half as many pixels of the style sheet), once by the text alone."""
    page = open_page(browser, files[name], width=640, device_scale_factor=2)
    zoomed = page.evaluate("document.documentElement.scrollWidth")
    page.close()
    page = open_page(browser, files[name], width=1280, bypass_csp=True)
    page.add_style_tag(content="html { font-size: 200% !important }")
    enlarged = page.evaluate("document.documentElement.scrollWidth")
    cut = page.evaluate(
        "[...document.querySelectorAll('p, li, dd, dt, td, th, h1, h2, h3, h4, h5')].filter(e =>"
        "['hidden', 'clip'].includes(getComputedStyle(e).overflowX) && e.scrollWidth > e.clientWidth).length"
    )
    page.close()
    assert zoomed <= 640
    assert enlarged <= 1280
    assert cut == 0


COLOURS = """() => {
    const of = (e, name) => getComputedStyle(e)[name];
    const tags = [...document.querySelectorAll('.tag')].map(
        e => [of(e, 'color'), of(e, 'backgroundColor'), of(e, 'borderTopStyle'), of(e, 'borderTopColor')]);
    const drawn = [...document.querySelectorAll('svg.chart [stroke], svg.chart [fill]')].map(
        e => [of(e, 'stroke'), of(e, 'fill')]);
    return [of(document.body, 'backgroundColor'), tags, drawn];
}"""


@pytest.mark.parametrize("name", ["en", "register-en"])
def test_with_the_colours_of_the_reader_verdicts_and_charts_stay_visible(browser, files, name):
    page = open_page(browser, files[name], forced_colors="active")
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    paper, tags, drawn = page.evaluate(COLOURS)
    page.close()
    assert drawn
    if name == "en":
        assert tags
    for ink, behind, border, colour in tags:
        assert border != "none"
        assert ink != behind
        assert colour != paper
    assert all(set(pair) - {paper, "none"} for pair in drawn if pair != ["none", paper])
    assert paper in {fill for _, fill in drawn}


def luminance(colour: str) -> float:
    """Of a colour as a style sheet has it (WCAG 2)."""
    parts = [
        int(part, 16) / 255
        for part in re.findall("..", colour[1:] if len(colour) == 7 else "".join(2 * c for c in colour[1:]))
    ]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_printed_in_grey_everything_is_told_apart(browser, files):
    """What is drawn differs in lightness from its ground; what a mark means differs by shape and word."""
    page = open_page(browser, files["record-en"])
    page.emulate_media(media="print", color_scheme="dark")  # paper is white whatever the screen
    names = ["paper", "ink", "soft", "action", "action-ink", "watch", "watch-ink", "clear", "clear-ink"]
    names += [f"chart-{part}" for part in ("point", "range", "bound", "band", "edge")]
    colour = page.evaluate(
        "names => Object.fromEntries(names.map(n => [n, getComputedStyle(document.documentElement)"
        ".getPropertyValue('--' + n).trim()]))",
        names,
    )
    shapes = page.evaluate(
        "[...document.querySelectorAll('.tag:not(.state)')].map("
        "e => [e.classList[1], e.querySelector('.shape')?.innerHTML ?? ''])"
    )
    page.close()
    for ink, ground in (("ink", "paper"), ("soft", "paper"), *((f"{v}-ink", v) for v in ("action", "watch", "clear"))):
        assert contrast(colour[ink], colour[ground]) >= 4.5, (ink, ground)
    for drawn in ("chart-point", "chart-range", "chart-bound", "chart-edge"):
        assert contrast(colour[drawn], colour["paper"]) >= 3, drawn
    assert contrast(colour["chart-point"], colour["chart-range"]) >= 3
    assert contrast(colour["chart-range"], colour["chart-band"]) >= 2
    by_verdict = dict(shapes)
    assert len(by_verdict) >= 4
    assert len(set(by_verdict.values())) == len(by_verdict)


def walk(nodes, at):
    """The nodes of an accessibility tree that a screen reader meets, in its order."""
    node = nodes[at]
    if not node.get("ignored"):
        yield node
    for child in node.get("childIds", []):
        if child in nodes:
            yield from walk(nodes, child)


def said(node) -> str:
    return node.get("name", {}).get("value", "")


def role(node) -> str:
    return node.get("role", {}).get("value", "")


def squeezed(words: str) -> str:
    return "".join(words.split())


@pytest.mark.parametrize("name", PAGES)
def test_a_screen_reader_meets_the_page_in_the_order_in_which_it_is_seen(browser, files, name):
    page = open_page(browser, files[name])
    tree = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    headings = page.evaluate(
        "[...document.querySelectorAll('h1, h2, h3, h4, h5')].map(e => [+e.tagName[1], e.textContent])"
    )
    blocks = page.evaluate(
        "[...document.querySelectorAll('p, dt, dd, th, td, li, figcaption')].map(e => e.textContent)"
    )
    order = page.evaluate(
        "[...document.querySelectorAll('body > *, main > section')].map(e => e.getBoundingClientRect().top).slice(1)"
    )
    page.close()
    nodes = {node["nodeId"]: node for node in tree}
    met = list(walk(nodes, tree[0]["nodeId"]))
    assert order == sorted(order)
    levels = [
        (next(p["value"]["value"] for p in node["properties"] if p["name"] == "level"), squeezed(said(node)))
        for node in met
        if role(node) == "heading"
    ]
    assert levels == [(level, squeezed(text)) for level, text in headings]
    assert all(after[0] - before[0] <= 1 for before, after in itertools.pairwise(levels))
    roles = [role(node) for node in met]
    assert [roles.count(each) for each in ("main", "banner", "contentinfo")] == [1, 1, 1]
    for kind in ("image", "img", "table", "region", "link", "navigation", "article"):
        assert not [node for node in met if role(node) == kind and not said(node).strip()], kind
    heard = squeezed("".join(said(node) for node in met if role(node) == "StaticText"))
    at = 0
    for text in map(squeezed, blocks):
        found = heard.find(text, at)
        assert found >= 0, text[:80]
        at = found
