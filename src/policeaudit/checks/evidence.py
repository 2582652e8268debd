"""The evidence that a tally holds: every measure for every group, with intervals, bounds and what cannot be measured."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from policeaudit.checks.check_sample import CheckSample
from policeaudit.checks.not_measurable import why_not_measurable, why_not_sampled
from policeaudit.errors import DataError, Problem
from policeaudit.log.inspection import Inspection
from policeaudit.log.tally import ALL, Tally
from policeaudit.measures import B1, FILLS, Fill, FloatArray, IntArray, Measure
from policeaudit.plan.answers import Answers
from policeaudit.plan.model import Plan
from policeaudit.plan.parts import NOT_RECORDED, OTHER_VALUE, REST, Feature, LevelPart
from policeaudit.stats.clusters import DEGREES_OF_FREEDOM, design_effect
from policeaudit.stats.intervals import clopper_pearson, critical_value, wilson
from policeaudit.tables import NO_TABLES, Tables
from policeaudit.text import Text, same

CONFIDENCE = 0.95
_INTERVALS = {"wilson": ("Wilson", wilson), "clopper_pearson": ("Clopper-Pearson", clopper_pearson)}
SPECIAL = {
    NOT_RECORDED: Text(en="not recorded", zh="未登记"),
    OTHER_VALUE: Text(en="other values", zh="其他取值"),
    REST: Text(en="all others", zh="其余群体"),
}


@dataclass(frozen=True)
class View:
    """A sensitive feature or intersection with the groups that occur in the log, in the plan's order."""

    name: str
    label: Text
    groups: list[str]
    labels: dict[str, Text]
    nouns: dict[str, Text]
    reference: str | None
    parts: list[str]
    within: Text | None = None
    """What its rows are limited to, where they are not all of the log: said in every heading."""

    def at_level(self, name: str, level: LevelPart) -> View:
        """The same groups among the rows of one warning level."""
        within = Text(en="level “{level}”", zh="“{level}”级").fill(level=level.label)
        label = Text(en="{view}, {within}", zh="{view}（{within}）").fill(view=self.label, within=within)
        return replace(self, name=name, label=label, within=within)

    def is_recorded(self, group: str) -> bool:
        """Whether a group stands for something that the log recorded and the plan knows."""
        return not {NOT_RECORDED, OTHER_VALUE} & set(group.split("*"))

    @property
    def compared(self) -> list[str]:
        """The groups that are compared with the reference (or with all the others)."""
        return [group for group in self.groups if self.is_recorded(group) and group != self.reference]


@dataclass(frozen=True)
class Rates:
    """One measure for several groups; arrays have one entry a group. Undefined values are NaN.

    ``value``, ``low``, ``high`` are over the known outcomes, with the 95 % interval; ``lower_bound`` and ``upper_bound``
    are what the rate can be over every value of the missing outcomes. ``filled`` holds (rate, effective n) for each
    filling-in.
    """

    groups: list[str]
    rows: IntArray
    numerator: IntArray
    n: IntArray
    missing: IntArray
    value: FloatArray
    low: FloatArray
    high: FloatArray
    n_effective: FloatArray
    lower_bound: FloatArray
    upper_bound: FloatArray
    filled: dict[Fill, tuple[FloatArray, FloatArray]]
    reasons: list[Text | None]
    sample: CheckSample | None = None
    """The check sample that the rates are estimated from, if they are; numerator and n are then estimates too."""

    def at(self, group: str) -> int:
        """The index of a group."""
        return self.groups.index(group)


class Evidence:
    """A tally and what stands beside it (tables, what the log holds, the questionnaire), seen through a plan."""

    def __init__(
        self,
        plan: Plan,
        tally: Tally,
        tables: Tables = NO_TABLES,
        look: Callable[[], Inspection | None] | None = None,
        answers: Answers | None = None,
    ) -> None:
        self.plan = plan
        self.tally = tally
        self.tables = tables
        self._look = look
        self.answers = answers
        self.clustered = tally.bucketed and tally.subjects is not None and tally.subjects[0] < tally.rows_used
        self.df = float(DEGREES_OF_FREEDOM) if self.clustered else math.inf
        self.crit = critical_value(CONFIDENCE, self.df)
        self.derived: dict[str, View] = {}
        self.interval = _INTERVALS[plan.rules.interval][1]
        self._counts: dict[str, IntArray] = {}
        self._rates: dict[tuple[str, str, bool], Rates] = {}
        self._samples: dict[str, CheckSample] = {}
        self._scores: dict[str, tuple[IntArray, FloatArray, FloatArray]] = {}

    @cached_property
    def inspection(self) -> Inspection | None:
        """What the log holds beyond what is counted, looked for when it is first asked for; None where it is not."""
        return self._look() if self._look else None

    @property
    def method(self) -> str:
        """The name of the interval in results."""
        name = _INTERVALS[self.plan.rules.interval][0]
        return f"{name}, effective n, t(63)" if self.clustered else name

    @cached_property
    def views(self) -> dict[str, View]:
        """All features and intersections that have rows."""
        features = {feature.name: self._feature_view(feature) for feature in self.plan.features}
        for intersection in self.plan.intersections:
            parts = [features[name] for name in intersection.features]
            features[intersection.name] = self._intersection_view(intersection.name, parts)
        return features

    def view(self, name: str) -> View:
        """A feature, an intersection, or a view that a check derived."""
        return self.derived[name] if name in self.derived else self.views[name]

    @property
    def main_views(self) -> list[View]:
        """The features whose groups are looked at in detail: the plan's ``main`` ones, or its first."""
        return [self.views[self.plan.features[i].name] for i in self.plan.main_features]

    def derive(self, view: View, counts: IntArray) -> View:
        """Make a view known whose counts (groups, buckets, 8) a check has put together, so that it can be compared."""
        self.derived[view.name] = view
        self._counts[view.name] = self._bucketed(counts, 1)
        return view

    def derive_values(self, view: View, group: str, key: str, values: list[str], counts: IntArray) -> View:
        """A view whose groups are the values of a key (months, versions) of one group; counts (values, buckets, 8)."""
        labels = {value: same(value) for value in values}
        name = f"{view.name}@{key}@{group}"
        return self.derive(View(name, view.label, values, labels, labels, None, []), counts)

    def hold(self, measure: str, view: View, own: Rates, others: Rates) -> View:
        """Make a view known whose rates a check took from a table: those of its groups, and of all others but each."""
        self.derived[view.name] = view
        self._rates[measure, view.name, False] = own
        self._rates[measure, view.name, True] = others
        return view

    def hold_view(self, view: View) -> View:
        """Make a view known whose groups findings name."""
        self.derived[view.name] = view
        return view

    def counts(self, view: str) -> IntArray:
        """Counts of a view, shape (groups, buckets, 8)."""
        if view not in self._counts:
            self._counts[view] = self._bucketed(self.tally.counts(view, self._groups(view)), 1)
        return self._counts[view]

    def counts_by(self, view: str, key: str, values: list[str]) -> IntArray:
        """Counts of a view by level or model version too, shape (groups, values, buckets, 8)."""
        return self._bucketed(self.tally.counts_by(view, self._groups(view), key, values), 2)

    @cached_property
    def crossed(self) -> tuple[list[tuple[str, ...]], IntArray]:
        """Every combination of groups of all features that occurs, and its rows, shape (combinations, 8)."""
        return self.tally.cross()

    def scores(self, view: str) -> tuple[IntArray, FloatArray, FloatArray] | None:
        """Rows, sums of the score as a share of its range and of its square, shape (groups, bins, 8); None without a score."""
        if "scores" not in self.tally.detail:
            return None
        if view not in self._scores:
            self._scores[view] = self.tally.score_counts(view, self._groups(view))
        return self._scores[view]

    def timeline(self, view: str, key: str) -> tuple[list[Any], IntArray] | None:
        """The values of month, version, level or delay in order, and rows of shape (groups, values, buckets, 8).

        Only for all rows and the main views; None without a time.
        """
        if "timeline" not in self.tally.detail:
            return None
        values, counts = self.tally.timeline(view, self._groups(view), key)
        return values, self._bucketed(counts, 2)

    def check_sample(self, view: str) -> CheckSample | None:
        """The rows that were drawn at random to be checked; None without any, or in a view that a check derived."""
        if "sample" not in self.tally.detail or view in self.derived:
            return None
        if view not in self._samples:
            quiet = self.tally.sample(view, self._groups(view))
            self._samples[view] = CheckSample(self.counts(view), self._bucketed(quiet, 2))
        return self._samples[view]

    def weighed(self, view: str) -> IntArray:
        """Counts of a view, shape (groups, 8), in which a check sample stands for all rows without a warning."""
        counts: IntArray = self.counts(view).sum(axis=1)
        sample = self.check_sample(view)
        if sample is None:
            return counts
        missed = np.rint(np.nan_to_num(sample.missed)).astype(np.int64)
        estimated = np.stack([missed, sample.rows - missed, 0 * missed, 0 * missed], axis=-1)
        counts[:, B1:] = np.where(sample.checked[:, None] > 0, estimated, counts[:, B1:])
        return counts

    def rates(self, measure: Measure, view: str) -> Rates:
        """A measure for the groups of a view (the one group "" of all rows)."""
        return self._cached(measure, view, self._groups(view), of_the_others=False)

    def rates_of_the_others(self, measure: Measure, view: str) -> Rates:
        """The same for all recorded groups but one, in the place of that one."""
        return self._cached(measure, view, self.view(view).groups, of_the_others=True)

    def _groups(self, view: str) -> list[str]:
        """The groups of a view; all rows are the one group ""."""
        return [""] if view == ALL else self.view(view).groups

    def _bucketed(self, counts: IntArray, axis: int) -> IntArray:
        """Counts by the bucket of the subject where subjects repeat, else in one bucket."""
        return counts if self.clustered else counts.sum(axis=axis, keepdims=True)

    def _cached(self, measure: Measure, view: str, groups: list[str], *, of_the_others: bool) -> Rates:
        key = (measure.name, view, of_the_others)
        if key not in self._rates:
            counts = self.counts(view)
            sample = self.check_sample(view) if measure.needs_outcomes_beyond_alerts else None
            largest = counts[counts.sum(axis=(1, 2)).argmax()]
            if of_the_others:
                recorded = np.array([self.view(view).is_recorded(group) for group in groups])
                counts = _of_the_others(counts, recorded)
                sample = CheckSample(counts, _of_the_others(sample.quiet, recorded)) if sample else None
            if sample is None:
                self._rates[key] = self._compute(measure, groups, counts, largest)
            else:
                self._rates[key] = self._estimate(measure, groups, counts, sample)
        return self._rates[key]

    def _compute(self, measure: Measure, groups: list[str], counts: IntArray, largest: IntArray) -> Rates:
        fills: dict[Fill, tuple[IntArray, IntArray]] = {fill: measure.ratio(counts, fill) for fill in FILLS}
        # the largest under any filling-in: else rows could look less alike, and a verdict firmer, as outcomes go missing
        deff = np.maximum.reduce([self._design_effect(*fills[fill], *measure.ratio(largest, fill)) for fill in FILLS])
        filled: dict[Fill, tuple[FloatArray, FloatArray]] = {}
        for fill, (y, m) in fills.items():
            k, n = y.sum(-1).astype(np.float64), m.sum(-1).astype(np.float64)
            filled[fill] = (np.divide(k, n, out=np.full(len(groups), np.nan), where=n > 0), n / deff)
        totals = counts.sum(axis=1)
        numerator, n = measure.ratio(totals)
        least, outcomes = self.plan.rules.min_follow_up, self.plan.has_outcomes
        reasons = [why_not_measurable(measure, total, least, outcomes=outcomes) for total in totals]
        measurable = np.array([reason is None for reason in reasons])
        value = np.where(measurable, filled["observed"][0], np.nan)
        low, high = self.interval(value, filled["observed"][1], self.crit)
        return Rates(
            groups,
            totals.sum(axis=-1),
            numerator,
            n,
            measure.missing(totals),
            value,
            np.where(measurable, low, np.nan),
            np.where(measurable, high, np.nan),
            filled["observed"][1],
            filled["lowest"][0],
            filled["highest"][0],
            filled,
            reasons,
        )

    def _design_effect(self, y: IntArray, m: IntArray, pooled_y: IntArray, pooled_m: IntArray) -> FloatArray:
        return design_effect(y, m, pooled_y, pooled_m) if self.clustered else np.ones(len(y))

    def _estimate(self, measure: Measure, groups: list[str], counts: IntArray, sample: CheckSample) -> Rates:
        """A measure from a check sample; its numerator and n are estimated numbers of cases."""
        estimates = sample.rates(measure)
        totals = counts.sum(axis=1)
        observed = estimates["observed"]
        reasons = [
            why_not_sampled(total, int(checked), float(value))
            for total, checked, value in zip(totals, sample.checked, observed.value, strict=True)
        ]
        value = np.where([reason is None for reason in reasons], observed.value, np.nan)
        n_eff = np.where(np.isnan(value), 0.0, observed.n_eff)
        low, high = self.interval(value, n_eff, self.crit)
        return Rates(
            groups,
            totals.sum(axis=-1),
            np.rint(np.nan_to_num(observed.counted)).astype(np.int64),
            np.rint(np.nan_to_num(observed.out_of)).astype(np.int64),
            sample.missing(),
            value,
            np.where(np.isnan(value), np.nan, low),
            np.where(np.isnan(value), np.nan, high),
            n_eff,
            estimates["lowest"].value,
            estimates["highest"].value,
            {fill: (each.value, np.nan_to_num(each.n_eff)) for fill, each in estimates.items()},
            reasons,
            sample,
        )

    def _feature_view(self, feature: Feature) -> View:
        found = self.tally.groups(feature.name)
        declared = feature.group_ids
        first = declared or sorted(set(found) - set(SPECIAL))
        if feature.reference is not None and feature.reference not in first:
            raise DataError(Problem(feature.column, NO_REFERENCE.fill(name=feature.reference, known=", ".join(first))))
        groups = first + [group for group in SPECIAL if group in found]
        named = {group.id: group.label for group in feature.groups} | {band.id: band.label for band in feature.bands}
        labels = {group: SPECIAL.get(group) or named.get(group) or same(group) for group in groups}
        joined = Text(en="{feature} {group}", zh="{feature}{group}")
        nouns = {
            group: label if feature.groups and group in declared else quoted(joined, feature.label, label)
            for group, label in labels.items()
        }
        return View(feature.name, feature.label, groups, labels, nouns, feature.reference, [])

    def _intersection_view(self, name: str, parts: list[View]) -> View:
        found = set(self.tally.groups(name))
        combinations: list[tuple[str, ...]] = [()]
        for part in parts:
            combinations = [(*head, group) for head in combinations for group in part.groups]
        references = [part.reference for part in parts]
        reference = "*".join(r for r in references if r) if all(references) else None
        combinations = [groups for groups in combinations if "*".join(groups) in found | {reference}]

        def joined(groups: tuple[str, ...], words: str) -> Text:
            texts = [getattr(part, words)[group] for part, group in zip(parts, groups, strict=True)]
            first, *rest = texts
            return Text(en=f"{first.en} ({', '.join(t.en for t in rest)})", zh="·".join(t.zh for t in texts))

        ids = {"*".join(groups): groups for groups in combinations}
        return View(
            name,
            Text(en=" × ".join(p.label.en for p in parts), zh=" × ".join(p.label.zh for p in parts)),
            list(ids),
            {group: joined(groups, "labels") for group, groups in ids.items()},
            {group: joined(groups, "nouns") for group, groups in ids.items()},
            reference,
            [part.name for part in parts],
        )


def _of_the_others(counts: IntArray, recorded: npt.NDArray[np.bool_]) -> IntArray:
    """For each group the counts of all recorded groups but it, groups on the first axis."""
    own = np.where(recorded.reshape(-1, *(1,) * (counts.ndim - 1)), counts, 0)
    return np.asarray(counts[recorded].sum(axis=0) - own)


NO_REFERENCE = Text(
    en="never holds the reference group “{name}”; it holds: {known}",
    zh="中没有对照群体“{name}”；现有取值：{known}",
)


def quoted(pattern: Text, feature: Text, group: Text) -> Text:
    """A group that needs its feature beside it to be understood."""
    return pattern.fill(feature=feature, group=Text(en=f"“{group.en}”", zh=f"“{group.zh}”"))


def noun(view: View, group: str) -> Text:
    """A group as it is named in a sentence."""
    return view.nouns.get(group) or SPECIAL.get(group) or same(group)
