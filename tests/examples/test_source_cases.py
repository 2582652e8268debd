"""The cases of the source document that rest on small tables: each example says the published figure, to its digit.

The figures stand in ``README.md``; none of them comes from this tool.
"""

from __future__ import annotations

import re

import pytest

import policeaudit
from lab import ROOT
from policeaudit.assessment.model import Assessment
from policeaudit.plan import load_plan
from policeaudit.report import render
from tables_lab import cells, one
from test_laws import well_said

PLANS = [
    "data-leaks",
    "digital-divide",
    "indicator-integrity",
    "policy-stability",
    "public-opinion",
    "registration",
    "released-prisoners",
    "response-times",
    "scorecard",
    "smart-communities",
    "technology-dependence",
    "unequal-resources",
]
_FOUND: dict[str, Assessment] = {}


def audited(name: str) -> Assessment:
    if name not in _FOUND:
        plan = ROOT / "audits" / f"{name}.toml"
        _FOUND[name] = policeaudit.audit(None, plan, fairlearn=False).assessment
    return _FOUND[name]


def headlines(name: str) -> list[str]:
    return [headline.text.en for headline in audited(name).headlines]


def told(name: str, *figures: str) -> None:
    """Some sentence of the key figures holds them all, in both languages."""
    for headline in audited(name).headlines:
        texts = (headline.text.en, headline.text.zh)
        if all(
            re.search(rf"(?<![\d.,]){re.escape(figure)}(?![\d]|[.,]\d)", text) for figure in figures for text in texts
        ):
            return
    pytest.fail(f"no sentence of {name} says {figures}: {headlines(name)}")


def test_s5_the_elderly_of_a_county() -> None:
    """12.3 % of the elderly registered; under 40 % of those over 60 use a smartphone."""
    told("digital-divide", "12.3%", "123", "877")
    found = audited("digital-divide")
    shares = {m.sensitive_feature: m.value for m in found.measures if (m.measure, m.group) == ("coverage", "elderly")}
    assert shares["platform:registered:group"] == 0.123
    assert shares["platform:smartphone:group"] < 0.4
    assert one(found, "C09.coverage.platform:registered:group.elderly.gap").verdict == "action_needed"


def test_s6_cameras_and_smart_communities() -> None:
    """Rural cameras 45 %; smart communities 35.6 % and 58.3 %, where 60 % and 90 % are wanted."""
    told("smart-communities", "45.0%", "450", "550")
    told("smart-communities", "35.6%")
    told("smart-communities", "58.3%")
    found = audited("smart-communities")
    targets = {limit.value for limit in found.audit.limits if limit.kind == "target"}
    assert targets == {0.6, 0.9}
    assert "unknown, not safe" in one(found, "C10.place_coverage.cameras:camera:area.rural.gap").sentence.en


def test_s7_fewer_visits_and_fewer_disputes_found() -> None:
    """Visits -30 %, disputes found -25 %: found per visit 0.75 / 0.70, which is 7 % more, without a range."""
    told("technology-dependence", "30%", "10", "7")
    told("technology-dependence", "25%", "4", "3")
    told("technology-dependence", "7%", "0.75", "0.70")
    for finding in audited("technology-dependence").findings:
        assert finding.ratio.low is None
        assert finding.verdict in ("cannot_tell", "no_limit")
        assert "cannot tell the introduction from anything else" in finding.cause.en


def test_s8_leaks_and_what_follows_from_them() -> None:
    """12,000 leaks of 380 million records in 2022; 231 frauds in one city with leaked face data."""
    told("data-leaks", "12,000")
    told("data-leaks", "380,000,000")
    told("data-leaks", "231")


def test_s12_unequal_resources() -> None:
    """8.7 officers per 10,000 against 11.2; 286 yuan against 124, 2.3 times; 12,000 people per officer against 5,000."""
    told("unequal-resources", "8.7", "11.2", "9", "7", "10,000")
    told("unequal-resources", "286", "124", "2.3")
    told("unequal-resources", "12,000", "5,000")


def test_s13_a_clear_up_rate_raised_by_minor_cases() -> None:
    """The rise is shown as a changed mix; 38.7 % of the complaints are about formalism."""
    found = audited("indicator-integrity")
    f = one(found, "C15.not_performance.clear-up:changes.2021-2022.gap")
    assert f.verdict == "action_needed"
    rates = cells(found, "C15.kinds.clear-up")
    assert all(after <= before + 0.01 for _, _, _, before, after in rates)  # no kind was cleared up more often
    told("indicator-integrity", "38.7%")


def test_s14_rules_that_change() -> None:
    """Four changes in three years, about every nine months, so at most three quarters compare; 156 delays."""
    told("policy-stability", "4", "3", "9")
    told("policy-stability", "156")
    (row,) = [row for row in cells(audited("policy-stability"), "C16.runs.delays") if row[2] == 3][:1]
    assert row[0] == "2020 Q1"
    assert max(row[2] for row in cells(audited("policy-stability"), "C16.runs.delays")) == 3


def test_s15_a_scorecard() -> None:
    """Four families weighted 30, 25, 30 and 15, with 20 indicators."""
    told("scorecard", "30", "25", "15", "20")
    assert [row[1:] for row in cells(audited("scorecard"), "C24.weights.assessment")] == [
        [0.3, 6],
        [0.25, 5],
        [0.3, 6],
        [0.15, 3],
        [1, 20],
    ]


def test_s16_response_times() -> None:
    """45 minutes against 15; 65 minutes, 30 over the standard."""
    told("response-times", "45", "15")
    told("response-times", "65")
    found = audited("response-times")
    assert (
        one(found, "C11.response_median.disputes:area.hills.standard").effect.en
        == "That is 30 minutes over the standard."
    )
    assert one(found, "C11.response_median.calls:area.countryside.standard").verdict == "action_needed"


def test_s22_whom_the_system_can_see() -> None:
    """38.7 % of the floating population registered where they live; 45.2 % of data shared."""
    told("registration", "38.7%")
    told("registration", "45.2%")


def test_s23_outside_the_programme() -> None:
    """38.2 % of released prisoners outside."""
    told("released-prisoners", "38.2%", "382")


def test_s24_and_s25_what_people_say() -> None:
    """68.2 % want results published; satisfaction 98.3 % overall, 85.6 % for going out at night."""
    told("public-opinion", "68.2%")
    told("public-opinion", "98.3%", "85.6%")


@pytest.mark.parametrize("name", PLANS)
def test_every_sentence_of_the_examples_says_the_same_in_both_languages(name: str) -> None:
    well_said(audited(name))


@pytest.mark.parametrize("name", PLANS)
def test_every_limit_of_a_plan_is_listed(name: str) -> None:
    plan = load_plan(ROOT / "audits" / f"{name}.toml").plan
    sections = [part for section in ("coverage", "response", "survey", "fieldwork") for part in getattr(plan, section)]
    sections += [part for section in ("resources", "indicators", "scorecard") for part in getattr(plan, section)]
    declared = sorted((limit.kind, limit.value) for part in sections for limit in part.limits)
    assert sorted((limit.kind, limit.value) for limit in audited(name).audit.limits) == declared


@pytest.mark.parametrize("name", ["digital-divide", "technology-dependence"])
def test_a_report_without_a_log_prints_tables_and_denominators(name: str) -> None:
    for lang, source, day in (("en", "Invented census", "1 November 2020"), ("zh", "虚构人口普查", "2020年11月1日")):
        page = render(audited(name), lang)
        assert "Wrong” means" not in page
        assert not re.search(r">None<|\bnan\b", page.split("<main", 1)[1])
        if name == "digital-divide":
            assert source in page
            assert day in page
            assert audited(name).intake.tables[0].sha256 in page
            assert "20221231" in page  # Theil's index is drawn at random
