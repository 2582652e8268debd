"""The counts that a public edition rests on, each once, and the sums that tie them together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

Ids = tuple[str, ...]
"""The counts that a number is the sum of."""


@dataclass(frozen=True)
class Count:
    """A count with the total of the line of a table that it stands in."""

    value: int
    line: int


class Ledger:
    """Counts by id, and relations between them: coefficients whose sum with the counts is zero."""

    def __init__(self) -> None:
        self.counts: dict[str, Count] = {}
        self.relations: list[dict[str, int]] = []

    def add(self, id_: str, value: int, line: int) -> str:
        """Enter a count.

        Raises:
            ValueError: when there is a count of this name already.
        """
        if id_ in self.counts:
            msg = f"two counts are called {id_}"
            raise ValueError(msg)
        self.counts[id_] = Count(value, line)
        return id_

    def relate(self, whole: str, parts: Iterable[str]) -> None:
        """State that the parts add up to the whole.

        Raises:
            ValueError: when they do not.
        """
        parts = tuple(parts)
        if self.counts[whole].value != sum(self.counts[part].value for part in parts):
            msg = f"{whole} is not the sum of {', '.join(parts)}"
            raise ValueError(msg)
        relation = Counter([whole])
        relation.subtract(parts)
        self.relations.append(dict(relation))
