"""The answer of ``whatif`` in words, the same for a terminal, a pull request and a page."""

from __future__ import annotations

from policeaudit.assessment.base import Words
from policeaudit.measures import MEASURES
from policeaudit.text import Language, Text, decimal, percent, points, whole
from policeaudit.thresholds.aims import ALL_LIMITS, EQUALIZED_ODDS
from policeaudit.thresholds.model import Aim, Amount, GroupChange, Held, Nothing, Remedy, Standing, Together, WhatIf

TITLE = Text(en="What to change: {audit}", zh="如何改进：{audit}")
HEADINGS = {
    "together": Text(en="One threshold for every limit", zh="满足全部限值的统一分数线"),
    "cautions": Text(en="Before you use thresholds by group", zh="采用分群体分数线之前"),
    "alternatives": Text(en="What else could be done", zh="其他可选做法"),
    "notes": Text(en="How to read this", zh="如何理解以上结果"),
    "frontier": Text(en="What a smaller gap costs", zh="缩小差距的代价"),
}
OTHER_LANGUAGE: dict[Language, str] = {"en": "English version below", "zh": "中文版见下方"}
TABLE = Text(en="What changes for each group", zh="各群体的变化")
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


def score(value: float, found: WhatIf) -> Text:
    """A score with as many decimals as the steps have."""
    step = found.present.step
    return decimal(value, next((d for d in range(1, 6) if abs(step * 10**d - round(step * 10**d)) < 1e-6), 3))


def aim_title(aim: Aim) -> Text:
    """What an aim is called."""
    kind = _KINDS[aim.kind]
    if len(aim.limits) == 1 and aim.limits[0].kind == "target":
        kind = _TARGET.fill(measure=_measure(aim.kind))
    return _AIM.fill(kind=kind, feature=aim.feature_label.text)


def _measure(name: str) -> Text:
    label = MEASURES[name].label
    return Text(en=label.en.split(" (")[0], zh=label.zh.split("（")[0])


_RATES = Text(en="{measure}: {groups}.", zh="{measure}：{groups}。")
_RATE = Text(en="{group} {rate}", zh="{group}{rate}")
_WANTED = {
    "gap": Text(en="largest gap {size}{range}", zh="最大差距{size}{range}"),
    "ratio": Text(en="ratio furthest from 1: {size}{range}", zh="偏离1最远的比值{size}{range}"),
    "target": Text(en="furthest from the target: {size}{range}", zh="距目标最远{size}{range}"),
}
_RANGE = Text(en=" (by chance {low} to {high})", zh="（随机波动范围{low}至{high}）")
_OPEN_RANGE = Text(
    en=" (by chance {low} to {high}; missing outcomes could make it {most})",
    zh="（随机波动范围{low}至{high}；缺失的核查结果最多可使其变为{most}）",
)
_UNDEFINED = Text(en="not measurable", zh="无法计算")


def size(held: Held) -> Text:
    """How far apart the groups are, with the range of chance."""
    between: Text | str = ""
    if held.low is not None and held.high is not None:
        pattern = _RANGE if _settled(held) else _OPEN_RANGE
        low = decimal(held.low, 2) if held.kind == "ratio" else decimal(held.low * 100)
        between = pattern.fill(low=low, high=_size(held.kind, held.high), most=_size(held.kind, held.most))
    return _WANTED[held.kind].fill(size=_size(held.kind, held.size), range=between)


def _settled(held: Held) -> bool:
    """Whether missing outcomes make no difference that would be printed."""
    return held.most is None or held.size is None or abs(held.most - held.size) < 5e-4


def _size(kind: str, value: float | None) -> Text:
    if value is None:
        return _UNDEFINED
    return decimal(value, 2) if kind == "ratio" else points(value)


_NOW = Text(en="Now: {sizes}.", zh="现状：{sizes}。")
_KEPT_FIGURES = Text(
    en="Kept on the figures, but not shown: chance and missing outcomes leave it open. More outcomes settle that, not another "
    "threshold.",
    zh="按现有数字满足，但尚未证实：随机波动和缺失的核查结果使其无法确定。需要的是更多核查结果，而不是另一条分数线。",
)
_KEPT_SHOWN = Text(en="Nothing needs to change.", zh="无需改变。")
_WHY = Text(en="Why: {reason}.", zh="原因：{reason}。")
_BELOW = Text(
    en="No threshold could show whether it is kept. It is not 0; it is unknown.",
    zh="任何分数线都无法表明是否满足。这不等于0，而是未知。",
)


def aim_lines(aim: Aim, found: WhatIf) -> list[Text]:
    """What is said of an aim before its remedies."""
    lines = [limit.rule.text for limit in aim.limits]
    if aim.state == "not_measurable":
        reason = aim.reason.text if aim.reason else _UNDEFINED
        return [*lines, _WHY.fill(reason=reason).then(_BELOW)]
    assert aim.now is not None  # noqa: S101 - what is measurable has a present state
    lines.append(_NOW.fill(sizes=_sizes(aim.now)))
    lines += [_rates(name, aim, found) for name in dict.fromkeys(limit.measure for limit in aim.limits)]
    if aim.left_out:
        lines.append(aim.left_out.text)
    if aim.state == "kept" and not answers(aim):
        lines.append(_KEPT_SHOWN if aim.now.shown else _KEPT_FIGURES)
    return lines


def _sizes(standing: Standing) -> Text:
    if len(standing.held) == 1:
        return size(standing.held[0])
    named = Text(en="{measure}: {size}", zh="{measure}{size}")
    return _semicolons([named.fill(measure=_measure(each.measure), size=size(each)) for each in standing.held])


def _rates(name: str, aim: Aim, found: WhatIf) -> Text:
    rates = [
        _RATE.fill(group=found.group_labels[aim.feature][group].text, rate=_percent(by_name.get(name)))
        for group, by_name in aim.groups_now.items()
    ]
    return _RATES.fill(measure=_measure(name), groups=_semicolons(rates))


def _percent(rate: float | None) -> Text:
    return _UNDEFINED if rate is None else percent(rate)


def _semicolons(texts: list[Text]) -> Text:
    return Text(en="; ".join(t.en for t in texts), zh="；".join(t.zh for t in texts))


_COMMON = Text(en="One threshold for everybody, {score}", zh="统一分数线{score}")
_EACH = Text(en="A threshold for each group: {scores}", zh="分群体分数线：{scores}")
_WITH_ROOM = Text(en="{what} (with room for chance)", zh="{what}（为随机波动留有余地）")
_GROUP_SCORE = Text(en="{group} {score}", zh="{group}{score}")
_AS_NOW = Text(en="as now", zh="不变")


def remedy_title(remedy: Remedy, found: WhatIf) -> Text:
    """Which thresholds a remedy has."""
    if remedy.strategy == "common":
        cut = remedy.groups[0].threshold
        assert cut is not None  # noqa: S101 - one threshold for everybody is a threshold
        what = _COMMON.fill(score=score(cut, found))
    else:
        scores = [
            _GROUP_SCORE.fill(group=change.label.text, score=_threshold(change, found))
            for change in remedy.groups
            if change.threshold is not None
        ]
        rest = len(remedy.groups) > len(scores)
        what = _EACH.fill(scores=_commas([*scores, _OTHERS] if rest else scores))
    return _WITH_ROOM.fill(what=what) if remedy.with_room else what


_OTHERS = Text(en="all others as now", zh="其余不变")


def _commas(texts: list[Text]) -> Text:
    return Text(en=", ".join(t.en for t in texts), zh="，".join(t.zh for t in texts))


def _threshold(change: GroupChange, found: WhatIf) -> Text:
    return _AS_NOW if change.threshold is None else score(change.threshold, found)


_AFTER = Text(
    en="Then: {sizes}; kept {n} times in 100 if the log were drawn again.",
    zh="届时：{sizes}；若重新抽取日志，每100次中有{n}次满足。",
)
_IS_SHOWN = Text(en="Shown to be kept, whatever the missing outcomes are.", zh="无论缺失的核查结果如何，均可证实满足。")
_NOT_SHOWN = Text(
    en="Kept on the figures only; a gate would still say “Cannot tell”.",
    zh="仅按现有数字满足；把关检查仍会判为“无法判断”。",
)
_PRICE = Text(
    en="Warnings: {before} → {after}. Confirmed ones missed: {missed}. Unfounded ones avoided: {spared}.",
    zh="预警：{before}条→{after}条。漏掉的属实预警：{missed}条。避免的不属实预警：{spared}条。",
)
_VISITS = Text(
    en="Visits: {used} of the {visits} that can be made.",
    zh="处置力量：可处置{visits}次，用去{used}次。",
)
_LEVELS_DOWN = Text(
    en="It brings the groups together by making it worse for some and better for none.",
    zh="这种做法只是让部分群体变差，没有任何群体因此受益。",
)
_BETWEEN = Text(en="{value} ({low} to {high})", zh="{value}（{low}至{high}）")


def remedy_lines(remedy: Remedy, found: WhatIf) -> list[Text]:
    """What is said of a remedy: what it reaches, and its price."""
    times = whole(min(round(remedy.standing.kept_in * 100), 100))
    reached = _AFTER.fill(sizes=_sizes(remedy.standing), n=times)
    lines = [reached.then(_IS_SHOWN if remedy.standing.shown else _NOT_SHOWN)]
    lines.append(
        _PRICE.fill(
            before=whole(remedy.warnings_before),
            after=whole(remedy.warnings_after),
            missed=_amount(remedy.missed),
            spared=_amount(remedy.spared),
        )
    )
    lines.append(_VISITS.fill(visits=whole(found.visits), used=whole(remedy.warnings_after)))
    if remedy.levels_down:
        lines.append(_LEVELS_DOWN)
    return lines


def _amount(amount: Amount) -> Text:
    value, low, high = whole(amount.value), whole(amount.low), whole(amount.high)
    return value if value == low == high else _BETWEEN.fill(value=value, low=low, high=high)


_COLUMNS = (
    Text(en="Group", zh="群体"),
    Text(en="Threshold", zh="分数线"),
    Text(en="Warnings now", zh="现有预警"),
    Text(en="Then", zh="届时预警"),
    Text(en="Lost", zh="减少"),
    Text(en="of them confirmed", zh="其中属实"),
    Text(en="unfounded", zh="不属实"),
)
_COLUMNS_WON = (
    Text(en="Won", zh="增加"),
    Text(en="of them confirmed", zh="其中属实"),
    Text(en="unfounded", zh="不属实"),
    Text(en="outcome unknown", zh="结果不明"),
)


def table(remedy: Remedy, found: WhatIf) -> list[list[Text]]:
    """What a remedy changes for each group, the heads of the columns first; all columns but the first are numbers."""
    wins = any(change.won.rows for change in remedy.groups)
    rows: list[list[Text]] = [[*_COLUMNS, *(_COLUMNS_WON if wins else ())]]
    for change in remedy.groups:
        lost, won = change.lost, change.won
        counts = [change.warnings_before, change.warnings_after, lost.rows, lost.confirmed, lost.unfounded]
        counts += [won.rows, won.confirmed, won.unfounded, won.unknown] if wins else []
        rows.append([change.label.text, _threshold(change, found), *map(whole, counts)])
    return rows


_GROUP_LINE = Text(
    en="{group}: threshold {threshold}, warnings {before} → {after}; {lost} lost ({right} confirmed, {wrong} unfounded){won}",
    zh="{group}：分数线{threshold}，预警{before}条→{after}条；减少{lost}条（属实{right}条，不属实{wrong}条）{won}",
)
_WON = Text(
    en=", {rows} won ({right} confirmed, {wrong} unfounded, {unknown} whose outcome nobody knows)",
    zh="，增加{rows}条（属实{right}条，不属实{wrong}条，结果不明{unknown}条）",
)


def changed_groups(remedy: Remedy) -> list[GroupChange]:
    """The groups for whom a remedy changes anything."""
    return [change for change in remedy.groups if change.won.rows or change.lost.rows]


def group_line(change: GroupChange, found: WhatIf) -> Text:
    """A group in one line."""
    lost, won = change.lost, change.won
    more = _WON.fill(
        rows=whole(won.rows), right=whole(won.confirmed), wrong=whole(won.unfounded), unknown=whole(won.unknown)
    )
    return _GROUP_LINE.fill(
        group=change.label.text,
        threshold=_threshold(change, found),
        before=whole(change.warnings_before),
        after=whole(change.warnings_after),
        lost=whole(lost.rows),
        right=whole(lost.confirmed),
        wrong=whole(lost.unfounded),
        won=more if won.rows else "",
    )


_NOTHING: dict[tuple[str, bool], Text] = {
    ("common", False): Text(
        en="One threshold for everybody: cannot be kept at any threshold that this log can judge.",
        zh="统一分数线：在本日志可判断的任何分数线上都无法满足。",
    ),
    ("common", True): Text(
        en="One threshold for everybody, with room for chance: none that this log can judge is shown to keep it.",
        zh="为随机波动留有余地的统一分数线：在本日志可判断的分数线中，没有一条能够证实满足。",
    ),
    ("each", False): Text(
        en="A threshold for each group: cannot be kept at any thresholds that this log can judge.",
        zh="分群体分数线：在本日志可判断的任何分数线组合上都无法满足。",
    ),
    ("each", True): Text(
        en="A threshold for each group, with room for chance: none were found that are shown to keep it.",
        zh="为随机波动留有余地的分群体分数线：未找到能够证实满足的组合。",
    ),
}
_NOT_FOUND = Text(
    en="A threshold for each group: none were found at which all groups lie within the limit of each other.",
    zh="分群体分数线：未找到使各群体彼此相差均在限值以内的组合。",
)


def answers(aim: Aim) -> list[Remedy | Nothing]:
    """Remedies and what does not exist, one threshold for everybody first, and each on the figures first."""
    return sorted([*aim.remedies, *aim.nothing], key=lambda each: (each.strategy != "common", each.with_room))


def nothing_line(nothing: Nothing) -> Text:
    """That there is no such remedy."""
    if nothing.strategy == "each" and not nothing.with_room and not nothing.proved:
        return _NOT_FOUND
    return _NOTHING[nothing.strategy, nothing.with_room]


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


def frontier_note(aim: Aim) -> Text:
    """How to read a frontier."""
    (limit,) = aim.limits
    if limit.kind == "target":
        return _NOTE
    ends = (limit.value, 1.0) if limit.kind == "ratio" else (0.0, limit.value)
    low, high = (decimal(end, 2) if limit.kind == "ratio" else percent(end, 0) for end in ends)
    return _NOTE.then(_BAND.fill(low=low, high=high))


_ALL_KEPT = Text(en="All {n} limits that can be judged are kept now.", zh="可判断的{n}项限值目前均已满足。")
_ALL_AT = Text(
    en="All {n} limits that can be judged are kept, on the figures, with one threshold of {score} for everybody: {after} "
    "warnings ({changed} changed), confirmed ones missed {missed}, unfounded ones avoided {spared}.",
    zh="按现有数字，所有人统一采用分数线{score}时，可判断的{n}项限值均可满足：预警{after}条（改变{changed}条），漏掉的属实预警{missed}条，避免的不属实预警{spared}条。",
)
_ALL_NEVER = Text(
    en="No one threshold for everybody keeps all {n} limits that can be judged in this log.",
    zh="在本日志中，没有一条统一分数线能同时满足可判断的全部{n}项限值。",
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
        missed=_amount(cut.missed),
        spared=_amount(cut.spared),
    )
