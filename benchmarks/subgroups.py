"""The subgroup search beside divexplorer: the same logs, processor time, and what each names.

    python benchmarks/subgroups.py [--rows 20000] [--runs 3] [--support 0.01]

Three kinds of log from the validation study of the search: pure noise; single traits that matter and nothing beyond them;
the same with one combination of three traits planted that is right 15 points less often than its traits explain. Both
tools look at the rows of a log for combinations of up to three traits with the same least number of rows. divexplorer
(only if installed) lists every frequent combination with a t value and leaves the choice to the reader; counted are those
of two or three traits with |t| above 1.96, before and after its own pruning of combinations that a trait less describes
within one point. So the tools do not do the same work: one answers "which differ from the average?", the other "which
differ from what single traits explain, with at most 5 % chance of any false one?".
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from statistics import median
from typing import Any

import numpy as np
import pandas as pd
from workload import ROOT, describe

sys.path.insert(0, str(ROOT))  # validation/ is no installed package

from validation.subgroups import PLANTED, SHARES, Setting, generate

from policeaudit.stats.subgroups import Rules, search

LOGS = {
    "noise": Setting("noise", traits_matter=False),
    "single traits only": Setting("traits"),
    "one planted": Setting("planted", planted="three traits", effect=-0.15),
}
WANTED = frozenset(f"{list(SHARES)[attribute]}={level}" for attribute, level in PLANTED["three traits"])
T_VALUE, REDUNDANT = 1.96, 0.01
Named = dict[str, list[frozenset[str]]]


def rows_of(setting: Setting, seed: int) -> pd.DataFrame:
    """A log, row by row."""
    attributes, yes, no, _ = generate(setting, np.random.default_rng(seed))
    cells = np.concatenate([np.repeat(np.arange(len(yes)), each.sum(1)) for each in (yes, no)])
    frame = pd.DataFrame(attributes[cells], columns=list(SHARES))
    frame["right"] = np.repeat([1, 0], [yes.sum(), no.sum()])
    return frame


def ours(log: pd.DataFrame, support: float) -> Named:
    """Subgroups that policeaudit names, from the rows."""
    codes, right = log[list(SHARES)].to_numpy(), log["right"].to_numpy()
    found = search(codes, right, 1 - right, Rules(min_rows=support * len(log))).found
    return {"named": [frozenset(f"{list(SHARES)[a]}={level}" for a, level in each.traits) for each in found]}


def theirs(log: pd.DataFrame, support: float) -> Named:
    """Combinations that divexplorer lists with a large t value."""
    from divexplorer import DivergenceExplorer, DivergencePatternProcessor

    patterns = DivergenceExplorer(log).get_pattern_divergence(min_support=support, boolean_outcomes=["right"])
    pruned = DivergencePatternProcessor(patterns, "right").redundancy_pruning(REDUNDANT)

    def chosen(table: pd.DataFrame) -> list[frozenset[str]]:
        kept = table[table["length"].isin((2, 3)) & (table["right_t"].abs() > T_VALUE)]
        return list(kept.sort_values("right_t", ascending=False)["itemset"])

    return {f"|t| > {T_VALUE}": chosen(patterns), "of these not redundant": chosen(pruned)}


def timed(way: Callable[[pd.DataFrame, float], Named], log: pd.DataFrame, support: float, runs: int) -> Any:
    """Median processor time of some runs after one that is not counted, and what was named."""
    seconds = []
    named = way(log, support)
    for _ in range(runs):
        start = time.process_time()
        named = way(log, support)
        seconds.append(time.process_time() - start)
    return median(seconds), named


def main() -> None:
    parser = argparse.ArgumentParser(description="The subgroup search beside divexplorer.")
    parser.add_argument("--rows", type=int, default=20_000, help="default: %(default)s")
    parser.add_argument("--runs", type=int, default=3, help="default: %(default)s")
    parser.add_argument("--support", type=float, default=0.01, help="least share of the rows; default: %(default)s")
    args = parser.parse_args()
    ways = {"policeaudit": ours} | ({"divexplorer": theirs} if find_spec("divexplorer") else {})
    print(f"{args.rows:,} rows, at least {args.support:.1%} of them in a combination of up to three traits")
    print(describe(("policeaudit", "divexplorer", "numpy", "pandas")))
    for kind, setting in LOGS.items():
        log = rows_of(Setting(**{**vars(setting), "rows": args.rows}), seed=1)
        times = {}
        print(f"\n{kind}")
        for tool, way in ways.items():
            times[tool], named = timed(way, log, args.support, args.runs)
            for what, found in named.items():
                place = found.index(WANTED) + 1 if WANTED in found else None
                planted = f", the planted one at place {place}" if place else ""
                print(f"  {tool:<12} {times[tool]:6.2f} s  {what}: {len(found)}{planted}")
        if len(times) == 2:
            print(f"  time of divexplorer / policeaudit: {times['divexplorer'] / times['policeaudit']:.1f}")


if __name__ == "__main__":
    main()
