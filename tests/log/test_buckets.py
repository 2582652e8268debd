"""A subject falls into the same bucket everywhere: in DuckDB as the product counts, in Python, and in Spark."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from lab import count, plan_of, to_csv, words
from policeaudit.stats.clusters import BUCKETS, bucket_of

SUBJECTS = [
    *("abc", "007", "7.0", "张三", "😀", "e\N{COMBINING ACUTE ACCENT}", "é", "o'b\\x\"y", "a, b", "110101199003070000"),
    *(f"person-{number:06d}" for number in range(150)),
]
SPARK_SQL = "conv(substr(md5(subject), 1, 4), 16, 10) % 64"


def by_hand(subject: str) -> int:
    """The first two bytes of the md5 of the text in UTF-8, modulo 64."""
    first, second = hashlib.md5(subject.encode()).digest()[:2]
    return (256 * first + second) % BUCKETS


def test_in_python() -> None:
    assert [bucket_of(subject) for subject in SUBJECTS] == [by_hand(subject) for subject in SUBJECTS]
    assert by_hand("abc") == 0x9001 % 64 == 1  # md5 of "abc" in RFC 1321: 900150983cd24fb0d6963f7d28e17f72


def test_in_duckdb_as_the_product_counts(tmp_path: Path) -> None:
    """Every subject is a group of its own, so that the tally shows its bucket."""
    rows = [(f"g{i:03d}", subject, "1", "right") for i, subject in enumerate(SUBJECTS)]
    (tmp_path / "log.csv").write_text(to_csv(("origin", "who", "alert", "outcome"), rows), encoding="utf-8")
    feature = {"name": "origin", "column": "origin", "label": words("Origin")}
    tally = count(plan_of(columns__subject="who", features=[feature]), tmp_path).tally
    cells = [cell for cell in tally.cells.to_pylist() if cell["view"] == "origin"]
    found = {cell["group"]: cell["bucket"] for cell in cells}
    assert found == {f"g{i:03d}": by_hand(subject) for i, subject in enumerate(SUBJECTS)}


SPARK = f"""
import json, sys
from pyspark.sql import SparkSession
spark = SparkSession.builder.master("local[1]").config("spark.ui.enabled", "false").getOrCreate()
text = "SELECT subject, {SPARK_SQL} AS bucket FROM (SELECT explode(:subjects) AS subject)"
rows = spark.sql(text, args={{"subjects": json.load(sys.stdin)}}).collect()
print(json.dumps([[row.subject, int(row.bucket)] for row in rows]))
"""


def test_in_spark() -> None:
    missing = [name for name, there in (("pyspark", find_spec("pyspark")), ("java", shutil.which("java"))) if not there]
    if missing:
        message = f"needs {' and '.join(missing)}: pip install -e '.[spark]', and a Java runtime"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    result = subprocess.run(
        [sys.executable, "-c", SPARK],
        input=json.dumps(SUBJECTS),
        env={
            **os.environ,
            "SPARK_LOCAL_IP": "127.0.0.1",
            "JDK_JAVA_OPTIONS": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",  # short-lived: starts twice as fast
        },
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=300,
    )
    assert result.returncode == 0, result.stderr[-2000:]
    assert dict(json.loads(result.stdout.splitlines()[-1])) == {subject: by_hand(subject) for subject in SUBJECTS}
