"""The study of the subgroup search: its logs are what they say, and its figures are counted right."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))  # validation/ is no installed package

from validation.bars import _subgroups
from validation.study import Done, Task, measure

from policeaudit.stats.subgroups import Search, Subgroup
from validation import pages, subgroups

PLANTED = next(each for each in subgroups.settings() if each.planted == "three traits")


@pytest.mark.parametrize("icc", [None, 0.3])
def test_the_planted_subgroup_differs_by_its_effect(icc: float | None) -> None:
    setting = replace(PLANTED, rows=200_000, icc=icc)
    observed = []
    for effect in (0.0, setting.effect):
        attributes, yes, no, excess = subgroups.generate(replace(setting, effect=effect), np.random.default_rng(1))
        member = np.all([attributes[:, i] == level for i, level in subgroups.PLANTED["three traits"]], axis=0)
        observed.append(yes[member].sum() / (yes + no)[member].sum())
        assert (yes + no).sum() == 200_000
        assert excess == pytest.approx(effect)
    assert observed[1] - observed[0] == pytest.approx(setting.effect, abs=0.02 if icc is None else 0.04)


def test_what_a_search_found_is_judged_against_what_was_planted() -> None:
    hit = Subgroup(subgroups.PLANTED["three traits"], 800, 0.65, 0.8, -0.15, -0.22, -0.08, 0.005)
    other = replace(hit, traits=((0, 1), (4, 2)))
    cases = {
        (): (0, 0, 0, 0, 0),
        (hit,): (1, 1, 0, 1, 1),
        (hit, other): (1, 1, 1, 1, 1),
        (other, hit): (1, 0, 1, 1, 1),
        (other,): (1, 0, 1, 0, 0),
        (replace(hit, high=-0.16),): (1, 1, 0, 0, 1),
    }
    for found, figures in cases.items():
        judged = subgroups._judged(PLANTED, Search(found, 100, 4.0), -0.15)
        assert tuple(judged[name] for name in ("any", "exact", "extra", "held", "named")) == figures


def test_a_task_gives_the_same_figures_again_and_makes_a_row_for_each_way() -> None:
    small = replace(PLANTED, rows=1000, icc=0.3)
    task = Task(subgroups.NAME, "small", arguments={"setting": small, "logs": 2})
    done = measure(task)
    assert done.result == measure(task).result
    rows = subgroups.rows([done, Done(task, done.result, 0.0)])
    assert [row["way"] for row in rows] == ["deff", "buckets"]
    assert all(row["logs"] == 4 for row in rows)


def test_the_promise_is_held_against_all_logs_of_a_way_of_searching_together() -> None:
    """By hand: 1 of 100 and 23 of 300 are 6 %; of another way 7 of 100 are too many; what was planted does not count."""
    rows = [
        {"planted": None, "way": "rows", "any": 0.01, "logs": 100},
        {"planted": None, "way": "rows", "any": 23 / 300, "logs": 300},
        {"planted": "few", "way": "rows", "any": 1.0, "logs": 100},
    ]
    (bar,) = _subgroups({"subgroups": rows})
    assert bar["measured"] == pytest.approx(0.06)
    assert bar["holds"]
    (bar,) = _subgroups({"subgroups": [*rows, {"planted": None, "way": "deff", "any": 0.07, "logs": 100}]})
    assert (bar["measured"], bar["where"], bar["kept"], bar["holds"]) == (
        pytest.approx(0.07),
        ["deff:search"],
        1,
        False,
    )


def test_both_pages_have_the_same_tables() -> None:
    settings = (replace(PLANTED, rows=1000, icc=0.3), subgroups.Setting("nothing", rows=1000))
    done = [measure(Task(subgroups.NAME, each.part, arguments={"setting": each, "logs": 2})) for each in settings]
    rows = [{key: None if value != value else value for key, value in row.items()} for row in subgroups.rows(done)]
    en, zh = ([table.splitlines() for table in pages._subgroups(rows, lang)] for lang in ("en", "zh"))
    assert [len(table) for table in en] == [len(table) for table in zh] == [3, 4]
    assert en[1][2].startswith("| three common traits | −15 | 1,000 | ~5 rows each, 0.3 | by design effect | 2 |")
    assert zh[0][2].startswith("| 是 | 80 | 独立 | 记录独立 | 2 | 1.0 |")
    assert not any("nan" in line for table in (*en, *zh) for line in table)
