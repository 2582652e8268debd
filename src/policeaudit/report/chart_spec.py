"""The Vega-Lite form of a chart, written once by Altair into ``chart.vl.json``.

Building it with Altair takes ten times longer than drawing it, so a report fills the stored form with
its numbers instead. After a change here, run ``python -m policeaudit.report.chart_spec``; a test holds the
two equal.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import altair as alt

WIDTH = 420
MARGIN = 20
STORED = Path(__file__).with_name("chart.vl.json")

# Stand-in colours: replaced after drawing, so that the page's style sheet decides (dark mode, print).
COLOURS = {
    "#010101": "currentColor",
    "#010102": "var(--chart-point)",
    "#010103": "var(--chart-range)",
    "#010104": "var(--chart-bound)",
    "#010105": "var(--chart-band)",
    "#010106": "var(--chart-edge)",
    "#010107": "var(--paper)",
}
_INK, _POINT, _RANGE, _BOUND, _BAND, _EDGE, _PAPER = COLOURS


def template() -> dict[str, Any]:
    """One chart as Vega-Lite, from back to front; ``"$name"`` stands where the numbers of a chart go."""
    import altair as alt

    scale = alt.Scale(range=[MARGIN, WIDTH - MARGIN], nice=False, zero=False)
    v, w = (alt.X(f"{field}:Q", scale=scale, axis=None) for field in "vw")
    y = alt.Y("y:Q", scale=None, axis=None)
    top = alt.Y("top:Q", scale=None, axis=None)
    bottom = alt.Y2("bottom:Q")
    left, right = alt.value(MARGIN), alt.value(WIDTH - MARGIN)
    layers = {
        "band": _chart().mark_rect(color=_BAND).encode(x=v, x2="w:Q", y=top, y2=bottom),
        "edges": _rule(_EDGE, 1, strokeDash=[3, 3]).encode(x=v, y=top, y2=bottom),
        "line": _rule(_EDGE, 1.5).encode(x=v, y=top, y2=bottom),
        "axis": _rule(_EDGE, 1).encode(x=v, x2="w:Q", y=y),
        "ticks": _rule(_EDGE, 1).encode(x=v, y=top, y2=bottom),
        "ticks ": _text(13.5, "center").encode(x=v, y=y, text="text:N"),
        "words": _text(15, "left").encode(x=left, y=y, text="label:N"),
        "words ": _text(15, "right").encode(x=right, y=y, text="value:N"),
        "bounds": _rule(_BOUND, 1.5).encode(x=v, x2="w:Q", y=y),
        "bounds ": _rule(_BOUND, 1.5).encode(x=v, y=top, y2=bottom),
        "bounds  ": _rule(_BOUND, 1.5).encode(x=w, y=top, y2=bottom),
        "ranges": _rule(_RANGE, 7).encode(x=v, x2="w:Q", y=y),
        "groups": _point("circle", 130, _POINT).encode(x=v, y=y),
        "references": _point("diamond", 150, _PAPER).encode(x=v, y=y),
    }
    whole = alt.layer(*layers.values()).to_dict()
    for name, layer in zip(layers, whole["layer"], strict=True):
        layer["data"] = {"values": f"${name.strip()}"}
        if "scale" in layer["encoding"]["x"]:
            layer["encoding"]["x"]["scale"]["domain"] = "$domain"
    return {"layer": whole["layer"]}


def _chart() -> alt.Chart:
    import altair as alt

    return alt.Chart(alt.InlineData(values=[]))


def _rule(colour: str, width: float, **style: Any) -> alt.Chart:
    chart: alt.Chart = _chart().mark_rule(color=colour, strokeWidth=width, **style)
    return chart


def _text(size: float, align: Any) -> alt.Chart:
    chart: alt.Chart = _chart().mark_text(color=_INK, fontSize=size, align=align, baseline="alphabetic")
    return chart


def _point(shape: str, size: int, fill: str) -> alt.Chart:
    chart: alt.Chart = _chart().mark_point(shape=shape, size=size, fill=fill, stroke=_POINT, strokeWidth=2, opacity=1)
    return chart


def stored(form: dict[str, Any]) -> str:
    """The form as the file holds it."""
    return json.dumps(form, indent=1) + "\n"


if __name__ == "__main__":
    STORED.write_text(stored(template()), encoding="utf-8")
