"""Several audits of one system: planted changes and breaks come back, unchanged ones say nothing, and what changed is told."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lab import assess_tally, plan_of, run_cli, tally_of, to_toml, words
from policeaudit.assessment.model import Assessment, Count, Distribution, Group
from policeaudit.assessment.period_series import with_series
from policeaudit.assessment.periods import period_name
from policeaudit.assessment.read import read_assessment
from policeaudit.assessment.redefinitions import changes_between
from policeaudit.checks.exhibit import Exhibit, LineChart
from policeaudit.plan.parts import NOT_RECORDED, Break
from policeaudit.report.render import render
from policeaudit.text import Language, same

QUARTERS = [(2020 + k // 4, k % 4) for k in range(12)]
ENDS = ((3, 31), (6, 30), (9, 30), (12, 31))


def quarter(
    folder: Path,
    k: int,
    migrant: float = 0.7,
    local: float = 0.8,
    n: tuple[int, int] = (2000, 2000),
    pending: int = 0,
    **changes: Any,
) -> Assessment:
    """The audit of a quarter: of each group's warnings exactly a share proved right."""
    year, q = QUARTERS[k]
    period = {"start": dt.date(year, 3 * q + 1, 1), "end": dt.date(year, *ENDS[q])}
    cells = {
        group: [round(rows * rate), rows - round(rows * rate), pending, 0, 0, 0, 0, 0]
        for group, rows, rate in (("migrant", n[0], migrant), ("local", n[1], local))
    }
    plan = plan_of(audit__id=f"q{k}", audit__period=period, **changes)
    return assess_tally(plan, tally_of(cells), folder)


def series(audits: list[Assessment], *declared: Break) -> Assessment:
    return with_series(audits[-1], audits[-2::-1], ["origin"], list(declared))


def shown(found: Assessment, name: str) -> Exhibit:
    return next(each.exhibit for each in found.exhibits if each.id == f"C07.{name}")


def told(found: Assessment) -> list[str]:
    return [row[7].en for row in shown(found, "periods.precision.origin").rows]


def test_a_planted_change_comes_back_with_its_range(tmp_path: Path) -> None:
    """Gaps of .1, .1 and .2: the change is .1, near 1.96 sqrt of the sum of the four p (1 - p) / 2000."""
    found = series([quarter(tmp_path, k, migrant=m) for k, m in enumerate((0.7, 0.7, 0.6))])
    table = shown(found, "periods.precision.origin").rows
    assert [row[2] for row in table] == pytest.approx([0.1, 0.1, 0.2])
    assert [row[4] and row[4].en for row in table] == [None, "Q1 2020", "Q1 2020"]
    assert told(found) == ["first period", "no change that we can detect", "the gap grew"]
    reach = 1.96 * np.sqrt((0.21 + 0.16 + 0.24 + 0.16) / 2000)
    assert table[2][6] == pytest.approx((0.1 - reach, 0.1 + reach), abs=1e-3)
    (headline,) = found.headlines
    assert headline.check == "C07"
    assert "grew, from 10.0 points to 20.0 points; the change lies between 6.1 and 13.8 points" in headline.text.en
    assert "由10.0个百分点变为20.0个百分点" in headline.text.zh


def test_audits_that_do_not_differ_say_nothing(tmp_path: Path) -> None:
    found = series([quarter(tmp_path, k) for k in range(9)])
    assert set(told(found)) == {"first period", "no change that we can detect"}
    assert not found.headlines
    assert {row[7].en for row in shown(found, "periods.drift").rows} == {"no shift that we can detect"}
    assert {row[3].en for row in shown(found, "periods.control").rows} == {"within"}
    assert {row[8] for row in shown(found, "periods.precision.origin").rows} == {None}


def test_an_audit_without_an_earlier_one_has_no_series(tmp_path: Path) -> None:
    alone = quarter(tmp_path, 0)
    assert with_series(alone, [], ["origin"], []) is alone
    assert next(check for check in alone.checks if check.id == "C07").not_assessed is not None
    assert next(c for c in series([alone, quarter(tmp_path, 1)]).checks if c.id == "C07").not_assessed is None


def test_figures_are_not_compared_across_a_change_of_definition(tmp_path: Path) -> None:
    meaning = [words("a visit confirmed it", "走访属实"), words("a case was opened", "立案")]
    audits = [
        quarter(tmp_path, k, migrant=0.7 if k < 2 else 0.55, audit__outcome_meaning=meaning[k >= 2]) for k in range(4)
    ]
    found = series(audits)
    assert told(found) == [
        "first period",
        "no change that we can detect",
        "not compared with the periods before",
        "no change that we can detect",
    ]
    table, chart = shown(found, "periods.precision.origin").rows, shown(found, "periods.precision.origin").chart
    assert table[3][4].en == "Q3 2020"
    assert table[2][8].en == "What counts as confirmed: a visit confirmed it, then a case was opened"
    assert isinstance(chart, LineChart)
    assert [(x, text.en) for x, text in chart.breaks] == [(1.5, "outcome")]
    assert [(p.x, p.y is None) for p in chart.lines[0].points] == [
        (0, False),
        (1, False),
        (1.5, True),
        (2, False),
        (3, False),
    ]


def test_across_a_new_model_figures_are_compared_and_the_change_is_named(tmp_path: Path) -> None:
    audits = [quarter(tmp_path, k, migrant=0.7 if k < 2 else 0.55) for k in range(3)]
    change = Break(on=dt.date(2020, 7, 1), what=same("model 2"))
    found = series(audits, change)
    assert told(found)[-1] == "the gap grew"
    chart = shown(found, "periods.precision.origin").chart
    assert isinstance(chart, LineChart)
    assert [(x, text.zh) for x, text in chart.breaks] == [(1.5, "模型")]
    assert shown(found, "periods.precision.origin").rows[2][8].en == "model 2"
    redefined = series(audits, change.model_copy(update={"kind": "group"}))
    assert told(redefined)[-1] == "not compared with the periods before"


def test_missing_outcomes_keep_a_change_open(tmp_path: Path) -> None:
    audits = [quarter(tmp_path, 0), quarter(tmp_path, 1, migrant=0.6, pending=600)]
    assert told(series(audits))[-1].startswith("changed among the known outcomes")


def test_a_gap_is_followed_whatever_limit_it_was_held_against(tmp_path: Path) -> None:
    """Regression: findings were matched by their ids, which name the kind of limit."""
    audits = [quarter(tmp_path, 0, limits=[]), quarter(tmp_path, 1, migrant=0.6)]
    assert told(series(audits)) == ["first period", "the gap grew"]


def test_a_handful_of_cases_is_no_figure_to_compare_with(tmp_path: Path) -> None:
    found = series([quarter(tmp_path, 0, migrant=0.2, n=(10, 2000)), quarter(tmp_path, 1)])
    table = shown(found, "periods.precision.origin").rows
    assert [row[2] for row in table] == [None, pytest.approx(0.1)]
    assert table[1][7].en == "too few figures to compare"
    assert not found.headlines


def test_what_changed_between_two_audits_is_found(tmp_path: Path) -> None:
    levels = [{"id": name, "values": [name], "label": words(name)} for name in ("blue", "red")]
    by_level = {"column": "level", "alert_from": "blue", "levels": levels}
    score = {"column": "score", "alert_from": 0.6}
    outcome = plan_of()["columns"]["outcome"]
    plans = {
        "as it was": {},
        "levels": {"columns": {"level": by_level, "outcome": outcome}},
        "red only": {"columns": {"level": {**by_level, "alert_from": "red"}, "outcome": outcome}},
        "score": {"columns": {"score": score, "outcome": outcome}},
        "score from .7": {"columns": {"score": {**score, "alert_from": 0.7}, "outcome": outcome}},
        "no reference": {"features": [{**plan_of()["features"][0], "reference": None}]},
    }
    audits = {name: quarter(tmp_path, k, **changes) for k, (name, changes) in enumerate(plans.items())}

    def kinds(before: str, after: str) -> list[tuple[str, str | None]]:
        return [(found.kind, found.feature) for found in changes_between(audits[before], audits[after])]

    assert kinds("as it was", "as it was") == []
    assert kinds("as it was", "levels") == [("threshold", None), ("level", None)]
    assert kinds("levels", "red only") == [("threshold", None)]
    assert kinds("score", "score from .7") == [("threshold", None)]
    assert kinds("as it was", "no reference") == [("group", "origin")]
    (cut,) = changes_between(audits["score"], audits["score from .7"])
    assert "0.6" in cut.what.en
    assert "0.7" in cut.what.zh


def test_a_quarter_in_which_every_group_was_recorded_is_no_change_of_groups(tmp_path: Path) -> None:
    one, two = (quarter(tmp_path, k) for k in range(2))
    feature = one.audit.features[0]
    more = feature.model_copy(update={"groups": [*feature.groups, Group(id=NOT_RECORDED, label=feature.label)]})
    two = two.model_copy(update={"audit": two.audit.model_copy(update={"features": [more]})})
    assert not changes_between(one, two)


def with_intake(audit: Assessment, **parts: Any) -> Assessment:
    return audit.model_copy(update={"intake": audit.intake.model_copy(update=parts)})


def test_new_versions_and_another_range_of_scores_are_found(tmp_path: Path) -> None:
    one, two = (
        with_intake(
            quarter(tmp_path, k),
            versions=[Count(value=f"v{k}", rows=1, alerts=1)],
            distributions=[Distribution(feature=None, bins=["0", top], rows=[50, 50], design_effect=1)],
        )
        for k, top in enumerate(("0.5", "50"))
    )
    assert [(each.kind, each.what.en) for each in changes_between(one, two)] == [
        ("model", "Model version: v0, then v1"),
        ("score", "the range of the score"),
    ]
    drift = [each for each in series([one, two]).exhibits if each.id == "C07.periods.drift"]
    assert not [row for each in drift for row in each.exhibit.rows if row[0].en == "scores"]


def test_another_mix_of_groups_is_told_and_repeated_people_make_it_less_certain(tmp_path: Path) -> None:
    """From 2,000 of 4,000 to 2,800 of 4,000: one row in five, index .1695 as worked in test_change_over_time."""
    audits = [quarter(tmp_path, 0), quarter(tmp_path, 1, n=(2800, 1200))]
    (row,) = shown(series(audits), "periods.drift").rows
    assert row[7].en == "shifted"
    assert row[4] == pytest.approx(0.2)
    assert row[5] == pytest.approx(0.1695, abs=1e-3)
    few = [
        with_intake(a, distributions=[d.model_copy(update={"design_effect": 100.0}) for d in a.intake.distributions])
        for a in audits
    ]
    assert shown(series(few), "periods.drift").rows[0][7].en == "no shift that we can detect"


def test_a_quarter_that_falls_out_of_the_series_is_named(tmp_path: Path) -> None:
    fall = [0.2 if k == 7 else 0.0 for k in range(9)]
    found = series([quarter(tmp_path, k, 0.7 - f, 0.8 - f) for k, f in enumerate(fall)])
    assert [row[0].en for row in shown(found, "periods.control").rows if row[3].en == "outside"] == ["Q4 2021"]
    assert {row[3].zh for row in shown(found, "periods.control.all").rows} == {"2021年四季度"}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_usual_limits_are_drawn_as_a_band(lang: Language, tmp_path: Path) -> None:
    found = series([quarter(tmp_path, k) for k in range(9)])
    title = shown(found, "periods.control").title[lang]
    _, _, after = render(found, lang).partition(f'<figcaption class="chart-title">{title}</figcaption>')
    drawing = after.partition("</svg>")[0]
    assert 'fill="var(--chart-band)"' in drawing
    assert drawing.count("<path") > 9
    _, _, gaps = render(found, lang).partition(shown(found, "periods.precision.origin").title[lang])
    assert "var(--chart-band)" not in gaps.partition("</svg>")[0].partition("<svg")[2]


@pytest.mark.parametrize(
    ("start", "end", "en", "zh"),
    [
        ("2022-10-01", "2022-12-31", "Q4 2022", "2022年四季度"),
        ("2024-01-01", "2024-03-31", "Q1 2024", "2024年一季度"),
        ("2022-10-01", "2022-12-30", "to Dec 2022", "至2022年12月"),
        ("2022-01-01", "2022-12-31", "to Dec 2022", "至2022年12月"),
        ("9999-10-01", "9999-12-31", "Q4 9999", "9999年四季度"),
    ],
)
def test_periods_are_called_by_their_quarter(start: str, end: str, en: str, zh: str) -> None:
    name = period_name(dt.date.fromisoformat(start), dt.date.fromisoformat(end))
    assert (name.en, name.zh) == (en, zh)


def test_the_plan_names_the_earlier_audits_and_the_report_shows_them(tmp_path: Path) -> None:
    """From the command line: two quarters, the gap of the second is wider by 20 points."""
    for k, wrong in enumerate((30, 50)):
        rows = [
            f"{group},1,{'wrong' if i < w else 'right'}"
            for group, w in (("migrant", wrong), ("local", 20))
            for i in range(100)
        ]
        (tmp_path / f"log{k}.csv").write_text("\n".join(["origin,alert,outcome", *(rows * 10)]) + "\n")
        year, q = QUARTERS[k]
        period = {"start": dt.date(year, 3 * q + 1, 1), "end": dt.date(year, *ENDS[q])}
        plan = plan_of(audit__id=f"q{k}", audit__period=period, log__path=f"log{k}.csv")
        if k:
            plan["record"] = {"previous": ["out/q0"]}
        (tmp_path / f"plan{k}.toml").write_text(to_toml(plan), encoding="utf-8")
        ran = run_cli("run", tmp_path / f"plan{k}.toml", "--out", tmp_path / "out", "--quiet")
        assert ran.returncode == 0, ran.stderr
    found = read_assessment(tmp_path / "out/q1")
    assert told(found) == ["first period", "the gap grew"]
    assert shown(found, "periods.precision.origin").rows[1][5] == pytest.approx(0.2)
    for lang, title in (("en", "Gap by period, precision, Origin"), ("zh", "各期差距：预警准确率，按来源")):
        page = (tmp_path / f"out/q1/report.{lang}.html").read_text(encoding="utf-8")
        assert title in page
        assert ("the gap grew" if lang == "en" else "差距扩大") in page
