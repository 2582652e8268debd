"""The Vega-Lite forms of charts, written once by Altair into ``dots.vl.json`` and ``lines.vl.json``.

Building one with Altair takes ten times longer than drawing it, so a report fills the stored form with
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
LINES = 4
"""Lines that one chart tells apart, by their dashes."""
LINE_TOP, LINE_BOTTOM, LINE_LEFT, LINE_RIGHT = 24, 224, 52, 128
_DASHES = ([1, 0], [7, 4], [2, 3], [9, 3, 2, 3])

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


def stored_at(form: str) -> Path:
    """Where a form is stored."""
    return Path(__file__).with_name(f"{form}.vl.json")


def dots() -> dict[str, Any]:
    """Estimates with their ranges as Vega-Lite, from back to front; ``"$name"`` stands where the numbers of a chart go."""
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
    return _form(layers)


def lines() -> dict[str, Any]:
    """Lines over an axis as Vega-Lite, from back to front."""
    import altair as alt

    across = alt.Scale(range=[LINE_LEFT, WIDTH - LINE_RIGHT], nice=False, zero=False)
    upright = alt.Scale(range=[LINE_BOTTOM, LINE_TOP], nice=False, zero=False)
    x, y = alt.X("x:Q", scale=across, axis=None), alt.Y("y:Q", scale=upright, axis=None)
    x2, y2 = alt.X2("x2:Q"), alt.Y2("y2:Q")
    layers = {
        "band": _chart().mark_rect(color=_BAND).encode(x=x, x2=x2, y=y, y2=y2),
        "grid": _rule(_EDGE, 0.5).encode(x=x, x2=x2, y=y),
        "yticks": _text(13.5, "right").encode(x=alt.value(LINE_LEFT - 8), y=y, text="text:N"),
        "xticks": _text(13.5, "center").encode(x=x, y=alt.value(LINE_BOTTOM + 20), text="text:N"),
        **{f"area{i}": _chart().mark_area(color=_RANGE, opacity=0.3).encode(x=x, y=y, y2=y2) for i in range(LINES)},
        "diagonal": _rule(_EDGE, 1.5, strokeDash=[3, 3]).encode(x=x, x2=x2, y=y, y2=y2),
        "breaks": _rule(_BOUND, 1.5, strokeDash=[1, 3]).encode(x=x, y=y, y2=y2),
        "breaks ": _text(13, "center").encode(x=x, y=alt.value(LINE_TOP - 9), text="text:N"),
        **{
            f"line{i}": _chart().mark_line(color=_POINT, strokeWidth=2, strokeDash=dash).encode(x=x, y=y)
            for i, dash in enumerate(_DASHES)
        },
        **{f"line{i} ": _point("circle", 22, _POINT).encode(x=x, y=y) for i in range(LINES)},
        "ends": _text(13.5, "left").encode(x=alt.value(WIDTH - LINE_RIGHT + 8), y=y, text="text:N"),
    }
    return _form(layers)


FORMS = {"dots": dots, "lines": lines}


def _form(layers: dict[str, alt.Chart]) -> dict[str, Any]:
    """The layers with "$name" in the places of their data and of the domains."""
    import altair as alt

    whole = alt.layer(*layers.values()).to_dict()
    for name, layer in zip(layers, whole["layer"], strict=True):
        layer["data"] = {"values": f"${name.strip()}"}
        for channel, domain in (("x", "$domain"), ("y", "$ydomain")):
            if layer["encoding"].get(channel, {}).get("scale"):
                layer["encoding"][channel]["scale"]["domain"] = domain
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
    for name, make in FORMS.items():
        stored_at(name).write_text(stored(make()), encoding="utf-8")
