"""Key figures in plain words: a handful of sentences, each made from the assessment's own numbers."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from policeaudit.assessment.model import Assessment, Finding, FollowUp, VerdictWord
from policeaudit.report import figure_words as words
from policeaudit.report.sentences import COUNTED, SEVERITY, UNITS
from policeaudit.report.speaker import Speaker
from policeaudit.text import Text, join_all, times, whole

MOST = 10


@dataclass(frozen=True)
class KeyFigure:
    """A sentence, the section or table behind it, and the verdict where it is about a judged comparison."""

    text: Text
    anchor: str
    verdict: VerdictWord | None = None


@dataclass(frozen=True)
class _Pair:
    """The rates of a group and of what it is compared with, as counts of the same number where allowed."""

    n: int
    m: int
    value: float
    reference: float

    def blanks(self) -> dict[str, Text]:
        """Counts by the rule: of 1,000 from 1,000 rows, of 100 from 100 rows, else as they are."""
        smaller = min(self.n, self.m)
        if smaller < 100:
            n, m = self.n, self.m
            return {"n": whole(n), "m": whole(m), "a": whole(self.value * n), "b": whole(self.reference * m)}
        per = 1000 if smaller >= 1000 else 100
        return {"per": whole(per), "a": whole(self.value * per), "b": whole(self.reference * per)}

    def fill(self, scaled: Text, counted: Text, **values: Text) -> Text:
        """The pattern that fits the number of rows, filled."""
        return (counted if min(self.n, self.m) < 100 else scaled).fill(**self.blanks(), **values)


def key_figures(assessment: Assessment) -> list[KeyFigure]:
    """The sentences of the section, at most ten, in reading order."""
    voices = (Speaker(assessment, "en"), Speaker(assessment, "zh"))
    figures = [*_volume(assessment), *_overall(assessment)]
    figures += [_precision(finding, voices) for finding in _worst(assessment, "precision", 3)]
    figures += _flagged(assessment, voices)
    for finding in _worst(assessment, "selection_rate", 1):
        pair = _pair(finding, voices[0])
        if pair is not None:
            told = pair.fill(words.WARNED_SCALED, words.WARNED_COUNTED, **_names(finding, voices))
            figures.append(
                KeyFigure(join_all([told, *_gap(finding, voices[0])]), "evidence-selection_rate", _judged(finding))
            )
    return [*figures, *_of_checks(assessment, MOST - len(figures))][:MOST]


def _of_checks(assessment: Assessment, room: int) -> list[KeyFigure]:
    """What the checks say in a sentence: each in turn, so that one with many does not silence the others."""
    turn: Counter[str] = Counter()
    ranked = []
    for place, headline in enumerate(assessment.headlines):
        ranked.append((turn[headline.check], place, headline))
        turn[headline.check] += 1
    chosen = sorted(sorted(ranked, key=lambda each: each[:2])[: max(room, 0)], key=lambda each: each[1])
    return [KeyFigure(h.text.text, f"check-{h.check}") for _, _, h in chosen]


def _worst(assessment: Assessment, measure: str, most: int) -> list[Finding]:
    """The worst finding of each feature for a measure, worst first; a target compares no groups.

    Groups below the plan's smallest number of rows are left to the tables.
    """
    least = assessment.audit.rules.min_n
    found = [f for f in assessment.findings if f.measure == measure and f.reference is not None]
    found = [f for f in found if (f.n or 0) >= least and (f.n_reference is None or f.n_reference >= least)]
    found = [f for f in found if f.gap.value is not None and f.verdict is not VerdictWord.NOT_ASSESSED]
    crossed = {feature.name for feature in assessment.audit.features if feature.parts}
    found.sort(key=lambda f: (SEVERITY.index(f.verdict), f.sensitive_feature in crossed, -(f.gap.value or 0)))
    first: dict[str | None, Finding] = {}
    for finding in found:
        first.setdefault(finding.sensitive_feature, finding)
    return list(first.values())[:most]


def _names(finding: Finding, voices: tuple[Speaker, Speaker]) -> dict[str, Text]:
    en, zh = (voice.noun(finding.sensitive_feature, finding.group) for voice in voices)
    ours = Text(en=en, zh=zh)
    en, zh = (voice.noun(finding.sensitive_feature, finding.reference) for voice in voices)
    return {"group": ours, "reference": Text(en=en, zh=zh)}


def _pair(finding: Finding, speaker: Speaker) -> _Pair | None:
    group = speaker.measurement(finding.measure, finding.sensitive_feature, finding.group)
    if group is None or group.value is None or group.n is None or finding.gap.value is None:
        return None
    reference = speaker.measurement(finding.measure, finding.sensitive_feature, finding.reference)
    if reference is not None and reference.value is not None and reference.n is not None:
        return _Pair(group.n, reference.n, group.value, reference.value)
    lower_is_worse = speaker.worse(finding.measure) == "lower"
    rate = group.value + finding.gap.value if lower_is_worse else group.value - finding.gap.value
    return _Pair(group.n, finding.n_reference or 0, group.value, rate)


def _precision(finding: Finding, voices: tuple[Speaker, Speaker]) -> KeyFigure:
    names = _names(finding, voices)
    parts: list[Text] = []
    pair = _pair(finding, voices[0])
    if pair is not None:
        wrong = _Pair(pair.n, pair.m, 1 - pair.value, 1 - pair.reference)
        parts.append(wrong.fill(words.WRONG_SCALED, words.WRONG_COUNTED, **names))
        if min(pair.n, pair.m) >= 100 and wrong.reference > 0 and wrong.value / wrong.reference >= 1.5:
            parts.append(words.TIMES.fill(times=times(wrong.value / wrong.reference)))
    parts += _gap(finding, voices[0])
    gap = finding.gap
    m = voices[0].measurement(finding.measure, finding.sensitive_feature, finding.group)
    open_bounds = finding.survives_missing is False and gap.lower_bound is not None and gap.upper_bound is not None
    if m is not None and m.missing and m.n is not None and open_bounds:
        share = voices[0].share(m.missing, m.n + m.missing)
        low, high = voices[0].points(gap.lower_bound), voices[0].points(gap.upper_bound)
        parts.append(words.OPEN.fill(share=share, group=names["group"], low=low, high=high))
    return KeyFigure(join_all(parts), f"evidence-{finding.measure}", _judged(finding))


def _gap(finding: Finding, voice: Speaker) -> list[Text]:
    """The gap with its range, where there is one."""
    gap = finding.gap
    if gap.value is None or gap.low is None or gap.high is None:
        return []
    return [words.GAP.fill(gap=voice.points(gap.value), low=voice.points(gap.low), high=voice.points(gap.high))]


def _judged(finding: Finding) -> VerdictWord | None:
    return None if finding.verdict is VerdictWord.NO_LIMIT else finding.verdict


def _volume(assessment: Assessment) -> list[KeyFigure]:
    intake = assessment.intake
    alerted, rows, voice = _status(assessment, alerted=True), intake.rows_used, Speaker(assessment, "en")
    figures = []
    unit = UNITS[assessment.audit.rated_unit]
    if alerted is not None and rows and alerted.rows is not None:
        alerts = alerted.rows
        told = words.ONLY_WARNINGS if alerts == rows else words.ROWS
        text = told.fill(unit=unit, rows=whole(rows), alerts=whole(alerts), share=voice.share(alerts, rows))
        if intake.subjects is not None:
            counted = COUNTED[assessment.audit.rated_unit]
            subjects, warned = (
                counted.fill(n=whole(n)) for n in (intake.subjects.subjects, intake.subjects.subjects_alerted)
            )
            text = text.then(words.SUBJECTS.fill(subjects=subjects, unit=unit, alerted=warned))
        figures.append(KeyFigure(text, "data"))
        if not intake.outcomes:
            figures.append(KeyFigure(words.NO_OUTCOMES.fill(alerts=whole(alerts)), "data"))
        elif alerts:
            text = words.FOLLOW_UP.fill(
                alerts=whole(alerts),
                known=voice.whole(alerted.known),
                share=voice.share(alerted.known, alerts),
                pending=voice.whole(alerted.pending),
                unchecked=voice.whole(alerted.not_followed_up),
            )
            figures.append(KeyFigure(text, "data"))
    return figures


def _overall(assessment: Assessment) -> list[KeyFigure]:
    voice = Speaker(assessment, "en")
    m = voice.measurement("precision", None, None)
    if m is None or m.n is None or m.value is None or m.low is None or m.high is None or m.numerator is None:
        return []
    text = words.OVERALL.fill(
        n=whole(m.n),
        right=whole(m.numerator),
        wrong=whole(m.n - m.numerator),
        value=voice.percent(m.value),
        low=voice.percent(m.low),
        high=voice.percent(m.high),
    )
    return [KeyFigure(text, "evidence-precision")]


def _flagged(assessment: Assessment, voices: tuple[Speaker, Speaker]) -> list[KeyFigure]:
    """Wrong warnings among those with nothing to find; or that missed cases are unknown."""
    if not assessment.intake.outcomes:
        return []  # told already, of the warnings and of what was missed
    recall = voices[0].measurement("recall", None, None)
    if recall is not None and recall.not_measurable is not None:
        en, zh = recall.not_measurable.en, recall.not_measurable.zh
        reason = Text(en=en[:1].lower() + en[1:].rstrip("."), zh=zh.rstrip("。"))
        return [KeyFigure(words.MISSED.fill(reason=reason), "evidence-recall")]
    figures = []
    for finding in _worst(assessment, "false_positive_rate", 1):
        pair = _pair(finding, voices[0])
        if pair is not None:
            told = pair.fill(words.FLAGGED_SCALED, words.FLAGGED_COUNTED, **_names(finding, voices))
            told = join_all([told, *_gap(finding, voices[0])])
            figures.append(KeyFigure(told, "evidence-false_positive_rate", _judged(finding)))
    return figures


def _status(assessment: Assessment, *, alerted: bool) -> FollowUp | None:
    rows = assessment.intake.follow_up
    return next((r for r in rows if r.sensitive_feature is None and r.alerted is alerted), None)
