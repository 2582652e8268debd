"""C11: how long does help take, by group and area, against a standard?"""

from __future__ import annotations

import math
from dataclasses import replace

from policeaudit.checks.check import Check, Quantity
from policeaudit.checks.claim import Fact
from policeaudit.checks.comparison import Comparison
from policeaudit.checks.digital_inclusion.wait_claims import NAMES, quantile_claims, within_phrases
from policeaudit.checks.digital_inclusion.wait_exhibits import wait_exhibits
from policeaudit.checks.digital_inclusion.waits import Waits, waits
from policeaudit.checks.evidence import Evidence, noun
from policeaudit.checks.examination import Examination
from policeaudit.checks.exhibit import Exhibit
from policeaudit.checks.table_facts import Published, published_facts
from policeaudit.checks.table_rates import measure_of, share_comparisons
from policeaudit.checks.table_views import Grouping, limits_on
from policeaudit.plan.any_limit import AnyLimit
from policeaudit.text import Text, decimal, percent

CHECK = Check(
    id="C11",
    pillar="P4",
    title=Text(en="Response times", zh="警情响应时间"),
    asks=Text(
        en="How long does a response take for each group and area, and is the standard kept?",
        zh="各群体、各地的警情多久得到响应？是否符合标准？",
    ),
    matters=Text(
        en="A mean hides the long waits. Where help comes late, people stop calling, and the area looks quiet.",
        zh="平均数会掩盖漫长的等待。救助来得慢的地方，人们会不再报警，当地看上去便平安无事。",
    ),
    cannot_show=Text(
        en="A long way is not a fault of those who drive it. Calls that nobody made, and calls whose times were not "
        "written down, are not in the table.",
        zh="路途遥远并非出警人员的过失。没有拨打的报警、没有登记时间的警情，不在表中。",
    ),
    quantities={
        "response_median": Quantity(
            Text(en="Median response time", zh="响应时间中位数"),
            Text(en="The time within which half of the calls have a response.", zh="半数警情得到响应的时间。"),
        ),
        "response_percentile_90": Quantity(
            Text(en="Response time of nine in ten", zh="九成警情的响应时间"),
            Text(en="The time within which 90% of the calls have a response.", zh="90%的警情得到响应的时间。"),
        ),
        "response_mean": Quantity(
            Text(en="Mean response time", zh="平均响应时间"),
            Text(
                en="The published mean; a few long waits weigh heavily in it.",
                zh="公布的平均值，易受少数长时间等待影响。",
            ),
        ),
        "response_within": Quantity(
            Text(en="Share within the standard", zh="达标率"),
            Text(
                en="The share of the calls with a response within the standard.", zh="在标准时间内得到响应的警情比例。"
            ),
            "lower",
        ),
    },
)


def examine(evidence: Evidence) -> Examination:
    """Quantiles and the share within the standard, by group and area."""
    sections = waits(evidence)
    if not sections:
        if evidence.plan.response:
            return Examination(lacking=Text(en="the log holds no warnings to time", zh="日志中没有可计时的预警"))
        return Examination(lacking=Text(en="the plan names no response times", zh="审计方案未提供响应时间"))
    each = [(section, grouping) for section in sections for grouping in section.groupings]
    counted = [(section, grouping) for section, grouping in each if section.starts]
    return Examination(
        comparisons=[c for section, grouping in counted for c in _within(section, grouping, evidence)],
        claims=[
            claim
            for section, grouping in counted
            for claim in quantile_claims(section, grouping, evidence.hold_view(grouping.view()), evidence)
        ],
        facts=[
            fact for section, grouping in each if not section.starts for fact in _published(section, grouping, evidence)
        ],
        exhibits=[e for section, grouping in each for e in _exhibits(section, grouping, evidence)],
        headlines=[h for section, grouping in each for h in [_headline(section, grouping)] if h is not None],
    )


def _within(section: Waits, grouping: Grouping, evidence: Evidence) -> list[Comparison]:
    if section.part.standard is None:
        return []
    check = replace(CHECK, phrases={"response_within": within_phrases(section)})
    return share_comparisons(
        check,
        "response_within",
        grouping.view(),
        lambda groups: section.within([row for g in groups for row in grouping.rows[g]]),
        limits_on(list(section.part.limits), "within"),
        evidence,
    )


def _published(section: Waits, grouping: Grouping, evidence: Evidence) -> list[Fact]:
    """A published mean or quantile has no range."""
    summary = section.part.summary
    if summary is None:
        return []
    column = section.table.numbers["summary"]
    values = {group: float(column[rows[0]]) for group, rows in grouping.rows.items() if len(rows) == 1}
    name = _MEAN if summary.statistic == "mean" else NAMES[summary.statistic]

    def rule(limit: AnyLimit) -> Text:
        if limit.kind == "ratio":
            pattern = Text(
                en="{name} must be between {low} and {high} times that of the reference",
                zh="{name}应为对照群体的{low}至{high}倍",
            )
            return pattern.fill(name=name, low=decimal(limit.value, 2), high=decimal(1 / limit.value, 2))
        return Text(en="{name} must be at most {time}", zh="{name}应不超过{time}").fill(
            name=name, time=section.time(limit.value)
        )

    figure = Published(f"response_{summary.statistic}", name, values, section.time, rule, section.time)
    limits = limits_on(list(section.part.limits), summary.statistic)
    return published_facts(figure, evidence.hold_view(grouping.view()), limits, evidence.plan)


def _exhibits(section: Waits, grouping: Grouping, evidence: Evidence) -> list[Exhibit]:
    rates = None
    if section.starts and section.part.standard is not None:
        rates = evidence.rates(measure_of(CHECK, "response_within"), grouping.view().name)
    return wait_exhibits(section, grouping, rates, evidence.crit)


def _headline(section: Waits, grouping: Grouping) -> Text | None:
    """The group that waits longest, and the reference or the one that waits least."""
    view = grouping.view()
    if not section.starts:
        return None
    medians = {g: section.quantile("median", rows).value for g, rows in grouping.rows.items()}
    medians = {group: value for group, value in medians.items() if not math.isnan(value) and view.is_recorded(group)}
    if not medians:
        return None
    worst = max(medians, key=lambda group: medians[group])
    text = _half(section, noun(view, worst), medians[worst])
    least = grouping.reference if grouping.reference in medians else min(medians, key=lambda group: medians[group])
    if least is not None and least != worst:
        text = text.then(_half(section, noun(view, least), medians[least]))
    share = section.within(grouping.rows[worst]).value if section.part.standard is not None else math.nan
    if not math.isnan(share):
        text = text.then(
            _WITHIN.fill(
                group=noun(view, worst), share=percent(share), standard=section.time(section.part.standard or 0)
            )
        )
    return text


_MEAN = Text(en="the mean response time", zh="平均响应时间")
_HALF = Text(en="Half of {group} had a response within {time}.", zh="半数{group}在{time}内得到响应。")
_FEWER = Text(en="Fewer than half of {group} had a response within {time}.", zh="在{time}内得到响应的{group}不到半数。")
_WITHIN = Text(
    en="Of {group}, {share} had one within the standard of {standard}.",
    zh="{group}中，{share}在{standard}的标准内得到响应。",
)


def _half(section: Waits, group: Text, median: float) -> Text:
    if math.isinf(median):
        return _FEWER.fill(group=group, time=section.time(section.starts[-1]))
    return _HALF.fill(group=group, time=section.time(median))
