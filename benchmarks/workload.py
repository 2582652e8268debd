"""What the benchmarks share: a log of the wanted size, its plan, a stopwatch for fresh processes."""

from __future__ import annotations

import datetime as dt
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

ROOT = Path(__file__).parents[1]
GENERATOR = ROOT / "examples" / "demo-city" / "generate.py"
PLAN = ROOT / "audits" / "demo-city-2022q4.toml"


@dataclass(frozen=True)
class Run:
    """One process from start to end."""

    seconds: float
    mebibytes: float  # peak resident memory


def make_log(rows: int, folder: Path) -> Path:
    """Write a Parquet log of the demo city, unless the folder has one of this size and this generator."""
    log = folder / f"log-{rows}.parquet"
    if not log.exists() or log.stat().st_mtime < GENERATOR.stat().st_mtime:
        print(f"writing {rows:,} rows to {log}", flush=True)
        command = [
            sys.executable,
            str(GENERATOR),
            "--rows",
            str(rows),
            "--out",
            str(log),
            "--format",
            "parquet",
        ]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return log


def make_plan(log: Path) -> Path:
    """Write the demo plan for another log, beside that log, without the files of its [record]."""
    text = re.sub(r"(?ms)^\[record\].*?(?=^\[)", "", PLAN.read_text("utf-8"))
    text, changed = re.subn(r'(?m)^path = ".*"$', f'path = "{log.name}"', text)
    text, typed = re.subn(r", format = \"%Y[^\"]*\"", "", text)  # Parquet holds real times
    if (changed, typed) != (1, 1):
        msg = f"{PLAN} no longer looks as expected"
        raise RuntimeError(msg)
    plan = log.with_suffix(".toml")
    plan.write_text(text, "utf-8")
    return plan


def timed(command: list[str]) -> Run:
    """Run a command in a fresh process; stop when it fails."""
    with tempfile.TemporaryFile() as errors:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            errors.seek(0)
            sys.exit(f"{' '.join(command)} ended with {process.returncode}:\n{errors.read().decode()}")
    return Run(seconds, usage.ru_maxrss / (1024 if sys.platform == "linux" else 1024**2))


def repeat(commands: dict[str, list[str]], runs: int) -> dict[str, Run]:
    """Median of several runs each; one unmeasured round first, then the commands take turns."""
    measured: dict[str, list[Run]] = {name: [] for name in commands}
    for turn in range(runs + 1):
        for name, command in commands.items():
            run = timed(command)
            if turn:
                measured[name].append(run)
                print(f"  run {turn}: {name:<40} {run.seconds:8.2f} s {run.mebibytes:8.0f} MiB", flush=True)
    return {
        name: Run(statistics.median(r.seconds for r in runs_), statistics.median(r.mebibytes for r in runs_))
        for name, runs_ in measured.items()
    }


def audit(plan: Path, out: Path) -> list[str]:
    """The command that audits ``plan`` into ``out``."""
    return [
        str(Path(sys.executable).with_name("policeaudit")),
        "run",
        str(plan),
        "--out",
        str(out),
        "--quiet",
    ]


def describe(packages: tuple[str, ...]) -> str:
    """Date, machine and versions."""
    known = []
    for name in packages:
        try:
            known.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            known.append(f"{name} not installed")
    today = dt.datetime.now(dt.UTC).date()
    return (
        f"{today}; {platform.system()} {platform.machine()}, {os.cpu_count()} cores; "
        f"Python {platform.python_version()}, {', '.join(known)}"
    )
