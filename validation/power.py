"""Study 4: does the printed number of rows needed give the promised chance of 80 %?

The number is read from judged comparisons whose observed rates are exactly the true ones. The power of the rule at that
number is an exact sum where rows are independent (at Holm's first step, the worst case: nothing else is found), and
simulated where subjects repeat and for a whole family. Outcomes are whole numbers, so the power of a single rate against a
target rises in steps; ``around`` is its mean over 4 % fewer to 4 % more rows.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import numpy as np
from scipy.stats import binom

from policeaudit.stats.clusters import DEGREES_OF_FREEDOM, design_effect
from policeaudit.stats.intervals import critical_value, difference, ratio
from policeaudit.stats.planning import needed_to_confirm
from policeaudit.stats.pvalues import difference_p, rate_p, ratio_p
from policeaudit.stats.rule import events_gate
from validation import rule
from validation.audit import judged, tally_of_counts
from validation.clustered import bucket_totals
from validation.study import Done, Row, Task, share
from validation.subjects import Floats
from validation.world import World

NAME = "power"
ALPHA = 0.05
CRIT = critical_value(0.95)
PILOT_ROWS = 20_000
CLUSTERED_PILOTS, FOLLOW_UPS = 300, 100
FAMILIES = 6000
_SPREAD = 9.0
_NEAR = (0.96, 0.97, 0.98, 0.99, 1.0, 1.01, 1.02, 1.03, 1.04)


@dataclass(frozen=True)
class Case:
    """A group with a true rate against a reference with ``k`` times its rows, in a family of comparisons.

    All other comparisons of the family have no gap. For a target, the target stands in the reference's place.
    """

    kind: str
    goal: str
    p: float
    r: float
    limit: float
    k: float = 1.0
    family: int = 1


def cases() -> list[Case]:
    """What is planned for: confirming a gap, a ratio, a missed target; clearing a gap and a ratio."""
    gaps = [
        (0.683, 0.835, 0.05, 1.0),
        (0.683, 0.835, 0.05, 2.7),
        (0.683, 0.835, 0.05, 10.0),
        (0.683, 0.835, 0.10, 1.0),
        (0.60, 0.80, 0.05, 1.0),
        (0.85, 0.95, 0.05, 1.0),
        (0.30, 0.50, 0.05, 1.0),
        (0.75, 0.90, 0.05, 5.0),
        (0.86, 0.90, 0.02, 1.0),
    ]
    ratios = [(0.16, 0.10, 0.8, 1.0), (0.04, 0.02, 0.8, 3.0), (0.30, 0.50, 0.8, 1.0), (0.45, 0.30, 0.8, 10.0)]
    targets = [(0.80, 0.90, 0.90), (0.85, 0.90, 0.90), (0.60, 0.75, 0.75)]
    found = [Case("gap", "confirm", *gap, family) for gap, family in product(gaps, (1, 50, 200))]
    found += [Case("ratio", "confirm", *each, family) for each, family in product(ratios, (1, 50))]
    found += [
        Case("target", "confirm", p, r, limit, 1.0, family) for (p, r, limit), family in product(targets, (1, 50))
    ]
    found += [
        Case("gap", "clear", p, p, 0.05, k) for p, k in ((0.8, 1.0), (0.8, 3.0), (0.5, 1.0), (0.95, 1.0), (0.8, 10.0))
    ]
    found += [Case("ratio", "clear", p, p, 0.8, k) for p, k in ((0.3, 1.0), (0.1, 1.0), (0.3, 10.0))]
    return found


@dataclass(frozen=True)
class Repeated:
    """A gap of 15.2 points against a limit of 5 where subjects repeat."""

    rows: str
    icc: float
    family: int


def tasks(effort: float) -> list[Task]:
    """Exact cases one by one; simulated ones with their repetitions."""
    exact = cases() if effort >= 1 else cases()[::9]
    found = [Task(NAME, repr(case), 1.0, {"case": case}) for case in exact]
    repeated = [Repeated(*each) for each in product(("5", "10"), (0.1, 0.3), (1, 50))]
    pilots = max(2, round(CLUSTERED_PILOTS * effort))
    found += [
        Task(NAME, repr(r), 20.0, {"repeated": r, "pilots": pilots})
        for r in (repeated if effort >= 1 else repeated[:1])
    ]
    families = [case for case in exact if case.goal == "confirm" and case.family == 50 and case.k < 10]
    size = max(5, round(FAMILIES * effort))
    found += [
        Task(NAME, f"whole {case!r}", 10.0, {"whole": case, "reports": size})
        for case in families[:: 2 if effort >= 1 else 9]
    ]
    return found


def measure(task: Task, rng: np.random.Generator) -> Row:
    """The power at the printed number."""
    a = task.arguments
    if "case" in a:
        n = printed(a["case"])
        found = {"how": "exact", **_described(a["case"]), "needed": n, "power": _exact(a["case"], n)}
        if a["case"].kind == "target":
            found["around"] = float(np.mean([_exact(a["case"], round(n * factor)) for factor in _NEAR]))
        return found
    if "whole" in a:
        return _whole(a["whole"], a["reports"], rng)
    return _with_repeats(a["repeated"], a["pilots"], rng)


def rows(done: list[Done]) -> list[Row]:
    """One row for each case."""
    return [each.result for each in done]


def _described(case: Case) -> Row:
    return {
        "kind": case.kind,
        "goal": case.goal,
        "p": case.p,
        "r": case.r,
        "limit": case.limit,
        "k": case.k,
        "family": case.family,
    }


def world_of(case: Case) -> World:
    """One feature: reference, the group in question, and the rest of the family."""
    levels = case.family + (case.kind != "target")
    measure = "selection_rate" if case.kind == "ratio" else "precision"
    limit = {
        "gap": {"gap_points": case.limit * 100},
        "ratio": {"ratio": case.limit},
        "target": {"target_percent": case.limit * 100},
    }[case.kind]
    shares = {"group": np.full(levels, 1 / levels)}
    return World("power", shares, {}, (("group",),), 0.5, limit, measure, against_the_rest=case.kind == "target")


def printed(case: Case) -> int:
    """The number that a report prints where the observed rates are the true ones (followed-up rows of the group)."""
    world, (p, n) = world_of(case), _sizes(case, 20_000)
    found = judged(world, tally_of_counts(world, np.rint(p * n).astype(np.int64), n))
    needed = found[0].needed
    if needed is None:
        msg = f"no number is printed for {case}"
        raise ValueError(msg)
    return needed


def _sizes(case: Case, n: int) -> tuple[Floats, np.ndarray]:
    """True rates and rows of all groups; the group in question comes right after the reference."""
    others = case.family - 1
    if case.kind == "target":
        passing = case.r + 0.5 * (1 - case.r)
        return np.array([case.p, *[passing] * others]), np.full(case.family, n)
    rates = np.array([case.r, case.p, *[case.r] * others])
    return rates, np.array([round(case.k * n), *[n] * (others + 1)])


def _exact(case: Case, n: int) -> float:
    """The chance of the verdict at ``n`` rows, by summing over all outcomes that occur."""
    k1, mass1 = _outcomes(n, case.p)
    if case.kind == "target":
        found = case.family * rate_p(1 - k1 / n, n, 1 - case.r) <= ALPHA
        return float(mass1[found].sum())
    m = round(case.k * n)
    k2, mass2 = _outcomes(m, case.r)
    p, r = (k1 / n)[:, None], k2 / m
    if case.goal == "clear":
        low, high = (difference if case.kind == "gap" else ratio)(p, n, r, m, CRIT)
        ends = (-case.limit, case.limit) if case.kind == "gap" else (case.limit, 1 / case.limit)
        found = (low >= ends[0]) & (high <= ends[1])
    elif case.kind == "gap":
        found = (case.family * difference_p(r, m, p, n, case.limit) <= ALPHA) & events_gate(p, n, r, m)
    else:
        larger = case.p > case.r
        above = ratio_p(p, n, r, m, 1 / case.limit) if larger else ratio_p(r, m, p, n, 1 / case.limit)
        found = (case.family * above <= ALPHA) & events_gate(p, n, r, m)
    return float(mass1 @ found @ mass2)


def _outcomes(n: int, p: float) -> tuple[np.ndarray, Floats]:
    """The numbers of events that are not quite improbable, and their probabilities."""
    reach = _SPREAD * np.sqrt(n * p * (1 - p)) + 5
    k = np.arange(max(0, int(n * p - reach)), min(n, int(n * p + reach)) + 1)
    return k, binom.pmf(k, n, p)


def _whole(case: Case, reports: int, rng: np.random.Generator) -> Row:
    """The same in whole families, judged together."""
    needed, world = printed(case), world_of(case)
    rates, n = _sizes(case, needed)
    at = 0  # the group in question is the first that is compared
    found = rule.said_of_counts(world, rng.binomial(n, rates, (reports, len(n))), n)
    power, error = share(sum(each.verdict[at] == "action_needed" for each in found), reports)
    return {
        "how": "whole family",
        **_described(case),
        "needed": needed,
        "power": power,
        "power_se": error,
        "repetitions": reports,
    }


def _with_repeats(r: Repeated, pilots: int, rng: np.random.Generator) -> Row:
    """Pilot logs print a number; logs of that size follow. The number varies, because a design effect is estimated."""
    case = Case("gap", "confirm", 0.683, 0.835, 0.05, 1.0, r.family)
    numbers = _pilots(case, r, pilots, rng)
    confirmed = []
    for needed in numbers:
        people = max(1, round(needed / int(r.rows)))
        (p, n), (q, m) = _effective(case, r, people, FOLLOW_UPS, rng)
        confirmed.append((r.family * difference_p(q, m, p, n, case.limit, DEGREES_OF_FREEDOM) <= ALPHA).mean())
    return {
        "how": "repeating subjects",
        **_described(case),
        "rows": r.rows,
        "icc": r.icc,
        "needed": float(np.mean(numbers)),
        "needed_sd": float(np.std(numbers)),
        "power": float(np.mean(confirmed)),
        "power_se": float(np.std(confirmed) / np.sqrt(pilots)),
        "repetitions": pilots * FOLLOW_UPS,
    }


def _pilots(case: Case, r: Repeated, pilots: int, rng: np.random.Generator) -> np.ndarray:
    """The numbers printed for large logs of the same kind (so that only the design effect is uncertain)."""
    people = round(PILOT_ROWS / int(r.rows))
    (_, n), (_, m) = _effective(case, r, people, pilots, rng)
    plans = {"deff": PILOT_ROWS / n, "comparisons": case.family, "df": DEGREES_OF_FREEDOM}
    return needed_to_confirm(case.p, case.r, case.limit, m / n, **plans)


def _effective(
    case: Case, r: Repeated, people: int, logs: int, rng: np.random.Generator
) -> tuple[tuple[Floats, Floats], tuple[Floats, Floats]]:
    """Rate and effective rows of the group and of the reference in some logs."""
    y1, m1 = bucket_totals(rng, logs, people, r.rows, case.p, r.icc)
    y2, m2 = bucket_totals(rng, logs, people, r.rows, case.r, r.icc)
    n1, n2 = m1.sum(-1), m2.sum(-1)
    return (
        (y1.sum(-1) / n1, n1 / design_effect(y1, m1, y2, m2)),
        (y2.sum(-1) / n2, n2 / design_effect(y2, m2, y2, m2)),
    )
