"""What people added to an audit, as the public edition prints it.

Replies and declared actions were written to be published and are printed as given. Left out are links to evidence, who saw it,
remarks on the questionnaire, and all gaps of the register, which are exact.
"""

from __future__ import annotations

from collections.abc import Mapping

from policeaudit.assessment.model import Assessment, Finding, Words
from policeaudit.assessment.record import Process, Register, Replies
from policeaudit.edition.words import WITHHELD


def replies(full: Assessment, ids: Mapping[str, str]) -> Replies | None:
    """The replies to the findings that are listed."""
    if full.replies is None:
        return None
    kept = [r.model_copy(update={"finding": ids[r.finding]}) for r in full.replies.replies if r.finding in ids]
    return full.replies.model_copy(update={"replies": kept})


def register(full: Assessment, listed: Mapping[str, Finding], ids: Mapping[str, str]) -> Register | None:
    """The register; an entry about a finding that is not listed here has the title of its check for a heading."""
    if full.actions is None:
        return None
    titles = {check.id: check.title for check in full.checks}
    present = {finding.id for finding in full.findings}
    entries = []
    for number, entry in enumerate(sorted(full.actions.entries, key=lambda entry: entry.finding), 1):
        if entry.finding in present and entry.finding not in ids:
            continue
        finding = listed.get(ids.get(entry.finding, ""))
        check = entry.finding.partition(".")[0]
        update = {
            "finding": finding.id if finding else f"{check}.earlier.{number}",
            "heading": finding.heading if finding else titles.get(check, Words(en=check, zh=check)),
            "evidence": None,
            "before": None,
            "after": None,
            "change": None,
            "retest": Words.of(WITHHELD),
        }
        entries.append(entry.model_copy(update=update))
    previous = [past.model_copy(update={"tally_sha256": ""}) for past in full.actions.previous]
    return Register(as_of=full.actions.as_of, previous=previous, entries=entries)


def process(full: Assessment) -> Process | None:
    """The questionnaire with its answers."""
    if full.process is None:
        return None
    nothing: dict[str, object] = {"evidence": [], "evidence_seen_by": None, "reason": None, "operator_comment": None}
    answers = [answer.model_copy(update=nothing) for answer in full.process.answers]
    return full.process.model_copy(update={"answers": answers, "answered_by": None})
