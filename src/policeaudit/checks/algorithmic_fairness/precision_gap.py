"""C01: are warnings about one group right less often than warnings about another?"""

import numpy as np

from policeaudit.checks.check import Check, Phrases
from policeaudit.checks.evidence import Evidence
from policeaudit.checks.examination import Examination
from policeaudit.checks.exhibit import Cell, Column, Exhibit
from policeaudit.measures import MEASURES
from policeaudit.stats.heterogeneity import heterogeneity
from policeaudit.text import Text

_MANY = 3
"""Groups from which on it is asked whether they differ at all; two are compared directly."""

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


def examine(evidence: Evidence) -> Examination:
    """Whether many groups differ at all: never the largest rate minus the smallest, which grows with their number."""
    precision, least = MEASURES["precision"], evidence.plan.rules.min_n
    rows: list[tuple[Cell, ...]] = []
    for view in evidence.views.values():
        groups = [view.groups.index(group) for group in view.groups if view.is_recorded(group)]
        rates = evidence.rates(precision, view.name)
        large = [i for i in groups if rates.n_effective[i] >= least and not np.isnan(rates.value[i])]
        if len(large) >= _MANY:
            found = heterogeneity(rates.value[large], rates.n_effective[large])
            rows.append((view.label, len(groups), len(large), float(found.spread), float(found.p_value)))
    if not rows:
        return Examination()
    exhibit = Exhibit(
        name="heterogeneity",
        title=Text(en="Do many groups differ at all in precision?", zh="多个群体的预警准确率是否确有差异？"),
        columns=(
            Column(Text(en="Feature", zh="属性")),
            Column(Text(en="Groups", zh="群体数"), "count"),
            Column(Text(en="Large enough", zh="其中数量足够"), "count"),
            Column(
                Text(en="Typical distance from the common rate, points", zh="与总体比率的典型距离（百分点）"), "points"
            ),
            Column(
                Text(en="Chance of such differences if all were alike", zh="若各群体相同，出现如此差异的概率"), "chance"
            ),
        ),
        rows=tuple(rows),
        note=Text(
            en="The distance leaves out what the limited number of cases alone would produce. The largest rate minus the "
            "smallest is not shown: it grows with the number of groups even where all are alike.",
            zh="上述距离已扣除因数量有限而必然出现的波动。不列最高与最低比率之差：即使各群体完全相同，群体越多，该差值也越大。",
        ),
    )
    return Examination(exhibits=[exhibit])
