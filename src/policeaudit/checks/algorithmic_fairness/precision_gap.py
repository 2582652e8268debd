"""C01: are warnings about one group right less often than warnings about another?"""

from policeaudit.checks.check import Check, Phrases
from policeaudit.text import Text

CHECK = Check(
    id="C01",
    pillar="P2",
    title=Text(en="Warning precision between groups", zh="各群体预警准确率差距"),
    asks=Text(
        en="When the system warns about someone, is it right equally often for every group?",
        zh="系统发出预警时，对各群体的准确程度是否一致？",
    ),
    matters=Text(
        en="A wrong warning sends officers to people who have done nothing. A group whose warnings are wrong more often "
        "bears more of that.",
        zh="不属实的预警会让没有问题的人受到警方关注；预警更常出错的群体承受的打扰也更多。",
    ),
    cannot_show=Text(
        en="Precision says nothing about cases that the system missed. Where groups differ in how often the event truly "
        "occurs, equal precision and equal error rates cannot all be had at once.",
        zh="准确率不能反映系统漏掉的情形。若各群体的实际发生率不同，准确率与误报率、漏报率不可能同时相等。",
    ),
    phrases={
        "precision": Phrases(
            name=Text(en="precision", zh="预警准确率"),
            share=Text(
                en="of {per} checked warnings about {group}, {count} were wrong",
                zh="{per}条已核查的涉{group}预警中，有{count}条不属实",
            ),
            effect=Text(
                en="{n} warnings about {group} were checked. At the rate of {reference}, about {excess} fewer would "
                "have been wrong.",
                zh="已核查的涉{group}预警共{n}条。若按{reference}的比率计算，不属实的约减少{excess}条。",
            ),
            counts_the_rest=True,
        )
    },
)
