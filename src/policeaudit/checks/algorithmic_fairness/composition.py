"""C18: how much of the gap in precision comes from differences in make-up, and how much remains between like and like?"""

from dataclasses import dataclass

import numpy as np

from policeaudit.checks.check import Check
from policeaudit.checks.evidence import Evidence, Rates, View, noun
from policeaudit.checks.examination import Examination
from policeaudit.checks.exhibit import Cell, Column, Exhibit
from policeaudit.checks.not_measurable import NO_OUTCOME_COLUMN
from policeaudit.measures import A0, A1, MEASURES, IntArray
from policeaudit.plan.parts import Rules
from policeaudit.stats.decomposition import adjusted, simpson
from policeaudit.text import Text, join_all, points

CHECK = Check(
    id="C18",
    pillar="P2",
    title=Text(en="Gap between like and like", zh="同类之间的差距"),
    asks=Text(
        en="How much of the gap in precision comes from where and who the people are, and how much remains between people who "
        "are alike in all that the plan records?",
        zh="预警准确率的差距，多少来自地区和人员构成不同，多少存在于方案所列各项属性都相同的人之间？",
    ),
    matters=Text(
        en="A gap that remains between like and like points to the system or to the records; one that comes from make-up points "
        "to where and on whom the system is used.",
        zh="同类之间仍存在的差距，指向系统或登记本身；来自构成的差距，则指向系统用在何处、用于何人。",
    ),
    cannot_show=Text(
        en="Likeness covers only what the plan records, and some of that (an area, a score) may itself carry unequal treatment. "
        "The split says where a gap sits, not why. When groups differ in how often the event truly occurs, equal precision and "
        "equal error rates cannot both be had.",
        zh="“同类”仅限方案所列属性，而其中有些（如地区、分数）本身可能带有不平等对待。分解只说明差距在哪里，不说明原因。"
        "各群体的实际发生率不同时，准确率相等与误报率、漏报率相等不可能兼得。",
    ),
)


@dataclass(frozen=True)
class _Split:
    """One way to hold the groups alike: its name and the counts (confirmed, known) by stratum of both."""

    name: Text
    ours: IntArray
    theirs: IntArray


def examine(evidence: Evidence) -> Examination:
    """The gap of each group of the main features, held alike by each other attribute, by all of them, and by the score."""
    if not evidence.plan.has_outcomes:
        return Examination(lacking=NO_OUTCOME_COLUMN)
    exhibits = [
        exhibit
        for view in evidence.main_views
        if view.reference is not None and (exhibit := _exhibit(view, evidence)) is not None
    ]
    if exhibits:
        return Examination(exhibits=exhibits)
    return Examination(
        lacking=Text(
            en="no main feature has a reference group and a second attribute to hold alike, or too few warnings about its groups "
            "were checked",
            zh="主要属性没有对照群体，或没有可用于比较同类的其他属性，或其群体已核查的预警过少",
        )
    )


def _exhibit(view: View, evidence: Evidence) -> Exhibit | None:
    rates = evidence.rates(MEASURES["precision"], view.name)
    rules = evidence.plan.rules
    rows: list[tuple[Cell, ...]] = []
    told: list[Text] = []
    for group in view.compared:
        at, ref = rates.at(group), rates.at(str(view.reference))
        if np.isnan(rates.value[at]) or np.isnan(rates.value[ref]):
            continue
        if not all(_enough(rates, i, rules) for i in (at, ref)):
            told.append(_TOO_FEW.fill(group=noun(view, group), least=rules.min_n, events=rules.min_events))
            continue
        deff = max(rates.n[i] / rates.n_effective[i] for i in (at, ref))
        made = [_row(view.labels[group], split, float(deff), evidence.crit) for split in _splits(view, group, evidence)]
        rows += made
        told += _told(view, group, made)
    if not rows:
        return None
    return Exhibit(
        name=view.name,
        title=Text(en="Gap in precision between like and like, {view}", zh="同类之间的预警准确率差距，按{view}").fill(
            view=view.label
        ),
        columns=(
            Column(Text(en="Group", zh="群体")),
            Column(Text(en="Alike in", zh="相同的属性")),
            Column(Text(en="Gap as it is, points", zh="原差距（百分点）"), "points"),
            Column(Text(en="From make-up", zh="来自构成"), "points"),
            Column(Text(en="Remains", zh="同类间仍存在"), "points"),
            Column(Text(en="Range", zh="区间"), "points"),
            Column(Text(en="Direction reverses", zh="方向是否相反")),
        ),
        rows=tuple(rows),
        note=join_all(told) if told else None,
    )


def _enough(rates: Rates, at: int, rules: Rules) -> bool:
    """Whether the range of a split can be trusted: it is linearised, and has no width where all are right or all wrong."""
    rarer = min(rates.numerator[at], rates.n[at] - rates.numerator[at])
    return bool(rates.n_effective[at] >= rules.min_n and rarer >= rules.min_events)


def _splits(view: View, group: str, evidence: Evidence) -> list[_Split]:
    names = [feature.name for feature in evidence.plan.features]
    combinations, counts = evidence.crossed
    place = names.index(view.name)
    others = [i for i in range(len(names)) if i != place]
    rows = list(zip(combinations, counts[:, [A1, A0]], strict=True))
    rows_of = {wanted: [row for row in rows if row[0][place] == wanted] for wanted in (group, view.reference)}
    found = []
    for held in [*([i] for i in others), *([others] if len(others) > 1 else [])]:
        label = Text(en="all of these", zh="以上各项") if len(held) > 1 else evidence.views[names[held[0]]].label
        strata = sorted({tuple(c[i] for i in held) for c in combinations})
        at = {stratum: i for i, stratum in enumerate(strata)}
        both = []
        for wanted in (group, view.reference):
            table = np.zeros((len(strata), 2), dtype=np.int64)
            for combination, cells in rows_of[wanted]:
                table[at[tuple(combination[i] for i in held)]] += cells
            both.append(table)
        found.append(_Split(label, *both))
    scores = evidence.scores(view.name)
    if scores is not None:
        bins = scores[0].reshape(scores[0].shape[0], 20, -1, 8).sum(axis=2)[..., [A1, A0]]
        ours, theirs = (bins[view.groups.index(each)] for each in (group, str(view.reference)))
        found.append(_Split(_BY_SCORE, ours, theirs))
    return found


def _row(label: Text, split: _Split, deff: float, crit: float) -> tuple[Cell, ...]:
    (yes, n), (yes_ref, n_ref) = ((t[:, 0], t.sum(axis=1)) for t in (split.ours, split.theirs))
    if not (n.sum() and n_ref.sum()):
        return label, split.name, None, None, None, None, _NO_LIKE
    crude = float(yes_ref.sum() / n_ref.sum() - yes.sum() / n.sum())
    like = adjusted(yes, n, yes_ref, n_ref)  # reference less group: positive is worse for the group
    value, reach = float(like.value), float(crit * like.se * np.sqrt(deff))
    if np.isnan(value):
        return label, split.name, crude, None, None, None, _NO_LIKE
    low, high = value - reach, value + reach
    _, reverses = simpson(crude, value, low, high)
    return label, split.name, crude, crude - value, value, (low, high), _YES if reverses else _NO


_YES, _NO = Text(en="yes", zh="是"), Text(en="no", zh="否")
_NO_LIKE = Text(en="no like with like", zh="没有可比的同类")


def _told(view: View, group: str, rows: list[tuple[Cell, ...]]) -> list[Text]:
    """What the widest comparison of like with like says, and the one between equal scores."""
    told = []
    for pattern, row in zip((_ALIKE, _SCORE), _last_two(rows), strict=True):
        if row is None:
            continue
        _, name, crude, mix, rest, reach, reverses = row
        if isinstance(crude, float) and isinstance(rest, float) and isinstance(mix, float) and isinstance(reach, tuple):
            low, high = (float(end or 0.0) for end in reach)
            blanks = {"crude": points(crude), "mix": points(mix), "rest": points(rest), "group": noun(view, group)}
            meaning = _MEANS[(low > 0) - (high < 0)].fill(**blanks)
            told.append(pattern.fill(name=name, low=points(low), high=points(high), meaning=meaning, **blanks))
            if reverses is _YES:
                told.append(_REVERSES)
    return told


def _last_two(rows: list[tuple[Cell, ...]]) -> tuple[tuple[Cell, ...] | None, tuple[Cell, ...] | None]:
    by_score = next((row for row in rows if row[1] is _BY_SCORE), None)
    others = [row for row in rows if row is not by_score]
    return (others[-1] if others else None), by_score


_BY_SCORE = Text(en="the score (20 bands)", zh="分数（20档）")
_TOO_FEW = Text(
    en="{group}: not split. It or the group it is compared with has fewer than {least} checked warnings, or fewer than {events} "
    "that were right or that were wrong.",
    zh="{group}：未作分解。该群体或对照群体已核查的预警不足{least}条，或其中属实、不属实的不足{events}条。",
)
_ALIKE = Text(
    en="{group}: of a gap of {crude}, {mix} come from different make-up and {rest} remain between people alike in {name} "
    "(between {low} and {high}).",
    zh="{group}：差距共{crude}，其中{mix}来自构成不同，{rest}存在于{name}相同的人之间（在{low}至{high}之间）。",
)
_SCORE = Text(
    en="Between warnings with the same score, {rest} remain (between {low} and {high}): {meaning}. The other {mix} come from a "
    "different mix of scores, which equal treatment at one threshold can bring about too.",
    zh="分数相同的预警之间仍有{rest}的差距（在{low}至{high}之间）：{meaning}。"
    "其余{mix}来自分数分布不同，即使按同一分数线同等对待也可能出现。",
)
_MEANS = {
    1: Text(en="there the same score means less for {group}", zh="同样的分数对{group}意味着更低的把握"),
    0: Text(
        en="it is not shown that the same score means anything else for {group}",
        zh="未显示同样的分数对{group}有不同的意味",
    ),
    -1: Text(en="there the same score means more for {group}", zh="同样的分数对{group}意味着更高的把握"),
}
"""By which side of zero the range of what remains lies on: above it, it is worse for the group."""
_REVERSES = Text(
    en="Between like and like the direction reverses: the group whose warnings are right less often over all is right more "
    "often there.",
    zh="在同类之间方向相反：总体上预警较常出错的群体，在同类中反而更准。",
)
