"""How long people took to review warnings: median and ninth decile by group, from the times of the log."""

from __future__ import annotations

import numpy as np

from policeaudit.checks.evidence import Evidence, View
from policeaudit.checks.exhibit import Cell, Column, Exhibit, known
from policeaudit.log.tally import ALL, review_view
from policeaudit.stats.quantiles import Estimate, binned_quantile
from policeaudit.text import Text

_EVERYBODY = Text(en="all", zh="全部")


def review_times(view: View, evidence: Evidence) -> list[Exhibit]:
    """The times of all reviews and of those by group; none where the log has no times."""
    starts = evidence.plan.columns.review_bands.starts
    rows: list[tuple[Cell, ...]] = []
    for name, labels in ((ALL, {"": _EVERYBODY}), (view.name, view.labels)):
        keys, counts = evidence.tally.durations(review_view(name), len(starts))
        of_group = {group: counted for (group, _), counted in zip(keys, counts, strict=True)}
        for group, label in labels.items():
            if group in of_group:
                *timed, open_ = of_group[group].tolist()
                quantiles = [binned_quantile(starts, timed, q, evidence.crit, spread=False) for q in (0.5, 0.9)]
                rows.append((label, sum(timed), open_, *(cell for each in quantiles for cell in _cells(each))))
    if not any(row[1] for row in rows):
        return []
    return [_table(view, rows)]


def _cells(found: Estimate) -> tuple[Cell, Cell]:
    value = float(found.value)
    longest = Text(en="longer than 2 days", zh="超过2天")
    return longest if np.isinf(value) else known(value), (known(float(found.low)), known(float(found.high)))


def _table(view: View, rows: list[tuple[Cell, ...]]) -> Exhibit:
    spread = Text(en="Range", zh="区间")
    return Exhibit(
        name=f"minutes.{view.name}",
        title=Text(en="How long a review takes, {view}", zh="按{view}比较复核用时").fill(view=view.label),
        columns=(
            Column(Text(en="Group", zh="群体")),
            Column(Text(en="Reviews with a time", zh="有用时的复核"), "count"),
            Column(Text(en="Without", zh="无用时"), "count"),
            Column(Text(en="Half within, minutes", zh="半数不超过（分钟）"), "minutes"),
            Column(spread, "minutes"),
            Column(Text(en="Nine in ten within", zh="九成不超过"), "minutes"),
            Column(spread, "minutes"),
        ),
        rows=tuple(rows),
        note=Text(
            en="Of the warnings that a person reviewed. Times were counted in bands of a quarter of a minute below 10 minutes "
            "and of a minute above, and a figure is the end of its band; reviews without a time are left out. A short time may "
            "be an easy case.",
            zh="仅含经人工复核的预警。10分钟以内按四分之一分钟、以上按1分钟分段计数，所列数字为时段的终点；没有用时的复核不计入。用时短也可能是情形简单。",
        ),
    )
