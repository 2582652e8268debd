"""The Python interface: a frame or a log, and a plan, in; findings and measures out. Nothing is written."""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from glob import has_magic
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policeaudit.assessment.model import Assessment
from policeaudit.compare.changes import Comparison
from policeaudit.errors import Problem, UsageError
from policeaudit.fairlearn_frames import Metric, ask_here
from policeaudit.pipeline import Progress, assess_log, draw, explore_log, to_json
from policeaudit.plan import LoadedPlan, Plan, check_plan, load_plan
from policeaudit.sequences import Findings, Measures
from policeaudit.text import Language, Text

if TYPE_CHECKING:
    from policeaudit.thresholds import WhatIf

_NO_LOG = Text(en="there is no such file", zh="没有该文件")


@dataclass(frozen=True)
class AuditResult:
    """What an audit found."""

    assessment: Assessment

    @cached_property
    def findings(self) -> Findings:
        """The findings, worst first."""
        return Findings(self.assessment.findings, self.assessment.audit.language)

    @cached_property
    def measures(self) -> Measures:
        """Every measure for every group, with its range."""
        return Measures(self.assessment.measures, self.assessment.audit.language)

    def report(self, lang: Language = "en") -> str:
        """The whole report as one page of HTML."""
        (page,) = draw(self.assessment, [lang]).values()
        return page.decode()

    def to_json(self) -> str:
        """The assessment as ``policeaudit run`` writes it to ``assessment.json``."""
        return to_json(self.assessment).decode()

    def _repr_html_(self) -> str:
        return self.findings._repr_html_()


def audit(
    frame: Any,
    plan: str | Path | Mapping[str, Any] | Plan,
    *,
    metrics: Mapping[str, Metric] | None = None,
    fairlearn: bool = True,
) -> AuditResult:
    """Audit a prediction log under a plan.

    Args:
        frame: a pandas or Polars frame, a PyArrow table, a DuckDB relation, an Ibis table, or the path of a log file;
            None reads the log that the plan names. Its columns are read as those of its CSV or Parquet export would be; an
            index is not read. Where the plan has ``protection``, a sample of every column is looked into.
        plan: the path of a plan, a dictionary of the same shape, or a ``Plan``. A dictionary may leave ``log.path`` out.
        metrics: further metrics by name, with the signature of fairlearn and scikit-learn
            (``y_true, y_pred, sample_weight``), computed for each group by ``fairlearn.metrics.MetricFrame`` on the counts,
            where outcomes are known.
        fairlearn: whether fairlearn's own scalars are wanted. Nothing is judged by them, and they take a second to load.

    Returns:
        Findings and measures.

    Raises:
        UsageError: when ``frame`` is neither a frame nor a file, or a metric does not fit.
        PlanError: with every mistake of the plan.
        DataError: when the data can't be audited.
    """
    loaded, data = plan_and_data(plan, frame)
    ask = ask_here if fairlearn else None
    with _quiet():
        found, _ = assess_log(loaded, "policeaudit.audit", frame=data, ask=ask, metrics=metrics)
    return AuditResult(found)


@contextmanager
def _quiet() -> Iterator[None]:
    """Ibis still calls what DuckDB renamed; a test suite that forbids warnings would stop."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "fetch_arrow_table", DeprecationWarning)
        yield


@dataclass(frozen=True)
class WhatIfResult:
    """Thresholds that would keep the limits of a plan, and their price."""

    document: WhatIf

    def write(self, form: str = "text", lang: Language | None = None) -> str:
        """The answer as ``text``, ``markdown`` or ``json``; in the plan's language where none is named."""
        from policeaudit.thresholds.formats import write

        return write(self.document, form, lang or self.document.language)

    def page(self) -> str:
        """The answer as one page of HTML, in both languages, with the charts."""
        from policeaudit.report.whatif_page import render_whatif

        return render_whatif(self.document)

    def __str__(self) -> str:
        return self.write()

    def _repr_markdown_(self) -> str:
        return self.write("markdown")


def whatif(frame: Any, plan: str | Path | Mapping[str, Any] | Plan, *, visits: int | None = None) -> WhatIfResult:
    """Look for thresholds of the score that keep the limits of a plan, and tell their price.

    Args:
        frame: as for ``audit``; its rows need scores.
        plan: as for ``audit``; it names the score and limits on rates that a threshold moves.
        visits: no more warnings than so many; None: than there are now.

    Returns:
        For each limit: how it stands, thresholds that keep it (one for everybody, and one for each group) and what they cost,
        or that there are none. What the log cannot show is not measurable, never 0.

    Raises:
        UsageError: when ``frame`` is neither a frame nor a file.
        PlanError: with every mistake of the plan, or when it has no score or no limit that a threshold moves.
        DataError: when the data can't be used, or no limit can be judged in them.
    """
    loaded, data = plan_and_data(plan, frame)
    with _quiet():
        return WhatIfResult(explore_log(loaded, visits, frame=data))


def whatif_log(loaded: LoadedPlan, log: str | Path | None, visits: int | None, progress: Progress) -> WhatIfResult:
    """The same for a log on disk.

    Raises:
        UsageError: when there is no such log.
        PlanError: as ``whatif``.
        DataError: as ``whatif``.
    """
    return WhatIfResult(explore_log(_on(loaded, log), visits, progress=progress))


def check_log(loaded: LoadedPlan, log: str | Path | None, command: str, progress: Progress) -> AuditResult:
    """Audit a log for a gate: without what nothing is judged by.

    Raises:
        UsageError: when there is no such log.
        DataError: when the data can't be audited.
    """
    return AuditResult(assess_log(_on(loaded, log), command, progress=progress)[0])


def compare_versions(
    plan: str | Path,
    log: str | Path | None = None,
    versions: tuple[str, str] | None = None,
    progress: Progress = lambda _done, _all: None,
) -> tuple[Comparison, tuple[str, str]]:
    """Compare two model versions in the log that a plan names, or in another one.

    Returns:
        The comparison, and the names of the two versions.

    Raises:
        UsageError: when there is no such log, the plan names no column with the version, or ``versions`` are not in the log.
        PlanError: with every mistake of the plan.
        DataError: when the data can't be audited.
    """
    from policeaudit.compare.versions import compare_versions as compare

    loaded = _on(load_plan(Path(plan)), log)
    found, counted = assess_log(loaded, "policeaudit compare", progress=progress)
    if counted is None:
        raise UsageError(Problem("--by model_version", Text(en="the plan names no log", zh="审计方案未指定日志")))
    return compare(loaded.plan, counted.tally, counted.files, found, versions)


def plan_and_data(plan: str | Path | Mapping[str, Any] | Plan, frame: Any) -> tuple[LoadedPlan, Any]:
    """The plan, and the frame to audit under it; None where the plan itself now names the log.

    Raises:
        UsageError: when there is no such file.
        PlanError: with every mistake of the plan.
    """
    if isinstance(plan, (str, Path)):
        loaded = load_plan(Path(plan))
    else:
        if not isinstance(plan, Plan):
            plan = check_plan(
                {**plan, "log": {"path": "frame", **plan.get("log", {})}} if frame is not None else dict(plan)
            )
        digest = hashlib.sha256(plan.model_dump_json().encode()).hexdigest()
        loaded = LoadedPlan(plan, Path.cwd() / "plan", digest)
    if frame is None or isinstance(frame, (str, Path)):
        return _on(loaded, frame), None
    return loaded, frame


def _on(loaded: LoadedPlan, log: str | Path | None) -> LoadedPlan:
    """The same plan on another log; a known suffix of that one tells its format, all else is as the plan declares."""
    if log is None:
        return loaded
    path = Path(log).absolute()
    if not path.is_file() and not has_magic(str(path)):
        raise UsageError(Problem(str(log), _NO_LOG))
    from policeaudit.log.source import known_format

    part = loaded.plan.log
    part = part.model_copy(update={"path": str(path), "format": known_format(path) or part.format})
    return LoadedPlan(loaded.plan.model_copy(update={"log": part}), loaded.path, loaded.sha256)
