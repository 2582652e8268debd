"""A whole audit: plan and log in, a folder with the report out, all of it or nothing."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from policeaudit.assessment.model import Assessment
from policeaudit.elsewhere import Elsewhere
from policeaudit.errors import Problem, UsageError
from policeaudit.fairlearn_frames import Request, Spread, spreads_from
from policeaudit.plan import LoadedPlan
from policeaudit.text import LANGUAGES, Language, Text

Ask = Callable[[Sequence[Request]], list[Spread]]
Progress = Callable[[int, int], None]
"""Called with the bytes read so far and the bytes in all."""


@dataclass(frozen=True)
class Result:
    """Where a report was written, and the assessment that it shows."""

    folder: Path
    assessment: Assessment


def run_audit(
    loaded: LoadedPlan,
    out: Path,
    languages: Iterable[Language] = LANGUAGES,
    command: str = "",
    progress: Progress = lambda _done, _all: None,
) -> Result:
    """Audit the log that a plan names and write the report to ``out/<audit id>/``.

    Raises:
        DataError: when the log can't be audited.
        PlanError: when the plan names a metric that does not exist.
        UsageError: when the folder can't be written.
    """
    with Elsewhere("policeaudit.fairlearn_frames") as fairlearn, Elsewhere("policeaudit.report.draw") as artist:
        assessment, contents = _audit(loaded, command, progress, partial(spreads_from, fairlearn))
        contents |= _draw_from(artist, assessment, contents["assessment.json"], list(languages))
    from policeaudit.provenance import manifest

    contents["manifest.json"] = manifest(contents, assessment.provenance)
    folder = out / loaded.plan.audit.id
    write_folder(folder, contents)
    return Result(folder, assessment)


def _audit(loaded: LoadedPlan, command: str, progress: Progress, ask: Ask) -> tuple[Assessment, dict[str, bytes]]:
    from policeaudit.assessment.assess import assess
    from policeaudit.log.count import count_log
    from policeaudit.log.inspection import inspect, sampling
    from policeaudit.log.intake import named_columns
    from policeaudit.log.source import open_log
    from policeaudit.log.tally import Tally
    from policeaudit.plan.answers import load_answers
    from policeaudit.provenance import provenance
    from policeaudit.tables import read_tables

    plan = loaded.plan
    tables = read_tables(plan, loaded.path.parent)
    answers = load_answers(loaded.path.parent / plan.answers).answers if plan.answers else None
    if not plan.has_log:
        tally = Tally.empty(loaded.sha256)
        assessment = assess(plan, tally, [], provenance(loaded, tally, command), ask, tables, answers=answers)
        return assessment, {"assessment.json": to_json(assessment)}
    files = open_log(plan.log, loaded.path.parent, named_columns(plan))
    _watch(files, progress)
    samples = sampling(files, plan)
    counted = count_log(files, plan, loaded.sha256)
    found, tally = inspect(samples, counted, plan), counted.tally
    assessment = assess(plan, tally, files, provenance(loaded, tally, command), ask, tables, found, answers)
    contents = {
        "assessment.json": to_json(assessment),
        "intake.csv": counted.left_out_csv().encode(),
        "tally.parquet": tally.to_parquet(),
    }
    return assessment, contents | ({"steps.parquet": tally.steps.to_parquet()} if tally.steps else {})


def _watch(files: list, progress: Progress) -> None:  # type: ignore[type-arg]
    total, done = sum(file.path.stat().st_size for file in files), 0

    def on_bytes(count: int) -> None:
        nonlocal done
        done += count
        progress(done, total)

    for file in files:
        if file.reader is not None:
            file.reader.on_bytes = on_bytes


def to_json(assessment: Assessment) -> bytes:
    """The assessment as it is written."""
    return (assessment.model_dump_json(by_alias=True, indent=2) + "\n").encode()


def draw(assessment: Assessment, languages: Iterable[Language]) -> dict[str, bytes]:
    """The report in each language, by file name."""
    from policeaudit.report.draw import draw as draw_here

    return draw_here(assessment, languages)


def _draw_from(
    artist: Elsewhere, assessment: Assessment, document: bytes, languages: list[Language]
) -> dict[str, bytes]:
    """The same pages from a process of ``report.draw``."""
    answer = artist.ask(json.dumps({"languages": languages, "assessment": document.decode()}).encode())
    if answer is None:
        return draw(assessment, languages)
    return {name: page.encode() for name, page in json.loads(answer).items()}


def write_folder(folder: Path, contents: dict[str, bytes]) -> None:
    """Put a folder in place, complete or not at all; an interrupted call leaves what was there.

    Raises:
        UsageError: when the place can't be written.
    """
    fresh = None
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
        fresh.chmod(0o755)
        for name, data in contents.items():
            (fresh / name).write_bytes(data)
        _swap(fresh, folder)
    except OSError as error:
        text = Text(en="cannot be written: {why}", zh="无法写入：{why}")
        raise UsageError(Problem(str(folder), text.fill(why=error.strerror or "?"))) from None
    finally:
        if fresh:
            shutil.rmtree(fresh, ignore_errors=True)


def _swap(fresh: Path, folder: Path) -> None:
    """Exchange an old folder for a fresh one; the old one is put back if that fails."""
    if not folder.exists():
        fresh.rename(folder)
        return
    old = fresh.with_name(fresh.name + ".old")
    folder.rename(old)
    try:
        fresh.rename(folder)
    except BaseException:
        old.rename(folder)
        raise
    shutil.rmtree(old, ignore_errors=True)
