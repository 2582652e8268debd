"""What the columns of a log hold, against the operator's own inventory."""

from __future__ import annotations

import hashlib
import re

from policeaudit.checks.claim import About, Fact, Said
from policeaudit.checks.exhibit import Cell, Column, Exhibit
from policeaudit.log.identifiers import KINDS, Found
from policeaudit.log.inspection import Inspected, Inspection
from policeaudit.plan.model import Plan
from policeaudit.plan.protection import InventoryColumn, ProtectionPart
from policeaudit.stats.rule import Verdict
from policeaudit.text import Text, join_all, list_of, percent, same, whole

MOST_NAMED = 12
"""Columns that a sentence names."""

GRADES = {
    "core": Text(en="core", zh="核心"),
    "important": Text(en="important", zh="重要"),
    "general": Text(en="general", zh="一般"),
}
_TIMES = {
    "second": Text(en="time to the second", zh="时间精确到秒"),
    "minute": Text(en="time to the minute", zh="时间精确到分"),
    "hour": Text(en="time to the hour", zh="时间精确到时"),
    "day": Text(en="date", zh="精确到日"),
    "month": Text(en="month", zh="精确到月"),
}
_RULE = Text(
    en="Every column that holds identifiers of persons must stand in the operator's inventory as core or important data or as "
    "sensitive personal information, with the reason why it is in the log. Not listed, or listed as general and not sensitive: "
    "Action needed. No inventory, no reason, or hits that may be chance: Watch.",
    zh="凡含个人标识符的列，均应在运用单位的数据清单中列为核心、重要数据或敏感个人信息，并说明列入日志的理由。未列入，或列为一般且非敏感的，为需整改；"
    "没有清单、未说明理由，或命中可能出于偶然的，为需关注。",
)
_EFFECT = Text(
    en="On every person in this column: whoever gets hold of the log can tell who they are or where they were.",
    zh="涉及该列中的每个人：取得日志者可据此得知其身份或行踪。",
)


def shown(column: Inspected) -> Text:
    """The name of a column as it may be printed."""
    if column.name is None:
        return Text(en="column {n} (its name is itself an identifier)", zh="第{n}列（列名本身即为标识符）").fill(
            n=column.place
        )
    name = "".join(c for c in column.name if c.isprintable())
    return same(name if 0 < len(name) <= 60 else f"{name[:59]}…")


def slug(column: Inspected) -> str:
    """The name of a column as it stands in the id of a finding; a digest tells apart what cannot stand there."""
    name = column.name or f"column-{column.place}"
    plain = re.sub(r"[^\w\-]+", "_", name)[:40]
    return plain if plain == name else f"{plain}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def entry_of(column: Inspected, part: ProtectionPart) -> InventoryColumn | None:
    """What the inventory says of a column."""
    return next((entry for entry in part.inventory if entry.column == column.name), None)


def kind_in_words(found: Found) -> Text:
    """A kind with its share."""
    return Text(en="{kind} ({share})", zh="{kind}（{share}）").fill(kind=KINDS[found.kind], share=percent(found.share))


def identifier_facts(found: Inspection, plan: Plan) -> list[Fact]:
    """One for each column with identifiers; or one that there are none."""
    part = plan.protection
    assert part is not None  # noqa: S101 - asked only where there is one
    facts = [_column(column, part) for column in found.columns if column.scan.found or column.name is None]
    if facts:
        return facts
    enough = found.sampled >= plan.rules.min_n
    condition = Text(
        en="No identifiers were found in the {columns} columns; in each, the values of {rows} rows spread over the log were "
        "looked at.",
        zh="在{columns}列中均未发现标识符；每列查看了均匀分布于日志的{rows}行的取值。",
    ).fill(columns=len(found.columns), rows=whole(found.sampled))
    said = Said(
        heading=Text(en="Identifiers of persons in the log", zh="日志中的个人标识符"),
        criterion=_RULE,
        condition=condition
        if enough
        else condition.then(Text(en="That is too few to tell.", zh="数量过少，无法判断。")),
        effect=Text(en="None seen in these rows.", zh="在这些记录中未见影响。"),
    )
    verdict = Verdict.NO_CONCERN if enough else Verdict.CANNOT_TELL
    return [Fact(About("identifiers"), said, verdict, n=found.sampled)]


def _column(column: Inspected, part: ProtectionPart) -> Fact:
    entry, scan = entry_of(column, part), column.scan
    by_chance = bool(scan.found) and all(each.by_chance > each.share / 2 for each in scan.found)
    if not part.inventory:
        verdict, why = Verdict.WATCH, Text(en="The plan gives no inventory of data.", zh="方案未给出数据清单。")
    elif by_chance:
        verdict = Verdict.WATCH
        why = Text(
            en="Most of these may be arbitrary numbers of the same form.", zh="其中多数可能只是形式相同的任意号码。"
        )
    elif entry is None:
        verdict, why = Verdict.ACTION_NEEDED, Text(en="The inventory does not list it.", zh="数据清单未列入该列。")
    elif entry.data_class == "general" and not entry.sensitive:
        verdict = Verdict.ACTION_NEEDED
        why = Text(en="The inventory lists it as general and not sensitive.", zh="数据清单将该列列为一般且非敏感信息。")
    elif entry.reason is None:
        verdict = Verdict.WATCH
        why = Text(
            en="The inventory lists it, without a reason why it is in the log.", zh="数据清单已列入，但未说明理由。"
        )
    else:
        verdict = Verdict.NO_CONCERN
        why = Text(
            en="The inventory lists it, with the reason: {reason}", zh="数据清单已列入，并说明理由：{reason}"
        ).fill(reason=entry.reason)
    said = Said(
        heading=Text(en="Identifiers in the column “{column}”", zh="“{column}”列中的标识符").fill(column=shown(column)),
        criterion=_RULE,
        condition=_condition(column).then(why),
        effect=_EFFECT,
        settle=None
        if verdict in (Verdict.ACTION_NEEDED, Verdict.NO_CONCERN)
        else Text(
            en="The operator removes or replaces the values, or gives the reason in the inventory.",
            zh="运用单位删除或替换这些取值，或在数据清单中说明理由。",
        ),
        cause=Text(en="The column was exported with the log.", zh="该列随日志一并导出。"),
    )
    return Fact(About("identifiers", group=slug(column)), said, verdict, n=scan.values)


def _condition(column: Inspected) -> Text:
    scan = column.scan
    if not scan.found:
        return Text(
            en="The name of the column is an identifier: perhaps the file has no header.",
            zh="列名本身即为标识符：文件可能缺少表头。",
        )
    return Text(
        en="Of the {n} values looked at, these are identifiers: {kinds}.",
        zh="在查看的{n}个取值中，属于标识符的有：{kinds}。",
    ).fill(n=whole(scan.values), kinds=list_of([kind_in_words(each) for each in scan.found]))


def _names(columns: list[Inspected]) -> Text:
    named = [shown(column) for column in columns[:MOST_NAMED]]
    if len(columns) > MOST_NAMED:
        named.append(Text(en="{n} more", zh="另外{n}列").fill(n=len(columns) - MOST_NAMED))
    return list_of(named)


def inventory_fact(found: Inspection, part: ProtectionPart) -> list[Fact]:
    """Whether the inventory lists every column of the log; none where there is no inventory."""
    if not part.inventory:
        return []
    absent = [column for column in found.columns if entry_of(column, part) is None]
    if absent:
        condition = Text(
            en="The inventory lacks {n} of the {all} columns of the log: {names}.",
            zh="日志共{all}列，数据清单缺少其中{n}列：{names}。",
        ).fill(n=len(absent), all=len(found.columns), names=_names(absent))
    else:
        condition = Text(
            en="The inventory lists all {all} columns of the log.", zh="数据清单已列入日志的全部{all}列。"
        ).fill(all=len(found.columns))
    said = Said(
        heading=Text(en="Inventory of data against the log", zh="数据清单与日志对照"),
        criterion=Text(
            en="The inventory must list every column of the log. If not: Watch.",
            zh="数据清单应列入日志的每一列；否则为需关注。",
        ),
        condition=condition,
        effect=Text(
            en="What no inventory lists, nobody grades or protects.", zh="未列入清单的数据，无人分级，也无人保护。"
        ),
        settle=Text(en="An inventory with every column.", zh="列入每一列的数据清单。") if absent else None,
        cause=Text(en="The inventory and the log differ.", zh="数据清单与日志不一致。") if absent else None,
    )
    return [Fact(About("inventory"), said, Verdict.WATCH if absent else Verdict.NO_CONCERN, n=len(found.columns))]


def unneeded_fact(found: Inspection, part: ProtectionPart) -> list[Fact]:
    """Columns that the audit does not need and for which no reason is given."""
    further = [column for column in found.columns if not column.needed]
    bare = [column for column in further if (entry := entry_of(column, part)) is None or entry.reason is None]
    counted = Text(
        en="The figures of the audit need {needed} of the {all} columns.", zh="评估数字需要{all}列中的{needed}列。"
    ).fill(needed=len(found.columns) - len(further), all=len(found.columns))
    if bare:
        more = Text(
            en="Of the others, {n} are in the log without a written reason: {names}.",
            zh="其余列中，有{n}列未书面说明列入日志的理由：{names}。",
        ).fill(n=len(bare), names=_names(bare))
    else:
        more = Text(en="Each of the others has a written reason.", zh="其余各列均有书面理由。")
    said = Said(
        heading=Text(en="Columns beyond what the audit needs", zh="超出评估所需的列"),
        criterion=Text(
            en="A column that the audit does not need must have a written reason in the inventory. If not: Watch.",
            zh="评估不需要的列，应在数据清单中书面说明理由；否则为需关注。",
        ),
        condition=join_all([counted, more]) if further else counted,
        effect=Text(en="What is not in a log cannot leak from it.", zh="日志中没有的信息，不会从日志泄露。"),
        settle=Text(
            en="The operator leaves these columns out or gives the reason for each.",
            zh="运用单位剔除这些列，或逐列说明理由。",
        )
        if bare
        else None,
        cause=Text(en="These columns were exported with the log.", zh="这些列随日志一并导出。") if bare else None,
    )
    verdict = Verdict.WATCH if bare else Verdict.NO_CONCERN
    return [Fact(About("unneeded_columns"), said, verdict, n=len(found.columns))]


def columns_exhibit(found: Inspection, part: ProtectionPart) -> Exhibit:
    """Every column: needed or not, what was found, how precise it is, how it is graded."""
    yes, no = Text(en="yes", zh="是"), Text(en="no", zh="否")
    rows: list[tuple[Cell, ...]] = []
    for column in found.columns:
        entry = entry_of(column, part)
        rows.append(
            (
                shown(column),
                yes if column.needed else no,
                column.scan.values,
                list_of([kind_in_words(each) for each in column.scan.found]) if column.scan.found else same("–"),
                _precision(column),
                GRADES[entry.data_class] if entry else same("–"),
                (yes if entry.sensitive else no) if entry else same("–"),
                yes if entry and entry.reason else no,
            )
        )
    return Exhibit(
        name="columns",
        title=Text(en="What each column of the log holds", zh="日志各列的内容"),
        columns=(
            Column(Text(en="Column", zh="列")),
            Column(Text(en="Needed by the audit", zh="评估是否需要")),
            Column(Text(en="Values looked at", zh="查看的取值数"), "count"),
            Column(Text(en="Identifiers found (share)", zh="发现的标识符（比例）")),
            Column(Text(en="Precision", zh="精确程度")),
            Column(Text(en="Grade", zh="级别")),
            Column(Text(en="Sensitive", zh="敏感信息")),
            Column(Text(en="Reason given", zh="已说明理由")),
        ),
        rows=tuple(rows),
        note=Text(
            en="Grade, sensitive and reason are the operator's own, from the inventory in the plan. The values of {sampled} of "
            "the {rows} rows, spread over the log, were looked at; an empty cell is no value. No value is printed.",
            zh="级别、敏感信息和理由均为运用单位在方案的数据清单中自行声明。查看了均匀分布于日志的{sampled}行（共{rows}行）的取值，空单元格不计。"
            "本报告不印出任何取值。",
        ).fill(sampled=whole(found.sampled), rows=whole(found.rows)),
    )


def _precision(column: Inspected) -> Text:
    scan = column.scan
    if scan.coordinate_decimals is not None:
        metres = 111_000 / 10**scan.coordinate_decimals
        return Text(en="place to about {m} m", zh="位置精确到约{m}米").fill(
            m=whole(metres) if metres >= 1 else same("1")
        )
    return _TIMES[scan.time_precision] if scan.time_precision else same("–")
