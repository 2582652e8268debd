"""A tally adds up like a number and survives its file."""

from __future__ import annotations

import random
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lab import audit, cells_of, count, plan_of, tally_of, to_csv, write_counts
from policeaudit.log.tally import Tally
from policeaudit.measures import STATUSES

CELL = st.tuples(
    st.sampled_from(["", "origin", "origin*sex"]),
    st.sampled_from(["", "local", "nan", "流动人口", "=1+1"]),
    st.sampled_from(["", "red"]),
    st.sampled_from(["", "v1"]),
    st.booleans(),
    st.sampled_from(STATUSES),
    st.integers(-1, 63),
    st.integers(0, 10**12),
)
LEFT_OUT = st.dictionaries(
    st.tuples(st.sampled_from(["duplicate", "empty_line"]), st.sampled_from([None, "at", "年龄"])),
    st.integers(1, 10**9),
)


@st.composite
def tallies(draw: st.DrawFn) -> Tally:
    cells = draw(st.lists(CELL, max_size=8))
    subjects = draw(st.none() | st.tuples(st.integers(0, 100), st.integers(0, 100)))
    return Tally.empty("p").merge(Tally(cells_of(cells), draw(LEFT_OUT), "p", subjects))


def same(a: Tally, b: Tally) -> bool:
    return a.cells.equals(b.cells) and (a.left_out, a.plan_sha256, a.subjects) == (
        b.left_out,
        b.plan_sha256,
        b.subjects,
    )


@settings(max_examples=30, deadline=None)
@given(a=tallies(), b=tallies(), c=tallies())
def test_merge_is_associative_commutative_and_has_a_zero(a: Tally, b: Tally, c: Tally) -> None:
    assert same(a.merge(b), b.merge(a))
    assert same(a.merge(b).merge(c), a.merge(b.merge(c)))
    assert same(a.merge(Tally.empty()), a)
    assert same(Tally.empty().merge(a), a)
    assert a.merge(b).rows_in == a.rows_in + b.rows_in


@settings(max_examples=30, deadline=None)
@given(tally=tallies())
def test_a_saved_tally_loads_as_it_was(tally: Tally, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("tally") / "tally.parquet"
    tally.save(path)
    loaded = Tally.load(path)
    assert same(loaded, tally)
    assert loaded.digest() == tally.digest()
    assert loaded.to_parquet() == tally.to_parquet()


def test_tallies_of_different_plans_do_not_merge() -> None:
    with pytest.raises(ValueError, match="different plans"):
        Tally.empty("one plan").merge(Tally.empty("another"))


def test_a_file_that_is_no_tally_is_refused(tmp_path: Path) -> None:
    pq.write_table(pa.table({"a": [1]}), tmp_path / "other.parquet")
    with pytest.raises(ValueError, match=r"is no policeaudit\.tally/2"):
        Tally.load(tmp_path / "other.parquet")


def test_counts_beyond_32_bits_add_up_exactly() -> None:
    """Regression: fairbench overflows a denominator at 300,000 rows."""
    huge = 10**12 + 1
    tally = tally_of({"local": [huge] * 8}).merge(tally_of({"local": [huge] * 8}))
    assert tally.counts("origin", ["local"]).tolist() == [[[2 * huge] * 8]]
    assert tally.rows_used == 16 * huge


ROW = st.tuples(
    st.sampled_from(["migrant", "local", "", "x"]),
    st.sampled_from(["1", "0", "?"]),
    st.sampled_from(["right", "wrong", "open", "", "?"]),
    st.sampled_from(["p1", "p2", "p3", ""]),
)


@settings(max_examples=20, deadline=None)
@given(rows=st.lists(ROW, max_size=40), cuts=st.lists(st.integers(0, 40), max_size=3), seed=st.integers(0, 9))
def test_merging_the_tallies_of_parts_gives_the_tally_of_the_whole(
    rows: list[tuple[str, ...]], cuts: list[int], seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Shuffled too: what a station counts by itself can be added up later."""
    plan = plan_of(columns__subject="person")
    sound = ("local", "1", "right", "p9")
    shuffled = rows[:]
    random.Random(seed).shuffle(shuffled)
    edges = [0, *sorted(min(cut, len(rows)) for cut in cuts), len(rows)]
    parts = [shuffled[a:b] for a, b in pairwise(edges)]

    def tally(part: list[tuple[str, ...]]) -> Tally:
        folder = tmp_path_factory.mktemp("part")
        (folder / "log.csv").write_text(to_csv(("origin", "alert", "outcome", "person"), [sound, *part]))
        return count(plan, folder).tally

    merged = Tally.empty()
    for part in parts:
        merged = merged.merge(tally(part))
    whole = tally([sound] * (len(parts) - 1) + rows)
    assert merged.cells.equals(whole.cells)
    assert merged.left_out == whole.left_out


def test_two_runs_give_the_same_assessment(tmp_path: Path) -> None:
    """Regression: cells come back from an engine in any order, so they are sorted."""
    write_counts(tmp_path, {("migrant", "1", "right"): 40, ("local", "1", "wrong"): 40, ("local", "0", ""): 90})
    first, second = audit(plan_of(), tmp_path), audit(plan_of(), tmp_path)
    assert first == second
    assert count(plan_of(), tmp_path).tally.digest() == count(plan_of(), tmp_path).tally.digest()


def test_nothing_about_a_person_is_in_a_tally(tmp_path: Path) -> None:
    secret = "person-4711"
    (tmp_path / "log.csv").write_text(f"origin,alert,outcome,person\nlocal,1,right,{secret}\n")
    tally = count(plan_of(columns__subject="person"), tmp_path).tally
    assert secret.encode() not in tally.to_parquet()
    assert secret not in str(tally.cells.to_pylist())
