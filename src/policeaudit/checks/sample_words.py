"""What is said of a comparison whose rates are estimated from a check sample."""

from __future__ import annotations

from policeaudit.checks.comparison import Comparison
from policeaudit.checks.evidence import noun
from policeaudit.plan.parts import REST
from policeaudit.text import Text, list_of, whole

_CHECKED = Text(
    en="{n} of the {rows} rows of {group} ({found} real cases)", zh="{group}{rows}条中的{n}条（查实{found}例）"
)
_ESTIMATED = Text(
    en="Of those without a warning, a random sample was checked and stands for all: {told}.",
    zh="未预警的记录经随机抽样核查，以样本推算全部：{told}。",
)
LARGER_SAMPLE = Text(
    en="A larger random check of rows without a warning, or more warnings.",
    zh="扩大对未预警记录的随机核查，或积累更多预警。",
)


def sampled(c: Comparison) -> Text:
    """That those without a warning were not all checked, and how many were."""
    sides = [(noun(c.view, c.group), c.side), *([(noun(c.view, c.reference or REST), c.other)] if c.other else [])]
    told = [
        _CHECKED.fill(
            group=group,
            n=whole(sample.checked[side.index]),
            rows=whole(sample.rows[side.index]),
            found=whole(sample.found[side.index]),
        )
        for group, side in sides
        if (sample := side.rates.sample) is not None
    ]
    return _ESTIMATED.fill(told=list_of(told))
