"""Claims and facts: what a check says of a group beyond rates of cells held against a reference.

A *claim* is an estimate with a range; it is judged together with all comparisons of the audit, so that it shares their error
rate. A *fact* has no sampling error (a column that holds identity numbers does hold them); it carries its verdict.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from policeaudit.plan.parts import AnyLimit
from policeaudit.stats.rule import Verdict
from policeaudit.text import Text

Five = tuple[float, float, float, float, float]
"""value, low, high, lower bound, upper bound; NaN where undefined."""

NOTHING: Five = (math.nan,) * 5


@dataclass(frozen=True)
class Said:
    """The words of a finding; ``condition`` is closed by the words of the verdict. ``rule`` says a standard, with its unit."""

    heading: Text
    criterion: Text
    condition: Text
    effect: Text
    settle: Text | None = None
    cause: Text | None = None
    rule: Text | None = None


@dataclass(frozen=True)
class About:
    """What a finding is about: a measure, and where there are any, feature, group and reference group."""

    measure: str
    feature: str | None = None
    group: str | None = None
    reference: str | None = None


@dataclass(frozen=True)
class Range:
    """An estimate as it is judged, with its 95 % interval; NaN where undefined."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Claim:
    """An estimate held against a limit.

    ``least`` and ``most`` are the estimate under the filling-in of missing outcomes that makes it smallest and largest (the
    same where nothing is missing), in the units of ``band``, the accepted values. ``p_limit`` is the p-value of "within the
    band", ``p_zero`` of "no difference at all", from the same interval. ``large`` says that there are cases enough (depends
    on sizes only), ``eventful`` that there are events enough.
    """

    about: About
    said: Said
    limit: AnyLimit | None
    least: Range
    most: Range
    band: tuple[float, float]
    p_limit: float
    p_zero: float
    n: int
    n_reference: int | None = None
    large: bool = True
    eventful: bool = True
    missing: int = 0
    further: int | None = None
    """Further cases that would settle it."""
    gap: Five = NOTHING
    ratio: Five = NOTHING


@dataclass(frozen=True)
class Fact:
    """A finding whose verdict follows from what is there, without sampling error; None: no limit is set."""

    about: About
    said: Said
    verdict: Verdict | Literal["not_assessed"] | None
    limit: AnyLimit | None = None
    n: int = 0
    n_reference: int | None = None
    gap: Five = NOTHING
    ratio: Five = NOTHING
