"""A whole audit: plan and log in, a folder with the report out, all of it or nothing."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from policeaudit.assessment.model import Assessment
from policeaudit.elsewhere import Elsewhere
from policeaudit.errors import Problem, UsageError
from policeaudit.fairlearn_frames import Ask, Metric, ask_elsewhere
from policeaudit.plan import LoadedPlan
from policeaudit.text import LANGUAGES, Language, Text

if TYPE_CHECKING:
    from policeaudit.log.count import CountedLog
    from policeaudit.log.source import LogFile
    from policeaudit.thresholds import WhatIf

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
    """An edition: its folder's name, and the files beside its pages."""

    folder: str
    assessment: Assessment
    files: dict[str, bytes]


def run_audit(
    loaded: LoadedPlan,
    out: Path,
    languages: Iterable[Language] = LANGUAGES,
    command: str = "",
    progress: Progress = lambda _done, _all: None,
    fairlearn: Elsewhere | None = None,
    edition: Edition = "full",
    previous: Sequence[Path] = (),
    *,
    pdf: bool = False,
) -> Result:
    """Audit the log that a plan names and write the report to ``out/<audit id>/``, the public one to ``out/<audit id>-public/``.

    ``fairlearn`` may have been started earlier; it is stopped here. ``previous`` are earlier public editions that the
    plan does not name. With ``pdf`` each page is written as PDF too.

    Raises:
        DataError: when the log can't be audited.
        PlanError: when the plan names a metric that does not exist.
        RecordError: when a file that the plan's [record] names has mistakes.
        UsageError: when the folder can't be written, an earlier public edition can't be used, or no PDF can be made here.
    """
    if pdf:
        ensure_pdf()
    with fairlearn or Elsewhere() as fairlearn:
        known = [] if edition == "full" else _published(loaded, previous)
        from policeaudit.assessment.record_files import load_record

        record = load_record(loaded)  # its mistakes are told before the log is read
        assessment, counted = assess_log(loaded, command, progress=progress, ask=ask_elsewhere(fairlearn), drawn=True)
    from policeaudit.assessment.attach import attach
    from policeaudit.provenance import manifest

    assessment = attach(assessment, record)
    written = []
    with ThreadPoolExecutor(1) as aside:  # libraries make the files of counts, for which Python need not wait
        counts = aside.submit(_counts, counted) if counted is not None and edition != "public" else None
        for each in _editions(assessment, edition, known):
            pages = draw(each.assessment, languages)
            pages |= as_pdf(pages) if pdf else {}
            contents = each.files | pages
            if counts is not None and each.assessment is assessment:
                contents |= counts.result()
            contents["manifest.json"] = manifest(contents, each.assessment.provenance)
            write_folder(out / each.folder, contents)
            written += [out / each.folder / name for name in pages]
    return Result(written, assessment)


def _counts(counted: CountedLog) -> dict[str, bytes]:
    """What was counted and what was left out, by file name; only a full edition has them."""
    files = {"intake.csv": counted.left_out_csv().encode(), "tally.parquet": counted.tally.to_parquet()}
    if counted.tally.steps:
        files["steps.parquet"] = counted.tally.steps.to_parquet()
    return files


def _editions(assessment: Assessment, edition: Edition, known: list[tuple[str, Assessment]]) -> list[_Written]:
    """The editions that are asked for; nothing of the full one is among the files of the public one."""
    made = []
    if edition != "public":
        made.append(_Written(assessment.audit.id, assessment, {"assessment.json": to_json(assessment)}))
    if edition != "full":
        from policeaudit.edition import public_edition

        public = public_edition(assessment, known)
        made.append(_Written(f"{assessment.audit.id}-public", public, {PUBLIC_DOCUMENT: to_json(public)}))
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
    drawn: bool = False,
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
        drawn: whether a report will be drawn: then what draws it is imported meanwhile.

    Raises:
        DataError: when the log can't be audited.
        PlanError: when the plan names a metric that does not exist.
        UsageError: when the frame is none, or a metric does not fit.
    """
    from policeaudit.log.count import count_log
    from policeaudit.log.inspection import inspect, sampling
    from policeaudit.log.tally import Tally
    from policeaudit.plan.answers import load_answers
    from policeaudit.provenance import provenance
    from policeaudit.tables import read_tables

    plan = loaded.plan
    tables = read_tables(plan, loaded.path.parent)
    answers = load_answers(loaded.path.parent / plan.record.answers).answers if plan.record.answers else None
    files: list[LogFile] = []
    counted = look = None
    if plan.has_log:
        files = _open(loaded, frame)
        _import_ahead(drawn=drawn)
        _watch(files, progress)
        samples = sampling(files, plan)
        counted = count_log(files, plan, loaded.sha256)
        look = partial(inspect, samples, counted, plan)
    from policeaudit.assessment.assess import assess  # not earlier: it is imported while the engine counts

    tally = counted.tally if counted else Tally.empty(loaded.sha256)
    about = provenance(loaded, tally, command)
    return assess(plan, tally, files, about, ask, tables, metrics, look, answers), counted


def explore_log(
    loaded: LoadedPlan,
    visits: int | None = None,
    *,
    frame: Any = None,
    progress: Progress = lambda _done, _all: None,
) -> WhatIf:
    """Count the log that a plan names, or a frame in its place, and look for thresholds that keep the plan's limits.

    Raises:
        DataError: when the data can't be counted, no row has a score, or no limit can be judged.
        PlanError: when the plan has no log, no score, or no limit that a threshold moves; that is told before anything is read.
        UsageError: when the frame is none.
    """
    from policeaudit.checks.evidence import Evidence
    from policeaudit.log.count import count_log
    from policeaudit.thresholds import explore, require

    require(loaded.plan)
    files = _open(loaded, frame)
    _watch(files, progress)
    return explore(Evidence(loaded.plan, count_log(files, loaded.plan, loaded.sha256).tally), visits)


def _import_ahead(*, drawn: bool) -> None:
    """Import what follows the count while the engine counts on its own threads and Python is idle."""

    def quietly() -> None:
        with contextlib.suppress(Exception):  # it happens again where the import is needed, and is told there
            from policeaudit.assessment import assess  # noqa: F401
            from policeaudit.checks import all_checks

            all_checks()
            if drawn:
                import policeaudit.assessment.attach
                import policeaudit.report  # noqa: F401

    threading.Thread(target=quietly, daemon=True).start()


def _open(loaded: LoadedPlan, frame: Any) -> list[LogFile]:
    from policeaudit.log.intake import named_columns

    wanted = named_columns(loaded.plan)
    if frame is None:
        from policeaudit.log.source import open_log

        return open_log(loaded.plan.log, loaded.path.parent, wanted)
    from policeaudit.log.frames import open_frame

    return open_frame(frame, wanted, looked_into=loaded.plan.protection is not None)


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
    """The report in each language, by file name, which tells a public edition."""
    from policeaudit.report import render

    stem = "report" if assessment.public is None else "report.public"
    return {f"{stem}.{language}.html": render(assessment, language).encode() for language in languages}


def ensure_pdf() -> None:
    """Check that a PDF can be made here.

    Raises:
        UsageError: when something that it needs is missing.
    """
    from policeaudit.report.pdf import ensure_pdf as ensure_here

    ensure_here()


def as_pdf(pages: Mapping[str, bytes]) -> dict[str, bytes]:
    """The pages as PDF, by file name.

    Raises:
        UsageError: when something that a PDF needs is missing.
    """
    from policeaudit.report.pdf import to_pdf

    return {f"{Path(name).stem}.pdf": to_pdf(page.decode()) for name, page in pages.items()}


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
        raise _unwritable(folder, error) from None
    finally:
        if fresh:
            shutil.rmtree(fresh, ignore_errors=True)


def write_files(folder: Path, contents: dict[str, bytes]) -> None:
    """Put files into a folder that is there, all of them or none; what they replace is put back if one cannot be written.

    Raises:
        UsageError: when the folder can't be written.
    """
    places = {folder / name: data for name, data in contents.items()}
    try:
        before = {place: place.read_bytes() if place.exists() else None for place in places}
        with tempfile.TemporaryDirectory(prefix=".", dir=folder) as aside:
            for place, data in places.items():
                Path(aside, place.name).write_bytes(data)
            try:
                for place in places:
                    Path(aside, place.name).replace(place)
            except BaseException:
                for place, old in before.items():
                    _put_back(place, old)
                raise
    except OSError as error:
        raise _unwritable(folder, error) from None


def _put_back(place: Path, old: bytes | None) -> None:
    if old is None:
        place.unlink(missing_ok=True)
    else:
        place.write_bytes(old)


def _unwritable(place: Path, error: OSError) -> UsageError:
    text = Text(en="cannot be written: {why}", zh="无法写入：{why}")
    return UsageError(Problem(str(place), text.fill(why=error.strerror or "?")))


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
