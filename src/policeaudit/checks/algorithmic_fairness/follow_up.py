"""C06: are warnings about every group followed up equally often?"""

from policeaudit.checks.check import Check, Phrases
from policeaudit.text import Text

CHECK = Check(
    id="C06",
    pillar="P2",
    title=Text(en="Follow-up of warnings between groups", zh="各群体预警核查率差异"),
    asks=Text(
        en="Are warnings about every group followed up equally often?",
        zh="对各群体的预警是否同等程度地进行了核查？",
    ),
    matters=Text(
        en="A warning that is never followed up stays on record against someone, and hides whether the system was right.",
        zh="未经核查的预警会一直留在当事人名下，也掩盖了系统是否判断正确。",
    ),
    cannot_show=Text(
        en="A high follow-up rate does not show that the follow-up was thorough.",
        zh="核查率高并不表示核查充分。",
    ),
    phrases={
        "follow_up_rate": Phrases(
            name=Text(en="the follow-up rate", zh="预警核查率"),
            share=Text(
                en="of {per} warnings about {group}, {count} have no recorded outcome",
                zh="{per}条涉{group}预警中，有{count}条没有核查结果",
            ),
            effect=Text(
                en="Warnings about {group}: {n}. At the rate of {reference}, about {excess} more would have been "
                "followed up.",
                zh="涉{group}预警共{n}条。若达到{reference}的水平，约多核查{excess}条。",
            ),
            counts_the_rest=True,
        )
    },
)
