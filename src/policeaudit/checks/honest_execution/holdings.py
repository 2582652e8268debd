"""What a table of resources says: what each area has for its people."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from policeaudit.checks.evidence import Evidence
from policeaudit.checks.table_views import Grouping, groupings
from policeaudit.measures import FloatArray
from policeaudit.plan.tables import Resource, ResourceLimit, ResourcesPart
from policeaudit.tables.read import Table
from policeaudit.text import Text, decimal, whole

_AREA = Text(en="{area}", zh="{area}")


@dataclass(frozen=True)
class Holdings:
    """One section of a plan about resources, with its table."""

    part: ResourcesPart
    table: Table

    @cached_property
    def grouping(self) -> Grouping:
        """By area."""
        return groupings(self.part, self.table, _AREA)[0]

    @cached_property
    def people(self) -> FloatArray:
        """The population of each area; NaN where it is not known."""
        if "population" not in self.table.numbers:
            return np.full(len(self.grouping.groups), np.nan)
        return self.grouping.one_each(self.table.numbers["population"])

    def amounts(self, resource: Resource) -> FloatArray:
        """What each area has, or its rate where that is what was given."""
        return self.grouping.one_each(self.table.numbers[f"resource.{resource.id}"])

    def rates(self, resource: Resource) -> FloatArray:
        """What each area has for so many people."""
        amounts = self.amounts(resource)
        return amounts if resource.given_as == "rate" else amounts / self.people * resource.per

    def rest(self, resource: Resource, at: int) -> float:
        """The rate of all other areas together; NaN where a figure of theirs is not known."""
        others = np.arange(len(self.people)) != at
        people, rates = self.people[others], self.rates(resource)[others]
        return float((rates * people).sum() / people.sum()) if people.sum() > 0 else math.nan

    def all(self, resource: Resource) -> float:
        """The rate of all areas together; NaN where a figure is not known."""
        people = self.people
        return float((self.rates(resource) * people).sum() / people.sum()) if people.sum() > 0 else math.nan

    def standard(self, resource: Resource) -> ResourceLimit | None:
        """The rate that every area should have."""
        found = [limit for limit in self.part.limits if limit.measure == "rate" and limit.kind == "standard"]
        own = [limit for limit in found if limit.of == resource.id]
        return next(iter([*own, *(limit for limit in found if limit.of is None)]), None)

    def short_of(self, resource: Resource, standard: ResourceLimit) -> tuple[float, float]:
        """The share of the people who live where the standard is missed, at least and at most."""
        rates, people = self.rates(resource), self.people
        total = people.sum()
        if not total > 0:
            return math.nan, math.nan
        unknown = np.isnan(rates)
        missed = np.array([not kept(rate, standard) for rate in rates]) & ~unknown
        least = float(people[missed].sum() / total)
        return least, least + float(people[unknown].sum() / total)


def kept(rate: float, standard: ResourceLimit) -> bool:
    """Whether a rate keeps a standard, rounding aside."""
    room = 1e-9 * max(1.0, abs(standard.value))
    return rate <= standard.value + room if standard.at_most else rate >= standard.value - room


def holdings(evidence: Evidence) -> list[Holdings]:
    """The sections about resources."""
    return [
        Holdings(part, table) for part in evidence.plan.resources if (table := evidence.tables.of(part)) is not None
    ]


def rate_in_words(value: float) -> Text:
    """A rate with as many digits as a reader needs."""
    if value >= 100 or abs(value - round(value)) < 1e-9:
        return whole(value)
    return decimal(value, 1 if value >= 1 else 3)


def per_in_words(resource: Resource) -> Text:
    """For how many people a rate is given."""
    if resource.per == 1:
        return Text(en="a head", zh="每人")
    return Text(en="for every {n} people", zh="每{n}人").fill(n=rate_in_words(resource.per))


def named(resource: Resource) -> Text:
    """A rate by its name: a resource given as a rate has it already."""
    if resource.given_as == "rate":
        return resource.label
    return Text(en="{resource} {per}", zh="{per}{resource}").fill(resource=resource.label, per=per_in_words(resource))
