"""Did what is rated change? Two distributions over the same bins: scores, or groups, in two periods."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from policeaudit.checks.evidence import Evidence, View
from policeaudit.checks.exhibit import Cell, Column, Exhibit, known
from policeaudit.measures import FloatArray, IntArray
from policeaudit.stats.drift import RULE_OF_THUMB, displaced, mix_design_effect, psi, psi_alarm, psi_limit
from policeaudit.text import Language, Text, decimal

SCORES = Text(en="scores", zh="分数")
_ALPHA = 0.05


@dataclass(frozen=True)
class Sample:
    """Rows in each bin of one period, and by how much repeated subjects make them fewer than they look."""

    rows: IntArray
    design_effect: float = 1.0

    @property
    def effective(self) -> FloatArray:
        """Rows that would tell as much if no subject repeated."""
        shrunk: FloatArray = self.rows / self.design_effect
        return shrunk


@dataclass(frozen=True)
class Pair:
    """What is compared, in which two periods."""

    what: Text
    before_label: Text
    after_label: Text
    before: Sample
    after: Sample


def sample(counts: IntArray, evidence: Evidence) -> Sample:
    """The distribution in counts of shape (bins, buckets)."""
    return Sample(counts.sum(axis=-1), float(mix_design_effect(counts)) if evidence.clustered else 1.0)


def scores_by_month(evidence: Evidence) -> tuple[list[str], list[Sample]]:
    """The scores of all rows in bands of a twentieth of their range, by month (of no name without a time)."""
    if "score_months" not in evidence.tally.detail:
        return [], []
    months, counts = evidence.tally.score_months()
    return months, [sample(counts[i], evidence) for i in range(len(months))]


def groups_by_month(view: View, evidence: Evidence) -> tuple[list[str], list[Sample]]:
    """The groups of a main view by month."""
    found = evidence.timeline(view.name, "month")
    if found is None:
        return [], []
    months, counts = found
    return months, [sample(counts[:, i].sum(axis=-1), evidence) for i in range(len(months))]


def whole(evidence: Evidence, view: View | None) -> Sample | None:
    """The groups of a view, or without one the scores, in the whole log; None where there are no scores."""
    if view is not None:
        return sample(evidence.counts(view.name).sum(axis=-1), evidence)
    if "score_months" not in evidence.tally.detail:
        return None
    return sample(evidence.tally.score_months()[1].sum(axis=0), evidence)


def drift_table(name: str, title: Text, pairs: Sequence[Pair], min_n: int, between: Sequence[Text] = ()) -> Exhibit:
    """How far each later period lies from the earlier one, beside what chance alone does.

    The share of false alarms, 5 %, is that of the whole table. ``between`` names the changes of version or rule that lie
    between its periods.
    """
    rows: list[tuple[Cell, ...]] = []
    for pair in pairs:
        before, after = pair.before.effective, pair.after.effective
        alpha = _ALPHA / len(pairs)
        index, limit = float(psi(before, after, prior=0.5)), float(psi_limit(before, after, alpha))
        few = min(before.sum(), after.sum()) < min_n
        said = _FEW if few else _said(index, limit, alarm=bool(psi_alarm(before, after, alpha)))
        rows.append(
            (
                pair.what,
                pair.after_label,
                pair.before_label,
                int(pair.after.rows.sum()),
                None if few else known(float(displaced(before, after))),
                None if few else known(index),
                None if few else known(limit),
                said,
            )
        )
    listed = {lang: mark.join(text[lang] for text in between) for lang, mark in _APART.items()}
    note = _NOTE.then(_BETWEEN.fill(what=Text(**listed))) if between else _NOTE
    return Exhibit(name, title, _COLUMNS, tuple(rows), note=note)


def _said(index: float, limit: float, *, alarm: bool) -> Text:
    if alarm:
        return Text(en="shifted", zh="已偏移")
    if index > limit:
        return Text(en="some shift", zh="有一定偏移")
    return Text(en="no shift that we can detect", zh="未见可察觉的偏移")


_FEW = Text(en="too few rows to tell", zh="记录过少，无法判断")
_COLUMNS = (
    Column(Text(en="What", zh="对象")),
    Column(Text(en="Period", zh="期间")),
    Column(Text(en="Compared with", zh="对照期间")),
    Column(Text(en="Rows", zh="记录数"), "count"),
    Column(Text(en="Share that moved", zh="变动份额"), "percent"),
    Column(Text(en="Index", zh="指数"), "score"),
    Column(Text(en="Chance alone, up to", zh="随机波动上限"), "score"),
    Column(Text(en="In words", zh="说明")),
)
_NOTE = Text(
    en="“Share that moved”: at least so many rows would have to have another score, or be of another group, for both periods "
    "to be alike. The index is the population stability index. It is called “shifted” above {mark} and above what "
    "chance alone does with so many rows; with few rows it passes {mark} where nothing changed. A shift says that other "
    "people or places are rated, or that the same are scored otherwise. It does not say which, nor that warnings got worse.",
    zh="“变动份额”：若要两期相同，至少有这一比例的记录须换成其他分数或其他群体。指数为群体稳定性指数（PSI）。指数超过{mark}且超过同等记录数下随机波动的上限，才称“已偏移”；"
    "记录较少时，即使毫无变化，指数也会超过{mark}。偏移说明被评定的对象变了，或对同样对象的评分变了；不说明是哪一种，也不说明预警变差。",
).fill(mark=decimal(RULE_OF_THUMB))
_APART: dict[Language, str] = {"en": "; ", "zh": "；"}
"""What stands between changes, which may hold commas."""
_BETWEEN = Text(
    en="Between the periods lie changes, which may be all that a shift shows: {what}.",
    zh="各期之间有以下变更，偏移可能仅由此产生：{what}。",
)
