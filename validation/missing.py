"""Study 5: what the verdicts do as outcomes go missing at random, by group, and by truth.

Two parts. *Shares*: a single comparison, many logs, the share of each verdict. *Moves*: the outcomes of one and the same
log are hidden step by step; a verdict may then only move towards Cannot tell (Action needed also to Watch).
"""

from __future__ import annotations

from collections import Counter
from itertools import pairwise, product
from typing import Any

import numpy as np

from validation.audit import direct
from validation.study import Done, Row, Task
from validation.subjects import Floats
from validation.world import Log, World, generate, shrinking

NAME = "missing"
WAYS = ("at random", "by group", "by truth")
SHARES = (0.0, 0.05, 0.1, 0.2, 0.3, 0.4)
STEPS = (0.0, 0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4)
GAPS = (0.4, 0.152, 0.05, 0.0)
LOGS, CHAINS = 40, 6
_VERDICTS = ("action_needed", "watch", "no_concern", "cannot_tell")


def tasks(effort: float) -> list[Task]:
    """Single comparisons by gap and way; chains of the same log by world, clustering and way."""
    logs, chains = max(3, round(LOGS * effort)), max(1, round(CHAINS * effort))
    found = [
        Task(NAME, f"shares/{gap}/{way}", 8.0, {"gap": gap, "way": way, "logs": logs})
        for gap, way in product(GAPS if effort >= 1 else GAPS[:1], WAYS)
    ]
    kinds = list(product(CHAIN_WORLDS, (None, 0.3), WAYS))
    return found + [
        Task(NAME, f"moves/{world}/{icc}/{way}", 20.0, {"world": world, "icc": icc, "way": way, "logs": chains})
        for world, icc, way in (kinds if effort >= 1 else kinds[::5])
    ]


def measure(task: Task, rng: np.random.Generator) -> list[Row]:
    """The rows of one task."""
    return _shares(rng, **task.arguments) if "gap" in task.arguments else _moves(rng, **task.arguments)


def rows(done: list[Done]) -> list[Row]:
    """All rows in order."""
    return [row for each in done for row in each.result]


def known(world: World, log: Log, way: str, share: float, chance: Floats) -> np.ndarray:
    """Which outcomes are recorded when ``share`` of them is hidden; a larger share hides the same ones and more.

    By group: every second level of the first feature loses twice the share, the others nothing. By truth: outcomes
    that proved a warning wrong are hidden first, in the compared groups only, until none is left.
    """
    first = log.levels[next(iter(world.shares))]
    if way == "at random":
        return chance >= share
    if way == "by group":
        return (chance >= 2 * share) | (first % 2 == 0)
    compared = first > 0
    order = np.argsort(np.where(compared & ~log.event, chance, 2.0), kind="stable")
    hidden = order[: min(round(share * compared.sum()), int((compared & ~log.event).sum()))]
    recorded = np.ones(len(chance), dtype=bool)
    recorded[hidden] = False
    return recorded


def pair_world(gap: float) -> World:
    """One group of 3,000 warnings against a reference of as many."""
    effects = {("group",): np.array([0.0, -gap])}
    shares = {"group": np.array([0.5, 0.5])}
    return World("pair", shares, effects, (("group",),), 0.85, {"gap_points": 5.0}, rows=6000)


def _shares(rng: np.random.Generator, gap: float, way: str, logs: int) -> list[Row]:
    world = pair_world(gap)
    said: dict[float, Counter[str]] = {share: Counter() for share in SHARES}
    ignoring: dict[float, Counter[str]] = {share: Counter() for share in SHARES}
    for _ in range(logs):
        log = generate(world, rng)
        chance = rng.random(len(log.event))
        for share in SHARES:
            (found,) = direct(world, log, known(world, log, way, share, chance))
            said[share][str(found.verdict)] += 1
            ignoring[share][str(found.alone)] += 1
    return [
        {
            "part": "shares",
            "gap": gap,
            "way": way,
            "share": share,
            "logs": logs,
            **{word: said[share][word] / logs for word in _VERDICTS},
            **{f"{word}_ignoring": ignoring[share][word] / logs for word in _VERDICTS},
        }
        for share in SHARES
    ]


def _many_world() -> World:
    """200 comparisons whose true gaps are 0, 5, 10 and 20 points."""
    effects = {(x,): np.array([0.0, *np.resize((0.0, -0.05, -0.1, -0.2), 50)]) for x in "abcd"}
    shares = dict.fromkeys("abcd", shrinking(51, 0.3, 6))
    return World("many", shares, effects, tuple(effects), 0.95, {"gap_points": 5.0})


def _few_world() -> World:
    """12 comparisons of large groups with gaps of up to 40 points, which survive many missing outcomes."""
    effects = {(x,): np.array([0.0, 0.0, -0.2, -0.4]) for x in "ab"}
    effects |= {("c", "d"): np.array([0.0, -0.02, 0.0, -0.1])}
    shares = {
        "a": shrinking(4, 0.4, 2),
        "b": shrinking(4, 0.4, 2),
        "c": np.array([0.6, 0.4]),
        "d": np.array([0.7, 0.3]),
    }
    return World("few", shares, effects, tuple(effects), 0.95, {"gap_points": 5.0})


def _rare_world() -> World:
    """Rare events with a ratio-like spread: groups near the gates for size and for events."""
    effects = {(x,): np.array([0.0, *np.resize((0.0, 0.02, 0.1, 0.3), 60)]) for x in "ab"}
    shares = dict.fromkeys("ab", shrinking(61, 0.4, 40))
    return World("rare", shares, effects, tuple(effects), 0.05, {"gap_points": 2.0}, rows=8000)


CHAIN_WORLDS = {"many": _many_world, "few": _few_world, "rare": _rare_world}


def allowed(before: str, after: str) -> bool:
    """Whether a verdict may move so when outcomes go missing."""
    return before == after or after == "cannot_tell" or (before, after) == ("action_needed", "watch")


def reversed_(before: str, after: str) -> bool:
    """Whether a verdict turned into its opposite."""
    return {before, after} == {"action_needed", "no_concern"}


def _moves(rng: np.random.Generator, world: str, icc: float | None, way: str, logs: int) -> list[Row]:
    built = CHAIN_WORLDS[world]()
    moves: Counter[tuple[str, str]] = Counter()
    families = 0
    for _ in range(logs):
        log = generate(built, rng, icc)
        chance = rng.random(len(log.event))
        chain = [direct(built, log, known(built, log, way, share, chance)) for share in STEPS]
        for before, after in pairwise(chain):
            moves.update((str(b.verdict), str(a.verdict)) for b, a in zip(before, after, strict=True))
        families += sum(j.large_enough for j in chain[0]) - sum(j.large_enough for j in chain[-1])
    figures: dict[str, Any] = {
        "part": "moves",
        "world": world,
        "clustered": icc is not None,
        "way": way,
        "logs": logs,
        "steps": sum(moves.values()),
        "moved": sum(n for (b, a), n in moves.items() if b != a),
        "against_the_law": sum(n for move, n in moves.items() if not allowed(*move)),
        "reversed": sum(n for move, n in moves.items() if reversed_(*move)),
        "left_the_family": families / logs,
    }
    figures["which"] = {f"{b} > {a}": n for (b, a), n in sorted(moves.items()) if not allowed(b, a)}
    return [figures]
