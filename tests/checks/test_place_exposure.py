"""Warnings about places and who lives there: planted truths, hostile tables, and silence where nothing is wrong."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from lab import audit, count, group, plan_of, to_csv, words
from policeaudit.assessment.model import Assessment
from policeaudit.errors import DataError, PlanError
from policeaudit.log.tally import Tally
from policeaudit.plan.read import check_plan
from policeaudit.tables import read_tables
from tables_lab import DENOMINATOR, audited, cells, column, limited, one, plan_with, shown
from test_laws import well_said

GROUPS = column(
    "group",
    [
        group("minority", label=words("the minority", "少数群体")),
        group("majority", label=words("the majority", "多数群体")),
    ],
    reference="majority",
)
FINDING = "C26.place_exposure.s:group.minority.ratio"


def exposure(**more: Any) -> dict[str, Any]:
    base = {
        "id": "s",
        "title": words("A map", "某图"),
        "file": {"path": "t.csv"},
        "place": "cell",
        "group": GROUPS,
        "residents": "people",
        "denominator": DENOMINATOR,
        "limits": [limited("exposure", ratio=0.8)],
    }
    alone = {} if {"neighbourhood", "prefix"} & more.keys() else {"prefix": 9}  # each place for itself
    return {**base, **alone, **more}


def table(people: dict[str, tuple[Any, Any]], **warnings: int) -> str:
    """Residents by cell, minority first; and the warnings about each cell where they are given."""
    header = ["cell", "group", "people", *(["warned"] if warnings else [])]
    rows = [
        [cell, name, n, *([warnings[cell]] if warnings else [])]
        for cell, both in people.items()
        for name, n in zip(("minority", "majority"), both, strict=True)
    ]
    return to_csv(header, rows)


def found_with_log(folder: Path, people: str, warnings: dict[str, int], **more: Any) -> Assessment:
    """An audit of a log with so many warnings about each cell, and one row in each of cells a and b without a warning."""
    rows = [(cell, "1", "right") for cell, n in warnings.items() for _ in range(n)] + [("a", "0", ""), ("b", "0", "")]
    (folder / "log.csv").write_text(to_csv(("cell", "alert", "outcome"), rows), encoding="utf-8")
    (folder / "t.csv").write_text(people, encoding="utf-8")
    feature = {"name": "cell", "column": "alert", "label": words("Alert", "预警")}
    plan = plan_of(columns__place="cell", features=[feature], limits=[], exposure=[exposure(**more)])
    return audit(plan, folder)


def found_in_table(
    folder: Path, people: dict[str, tuple[int, int]], warnings: dict[str, int], **more: Any
) -> Assessment:
    return audited(folder, table(people, **warnings), exposure=exposure(warnings="warned", **more))


def city(seed: int, places: int = 120, times: float = 1.0) -> tuple[dict[str, tuple[int, int]], dict[str, int]]:
    """Places of unequal size in which a quarter on average belong to the minority; warnings in bursts, ``times`` as many
    where only the minority lives."""
    rng = np.random.default_rng(seed)
    size = rng.integers(300, 2_000, places)
    minority = rng.binomial(size, rng.beta(0.5, 1.5, places))
    expected = size / 100 * (1 + (times - 1) * minority / size)
    warned = rng.poisson(expected * rng.gamma(3, 1 / 3, places))
    names = [f"c{i}" for i in range(places)]
    people = {name: (int(m), int(n - m)) for name, m, n in zip(names, minority, size, strict=True)}
    return people, dict(zip(names, (int(n) for n in warned), strict=True))


TWO = {"a": (80, 20), "b": (25, 75)}


def test_figures_by_hand_from_the_log_and_from_the_table(tmp_path: Path) -> None:
    """10 on 80 + 20 people and 30 on 25 + 75: 15.5 on 105 of the minority, 24.5 on 95 of the majority."""
    warnings = {"a": 10, "b": 30}
    for found in (
        found_with_log(tmp_path, table(TWO), warnings),
        found_in_table(tmp_path, TWO, warnings),
    ):
        rows = cells(found, "C26.exposure.s")
        assert [row[1:3] for row in rows] == [[105, 2], [95, 2]]
        assert [row[3] for row in rows] == pytest.approx([1000 * 15.5 / 105, 1000 * 24.5 / 95])
        assert rows[0][5] == pytest.approx((15.5 / 105) / (24.5 / 95))
        # undivided: 80 of 105 live where there are 10, 25 where there are 30
        assert [row[7] for row in rows] == pytest.approx([(80 * 10 + 25 * 30) / 105, (20 * 10 + 75 * 30) / 95])
        finding = one(found, FINDING)
        assert (finding.n, finding.n_reference) == (105, 95)
        assert finding.verdict == "cannot_tell"
        assert "as if in 1.5 neighbourhoods of equal size; 30 are needed" in finding.sentence.en
        well_said(found)


def test_a_planted_ratio_is_found_and_its_size_is_recovered(tmp_path: Path) -> None:
    """The minority of a quarter-minority city has e times as many, by sums over the planted rates."""
    people, warnings = city(1, 400, times=3.0)
    minority, size = np.array([m for m, _ in people.values()]), np.array([sum(both) for both in people.values()])
    rate = 1 + 2 * minority / size
    truth = (rate @ minority / minority.sum()) / (rate @ (size - minority) / (size - minority).sum())
    finding = one(found_in_table(tmp_path, people, warnings), FINDING)
    assert finding.verdict == "action_needed"
    assert finding.ratio.low <= truth <= finding.ratio.high


def test_nothing_is_alarmed_where_nothing_is_wrong(tmp_path: Path) -> None:
    verdicts = Counter(one(found_in_table(tmp_path, *city(seed, 300)), FINDING).verdict.value for seed in range(40))
    assert not verdicts["action_needed"]
    assert not verdicts["watch"]
    assert verdicts["no_concern"] > 30  # 300 places are enough to clear most of them


def test_neighbouring_places_count_as_one(tmp_path: Path) -> None:
    """Ten copies of each place are ten times as many places, but no more neighbourhoods."""
    people, warnings = city(2, 40)
    copies = [(f"{cell}.{i}", cell) for cell in people for i in range(10)]
    rows = [
        (copy, cell, name, n, warnings[cell])
        for copy, cell in copies
        for name, n in zip(("minority", "majority"), people[cell], strict=True)
    ]
    content = to_csv(("cell", "hood", "group", "people", "warned"), rows)
    ratios = {}
    for name, more in {"single": {}, "together": {"neighbourhood": "hood"}}.items():
        found = audited(tmp_path, content, exposure=exposure(warnings="warned", **more))
        ratios[name] = one(found, FINDING).ratio
    plain = one(found_in_table(tmp_path, people, warnings), FINDING).ratio
    assert ratios["together"].low == pytest.approx(plain.low)
    assert ratios["together"].value == pytest.approx(ratios["single"].value)
    assert ratios["together"].high - ratios["together"].low > 2 * (ratios["single"].high - ratios["single"].low)


def test_the_start_of_a_code_names_a_neighbourhood_as_a_column_does(tmp_path: Path) -> None:
    people, warnings = city(4, 200)
    codes = {cell: f"{i // 5:02}{cell}" for i, cell in enumerate(people)}
    rows = [
        (codes[cell], codes[cell][:2], name, n, warnings[cell])
        for cell in people
        for name, n in zip(("minority", "majority"), people[cell], strict=True)
    ]
    content = to_csv(("cell", "hood", "group", "people", "warned"), rows)
    prefix, column_ = (
        one(audited(tmp_path, content, exposure=exposure(warnings="warned", **more)), FINDING)
        for more in ({"prefix": 2}, {"neighbourhood": "hood"})
    )
    assert prefix.ratio == column_.ratio
    assert "With 40 neighbourhoods" in prefix.sentence.en
    with pytest.raises(PlanError, match="exclude each other"):
        check_plan(plan_of(columns__place="cell", exposure=[exposure(prefix=2, neighbourhood="hood")]))


def test_without_neighbourhoods_nothing_is_confirmed_and_nothing_cleared(tmp_path: Path) -> None:
    unequal, equal = city(1, 400, times=3.0), city(1, 400)
    assert one(found_in_table(tmp_path, *equal), FINDING).verdict == "no_concern"
    for world, verdict in ((unequal, "watch"), (equal, "cannot_tell")):
        finding = one(found_in_table(tmp_path, *world, prefix=None), FINDING)
        assert finding.verdict == verdict
        assert "does not say which places are neighbours" in finding.sentence.en
        assert finding.settle is not None
        assert "neighbourhood or prefix" in finding.settle.en


def test_every_warning_is_accounted_for_by_reason(tmp_path: Path) -> None:
    people = TWO | {"park": (0, 0), "half": (5, ""), "calm": (10, 10)}
    warnings = {"a": 10, "b": 30, "park": 4, "half": 3, "elsewhere": 2, "": 1}
    found = found_with_log(tmp_path, table(people), warnings)
    assert [row[0:3] for row in cells(found, "C26.where.s")] == [
        ["Residents known: shared among them", 2, 40],
        ["Nobody lives there", 1, 4],
        ["Residents not known", 1, 3],
        ["Place not in the table", 1, 2],
        ["No place recorded", None, 1],
    ]
    note = shown(found, "C26.where.s").exhibit.note
    assert note is not None
    assert "Residents: Census, 1 November 2020." in note.en
    assert "never names: 1; they count" in note.en
    assert "not known in full: 1; they are left out" in note.en
    finding = one(found, FINDING)
    # 3 + 2 + 1 may have fallen on either group: 15.5 on 115 and 24.5 on 105, calm included
    assert finding.ratio.value == pytest.approx((15.5 / 115) / (24.5 / 105))
    assert finding.ratio.lower_bound == pytest.approx((15.5 / 115) / (30.5 / 105))
    assert finding.ratio.upper_bound == pytest.approx((21.5 / 115) / (24.5 / 105))
    assert "who lives where 6 of the warnings (12.0%) are" in finding.sentence.en
    well_said(found)


def test_open_warnings_turn_a_verdict_into_cannot_tell_unless_the_plan_puts_them_outside(tmp_path: Path) -> None:
    people, warnings = city(1, 400, times=3.0)
    strange = {"strange": sum(warnings.values()) // 3}
    open_ = one(found_with_log(tmp_path, table(people), warnings | strange), FINDING)
    outside = one(found_with_log(tmp_path, table(people), warnings | strange, unlisted="outside"), FINDING)
    assert (open_.verdict, outside.verdict) == ("cannot_tell", "action_needed")
    assert open_.settle is not None
    assert "residents of the places" in open_.settle.en
    assert open_.ratio.value == pytest.approx(outside.ratio.value)


def test_a_group_without_a_row_is_unknown_or_nobody_as_the_plan_says(tmp_path: Path) -> None:
    content = "cell,group,people\na,minority,80\na,majority,20\nb,majority,75\n"
    unknown = found_with_log(tmp_path, content, {"a": 10, "b": 30})
    nobody = found_with_log(tmp_path, content, {"a": 10, "b": 30}, absent="none")
    assert [row[1] for row in cells(unknown, "C26.exposure.s")] == [80, 20]
    assert [row[1] for row in cells(nobody, "C26.exposure.s")] == [80, 95]


def test_a_log_of_places_and_days_alone_is_enough(tmp_path: Path) -> None:
    """As vendors keep them: no outcome, no group, every row a warning; a row without a day is none."""
    rows = [("a", "2022-10-05")] * 10 + [("b", "2022-10-06")] * 30 + [("b", "")] * 3
    (tmp_path / "log.csv").write_text(to_csv(("cell", "day"), rows), encoding="utf-8")
    (tmp_path / "t.csv").write_text(table(TWO), encoding="utf-8")
    plan = plan_of(limits=[], exposure=[exposure()])
    plan["columns"] = {"place": "cell", "alert": {"column": "day", "recorded": True}}
    del plan["features"]
    check_plan(plan)
    found = audit(plan, tmp_path)
    assert one(found, FINDING).ratio.value == pytest.approx((15.5 / 105) / (24.5 / 95))
    assert (found.intake.rows_used, [row[2] for row in cells(found, "C26.where.s")]) == (43, [40])
    assert not [m for m in found.measures if m.measure == "precision" and m.value is not None]
    with pytest.raises(PlanError) as caught:
        check_plan({**plan, "exposure": []})
    assert {problem.where for problem in caught.value.problems} == {"features"}


def test_no_limit_is_no_verdict_and_no_reference_is_all_others(tmp_path: Path) -> None:
    groups = column("group", [group(name) for name in ("x", "y", "z")])
    rows = [("a", "x", 10), ("a", "y", 30), ("a", "z", 60), ("b", "x", 50), ("b", "y", 25), ("b", "z", 25)]
    content = to_csv(("cell", "group", "people"), rows)
    found = found_with_log(tmp_path, content, {"a": 10, "b": 30}, group=groups, limits=[])
    ids = [f.id for f in found.findings if f.check == "C26"]
    assert ids == [f"C26.place_exposure.s:group.{name}.none" for name in ("x", "y", "z")]
    x = one(found, ids[0])
    assert (x.verdict, x.reference) == ("no_limit", "rest")
    assert x.ratio.value == pytest.approx(((1 + 15) / 60) / ((9 + 15) / 140))
    well_said(found)


@pytest.mark.parametrize(
    ("content", "where", "why"),
    [
        ("cell,group,people\na,minority,-1\na,majority,1\n", ":2 [people]", "a negative number"),
        ("cell,group,people\na,minority,1.5\na,majority,1\n", ":2 [people]", "not a whole number"),
        ("cell,group,people\na,minority,1\na,majority,1\na,minority,2\n", ":4", "a second row for the same group"),
        ("cell,group,people\na,minority,1\na,majorty,1\n", ":3 [group]", "did you mean “majority”"),
        ("cell,group,people\n,minority,1\na,majority,1\n", ":2 [cell]", "the group is missing"),
    ],
)
def test_a_wrong_table_is_refused_with_its_place(content: str, where: str, why: str, tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        found_with_log(tmp_path, content, {"a": 1})
    assert where in str(caught.value)
    assert why in str(caught.value)


@pytest.mark.parametrize(
    ("more", "header", "second"), [({"neighbourhood": "x"}, "x", "west"), ({"warnings": "x"}, "x", "4")]
)
def test_a_place_has_one_neighbourhood_and_one_number_of_warnings(
    more: dict[str, str], header: str, second: str, tmp_path: Path
) -> None:
    first = "east" if "neighbourhood" in more else "3"
    content = f"cell,group,people,{header}\na,minority,1,{first}\na,majority,1,{second}\n"
    (tmp_path / "t.csv").write_text(content)
    plan = plan_with(exposure=exposure(**more))
    with pytest.raises(DataError, match="line 2 has another value for the same place"):
        read_tables(plan, tmp_path)


def test_warnings_must_come_from_the_log_or_the_table() -> None:
    with pytest.raises(PlanError) as caught:
        check_plan(plan_of(exposure=[exposure()]))
    assert "exposure[1].warnings" in str(caught.value)
    check_plan(plan_of(exposure=[exposure(warnings="warned")]))
    check_plan(plan_of(exposure=[exposure()], columns__place="cell"))


def test_a_table_of_places_where_nobody_lives_or_with_one_place_is_no_crash(tmp_path: Path) -> None:
    for people in ({"a": (0, 0)}, {"a": (10, 20)}):
        found = found_in_table(tmp_path, people, dict.fromkeys(people, 5))
        assert one(found, FINDING).verdict == "cannot_tell"
        well_said(found)


def test_no_place_is_written(tmp_path: Path) -> None:
    people = {f"Secret-{name}": both for name, both in TWO.items()}
    found = found_with_log(tmp_path, table(people), {"Secret-a": 10, "Secret-b": 30, "Secret-c": 5})
    assert "Secret" not in json.dumps(found.model_dump(mode="json"))
    counted = count(plan_of(columns__place="cell", features=[]), tmp_path).tally
    assert counted.places == Counter({"Secret-a": 10, "Secret-b": 30, "Secret-c": 5, "a": 0, "b": 0})
    counted.save(tmp_path / "tally.parquet")
    assert b"Secret" not in (tmp_path / "tally.parquet").read_bytes()


def test_parts_of_a_log_add_up_by_place(tmp_path: Path) -> None:
    found_with_log(tmp_path, table(TWO), {"a": 2, "b": 1})
    tally = count(plan_of(columns__place="cell", features=[]), tmp_path).tally
    assert tally.merge(tally).places == Counter(a=4, b=2)
    assert Tally.empty().merge(tally).places == tally.places
    assert tally.merge(count(plan_of(features=[]), tmp_path).tally).places is None


def test_more_places_than_areas_can_be_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("policeaudit.log.places.MOST_PLACES", 2)
    with pytest.raises(DataError, match="an area is meant, not a point or an address"):
        found_with_log(tmp_path, table(TWO), {"a": 1, "b": 1, "c": 1})


def test_with_a_total_the_groups_may_leave_some_out_and_overlap(tmp_path: Path) -> None:
    """10 on 100 people and 30 on 200: 0.1 and 0.15 each, whatever groups the other people are in."""
    content = "cell,all,minority,majority\na,100,80,10\nb,200,25,75\n"
    unpivot = {"columns": ["minority", "majority"], "into": "group", "value": "people"}
    more = {"file": {"path": "t.csv", "unpivot": unpivot}, "total": "all"}
    found = found_with_log(tmp_path, content, {"a": 10, "b": 30}, **more)
    rows = cells(found, "C26.exposure.s")
    assert [row[3] for row in rows] == pytest.approx([1000 * (8 + 3.75) / 105, 1000 * (1 + 11.25) / 85])
    assert one(found, FINDING).ratio.value == pytest.approx((11.75 / 105) / (12.25 / 85))
    note = shown(found, "C26.where.s").exhibit.note
    assert note is not None
    assert "At least 36.7% of all residents belong to none of these groups" in note.en  # 110 of 300
    alone = found_with_log(
        tmp_path, content, {"a": 10, "b": 30}, **more, group=column("group", [group("minority"), group("majority")])
    )
    # all others are all residents but the group, not the other groups: 8 + 3.75 of 40 warnings on 105 of 300
    assert one(alone, FINDING).ratio.value == pytest.approx((11.75 / 105) / (28.25 / 195))
    overlapping = found_with_log(
        tmp_path, content.replace("100,80,10", "100,80,90").replace("25,75", "180,200"), {"a": 10, "b": 30}, **more
    )
    note = shown(overlapping, "C26.where.s").exhibit.note
    assert note is not None
    assert "add up to 83.3% more than all residents" in note.en  # 550 of 300
    with pytest.raises(DataError, match="more people of the group than live in the place in all"):
        found_with_log(tmp_path, content.replace("100,80", "79,80"), {"a": 1}, **more)


def test_zeros_that_a_spreadsheet_took_off_a_code_are_told_and_put_back(tmp_path: Path) -> None:
    """A code of Alabama or California begins with 0; as a number it is another text, and no place is found."""
    codes = {"a": "06037100", "b": "06037200"}
    people = table({codes[cell]: both for cell, both in TWO.items()})
    bare = {code.lstrip("0"): n for code, n in zip(codes.values(), (10, 30), strict=True)}
    for in_table, in_log in (
        (people, bare),
        (people.replace("0603", "603"), {f"0{code}": n for code, n in bare.items()}),
    ):
        with pytest.raises(DataError, match="declare digits = 8"):
            found_with_log(tmp_path, in_table, in_log)
        found = found_with_log(tmp_path, in_table, in_log, digits=8, prefix=5)
        assert one(found, FINDING).ratio.value == pytest.approx((15.5 / 105) / (24.5 / 95))
    both_ways = people + "6037100,minority,5\n"
    with pytest.raises(DataError, match="a second row for this group of the place; the first is in line 2"):
        found_with_log(tmp_path, both_ways, bare, digits=8)


def test_a_log_whose_places_are_none_of_the_table_is_refused_and_not_called_free_of_warnings(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="none of the 2 places that the log warns about is in the table of residents"):
        found_with_log(tmp_path, table({f"other {cell}": both for cell, both in TWO.items()}), {"a": 1, "b": 2})


def test_who_lives_where_most_warnings_are_and_where_there_are_none(tmp_path: Path) -> None:
    people = {f"c{i}": (10, 0) if i == 0 else (1, 9) for i in range(10)}
    found = found_with_log(tmp_path, table(people), {"c0": 7, "c1": 3})
    # one of ten places is the tenth: all ten who live there are of the minority, of whom there are 19
    assert [row[1:] for row in cells(found, "C26.most.s")] == [
        pytest.approx([10 / 19, 8 / 19]),
        pytest.approx([0.0, 72 / 81]),
        pytest.approx([0.1, 0.8]),
    ]
