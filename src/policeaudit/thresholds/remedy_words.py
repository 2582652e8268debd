"""A remedy in words: which thresholds, what they reach, and their price."""

from __future__ import annotations

from policeaudit.text import Text, whole
from policeaudit.thresholds.model import Aim, GroupChange, Nothing, Remedy, WhatIf
from policeaudit.thresholds.terms import amount_of, score, sizes

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
    en="Kept on the figures only; policeaudit check would not pass it.",
    zh="仅按现有数字满足；policeaudit check不会判为通过。",
)
_PRICE = Text(
    en="Warnings: {before} → {after}. Confirmed ones missed: {missed}. Unfounded ones avoided: {spared}.",
    zh="预警：{before}条→{after}条。漏掉的属实预警：{missed}条。避免的不属实预警：{spared}条。",
)
_NEW = Text(
    en="New warnings: {rows}, of them {right} confirmed, {wrong} unfounded, {unknown} whose outcome nobody knows.",
    zh="新增预警：{rows}条，其中属实{right}条，不属实{wrong}条，结果不明{unknown}条。",
)
_VISITS = Text(
    en="Visits: {used} of the {visits} that can be made.",
    zh="处置力量：可处置{visits}次，用去{used}次。",
)
_LEVELS_DOWN = Text(
    en="It brings the groups together by making it worse for some and better for none.",
    zh="这种做法只是让部分群体变差，没有任何群体因此受益。",
)


def remedy_lines(remedy: Remedy, found: WhatIf) -> list[Text]:
    """What is said of a remedy: what it reaches, and its price."""
    times = whole(min(round(remedy.standing.kept_in * 100), 100))
    reached = _AFTER.fill(sizes=sizes(remedy.standing), n=times)
    lines = [reached.then(_IS_SHOWN if remedy.standing.shown else _NOT_SHOWN)]
    lines.append(
        _PRICE.fill(
            before=whole(remedy.warnings_before),
            after=whole(remedy.warnings_after),
            missed=amount_of(remedy.missed),
            spared=amount_of(remedy.spared),
        )
    )
    won = [change.won for change in remedy.groups]
    if any(each.rows for each in won):
        rows, right, wrong, unknown = (
            whole(sum(getattr(each, name) for each in won)) for name in ("rows", "confirmed", "unfounded", "unknown")
        )
        lines.append(_NEW.fill(rows=rows, right=right, wrong=wrong, unknown=unknown))
    lines.append(_VISITS.fill(visits=whole(found.visits), used=whole(remedy.warnings_after)))
    if remedy.levels_down:
        lines.append(_LEVELS_DOWN)
    return lines


TABLE = Text(en="What changes for each group", zh="各群体的变化")
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
