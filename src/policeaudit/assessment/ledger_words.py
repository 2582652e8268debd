"""What the register says of a new test, in both languages."""

from __future__ import annotations

from policeaudit.assessment.record import Gap
from policeaudit.text import Text, decimal, points

FIRST = Text(en="First called for in this audit; not tested again yet.", zh="本次审计首次提出，尚未复测。")
NOT_TESTED = Text(
    en="Not tested again: this audit has no such finding. It stays open.",
    zh="未复测：本次审计没有对应的评估发现，因此仍未关闭。",
)
NO_GAP = Text(
    en="One of the two audits has no gap for this, so no change can be told.",
    zh="两次审计中有一次没有该项差距，无法判断变化。",
)
OTHER_REFERENCE = Text(
    en="The two audits compare with different groups, so no change can be told.",
    zh="两次审计的对照群体不同，无法判断变化。",
)
OTHER_LIMIT = Text(
    en="The limit was changed since: a finding is closed only within the limit that was in force when it was opened as well.",
    zh="此后限值已变更：只有同时符合提出问题时的限值，方可关闭。",
)
TURNED = Text(
    en="The gap has turned to the other side, so it counts neither as worse nor as improved.",
    zh="差距已转到另一方向，因此既不计为加重，也不计为改善。",
)
NO_CHANGE = Text(en="That is no change that we can detect.", zh="这不足以判断已有变化。")
MISSING_DECIDE = Text(en="Whether it changed depends on the missing outcomes.", zh="是否变化取决于缺失的核查结果。")
WORSE = Text(en="It got worse.", zh="情况加重。")
IMPROVED = Text(en="It improved.", zh="情况改善。")
CLOSED = Text(
    en="Closed by audit {audit}: tested again, and no concern was found.", zh="已由审计{audit}关闭：经复测未发现问题。"
)
REOPENED = Text(en="It had been closed before and is open again.", zh="此前曾经关闭，现重新提出。")

_MOVED = Text(
    en="The gap was {old} (between {old_low} and {old_high}) and is now {new} (between {new_low} and {new_high}): a change of "
    "{change} (between {low} and {high}).",
    zh="差距原为{old}（{old_low}至{old_high}），现为{new}（{new_low}至{new_high}）：变化{change}（{low}至{high}）。",
)


def moved(old: Gap, new: Gap, change: Gap) -> Text:
    """Both gaps and their difference, each with its range."""
    return _MOVED.fill(
        old=points(old.value),
        old_low=_number(old.low),
        old_high=_number(old.high),
        new=points(new.value),
        new_low=_number(new.low),
        new_high=_number(new.high),
        change=points(change.value),
        low=_number(change.low),
        high=_number(change.high),
    )


def _number(gap: float) -> Text:
    return decimal(gap * 100)
