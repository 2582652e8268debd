"""A folder of reports as it grows: three quarters of one system, its model replaced before the third, and another system."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

from lab import call_cli, limit, plan_of, to_csv, to_toml, words, write_plan

QUARTERS = {
    "q2": (dt.date(2022, 4, 1), dt.date(2022, 6, 30)),
    "q3": (dt.date(2022, 7, 1), dt.date(2022, 9, 30)),
    "q4": (dt.date(2022, 10, 1), dt.date(2022, 12, 31)),
}
ID = "C01.precision.origin.migrant.gap"


def run_quarter(place: Path, reports: Path, name: str, right: tuple[int, int], version: str, **changes: Any) -> Path:
    """Audit a log in which so many of 1,000 warnings about migrants and about locals proved right; where the report is."""
    folder = place / name
    folder.mkdir()
    rows = [
        (origin, "1", outcome, version)
        for origin, n in zip(("migrant", "local"), right, strict=True)
        for outcome, times in (("right", n), ("wrong", 1_000 - n))
        for _ in range(times)
    ]
    rows += [(origin, "0", "", version) for origin in ("migrant", "local") for _ in range(500)]
    (folder / "log.csv").write_text(to_csv(("origin", "alert", "outcome", "version"), rows), encoding="utf-8")
    start, end = QUARTERS[name.rpartition("-")[2]]
    plan = plan_of(
        audit__id=name, audit__period={"start": start, "end": end}, columns__model_version="version", **changes
    )
    done = call_cli("run", write_plan(folder, plan), "--out", reports, "--quiet")
    assert done.returncode == 0, done.stderr
    return reports / name


def make_reports(place: Path, made: Path) -> Path:
    """The gap is 20 points, 15 points, and 6 points after the model was replaced; the other system has one audit."""
    strict = [limit("precision", gap_points=5)]
    same = {"audit__system_id": "city-alerts", "limits": strict}
    run_quarter(place, made, "alerts-q2", (600, 800), "v1", **same)
    run_quarter(place, made, "alerts-q3", (650, 800), "v1", **same)
    action = {
        "finding": ID,
        "action": words("Retrain the model", "重新训练模型"),
        "owner_role": words("Head of data", "数据主管"),
        "due": dt.date(2022, 11, 30),
    }
    (place / "actions.toml").write_text("[[action]]\n" + to_toml(action), encoding="utf-8")
    record = {"actions": "../actions.toml", "previous": [str(made / name) for name in ("alerts-q2", "alerts-q3")]}
    run_quarter(place, made, "alerts-q4", (740, 800), "v2", **same, record=record)
    run_quarter(
        place, made, "cameras-q4", (700, 800), "c1", audit__system=words("Cameras", "摄像头系统"), limits=strict
    )
    return made


def document(folder: Path) -> dict[str, Any]:
    """The assessment in a report's folder, as JSON."""
    found: dict[str, Any] = json.loads((folder / "assessment.json").read_text(encoding="utf-8"))
    return found
