"""The fixed sentences of a report, in both languages; findings bring their own.

Keys are ``section.name``. The views fill the blanks; a number stands in a blank or in both languages.
"""

from __future__ import annotations

from policeaudit.assessment.model import VerdictWord
from policeaudit.report.prose import PROSE
from policeaudit.report.public_words import PUBLIC
from policeaudit.report.record_words import RECORD
from policeaudit.report.table_words import TABLE_WORDS
from policeaudit.text import Text

VERDICTS: dict[VerdictWord, Text] = {
    VerdictWord.NO_CONCERN: Text(en="No concern found", zh="未发现问题"),
    VerdictWord.WATCH: Text(en="Watch", zh="需关注"),
    VerdictWord.ACTION_NEEDED: Text(en="Action needed", zh="需整改"),
    VerdictWord.CANNOT_TELL: Text(en="Cannot tell", zh="无法判断"),
    VerdictWord.NOT_ASSESSED: Text(en="Not assessed", zh="未评估"),
    VerdictWord.NO_LIMIT: Text(en="No limit set", zh="未设限值"),
}

# Worst first: the order in which findings are shown.
SEVERITY = (
    VerdictWord.ACTION_NEEDED,
    VerdictWord.WATCH,
    VerdictWord.CANNOT_TELL,
    VerdictWord.NO_CONCERN,
    VerdictWord.NOT_ASSESSED,
    VerdictWord.NO_LIMIT,
)

UNITS: dict[str, Text] = {
    "person": Text(en="people", zh="人员"),
    "place": Text(en="places", zh="地点"),
    "firm": Text(en="firms", zh="单位"),
    "match": Text(en="recognition matches", zh="识别比对结果"),
}

COUNTED: dict[str, Text] = {
    "person": Text(en="{n}", zh="{n}名"),
    "place": Text(en="{n}", zh="{n}处"),
    "firm": Text(en="{n}", zh="{n}家"),
    "match": Text(en="{n}", zh="{n}条"),
}
"""A number of units, with the measure word that Chinese needs."""

REST = Text(en="all others", zh="其余群体")
EVERYONE = Text(en="All rows used", zh="全部采用的记录")

_PAGE: dict[str, Text] = {
    "page.kind": Text(en="Ethics assessment report", zh="伦理评估报告"),
    "page.skip": Text(en="Skip to the report", zh="跳到正文"),
    "page.contents": Text(en="Contents", zh="目录"),
    "page.end": Text(en="End of the report", zh="（报告完）"),
    "banner.draft": Text(
        en="Draft for reply. The operator has not yet answered. Not for publication.",
        zh="征求意见稿。运用单位尚未答复，不得公开。",
    ),
    "banner.final": Text(en="Final report.", zh="正式报告。"),
    "banner.synthetic": Text(
        en="Synthetic data. They were generated for demonstration; nothing here is a finding about a real place.",
        zh="模拟数据，为演示而生成，本报告的任何结论均不涉及真实地区。",
    ),
    "cover.question": Text(en="What is this, and how far may I rely on it?", zh="这是什么报告，可以依据到什么程度？"),
    "cover.operator": Text(en="Operator", zh="运用单位"),
    "cover.system": Text(en="System", zh="系统"),
    "cover.period": Text(en="Period audited", zh="评估期间"),
    "cover.edition": Text(en="Edition", zh="版本"),
    "cover.edition.full": Text(en="Full edition, for the oversight body", zh="完整版，供监督机构使用"),
    "cover.status": Text(en="Status", zh="状态"),
    "cover.status.draft": Text(en="Draft for reply", zh="征求意见稿"),
    "cover.status.final": Text(en="Final", zh="正式"),
    "cover.issued": Text(en="Computed on", zh="生成日期"),
    "cover.commissioned": Text(en="Commissioned by", zh="委托单位"),
    "cover.audited": Text(en="Audited by", zh="评估单位"),
    "cover.independence": Text(en="Independence", zh="独立性说明"),
    "cover.tool": Text(en="Tool", zh="工具"),
    "cover.input": Text(en="Fingerprint of the counts", zh="统计表指纹"),
    "cover.disclaimer": Text(
        en="A finding here is evidence for the oversight body. It is not a legal judgement, and"
        " completing this report"
        " does not show that a law has been kept.",
        zh="本报告的评估发现供监督机构参考，不是法律结论；完成本报告并不表明已经符合法律要求。",
    ),
    "not_stated": Text(en="Not stated in the audit plan", zh="审计方案未写明"),
    "range": Text(en="{start} to {end}", zh="{start}至{end}"),
    "between": Text(en="{low} to {high}", zh="{low}～{high}"),
    "summary.title": Text(en="One-page summary", zh="一页摘要"),
    "summary.question": Text(en="What is the verdict?", zh="结论是什么？"),
    "summary.scale": Text(
        en="Six areas are judged one by one. There is no overall score: a good area cannot make up for a"
        " bad one."
        " “Cannot tell” is never a pass.",
        zh="六个领域分别判断，不设总分，某一领域良好不能抵消另一领域的问题。“无法判断”绝不等于合格。",
    ),
    "summary.count": Text(en="{verdict}: {n}", zh="{verdict}：{n}项"),
    "summary.key": Text(en="Three things to know", zh="三项要点"),
    "summary.late": Text(
        en="The limits were set after the audited period; the verdicts show how the rule works, not a limit fixed"
        " beforehand.",
        zh="限值系在评估期间之后设定，以下结论仅说明规则的运用，并非依据事先确定的限值。",
    ),
    "summary.key.none": Text(
        en="No comparison in this report has a limit to be held against, so no verdict is given.",
        zh="本报告的比较均未设限值，因此不作结论。",
    ),
    "summary.unknown": Text(en="What we cannot tell", zh="目前无法判断的事项"),
    "summary.unknown.none": Text(
        en="Every comparison with a limit could be judged. What lies outside those comparisons stays unknown.",
        zh="凡设有限值的比较均有结论；此外的情况仍属未知。",
    ),
    "summary.next": Text(en="What must happen", zh="需要采取的行动"),
    "summary.next.action": Text(
        en="For each “Action needed” ({n}), the operator explains the cause and names an action, a responsible post"
        " and a date. The audit plan sets no date by which this must be done.",
        zh="对每项“需整改”（共{n}项），运用单位应说明原因，并明确整改措施、责任岗位和完成日期；审计方案未规定期限。",
    ),
    "summary.next.action.days": Text(
        en="For each “Action needed” ({n}), the operator explains the cause and names an action and a responsible post,"
        " and acts within {days} days of the final report.",
        zh="对每项“需整改”（共{n}项），运用单位应说明原因，明确整改措施和责任岗位，并自正式报告印发之日起{days}日内整改。",
    ),
    "summary.next.register": Text(
        en="Register of actions: {open} not closed, of which {overdue} overdue and {worse} worse (section {number}).",
        zh="整改台账：未关闭{open}项，其中逾期{overdue}项、加重{worse}项（见第{number}部分）。",
    ),
    "summary.next.further": Text(en="Besides those above:", zh="除上述各项外，还涉及："),
    "summary.next.watch": Text(
        en="To be looked at again next quarter: {n} under “Watch”.", zh="下一季度须复核：“需关注”{n}项。"
    ),
    "summary.next.none": Text(
        en="No finding in this report calls for action. Silence is not clearance: small groups and"
        " missing results"
        " can hide a difference.",
        zh="本报告没有需整改的评估发现。未发现不等于没有问题：群体过小或结果缺失都可能掩盖差距。",
    ),
    "summary.more": Text(en="and {n} more in section {number}", zh="另有{n}项，见第{number}部分"),
    "summary.see": Text(en="see section {number}", zh="见第{number}部分"),
    "system.title": Text(en="About the system", zh="系统概况"),
    "system.question": Text(en="What does it do to people?", zh="系统对人有什么影响？"),
    "system.purpose": Text(en="Purpose", zh="用途"),
    "system.unit": Text(en="What is rated", zh="评定对象"),
    "system.alert": Text(en="What counts as a warning", zh="何为预警"),
    "system.levels": Text(en="Levels of the system, lowest first", zh="系统等级（由低到高）"),
    "system.level.alert": Text(en="{label} (counts as a warning)", zh="{label}（计为预警）"),
    "system.level": Text(en="{label} (no warning)", zh="{label}（不计为预警）"),
    "system.level.rows": Text(en="{rows} rows", zh="{rows}行"),
    "system.versions": Text(en="Versions in the period", zh="评估期间使用的版本"),
    "system.version": Text(en="{value}: {rows} rows, {alerts} warnings", zh="{value}：{rows}行，{alerts}条预警"),
    "system.features": Text(en="Groups compared", zh="比较的群体"),
    "system.feature": Text(en="{feature}: {groups}", zh="{feature}：{groups}"),
    "system.feature.reference": Text(
        en="{feature}: {groups}; each compared with {reference}",
        zh="{feature}：{groups}；均与{reference}比较",
    ),
    "system.feature.rest": Text(
        en="{feature}: {groups}; each compared with all others",
        zh="{feature}：{groups}；各与其余群体比较",
    ),
    "system.unstated": Text(en="Not stated", zh="未写明"),
    "system.unstated.list": Text(
        en="Legal basis, what each level triggers, the human role and the actions taken are not part of"
        " the data. This"
        " edition does not assess them.",
        zh="法律依据、各等级触发的处置、人工作用和已采取的行动不在数据之中，本版未予评估。",
    ),
    "system.unstated.rules": Text(
        en="Legal basis and what each level triggers are not part of the data. This edition does not assess them.",
        zh="法律依据和各等级触发的处置不在数据之中，本版未予评估。",
    ),
    "system.limits.none": Text(
        en="No limit was set. Differences are shown without a verdict.", zh="未设限值，差距仅列示，不作结论。"
    ),
    "system.limits.late": Text(en="set after the period began", zh="评估期间开始后才设定"),
    "system.limits.after": Text(en="set after the period ended", zh="评估期间结束后才设定"),
    "system.outcome": Text(en="What counts as confirmed", zh="何为属实"),
    "figures.title": Text(en="Key figures in plain words", zh="关键数字"),
    "figures.question": Text(en="What happened, in numbers I can picture?", zh="用通俗的数字说明发生了什么"),
    "figures.wrong": Text(en="“Wrong” means checked and not confirmed.", zh="“不属实”指经核查未予证实。"),
    "figures.note": Text(
        en="“Between … and …” is the range of estimates that fit the number of cases: a range built this way contains the true"
        " value {confidence} times in 100.",
        zh="“在……至……之间”是与现有数量相符的估计区间：按此方法得出的区间，100次中有{confidence}次包含真实值。",
    ),
    "figures.outcome": Text(en="What counts as confirmed: {meaning}.", zh="何为属实：{meaning}。"),
    "figures.table": Text(en="See the table", zh="查看表格"),
    "data.title": Text(en="Data received and used", zh="数据来源与对账"),
    "data.question": Text(en="Is the evidence complete?", zh="证据是否完整？"),
    "data.sum": Text(
        en="The rows add up: {rows_in} received = {used} used + {out} left out.",
        zh="行数相符：收到{rows_in}行 = 采用{used}行 + 剔除{out}行。",
    ),
    "data.denominator": Text(
        en="A rate is worth no more than the population that it is divided by: who published it, and of which day it is, stands"
        " beside each table.",
        zh="比率的可靠程度不会高于作为分母的人口数：各表旁均列明其来源和日期。",
    ),
    "data.missing.groups": Text(
        en="A row whose group is not recorded is kept and shown as a group of its own.",
        zh="未记录群体的行予以保留，并单列为一组。",
    ),
    "data.quiet": Text(
        en="None of the {rows} rows without a warning has a checked result, in any group.",
        zh="{rows}条未预警记录均无核查结果，各群体均如此。",
    ),
    "data.outcomes.none": Text(
        en="The plan names no column with outcomes: nothing that needs outcomes is measured.",
        zh="审计方案未指定核查结果列：凡需核查结果的指标均未计算。",
    ),
    "data.subjects": Text(
        en="The {rows} rows concern {subjects} different subjects; {alerts} warnings concern {alerted} of them.",
        zh="{rows}行记录涉及{subjects}个不同对象；{alerts}条预警涉及其中{alerted}个。",
    ),
    "data.subjects.used": Text(
        en="Ranges are widened because rows of the same subject resemble each other.",
        zh="同一对象的多行记录彼此相似，区间已相应放宽。",
    ),
    "data.subjects.worth": Text(
        en="Rows of the same subject resemble each other: the {known} warnings with a checked result tell only as much"
        " about precision as {n} independent ones. Ranges are widened accordingly.",
        zh="同一对象的多行记录彼此相似：有核查结果的{known}条预警，就预警准确率而言，信息量仅相当于{n}条相互独立的预警。"
        "区间已相应放宽。",
    ),
    "data.subjects.unused": Text(en="Ranges were not widened for repeated subjects.", zh="未因对象重复而放宽区间。"),
    "data.subjects.unknown": Text(
        en="The log does not say which rows concern the same subject; if subjects repeat, the ranges are too narrow.",
        zh="日志未说明哪些行涉及同一对象；如对象重复出现，区间会偏窄。",
    ),
    "pillar.question": Text(en="What was found, and how sure are we?", zh="发现了什么，把握有多大？"),
    "pillar.words": Text(en="What the verdict words mean", zh="结论用语的含义"),
    "pillar.lacking": Text(en="Checks that could not be made", zh="未能进行的检查"),
    "pillar.others": Text(
        en="The other areas are not assessed in this edition: {labels}.", zh="本版未评估其他领域：{labels}。"
    ),
    "card.id": Text(en="Finding {id}", zh="评估发现{id}"),
    "card.title": Text(en="{measure}, by {feature}", zh="按{feature}比较：{measure}"),
    "card.title.target": Text(en="{measure} against its target, by {feature}", zh="按{feature}与目标比较：{measure}"),
    "card.title.standard": Text(
        en="{measure} against its standard, by {feature}", zh="按{feature}与标准比较：{measure}"
    ),
    "card.title.whole": Text(en="{measure}: {feature}", zh="{measure}：{feature}"),
    "card.criterion": Text(en="Criterion", zh="标准"),
    "card.condition": Text(en="Condition", zh="情况"),
    "card.cause": Text(en="Cause", zh="原因"),
    "card.cause.unknown": Text(
        en="Not known. The data show that groups differ, not why.",
        zh="不明。数据只能显示差异，不能说明原因。",
    ),
    "card.effect": Text(en="Effect", zh="影响"),
    "card.settle": Text(en="What would settle it", zh="如何查明"),
    "card.settle.none": Text(en="Nothing further is needed for this verdict.", zh="得出此结论无需更多数据。"),
    "card.settle.unknown": Text(en="Not known.", zh="无法得知。"),
    "card.sign": Text(
        en="In the table a positive gap means worse for the group, a negative one better.",
        zh="表中差距为正表示该群体处境较差，为负表示较好。",
    ),
    "card.others": Text(en="The other groups in this comparison", zh="本项比较中的其余群体"),
    "card.table": Text(en="{title}: the same data as a table", zh="{title}（同一数据的表格）"),
    "card.anchor": Text(en="Go to the finding", zh="查看该评估发现"),
    "chart.key.value": Text(en="estimate", zh="估计值"),
    "chart.key.reference": Text(en="reference group", zh="对照群体"),
    "chart.key.range": Text(en="{confidence} range", zh="{confidence}区间"),
    "chart.key.bounds": Text(en="possible values, whatever the missing results are", zh="无论缺失结果为何，可能的取值"),
    "chart.key.band": Text(en="accepted: {band}", zh="可接受范围：{band}"),
    "chart.key.line": Text(en="all groups together: {value}", zh="全部群体合计：{value}"),
    "chart.title.action": Text(en="{group}: {gap} worse than {reference}", zh="{group}比{reference}差{gap}"),
    "chart.title.warned": Text(
        en="{group}: warned about {times} times as often as {reference}", zh="{group}的预警率为{reference}的{times}倍"
    ),
    "chart.title.times": Text(
        en="{group}: {name} {times} times that of {reference}", zh="{group}的{name}为{reference}的{times}倍"
    ),
    "chart.title.actions": Text(en="{n} of {all} groups lie beyond the limit", zh="{all}个群体中有{n}个超出限值"),
    "chart.title.target": Text(en="{group}: target missed", zh="{group}未达到目标"),
    "chart.title.watch": Text(en="{group} may lie beyond the limit", zh="{group}可能超出限值"),
    "chart.title.watches": Text(
        en="{n} of {all} groups may lie beyond the limit", zh="{all}个群体中有{n}个可能超出限值"
    ),
    "chart.title.cannot": Text(en="The checked results cannot settle this", zh="已核查的结果不足以判断"),
    "chart.title.clear": Text(en="No group was found beyond the limit", zh="未发现超出限值的群体"),
    "chart.title.partly": Text(
        en="None found beyond the limit; {n} cannot be judged", zh="未发现超出限值者；{n}个无法判断"
    ),
    "chart.title.not_assessed": Text(en="Not assessed", zh="未评估"),
    "chart.row": Text(en="{group}: {value}, range {range}, {count}.", zh="{group}：{value}，区间{range}，{count}。"),
    "chart.row.bounds": Text(
        en="{group}: {value}, range {range}, {count}, possible values {bounds}, whatever the missing results are.",
        zh="{group}：{value}，区间{range}，{count}，无论缺失结果为何，可能的取值为{bounds}。",
    ),
    "chart.accepted": Text(en="Accepted: {band}.", zh="可接受范围：{band}。"),
    "chart.verdict": Text(en="Verdict: {verdict}.", zh="结论：{verdict}。"),
    "chart.verdict.of": Text(en="Verdict for {group}: {verdict}.", zh="{group}的结论：{verdict}。"),
    "chart.row.unknown": Text(en="{group}: not measurable.", zh="{group}：无法计算。"),
    "chart.count": Text(en="n={n}", zh="n={n}"),
    "chart.unknown": Text(en="not measurable", zh="无法计算"),
    "chart.unknown.long": Text(en="Not measurable for any group:", zh="各群体均无法计算："),
    "chart.axis": Text(en="The axis runs from {low} to {high}.", zh="横轴自{low}至{high}。"),
    "figure.axes": Text(en="Upright: {y}. Across: {x}.", zh="纵轴：{y}。横轴：{x}。"),
    "figure.dot": Text(en="{group}: {value}.", zh="{group}：{value}。"),
    "figure.dot.range": Text(en="{group}: {value}, range {range}.", zh="{group}：{value}，区间{range}。"),
    "figure.line": Text(en="{group}: from {first} to {last}.", zh="{group}：由{first}至{last}。"),
    "check.asks": Text(en="{id} · {title}", zh="{id}　{title}"),
    "check.cannot": Text(en="What this cannot show:", zh="不能说明什么："),
    "chart.cut": Text(
        en="The chart shows {shown} of {all} groups; the table has them all.",
        zh="图中列示{all}个群体中的{shown}个，表格列出全部。",
    ),
    "evidence.title": Text(en="Evidence tables", zh="证据表"),
    "evidence.question": Text(en="What are all the numbers?", zh="全部数字是多少？"),
    "evidence.note": Text(
        en="Every measure for every group, with or without a limit. A rate without a denominator is “not"
        " measurable”,"
        " never 0. Bounds show the rate if every missing result had turned out one way or the other.",
        zh="列出每个群体的每项指标，无论是否设有限值。没有分母的比率为“无法计算”，而不是0。"
        "界限表示缺失结果全部为某一种情况时的比率。",
    ),
    "evidence.compare": Text(
        en="A positive gap means: worse for the group. The ratio is the group’s rate divided by the reference’s.",
        zh="差距为正，表示该群体处境较差。比值为该群体的比率除以对照群体的比率。",
    ),
    "evidence.comparisons": Text(en="Comparisons: {measure}", zh="比较：{measure}"),
    "evidence.few": Text(en="[u] low reliability: fewer than {n} rows", zh="[u] 可靠性低：不足{n}行"),
    "limitations.title": Text(en="Limitations", zh="局限"),
    "limitations.question": Text(en="What should I not conclude?", zh="不应得出哪些结论？"),
    "limitations.unshown": Text(en="What the figures do not show", zh="数字不能说明什么"),
    "limitations.unmeasured": Text(en="What was not measured, and why", zh="未能计算的指标及原因"),
    "limitations.unmeasured.none": Text(
        en="Every measure could be computed for all rows together.", zh="各项指标均可就全部记录计算。"
    ),
    "method.title": Text(en="Method", zh="方法"),
    "method.question": Text(en="How was it computed?", zh="如何计算？"),
    "method.verdicts": Text(en="How a verdict is reached", zh="结论如何得出"),
    "method.measures": Text(en="The measures", zh="指标定义"),
    "method.statistics": Text(en="Ranges and error rates", zh="区间与误判率"),
    "repeat.title": Text(en="Reproducibility", zh="可复现信息"),
    "repeat.question": Text(en="Can I repeat it?", zh="能否复现？"),
    "repeat.tool": Text(en="Tool and version", zh="工具与版本"),
    "repeat.commit": Text(en="Source commit", zh="源代码提交号"),
    "repeat.schema": Text(en="Document form", zh="文档格式"),
    "repeat.plan": Text(en="Audit plan", zh="审计方案"),
    "repeat.plan_sha": Text(en="SHA-256 of the plan", zh="方案的SHA-256"),
    "repeat.tally_sha": Text(en="SHA-256 of the counts", zh="统计表的SHA-256"),
    "repeat.command": Text(en="Command", zh="命令"),
    "repeat.seed": Text(en="Random seed", zh="随机种子"),
    "repeat.seed.none": Text(en="None: nothing here is random", zh="无：计算不含随机成分"),
    "repeat.created": Text(en="Computed at", zh="计算时间"),
    "repeat.python": Text(en="Python", zh="Python"),
    "repeat.platform": Text(en="Platform", zh="运行平台"),
    "repeat.libraries": Text(en="Libraries", zh="程序库"),
    "repeat.files": Text(en="Files that were read and their SHA-256", zh="读取的文件及其SHA-256"),
    "repeat.none": Text(en="Not recorded", zh="未记录"),
    "repeat.note": Text(
        en="The same log, plan, tool and command give the same assessment; the report is drawn from the"
        " assessment"
        " alone.",
        zh="日志、方案、工具和命令相同，评估结果即相同；报告仅由评估结果生成。",
    ),
    "glossary.title": Text(en="Glossary", zh="术语"),
    "glossary.question": Text(en="What do the words mean?", zh="这些词是什么意思？"),
}

SENTENCES: dict[str, Text] = _PAGE | TABLE_WORDS | PROSE | RECORD | PUBLIC
