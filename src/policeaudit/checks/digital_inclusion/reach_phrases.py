"""How coverage is said: of people, of places (not covered is unknown, not safe) and of things."""

from __future__ import annotations

from policeaudit.checks.check import Phrases
from policeaudit.text import Text

_NAME = Text(en="share “{stage}”", zh="“{stage}”的比例")
_SETTLE = Text(
    en="The figures that are missing, if there are any, or the same count at a later date: in a small population a "
    "share can move by chance alone.",
    zh="补充缺失的数据（如有），或在以后日期重新统计：总数较小时，比例会因偶然而变动。",
)

SHARES = {
    "person": Text(
        en="of {per} {group}, {count} are “{stage}” and {rest} can be reached only in other ways",
        zh="{per}名{group}中，“{stage}”的有{count}人，其余{rest}人只能通过其他方式联系",
    ),
    "place": Text(
        en="of {per} {group}, {count} are “{stage}” and the other {rest} are unknown, not safe",
        zh="{per}处{group}中，“{stage}”的有{count}处，其余{rest}处属于“情况不明”，而非“安全”",
    ),
    "item": Text(
        en="of {per} {group}, {count} are “{stage}” and {rest} are not",
        zh="{per}个{group}中，“{stage}”的有{count}个，其余{rest}个不是",
    ),
}
_EFFECTS = {
    "person": Text(
        en="There are {n} {group}. At the rate of {reference}, about {excess} more would be “{stage}”.",
        zh="{group}共{n}人。若按{reference}的比率计算，“{stage}”的约多{excess}人。",
    ),
    "place": Text(
        en="There are {n} {group}. At the rate of {reference}, about {excess} more would be “{stage}”.",
        zh="{group}共{n}处。若按{reference}的比率计算，“{stage}”的约多{excess}处。",
    ),
    "item": Text(
        en="There are {n} {group}. At the rate of {reference}, about {excess} more would be “{stage}”.",
        zh="{group}共{n}个。若按{reference}的比率计算，“{stage}”的约多{excess}个。",
    ),
}
_MISSING = {
    "person": Text(
        en="The figures of {missing} people are withheld or not recorded", zh="{missing}人的数据保密或未登记"
    ),
    "place": Text(
        en="The figures of {missing} places are withheld or not recorded", zh="{missing}处的数据保密或未登记"
    ),
    "item": Text(en="The figures of {missing} items are withheld or not recorded", zh="{missing}个的数据保密或未登记"),
}


def coverage_phrases(unit: str) -> Phrases:
    """Those of the share that a stage has reached."""
    return Phrases(_NAME, SHARES[unit], _EFFECTS[unit], missing=_MISSING[unit], settle=_SETTLE)


BURDEN = Text(en="of {per} {group}, {count} are “{stage}”", zh="{per}名{group}中，“{stage}”的有{count}人")


def burden_phrases(unit: str) -> Phrases:
    """Those of a share of people who bear something: more is worse."""
    return Phrases(
        _NAME,
        BURDEN,
        Text(
            en="There are {n} {group}. At the rate of {reference}, about {excess} fewer would be “{stage}”.",
            zh="{group}共{n}人。若按{reference}的比率计算，“{stage}”的约少{excess}人。",
        ),
        missing=_MISSING[unit],
        settle=_SETTLE,
    )


def step_phrases(unit: str) -> Phrases:
    """Those of the share of one stage that reaches the next; {before} is the earlier one."""
    count = {"person": "人", "place": "处", "item": "个"}[unit]
    return Phrases(
        Text(en="share that goes on to “{stage}”", zh="进入“{stage}”的比例"),
        Text(
            en="of {per} {group} who got so far, {count} went on to “{stage}” and {rest} were lost"
            if unit == "person"
            else "of {per} {group} that got so far, {count} went on to “{stage}” and {rest} were lost",
            zh=f"{{per}}{count}到达前一阶段的{{group}}中，{{count}}{count}进入“{{stage}}”，{{rest}}{count}流失",
        ),
        Text(
            en="{n} {group} got so far. At the rate of {reference}, about {excess} more would have gone on to “{stage}”.",
            zh=f"到达前一阶段的{{group}}共{{n}}{count}。若按{{reference}}的比率计算，进入“{{stage}}”的约多{{excess}}{count}。",
        ),
        missing=_MISSING[unit],
        settle=_SETTLE,
    )


ONLY_DIGITAL = Phrases(
    Text(en="share served through digital channels", zh="通过数字渠道办理的比例"),
    Text(
        en="of {per} cases of {group} that are counted by channel, {count} came through channels that need a device and {rest} "
        "through staffed ones",
        zh="按渠道统计的{per}件{group}事项中，{count}件通过需自备设备的渠道办理，{rest}件通过人工渠道办理",
    ),
    Text(
        en="{n} cases of {group} are counted by channel. At the rate of {reference}, about {excess} fewer would have "
        "come through channels that need a device.",
        zh="按渠道统计的{group}事项共{n}件。若按{reference}的比率计算，通过需自备设备的渠道办理的约少{excess}件。",
    ),
    settle=Text(en="More cases counted by channel.", zh="更多按渠道统计的事项。"),
)
