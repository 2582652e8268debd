"""A comparison as text and as JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from policeaudit.assessment.model import Words
from policeaudit.compare.changes import Change, Comparison, Course, Direction
from policeaudit.compare.words import COURSES, cautions, count_line, sentence, summary, title
from policeaudit.safe import for_log, to_json
from policeaudit.text import Language, Text

SCHEMA = "policeaudit.comparison/1"
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
    document = {
        "schema": SCHEMA,
        "before": _audit(names[0], found.before.provenance.tally_sha256, found.before.provenance.plan_sha256),
        "after": _audit(names[1], found.after.provenance.tally_sha256, found.after.provenance.plan_sha256),
        "paired": found.paired,
        "summary": in_both(summary(found)),
        "cautions": [in_both(each) for each in cautions(found.before, found.after)],
        "changes": [change_record(each) for each in found.changes],
    }
    return to_json(document)


def change_record(change: Change) -> dict[str, Any]:
    """A change as it stands in JSON; sizes of gaps are fractions, positive where a gap grew."""
    return {
        "id": change.id,
        "course": change.course.value,
        "course_label": in_both(COURSES[change.course]),
        "direction": change.direction.value,
        "verdict_before": change.before.verdict.value if change.before else None,
        "verdict_after": change.after.verdict.value if change.after else None,
        "shift": asdict(change.shift) if change.shift else None,
        "heading": in_both(change.finding.heading),
        "sentence": in_both(sentence(change)),
    }


def _audit(name: str, tally: str, plan: str) -> dict[str, str]:
    return {"name": name, "tally_sha256": tally, "plan_sha256": plan}


def in_both(text: Text | Words) -> dict[str, str]:
    """A sentence as it stands in JSON."""
    return {"en": text.en, "zh": text.zh}
