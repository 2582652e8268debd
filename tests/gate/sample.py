"""Assessments that a gate is held against in the tests."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from lab import assess_tally, group, limit, plan_of, tally_of, words
from policeaudit.assessment.model import Assessment

FAIR = [3200, 800, 0, 0, 0, 0, 0, 4000]
# what each makes of the precision gap against FAIR, whose limit is 5 points
GROUPS = {
    "action_needed": [2400, 1600, 0, 0, 0, 0, 0, 4000],
    "watch": [216, 84, 0, 0, 0, 0, 0, 700],
    "cannot_tell": [62, 18, 0, 0, 0, 0, 0, 200],
    "not_assessed": [0] * 8,
    "no_concern": FAIR,
}
HOSTILE = (
    "x\n::error file=a::boom\r\n##vso[task.setvariable variable=A]b ##[add-path]c \x1b[31mred\x07 \x00\x0b\ufffe "
    "| cell `code` <img src=x onerror=alert(1)> [link](https://evil.example) ![i](//e) @org/team #12 *b* _i_ ~~s~~ "
    "]]> & \" ' % , : {0} {{x}} \\ \u202eesrever \ud800"
)


def assessed(
    folder: Path, names: list[str], *, label: str | None = None, groups: dict[str, list[int]] | None = None, **plan: Any
) -> Assessment:
    """An assessment with a group for each verdict that is named, against the group ``base``."""
    labels = {"label": words(label, label)} if label else {}
    feature = {
        "name": "origin",
        "column": "origin",
        "label": words("Origin", "来源"),
        "reference": "base",
        "groups": [group("base"), *(group(name, **labels) for name in names)],
    }
    plan = {"features": [feature], "limits": [limit("precision", gap_points=5)], **plan}
    counts = {name: (GROUPS | (groups or {}))[name] for name in names}
    return assess_tally(plan_of(**plan), tally_of({"base": FAIR, **counts}), folder)
