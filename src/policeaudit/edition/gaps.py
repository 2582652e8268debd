"""What the public edition leaves out, by code and reason, counted."""

from __future__ import annotations

from typing import Literal

from policeaudit.assessment.model import Assessment, VerdictWord, Words
from policeaudit.assessment.public import Gap
from policeaudit.text import Text

Code = Literal["c", "x", "ps", "tp", "ip"]
_REASONS: dict[Code, Text] = {
    "c": Text(
        en="small number: it could point to individual people, or help to work out one that does",
        zh="数较小：可能指向具体个人，或可据以推算出这样的数",
    ),
    "x": Text(en="rests on exact numbers: in the full edition alone", zh="依据精确数字，仅载于完整版"),
    "ps": Text(en="public safety: it would help to evade the system", zh="公共安全：公开后可能被用于规避系统"),
    "tp": Text(en="privacy of third parties", zh="第三方隐私"),
    "ip": Text(en="internal matter or process", zh="内部事务或过程性信息"),
}
_COUNTS = Text(en="counts", zh="计数")
_RATES = Text(en="rates of too few cases, or of withheld counts", zh="例数过少或涉及未公开计数的比率")
_GROUPS = Text(en="names of groups with too few rows", zh="行数过少的群体的名称")
_COMPARISONS = Text(
    en="comparisons that rest on a withheld count, with their verdicts", zh="涉及未公开计数的比较及其结论"
)
_WORDS = Text(en="findings given by their verdict alone", zh="仅列结论的评估发现")
_EXHIBITS = Text(en="tables and charts of single checks", zh="各项检查的表格和图")
_FIGURES = Text(en="other figures and sentences about them", zh="其他数字及相关文字")
_CHECKS = Text(en="reasons why a check could not be made", zh="未能进行检查的原因")
_RULE = Text(en="from which score on a row counts as a warning", zh="分数达到多少计为预警")
_PEOPLE = Text(
    en="who answered the questionnaire and saw the evidence, with remarks", zh="问卷的填写人、查看证据的人员及备注"
)
_FILES = Text(
    en="names, sizes and fingerprints of files, the names of versions", zh="文件的名称、大小和指纹以及版本名称"
)


def gaps(full: Assessment, public: Assessment, masked: int) -> list[Gap]:
    """All gaps; ``masked`` groups are not named."""
    published = public.public
    assert published is not None  # noqa: S101 - narrowed for mypy
    bare = [f for f in public.findings if f.gap.value is None]
    rates = sum(x.value is None and x.not_measurable is None for x in public.measures)
    lost = _judged(full) - _judged(public)
    figures = len(full.measures) - len(public.measures) + len(full.headlines)
    found: list[tuple[Code, Text, int]] = [
        ("c", _COUNTS, sum(n is None for n in published.counts.values())),
        ("c", _RATES, rates),
        ("c", _GROUPS, masked),
        ("c", _COMPARISONS, lost),
        ("x", _WORDS, len(bare)),
        ("x", _EXHIBITS, len(full.exhibits)),
        ("x", _FIGURES, figures),
        ("x", _CHECKS, sum(check.not_assessed is not None for check in full.checks)),
        ("ps", _RULE, int(full.audit.alert_rule != public.audit.alert_rule)),
        ("tp", _PEOPLE, _people(full)),
        ("ip", _FILES, len(full.intake.files) + len(full.intake.tables) + len(full.intake.versions)),
    ]
    return [
        Gap(code=code, what=Words.of(what), reason=Words.of(_REASONS[code]), cells=cells)
        for code, what, cells in found
        if cells
    ]


def _judged(a: Assessment) -> int:
    return sum(f.verdict is not VerdictWord.NO_LIMIT for f in a.findings)


def _people(full: Assessment) -> int:
    if full.process is None:
        return 0
    said = [(a.evidence_seen_by, a.reason, a.operator_comment) for a in full.process.answers]
    return sum(each is not None for answer in said for each in answer) + (full.process.answered_by is not None)
