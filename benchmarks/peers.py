"""policeaudit against tools that count rows: the same log, fresh processes, from start to end.

    python benchmarks/peers.py [--rows 1000000] [--runs 3] [--folder .cache/benchmarks]

* fairlearn: ``MetricFrame`` over the rows, five rates by each feature of the demo plan, no intervals. Rows
  without an outcome are dropped for the rates that need one, because fairlearn has no other way.
* aequitas (only if installed): group metrics over the followed-up rows, without significance tests.
* policeaudit: the whole audit, with intake, intervals, bounds and the report in both languages.

So the tools do not do the same work; the figures say what a reviewer waits for, not who counts faster.
"""

from __future__ import annotations

import argparse
import sys
from importlib.util import find_spec
from pathlib import Path

from workload import ROOT, audit, describe, make_log, make_plan, repeat

READ = """
import pandas as pd
columns = ["level", "outcome", "residency", "sex", "age", "area", "district"]
log = pd.read_parquet({log!r}, columns=columns)
log["age"] = pd.cut(log["age"], [0, 18, 35, 60, 200], right=False, labels=["0-17", "18-34", "35-59", "60+"])
log["alert"] = (log["level"] != "").astype(int)
known = log[log["outcome"].isin(["属实", "不属实"])]
truth = (known["outcome"] == "属实").astype(int)
features = ["residency", "sex", "age", "area", "district"]
"""
FAIRLEARN = (
    READ
    + """
from fairlearn.metrics import MetricFrame, false_negative_rate, false_positive_rate, selection_rate
from sklearn.metrics import precision_score, recall_score
rates = dict(
    precision=precision_score, recall=recall_score, fpr=false_positive_rate, fnr=false_negative_rate)
for feature in features:
    groups = log[feature].astype(str)
    MetricFrame(
        metrics=selection_rate, y_true=log["alert"], y_pred=log["alert"], sensitive_features=groups
    ).by_group
    groups = known[feature].astype(str)
    MetricFrame(metrics=rates, y_true=truth, y_pred=known["alert"], sensitive_features=groups).by_group
"""
)
AEQUITAS = (
    READ
    + """
from aequitas.group import Group
table = known[features].astype(str).astype(object)
table["score"], table["label_value"] = known["alert"], truth
Group().get_crosstabs(table, attr_cols=features)
"""
)


def main() -> None:
    parser = argparse.ArgumentParser(description="Time an audit beside other tools.")
    parser.add_argument("--rows", type=int, default=1_000_000, help="default: %(default)s")
    parser.add_argument("--runs", type=int, default=3, help="default: %(default)s")
    parser.add_argument("--folder", type=Path, default=ROOT / ".cache" / "benchmarks", help="for the log")
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    log = make_log(args.rows, args.folder)
    commands = {
        "policeaudit run (whole audit)": audit(make_plan(log), args.folder / "report"),
        "fairlearn MetricFrame (rates only)": [sys.executable, "-c", FAIRLEARN.format(log=str(log))],
    }
    if find_spec("aequitas"):
        commands["aequitas Group (rates only)"] = [sys.executable, "-c", AEQUITAS.format(log=str(log))]
    print(f"{args.rows:,} rows")
    print(describe(("policeaudit", "fairlearn", "scikit-learn", "aequitas")))
    medians = repeat(commands, args.runs)
    print(f"\nmedian of {args.runs} runs")
    for name, run in medians.items():
        print(f"  {name:<36} {run.seconds:7.2f} s  {run.mebibytes:6.0f} MiB")


if __name__ == "__main__":
    main()
