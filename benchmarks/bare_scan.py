"""The cost of an audit against the cost of merely counting the same columns.

    python benchmarks/bare_scan.py [--rows 10000000] [--runs 5] [--folder .cache/benchmarks]

Two bare scans, each one DuckDB GROUP BY over the columns that the demo plan reads:

* *bare*: counts by the grouping columns, smallest and largest value of the others;
* *bare, subjects and key*: also the subject bucket, and the number of different warning_ids.

Every run is a fresh process, from start to end.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from workload import ROOT, audit, describe, make_log, make_plan, repeat

GROUPS = """level, outcome, residency, sex, area, district, model_version, decision, action, closed,
    CASE WHEN age < 18 THEN 0 WHEN age < 35 THEN 1 WHEN age < 60 THEN 2 ELSE 3 END AS band"""
VALUES = "count(*), min(issued_at), max(issued_at), min(score), max(score), min(checked_at), max(checked_at), max(review_minutes)"
BARE = f"SELECT {GROUPS}, {VALUES}, max(subject_key), max(warning_id) FROM '{{log}}' GROUP BY ALL"
BUCKETS = (
    f"SELECT {GROUPS}, ('0x' || substr(md5(subject_key), 1, 4))::INT % 64 AS bucket, {VALUES} "
    "FROM '{log}' GROUP BY ALL"
)
KEY = "SELECT count(DISTINCT warning_id) FROM '{log}'"


def scan(log: Path, *queries: str) -> list[str]:
    """A command that runs queries with DuckDB and nothing else."""
    lines = ["import duckdb", *(f"duckdb.sql({query.format(log=log)!r}).fetchall()" for query in queries)]
    return [sys.executable, "-c", "\n".join(lines)]


def main() -> None:
    parser = argparse.ArgumentParser(description="Time an audit against a bare GROUP BY.")
    parser.add_argument("--rows", type=int, default=10_000_000, help="default: %(default)s")
    parser.add_argument("--runs", type=int, default=5, help="default: %(default)s")
    parser.add_argument("--folder", type=Path, default=ROOT / ".cache" / "benchmarks", help="for the log")
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    log = make_log(args.rows, args.folder)
    bare, whole, ours = "bare GROUP BY", "bare, subjects and key", "policeaudit run"
    commands = {
        bare: scan(log, BARE),
        whole: scan(log, BUCKETS, KEY),
        ours: audit(make_plan(log), args.folder / "report"),
    }
    print(f"{args.rows:,} rows, {log.stat().st_size / 1024**2:.0f} MiB of Parquet")
    print(describe(("policeaudit", "duckdb", "ibis-framework")))
    medians = repeat(commands, args.runs)
    print(f"\nmedian of {args.runs} runs")
    for name, run in medians.items():
        ratio = run.seconds / medians[bare].seconds
        print(f"  {name:<24} {run.seconds:7.2f} s  {run.mebibytes:6.0f} MiB  {ratio:6.1f} x bare")
    for name in (bare, whole):
        allowed = 3 * medians[name].seconds + 3
        kept = "kept" if medians[ours].seconds <= allowed else "NOT kept"
        print(f"  3 x ({name}) + 3 s = {allowed:.2f} s: {kept}")


if __name__ == "__main__":
    main()
