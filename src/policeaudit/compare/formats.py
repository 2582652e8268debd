"""A comparison as text and as JSON."""

from __future__ import annotations

from policeaudit.assessment.model import Assessment, Words
from policeaudit.compare.changes import Comparison, Course, Direction
from policeaudit.compare.document import AuditRecord, ChangeRecord, ComparisonRecord
from policeaudit.compare.words import cautions, count_line, sentence, summary, title
from policeaudit.safe import for_log, to_json
from policeaudit.text import Language, Text

FORMATS = ("text", "json")

_CAUTION = Text(en="Caution: {what}", zh="注意：{what}")
_TOLD_IN_FULL = tuple(course for course in Course if course not in (Course.UNCHANGED, Course.CLEARED))


def write(found: Comparison, names: tuple[str, str], form: str, lang: Language) -> str:
    """A comparison in a format of ``FORMATS``; ``names`` are what the two audits are called."""
    return _json(found, names) if form == "json" else _text(found, names, lang)


def _text(found: Comparison, names: tuple[str, str], lang: Language) -> str:
    lines = [title(names), summary(found)]
    lines += [_CAUTION.fill(what=each) for each in cautions(found.before, found.after)]
    told = [for_log(line[lang]) for line in lines]
    for course in Course:
        changes = [each for each in found.changes if each.course is course]
        if not changes:
            continue
        told += ["", for_log(count_line(course, len(changes))[lang])]
        for each in changes:
            if course in _TOLD_IN_FULL or each.direction in (Direction.WORSE, Direction.BETTER):
                told.append(f"  - {for_log(each.finding.heading[lang])}")
                told.append(f"    {for_log(sentence(each)[lang])}")
    return "\n".join(told) + "\n"


def _json(found: Comparison, names: tuple[str, str]) -> str:
    record = ComparisonRecord(
        before=_audit(names[0], found.before),
        after=_audit(names[1], found.after),
        paired=found.paired,
        summary=Words.of(summary(found)),
        cautions=[Words.of(each) for each in cautions(found.before, found.after)],
        changes=[ChangeRecord.of(each) for each in found.changes],
    )
    return to_json(record.model_dump(mode="json", by_alias=True))


def _audit(name: str, about: Assessment) -> AuditRecord:
    found = about.provenance
    return AuditRecord(name=name, tally_sha256=found.tally_sha256, plan_sha256=found.plan_sha256)
