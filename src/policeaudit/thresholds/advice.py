"""What arithmetic cannot say: where thresholds by group may be unlawful or unwise, what else could be done, how to read it."""

from __future__ import annotations

from policeaudit.plan.model import Plan
from policeaudit.text import Text


def cautions() -> list[Text]:
    """Why thresholds by group are not to be put into use because a program found them."""
    return [
        Text(
            en="Thresholds by group treat two people with the same score differently because of their group. That may be "
            "unlawful. China: all citizens are equal before the law (Constitution Art. 33), and automated decisions must be fair "
            "(PIPL Art. 24). European Union: non-discrimination (Charter Art. 21), no discriminatory profiling (Law Enforcement "
            "Directive Art. 11(3)). United Kingdom: direct discrimination (Equality Act s. 13). United States: disparate "
            "treatment, equal protection. Ask a lawyer before anything else.",
            zh="按群体分设分数线，意味着分数相同的两个人因所属群体不同而受到不同对待，这可能违法。中国：公民在法律面前一律平等（《宪法》第三十三条），"
            "自动化决策应当公平、公正（《个人信息保护法》第二十四条）。欧盟：禁止歧视（《基本权利宪章》第21条），禁止歧视性画像（《执法数据保护指令》第11条第3款）。"
            "英国：直接歧视（《平等法》第13条）。美国：差别对待与平等保护。采取任何措施之前应先征求法律意见。",
        ),
        Text(
            en="Even where it is lawful it may be unwise: it leaves the cause of the gap in place, it needs everybody's group at "
            "the moment of decision, and a line drawn by group is easily moved for other reasons later.",
            zh="即使合法，也未必妥当：差距的成因依然存在；每次决策都须掌握每个人的群体归属；按群体划定的分数线日后也容易因其他理由被更改。",
        ),
        Text(
            en="They are shown because they tell how large the problem is: what it would take, and cost, to make up for it at "
            "the last step.",
            zh="列出这些分数线，是为了说明问题有多大：若只在最后一步弥补，需要做到什么程度、付出什么代价。",
        ),
    ]


def alternatives(plan: Plan) -> list[Text]:
    """What else could be done about a gap, beside thresholds by group."""
    review = (
        Text(
            en="Let a person review every warning of the level where the gap arises before anybody acts on it.",
            zh="对产生差距的预警级别，逐条由人工复核后再采取行动。",
        )
        if plan.columns.level
        else Text(
            en="Let a person review the warnings just above the threshold before anybody acts on them.",
            zh="对略高于分数线的预警，逐条由人工复核后再采取行动。",
        )
    )
    return [
        Text(
            en="Raise the threshold for everybody, where one threshold keeps the limit: the same rule for all, "
            "at the price shown.",
            zh="在统一分数线能够满足限值时，为所有人提高分数线：规则对所有人一致，代价如上所示。",
        ),
        Text(
            en="Retrain the model under a fairness constraint, for example with fairlearn's ExponentiatedGradient "
            "(examples/mitigation shows it). The model then need not know the group when it is used.",
            zh="在公平约束下重新训练模型，例如使用fairlearn的ExponentiatedGradient（见examples/mitigation）。这样模型在使用时无需知道群体归属。",
        ),
        Text(
            en="Collect outcomes: check a random sample of people below the threshold. Without it nobody knows whom the system "
            "misses, and no lower threshold can be judged.",
            zh="收集核查结果：对分数线以下的人员随机抽样核查。否则无从知道系统漏掉了谁，也无法判断更低的分数线。",
        ),
        Text(
            en="Drop or repair the input behind the gap: one that stands for the group, or that is recorded "
            "differently by group.",
            zh="删除或修正造成差距的输入变量：例如变相代表群体身份的变量，或在不同群体中登记方式不一的变量。",
        ),
        review,
    ]


def notes() -> list[Text]:
    """How to read the answer."""
    return [
        Text(
            en="Of the thresholds that keep a limit, the one is shown that changes the fewest warnings. Nothing is weighed: "
            "whether a real case missed is worse than a person disturbed for nothing is for people to decide.",
            zh="在满足限值的分数线中，列出改变预警最少的一条。本工具不作权衡：漏掉一个真实情形与无故打扰一个人孰轻孰重，应由人来决定。",
        ),
        Text(
            en="Ranges and “times in 100” come from 1,000 logs redrawn from the counts of this one. The largest of many gaps is "
            "mostly larger in a redrawn log than in this one. The thresholds were chosen on this same log and will look a little "
            "better here than in the next: try them on another log first.",
            zh="范围和“每100次中的次数”来自根据本日志计数重新抽取的1,000份日志。在重新抽取的日志中，多个差距中最大的一个通常比本日志中的更大。"
            "分数线正是在本日志上选出的，在此处的表现会略好于下一份日志：请先用另一份日志检验。",
        ),
        Text(
            en="Thresholds are fixed here. fairlearn's ThresholdOptimizer lets a lot decide between two thresholds, person by "
            "person. That meets a limit more exactly, but then not even two people of one group with the same score are treated "
            "alike.",
            zh="此处的分数线是固定的。fairlearn的ThresholdOptimizer则逐人抽签，在两条分数线之间随机选取：这样更能恰好满足限值，但同一群体中分数相同的两个人"
            "也会受到不同对待。",
        ),
        Text(
            en="A changed threshold changes who is visited, and so which outcomes are known; the figures hold "
            "for the people of this log.",
            zh="分数线改变后，被处置的人和得知结果的情形都会改变；以上数字仅适用于本日志中的人员。",
        ),
    ]
