"""One question put to the counts: how a limit stands, what would keep it, and at what price."""

from __future__ import annotations

from typing import Any

import numpy as np

from policeaudit.assessment.base import Words
from policeaudit.checks.evidence import Evidence
from policeaudit.checks.limits import criterion_of, rate_rule
from policeaudit.checks.score_values import score_from
from policeaudit.measures import A0, A1, MEASURES, IntArray
from policeaudit.plan.model import Plan
from policeaudit.plan.parts import Limit
from policeaudit.text import Text
from policeaudit.thresholds.aims import Question
from policeaudit.thresholds.criteria import allowed
from policeaudit.thresholds.frontier import frontier
from policeaudit.thresholds.model import Aim, GroupChange, LimitAsked, Moved, Nothing, Remedy, Strategy
from policeaudit.thresholds.options import NOW, BoolArray, Options
from policeaudit.thresholds.outlook import Outlook, design_effects
from policeaudit.thresholds.search import common, for_each, taken
from policeaudit.thresholds.terms import measure_name

TRIES = 8
"""How often limits are made stricter, by a quarter of what the range reaches beyond them, until they are shown to be kept."""


def answer(question: Question, options: Options, evidence: Evidence, visits: int) -> Aim:
    """Answer a question; without criteria it is not measurable."""
    if question.criteria:
        return Search(question, options, evidence, visits).aim()
    return _aim(question, evidence.plan, state="not_measurable")


def _aim(question: Question, plan: Plan, **found: Any) -> Aim:
    nothing: dict[str, Any] = {"now": None, "groups_now": {}, "remedies": [], "nothing": [], "frontier": []}
    return Aim(
        id=question.id,
        kind=question.kind,
        feature=question.view.name,
        feature_label=Words.of(question.view.label),
        limits=[_asked(limit, plan) for limit in question.limits],
        reason=Words.of_optional(question.reason),
        left_out=Words.of_optional(question.left_out),
        **(nothing | found),
    )


def _asked(limit: Limit, plan: Plan) -> LimitAsked:
    name = measure_name(limit.measure)
    label = Text(en=name.en.lower(), zh=name.zh)
    rule = rate_rule(label, limit, least=MEASURES[limit.measure].worse == "lower")
    return LimitAsked(
        measure=limit.measure,
        kind=limit.kind,
        value=limit.value,
        rule=Words.of(criterion_of(limit, rule, plan)),
    )


class Search:
    """A question that can be judged, put to the counts."""

    def __init__(self, question: Question, options: Options, evidence: Evidence, visits: int) -> None:
        self.question, self.options, self.evidence, self.visits = question, options, evidence, visits
        self.found = question.criteria
        self.deff = design_effects(self.found, evidence)
        self.free: BoolArray = allowed(self.found, options, self.deff, evidence.plan.rules)

    def aim(self) -> Aim:
        """The answer."""
        now = self.look(np.full(len(self.options.now), NOW)).standing
        enough = int(self.options.alerts[:, NOW].sum()) <= self.visits
        remedies, nothing = ([], []) if now.kept and enough else self._sought()
        drawn = not now.kept and len(self.found) == 1
        return _aim(
            self.question,
            self.evidence.plan,
            state="kept" if now.kept else "not_kept",
            now=now,
            groups_now=self._rates_now(),
            remedies=remedies,
            nothing=nothing,
            frontier=frontier(self.found[0], self.options, self.free, self.visits, self.look) if drawn else [],
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

    def cuts(self) -> list[int]:
        """The cuts that keep the limits when they hold for everybody, those that change the fewest warnings first."""
        return common(self.found, self.options, self.free, self.visits)

    def _common(self) -> tuple[IntArray | None, IntArray | None]:
        cuts = [np.full(len(self.options.now), cut) for cut in self.cuts()]
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
            threshold=None if option == NOW else score_from(option, self.evidence),
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
