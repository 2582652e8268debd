"""The form on which an operator replies: TOML, one table for each finding that asks for a reply."""

from __future__ import annotations

import datetime as dt
import json
import re
import textwrap

from policeaudit.assessment.base import Words
from policeaudit.assessment.model import Assessment, Finding
from policeaudit.assessment.naming import full_heading
from policeaudit.assessment.pillars import VERDICTS
from policeaudit.assessment.replies import ASKS
from policeaudit.text import Language, Text

_UNWANTED = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_HEAD = Text(
    en=(
        "Replies of the operator to the findings of audit {id}. Write each reply between the two lines of '''; it is printed "
        "unedited beside the finding, up to 500 characters on the card and in full in a section of its own. An empty reply is "
        "printed as no reply. To reply to a finding that is not listed, copy a table and put in the finding's id."
    ),
    zh=(
        "运用单位对审计{id}各项评估发现的答复。请将答复写在两行'''之间；答复原文刊载于评估发现之旁（卡片上最多500字），全文另列一部分。"
        "留空即视为未答复。如需答复未列出的评估发现，请复制一个表并填入其编号。"
    ),
)
_FIELDS = Text(
    en=(
        "received_on (a date, without quotes) and comment (the auditor's, in both languages) are filled in by the auditor. "
        'language = "en" or "zh" says in which language the reply is written, if it is not that of the audit plan.'
    ),
    zh=(
        "received_on（收到日期，不加引号）和comment（评估单位意见，须有两种语言）由评估单位填写。"
        '如答复所用语言与审计方案不同，请以language = "en"或"zh"注明。'
    ),
)
_NONE = Text(en="No finding asks for a reply.", zh="没有应予答复的评估发现。")
_LABELS = {
    "criterion": Text(en="Criterion", zh="标准"),
    "sentence": Text(en="Condition", zh="情况"),
    "effect": Text(en="Effect", zh="影响"),
    "recommendation": Text(en="Recommendation", zh="建议"),
}


def reply_form(assessment: Assessment, sent_on: dt.date) -> str:
    """The blank form; its comments are in the language of the audit plan, the headings in both.

    Args:
        assessment: the findings that are asked about.
        sent_on: the day on which the draft goes to the operator.
    """
    audit = assessment.audit
    head = _HEAD.fill(id=audit.id)
    lines = [
        *_comment(head.en, "en"),
        *_comment(head.zh, "zh"),
        "#",
        *_comment(_FIELDS.en, "en"),
        *_comment(_FIELDS.zh, "zh"),
    ]
    lines += ["", f"sent_on = {sent_on}"]
    if audit.reply_days is not None:
        lines.append(f"reply_by = {sent_on + dt.timedelta(days=audit.reply_days)}")
    else:
        lines.append(f"# reply_by = {sent_on}")
    asked = [finding for finding in assessment.findings if finding.verdict in ASKS]
    if not asked:
        lines += ["", *_comment(_NONE.en, "en"), *_comment(_NONE.zh, "zh")]
    for finding in asked:
        lines += ["", *_about(finding, full_heading(finding, audit), audit.language), *_table(finding)]
    return "\n".join(lines) + "\n"


def _about(finding: Finding, heading: Words, lang: Language) -> list[str]:
    verdict = VERDICTS[finding.verdict]
    lines = [
        *_comment(f"== {heading.en} ({verdict.en})", "en"),
        *_comment(f"== {heading.zh}（{verdict.zh}）", "zh"),
    ]
    colon = ": " if lang == "en" else "："
    for field, label in _LABELS.items():
        words = getattr(finding, field)
        if words is not None:
            lines += _comment(f"{label[lang]}{colon}{words[lang]}", lang)
    return lines


def _table(finding: Finding) -> list[str]:
    name = json.dumps(finding.id, ensure_ascii=False).replace("\x7f", "\\u007F")
    return ["[[reply]]", f"finding = {name}", "# received_on = 2000-01-31", "reply = '''", "'''"]


def _comment(text: str, lang: Language) -> list[str]:
    text = _UNWANTED.sub(" ", text)
    # Chinese is left to the editor: textwrap would begin lines with punctuation
    return [f"# {line}" for line in (textwrap.wrap(text, 110) if lang == "en" else [text])]
