"""What a log holds (C13): every planted kind is found, a clean log gives no Action needed, and no value comes out."""

from __future__ import annotations

import csv
import gzip
import importlib.util
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import openpyxl
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import policeaudit
from lab import ROOT, audit, finding, limit, plan_of, run_cli, to_csv, words
from policeaudit.assessment.model import Assessment, Finding
from policeaudit.errors import DataError
from policeaudit.log.sample import Spread
from policeaudit.plan import Plan, load_plan

LEAKY = ROOT / "audits" / "leaky-log.toml"


def make_log() -> Any:
    spec = importlib.util.spec_from_file_location("make_log", ROOT / "examples/leaky-log/make_log.py")
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


MADE = make_log()
ROWS = MADE.make_rows()


def leaky(**changes: Any) -> dict[str, Any]:
    plan = load_plan(LEAKY).plan.model_dump(mode="json", by_alias=True, exclude_none=True)
    plan["log"]["path"] = "log.csv"
    plan["protection"] |= changes
    return plan


def write(folder: Path, columns: tuple[str, ...] = MADE.COLUMNS) -> None:
    at = [MADE.COLUMNS.index(name) for name in columns]
    (folder / "log.csv").write_text(to_csv(columns, [[row[i] for i in at] for row in ROWS]), encoding="utf-8")


def about(found: Assessment, measure: str) -> list[Finding]:
    return [f for f in found.findings if f.check == "C13" and f.measure == measure]


def kinds(found: Assessment) -> dict[str, str]:
    (table,) = [each.exhibit for each in found.exhibits if each.id == "C13.columns"]
    return {row[0].en: row[3].en for row in table.rows if row[3].en != "–"}


FOUND = {
    "id_number": "resident identity number (100.0%)",
    "phone": "mobile telephone number (100.0%)",
    "plate": "vehicle licence plate (100.0%)",
    "longitude": "coordinates (100.0%)",
    "latitude": "coordinates (100.0%)",
    "remark": "resident identity number (100.0%) and mobile telephone number (100.0%)",
}


@pytest.fixture(scope="module")
def leaked(tmp_path_factory: pytest.TempPathFactory) -> Assessment:
    folder = tmp_path_factory.mktemp("leaky")
    write(folder)
    return audit(leaky(), folder)


def test_the_committed_log_is_what_its_script_writes() -> None:
    with gzip.open(ROOT / "examples/leaky-log/log.csv.gz", "rt", encoding="utf-8", newline="") as stream:
        header, *rows = csv.reader(stream)
    assert tuple(header) == MADE.COLUMNS
    assert [tuple(row) for row in rows] == ROWS


def test_every_planted_kind_is_found_and_no_other(leaked: Assessment) -> None:
    assert set(FOUND) == set(MADE.PLANTED)
    assert kinds(leaked) == FOUND


def test_the_inventory_decides_what_an_identifier_means(leaked: Assessment) -> None:
    verdicts = {f.group: f.verdict for f in about(leaked, "identifiers")}
    assert verdicts == {
        "remark": "action_needed",  # not listed
        "phone": "action_needed",  # listed as general
        "id_number": "watch",  # no reason
        "longitude": "watch",
        "latitude": "watch",
        "plate": "no_concern",
    }


def test_classes_age_and_columns_are_counted(leaked: Assessment) -> None:
    """Counted again here from the rows of the script, the plain way."""
    at = {name: i for i, name in enumerate(MADE.COLUMNS)}
    traits = [tuple(row[at[name]] for name in ("residency", "birth_year", "street")) for row in ROWS]
    people: dict[tuple[str, ...], set[str]] = {}
    for row, trait in zip(ROWS, traits, strict=True):
        people.setdefault(trait, set()).add(row[at["subject_key"]])
    sizes = [len(each) for each in people.values()]
    (table,) = [each.exhibit for each in leaked.exhibits if each.id == "C13.anonymity"]
    assert table.rows[0][1:4] == (sum(sizes), len(sizes), min(sizes))
    assert table.rows[0][4] == pytest.approx(sizes.count(1) / sum(sizes))
    old = sum(row[at["issued_at"]] < "2022-09-30" for row in ROWS)
    (retention,) = about(leaked, "retention")
    assert f"{old:,} of the 3,000 rows" in retention.sentence.en
    assert retention.verdict == "action_needed"
    (unneeded,) = about(leaked, "unneeded_columns")
    assert "need 6 of the 15 columns" in unneeded.sentence.en
    assert unneeded.verdict == "watch"
    assert "remark and file_no" in about(leaked, "inventory")[0].sentence.en


def test_one_value_written_in_several_ways_is_one_value(tmp_path: Path) -> None:
    """Space around a value and the words for nothing recorded do not make classes, nor does either make people."""
    columns = ("warning_id", "subject_key", "issued_at", "alert", "residency", "outcome")
    who = {"a": ["本地居民", "本地居民 "], "b": ["流动人口"], "c": ["", "NA"], "NA": ["流动人口", "流动人口"]}
    pairs = [(key, value) for key, values in who.items() for value in values]
    rows = [(i, key, "2022-10-03 10:00:00", "1", value, "属实") for i, (key, value) in enumerate(pairs)]
    (tmp_path / "log.csv").write_text(to_csv(columns, rows), encoding="utf-8")
    found = audit(clean_plan(), tmp_path)
    (table,) = [each.exhibit for each in found.exhibits if each.id == "C13.anonymity"]
    # a alone, c alone; b and the two rows that name nobody
    assert table.rows[0][1:4] == (5, 3, 1)


def test_the_limits_of_the_board_and_the_negative_list(leaked: Assessment) -> None:
    assert finding(leaked, "C13.smallest_class.standard").verdict == "action_needed"
    assert "At least 5 people" in finding(leaked, "C13.smallest_class.standard").criterion.en
    assert finding(leaked, "C13.share_unique.target").verdict == "action_needed"
    assert [f.verdict for f in about(leaked, "negative_list")] == ["action_needed", "watch", "no_concern"]


def test_no_value_of_the_log_is_in_any_file_that_is_written(tmp_path: Path) -> None:
    result = run_cli("run", LEAKY, "--out", tmp_path)
    assert result.returncode == 0, result.stderr
    written = b"".join(path.read_bytes() for path in (tmp_path / "leaky-log").iterdir())
    written += b"".join(
        json.dumps(pq.read_table(path).to_pylist(), ensure_ascii=False).encode()
        for path in (tmp_path / "leaky-log").glob("*.parquet")
    )
    assert "居民身份证号码".encode() in written
    planted = {value for row in ROWS for name, value in zip(MADE.COLUMNS, row, strict=True) if name in MADE.PLANTED}
    planted |= {row[1] for row in ROWS}
    for value in planted - {""}:
        assert value.encode() not in written, value


CLEAN = ("warning_id", "subject_key", "issued_at", "alert", "residency", "outcome")


def clean_plan() -> dict[str, Any]:
    inventory = [{"column": name, "class": "general", "sensitive": False} for name in CLEAN]
    uses = [{"what": words("officers check first", "先行核查")}]
    limits = [limit("smallest_class", standard=5)]
    plan = leaky(
        inventory=inventory, quasi_identifiers=["residency"], free_text=[], retention_days=365, uses=uses, inputs=[]
    )
    plan["protection"]["limits"] = json.loads(json.dumps(limits, default=str))
    return plan


def test_a_clean_log_gives_no_concern(tmp_path: Path) -> None:
    write(tmp_path, CLEAN)
    found = audit(clean_plan(), tmp_path)
    assert kinds(found) == {}
    assert {f.measure: f.verdict for f in found.findings if f.check == "C13"} == dict.fromkeys(
        ("identifiers", "inventory", "unneeded_columns", "retention", "smallest_class", "negative_list"), "no_concern"
    )


def test_a_few_rows_cannot_tell(tmp_path: Path) -> None:
    (tmp_path / "log.csv").write_text(to_csv(CLEAN, [row[:6] for row in ROWS[-20:]]), encoding="utf-8")
    (identifiers,) = about(audit(clean_plan(), tmp_path), "identifiers")
    assert identifiers.verdict == "cannot_tell"


@pytest.mark.parametrize("form", ["parquet", "jsonl", "xlsx", "semicolons over several lines", "three files"])
def test_every_form_of_a_log_is_looked_into(form: str, tmp_path: Path) -> None:
    plan, table = leaky(), [dict(zip(MADE.COLUMNS, row, strict=True)) for row in ROWS]
    if form == "parquet":
        plan["log"]["path"] = "log.parquet"
        pq.write_table(pa.Table.from_pylist(table), tmp_path / "log.parquet", row_group_size=700)
    elif form == "jsonl":
        plan["log"]["path"] = "log.jsonl"
        lines = [json.dumps(row | {"more": {"phone": row["phone"]}}, ensure_ascii=False) for row in table]
        (tmp_path / "log.jsonl").write_text("\n".join(lines), encoding="utf-8")
    elif form == "xlsx":
        plan["log"]["path"] = "log.xlsx"
        book = openpyxl.Workbook(write_only=True)
        sheet = book.create_sheet()
        for row in [MADE.COLUMNS, *ROWS]:
            sheet.append(row)
        book.save(tmp_path / "log.xlsx")
    elif form == "three files":
        plan["log"]["path"] = "log*.csv"
        for i in range(3):
            (tmp_path / f"log{i}.csv").write_text(to_csv(MADE.COLUMNS, ROWS[i::3]), encoding="utf-8")
    else:
        at = MADE.COLUMNS.index("remark")
        rows = [[value + "\n次日回访" if i == at and value else value for i, value in enumerate(row)] for row in ROWS]
        (tmp_path / "log.csv").write_text(to_csv(MADE.COLUMNS, rows, delimiter=";"), encoding="utf-8")
    found = audit(plan, tmp_path)
    nested = {"more": "mobile telephone number (100.0%)"} if form == "jsonl" else {}
    assert kinds(found) == FOUND | nested
    (table_,) = [each.exhibit for each in found.exhibits if each.id == "C13.anonymity"]
    assert table_.rows[0][1] == 1304


FRAMES: dict[str, Callable[[pa.Table], Any]] = {
    "pandas": lambda table: table.to_pandas(),
    "Polars, not run yet": lambda table: pl.from_arrow(table).lazy(),
    "DuckDB": lambda table: duckdb.connect().from_arrow(table),
    "PyArrow, numbers as numbers": lambda table: table.set_column(
        table.column_names.index("phone"), "phone", table["phone"].cast("int64")
    ),
}


def frame_plan() -> dict[str, Any]:
    plan = leaky()
    del plan["log"]
    return plan


@pytest.mark.parametrize("make", FRAMES.values(), ids=FRAMES)
def test_a_frame_is_looked_into_as_its_file_is(make: Callable[[pa.Table], Any], leaked: Assessment) -> None:
    """Every column, those that the audit does not read among them, and nothing of them stays behind."""
    table = pa.Table.from_pylist([dict(zip(MADE.COLUMNS, row, strict=True)) for row in ROWS])
    found = policeaudit.audit(make(table), frame_plan(), fairlearn=False).assessment
    assert kinds(found) == FOUND
    verdicts = {f.id: f.verdict for f in leaked.findings if f.check == "C13"}
    assert {f.id: f.verdict for f in found.findings if f.check == "C13"} == verdicts
    for name in ("id_number", "remark", "phone"):
        assert ROWS[0][MADE.COLUMNS.index(name)] not in found.model_dump_json()


def test_the_sample_of_a_frame_is_bounded_and_spread_over_all_of_it() -> None:
    table = pa.Table.from_pylist([dict(zip(MADE.COLUMNS, row, strict=True)) for row in ROWS])
    late = pa.array([v if n >= 1500 else "" for n, v in enumerate(table["id_number"].to_pylist())])
    table = table.set_column(table.column_names.index("id_number"), "id_number", late)
    plan = frame_plan()
    plan["protection"]["sample_values"] = 100
    found = policeaudit.audit(table, plan, fairlearn=False).assessment
    (exhibit,) = [each.exhibit for each in found.exhibits if each.id == "C13.columns"]
    looked = {row[0].en: row[2] for row in exhibit.rows}
    assert (looked["phone"], looked["id_number"]) == (100, 50)


def test_columns_of_a_frame_are_taken_only_where_the_plan_asks_what_they_hold() -> None:
    columns = {"alert": [1], "outcome": ["right"], "origin": ["local"]}
    lazy = pl.LazyFrame(columns).with_columns(
        other=pl.lit("1").map_batches(lambda _: pytest.fail("it was read"), pl.String)
    )
    assert policeaudit.audit(lazy, plan_of(), fairlearn=False).assessment.intake.rows_used == 1


def test_a_sample_is_spread_over_the_whole_log_and_bounded(tmp_path: Path) -> None:
    """Identity numbers stand in the second half alone; 100 of 3,000 rows are looked at."""
    at = MADE.COLUMNS.index("id_number")
    rows = [[v if i != at or n >= 1500 else "" for i, v in enumerate(row)] for n, row in enumerate(ROWS)]
    (tmp_path / "log.csv").write_text(to_csv(MADE.COLUMNS, rows), encoding="utf-8")
    found = audit(leaky(sample_values=100), tmp_path)
    (table,) = [each.exhibit for each in found.exhibits if each.id == "C13.columns"]
    looked = {row[0].en: row[2] for row in table.rows}
    assert looked["phone"] == 100
    assert 40 <= looked["id_number"] <= 60
    assert "100 of the 3,000 rows" in table.note.en


def test_a_spread_is_even_whatever_the_pieces_it_comes_in() -> None:
    for pieces in ([1000], [1] * 1000, [7, 300, 0, 693]):
        spread: Spread[int] = Spread(50)
        start = 0
        for n in pieces:
            spread.offer(n, lambda i, start=start: start + i)
            start += n
        assert spread.items == list(range(0, 1000, 16))


def test_a_column_without_header_is_not_named_and_a_hostile_name_is_only_a_name(tmp_path: Path) -> None:
    number = MADE.identity_number(__import__("random").Random(3))
    hostile = "<script>alert(1)</script>{0}=cmd()"
    columns = (*CLEAN, number, hostile)
    (tmp_path / "log.csv").write_text(to_csv(columns, [(*row[:6], "x", row[9]) for row in ROWS]), encoding="utf-8")
    found = audit(clean_plan(), tmp_path)
    assert number not in found.model_dump_json()
    verdicts = {f.heading.en: f.verdict for f in about(found, "identifiers")}
    assert verdicts["Identifiers in the column “column 7 (its name is itself an identifier)”"] == "action_needed"
    assert verdicts[f"Identifiers in the column “{hostile}”"] == "action_needed"
    assert all("<" not in f.id and "{" not in f.id for f in found.findings)
    from policeaudit.report.render import render

    assert "<script>alert" not in render(found, "en")


def test_a_searched_column_must_exist(tmp_path: Path) -> None:
    write(tmp_path)
    with pytest.raises(DataError) as caught:
        audit(leaky(free_text=["remarks"]), tmp_path)
    assert "no column “remarks”" in str(caught.value.problems[0].message.en)
    assert "Did you mean “remark”?" in str(caught.value.problems[0].message.en)


def test_without_protection_nothing_is_looked_into(tmp_path: Path) -> None:
    write(tmp_path)
    plan = leaky()
    del plan["protection"]
    found = audit(plan, tmp_path)
    assert not [f for f in found.findings if f.check == "C13"]
    (check,) = [each for each in found.checks if each.id == "C13"]
    assert check.not_assessed is not None


def test_a_plan_that_limits_a_measure_twice_is_refused() -> None:
    part = leaky()
    part["protection"]["limits"] *= 2
    with pytest.raises(ValueError, match="declared twice"):
        Plan.model_validate(part)
    assert plan_of()["log"] == {"path": "log.csv"}
