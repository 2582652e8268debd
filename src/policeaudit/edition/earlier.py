"""Earlier public editions: what a reader who kept them knows when this one appears.

Counts of one place in two editions are tied where their periods are: the same period tells the same counts, a longer one holds
those of a shorter one within it, and periods that follow each other add up to one that spans them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from policeaudit.assessment.model import Assessment, Publication, PublicEdition
from policeaudit.edition.ledger import Ledger
from policeaudit.edition.names import Names
from policeaudit.edition.protect import Earlier, left_open

_MOST = 10**7
"""Above any count that a withheld one could be."""
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class _Issue:
    """An edition among others: where its counts stand in time."""

    prefix: str
    start: dt.date
    end: dt.date

    def __contains__(self, other: object) -> bool:
        return isinstance(other, _Issue) and self.start <= other.start and other.end <= self.end

    def same_days(self, other: _Issue) -> bool:
        return (self.start, self.end) == (other.start, other.end)


def earlier_editions(full: Assessment, ledger: Ledger, previous: Sequence[Assessment]) -> Earlier:
    """What earlier public editions tell about the counts of an assessment.

    Raises:
        ValueError: when one is no public edition.
    """
    ours = _Issue("", full.audit.period_start, full.audit.period_end)
    found = Earlier()
    issues: list[_Issue] = []
    for number, document in enumerate(previous, 1):
        if document.public is None:
            msg = f"{document.audit.id} is no public edition"
            raise ValueError(msg)
        issue = _Issue(f"{number}>", document.audit.period_start, document.audit.period_end)
        issues.append(issue)
        names = Names.of_earlier(full, document)
        shown = {names.true(id_): n for id_, n in document.public.counts.items()}
        _enter(document.public, document.audit.publication, issue, names, found)
        if issue.same_days(ours):
            found.sticky.update(id_ for id_, n in shown.items() if n is None and id_ in ledger.counts)
            _tie(found, ledger, ours, [issue])
    for whole, parts in _tilings([ours, *issues]):
        if ours is whole or ours in parts:
            _tie(found, ledger, whole, parts)
    for issue in issues:
        if not issue.same_days(ours):
            _contain(found, ledger, *((ours, issue) if issue in ours else (issue, ours)))
    return found


def _enter(public: PublicEdition, rules: Publication, issue: _Issue, names: Names, found: Earlier) -> None:
    for id_, shown in public.counts.items():
        name = issue.prefix + names.true(id_)
        if shown is None:
            low, high = public.withheld[id_]
            found.bounds[name] = (low, _MOST if high is None else high)
            found.guarded.add(name)
        else:
            found.bounds[name] = left_open(shown, rules)
    found.relations.extend(
        {issue.prefix + names.true(id_): c for id_, c in relation.items()} for relation in public.sums
    )


def _shared(found: Earlier, ledger: Ledger, issues: Sequence[_Issue]) -> list[str]:
    """Ids of counts that all these editions hold."""
    known = ledger.counts.keys() | found.bounds.keys()
    return [id_ for id_ in ledger.counts if all(issue.prefix + id_ in known for issue in issues)]


def _tie(found: Earlier, ledger: Ledger, whole: _Issue, parts: Sequence[_Issue]) -> None:
    """The counts of the parts add up to those of the whole, unless results were changed in between."""
    for id_ in _shared(found, ledger, [whole, *parts]):
        relation = {whole.prefix + id_: 1} | {part.prefix + id_: -1 for part in parts}
        if _possible(relation, found, ledger):
            found.relations.append(relation)


def _contain(found: Earlier, ledger: Ledger, whole: _Issue, part: _Issue) -> None:
    """A longer period holds the counts of a shorter one within it, and something more, which is nobody's to see either."""
    if part not in whole:
        return
    for id_ in _shared(found, ledger, [whole, part]):
        relation = {whole.prefix + id_: 1, part.prefix + id_: -1}
        more = f"{whole.prefix or '0>'}{part.prefix or '0>'}{id_}"
        value = ledger.counts[id_].value if not whole.prefix else found.bounds[whole.prefix + id_][1]
        tied = any(relation.items() <= other.items() for other in found.relations)
        if value and not tied and _possible(relation, found, ledger, more=_MOST):
            found.bounds[more] = (0, _MOST)
            found.guarded.add(more)
            found.relations.append(relation | {more: -1})


def _possible(relation: dict[str, int], found: Earlier, ledger: Ledger, more: int = 0) -> bool:
    """Whether a relation can hold, given our true counts: results that came in later may have changed a count."""
    low, high = -more, 0
    for id_, c in relation.items():
        a, b = found.bounds[id_] if id_ in found.bounds else (ledger.counts[id_].value,) * 2
        low, high = low + min(c * a, c * b), high + max(c * a, c * b)
    return low <= 0 <= high


def _tilings(issues: list[_Issue]) -> Iterator[tuple[_Issue, list[_Issue]]]:
    """Editions whose periods follow each other and together make up that of another."""

    def chains(start: dt.date, end: dt.date, whole: _Issue) -> Iterator[list[_Issue]]:
        for issue in issues:
            if issue is not whole and issue.start == start and issue.end <= end and not issue.same_days(whole):
                if issue.end == end:
                    yield [issue]
                else:
                    yield from ([issue, *rest] for rest in chains(issue.end + _DAY, end, whole))

    for whole in issues:
        yield from ((whole, parts) for parts in chains(whole.start, whole.end, whole))
