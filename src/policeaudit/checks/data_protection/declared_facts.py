"""Declarations of the plan held against the log and the negative list: how long rows are kept, and for what they serve."""

from __future__ import annotations

from policeaudit.checks.claim import About, Fact, Said
from policeaudit.log.inspection import Inspection
from policeaudit.norms.negative_list import Entry, negative_list
from policeaudit.norms.questionnaire import questionnaire
from policeaudit.plan.model import Plan
from policeaudit.plan.protection import DeclaredUse, ProtectionPart
from policeaudit.stats.rule import Verdict
from policeaudit.text import Text, whole


def retention_fact(found: Inspection, plan: Plan) -> list[Fact]:
    """The oldest row against the declared period; none where the plan declares none."""
    part, age = plan.protection, found.age
    if part is None or part.retention_days is None:
        return []
    verdict: Verdict | None = None
    if age is None or age.oldest is None or age.older is None:
        condition = Text(
            en="No row has a date that can be read, so its age is not known.",
            zh="没有可识别日期的记录，无法得知其保存时间。",
        )
    else:
        verdict = Verdict.ACTION_NEEDED if age.older else Verdict.NO_CONCERN
        condition = Text(
            en="At the end of the audited period the oldest row was {oldest} days old; {older} of the {dated} rows with a date "
            "were older than {days} days.",
            zh="评估期间结束时，最早一条记录已保存{oldest}天；有日期的{dated}条记录中，{older}条超过{days}天。",
        ).fill(
            oldest=whole(age.oldest), older=whole(age.older), dated=whole(age.dated), days=whole(part.retention_days)
        )
    said = Said(
        heading=Text(en="Rows kept longer than declared", zh="超过声明期限保存的记录"),
        criterion=Text(
            en="By the operator's own declaration no row is kept longer than {days} days. If one is: Action needed.",
            zh="运用单位声明，记录保存不超过{days}天；如有超期，为需整改。",
        ).fill(days=whole(part.retention_days)),
        condition=condition,
        effect=Text(en="On everyone whose old warnings are still on record.", zh="涉及所有旧预警仍被保存的人。"),
        cause=Text(en="The rows were not deleted in time.", zh="记录未按期删除。")
        if verdict is Verdict.ACTION_NEEDED
        else None,
    )
    return [Fact(About("retention"), said, verdict or "not_assessed", n=age.dated if age else 0)]


_HEADINGS = {
    "use": Text(en="Use of the system: {what}", zh="系统用途：{what}"),
    "input": Text(en="Input to the scores: {what}", zh="评分输入：{what}"),
}
_RULES = {
    "law": Text(
        en="The negative list forbids: {entry}. {why} A norm of Chinese law is named for it, so a declared case is: Action "
        "needed.",
        zh="负面清单禁止：{entry}。{why}该项以中国法律为依据，声明有此情形的，为需整改。",
    ),
    "benchmark": Text(
        en="The negative list forbids, by a foreign benchmark or an audit that binds nobody in China by itself: {entry}. "
        "{why} The oversight body decides whether it adopts this; a declared case is: Watch.",
        zh="负面清单依据境外标准或审计结论予以禁止（其本身在中国不具约束力）：{entry}。{why}是否采纳由监督机构决定，声明有此情形的，为需关注。",
    ),
    "needs_reason": Text(
        en="The negative list allows only where need and safeguards are written down: {entry}. {why} Without that: Watch.",
        zh="负面清单规定，仅在书面载明必要性和保护措施时允许：{entry}。{why}未载明的，为需关注。",
    ),
}


def negative_list_facts(part: ProtectionPart) -> list[Fact]:
    """One for each declared use or input that the list names; one for all others together."""
    entries = {entry.id: entry for entry in negative_list()}
    declared = [("use", each) for each in part.uses] + [("input", each) for each in part.inputs]
    facts = [
        _listed(kind, each, entries[each.entry], number)
        for number, (kind, each) in enumerate(declared, 1)
        if each.entry is not None
    ]
    others = sum(each.entry is None for _, each in declared)
    return [*facts, _others(others)] if others else facts


def _listed(kind: str, declared: DeclaredUse, entry: Entry, number: int) -> Fact:
    norms = questionnaire().norms
    by_law = any(norms[norm].force_in_china == "law" for norm in entry.norms)
    rule = "needs_reason" if entry.ban == "needs_reason" else "law" if by_law else "benchmark"
    verdict = Verdict.ACTION_NEEDED if rule == "law" else Verdict.WATCH
    condition = Text(en="The operator declares it.", zh="运用单位已作此声明。")
    if rule == "needs_reason":
        if declared.reason is None:
            condition = Text(
                en="The operator declares it and writes down no reason.", zh="运用单位已作此声明，但未书面说明理由。"
            )
        else:
            verdict = Verdict.NO_CONCERN
            condition = Text(
                en="The operator declares it and writes down: {reason} Whether that suffices is not judged here.",
                zh="运用单位已作此声明，并书面载明：{reason}是否充分，本报告不作判断。",
            ).fill(reason=declared.reason)
    said = Said(
        heading=_HEADINGS[kind].fill(what=declared.what),
        criterion=_RULES[rule].fill(entry=entry.what, why=entry.why),
        condition=condition,
        effect=Text(en="On everyone whom the system rates.", zh="涉及系统评定的每一个人。"),
        settle=Text(
            en="The operator stops it, or the oversight body decides in writing.",
            zh="运用单位停止该做法，或由监督机构书面决定。",
        )
        if verdict is Verdict.WATCH
        else None,
        cause=Text(en="Declared by the operator.", zh="由运用单位声明。"),
    )
    return Fact(About("negative_list", group=f"{number}-{entry.id}"), said, verdict)


def _others(n: int) -> Fact:
    said = Said(
        heading=Text(
            en="Declared uses and inputs under no entry of the negative list", zh="不属于负面清单的用途和输入"
        ),
        criterion=Text(
            en="No declared use or input may fall under the negative list.", zh="所声明的用途和输入均不得属于负面清单。"
        ),
        condition=Text(
            en="By the operator's own declaration none of these falls under an entry: {n} in all. This was not tested "
            "against the log.",
            zh="运用单位声明，这{n}项均不属于清单所列；未以日志验证。",
        ).fill(n=n),
        effect=Text(en="None declared.", zh="未声明有影响。"),
    )
    return Fact(About("negative_list"), said, Verdict.NO_CONCERN)
