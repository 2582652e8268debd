"""C10: which places are covered by technology? A place that is not covered is unknown, not safe."""

from policeaudit.checks.check import Check, Quantity
from policeaudit.checks.digital_inclusion.reach_examined import Names, examine_reach
from policeaudit.checks.evidence import Evidence
from policeaudit.checks.examination import Examination
from policeaudit.text import Text

NAMES = Names("place_coverage", "place_coverage", "place_step", "place_digital", "place_inequality")

CHECK = Check(
    id="C10",
    pillar="P4",
    title=Text(en="Availability of technology by area", zh="各地技术设施覆盖情况"),
    asks=Text(
        en="Which places are covered, by area, and what is known of the others?",
        zh="各地哪些点位已有设施覆盖？其余点位的情况是否清楚？",
    ),
    matters=Text(
        en="Where nothing records, nothing is seen. Read as “no incidents”, the gaps move officers and money away "
        "from the places that are known least.",
        zh="没有设施的地方就看不到情况。若把空白当作“没有警情”，警力和经费就会离开最不了解的地方。",
    ),
    cannot_show=Text(
        en="It does not show that more cameras are needed: surveillance is bound to what is necessary, and a place "
        "can be known in other ways. Coverage is a policy target, not a legal duty.",
        zh="不能说明应当增设摄像头：监控应以必要为限，也可以通过其他方式了解情况。覆盖率是政策目标，不是法定义务。",
    ),
    quantities={
        "place_coverage": Quantity(
            Text(en="Places covered", zh="点位覆盖率"),
            Text(
                en="Of the places that are listed, the share that is covered. The others are unknown, not safe.",
                zh="应覆盖点位中已覆盖的比例。其余点位情况不明，而非安全。",
            ),
            "lower",
        ),
        "place_step": Quantity(
            Text(en="Share of places that go on to the next stage", zh="进入下一阶段的点位比例"),
            Text(
                en="Of the places at one stage, the share that reaches the next.",
                zh="处于某一阶段的点位中，进入下一阶段的比例。",
            ),
            "lower",
        ),
        "place_digital": Quantity(
            Text(en="Share served through digital channels only, by place", zh="各点位只通过数字渠道办理的比例"),
            Text(
                en="Of the cases counted by channel, the share that came through channels that need a device of one’s own.",
                zh="按渠道统计的事项中，通过需自备设备的渠道办理的比例。",
            ),
        ),
        "place_inequality": Quantity(
            Text(en="Inequality of places covered (Theil’s index)", zh="点位覆盖不均等程度（泰尔指数）"),
            Text(
                en="How unequally places are covered over the areas, weighted by their number; 0 is equal. What "
                "chance adds is taken away.",
                zh="各地点位覆盖的不均等程度，按点位数加权；0为均等。偶然造成的部分已经扣除。",
            ),
        ),
    },
)


def examine(evidence: Evidence) -> Examination:
    """Coverage of places."""
    return examine_reach(CHECK, NAMES, evidence, places=True)
