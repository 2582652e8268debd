"""Small tables about coverage, response times, a survey, field work and residents whose truth is known, in one plan.

As in ``persons``: at effect 0 all groups are alike and nothing changed, at 1 every limit of the plan is reached exactly.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np
import pyarrow as pa
from scipy.stats import norm

from policeaudit.norms.questionnaire import questionnaire
from policeaudit.stats.inequality import theil_of_rates
from validation.audit import Example, head, limit, listed, words
from validation.subjects import Floats

EFFECTS = {"alike": 0.0, "at the limit": 1.0, "planted": 3.0}
GROUPS = ("A", "B", "C", "D")
"""The first is the reference, the others fare worse."""
_PEOPLE, _PLACES, _CALLS, _ASKED = 3_000, 600, 500, 500
_COVERED, _ACTIVE = (0.75, 0.08), (0.6, 0.06)
_SAID = (0.75, 0.08)
_MEDIAN, _SPREAD, _SLOWER, _STANDARD = 10.0, 0.6, 0.2, 15.0
_LONGEST = 90
_LESS = 0.2
_BEFORE, _AFTER = 24, 12
_VISITS, _MONTHLY = 1_500, 250
_NEIGHBOURHOODS, _EACH = 80, 3
_MORE = 0.25
_MIXES = np.array([0.2, 0.6])
"""The share of the group that fares worse in the two kinds of neighbourhoods, of which there are equally many."""


def _worse(usual: tuple[float, float], effect: float) -> Floats:
    """The rate of each group."""
    return np.array([usual[0], *[usual[0] - effect * usual[1]] * (len(GROUPS) - 1)])


def _medians(effect: float) -> Floats:
    return _MEDIAN * np.array([1.0, *[1 + effect * _SLOWER] * (len(GROUPS) - 1)])


def _on_time(medians: Floats) -> Floats:
    return norm.cdf(np.log(_STANDARD / medians) / _SPREAD)


_SLOW = float(_medians(1)[1])
_LATE = float(-np.diff(_on_time(_medians(1))[:2])[0])
_INEQUALITY = float(theil_of_rates(_worse(_COVERED, 1), np.ones(len(GROUPS))))

EXACT = {
    "coverage": _COVERED[1],
    "coverage_step": _ACTIVE[1],
    "place_coverage": _COVERED[1],
    "response_median": 1.0,
    "response_percentile_90": 1.0,
    "response_within": _LATE,
    "survey_share": _SAID[1],
    "fieldwork_change": 1 - _LESS,
    "place_exposure": 1 + _MORE,
}
"""What a finding about a group that fares worse says at effect 1: its gap, or its ratio (of a standard: to it)."""
MEDIAN_RATIO = 1 + _SLOWER
"""The ratio of two medians then."""


def example(truth: str, rng: np.random.Generator) -> Example:
    """A plan with its tables."""
    e = EFFECTS[truth]
    return Example(
        plan(),
        tables={
            "people.csv": _stages(rng, e, _PEOPLE, active=True),
            "places.csv": _stages(rng, e, _PLACES, active=False),
            "calls.csv": _calls(rng, e),
            "survey.csv": _survey(rng, e),
            "phases.csv": _phases(rng, e),
            "months.csv": _months(rng, e),
            "residents.csv": _residents(rng, e),
            "contacts.csv": _contacts(rng, e if truth == "planted" else 0.0),
        },
        texts={"answers.toml": _ANSWERS},
    )


def _stages(rng: np.random.Generator, e: float, of: int, *, active: bool) -> pa.Table:
    covered = rng.binomial(of, _worse(_COVERED, e))
    columns = {"group": GROUPS, "all": [of] * len(GROUPS), "covered": covered}
    if active:
        columns["active"] = rng.binomial(covered, _worse(_ACTIVE, e))
    return pa.table(columns)


def _calls(rng: np.random.Generator, e: float) -> pa.Table:
    rows = []
    for group, median in zip(GROUPS, _medians(e), strict=True):
        minutes = np.minimum(np.exp(rng.normal(np.log(median), _SPREAD, _CALLS)), _LONGEST).astype(int)
        counts = np.bincount(minutes, minlength=_LONGEST + 1)
        rows += [{"group": group, "from": i, "calls": int(n)} for i, n in enumerate(counts)]
    return pa.Table.from_pylist(rows)


def _survey(rng: np.random.Generator, e: float) -> pa.Table:
    """One row for each person; the weights have nothing to do with the answers."""
    said = rng.random((len(GROUPS), _ASKED)) < _worse(_SAID, e)[:, None]
    return pa.table(
        {
            "group": np.repeat(GROUPS, _ASKED),
            "answer": np.where(said.ravel(), "yes", "no"),
            "weight": np.exp(rng.normal(0, 0.5, said.size)),
        }
    )


def _phases(rng: np.random.Generator, e: float) -> pa.Table:
    """Both kinds of areas have a third more after; what counts is what those with the introduction have less."""
    after = _VISITS * 4 / 3 * np.array([(1 - _LESS) ** e, 1.0])
    return pa.table(
        {
            "area": ["with", "without"] * 2,
            "phase": ["before"] * 2 + ["after"] * 2,
            "visits": [*rng.poisson(_VISITS, 2), *rng.poisson(after)],
        }
    )


def _months(rng: np.random.Generator, e: float) -> pa.Table:
    month = np.arange(_BEFORE + _AFTER)
    usual = _MONTHLY * np.exp(-0.005 * month + 0.1 * np.sin(2 * np.pi * month / 12))
    return _monthly(rng, usual * np.where(month >= _BEFORE, (1 - _LESS) ** e, 1.0))


def _contacts(rng: np.random.Generator, e: float) -> pa.Table:
    """Contacts of officers, of which the operator says that they are no fewer than before; they have seasons and no trend."""
    month = np.arange(_BEFORE + _AFTER)
    usual = _MONTHLY * (1 + 0.1 * np.sin(2 * np.pi * month / 12))
    return _monthly(rng, usual * np.where(month >= _BEFORE, (1 - _LESS) ** e, 1.0))


def _monthly(rng: np.random.Generator, expected: Floats) -> pa.Table:
    """Counts by month; months differ by 5 % more than their numbers explain."""
    return pa.table(
        {
            "month": [f"{2021 + m // 12}-{m % 12 + 1:02d}-01" for m in range(len(expected))],
            "visits": rng.poisson(expected * rng.gamma(400, 1 / 400, len(expected))),
        }
    )


def _residents(rng: np.random.Generator, e: float) -> pa.Table:
    """Places of neighbourhoods of two kinds, which also differ from each other by chance.

    With as many of each kind, warnings per resident at the mixes x in the ratio 1 : c, and at equal numbers of residents,
    the exposure of a group is the mean of the warnings weighted by its share. c is such that the ratio of both is 1 + e / 4.
    """
    x, ratio = _MIXES, 1 + _MORE * e
    ours, theirs = x / x.sum(), (1 - x) / (1 - x).sum()
    c = (ratio * theirs[0] - ours[0]) / (ours[1] - ratio * theirs[1])
    kind = rng.integers(2, size=_NEIGHBOURHOODS)
    mean = 10 * np.where(kind == 1, c, 1.0) * rng.gamma(6, 1 / 6, _NEIGHBOURHOODS)
    at = np.repeat(np.arange(_NEIGHBOURHOODS), _EACH)
    people = rng.integers(300, 700, at.size)
    migrant = np.rint(people * x[kind[at]]).astype(int)
    return pa.table(
        {
            "place": [f"p{i:03d}" for i in range(at.size)] * 2,
            "part": [f"n{i:02d}" for i in at] * 2,
            "group": np.repeat(["B", "A"], at.size),
            "people": [*migrant, *(people - migrant)],
            "warnings": [*rng.poisson(mean[at] * people / 500)] * 2,
        }
    )


def plan() -> dict[str, Any]:
    """The plan, the limits of which are what is true at effect 1."""
    return {
        **head(),
        "record": {"answers": "answers.toml"},
        "coverage": [
            _coverage("people", "person", [("covered", _COVERED), ("active", None)]),
            _coverage("places", "place", [("covered", _COVERED)]),
        ],
        "response": [
            {
                **_section("calls"),
                "unit": "minute",
                "bin_start": "from",
                "cases": "calls",
                "standard": _STANDARD,
                "group": _groups(GROUPS),
                "limits": [
                    limit("median", standard=_SLOW),
                    limit("median", ratio=1 / (1 + _SLOWER)),
                    limit("percentile_90", standard=_SLOW * float(np.exp(_SPREAD * norm.ppf(0.9)))),
                    limit("within", gap_points=_LATE * 100),
                ],
            }
        ],
        "survey": [
            {
                **_section("survey"),
                "meaning": words("yes"),
                "answer": {"column": "answer", "positive": ["yes"], "negative": ["no"]},
                "weight": "weight",
                "group": _groups(GROUPS),
                "limits": [limit("share", gap_points=_SAID[1] * 100)],
            }
        ],
        "fieldwork": [
            {
                **_fieldwork("phases"),
                "phase": {"column": "phase", "before": ["before"], "after": ["after"]},
                "area": {
                    "column": "area",
                    "label": words("area"),
                    "groups": listed(("with", "without")),
                },
                "comparison": ["without"],
            },
            {**_fieldwork("months"), "month": "month"},
            {**_fieldwork("contacts"), "month": "month", "contacts": "visits", "limits": []},
        ],
        "exposure": [
            {
                **_section("residents"),
                "place": "place",
                "neighbourhood": "part",
                "residents": "people",
                "warnings": "warnings",
                "denominator": _DENOMINATOR,
                "group": _groups(("A", "B")),
                "limits": [limit("exposure", ratio=1 / (1 + _MORE))],
            }
        ],
    }


_ANSWERS = f"""questionnaire = "{questionnaire().version}"

[answers.HB-04]
answer = "yes"
"""
_DENOMINATOR = {"source": words("Nobody"), "as_of": dt.date(2021, 12, 31)}


def _section(name: str) -> dict[str, Any]:
    return {"id": name, "title": words(name), "file": {"path": f"{name}.csv"}}


def _groups(groups: tuple[str, ...]) -> dict[str, Any]:
    return {"column": "group", "label": words("group"), "reference": groups[0], "groups": listed(groups)}


def _coverage(name: str, unit: str, stages: list[tuple[str, Any]]) -> dict[str, Any]:
    limits = [
        limit("coverage", of="covered", gap_points=_COVERED[1] * 100),
        limit("inequality", of="covered", standard=_INEQUALITY),
    ]
    if unit == "person":
        limits.append(limit("step", of="active", gap_points=_ACTIVE[1] * 100))
    return {
        **_section(name),
        "unit": unit,
        "population": "all",
        "denominator": _DENOMINATOR,
        "stages": [{"id": stage, "column": stage, "label": words(stage)} for stage, _ in stages],
        "area" if unit == "place" else "group": _groups(GROUPS),
        "limits": limits,
    }


def _fieldwork(name: str) -> dict[str, Any]:
    return {
        **_section(name),
        "introduced": words("something"),
        "introduced_on": dt.date(2023, 1, 1),
        "figures": [{"id": "visits", "column": "visits", "label": words("visits")}],
        "limits": [limit("change", ratio=1 - _LESS)],
    }
