"""What the checks of coverage find: the shares held against the limits of the table, exhibits, and sentences."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from policeaudit.checks import words
from policeaudit.checks.check import Check, Phrases
from policeaudit.checks.claim import Claim, Fact
from policeaudit.checks.comparison import Comparison
from policeaudit.checks.digital_inclusion import reach_exhibits as draw
from policeaudit.checks.digital_inclusion.reach import Reach, reaches
from policeaudit.checks.digital_inclusion.reach_inequality import inequality_of
from policeaudit.checks.digital_inclusion.reach_phrases import (
    BURDEN,
    ONLY_DIGITAL,
    SHARES,
    burden_phrases,
    coverage_phrases,
    step_phrases,
)
from policeaudit.checks.evidence import Evidence, Rates, noun
from policeaudit.checks.examination import Examination
from policeaudit.checks.exhibit import Exhibit
from policeaudit.checks.limits import capital, rate_rule
from policeaudit.checks.table_facts import Published, published_facts
from policeaudit.checks.table_rates import Share, hold_shares, measure_of, share_comparisons
from policeaudit.checks.table_views import Grouping, limits_on
from policeaudit.plan.any_limit import AnyLimit
from policeaudit.plan.tables import Stage
from policeaudit.stats.inequality import SEED
from policeaudit.text import Text, percent, whole

_NO_TABLE = Text(en="the plan names no table of coverage of this kind", zh="审计方案未提供此类覆盖情况的表格")


@dataclass(frozen=True)
class Names:
    """What the quantities of a check of coverage are called."""

    coverage: str
    burden: str
    step: str
    only_digital: str
    inequality: str

    def of(self, stage: Stage) -> str:
        """What the share at a stage is called."""
        return self.burden if stage.burden else self.coverage


def examine_reach(check: Check, names: Names, evidence: Evidence, *, places: bool) -> Examination:
    """All sections about coverage of places, or of people and things."""
    found = [_Section(check, names, reach, evidence) for reach in reaches(evidence, places=places)]
    if not found:
        return Examination(lacking=_NO_TABLE)
    parts = [section.examined() for section in found]
    return Examination(
        comparisons=[c for part in parts for c in part.comparisons],
        claims=[c for part in parts for c in part.claims],
        facts=[f for part in parts for f in part.facts],
        exhibits=[e for part in parts for e in part.exhibits],
        headlines=[h for part in parts for h in part.headlines],
        seed=SEED,
    )


@dataclass(frozen=True)
class _Section:
    check: Check
    names: Names
    reach: Reach
    evidence: Evidence

    def examined(self) -> Examination:
        made = [self._by(grouping) for grouping in self.reach.groupings if self.reach.stages]
        return Examination(
            comparisons=[c for part in made for c in part.comparisons],
            claims=[c for part in made for c in part.claims],
            facts=[
                *(f for part in made for f in part.facts),
                *(f for stage in self.reach.published for g in self.reach.alone for f in self._published(stage, g)),
            ],
            exhibits=[
                *(e for part in made for e in part.exhibits),
                *(draw.published_table(self.reach, g) for g in self.reach.alone),
            ],
            headlines=[h for part in made for h in part.headlines],
        )

    def _limits(self, measure: str, of: str | None) -> list[AnyLimit]:
        return limits_on(list(self.reach.part.limits), measure, of)

    def _by(self, grouping: Grouping) -> Examination:
        comparisons = [
            *(c for stage in self.reach.stages for c in self._coverage(stage, grouping)),
            *(c for at, stage in enumerate(self.reach.stages) for c in self._step(at, stage, grouping)),
            *(self._only_digital(grouping) if self.reach.part.channels else ()),
        ]
        rates = {stage.id: self._rates(self.names.of(stage), grouping, stage.id) for stage in self.reach.stages}
        indices = [
            inequality_of(stage, grouping, rates[stage.id], limit, self.names.inequality, self.evidence)
            for stage in self.reach.stages
            for limit in self._limits("inequality", stage.id)
        ]
        return Examination(
            comparisons=comparisons,
            claims=[found for found in indices if isinstance(found, Claim)],
            facts=[found for found in indices if isinstance(found, Fact)],
            exhibits=self._exhibits(grouping, rates),
            headlines=[
                h for stage in self.reach.shown for h in [self._headline(stage, grouping, rates[stage.id])] if h
            ],
        )

    def _rates(self, name: str, grouping: Grouping, of: str | None) -> Rates:
        return self.evidence.rates(measure_of(self.check, name), grouping.view(of).name)

    def _coverage(self, stage: Stage, grouping: Grouping) -> list[Comparison]:
        name, unit = self.names.of(stage), self.reach.part.unit
        phrases = burden_phrases(unit) if stage.burden else coverage_phrases(unit)
        return share_comparisons(
            self._worded(name, phrases, stage.label),
            name,
            grouping.view(stage.id, stage.label),
            lambda groups: self.reach.covered(stage, [row for g in groups for row in grouping.rows[g]]),
            self._limits("coverage", stage.id),
            self.evidence,
        )

    def _step(self, at: int, stage: Stage, grouping: Grouping) -> list[Comparison]:
        limits = self._limits("step", stage.id)
        if not limits:
            return []
        name, unit = self.names.step, self.reach.part.unit
        return share_comparisons(
            self._worded(name, step_phrases(unit), stage.label),
            name,
            grouping.view(stage.id, stage.label),
            lambda groups: self.reach.step(at, [row for g in groups for row in grouping.rows[g]]),
            limits,
            self.evidence,
        )

    def _only_digital(self, grouping: Grouping) -> list[Comparison]:
        """Compared only where a limit asks for it: without one, neither more nor less of it is known to be worse."""
        name, view, limits = self.names.only_digital, grouping.view(), self._limits("only_digital", None)

        def share(groups: list[str]) -> Share:
            return self.reach.through_devices([row for g in groups for row in grouping.rows[g]])

        if not limits:
            hold_shares(name, view, share, self.evidence)
            return []
        check = replace(self.check, phrases={name: ONLY_DIGITAL})
        return share_comparisons(check, name, view, share, limits, self.evidence)

    def _worded(self, name: str, phrases: Phrases, stage: Text) -> Check:
        filled = {part: getattr(phrases, part).fill_some(stage=stage) for part in ("name", "share", "effect")}
        return replace(self.check, phrases={name: replace(phrases, **filled)})

    def _exhibits(self, grouping: Grouping, rates: dict[str, Rates]) -> list[Exhibit]:
        reach, crit = self.reach, self.evidence.crit
        limits = {stage.id: self._limits("coverage", stage.id) for stage in reach.stages}
        # where a limit is set, the card of its findings has the chart
        drawn = None if any(limits.values()) else reach.shown[-1]
        made = [draw.covered_table(reach, grouping, rates, drawn)]
        if len(reach.stages) > 1:
            made.append(draw.funnel_table(reach, grouping))
        if reach.part.channels:
            digital = self._rates(self.names.only_digital, grouping, None)
            made.append(draw.channel_table(reach, grouping, digital))
        if len(grouping.groups) > 1:
            for stage in reach.shown:
                measure = measure_of(self.check, self.names.of(stage))
                others = self.evidence.rates_of_the_others(measure, grouping.view(stage.id).name)
                made.append(draw.parity_table(reach, grouping, stage, rates[stage.id], others, crit))
            made.append(draw.inequality_table(reach, grouping, rates, crit))
        for stage in reach.stages:
            made += [
                draw.target_table(reach, grouping, stage, rates[stage.id], limit.value)
                for limit in limits[stage.id]
                if limit.kind == "target" and not stage.burden
            ]
        return made

    def _headline(self, stage: Stage, grouping: Grouping, rates: Rates) -> Text | None:
        """The group that fares worst, with the absolute number behind it, and the reference."""
        if np.isnan(rates.value).all():
            return None
        worst = int(np.nanargmax(rates.value) if stage.burden else np.nanargmin(rates.value))
        n, value = int(rates.n[worst]), float(rates.value[worst])
        view, group = grouping.view(), grouping.groups[worst]
        per, number = words.per_round(n, value or 1.0) or (n, whole(n))
        counted = round(value * per)
        pattern = BURDEN if stage.burden else SHARES[self.reach.part.unit]
        told = pattern.fill(
            per=number, group=noun(view, group), count=whole(counted), rest=whole(per - counted), stage=stage.label
        )
        some = int(rates.numerator[worst])
        text = (_BORNE if stage.burden else _HEADLINE).fill(
            told=capital(told),
            share=percent(value, words.digits_for(value)),
            some=whole(some),
            rest=whole(n - some),
            n=whole(n),
            other=percent(1 - value),
        )
        reference = grouping.reference
        if reference is not None and reference != group:
            at = grouping.groups.index(reference)
            if not np.isnan(rates.value[at]):
                share = percent(float(rates.value[at]), words.digits_for(float(rates.value[at])))
                other = _AGAINST.fill(reference=noun(view, reference), share=share)
                text = text.then(other)
        return text

    def _published(self, stage: Stage, grouping: Grouping) -> list[Fact]:
        """A stage that is a share of an unknown population."""
        view = self.evidence.hold_view(grouping.view(stage.id, stage.label))
        column = self.reach.table.numbers[f"share.{stage.id}"]
        values = {group: float(column[rows[0]]) for group, rows in grouping.rows.items() if len(rows) == 1}
        name = Text(en="share “{stage}”", zh="“{stage}”的比例").fill(stage=stage.label)
        figure = Published(
            self.names.of(stage), name, values, percent, lambda limit: rate_rule(name, limit, least=not stage.burden)
        )
        return published_facts(figure, view, self._limits("coverage", stage.id), self.evidence.plan)


_HEADLINE = Text(
    en="{told}. The share is {share}; {rest} of {n} in all ({other}) are not.",
    zh="{told}。比例为{share}；总共{n}中有{rest}（{other}）不在其列。",
)
_BORNE = Text(en="{told}. The share is {share}; {some} of {n} in all.", zh="{told}。比例为{share}；总共{n}中有{some}。")
_AGAINST = Text(en="For {reference} it is {share}.", zh="{reference}为{share}。")
