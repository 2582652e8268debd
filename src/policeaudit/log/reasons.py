"""Why rows are left out, in words, and what to do where most are."""

from __future__ import annotations

from policeaudit.text import Text

REASONS: dict[str, Text] = {
    "empty_line": Text(en="empty line", zh="空行"),
    "broken_quote": Text(en="broken quotation mark", zh="引号不完整"),
    "broken_json": Text(en="not a JSON object", zh="不是有效的JSON对象"),
    "wrong_column_count": Text(en="wrong number of columns", zh="列数不符"),
    "broken_encoding": Text(en="unreadable characters", zh="字符编码无法识别"),
    "missing_time": Text(en="no date", zh="缺少日期"),
    "unreadable_date": Text(en="unreadable date", zh="日期无法识别"),
    "outside_period": Text(en="outside the audited period", zh="不在评估期间内"),
    "missing_score": Text(en="no score", zh="缺少分数"),
    "unreadable_number": Text(en="unreadable number", zh="数字无法识别"),
    "out_of_range": Text(en="number outside the possible range", zh="数值超出允许范围"),
    "missing_level": Text(en="no warning level", zh="缺少预警级别"),
    "unknown_level": Text(en="unknown warning level", zh="未知的预警级别"),
    "missing_alert": Text(en="not recorded whether a warning was given", zh="未记录是否预警"),
    "unknown_alert": Text(en="unknown value for warning given or not", zh="是否预警的取值未知"),
    "unknown_outcome": Text(en="unknown outcome value", zh="未知的核查结果取值"),
    "unknown_drawn": Text(en="unknown value for drawn or not", zh="是否抽中的取值未知"),
    "unknown_review": Text(en="unknown value for reviewed or not", zh="是否复核的取值未知"),
    "unknown_decision": Text(en="unknown decision of the reviewer", zh="未知的复核结论"),
    "unknown_action": Text(en="unknown value for action taken or not", zh="是否处置的取值未知"),
    "unknown_closed": Text(en="unknown value for closed or not", zh="是否办结的取值未知"),
    "review_ends_first": Text(en="the review ends before it starts", zh="复核结束时间早于开始时间"),
    "response_ends_first": Text(en="the response ends before it starts", zh="响应结束时间早于开始时间"),
    "duplicate": Text(en="duplicate of a row already counted", zh="与已计入的记录重复"),
    "duplicate_conflict": Text(
        en="same key as a row already counted, with different content",
        zh="与已计入记录的标识相同但内容不同",
    ),
}

HINTS: dict[str, Text] = {
    "unreadable_date": Text(
        en='If dates are written as 12/31/2026, say so: { column = "…", format = "%m/%d/%Y" }',
        zh='如日期写作12/31/2026，请予声明：{ column = "…", format = "%m/%d/%Y" }',
    ),
    "outside_period": Text(
        en="See whether audit.period is that of the log, and day and month stand where the format says",
        zh="请核对audit.period与日志期间是否一致，以及格式中日、月的位置",
    ),
    "unreadable_number": Text(
        en="Numbers are read as 1250 or 1250.5: export them without separators of thousands",
        zh="数字应写作1250或1250.5：导出时请去掉千位分隔符",
    ),
    "out_of_range": Text(
        en="If it is the score, declare from where to where it goes: range = [0, 500]",
        zh="如为分数，请声明其范围：range = [0, 500]",
    ),
}
"""What to do where most rows are left out for one reason."""
