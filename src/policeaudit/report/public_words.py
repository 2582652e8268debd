"""What the public edition says of itself: what is withheld, how counts are rounded, what was done to protect them."""

from __future__ import annotations

from policeaudit.text import Text

PUBLIC: dict[str, Text] = {
    "cover.edition.public": Text(en="Public edition", zh="公开版"),
    "cover.withheld": Text(en="Withheld in this edition", zh="本版不公开的内容"),
    "cover.withheld.cells": Text(
        en="{n} numbers, names and texts; each has a code, and its reason stands in",
        zh="{n}项数字、名称和文字，均标有代码，原因见",
    ),
    "table.withheld.note": Text(
        en="[c] withheld, small number; [x] in the full edition alone",
        zh="[c] 数较小，不公开；[x] 仅载于完整版",
    ),
    "chart.withheld": Text(en="[c]", zh="[c]"),
    "chart.row.withheld": Text(en="{group}: not shown, small number.", zh="{group}：数较小，不予列出。"),
    "data.public": Text(
        en="Each count is rounded by itself, so parts may not add up to their total.",
        zh="各项计数分别取整，各部分之和可能与合计略有出入。",
    ),
    "note.rounding.public": Text(
        en="Rates and gaps are computed from the rounded counts of this edition; verdicts were reached with the exact ones.",
        zh="比率和差距由本版取整后的计数算出；结论依据精确计数得出。",
    ),
    "trend.public": Text(
        en="Figures of change rest on exact numbers and are in the full edition alone [x].",
        zh="有关变化的数字依据精确计数，仅载于完整版[x]。",
    ),
    "questions.withheld": Text(en="[tp] withheld", zh="[tp] 不公开"),
    "gaps.title": Text(en="What this edition leaves out", zh="本版不公开的内容"),
    "gaps.verdicts": Text(
        en="Verdicts are those of the full edition: they were reached with the exact counts. Where a rounded number here seems "
        "to say otherwise, the verdict stands. A comparison that rests on a withheld count is not listed, because its verdict "
        "could tell about that count; the verdicts of whole areas are never withheld, so the worst verdict of an area may rest "
        "on a comparison that is not listed.",
        zh="结论与完整版相同，均依据精确计数得出；如本版取整后的数字看似与结论不符，以结论为准。涉及未公开计数的比较不予列出，"
        "因其结论可能透露该计数；各领域的结论一律公开，因此某领域最差的结论可能出自未列出的比较。",
    ),
    "gaps.counts": Text(
        en="Counts from 1 to {most} are withheld, and zeros in a line of fewer than {short}: such numbers can point to single "
        "people. Every other count goes to the nearest multiple of {base}. Groups of fewer than {minimum} rows are not named.",
        zh="1至{most}的计数不予公开，合计不足{short}的一行中的零也不予公开：这类数字可能指向具体个人。其余计数取整为最接近的{base}的倍数。"
        "不足{minimum}行的群体不予列名。",
    ),
    "gaps.sums": Text(
        en="All rates, ranges, gaps and charts are made from these published counts and from nothing else; in a sum a withheld "
        "small count is reckoned as {reckoned}. Whatever cannot be made from them is left out.",
        zh="全部比率、区间、差距和图仅由上述公布的计数得出；求和时未公开的小计数按{reckoned}计算。凡不能由此得出的，一律不列。",
    ),
    "gaps.effects": Text(
        en="One thing more is known of the log: how much repeated subjects widen ranges (design effect {effects}).",
        zh="此外仅公布一项：对象重复使区间放宽的程度（设计效应：{effects}）。",
    ),
    "gaps.attack": Text(
        en="Before this edition was written, a program tried to work out every withheld count from all that is published. Where "
        "fewer than {protection} values were left for one, further counts were withheld until there were.",
        zh="本版写成之前，已由程序尝试从全部公布的数字推算每一个未公开的计数；凡可能取值不足{protection}个的，"
        "均已增加不公开的计数，直至不少于{protection}个。",
    ),
    "gaps.previous": Text(
        en="The program also knew the earlier public editions ({n}).", zh="该程序同时利用了以往的公开版（{n}份）。"
    ),
    "gaps.replies": Text(
        en="The operator’s replies, the auditor’s comments on them and the declared actions were written to be published; they "
        "are printed as given, and nobody has compared numbers in them with the rules above.",
        zh="运用单位的答复、评估单位对答复的意见和已申报的整改措施系供公开而写，均照原文刊载，其中的数字未按上述规则核对。",
    ),
    "gaps.table": Text(en="What is left out, by code and reason", zh="不公开的内容：按代码和原因"),
    "gaps.code": Text(en="Code", zh="代码"),
    "gaps.what": Text(en="What", zh="内容"),
    "gaps.reason": Text(en="Reason", zh="原因"),
    "gaps.cells": Text(en="How many", zh="数目"),
}
