"""Write the assessments of the demonstration city's seven earlier quarters, which the plan's [record] names.

Each quarter's log is made by generate.py, smaller than that of the last, and audited under the demonstration's own plan less
what a series does not need: so levels, outcomes and groups mean the same in all of them. A limit applies to the quarters that
begin after it was set. The logs are not kept, because the same quarter gives the same log; of an assessment only the time and
the machine differ. Assessments are written without line breaks, which would make them half as large again.

    python examples/demo-city/make_earlier.py      # writes 2021q1/assessment.json to 2022q3/assessment.json beside this script
"""

from __future__ import annotations

import datetime as dt
import tempfile
import tomllib
from pathlib import Path
from typing import Any

from generate import PRECISION, QUARTER, period, write_parquet

import policeaudit

HERE = Path(__file__).parent
PLAN = HERE.parents[1] / "audits" / "demo-city-2022q4.toml"
ROWS = 60_000
EARLIER = [quarter for quarter in PRECISION if quarter != QUARTER]
ORDINALS = {"1": ("first", "一"), "2": ("second", "二"), "3": ("third", "三"), "4": ("fourth", "四")}


def plan_of(quarter: str) -> dict[str, Any]:
    """The plan of an earlier quarter: that of the last one for residency alone, without what was looked at for the first time."""
    raw = tomllib.loads(PLAN.read_text(encoding="utf-8"))
    first, end = (day.astype(dt.datetime).date() for day in period(quarter))
    year, number = quarter.split("Q")
    en, zh = ORDINALS[number]
    raw["audit"] |= {
        "id": f"demo-city-{quarter.lower()}",
        "title": {
            "en": f"Person early-warning system of the demonstration city, {en} quarter of {year}",
            "zh": f"示范市人员智能预警系统{year}年第{zh}季度伦理评估",
        },
        "period": {"start": first, "end": end - dt.timedelta(days=1)},
        "status": "final",
    }
    columns = ("subject", "score", "outcome_time", "model_version", "level", "outcome")
    return {
        "audit": raw["audit"],
        "log": {"path": "log.parquet", "key": raw["log"]["key"]},
        "columns": {"time": "issued_at", **{name: raw["columns"][name] for name in columns}},
        "features": [feature for feature in raw["features"] if feature["name"] == "residency"],
        "limits": [each for each in raw["limits"] if each["set_on"] <= first and "review" not in each["measure"]],
    }


def assess(quarter: str) -> policeaudit.AuditResult:
    """Make the log of an earlier quarter and audit it."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / f"log-{quarter.lower()}.parquet"
        write_parquet(ROWS, log, quarter)
        return policeaudit.audit(log, plan_of(quarter), fairlearn=False)


def main() -> None:
    for quarter in EARLIER:
        target = HERE / quarter.lower() / "assessment.json"
        target.parent.mkdir(exist_ok=True)
        target.write_text(assess(quarter).assessment.model_dump_json(by_alias=True), encoding="utf-8")
        print(f"{target}: {ROWS:,} rows, all synthetic")


if __name__ == "__main__":
    main()
