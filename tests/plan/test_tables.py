"""The sections about tables: sound ones are read, wrong ones are told in both languages with what is allowed."""

from __future__ import annotations

import copy
import datetime as dt
import re
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from lab import group, words
from policeaudit.plan.execution import IndicatorsPart, ScorecardPart
from policeaudit.plan.protection import ProtectionPart
from policeaudit.plan.read import _explain, _key
from policeaudit.plan.tables import CoveragePart, FieldworkPart, ResourcesPart, ResponsePart, SurveyPart

HEAD = {"id": "a", "title": words("A table", "表"), "file": {"path": "table.csv"}}
AREA = {
    "column": "area",
    "label": words("Area", "区域"),
    "groups": [group("rural"), group("urban")],
    "reference": "urban",
}
DENOMINATOR = {"source": words("Census", "人口普查"), "as_of": dt.date(2020, 11, 1)}


def figure(name: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "column": name, "label": words(name), **more}


def limit(measure: str, **more: Any) -> dict[str, Any]:
    return {"measure": measure, "set_by": words("the board", "委员会"), "set_on": dt.date(2022, 6, 30), **more}


def period(name: str, month: int) -> dict[str, Any]:
    start, end = dt.date(2022, month, 1), dt.date(2022, month, 28)
    return {"id": name, "values": [name], "label": words(name), "start": start, "end": end}


SOUND: dict[type[BaseModel], dict[str, Any]] = {
    CoveragePart: {
        **HEAD,
        "area": AREA,
        "population": "people",
        "denominator": DENOMINATOR,
        "stages": [figure("registered"), figure("served")],
        "channels": [figure("app", digital=True), figure("counter", digital=False)],
        "limits": [limit("coverage", gap_points=10), limit("coverage", target_percent=90, of="served")],
    },
    ResponsePart: {
        **HEAD,
        "area": AREA,
        "bins": [{"column": "0-15", "start": 0}, {"column": "15+", "start": 15}],
        "standard": 15,
        "limits": [limit("median", standard=15), limit("within", target_percent=90)],
    },
    SurveyPart: {
        **HEAD,
        "area": AREA,
        "meaning": words("satisfied", "满意"),
        "asked": {"column": "n"},
        "share": {"column": "share", "percent": "percent"},
        "design_effect": 1.4,
        "limits": [limit("share", ratio=0.8)],
    },
    FieldworkPart: {
        **HEAD,
        "introduced": words("a smart community", "智慧社区"),
        "introduced_on": dt.date(2022, 1, 1),
        "phase": {"column": "phase", "before": ["2021"], "after": ["2022"]},
        "area": AREA,
        "comparison": ["rural"],
        "figures": [figure("visits"), figure("disputes")],
        "rates": [{"of": "disputes", "per": "visits"}],
        "limits": [limit("change", ratio=0.9, of="disputes/visits")],
    },
    ResourcesPart: {
        **HEAD,
        "area": AREA,
        "population": {"column": "people", "times": 10_000},
        "denominator": DENOMINATOR,
        "resources": [figure("officers", per=10_000, counted=True)],
        "limits": [limit("rate", standard=10), limit("highest_to_lowest", standard=2)],
    },
    IndicatorsPart: {
        **HEAD,
        "period": {"column": "period", "periods": [period("one", 1), period("two", 2)]},
        "kind": {"column": "kind", "label": words("Kind"), "groups": [group("serious"), group("minor")]},
        "part": "cleared",
        "whole": "cases",
        "minor": ["minor"],
        "changes": [{"on": dt.date(2022, 2, 1), "what": words("counted anew", "口径调整")}],
        "limits": [limit("not_performance", gap_points=5)],
    },
    ScorecardPart: {
        **HEAD,
        "area": AREA,
        "families": [figure(n, weight_percent=w) for n, w in (("a", 30), ("b", 25), ("c", 30), ("d", 15))],
        "published": "total",
        "limits": [limit("difference", standard=0.5), limit("rank_kept", target_percent=80)],
    },
    ProtectionPart: {
        "inventory": [{"column": "age", "class": "general", "sensitive": False}],
        "retention_days": 180,
        "quasi_identifiers": ["age", "district"],
        "uses": [{"what": words("follow-up", "核查"), "entry": "machine-only-step"}],
        "inputs": [{"what": words("age", "年龄")}],
        "limits": [limit("smallest_class", standard=5)],
    },
}


def mistake(model: type[BaseModel], **changes: Any) -> str:
    """All mistakes of a section in English; each is told in Chinese too. A change to ... takes a part away."""
    raw = {name: part for name, part in {**copy.deepcopy(SOUND[model]), **changes}.items() if part is not ...}
    with pytest.raises(ValidationError) as caught:
        model.model_validate(raw)
    lines = []
    for detail in caught.value.errors():
        text = _explain(detail)
        assert re.search(r"[\u3400-\u9fff]", text.zh)
        assert not re.search(r"[\u3400-\u9fff]", re.sub("“.*?”", "", text.en))
        lines.append(f"{_key(detail['loc'])}: {text.en}")
    return "\n".join(lines)


@pytest.mark.parametrize("model", SOUND)
def test_a_sound_section_is_read(model: type[BaseModel]) -> None:
    assert model.model_validate(SOUND[model])


@pytest.mark.parametrize("model", SOUND)
def test_the_schema_can_be_written_and_a_mistyped_key_is_refused(model: type[BaseModel]) -> None:
    assert model.model_json_schema()["properties"]
    assert "limts: is not known here" in mistake(model, limts=[])


@pytest.mark.parametrize("model", [model for model in SOUND if model is not ProtectionPart])
def test_a_limit_has_one_kind_that_suits_it_and_says_who_set_it(model: type[BaseModel]) -> None:
    measure = SOUND[model]["limits"][0]["measure"]
    for kinds in ({}, {"gap_points": 5, "ratio": 0.8}):
        assert f"a limit of {measure} is exactly one of: " in mistake(model, limits=[limit(measure, **kinds)])
    unset = limit(measure, standard=1)
    del unset["set_by"], unset["set_on"]
    assert "limits[1].set_by: is missing" in mistake(model, limits=[unset])
    assert "allowed: " in mistake(model, limits=[limit("beauty", standard=1)])


def test_a_limit_of_another_kind_than_suits_is_refused() -> None:
    assert "exactly one of: standard" in mistake(ResourcesPart, limits=[limit("highest_to_lowest", ratio=0.5)])
    read = CoveragePart.model_validate(SOUND[CoveragePart]).limits
    assert [(one.kind, one.value) for one in read] == [("gap", 0.1), ("target", 0.9)]


def test_the_population_needs_its_source_and_its_day() -> None:
    for model in (CoveragePart, ResourcesPart):
        assert "denominator: is missing" in mistake(model, denominator=...)
        assert "denominator.as_of: is missing" in mistake(model, denominator={"source": words("Census", "人口普查")})


def test_coverage() -> None:
    assert "population is needed" in mistake(CoveragePart, population=...)
    for people in ({"column": "n", "file": {"path": "p.csv"}}, {"column": "n", "area": "where"}):
        assert "in a table of its own needs" in mistake(CoveragePart, population=people)
    shares = [figure("registered", percent="percent")]
    assert CoveragePart.model_validate({**SOUND[CoveragePart], "population": None, "stages": shares, "limits": []})
    assert "allowed: fraction, percent" in mistake(CoveragePart, stages=[figure("registered", percent="guess")])
    assert "give group, area or both" in mistake(CoveragePart, area=...)
    assert "“served” is declared twice" in mistake(CoveragePart, stages=[figure("served"), figure("served")])
    assert "names “sevred”" in mistake(CoveragePart, limits=[limit("coverage", gap_points=1, of="sevred")])
    assert "allowed: error, cap, keep" in mistake(CoveragePart, over="ignore")


def test_groups() -> None:
    assert "none of its groups" in mistake(CoveragePart, area={**AREA, "reference": "city"})
    assert "mapped twice" in mistake(CoveragePart, area={**AREA, "ignore": ["urban"]})
    assert "order needs the groups" in mistake(
        CoveragePart, area={"column": "area", "label": words("Area", "区域"), "ordered": True}
    )


def test_a_cell_is_missing_or_suppressed_not_both() -> None:
    assert "mapped twice" in mistake(CoveragePart, file={"path": "t.csv", "missing": ["**"], "suppressed": ["**"]})
    read = CoveragePart.model_validate({**SOUND[CoveragePart], "file": {"path": "t.csv", "missing": ["-"]}})
    assert read.file.missing == ["", "-"]


def test_response() -> None:
    assert "exactly one of: log, file" in mistake(ResponsePart, log={"start": "a", "end": "b"})
    assert "exactly one of: bins, bin_start, summary" in mistake(ResponsePart, bin_start="from", cases="n")
    assert "bin_start needs cases" in mistake(ResponsePart, bins=[], bin_start="from")
    assert "rising starts" in mistake(ResponsePart, bins=[{"column": "a", "start": 5}, {"column": "b", "start": 5}])
    assert "rising starts" in mistake(ResponsePart, bins=[{"column": "a", "start": 0}])
    assert "needs a standard" in mistake(ResponsePart, standard=...)
    summary = {"bins": [], "summary": {"column": "median", "statistic": "median"}}
    assert "cannot be applied: the section gives median" in mistake(ResponsePart, **summary)
    assert ResponsePart.model_validate({**SOUND[ResponsePart], **summary, "limits": []})
    assert ResponsePart.model_validate(
        {**SOUND[ResponsePart], "file": None, "bins": [], "log": {"start": "a", "end": "b"}}
    )


def test_survey() -> None:
    assert "exactly one of: positive, share, answer" in mistake(SurveyPart, positive="yes")
    assert "positive needs asked" in mistake(SurveyPart, share=..., asked=..., positive="yes")
    assert "weight needs answer" in mistake(SurveyPart, weight="w")
    answer = {"column": "a", "positive": ["1"], "negative": ["2"], "none": ["2"]}
    assert "mapped twice" in mistake(SurveyPart, share=..., answer=answer)
    assert "share.percent: is missing" in mistake(SurveyPart, share={"column": "share"})


def test_fieldwork() -> None:
    assert "exactly one of: changes, file" in mistake(FieldworkPart, file=...)
    assert "exactly one of: phase, month" in mistake(FieldworkPart, month="month")
    assert "figures are needed" in mistake(FieldworkPart, figures=[], rates=[], limits=[])
    assert "rates names “vists”" in mistake(FieldworkPart, rates=[{"of": "disputes", "per": "vists"}])
    assert "comparison names “north”" in mistake(FieldworkPart, comparison=["north"])
    assert "mapped twice" in mistake(FieldworkPart, phase={"column": "p", "before": ["1"], "after": ["1"]})
    changes = [{"id": n, "label": words(n), "percent": p} for n, p in (("visits", -30), ("disputes", -25))]
    only = {"file": None, "phase": None, "area": None, "comparison": [], "figures": [], "changes": changes}
    assert FieldworkPart.model_validate({**SOUND[FieldworkPart], **only})
    changes[0]["percent"] = -130
    assert "at least -100" in mistake(FieldworkPart, **only)


def test_resources() -> None:
    assert "population is needed" in mistake(ResourcesPart, population=...)
    rates = [figure("officers", per=10_000, counted=True, given_as="rate")]
    assert ResourcesPart.model_validate({**SOUND[ResourcesPart], "population": None, "resources": rates})
    assert "more than 0" in mistake(ResourcesPart, population={"column": "people", "times": 0})


def test_indicators() -> None:
    overlapping = {"column": "period", "periods": [period("one", 2), period("two", 1)]}
    assert "without overlap" in mistake(IndicatorsPart, period=overlapping)
    assert "minor names “trifle”" in mistake(IndicatorsPart, minor=["trifle"])


def test_scorecard() -> None:
    families = [figure("a", weight_percent=30), figure("b", weight_percent=60)]
    assert "add up to 90, not to 100" in mistake(ScorecardPart, families=families)
    assert "difference needs published" in mistake(ScorecardPart, published=...)


def test_protection() -> None:
    entry = {"column": "age", "class": "general", "sensitive": False}
    assert "“age” is declared twice" in mistake(ProtectionPart, inventory=[entry, entry])
    assert "allowed: core, important, general" in mistake(ProtectionPart, inventory=[{**entry, "class": "secret"}])
    assert "uses.entry names “own-warnings”" in mistake(
        ProtectionPart,
        uses=[{"what": words("x", "某"), "entry": "own-warnings"}],  # an input, not a use
    )
    assert "limits need quasi_identifiers" in mistake(ProtectionPart, quasi_identifiers=...)
