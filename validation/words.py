"""What the pages say, in both languages."""

from __future__ import annotations

from policeaudit.text import Text


def T(en: str, zh: str) -> Text:  # noqa: N802 - short, because everything below is made of it
    """Both languages of one text."""
    return Text(en=en, zh=zh)


TITLE = T("How often the verdicts are wrong", "结论的出错率")
GENERATED = T(
    "*Measured by `python -m validation`, which also draws this page; do not edit it by hand. [中文"
    "](validation.zh.md)*",
    "*本页由`python -m validation`测算并生成，请勿手工修改。[English](validation.md)*",
)
INTRO = T(
    "A verdict can harm somebody, or clear somebody, so it has to come with its own error rate. Here every rule "
    "of the verdicts is held against worlds in which the truth is known. **The chance that even one *Action "
    "needed* in a report is wrong is meant to be at most 5 %, and silence is not clearance**: a group of which "
    "nothing is found may simply be small.",
    "一条结论可能使人受损，也可能使人免责，因此必须附带自身的出错率。本页在真相已知的模拟场景中检验全部结论规则。"
    "**整份报告中哪怕只有一条“需整改”出错的概率，设计上不超过5%；没有发现问题不等于没有问题**：未得出结论的群"
    "体可能只是数量太少。",
)
SUMMARY = T("The promises", "承诺与实测")
BAR_HEADERS = [
    T("promise", "承诺"),
    T("promised", "承诺值"),
    T("measured (worst)", "实测（最差）"),
    T("where", "出现在"),
    T("kept", "达标项数"),
    T("holds", "是否成立"),
]
HOLDS = {True: T("yes", "是"), False: T("**no**", "**否**")}

BARS: dict[str, Text] = {
    "coverage_large": T(
        "interval coverage from 100 rows on, average over the grid", "100条以上时的区间覆盖率，网格平均"
    ),
    "coverage_large_everywhere": T(
        "interval coverage from 100 rows on, at every point of the grid", "100条以上时的区间覆盖率，网格中每一点"
    ),
    "coverage_small": T(
        "interval coverage at 10 to 30 rows, average over the grid", "10至30条时的区间覆盖率，网格平均"
    ),
    "clustered": T(
        "coverage where people repeat (10–20 rows each, correlation 0.3)", "人员重复时的覆盖率（每人10–20条，相关0.3）"
    ),
    "clustered_unequal": T(
        "coverage where people repeat very unequally often, within a group or between the two",
        "人均记录数悬殊（群体内部或两群体之间）时的覆盖率",
    ),
    "action_main": T(
        "reports with any false *Action needed*, all gaps exactly at the limit",
        "差距均恰为限值时，含有错误“需整改”的报告",
    ),
    "action_others": T(
        "reports with any false *Action needed*, six other worlds", "另外六种场景中，含有错误“需整改”的报告"
    ),
    "watch_main": T(
        "false *Watch* in a report of 200 comparisons without any gap", "200项比较、毫无差距时，错误的“需关注”条数"
    ),
    "watch_others": T(
        "false *Watch* per 200 comparisons without any gap, other worlds",
        "其他场景中每200项无差距比较的错误“需关注”条数",
    ),
    "cleared": T(
        "*No concern found* where the gap is exactly at the limit, of each comparison",
        "差距恰为限值却判“未发现问题”（每项比较）",
    ),
    "paths": T(
        "comparisons on which files on disk and simulated counts disagree", "磁盘文件与模拟计数结论不一致的比较项数"
    ),
    "power": T(
        "power at the printed number needed, exact (mean within ±4 % of it)",
        "按所印“所需数量”的检出率，精确计算（其±4%内的平均）",
    ),
    "power_family": T("power at the printed number, whole families simulated", "按所印数量的检出率，整组比较模拟"),
    "power_clustered": T("power at the printed number where people repeat", "人员重复时按所印数量的检出率"),
    "reversed": T(
        "*Action needed* that becomes *No concern found*, or the reverse, as outcomes go missing",
        "结果缺失后“需整改”与“未发现问题”互换的次数",
    ),
    "law": T("other moves away from *Cannot tell* as outcomes go missing", "结果缺失后偏离“无法判断”的其他变化次数"),
    "subgroups": T(
        "logs in which the search names a subgroup where single traits explain everything",
        "单项特征已能解释一切、搜索却仍指出子群体的日志",
    ),
    "checks_action": T(
        "audits of all checks together with any false *Action needed* (within two errors)",
        "全部检查项目一并评估时，含有错误“需整改”的审计（允许两倍标准误，下同）",
    ),
    "checks_watch": T(
        "audits where nothing is wrong with any false *Watch* (within two errors)",
        "一切正常时，含有错误“需关注”的审计",
    ),
    "checks_each": T(
        "the same false *Action needed*, of any one check (within two errors)", "任一检查项目含有错误“需整改”的审计"
    ),
    "checks_cleared": T(
        "*No concern found* exactly at the limit, of any one check (within two errors)",
        "任一检查项目恰为限值却判“未发现问题”",
    ),
    "checks_coverage": T(
        "ranges that hold the planted truth, of any one check (within two errors)", "任一检查项目的区间包含所设真值"
    ),
    "checks_said": T(
        "false statements without a verdict where 5 % are promised (within two errors)",
        "承诺不超过5%的无结论表述中，错误者所占比例",
    ),
    "checks_said_rarely": T(
        "false statements without a verdict where 3 % are promised (within two errors)",
        "承诺不超过3%的无结论表述中，错误者所占比例",
    ),
    "checks_paths": T(
        "findings on which files on disk and frames in memory disagree", "磁盘文件与内存数据得出的发现不一致的项数"
    ),
}

# Said below the table where a promise is not kept.
FAILURES: dict[str, Text] = {
    "coverage_large_everywhere": T(
        "The average is kept, every single point is not: with 100 rows and a rate of 1 % or 99 % fewer than five "
        "events are expected, and no closed-form interval is exact there (a guaranteed one, Clopper–Pearson, is "
        "too wide elsewhere). The verdicts are protected by the gate of five events.",
        "平均值达标，但并非每一点都达标：100条记录、比率为1%或99%时，预期事件不足5起，任何显式公式的区间在此都不"
        "精确（保证覆盖的Clopper–Pearson区间在别处过宽）。结论另有“至少5起事件”的门槛保护。",
    ),
    "clustered_unequal": T(
        "A small group's own design effect is uncertain, and the reference's, which usually steps in, is too "
        "small when the reference's subjects repeat less often. With some 15 to 30 people who are warned about "
        "very unequally often the interval is then too short. Read verdicts about such groups with care.",
        "小群体自身的设计效应估计不稳，而通常代为使用的对照群体设计效应，在对照群体人均记录较少时又偏小。当群体只"
        "有约15至30人且人均预警次数悬殊时，区间偏窄，对此类群体的结论应谨慎看待。",
    ),
    **dict.fromkeys(
        ("action_main", "action_others"),
        T("More reports than promised hold a false *Action needed*.", "含有错误“需整改”的报告多于承诺。"),
    ),
    "watch_main": T("Pure noise is marked *Watch* more often than promised.", "纯随机波动被判“需关注”的次数多于承诺。"),
    "watch_others": T(
        "Where the limit is small against the noise, what is unlikely to be noise at all is also beyond the "
        "limit: of the false discoveries that the Benjamini–Hochberg rule admits (a tenth of reports without "
        "any gap hold one or more) nearly all then lie beyond it.",
        "当限值相对于随机波动较小时，凡不像随机波动的差距也都超出限值：Benjamini–Hochberg规则容许的错误发现（毫"
        "无差距的报告中约十分之一会出现）此时几乎都超出限值。",
    ),
    "cleared": T("A gap exactly at the limit is cleared more often than 3 %.", "恰为限值的差距被放行的比例超过3%。"),
    "paths": T("The two paths disagree: see the table.", "两条路径结论不一致，见下表。"),
    **dict.fromkeys(
        ("power", "power_family", "power_clustered"),
        T(
            "The printed number gives another chance than promised: see the table.",
            "按所印数量的检出率与承诺不符，见下表。",
        ),
    ),
    "reversed": T("A verdict turned into its opposite.", "出现结论反转。"),
    "subgroups": T(
        "Subgroups are named where there are none more often than promised.",
        "在不存在子群体处指出子群体的次数多于承诺。",
    ),
    "law": T(
        "Rare, never a reversal, and only where people repeat: design effects are estimated from the known outcomes, "
        "and as outcomes go missing an estimate may fall, which makes a range shorter or lets a group pass a gate.",
        "极少见，从未出现结论反转，且只见于人员重复时：设计效应由已知结果估计，结果缺失后估计值可能变小，区间随之变窄，或使群体通过门槛。",
    ),
}

SECTIONS: dict[str, tuple[Text, Text]] = {
    "coverage": (
        T("1. Intervals, independent rows", "一、区间（记录相互独立）"),
        T(
            "How often a 95 % interval holds the truth: exact sums of binomial probabilities over a grid of "
            "rates (or pairs of rates) from 1 % to 99 %. *≥ 5 events*: only where five events and five "
            "non-events are expected in each group. *Missed from above*: the lower limit lies above the truth, "
            "the error that makes a false finding (2.5 % meant).",
            "95%区间包含真值的频率：对1%至99%的比率（或比率对）网格逐点累加二项概率，属精确计算。“≥5起事件”："
            "仅统计各群体预期事件与非事件均不少于5起的网格点。“偏高失误”：区间下限高于真值，即造成错误发现的一"
            "侧（设计值2.5%）。",
        ),
    ),
    "clustered": (
        T("2. Intervals, repeating people", "二、区间（人员重复）"),
        T(
            "Simulated people with rates of their own (beta-binomial), so that two rows of one person correlate "
            "by the figure given; buckets by md5 as in an audit. True rates 68.3 % and 83.5 %, or 5 % and 2 %. "
            "*Rows taken as independent* is what an audit would claim that ignores the subjects. Monte Carlo "
            "standard error of coverage: about {error} points.",
            "模拟人员各有自身比率（贝塔-二项分布），同一人两条记录的相关系数如表所列；按md5分桶，与审计一致。真实"
            "比率为68.3%与83.5%，或5%与2%。“视为独立”一栏是忽略人员重复的审计会给出的结果。覆盖率的模拟标准误约"
            "{error}个百分点。",
        ),
    ),
    "reports": (
        T("3. Whole reports", "三、整份报告"),
        T(
            "About 200 correlated comparisons from one log of 20,000 warnings; people have 1 to 20 rows with "
            "correlation 0.3 where *repeating*. *At the limit*: every compared group differs from its reference "
            "by exactly the limit (of features with intersections the latter, of groups against the rest one in "
            "five; the others less), so any *Action needed* is false, and so is *No concern found* where the "
            "limit is reached. *No gap*: every *Watch* is false too. *Files*: a plan and a Parquet log on disk "
            "are read, counted and assessed, as a user does. *Counts*: logs counted by numpy and judged by the "
            "rule written a second time, without files and wording. Each log of the first kind was also judged in "
            "the second way: *differing* is the number of comparisons whose verdicts or p-values disagree. In "
            "brackets: Monte Carlo standard error.",
            "每份日志约2万条预警，约200项相关比较；“重复”指每人1至20条记录、相关0.3。“恰为限值”：各群体与对照"
            "群体的差距都恰等于限值（含交叉属性时为交叉群体，与其余相比时为五分之一的群体，其他较小），因此任何“"
            "需整改”都是错误的，恰为限值者的“未发现问题”也是错误的。“无差距”：任何“需关注”也是错误的。“文"
            "件”：与用户操作相同，从磁盘上的方案和Parquet日志读取、计数、评估。“计数”：日志由numpy计数，并由另行编"
            "写的同一规则判断，省去文件和文字。前一种方式的每份日志也都用后一种方式判断过：“不一致”是结论或p值不同"
            "的比较项数。括号内为模拟标准误。",
        ),
    ),
    "power": (
        T("4. The number needed", "四、所需数量"),
        T(
            "A report prints how many followed-up rows would settle an open comparison with a chance of 80 %. "
            "Here the printed number is taken where the observed rates are the true ones, and the chance of the "
            "verdict at that number is computed (exactly, or simulated where people repeat). *k*: rows of the "
            "reference for each row of the group; *family* (m): comparisons that share the error rate, all "
            "others without a gap.",
            "报告会给出：需要多少条已核查记录，才能以80%的概率使悬而未决的比较得出结论。这里取观察比率等于真实比"
            "率时所印的数量，再计算在该数量下得出结论的概率（精确计算；人员重复时为模拟）。k：对照群体与该群体的"
            "记录数之比；“组内项数”（m）：共享出错率的比较项数，其余各项均无差距。",
        ),
    ),
    "missing": (
        T("5. Missing outcomes", "五、缺失的结果"),
        T(
            "3,000 warnings about a group against 3,000 about its reference (85 % of which are right), limit 5 "
            "points. Hidden *at random*: of both; *by group*: only of the group, twice the share; *by truth*: "
            "only the group's wrong warnings, up to that share of its rows. Each cell: share of logs with the "
            "verdict in %, and in brackets what it would be if missing outcomes were ignored.",
            "某群体3,000条预警与对照群体3,000条预警（准确率85%）相比，限值5个百分点。“随机”：两个群体均缺失；“"
            "按群体”：仅该群体缺失，比例加倍；“按真相”：仅该群体不属实的预警缺失，至多达到其记录的该比例。各格"
            "为得出该结论的日志比例（%），括号内为忽略缺失结果时的比例。",
        ),
    ),
    "subgroups": (
        T("6. Subgroups", "六、子群体"),
        T(
            "Logs of 20,000 warnings with six attributes (9,600 combinations of their levels), searched for combinations of two "
            "or three traits that differ from what their single traits explain. *Nothing*: there is no such combination, with "
            "and without single traits that matter. *Planted*: one combination is right less often by the figure given. "
            "*By design effect* is how an audit searches where people repeat; *by buckets* keeps their buckets apart. *First*: "
            "the planted combination is the first that is named. *Others*: a further one is named beside it. *Range holds*: of "
            "the logs in which it is named, those whose range holds the planted difference; where few logs find it, "
            "those that do overstate it. In brackets: Monte Carlo standard error.",
            "每份日志2万条预警，含六项属性（各级别组合共9,600种）；搜索由两项或三项特征组成、且不能由单项特征解释的子群体。“无”：不存在这样的组合，单项特征或有或无影响。“植入”：某一组合的准确率低于"
            "应有水平，差值如表。“按设计效应”为人员重复时审计所用的搜索方法；“按分桶”则将各桶分开处理。“首位”：植入的组合最先被指出。“其他”：此外还指出了别的组合。“区间包含”：在指出该组合的日志中，区间包含植入差值的比例；"
            "检出率低时，检出者往往高估差值。括号内为模拟标准误。",
        ),
    ),
    "checks": (
        T("7. Every check", "七、逐项检查"),
        T(
            "Whole audits of generated logs and tables: every check that applies is assessed together with all others, by the "
            "product's own engine, as in a user's audit. *Nothing is wrong*: groups are alike, scores mean what they say, levels "
            "are in order, months are alike; people repeat in half of the logs (1 to 20 rows each, correlation 0.3). *At the "
            "limit*: in everything at once the groups differ by exactly what the plan accepts. In both worlds every *Action "
            "needed* is false; in the first every *Watch* is too; in the second *No concern found* is false where the limit is "
            "reached, and there the planted truth is known that a 95 % range should hold. *Planted*: the groups differ by three "
            "times as much. Audits: those of the first two worlds, and those with a planted effect. In brackets: Monte Carlo "
            "standard error.",
            "对生成的日志和表格作完整审计：凡适用的检查项目均由产品自身的引擎一并评估，与用户的审计相同。“一切正常”：各群体相同，分数名副其实，等级顺序正确，各月无变化；半数日志中人员重复（每人1至20条，相关0.3）。"
            "“恰为限值”：各群体在所有方面的差异都恰好等于方案允许的程度。在这两种场景中，任何“需整改”都是错误的；在前一种场景中，任何“需关注”也是错误的；在后一种场景中，恰为限值者的“未发现问题”是错误的，且真值已知，95%区间应当包含它。"
            "“植入”：各群体的差异为限值的三倍。审计数：前两种场景的份数，加上植入差异的份数。括号内为模拟标准误。",
        ),
    ),
}
MOVES = T(
    "The outcomes of one log hidden step by step (1, 2, 5, 10, 15, 20, 30, 40 %): a verdict may move only "
    "towards *Cannot tell*, and *Action needed* also to *Watch*.",
    "对同一日志逐步隐去结果（1%、2%、5%、10%、15%、20%、30%、40%）：结论只能向“无法判断”移动，“需整改”也可"
    "变为“需关注”。",
)
ABOUT = T("How to repeat this", "如何复现")
ABOUT_TEXT = T(
    "`make validate`; data in `validation/results/`. Seed {seed}, {date}, {minutes} minutes of processor time "
    "({machine}), policeaudit {policeaudit} (verdict engine `{engine}`, checks `{checks}`), Python {python}, numpy {numpy}, "
    "scipy {scipy}, DuckDB {duckdb}, pandas {pandas}.",
    "`make validate`；数据见`validation/results/`。随机种子{seed}，{date}，处理器时间共{minutes}分钟（{machine}），"
    "policeaudit {policeaudit}（结论引擎`{engine}`，检查项目`{checks}`），Python {python}，numpy {numpy}，scipy {scipy}，DuckDB "
    "{duckdb}，pandas {pandas}。",
)
ONLY_A_TRY = T("**Only a try** with {effort} of the repetitions.", "**仅为试运行**，重复次数为完整运行的{effort}。")

TERMS: dict[str, Text] = {
    "wilson": T("Wilson (one rate)", "Wilson（单个比率）"),
    "clopper_pearson": T("Clopper–Pearson (one rate)", "Clopper–Pearson（单个比率）"),
    "difference": T("difference (Newcombe/MOVER)", "差距（Newcombe/MOVER）"),
    "ratio": T("ratio (MOVER-R)", "比值（MOVER-R）"),
    "rate": T("one rate", "单个比率"),
    "balanced": T("equal groups", "两群体相当"),
    "small group": T("small group", "小群体"),
    "unequal rows": T("very unequal rows", "人均记录悬殊"),
    "main": T("main", "主场景"),
    "nested": T("features and their intersections", "属性及其交叉"),
    "small groups": T("small groups, large reference", "小群体对大对照群体"),
    "rare events": T("rare events, limit 2 points", "罕见事件，限值2个百分点"),
    "against the rest": T("each group against the rest", "各群体与其余相比"),
    "ratio world": T("four-fifths ratio of selection rates", "预警率比值（五分之四规则）"),
    "target": T("target of 90 %", "目标90%"),
    "at the limit": T("at the limit", "恰为限值"),
    "no gap": T("no gap", "无差距"),
    "counts": T("counts", "计数"),
    "files": T("files", "文件"),
    "exact": T("exact", "精确"),
    "whole family": T("whole family", "整组模拟"),
    "repeating subjects": T("repeating people", "人员重复"),
    "gap": T("gap", "差距"),
    "ratio kind": T("ratio", "比值"),
    "target kind": T("target", "目标"),
    "confirm": T("confirm", "确认"),
    "clear": T("clear", "放行"),
    "at random": T("at random", "随机"),
    "by group": T("by group", "按群体"),
    "by truth": T("by truth", "按真相"),
    "many": T("200 comparisons", "200项比较"),
    "few": T("12 comparisons of large groups", "12项大群体比较"),
    "rare": T("rare events, very unequal groups", "罕见事件、群体悬殊"),
    "rows search": T("independent rows", "记录独立"),
    "deff search": T("by design effect", "按设计效应"),
    "buckets search": T("by buckets", "按分桶"),
    "three traits": T("three common traits", "三项常见特征"),
    "few planted": T("three traits, few people", "三项特征，人数少"),
    "two traits": T("two traits", "两项特征"),
    "matter": T("yes", "是"),
    "do not": T("no", "否"),
    "yes": T("repeating", "重复"),
    "no": T("independent", "独立"),
    "action_needed": T("Action needed", "需整改"),
    "watch": T("Watch", "需关注"),
    "no_concern": T("No concern found", "未发现问题"),
    "cannot_tell": T("Cannot tell", "无法判断"),
}
HEADERS: dict[str, Text] = {
    "interval": T("interval", "区间"),
    "rows": T("rows", "记录数"),
    "grid": T("grid", "网格"),
    "mean": T("mean %", "平均%"),
    "min": T("lowest %", "最低%"),
    "at": T("at", "位置"),
    "below": T("points below 94 %", "低于94%的点"),
    "common_mean": T("≥ 5 events: mean %", "≥5起事件：平均%"),
    "common_min": T("lowest %", "最低%"),
    "above": T("missed from above: mean (most) %", "偏高失误：平均（最大）%"),
    "part": T("groups", "群体"),
    "people": T("people", "人数"),
    "rows_each": T("rows each", "人均记录"),
    "icc": T("correlation", "相关"),
    "rates": T("rates %", "比率%"),
    "deff": T("design effect", "设计效应"),
    "ignored": T("rows taken as independent %", "视为独立%"),
    "difference": T("difference %", "差距%"),
    "ratio": T("ratio %", "比值%"),
    "rate": T("one rate %", "单个比率%"),
    "too_high": T("missed from above %", "偏高失误%"),
    "world": T("world", "场景"),
    "truth": T("truth", "真相"),
    "subjects": T("people", "人员"),
    "path": T("path", "方式"),
    "reports": T("reports", "报告数"),
    "family": T("family", "组内项数"),
    "any_action": T("any false Action needed %", "含错误“需整改”%"),
    "watch_per": T("Watch per report", "每份“需关注”条数"),
    "cleared": T("No concern at the limit %", "恰为限值却判“未发现问题”%"),
    "differing": T("differing", "不一致"),
    "how": T("how", "方法"),
    "goal": T("goal", "目的"),
    "kind": T("kind", "类型"),
    "limit": T("limit", "限值"),
    "needed": T("printed number", "所印数量"),
    "power": T("power %", "检出率%"),
    "around": T("mean within ±4 % of the number %", "数量±4%内平均%"),
    "gap": T("true gap", "真实差距"),
    "way": T("missing", "缺失方式"),
    "share": T("share hidden", "隐去比例"),
    "steps": T("steps", "步数"),
    "moved": T("verdicts changed", "结论变化"),
    "law": T("against the law", "违反规律"),
    "reversed": T("reversed", "反转"),
    "which": T("which", "具体变化"),
    "k": T("k", "k"),
    "traits": T("single traits matter", "单项特征有影响"),
    "way of search": T("search", "搜索方法"),
    "logs": T("logs", "日志数"),
    "tested": T("combinations tested", "检验的组合数"),
    "any": T("something named %", "指出子群体%"),
    "planted": T("planted", "植入的组合"),
    "effect": T("difference, points", "差值（百分点）"),
    "size": T("rows", "记录数"),
    "exact": T("first %", "首位%"),
    "extra": T("others %", "其他%"),
    "held": T("range holds %", "区间包含%"),
}
