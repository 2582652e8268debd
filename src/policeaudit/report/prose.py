"""Longer fixed text: the meaning of the verdict words, limitations and method, in both languages."""

from __future__ import annotations

from policeaudit.text import Text

PROSE: dict[str, Text] = {
    "meaning.no_concern": Text(
        en="The whole range of the gap lies within the limit, for every value of the missing results. It"
        " does not say"
        " that there is no problem.",
        zh="无论缺失结果为何，差距的整个区间都在限值之内。这并不表示没有问题。",
    ),
    "meaning.watch": Text(
        en="The gap that was seen is beyond the limit and is unlikely to be chance, but the range still"
        " reaches back"
        " within the limit.",
        zh="所见差距超出限值，且不大可能出于偶然，但区间仍有一部分在限值之内。",
    ),
    "meaning.action_needed": Text(
        en="The whole range of the gap lies beyond the limit, after correction for the number of"
        " comparisons and for"
        " every value of the missing results.",
        zh="经比较次数校正，且无论缺失结果为何，差距的整个区间都超出限值。",
    ),
    "meaning.cannot_tell": Text(
        en="There are too few checked results, the range reaches both sides of the limit, or the missing results could"
        " turn the answer. This is never a pass.",
        zh="已核查的结果过少，或区间跨越限值，或缺失的结果足以改变结论。这绝不等于合格。",
    ),
    "meaning.not_assessed": Text(
        en="The data do not hold what is needed, or the check was not asked for. The reason is printed.",
        zh="数据不含所需内容，或未要求进行该项检查。原因已列明。",
    ),
    "meaning.no_limit": Text(
        en="The oversight body has set no limit for this. The numbers are shown without a verdict.",
        zh="监督机构未就此设定限值。仅列数字，不作结论。",
    ),
    "limitations.cause.term": Text(en="No cause is shown.", zh="不说明原因。"),
    "limitations.cause": Text(
        en="The report compares groups as the data record them. A difference can come from the system,"
        " from the way"
        " results are checked and recorded, or from the groups’ circumstances.",
        zh="本报告按数据的记录比较各群体。差异可能来自系统，可能来自核查和记录的方式，也可能来自各群体的处境。",
    ),
    "limitations.outcomes.term": Text(en="Results are what officers recorded.", zh="核查结果以民警记录为准。"),
    "limitations.outcomes": Text(
        en="“Confirmed” is taken from the log. If groups are checked with different care, the measures"
        " inherit the"
        " difference.",
        zh="“属实”取自日志。如对不同群体核查的严格程度不同，指标也会带有这种差异。",
    ),
    "limitations.selective.term": Text(en="Who was checked may not be chance.", zh="核查对象未必随机。"),
    "limitations.selective": Text(
        en="Where results are missing, the rates describe only what was checked. The bounds show how far"
        " the missing"
        " ones could move them; they make no guess about which value is likely.",
        zh="结果缺失时，比率只反映已核查的部分。界限表示缺失结果最多可使比率变动多少，并不推测何种取值更为可能。",
    ),
    "limitations.precision.term": Text(
        en="Right warnings say nothing about missed cases.", zh="预警准确不等于没有遗漏。"
    ),
    "limitations.precision": Text(
        en="Precision looks only at warnings. A system can be right in most of its warnings and still"
        " miss most of"
        " the cases.",
        zh="预警准确率只看已发出的预警。系统可能多数预警属实，却遗漏了多数真实情形。",
    ),
    "limitations.small.term": Text(en="Small groups can hide a difference.", zh="小群体可能掩盖差距。"),
    "limitations.small": Text(
        en="With fewer than {min_n} rows that count in a group, the verdict is always “Cannot tell”. We have not found"
        " a difference there; that does not mean there is none.",
        zh="某群体应计入的行不足{min_n}行时，一律为“无法判断”。我们在其中没有发现差距，并不意味着没有差距。",
    ),
    "limitations.tradeoff.term": Text(en="Not every kind of equality can hold at once.", zh="各种平等不能同时成立。"),
    "limitations.tradeoff": Text(
        en="When groups differ in how often the event truly occurs, equal precision, equal false positive"
        " rates and"
        " equal false negative rates cannot all hold unless the system never errs. The oversight body"
        " chooses which"
        " error matters most, and says why.",
        zh="各群体的实际发生率不同时，除非系统从不出错，否则预警准确率、误报率和漏报率不可能同时相等。"
        "应由监督机构决定哪种错误最要紧，并说明理由。",
    ),
    "limitations.tables.term": Text(en="A table is a count that somebody else made.", zh="表格是由他人统计得出的。"),
    "limitations.tables": Text(
        en="The tables are taken as they were given: who was counted twice or not at all cannot be seen in them. A share has the"
        " errors of the population that it is divided by.",
        zh="表格按收到的原样采用：谁被重复统计、谁被遗漏，从中无法看出。比率也带有其分母（人口数）的误差。",
    ),
    "limitations.policy.term": Text(
        en="A limit is a policy target, not a legal duty.", zh="限值是政策目标，不是法定义务。"
    ),
    "limitations.policy": Text(
        en="Limits come from the oversight body named beside them. The tool never invents one.",
        zh="限值由其旁所列监督机构设定，本工具不自行设定限值。",
    ),
    "method.action": Text(
        en="“Action needed”: the whole range of the gap lies beyond the limit, and the verdict stays"
        " after correction"
        " for {family} (Holm) and for every value of the missing results.",
        zh="“需整改”：差距的整个区间超出限值，并且经{family}校正（Holm法）、无论缺失结果为何，判断均不改变。",
    ),
    "method.comparison": Text(en="{n} comparison", zh="{n}次比较"),
    "method.comparisons": Text(en="{n} comparisons", zh="{n}次比较"),
    "method.watch": Text(
        en="“Watch”: the gap seen is beyond the limit and a gap of zero is unlikely (false discovery rate"
        " at most"
        " {watch_fdr}), but the rule for “Action needed” is not met.",
        zh="“需关注”：所见差距超出限值，且不大可能为零（错误发现率不超过{watch_fdr}），但未达到“需整改”的条件。",
    ),
    "method.no_concern": Text(
        en="“No concern found”: the whole range of the gap lies within the limit in both directions, for"
        " every value"
        " of the missing results.",
        zh="“未发现问题”：无论缺失结果为何，差距的整个区间在两个方向上都在限值之内。",
    ),
    "method.cannot": Text(
        en="“Cannot tell”: everything else. Always when a group has fewer than {min_n} rows that count, after allowing"
        " for repeated subjects. A rate below 10% or above 90% needs at least {min_events} of the rarer result in each"
        " group for “Watch” or “Action needed”. Measures that need rows without a warning are not computed unless at"
        " least {min_follow_up} of those rows have a result, or a random sample of them was checked.",
        zh="“无法判断”：其余一切情形；某群体应计入的行（已考虑对象重复）不足{min_n}行时，一律归入此类。"
        "比率低于10%或高于90%时，每个群体较少见的结果至少须有{min_events}个，方可作出“需关注”或“需整改”的结论。"
        "需要未预警记录的指标，只有其中至少{min_follow_up}有核查结果，或对其进行过随机抽样核查时，才计算。",
    ),
    "method.pillar": Text(
        en="An area takes the worst verdict of its findings. Only findings within a limit that a body has set clear it:"
        " a fixed rule of this tool can raise its verdict, never clear it. Areas are never added up.",
        zh="每个领域取其各项评估发现中最差的结论。只有符合监督机构所设限值的发现，才能使其结论为“未发现问题”；"
        "本工具的固定规则只会使结论变差，不能单独得出“未发现问题”。各领域不相加。",
    ),
    "method.family": Text(
        en="If the records are right, the chance that even one “Action needed” in this report is wrong is at most"
        " {alpha}.",
        zh="若记录无误，本报告中哪怕有一项“需整改”结论有误的概率至多为{alpha}。",
    ),
    "method.silence": Text(en="Silence is not clearance.", zh="未发现不等于没有问题。"),
    "method.silence.why": Text(
        en="A group of which nothing is said may simply be small: to show that two groups with rates near 80% differ by less"
        " than 5 points takes some 1,340 checked results in each.",
        zh="未得出结论的群体可能只是数量太少：要表明两个比率约为80%的群体相差不到5个百分点，每个群体约需1,340条核查结果。",
    ),
    "method.measured": Text(
        en="These error rates were measured on generated logs in which the truth is known ({date}). Where all of some 200 gaps"
        " lay exactly at the limit, {action} of {reports} reports held a wrong “Action needed”, and {cleared} of the"
        " comparisons were wrongly called “No concern found”. Without any gap, a report held {watch} wrong “Watch” on"
        " average. All measured figures, with those that fell short, are in the manual: docs/validation.md.",
        zh="上述出错率已在真相已知的模拟日志上测算（{date}）：约200项差距全部恰为限值时，{reports}份报告中有{action}含有错误的"
        "“需整改”，{cleared}的比较被误判为“未发现问题”；毫无差距时，平均每份报告有{watch}条错误的“需关注”。"
        "全部实测数字（包括未达标者）见手册docs/validation.zh.md。",
    ),
    "method.range": Text(
        en="Rates have {interval} ranges at {confidence}. Gaps and ratios combine the Wilson ranges of both rates (MOVER)."
        " Where subjects"
        " repeat, the number of rows is divided by the design effect, estimated from 64 groups of subjects.",
        zh="比率采用{interval}法的{confidence}区间；差距和比值由两个比率的Wilson区间合成（MOVER法）。对象重复时，"
        "行数除以设计效应，后者由64组对象估计。",
    ),
    "method.bounds": Text(
        en="Bounds replace every missing result first by its most and then by its least favourable value"
        " (Manski)."
        " They assume nothing about why results are missing.",
        zh="界限把每个缺失结果先后取最有利和最不利的值（Manski法），对缺失的原因不作任何假定。",
    ),
    "note.rounding": Text(
        en="Gaps are computed from unrounded rates and may differ by 0.1 from the difference of the printed ones.",
        zh="差距由未取整的比率算出，可能与所列比率之差相差0.1。",
    ),
    "method.rounding": Text(
        en="Sentences say “of 1,000” only where there are at least 1,000 rows, “of 100” from 100 to 999,"
        " and give the"
        " counts themselves below that. Percentages are computed from unrounded values.",
        zh="不少于1,000行时才说“每1,000”，100至999行时说“每100”，不足时直接给出计数。百分比由未取整的数值算出。",
    ),
}
