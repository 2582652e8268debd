"""C02: do errors of either kind fall on one group more than on another?"""

from policeaudit.checks.check import Check, Phrases
from policeaudit.text import Text

_EFFECT_CASES = Text(
    en="Real cases among {group}: {n}. At the rate of {reference}, about {excess} fewer would have been missed.",
    zh="{group}中实际存在问题的共{n}例。若达到{reference}的水平，漏报约减少{excess}例。",
)

CHECK = Check(
    id="C02",
    pillar="P2",
    title=Text(en="Error rates between groups", zh="各群体误报率与漏报率差距"),
    asks=Text(
        en="Among those with nothing to find, and among real cases, does the system err equally often for every group?",
        zh="在并无问题者和确有问题者中，系统对各群体出错的频率是否一致？",
    ),
    matters=Text(
        en="False warnings burden people who have done nothing; missed cases leave victims without protection.",
        zh="误报使没有问题的人受到打扰，漏报使受害者得不到保护。",
    ),
    cannot_show=Text(
        en="These rates need outcomes of those who were not warned about. Where nobody checks them, the rates are not "
        "measurable and are not guessed.",
        zh="上述比率需要未被预警者的核查结果。若无人核查，则无法测算，本工具不作推测。",
    ),
    phrases={
        "recall": Phrases(
            name=Text(en="recall", zh="查全率"),
            share=Text(
                en="of {per} real cases among {group}, the system missed {count}",
                zh="{group}中{per}例实际存在问题的情形，系统漏掉{count}例",
            ),
            effect=_EFFECT_CASES,
            counts_the_rest=True,
        ),
        "false_positive_rate": Phrases(
            name=Text(en="the false positive rate", zh="误报率"),
            share=Text(
                en="of {per} cases with nothing to find among {group}, {count} were flagged all the same",
                zh="{group}中{per}例并无问题的情形，仍有{count}例被预警",
            ),
            effect=Text(
                en="Cases with nothing to find among {group}: {n}. At the rate of {reference}, about {excess} fewer "
                "would have been flagged.",
                zh="{group}中并无问题的共{n}例。若达到{reference}的水平，被误报的约减少{excess}例。",
            ),
        ),
        "false_negative_rate": Phrases(
            name=Text(en="the false negative rate", zh="漏报率"),
            share=Text(
                en="of {per} real cases among {group}, the system missed {count}",
                zh="{group}中{per}例实际存在问题的情形，系统漏掉{count}例",
            ),
            effect=_EFFECT_CASES,
        ),
        "accuracy": Phrases(
            name=Text(en="accuracy", zh="总体正确率"),
            share=Text(
                en="of {per} records of {group}, {count} were judged wrongly",
                zh="{per}条{group}记录中，有{count}条判断错误",
            ),
            effect=Text(
                en="{n} records of {group} have an outcome. At the rate of {reference}, about {excess} fewer would have been "
                "judged wrongly.",
                zh="有核查结果的{group}记录共{n}条。若达到{reference}的水平，判断错误的约减少{excess}条。",
            ),
            counts_the_rest=True,
        ),
    },
)
