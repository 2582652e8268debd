"""Nothing counts twice: of the rows with one key, the one that was checked last counts."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lab import count, left_out, plan_of, to_csv

HEADER = ("id", "alert", "outcome", "checked", "origin")
PLAN = plan_of(log={"path": "log*.csv", "key": ["id"]}, columns__outcome_time="checked")
OLD = ("1", "1", "wrong", "2022-10-05", "local")
NEW = ("1", "1", "right", "2022-11-20", "local")
OPEN = ("1", "1", "open", "2022-12-30", "local")


def outcome_of(rows: list[tuple[str, ...]], folder: Path, files: int = 1) -> tuple[list[int], list[str]]:
    for old in folder.glob("log*.csv"):
        old.unlink()
    for part in range(files):
        (folder / f"log{part}.csv").write_text(to_csv(HEADER, rows[part::files]))
    counted = count(PLAN, folder)
    cells = counted.tally.counts("", [""])[0].sum(axis=0).tolist()
    return cells, sorted(row["reason"] for row in left_out(counted))


@pytest.mark.parametrize("order", [(OLD, NEW), (NEW, OLD)], ids=["old first", "new first"])
@pytest.mark.parametrize("files", [1, 2])
def test_the_row_checked_last_wins_in_any_order_and_across_files(
    order: list[tuple[str, ...]], files: int, tmp_path: Path
) -> None:
    cells, reasons = outcome_of(list(order), tmp_path, files)
    assert cells == [1, 0, 0, 0, 0, 0, 0, 0]
    assert reasons == ["duplicate_conflict"]


def test_a_known_outcome_wins_over_an_open_one_that_is_newer(tmp_path: Path) -> None:
    assert outcome_of([OPEN, NEW], tmp_path)[0] == [1, 0, 0, 0, 0, 0, 0, 0]


def test_the_same_row_again_is_a_duplicate_and_no_conflict(tmp_path: Path) -> None:
    cells, reasons = outcome_of([NEW, NEW, NEW], tmp_path)
    assert sum(cells) == 1
    assert reasons == ["duplicate", "duplicate"]


def test_a_defective_row_never_displaces_a_sound_one(tmp_path: Path) -> None:
    broken = ("1", "1", "nonsense", "2022-12-31", "local")
    cells, reasons = outcome_of([broken, OLD], tmp_path)
    assert cells == [0, 1, 0, 0, 0, 0, 0, 0]
    assert len(reasons) == 1


def test_rows_without_a_key_are_not_duplicates_of_each_other(tmp_path: Path) -> None:
    nameless = ("", *NEW[1:])
    cells, reasons = outcome_of([nameless, nameless], tmp_path)
    assert sum(cells) == 2
    assert reasons == []


@settings(max_examples=20, deadline=None)
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from("123"),
            st.sampled_from(["1", "0"]),
            st.sampled_from(["right", "wrong", "open", ""]),
            st.sampled_from(["2022-10-05", "2022-11-20", ""]),
            st.sampled_from(["local", "migrant"]),
        ),
        min_size=1,
        max_size=12,
    ),
    seed=st.integers(0, 100),
    files=st.integers(1, 3),
)
def test_order_and_files_never_change_which_rows_count(
    rows: list[tuple[str, ...]], seed: int, files: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("duplicates")
    expected = outcome_of(rows, folder)
    shuffled = rows[:]
    random.Random(seed).shuffle(shuffled)
    assert outcome_of(shuffled, folder, files) == expected
    assert sum(expected[0]) == len({row[0] for row in rows})
