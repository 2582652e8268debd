"""What a finding asks for: fixed patterns by verdict and measure, who is to do what, and by when if the plan says so.

A pattern names the side that is worse off, which is the reference group where the gap is in favour of the group.
"""

from __future__ import annotations

from collections.abc import Mapping

from policeaudit.assessment.base import VerdictWord, Words
from policeaudit.assessment.model import Assessment, Finding
from policeaudit.checks.evidence import View, noun
from policeaudit.plan.model import Plan
from policeaudit.plan.parts import REST
from policeaudit.text import Text, same

# {worse} is the side that is worse off, {better} the other one.
_BY_MEASURE: dict[str, Text] = {
    name: Text(
        en="The operator finds out why warnings about {worse} are wrong more often than those about {better}, and corrects "
        "the system, the records or the way warnings are checked. Until the next audit shows the effect, officers who act on "
        "such a warning are told of the gap.",
        zh="运用单位应查明涉{worse}预警为何比涉{better}预警更常不属实，并相应改进系统、记录或核查方式。在下次审计证实成效之前，应将这一差距告知据此处置的民警。",
    )
    for name in ("precision", "level_precision")
} | {
    "false_positive_rate": Text(
        en="The operator finds out why, where there was nothing to find, {worse} are warned about more often than {better}, "
        "and corrects the system. Until the next audit shows the effect, officers who act on such a warning are told of the gap.",
        zh="运用单位应查明在并无问题的情形中，{worse}为何比{better}更常被预警，并改进系统。在下次审计证实成效之前，应将这一差距告知据此处置的民警。",
    ),
    "selection_rate": Text(
        en="The operator shows from confirmed outcomes what grounds there are for warning about {worse} so much more often "
        "than about {better}; where there are none, it corrects the system.",
        zh="运用单位应以属实的核查结果说明{worse}的预警率远高于{better}的依据；如无依据，应改进系统。",
    ),
    "follow_up_rate": Text(
        en="The operator has the open warnings about {worse} followed up and their outcomes recorded, and names the post that "
        "answers for it.",
        zh="运用单位应核查尚未核查的涉{worse}预警并登记结果，并明确责任岗位。",
    ),
    "accuracy": Text(
        en="The operator finds out why the system errs more often about {worse} than about {better}, and corrects it.",
        zh="运用单位应查明系统对{worse}的判断为何比对{better}更常出错，并加以改正。",
    ),
}
_MISSED = Text(
    en="The operator finds out why real cases among {worse} are missed more often than among {better}, and corrects the system.",
    zh="运用单位应查明{worse}中的真实情形为何比{better}更常被遗漏，并改进系统。",
)
_BY_MEASURE |= {"recall": _MISSED, "false_negative_rate": _MISSED}

_TARGET = Text(
    en="The operator says what it will do so that {worse} reach the target, names a responsible post and shows the effect in "
    "the next audit.",
    zh="运用单位应说明如何使{worse}达到目标值，明确责任岗位，并以下次审计证实成效。",
)
_BY_CHECK: dict[str, Text] = {
    "C11": Text(
        en="The body that answers for the response finds out why it takes so long here, brings it within what is accepted, and "
        "names a responsible post.",
        zh="负责响应的单位应查明此处耗时过长的原因，使其回到可接受的限度之内，并明确责任岗位。",
    ),
    "C25": Text(
        en="The operator asks those concerned what lies behind their answers, says what will change, and names a responsible "
        "post.",
        zh="运用单位应向相关人群了解其评价的缘由，说明将作何改进，并明确责任岗位。",
    ),
}
"""Where the words of the area would not fit."""

_BY_PILLAR: dict[str, Text] = {
    "P1": Text(
        en="The operator removes or protects the data named here, or shows the ground and the need for keeping them, and names a "
        "responsible post.",
        zh="运用单位应删除或保护此处所列数据，或说明保留的依据和必要性，并明确责任岗位。",
    ),
    "P4": Text(
        en="The operator says how those who are not reached will be served, staffed channels included, and names a responsible "
        "post.",
        zh="运用单位应说明如何为尚未覆盖的人群提供服务（包括人工渠道），并明确责任岗位。",
    ),
    "P5": Text(
        en="The body that answers for these figures or resources explains what is found here and brings it within what is "
        "accepted.",
        zh="对相关指标或资源负责的单位应说明此处情况的缘由，并使其回到可接受的限度之内。",
    ),
}
_ANY = Text(
    en="The operator explains what is found here, names a remedy and a responsible post, and has the remedy tested in the next "
    "audit.",
    zh="运用单位应说明此处情况的缘由，明确整改措施和责任岗位，并由下次审计检验成效。",
)
_WATCH = Text(
    en="The operator goes on recording outcomes in full; the auditor looks at this again in the next audit. This evidence alone "
    "asks for no change of the system.",
    zh="运用单位应继续完整登记核查结果，由评估单位在下次审计中复核；仅凭现有证据，不要求改动系统。",
)
_WATCH_WITHOUT_OUTCOMES = Text(
    en="The auditor looks at this again in the next audit. This evidence alone asks for no change of the system.",
    zh="由评估单位在下次审计中复核；仅凭现有证据，不要求改动系统。",
)
_CANNOT_TELL = Text(
    en="The operator supplies what would settle it; until then the question stays open, and that is not a pass.",
    zh="运用单位应补齐查明所需的数据；在此之前问题仍未解决，这不等于合格。",
)
_NEEDING_NONE = ("selection_rate", "place_exposure")
"""Measures of warnings that no outcome tells more about."""
_BY_WHEN = Text(en="By when: within {days} days of the final report.", zh="完成期限：自正式报告印发之日起{days}日内。")


def recommendation(finding: Finding, views: Mapping[str, View], plan: Plan | Assessment) -> Words | None:
    """What is recommended; None where nothing is asked for.

    Args:
        finding: a judged finding.
        views: the features and crossings by name, for the names of groups.
        plan: says within how many days actions are due, if it does; an assessment repeats it.
    """
    text = _what(finding, views)
    if text is None:
        return None
    if finding.verdict is VerdictWord.ACTION_NEEDED and plan.audit.action_days is not None:
        text = text.then(_BY_WHEN.fill(days=same(str(plan.audit.action_days))))
    return Words.of(text)


def _what(finding: Finding, views: Mapping[str, View]) -> Text | None:
    if finding.verdict is VerdictWord.WATCH:
        return _WATCH if finding.pillar == "P2" and finding.measure not in _NEEDING_NONE else _WATCH_WITHOUT_OUTCOMES
    if finding.verdict is VerdictWord.CANNOT_TELL:
        return _CANNOT_TELL
    if finding.verdict is not VerdictWord.ACTION_NEEDED:
        return None
    view = views.get(finding.sensitive_feature or "")
    target = finding.reference is None and finding.limit is not None and finding.limit.kind == "target"
    pattern = _TARGET if target else _BY_MEASURE.get(finding.measure) if finding.reference is not None else None
    if view is None or finding.group not in view.groups or finding.gap.value is None or pattern is None:
        return _BY_CHECK.get(finding.check) or _BY_PILLAR.get(finding.pillar, _ANY)
    worse, better = noun(view, finding.group), noun(view, finding.reference or REST)
    if finding.reference is not None and finding.gap.value < 0:
        worse, better = better, worse
    return pattern.fill(worse=worse, better=better)
