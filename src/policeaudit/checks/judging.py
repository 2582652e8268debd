"""The verdicts of one audit: comparisons and claims are judged together, because they share one error rate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from policeaudit.checks.claim import Claim, Range
from policeaudit.measures import FloatArray
from policeaudit.plan.parts import Rules
from policeaudit.stats.multiplicity import benjamini_hochberg, holm
from policeaudit.stats.rule import Estimates, Verdict, verdicts

BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Held:
    """Estimates held against what is accepted, one entry each.

    ``least`` and ``most``: under the filling-in of missing outcomes that makes them smallest and largest. ``limited``: a
    limit is set; ``in_family``: shares the error rate; ``large``: there are cases enough; ``eventful``: events too.
    ``p_limit``: p-values of "within the band"; ``p_zero``: of "no difference".
    """

    least: Estimates
    most: Estimates
    band_low: FloatArray
    band_high: FloatArray
    limited: BoolArray
    in_family: BoolArray
    large: BoolArray
    eventful: BoolArray
    p_limit: FloatArray
    p_zero: FloatArray

    def then(self, other: Held) -> Held:
        """Both, one after the other."""

        def joined(name: str) -> npt.NDArray[np.generic]:
            return np.concatenate([getattr(self, name), getattr(other, name)])

        def estimates(name: str) -> Estimates:
            a, b = getattr(self, name), getattr(other, name)
            return Estimates(*(np.concatenate([getattr(a, f), getattr(b, f)]) for f in ("value", "low", "high")))

        rest = ("band_low", "band_high", "limited", "in_family", "large", "eventful", "p_limit", "p_zero")
        return Held(estimates("least"), estimates("most"), **{name: joined(name) for name in rest})  # type: ignore[arg-type]


@dataclass(frozen=True)
class Ruling:
    """The verdicts with the p-values behind them, one entry each; None where no limit is set."""

    words: list[Verdict | None]
    adjusted_p: FloatArray
    watch_q: FloatArray


def rule_on(held: Held, rules: Rules) -> Ruling:
    """Holm over the family for *Action needed*, Benjamini-Hochberg for *Watch*, equivalence for *No concern found*.

    What has too few cases or events counts in the family, but with a p-value of 1: it neither helps nor is found.
    """
    enough = held.large & held.eventful
    p, q = (np.where(held.in_family, np.where(enough, p, 1.0), np.nan) for p in (held.p_limit, held.p_zero))
    adjusted, watch = np.nan_to_num(holm(p), nan=1.0), np.nan_to_num(benjamini_hochberg(q), nan=1.0)
    words = verdicts(
        held.least,
        held.most,
        held.band_low,
        held.band_high,
        may_act=enough,
        may_watch=enough,
        may_clear=held.large,
        adjusted_p=adjusted,
        watch_q=watch,
        alpha=rules.alpha,
        fdr=rules.watch_fdr,
    )
    said = [Verdict(word) if limited else None for word, limited in zip(words, held.limited, strict=True)]
    return Ruling(said, adjusted, watch)


def held(claims: Sequence[Claim]) -> Held:
    """Claims as they are judged."""

    def estimates(ranges: list[Range]) -> Estimates:
        return Estimates(*(np.array([getattr(r, f) for r in ranges], dtype=float) for f in ("value", "low", "high")))

    def numbers(values: list[float]) -> FloatArray:
        return np.array(values, dtype=np.float64)

    def flags(values: list[bool]) -> BoolArray:
        return np.array(values, dtype=np.bool_)

    return Held(
        estimates([c.least for c in claims]),
        estimates([c.most for c in claims]),
        numbers([c.band[0] for c in claims]),
        numbers([c.band[1] for c in claims]),
        flags([c.limit is not None for c in claims]),
        flags([c.limit is not None and c.large for c in claims]),
        flags([c.large for c in claims]),
        flags([c.eventful for c in claims]),
        numbers([c.p_limit for c in claims]),
        numbers([c.p_zero for c in claims]),
    )
