"""The answer of ``whatif`` in words, the same for a terminal, a pull request and a page."""

from __future__ import annotations

from policeaudit.assessment.base import Words
from policeaudit.text import Language, Text, decimal, percent, whole
from policeaudit.thresholds.aims import ALL_LIMITS, EQUALIZED_ODDS
from policeaudit.thresholds.model import Aim, Together, WhatIf
from policeaudit.thresholds.terms import UNDEFINED, amount_of, measure_name, score, semicolons, size_of, sizes

TITLE = Text(en="What to change: {audit}", zh="如何改进：{audit}")
HEADINGS = {
    "together": Text(en="One threshold for every limit", zh="满足全部限值的统一分数线"),
    "cautions": Text(en="Before you use thresholds by group", zh="采用分群体分数线之前"),
    "alternatives": Text(en="What else could be done", zh="其他可选做法"),
    "notes": Text(en="How to read this", zh="如何理解以上结果"),
    "frontier": Text(en="What a smaller gap costs", zh="缩小差距的代价"),
}
OTHER_LANGUAGE: dict[Language, str] = {"en": "English version below", "zh": "中文版见下方"}
STRATEGIES = {
    "common": Text(en="One threshold", zh="统一分数线"),
    "each": Text(en="By group", zh="分群体"),
}
_KINDS = {
    "precision": Text(en="Equal precision", zh="准确率均等"),
    "recall": Text(en="Equal opportunity (recall)", zh="机会均等（查全率）"),
    "false_negative_rate": Text(en="Equal opportunity (false negative rate)", zh="机会均等（漏报率）"),
    "false_positive_rate": Text(en="Equal false positive rates", zh="误报率均等"),
    "selection_rate": Text(en="Demographic parity", zh="预警率均等"),
    EQUALIZED_ODDS: Text(en="Equalized odds", zh="误报率与漏报率同时均等"),
    ALL_LIMITS: Text(en="All limits together", zh="同时满足全部限值"),
}
_TARGET = Text(en="{measure} reached by each group", zh="各群体{measure}达标")
_AIM = Text(en="{kind}, {feature}", zh="{kind}（按{feature}）")
STATES = {
    "kept": Text(en="Kept now", zh="目前满足"),
    "not_kept": Text(en="Not kept now", zh="目前不满足"),
    "not_measurable": Text(en="Not measurable", zh="无法衡量"),
}

_PRESENT = Text(
    en="Now: {warnings} warnings among {rows} rows, {threshold}. Looked for: thresholds with at most {visits} warnings, in "
    "steps of {step}.",
    zh="现状：{rows}条记录中有{warnings}条预警，{threshold}。查找范围：预警不超过{visits}条的分数线，步长{step}。",
)
_ONE_NOW = Text(en="given from a score of {score} on", zh="分数线为{score}")
_NONE_NOW = Text(en="which do not follow one threshold of the score", zh="预警与分数之间没有统一的分数线")
_UNSCORED = Text(
    en="{n} rows have no score and keep the warning that they have or do not have.",
    zh="{n}条记录没有分数，其预警状态保持不变。",
)


def title(found: WhatIf) -> Text:
    """The heading of the whole answer."""
    return TITLE.fill(audit=found.title.text)


def present_lines(found: WhatIf) -> list[Text]:
    """The log as it is, within what thresholds were looked for, and what cannot be known."""
    now = found.present
    threshold = _ONE_NOW.fill(score=score(now.threshold, found)) if now.threshold is not None else _NONE_NOW
    said = _PRESENT.fill(
        warnings=whole(now.warnings),
        rows=whole(now.rows),
        threshold=threshold,
        visits=whole(found.visits),
        step=score(now.step, found),
    )
    lines = [said, _UNSCORED.fill(n=whole(now.unscored))] if now.unscored else [said]
    return [*lines, found.not_known.text] if found.not_known else lines


def endings(found: WhatIf) -> dict[str, list[Words]]:
    """What is said at the end, by the keys of ``HEADINGS``: warnings about thresholds by group only where there are any."""
    by_group = any(remedy.strategy == "each" for aim in found.aims for remedy in aim.remedies)
    parts = {"cautions": found.cautions} if by_group else {}
    return {**parts, "alternatives": found.alternatives, "notes": found.notes}


def aim_title(aim: Aim) -> Text:
    """What an aim is called."""
    kind = _KINDS[aim.kind]
    if len(aim.limits) == 1 and aim.limits[0].kind == "target":
        kind = _TARGET.fill(measure=measure_name(aim.kind))
    return _AIM.fill(kind=kind, feature=aim.feature_label.text)


_RATES = Text(en="{measure}: {groups}.", zh="{measure}：{groups}。")
_RATE = Text(en="{group} {rate}", zh="{group}{rate}")
_ABOVE = Text(en="The {n} limits above, kept at the same time.", zh="以上{n}项限值同时满足。")
_NOW = Text(en="Now: {sizes}.", zh="现状：{sizes}。")
_KEPT_FIGURES = Text(
    en="Kept on the figures, but not shown: chance or missing outcomes leave it open. More outcomes settle that, not another "
    "threshold.",
    zh="按现有数字满足，但尚未证实：随机波动或缺失的核查结果使其无法确定。需要的是更多核查结果，而不是另一条分数线。",
)
_KEPT_SHOWN = Text(en="Nothing needs to change.", zh="无需改变。")
_WHY = Text(en="Why: {reason}.", zh="原因：{reason}。")
_BELOW = Text(
    en="No threshold could show whether it is kept. It is not 0; it is unknown.",
    zh="任何分数线都无法表明是否满足。这不等于0，而是未知。",
)


def aim_lines(aim: Aim, found: WhatIf) -> list[Text]:
    """What is said of an aim before its remedies."""
    single = len(aim.limits) == 1
    lines = [limit.rule.text for limit in aim.limits] if single else [_ABOVE.fill(n=whole(len(aim.limits)))]
    if aim.state == "not_measurable":
        reason = aim.reason.text if aim.reason else UNDEFINED
        return [*lines, _WHY.fill(reason=reason).then(_BELOW)]
    assert aim.now is not None  # noqa: S101 - what is measurable has a present state
    lines.append(_NOW.fill(sizes=sizes(aim.now)))
    if single:
        lines.append(_rates(aim.limits[0].measure, aim, found))
    if aim.left_out:
        lines.append(aim.left_out.text)
    if aim.state == "kept" and not (aim.remedies or aim.nothing):
        lines.append(_KEPT_SHOWN if aim.now.shown else _KEPT_FIGURES)
    return lines


def _rates(name: str, aim: Aim, found: WhatIf) -> Text:
    rates = [
        _RATE.fill(group=found.group_labels[aim.feature][group].text, rate=_percent(by_name.get(name)))
        for group, by_name in aim.groups_now.items()
    ]
    return _RATES.fill(measure=measure_name(name), groups=semicolons(rates))


def _percent(rate: float | None) -> Text:
    return UNDEFINED if rate is None else percent(rate)


FRONTIER = Text(en="{heading}: {aim}", zh="{heading}：{aim}")
FRONTIER_X = Text(en="warnings that change", zh="改变的预警条数")
FRONTIER_Y = {
    "gap": Text(en="largest gap between groups", zh="群体之间的最大差距"),
    "ratio": Text(en="ratio furthest from 1", zh="偏离1最远的比值"),
    "target": Text(en="largest shortfall of the target", zh="距目标的最大差距"),
}
_AXES = Text(en="Across: {x}. Upwards: {y}.", zh="横轴：{x}。纵轴：{y}。")
_BAND = Text(
    en="The strip from {low} to {high} is what the limit accepts.", zh="{low}至{high}的底纹带为限值接受的范围。"
)
_NOTE = Text(
    en="Each point: the smallest gap that so many changed warnings can buy. The tint is the range by chance.",
    zh="每一点表示改变这么多条预警所能达到的最小差距。浅色区域为随机波动范围。",
)


def frontier_axes(aim: Aim) -> Text:
    """What the axes of a frontier are."""
    return _AXES.fill(x=FRONTIER_X, y=FRONTIER_Y[aim.limits[0].kind])


_FRONTIER_COLUMNS = (
    Text(en="Thresholds", zh="分数线"),
    Text(en="Warnings that change", zh="改变的预警"),
    Text(en="Size", zh="差距"),
    Text(en="By chance from", zh="随机波动下限"),
    Text(en="to", zh="随机波动上限"),
)


def frontier_table(aim: Aim) -> list[list[Text]]:
    """The points of a frontier, the heads of the columns first; all columns but the first are numbers."""
    kind = aim.limits[0].kind
    rows = [list(_FRONTIER_COLUMNS)]
    for line in aim.frontier:
        for point in line.points:
            numbers = [size_of(kind, value) for value in (point.size, point.low, point.high)]
            rows.append([STRATEGIES[line.strategy], whole(point.changed), *numbers])
    return rows


def frontier_note(aim: Aim) -> Text:
    """How to read a frontier."""
    (limit,) = aim.limits
    if limit.kind == "target":
        return _NOTE
    ends = (limit.value, 1.0) if limit.kind == "ratio" else (0.0, limit.value)
    low, high = (decimal(end, 2) if limit.kind == "ratio" else percent(end) for end in ends)
    return _NOTE.then(_BAND.fill(low=low, high=high))


_ALL_KEPT = Text(en="All limits that can be judged ({n}) are kept now.", zh="可判断的限值（{n}项）目前均已满足。")
_ALL_AT = Text(
    en="All limits that can be judged ({n}) are kept, on the figures, with one threshold of {score} for everybody: {after} "
    "warnings ({changed} changed), confirmed ones missed {missed}, unfounded ones avoided {spared}.",
    zh="按现有数字，所有人统一采用分数线{score}时，可判断的限值（{n}项）均可满足：预警{after}条（改变{changed}条），漏掉的属实预警{missed}条，避免的不属实预警{spared}条。",
)
_ALL_NEVER = Text(
    en="No one threshold for everybody keeps all limits that can be judged in this log ({n}).",
    zh="在本日志中，没有一条统一分数线能同时满足所有可判断的限值（{n}项）。",
)


def together(answer: Together, found: WhatIf) -> Text:
    """What is said of one threshold for every limit."""
    n = whole(answer.limits)
    if answer.kept_now:
        return _ALL_KEPT.fill(n=n)
    cut = answer.cut
    if cut is None:
        return _ALL_NEVER.fill(n=n)
    return _ALL_AT.fill(
        n=n,
        score=score(cut.threshold, found),
        after=whole(cut.warnings_after),
        changed=whole(cut.changed),
        missed=amount_of(cut.missed),
        spared=amount_of(cut.spared),
    )
