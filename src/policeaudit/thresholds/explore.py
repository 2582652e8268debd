"""From the counts of a log to thresholds that would keep the plan's limits, and what they would cost."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from policeaudit import __version__
from policeaudit.assessment.base import Words
from policeaudit.checks.evidence import Evidence, noun
from policeaudit.checks.limits import criterion_of, rate_rule
from policeaudit.errors import DataError, PlanError, Problem
from policeaudit.log.tally import ALL, SCORE_BINS
from policeaudit.measures import A0, A1, MEASURES, IntArray
from policeaudit.plan.model import Plan
from policeaudit.plan.parts import Limit
from policeaudit.text import Text
from policeaudit.thresholds.advice import alternatives, cautions, notes
from policeaudit.thresholds.aims import Question, questions
from policeaudit.thresholds.criteria import MOVED, allowed, criteria
from policeaudit.thresholds.frontier import frontier
from policeaudit.thresholds.model import (
    Aim,
    Cut,
    GroupChange,
    LimitAsked,
    Method,
    Moved,
    Nothing,
    Present,
    Remedy,
    Source,
    Strategy,
    Together,
    WhatIf,
)
from policeaudit.thresholds.options import NOW, BoolArray, Options, options_of, present_cut
from policeaudit.thresholds.outlook import DRAWS, SEED, Outlook, design_effects
from policeaudit.thresholds.search import common, for_each, kept_everywhere, taken

TRIES = 8
"""How often limits are made stricter, by a quarter of what the range reaches beyond them, until they are shown to be kept."""
_CONFIDENCE = 0.95

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
    found = evidence.scores(ALL)
    if found is None or not found[0].sum():
        raise DataError(Problem(evidence.plan.log.path, _UNSCORED))
    asked = questions(criteria(evidence))
    if not any(question.criteria for question in asked):
        raise DataError(*(Problem(_where(question), question.reason) for question in asked if question.reason))
    room = evidence.tally.alerts if visits is None else visits
    options = {question.view.name: options_of(question.view, evidence) for question in asked}
    plan = evidence.plan
    return WhatIf(
        audit=plan.audit.id,
        title=Words.of(plan.audit.title),
        language=plan.audit.language,
        group_labels={
            view.name: {group: Words.of(noun(view, group)) for group in view.groups}
            for view in (question.view for question in asked)
        },
        present=_present(evidence, int(found[0].sum())),
        visits=room,
        aims=[_Search(question, options[question.view.name], evidence, room).aim() for question in asked],
        together=_together(asked, options, evidence, room),
        not_known=Words.of_optional(_not_known(evidence)),
        cautions=[Words.of(text) for text in cautions()],
        alternatives=[Words.of(text) for text in alternatives(plan)],
        notes=[Words.of(text) for text in notes()],
        method=Method(draws=DRAWS, seed=SEED, confidence=_CONFIDENCE),
        source=Source(
            tool="policeaudit",
            version=__version__,
            plan_sha256=evidence.tally.plan_sha256,
            tally_sha256=evidence.tally.digest(),
        ),
    )


_NOT_KNOWN = Text(
    en="Not measurable: {reason}. So recall and the false positive and false negative rates have no value at any threshold, "
    "and what a lower threshold would find is unknown.",
    zh="无法衡量：{reason}。因此在任何分数线上，查全率、误报率和漏报率都没有数值；降低分数线会发现什么，也无从得知。",
)


def _not_known(evidence: Evidence) -> Text | None:
    """What outcomes that are known of alerts only hide."""
    reason = evidence.rates(MEASURES["recall"], ALL).reasons[0]
    return _NOT_KNOWN.fill(reason=reason) if reason else None


def _where(question: Question) -> str:
    return f"limits: {question.limits[0].measure}, {question.view.name}"


def _present(evidence: Evidence, scored: int) -> Present:
    score = evidence.plan.columns.score
    assert score is not None  # noqa: S101 - required before
    cut = present_cut(evidence)
    return Present(
        rows=evidence.tally.rows_used,
        unscored=evidence.tally.rows_used - scored,
        warnings=evidence.tally.alerts,
        threshold=score.alert_from if score.alert_from is not None or cut is None else _score_at(cut, evidence.plan),
        step=_step(evidence.plan),
    )


def _step(plan: Plan) -> float:
    assert plan.columns.score is not None  # noqa: S101 - required before
    low, high = plan.columns.score.range
    return (high - low) / SCORE_BINS


def _score_at(cut: int, plan: Plan) -> float:
    """The score at the lower end of a bin."""
    assert plan.columns.score is not None  # noqa: S101 - required before
    return round(plan.columns.score.range[0] + cut * _step(plan), 9)


def _asked(limit: Limit, plan: Plan) -> LimitAsked:
    measure = MEASURES[limit.measure]
    label = Text(en=measure.label.en.split(" (")[0].lower(), zh=measure.label.zh.split("（")[0])
    rule = rate_rule(label, limit, least=measure.worse == "lower")
    return LimitAsked(
        measure=limit.measure,
        kind=limit.kind,
        value=limit.value,
        rule=Words.of(criterion_of(limit, rule, plan)),
    )


class _Search:
    """One question put to the counts."""

    def __init__(self, question: Question, options: Options, evidence: Evidence, visits: int) -> None:
        self.question, self.options, self.evidence, self.visits = question, options, evidence, visits
        self.found = question.criteria
        if self.found:
            self.free: BoolArray = allowed(self.found, options, evidence)
            self.deff = design_effects(self.found, evidence)

    def aim(self) -> Aim:
        """The answer."""
        question = self.question
        now = self.look(np.full(len(self.options.now), NOW)) if self.found else None
        kept = now.standing.kept if now else None
        enough = int(self.options.alerts[:, NOW].sum()) <= self.visits
        remedies, nothing = self._sought() if now and not (kept and enough) else ([], [])
        single = kept is False and len(self.found) == 1
        return Aim(
            id=question.id,
            kind=question.kind,
            feature=question.view.name,
            feature_label=Words.of(question.view.label),
            limits=[_asked(limit, self.evidence.plan) for limit in question.limits],
            state="not_measurable" if kept is None else "kept" if kept else "not_kept",
            reason=Words.of_optional(question.reason),
            left_out=Words.of_optional(question.left_out),
            now=now.standing if now else None,
            groups_now=self._rates_now(),
            remedies=remedies,
            nothing=nothing,
            frontier=frontier(self.found[0], self.options, self.free, self.visits, self.look) if single else [],
        )

    def look(self, chosen: IntArray) -> Outlook:
        """What chance makes of a choice."""
        return Outlook(self.found, taken(self.options.flows, chosen), self.deff, self.evidence.plan.rules.min_events)

    def _sought(self) -> tuple[list[Remedy], list[Nothing]]:
        """Both strategies, on the figures and with room for chance."""
        remedies: list[Remedy] = []
        nothing: list[Nothing] = []
        both: tuple[tuple[Strategy, tuple[IntArray | None, IntArray | None]], ...] = (
            ("common", self._common()),
            ("each", self._each()),
        )
        for strategy, (plain, shown) in both:
            sought = [(False, plain)]
            if plain is not None and not self.look(plain).shown:
                sought.append((True, shown))
            for with_room, chosen in sought:
                if chosen is not None:
                    remedies.append(self._remedy(strategy, chosen))
                else:
                    proved = self._proved(strategy, with_room=with_room)
                    nothing.append(Nothing(strategy=strategy, with_room=with_room, proved=proved))
        return remedies, nothing

    def _proved(self, strategy: Strategy, *, with_room: bool) -> bool:
        """Whether the search was over all thresholds: see ``search.for_each`` for where it is not."""
        levelled = any(
            c.reference is None and c.limit.kind != "target" and c.measure.name == "precision" for c in self.found
        )
        return strategy == "common" or not (with_room or levelled)

    def _common(self) -> tuple[IntArray | None, IntArray | None]:
        cuts = [np.full(len(self.options.now), cut) for cut in common(self.found, self.options, self.free, self.visits)]
        return (cuts[0] if cuts else None), next((chosen for chosen in cuts if self.look(chosen).shown), None)

    def _each(self) -> tuple[IntArray | None, IntArray | None]:
        """Thresholds of each group on the figures, and under limits so much stricter that the real ones are shown to be kept."""
        plain = for_each(self.found, self.options, self.free, self.visits)
        if plain is None or self.look(plain).shown:
            return plain, plain
        beyond = np.maximum(self.look(plain).excess, 0.0) / 4
        for step in range(1, TRIES + 1) if np.isfinite(beyond).all() and beyond.any() else ():
            stricter = [criterion.tighter(step * by) for criterion, by in zip(self.found, beyond, strict=True)]
            chosen = for_each(stricter, self.options, self.free, self.visits)
            if chosen is None or self.look(chosen).shown:
                return plain, chosen
        return plain, None

    def _remedy(self, strategy: Strategy, chosen: IntArray) -> Remedy:
        look, options = self.look(chosen), self.options
        groups = [self._change(i, int(option)) for i, option in enumerate(chosen)]
        return Remedy(
            strategy=strategy,
            with_room=look.shown,
            standing=look.standing,
            warnings_before=int(options.alerts[:, NOW].sum()),
            warnings_after=int(taken(options.alerts, chosen).sum()),
            changed=int(taken(options.changed, chosen).sum()),
            missed=look.missed,
            spared=look.spared,
            levels_down=_levels_down(groups),
            groups=groups,
        )

    def _change(self, i: int, option: int) -> GroupChange:
        options, group = self.options, self.options.view.groups[i]
        return GroupChange(
            group=group,
            label=Words.of(options.view.labels[group]),
            threshold=None if option == NOW else _score_at(option, self.evidence.plan),
            warnings_before=int(options.alerts[i, NOW]),
            warnings_after=int(options.alerts[i, option]),
            won=_moved(options.won[i, option]),
            lost=_moved(options.lost[i, option]),
            rates_before=self._rates(i, NOW),
            rates_after=self._rates(i, option),
        )

    def _rates(self, i: int, option: int) -> dict[str, float | None]:
        """The limited rates of a group that is judged."""
        rates = {}
        for criterion in self.found:
            if i in criterion.groups:
                k, n = criterion.measure.ratio(self.options.cells[i, option])
                rates[criterion.measure.name] = float(k / n) if n else None
        return rates

    def _rates_now(self) -> dict[str, dict[str, float | None]]:
        found = {group: self._rates(i, NOW) for i, group in enumerate(self.options.view.groups)}
        return {group: rates for group, rates in found.items() if rates}


def _moved(statuses: IntArray) -> Moved:
    rows, confirmed, unfounded = int(statuses.sum()), int(statuses[A1]), int(statuses[A0])
    return Moved(rows=rows, confirmed=confirmed, unfounded=unfounded, unknown=rows - confirmed - unfounded)


def _levels_down(groups: list[GroupChange]) -> bool:
    """Whether some group fares worse under a limited rate, and none better (levelling down)."""
    gains = [
        (after - before) * (1 if MEASURES[name].worse == "lower" else -1)
        for change in groups
        for name, before in change.rates_before.items()
        if before is not None and (after := change.rates_after[name]) is not None
    ]
    return any(gain < 0 for gain in gains) and not any(gain > 0 for gain in gains)


def _together(asked: Sequence[Question], options: dict[str, Options], evidence: Evidence, visits: int) -> Together:
    """One threshold for everybody under every limit that can be judged: the one that changes the fewest warnings."""
    found = [(question, options[question.view.name]) for question in asked if len(question.criteria) == 1]
    now = evidence.tally.alerts <= visits and all(
        kept_everywhere(question.criteria, each.now) for question, each in found
    )
    cuts: set[int] | None = None
    for question, each in found:
        good = set(common(question.criteria, each, allowed(question.criteria, each, evidence), visits))
        cuts = good if cuts is None else cuts & good
    question, each = found[0]
    changed = each.changed.sum(0)
    best = min(cuts or (), key=lambda cut: (changed[cut], cut), default=None)
    if now or best is None:
        return Together(limits=len(found), kept_now=now, cut=None)
    look = _Search(question, each, evidence, visits).look(np.full(len(each.now), best))
    cut = Cut(
        threshold=_score_at(best, evidence.plan),
        warnings_after=int(each.alerts[:, best].sum()),
        changed=int(changed[best]),
        missed=look.missed,
        spared=look.spared,
    )
    return Together(limits=len(found), kept_now=False, cut=cut)
