"""The patterns of the key figures, in both languages; every blank is a number or a label."""

from __future__ import annotations

from policeaudit.text import Text

ROWS = Text(
    en="In the period the system rated {unit} {rows} times and issued {alerts} warnings, {share} of the ratings.",
    zh="评估期间，系统共对{unit}评定{rows}次，发出预警{alerts}条，占{share}。",
)
ONLY_WARNINGS = Text(
    en="The log holds {rows} warnings about {unit}, and no row without a warning.",
    zh="日志共有涉及{unit}的预警{rows}条，没有未预警的记录。",
)
NO_OUTCOMES = Text(
    en="The log does not say what came of its warnings: whether any of the {alerts} proved right, and what was missed, cannot "
    "be told from it.",
    zh="日志未记录预警的核查结果：{alerts}条预警是否属实、漏了什么，均无从得知。",
)
SUBJECTS = Text(
    en="The ratings concern {subjects} different {unit}; {alerted} of them were warned about at least once.",
    zh="上述评定涉及{subjects}{unit}，其中{alerted}至少被预警一次。",
)
FOLLOW_UP = Text(
    en="Of {alerts} warnings, {known} ({share}) have a checked result; {pending} are still open and"
    " {unchecked} were"
    " never checked.",
    zh="{alerts}条预警中，{known}条（{share}）有核查结果，{pending}条仍待核查，{unchecked}条从未核查。",
)
OVERALL = Text(
    en="Of {n} warnings that were checked, {right} proved right and {wrong} were wrong: {value} were"
    " right, between"
    " {low} and {high}.",
    zh="已核查的{n}条预警中，{right}条属实，{wrong}条不属实：属实的比例为{value}，在{low}至{high}之间。",
)
WRONG_SCALED = Text(
    en="Of {per} checked warnings about {group}, {a} were wrong; of {per} about {reference}, {b} were wrong.",
    zh="每{per}条已核查的涉{group}预警中有{a}条不属实，每{per}条已核查的涉{reference}预警中有{b}条不属实。",
)
WRONG_COUNTED = Text(
    en="Of {n} checked warnings about {group}, {a} were wrong; of {m} about {reference}, {b} were wrong.",
    zh="{n}条已核查的涉{group}预警中有{a}条不属实，{m}条已核查的涉{reference}预警中有{b}条不属实。",
)
TIMES = Text(en="That is {times} as many.", zh="前者为后者的{times}。")
GAP = Text(
    en="The gap is {gap} percentage points, between {low} and {high}.",
    zh="差距为{gap}个百分点，在{low}至{high}之间。",
)
OPEN = Text(
    en="But {share} of the warnings about {group} have no result; counting them either way, the gap lies"
    " between"
    " {low} and {high} percentage points.",
    zh="但涉{group}预警中有{share}没有结果；无论这些结果为何，差距在{low}至{high}个百分点之间。",
)
FLAGGED_SCALED = Text(
    en="Of {per} {group} with nothing to find, {a} were still warned about; of {per} {reference} with nothing to find,"
    " {b} were.",
    zh="每{per}例并无问题的{group}情形中有{a}例仍被预警，每{per}例并无问题的{reference}情形中有{b}例仍被预警。",
)
FLAGGED_COUNTED = Text(
    en="Of {n} {group} with nothing to find, {a} were still warned about; of {m} {reference} with nothing to find,"
    " {b} were.",
    zh="{n}例并无问题的{group}情形中有{a}例仍被预警，{m}例并无问题的{reference}情形中有{b}例仍被预警。",
)
WARNED_SCALED = Text(
    en="Of {per} ratings of {group}, {a} led to a warning; of {per} of {reference}, {b} did.",
    zh="每{per}次对{group}的评定中有{a}次发出预警，每{per}次对{reference}的评定中有{b}次。",
)
WARNED_COUNTED = Text(
    en="Of {n} ratings of {group}, {a} led to a warning; of {m} of {reference}, {b} did.",
    zh="对{group}的{n}次评定中有{a}次发出预警，对{reference}的{m}次评定中有{b}次。",
)
MISSED = Text(en="Missed cases are unknown: {reason}.", zh="漏报情况不明：{reason}。")
