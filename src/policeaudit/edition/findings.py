"""Measurements and findings of the public edition: the full edition's verdicts, with published numbers and words made of them.

A comparison of the measures of the log is said with its published numbers. One that rests on a withheld number is left out
with its verdict, which could tell about that number. Everything else that a check found is named by what it examined, with its
limit and verdict; its words may hold any number, so none of them is taken over.
"""

from __future__ import annotations

from collections.abc import Iterator

from policeaudit.assessment import model as m
from policeaudit.assessment.findings import worst_first
from policeaudit.assessment.recommend import recommendation
from policeaudit.checks import all_checks
from policeaudit.checks.check import Phrases
from policeaudit.checks.limits import capital
from policeaudit.edition import words as say
from policeaudit.edition.collect import plain
from policeaudit.edition.figures import NOTHING, Figures, Places, Rate, missing_places, outward
from policeaudit.edition.names import Names
from policeaudit.measures import MEASURES
from policeaudit.plan.parts import NOT_RECORDED, OTHER_VALUE, REST
from policeaudit.text import Text, same

_ALL_OTHERS = Text(en="all others", zh="其余群体")
_OPEN = (m.VerdictWord.CANNOT_TELL, m.VerdictWord.WATCH)


class Findings:
    """Writes measurements and findings with the figures of an edition."""

    def __init__(self, full: m.Assessment, figures: Figures, names: Names) -> None:
        self.full, self.figures, self.names = full, figures, names
        self.phrases = {(check.id, name): check.phrases[name] for check in all_checks() for name in check.measures}
        self.features = {feature.name: feature for feature in plain(full)}
        self.ids: dict[str, str] = {}
        """The public id of each finding that is listed."""

    def measurements(self) -> Iterator[m.Measurement]:
        """The rates of the table of measures, from published counts; other measurements have none to be made of."""
        for x in self.full.measures:
            if x.measure in MEASURES and (x.sensitive_feature is None or x.sensitive_feature in self.features):
                yield self._measurement(x)

    def _measurement(self, x: m.Measurement) -> m.Measurement:
        entry, where = MEASURES[x.measure], ((x.sensitive_feature, x.group),)
        rate, missing = self.figures.rate(x.measure, where), missing_places(entry)
        low, high = outward(rate.low, rate.high) if rate else (None, None)
        bounds: tuple[float | None, float | None] = (None, None)
        if rate and rate.lower is not None and rate.upper is not None:
            bounds = (self.figures.coarse(rate.value, rate.n),) * 2 if rate.settled else outward(rate.lower, rate.upper)
        lacking = self.figures.lacking(x.measure, where)
        return m.Measurement(
            measure=x.measure,
            sensitive_feature=x.sensitive_feature,
            group=self.names.group(x.sensitive_feature, x.group),
            n=self.figures.total(entry.denominator, where),
            value=self.figures.coarse(rate.value, rate.n) if rate else None,
            low=low,
            high=high,
            lower_bound=bounds[0],
            upper_bound=bounds[1],
            method=x.method,
            not_measurable=m.Words.of_optional(lacking),
            numerator=None if lacking else self.figures.total(entry.numerator, where),
            missing=self.figures.total(missing, where) if missing else 0,
            n_effective=None,
        )

    def listed(self) -> list[m.Finding]:
        """The findings that can be listed, worst first by what is published of them, never by what is not."""
        made: list[m.Finding] = []
        for number, f in enumerate(sorted(self.full.findings, key=lambda f: f.id), 1):
            if f.sensitive_feature in self.features and f.measure in MEASURES and f.group is not None:
                found = self._comparison(f)
            else:
                found = self._by_verdict(f, number) if f.limit or f.verdict is not m.VerdictWord.NO_LIMIT else None
            if found is not None:
                made.append(found)
                self.ids[f.id] = found.id
        return sorted(made, key=worst_first({name for name, feature in self.features.items() if feature.parts}))

    def _comparison(self, f: m.Finding) -> m.Finding | None:
        """A comparison with its published numbers; None where it rests on a withheld one or has none to show."""
        phrases = self.phrases.get((f.check, f.measure))
        ours: Places = ((f.sensitive_feature, f.group),)
        theirs = self._opposite(f)
        held = [ours] if theirs is None or f.reference == REST else [ours, theirs]
        if phrases is None or any(self.figures.rests_on_withheld(f.measure, where) for where in held):
            return None
        rate, other = self.figures.rate(f.measure, ours), self._other_rate(f, theirs)
        if rate is None or other is None or f.verdict is m.VerdictWord.NOT_ASSESSED:
            return self._unmeasured(f, phrases) if f.limit else None
        shown = self.figures.gap(rate, other, MEASURES[f.measure].worse)
        quotient = self.figures.ratio(rate, other)
        group, reference = self._noun(f, f.group), None if f.reference is None else self._noun(f, f.reference)
        decimals = self.figures.decimals
        said = [say.rates(phrases.name, rate, other, group, reference, decimals)]
        if reference is not None:
            by_ratio = f.limit is not None and f.limit.kind == "ratio"
            said.append(say.quotient(quotient) if by_ratio else say.gap(shown, decimals(min(rate.n, other.n))))
        effect = say.effect(phrases, shown, rate.n, group, reference, self.full.audit.publication.rounding)
        numbers = {
            "gap": shown,
            "ratio": quotient,
            "n": int(rate.n),
            "n_reference": None if reference is None else int(other.n),
            "survives_missing": None if rate.settled and other.settled else False,
        }
        words = {"sentence": say.sentence(*said, say.verdict(f.verdict)), "effect": m.Words.of(effect)}
        return self._judged(f, phrases).model_copy(update=numbers | words)

    def _opposite(self, f: m.Finding) -> Places | None:
        """The groups that a group is compared with; None: a target."""
        if f.reference is None:
            return None
        if f.reference != REST:
            return ((f.sensitive_feature, f.reference),)
        special = {NOT_RECORDED, OTHER_VALUE}
        others = [g.id for g in self.features[f.sensitive_feature or ""].groups if not special & set(g.id.split("*"))]
        return tuple((f.sensitive_feature, g) for g in others if g != f.group)

    def _other_rate(self, f: m.Finding, theirs: Places | None) -> Rate | None:
        if theirs is not None:
            return self.figures.rate(f.measure, theirs)
        return Rate.target(f.limit.value) if f.limit else None

    def _unmeasured(self, f: m.Finding, phrases: Phrases) -> m.Finding:
        """A comparison with a limit whose rates are not shown."""
        lacking = f.verdict is m.VerdictWord.NOT_ASSESSED
        sentence = say.sentence(say.NOT_MEASURED if lacking else say.WITHHELD, say.verdict(f.verdict))
        return self._judged(f, phrases).model_copy(update={"sentence": sentence, "effect": m.Words.of(say.UNKNOWN)})

    def _judged(self, f: m.Finding, phrases: Phrases) -> m.Finding:
        """What is said of a comparison whatever its numbers: the plan's names, limit and rule, and the verdict."""
        group, name = self._noun(f, f.group), phrases.name
        if f.reference is None:
            heading = Text(en="{name} against its target: {group}", zh="{name}与目标值：{group}")
            heading = heading.fill(name=name, group=group)
        else:
            heading = Text(en="{name}: {group} compared with {reference}", zh="{name}：{group}与{reference}比较")
            heading = heading.fill(name=name, group=group, reference=self._noun(f, f.reference))
        return m.Finding(
            **_of_plan(f),
            id=f.id,
            measure=f.measure,
            sensitive_feature=f.sensitive_feature,
            group=f.group,
            reference=f.reference,
            **_NO_NUMBERS,
            heading=m.Words.of(capital(heading)),
            sentence=m.Words.of(say.WITHHELD),
            criterion=f.criterion,
            effect=m.Words.of(say.UNKNOWN),
            settle=m.Words.of(say.SETTLE) if f.verdict in _OPEN else None,
            cause=m.Words.of(say.WITHHELD) if f.cause else None,
            recommendation=f.recommendation,
        )

    def _by_verdict(self, f: m.Finding, number: int) -> m.Finding:
        """What a check found in its own way: what it examined, the limit and the verdict."""
        check = next(check for check in self.full.checks if check.id == f.check)
        quantity = check.quantities.get(f.measure)
        label = quantity.label if quantity else m.Words.of(MEASURES[f.measure].label) if f.measure in MEASURES else None
        heading = Text(en="{title} ({what})", zh="{title}（{what}）")
        title = heading.fill(title=check.title.text, what=label.text) if label else check.title.text
        bare = f.model_copy(update={"sensitive_feature": None, "group": None, "reference": None})
        return m.Finding(
            **_of_plan(f),
            id=f"{f.check}.{f.measure}.{number}",
            measure=f.measure,
            sensitive_feature=None,
            group=None,
            reference=None,
            **_NO_NUMBERS,
            heading=m.Words.of(title),
            sentence=say.sentence(say.WITHHELD, say.verdict(f.verdict)),
            criterion=m.Words.of(say.criterion(f.limit)),
            effect=m.Words.of(say.NOT_SHOWN),
            settle=m.Words.of(say.SETTLE) if f.verdict in _OPEN else None,
            cause=m.Words.of(say.WITHHELD) if f.cause else None,
            recommendation=recommendation(bare, {}, self.full),
        )

    def _noun(self, f: m.Finding, group: str | None) -> Text:
        """A group as a sentence names it: a label of digits alone ("60+") needs its feature beside it."""
        feature = self.features[f.sensitive_feature or ""]
        label = next((g.label.text for g in feature.groups if g.id == group), None)
        if label is None:
            return _ALL_OTHERS if group == REST else same(group or "")
        if any(character.isalpha() for character in label.en):
            return label
        return Text(en="{feature} “{label}”", zh="{feature}“{label}”").fill(feature=feature.label.text, label=label)


def _of_plan(f: m.Finding) -> dict[str, object]:
    """What is the plan's, and the verdict."""
    limit = f.limit.model_copy(update={"rule": None}) if f.limit else None
    return {"check": f.check, "pillar": f.pillar, "verdict": f.verdict, "limit": limit}


_NO_NUMBERS: dict[str, object] = {
    "gap": NOTHING,
    "ratio": NOTHING,
    "n": None,
    "n_reference": None,
    "n_needed": None,
    "adjusted_p": None,
    "watch_q": None,
    "survives_missing": None,
}
