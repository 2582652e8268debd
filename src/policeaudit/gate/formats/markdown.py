"""Markdown for a pull request or the summary page of a build."""

from __future__ import annotations

from pathlib import PurePath

from policeaudit.assessment.model import Finding
from policeaudit.assessment.pillars import VERDICTS
from policeaudit.gate.decide import Decision, Entry
from policeaudit.gate.words import LABELS, MOST_CASES, PASSED, STOPPED, heading, parts, remarks, summary, title
from policeaudit.safe import for_markdown
from policeaudit.text import Language, Text, decimal, points, same, whole

_COLUMNS = (
    Text(en="Verdict", zh="结论"),
    Text(en="Comparison", zh="比较内容"),
    Text(en="Gap or ratio", zh="差距或比值"),
    Text(en="More cases needed", zh="还需数量"),
)
_UNKNOWN = Text(en="not measurable", zh="无法计算")


def write(found: Decision, lang: Language, plan: PurePath) -> str:
    """A heading, the summary, a table of all comparisons with a limit, and what is said of those that stop the delivery."""
    word = PASSED if found.passed else STOPPED
    lines = [f"## {word[lang]} · `{_code(plan.name)}`", "", for_markdown(summary(found)[lang]), ""]
    lines += [f"- {for_markdown(text[lang])}" for text in remarks(found)]
    lines += ["", "| " + " | ".join(column[lang] for column in _COLUMNS) + " |", "|---|---|---:|---:|"]
    lines += [_row(entry, lang) for entry in found.entries]
    for entry in found.stopping:
        lines += ["", f"### {for_markdown(title(entry)[lang])}", ""]
        lines += [f"- **{LABELS[key][lang]}** {for_markdown(text[lang])}" for key, text in parts(entry).items()]
    return "\n".join(lines) + "\n"


def _row(entry: Entry, lang: Language) -> str:
    finding = entry.finding
    verdict = VERDICTS[entry.verdict][lang]
    cells = [
        f"**{verdict}**" if entry.stops else verdict,
        for_markdown(heading(entry)[lang]),
        _found(finding)[lang],
        _needed(finding)[lang],
    ]
    return "| " + " | ".join(cells) + " |"


def _found(finding: Finding | None) -> Text:
    """The gap, or the ratio where the limit is one."""
    if finding is None or finding.gap.value is None:
        return _UNKNOWN
    if finding.limit and finding.limit.kind == "ratio":
        return same("–") if finding.ratio.value is None else decimal(finding.ratio.value, 2)
    return points(finding.gap.value)


def _needed(finding: Finding | None) -> Text:
    """The cases that would settle it, where a number would."""
    if finding is None or finding.n_needed is None or finding.n_needed > MOST_CASES:
        return same("–")
    return whole(finding.n_needed)


def _code(name: str) -> str:
    """A file name inside a code span, which nothing but a backtick ends."""
    return for_markdown(name).replace("\\", "").replace("`", "'")
