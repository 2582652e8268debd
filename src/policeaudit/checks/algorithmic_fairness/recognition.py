"""C22: are the pictures of one group taken for another person's, or not recognised, more often than those of another?"""

from dataclasses import replace

import numpy as np

from policeaudit.checks.check import Check, Phrases, Quantity
from policeaudit.checks.comparison import comparisons
from policeaudit.checks.evidence import Evidence, Rates, View
from policeaudit.checks.examination import Examination
from policeaudit.checks.exhibit import Cell, Column, Exhibit, Line, LineChart, Point
from policeaudit.checks.limits import limits_for
from policeaudit.log.tally import SCORE_BINS
from policeaudit.measures import A0, A1, B0, B1, MEASURES, FloatArray
from policeaudit.stats.curves import Det, det
from policeaudit.text import Text, decimal

# The same cells as the error rates of any warning, under the names of ISO/IEC 19795-1: a match is the warning,
# the same person the confirmed outcome.
_FALSE_MATCH = replace(MEASURES["false_positive_rate"], name="false_match_rate")
_FALSE_NON_MATCH = replace(MEASURES["false_negative_rate"], name="false_non_match_rate")

CHECK = Check(
    id="C22",
    pillar="P2",
    title=Text(en="Errors of recognition", zh="识别错误"),
    asks=Text(
        en="Are the pictures of one group taken for another person's, or not recognised, more often than those of another?",
        zh="某一群体的图像是否比其他群体更容易被误认为他人，或更容易无法识别？",
    ),
    matters=Text(
        en="A false match sends officers to the wrong person. A false non-match leaves the person who was looked for "
        "unrecognised.",
        zh="错误匹配会让民警找错人，漏识会使应当找到的人未被认出。",
    ),
    cannot_show=Text(
        en="The rates hold for the comparisons in this log: its cameras, its light, its pictures on file, the size of its "
        "gallery. In another place, or with a larger gallery, they differ.",
        zh="上述比率只适用于本日志中的比对，取决于其摄像机、光线、在库照片和底库规模。换一处地点，或底库更大，比率就会不同。",
    ),
    phrases={
        "false_match_rate": Phrases(
            name=Text(en="the false match rate", zh="错误匹配率"),
            share=Text(
                en="of {per} comparisons of different people among {group}, {count} were taken for the same person",
                zh="{per}次{group}的不同人比对中，有{count}次被误认为同一人",
            ),
            effect=Text(
                en="Comparisons of different people among {group}: {n}. At the rate of {reference}, about {excess} fewer "
                "would have been taken for the same person.",
                zh="{group}的不同人比对共{n}次。若达到{reference}的水平，被误认为同一人的约减少{excess}次。",
            ),
        ),
        "false_non_match_rate": Phrases(
            name=Text(en="the false non-match rate", zh="漏识率"),
            share=Text(
                en="of {per} comparisons of the same person among {group}, {count} were not recognised",
                zh="{per}次{group}的同一人比对中，有{count}次未被认出",
            ),
            effect=Text(
                en="Comparisons of the same person among {group}: {n}. At the rate of {reference}, about {excess} fewer "
                "would have gone unrecognised.",
                zh="{group}的同一人比对共{n}次。若达到{reference}的水平，未被认出的约减少{excess}次。",
            ),
        ),
    },
    quantities={
        "false_match_rate": Quantity(
            Text(en="False match rate", zh="错误匹配率"),
            Text(
                en="Of the comparisons of different people, the share that was taken for the same person.",
                zh="不同人的比对中，被误认为同一人的比例。",
            ),
        ),
        "false_non_match_rate": Quantity(
            Text(en="False non-match rate", zh="漏识率"),
            Text(
                en="Of the comparisons of the same person, the share that was not recognised.",
                zh="同一人的比对中，未被认出的比例。",
            ),
        ),
    },
)
STEPS, DOTS = 20, 25
_HALF = 0.5


def examine(evidence: Evidence) -> Examination:
    """Both error rates by group at the operating point, and over all thresholds where the log holds scores."""
    if evidence.plan.audit.rated_unit != "match":
        return Examination(lacking=Text(en="the log is not one of recognition matches", zh="日志不是识别比对日志"))
    return Examination(
        comparisons=[
            c
            for view in evidence.views.values()
            for measure in (_FALSE_MATCH, _FALSE_NON_MATCH)
            if limits_for(evidence.plan, measure.name, view.name)
            for c in comparisons(CHECK, measure, view, evidence)
        ],
        exhibits=[
            exhibit
            for view in evidence.main_views
            for exhibit in (_operating_point(view, evidence), _tradeoff(view, evidence))
            if exhibit is not None
        ],
    )


def _rates(view: View, evidence: Evidence) -> tuple[Rates, Rates]:
    return evidence.rates(_FALSE_MATCH, view.name), evidence.rates(_FALSE_NON_MATCH, view.name)


def _operating_point(view: View, evidence: Evidence) -> Exhibit:
    """Both rates of each group as the system was run; none where there are too few comparisons."""
    rows: list[tuple[Cell, ...]] = []
    for i, group in enumerate(view.groups):
        cells: list[Cell] = []
        for rates in _rates(view, evidence):
            shown = rates.n[i] >= evidence.plan.rules.min_n and not np.isnan(rates.value[i])
            cells += [int(rates.n[i]), float(rates.value[i]) if shown else None]
            cells.append((float(rates.low[i]), float(rates.high[i])) if shown else None)
        rows.append((view.labels[group], *cells, int(_rates(view, evidence)[0].missing[i])))
    return Exhibit(
        name=f"matches.{view.name}",
        title=Text(en="Errors of recognition in operation, {view}", zh="实际运行中的识别错误，按{view}").fill(
            view=view.label
        ),
        columns=(
            Column(Text(en="Group", zh="群体")),
            Column(Text(en="Comparisons of different people", zh="不同人的比对"), "count"),
            Column(Text(en="False match", zh="错误匹配"), "percent"),
            Column(Text(en="Range", zh="区间"), "percent"),
            Column(Text(en="Comparisons of the same person", zh="同一人的比对"), "count"),
            Column(Text(en="False non-match", zh="漏识"), "percent"),
            Column(Text(en="Range", zh="区间"), "percent"),
            Column(Text(en="Truth unknown", zh="真实身份未查明"), "count"),
        ),
        rows=tuple(rows),
        note=Text(
            en="These are the words for a comparison with one picture (1:1). In a search among many (1:N) the same shares are "
            "called false positive and false negative identification; the first grows with the number of people searched.",
            zh="以上为与单张照片比对（1:1）时的用语。在众多照片中检索（1:N）时，相应的比例称为错误识别率和漏识率；被检索的人越多，前者越高。",
        ),
    )


def _det(view: View, evidence: Evidence) -> Det | None:
    """Rates over all cuts of each group, over the comparisons whose truth is known; None where there is no score."""
    found = evidence.scores(view.name)
    if found is None or evidence.plan.columns.score is None:
        return None
    n = found[0]
    deff = [
        np.divide(r.n, r.n_effective, out=np.ones(len(r.n)), where=r.n_effective > 0) for r in _rates(view, evidence)
    ]
    repeated = np.maximum(np.maximum(*deff), 1.0)[:, None]
    return det(n[..., A1] + n[..., B1], n[..., A0] + n[..., B0], evidence.crit, repeated)


def _tradeoff(view: View, evidence: Evidence) -> Exhibit | None:
    """False match against false non-match at every threshold, for groups with enough comparisons of both kinds."""
    found = _det(view, evidence)
    shown = [
        i
        for i, group in enumerate(view.groups)
        if view.is_recorded(group)
        and all(r.n[i] >= evidence.plan.rules.min_n and r.reasons[i] is None for r in _rates(view, evidence))
    ]
    if found is None or not shown:
        return None
    score = evidence.plan.columns.score
    low, high = score.range if score else (0.0, 1.0)
    rows: list[tuple[Cell, ...]] = [
        (
            decimal(low + (high - low) * cut / SCORE_BINS, 2),
            view.labels[view.groups[i]],
            *_with_range(found.false_match, found.false_match_low, found.false_match_high, i, cut),
            *_with_range(found.false_non_match, found.false_non_match_low, found.false_non_match_high, i, cut),
        )
        for cut in range(0, SCORE_BINS + 1, SCORE_BINS // STEPS)
        for i in shown
    ]
    return Exhibit(
        name=f"tradeoff.{view.name}",
        title=Text(en="Errors at every threshold, {view}", zh="各阈值下的识别错误，按{view}").fill(view=view.label),
        columns=(
            Column(Text(en="Match from score", zh="匹配阈值")),
            Column(Text(en="Group", zh="群体")),
            Column(Text(en="False match", zh="错误匹配"), "percent"),
            Column(Text(en="Range", zh="区间"), "percent"),
            Column(Text(en="False non-match", zh="漏识"), "percent"),
            Column(Text(en="Range", zh="区间"), "percent"),
        ),
        rows=tuple(rows),
        chart=LineChart(
            x_label=Text(en="false match: different people taken for the same", zh="错误匹配：不同人被误认为同一人"),
            y_label=Text(en="false non-match: the same person not recognised", zh="漏识：同一人未被认出"),
            lines=tuple(
                Line(view.labels[view.groups[i]], points) for i, points in zip(shown, _lines(found, shown), strict=True)
            ),
            x_kind="percent",
        ),
        note=Text(
            en="Each point of a line is a threshold: a higher one means fewer false matches and more false non-matches. Where "
            "one line lies above another, that group is recognised less well whatever the threshold. Where a "
            "rate is above one half, only the table has it, as long as that leaves every group a line.",
            zh="线上每一点对应一个阈值：阈值越高，错误匹配越少，漏识越多。一条线若位于另一条之上，则无论阈值如何设定，该群体的识别效果都较差。超过一半的比率一般只列入表格，不画入图中。",
        ),
    )


def _with_range(value: FloatArray, low: FloatArray, high: FloatArray, i: int, cut: int) -> tuple[Cell, Cell]:
    return float(value[i, cut]), (float(low[i, cut]), float(high[i, cut]))


def _lines(found: Det, shown: list[int]) -> list[tuple[Point, ...]]:
    """The points of each group, cut off where either rate passes one half, unless that leaves a group without a line."""
    whole = [_line(found, i) for i in shown]
    near = [tuple(p for p in points if p.x <= _HALF and (p.y or 0.0) <= _HALF) for points in whole]
    return near if all(len(points) > 1 for points in near) else whole


def _line(found: Det, i: int) -> tuple[Point, ...]:
    """The points of one group from the highest threshold on, so that false matches rise; one for each rate of them."""
    points: dict[float, Point] = {}
    for cut in range(SCORE_BINS, -1, -SCORE_BINS // DOTS):
        x = float(found.false_match[i, cut])
        y, low, high = (
            float(rate[i, cut])
            for rate in (found.false_non_match, found.false_non_match_low, found.false_non_match_high)
        )
        points[x] = Point(x, y, low, high)
    return tuple(points.values())
