"""The table of measures: each is a ratio of two sums of cells, with the field's name and the worse direction.

A cell is (alerted or not) x (outcome status); ``counts`` arrays hold the eight cells on their last axis in the order
of ``CELLS``. Outcomes that are pending or were never followed up are *missing*: a measure leaves them out of its value
and brings them back in its bounds (Manski 2003), where every missing outcome takes its most and its least favourable value.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

from policeaudit.text import Text

if TYPE_CHECKING:  # whoever only wants the names of measures need not wait for numpy
    import numpy as np
    import numpy.typing as npt

STATUSES = ("confirmed", "unfounded", "pending", "not_followed_up")
CELLS = tuple((alerted, status) for alerted in (True, False) for status in STATUSES)
A1, A0, AP, AN, B1, B0, BP, BN = range(8)

Fill = Literal["observed", "lowest", "highest"]
FILLS: tuple[Fill, ...] = get_args(Fill)
FloatArray: TypeAlias = "npt.NDArray[np.float64]"
IntArray: TypeAlias = "npt.NDArray[np.int64]"


@dataclass(frozen=True)
class Measure:
    """A rate: the sum of ``numerator`` cells over the sum of ``denominator`` cells.

    ``lowest`` says where the missing outcomes of (alerted, not alerted) rows go to make the rate as low as it can be;
    the highest rate is at the opposite. Both are None where no outcome is needed.
    """

    name: str
    label: Text
    definition: Text
    worse: Literal["lower", "higher"]
    numerator: tuple[int, ...]
    denominator: tuple[int, ...]
    lowest: tuple[int | None, int | None] | None = None

    @property
    def needs_outcomes_beyond_alerts(self) -> bool:
        """Whether outcomes of rows without an alert are part of the measure."""
        return B1 in self.denominator or B0 in self.denominator if self.lowest else False

    def missing(self, counts: IntArray) -> IntArray:
        """Rows that would count if their outcome were known, shape ``counts.shape[:-1]``."""
        alerted, quiet = self.lowest or (None, None)
        total: IntArray = counts[..., :0].sum(-1)
        if alerted is not None:
            total = total + counts[..., AP] + counts[..., AN]
        if quiet is not None:
            total = total + counts[..., BP] + counts[..., BN]
        return total

    def ratio(self, counts: IntArray, fill: Fill = "observed") -> tuple[IntArray, IntArray]:
        """Numerator and denominator, each of shape ``counts.shape[:-1]``, under a filling-in of the missing outcomes."""
        counts = self.filled(counts, fill)
        return counts[..., self.numerator].sum(-1), counts[..., self.denominator].sum(-1)

    def filled(self, counts: IntArray, fill: Fill) -> IntArray:
        """The cells with the missing outcomes where they make the rate lowest, or highest; as they are when ``observed``."""
        if fill == "observed" or self.lowest is None:
            return counts
        filled = counts.copy()
        opposite = {A1: A0, A0: A1, B1: B0, B0: B1}
        for target, pending, unchecked in zip(self.lowest, (AP, BP), (AN, BN), strict=True):
            if target is None:
                continue
            cell = target if fill == "lowest" else opposite[target]
            filled[..., cell] += counts[..., pending] + counts[..., unchecked]
            filled[..., [pending, unchecked]] = 0
        return filled


_ALERTED = (A1, A0, AP, AN)
_QUIET = (B1, B0, BP, BN)

_TABLE = (
    Measure(
        "precision",
        Text(en="Precision (share of warnings that proved right)", zh="预警准确率（查准率）"),
        Text(
            en="Of the warnings that were followed up, the share that was confirmed.",
            zh="已核查的预警中，经核查属实的比例。",
        ),
        "lower",
        (A1,),
        (A1, A0),
        (A0, None),
    ),
    Measure(
        "recall",
        Text(en="Recall (share of true cases that were warned about)", zh="查全率"),
        Text(
            en="Of the cases that were real, the share that the system had warned about.",
            zh="实际存在问题的情形中，系统已发出预警的比例。",
        ),
        "lower",
        (A1,),
        (A1, B1),
        (A0, B1),
    ),
    Measure(
        "false_positive_rate",
        Text(en="False positive rate", zh="误报率"),
        Text(
            en="Of those with nothing to find, the share that was warned about all the same.",
            zh="实际并无问题的情形中，仍被预警的比例。",
        ),
        "higher",
        (A0,),
        (A0, B0),
        (A1, B0),
    ),
    Measure(
        "false_negative_rate",
        Text(en="False negative rate", zh="漏报率"),
        Text(
            en="Of the cases that were real, the share that the system did not warn about.",
            zh="实际存在问题的情形中，系统未发出预警的比例。",
        ),
        "higher",
        (B1,),
        (A1, B1),
        (A1, B0),
    ),
    Measure(
        "accuracy",
        Text(en="Accuracy", zh="总体正确率"),
        Text(
            en="The share of all rows where warning and outcome agree.",
            zh="全部记录中，预警与核查结果一致的比例。",
        ),
        "lower",
        (A1, B0),
        (A1, A0, B1, B0),
        (A0, B1),
    ),
    Measure(
        "base_rate",
        Text(en="Base rate", zh="实际发生率"),
        Text(
            en="The share of all rows whose outcome was confirmed, with or without a warning.",
            zh="全部记录中，无论是否预警，经核查属实的比例。",
        ),
        "higher",
        (A1, B1),
        (A1, A0, B1, B0),
        (A0, B0),
    ),
    Measure(
        "selection_rate",
        Text(en="Selection rate (share that was warned about)", zh="预警率"),
        Text(en="The share of all rows that raised a warning.", zh="全部记录中被预警的比例。"),
        "higher",
        _ALERTED,
        _ALERTED + _QUIET,
    ),
    Measure(
        "follow_up_rate",
        Text(en="Follow-up rate (share of warnings with a known outcome)", zh="预警核查率"),
        Text(
            en="Of the warnings, the share whose outcome was checked and recorded.",
            zh="全部预警中，已核查并记录结果的比例。",
        ),
        "lower",
        (A1, A0),
        _ALERTED,
    ),
)

MEASURES: dict[str, Measure] = {measure.name: measure for measure in _TABLE}

SCALAR_LABELS: dict[str, Text] = {
    "demographic_parity_difference": Text(en="Demographic parity difference", zh="预警率最大差距"),
    "demographic_parity_ratio": Text(en="Demographic parity ratio", zh="预警率最小比值"),
    "equalized_odds_difference": Text(en="Equalized odds difference", zh="误报率与查全率最大差距"),
    "equalized_odds_ratio": Text(en="Equalized odds ratio", zh="误报率与查全率最小比值"),
    "equal_opportunity_difference": Text(en="Equal opportunity difference", zh="查全率最大差距"),
}
"""The field's named scalars over all groups of a feature (fairlearn computes them)."""
