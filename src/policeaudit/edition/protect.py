"""Decides which counts are published, rounded to the nearest multiple, and which are withheld, until none can be worked out.

Counts from 1 to below the declared minimum are withheld, and zeros in a short line. Then the edition is attacked: integer
programmes find, for every withheld count, the least and the greatest value that all published counts, the sums that tie them
and the earlier editions leave open. Where fewer values remain than the plan declares, the smallest published count beside it
is withheld too (complementary suppression; Fischetti & Salazar 2001, Hundepool et al. 2012, chapter 4).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np

from policeaudit.assessment.model import Publication
from policeaudit.edition.ledger import Ledger
from policeaudit.errors import Problem, UsageError
from policeaudit.stats.disclosure import ContradictionError, attainable
from policeaudit.text import Text

SHORT_LINES = 3
"""In a line of a table with fewer rows than this times the minimum, a zero is withheld too."""
MOST_RECKONED = 0.1
"""The share of a sum that withheld counts may stand for."""
_FAR = 10_000
"""How far the attack looks for values of counts that have no bound of their own."""

_EXPOSED = Text(
    en="no public edition can protect its small counts: what was published earlier already gives some away, or [publication] "
    "protection asks for more than these tables can hide",
    zh="公开版无法保护较小的计数：以往公布的数字已可推算其中一部分，或[publication] protection的要求超出这些表格所能隐藏的范围",
)


@dataclass(frozen=True)
class Earlier:
    """What earlier editions tell: bounds of their counts, relations to ours, and which of ours have to stay withheld."""

    bounds: dict[str, tuple[int, int]] = field(default_factory=dict)
    relations: list[dict[str, int]] = field(default_factory=list)
    guarded: set[str] = field(default_factory=set)
    """Counts of theirs that ours must not give away."""
    sticky: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Published:
    """Published counts (None: withheld); ``small`` are those withheld for themselves, not to protect another."""

    rules: Publication
    counts: dict[str, int | None]
    small: frozenset[str]
    withheld: dict[str, tuple[int, int | None]]
    """What the rules alone tell of each withheld count; None: no upper end."""

    def total(self, ids: Iterable[str]) -> int | None:
        """A sum of published counts, each withheld small one reckoned as half the minimum.

        None where a count withheld to protect another belongs to it, or where withheld ones would weigh more than a tenth.
        """
        ids = tuple(ids)
        hidden = [id_ for id_ in ids if self.counts[id_] is None]
        if not self.small.issuperset(hidden):
            return None
        known, reckoned = sum(self.counts[id_] or 0 for id_ in ids), self.rules.minimum // 2 * len(hidden)
        return known + reckoned if reckoned <= MOST_RECKONED * (known + reckoned) else None


def rounded(value: int, base: int) -> int:
    """The nearest multiple; the upper one of two that are equally near."""
    return (value + base // 2) // base * base


def left_open(shown: int, rules: Publication) -> tuple[int, int]:
    """The counts that are published as this number."""
    if shown == 0:
        return 0, 0
    base = rules.rounding
    return max(rules.minimum, shown - base // 2), shown + (base - 1) // 2


def protect(
    ledger: Ledger, rules: Publication, earlier: Earlier | None = None, *, complement: bool = True
) -> Published:
    """Publish what can be published.

    ``complement=False`` stops after the small counts: it is there so that a test can show that this is not enough.

    Raises:
        UsageError: when a small count cannot be protected however much is withheld.
    """
    work = _Work(ledger, rules, earlier or Earlier())
    if complement:
        work.until_safe()
    counts = {id_: work.shown.get(id_) for id_ in ledger.counts}
    withheld: dict[str, tuple[int, int | None]] = {
        id_: work.bounds(id_) if id_ in work.small else (0, None) for id_, n in counts.items() if n is None
    }
    return Published(rules, counts, frozenset(work.small), withheld)


class _Work:
    """The state of an edition while it is being made safe."""

    def __init__(self, ledger: Ledger, rules: Publication, earlier: Earlier) -> None:
        self.ledger, self.rules, self.earlier = ledger, rules, earlier
        short = SHORT_LINES * rules.minimum
        self.small = {
            id_
            for id_, count in ledger.counts.items()
            if 0 < count.value < rules.minimum or (count.value == 0 and 0 < count.line < short)
        }
        self.maybe_zero = {id_ for id_ in self.small if ledger.counts[id_].line < short}
        """Small counts that could be zero as far as a reader knows, because zeros in their place are withheld too."""
        self.shown = {
            id_: rounded(count.value, rules.rounding)
            for id_, count in ledger.counts.items()
            if id_ not in self.small and id_ not in earlier.sticky
        }
        self.names = [*ledger.counts, *earlier.bounds]
        self.at = {id_: i for i, id_ in enumerate(self.names)}
        self._set_relations([*ledger.relations, *earlier.relations])

    def _set_relations(self, relations: list[dict[str, int]]) -> None:
        self.relations = relations
        self.positions = [{self.at[id_]: c for id_, c in relation.items()} for relation in relations]
        self.of: dict[str, list[dict[str, int]]] = {}
        for relation in relations:
            for id_ in relation:
                self.of.setdefault(id_, []).append(relation)

    def bounds(self, id_: str) -> tuple[int, int]:
        """What a reader knows of a count by itself, at most: even whether it was withheld because it is small."""
        if id_ in self.earlier.bounds:
            return self.earlier.bounds[id_]
        if id_ in self.shown:
            return left_open(self.shown[id_], self.rules)
        count = self.ledger.counts[id_]
        if id_ in self.small:
            return int(id_ not in self.maybe_zero), self.rules.minimum - 1
        least = self.rules.minimum if count.value >= self.rules.minimum else 0
        return max(least, count.value - _FAR), count.value + _FAR

    def until_safe(self) -> None:
        """Attack, withhold what gave a count away, and attack again, until every withheld count has room."""
        self._drop_what_cannot_be()
        lost = self._lost_already()
        todo = {id_ for id_ in self.names if self._guarded(id_)} - lost
        while todo:  # a count that has room keeps it when more is withheld
            narrow = self._narrow(sorted(todo))
            changed = {id_ for each in narrow for id_ in self._mend(each)}
            todo = {*narrow, *changed} - lost

    def _drop_what_cannot_be(self) -> None:
        """Forget ties to earlier editions that our true counts contradict: results came in late, nothing follows from them."""
        if not self.earlier.relations:
            return
        exact = {id_: (count.value, count.value) for id_, count in self.ledger.counts.items()}
        bounds = exact | self.earlier.bounds
        low, high = (np.array(each) for each in zip(*(bounds[id_] for id_ in self.names), strict=True))
        try:
            attainable(low, high, self.positions, range(len(self.names)), 0)
        except ContradictionError:
            self._set_relations(self.ledger.relations)

    def _guarded(self, id_: str) -> bool:
        if id_ in self.earlier.bounds:
            return id_ in self.earlier.guarded
        return id_ not in self.shown

    def _narrow(self, ids: Iterable[str]) -> list[str]:
        """Those of which too few values are left."""
        ids = list(ids)
        if not ids:
            return []
        low, high = (np.array(each) for each in zip(*map(self.bounds, self.names), strict=True))
        wide = self.rules.protection - 1
        lows, highs = attainable(low, high, self.positions, [self.at[id_] for id_ in ids], wide)
        return [id_ for id_, a, b in zip(ids, lows, highs, strict=True) if b - a < wide]

    def _lost_already(self) -> set[str]:
        """Counts that the earlier editions give away between them: nothing that is withheld here can help them."""
        if not self.earlier.bounds:
            return set()
        shown, self.shown = self.shown, {}
        veiled, self.maybe_zero = self.maybe_zero, set(self.ledger.counts)
        try:
            return set(self._narrow(id_ for id_ in self.names if self._guarded(id_)))
        finally:
            self.shown, self.maybe_zero = shown, veiled

    def _mend(self, id_: str) -> set[str]:
        """Give a count more room: withhold the smallest published count beside it, or let it be zero.

        Raises:
            UsageError: when there is nothing left to withhold.
        """
        if chosen := self._smallest(self._beside(id_)):
            return {chosen}
        for ring in self._rings(id_):
            if chosen := self._smallest(ring):
                return {chosen}
            veiled = self._veil(ring)
            if veiled:
                return veiled
        raise UsageError(Problem("[publication]", _EXPOSED))

    def _smallest(self, ids: set[str]) -> str | None:
        """Withhold the smallest published count of these that is not zero, and say which."""
        large = sorted(id_ for id_ in ids if self.shown.get(id_))
        if not large:
            return None
        chosen = min(large, key=lambda id_: self.ledger.counts[id_].value)
        del self.shown[chosen]
        return chosen

    def _beside(self, id_: str) -> set[str]:
        """Our counts in those sums that by themselves leave too few values of this one."""
        low, high = self.bounds(id_)
        found: set[str] = set()
        for relation in self.of.get(id_, []):
            ends = [0, 0]
            for other, c in relation.items():
                if other != id_:
                    a, b = sorted(-c * relation[id_] * end for end in self.bounds(other))
                    ends = [ends[0] + a, ends[1] + b]
            if min(high, ends[1]) - max(low, ends[0]) < self.rules.protection - 1:
                found |= relation.keys()
        return found & self.ledger.counts.keys()

    def _veil(self, ring: set[str]) -> set[str]:
        """Withhold the zeros among these counts as well, so that those beside them that are withheld could be zero.

        Where 9 groups have one case each and a zero is printed for all others, nothing is left to find out.
        """
        zeros = {other for other in ring if self.shown.get(other) == 0}
        fresh = (zeros | (ring & self.small)) - self.maybe_zero
        for other in zeros:
            del self.shown[other]
        self.small |= zeros
        self.maybe_zero |= fresh
        return zeros | fresh

    def _rings(self, id_: str) -> Iterator[set[str]]:
        """Our counts beside this one and itself, then those beside these, and so on."""
        seen = {id_}
        fresh = {id_}
        while fresh:
            fresh = {other for each in fresh for relation in self.of.get(each, []) for other in relation} - seen
            ring = (fresh | ({id_} if seen == {id_} else set())) & self.ledger.counts.keys()
            seen |= fresh
            if ring:
                yield ring
