"""From a tally to an Assessment: measure, compare, judge, and say so."""

from __future__ import annotations

import math
from collections.abc import Mapping
from importlib.metadata import version

from policeaudit.assessment import model as m
from policeaudit.assessment.intake import intake_part
from policeaudit.assessment.pillars import WORST_FIRST, pillars
from policeaudit.checks import all_checks
from policeaudit.checks import words as say
from policeaudit.checks.comparison import Comparison, Judged, comparisons, family_size, judge
from policeaudit.checks.evidence import CONFIDENCE, Evidence, Rates, View
from policeaudit.errors import PlanError, Problem, UsageError
from policeaudit.fairlearn_frames import Metric, spreads
from policeaudit.fairlearn_metrics import UNKNOWN_METRIC, Ask, metric_by_group, named_scalars
from policeaudit.log.source import LogFile
from policeaudit.log.tally import ALL, Tally
from policeaudit.measures import MEASURES
from policeaudit.plan.model import Plan
from policeaudit.text import Text


def assess(
    plan: Plan,
    tally: Tally,
    files: list[LogFile],
    provenance: m.Provenance,
    ask: Ask | None = spreads,
    metrics: Mapping[str, Metric] | None = None,
) -> m.Assessment:
    """Assess a tally under a plan.

    ``ask`` is who answers for fairlearn; None leaves its figures, and the plan's further metrics, out. ``metrics`` are
    further metrics of the caller, by name.

    Raises:
        DataError: when a reference group never occurs.
        PlanError: when the plan names a metric that does not exist.
        UsageError: when one of ``metrics`` takes no sample weights, or gives more than one number.
    """
    evidence = Evidence(plan, tally)
    found = [
        comparison
        for check in all_checks()
        for name in check.measures
        for view in evidence.views.values()
        for comparison in comparisons(check, MEASURES[name], view, evidence)
    ]
    judged = sorted(judge(found, evidence), key=_worst_first)
    findings = [_finding(each, plan) for each in judged]
    return m.Assessment(
        audit=_audit(plan, evidence, found),
        intake=intake_part(plan, tally, files, evidence),
        pillars=pillars(findings),
        findings=findings,
        measures=[*_measurements(evidence), *_fairlearn(plan, evidence, ask, metrics or {})],
        provenance=provenance,
    )


def _worst_first(j: Judged) -> tuple[int, bool, bool, str, float]:
    """Worst verdicts first; single features before intersections, groups before targets, larger gaps before smaller."""
    c = j.comparison
    order = [*WORST_FIRST, m.VerdictWord.NOT_ASSESSED, m.VerdictWord.NO_LIMIT]
    rank = order.index(_verdict(j))
    size = 0.0 if j.verdict is None or math.isnan(j.gap[0]) else -abs(j.gap[0])
    return rank, bool(c.view.parts), c.reference is None, c.check.id, size


def _audit(plan: Plan, evidence: Evidence, found: list[Comparison]) -> m.Audit:
    part, level = plan.audit, plan.columns.level
    alert_ids = [item.id for item in level.levels] if level else []
    limits = [
        m.LimitInForce(
            measure=limit.measure,
            label=m.Words.of(MEASURES[limit.measure].label),
            kind=limit.kind,
            value=limit.value,
            features=limit.features or list(evidence.views),
            set_by=m.Words.of(limit.set_by),
            set_on=limit.set_on,
            after_start=limit.set_on > part.period.start,
            after_end=limit.set_on > part.period.end,
        )
        for limit in plan.limits
    ]
    return m.Audit(
        id=part.id,
        title=m.Words.of(part.title),
        operator=m.Words.of(part.operator),
        system=m.Words.of(part.system),
        purpose=_optional(part.purpose),
        outcome_meaning=_optional(part.outcome_meaning),
        rated_unit=part.rated_unit,
        period_start=part.period.start,
        period_end=part.period.end,
        commissioned_by=m.Words.of(part.commissioned_by),
        audited_by=m.Words.of(part.audited_by),
        independence=_optional(part.independence),
        status=part.status,
        edition="full",
        synthetic=part.synthetic,
        language=part.language,
        alert_rule=m.Words.of(_alert_rule(plan)),
        levels=[
            m.Level(
                id=item.id,
                label=m.Words.of(item.label),
                alert=alert_ids.index(item.id) >= alert_ids.index(level.alert_from),
            )
            for item in (level.levels if level else [])
            if level
        ],
        features=[
            m.Feature(
                name=view.name,
                label=m.Words.of(view.label),
                groups=[m.Group(id=g, label=m.Words.of(view.labels[g])) for g in view.groups],
                reference=view.reference,
                parts=view.parts,
            )
            for view in evidence.views.values()
        ],
        limits=limits,
        rules=m.Rules(
            confidence=CONFIDENCE,
            alpha=plan.rules.alpha,
            watch_fdr=plan.rules.watch_fdr,
            min_n=plan.rules.min_n,
            min_events=plan.rules.min_events,
            min_follow_up=plan.rules.min_follow_up,
            family_size=family_size(found, evidence),
        ),
    )


def _optional(text: Text | None) -> m.Words | None:
    return m.Words.of(text) if text else None


def _alert_rule(plan: Plan) -> Text:
    columns = plan.columns
    if columns.level:
        label = next(item.label for item in columns.level.levels if item.id == columns.level.alert_from)
        return Text(
            en="A row counts as a warning from level “{level}” on.",
            zh="达到“{level}”及以上级别的记录计为预警。",
        ).fill(level=label)
    if columns.score and columns.score.alert_from is not None:
        return Text(
            en="A row counts as a warning from a score of {score} on.",
            zh="分数达到{score}及以上的记录计为预警。",
        ).fill(score=f"{columns.score.alert_from:g}")
    return Text(en="The log says which rows are warnings.", zh="日志中已标明哪些记录为预警。")


def _finding(j: Judged, plan: Plan) -> m.Finding:
    c = j.comparison
    limit = c.limit
    settle = say.settle(j, plan.rules)
    kind = limit.kind if limit else "none"
    return m.Finding(
        id=f"{c.check.id}.{c.measure.name}.{c.view.name}.{c.group}.{kind}",
        check=c.check.id,
        pillar=c.check.pillar,
        verdict=_verdict(j),
        measure=c.measure.name,
        sensitive_feature=c.view.name,
        group=c.group,
        reference=c.reference,
        gap=_range(j.gap),
        ratio=_range(j.ratio) if c.reference is not None else _range((math.nan,) * 5),
        limit=m.FindingLimit(value=limit.value, kind=limit.kind, set_by=m.Words.of(limit.set_by), set_on=limit.set_on)
        if limit
        else None,
        n=c.side.n,
        n_reference=c.other.n if c.other else None,
        n_needed=say.further_rows(j),
        adjusted_p=j.adjusted_p if limit and j.large_enough else None,
        watch_q=j.watch_q if limit and j.large_enough else None,
        survives_missing=say.survives_missing(j),
        heading=m.Words.of(say.heading(c)),
        sentence=m.Words.of(say.sentence(j)),
        criterion=m.Words.of(say.criterion(c, plan)),
        effect=m.Words.of(say.effect(j)),
        settle=m.Words.of(settle) if settle else None,
    )


def _verdict(j: Judged) -> m.VerdictWord:
    c = j.comparison
    if j.verdict is None:
        return m.VerdictWord.NO_LIMIT
    if not c.side.has_rows or (c.other and not c.other.has_rows):
        return m.VerdictWord.NOT_ASSESSED
    return m.VerdictWord(j.verdict)


def _number(value: float) -> float | None:
    return None if math.isnan(value) or math.isinf(value) else float(value)


def _range(five: tuple[float, ...]) -> m.Range:
    return m.Range(**dict(zip(m.Range.model_fields, map(_number, five), strict=True)))


def _measurements(evidence: Evidence) -> list[m.Measurement]:
    return [
        _measurement(measure.name, view or None, rates, i, evidence)
        for measure in MEASURES.values()
        for view in (ALL, *evidence.views)
        for rates in [evidence.rates(measure, view)]
        for i in range(len(rates.groups))
    ]


def _measurement(name: str, view: str | None, rates: Rates, i: int, evidence: Evidence) -> m.Measurement:
    reason = rates.reasons[i]
    return m.Measurement(
        measure=name,
        sensitive_feature=view,
        group=rates.groups[i] if view else None,
        n=int(rates.n[i]),
        value=_number(rates.value[i]),
        low=_number(rates.low[i]),
        high=_number(rates.high[i]),
        lower_bound=_number(rates.lower_bound[i]),
        upper_bound=_number(rates.upper_bound[i]),
        method=evidence.method,
        not_measurable=m.Words.of(reason) if reason else None,
        numerator=int(rates.numerator[i]) if reason is None else None,
        missing=int(rates.missing[i]),
        n_effective=_number(rates.n_effective[i]) if evidence.clustered else None,
    )


def _fairlearn(plan: Plan, evidence: Evidence, ask: Ask | None, metrics: Mapping[str, Metric]) -> list[m.Measurement]:
    method = f"fairlearn {version('fairlearn')}"
    found = []
    views = list(evidence.views.values())
    extra: dict[str, str | Metric] = {name: name for name in plan.metrics.extra} if ask else {}
    for view, scalars in zip(views, named_scalars(views, evidence, ask) if ask else [{}] * len(views), strict=True):
        n = min(_recorded_rows(view, evidence), default=0)  # such a scalar is only as good as its smallest group
        for name, (value, reason) in scalars.items():
            found.append(_plain(name, view.name, None, n, value, method, reason))
        for name, metric in (extra | dict(metrics)).items():
            try:
                values = metric_by_group(metric, view, evidence)
            except ValueError as error:
                text = UNKNOWN_METRIC.fill(name=name, why=str(error))
                if name in metrics:
                    raise UsageError(Problem("metrics", text)) from None
                raise PlanError(Problem("metrics.extra", text)) from None
            rates = evidence.rates(MEASURES["accuracy"], view.name)
            found += [
                _plain(name, view.name, g, int(rates.n[rates.at(g)]), v, method, rates.reasons[rates.at(g)])
                for g, v in values.items()
            ]
    return found


def _recorded_rows(view: View, evidence: Evidence) -> list[int]:
    totals = evidence.counts(view.name).sum(axis=(1, 2))
    return [int(n) for group, n in zip(view.groups, totals, strict=True) if view.is_recorded(group)]


def _plain(
    name: str, view: str, group: str | None, n: int, value: float, method: str, reason: Text | None
) -> m.Measurement:
    """A measurement without an interval."""
    undefined = Text(en="undefined for these counts", zh="按现有数量无法计算")
    if reason is None and math.isnan(value):
        reason = undefined
    return m.Measurement(
        measure=name,
        sensitive_feature=view,
        group=group,
        n=n,
        value=None if reason else _number(value),
        low=None,
        high=None,
        lower_bound=None,
        upper_bound=None,
        method=method,
        not_measurable=m.Words.of(reason) if reason else None,
        numerator=None,
        missing=0,
        n_effective=None,
    )
