"""Why a log cannot support a measure for a group, in words that a finding can close with."""

from __future__ import annotations

import math

from policeaudit.measures import A1, AN, B0, B1, MEASURES, IntArray, Measure
from policeaudit.text import Text, percent, whole

_NO_ROWS = Text(en="the log holds no rows of this group", zh="日志中没有该群体的记录")
ONLY_ALERTS = Text(
    en="every row is a warning: the log holds no row without one",
    zh="日志中每条记录都是预警，不含未被预警的记录",
)
_NO_OUTCOME = Text(en="no outcome that this measure needs is known", zh="没有可用于计算该指标的核查结果")
NO_OUTCOME_COLUMN = Text(
    en="the plan names no column with outcomes (columns.outcome)",
    zh="审计方案未指定核查结果列（columns.outcome）",
)
_NONE_DRAWN = Text(
    en="none of its {quiet} rows without a warning was drawn at random and checked",
    zh="未被预警的{quiet}条记录中，没有随机抽取并核查的记录",
)


def why_not_sampled(cells: IntArray, checked: int, value: float) -> Text | None:
    """Why a check sample cannot support a measure for a group; None where it can."""
    quiet = int(cells[B1:].sum())
    if quiet == 0:
        return _NO_ROWS if cells.sum() == 0 else ONLY_ALERTS
    if checked == 0:
        return _NONE_DRAWN.fill(quiet=whole(quiet))
    return _NO_OUTCOME if math.isnan(value) else None


def why_not_measurable(
    measure: Measure, cells: IntArray, min_follow_up: float, *, outcomes: bool = True
) -> Text | None:
    """Why the log cannot support a measure for a group; None where it can.

    Args:
        measure: the measure.
        cells: counts of the group by the cells of ``measures.CELLS``, shape (8,).
        min_follow_up: the least share of rows without a warning whose outcome is known.
        outcomes: whether the log has outcomes at all: without, what is counted as never followed up is in truth unknown.
    """
    alerts, quiet = int(cells[A1 : AN + 1].sum()), int(cells[B1:].sum())
    if alerts + quiet == 0:
        return _NO_ROWS
    if not outcomes and measure.name in MEASURES and measure.name != "selection_rate":
        return NO_OUTCOME_COLUMN
    if quiet == 0 and (measure.needs_outcomes_beyond_alerts or measure.name == "selection_rate"):
        return ONLY_ALERTS
    if measure.needs_outcomes_beyond_alerts:
        followed = int(cells[B1] + cells[B0])
        if followed == 0:
            return Text(
                en="only warnings are ever followed up: the log holds no outcome for rows without a warning",
                zh="只有预警得到核查：日志中未被预警者均无核查结果",
            )
        if followed < min_follow_up * quiet:
            return Text(
                en="outcomes are known for only {share} of the {quiet} rows without a warning, and nothing shows that "
                "those were drawn at random",
                zh="未被预警的{quiet}条记录中，仅{share}有核查结果，且没有依据表明这些记录是随机抽取的",
            ).fill(share=percent(followed / quiet), quiet=whole(quiet))
    if alerts == 0 and measure.name in ("precision", "follow_up_rate"):
        return Text(en="there were no warnings", zh="没有预警")
    if measure.ratio(cells)[1] == 0:
        return _NO_OUTCOME
    return None
