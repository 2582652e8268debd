"""Among whom exactly? A search for subgroups whose rate the single traits of their members do not explain.

Every combination of two or three traits (district and sex; age, sex and month) that is large enough is held
against a model in which each trait counts by itself. The chance of naming even one subgroup where there is none
is at most ``alpha``, whatever the number of combinations looked at. Single traits are not searched: they are the
comparisons that a plan declares. "Explained" means additive on the logit scale.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.special import expit

from policeaudit.stats._arrays import BoolArray, FloatArray, count
from policeaudit.stats.clusters import design_effect
from policeaudit.stats.intervals import mover_difference, wilson
from policeaudit.stats.main_effects import Fit, design, fit

_SEPARABLE = 0.01  # of a subgroup's variance must be its own, not that of single traits
_TIE = 1e-9
# Subgroups differ in how often their subjects repeat, and the largest of thousands finds those that repeat most.
_ROWS_PER_DEFF = 2.0
_VARIANCE_PER_DEFF = 1.25
_LEAST_PER_DEFF = 1.5  # of the variance between buckets, which is itself uncertain
_SIGNS_FALL_SHORT = 1.04  # sums of 64 random signs have thinner tails than scores

Traits = tuple[tuple[int, int], ...]
Codes = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Rules:
    """What is looked for."""

    depth: int = 3
    """The most traits in a combination."""
    min_rows: float = 30
    """Fewest rows of a subgroup."""
    min_events: float = 5
    """Fewest cases, and others, that the single traits let expect in it."""
    direction: Literal["lower", "higher", "both"] = "both"
    """Whether subgroups below expectation are looked for, above it, or either."""
    alpha: float = 0.05
    """The accepted chance of any false finding."""
    most: int = 10
    """No more than this many are named."""
    draws: int = 199
    """How many logs without any subgroup are drawn for comparison."""
    seed: int = 0

    def __post_init__(self) -> None:
        if not 0 < self.alpha < 1 or self.draws < 1 / self.alpha - 1:
            msg = f"alpha must be between 0 and 1, and draws at least 1 / alpha - 1, not {self.alpha} and {self.draws}"
            raise ValueError(msg)


@dataclass(frozen=True)
class Subgroup:
    """A subgroup that its single traits, and the subgroups named before it, do not explain."""

    traits: Traits
    """Pairs of attribute (its column) and level (its code)."""
    rows: float
    observed: float
    """Its rate."""
    expected: float
    """The rate that its traits, and the subgroups named before it, let expect, judged by everybody else."""
    excess: float
    """Observed less expected, as a fraction, with limits that hold for all combinations at once."""
    low: float
    high: float
    p_adjusted: float
    """The chance of such a finding anywhere, were there none."""


@dataclass(frozen=True)
class Search:
    """What was found, and among how many combinations."""

    found: tuple[Subgroup, ...]
    """In the order of the weight of evidence."""
    tested: int
    """Combinations that were large enough."""
    critical: float
    """The simultaneous critical value of the limits; NaN where nothing was large enough."""


@dataclass(frozen=True)
class _Log:
    """The cells, the combinations that are looked at, and how much more they vary than independent rows."""

    yes: FloatArray
    """Cases, shape (cells, buckets); one bucket where subjects are not in buckets."""
    n: FloatArray
    """Rows, of the same shape."""
    members: sparse.csr_array
    """Which cells belong to each combination, shape (combinations, cells)."""
    factor: float
    """Least factor of the variance of independent rows."""

    def residuals(self, fitted: Fit) -> FloatArray:
        """Cases less expected cases, shape (cells, buckets)."""
        return self.yes - self.n * fitted.rate[:, None]


@dataclass(frozen=True)
class _Found:
    """A combination found, and the model that has it as its last column."""

    number: int
    p_adjusted: float
    columns: sparse.csr_array
    fitted: Fit


@dataclass(frozen=True)
class _Projection:
    """Score statistics of all combinations, freed of what a model already explains."""

    log: _Log
    columns: sparse.csr_array
    lean: FloatArray
    """How each combination leans on the columns of the model, shape (combinations, columns)."""
    variance: FloatArray
    """Of its score for independent rows."""
    usable: BoolArray
    """Whether a combination is anything apart from the model's columns."""

    def scores(self, residuals: FloatArray) -> FloatArray:
        """Scores from cases less expected cases, shape (cells, any number) to (combinations, any number)."""
        found = self.log.members @ residuals - self.lean @ (self.columns.T @ residuals)
        return np.where(self.usable[:, None], found, 0.0)

    def factors(self, residuals: FloatArray) -> FloatArray:
        """By how much each combination's variance exceeds that of independent rows; from its buckets if there are."""
        buckets = residuals.shape[1]
        if buckets == 1:
            return np.full(len(self.variance), self.log.factor)
        by_bucket = self.scores(residuals)
        between = buckets * by_bucket.var(-1, ddof=1)
        factors = np.fmax(self.log.factor, between / np.where(self.usable, self.variance, np.inf))
        return np.asarray(factors, dtype=np.float64)


def search(
    attributes: npt.ArrayLike,
    yes: npt.ArrayLike,
    no: npt.ArrayLike,
    rules: Rules | None = None,
    *,
    deff: float | None = None,
) -> Search:
    """Find the subgroups whose rate differs from what their single traits explain.

    Score test of each combination in the logistic model of main effects; the largest of all is held against the
    largest in logs drawn from that model (parametric bootstrap of the maximum; Westfall & Young 1993). The best
    one joins the model and the search goes on, so that a part or a surrounding of a named subgroup is named only
    where it is unlike it.

    Where rows share subjects, give the counts by bucket of subjects: the spread between buckets then gives each
    statistic its variance (at least 1.5 times that of the design effect) and the largest is held against the
    largest after random changes of the buckets' signs. With the design effect alone variances are multiplied by
    1.25 times of it. Minimum sizes are multiplied by twice the design effect in both cases. Simulated false
    alarms are 1-5 % (5-20 % without these factors), and the buckets find more.

    Args:
        attributes: codes of the cells' attributes, shape (cells, attributes); codes are integers from 0 on.
        yes: cases in each cell, shape (cells,), or (cells, buckets).
        no: rows without a case in each cell.
        rules: what is looked for.
        deff: design effect of the rows; None where no subject repeats, or to take it from the buckets.

    Returns:
        The subgroups found. The order of the cells, and cells given in parts, make no difference.

    Raises:
        ValueError: when shapes differ, a code is no integer from 0 on, a count is no whole number or negative,
            or ``deff`` is below 1.

    """
    rules = rules or Rules()
    if deff is not None and not deff >= 1:
        msg = f"deff must be at least 1, not {deff}"
        raise ValueError(msg)
    codes, cases, n = _cells(attributes, yes, no)
    if not codes.size:
        return Search((), 0, float("nan"))
    in_buckets = n.shape[1] > 1
    if in_buckets and deff is None:
        deff = float(design_effect(cases.sum(0), n.sum(0), 0 * cases[0], 0 * n[0]))
    smallest = least_factor = 1.0
    if deff is not None:
        smallest, least_factor = _ROWS_PER_DEFF * deff, (_LEAST_PER_DEFF if in_buckets else _VARIANCE_PER_DEFF) * deff
    columns = design(codes)
    null = fit(columns, cases.sum(-1), n.sum(-1))
    traits, members = _candidates(codes, n.sum(-1), null.rate, rules, smallest)
    log = _Log(cases, n, members, least_factor)
    projection = _project(log, columns, null)
    if not projection.usable.any():
        return Search((), 0, float("nan"))
    factors = projection.factors(log.residuals(null))
    drawn = projection.scores(_drawn(log, null, rules)) / _error(projection, factors)[:, None]
    found = _step_down(projection, null, _directed(drawn, rules).max(0), rules)
    critical = float(np.sort(np.abs(drawn).max(0))[::-1][int(rules.alpha * (rules.draws + 1)) - 1])
    named = tuple(_described(log, each, traits[each.number], factors[each.number], critical) for each in found)
    return Search(named, int(projection.usable.sum()), critical)


def _cells(attributes: npt.ArrayLike, yes: npt.ArrayLike, no: npt.ArrayLike) -> tuple[Codes, FloatArray, FloatArray]:
    """Codes, cases and rows (by bucket) of the cells: sorted, each once, without empty ones."""
    codes, cases, others = np.asarray(attributes), count("yes", yes), count("no", no)
    if codes.ndim != 2 or cases.ndim not in (1, 2) or cases.shape != others.shape or len(cases) != len(codes):
        msg = f"attributes must be (cells, attributes) and counts (cells,), not {codes.shape} and {cases.shape}"
        raise ValueError(msg)
    if not np.issubdtype(codes.dtype, np.integer) or np.any(codes < 0):
        msg = "attributes must be integer codes from 0 on"
        raise ValueError(msg)
    if np.any(cases % 1) or np.any(others % 1):
        msg = "counts must be whole numbers"
        raise ValueError(msg)
    cases, rows = (each if each.ndim == 2 else each[:, None] for each in (cases, cases + others))
    some = rows.sum(-1) > 0
    codes, place = _distinct(codes[some].astype(np.int64))
    gather = sparse.csr_array((np.ones(len(place)), (place, np.arange(len(place)))), shape=(len(codes), len(place)))
    return codes, gather @ cases[some], gather @ rows[some]


def _distinct(codes: Codes) -> tuple[Codes, Codes]:
    """The different rows of a table of codes, sorted, and which of them each row is."""
    # np.unique over rows takes ten times as long.
    order = np.lexsort(codes.T[::-1]) if codes.size else np.arange(len(codes))
    new = np.r_[True, (np.diff(codes[order], axis=0) != 0).any(-1)][: len(codes)]
    place = np.empty(len(codes), dtype=np.int64)
    place[order] = np.cumsum(new) - 1
    return codes[order[new]], place


def _combinations(codes: Codes, depth: int) -> Iterator[tuple[tuple[int, ...], Codes, Codes]]:
    """Attributes together, the combination of their levels that each cell has, and the levels of each; short first."""
    varying = [attribute for attribute, column in enumerate(codes.T) if column.size and (column != column[0]).any()]
    for size in range(2, depth + 1):
        for chosen in combinations(varying, size):
            levels, place = _distinct(codes[:, chosen])
            yield chosen, place, levels


def _candidates(
    codes: Codes, n: FloatArray, rate: FloatArray, rules: Rules, times: float
) -> tuple[list[Traits], sparse.csr_array]:
    """The combinations that are large enough, and which cells belong to each."""
    traits: list[Traits] = []
    belongs = [(np.zeros(0, dtype=np.int64),) * 2]
    for chosen, place, levels in _combinations(codes, rules.depth):
        rows, cases = np.bincount(place, n), np.bincount(place, n * rate)
        events = np.minimum(cases, rows - cases)
        large = (rows >= times * rules.min_rows) & (events >= times * rules.min_events)
        number = np.cumsum(large) - 1 + len(traits)
        kept = np.flatnonzero(large[place])
        belongs.append((number[place[kept]], kept))
        traits += [tuple(zip(chosen, map(int, level), strict=True)) for level in levels[large]]
    at, cell = (np.concatenate(each) for each in zip(*belongs, strict=True))
    return traits, sparse.csr_array((np.ones(len(at)), (at, cell)), shape=(len(traits), len(codes)))


def _project(log: _Log, columns: sparse.csr_array, fitted: Fit) -> _Projection:
    together = np.asarray((log.members @ columns.multiply(fitted.weight[:, None])).toarray())
    lean = together @ fitted.covariance
    own = log.members @ fitted.weight
    variance = own - (lean * together).sum(-1)
    return _Projection(log, columns, lean, variance, variance > _SEPARABLE * own)


def _error(projection: _Projection, factors: FloatArray) -> FloatArray:
    return np.sqrt(np.where(projection.usable, factors * projection.variance, np.inf))


def _drawn(log: _Log, null: Fit, rules: Rules) -> FloatArray:
    """Residuals of logs in which single traits explain everything, shape (cells, draws)."""
    rng = np.random.default_rng(rules.seed)
    buckets = log.n.shape[1]
    if buckets > 1:
        signs = _SIGNS_FALL_SHORT * rng.choice(np.array([-1.0, 1.0]), (buckets, rules.draws))
        return np.asarray(log.residuals(null) @ signs, dtype=np.float64)
    cases = rng.binomial(log.n.astype(np.int64), null.rate[:, None], (len(log.n), rules.draws))
    return np.asarray((cases - log.n * null.rate[:, None]) * np.sqrt(log.factor), dtype=np.float64)


def _directed(scores: FloatArray, rules: Rules) -> FloatArray:
    return {"both": np.abs(scores), "higher": scores, "lower": -scores}[rules.direction]


def _step_down(projection: _Projection, fitted: Fit, largest: FloatArray, rules: Rules) -> list[_Found]:
    """The best combination and its adjusted p-value, then the best beside it, and so on while they are small."""
    log, columns = projection.log, projection.columns
    found: list[_Found] = []
    while len(found) < rules.most:
        residuals = log.residuals(fitted)
        score = projection.scores(residuals.sum(-1, keepdims=True))[:, 0]
        score = _directed(score / _error(projection, projection.factors(residuals)), rules)
        best = int(np.argmax(score >= score.max() - _TIE))  # of equal ones the shortest
        p = (1 + float((largest >= score[best]).sum())) / (rules.draws + 1)
        if p > rules.alpha:
            break
        columns = sparse.csr_array(sparse.hstack([columns, log.members[[best]].T]))
        fitted = fit(columns, log.yes.sum(-1), log.n.sum(-1))
        found.append(_Found(best, p, columns, fitted))
        projection = _project(log, columns, fitted)
    return found


def _described(log: _Log, found: _Found, traits: Traits, factor: float, critical: float) -> Subgroup:
    """A found subgroup against what a model without it expects that has those named before it."""
    member = log.members[[found.number]].toarray()[0] > 0
    yes, n = log.yes[member].sum(-1), log.n[member].sum(-1)
    columns, fitted, rows = found.columns[member], found.fitted, float(n.sum())
    rate = expit(columns @ fitted.coefficients - fitted.coefficients[-1])
    slope = columns.T @ (n * rate * (1 - rate)) / rows
    slope[-1] = 0  # judged by everybody else: its own coefficient is taken out
    reach = critical * float(np.sqrt(factor * slope @ fitted.covariance @ slope))
    observed, expected = float(yes.sum()) / rows, float((n * rate).sum()) / rows
    limits = wilson(observed, rows / factor, critical)
    low, high = mover_difference(observed, *limits, expected, max(expected - reach, 0), min(expected + reach, 1))
    excess = observed - expected
    return Subgroup(traits, rows, observed, expected, excess, float(low), float(high), found.p_adjusted)
