"""JUnit XML: one test case a comparison with a limit.

A comparison that was not shown to be within its limit, but does not stop the delivery at the chosen level, is *skipped*: it
has not passed.
"""

from __future__ import annotations

from pathlib import PurePath
from xml.etree import ElementTree as ET

from policeaudit.assessment.model import VerdictWord
from policeaudit.assessment.pillars import VERDICTS
from policeaudit.gate.decide import Decision, Entry
from policeaudit.gate.words import heading, in_one, remarks, summary
from policeaudit.safe import one_line
from policeaudit.text import Language


def write(found: Decision, lang: Language, plan: PurePath) -> str:
    """A ``testsuites`` document that holds one suite."""
    audit, about = found.assessment.audit, found.assessment.provenance
    skipped = sum(_is_skipped(entry) for entry in found.entries)
    root = ET.Element("testsuites")
    suite = ET.SubElement(
        root,
        "testsuite",
        name=audit.id,
        package=about.tool,
        id="0",
        timestamp=f"{about.created_at:%Y-%m-%dT%H:%M:%S}",
        hostname="localhost",  # whose machine it was is nobody's business
        tests=str(len(found.entries)),
        failures=str(len(found.stopping)),
        errors="0",
        skipped=str(skipped),
        time="0",
    )
    properties = ET.SubElement(suite, "properties")
    for name, value in (
        ("plan", plan.name),
        ("plan_sha256", about.plan_sha256),
        ("tally_sha256", about.tally_sha256),
        ("version", about.version),
        ("level", found.level.value),
    ):
        ET.SubElement(properties, "property", name=name, value=one_line(value))
    for entry in found.entries:
        _case(suite, entry, audit.id, lang)
    said = ET.SubElement(suite, "system-out")
    said.text = "\n".join(one_line(text[lang]) for text in (summary(found), *remarks(found)))
    ET.SubElement(suite, "system-err")
    ET.indent(root)
    document: str = ET.tostring(root, encoding="unicode")
    # a build server that sees the file go by must not take a label for a command
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + document.replace("##", "#&#35;") + "\n"


def _case(suite: ET.Element, entry: Entry, audit: str, lang: Language) -> None:
    case = ET.SubElement(
        suite, "testcase", classname=f"{audit}.{one_line(entry.id)}", name=one_line(heading(entry)[lang]), time="0"
    )
    message = f"{VERDICTS[entry.verdict][lang]}"
    if entry.stops:
        failure = ET.SubElement(case, "failure", type=entry.verdict.value, message=message)
        failure.text = one_line(in_one(entry)[lang])
    elif _is_skipped(entry):
        ET.SubElement(case, "skipped", message=message)


def _is_skipped(entry: Entry) -> bool:
    return not entry.stops and entry.verdict is not VerdictWord.NO_CONCERN
