"""What is said of a change, in both languages."""

from __future__ import annotations

from policeaudit.assessment.breaks import Kind, accepted, breaks
from policeaudit.assessment.model import Assessment
from policeaudit.assessment.pillars import VERDICTS
from policeaudit.compare.changes import OPEN, Change, Comparison, Course, Direction, Shift
from policeaudit.text import Text, decimal, join_all, points, whole

COURSES = {
    Course.OPENS: Text(en="Opens", zh="新增问题"),
    Course.NO_LONGER_SHOWN: Text(en="No longer shown, and not cleared", zh="已无法证实，但未排除"),
    Course.NO_LONGER_CLEARED: Text(en="No longer shown to be within the limit", zh="已无法证实在限值以内"),
    Course.NEW: Text(en="New comparison", zh="新增比较"),
    Course.GONE: Text(en="Not compared any more", zh="不再比较"),
    Course.STAYS_OPEN: Text(en="Stays open", zh="问题仍在"),
    Course.CLOSES: Text(en="Closes", zh="问题解决"),
    Course.CLEARED: Text(en="Now shown to be within the limit", zh="现已证实在限值以内"),
    Course.UNCHANGED: Text(en="Same verdict", zh="结论不变"),
}

_VERDICTS = Text(en="Verdict: {before}, now {after}.", zh="结论：原为“{before}”，现为“{after}”。")
_SAME_VERDICT = Text(en="Verdict: {after}, as before.", zh="结论：“{after}”，与此前相同。")
_ONE_VERDICT = {
    Course.GONE: Text(en="Verdict before: {before}.", zh="此前结论：“{before}”。"),
    Course.OPENS: Text(en="Verdict: {after}; not compared before.", zh="结论：“{after}”；此前未作比较。"),
    Course.NEW: Text(en="Verdict: {after}; not compared before.", zh="结论：“{after}”；此前未作比较。"),
}
_DIRECTIONS = {
    Direction.WORSE: Text(
        en="Worse: the gap grew from {before} to {after}. With these numbers of cases it grew by between {low} and {high}.",
        zh="变差：差距由{before}扩大到{after}；按现有数量，扩大幅度在{low}至{high}之间。",
    ),
    Direction.BETTER: Text(
        en="Better: the gap shrank from {before} to {after}. With these numbers of cases it shrank by between {low} and {high}.",
        zh="改善：差距由{before}缩小到{after}；按现有数量，缩小幅度在{low}至{high}之间。",
    ),
    Direction.NO_CHANGE: Text(
        en="No change that we can detect: the gap was {before} and is {after}. With these numbers of cases the change lies "
        "between {low} and {high}.",
        zh="未发现变化：差距原为{before}，现为{after}；按现有数量，变化在{low}至{high}之间。",
    ),
}
_TARGETS = {
    Direction.WORSE: Text(
        en="Worse: what is missing to the target grew by {size}. With these numbers of cases it grew by between {low} and "
        "{high}.",
        zh="变差：与目标值的差距扩大{size}；按现有数量，扩大幅度在{low}至{high}之间。",
    ),
    Direction.BETTER: Text(
        en="Better: the rate moved towards its target or past it by {size}. With these numbers of cases it moved by between "
        "{low} and {high}.",
        zh="改善：比率向目标值靠近或超出目标值{size}；按现有数量，改善幅度在{low}至{high}之间。",
    ),
    Direction.NO_CHANGE: Text(
        en="No change that we can detect: the distance to the target changed by {size}. With these numbers of cases the "
        "change lies between {low} and {high}.",
        zh="未发现变化：与目标值的距离变化{size}；按现有数量，变化在{low}至{high}之间。",
    ),
}
_MISSING = Text(
    en="Among the known outcomes it changed; the missing outcomes decide whether it did.",
    zh="就已知核查结果而言有变化；是否确有变化取决于缺失的核查结果。",
)
_TURNED = Text(
    en="The gap has turned round: it is now to the disadvantage of the other side.",
    zh="差距方向已经反转：现在处境较差的是另一方。",
)
_UNKNOWN = Text(
    en="The gap cannot be measured in both audits, so the change is not known.",
    zh="两次评估中至少有一次无法计算差距，因此变化不明。",
)
_LIMIT = Text(
    en="The limit itself changed from {before} to {after}.",
    zh="限值本身由{before}改为{after}。",
)


def sentence(change: Change) -> Text:
    """What became of a finding: its verdicts, then its gap."""
    parts = [_verdicts(change)]
    if change.limit_changed:
        parts.append(_limit(change))
    if change.before and change.after:
        parts.append(_shift(change, change.shift) if change.shift else _UNKNOWN)
        if change.shift and change.shift.missing_decides:
            parts.append(_MISSING)
        if change.shift and change.shift.turned and {change.before.verdict, change.after.verdict} <= set(OPEN):
            parts.append(_TURNED)
    return join_all(parts)


def _verdicts(change: Change) -> Text:
    before, after = ({"": VERDICTS[f.verdict]} if f else {} for f in (change.before, change.after))
    if not before or not after:
        return _ONE_VERDICT[change.course].fill(before=before.get("", ""), after=after.get("", ""))
    pattern = _SAME_VERDICT if before == after else _VERDICTS
    return pattern.fill(before=before[""], after=after[""])


def _shift(change: Change, shift: Shift) -> Text:
    low, high = shift.low, shift.high
    if change.direction is Direction.BETTER:
        low, high = -high, -low
    pattern = (_TARGETS if change.finding.reference is None else _DIRECTIONS)[change.direction]
    size = shift.value if change.direction is Direction.NO_CHANGE else abs(shift.value)
    return pattern.fill(
        before=points(shift.before),
        after=points(shift.after),
        size=points(size),
        low=decimal(low * 100),
        high=points(high),
    )


def _limit(change: Change) -> Text:
    assert change.before and change.after and change.before.limit and change.after.limit  # noqa: PT018, S101 - it changed
    return _LIMIT.fill(before=accepted(change.before.limit), after=accepted(change.after.limit))


_COUNTS = Text(en="{course}: {n}", zh="{course}：{n}项")
_TITLE = Text(en="{before} compared with {after}", zh="{before}与{after}的比较")
_SUMMARY = Text(
    en="{n} comparisons with a limit are in both: {worse} worse, {better} better, {same} without a change that we can detect, "
    "{unknown} not known.",
    zh="两者共有{n}项设限比较：变差{worse}项，改善{better}项，未发现变化{same}项，不明{unknown}项。",
)
_ERROR = Text(
    en="The chance that even one “worse” or “better” here is wrong is at most {alpha}. A change that was not detected may "
    "be there all the same.",
    zh="以上“变差”“改善”中哪怕有一项出错的概率不超过{alpha}。未发现变化并不表示没有变化。",
)
_PAIRED = Text(
    en="Subjects that both versions rated were allowed for.",
    zh="已考虑两个版本评定同一对象的情况。",
)
_INDEPENDENT = Text(
    en="The two are taken to be about different people. If the same people are in both, the ranges are wider than need be.",
    zh="计算时视两者所涉人员互不相同；若涉及同一批人，则区间偏宽。",
)
_OTHER: dict[Kind, Text] = {
    "rules": Text(en="The statistical rules differ.", zh="统计规则不同。"),
    "alert_rule": Text(en="What counts as a warning differs.", zh="预警的认定方式不同。"),
    "levels": Text(en="The warning levels differ.", zh="预警等级不同。"),
    "outcome_meaning": Text(en="What counts as confirmed differs.", zh="“属实”的含义不同。"),
    "groups": Text(en="The groups are formed in another way.", zh="群体划分方式不同。"),
}
_OTHER_SYSTEM = Text(en="The audits name different systems.", zh="两次评估的系统名称不同。")


def title(names: tuple[str, str]) -> Text:
    """What is compared with what."""
    return _TITLE.fill(before=names[0], after=names[1])


def summary(found: Comparison) -> Text:
    """How many changed in which direction, and how sure that is."""
    both = [each for each in found.changes if each.before and each.after]
    count = {word: whole(sum(each.direction is word for each in both)) for word in Direction}
    text = _SUMMARY.fill(
        n=whole(len(both)),
        worse=count[Direction.WORSE],
        better=count[Direction.BETTER],
        same=count[Direction.NO_CHANGE],
        unknown=count[Direction.NOT_COMPARABLE],
    )
    alpha = f"{found.after.audit.rules.alpha * 100:g}%"
    return join_all([text, _ERROR.fill(alpha=alpha), _PAIRED if found.paired else _INDEPENDENT])


def cautions(before: Assessment, after: Assessment) -> list[Text]:
    """What else than the system differs between two audits, so that their figures may not mean the same."""
    differs = {each.kind for each in breaks(before, after)}
    told = [text for kind, text in _OTHER.items() if kind in differs]
    return told if before.audit.system == after.audit.system else [*told, _OTHER_SYSTEM]


def count_line(course: Course, n: int) -> Text:
    """How many findings took a course."""
    return _COUNTS.fill(course=COURSES[course], n=whole(n))
