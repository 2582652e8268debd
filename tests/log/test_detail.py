"""The details of a tally agree with its cells, add up like them, and put every score where it is said to be."""

from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lab import count, plan_of, tally_of, to_csv, words
from policeaudit.log.tally import DETAILS, Tally
from policeaudit.stats.clusters import bucket_of

HEADER = ("origin", "sex", "alert", "outcome", "person", "score", "at", "done")
PLAN = plan_of(
    columns__subject="person",
    columns__score={"column": "score", "range": [0, 1]},
    columns__time="at",
    columns__outcome_time="done",
    features=[{"name": name, "column": name, "label": words(name), "main": True} for name in ("origin", "sex")],
    columns__drawn={
        "column": "at",
        "yes": ["2022-10-01", "2022-10-05"],
        "no": ["2022-11-30", "2022-12-31", "2023-01-01"],
    },
    check_sample={"how": words("By lot", "抽签"), "strata": ["sex"]},
    intersections=[{"features": ["origin", "sex"]}],
)
SOUND = ("a", "x", "1", "right", "p0", "0.5", "2022-10-05", "2022-10-07")
ROW = st.tuples(
    st.sampled_from(["a", "b", ""]),
    st.sampled_from(["x", "y", "z*"]),
    st.sampled_from(["1", "0", "?"]),
    st.sampled_from(["right", "wrong", "open", "", "?"]),
    st.sampled_from(["p1", "p2", "p3", ""]),
    st.sampled_from(["", "0", "1", "0.29", "0.3", "0.123456", "1.5"]),
    st.sampled_from(["2022-10-01", "2022-11-30", "2022-12-31", "2023-01-01"]),
    st.sampled_from(["", "2022-09-01", "2022-12-05", "2023-03-01"]),
)


def tally_from(rows: list[tuple[str, ...]], folder: Path) -> Tally:
    (folder / "log.csv").write_text(to_csv(HEADER, [SOUND, *rows]))
    return count(PLAN, folder).tally


@settings(max_examples=15, deadline=None)
@given(rows=st.lists(ROW, max_size=40))
def test_every_detail_sums_to_the_cells(rows: list[tuple[str, ...]], tmp_path_factory: pytest.TempPathFactory) -> None:
    tally = tally_from(rows, tmp_path_factory.mktemp("log"))
    combinations, crossed = tally.cross()
    for place, view in enumerate(("origin", "sex")):
        groups = tally.groups(view)
        counts = tally.counts(view, groups)
        for key in ("month", "delay", "level", "version"):
            assert (tally.timeline(view, groups, key)[1].sum(axis=1) == counts).all()
        of_group = [[names[place] == group for names in combinations] for group in groups]
        assert [crossed[here].sum(axis=0).tolist() for here in of_group] == counts.sum(axis=1).tolist()
    months, by_month = tally.score_months()
    assert months == tally.timeline("", [""], "month")[0]
    every_bin = tally.score_counts("", [""])[0].sum(axis=(0, 2))
    assert by_month.sum(axis=(0, 2)).tolist() == every_bin.reshape(20, 5).sum(axis=1).tolist()
    for view in ("", "origin", "sex", "origin*sex"):
        cells = tally.counts(view, tally.groups(view)).sum(axis=1)
        without = [r for r in tally.detail["scores"].to_pylist() if r["view"] == view and r["score_bin"] < 0]
        sample = tally.sample(view, tally.groups(view))
        assert sample.sum(axis=(1, 2, 3)).tolist() == cells[:, 4:].tolist()
        n, s, ss = tally.score_counts(view, tally.groups(view))
        assert n.sum() + sum(r["n"] for r in without) == cells.sum()
        assert (ss <= s + 1e-9).all()
        low, high = np.arange(100) / 100, np.arange(1, 101) / 100
        assert ((s >= n * low[:, None] - 1e-9) & (s <= n * high[:, None] + 1e-9)).all()


@settings(max_examples=10, deadline=None)
@given(rows=st.lists(ROW, max_size=30), cut=st.integers(0, 30), seed=st.integers(0, 9))
def test_details_of_shuffled_parts_add_up_to_those_of_the_whole(
    rows: list[tuple[str, ...]], cut: int, seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    shuffled = rows[:]
    random.Random(seed).shuffle(shuffled)
    edges = [0, min(cut, len(rows)), len(rows)]
    one, two = (tally_from(shuffled[a:b], tmp_path_factory.mktemp("part")) for a, b in pairwise(edges))
    whole = tally_from([SOUND, *rows], tmp_path_factory.mktemp("whole"))
    for merged in (one.merge(two), two.merge(one), Tally.empty().merge(one).merge(two)):
        assert merged.detail.keys() == whole.detail.keys() == DETAILS.keys() - {"durations"}  # none is asked for
        assert all(merged.detail[name].equals(whole.detail[name]) for name in whole.detail)


def test_scores_are_counted_in_their_month_and_bucket(tmp_path: Path) -> None:
    rows = [(*SOUND[:4], "p1", score, at, SOUND[7]) for score, at in (("0.1", "2022-12-31"), ("", "2022-12-31"))]
    months, counts = tally_from(rows, tmp_path).score_months()
    assert months == ["2022-10", "2022-12"]
    assert counts.sum(axis=2)[:, [2, 10]].tolist() == [[0, 1], [1, 0]]
    assert counts.sum() == 2
    assert [of_month.argmax() % 64 for of_month in counts] == [bucket_of("p0"), bucket_of("p1")]


@pytest.mark.parametrize("score", ["0", "0.07", "0.14", "0.28", "0.29", "0.57", "0.58", "0.99", "0.999999", "1"])
def test_a_score_is_in_the_bin_that_begins_at_it(score: str, tmp_path: Path) -> None:
    """In floats 0.29 * 100 is less than 29."""
    tally = tally_from([(*SOUND[:5], score, *SOUND[6:])] * 3, tmp_path)
    n, s, ss = tally.score_counts("", [""])
    expected = [0] * 100
    expected[
        min(99, int(score.replace("0.", "").ljust(2, "0")[:2]) if score not in ("0", "1") else int(score) * 99)
    ] = 3
    expected[50] += 1
    assert n[0, :, 0].tolist() == expected
    assert s.sum() == pytest.approx(3 * float(score) + 0.5, abs=1e-9)
    assert ss.sum() == pytest.approx(3 * float(score) ** 2 + 0.25, abs=2e-6)


def test_delays_fall_into_their_bands(tmp_path: Path) -> None:
    days = {
        "": -2,
        "2022-09-30": -1,
        "2022-10-01": 0,
        "2022-10-31": 0,
        "2022-11-01": 1,
        "2022-12-30": 2,
        "2022-12-31": 3,
    }
    tally = tally_from([(*SOUND[:6], "2022-10-01", done) for done in days], tmp_path)
    values, counts = tally.timeline("", [""], "delay")
    found = dict(zip(values, counts.sum(axis=(0, 2, 3)).tolist(), strict=True))
    assert found == {-2: 1, -1: 1, 0: 3, 1: 1, 2: 1, 3: 1}  # with the sound row, after two days


def test_half_a_table_is_none(tmp_path: Path) -> None:
    """Regression: merged with a tally that has no details, those of the other were taken for all."""
    whole = tally_from([], tmp_path)
    assert whole.merge(tally_of({"a": [1] * 8}, view="origin")).detail == {}


def test_any_number_of_features_can_be_crossed(tmp_path: Path) -> None:
    """Regression: all combinations that could be were listed, more than any memory holds."""
    names = [f"f{i}" for i in range(12)]
    rows = [["1", "right", *(str((i * (k + 3)) % 60) for k in range(12))] for i in range(60)]
    (tmp_path / "log.csv").write_text(to_csv(["alert", "outcome", *names], rows))
    features = [{"name": name, "column": name, "label": words(name)} for name in names]
    tally = count(plan_of(features=features, limits=[]), tmp_path).tally
    combinations, counts = tally.cross()
    assert sorted(combinations) == sorted(tuple(row[2:]) for row in rows)
    assert counts.sum() == 60


def test_two_runs_give_the_same_digest(tmp_path: Path) -> None:
    """Sums of floats depend on the order in which threads add them; sums of whole units do not."""
    rows = [(*SOUND[:4], f"p{i % 997}", f"{i % 1009 / 1009:.6f}", *SOUND[6:]) for i in range(30_000)]
    assert len({tally_from(rows, tmp_path).digest() for _ in range(3)}) == 1
