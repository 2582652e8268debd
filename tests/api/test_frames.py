"""A frame of any kind gives the audit of its CSV export, and is left as it was."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import ibis
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.csv as pacsv
import pyarrow.parquet as pq
import pytest

import policeaudit
from lab import group, limit, plan_of, words
from policeaudit.errors import DataError, UsageError

PLAN = plan_of(
    log={"path": "log.csv", "key": ["id"]},
    columns={
        "subject": "person",
        "time": "at",
        "score": "score",
        "alert": {"column": "alert", "yes": ["true"], "no": ["false"]},
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
    limits=[limit("precision", gap_points=5), limit("selection_rate", ratio=0.8)],
)


def make_table() -> pa.Table:
    """Rows with repeated keys, missing values, scores out of range and times outside the period."""
    draw = random.Random(7)
    rows: list[dict[str, Any]] = []
    for i in range(1200):
        alert = draw.random() < 0.4
        rows.append(
            {
                "id": i if i % 30 else 7,
                "person": draw.randrange(300),
                "at": dt.datetime(2022, 10, 1) + dt.timedelta(minutes=draw.randrange(95 * 1440)),
                "score": draw.choice([None, draw.randrange(1001) / 1000, 1.5 if i % 40 == 0 else 1.0]),
                "alert": alert,
                "outcome": draw.choice(["属实", "属实", "不属实", "核查中", None]) if alert else None,
                "origin": draw.choice(["流动人口", "本地居民", "本地居民", None, "外星人"]),
                "age": draw.choice([None, draw.randrange(100)]),
                "note": {"never": "read"},
            }
        )
    return pa.Table.from_pylist(rows)


TABLE = make_table()


def pandas_numpy() -> Any:
    return TABLE.to_pandas()


def pandas_categories() -> Any:
    return TABLE.to_pandas().astype({"origin": "category", "outcome": "category"})


def pandas_arrow() -> Any:
    return TABLE.to_pandas(types_mapper=pd.ArrowDtype)


def pandas_objects() -> Any:
    """Numbers, text and missing values of every kind in one column, an index that says nothing."""
    frame = TABLE.to_pandas().astype(object)
    frame["person"] = [str(p) if i % 2 else p for i, p in enumerate(frame["person"])]
    frame["origin"] = [(None, float("nan"), pd.NA)[i % 3] if o is None else o for i, o in enumerate(frame["origin"])]
    frame["age"] = [float("nan") if a != a else int(a) if i % 2 else str(int(a)) for i, a in enumerate(frame["age"])]
    return frame.set_axis([0] * len(frame))


def pandas_texts() -> Any:
    frame = TABLE.drop(["note"]).to_pandas()
    frame["alert"] = frame["alert"].map({True: "true", False: "false"})
    return frame.astype({"at": "str"})


def polars() -> Any:
    return pl.from_arrow(TABLE)


def polars_lazy() -> Any:
    return pl.from_arrow(TABLE).lazy().with_columns(pl.col("origin").cast(pl.Categorical))


def arrow() -> Any:
    return TABLE


def arrow_batches() -> Any:
    """In three pieces, text as dictionaries and as views."""
    table = pa.concat_tables([TABLE[:500], TABLE[500:501], TABLE[501:]])
    codes = table["outcome"].dictionary_encode()
    table = table.set_column(table.schema.get_field_index("outcome"), "outcome", codes)
    views = table["origin"].cast(pa.string_view())
    return table.set_column(table.schema.get_field_index("origin"), "origin", views)


def relation() -> Any:
    return duckdb.connect().from_arrow(TABLE)


def ibis_table() -> Any:
    return ibis.memtable(TABLE)


FRAMES: list[Callable[[], Any]] = [
    pandas_numpy,
    pandas_categories,
    pandas_arrow,
    pandas_objects,
    pandas_texts,
    polars,
    polars_lazy,
    arrow,
    arrow_batches,
    relation,
    ibis_table,
]


@pytest.fixture(scope="module")
def from_csv(tmp_path_factory: pytest.TempPathFactory) -> policeaudit.AuditResult:
    folder = tmp_path_factory.mktemp("csv")
    pacsv.write_csv(TABLE.drop(["note"]), folder / "log.csv")
    return policeaudit.audit(folder / "log.csv", PLAN)


@pytest.mark.parametrize("make", FRAMES, ids=lambda make: make.__name__)
def test_a_frame_gives_the_audit_of_its_csv(make: Callable[[], Any], from_csv: policeaudit.AuditResult) -> None:
    found = policeaudit.audit(make(), PLAN).assessment
    expected = from_csv.assessment
    assert found.measures == expected.measures
    assert found.findings == expected.findings
    assert found.intake.left_out_columns == expected.intake.left_out_columns
    assert (found.intake.rows_in, found.intake.subjects) == (1200, expected.intake.subjects)
    assert len(found.intake.left_out) >= 3


def test_a_frame_gives_the_audit_of_its_parquet(tmp_path: Path, from_csv: policeaudit.AuditResult) -> None:
    pq.write_table(TABLE, tmp_path / "log.parquet")
    assert policeaudit.audit(tmp_path / "log.parquet", PLAN).assessment.measures == from_csv.assessment.measures


def test_the_callers_frame_is_not_changed() -> None:
    """Regression: aequitas adds columns to the frame that it is given."""
    frame = pandas_objects()
    before = frame.copy(deep=True)
    policeaudit.audit(frame, PLAN, fairlearn=False)
    pd.testing.assert_frame_equal(frame, before)


def test_the_order_of_rows_does_not_show() -> None:
    frame = pl.from_arrow(TABLE).unique("id", keep="first")
    one, other = (policeaudit.audit(f, PLAN, fairlearn=False) for f in (frame, frame.reverse()))
    assert one.assessment.measures == other.assessment.measures


def test_the_same_content_has_the_same_digest_in_any_library() -> None:
    digests = {
        policeaudit.audit(make(), PLAN, fairlearn=False).assessment.intake.files[0].sha256 for make in FRAMES[5:]
    }
    assert len(digests) == 1
    changed = TABLE.set_column(0, "id", pa.array([i + 10_000 for i in range(1200)]))
    assert policeaudit.audit(changed, PLAN, fairlearn=False).assessment.intake.files[0].sha256 not in digests


def test_times_with_a_zone_count_in_that_zone() -> None:
    """As in Parquet: 30 September, 17:00 in UTC is 1 October in Shanghai."""
    at = pd.Series(pd.to_datetime(["2022-09-30 17:00", "2022-09-30 15:00"], utc=True)).dt.tz_convert("Asia/Shanghai")
    frame = pd.DataFrame({"at": at, "alert": [True, True], "outcome": ["right", "right"], "origin": ["local"] * 2})
    plan = plan_of(columns__time="at", columns__alert="alert")
    found = policeaudit.audit(frame, plan, fairlearn=False).assessment.intake
    assert (found.rows_in, found.rows_used) == (2, 1)


@pytest.mark.parametrize(
    ("frame", "error", "said"),
    [
        ([1, 2], UsageError, "no data frame but a list"),
        (pd.DataFrame({"alert": [1]}), DataError, "no column “outcome”"),
        (pd.DataFrame([[1, 2]], columns=["alert", "alert"]), DataError, "alert"),
        (pd.DataFrame({0: [1]}), DataError, "no column “alert”"),
        (pd.DataFrame({"alert": [], "outcome": [], "origin": []}), DataError, "no rows"),
        ("nowhere.csv", UsageError, "no such file"),
        (Path("nowhere.csv"), UsageError, "no such file"),
    ],
    ids=["list", "column missing", "column twice", "numbers as names", "empty", "no file", "no path"],
)
def test_what_cannot_be_read_is_told(frame: Any, error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        policeaudit.audit(frame, plan_of())


def test_a_query_that_fails_is_told_as_the_datas_fault() -> None:
    broken = duckdb.sql("SELECT error('SECRETVALUE') AS alert, 'x' AS outcome, 'y' AS origin FROM range(3)")
    with pytest.raises(DataError, match="cannot be read") as caught:
        policeaudit.audit(broken, plan_of())
    assert "SECRETVALUE" not in str(caught.value)
