"""Study 3: whole reports of about 200 comparisons: how often one holds a false Action needed, Watch or No concern.

In the worlds *at the limit* every compared group differs from its reference by exactly the limit, so whatever is said to lie
beyond it, or within it, is false. In the worlds without a gap every Watch is false too.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from validation.audit import Said, direct, public, said
from validation.study import Done, Row, Task, share
from validation.subjects import Floats
from validation.world import World, all_but_the_reference, generate, shrinking

NAME = "reports"
LIMIT = 0.05
ICC = 0.3
GAP = {"gap_points": 5.0}
PUBLIC, DIRECT = 60, 2000
OTHERS = {"at the limit": 500, "no gap": 150}
PUBLIC_CHUNK, DIRECT_CHUNK = 10, 100


def main_world(effect: float) -> World:
    """200 comparisons of three features with many levels and three intersections, in 20,000 rows."""
    shares = {
        "station": shrinking(32, 0.12),
        "occupation": shrinking(20, 0.15),
        "language": shrinking(12, 0.25),
        "residency": shrinking(4, 0.5, 3),
        "age": shrinking(6, 0.3, 3),
        "district": shrinking(16, 0.15, 3),
        "area": shrinking(3, 0.5, 2),
        "origin": shrinking(10, 0.3, 3),
        "status": shrinking(7, 0.3, 3),
    }
    pairs = (("residency", "age"), ("district", "area"), ("origin", "status"))
    judged = (("station",), ("occupation",), ("language",), *pairs)
    sizes = [math.prod(len(shares[name]) for name in view) for view in judged]
    effects = {view: all_but_the_reference(size, effect) for view, size in zip(judged, sizes, strict=True)}
    return World("main", shares, effects, judged, 0.95 if effect else 0.75, GAP)


def nested_world(effect: float) -> World:
    """Features and their own intersections, so that every row counts in many comparisons.

    Two features' effects, half of the limit each, add up in their intersection: there the limit is reached.
    """
    shares = {
        "district": shrinking(16, 0.2),
        "occupation": shrinking(8, 0.25),
        "age": shrinking(6, 0.3),
        "residency": shrinking(3, 0.5),
    }
    pairs = (("district", "residency"), ("occupation", "age"), ("occupation", "residency"), ("age", "residency"))
    effects = {(name,): all_but_the_reference(len(part), effect / 2) for name, part in shares.items()}
    return World("nested", shares, effects, (*effects, *pairs), 0.85, GAP)


def small_groups_world(effect: float) -> World:
    """200 small groups (about 46 rows) against a large reference, where the approximation is least exact."""
    return _four("small groups", shrinking(51, 0.885, 1.001), 0.9, effect, GAP)


def rare_world(effect: float) -> World:
    """A rate of about 6 % and a limit of 2 points: rare events."""
    return _four("rare events", shrinking(51, 0.3, 6), 0.12 if effect else 0.06, 0.4 * effect, {"gap_points": 2})


def rest_world(effect: float) -> World:
    """No reference: each of 50 levels against all others; one level in five lies below them by the effect."""
    lower = np.where(np.arange(50) % 5 == 0, effect * (1 - 0.02) / (1 - 0.2), 0.0)
    world = _four("against the rest", np.full(50, 0.02), 0.9, 0.0, GAP, against_the_rest=True)
    return replace(world, effects=dict.fromkeys(world.judged, lower))


def ratio_world(effect: float) -> World:
    """Selection rates under the four-fifths rule: each group's is 1.25 times that of its reference."""
    times = 1.25 if effect else 1.0
    measure = "selection_rate"
    return _four("ratio", shrinking(51, 0.3, 6), 0.15, times, {"ratio": 0.8}, measure, multiplies=True)


def target_world(effect: float) -> World:
    """A target of 90 %, which every group reaches exactly (or, without a gap, passes by 3 points)."""
    return _four("target", shrinking(50, 0.1, 6), 0.9 if effect else 0.93, 0.0, {"target_percent": 90})


def _four(
    name: str,
    shares: Floats,
    rate: float,
    effect: float,
    limit: dict[str, float],
    measure: str = "precision",
    **options: bool,
) -> World:
    """A world of four features alike."""
    multiplies = options.get("multiplies", False)
    effects = {(x,): all_but_the_reference(len(shares), effect, multiplies=multiplies) for x in "abcd"}
    return World(name, dict.fromkeys("abcd", shares), effects, tuple(effects), rate, limit, measure, **options)


WORLDS: dict[str, Callable[[float], World]] = {
    "main": main_world,
    "nested": nested_world,
    "small groups": small_groups_world,
    "rare events": rare_world,
    "against the rest": rest_world,
    "ratio": ratio_world,
    "target": target_world,
}
TRUTHS = {"at the limit": -LIMIT, "no gap": 0.0}


def tasks(effort: float) -> list[Task]:
    """Reports in chunks: by the public path and directly in the main world, directly in the others."""
    found = []
    for world, truth, clustered in product(WORLDS, TRUTHS, (False, True)):
        main = world == "main"
        if effort < 1 and not main and (truth, clustered) != ("at the limit", True):
            continue
        wanted = {"direct": (DIRECT if main else OTHERS[truth], DIRECT_CHUNK, 10.0)}
        if main:
            wanted["public"] = (PUBLIC, PUBLIC_CHUNK, 8.0)
        for path, (reports, chunk, weight) in wanted.items():
            for i in range(max(1, round(reports * effort / chunk))):
                arguments = {"world": world, "truth": truth, "clustered": clustered, "path": path}
                size = max(1, round(chunk * min(effort * 10, 1)))
                found.append(
                    Task(NAME, f"{world}/{truth}/{clustered}/{path}/{i}", weight, {**arguments, "reports": size})
                )
    return found


def measure(task: Task, rng: np.random.Generator) -> Row:
    """What some reports say, added up."""
    a = task.arguments
    world = WORLDS[a["world"]](TRUTHS[a["truth"]])
    if a["clustered"] and a["world"] == "small groups":
        world = replace(world, rows=5 * world.rows)  # as many people in each group as there were rows
    total, exact = dict.fromkeys(_COUNTS, 0), _at_the_limit(world)
    with TemporaryDirectory() as folder:
        for _ in range(a["reports"]):
            log = generate(world, rng, ICC if a["clustered"] else None)
            found = said(direct(world, log))
            if a["path"] == "public":
                read = public(world, log, Path(folder))
                total["differing"] += _differing(read, found)
                found = read
            for name, count in _counts(exact, found).items():
                total[name] += count
    return total


_COUNTS = (
    "reports",
    "with_action",
    "action",
    "watch",
    "watch_squared",
    "no_concern",
    "cannot_tell",
    "comparisons",
    "family",
    "at_limit",
    "cleared_at_limit",
    "cleared_squared",
    "cleared_times_at_limit",
    "at_limit_squared",
    "differing",
)


def _at_the_limit(world: World) -> set[str]:
    """How the ids of the comparisons that are exactly at the limit end."""
    return {
        f"{'*'.join(view)}.{group}.{world.kind}"
        for view in world.judged
        for group, at in world.at_the_limit(view).items()
        if at
    }


def _counts(exact: set[str], found: dict[str, Said]) -> dict[str, int]:
    words = Counter(each.verdict for each in found.values())
    judged = [each for name, each in found.items() if each.in_family and name.split(".", 2)[2] in exact]
    cleared = sum(each.verdict == "no_concern" for each in judged)
    return {
        "reports": 1,
        "with_action": int(words["action_needed"] > 0),
        "action": words["action_needed"],
        "watch": words["watch"],
        "watch_squared": words["watch"] ** 2,
        "no_concern": words["no_concern"],
        "cannot_tell": words["cannot_tell"],
        "comparisons": len(found),
        "family": sum(each.in_family for each in found.values()),
        "at_limit": len(judged),
        "cleared_at_limit": cleared,
        "cleared_squared": cleared**2,
        "cleared_times_at_limit": cleared * len(judged),
        "at_limit_squared": len(judged) ** 2,
    }


def _differing(read: dict[str, Said], counted: dict[str, Said]) -> int:
    """Comparisons of which the two paths do not say the same, to the last digits of their p-values."""

    def alike(name: str) -> bool:
        a, b = read.get(name), counted.get(name)
        if a is None or b is None or (a.verdict, a.in_family) != (b.verdict, b.in_family):
            return False
        return all(
            x == y or (x is not None and y is not None and math.isclose(x, y, rel_tol=1e-9))
            for x, y in ((a.adjusted_p, b.adjusted_p), (a.watch_q, b.watch_q))
        )

    return sum(not alike(name) for name in {*read, *counted})


def rows(done: list[Done]) -> list[Row]:
    """One row for each world, truth, clustering and path."""
    cells: dict[tuple[Any, ...], Counter[str]] = {}
    for each in done:
        a = each.task.arguments
        key = a["world"], a["truth"], a["clustered"], a["path"]
        cells.setdefault(key, Counter()).update(each.result)
    return [_row(key, count) for key, count in cells.items()]


def _cleared(count: Counter[str]) -> tuple[float, float]:
    """The share of comparisons at the limit that are cleared; its error allows for those of one report to go together."""
    at_limit = count["at_limit"]
    if not at_limit:
        return math.nan, math.nan
    rate = count["cleared_at_limit"] / at_limit
    squares = (
        count["cleared_squared"] - 2 * rate * count["cleared_times_at_limit"] + rate**2 * count["at_limit_squared"]
    )
    return rate, math.sqrt(max(squares, 0)) / at_limit


def _row(key: tuple[Any, ...], count: Counter[str]) -> Row:
    world, truth, clustered, path = key
    n = count["reports"]
    any_action, any_action_se = share(count["with_action"], n)
    cleared, cleared_se = _cleared(count)
    watch = count["watch"] / n
    return {
        "world": world,
        "truth": truth,
        "clustered": clustered,
        "path": path,
        "reports": n,
        "comparisons": count["comparisons"] / n,
        "family": count["family"] / n,
        "any_action": any_action,
        "any_action_se": any_action_se,
        "action": count["action"] / n,
        "watch": watch,
        "watch_se": math.sqrt(max(count["watch_squared"] / n - watch**2, 0) / n),
        "no_concern": count["no_concern"] / n,
        "cleared_at_limit": cleared,
        "cleared_at_limit_se": cleared_se,
        "differing": count["differing"] if path == "public" else None,
    }
