"""JSON for programs, with every sentence in both languages."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from policeaudit.compare.formats import change_record, in_both
from policeaudit.gate.decide import Decision, Entry
from policeaudit.gate.words import heading, parts, remarks, summary
from policeaudit.safe import to_json
from policeaudit.text import Language

SCHEMA = "policeaudit.check/1"


def write(found: Decision, lang: Language, plan: PurePath) -> str:
    """Every comparison with a limit; rates and gaps are fractions, what is undefined is null."""
    del lang
    about, intake = found.assessment.provenance, found.assessment.intake
    document = {
        "schema": SCHEMA,
        "passed": found.passed,
        "level": found.level.value,
        "plan": plan.name,
        "audit": found.assessment.audit.id,
        "rows": {
            "in": intake.rows_in,
            "used": intake.rows_used,
            "left_out": [{"reason": each.reason, "rows": each.rows} for each in intake.left_out],
        },
        "summary": [in_both(text) for text in (summary(found), *remarks(found))],
        "entries": [_entry(entry) for entry in found.entries],
        "without_limit": found.without_limit,
        "baseline": found.baseline.before.provenance.tally_sha256 if found.baseline else None,
        "provenance": about.model_dump(mode="json", by_alias=True),
    }
    return to_json(document)


def _entry(entry: Entry) -> dict[str, Any]:
    finding = entry.finding
    numbers = finding.model_dump(mode="json", include=set(_NUMBERS)) if finding else dict.fromkeys(_NUMBERS)
    return {
        "id": entry.id,
        "verdict": entry.verdict.value,
        "stops": entry.stops,
        "heading": in_both(heading(entry)),
        **{name: numbers[name] for name in _NUMBERS},
        "said": {key: in_both(text) for key, text in parts(entry).items()},
        "change": change_record(entry.change) if entry.change else None,
    }


_NUMBERS = (
    "check",
    "measure",
    "sensitive_feature",
    "group",
    "reference",
    "gap",
    "ratio",
    "limit",
    "n",
    "n_reference",
    "n_needed",
)
