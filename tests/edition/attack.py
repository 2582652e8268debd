"""An attacker with an integer-programming solver: what can be worked out about the counts that a public edition withholds?

Written against the published files, not against the code that makes them. The attacker takes the counts from the tables of the
page, knows the rules of rounding from its method section, and knows by the meaning of the tables which counts add up to which.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from html.parser import HTMLParser
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from policeaudit.assessment.model import Assessment

STATUSES = ("confirmed", "unfounded", "pending", "not_followed_up")
FAR = 1e6
Relation = dict[str, int]
Known = dict[str, int | None]


class Page(HTMLParser):
    """The tables of a page as lines of cells, and all of its text: titles and descriptions of charts too, no styles."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tables: list[list[list[str]]] = []
        self.text: list[str] = []
        self._styles = self._cell = 0
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self._styles += tag == "style"
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("td", "th"):
            self.tables[-1][-1].append("")
            self._cell = 1

    def handle_endtag(self, tag: str) -> None:
        self._styles -= tag == "style"
        if tag in ("td", "th"):
            self._cell = 0

    def handle_data(self, data: str) -> None:
        if not self._styles:
            self.text.append(data)
            if self._cell:
                self.tables[-1][-1][-1] += data.strip()


def printed(cell: str) -> int | None:
    """A count as a table prints it; None where it is withheld."""
    return None if cell == "[c]" else int(cell.replace(",", ""))


def harvest(page: Page, a: Assessment) -> Known:
    """The counts of both follow-up tables, by what they count; the second one is left out where it has no outcomes."""
    labels = [("", "all")] + [(f.name, g.id) for f in a.audit.features for g in f.groups]
    wide = [table for table in page.tables if len(table[0]) == 7 and table[0][1] in ("Confirmed", "属实")]
    known: Known = {}
    for side, table in zip(("warned", "quiet"), wide, strict=False):
        lines = [line for line in table[1:] if len(line) == 7]
        for (feature, group), line in zip(labels, lines, strict=True):
            place = f"{feature}={group}" if feature else group
            for status, cell in zip(STATUSES, line[1:5], strict=True):
                known[f"{side} {status}:{place}"] = printed(cell)
            known[f"{side}:{place}"] = printed(line[5])
    return known


def sums(whole: Iterable[str], parts: Iterable[str]) -> Relation:
    relation: Relation = {}
    for sign, ids in ((1, whole), (-1, parts)):
        for id_ in ids:
            relation[id_] = relation.get(id_, 0) + sign
    return relation


def meaning(a: Assessment, full: Assessment | None = None) -> list[Relation]:
    """Which counts add up to which, by what the tables say they are.

    With ``full`` the attacker knows even who is meant by a group that is too small to be named.
    """
    assert a.public
    features = {f.name: f for f in (full or a).audit.features}
    true = {
        (f.name, g.id): t.id for f in a.audit.features for g, t in zip(f.groups, features[f.name].groups, strict=True)
    }
    kinds = ["rows", *(f"{s}{status}" for s in ("warned", "quiet") for status in ("", *(f" {x}" for x in STATUSES)))]
    plain = [f for f in a.audit.features if not f.parts]
    crossed = [f for f in a.audit.features if f.parts]
    found = []
    for kind in kinds:
        found += [sums([f"{kind}:all"], [f"{kind}:{f.name}={g.id}" for g in f.groups]) for f in (*plain, *crossed)]
        for f in crossed:
            for at, part in enumerate(f.parts):
                for g in next(p for p in plain if p.name == part).groups:
                    inside = [c.id for c in f.groups if true[f.name, c.id].split("*")[at] == true[part, g.id]]
                    found.append(sums([f"{kind}:{part}={g.id}"], [f"{kind}:{f.name}={c}" for c in inside]))
    for place in ("all", *(f"{f.name}={g.id}" for f in a.audit.features for g in f.groups)):
        found.append(sums([f"rows:{place}"], [f"warned:{place}", f"quiet:{place}"]))
        found += [sums([f"{s}:{place}"], [f"{s} {x}:{place}" for x in STATUSES]) for s in ("warned", "quiet")]
    out = [f"left out:{entry.reason}" for entry in a.intake.left_out]
    found.append(sums(["delivered"], ["rows:all", *out]))
    assert all(id_ in a.public.counts for relation in found for id_ in relation)
    return found


def shown(a: Assessment, counts: Mapping[str, int | None]) -> dict[str, tuple[float, float]]:
    """What rounding leaves open of the counts that are printed: base 10 sends 15 to 24 to 20."""
    rules = a.audit.publication
    half = rules.rounding // 2
    return {
        id_: (0, 0) if n == 0 else (max(rules.minimum, n - half), n + rules.rounding - 1 - half)
        for id_, n in counts.items()
        if n is not None
    }


def known(editions: Mapping[str, Assessment], *, rules: bool) -> dict[str, tuple[float, float]]:
    """The bounds of every count of some editions; ``rules``: knowing also why each withheld one was withheld."""
    bounds: dict[str, tuple[float, float]] = {}
    for prefix, a in editions.items():
        assert a.public
        told = {id_: (low, FAR if high is None else high) for id_, (low, high) in a.public.withheld.items() if rules}
        open_ = shown(a, a.public.counts) | told
        bounds |= {prefix + id_: open_.get(id_, (0, FAR)) for id_ in a.public.counts}
    return bounds


def ranges(
    bounds: Mapping[str, tuple[float, float]], relations: Sequence[Relation], asked: Iterable[str]
) -> dict[str, tuple[int, int]]:
    """The least and the greatest value of each count that is asked about."""
    found = {}
    for id_ in asked:
        near, rules = reach(id_, relations)
        names = sorted(near)
        at = {name: i for i, name in enumerate(names)}
        matrix = np.zeros((len(rules), len(names)))
        for row, relation in enumerate(rules):
            for other, c in relation.items():
                matrix[row, at[other]] = c
        low, high = np.array([bounds[name] for name in names]).T
        ends = []
        for sign in (1, -1):
            objective = np.zeros(len(names))
            objective[at[id_]] = sign
            constraint = [LinearConstraint(matrix, 0, 0)] if rules else []
            solved = milp(objective, constraints=constraint, bounds=Bounds(low, high), integrality=np.ones(len(names)))
            assert solved.x is not None, f"no counts fit: {solved.message}"
            ends.append(round(solved.x[at[id_]]))
        found[id_] = (ends[0], ends[1])
    return found


def reach(id_: str, relations: Sequence[Relation]) -> tuple[set[str], list[Relation]]:
    """The counts that hang together with one, and what ties them."""
    near, rules, left = {id_}, [], list(relations)
    while True:
        touching = [r for r in left if near & set(r)]
        if not touching:
            return near, rules
        rules += touching
        left = [r for r in left if not near & set(r)]
        near = near.union(*touching)


def too_narrow(found: Mapping[str, tuple[int, int]], values: int) -> dict[str, tuple[int, int]]:
    """The counts of which fewer values are left than is promised."""
    return {id_: (low, high) for id_, (low, high) in found.items() if high - low + 1 < values}


def attack(a: Assessment, *, rules: bool, full: Assessment | None = None) -> dict[str, tuple[int, int]]:
    """All that one edition gives away."""
    assert a.public
    asked = [id_ for id_, n in a.public.counts.items() if n is None]
    return ranges(known({"": a}, rules=rules), meaning(a, full), asked)


def gives_away(a: Assessment, full: Assessment | None = None) -> dict[str, tuple[int, int]]:
    """What an attacker finds out who knows also why each count was withheld; without that he could only find less."""
    return too_narrow(attack(a, rules=True, full=full), a.audit.publication.protection)


def numbers(text: str) -> set[str]:
    """Every number in a text, without the commas that group its digits."""
    return {n.replace(",", "") for n in re.findall(r"\d[\d,]*(?:\.\d+)?", text)}
