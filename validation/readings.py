"""What an assessment says of a world whose truth is known, counted check by check.

A figure of one audit is a pair: how many of how many. *action*, *watch*: whether anything is said that would be false;
*cleared*, *covered*: of what lies exactly at its limit; *found*: of what is planted; *said*: of statements without a verdict.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from policeaudit.assessment.base import VerdictWord
from policeaudit.assessment.model import Assessment, Finding
from validation import matches, persons, tables
from validation.statements import Figures, Pair, rows_of, stated, within


@dataclass(frozen=True)
class Judged:
    """Measures of a check that are counted together."""

    id: str
    log: str
    """The kind of log (or ``tables``) in which it is counted."""
    measures: tuple[str, ...]
    of: str = ""
    """How the name of the feature begins, where that tells two apart."""

    def holds(self, finding: Finding) -> bool:
        """Whether a finding belongs to it."""
        named = (finding.sensitive_feature or "").startswith(self.of)
        return _judged(finding) and finding.measure in self.measures and named


def _judged(finding: Finding) -> bool:
    """Whether it has a verdict: it is held against a limit, or against an answer of the operator."""
    return finding.limit is not None or finding.measure == "answer"


_RATES = ("review_rate", "top_review_rate", "override_rate", "action_rate", "unreviewed_action_rate", "closing_rate")
_ERRORS = ("false_positive_rate", "false_negative_rate")
JUDGED = (
    Judged("C01", "whole", ("precision",)),
    Judged("C02", "whole", _ERRORS),
    Judged("C02 sample", "sampled", _ERRORS),
    Judged("C03", "whole", ("calibration",)),
    Judged("C04", "whole", ("selection_rate",)),
    Judged("C05", "whole", ("subgroup_precision",)),
    Judged("C06", "followed", ("follow_up_rate",)),
    Judged("C12h rates", "whole", _RATES),
    Judged("C12h overriding", "whole", ("override_precision",)),
    Judged("C17 same", "whole", ("level_precision",)),
    Judged("C17 order", "whole", ("level_order",)),
    Judged("C21", "whole", ("auc",)),
    Judged("C22", "matches", ("false_match_rate", "false_non_match_rate")),
    Judged("C09", "tables", ("coverage", "coverage_step")),
    Judged("C09 inequality", "tables", ("coverage_inequality",)),
    Judged("C10", "tables", ("place_coverage",)),
    Judged("C10 inequality", "tables", ("place_inequality",)),
    Judged("C11 quantiles", "tables", ("response_median", "response_percentile_90")),
    Judged("C11 within", "tables", ("response_within",)),
    Judged("C12 phases", "tables", ("fieldwork_change",), "phases"),
    Judged("C12 months", "tables", ("fieldwork_change",), "months"),
    Judged("C25", "tables", ("survey_share",)),
    Judged("C26", "tables", ("place_exposure",)),
    Judged("C30", "tables", ("answer",)),
)
WHOLE = "audit"
"""All that is judged together in one audit."""
EXACT: Mapping[str, float] = {**persons.EXACT, **matches.EXACT, **tables.EXACT}
_BY_RATIO = {"selection_rate", "response_median", "response_percentile_90", "fieldwork_change", "place_exposure"}
_INEQUALITY = {
    "coverage_inequality": "C09.inequality.people.group",
    "place_inequality": "C10.inequality.places.area",
}
_WORSE_OFF = {*persons.GROUPS[1:], *tables.GROUPS[1:]}


def read(found: Assessment, log: str, truth: str) -> Figures:
    """The figures of one audit."""
    figures: Figures = {}
    false = truth in ("alike", "at the limit")
    for judged in (each for each in JUDGED if each.log == log):
        own = [finding for finding in found.findings if judged.holds(finding)]
        if false:
            nothing_hidden = judged.id == "C05" or truth == "alike"
            said = _false(own, watch=nothing_hidden)
            figures |= {(judged.id, name): pair for name, pair in said.items()}
        marked = [finding for finding in own if _marked(finding)]
        if truth == "at the limit":
            figures |= {(judged.id, name): pair for name, pair in _exact(marked, found).items()}
        if truth == "planted":
            figures[judged.id, "found"] = _found(judged, marked, own)
    if false:
        everything = [finding for finding in found.findings if _judged(finding) and finding.check != "C05"]
        figures |= {(WHOLE, name): pair for name, pair in _false(everything, watch=truth == "alike").items()}
        figures[WHOLE, "family"] = found.audit.rules.family_size, 1
    return figures | stated(found, log, truth)


def _false(own: list[Finding], *, watch: bool) -> dict[str, Pair]:
    """Whether anything false is said: any Action needed, and where a Watch is false too, any of these."""
    words = [finding.verdict for finding in own]
    said = {"action": (int(VerdictWord.ACTION_NEEDED in words), 1)}
    return said | ({"watch": (int(VerdictWord.WATCH in words), 1)} if watch else {})


def _marked(finding: Finding) -> bool:
    """Whether it is about a group that fares worse (or about all groups together), and not about another feature."""
    feature = (finding.sensitive_feature or "").split("@")[0]
    if feature in persons.OTHERS or finding.measure in ("subgroup_precision", "answer"):
        return False
    return (
        finding.group is None
        or finding.measure in persons.EVERY_GROUP
        or bool({finding.group.split(".")[0]} & _WORSE_OFF)
    )


def _exact(marked: list[Finding], found: Assessment) -> dict[str, Pair]:
    """Of findings exactly at their limit: how many are cleared, and how many ranges hold the truth."""
    if not marked:
        return {}
    large = [finding for finding in marked if finding.adjusted_p is not None]
    cleared = sum(finding.verdict is VerdictWord.NO_CONCERN for finding in large)
    held = [_holds(finding, found) for finding in large]
    return {"cleared": (cleared, len(large)), "covered": (sum(held), len(held))}


def _holds(finding: Finding, found: Assessment) -> bool:
    if finding.measure in _INEQUALITY:
        assert finding.limit is not None
        (row,) = rows_of(found, _INEQUALITY[finding.measure])[:1]
        return within(finding.limit.value, row[3])
    exact = EXACT[finding.measure]
    if finding.measure == "response_median" and finding.limit is not None and finding.limit.kind == "ratio":
        exact = tables.MEDIAN_RATIO
    shown = finding.ratio if finding.measure in _BY_RATIO else finding.gap
    return within(exact, (shown.low, shown.high))


def _found(judged: Judged, marked: list[Finding], own: list[Finding]) -> Pair:
    """How many of the planted effects are found; a search, or a contradicted answer, makes a finding or none."""
    if judged.id in ("C05", "C30"):
        return int(any(finding.verdict in (VerdictWord.WATCH, VerdictWord.ACTION_NEEDED) for finding in own)), 1
    hits = sum(finding.verdict is VerdictWord.ACTION_NEEDED for finding in marked)
    return hits, len(marked)
