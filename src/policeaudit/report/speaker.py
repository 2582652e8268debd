"""One language's voice: fixed sentences, labels and numbers as a page prints them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from policeaudit import text as wording
from policeaudit.assessment.model import (
    Assessment,
    Feature,
    Finding,
    FindingLimit,
    LimitInForce,
    Measurement,
    VerdictWord,
)
from policeaudit.measures import MEASURES, SCALAR_LABELS
from policeaudit.report.clean import cut
from policeaudit.report.sentences import EVERYONE, REST, SENTENCES, UNITS, VERDICTS
from policeaudit.text import Language, Text

WITHHELD = "[c]"
"""The code of a number that the public edition withholds because one behind it is small."""
NOT_HERE = "[x]"
"""The code of a number that the full edition alone holds."""
LABEL = 60
"""Columns that a label may take in a table or a sentence of the report's own."""

_DEFINITIONS = {
    "difference": "scalar.difference.definition",
    "ratio": "scalar.ratio.definition",
    "other": "scalar.other.definition",
}


class Speaker:
    """Words and numbers of one assessment in one language."""

    def __init__(self, assessment: Assessment, lang: Language) -> None:
        self.lang = lang
        self.other: Language = "zh" if lang == "en" else "en"
        self.assessment = assessment
        self.features: dict[str, Feature] = {feature.name: feature for feature in assessment.audit.features}
        self._groups = {(f.name, g.id): g.label for f in assessment.audit.features for g in f.groups}
        self.quantities = {name: quantity for check in assessment.checks for name, quantity in check.quantities.items()}
        self._measurements = {(m.measure, m.sensitive_feature, m.group): m for m in assessment.measures}
        self.public = assessment.public is not None
        self.blank = WITHHELD if self.public else "–"
        self.confidence = self.plain_percent(assessment.audit.rules.confidence)

    def say(self, key: str, **values: Any) -> str:
        """A fixed sentence with its blanks filled."""
        return SENTENCES[key].fill(**values)[self.lang] if values else SENTENCES[key][self.lang]

    def other_say(self, key: str) -> str:
        """A fixed sentence in the other language."""
        return SENTENCES[key][self.other]

    def verdict(self, word: VerdictWord) -> str:
        """A verdict in words."""
        return VERDICTS[word][self.lang]

    def unit(self) -> str:
        """What is rated, in words."""
        return UNITS[self.assessment.audit.rated_unit][self.lang]

    def feature(self, name: str | None, columns: int = LABEL) -> str:
        """The label of a feature; the whole log where there is none."""
        if name is None:
            return EVERYONE[self.lang]
        return cut(self.features[name].label[self.lang] if name in self.features else name, columns)

    def group(self, feature: str | None, group: str | None, columns: int = LABEL) -> str:
        """The label of a group, of all other groups, or of the whole log."""
        if group is None:
            return EVERYONE[self.lang]
        if group == "rest" and (feature, group) not in self._groups:
            return REST[self.lang]
        label = self._groups.get((feature or "", group))
        return cut(label[self.lang] if label else group, columns)

    def noun(self, feature: str | None, group: str | None) -> str:
        """A group as a sentence can name it: digits alone ("60+") and the log's own words ("M") need their feature beside."""
        label, named = self.group(feature, group), self._groups.get((feature or "", group or ""))
        own_word = named is not None and named.en == named.zh == group
        if not own_word and any(character.isalpha() for character in label):
            return label
        space = " " if self.lang == "en" else ""
        return f"{self.feature(feature)}{space}“{label}”"

    def measure(self, name: str) -> str:
        """The label of a measure."""
        if name in MEASURES:
            return MEASURES[name].label[self.lang]
        if name in self.quantities:
            return self.quantities[name].label[self.lang]
        return SCALAR_LABELS[name][self.lang] if name in SCALAR_LABELS else name

    def short_measure(self, name: str) -> str:
        """The label of a measure without what stands in brackets."""
        return self.measure(name).split(" (")[0].split("（")[0]

    def definition(self, name: str) -> str:
        """The definition of a measure."""
        if name in MEASURES:
            return MEASURES[name].definition[self.lang]
        if name in self.quantities:
            return self.quantities[name].definition[self.lang]
        return self.say(_DEFINITIONS[self._kind(name)])

    def worse(self, name: str) -> str:
        """Which direction of a measure is worse: ``lower`` or ``higher``."""
        if name in MEASURES:
            return MEASURES[name].worse
        return self.quantities[name].worse if name in self.quantities else "lower"

    def group_of(self, m: Measurement) -> str:
        """Whose measurement it is; a scalar over all groups of a feature says how it sums them up."""
        kind = self._kind(m.measure)
        return (
            self.group(m.sensitive_feature, m.group)
            if kind in ("rate", "other")
            else self.say("scalar.ratio" if kind == "ratio" else "scalar.difference")
        )

    def value_of(self, m: Measurement) -> str:
        """A measured value as its kind is printed: a rate, points, a ratio, a plain number."""
        kind = self._kind(m.measure)
        if m.value is None or kind == "rate":
            return self.percent(m.value)
        if kind == "difference":
            return wording.points(m.value)[self.lang]
        return self.number(m.value, 2 if kind == "ratio" else 3)

    def measurement(self, measure: str, feature: str | None, group: str | None) -> Measurement | None:
        """The measurement of a group, if there is one."""
        return self._measurements.get((measure, feature, group))

    def whole(self, n: float | None) -> str:
        """A count; a code where it is withheld."""
        return WITHHELD if n is None else wording.whole(n)[self.lang]

    def percent(self, value: float | None) -> str:
        """A rate to one decimal; a dash where it is undefined, a code where it is withheld."""
        return self.blank if value is None else f"{self.number(value * 100)}%"

    def share(self, part: float | None, n: int | None) -> str:
        """A part of ``n`` rows as a percentage; in the public edition with the digits that rounded counts carry."""
        if part is None or not n:
            return self.blank
        if not self.public:
            return self.percent(part / n)
        digits = self.assessment.audit.publication.digits(n)
        return self.blank if digits is None else self.percent(round(part / n, 2 + digits))

    def plain_percent(self, value: float) -> str:
        """A rule's percentage with no more decimals than it needs."""
        digits = 0 if abs(value * 100 - round(value * 100)) < 1e-9 else 1
        return f"{value * 100:.{digits}f}%"

    def between(self, low: str, high: str) -> str:
        """A range of two printed numbers."""
        return self.say("between", low=low, high=high)

    def percents(self, low: float | None, high: float | None) -> str:
        """A range of rates."""
        return self.blank if low is None or high is None else self.between(self.percent(low), self.percent(high))

    def number(self, value: float | None, digits: int = 1) -> str:
        """A plain number with fixed decimals; in the public edition with no more than it was published with."""
        if value is None:
            return self.blank
        while self.public and digits and abs(value - round(value, digits - 1)) < 1e-9:
            digits -= 1
        return wording.decimal(value, digits)[self.lang]

    def points(self, value: float | None) -> str:
        """A gap without its unit (the unit stands in the column head)."""
        return self.blank if value is None else self.number(value * 100)

    def point_range(self, low: float | None, high: float | None) -> str:
        """A range of gaps without the unit."""
        return self.blank if low is None or high is None else self.between(self.points(low), self.points(high))

    def ratio_range(self, low: float | None, high: float | None) -> str:
        """A range of ratios; a missing upper end is unbounded."""
        if low is None:
            return self.blank
        return self.between(self.number(low, 2), self.say("table.unbounded") if high is None else self.number(high, 2))

    def p_value(self, value: float | None) -> str:
        """A p-value to three decimals."""
        if value is None:
            return NOT_HERE if self.public else "–"
        return "<0.001" if value < 0.0005 else self.number(value, 3)

    def day(self, value: dt.date) -> str:
        """A date."""
        return wording.day(value)[self.lang]

    def limit(self, limit: FindingLimit | LimitInForce, measure: str) -> str:
        """A limit in words."""
        if limit.rule is not None:
            return limit.rule[self.lang]
        if limit.kind == "gap":
            return self.say("limit.gap", value=wording.points(limit.value))
        if limit.kind == "ratio":
            low, high = sorted((limit.value, 1 / limit.value))
            return self.say("limit.ratio", low=self.number(low, 2), high=self.number(high, 2))
        if limit.kind == "standard":
            return limit.rule[self.lang] if limit.rule else f"{limit.value:g}"
        worse = self.worse(measure)
        return self.say("limit.at_least" if worse == "lower" else "limit.at_most", value=self.percent(limit.value))

    def short_limit(self, limit: FindingLimit, measure: str) -> str:
        """A limit as a narrow column can hold it."""
        if limit.rule is not None or limit.kind == "standard":
            return self.limit(limit, measure)
        if limit.kind == "gap":
            return f"≤ {self.points(limit.value)}"
        if limit.kind == "ratio":
            low, high = sorted((limit.value, 1 / limit.value))
            return f"{self.number(low, 2)}–{self.number(high, 2)}"
        worse = self.worse(measure)
        return f"{'≥' if worse == 'lower' else '≤'} {self.percent(limit.value)}"

    def list_of(self, parts: list[str]) -> str:
        """A list in words."""
        return wording.list_of([Text(en=p, zh=p) for p in parts])[self.lang]

    def compared_with(self, finding: Finding, columns: int = LABEL) -> str:
        """What a finding compares its group with."""
        if finding.reference is None:
            kind = finding.limit.kind if finding.limit else None
            return self.say(f"table.{kind}") if kind in ("target", "standard") else self.say("table.na")
        return self.group(finding.sensitive_feature, finding.reference, columns)

    def _kind(self, measure: str) -> str:
        """What a measure's value is: a rate, a difference or ratio over groups, or another library's number."""
        if measure in MEASURES or measure in self.quantities:
            return "rate"
        if measure in SCALAR_LABELS:
            return "ratio" if measure.endswith("ratio") else "difference"
        return "other"
