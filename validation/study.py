"""What every study shares: tasks with seeds of their own, two processes, results with what is needed to repeat them."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import platform
import time
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field
from importlib import import_module
from importlib.metadata import version
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np

import policeaudit

SEED = 20_221_231
Row = dict[str, Any]
STUDIES = ("coverage", "clustered", "reports", "power", "missing", "subgroups", "checks")


@dataclass(frozen=True)
class Task:
    """A piece of work. Its seed follows from its key alone, so neither order nor processes change a figure."""

    study: str
    key: str
    weight: float = 1.0
    """Roughly how long it takes; the longest start first."""
    arguments: Mapping[str, Any] = field(default_factory=dict)

    def generator(self) -> np.random.Generator:
        """The random numbers of this task."""
        return np.random.default_rng([SEED, zlib.crc32(f"{self.study}/{self.key}".encode())])


@dataclass(frozen=True)
class Done:
    """A finished task."""

    task: Task
    result: Any
    seconds: float
    """Of processor time."""


def share(count: float, trials: float) -> tuple[float, float]:
    """A simulated share and its Monte Carlo standard error."""
    if not trials:
        return float("nan"), float("nan")
    p = count / trials
    return p, float(np.sqrt(p * (1 - p) / trials))


def ratio_share(counted: float, of: float, squares: float, products: float, of_squares: float) -> tuple[float, float]:
    """A share of which several trials come from one report, and its standard error (ratio estimator, Cochran 1977).

    The sums over reports of what is counted, of what it is counted of, of their squares, and of their product.
    """
    if not of:
        return float("nan"), float("nan")
    rate = counted / of
    return rate, float(np.sqrt(max(squares - 2 * rate * products + rate**2 * of_squares, 0)) / of)


def measure(task: Task) -> Done:
    """Run one task (in whatever process)."""
    start = time.process_time()
    result = import_module(f"validation.{task.study}").measure(task, task.generator())
    return Done(task, result, time.process_time() - start)


def run(tasks: Iterable[Task], processes: int, tell: Callable[[str], None]) -> list[Done]:
    """Run all tasks and return them in their order."""
    ordered = list(tasks)
    done: dict[tuple[str, str], Done] = {}
    for number, finished in enumerate(_finished(ordered, processes), start=1):
        done[finished.task.study, finished.task.key] = finished
        tell(f"{number}/{len(ordered)} {finished.task.study} {finished.task.key} {finished.seconds:.1f} s")
    return [done[task.study, task.key] for task in ordered]


def _finished(tasks: list[Task], processes: int) -> Iterator[Done]:
    if processes < 2:
        yield from map(measure, tasks)
        return
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # read where the other processes import numpy
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        waiting = [pool.submit(measure, task) for task in sorted(tasks, key=lambda task: -task.weight)]
        for future in as_completed(waiting):
            yield future.result()


def about(effort: float) -> Row:
    """Seed, date and versions: what is needed to repeat the figures."""
    return {
        "seed": SEED,
        "date": dt.datetime.now(dt.UTC).date().isoformat(),
        "effort": effort,
        "policeaudit": policeaudit.__version__,
        "engine": engine_digest(),
        "machine": f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        **{name: version(name) for name in ("numpy", "scipy", "duckdb", "pandas")},
    }


_ARITHMETIC = (
    "_arrays",
    "clusters",
    "intervals",
    "likelihood",
    "multiplicity",
    "planning",
    "pvalues",
    "rule",
    "touching",
)
_DECIDE = [*(f"stats/{name}.py" for name in _ARITHMETIC), "checks/comparison.py", "checks/judging.py", "measures.py"]


def engine_digest() -> str:
    """A digest of the code that decides verdicts, so that old figures can be told from new ones."""
    package = Path(policeaudit.__file__).parent
    return hashlib.sha256(b"".join((package / name).read_bytes() for name in _DECIDE)).hexdigest()[:12]


def save(folder: Path, name: str, document: Row) -> None:
    """Write one study's results, one row to a line so that a change shows in a diff."""
    rows = document["rows"]
    head = json.dumps({**document, "rows": []}, ensure_ascii=False, indent=1)
    lines = ",\n".join("  " + json.dumps(_rounded(row), ensure_ascii=False) for row in rows)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.json").write_text(head.replace('"rows": []', f'"rows": [\n{lines}\n ]') + "\n", "utf-8")


def load(folder: Path, name: str) -> Row:
    """Read what ``save`` wrote."""
    return json.loads((folder / f"{name}.json").read_text("utf-8"))


def _rounded(row: Row) -> Row:
    """Figures to six digits, undefined ones as null."""
    return {key: _number(value) if isinstance(value, float) else value for key, value in row.items()}


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(f"{value:.6g}")
