"""From a tally to an Assessment: measure, compare, judge, and say so."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from importlib.metadata import version

from policeaudit.assessment import model as m
from policeaudit.assessment.findings import number, of_claim, of_comparison, of_fact, worst_first
from policeaudit.assessment.intake import intake_part
from policeaudit.assessment.limits import Use, limits_in_force
from policeaudit.assessment.pillars import pillars
from policeaudit.assessment.recommend import recommendation
from policeaudit.checks import all_checks, examiners
from policeaudit.checks.comparison import Comparison, comparisons, judge_together
from policeaudit.checks.evidence import CONFIDENCE, Evidence, Rates, View
from policeaudit.errors import PlanError, Problem, UsageError
from policeaudit.fairlearn_frames import Ask, Metric, ask_here
from policeaudit.fairlearn_metrics import UNKNOWN_METRIC, Scalar, metric_by_group, named_scalars
from policeaudit.log.inspection import Inspection
from policeaudit.log.source import LogFile
from policeaudit.log.tally import ALL, Tally
from policeaudit.measures import MEASURES
from policeaudit.norms.crosswalk import served_by
from policeaudit.plan.answers import Answers
from policeaudit.plan.model import Plan
from policeaudit.tables import NO_TABLES, Tables
from policeaudit.text import Text


def assess(
    plan: Plan,
    tally: Tally,
    files: list[LogFile],
    provenance: m.Provenance,
    ask: Ask | None = ask_here,
    tables: Tables = NO_TABLES,
    metrics: Mapping[str, Metric] | None = None,
    look: Callable[[], Inspection | None] | None = None,
    answers: Answers | None = None,
) -> m.Assessment:
    """Assess a tally and what stands beside it under a plan.

    ``ask`` is who answers for fairlearn; None leaves its figures, and the plan's further metrics, out. ``metrics`` are
    further metrics of the caller, by name. ``look`` looks into the log, which is done while fairlearn answers.

    Raises:
        DataError: when a reference group never occurs.
        PlanError: when the plan names a metric that does not exist.
        UsageError: when one of ``metrics`` takes no sample weights, or gives more than one number.
    """
    evidence = Evidence(plan, tally, tables, look, answers)
    scalars = named_scalars(list(evidence.views.values()), evidence, ask) if ask else None
    found = [
        comparison
        for check in (all_checks() if plan.has_log else [])
        for name in check.measures
        for view in evidence.views.values()
        for comparison in comparisons(check, MEASURES[name], view, evidence)
    ]
    examined = [(check, examine(evidence)) for check, examine in examiners()]
    found += [comparison for _, examination in examined for comparison in examination.comparisons]
    claims = [(check, claim) for check, examination in examined for claim in examination.claims]
    judgement = judge_together(found, [claim for _, claim in claims], evidence)
    findings = [
        *(of_comparison(judged, plan) for judged in judgement.comparisons),
        *(of_claim(check, *judged) for (check, _), judged in zip(claims, judgement.claims, strict=True)),
        *(of_fact(check, fact) for check, examination in examined for fact in examination.facts),
    ]
    seeds = [examination.seed for _, examination in examined if examination.seed is not None]
    named = {finding.sensitive_feature for finding in findings}
    derived = {name: view for name, view in evidence.derived.items() if name in named}
    uses = [Use(c.limit, c.measure.name, c.view.name) for c in found]
    uses += [
        Use(each.limit, each.about.measure, each.about.feature, each.said.rule)
        for _, examination in examined
        for each in examination.stated
    ]
    findings.sort(key=worst_first({view.name for view in evidence.views.values() if view.parts}))
    views = evidence.views | derived
    findings = [f.model_copy(update={"recommendation": recommendation(f, views, plan)}) for f in findings]
    return m.Assessment(
        audit=_audit(plan, evidence, derived, limits_in_force(plan, evidence.views, uses), judgement.family_size),
        intake=intake_part(plan, tally, files, evidence),
        pillars=pillars(findings),
        findings=findings,
        measures=[
            *_measurements(evidence),
            *_examined([c for _, examination in examined for c in examination.comparisons], evidence),
            *_fairlearn(evidence, scalars, metrics or {}),
        ],
        checks=_checks({check.id: examination.lacking for check, examination in examined}),
        exhibits=[
            m.ShownExhibit(id=f"{check.id}.{each.name}", check=check.id, pillar=check.pillar, exhibit=each)
            for check, examination in examined
            for each in examination.exhibits
        ],
        headlines=[
            m.Headline(check=check.id, text=m.Words.of(text))
            for check, examination in examined
            for text in examination.headlines
        ],
        norms=_norms(),
        provenance=provenance.model_copy(update={"seed": seeds[0]}) if seeds else provenance,
    )


def _norms() -> list[m.NormInfo]:
    """The norms that the checks serve, each once, in the order in which they are first named."""
    served = {norm.id: norm for check in all_checks() for norm in served_by(check.id).norms}
    return [
        m.NormInfo(
            id=norm.id,
            column=norm.column,
            force=norm.force,
            mark=norm.mark,
            code=m.Words.of(norm.code),
            says=m.Words.of(norm.says),
        )
        for norm in served.values()
    ]


def _checks(lacking: dict[str, Text | None]) -> list[m.CheckInfo]:
    return [
        m.CheckInfo(
            id=check.id,
            pillar=check.pillar,
            title=m.Words.of(check.title),
            asks=m.Words.of(check.asks),
            matters=m.Words.of(check.matters),
            cannot_show=m.Words.of(check.cannot_show),
            quantities={
                name: m.QuantityInfo(label=m.Words.of(q.label), definition=m.Words.of(q.definition), worse=q.worse)
                for name, q in check.quantities.items()
            },
            not_assessed=m.Words.of_optional(lacking.get(check.id)),
            norms=[norm.id for norm in served_by(check.id).norms],
            policy_target=served_by(check.id).policy_target,
        )
        for check in all_checks()
    ]


def _audit(
    plan: Plan, evidence: Evidence, derived: dict[str, View], limits: list[m.LimitInForce], family_size: int
) -> m.Audit:
    part, level = plan.audit, plan.columns.level
    alert_ids = [item.id for item in level.levels] if level else []
    return m.Audit(
        id=part.id,
        title=m.Words.of(part.title),
        operator=m.Words.of(part.operator),
        system=m.Words.of(part.system),
        purpose=m.Words.of_optional(part.purpose),
        outcome_meaning=m.Words.of_optional(part.outcome_meaning),
        rated_unit=part.rated_unit,
        period_start=part.period.start,
        period_end=part.period.end,
        commissioned_by=m.Words.of(part.commissioned_by),
        audited_by=m.Words.of(part.audited_by),
        independence=m.Words.of_optional(part.independence),
        status=part.status,
        edition="full",
        synthetic=part.synthetic,
        language=part.language,
        system_id=part.system_id,
        reply_days=part.reply_days,
        action_days=part.action_days,
        publication=m.Publication(**plan.publication.model_dump(exclude={"previous"})),
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
                derived=view.name in derived,
            )
            for view in (evidence.views | derived).values()
        ],
        limits=limits,
        rules=m.Rules(
            confidence=CONFIDENCE,
            alpha=plan.rules.alpha,
            watch_fdr=plan.rules.watch_fdr,
            min_n=plan.rules.min_n,
            min_events=plan.rules.min_events,
            min_follow_up=plan.rules.min_follow_up,
            interval=plan.rules.interval,
            family_size=family_size,
        ),
    )


def _alert_rule(plan: Plan) -> Text:
    columns = plan.columns
    if not plan.has_log:
        return Text(en="The audit reads no log.", zh="本次审计不读取日志。")
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


def _measurements(evidence: Evidence) -> list[m.Measurement]:
    return [
        _measurement(measure.name, view or None, rates, i, evidence)
        for measure in (MEASURES.values() if evidence.plan.has_log else ())
        for view in (ALL, *evidence.views)
        for rates in [evidence.rates(measure, view)]
        for i in range(len(rates.groups))
    ]


def _examined(found: list[Comparison], evidence: Evidence) -> list[m.Measurement]:
    """The rates behind comparisons that a check made by itself, each once."""
    rates = {(c.measure.name, c.view.name): c.side.rates for c in found}
    return [
        _measurement(name, view, each, i, evidence)
        for (name, view), each in rates.items()
        for i in range(len(each.groups))
    ]


def _measurement(name: str, view: str | None, rates: Rates, i: int, evidence: Evidence) -> m.Measurement:
    reason = rates.reasons[i]
    return m.Measurement(
        measure=name,
        sensitive_feature=view,
        group=rates.groups[i] if view else None,
        n=int(rates.n[i]),
        value=number(rates.value[i]),
        low=number(rates.low[i]),
        high=number(rates.high[i]),
        lower_bound=number(rates.lower_bound[i]),
        upper_bound=number(rates.upper_bound[i]),
        method=evidence.method if rates.sample is None else f"{evidence.method}, check sample",
        not_measurable=m.Words.of(reason) if reason else None,
        numerator=int(rates.numerator[i]) if reason is None else None,
        missing=int(rates.missing[i]),
        n_effective=number(rates.n_effective[i]) if evidence.clustered or rates.sample else None,
    )


def _fairlearn(
    evidence: Evidence, scalars: Callable[[], list[dict[str, Scalar]]] | None, metrics: Mapping[str, Metric]
) -> list[m.Measurement]:
    """fairlearn's scalars and the plan's further metrics, where fairlearn was asked, and the caller's own metrics."""
    method = f"fairlearn {version('fairlearn')}"
    found = []
    views = list(evidence.views.values())
    extra: dict[str, str | Metric] = {name: name for name in evidence.plan.metrics.extra} if scalars else {}
    for view, named in zip(views, scalars() if scalars else [{}] * len(views), strict=True):
        n = min(_recorded_rows(view, evidence), default=0)  # such a scalar is only as good as its smallest group
        for name, (value, reason) in named.items():
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
        value=None if reason else number(value),
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
