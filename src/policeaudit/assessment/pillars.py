"""The six pillars: each takes the worst of its findings and of its process; there is no overall score.

A pillar is cleared by what a body accepts, never by what this tool alone asks: findings under a fixed rule, such as that no
column holds identifiers, can raise a pillar, but without a single finding within a limit they don't clear it.
"""

from __future__ import annotations

from collections import Counter

from policeaudit.assessment.model import Finding, Pillar, VerdictWord, Words
from policeaudit.assessment.record import Process
from policeaudit.plan.answers import AS_NO
from policeaudit.text import Text

PILLARS = {
    "P1": Text(en="Data security and privacy", zh="数据安全与隐私保护"),
    "P2": Text(en="Fair and accurate warnings", zh="算法公平与预警准确"),
    "P3": Text(en="People and technology in balance", zh="技术应用与人工干预的平衡"),
    "P4": Text(en="Digital inclusion and service coverage", zh="数字包容与服务可及"),
    "P5": Text(en="Honest execution and fair resources", zh="执行真实与资源均衡"),
    "P6": Text(en="Governance, openness and redress", zh="治理、公开与救济"),
}

WORST_FIRST = (
    VerdictWord.ACTION_NEEDED,
    VerdictWord.WATCH,
    VerdictWord.CANNOT_TELL,
    VerdictWord.NO_CONCERN,
)

VERDICTS = {
    VerdictWord.NO_CONCERN: Text(en="No concern found", zh="未发现问题"),
    VerdictWord.WATCH: Text(en="Watch", zh="需关注"),
    VerdictWord.ACTION_NEEDED: Text(en="Action needed", zh="需整改"),
    VerdictWord.CANNOT_TELL: Text(en="Cannot tell", zh="无法判断"),
    VerdictWord.NOT_ASSESSED: Text(en="Not assessed", zh="未评估"),
    VerdictWord.NO_LIMIT: Text(en="No limit set", zh="未设限值"),
}

_NOT_IN_PLAN = Text(
    en="The plan names no data for this pillar, so nothing is said about it.",
    zh="审计方案未提供该领域的数据，因此不作评价。",
)
_NO_LIMITS = Text(
    en="Measured, but no limit is set, so there is no verdict.",
    zh="已测算，但未设限值，因此不作结论。",
)
_FIXED_RULES_ALONE = Text(
    en="Under fixed rules nothing was found (findings: {n}), but no figure is held against a limit that a body has set, "
    "so there is no verdict.",
    zh="按固定规则检查的{n}项均未发现问题，但没有任何数字与监督机构设定的限值相对照，因此不作结论。",
)
_OUT_OF_REACH = Text(
    en="Limits that could not be applied, for want of data: {n}.", zh="因数据不足，有{n}项限值未能适用。"
)
_SENTENCES = {
    VerdictWord.ACTION_NEEDED: Text(
        en="Beyond what is accepted: {n} of {all} comparisons.",
        zh="{all}项比较中有{n}项超出可接受的限度。",
    ),
    VerdictWord.WATCH: Text(
        en="Perhaps beyond what is accepted: {n} of {all} comparisons; none is confirmed.",
        zh="{all}项比较中有{n}项可能超出可接受的限度，均尚未确认。",
    ),
    VerdictWord.CANNOT_TELL: Text(
        en="Cannot be decided from these data: {n} of {all} comparisons.",
        zh="{all}项比较中有{n}项无法凭现有数据判断。",
    ),
    VerdictWord.NO_CONCERN: Text(
        en="Within what is accepted: all comparisons ({all}).", zh="全部{all}项比较均在可接受的限度之内。"
    ),
}

BY_PROCESS_ALONE = ("P6",)
"""Pillars that a clean process can clear; in the others it clears nothing that was not measured."""

_RANK = (*WORST_FIRST, VerdictWord.NOT_ASSESSED, VerdictWord.NO_LIMIT)
_PROCESS = {
    VerdictWord.ACTION_NEEDED: Text(
        en="Process, counted as no: {key_no} of {key} key questions, {no} of all {all}.",
        zh="程序核查：{key}个关键问题中有{key_no}个按“否”计，全部{all}个问题中有{no}个。",
    ),
    VerdictWord.WATCH: Text(
        en="Process, counted as no: {no} of {all} questions; as partly met: {partly}.",
        zh="程序核查：{all}个问题中有{no}个按“否”计，{partly}个为“部分”。",
    ),
    VerdictWord.NO_CONCERN: Text(
        en="Process, counted as no: none of {key} key questions, {no} of all {all}.",
        zh="程序核查：{key}个关键问题均符合，全部{all}个问题中有{no}个按“否”计。",
    ),
}
_NOTHING_MEASURED = Text(
    en="Nothing was measured here, so that alone gives no verdict.", zh="该领域未作测算，仅凭此不作结论。"
)


def pillars(findings: list[Finding], process: Process | None = None) -> list[Pillar]:
    """All six pillars, with the findings and the process that each has."""
    return [_pillar(id_, label, [f for f in findings if f.pillar == id_], process) for id_, label in PILLARS.items()]


def _pillar(id_: str, label: Text, findings: list[Finding], process: Process | None) -> Pillar:
    counts = Counter(finding.verdict for finding in findings)
    verdict, sentence = _measured(findings, counts)
    answered = process.verdicts.get(id_) if process else None
    if process is not None and answered in _PROCESS:
        told = _PROCESS[answered].fill(**_open(id_, process))
        sentence = told if not findings else sentence.then(told)
        if answered is VerdictWord.NO_CONCERN and verdict is VerdictWord.NOT_ASSESSED and id_ not in BY_PROCESS_ALONE:
            sentence = sentence if findings else sentence.then(_NOTHING_MEASURED)
        else:
            verdict = min(verdict, answered, key=_RANK.index)
    ordered = {word: counts[word] for word in VerdictWord if counts[word]}
    return Pillar(
        id=id_,
        label=Words.of(label),
        verdict=verdict,
        counts=ordered,
        sentence=Words.of(sentence),
        process=answered,
    )


def _measured(findings: list[Finding], counts: Counter[VerdictWord]) -> tuple[VerdictWord, Text]:
    """The worst of the findings, in words; none where only fixed rules are kept."""
    verdict = next((word for word in WORST_FIRST if counts[word]), VerdictWord.NOT_ASSESSED)
    out_of_reach = sum(bool(f.limit) and f.verdict is VerdictWord.NOT_ASSESSED for f in findings)
    if verdict is VerdictWord.NOT_ASSESSED:
        alone = _OUT_OF_REACH.fill(n=out_of_reach) if out_of_reach else _NO_LIMITS if findings else _NOT_IN_PLAN
        return verdict, alone
    if verdict is VerdictWord.NO_CONCERN and not any(f.limit and f.verdict is verdict for f in findings):
        return VerdictWord.NOT_ASSESSED, _FIXED_RULES_ALONE.fill(n=counts[verdict])
    judged = sum(counts[word] for word in WORST_FIRST)
    sentence = _SENTENCES[verdict].fill(n=counts[verdict], all=judged)
    if verdict is VerdictWord.NO_CONCERN and out_of_reach:
        sentence = sentence.then(_OUT_OF_REACH.fill(n=out_of_reach))
    return verdict, sentence


def _open(pillar: str, process: Process) -> dict[str, int]:
    """How many questions of a pillar apply, and how many of them count as no."""
    asked = [each for each in process.answers if each.pillar == pillar and each.counted != "not_applicable"]
    key = [each for each in asked if each.key]
    return {
        "all": len(asked),
        "key": len(key),
        "no": sum(each.counted in AS_NO for each in asked),
        "key_no": sum(each.counted in AS_NO for each in key),
        "partly": sum(each.counted == "partly" for each in asked),
    }
