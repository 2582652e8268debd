"""Study 7: what every check says where nothing is wrong, where everything is exactly at its limit, and where something is.

Whole audits of whole plans: all that applies is assessed together, as a user's audit is. Logs are frames that the product's
engine counts; some audits are repeated from files on disk.
"""

from __future__ import annotations

import hashlib
import io
import tokenize
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

import policeaudit
from validation import matches, persons, tables
from validation.audit import Example, assessed
from validation.readings import JUDGED, WHOLE, read
from validation.statements import STATEMENTS, Figures
from validation.study import Done, Row, Task, ratio_share

NAME = "checks"
ICC = 0.3
AT_ONCE = 5
# Audits by kind of log and truth; as many again where people repeat. The tables have no people.
AUDITS: dict[str, dict[str, int]] = {
    "whole": {"alike": 48, "at the limit": 48, "planted": 10, "changed": 10},
    "followed": {"alike": 24, "at the limit": 24, "planted": 6},
    "sampled": {"alike": 24, "at the limit": 24, "planted": 6},
    "matches": {"alike": 40, "at the limit": 40, "planted": 8},
    "tables": {"alike": 120, "at the limit": 120, "planted": 12},
}
ON_DISK = 4
"""Audits of each kind at the limit that are made from files too."""
_TRIED = ("whole", "tables")
_SECONDS = {"whole": 1.1, "followed": 0.8, "sampled": 0.9, "matches": 0.5, "tables": 0.4}


def tasks(effort: float) -> list[Task]:
    """Audits in chunks, by kind of log, truth, and whether people repeat."""
    found = []
    for log, counts in AUDITS.items():
        for (truth, wanted), icc in product(counts.items(), (None,) if log == "tables" else (None, ICC)):
            if effort < 1 and (log not in _TRIED or icc is not None):
                continue
            audits = max(1, round(wanted * effort))
            for i, start in enumerate(range(0, audits, AT_ONCE)):
                size = min(AT_ONCE, audits - start)
                arguments = {"log": log, "truth": truth, "icc": icc, "audits": size, "on_disk": 0}
                if truth == "at the limit" and i == 0:
                    arguments["on_disk"] = min(size, ON_DISK)
                found.append(Task(NAME, f"{log}/{truth}/{icc}/{i}", _SECONDS[log] * size, arguments))
    return found


def measure(task: Task, rng: np.random.Generator) -> list[Figures]:
    """The figures of each audit."""
    a, found = task.arguments, []
    with TemporaryDirectory() as folder:
        for i in range(a["audits"]):
            made = example(a["log"], a["truth"], rng, a["icc"])
            assessment = assessed(made, Path(folder))
            figures = read(assessment, a["log"], a["truth"])
            if i < a["on_disk"]:
                other = assessed(made, Path(folder), on_disk=True)
                differ = sum(one != two for one, two in zip(assessment.findings, other.findings, strict=True))
                figures[WHOLE, "differing"] = differ, len(other.findings)
            found.append(figures)
    return found


def example(log: str, truth: str, rng: np.random.Generator, icc: float | None) -> Example:
    """One plan with its log or tables."""
    if log == "tables":
        return tables.example(truth, rng)
    if log == "matches":
        return matches.example(truth, rng, icc)
    return persons.example(log, truth, rng, icc)


_FIGURES = ("action", "watch", "cleared", "covered", "found", "said")


def rows(done: list[Done]) -> list[Row]:
    """One row for each thing that is judged, or said without a verdict, and for whole audits, by whether people repeat."""
    audits: dict[tuple[str, float | None], list[Figures]] = {}
    for each in done:
        audits.setdefault((each.task.arguments["log"], each.task.arguments["icc"]), []).extend(each.result)
    found = []
    for (log, icc), own in audits.items():
        found.append(_row(WHOLE, "audits", log, icc, own))
        found += [_row(each.id, "verdicts", log, icc, own) for each in JUDGED if each.log == log]
        found += [
            {**_row(each.id, "statements", log, icc, own), "promised": each.promised, "per_audit": each.per_audit}
            for each in STATEMENTS
            if each.log == log
        ]
    return found


def _row(name: str, part: str, log: str, icc: float | None, audits: list[Figures]) -> Row:
    row: Row = {"part": part, "id": name, "log": log, "icc": icc}
    for figure in _FIGURES:
        pairs = [audit[name, figure] for audit in audits if (name, figure) in audit]
        if pairs:
            row[f"{figure}_audits"] = len(pairs)
            k, m = np.array(pairs, dtype=np.float64).T
            row[f"{figure}_of"] = m.sum()
            row[figure], row[f"{figure}_se"] = ratio_share(k.sum(), m.sum(), k @ k, k @ m, m @ m)
    if part == "audits":
        families = [audit[name, "family"][0] for audit in audits if (name, "family") in audit]
        row["family"] = float(np.mean(families))
        disk = [audit[name, "differing"] for audit in audits if (name, "differing") in audit]
        row["on_disk"], row["differing"] = len(disk), sum(differ for differ, _ in disk)
    return row


def about() -> Row:
    """What the figures are of: a digest of its own, so that the other studies do not count as old when a check changes."""
    return {"checks": checks_digest()}


def checks_digest() -> str:
    """A digest of the code of all checks and of their statistics, whatever their words, comments and line breaks."""
    package = Path(policeaudit.__file__).parent
    sources = sorted([*package.glob("checks/**/*.py"), *package.glob("stats/*.py")])
    return hashlib.sha256(
        "\n".join(" ".join(code_of(path.read_text("utf-8"))) for path in sources).encode()
    ).hexdigest()[:12]


def code_of(source: str) -> list[str]:
    """The names, numbers and signs of a module, without its words."""
    found, inside = [], 0
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        name = tokenize.tok_name[token.type]
        inside += {"FSTRING_START": 1, "FSTRING_END": -1}.get(name, 0)  # since Python 3.12
        if name in ("NAME", "NUMBER", "OP") and not inside:
            found.append(token.string)
    return found
