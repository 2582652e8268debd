"""Coverage: shares of a population held against each other and against targets, with what is not known kept open."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from statsmodels.stats.proportion import proportion_confint

from lab import group, words
from policeaudit.errors import DataError
from tables_lab import AREAS, DENOMINATOR, audited, cells, column, figure, limited, one, section, shown
from test_laws import well_said

AGES = [group("old", label=words("the elderly", "老年居民")), group("young", label=words("the young", "其他居民"))]
AGE = column("age", AGES, reference="young")


def coverage(**more: Any) -> dict[str, Any]:
    base = {"group": AGE, "population": "people", "denominator": DENOMINATOR, "stages": [figure("registered")]}
    return section(**{**base, **more})


NO_YOUNG, KEPT = "age,people,registered\nold,1000,123\n", {"group": {**AGE, "absent": "keep"}}
TABLE = "age,people,registered\nold,1000,123\nyoung,4000,3000\n"


def test_a_gap_is_judged_with_its_interval(tmp_path: Path) -> None:
    found = audited(tmp_path, TABLE, coverage=coverage(limits=[limited("coverage", gap_points=20)]))
    f = one(found, "C09.coverage.s:registered:group.old.gap")
    assert f.verdict == "action_needed"
    assert f.gap.value == pytest.approx(0.75 - 0.123)
    assert (
        "of 1,000 the elderly, 123 are “registered” and 877 can be reached only in other ways" in f.sentence.en.lower()
    )
    assert "每1,000名老年居民中，“某项”的有123人，其余877人只能通过其他方式联系" in f.sentence.zh
    assert "12.3% against 75.0%" in f.sentence.en
    rate = next(m for m in found.measures if (m.measure, m.group) == ("coverage", "old"))
    assert (rate.low, rate.high) == pytest.approx(proportion_confint(123, 1000, method="wilson"))
    assert "627" in f.effect.en
    (row, _) = cells(found, "C09.covered.s.group")
    assert row == ["the elderly", "registered", 1000, 123, 0.123, pytest.approx((rate.low, rate.high)), 877]
    well_said(found)


def test_a_target_and_how_many_are_still_to_be_reached(tmp_path: Path) -> None:
    found = audited(tmp_path, TABLE, coverage=coverage(limits=[limited("coverage", target_percent=50)]))
    assert one(found, "C09.coverage.s:registered:group.old.target").verdict == "action_needed"
    assert one(found, "C09.coverage.s:registered:group.young.target").verdict == "no_concern"
    assert cells(found, "C09.target.s.registered.group")[0] == ["the elderly", 1000, 0.123, 0.5, 377]
    assert [(limit.kind, limit.value, limit.features) for limit in found.audit.limits] == [
        ("target", 0.5, ["s:registered:group"])
    ]


def test_without_a_limit_there_is_no_verdict(tmp_path: Path) -> None:
    found = audited(tmp_path, TABLE, coverage=coverage())
    assert {f.verdict for f in found.findings} == {"no_limit"}
    assert found.audit.limits == []
    assert next(p for p in found.pillars if p.id == "P4").verdict == "not_assessed"


def test_a_small_population_cannot_be_told(tmp_path: Path) -> None:
    table = "age,people,registered\nold,20,2\nyoung,4000,3000\n"
    found = audited(tmp_path, table, coverage=coverage(limits=[limited("coverage", gap_points=20)]))
    f = one(found, "C09.coverage.s:registered:group.old.gap")
    assert f.verdict == "cannot_tell"
    assert "the same count at a later date" in f.settle.en
    assert f.n_needed is None


def test_withheld_figures_stay_open(tmp_path: Path) -> None:
    """1,000 elderly of one area whose registrations are withheld may all be registered, or none."""
    table = "age,area,people,registered\nold,rural,1000,**\nold,urban,1000,500\nyoung,rural,1000,600\nyoung,urban,1000,600\n"
    both = {"group": AGE, "area": column("area", AREAS), "file": {"path": "t.csv", "suppressed": ["**"]}}
    found = audited(tmp_path, table, coverage=coverage(**both, limits=[limited("coverage", gap_points=20)]))
    f = one(found, "C09.coverage.s:registered:group.old.gap")
    assert f.verdict == "cannot_tell"
    assert (f.gap.value, f.gap.lower_bound, f.gap.upper_bound) == pytest.approx((0.1, -0.15, 0.35))
    assert "The figures of 1,000 people are withheld or not recorded: whatever they are, the gap lies" in f.sentence.en
    assert cells(found, "C09.covered.s.group")[0][-1] == pytest.approx((0.25, 0.75))
    well_said(found)


def test_a_group_that_is_withheld_altogether_is_not_assessed(tmp_path: Path) -> None:
    table = "age,people,registered\nold,1000,**\nyoung,4000,3000\n"
    file = {"path": "t.csv", "suppressed": ["**"]}
    found = audited(tmp_path, table, coverage=coverage(file=file, limits=[limited("coverage", gap_points=20)]))
    f = one(found, "C09.coverage.s:registered:group.old.gap")
    assert f.verdict == "cannot_tell"
    assert "cannot be measured for the elderly: its figures are withheld or not recorded" in f.sentence.en
    assert f.gap.value is None


def test_what_the_reference_lacks_is_said_of_the_reference(tmp_path: Path) -> None:
    """Regression: the group that has all its figures was said to have none."""
    file = {"path": "t.csv", "suppressed": ["**"]}
    for table, more in (("age,people,registered\nold,1000,123\nyoung,4000,**\n", {"file": file}), (NO_YOUNG, KEPT)):
        found = audited(tmp_path, table, coverage=coverage(limits=[limited("coverage", gap_points=20)], **more))
        f = one(found, "C09.coverage.s:registered:group.old.gap")
        assert "cannot be measured for the young: " in f.sentence.en
        assert "无法计算其他居民的" in f.sentence.zh


def test_a_limit_that_cannot_be_applied_is_not_said_to_be_none(tmp_path: Path) -> None:
    found = audited(tmp_path, NO_YOUNG, coverage=coverage(limits=[limited("coverage", gap_points=20)], **KEPT))
    p4 = next(p for p in found.pillars if p.id == "P4")
    assert p4.verdict == "not_assessed"
    assert p4.sentence.en == "Limits that could not be applied, for want of data: 1."


def test_more_counted_than_there_are_is_no_rate(tmp_path: Path) -> None:
    table = "age,people,registered\nold,1000,1230\nyoung,4000,3000\n"
    found = audited(tmp_path, table, coverage=coverage(over="keep", limits=[limited("coverage", gap_points=20)]))
    f = one(found, "C09.coverage.s:registered:group.old.gap")
    assert f.verdict == "cannot_tell"
    assert "the population is not the one that they come from" in f.sentence.en


def test_a_population_by_group_alone_counts_once(tmp_path: Path) -> None:
    tables = {
        "t.csv": "age,area,registered\nold,rural,100\nold,urban,200\nyoung,rural,900\nyoung,urban,2100\n",
        "p.csv": "age,people\nold,1000\nyoung,4000\n",
    }
    people = {"column": "people", "file": {"path": "p.csv"}, "group": "age"}
    found = audited(tmp_path, tables, coverage=coverage(population=people, area=column("area", AREAS)))
    rows = cells(found, "C09.covered.s.group")
    assert [row[2:5] for row in rows] == [[1000, 300, 0.3], [4000, 3000, 0.75]]
    assert not [e for e in found.exhibits if e.id.endswith(".area")]  # no population of an area is known


def test_the_steps_of_a_funnel(tmp_path: Path) -> None:
    table = "age,people,device,registered\nold,1000,400,100\nyoung,1000,800,400\n"
    stages = [figure("device"), figure("registered")]
    limits = [limited("step", gap_points=10)]
    found = audited(tmp_path, table, coverage=coverage(stages=stages, limits=limits))
    gap = one(found, "C09.coverage_step.s:registered:group.old.gap").gap.value
    assert gap == pytest.approx(0.25)  # 100 of 400 against 400 of 800
    rows = cells(found, "C09.funnel.s.group")
    assert rows[1][:4] == ["the elderly", "registered", 0.25, pytest.approx(0.3)]
    assert rows[0][4] == pytest.approx(0.5)  # 0.4/0.8 and 0.25/0.5: half of the ratio each
    well_said(found)


def test_channels_and_the_share_that_needs_a_device(tmp_path: Path) -> None:
    table = "age,people,registered,app,counter\nold,1000,123,100,300\nyoung,4000,3000,1800,200\n"
    channels = [figure("app", digital=True), figure("counter", digital=False)]
    limits = [limited("only_digital", target_percent=50)]
    found = audited(tmp_path, table, coverage=coverage(channels=channels, limits=limits))
    assert one(found, "C09.only_digital.s:group.old.target").verdict == "no_concern"
    young = one(found, "C09.only_digital.s:group.young.target")
    assert young.verdict == "action_needed"
    assert "must be at most 50.0%" in young.criterion.en
    assert cells(found, "C09.channels.s.group")[0][:5] == ["the elderly", 400, 0.25, 0.75, 0.25]
    without = audited(tmp_path, table, coverage=coverage(channels=channels))
    assert "only_digital" not in {f.measure for f in without.findings}
    assert shown(without, "C09.channels.s.group")


def test_parity_and_inequality(tmp_path: Path) -> None:
    found = audited(tmp_path, TABLE, coverage=coverage(limits=[limited("inequality", standard=0.01)]))
    (row,) = cells(found, "C09.parity.s.registered.group")
    assert row[1] == pytest.approx(0.123 / 0.75)
    assert row[3] == pytest.approx(0.123 / 0.75)  # below parity the index is the ratio
    f = one(found, "C09.coverage_inequality.s:registered:group.standard")
    # by hand: m = .6246, T = .2 (r1/m) ln(r1/m) + .8 (r2/m) ln(r2/m)
    assert "Theil’s index is 0.112" in f.sentence.en
    assert f.verdict == "action_needed"
    assert f.limit.rule.en == "at most 0.010"
    assert found.audit.limits[0].rule.zh == "不超过0.010"
    clear = audited(tmp_path, TABLE, coverage=coverage(limits=[limited("inequality", standard=0.2)]))
    assert one(clear, f.id).verdict == "no_concern"


def test_shares_without_a_population_get_no_verdict(tmp_path: Path) -> None:
    stage = figure("registered", percent="percent")
    part = coverage(population=None, stages=[stage], limits=[limited("coverage", gap_points=20)])
    found = audited(tmp_path, "age,registered\nold,12.3\nyoung,75\n", coverage=part)
    f = one(found, "C09.coverage.s:registered:group.old.gap")
    assert f.verdict == "cannot_tell"
    assert "The published figures are 12.3% and 75.0%: 62.7 points apart." in f.sentence.en
    assert "published without the counts behind it" in f.sentence.en
    assert f.limit.value == 0.2
    well_said(found)


def test_places_that_are_not_covered_are_unknown(tmp_path: Path) -> None:
    part = coverage(unit="place", group=None, area=column("area", AREAS, reference="urban"), stages=[figure("cameras")])
    table = "area,people,cameras\nrural,1000,450\nurban,1000,900\n"
    found = audited(tmp_path, table, coverage={**part, "limits": [limited("coverage", gap_points=20)]})
    f = one(found, "C10.place_coverage.s:cameras:area.rural.gap")
    assert "of 1,000 places in rural areas, 450 are “cameras” and the other 550 are unknown, not safe" in (
        f.sentence.en[:1].lower() + f.sentence.en[1:]
    )
    assert "其余550处属于“情况不明”，而非“安全”" in f.sentence.zh
    assert {c.id for c in found.checks if c.not_assessed and c.pillar == "P4"} >= {"C09"}
    assert found.headlines[0].check == "C10"
    well_said(found)


def test_a_reference_that_never_occurs_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="never holds the reference group “towns”"):
        audited(tmp_path, TABLE, coverage=coverage(group=column("age", reference="towns")))


def test_groups_from_the_table_itself_are_each_held_against_the_others(tmp_path: Path) -> None:
    table = "age,people,registered\na,1000,100\nb,1000,300\nc,1000,500\n"
    found = audited(tmp_path, table, coverage=coverage(group=column("age"), limits=[limited("coverage", gap_points=5)]))
    f = one(found, "C09.coverage.s:registered:group.a.gap")
    assert f.reference == "rest"
    assert f.gap.value == pytest.approx(0.4 - 0.1)
    assert "Age “a”" in f.sentence.en


def test_a_label_with_braces_is_a_label(tmp_path: Path) -> None:
    stage = {**figure("registered"), "label": words("{count} of {x}", "{count}的{x}")}
    found = audited(tmp_path, TABLE, coverage=coverage(stages=[stage], limits=[limited("coverage", gap_points=20)]))
    assert "123 are “{count} of {x}”" in one(found, "C09.coverage.s:registered:group.old.gap").sentence.en


def test_a_burden_is_worse_where_it_is_more(tmp_path: Path) -> None:
    """Stops: 54 of 1,000 against 6 of 1,000."""
    stops = [{**figure("stopped"), "burden": True}]
    table = "age,people,stopped\nold,10000,60\nyoung,10000,540\n"
    part = coverage(group=column("age", AGES, reference="old"), stages=stops, limits=[limited("coverage", ratio=0.8)])
    found = audited(tmp_path, table, coverage=part)
    f = one(found, "C09.burden_rate.s:stopped:group.young.ratio")
    assert (f.verdict, f.ratio.value) == ("action_needed", pytest.approx(9))
    assert f.gap.value == pytest.approx(0.048)  # positive: worse for the group
    assert "Of 1,000 the young, 54 are “stopped”; of 1,000 the elderly, 6 are “stopped”." in f.sentence.en
    assert "about 480" in f.effect.en
    assert "fewer would be “stopped”" in f.effect.en
    assert found.headlines[0].text.en.startswith("Of 1,000 the young, 54 are “stopped”.")
    well_said(found)


def test_a_rare_burden_is_told_in_larger_numbers(tmp_path: Path) -> None:
    stops = [{**figure("stopped"), "burden": True}]
    table = "age,people,stopped\nold,1000000,300\nyoung,1000000,600\n"
    part = coverage(
        group=column("age", AGES, reference="old"), stages=stops, limits=[limited("coverage", gap_points=1)]
    )
    sentence = one(audited(tmp_path, table, coverage=part), "C09.burden_rate.s:stopped:group.young.gap").sentence
    assert "Of 10,000 the young, 6 are “stopped”; of 10,000 the elderly, 3 are “stopped”." in sentence.en
    assert "0.060% against 0.030%: a gap of 0.030 points" in sentence.en
    assert "每10,000名" in sentence.zh


def test_shares_by_group_and_area_each_stand_for_themselves(tmp_path: Path) -> None:
    table = "age,area,registered\nold,rural,12.3\nold,urban,**\nyoung,rural,75\nyoung,urban,80\n"
    part = coverage(
        file={"path": "t.csv", "suppressed": ["**"]},
        area=column("area", AREAS),
        population=None,
        stages=[figure("registered", percent="percent")],
        limits=[limited("coverage", target_percent=50)],
    )
    found = audited(tmp_path, table, coverage=part)
    assert {f.verdict for f in found.findings} == {"cannot_tell"}
    assert cells(found, "C09.published.s.group*area") == [
        ["the elderly, rural areas", pytest.approx(0.123)],
        ["the elderly, towns", None],
        ["the young, rural areas", 0.75],
        ["the young, towns", 0.8],
    ]
    withheld = one(found, "C09.coverage.s:registered:group*area.old*urban.target")
    assert "withheld" in withheld.sentence.en
    well_said(found)


def test_counts_cut_to_the_population_are_named(tmp_path: Path) -> None:
    """As of households counted as enrolled where more enrolled than were listed."""
    table = "age,people,registered\nold,357,2329\nyoung,4000,3000\n"
    found = audited(tmp_path, table, coverage=coverage(over="cap", limits=[limited("coverage", target_percent=90)]))
    note = shown(found, "C09.covered.s.group").exhibit.note
    assert "cut to the population as the plan declares (1): the elderly." in note.en
    assert found.intake.tables[0].cut == 1


def test_inequality_of_groups_that_are_not_all_known_cannot_be_told(tmp_path: Path) -> None:
    table = "age,people,registered\nold,1000,**\nyoung,4000,3000\n"
    file = {"path": "t.csv", "suppressed": ["**"]}
    found = audited(tmp_path, table, coverage=coverage(file=file, limits=[limited("inequality", standard=0.01)]))
    f = one(found, "C09.coverage_inequality.s:registered:group.standard")
    assert f.verdict == "cannot_tell"
    assert "Theil’s index of all groups is not known" in f.sentence.en
