"""The arithmetic of the verdicts, beside statsmodels in the same run.

    python benchmarks/verdicts.py [--intervals 100000] [--comparisons 300] [--runs 15]

* intervals: Newcombe's for differences of two rates, ours against ``confint_proportions_2indep(method="newcomb")``. The
  results are compared too.
* verdicts: what one report needs from counts by bucket on: design effects, intervals, p-values of "within the limit" and
  of "no gap", Holm, Benjamini-Hochberg, the rule. statsmodels has no counterpart; the nearest, intervals and score tests
  one by one without design effects, is timed with it.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from statistics import median

import numpy as np
from statsmodels.stats.proportion import confint_proportions_2indep
from statsmodels.stats.proportion import test_proportions_2indep as score_test
from workload import describe

from policeaudit.stats.clusters import BUCKETS, DEGREES_OF_FREEDOM, design_effect
from policeaudit.stats.intervals import critical_value, difference
from policeaudit.stats.multiplicity import benjamini_hochberg, holm
from policeaudit.stats.planning import needed_to_confirm
from policeaudit.stats.pvalues import difference_p
from policeaudit.stats.rule import Estimates, events_gate, smallest_gate, verdicts

LIMIT = 0.05
Counts = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


def judged(y1: np.ndarray, m1: np.ndarray, y2: np.ndarray, m2: np.ndarray) -> np.ndarray:
    """The verdicts on some groups against their references, from events and rows by bucket."""
    crit, df = critical_value(0.95, DEGREES_OF_FREEDOM), float(DEGREES_OF_FREEDOM)
    n1, n2 = m1.sum(-1), m2.sum(-1)
    p, r = y1.sum(-1) / n1, y2.sum(-1) / n2
    n, m = n1 / design_effect(y1, m1, y2, m2), n2 / design_effect(y2, m2, y2, m2)
    gap = Estimates(r - p, *difference(r, m, p, n, crit))
    within, none = (
        np.fmin(difference_p(r, m, p, n, limit, df), difference_p(p, n, r, m, limit, df)) for limit in (LIMIT, 0)
    )
    large = smallest_gate(n, m)
    may = large & events_gate(p, n, r, m)
    adjusted, watch = holm(np.where(large, within, np.nan)), benjamini_hochberg(np.where(large, none, np.nan))
    return verdicts(
        gap, gap, -LIMIT, LIMIT, may_act=may, may_watch=may, may_clear=large, adjusted_p=adjusted, watch_q=watch
    )


def one_by_one(y1: np.ndarray, m1: np.ndarray, y2: np.ndarray, m2: np.ndarray) -> None:
    """Intervals and tests of equality from statsmodels, which tests one table at a time."""
    totals = (int(k) for part in zip(y2.sum(-1), m2.sum(-1), y1.sum(-1), m1.sum(-1), strict=True) for k in part)
    for table in zip(*[totals] * 4, strict=True):
        confint_proportions_2indep(*table, method="newcomb")
        score_test(*table)


def timed(work: Callable[[], object], runs: int) -> float:
    """Median seconds of processor time, after one run to warm up."""
    work()
    seconds = []
    for _ in range(runs):
        start = time.process_time()
        work()
        seconds.append(time.process_time() - start)
    return median(seconds)


def tables(rng: np.random.Generator, size: int) -> Counts:
    """Counts by bucket of groups of some 500 rows and references of some 2,000."""
    rows = [rng.poisson(mean / BUCKETS, (size, BUCKETS)) for mean in (500, 2000)]
    events = [rng.binomial(m, rng.uniform(0.6, 0.9, (size, 1))) for m in rows]
    return events[0], rows[0], events[1], rows[1]


def main() -> None:
    parser = argparse.ArgumentParser(description="Time the arithmetic of the verdicts.")
    parser.add_argument("--intervals", type=int, default=100_000, help="default: %(default)s")
    parser.add_argument("--comparisons", type=int, default=300, help="default: %(default)s")
    parser.add_argument("--runs", type=int, default=15, help="default: %(default)s")
    args = parser.parse_args()
    print(describe(("policeaudit", "numpy", "scipy", "statsmodels")))
    rng, crit = np.random.default_rng(1), critical_value()

    n1, n2 = rng.integers(10, 3000, (2, args.intervals))
    k1, k2 = rng.binomial(n1, rng.random(args.intervals)), rng.binomial(n2, rng.random(args.intervals))
    ours = timed(lambda: difference(k1 / n1, n1, k2 / n2, n2, crit), args.runs)
    theirs = timed(lambda: confint_proportions_2indep(k1, n1, k2, n2, method="newcomb"), args.runs)
    apart = np.abs(
        np.subtract(
            difference(k1 / n1, n1, k2 / n2, n2, crit), confint_proportions_2indep(k1, n1, k2, n2, method="newcomb")
        )
    ).max()
    print(f"\nprocessor time, median of {args.runs} runs")
    print(
        f"  {args.intervals:,} Newcombe intervals   {ours * 1000:8.1f} ms   statsmodels {theirs * 1000:8.1f} ms", end=""
    )
    print(f"   ratio {ours / theirs:.2f}   largest difference {apart:.0e}")

    counts = tables(rng, args.comparisons)
    ours, theirs = timed(lambda: judged(*counts), args.runs), timed(lambda: one_by_one(*counts), 1)
    print(
        f"  {args.comparisons:,} full verdicts           {ours * 1000:8.1f} ms   statsmodels {theirs * 1000:8.1f} ms",
        end="",
    )
    print(f"   ratio {ours / theirs:.3f}   (no design effects, no limit)")
    rates = rng.random((2, args.comparisons))
    plans = timed(lambda: needed_to_confirm(*rates, LIMIT, 4, comparisons=args.comparisons), args.runs)
    print(f"  {args.comparisons:,} numbers needed          {plans * 1000:8.1f} ms")


if __name__ == "__main__":
    main()
