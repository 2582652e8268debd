"""SARIF 2.1.0 (OASIS): one result a comparison with a limit, placed in the plan that sets the limit."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from policeaudit.assessment.model import QuantityInfo, VerdictWord
from policeaudit.assessment.pillars import VERDICTS
from policeaudit.compare.changes import Course
from policeaudit.gate.decide import Decision, Entry
from policeaudit.gate.words import in_one, title
from policeaudit.measures import MEASURES
from policeaudit.safe import one_line, to_json
from policeaudit.text import Language, Text

_KINDS = {
    VerdictWord.NO_CONCERN: "pass",
    VerdictWord.WATCH: "review",
    VerdictWord.CANNOT_TELL: "open",
    VerdictWord.NOT_ASSESSED: "open",
}
_MESSAGE = Text(en="{title}. {said}", zh="{title}。{said}")
_STATES = {Course.NEW: "new", Course.OPENS: "new", Course.GONE: "absent", Course.UNCHANGED: "unchanged"}


def write(found: Decision, lang: Language, plan: PurePath) -> str:
    """A SARIF log with one run."""
    about = found.assessment.provenance
    rules = sorted({_rule(entry) for entry in found.entries})
    quantities = {name: quantity for check in found.assessment.checks for name, quantity in check.quantities.items()}
    document = {
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": about.tool,
                        "version": about.version,
                        "rules": [_describe(rule, lang, quantities) for rule in rules],
                    }
                },
                "language": "zh-CN" if lang == "zh" else "en-US",
                "columnKind": "unicodeCodePoints",
                "results": [_result(entry, rules, lang, plan, found) for entry in found.entries],
                "properties": {"plan_sha256": about.plan_sha256, "tally_sha256": about.tally_sha256},
            }
        ],
    }
    return to_json(document)


def _rule(entry: Entry) -> str:
    if entry.untested:
        return entry.untested.limit.measure
    finding = entry.finding or (entry.change.finding if entry.change else None)
    return finding.measure if finding else ""


def _describe(rule: str, lang: Language, quantities: dict[str, QuantityInfo]) -> dict[str, Any]:
    measure = MEASURES.get(rule) or quantities[rule]
    return {
        "id": rule,
        "shortDescription": {"text": measure.label[lang]},
        "fullDescription": {"text": measure.definition[lang]},
    }


def _result(entry: Entry, rules: list[str], lang: Language, plan: PurePath, found: Decision) -> dict[str, Any]:
    kind = "fail" if entry.stops else _KINDS[entry.verdict]
    rule = _rule(entry)
    where = {"artifactLocation": {"uri": quote(plan.as_posix())}, "region": {"startLine": 1}}
    result: dict[str, Any] = {
        "ruleId": rule,
        "ruleIndex": rules.index(rule),
        "kind": kind,
        "level": "error" if entry.stops else "none",
        "message": {"text": _message(one_line(_MESSAGE.fill(title=title(entry), said=in_one(entry))[lang]))},
        "locations": [{"physicalLocation": where, "logicalLocations": [{"fullyQualifiedName": one_line(entry.id)}]}],
        "partialFingerprints": {"finding/v1": one_line(entry.id)},
        "properties": {
            "verdict": entry.verdict.value,
            "verdict_label": VERDICTS[entry.verdict][lang],
            "stops": entry.stops,
            "n_needed": entry.finding.n_needed if entry.finding else None,
        },
    }
    if found.baseline:
        result["baselineState"] = _STATES.get(entry.change.course, "updated") if entry.change else "new"
    return result


def _message(text: str) -> str:
    r"""Plain text as a SARIF message: brackets would make a link, braces a blank (sections 3.11.5 and 3.11.6)."""
    text = text.replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
    return text.replace("{", "{{").replace("}", "}}")
