"""What the register says, in both languages; what it shares with the reports is worded there."""

from __future__ import annotations

import datetime as dt
from typing import Any

from policeaudit.assessment.model import VerdictWord
from policeaudit.report.sentences import SENTENCES, VERDICTS
from policeaudit.text import Language, Text, day, same

_WORDS: dict[str, Text] = {
    "kind": Text(en="Register of audits", zh="审计台账"),
    "title": Text(en="All audits of all systems", zh="各系统历次审计一览"),
    "lead": Text(
        en="What was audited, what did each audit find, and what is still open?",
        zh="审计了什么、历次发现什么、还有什么未关闭？",
    ),
    "skip": Text(en="Skip to the register", zh="跳到正文"),
    "here": Text(en="This register in English", zh="本台账中文版"),
    "systems": Text(en="Systems", zh="系统"),
    "audits": Text(en="Audits", zh="审计"),
    "unread": Text(en="Files not taken up", zh="未收入的文件"),
    "made": Text(en="Made by", zh="生成工具"),
    "disclaimer": Text(
        en="The register repeats what the reports say; it judges nothing itself. What counts is the report of each audit. No "
        "person is named, ranked or predicted.",
        zh="台账仅汇总各报告的内容，不另作评价，以每次审计的报告为准。不对任何个人点名、排序或预测。",
    ),
    "overview": Text(en="Overview", zh="总览"),
    "overview.question": Text(en="Where does each system stand?", zh="各系统目前情况如何？"),
    "overview.caption": Text(en="All systems, by their latest audit", zh="全部系统（按最近一次审计）"),
    "overview.note": Text(
        en="“Areas” are the six areas of each audit. “Not assessed” says nothing good: it was not looked at.",
        zh="“方面”指每次审计的六个方面。“未评估”并非没有问题，而是没有检查。",
    ),
    "read": Text(en="How to read the register", zh="如何阅读本台账"),
    "overview.none": Text(en="No assessment could be read.", zh="没有可读取的评估文件。"),
    "system": Text(en="System", zh="系统"),
    "operator": Text(en="Operator", zh="运用单位"),
    "latest": Text(en="Latest audit", zh="最近一次审计"),
    "areas": Text(en="Areas: {verdict}", zh="方面：{verdict}"),
    "open": Text(en="Findings open", zh="未关闭的评估发现"),
    "overdue": Text(en="of these overdue", zh="其中逾期"),
    "draft": Text(en="draft", zh="征求意见稿"),
    "public": Text(en="public edition", zh="公开版"),
    "verdicts.caption": Text(en="Verdicts, audit by audit", zh="历次审计结论"),
    "verdicts.note": Text(
        en="{mark} marks a break: from there on figures and verdicts are not comparable with those before. Breaks are found "
        "in what the audits record; a change that none of them records cannot be seen here.",
        zh="{mark}表示口径断点：此后的数字和结论与此前不可比。断点依据审计所记录的内容查找；审计未记录的变更在此无法看出。",
    ),
    "audit": Text(en="Audit", zh="审计"),
    "break": Text(en="{what}: {was} → {now}", zh="{what}：{was} → {now}"),
    "report.en": same("Report in English"),
    "report.zh": same("中文报告"),
    "report.en.pdf": same("Report in English, PDF"),
    "report.zh.pdf": same("中文报告（PDF）"),
    "report.none": Text(en="No report beside the assessment", zh="评估文件旁没有报告"),
    "gaps": Text(en="Main gaps over time", zh="主要差距的变化"),
    "gaps.note": Text(
        en="The gaps that the reports put first, the latest report first: at most {n} a system. Positive: worse for the group "
        "named first, or short of the target. Estimates are joined only where no break lies between them. That a line "
        "moves does not show a change: whether one can be detected is said under “New test” in the reports and by "
        "policeaudit compare.",
        zh="列出各报告首要的差距，以最近一次报告为先，每个系统最多{n}项。正值表示首列群体处境较差或未达到目标值。仅在中间没有断点时"
        "以线相连。线有升降并不说明确有变化：能否判断有变化，见报告中的“复测”和policeaudit compare的结果。",
    ),
    "gaps.none": Text(en="No audit compares a gap with a limit.", zh="历次审计均未将差距与限值比较。"),
    "gaps.cut": Text(
        en="The chart shows the last {n} audits; the table shows all.", zh="图中为最近{n}次审计，表中为全部。"
    ),
    "gap.now": Text(en="{now} in the only audit", zh="唯一一次审计：{now}"),
    "gap.now.only": Text(en="{now} now; not measured in the audit before", zh="现为{now}；前次审计未计算"),
    "gap.moved": Text(en="{now} now, {before} in the audit before", zh="现为{now}，前次审计为{before}"),
    "gap.broken": Text(en="{now} now; before it, a break", zh="现为{now}；此前有口径断点"),
    "gap.gone": Text(en="Not measured in the latest audit", zh="最近一次审计未计算"),
    "gap.absent": Text(en="{period}: not compared.", zh="{period}：未作比较。"),
    "gap.break": Text(en="Break before {period}: {what}.", zh="{period}之前有口径断点：{what}。"),
    "gap.accepted": Text(en="accepted by the limit", zh="限值可接受的范围"),
    "gap.caption": Text(en="{title}, audit by audit", zh="{title}（历次审计）"),
    "actions": Text(en="Open findings and corrective actions", zh="未关闭的评估发现与整改措施"),
    "actions.caption": Text(en="Open on {day}", zh="截至{day}未关闭"),
    "actions.state": Text(en="State", zh="状态"),
    "actions.finding": Text(en="Finding", zh="评估发现"),
    "actions.report": Text(en="Details in the latest report.", zh="详见最近一次报告。"),
    "actions.until": Text(en="period to {day}", zh="评估期间截至{day}"),
    "actions.none": Text(en="Nothing is open: no finding calls for action.", zh="没有未关闭的评估发现。"),
    "actions.undeclared": Text(
        en="The latest audit was given no list of actions. What is open was put together here from the audits found, as of the "
        "end of the latest period.",
        zh="最近一次审计未提供整改措施清单。以下未关闭事项由台账根据所收入的审计整理，截至最近评估期间结束。",
    ),
    "actions.before": Text(
        en="The last list of actions is in the report of {period}.", zh="最近一份整改措施清单见{period}的报告。"
    ),
    "actions.note": Text(
        en="A finding is closed only when a later audit has tested it again and found no concern. States are those of the day "
        "named; an action may have become overdue since.",
        zh="只有后续审计复测未发现问题，评估发现方可关闭。状态截至所注日期，此后可能已经逾期。",
    ),
    "unread.question": Text(en="What is missing here?", zh="缺少什么？"),
    "unread.note": Text(
        en="These files lie below the folder but are not part of the register.",
        zh="以下文件位于文件夹内，但未收入台账。",
    ),
    "unread.file": Text(en="File", zh="文件"),
    "unread.why": Text(en="Reason", zh="原因"),
    "end": Text(en="End of the register", zh="（台账完）"),
}
_QUARTERS = [Text(en=f"Q{i} {{year}}", zh=f"{{year}}年第{han}季度") for i, han in enumerate("一二三四", 1)]
_SHORT = [Text(en=f"Q{i}", zh=f"{han}季度") for i, han in enumerate("一二三四", 1)]
_DAYS = Text(en="{start} to {end}", zh="{start}至{end}")


class Voice:
    """Fixed words and verdicts in one language."""

    def __init__(self, lang: Language) -> None:
        self.lang = lang

    def say(self, key: str, **values: Any) -> str:
        """A sentence of the register, or of the reports where it has none of that name."""
        text = _WORDS.get(key) or SENTENCES[key]
        return (text.fill(**values) if values else text)[self.lang]

    def verdict(self, word: VerdictWord) -> str:
        """A verdict in words."""
        return VERDICTS[word][self.lang]

    def day(self, value: dt.date) -> str:
        """A date."""
        return day(value)[self.lang]

    def period(self, start: dt.date, end: dt.date) -> str:
        """A period: by the name of its quarter, or else by its first and last day."""
        quarter = _quarter(start, end)
        if quarter is None:
            return _DAYS.fill(start=day(start), end=day(end))[self.lang]
        return _QUARTERS[quarter - 1].fill(year=str(end.year))[self.lang]

    def short_period(self, start: dt.date, end: dt.date) -> tuple[str, str]:
        """The same in two lines of six characters, for below an axis: a quarter, or else the last day."""
        quarter = _quarter(start, end)
        year = Text(en=str(end.year), zh=f"{end.year}年")[self.lang]
        if quarter is None:
            return end.strftime("%m-%d"), year
        return _SHORT[quarter - 1][self.lang], year


def _quarter(start: dt.date, end: dt.date) -> int | None:
    """The quarter of the year that a period is, if it is one."""
    number = (end.month + 2) // 3
    first = dt.date(end.year, 3 * number - 2, 1)
    next_day = end + dt.timedelta(days=1)
    return number if start == first and next_day.day == 1 and end.month == 3 * number else None
