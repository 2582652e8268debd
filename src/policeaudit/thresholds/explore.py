"""From the counts of a log to thresholds that would keep the plan's limits, and what they would cost."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from policeaudit import __version__
from policeaudit.assessment.base import Words
from policeaudit.checks.evidence import CONFIDENCE, Evidence, View, noun
from policeaudit.checks.score_values import score_from, step_of
from policeaudit.errors import DataError, PlanError, Problem
from policeaudit.log.tally import ALL
from policeaudit.measures import MEASURES
from policeaudit.plan.model import Plan
from policeaudit.text import Text
from policeaudit.thresholds.advice import alternatives, cautions, notes
from policeaudit.thresholds.aims import Question, questions
from policeaudit.thresholds.answer import Search, answer
from policeaudit.thresholds.criteria import MOVED, criteria
from policeaudit.thresholds.model import Aim, Cut, Method, Present, Source, Together, WhatIf
from policeaudit.thresholds.options import Options, options_of, present_cut
from policeaudit.thresholds.outlook import DRAWS, SEED
from policeaudit.thresholds.search import kept_everywhere

_NO_SCORE = Text(
    en="names no score. A threshold can only be looked for in a score: name its column in [columns] score",
    zh="未指定分数。只有存在分数才能寻找分数线：请在[columns]的score中写明所在的列",
)
_NO_LOG = Text(en="names no log", zh="未指定日志")
_NO_LIMITS = Text(
    en="sets no limit that a threshold could keep. Add [[limits]] for one of: {names}",
    zh="未设可由分数线满足的限值。请在[[limits]]中为以下指标之一设限：{names}",
)
_UNSCORED = Text(en="no row that counts has a score in the declared range", zh="可用记录中没有处于声明范围内的分数")


def require(plan: Plan) -> None:
    """Refuse a plan under which no threshold can be looked for.

    Raises:
        PlanError: when it has no log, no score, or no limit that a threshold moves.

    """
    wanted = (
        ("log", plan.has_log, _NO_LOG),
        ("columns.score", not plan.has_log or plan.columns.score is not None, _NO_SCORE),
        ("limits", any(limit.measure in MOVED for limit in plan.limits), _NO_LIMITS.fill(names=", ".join(MOVED))),
    )
    problems = [Problem(where, text) for where, there, text in wanted if not there]
    if problems:
        raise PlanError(*problems)


def explore(evidence: Evidence, visits: int | None = None) -> WhatIf:
    """Look for thresholds.

    Args:
        evidence: the counts of a log under a plan with a score.
        visits: no more warnings than so many; None: than there are now.

    Raises:
        PlanError: as ``require``.
        DataError: when no row has a score, or no limit can be judged in this log.

    """
    require(evidence.plan)
    plan, asked = evidence.plan, _questions(evidence)
    room = evidence.tally.alerts if visits is None else visits
    options = {question.view.name: options_of(question.view, evidence) for question in asked}
    return WhatIf(
        audit=plan.audit.id,
        title=Words.of(plan.audit.title),
        language=plan.audit.language,
        group_labels={name: _labels(each.view) for name, each in options.items()},
        present=_present(evidence),
        visits=room,
        aims=_aims(asked, options, evidence, room),
        together=_together(asked, options, evidence, room),
        not_known=Words.of_optional(_not_known(evidence)),
        cautions=[Words.of(text) for text in cautions()],
        alternatives=[Words.of(text) for text in alternatives(plan)],
        notes=[Words.of(text) for text in notes()],
        method=Method(draws=DRAWS, seed=SEED, confidence=CONFIDENCE),
        source=Source(
            tool="policeaudit",
            version=__version__,
            plan_sha256=evidence.tally.plan_sha256,
            tally_sha256=evidence.tally.digest(),
        ),
    )


def _questions(evidence: Evidence) -> list[Question]:
    """What is asked, if anything of it can be judged."""
    if _scored(evidence) == 0:
        raise DataError(Problem(evidence.plan.log.path, _UNSCORED))
    asked = questions(criteria(evidence))
    if not any(question.criteria for question in asked):
        raise DataError(*(Problem(_where(question), question.reason) for question in asked if question.reason))
    return asked


def _where(question: Question) -> str:
    return f"limits: {question.limits[0].measure}, {question.view.name}"


def _scored(evidence: Evidence) -> int:
    """Rows with a score."""
    found = evidence.scores(ALL)
    return 0 if found is None else int(found[0].sum())


def _labels(view: View) -> dict[str, Words]:
    return {group: Words.of(noun(view, group)) for group in view.groups}


def _aims(asked: Sequence[Question], options: dict[str, Options], evidence: Evidence, visits: int) -> list[Aim]:
    """The answers; limits that are all kept now need not be told again together."""
    aims = [answer(question, options[question.view.name], evidence, visits) for question in asked]
    return [aim for aim in aims if len(aim.limits) == 1 or aim.state != "kept" or aim.remedies or aim.nothing]


_NOT_KNOWN = Text(
    en="Not measurable: {reason}. So recall and the false positive and false negative rates have no value at any threshold, "
    "and what a lower threshold would find is unknown.",
    zh="无法衡量：{reason}。因此在任何分数线上，查全率、误报率和漏报率都没有数值；降低分数线会发现什么，也无从得知。",
)


_NOT_BY_SCORE = Text(
    en="Not estimated: of the rows without a warning only a random sample was checked, and it is not broken down by score. So "
    "recall and the false positive and false negative rates are told for the present threshold alone (policeaudit run), and "
    "what a lower threshold would find is not estimated.",
    zh="未作估计：未预警的记录只经随机抽样核查，样本未按分数细分。因此，查全率、误报率和漏报率只就现行分数线给出"
    "（见policeaudit run）；降低分数线会发现什么，此处未作估计。",
)


def _not_known(evidence: Evidence) -> Text | None:
    """What outcomes that are known of alerts only, and of a few other rows, hide."""
    recall = evidence.rates(MEASURES["recall"], ALL)
    if recall.sample is not None:
        return _NOT_BY_SCORE
    reason = recall.reasons[0]
    return _NOT_KNOWN.fill(reason=reason) if reason else None


def _present(evidence: Evidence) -> Present:
    score = evidence.plan.columns.score
    assert score is not None  # noqa: S101 - required before
    cut = present_cut(evidence)
    return Present(
        rows=evidence.tally.rows_used,
        unscored=evidence.tally.rows_used - _scored(evidence),
        warnings=evidence.tally.alerts,
        threshold=score.alert_from if score.alert_from is not None or cut is None else score_from(cut, evidence),
        step=step_of(evidence),
    )


def _together(asked: Sequence[Question], options: dict[str, Options], evidence: Evidence, visits: int) -> Together:
    """One threshold for everybody under every limit that can be judged: the one that changes the fewest warnings."""
    single = [question for question in asked if len(question.criteria) == 1]
    found = [Search(question, options[question.view.name], evidence, visits) for question in single]
    now = evidence.tally.alerts <= visits and all(kept_everywhere(each.found, each.options.now) for each in found)
    good = set.intersection(*(set(each.cuts()) for each in found))
    one = found[0]  # every view holds all rows, so that the price is the same in all
    best = next((cut for cut in one.cuts() if cut in good), None)
    if now or best is None:
        return Together(limits=len(found), kept_now=now, cut=None)
    look = one.look(np.full(len(one.options.now), best))
    cut = Cut(
        threshold=score_from(best, evidence),
        warnings_after=int(one.options.alerts[:, best].sum()),
        changed=int(one.options.changed[:, best].sum()),
        missed=look.missed,
        spared=look.spared,
    )
    return Together(limits=len(found), kept_now=False, cut=cut)
