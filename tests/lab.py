"""What the tests build audits from: a small plan, small logs, and tallies made by hand."""

from __future__ import annotations

import copy
import csv
import dataclasses
import datetime as dt
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pyarrow as pa

from policeaudit.assessment.assess import assess
from policeaudit.assessment.model import Assessment, Finding, Measurement, Provenance
from policeaudit.checks import all_checks
from policeaudit.checks.comparison import Judged, comparisons, judge
from policeaudit.checks.evidence import Evidence
from policeaudit.log.count import CountedLog, count_log
from policeaudit.log.inspection import inspect, sampling
from policeaudit.log.intake import named_columns
from policeaudit.log.source import LogFile, open_log
from policeaudit.log.tally import COLUMNS, DETAILS, Tally, add_up_detail
from policeaudit.measures import CELLS, MEASURES
from policeaudit.plan import Plan
from policeaudit.plan.answers import load_answers
from policeaudit.tables import read_tables

ROOT = Path(__file__).resolve().parents[1]
SUMMARY = {"audit", "intake", "pillars", "findings", "measures", "provenance"}


def words(en: str, zh: str | None = None) -> dict[str, str]:
    return {"en": en, "zh": zh or f"{en}（中）"}


def group(name: str, *values: str, label: dict[str, str] | None = None) -> dict[str, Any]:
    return {"id": name, "values": list(values) or [name], "label": label or words(name)}


def limit(measure: str, **kind: Any) -> dict[str, Any]:
    return {"measure": measure, "set_by": words("the board", "委员会"), "set_on": dt.date(2022, 6, 30), **kind}


_BASE: dict[str, Any] = {
    "audit": {
        "id": "small",
        "title": words("A small audit", "小型审计"),
        "operator": words("An operator", "运用单位"),
        "system": words("A system", "系统"),
        "period": {"start": dt.date(2022, 10, 1), "end": dt.date(2022, 12, 31)},
        "commissioned_by": words("The board", "委员会"),
        "audited_by": words("The reviewers", "审查组"),
    },
    "log": {"path": "log.csv"},
    "columns": {
        "alert": {"column": "alert"},
        "outcome": {"column": "outcome", "confirmed": ["right"], "unfounded": ["wrong"], "pending": ["open"]},
    },
    "features": [
        {
            "name": "origin",
            "column": "origin",
            "label": words("Origin", "来源"),
            "reference": "local",
            "groups": [group("migrant"), group("local")],
        }
    ],
    "limits": [limit("precision", gap_points=5)],
}


def plan_of(**changes: Any) -> dict[str, Any]:
    """The small plan; a change replaces a top-level part, or one key of it as ``part__key``."""
    plan = copy.deepcopy(_BASE)
    for name, value in changes.items():
        part, _, key = name.partition("__")
        if not key:
            plan[part] = value
        elif value is None:
            plan[part].pop(key, None)
        else:
            plan[part][key] = value
    return plan


def to_toml(plan: Mapping[str, Any]) -> str:
    return "\n".join(f"{key} = {_toml(value)}" for key, value in plan.items()) + "\n"


def _toml(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{json.dumps(k)} = {_toml(v)}" for k, v in value.items()) + " }"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, dt.date):
        return value.isoformat()
    return json.dumps(value, ensure_ascii=False)


def write_plan(folder: Path, plan: Mapping[str, Any]) -> Path:
    path = folder / "plan.toml"
    path.write_text(to_toml(plan), encoding="utf-8")
    return path


def to_csv(header: Sequence[str], rows: Iterable[Sequence[Any]], **form: Any) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator=form.pop("lineterminator", "\n"), **form)
    writer.writerow(header)
    writer.writerows(rows)
    return out.getvalue()


def rows_of(counts: Mapping[tuple[str, str, str], int]) -> list[tuple[str, str, str]]:
    """(origin, alert, outcome) -> rows in that order of columns."""
    return [row for row, n in counts.items() for _ in range(n)]


def write_counts(folder: Path, counts: Mapping[tuple[str, str, str], int]) -> None:
    (folder / "log.csv").write_text(to_csv(("origin", "alert", "outcome"), rows_of(counts)), encoding="utf-8")


def count(plan: Mapping[str, Any], folder: Path) -> CountedLog:
    checked = Plan.model_validate(plan)
    return count_log(open_log(checked.log, folder, named_columns(checked)), checked, "digest")


def audit(plan: Mapping[str, Any], folder: Path) -> Assessment:
    """Plan and files in, assessment out: all but the report."""
    checked = Plan.model_validate(plan)
    files = open_log(checked.log, folder, named_columns(checked))
    samples = sampling(files, checked)
    counted = count_log(files, checked, "digest")
    answers = load_answers(folder / checked.record.answers).answers if checked.record.answers else None
    tables = read_tables(checked, folder)
    look = partial(inspect, samples, counted, checked)
    return assess(checked, counted.tally, files, ABOUT, tables=tables, look=look, answers=answers)


def left_out(counted: CountedLog) -> list[dict[str, str]]:
    """The lines of intake.csv."""
    return list(csv.DictReader(io.StringIO(counted.left_out_csv())))


ABOUT = Provenance(
    tool="policeaudit",
    version="0",
    commit=None,
    schema_="policeaudit.assessment/1",
    plan_name="plan.toml",
    plan_sha256="digest",
    tally_sha256="digest",
    command="test",
    seed=None,
    created_at=dt.datetime(2026, 1, 1, tzinfo=dt.UTC),
    python="3",
    platform="test",
    libraries={},
)


def cells_of(rows: Iterable[Sequence[Any]]) -> pa.Table:
    """The cells of a tally by hand: view, group, level, version, alerted, status, bucket, n."""
    return pa.Table.from_pylist([dict(zip(COLUMNS.names, row, strict=True)) for row in rows], schema=COLUMNS)


def tally_of(
    groups: Mapping[str, Sequence[int]], buckets: int = 0, subjects: tuple[int, int] | None = None, view: str = "origin"
) -> Tally:
    """A tally by hand: for each group the eight cells of ``measures.CELLS``, spread evenly over some buckets."""
    cells = []
    for name, counts in groups.items():
        for (alerted, status), n in zip(CELLS, counts, strict=True):
            for bucket in range(buckets) if buckets else (-1,):
                share = n if not buckets else n // buckets + (bucket < n % buckets)
                if share:
                    cells += [(v, g, "", "", alerted, status, bucket, share) for v, g in (("", ""), (view, name))]
    return Tally.empty("digest").merge(Tally(cells_of(cells), {}, "digest", subjects))


def scored_tally(groups: Mapping[str, Mapping[int, Sequence[int]]], view: str = "origin") -> Tally:
    """A tally with scores by hand: for each group the eight cells of ``measures.CELLS`` in some score bins."""
    whole = tally_of(
        {name: [sum(cells) for cells in zip(*bins.values(), strict=True)] for name, bins in groups.items()}
    )
    rows = [
        {"view": v, "group": g, "score_bin": place, "alerted": alerted, "status": status, "n": n, "s": 0, "ss": 0}
        for name, bins in groups.items()
        for place, counts in bins.items()
        for (alerted, status), n in zip(CELLS, counts, strict=True)
        for v, g in (("", ""), (view, name))
    ]
    scores = add_up_detail("scores", pa.Table.from_pylist(rows, schema=DETAILS["scores"]))
    return dataclasses.replace(whole, detail={"scores": scores})


def judged(plan: Mapping[str, Any], tally: Tally) -> dict[tuple[str, str, str], Judged]:
    """All comparisons of a tally, judged together, by (measure, group, kind of limit)."""
    evidence = Evidence(Plan.model_validate(plan), tally)
    found = [
        c
        for check in all_checks()
        for name in check.measures
        for view in evidence.views.values()
        for c in comparisons(check, MEASURES[name], view, evidence)
    ]
    return {
        (j.comparison.measure.name, j.comparison.group, j.comparison.limit.kind if j.comparison.limit else "none"): j
        for j in judge(found, evidence)
    }


def assess_tally(plan: Mapping[str, Any], tally: Tally, folder: Path) -> Assessment:
    path = folder / "log.csv"
    path.touch()
    files = [LogFile(path, "log.csv", "csv", [], None, rows=tally.rows_in)]
    return assess(Plan.model_validate(plan), tally, files, ABOUT)


def finding(found: Assessment, id_: str) -> Finding:
    return next(f for f in found.findings if f.id == id_)


def measured(found: Assessment, measure: str, group: str | None, feature: str | None = "origin") -> Measurement:
    return next(
        m
        for m in found.measures
        if (m.measure, m.group, m.sensitive_feature) == (measure, group, feature if group else None)
    )


_DIGITS = "零一二三四五六七八九"


def arabic(text: str) -> str:
    """Articles of Chinese laws in digits: 第二十四条 -> 第24条."""

    def one(match: re.Match[str]) -> str:
        tens, ten, ones = match[1].partition("十")
        if not ten:
            return f"第{_DIGITS.index(tens)}{match[2]}"
        return f"第{10 * (_DIGITS.index(tens) if tens else 1) + (_DIGITS.index(ones) if ones else 0)}{match[2]}"

    return re.sub("第([一二三四五六七八九十]+)([条款项])", one, text)


def run_cli(*arguments: str | Path, cwd: Path | None = None, prelude: str = "", **environment: str) -> Any:
    """The command in a process of its own, as a user calls it."""
    code = f"{prelude}\nfrom policeaudit.cli import main\nmain()"
    return subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=cwd or ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src"), "LC_ALL": "C.UTF-8", **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )


def call_cli(*arguments: str | Path) -> Any:
    """The same command in this process, which costs a fifth of the time."""
    from click.testing import CliRunner

    from policeaudit.cli import cli

    result = CliRunner().invoke(cli, [str(argument) for argument in arguments], prog_name="policeaudit")
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return SimpleNamespace(returncode=result.exit_code, stdout=result.stdout, stderr=result.stderr)


def write_assessment(plan: Path, to: Path) -> Path:
    """The assessment of the log that a plan names, without the report around it."""
    import policeaudit

    to.write_text(policeaudit.audit(None, plan, fairlearn=False).to_json(), encoding="utf-8")
    return to
