"""C04: is one group warned about more often than another, and how often does the event occur in each?"""

from policeaudit.checks.check import Check, Phrases
from policeaudit.text import Text

CHECK = Check(
    id="C04",
    pillar="P2",
    title=Text(en="Selection rate between groups", zh="各群体预警率差异"),
    asks=Text(
        en="Is every group warned about equally often?",
        zh="各群体被预警的频率是否一致？",
    ),
    matters=Text(
        en="Being warned about brings police attention, whether the warning is right or not.",
        zh="无论预警是否属实，被预警都会带来警方的关注。",
    ),
    cannot_show=Text(
        en="A difference may follow from a difference in how often the event truly occurs. The base rate beside it, where it "
        "can be measured, tells.",
        zh="预警率差异可能源于实际发生率的差异；在可以测算时，应与实际发生率对照判断。",
    ),
    phrases={
        "selection_rate": Phrases(
            name=Text(en="the selection rate", zh="预警率"),
            share=Text(
                en="of {per} records of {group}, {count} raised a warning",
                zh="{per}条{group}记录中，有{count}条被预警",
            ),
            effect=Text(
                en="Records of {group}: {n}. At the rate of {reference}, about {excess} fewer would have raised "
                "a warning.",
                zh="日志中{group}记录共{n}条。若与{reference}的水平相同，预警约减少{excess}条。",
            ),
        ),
        "base_rate": Phrases(
            name=Text(en="the base rate", zh="实际发生率"),
            share=Text(
                en="of {per} records of {group}, {count} were confirmed",
                zh="{per}条{group}记录中，有{count}条经核查属实",
            ),
            effect=Text(
                en="Records of {group} that count here: {n}. At the rate of {reference}, about {excess} fewer would have been "
                "confirmed.",
                zh="计入的{group}记录共{n}条。若与{reference}的水平相同，属实的约减少{excess}条。",
            ),
        ),
    },
)
