"""What a gate says, in both languages."""

from __future__ import annotations

from policeaudit.assessment.model import Finding, VerdictWord
from policeaudit.assessment.pillars import VERDICTS
from policeaudit.compare.changes import Course
from policeaudit.compare.words import sentence as sentence_of_change
from policeaudit.gate.decide import Decision, Entry, Level
from policeaudit.text import Text, join_all, whole

LEVELS = {
    Level.CANNOT_TELL: VERDICTS[VerdictWord.CANNOT_TELL],
    Level.WATCH: VERDICTS[VerdictWord.WATCH],
    Level.ACTION_NEEDED: VERDICTS[VerdictWord.ACTION_NEEDED],
}

PASSED = Text(en="Passed", zh="通过")
STOPPED = Text(en="Not passed", zh="不通过")
_PASSED = Text(
    en="Passed. At “{level}” or above{worse}: none of {all} comparisons with a limit.",
    zh="通过。{all}项设限比较中，达到“{level}”及以上{worse}的：0项。",
)
_STOPPED = Text(
    en="Not passed. At “{level}” or above{worse}: {n} of {all} comparisons with a limit.",
    zh="不通过。{all}项设限比较中，达到“{level}”及以上{worse}的：{n}项。",
)
_OR_WORSE = Text(en=", or worse than the baseline", zh="或比基准变差")
_TOLERATED = Text(
    en="At the chosen level {n} that were not shown to be within their limits do not stop it: {counts}.",
    zh="按所选级别，另有{n}项未能证实在限值以内，但不影响通过：{counts}。",
)
_COUNT = Text(en="{verdict} {n}", zh="{verdict}{n}项")
_ROWS = Text(
    en="Rows: {rows_in} delivered = {used} used + {out} left out.",
    zh="记录：交付{rows_in}条＝使用{used}条＋剔除{out}条。",
)
_WITHOUT = Text(
    en="{n} further comparisons have no limit and were not judged.",
    zh="另有{n}项比较未设限值，未作判断。",
)
_BASELINE = Text(
    en="Compared with the baseline: {worse} worse, {better} better, {same} without a change that we can detect, {unknown} not "
    "known, {gone} not compared any more.",
    zh="与基准相比：变差{worse}项，改善{better}项，未发现变化{same}项，不明{unknown}项，不再比较{gone}项。",
)
_NUMBER = Text(
    en="It would take about {n} more cases of the group with a known outcome (a planning figure).",
    zh="该群体约还需{n}条有核查结果的记录（仅供规划参考）。",
)
MOST_CASES = 10_000_000
"""More cases than this are no plan."""
LABELS = {
    "condition": Text(en="Found", zh="情况"),
    "criterion": Text(en="Limit", zh="限值"),
    "effect": Text(en="Effect", zh="影响"),
    "settle": Text(en="To settle it", zh="如何查明"),
    "change": Text(en="Against the baseline", zh="与基准相比"),
}
_UNTESTED = Text(
    en="{measure}: the limit for “{feature}” was never put to the test",
    zh="{measure}：对“{feature}”设定的限值未经检验",
)
_UNTESTED_WHY = Text(
    en="The log holds no two groups of this feature that could be compared, so it cannot show that the limit is kept.",
    zh="日志中没有可供比较的两个群体，因此不能证实符合限值。",
)


def summary(found: Decision) -> Text:
    """Passed or not, and how many stand in the way."""
    worse = _OR_WORSE if found.baseline else ""
    numbers = {"n": whole(len(found.stopping)), "all": whole(len(found.entries))}
    return (_PASSED if found.passed else _STOPPED).fill(level=LEVELS[found.level], worse=worse, **numbers)


def remarks(found: Decision) -> list[Text]:
    """What belongs to the summary: what was let through, rows, comparisons without a limit, the baseline."""
    intake = found.assessment.intake
    lines = []
    counts = {
        verdict: sum(entry.verdict is verdict and not entry.stops for entry in found.entries)
        for verdict in (VerdictWord.WATCH, VerdictWord.CANNOT_TELL, VerdictWord.NOT_ASSESSED)
    }
    if any(counts.values()):
        named = [_COUNT.fill(verdict=VERDICTS[verdict], n=whole(n)) for verdict, n in counts.items() if n]
        joined = Text(en=", ".join(text.en for text in named), zh="、".join(text.zh for text in named))
        lines.append(_TOLERATED.fill(n=whole(sum(counts.values())), counts=joined))
    rows = {"rows_in": intake.rows_in, "used": intake.rows_used, "out": sum(each.rows or 0 for each in intake.left_out)}
    lines.append(_ROWS.fill(**{name: whole(n or 0) for name, n in rows.items()}))
    if found.without_limit:
        lines.append(_WITHOUT.fill(n=whole(found.without_limit)))
    if found.baseline:
        changes = found.baseline.changes
        both = [each.direction.value for each in changes if each.before and each.after]
        names = {"worse": "worse", "better": "better", "same": "no_change", "unknown": "not_comparable"}
        numbers = {name: whole(both.count(direction)) for name, direction in names.items()}
        gone = whole(sum(each.course is Course.GONE for each in changes))
        lines.append(_BASELINE.fill(gone=gone, **numbers))
    return lines


def heading(entry: Entry) -> Text:
    """What is compared with what."""
    if entry.untested:
        about = entry.untested
        return _UNTESTED.fill(measure=about.limit.label.text, feature=about.feature.label.text)
    finding = entry.finding or (entry.change.finding if entry.change else None)
    assert finding is not None  # noqa: S101 - an entry is about a limit, a finding or a change
    return finding.heading.text


def parts(entry: Entry) -> dict[str, Text]:
    """What is said of an entry, by the keys of ``LABELS``."""
    said: dict[str, Text] = {}
    if entry.untested:
        said["condition"] = _UNTESTED_WHY
    if entry.finding:
        finding = entry.finding
        said = {"condition": finding.sentence.text, "criterion": finding.criterion.text}
        if finding.verdict in (VerdictWord.ACTION_NEEDED, VerdictWord.WATCH):
            said["effect"] = finding.effect.text
        if finding.settle:
            said["settle"] = _settle(finding)
    if entry.change:
        said["change"] = sentence_of_change(entry.change)
    return said


def _settle(finding: Finding) -> Text:
    """What would settle it, with the number of cases even where no realistic period holds them: a validation set can grow."""
    assert finding.settle is not None  # noqa: S101 - asked only where there is something to settle
    said = finding.settle.text
    if finding.n_needed is None or finding.n_needed > MOST_CASES or whole(finding.n_needed).en in said.en:
        return said
    return said.then(_NUMBER.fill(n=whole(finding.n_needed)))


def in_one(entry: Entry) -> Text:
    """All that is said of an entry under its title, as one paragraph."""
    pattern = Text(en="{label}: {text}", zh="{label}：{text}")
    said = parts(entry)
    return join_all(
        [text if key == "condition" else pattern.fill(label=LABELS[key], text=text) for key, text in said.items()]
    )


def title(entry: Entry) -> Text:
    """Verdict and comparison."""
    return Text(en="{verdict} · {heading}", zh="{verdict}·{heading}").fill(
        verdict=VERDICTS[entry.verdict], heading=heading(entry)
    )
