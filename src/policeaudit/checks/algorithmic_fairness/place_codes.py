"""The places of a log in the table of residents: codes that are written in two ways are told, never taken for other places."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping

from policeaudit.errors import DataError, Problem
from policeaudit.plan.places import ExposurePart
from policeaudit.tables.places import coded
from policeaudit.text import Text, whole

_NONE_FOUND = Text(
    en="none of the {n} places that the log warns about is in the table of residents: see that both write a place alike",
    zh="日志预警的{n}个地点均不在居民人口表中：请核对两处的地点写法是否一致",
)
_ZEROS = Text(
    en="{n} places that the log warns about are in the table of residents with more or fewer zeros in front, as a spreadsheet "
    "leaves them: declare digits = {digits} in this section of the plan",
    zh="日志预警的{n}个地点与居民人口表中的写法只差前导零（电子表格常将其去掉）：请在方案该部分声明digits = {digits}",
)


def as_in_table(part: ExposurePart, table: Collection[str], counted: Mapping[str, int], column: str) -> dict[str, int]:
    """Warnings of the log by place, with the codes written as the plan says.

    Args:
        part: the section of the plan.
        table: the places of its table.
        counted: warnings by place as the log writes it, "" where none is recorded.
        column: the column of the log, for the error.

    Raises:
        DataError: when no warning is about a place of the table, or some would be with other zeros in front of their code.
    """
    total: Counter[str] = Counter()
    for place, warnings in counted.items():
        total[coded(place, part.digits)] += warnings
    warned = {place for place, warnings in total.items() if place and warnings}
    strange = warned.difference(table)
    bare = {place.lstrip("0") for place in table if place.isdecimal()}
    lost = [place for place in strange if place.isdecimal() and place.lstrip("0") in bare]
    if lost:
        digits = max(len(place) for place in (*lost, *table) if place.isdecimal())
        raise DataError(Problem(f"exposure.{part.id} [{column}]", _ZEROS.fill(n=whole(len(lost)), digits=digits)))
    if warned and strange == warned:
        raise DataError(Problem(f"exposure.{part.id} [{column}]", _NONE_FOUND.fill(n=whole(len(warned)))))
    return dict(total)
