"""C25: what do people say, by group, and how sure can one be of it?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from policeaudit.checks.check import Check, Phrases, Quantity
from policeaudit.checks.claim import Fact
from policeaudit.checks.comparison import Comparison
from policeaudit.checks.digital_inclusion.opinions import Opinions, opinions
from policeaudit.checks.evidence import Evidence, Rates, noun
from policeaudit.checks.examination import Examination
from policeaudit.checks.exhibit import Cell, Column, Dot, DotChart, Exhibit, known
from policeaudit.checks.limits import capital, rate_rule
from policeaudit.checks.table_facts import Published, published_facts
from policeaudit.checks.table_rates import measure_of, share_comparisons
from policeaudit.checks.table_views import Grouping, limits_on
from policeaudit.checks.words import per_round
from policeaudit.text import Text, percent, whole

_SHARE = Text(
    en="of {per} {group} who answered, {count} said “{meaning}” and {rest} did not",
    zh="{per}名作答的{group}中，{count}人表示“{meaning}”，{rest}人没有",
)

CHECK = Check(
    id="C25",
    pillar="P4",
    title=Text(en="What people say", zh="群众评价"),
    asks=Text(
        en="How many people of each group say so, and do the groups differ?",
        zh="各群体中有多少人这样认为？是否存在差异？",
    ),
    matters=Text(
        en="A high figure for everybody can hide a group that is not content, or a question that was put gently.",
        zh="总体数字再高，也可能掩盖某个不满意的群体，或过于温和的提问方式。",
    ),
    cannot_show=Text(
        en="Only those who were asked and answered are counted. How the question was worded, by whom it was put, and "
        "who would not speak, are not in the figures.",
        zh="统计的只是被问及并作答的人。问题如何措辞、由谁提问、哪些人不愿表态，数字中看不出来。",
    ),
    quantities={
        "survey_share": Quantity(
            Text(en="Share that says so", zh="持该看法的比例"),
            Text(
                en="Of those who answered, the share that says so, with the survey’s weights. Its range allows for "
                "the design of the survey.",
                zh="作答者中持该看法的比例，按调查权重计算；区间已考虑抽样设计。",
            ),
            "lower",
        )
    },
)


def examine(evidence: Evidence) -> Examination:
    """Shares by group, compared where limits ask for it."""
    found = opinions(evidence)
    if not found:
        return Examination(lacking=Text(en="the plan names no survey", zh="审计方案未提供调查数据"))
    each = [(survey, grouping) for survey in found for grouping in survey.groupings]
    counted = [(survey, grouping) for survey, grouping in each if survey.counted]
    comparisons = [c for survey, grouping in counted for c in _compared(survey, grouping, evidence)]
    return Examination(
        comparisons=comparisons,
        facts=[f for survey, grouping in each if not survey.counted for f in _published(survey, grouping, evidence)],
        exhibits=[_table(survey, grouping, evidence) for survey, grouping in each],
        headlines=[h for survey, grouping in counted if (h := _headline(survey, grouping, evidence))],
    )


def _compared(survey: Opinions, grouping: Grouping, evidence: Evidence) -> list[Comparison]:
    meaning = survey.part.meaning
    phrases = Phrases(
        Text(en="share “{meaning}”", zh="表示“{meaning}”的比例").fill_some(meaning=meaning),
        _SHARE.fill_some(meaning=meaning),
        Text(
            en="{n} {group} answered. At the rate of {reference}, about {excess} more of them would have said “{meaning}”.",
            zh="{group}共{n}人作答。若按{reference}的比率计算，表示“{meaning}”的约多{excess}人。",
        ).fill_some(meaning=meaning),
        missing=Text(en="{missing} people gave no answer", zh="{missing}人未作答"),
        settle=Text(en="More answers from this group.", zh="该群体更多人的回答。"),
    )
    return share_comparisons(
        replace(CHECK, phrases={"survey_share": phrases}),
        "survey_share",
        grouping.view(),
        lambda groups: survey.share([row for g in groups for row in grouping.rows[g]]),
        limits_on(list(survey.part.limits), "share"),
        evidence,
    )


def _published(survey: Opinions, grouping: Grouping, evidence: Evidence) -> list[Fact]:
    name = Text(en="share “{meaning}”", zh="表示“{meaning}”的比例").fill(meaning=survey.part.meaning)
    values = {group: survey.published(rows) for group, rows in grouping.rows.items() if rows}
    figure = Published("survey_share", name, values, percent, lambda limit: rate_rule(name, limit, least=True))
    limits = limits_on(list(survey.part.limits), "share")
    return published_facts(figure, evidence.hold_view(grouping.view()), limits, evidence.plan)


def _rates(grouping: Grouping, evidence: Evidence) -> Rates:
    return evidence.rates(measure_of(CHECK, "survey_share"), grouping.view().name)


def _table(survey: Opinions, grouping: Grouping, evidence: Evidence) -> Exhibit:
    title = Text(en="{title}: “{meaning}”, by {by}", zh="{title}：按{by}比较“{meaning}”").fill(
        title=survey.part.title, meaning=survey.part.meaning, by=grouping.label
    )
    name = f"survey.{survey.part.id}.{grouping.by}"
    if not survey.counted:
        return _published_table(survey, grouping, name, title)
    r = _rates(grouping, evidence)
    rows: list[tuple[Cell, ...]] = [
        (
            grouping.labels[group],
            int(r.n[i]) or None,
            int(r.missing[i]),
            known(r.value[i]),
            (known(r.low[i]), known(r.high[i])),
            known(r.n[i] / r.n_effective[i]) if r.n_effective[i] > 0 else None,
            known(r.n_effective[i]) or None,
        )
        for i, group in enumerate(grouping.groups)
    ]
    return Exhibit(
        name,
        title,
        (
            _GROUP,
            Column(Text(en="Answered", zh="作答人数"), "count"),
            Column(Text(en="No answer", zh="未作答"), "count"),
            _SHARE_HEAD,
            Column(Text(en="Range", zh="区间"), "percent"),
            Column(Text(en="Design effect", zh="设计效应"), "ratio"),
            Column(Text(en="Worth so many independent answers", zh="相当于独立回答数"), "count"),
        ),
        tuple(rows),
        chart=None if survey.part.limits else _dots(grouping, r),
        note=Text(
            en="The range speaks of chance alone. It does not allow for people who would not answer, or for the way of asking. "
            "Groups are taken to have been asked independently of each other.",
            zh="区间只反映偶然误差，不反映拒答者的影响，也不反映提问方式的影响。各群体按相互独立受访处理。",
        ),
    )


_GROUP = Column(Text(en="Group", zh="群体"))
_SHARE_HEAD = Column(Text(en="Share", zh="比例"), "percent")


def _published_table(survey: Opinions, grouping: Grouping, name: str, title: Text) -> Exhibit:
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (grouping.labels[group], known(survey.published(places))) for group, places in grouping.rows.items() if places
    )
    note = Text(
        en="Published without the number of people who answered: no range can be given.",
        zh="公布时未说明作答人数，无法给出区间。",
    )
    return Exhibit(name, title, (_GROUP, _SHARE_HEAD), rows, note=note)


def _dots(grouping: Grouping, r: Rates) -> DotChart:
    return DotChart(
        tuple(
            Dot(
                grouping.labels[group],
                known(r.value[i]),
                known(r.low[i]),
                known(r.high[i]),
                int(r.n[i]),
                reference=group == grouping.reference,
            )
            for i, group in enumerate(grouping.groups)
        )
    )


def _headline(survey: Opinions, grouping: Grouping, evidence: Evidence) -> Text | None:
    """The group with the smallest share, and the reference or the one with the largest."""
    r, view = _rates(grouping, evidence), grouping.view()
    if np.isnan(r.value).all():
        return None
    worst, best = int(np.nanargmin(r.value)), int(np.nanargmax(r.value))
    if grouping.reference is not None and not np.isnan(r.value[r.at(grouping.reference)]):
        best = r.at(grouping.reference)
    value, n = float(r.value[worst]), int(r.n[worst])
    per, number = per_round(n) or (n, whole(n))
    counted = round(value * per)
    told = capital(
        _SHARE.fill(
            per=number,
            group=noun(view, grouping.groups[worst]),
            count=whole(counted),
            rest=whole(per - counted),
            meaning=survey.part.meaning,
        )
    )
    text = Text(
        en="{told}: {share}, between {low} and {high}.", zh="{told}：比例为{share}，在{low}至{high}之间。"
    ).fill(told=told, share=percent(value), low=percent(float(r.low[worst])), high=percent(float(r.high[worst])))
    if best != worst:
        other = Text(en="For {group} it is {share}.", zh="{group}为{share}。")
        text = text.then(other.fill(group=noun(view, grouping.groups[best]), share=percent(float(r.value[best]))))
    return text
