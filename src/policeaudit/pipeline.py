"""A whole audit: plan and log in, a folder with the report out, all of it or nothing."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from policeaudit.assessment.model import Assessment
from policeaudit.elsewhere import Elsewhere, Helpers
from policeaudit.errors import Problem, UsageError
from policeaudit.fairlearn_frames import Metric, Request, Spread, spreads_from
from policeaudit.plan import LoadedPlan
from policeaudit.text import LANGUAGES, Language, Text

if TYPE_CHECKING:
    from policeaudit.log.count import CountedLog
    from policeaudit.log.source import LogFile

Ask = Callable[[Sequence[Request]], list[Spread]]
Progress = Callable[[int, int], None]
"""Called with the bytes read so far and the bytes in all."""
Edition = Literal["full", "public", "both"]
PUBLIC_DOCUMENT = "assessment.public.json"


@dataclass(frozen=True)
class Result:
    """The pages that were written, and the full assessment behind them."""

    pages: list[Path]
    assessment: Assessment


@dataclass(frozen=True)
class _Written:
    """An edition: its folder's name, its document, and the files beside the pages."""

    folder: str
    assessment: Assessment
    document: bytes
    files: dict[str, bytes]


def run_audit(
    loaded: LoadedPlan,
    out: Path,
    languages: Iterable[Language] = LANGUAGES,
    command: str = "",
    progress: Progress = lambda _done, _all: None,
    helpers: Helpers | None = None,
    edition: Edition = "full",
    previous: Sequence[Path] = (),
) -> Result:
    """Audit the log that a plan names and write the report to ``out/<audit id>/``, the public one to ``out/<audit id>-public/``.

    ``helpers`` may have been started earlier; they are stopped here. ``previous`` are earlier public editions that the
    plan does not name.

    Raises:
        DataError: when the log can't be audited.
        PlanError: when the plan names a metric that does not exist.
        RecordError: when a file that the plan's [record] names has mistakes.
        UsageError: when the folder can't be written, or an earlier public edition can't be used.
    """
    with helpers or Helpers() as helpers, ThreadPoolExecutor(1) as waiting:
        known = [] if edition == "full" else _published(loaded, previous)
        from policeaudit.assessment.attach import attach, load_record

        record = load_record(loaded)  # its mistakes are told before the log is read
        ask = partial(spreads_from, helpers.fairlearn)
        assessment, counted = assess_log(loaded, command, progress=progress, ask=ask)
        assessment = attach(assessment, record)
        editions = _editions(assessment, edition, known)
        pages = waiting.submit(_draw_from, helpers.artist, editions, list(languages))
        if counted is not None and edition != "public":
            editions[0].files["intake.csv"] = counted.left_out_csv().encode()
            editions[0].files["tally.parquet"] = counted.tally.to_parquet()
            if counted.tally.steps:
                editions[0].files["steps.parquet"] = counted.tally.steps.to_parquet()
        drawn = pages.result()
    from policeaudit.provenance import manifest

    for each, its_pages in zip(editions, drawn, strict=True):
        contents = each.files | its_pages
        contents["manifest.json"] = manifest(contents, each.assessment.provenance)
        write_folder(out / each.folder, contents)
    written = [out / each.folder / name for each, its in zip(editions, drawn, strict=True) for name in its]
    return Result(written, assessment)


def _editions(assessment: Assessment, edition: Edition, known: list[tuple[str, Assessment]]) -> list[_Written]:
    """The editions that are asked for; nothing of the full one is among the files of the public one."""
    made = []
    if edition != "public":
        document = to_json(assessment)
        made.append(_Written(assessment.audit.id, assessment, document, {"assessment.json": document}))
    if edition != "full":
        from policeaudit.edition import public_edition

        public = public_edition(assessment, known)
        document = to_json(public)
        made.append(_Written(f"{assessment.audit.id}-public", public, document, {PUBLIC_DOCUMENT: document}))
    return made


def _published(loaded: LoadedPlan, previous: Sequence[Path]) -> list[tuple[str, Assessment]]:
    """The earlier public editions that the plan and the call name, read before anything is audited."""
    from policeaudit.edition.sources import read_previous

    return read_previous([*(loaded.path.parent / name for name in loaded.plan.publication.previous), *previous])


def assess_log(
    loaded: LoadedPlan,
    command: str = "",
    *,
    frame: Any = None,
    progress: Progress = lambda _done, _all: None,
    ask: Ask | None = None,
    metrics: Mapping[str, Metric] | None = None,
) -> tuple[Assessment, CountedLog | None]:
    """Count the log that a plan names, or a frame in its place, and assess the counts and the plan's tables.

    Nothing is written. The second answer is None where the plan has no log.

    Args:
        loaded: the plan.
        command: what was called, for the provenance.
        frame: a data frame with the columns that the plan names; None reads the files of the plan.
        progress: told how much of the files was read.
        ask: who answers for fairlearn; None leaves its figures out, which nothing is judged by.
        metrics: further metrics of the caller, by name.

    Raises:
        DataError: when the log can't be audited.
        PlanError: when the plan names a metric that does not exist.
        UsageError: when the frame is none, or a metric does not fit.
    """
    from policeaudit.assessment.assess import assess
    from policeaudit.log.count import count_log
    from policeaudit.log.inspection import inspect, sampling
    from policeaudit.log.tally import Tally
    from policeaudit.plan.answers import load_answers
    from policeaudit.provenance import provenance
    from policeaudit.tables import read_tables

    plan = loaded.plan
    tables = read_tables(plan, loaded.path.parent)
    answers = load_answers(loaded.path.parent / plan.record.answers).answers if plan.record.answers else None
    if not plan.has_log:
        tally = Tally.empty(loaded.sha256)
        about = provenance(loaded, tally, command)
        return assess(plan, tally, [], about, ask, tables, metrics, answers=answers), None
    files = _open(loaded, frame)
    samples = []
    if frame is None:
        _watch(files, progress)
        samples = sampling(files, plan)
    counted = count_log(files, plan, loaded.sha256)
    found = inspect(samples, counted, plan) if frame is None else None
    about = provenance(loaded, counted.tally, command)
    return assess(plan, counted.tally, files, about, ask, tables, metrics, found, answers), counted


def _open(loaded: LoadedPlan, frame: Any) -> list[LogFile]:
    from policeaudit.log.intake import named_columns

    wanted = named_columns(loaded.plan)
    if frame is None:
        from policeaudit.log.source import open_log

        return open_log(loaded.plan.log, loaded.path.parent, wanted)
    from policeaudit.log.frames import open_frame

    return open_frame(frame, wanted)


def _watch(files: list[LogFile], progress: Progress) -> None:
    total, done = sum(file.size for file in files), 0

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


def _draw_from(artist: Elsewhere, editions: list[_Written], languages: list[Language]) -> list[dict[str, bytes]]:
    """The pages of each edition from a process of ``report.draw``."""
    question = {"languages": languages, "assessments": [each.document.decode() for each in editions]}
    answer = artist.ask(json.dumps(question).encode())
    if answer is None:
        return [draw(each.assessment, languages) for each in editions]
    return [{name: page.encode() for name, page in pages.items()} for pages in json.loads(answer)]


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
