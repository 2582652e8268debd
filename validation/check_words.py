"""What the section about every check says, in both languages."""

from __future__ import annotations

from policeaudit.text import Text
from validation.words import T

THINGS: dict[str, Text] = {
    "C01": T("Warning precision between groups", "各群体预警准确率差距"),
    "C02": T("Error rates between groups, all outcomes known", "各群体误报率与漏报率差距（结果全部已知）"),
    "C02 sample": T("Error rates between groups, from a random check", "各群体误报率与漏报率差距（据随机核查推算）"),
    "C03": T("Calibration of the score", "分数校准"),
    "C04": T("Selection rate between groups", "各群体预警率差异"),
    "C05": T("Hidden subgroups (named, at most *Watch*)", "隐藏的子群体（指出者至多判“需关注”）"),
    "C06": T("Follow-up of warnings between groups", "各群体预警核查率差异"),
    "C12h rates": T("Review, override, action and closing between groups", "各群体复核、否决、处置和办结差异"),
    "C12h overriding": T("Overridden warnings that were right", "被否决预警的属实情况"),
    "C17 same": T("Precision at the same level between groups", "各群体同一等级的准确率差距"),
    "C17 order": T("Order of the levels", "等级顺序"),
    "C21": T("Ranking by the score (AUC) against a target", "分数的排序能力（AUC）是否达标"),
    "C22": T("Errors of recognition between groups", "各群体识别错误差距"),
    "C09": T("Coverage and steps between groups", "各群体覆盖率与逐步进入比例差距"),
    "C09 inequality": T("Inequality of coverage", "覆盖不均等程度"),
    "C10": T("Places covered between areas", "各地点位覆盖率差距"),
    "C10 inequality": T("Inequality of places covered", "点位覆盖不均等程度"),
    "C11 quantiles": T("Median and ninth decile of response times", "响应时间中位数与九成响应时间"),
    "C11 within": T("Share within the standard between groups", "各群体响应达标率差距"),
    "C12 phases": T("Field work before and after, against other areas", "实地工作前后对照（与其他地区相比）"),
    "C12 months": T("Field work month by month", "实地工作逐月变化"),
    "C25": T("What people say, between groups", "各群体评价差距"),
    "C26": T("Warnings about places, for each resident", "对地点的预警（人均）"),
    "C30": T("A “yes” about contacts that monthly counts contradict", "“是”的回答与逐月走访数矛盾"),
    "C01 many": T("many groups differ at all (chance of 5 % or less)", "多个群体确有差异（概率不超过5%）"),
    "C03 chance": T(
        "scores err by more than a perfect one would (5 % or less)", "分数误差大于完美分数（概率不超过5%）"
    ),
    "C07 gap": T("the gap changed from the first to the last month", "首月至末月差距有变化"),
    "C07 drift": T("scores or the mix of groups shifted", "分数或群体构成有偏移"),
    "C07 outside": T("a month lies outside its usual limits", "某月超出常态范围"),
    "C07 shift": T("a lasting shift", "持续性变化"),
    "C18 like": T("a gap remains between like and like", "同类之间仍存在差距"),
    "C18 reverses": T("its direction reverses", "其方向相反"),
    "C19": T("a gap that recording errors would have to explain", "须由登记误差来解释的差距"),
    "C26 headline": T("more warnings fall on a group by more than chance", "某群体承受的预警更多，且超出偶然范围"),
    "whole": T("warnings, every outcome known", "预警日志，结果全部已知"),
    "followed": T("warnings, followed up in part", "预警日志，部分已核查"),
    "sampled": T("warnings, others checked at random", "预警日志，其余随机核查"),
    "matches": T("recognition matches", "识别比对日志"),
    "tables": T("tables without a log", "仅有表格，没有日志"),
}
HEADERS: dict[str, Text] = {
    "kind": T("log", "日志"),
    "family": T("judged together", "一并判断的项数"),
    "id": T("check", "检查项目"),
    "judged": T("what is judged", "判断内容"),
    "stated": T("what is said", "表述内容"),
    "people": T("people", "人员"),
    "audits": T("audits", "审计数"),
    "action": T("false Action needed %", "错误“需整改”%"),
    "watch": T("false Watch %", "错误“需关注”%"),
    "cleared": T("No concern at the limit %", "恰为限值却判“未发现问题”%"),
    "covered": T("range holds the truth %", "区间包含真值%"),
    "found": T("planted effect found %", "植入差异的检出%"),
    "said": T("falsely said %", "错误表述%"),
    "of": T("of", "计数单位"),
    "promised": T("promised, at most %", "承诺上限%"),
    "on_disk": T("made from files too", "另由文件评估"),
    "differing": T("findings differing", "不一致的发现"),
}
UNIT = {True: T("audits", "审计"), False: T("groups or series", "群体或序列")}
WHOLE_AUDITS = T("Whole audits, all checks together:", "整份审计，全部检查项目合计：")
STATED = T(
    "Some checks also say things that carry no verdict: a word in a table, a row that appears, a sentence among the key "
    "figures. How often these are false, of what they are promised of:",
    "部分检查项目还有不附结论的表述：表格中的说明、出现的行、主要数字中的句子。下表为这些表述出错的频率及承诺的上限：",
)
LIMITS = T(
    "Read with this in mind: at the limit is the worst case, and in a real audit few things lie there. Ranges of times in bands "
    "and of the AUC are wide on purpose and hold the truth more often than 95 %. Two things are judged outside the shared error "
    "rate: hidden subgroups (C05), which are left out of the whole audits above, and an answer that monthly counts contradict "
    "(C30), which is among them; the other questions of C30 are about what a log or a table holds and leave nothing to chance. "
    "Neighbouring neighbourhoods do not resemble each other here; where they do, the ranges of C26 hold the truth in some 88 to "
    "92 of 100 worlds. Changes from one audit to the next follow the rule for changes from month to month and are not counted "
    "again.",
    "阅读时请注意：“恰为限值”是最不利的场景，实际审计中很少有多项同时如此。分段时间和AUC的区间有意取宽，包含真值的频率高于95%。"
    "有两项不计入共享的出错率：隐藏的子群体（C05），上表的整份审计未将其计入；与逐月计数矛盾的答案（C30），已计入其中。C30的其余问题只涉及日志或表格所载内容，不涉及偶然性。"
    "此处相邻片区的居民构成互不相似；若彼此相似，C26的区间在100个场景中约有88至92个包含真值。前后两次审计之间的变化与逐月变化适用同一规则，不另行测算。",
)
NO_CHANCE = T(
    "These checks have no error rate, because nothing in them is left to chance:",
    "以下检查项目不涉及偶然性，因此没有出错率：",
)
WITHOUT_CHANCE: dict[str, Text] = {
    "C13": T(
        "Personal data in the log: a column holds identity numbers, or it does not.",
        "日志中的个人信息：某列要么含有身份号码，要么没有。",
    ),
    "C14": T(
        "Resources by area: officers, money and offices are counted in full, so a rate is what it is.",
        "各地区资源配置：警力、经费和设施为全数统计，比率即为实数。",
    ),
    "C15": T(
        "What an indicator's change is made of: registered cases are split exactly, by arithmetic.",
        "指标变化的构成：对全部已登记案件作精确分解，属算术运算。",
    ),
    "C16": T("Changes of rules: declared changes are counted.", "规则的稳定性：对已声明的调整计数。"),
    "C24": T(
        "Scorecard and ranking: scores are computed again from their parts and weights.",
        "考核得分与排名：由各项得分和权重重新计算。",
    ),
}
