"""A log that can't be audited is refused with what, where and what next, in both languages."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from lab import audit, count, plan_of, to_csv, words, write_counts
from policeaudit.errors import DataError

SOUND = "origin,alert,outcome\nlocal,1,right\nmigrant,1,wrong\n"


def refused(plan: dict, folder: Path) -> str:
    with pytest.raises(DataError) as caught:
        audit(plan, folder)
    assert caught.value.exit_code == 3
    assert all(p.where and p.message.en and p.message.zh for p in caught.value.problems)
    return str(caught.value)


def test_a_missing_file(tmp_path: Path) -> None:
    assert "no file matches “log.csv”" in refused(plan_of(), tmp_path)


def test_a_missing_column_names_the_nearest_and_every_one_is_told(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text("origins,alarm,outcome\nlocal,1,right\n")
    message = refused(plan_of(), tmp_path)
    assert "no column “origin”" in message
    assert "Did you mean “origins”?" in message
    assert "no column “alert”" in message


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "the file is empty"),
        ("origin,alert,outcome\n", "the log has no rows"),
        ("origin,alert,outcome\n\n\n", "none of the 2 rows can be used; most often: empty line"),
        (
            "origin,alert,outcome\nlocal,1,x\nlocal,1,y\n1\n",
            "none of the 3 rows can be used; most often: unknown outcome",
        ),
    ],
    ids=["empty", "header only", "only empty lines", "only defects"],
)
def test_a_log_without_a_row_to_use(content: str, why: str, tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text(content)
    assert why in refused(plan_of(), tmp_path)


def test_a_gz_file_that_breaks_off(tmp_path: Path) -> None:
    data = gzip.compress((SOUND + "local,1,right\n" * 50_000).encode(), compresslevel=0)
    (tmp_path / "log.csv").write_bytes(data[: len(data) // 2])
    assert "log.csv" in refused(plan_of(), tmp_path)


def test_a_gz_file_that_breaks_off_in_its_header(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_bytes(gzip.compress(SOUND.encode())[:12])
    assert "log.csv" in refused(plan_of(), tmp_path)


@pytest.mark.parametrize("name", ["log.parquet", "log.xlsx"])
@pytest.mark.parametrize("damage", ["cut", "garbled", "rubbish"])
def test_a_damaged_binary_file(name: str, damage: str, tmp_path: Path) -> None:
    path = tmp_path / name
    rows = [("local" if i % 3 else "migrant", str(i % 2), "right") for i in range(20_000)]
    if name == "log.parquet":
        columns = zip(*rows, strict=True)
        pq.write_table(pa.table(dict(zip(("origin", "alert", "outcome"), columns, strict=True))), path)
    else:
        book = openpyxl.Workbook()
        for row in [("origin", "alert", "outcome"), *rows[:500]]:
            book.active.append(row)
        book.save(path)
    data = bytearray(path.read_bytes())
    if damage == "cut":
        data = data[: len(data) // 2]
    elif damage == "garbled":
        data[8 : len(data) // 3] = bytes(len(data[8 : len(data) // 3]))
    else:
        data = bytearray(b"not what its name says")
    path.write_bytes(data)
    assert name in refused(plan_of(log={"path": name}), tmp_path)


def test_an_unknown_sheet_is_told_with_those_that_exist(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "数据"
    book.save(tmp_path / "log.xlsx")
    assert "no sheet “data”; it has: 数据" in refused(plan_of(log={"path": "log.xlsx", "sheet": "data"}), tmp_path)


def test_a_feature_that_is_an_identifier(tmp_path: Path) -> None:
    rows = [(f"person-{i}", "1", "right") for i in range(201)]
    (tmp_path / "log.csv").write_text(to_csv(("origin", "alert", "outcome"), rows))
    plan = plan_of(features=[{"name": "o", "column": "origin", "label": words("O")}], limits=[])
    message = refused(plan, tmp_path)
    assert "has 201 different values" in message
    assert "person-" not in message


def test_a_reference_group_that_never_occurs(tmp_path: Path) -> None:
    feature = {"name": "o", "column": "origin", "label": words("O"), "reference": "LOCAL"}
    write_counts(tmp_path, {("local", "1", "right"): 3, ("migrant", "1", "right"): 3})
    message = refused(plan_of(features=[feature], limits=[]), tmp_path)
    assert "never holds the reference group “LOCAL”; it holds: local, migrant" in message


def test_a_damaged_file_among_sound_ones_is_the_one_that_is_named(tmp_path: Path) -> None:
    (tmp_path / "log1.csv").write_text(SOUND)
    (tmp_path / "log2.csv").write_text("something,else\n1,2\n")
    message = refused(plan_of(log={"path": "log*.csv"}), tmp_path)
    assert "log2.csv" in message
    assert "log1.csv" not in message


def test_an_encoding_that_is_declared_wrongly_leaves_rows_out_and_stops_nothing(tmp_path: Path) -> None:
    text = SOUND + "流动人口,1,right\n"
    (tmp_path / "log.csv").write_bytes(text.encode("gb18030"))
    counted = count(plan_of(log__encoding="utf-8"), tmp_path)
    assert counted.tally.left_out == {("broken_encoding", "origin"): 1}


@pytest.mark.parametrize(
    ("changes", "row", "told"),
    [
        ({"columns__time": "day"}, ("12/31/2022", "1"), 'format = "%m/%d/%Y"'),
        ({"columns__time": {"column": "day", "format": "%d/%m/%Y"}}, ("01/02/2023", "1"), "day and month stand where"),
        ({"columns__score": {"column": "score"}}, ("2022-10-05", "350"), "range = [0, 500]"),
        ({"columns__score": {"column": "score"}}, ("2022-10-05", "1,250"), "without separators of thousands"),
    ],
)
def test_where_no_row_can_be_used_it_is_said_what_to_declare(
    changes: dict[str, Any], row: tuple[str, str], told: str, tmp_path: Path
) -> None:
    content = to_csv(("origin", "alert", "outcome", "day", "score"), [("migrant", "1", "right", *row)] * 3)
    (tmp_path / "log.csv").write_text(content, encoding="utf-8")
    with pytest.raises(DataError) as caught:
        count(plan_of(**changes), tmp_path)
    assert told in str(caught.value)
