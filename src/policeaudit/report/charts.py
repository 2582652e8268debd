"""Charts: dots with their ranges, or lines, drawn by Altair and vl-convert, offline.

A chart has a *geometry* (numbers only) and *words*. The geometries of a report are drawn together, once for
both languages, because starting the renderer costs more than drawing; the words take their places afterwards,
as text. Every position is set here, none is measured from a font: the drawing is the same on every machine.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, ClassVar
from xml.etree import ElementTree as ET

from markupsafe import Markup

from policeaudit.checks.exhibit import Kind
from policeaudit.report import ticks
from policeaudit.report.chart_spec import COLOURS, WIDTH
from policeaudit.report.lines import LineGeometry

ROW = 50
AXIS = 26
TOP = 6
SVG = "http://www.w3.org/2000/svg"

_KEPT = {
    "d",
    "transform",
    "fill",
    "stroke",
    "stroke-width",
    "stroke-dasharray",
    "x",
    "y",
    "x2",
    "y2",
    "width",
    "height",
}
_KEPT |= {"text-anchor", "font-size", "opacity"}
_LONG = re.compile(r"\d+\.\d{3,}")
_PLACE = re.compile(r"^@(\d+)([lv])$")


@dataclass(frozen=True)
class Mark:
    """One group in a chart: value, range and bounds (None: not measurable); is it the reference."""

    value: float | None
    low: float | None
    high: float | None
    lower_bound: float | None
    upper_bound: float | None
    reference: bool = False


@dataclass(frozen=True)
class Geometry:
    """The numbers of a chart, the same in every language."""

    marks: tuple[Mark, ...]
    band: tuple[float, float] | None = None
    line: float | None = None
    kind: Kind = "percent"
    form: ClassVar[str] = "dots"

    @property
    def height(self) -> int:
        """Height of the drawing in its own units."""
        return TOP + ROW * len(self.marks) + AXIS

    def domain(self) -> tuple[float, float, float]:
        """Lowest and highest value on the axis and the step of its ticks; all are shares of 1."""
        seen = [v for m in self.marks for v in (m.value, m.low, m.high, m.lower_bound, m.upper_bound) if v is not None]
        seen += list(self.band or ()) + ([self.line] if self.line is not None else [])
        return ticks.axis(seen, self.kind)

    def fill(self) -> dict[str, Any]:
        """The data of each layer; vertical places are in the drawing's own units."""
        low, high, step = self.domain()
        return _rows(self, low, high, step) | {"domain": [low, high]}


AnyGeometry = Geometry | LineGeometry


@dataclass(frozen=True)
class Words:
    """The words of a chart in one language."""

    title: str
    description: str
    rows: tuple[tuple[str, str, str], ...]
    """Label, value and count of each mark; of a line chart only the labels are set."""


def draw(geometries: tuple[AnyGeometry, ...], words: list[Words], prefix: str = "chart") -> list[Markup]:
    """Draw charts as inline SVG elements with a title and a description, in the order given."""
    drawn = []
    for number, (svg, text, geometry) in enumerate(zip(_drawings(geometries), words, geometries, strict=True), 1):
        drawn.append(_finish(svg, text, geometry, f"{prefix}-{number}"))
    return drawn


def warm_up() -> None:
    """Start the renderer: that takes longer than drawing all the charts of a report."""
    _drawings((Geometry((Mark(0.5, 0.4, 0.6, 0.3, 0.7),), (0.4, 0.6)),))


def _finish(drawing: str, words: Words, geometry: AnyGeometry, name: str) -> Markup:
    """Put the words of one language into a drawing and wrap it as an accessible image."""
    group = ET.fromstring(drawing)  # noqa: S314 - our own renderer's output
    for node in group.iter("text"):
        match = _PLACE.match(node.text or "")
        if match is None:
            continue
        label, value, count = words.rows[int(match[1])]
        if match[2] == "l":
            node.text = label
        else:
            node.text = None
            strong = ET.SubElement(node, "tspan", {"font-weight": "600"})
            strong.text = value
            strong.tail = f"  {count}" if count else None
    root = ET.Element(
        "svg",
        {
            "viewBox": f"0 0 {WIDTH} {geometry.height}",
            "role": "img",
            "aria-labelledby": f"{name}-title {name}-desc",
            "class": "chart",
            "fill": "none",  # as in the renderer's own root, so that a line is not filled like an area
        },
    )
    ET.SubElement(root, "title", {"id": f"{name}-title"}).text = words.title
    ET.SubElement(root, "desc", {"id": f"{name}-desc"}).text = words.description
    root.append(group)
    return Markup(ET.tostring(root, encoding="unicode"))  # noqa: S704 - every text node was escaped by ElementTree


@lru_cache(maxsize=8)
def _drawings(geometries: tuple[AnyGeometry, ...]) -> tuple[str, ...]:
    """One cleaned ``<g>`` a chart, with stand-ins for its words."""
    if not geometries:
        return ()
    import vl_convert

    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v6.1.0.json",
        "config": {"view": {"stroke": None}},
        "padding": 0,
        "spacing": 0,
        "bounds": "flush",
        "vconcat": [_panel(geometry) for geometry in geometries],
    }
    return tuple(_split(vl_convert.vegalite_to_svg(spec, vl_version="6.1"), len(geometries)))


def _short(value: str) -> str:
    """Two decimals are finer than any screen."""
    return _LONG.sub(lambda match: f"{float(match[0]):.2f}", value)


@cache
def _stored(form: str) -> str:
    return (files(__package__) / f"{form}.vl.json").read_text(encoding="utf-8")


def _panel(geometry: AnyGeometry) -> dict[str, Any]:
    """Fill the form of ``chart_spec`` with the numbers of one chart."""
    rows, template = geometry.fill(), _stored(geometry.form)
    panel: dict[str, Any] = json.loads(re.sub(r'"\$(\w+)"', lambda match: json.dumps(rows[match[1]]), template))
    return panel | {"width": WIDTH, "height": geometry.height}


def _rows(geometry: Geometry, low: float, high: float, step: float) -> dict[str, list[Any]]:
    """The data of each layer; vertical places are in the drawing's own units."""
    top, bottom = TOP, TOP + ROW * len(geometry.marks)
    tracks = [{"top": top + ROW * i + 25, "bottom": top + ROW * i + 43} for i in range(len(geometry.marks))]
    rows: dict[str, list[Any]] = {name: [] for name in ("bounds", "ranges", "groups", "references")}
    for i, mark in enumerate(geometry.marks):
        y = top + ROW * i + 34
        if has_bounds(mark):
            rows["bounds"].append({"v": mark.lower_bound, "w": mark.upper_bound, "y": y, "top": y - 5, "bottom": y + 5})
        if mark.low is not None and mark.high is not None:
            rows["ranges"].append({"v": mark.low, "w": mark.high, "y": y})
        if mark.value is not None:
            rows["references" if mark.reference else "groups"].append({"v": mark.value, "y": y})
    band = geometry.band
    return rows | {
        "band": [{"v": band[0], "w": band[1], **track} for track in tracks if band],
        "edges": [{"v": v, **track} for track in tracks for v in band or () if low < v < high],
        "line": [{"v": geometry.line, **track} for track in tracks if geometry.line is not None],
        "axis": [{"v": low, "w": high, "y": bottom}],
        "ticks": [
            {"v": v, "y": bottom + 19, "top": bottom, "bottom": bottom + 5, "text": ticks.label(v, step, geometry.kind)}
            for v in ticks.ticks(low, high, step)
        ],
        "words": [{"y": top + ROW * i + 18, "label": f"@{i}l", "value": f"@{i}v"} for i in range(len(geometry.marks))],
    }


def _split(svg: str, count: int) -> list[str]:
    """Cut the joint drawing into its panels, without sizes, roles, fonts and stand-in colours."""
    root = ET.fromstring(svg)  # noqa: S314 - our own renderer's output
    found: dict[int, str] = {}
    for node in root.iter(f"{{{SVG}}}g"):
        match = re.search(r"\bconcat_(\d+)_group\b", node.get("class", ""))
        if match:
            panel = ET.Element("g")
            for child in list(node[0]):
                _keep(child, panel)
            found[int(match[1])] = ET.tostring(panel, encoding="unicode")
    return [found[i] for i in range(count)]


def _keep(node: ET.Element, parent: ET.Element) -> None:
    """Copy what draws something; drop backgrounds, empty paths, roles, names and fonts."""
    tag = node.tag.removeprefix(f"{{{SVG}}}")
    if tag == "path" and node.get("class") in {"background", "foreground"}:
        return
    if tag == "g" and not len(node):
        return
    kept = {k: COLOURS.get(v) or _short(v) for k, v in node.attrib.items() if k in _KEPT}
    copy = ET.SubElement(parent, tag, kept)
    copy.text = node.text
    for child in node:
        _keep(child, copy)
    if tag == "g" and not len(copy):
        parent.remove(copy)


def has_bounds(mark: Mark) -> bool:
    """Whether missing outcomes could move the value: then the bounds are drawn."""
    if mark.lower_bound is None or mark.upper_bound is None:
        return False
    return mark.value is None or mark.lower_bound != mark.value or mark.upper_bound != mark.value
