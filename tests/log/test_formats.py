"""The same rows in any format, any order and any number of files give the same audit."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import io
import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
import pytest

from lab import audit, count, group, left_out, limit, plan_of, run_cli, to_csv, to_toml, words
from policeaudit.assessment.model import Assessment

HEADER = ("id", "person", "at", "score", "alert", "outcome", "origin", "age", "note")
PLAN = plan_of(
    log={"path": "log.*", "key": ["id"]},
    columns={
        "subject": "person",
        "time": "at",
        "score": "score",
        "alert": {"column": "alert", "yes": ["是"], "no": ["否"]},
        "outcome": {"column": "outcome", "confirmed": ["属实"], "unfounded": ["不属实"], "pending": ["核查中"]},
    },
    features=[
        {
            "name": "origin",
            "column": "origin",
            "label": words("Origin", "户籍"),
            "reference": "local",
            "groups": [group("migrant", "流动人口"), group("local", "本地居民")],
        },
        {"name": "age", "column": "age", "label": words("Age", "年龄"), "bins": [0, 18, 60]},
    ],
    intersections=[{"features": ["origin", "age"]}],
    limits=[limit("precision", gap_points=5), limit("selection_rate", ratio=0.8)],
)


def make_rows() -> list[list[Any]]:
    draw = random.Random(5)
    rows: list[list[Any]] = []
    for i in range(1500):
        origin = draw.choice(["流动人口", "本地居民", "本地居民", None, "外星人"])
        alert = draw.random() < 0.4
        outcome = draw.choice(["属实", "属实", "不属实", "核查中", None]) if alert else None
        at = dt.datetime(2022, 10, 1) + dt.timedelta(minutes=draw.randrange(92 * 1440))
        if i % 50 == 0:
            at = dt.datetime(2021, 1, 1)
        age = draw.choice([None, draw.randrange(100)])
        score = draw.choice([None, draw.randrange(1001) / 1000, 1.5 if i % 40 == 0 else 0.25])
        rows.append(
            [
                i // 1 if i % 30 else 7,
                draw.randrange(400),
                at,
                score,
                "是" if alert else "否",
                outcome,
                origin,
                age,
                "备注",
            ]
        )
    return rows


ROWS = make_rows()
TEXT = [["" if value is None else str(value) for value in row] for row in ROWS]


def as_csv(folder: Path) -> None:
    (folder / "log.csv").write_text(to_csv(HEADER, TEXT), encoding="utf-8")


def as_csv_gb18030(folder: Path) -> None:
    (folder / "log.csv").write_bytes(to_csv(HEADER, TEXT).encode("gb18030"))


def as_csv_utf16(folder: Path) -> None:
    (folder / "log.csv").write_bytes(to_csv(HEADER, TEXT).encode("utf-16"))


def as_csv_bom_crlf_quoted(folder: Path) -> None:
    text = to_csv(HEADER, TEXT, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    (folder / "log.csv").write_text(text, encoding="utf-8-sig", newline="")


def as_gz(folder: Path) -> None:
    (folder / "log.csv.gz").write_bytes(gzip.compress(to_csv(HEADER, TEXT).encode()))


def as_tsv(folder: Path) -> None:
    (folder / "log.tsv").write_text(to_csv(HEADER, TEXT, delimiter="\t"), encoding="utf-8")


def as_semicolons(folder: Path) -> None:
    (folder / "log.csv").write_text(to_csv(HEADER, TEXT, delimiter=";"), encoding="utf-8")


def as_json_text(folder: Path) -> None:
    lines = [json.dumps(dict(zip(HEADER, row, strict=True)), ensure_ascii=False) for row in TEXT]
    (folder / "log.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


def as_json_typed(folder: Path) -> None:
    records = [dict(zip(HEADER, row, strict=True)) for row in ROWS]
    lines = [
        json.dumps({k: v for k, v in r.items() if v is not None}, default=str, ensure_ascii=False) for r in records
    ]
    (folder / "log.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


def as_parquet_typed(folder: Path) -> None:
    columns = dict(zip(HEADER, zip(*ROWS, strict=True), strict=True))
    table = pa.table({name: pa.array(values) for name, values in columns.items()})
    assert pa.types.is_timestamp(table.schema.field("at").type)
    assert pa.types.is_floating(table.schema.field("score").type)
    pq.write_table(table, folder / "log.parquet")


def as_parquet_text(folder: Path) -> None:
    columns = dict(zip(HEADER, zip(*TEXT, strict=True), strict=True))
    pq.write_table(
        pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()}), folder / "log.parquet"
    )


def as_parquet_by_pandas(folder: Path) -> None:
    """Integers with gaps as floats, words as dictionaries: what pandas writes."""
    text = pa.BufferReader(to_csv(HEADER, TEXT).encode())
    frame = pacsv.read_csv(text).to_pandas().astype({"origin": "category", "alert": "category"})
    assert str(frame["age"].dtype) == "float64"
    frame.to_parquet(folder / "log.parquet")


def as_excel(folder: Path) -> None:
    book = openpyxl.Workbook()
    for row in [list(HEADER), *ROWS]:
        book.active.append(row)
    book.save(folder / "log.xlsx")


def as_seven_shuffled_files(folder: Path) -> None:
    rows = TEXT[:]
    random.Random(3).shuffle(rows)
    for part in range(7):
        (folder / f"log.{part}.csv").write_text(to_csv(HEADER, rows[part::7]), encoding="utf-8")


def as_mixed_formats(folder: Path) -> None:
    (folder / "log.a.csv").write_bytes(to_csv(HEADER, TEXT[:500]).encode("gb18030"))
    (folder / "log.b.csv.gz").write_bytes(gzip.compress(to_csv(HEADER, TEXT[500:900], delimiter="|").encode()))
    columns = dict(zip(HEADER, zip(*TEXT[900:], strict=True), strict=True))
    pq.write_table(pa.table({name: pa.array(v, pa.string()) for name, v in columns.items()}), folder / "log.c.parquet")


FORMS: list[Callable[[Path], None]] = [
    as_csv_gb18030,
    as_csv_utf16,
    as_csv_bom_crlf_quoted,
    as_gz,
    as_tsv,
    as_semicolons,
    as_json_text,
    as_json_typed,
    as_parquet_typed,
    as_parquet_text,
    as_parquet_by_pandas,
    as_excel,
    as_seven_shuffled_files,
    as_mixed_formats,
]


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Assessment:
    folder = tmp_path_factory.mktemp("plain")
    as_csv(folder)
    return audit(PLAN, folder)


def test_the_log_of_these_tests_has_every_trait_that_could_get_lost(plain: Assessment) -> None:
    assert plain.intake.rows_in == 1500
    assert {part.reason for part in plain.intake.left_out} == {"outside_period", "out_of_range", "duplicate_conflict"}
    groups = {m.group for m in plain.measures}
    assert {"__not_recorded__", "__other__", "migrant*0-17"} <= groups


@pytest.mark.parametrize("write", FORMS, ids=lambda write: write.__name__[3:])
def test_the_form_of_the_log_changes_nothing(write: Callable[[Path], None], plain: Assessment, tmp_path: Path) -> None:
    write(tmp_path)
    found = audit(PLAN, tmp_path)
    assert found.measures == plain.measures
    assert found.findings == plain.findings
    assert found.pillars == plain.pillars
    assert found.intake.model_copy(update={"files": []}) == plain.intake.model_copy(update={"files": []})


@pytest.mark.parametrize(
    "write", [as_gz, as_json_typed, as_parquet_typed, as_excel, as_mixed_formats], ids=lambda write: write.__name__[3:]
)
def test_the_command_reads_each_kind_of_file(write: Callable[[Path], None], plain: Assessment, tmp_path: Path) -> None:
    """In a process that imports no more than it needs, unlike that of the tests."""
    write(tmp_path)
    (tmp_path / "plan.toml").write_text(to_toml(PLAN), encoding="utf-8")
    done = run_cli("run", tmp_path / "plan.toml", "--out", tmp_path / "out", "--lang", "zh")
    assert done.returncode == 0, done.stderr
    found = Assessment.model_validate_json((tmp_path / "out" / "small" / "assessment.json").read_bytes())
    assert found.measures == plain.measures
    assert found.findings == plain.findings


def test_the_callers_files_are_left_as_they_were(tmp_path: Path) -> None:
    for write in (as_csv, as_parquet_typed, as_excel):
        folder = tmp_path / write.__name__
        folder.mkdir()
        write(folder)
        before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()}
        audit(PLAN, folder)
        assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()} == before


def test_a_number_that_is_nan_means_nothing_recorded_in_every_format(tmp_path: Path) -> None:
    """A missing age is a group of its own, however the format writes that it is missing."""
    plan = plan_of(features=[{"name": "age", "column": "age", "label": words("Age"), "bins": [0, 18]}], limits=[])
    columns = {"age": [float("nan"), 20.0, None], "alert": ["1"] * 3, "outcome": ["right"] * 3}
    table = pa.table({name: pa.array(values) for name, values in columns.items()})
    pq.write_table(table, tmp_path / "log.parquet")
    (tmp_path / "log.csv").write_text("age,alert,outcome\nNaN,1,right\n20,1,right\n,1,right\n")
    for name in ("log.parquet", "log.csv"):
        plan["log"]["path"] = name
        cells = count(plan, tmp_path).tally
        assert cells.rows_used == 3
        assert cells.counts("age", ["__not_recorded__"]).sum() == 2


def test_json_lines_that_are_no_objects_are_left_out_with_their_line(tmp_path: Path) -> None:
    sound = '{"origin": "local", "alert": true, "outcome": "right"}'
    lines = [sound, "", "[1, 2]", "{broken", sound, '"text"', "null", "  "]
    (tmp_path / "log.jsonl").write_text("\n".join(lines) + "\n")
    counted = count(plan_of(log={"path": "log.jsonl"}), tmp_path)
    assert counted.tally.rows_used == 2
    assert [(row["line"], row["reason"]) for row in left_out(counted)] == [
        ("2", "empty_line"),
        ("3", "broken_json"),
        ("4", "broken_json"),
        ("6", "broken_json"),
        ("7", "broken_json"),
        ("8", "empty_line"),
    ]


def test_an_empty_row_of_a_workbook_is_left_out_with_its_line(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in [["origin", "alert", "outcome"], ["local", 1, "right"], [None] * 3, ["migrant", True, "wrong"]]:
        book.active.append(row)
    book.save(tmp_path / "log.xlsx")
    counted = count(plan_of(log={"path": "log.xlsx"}), tmp_path)
    assert counted.tally.rows_used == 2
    assert [(row["line"], row["reason"]) for row in left_out(counted)] == [("3", "empty_line")]


def test_a_workbook_with_its_data_on_another_sheet_is_read_from_there(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["nothing here"])
    sheet = book.create_sheet("数据")
    for row in [["origin", "alert", "outcome"], ["local", 1, "right"]]:
        sheet.append(row)
    book.save(tmp_path / "log.xlsx")
    assert count(plan_of(log={"path": "log.xlsx", "sheet": "数据"}), tmp_path).tally.rows_used == 1


@pytest.mark.parametrize(
    ("form", "value"),
    [
        ("%Y%m%d", "20221001"),
        ("%d.%m.%Y", "31.12.2022"),
        ("%Y年%m月%d日", "2022年12月31日"),
        ("%Y-%m-%d %H:%M:%S", "2022-12-31 23:59:59"),
    ],
)
def test_a_declared_form_of_dates_is_used(form: str, value: str, tmp_path: Path) -> None:
    plan = plan_of(columns__time={"column": "at", "format": form})
    (tmp_path / "log.csv").write_text(
        f"at,origin,alert,outcome\n{value},local,1,right\n1,local,1,right\n", encoding="utf-8"
    )
    counted = count(plan, tmp_path)
    assert counted.tally.rows_used == 1
    assert [row["reason"] for row in left_out(counted)] == ["unreadable_date"]


def test_levels_and_scores_say_which_rows_are_alerts(tmp_path: Path) -> None:
    level = {
        "column": "level",
        "alert_from": "yellow",
        "none": [""],
        "levels": [{"id": name, "values": [name.upper()], "label": words(name)} for name in ("blue", "yellow", "red")],
    }
    rows = [("BLUE", 1), ("YELLOW", 4.5), ("RED", 10), ("", 5), ("green", 7), (" RED ", "")]
    log = to_csv(("level", "score", "origin", "outcome"), [(*row, "local", "right") for row in rows])
    (tmp_path / "log.csv").write_text(log)
    by_level = plan_of(columns={"level": level, "outcome": plan_of()["columns"]["outcome"]})
    counted = count(by_level, tmp_path)
    assert counted.tally.counts("", [""])[0].sum(axis=0).tolist() == [3, 0, 0, 0, 2, 0, 0, 0]
    assert [(row["line"], row["reason"]) for row in left_out(counted)] == [("6", "unknown_level")]
    score = {"column": "score", "range": [1, 10], "alert_from": 5}
    by_score = plan_of(columns={"score": score, "outcome": plan_of()["columns"]["outcome"]})
    counted = count(by_score, tmp_path)
    assert counted.tally.counts("", [""])[0].sum(axis=0).tolist() == [3, 0, 0, 0, 2, 0, 0, 0]
    assert [(row["line"], row["reason"]) for row in left_out(counted)] == [("7", "missing_score")]


def test_a_boolean_outcome_maps_empty_to_not_followed_up(tmp_path: Path) -> None:
    plan = plan_of(columns={"alert": "alert", "outcome": "outcome"})
    (tmp_path / "log.csv").write_text(
        "origin,alert,outcome\nlocal,1,true\nlocal,1,0\nlocal,1,\nlocal,0,是\n", encoding="utf-8"
    )
    found = count(plan, tmp_path).tally.counts("", [""])[0].sum(axis=0)
    assert found.tolist() == [1, 1, 0, 1, 1, 0, 0, 0]


def test_without_declared_groups_the_logs_own_values_are_the_groups(tmp_path: Path) -> None:
    plan = plan_of(features=[{"name": "o", "column": "origin", "label": words("O")}], limits=[])
    names = ["nan", "<script>", "=1+1", "None", "a*b", "x,y", "甲"]
    (tmp_path / "log.csv").write_text(
        to_csv(("origin", "alert", "outcome"), [(n, "1", "right") for n in names]), encoding="utf-8"
    )
    tally = count(plan, tmp_path).tally
    assert set(tally.groups("o")) == {
        "__not_recorded__",
        "<script>",
        "=1+1",
        "a＊b",
        "x,y",
        "甲",
    }  # "*" joins intersections
    assert tally.counts("o", ["__not_recorded__"]).sum() == 2


def test_a_group_that_the_plan_calls_nan_is_a_group(tmp_path: Path) -> None:
    """NaN is the name of a province's district somewhere: a declared value is never "nothing recorded"."""
    feature = {**plan_of()["features"][0], "groups": [group("nan-district", "nan"), group("local")]}
    (tmp_path / "log.csv").write_text("origin,alert,outcome\nnan,1,right\nlocal,1,right\nNA,1,right\n")
    assert count(plan_of(features=[feature]), tmp_path).tally.groups("origin") == [
        "__not_recorded__",
        "local",
        "nan-district",
    ]


def test_unread_columns_may_hold_anything(tmp_path: Path) -> None:
    out = io.StringIO()
    out.write("origin,alert,outcome,origin,,alert\n")
    out.write("local,1,right,migrant,x,0\n")
    (tmp_path / "log.csv").write_text(out.getvalue())
    tally = count(plan_of(), tmp_path).tally
    assert tally.groups("origin") == ["local"]


def test_an_empty_cell_is_nothing_recorded_whatever_else_the_plan_says(tmp_path: Path) -> None:
    """Regression: with words of its own for "missing", empty cells became a group without a name and stopped the audit."""
    plan = plan_of(
        log__missing=["-"],
        features=[{"name": "o", "column": "origin", "label": words("O")}],
        columns__score="score",
        limits=[],
    )
    (tmp_path / "log.csv").write_text("origin,alert,outcome,score\n,1,right,\n-,1,right,-\nlocal,1,right,0.5\n")
    found = audit(plan, tmp_path)
    assert found.intake.rows_used == 3
    assert {m.group for m in found.measures} == {None, "local", "__not_recorded__"}


def test_files_of_one_name_in_different_folders_stay_apart(tmp_path: Path) -> None:
    """Regression: duplicates were told by file name and line, so monthly folders multiplied their rows."""
    for month, outcome in (("10", "right"), ("11", "right"), ("12", "wrong")):
        (tmp_path / month).mkdir()
        (tmp_path / month / "log.csv").write_text(
            f"id,origin,alert,outcome\n1,local,1,right\n{month},local,1,{outcome}\n"
        )
    counted = count(plan_of(log={"path": "*/log.csv", "key": ["id"]}), tmp_path)
    assert (counted.tally.rows_in, counted.tally.rows_used) == (6, 4)
    places = {(row["file"], row["line"]) for row in left_out(counted)}
    assert len(places) == 2
    assert places < {(f"{month}/log.csv", "2") for month in ("10", "11", "12")}


def test_json_that_no_text_can_hold_is_left_out(tmp_path: Path) -> None:
    """Regressions: half a surrogate pair and a list a hundred thousand deep stopped the audit."""
    lines = [
        '{"origin": "local", "alert": 1, "outcome": "right"}',
        '{"origin": "\\ud800", "alert": 1, "outcome": "right"}',
        "[" * 100_000,
    ]
    (tmp_path / "log.jsonl").write_text("\n".join(lines) + "\n")
    counted = count(plan_of(log={"path": "log.jsonl"}), tmp_path)
    assert counted.tally.rows_used == 1
    assert [(row["line"], row["reason"]) for row in left_out(counted)] == [
        ("2", "broken_encoding"),
        ("3", "broken_json"),
    ]


@pytest.mark.parametrize("folder", ["data[2022]", "data 2022", "数据", "a*b"])
def test_a_folder_by_any_name_is_read(folder: str, tmp_path: Path) -> None:
    (tmp_path / folder).mkdir()
    as_parquet_text(tmp_path / folder)
    assert count({**PLAN, "log": {"path": "log.parquet"}}, tmp_path / folder).tally.rows_in == 1500


def test_typed_columns_mean_what_their_text_means(tmp_path: Path) -> None:
    columns = {
        "origin": pa.array(["local"] * 3).dictionary_encode(),
        "alert": pa.array([1, 0, 1], pa.int8()),
        "outcome": pa.array([True, None, False]),
        "at": pa.array([dt.date(2022, 10, 1), dt.date(2022, 12, 31), dt.date(2023, 1, 1)]),
    }
    pq.write_table(pa.table(columns), tmp_path / "log.parquet")
    counted = count(
        plan_of(log={"path": "log.parquet"}, columns={"alert": "alert", "outcome": "outcome", "time": "at"}), tmp_path
    )
    assert counted.tally.counts("", [""])[0].sum(axis=0).tolist() == [1, 0, 0, 0, 0, 0, 0, 1]
    assert [(row["line"], row["reason"]) for row in left_out(counted)] == [("3", "outside_period")]


def test_column_names_need_no_care(tmp_path: Path) -> None:
    """Names with quotes, dots and spaces, and names that the tool uses itself."""
    columns = {
        "alert": "警 报",
        "subject": "bucket",
        "outcome": {"column": "out.come's", "confirmed": ["right"], "unfounded": ["wrong"]},
    }
    feature = {**plan_of()["features"][0], "column": 'co"de'}
    log = to_csv(
        ('co"de', "警 报", "out.come's", "bucket", "code", "feature_0"), [("local", "1", "right", "p", "x", "y")]
    )
    (tmp_path / "log.csv").write_text(log, encoding="utf-8")
    assert count(plan_of(columns=columns, features=[feature]), tmp_path).tally.groups("origin") == ["local"]


def test_times_with_a_zone_count_as_local_times_do(tmp_path: Path) -> None:
    """Half past midnight in Shanghai on the first day is inside the period, though it is the day before in UTC."""
    zone = dt.timezone(dt.timedelta(hours=8))
    times = [dt.datetime(2022, 10, 1, 0, 30, tzinfo=zone), dt.datetime(2022, 12, 31, 23, 30, tzinfo=zone)]
    times.append(dt.datetime(2023, 1, 1, 0, 30, tzinfo=zone))
    column = pa.array(times, pa.timestamp("us", tz="Asia/Shanghai"))
    rest = {"alert": ["1", "1", "1"], "outcome": ["1", "0", "1"], "sex": ["f", "m", "f"]}
    pq.write_table(pa.table({"t": column, **rest}), tmp_path / "zoned.parquet")
    plan = plan_of(
        log={"path": "zoned.parquet"},
        columns={"time": "t", "alert": "alert", "outcome": "outcome"},
        features=[{"name": "sex", "column": "sex", "label": words("Sex", "性别")}],
    )
    tally = count(plan, tmp_path).tally
    assert (tally.rows_used, tally.left_out) == (2, {("outside_period", "t"): 1})
