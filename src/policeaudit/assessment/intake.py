"""The reconciliation: what was delivered, what was used, what was left out and why, and who was followed up."""

from __future__ import annotations

from policeaudit.assessment import model as m
from policeaudit.checks.drift_table import Sample, whole
from policeaudit.checks.evidence import Evidence
from policeaudit.log.reasons import REASONS
from policeaudit.log.source import LogFile
from policeaudit.log.tally import ALL, BINS_PER_BAND, SCORE_BINS, Tally
from policeaudit.measures import CELLS, STATUSES
from policeaudit.plan.model import Plan
from policeaudit.plan.table_file import Section
from policeaudit.tables.read import Table


def intake_part(plan: Plan, tally: Tally, files: list[LogFile], evidence: Evidence) -> m.Intake:
    """The intake of an assessment; it sums exactly or the audit stops.

    Raises:
        AssertionError: when rows in are not rows used plus rows left out, which is a defect of this tool.
    """
    delivered = sum(file.rows for file in files)
    if delivered != tally.rows_in:
        msg = f"{delivered} rows were delivered but {tally.rows_in} are accounted for"
        raise AssertionError(msg)
    reasons: dict[str, int] = {}
    for (reason, _), rows in tally.left_out.items():
        reasons[reason] = reasons.get(reason, 0) + rows
    in_order = sorted(reasons, key=list(REASONS).index)
    return m.Intake(
        rows_in=tally.rows_in,
        rows_used=tally.rows_used,
        left_out=[m.LeftOut(reason=r, rows=reasons[r], label=m.Words.of(REASONS[r])) for r in in_order],
        left_out_columns=[
            m.LeftOutColumn(reason=reason, column=column, rows=rows)
            for (reason, column), rows in sorted(tally.left_out.items(), key=str)
        ],
        files=[
            m.InputFile(
                name=file.name,
                format=file.format,
                encoding=file.encoding,
                bytes=file.size,
                sha256=file.sha256,
                rows=file.rows,
            )
            for file in files
        ],
        tables=[shown for section, part, table in evidence.tables for shown in _tables(section, part, table)],
        follow_up=[part for view in (ALL, *evidence.views) for part in _follow_up(view, evidence)] if files else [],
        outcomes=plan.has_outcomes or not files,
        levels=_counts(tally, "level", [item.id for item in plan.columns.level.levels]) if plan.columns.level else [],
        versions=_counts(tally, "version", None) if plan.columns.model_version else [],
        distributions=_distributions(plan, evidence) if files else [],
        subjects=_subjects(tally, evidence),
    )


def _distributions(plan: Plan, evidence: Evidence) -> list[m.Distribution]:
    """The scores, where there are any, and the groups of the main features."""
    found: list[tuple[str | None, list[str], Sample | None]] = [(None, _bands(plan), whole(evidence, None))]
    found += [(view.name, view.groups, whole(evidence, view)) for view in evidence.main_views]
    return [
        m.Distribution(feature=name, bins=bins, rows=rows.rows.tolist(), design_effect=rows.design_effect)
        for name, bins, rows in found
        if rows is not None
    ]


def _bands(plan: Plan) -> list[str]:
    """The least score of each band."""
    low, high = plan.columns.score.range if plan.columns.score else (0.0, 1.0)
    bands = SCORE_BINS // BINS_PER_BAND
    return [f"{low + (high - low) * i / bands:g}" for i in range(bands)]


def _tables(section: str, part: Section, table: Table) -> list[m.InputTable]:
    """Each file that a section was read from."""
    source = getattr(part, "denominator", None)
    return [
        m.InputTable(
            section=section,
            id=part.id,
            name=path.name,
            sha256=digest,
            rows=table.rows,
            title=m.Words.of(part.title),
            denominator=m.Words.of(source.source) if source else None,
            denominator_as_of=source.as_of if source else None,
            ignored=table.ignored,
            withheld=sum(int(cells.sum()) for cells in table.suppressed.values()),
            cut=sum(int(cells.sum()) for cells in table.cut.values()),
        )
        for path, digest in table.sources.items()
    ]


def _follow_up(view: str, evidence: Evidence) -> list[m.FollowUp]:
    groups = evidence.views[view].groups if view != ALL else [None]
    totals = evidence.counts(view).sum(axis=1)
    return [
        m.FollowUp(
            sensitive_feature=view or None,
            group=group,
            alerted=alerted,
            **{status: int(total[CELLS.index((alerted, status))]) for status in STATUSES},
        )
        for group, total in zip(groups, totals, strict=True)
        for alerted in (True, False)
    ]


def _counts(tally: Tally, key: str, order: list[str] | None) -> list[m.Count]:
    found = tally.by_value(key)
    values = [*order, ""] if order is not None else list(found)
    return [
        m.Count(value=value, rows=rows, alerts=alerts)
        for value in values
        if value or value in found
        for rows, alerts in [found.get(value, (0, 0))]
    ]


def _subjects(tally: Tally, evidence: Evidence) -> m.Subjects | None:
    if tally.subjects is None:
        return None
    return m.Subjects(
        rows=tally.rows_used,
        subjects=tally.subjects[0],
        alerts=tally.alerts,
        subjects_alerted=tally.subjects[1],
        used=evidence.clustered,
    )
