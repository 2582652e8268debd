"""C02: do errors of either kind fall on one group more than on another?"""

from __future__ import annotations

from policeaudit.checks.check import Check, Phrases
from policeaudit.checks.evidence import Evidence, View
from policeaudit.checks.examination import Examination
from policeaudit.checks.exhibit import Cell, Column, Exhibit, known
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
        "measurable and are not guessed; where a random sample was checked, they are no better than the draw.",
        zh="上述比率需要未被预警者的核查结果。若无人核查，则无法测算，本工具不作推测；若仅随机抽查，其可靠程度取决于抽样。",
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
                en="Records of {group} that count here: {n}. At the rate of {reference}, about {excess} fewer would have been "
                "judged wrongly.",
                zh="计入的{group}记录共{n}条。若达到{reference}的水平，判断错误的约减少{excess}条。",
            ),
            counts_the_rest=True,
        ),
    },
)


def examine(evidence: Evidence) -> Examination:
    """What is known of a check sample; the rates themselves are compared with all others."""
    part = evidence.plan.check_sample
    if part is None:
        return Examination()
    return Examination(exhibits=[_sample(view, part.how, evidence) for view in evidence.main_views])


def _sample(view: View, how: Text, evidence: Evidence) -> Exhibit:
    sample = evidence.check_sample(view.name)
    rows: list[tuple[Cell, ...]] = []
    if sample is not None:
        counts = zip(view.groups, sample.rows, sample.drawn, sample.checked, sample.found, sample.missed, strict=True)
        rows = [
            (view.labels[group], int(n), int(drawn), int(checked), int(found), known(missed))
            for group, n, drawn, checked, found, missed in counts
        ]
    return Exhibit(
        name=f"sample.{view.name}",
        title=Text(en="Checked at random without a warning, {view}", zh="未预警记录的随机核查，按{view}").fill(
            view=view.label
        ),
        columns=(
            Column(Text(en="Group", zh="群体")),
            Column(Text(en="Rows without a warning", zh="未预警记录"), "count"),
            Column(Text(en="Drawn", zh="抽中"), "count"),
            Column(Text(en="Checked", zh="已核查"), "count"),
            Column(Text(en="Real cases among them", zh="其中属实"), "count"),
            Column(Text(en="Estimated among all rows", zh="推算全部记录中属实"), "count"),
        ),
        rows=tuple(rows),
        note=how,
    )
