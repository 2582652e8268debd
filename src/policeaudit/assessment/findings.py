"""Judged comparisons, judged claims and facts as the findings of an assessment."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any

from policeaudit.assessment import model as m
from policeaudit.assessment.pillars import WORST_FIRST
from policeaudit.checks import words as say
from policeaudit.checks.check import Check
from policeaudit.checks.claim import About, Claim, Fact, Five, Said
from policeaudit.checks.comparison import Judged
from policeaudit.plan.any_limit import AnyLimit
from policeaudit.plan.model import Plan
from policeaudit.stats.rule import Verdict

_ORDER = [*WORST_FIRST, m.VerdictWord.NOT_ASSESSED, m.VerdictWord.NO_LIMIT]


def worst_first(crossed: Collection[str]) -> Callable[[m.Finding], tuple[Any, ...]]:
    """Worst verdicts first; single features before ``crossed`` ones, groups before targets, larger gaps before smaller."""

    def key(f: m.Finding) -> tuple[Any, ...]:
        size = 0.0 if f.verdict is m.VerdictWord.NO_LIMIT or f.gap.value is None else -abs(f.gap.value)
        return _ORDER.index(f.verdict), f.sensitive_feature in crossed, f.reference is None, f.check, size

    return key


def of_comparison(j: Judged, plan: Plan) -> m.Finding:
    """A rate of a group held against its reference or a target."""
    c = j.comparison
    settle = say.settle(j, plan.rules)
    verdict = j.verdict
    empty = not c.side.has_rows or (c.other is not None and not c.other.has_rows)
    about = About(c.measure.name, c.view.name, c.group, c.reference)
    said = Said(say.heading(c), say.criterion(c, plan), say.sentence(j), say.effect(j), settle)
    return m.Finding(
        **_shared(c.check, about, said, c.limit),
        verdict=_word(verdict) if verdict is None or not empty else m.VerdictWord.NOT_ASSESSED,
        gap=_range(j.gap),
        ratio=_range(j.ratio) if c.reference is not None else _range((math.nan,) * 5),
        n=c.side.n,
        n_reference=c.other.n if c.other else None,
        n_needed=say.further_rows(j),
        adjusted_p=j.adjusted_p if c.limit and j.large_enough else None,
        watch_q=j.watch_q if c.limit and j.large_enough else None,
        survives_missing=say.survives_missing(j),
    )


def of_claim(check: Check, claim: Claim, verdict: Verdict | None, adjusted_p: float, watch_q: float) -> m.Finding:
    """An estimate that a check holds against a limit."""
    judged = claim.limit is not None and claim.large
    settled = verdict in (Verdict.ACTION_NEEDED, Verdict.NO_CONCERN)
    said = replace(claim.said, settle=None) if settled else claim.said
    return m.Finding(
        **_shared(check, claim.about, said, claim.limit, verdict=verdict, large=claim.large),
        verdict=_word(verdict),
        gap=_range(claim.gap),
        ratio=_range(claim.ratio),
        n=claim.n,
        n_reference=claim.n_reference,
        n_needed=None if settled else claim.further,
        adjusted_p=adjusted_p if judged else None,
        watch_q=watch_q if judged else None,
        survives_missing=None if claim.missing == 0 or claim.limit is None else settled or None,
    )


def of_fact(check: Check, fact: Fact) -> m.Finding:
    """Something that is so, without sampling error."""
    return m.Finding(
        **_shared(check, fact.about, fact.said, fact.limit),
        verdict=_word(fact.verdict),
        gap=_range(fact.gap),
        ratio=_range(fact.ratio),
        n=fact.n,
        n_reference=fact.n_reference,
        n_needed=None,
        adjusted_p=None,
        watch_q=None,
        survives_missing=None,
    )


def _shared(
    check: Check,
    about: About,
    said: Said,
    limit: AnyLimit | None,
    verdict: Verdict | None = None,
    *,
    large: bool = True,
) -> dict[str, Any]:
    kind = limit.kind if limit else "none"
    sentence = said.condition if verdict is None else said.condition.then(say.verdict_in_words(verdict, large=large))
    parts = [check.id, about.measure, about.feature, about.group, kind]
    return {
        "id": ".".join(part for part in parts if part is not None),
        "check": check.id,
        "pillar": check.pillar,
        "measure": about.measure,
        "sensitive_feature": about.feature,
        "group": about.group,
        "reference": about.reference,
        "limit": m.FindingLimit(
            value=limit.value,
            kind=limit.kind,
            set_by=m.Words.of(limit.set_by),
            set_on=limit.set_on,
            rule=m.Words.of_optional(said.rule),
        )
        if limit
        else None,
        "heading": m.Words.of(said.heading),
        "criterion": m.Words.of(said.criterion),
        "sentence": m.Words.of(sentence),
        "effect": m.Words.of(said.effect),
        "settle": m.Words.of_optional(said.settle),
        "cause": m.Words.of_optional(said.cause),
    }


def _word(verdict: str | None) -> m.VerdictWord:
    return m.VerdictWord.NO_LIMIT if verdict is None else m.VerdictWord(verdict)


def number(value: float) -> float | None:
    """A number as it is written: null where it is undefined or unbounded."""
    return None if math.isnan(value) or math.isinf(value) else float(value)


def _range(five: Five) -> m.Range:
    return m.Range(**dict(zip(m.Range.model_fields, map(number, five), strict=True)))
