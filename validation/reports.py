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

from policeaudit.assessment.model import Assessment, Finding
from validation.audit import published
from validation.rule import Said, said
from validation.study import Done, Row, Task, ratio_share, share
from validation.subjects import Floats
from validation.world import World, all_but_the_reference, generate, shrinking

NAME = "reports"
LIMIT = 0.05
ICC = 0.3
GAP = {"gap_points": 5.0}
# Reports by truth: from files on disk, and from counts; in the main world, and in each of the others.
FILES = {"at the limit": (40, 2), "no gap": (15, 2)}
COUNTS = {"at the limit": (2000, 1000), "no gap": (2000, 500)}
FILES_AT_ONCE, COUNTS_AT_ONCE = 5, 100
_TOGETHER = 20  # logs held at once
_TRIED = (("ratio", "at the limit", True), ("target", "at the limit", True))


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
    """Reports in chunks: from files and from counts, of every world, truth, and with and without repeating people."""
    found = []
    for world, truth, clustered in product(WORLDS, TRUTHS, (False, True)):
        main = world == "main"
        if effort < 1 and not main and (world, truth, clustered) not in _TRIED:
            continue
        for path, wanted, chunk in (("files", FILES, FILES_AT_ONCE), ("counts", COUNTS, COUNTS_AT_ONCE)):
            reports = max(1, round(wanted[truth][not main] * effort))
            arguments = {"world": world, "truth": truth, "clustered": clustered, "path": path}
            for i, start in enumerate(range(0, reports, chunk)):
                size = min(chunk, reports - start)
                weight = size * (2.0 if path == "files" else 0.02)
                key = f"{world}/{truth}/{clustered}/{path}/{i}"
                found.append(Task(NAME, key, weight, {**arguments, "reports": size}))
    return found


def measure(task: Task, rng: np.random.Generator) -> Row:
    """What some reports say, added up."""
    a = task.arguments
    world = WORLDS[a["world"]](TRUTHS[a["truth"]])
    if a["clustered"] and a["world"] == "small groups":
        world = replace(world, rows=5 * world.rows)  # as many people in each group as there were rows
    total, exact = dict.fromkeys(_COUNTS, 0), _at_the_limit(world)
    with TemporaryDirectory() as folder:
        for start in range(0, a["reports"], _TOGETHER):
            size = min(_TOGETHER, a["reports"] - start)
            logs = [generate(world, rng, ICC if a["clustered"] else None) for _ in range(size)]
            for log, found in zip(logs, said(world, logs), strict=True):
                if a["path"] == "files":
                    total["differing"] += differing(published(world, log, Path(folder)), found)
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


def _counts(exact: set[str], found: Said) -> dict[str, int]:
    words = Counter(found.verdict.tolist())
    at_limit = found.large & np.array([name.split(".", 2)[2] in exact for name in found.ids])
    judged, cleared = int(at_limit.sum()), int((at_limit & (found.verdict == "no_concern")).sum())
    return {
        "reports": 1,
        "with_action": int(words["action_needed"] > 0),
        "action": words["action_needed"],
        "watch": words["watch"],
        "watch_squared": words["watch"] ** 2,
        "no_concern": words["no_concern"],
        "cannot_tell": words["cannot_tell"],
        "comparisons": len(found.ids),
        "family": int(found.in_family.sum()),
        "at_limit": judged,
        "cleared_at_limit": cleared,
        "cleared_squared": cleared**2,
        "cleared_times_at_limit": cleared * judged,
        "at_limit_squared": judged**2,
    }


def differing(read: Assessment, found: Said) -> int:
    """Comparisons of which an assessment and the rule do not say the same, to the last digits of their p-values."""
    by_id = {finding.id: finding for finding in read.findings}
    return sum(not _alike(by_id.get(name), found, i) for i, name in enumerate(found.ids))


def _alike(finding: Finding | None, found: Said, i: int) -> bool:
    if finding is None or finding.verdict.value != found.verdict[i]:
        return False
    if not found.large[i]:
        return finding.adjusted_p is finding.watch_q is None
    printed = (finding.adjusted_p, found.adjusted_p[i]), (finding.watch_q, found.watch_q[i])
    return all(a is not None and math.isclose(a, b, rel_tol=1e-9) for a, b in printed)


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
    of = ("at_limit", "cleared_squared", "cleared_times_at_limit", "at_limit_squared")
    return ratio_share(count["cleared_at_limit"], *(count[name] for name in of))


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
        "differing": count["differing"] if path == "files" else None,
    }
