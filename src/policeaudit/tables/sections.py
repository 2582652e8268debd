"""The table of each section of a plan: which columns it needs, and what must hold between them.

Names of columns in the result: ``group``, ``area``, ``population``, and for what a section lists ``stage.ID``,
``share.ID``, ``channel.ID``, ``figure.ID``, ``resource.ID``, ``family.ID``, ``bin.N`` (counted from 0).
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from policeaudit.plan.execution import IndicatorsPart, ScorecardPart
from policeaudit.plan.tables import CoveragePart, FieldworkPart, ResourcesPart, SurveyPart
from policeaudit.tables.cells import ChoiceField, DateField, Field, GroupField, NumberField
from policeaudit.tables.population import group_fields, number, read_with_population
from policeaudit.tables.read import Reading, Table, read_table
from policeaudit.text import Text

_OVER = Text(
    en='more counted than there are people ({stage}): correct it, or declare over = "cap" or "keep"',
    zh='计数超过人口数（{stage}）：请更正，或声明over = "cap"或"keep"',
)
_PART = Text(en="a part that is more than its whole", zh="部分大于整体")
_PHASES = {"before": Text(en="before", zh="之前"), "after": Text(en="after", zh="之后")}
_NO_PHASE = Text(
    en="there is no row from {phase} the introduction: a change needs both",
    zh="缺少引入技术{phase}的数据行：变化须前后对照",
)
_NO_CASES = Text(
    en="there is no row for “{kind}” in “{period}”: add it, with 0 where there was no case",
    zh="“{period}”没有“{kind}”的数据行：请补充，无案件时填0",
)


def coverage_table(part: CoveragePart, folder: Path) -> Table:
    """Coverage: ``population``, ``stage.ID`` in counts, and ``share.ID`` where a stage is given as a share.

    A count above the population is a mistake, cut to it (``Table.cut`` says where), or kept, as ``over`` declares.

    Raises:
        DataError: with every mistake of the table.
    """
    fields = group_fields(part.group, part.area)
    for stage in part.stages:
        if stage.percent:
            bounded = part.over == "error"
            fields.append(NumberField(f"share.{stage.id}", stage.column, "share", 1, stage.percent, bounded=bounded))
        else:
            fields.append(number(f"stage.{stage.id}", stage, "count"))
    fields += [number(f"channel.{channel.id}", channel, "count") for channel in part.channels]
    reading = read_with_population(part.file, folder, fields, part.population)
    if part.over == "error":
        for stage in part.stages:
            _refuse_larger(reading, f"stage.{stage.id}", "population", stage.column, _OVER.fill(stage=stage.label))
    return _completed(reading.finish(), part)


def _completed(table: Table, part: CoveragePart) -> Table:
    """With shares as counts too where the population is known, and cut to it where that is declared."""
    numbers, cut = dict(table.numbers), {}
    people = numbers.get("population")
    for stage in part.stages:
        share, count = f"share.{stage.id}", f"stage.{stage.id}"
        if share in numbers and people is not None:
            numbers[count] = np.rint(numbers[share] * people)
        for name, most in ((share, np.ones(table.rows)), (count, people)):
            if part.over == "cap" and name in numbers and most is not None:
                cut[name] = numbers[name] > most
                numbers[name] = np.where(cut[name], most, numbers[name])
    return replace(table, numbers=numbers, cut=cut)


def survey_table(part: SurveyPart, folder: Path) -> Table:
    """A survey: ``asked`` with ``positive`` or ``share``; or one row a person with ``answer`` and ``weight``.

    ``answer`` is positive, negative or none; an empty cell is none.

    Raises:
        DataError: with every mistake of the table.
    """
    fields = group_fields(part.group, part.area)
    if part.asked is not None:
        fields.append(number("asked", part.asked, "count"))
    if part.positive is not None:
        fields.append(number("positive", part.positive, "count"))
    if part.share is not None:
        fields.append(NumberField("share", part.share.column, "share", percent=part.share.percent))
    if part.answer is not None:
        ids = dict.fromkeys([*part.file.missing, *part.answer.none], "none")
        ids |= dict.fromkeys(part.answer.positive, "positive") | dict.fromkeys(part.answer.negative, "negative")
        fields.append(ChoiceField("answer", part.answer.column, ids, key=False))
    if part.weight is not None:
        fields.append(replace(number("weight", part.weight, "number"), required=True))
    reading = read_table(part.file, folder, fields, unique=part.answer is None)
    if part.positive is not None:
        _refuse_larger(reading, "positive", "asked", part.positive.column, _PART)
    return reading.finish()


def fieldwork_table(part: FieldworkPart, folder: Path) -> Table:
    """Field work: ``figure.ID`` by ``phase`` (before, after) or by ``month`` (its first day), and by ``area``.

    Raises:
        DataError: with every mistake of the table.
        ValueError: when the section has published percentages instead of a table.
    """
    if part.file is None:
        msg = "the section has no table"
        raise ValueError(msg)
    fields = group_fields(None, part.area)
    if part.phase is not None:
        ids = dict.fromkeys(part.phase.before, "before") | dict.fromkeys(part.phase.after, "after")
        fields.append(ChoiceField("phase", part.phase.column, ids))
    if part.month is not None:
        fields.append(DateField("month", part.month.column, part.month.format, month=True))
    fields += [number(f"figure.{figure.id}", figure, "number") for figure in part.figures]
    reading = read_table(part.file, folder, fields)
    if part.phase is not None:
        _refuse_half(reading)
    return reading.finish()


def _refuse_half(reading: Reading) -> None:
    """Note every area that has rows of one phase alone."""
    phases = reading.values["phase"]
    areas = reading.values.get("area", [None] * len(phases))
    for area in dict.fromkeys(areas):
        found = {phase for phase, here in zip(phases, areas, strict=True) if here == area}
        for phase, name in _PHASES.items():
            if None not in found and phase not in found:
                where = f"{reading.path} [{area}]" if area else str(reading.path)
                reading.add(where, _NO_PHASE.fill(phase=name))


def resources_table(part: ResourcesPart, folder: Path) -> Table:
    """Resources: ``resource.ID`` by ``area``, and ``population`` where it is given.

    Raises:
        DataError: with every mistake of the table.
    """
    fields = group_fields(None, part.area)
    fields += [number(f"resource.{resource.id}", resource, "number") for resource in part.resources]
    return read_with_population(part.file, folder, fields, part.population).finish()


def indicators_table(part: IndicatorsPart, folder: Path) -> Table:
    """An indicator: ``part`` and ``whole`` (``old_part``, ``old_whole``) by ``kind`` and ``period``.

    Raises:
        DataError: with every mistake of the table.
    """
    ids = {value: period.id for period in part.period.periods for value in period.values}
    fields: list[Field] = [ChoiceField("period", part.period.column, ids), GroupField("kind", part.kind)]
    pairs = [("part", "whole", part.part, part.whole)]
    if part.old is not None:
        pairs.append(("old_part", "old_whole", part.old.part, part.old.whole))
    for some, all_, column, whole in pairs:
        fields += [number(some, column, "count"), number(all_, whole, "count")]
    reading = read_table(part.file, folder, fields)
    for some, all_, column, _ in pairs:
        _refuse_larger(reading, some, all_, column.column, _PART)
    found = set(zip(reading.values["kind"], reading.values["period"], strict=True))
    for kind in dict.fromkeys(reading.values["kind"]):
        for period in part.period.periods:
            if kind is not None and (kind, period.id) not in found:
                reading.add(str(reading.path), _NO_CASES.fill(kind=kind, period=period.label))
    return reading.finish()


def scorecard_table(part: ScorecardPart, folder: Path) -> Table:
    """A scorecard: ``family.ID`` by ``area``, and ``published``.

    Raises:
        DataError: with every mistake of the table.
    """
    fields = group_fields(None, part.area)
    fields += [number(f"family.{family.id}", family, "number", signed=True) for family in part.families]
    if part.published is not None:
        fields.append(number("published", part.published, "number", signed=True))
    return read_table(part.file, folder, fields).finish()


def _refuse_larger(reading: Reading, part: str, whole: str, column: str, message: Text) -> None:
    """Note every row whose part is larger than its whole; what is unknown is not."""
    if part in reading.values and whole in reading.values:
        for row, (some, all_) in enumerate(zip(reading.values[part], reading.values[whole], strict=True)):
            if some > all_:
                reading.add_at(row, column, message)
