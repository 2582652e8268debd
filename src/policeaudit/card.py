"""The part of a model card that an audit can write: Hugging Face metadata and the section on bias.

A card is public, so groups smaller than the plan's ``min_n`` are named without a figure.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from policeaudit.assessment.model import Assessment, Finding, Measurement, VerdictWord
from policeaudit.assessment.pillars import VERDICTS
from policeaudit.measures import MEASURES
from policeaudit.safe import for_markdown, one_line, to_yaml
from policeaudit.text import Language, Text, day, decimal, percent, points, same, whole

_HEADING = Text(en="Bias, Risks, and Limitations", zh="偏差、风险与局限")
_INTRO = Text(
    en="{system} was audited on the log of {start} to {end} with policeaudit {version}: {title}. Commissioned by {commissioned}; "
    "audited by {audited}.",
    zh="使用policeaudit {version}，评估{system}{start}至{end}的日志：{title}。委托单位：{commissioned}；评估单位：{audited}。",
)
_SYNTHETIC = Text(en="The log is generated, not real.", zh="该日志由程序生成，并非真实数据。")
_VERDICT_TITLE = Text(en="Verdicts", zh="结论")
_NO_LIMITS = Text(
    en="No limit was set, so there is no verdict. The rates below are shown for what they are.",
    zh="未设限值，因此不作结论，仅列出下列比率。",
)
_VERDICT_COLUMNS = (
    Text(en="Verdict", zh="结论"),
    Text(en="Comparison", zh="比较内容"),
    Text(en="Gap or ratio", zh="差距或比值"),
    Text(en="95% range", zh="95%区间"),
    Text(en="Whatever the missing outcomes are", zh="无论缺失结果如何"),
)
_RATE_TITLE = Text(en="Rates by group", zh="各群体比率")
_RATE_COLUMNS = (
    Text(en="Measure", zh="指标"),
    Text(en="Group", zh="群体"),
    Text(en="Rate", zh="比率"),
    Text(en="95% range", zh="95%区间"),
)
_OPEN_TITLE = Text(en="What was found, and what cannot be told", zh="发现的问题与无法判断的事项")
_LIMITS_TITLE = Text(en="Limitations", zh="局限")
_LIMITATIONS = (
    Text(
        en="“No concern found” is no certificate: it says that this log, with these groups and these limits, showed none.",
        zh="“未发现问题”并非合格证明，仅表示就该日志、所列群体和所设限值而言未发现问题。",
    ),
    Text(
        en="The log shows that groups differ, not why. A gap may come from the model, from the way warnings are followed up, or "
        "from the records.",
        zh="日志只能显示群体间的差异，不能说明原因：差距可能来自模型，也可能来自核查方式或记录方式。",
    ),
    Text(
        en="Figures of groups with fewer than {least} cases are withheld here; they are in the full report.",
        zh="不足{least}条的群体，数值在此不予公布，见完整报告。",
    ),
    Text(
        en="Of {rows_in} rows, {used} were used; {missing} of {alerts} warnings have no outcome.",
        zh="共{rows_in}条记录，使用{used}条；{alerts}条预警中有{missing}条没有核查结果。",
    ),
)
_SOURCE = Text(
    en="Fingerprints: plan {plan}, counts {tally}.",
    zh="指纹：方案{plan}，计数{tally}。",
)
_WITHHELD = Text(en="withheld: too few cases", zh="数量过少，不予公布")
_UNKNOWN = Text(en="not measurable", zh="无法计算")
_NONE_MISSING = Text(en="none missing", zh="无缺失")
_BETWEEN = Text(en="{low} to {high}", zh="{low}～{high}")
_TIMES = Text(en="{n} times", zh="{n}倍")
Say = Callable[[float], Text]
_TASK = Text(en="Police early warning", zh="警务预警")


def write(assessment: Assessment, lang: Language) -> str:
    """Front matter (``model-index``) and the section on bias, as one Markdown document."""
    card = _Card(assessment, lang)
    return f"---\n{to_yaml(card.metadata())}---\n\n" + "\n".join(card.section()) + "\n"


class _Card:
    def __init__(self, assessment: Assessment, lang: Language) -> None:
        self.a, self.lang = assessment, lang
        self.least = assessment.audit.rules.min_n
        self.labels = {(f.name, g.id): g.label for f in assessment.audit.features for g in f.groups}
        limited = {limit.measure for limit in assessment.audit.limits} or set(MEASURES)
        self.rates = [m for m in assessment.measures if m.measure in limited and m.measure in MEASURES]
        self.judged = [f for f in assessment.findings if f.limit]

    def metadata(self) -> dict[str, Any]:
        """Model-card metadata: one result, with a metric for each measure and group that has a value."""
        audit = self.a.audit
        metrics = [
            {"type": m.measure, "name": one_line(f"{self._measure(m)}, {self._group(m)}"), "value": round(m.value, 4)}
            for m in self.rates
            if m.value is not None and (m.n or 0) >= self.least
        ]
        result = {
            "task": {"type": "tabular-classification", "name": _TASK[self.lang]},
            "dataset": {"type": audit.id, "name": one_line(audit.title[self.lang])},
            "metrics": metrics,
        }
        index = [{"name": one_line(audit.system[self.lang]), "results": [result] if metrics else []}]
        return {"tags": ["policeaudit", "fairness"], "model-index": index}

    def section(self) -> list[str]:
        """The section on bias, line by line."""
        lines = [f"## {_HEADING[self.lang]}", "", self._safe(self._intro()), ""]
        lines += self._heading(_VERDICT_TITLE)
        if self.judged:
            lines += self._table(_VERDICT_COLUMNS, [self._verdict(f) for f in self.judged])
        else:
            lines.append(_NO_LIMITS[self.lang])
        open_ones = [f for f in self.judged if f.verdict is not VerdictWord.NO_CONCERN and self._is_large(f)]
        if open_ones:
            lines += ["", *self._heading(_OPEN_TITLE)]
            lines += [f"- {for_markdown(f.sentence[self.lang])}" for f in open_ones]
        lines += ["", *self._heading(_RATE_TITLE)]
        lines += self._table(_RATE_COLUMNS, [self._rate(m) for m in self.rates])
        lines += ["", *self._heading(_LIMITS_TITLE)]
        return lines + [f"- {self._safe(text)}" for text in self._limitations()]

    def _intro(self) -> Text:
        audit = self.a.audit
        intro = _INTRO.fill(
            system=audit.system.text,
            title=audit.title.text,
            start=day(audit.period_start),
            end=day(audit.period_end),
            version=self.a.provenance.version,
            commissioned=audit.commissioned_by.text,
            audited=audit.audited_by.text,
        )
        return intro.then(_SYNTHETIC) if audit.synthetic else intro

    def _limitations(self) -> list[Text]:
        intake = self.a.intake
        alerts = next(each for each in intake.follow_up if each.sensitive_feature is None and each.alerted)
        every = alerts.rows or 0
        about = self.a.provenance
        filled = [
            text.fill(
                least=whole(self.least),
                rows_in=whole(intake.rows_in or 0),
                used=whole(intake.rows_used or 0),
                alerts=whole(every),
                missing=whole(every - (alerts.known or 0)),
            )
            for text in _LIMITATIONS
        ]
        reasons = {m.not_measurable.en: m.not_measurable.text for m in self.rates if m.not_measurable}
        unknown = Text(en="Not measurable: {why}.", zh="无法计算的原因：{why}。")
        source = _SOURCE.fill(plan=about.plan_sha256[:12], tally=about.tally_sha256[:12])
        return [*filled, *(unknown.fill(why=why) for why in reasons.values()), source]

    def _verdict(self, f: Finding) -> list[Text]:
        named = [VERDICTS[f.verdict], f.heading.text]
        if not self._is_large(f):
            return [*named, _WITHHELD, same("–"), same("–")]
        shown, say, bare = (f.ratio, _times, _two_digits) if f.gap.value is None else (f.gap, points, _hundredths)
        if shown.value is None:
            return [*named, _UNKNOWN, same("–"), same("–")]
        none_missing = shown.lower_bound == shown.upper_bound
        bounds = _NONE_MISSING if none_missing else _between(bare, say, shown.lower_bound, shown.upper_bound)
        return [*named, say(shown.value), _between(bare, say, shown.low, shown.high), bounds]

    def _rate(self, m: Measurement) -> list[Text]:
        named = [MEASURES[m.measure].label, same(self._group(m))]
        if m.value is None:
            return [*named, _UNKNOWN, same("–")]
        if (m.n or 0) < self.least:
            return [*named, _WITHHELD, same("–")]
        between = _BETWEEN.fill(low=percent(m.low or 0), high=percent(1 if m.high is None else m.high))
        return [*named, percent(m.value), between]

    def _is_large(self, f: Finding) -> bool:
        sizes = [n for n in (f.n, f.n_reference) if n is not None]
        return bool(sizes) and min(sizes) >= self.least

    def _measure(self, m: Measurement) -> str:
        return MEASURES[m.measure].label[self.lang]

    def _group(self, m: Measurement) -> str:
        if m.sensitive_feature is None or m.group is None:
            return Text(en="all rows", zh="全部记录")[self.lang]
        label = self.labels.get((m.sensitive_feature, m.group))
        return label[self.lang] if label else m.group

    def _table(self, columns: tuple[Text, ...], rows: list[list[Text]]) -> list[str]:
        head = [self._row([column[self.lang] for column in columns]), "|---" * len(columns) + "|"]
        return head + [self._row([self._safe(cell) for cell in row]) for row in rows]

    def _row(self, cells: list[str]) -> str:
        return "| " + " | ".join(cells) + " |"

    def _heading(self, text: Text) -> list[str]:
        return [f"### {text[self.lang]}", ""]

    def _safe(self, text: Text) -> str:
        return for_markdown(text[self.lang])


def _two_digits(ratio: float) -> Text:
    return decimal(ratio, 2)


def _hundredths(gap: float) -> Text:
    return decimal(gap * 100)


def _times(ratio: float) -> Text:
    return _TIMES.fill(n=_two_digits(ratio))


def _between(bare: Say, say: Say, low: float | None, high: float | None) -> Text:
    return same("–") if low is None or high is None else _BETWEEN.fill(low=bare(low), high=say(high))
