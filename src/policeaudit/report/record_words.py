"""The sentences of the sections that people add to: change, replies, actions, questionnaire, norms."""

from __future__ import annotations

from policeaudit.norms.crosswalk import COLUMNS, FORCES, MARKS, MEANING_OF_FORCE, POLICY_TARGET
from policeaudit.plan.answers import COUNTED
from policeaudit.text import Text

RECORD: dict[str, Text] = {
    "card.recommendation": Text(en="Recommendation", zh="建议"),
    "card.norms": Text(en="Norms", zh="所依规范"),
    "card.norms.more": Text(en="{n} more in section {number}", zh="其余{n}项见第{number}部分"),
    "card.norms.policy": POLICY_TARGET,
    "card.reply": Text(en="Operator’s reply", zh="运用单位答复"),
    "card.comment": Text(en="Auditor’s comment", zh="评估单位意见"),
    "reply.received": Text(en="Received on {day}.", zh="{day}收到。"),
    "reply.late": Text(en="Received on {day}, after the date set.", zh="{day}收到，已逾期限。"),
    "reply.language.en": Text(en="In English, as it was received.", zh="以英文提交，原文刊载。"),
    "reply.language.zh": Text(en="In Chinese, as it was received.", zh="以中文提交，原文刊载。"),
    "reply.full": Text(en="The full text is in section {number}.", zh="全文见第{number}部分。"),
    "reply.none.by": Text(en="No reply received by {day}.", zh="截至{day}未收到答复。"),
    "reply.none.due": Text(en="No reply yet; it is due by {day}.", zh="尚未答复，期限为{day}。"),
    "reply.none": Text(en="No reply received.", zh="未收到答复。"),
    "reply.none.draft": Text(en="Not yet asked for.", zh="尚未征求答复。"),
    "replies.title": Text(en="Operator’s reply", zh="运用单位答复"),
    "replies.question": Text(en="What does the operator say?", zh="运用单位怎么说？"),
    "replies.note": Text(
        en="Replies are printed in full and unedited, in the language in which they were written. A finding that calls for"
        " a reply and has none is listed as such.",
        zh="答复按提交时的语言原文全文刊载，不作改动。应予答复而未答复的，如实列明。",
    ),
    "replies.sent": Text(en="Draft sent to the operator", zh="征求意见稿送交日期"),
    "replies.by": Text(en="Reply due by", zh="答复期限"),
    "replies.count": Text(en="Findings that ask for a reply", zh="应予答复的评估发现"),
    "replies.count.of": Text(en="{n}, of which {answered} answered", zh="{n}项，其中已答复{answered}项"),
    "replies.unknown": Text(en="Not recorded", zh="未登记"),
    "replies.draft": Text(
        en="This is a draft. The operator has not yet been heard on its {n} findings that ask for a reply.",
        zh="本报告为征求意见稿，其中应予答复的{n}项评估发现尚未听取运用单位意见。",
    ),
    "replies.days": Text(
        en="It has {days} days for its reply, from the day on which the draft is sent.",
        zh="答复期限为自征求意见稿送交之日起{days}日。",
    ),
    "replies.final": Text(
        en="No replies are on file for the {n} findings that ask for one.",
        zh="应予答复的{n}项评估发现均无答复存档。",
    ),
    "replies.nothing": Text(en="No finding of this report asks for a reply.", zh="本报告没有应予答复的评估发现。"),
    "banner.replied": Text(
        en="Draft. The operator’s replies are printed in it. Not for publication.",
        zh="征求意见稿，已刊载运用单位答复，不得公开。",
    ),
    "trend.title": Text(en="Trend and change", zh="趋势与变更"),
    "trend.question": Text(en="Better or worse, and since which change?", zh="变好还是变坏，自何种变更起？"),
    "trend.shown": Text(en="What is shown of change in this report:", zh="本报告中有关变化的图表："),
    "trend.actions": Text(
        en="How each finding that calls for action moved since the earlier audits: section {number}.",
        zh="需整改的各项评估发现自以往审计以来的变化：见第{number}部分。",
    ),
    "trend.none": Text(
        en="One period alone shows no trend: that would need the earlier audits of the same system, named in the audit plan.",
        zh="仅凭一个期间看不出趋势：需在审计方案中列出同一系统以往的审计。",
    ),
    "actions.title": Text(en="Register of corrective actions", zh="整改台账"),
    "actions.question": Text(
        en="Who puts what right by when, and was it checked?", zh="谁来整改、何时完成、是否复核？"
    ),
    "actions.rule": Text(
        en="A finding is closed only when a later audit has tested it again and found no concern. That it is said to be done"
        " closes nothing.",
        zh="只有后续审计复测未发现问题，评估发现方可关闭；仅称已完成，不予关闭。",
    ),
    "actions.unnamed": Text(
        en="Findings of this report that call for action: {n}. No action has been named for any of them, and no earlier audit"
        " was given.",
        zh="本报告需整改的评估发现共{n}项，均未明确整改措施，也未提供以往审计。",
    ),
    "actions.nothing": Text(
        en="No finding of this report calls for action, no action has been declared, and no earlier audit was given.",
        zh="本报告没有需整改的评估发现，未申报整改措施，也未提供以往审计。",
    ),
    "actions.empty": Text(
        en="No finding of this audit or of the earlier ones calls for action.",
        zh="本次及以往审计均没有需整改的评估发现。",
    ),
    "actions.as_of": Text(en="As of", zh="截至日期"),
    "actions.previous": Text(en="Earlier audits", zh="以往审计"),
    "actions.previous.none": Text(en="None was given", zh="未提供"),
    "actions.past": Text(en="{id}: {period}", zh="{id}：{period}"),
    "actions.counts": Text(en="Findings by state", zh="各状态数量"),
    "actions.count": Text(en="{status}: {n}", zh="{status}：{n}项"),
    "actions.action": Text(en="Action", zh="整改措施"),
    "actions.action.none": Text(en="None has been named", zh="尚未明确"),
    "actions.owner": Text(en="Responsible post", zh="责任岗位"),
    "actions.due": Text(en="Due", zh="完成期限"),
    "actions.done": Text(en="Said to be done on", zh="申报完成日期"),
    "actions.evidence": Text(en="Evidence", zh="证据"),
    "actions.accepted": Text(en="Risk accepted by", zh="接受风险的单位"),
    "actions.severity": Text(en="Severity", zh="严重程度"),
    "actions.opened": Text(en="First called for", zh="首次提出"),
    "actions.opened.in": Text(en="{id}, period to {day}", zh="{id}，评估期间截至{day}"),
    "actions.verdict": Text(en="Verdict in this audit", zh="本次结论"),
    "actions.verdict.none": Text(en="Not tested again", zh="未复测"),
    "actions.retest": Text(en="New test", zh="复测"),
    "severity.high": Text(en="high", zh="高"),
    "severity.medium": Text(en="medium", zh="中"),
    "severity.low": Text(en="low", zh="低"),
    "status.new": Text(en="New", zh="新增"),
    "status.open": Text(en="Open", zh="未关闭"),
    "status.worse": Text(en="Worse", zh="加重"),
    "status.improved": Text(en="Improved", zh="改善"),
    "status.closed": Text(en="Closed, tested again", zh="已关闭（经复测）"),
    "status.overdue": Text(en="Overdue", zh="逾期"),
    "status.risk_accepted": Text(en="Risk accepted", zh="接受风险"),
    "questions.title": Text(en="Questionnaire in full", zh="程序核查问卷全文"),
    "questions.question": Text(en="Can I see every answer?", zh="每个答案是什么？"),
    "questions.none": Text(
        en="The questionnaire about process was not answered for this audit, so nothing is said about process.",
        zh="本次审计未填写程序核查问卷，因此不对程序作评价。",
    ),
    "questions.version": Text(en="Version of the questionnaire", zh="问卷版本"),
    "questions.by": Text(en="Answered by", zh="作答单位"),
    "questions.on": Text(en="Answered on", zh="作答日期"),
    "questions.key": Text(en="key question", zh="关键问题"),
    "questions.answer": Text(en="Counts as", zh="计为"),
    "questions.given": Text(
        en="(the answer was “{answer}”, without evidence that the auditor saw)",
        zh="（答“{answer}”，但评估单位未查验到证据）",
    ),
    "questions.seen": Text(en="Evidence seen by", zh="证据查验人（岗位）"),
    "questions.reason": Text(en="Reason", zh="理由"),
    "questions.comment": Text(en="Operator’s comment", zh="运用单位意见"),
    "questions.open": Text(en="What the questionnaire found", zh="程序核查情况"),
    "questions.open.none": Text(
        en="Every question that applies is answered yes, with evidence that the auditor saw.",
        zh="凡适用的问题均答“是”，且评估单位已查验证据。",
    ),
    "questions.all": Text(en="All answers: section {number}.", zh="全部答案见第{number}部分。"),
    "norms.title": Text(en="Norms that the checks serve", zh="规范对照"),
    "norms.question": Text(en="Which rule does each check serve?", zh="每项检查对应哪些规范？"),
    "norms.note": Text(
        en="The checks of this report with the norms that they serve. This is no legal advice: a verdict of this report is no"
        " finding that a norm was kept or broken.",
        zh="以下列出本报告各项检查所对应的规范。这不是法律意见：本报告的结论并不表示某项规范已被遵守或违反。",
    ),
    "norms.marks": MARKS,
    "norms.forces": MEANING_OF_FORCE,
    "norms.none": Text(en="No norm is listed for this check", zh="未列出该项检查对应的规范"),
    "norms.table": Text(en="The norms and what they ask for", zh="各项规范及其要求"),
    "norms.norm": Text(en="Norm", zh="规范"),
    "norms.says": Text(en="What it asks for, in our words", zh="要求（概述）"),
    "norms.mark": Text(en="Mark", zh="标记"),
    "norms.force": Text(en="Force in China", zh="在中国的效力"),
    "duties.table": Text(
        en="Other duties for which this report supplies evidence", zh="本报告可为其提供证据的其他义务"
    ),
    "duties.note": Text(
        en="The report supplies evidence for these duties; it does not replace them.",
        zh="本报告为履行上述义务提供证据，但不能代替履行。",
    ),
    "duties.duty": Text(en="Duty", zh="义务"),
    "duties.contents": Text(en="What it must contain", zh="应当包含的内容"),
    "duties.sections": Text(en="Sections of this report", zh="本报告相应部分"),
    "duties.none": Text(en="none in this report", zh="本报告无相应部分"),
    "duties.section": Text(en="{number}", zh="{number}"),
    "not.title": Text(en="What this report is not", zh="本报告不是什么"),
    "not.advice": Text(
        en="It is no legal advice, and no finding that a law was kept or broken.",
        zh="不是法律意见，也不认定某项法律已被遵守或违反。",
    ),
    "not.certificate": Text(
        en="It is no certificate: having it made does not show that the system complies with anything.",
        zh="不是合格证书：完成本报告并不表明系统符合任何要求。",
    ),
    "not.person": Text(
        en="It judges no person. It names, ranks and predicts nobody, and no decision about a person may rest on it.",
        zh="不评判任何个人：不点名、不排序、不预测，不得据此对任何个人作出决定。",
    ),
    "not.cause": Text(
        en="It proves no cause. It shows where groups fare differently and how sure that is.",
        zh="不证明原因：只说明各群体的处境在何处不同、把握有多大。",
    ),
    "not.impact": Text(
        en="It is no impact assessment and no substitute for any other duty listed in section {number}.",
        zh="不是影响评估，也不能代替第{number}部分所列的其他义务。",
    ),
}

# Words that the data bring with them.
RECORD |= {f"norms.{name}": label for name, label in COLUMNS.items()}
RECORD |= {f"force.{name}": label for name, label in FORCES.items()}
RECORD |= {f"counted.{name}": label for name, label in COUNTED.items()}
