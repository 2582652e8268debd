"""C19: how wrong would the records have to be for the gap to vanish?"""

import math

from policeaudit.checks.check import Check
from policeaudit.checks.comparison import Side
from policeaudit.checks.evidence import Evidence, View, noun
from policeaudit.checks.examination import Examination
from policeaudit.checks.exhibit import Cell, Column, Exhibit
from policeaudit.checks.limits import limits_for
from policeaudit.checks.not_measurable import NO_OUTCOME_COLUMN
from policeaudit.measures import MEASURES
from policeaudit.plan.parts import REST
from policeaudit.stats.bounds import break_even
from policeaudit.stats.intervals import difference
from policeaudit.stats.recording import break_even_interval
from policeaudit.text import Text, join_all, percent, whole

CHECK = Check(
    id="C19",
    pillar="P2",
    title=Text(en="Recording errors that would explain the gap", zh="多大的登记误差可以解释差距"),
    asks=Text(
        en="How many outcomes would have to be recorded wrongly for the gap in precision to vanish?",
        zh="要有多少核查结果登记有误，预警准确率的差距才会消失？",
    ),
    matters=Text(
        en="Outcomes are what officers wrote down. If one group is checked with more suspicion or less care, the records "
        "themselves can make a gap, or hide one.",
        zh="核查结果以民警登记为准。若对某一群体核查时更存疑或更不细致，登记本身就可能造成差距，也可能掩盖差距。",
    ),
    cannot_show=Text(
        en="It shows how large an error would have to be, not how large it is. Only a second, independent check of a random "
        "sample of the records can show that.",
        zh="只说明误差须有多大，不能说明实际有多大。只有随机抽取部分记录另行独立复核，才能知道。",
    ),
)


def examine(evidence: Evidence) -> Examination:
    """The break-even shares for each group that is right less often than its reference."""
    if not evidence.plan.has_outcomes:
        return Examination(lacking=NO_OUTCOME_COLUMN)
    exhibits = [exhibit for view in evidence.main_views if (exhibit := _exhibit(view, evidence)) is not None]
    if exhibits:
        return Examination(exhibits=exhibits)
    return Examination(
        lacking=Text(
            en="of no group with enough checked warnings were they right less often than those of its reference by more than "
            "chance",
            zh="已核查预警足够多的群体中，没有哪个群体的预警准确率低于对照群体且超出偶然范围",
        )
    )


def _exhibit(view: View, evidence: Evidence) -> Exhibit | None:
    precision = MEASURES["precision"]
    rates = evidence.rates(precision, view.name)
    limit = next((each.value for each in limits_for(evidence.plan, "precision", view.name) if each.kind == "gap"), None)
    rows: list[tuple[Cell, ...]] = []
    told: list[Text] = []
    for group in view.compared:
        ours = Side(rates, rates.at(group))
        if view.reference is None:
            theirs = Side(evidence.rates_of_the_others(precision, view.name), ours.index)
        else:
            theirs = Side(rates, rates.at(view.reference))
        (p, n), (r, m) = ours.filled("observed"), theirs.filled("observed")
        if math.isnan(ours.value) or math.isnan(theirs.value):
            continue
        low, high = (float(x) for x in difference(r, m, p, n, evidence.crit))
        if low <= 0 or p >= 1 or min(n, m) < evidence.plan.rules.min_n:
            continue
        right, wrong = (float(x) for x in break_even(p, r))
        ranges = [(float(a), float(b)) for a, b in break_even_interval(p, n, r, m, evidence.crit)]
        accepted = tuple(float(x) for x in break_even(p, r, limit)) if limit is not None else (None, None)
        reference = noun(view, view.reference or REST)
        rows.append(
            (
                view.labels[group],
                r - p,
                (low, high),
                right,
                ranges[0],
                accepted[0],
                wrong,
                ranges[1],
                accepted[1],
            )
        )
        told.append(_told(noun(view, group), reference, right, wrong))
    if not rows:
        return None
    return Exhibit(
        name=view.name,
        title=Text(en="Recording errors that would close the gap, {view}", zh="可使差距消失的登记误差，按{view}").fill(
            view=view.label
        ),
        columns=(
            Column(Text(en="Group", zh="群体")),
            Column(Text(en="Gap, points", zh="差距（百分点）"), "points"),
            Column(Text(en="Range", zh="区间"), "points"),
            Column(Text(en="Its wrong ones that were right", zh="该群体不属实者实为属实"), "percent"),
            Column(Text(en="Range", zh="区间"), "percent"),
            Column(Text(en="to come within the limit", zh="达到限值以内所需"), "percent"),
            Column(Text(en="Reference’s right ones that were wrong", zh="对照群体属实者实为不属实"), "percent"),
            Column(Text(en="Range", zh="区间"), "percent"),
            Column(Text(en="to come within the limit", zh="达到限值以内所需"), "percent"),
        ),
        rows=tuple(rows),
        note=join_all(told),
    )


def _told(group: Text, reference: Text, right: float, wrong: float) -> Text:
    if right > 1:
        first = Text(
            en="Even if every warning about {group} that was recorded as wrong had been right, the gap would not vanish.",
            zh="即使登记为不属实的涉{group}预警全部实为属实，差距也不会消失。",
        ).fill(group=group)
    else:
        first = Text(
            en="The gap disappears if about {n} of 100 warnings about {group} that were recorded as wrong were in truth right.",
            zh="登记为不属实的涉{group}预警中，若每100条约有{n}条实为属实，差距即消失。",
        ).fill(n=whole(right * 100), group=group)
    second = Text(
        en="It also disappears if {share} of the warnings about {reference} that were recorded as right were in truth wrong.",
        zh="登记为属实的涉{reference}预警中，若有{share}实为不属实，差距同样消失。",
    ).fill(share=percent(wrong), reference=reference)
    return first.then(second)
