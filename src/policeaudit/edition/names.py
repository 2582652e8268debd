"""No group of fewer rows than the minimum is named in a public edition: it gets a number in the place of its id and label."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from policeaudit.assessment.model import Assessment, Feature, Words
from policeaudit.edition.collect import plain, rows
from policeaudit.edition.ledger import Ledger
from policeaudit.text import Text

_MASK = "small-"
_LABEL = Text(en="a group of fewer than {minimum} rows [c]", zh="不足{minimum}行的群体[c]")


@dataclass(frozen=True)
class Names:
    """True ids of small groups by feature, with what stands in their place."""

    masks: Mapping[tuple[str, str], str]

    @classmethod
    def of(cls, full: Assessment, ledger: Ledger) -> Names:
        """The groups of a full assessment that are too small to be named, numbered in the order of the plan."""
        return cls(_masks({f.name: _small(f, ledger, full.audit.publication.minimum) for f in plain(full)}))

    @classmethod
    def of_earlier(cls, full: Assessment, public: Assessment) -> Names:
        """Who was meant in an earlier edition, as anyone can tell who knows all groups: those that it does not name."""
        lacking: dict[str, list[str]] = {}
        known = {feature.name: [group.id for group in feature.groups] for feature in public.audit.features}
        for feature in plain(full):
            named = known.get(feature.name, [])
            missing = [group.id for group in feature.groups if group.id not in named]
            if len(missing) == sum(id_.startswith(_MASK) for id_ in named):
                lacking[feature.name] = missing
        return cls(_masks(lacking))

    def group(self, feature: str | None, group: str | None) -> str | None:
        """The id that a group has in public."""
        return self.masks.get((feature or "", group or ""), group)

    def public(self, id_: str) -> str:
        """The id of a count in public."""
        kind, _, place = id_.partition(":")
        feature, _, group = place.partition("=")
        return f"{kind}:{feature}={self.masks[feature, group]}" if (feature, group) in self.masks else id_

    def true(self, id_: str) -> str:
        """The id of a count as it is called where nothing is masked."""
        kind, _, place = id_.partition(":")
        feature, _, mask = place.partition("=")
        found = (group for (name, group), each in self.masks.items() if (name, each) == (feature, mask))
        group = next(found, None)
        return id_ if group is None else f"{kind}:{feature}={group}"

    def feature(self, feature: Feature, minimum: int) -> Feature:
        """A feature with the small groups unnamed."""
        label = Words.of(_LABEL.fill(minimum=minimum))
        groups = [
            group.model_copy(update={"id": self.masks[feature.name, group.id], "label": label})
            if (feature.name, group.id) in self.masks
            else group
            for group in feature.groups
        ]
        return feature.model_copy(update={"groups": groups, "reference": self.group(feature.name, feature.reference)})


def _small(feature: Feature, ledger: Ledger, minimum: int) -> list[str]:
    return [
        group.id
        for group in feature.groups
        if ledger.counts[rows(feature.name, group.id)].value < minimum or group.id.startswith(_MASK)
    ]


def _masks(small: Mapping[str, list[str]]) -> dict[tuple[str, str], str]:
    return {
        (feature, group): f"{_MASK}{number}"
        for feature, groups in small.items()
        for number, group in enumerate(groups, 1)
    }
