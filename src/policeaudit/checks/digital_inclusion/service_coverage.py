"""C09: who is reached by a service, where on the way are groups lost, and how many are still to be reached?"""

from policeaudit.checks.check import Check, Quantity
from policeaudit.checks.digital_inclusion.reach_examined import Names, examine_reach
from policeaudit.checks.evidence import Evidence
from policeaudit.checks.examination import Examination
from policeaudit.text import Text

NAMES = Names("coverage", "burden_rate", "coverage_step", "only_digital", "coverage_inequality")

CHECK = Check(
    id="C09",
    pillar="P4",
    title=Text(en="Service coverage", zh="服务覆盖情况"),
    asks=Text(
        en="Is every group reached by the service, and where on the way are people lost?",
        zh="各群体是否都能获得服务？在哪个环节流失？",
    ),
    matters=Text(
        en="A service that is offered through devices alone leaves out those who have none, often the people who need it most.",
        zh="只通过智能设备提供的服务，会把没有设备的人排除在外，而他们往往最需要服务。",
    ),
    cannot_show=Text(
        en="A count of those registered does not show whether they are served well, nor whether the others want to "
        "be. A share is no better than the population that it is divided by.",
        zh="注册人数不能说明服务质量，也不能说明其他人是否愿意使用。比率的可靠程度不会高于其分母。",
    ),
    quantities={
        "coverage": Quantity(
            Text(en="Coverage", zh="覆盖率"),
            Text(
                en="Of the people of a group, the share that is at a stage: has a device, is registered, is served.",
                zh="某群体中处于某一阶段（有设备、已注册、已获服务等）者的比例。",
            ),
            "lower",
        ),
        "burden_rate": Quantity(
            Text(en="Share that bears it", zh="承受者比例"),
            Text(
                en="Of the people of a group, the share to whom it is done, for example who are stopped and searched.",
                zh="某群体中承受该项措施（如被盘查）者的比例。",
            ),
        ),
        "coverage_step": Quantity(
            Text(en="Share that goes on to the next stage", zh="进入下一阶段的比例"),
            Text(
                en="Of those at one stage, the share that reaches the next.",
                zh="处于某一阶段者中，进入下一阶段的比例。",
            ),
            "lower",
        ),
        "only_digital": Quantity(
            Text(en="Share served through digital channels only", zh="只通过数字渠道办理的比例"),
            Text(
                en="Of the cases counted by channel, the share that came through channels that need a device of one’s own.",
                zh="按渠道统计的事项中，通过需自备设备的渠道办理的比例。",
            ),
        ),
        "coverage_inequality": Quantity(
            Text(en="Inequality of coverage (Theil’s index)", zh="覆盖不均等程度（泰尔指数）"),
            Text(
                en="How unequally a stage is reached over the groups, weighted by population; 0 is equal. What chance "
                "adds is taken away.",
                zh="各群体达到某一阶段的不均等程度，按人口加权；0为均等。偶然造成的部分已经扣除。",
            ),
        ),
    },
)


def examine(evidence: Evidence) -> Examination:
    """Coverage of people and of things."""
    return examine_reach(CHECK, NAMES, evidence, places=False)
