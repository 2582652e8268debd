"""JSON for programs, with every sentence in both languages."""

from __future__ import annotations

from pathlib import PurePath

from policeaudit.assessment.model import Words
from policeaudit.compare.document import ChangeRecord
from policeaudit.gate.decide import Decision, Entry
from policeaudit.gate.document import CheckRecord, EntryRecord, RowsLeftOut, RowsRecord
from policeaudit.gate.words import heading, parts, remarks, summary
from policeaudit.safe import to_json
from policeaudit.text import Language


def write(found: Decision, lang: Language, plan: PurePath) -> str:
    """Every comparison with a limit; rates and gaps are fractions, what is undefined is null."""
    del lang
    intake = found.assessment.intake
    record = CheckRecord(
        passed=found.passed,
        level=found.level,
        plan=plan.name,
        audit=found.assessment.audit.id,
        rows=RowsRecord(
            in_=intake.rows_in,
            used=intake.rows_used,
            left_out=[RowsLeftOut(reason=each.reason, rows=each.rows) for each in intake.left_out],
        ),
        summary=[Words.of(text) for text in (summary(found), *remarks(found))],
        entries=[_entry(entry) for entry in found.entries],
        without_limit=found.without_limit,
        baseline=found.baseline.before.provenance.tally_sha256 if found.baseline else None,
        provenance=found.assessment.provenance,
    )
    return to_json(record.model_dump(mode="json", by_alias=True))


def _entry(entry: Entry) -> EntryRecord:
    figures = {name: getattr(entry.finding, name) for name in _FIGURES} if entry.finding else {}
    return EntryRecord(
        id=entry.id,
        verdict=entry.verdict,
        stops=entry.stops,
        heading=Words.of(heading(entry)),
        said={key: Words.of(text) for key, text in parts(entry).items()},
        change=ChangeRecord.of(entry.change) if entry.change else None,
        **figures,
    )


_FIGURES = (
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
