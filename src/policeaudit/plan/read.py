"""Reads a plan; every mistake in it is reported at once, with its key, what was found and what is allowed."""

from __future__ import annotations

import difflib
import hashlib
import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from policeaudit.errors import PlanError, Problem, UsageError
from policeaudit.plan.model import LOG_PARTS, TABLE_PARTS, Plan
from policeaudit.text import Text

MAX_PLAN_BYTES = 1_000_000


@dataclass(frozen=True)
class LoadedPlan:
    """A plan with where it came from and its digest."""

    plan: Plan
    path: Path
    sha256: str


def load_plan(path: Path) -> LoadedPlan:
    """Read and check a plan.

    Raises:
        UsageError: when the file can't be read.
        PlanError: with every mistake that the plan holds.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        message = Text(en="the plan cannot be read: {why}", zh="无法读取审计方案：{why}")
        raise UsageError(Problem(str(path), message.fill(why=error.strerror or "?"))) from None
    if len(content) > MAX_PLAN_BYTES:
        message = Text(en="this is no plan: it is larger than 1 MB", zh="文件超过1 MB，不是审计方案")
        raise PlanError(Problem(str(path), message))
    try:
        raw = tomllib.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        message = Text(
            en="the plan is not UTF-8 text (byte {at}): save it as UTF-8",
            zh="审计方案不是UTF-8文本（第{at}字节），请另存为UTF-8编码",
        )
        raise PlanError(Problem(str(path), message.fill(at=error.start))) from None
    except tomllib.TOMLDecodeError as error:
        message = Text(en="not valid TOML: {why}", zh="TOML语法有误：{why}")
        raise PlanError(Problem(str(path), message.fill(why=str(error)))) from None
    return LoadedPlan(check_plan(raw, f"{path}: "), path, hashlib.sha256(content).hexdigest())


def check_plan(raw: dict[str, Any], before: str = "") -> Plan:
    """The plan that the content of a file, or a dictionary of the same shape, says; ``before`` stands before each place.

    Raises:
        PlanError: with every mistake that the plan holds.
    """
    problems = [*field_problems(raw, Plan), *_cross_problems(raw)]
    if problems:
        raise PlanError(*(Problem(f"{before}{where}", text) for where, text in problems))
    return Plan.model_validate(raw)


def field_problems(raw: dict[str, Any], model: type[BaseModel]) -> Iterator[tuple[str, Text]]:
    """Where a document does not fit its model, and how."""
    try:
        model.model_validate(raw)
    except ValidationError as error:
        for detail in error.errors():
            yield _key(detail["loc"]), _explain(detail, model)


def _key(location: tuple[int | str, ...]) -> str:
    """("limits", 0, "gap_points") -> limits[1].gap_points: people count from one."""
    parts = ""
    for step in location:
        parts += f"[{step + 1}]" if isinstance(step, int) else f".{step}" if parts else str(step)
    return parts or "plan"


_WORDS: dict[str, Text] = {
    "missing": Text(en="is missing{near}", zh="缺少此项{near}"),
    "extra_forbidden": Text(en="is not known here{near}", zh="此处没有这一项{near}"),
    "literal_error": Text(
        en="is {found}; allowed: {allowed}{near}",
        zh="的值为{found}，允许的值：{allowed}{near}",
    ),
    "string_pattern_mismatch": Text(
        en="is {found}; only letters, digits and hyphens are allowed (pattern {allowed})",
        zh="的值为{found}，只能使用字母、数字和连字符（格式{allowed}）",
    ),
    "date": Text(
        en="is {found}; write a date as 2022-10-01, without quotes",
        zh="的值为{found}，日期请写作2022-10-01，不加引号",
    ),
    "number": Text(en="is {found}; a number is needed", zh="的值为{found}，应为数字"),
    "bounds": Text(en="is {found}; it must be {allowed}", zh="的值为{found}，应{allowed}"),
    "string_type": Text(en="is {found}; a text in quotes is needed", zh="的值为{found}，应为带引号的文字"),
    "words": Text(
        en='is {found}; both languages are needed: {{ en = "…", zh = "…" }}',
        zh='的值为{found}，须同时给出两种语言：{{ en = "…", zh = "…" }}',
    ),
    "list_type": Text(en="is {found}; a list in square brackets is needed", zh="的值为{found}，应为方括号中的列表"),
    "too_short": Text(en="is empty; at least {allowed} is needed", zh="为空，至少需要{allowed}项"),
    "table": Text(en="is {found}; a table is needed", zh="的值为{found}，应为一个表（table）"),
    "string_too_long": Text(en="is too long: at most {allowed} characters are allowed", zh="过长，最多{allowed}个字符"),
    "other": Text(en="is {found}, which is not valid: {allowed}", zh="的值为{found}，无效：{allowed}"),
}

_BOUNDS = {
    "greater_than": ("gt", Text(en="more than {limit}", zh="大于{limit}")),
    "greater_than_equal": ("ge", Text(en="at least {limit}", zh="不小于{limit}")),
    "less_than": ("lt", Text(en="less than {limit}", zh="小于{limit}")),
    "less_than_equal": ("le", Text(en="at most {limit}", zh="不大于{limit}")),
}


def _explain(detail: ErrorDetails, root: type[BaseModel] = Plan) -> Text:
    kind, context = detail["type"], detail.get("ctx", {})
    found = _shown(detail["input"])
    if kind == "plan":
        return Text(en=context["en"], zh=context["zh"])
    if kind in _BOUNDS:
        name, words = _BOUNDS[kind]
        return _WORDS["bounds"].fill(found=found, allowed=words.fill(limit=f"{context[name]:g}"))
    if kind == "literal_error":
        allowed = str(context["expected"]).replace(" or ", ", ").replace("'", "")
        return _WORDS[kind].fill(
            found=found, allowed=allowed, near=_near(str(detail["input"]), allowed.split(", "), listed=True)
        )
    if kind == "extra_forbidden":
        return _WORDS[kind].fill(near=_near(str(detail["loc"][-1]), _siblings(detail["loc"], root)))
    if kind in ("missing", "missing_argument"):
        return _WORDS["missing"].fill(near="")
    if kind == "string_pattern_mismatch":
        return _WORDS[kind].fill(found=found, allowed=context["pattern"])
    if kind == "string_too_long":
        return _WORDS[kind].fill(allowed=context["max_length"])
    if kind == "too_short":
        return _WORDS[kind].fill(allowed=context["min_length"])
    for start, key in (
        ("date", "date"),
        ("float", "number"),
        ("int", "number"),
        ("finite", "number"),
        ("string_type", "string_type"),
        ("dataclass", "words"),
        ("list_type", "list_type"),
        ("model", "table"),
        ("value_error", "words"),
    ):
        if kind.startswith(start):
            return _WORDS[key].fill(found=found)
    return _WORDS["other"].fill(found=found, allowed=detail["msg"])


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= 80 else text[:77] + "…"


def _near(name: str, known: list[str], *, listed: bool = False) -> Text | str:
    """The nearest valid name, or all of them where none is near (unless they are ``listed`` already)."""
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    if not close and listed:
        return ""
    if not close:
        return Text(en="; known: {known}", zh="；可用的有：{known}").fill(known=", ".join(known)) if known else ""
    return Text(en="; did you mean “{name}”?", zh="；是否应为“{name}”？").fill(name=close[0])


def _siblings(location: tuple[int | str, ...], root: type[BaseModel]) -> list[str]:
    """The keys that are known where an unknown one stands."""
    model: Any = root
    for step in location[:-1]:
        if isinstance(step, int):
            continue
        if not (isinstance(model, type) and issubclass(model, BaseModel)):
            break
        field = model.model_fields.get(step)
        model = _inner_model(field.annotation) if field else None
    if isinstance(model, type) and issubclass(model, BaseModel):
        return list(model.model_fields)
    return ["en", "zh"] if model is Text else []


def _inner_model(annotation: Any) -> Any:
    for candidate in (annotation, *(inner for a in get_args(annotation) for inner in (a, *get_args(a)))):
        if isinstance(candidate, type) and (candidate is Text or issubclass(candidate, BaseModel)):
            return candidate
    return None


def _tables(raw: dict[str, Any], key: str) -> list[tuple[int, dict[str, Any]]]:
    """The tables of a list, valid or not, so that one mistake does not hide another."""
    parts = raw.get(key, [])
    return [(i, part) for i, part in enumerate(parts if isinstance(parts, list) else []) if isinstance(part, dict)]


def _names(value: Any) -> list[str]:
    return [name for name in value if isinstance(name, str)] if isinstance(value, list) else []


_UNKNOWN_FEATURE = Text(
    en="names the feature “{name}”, which no [[features]] table declares{near}",
    zh="引用了未在[[features]]中声明的属性“{name}”{near}",
)
_NO_WARNINGS = Text(
    en="is missing: name the column of the table with the warnings about a place, or under columns.place that of the log with "
    "the place of a warning",
    zh="缺少此项：请给出表中各地点预警数的列，或在columns.place中给出日志的地点列",
)
_NO_SAMPLE = Text(en="needs [check_sample], which says how the rows were drawn", zh="需要[check_sample]说明抽取方式")
_TIMES_OF_NO_LOG = Text(
    en="takes its times from the log, but the plan has no [log]", zh="的时间取自日志，但审计方案没有[log]部分"
)
_REPEATED = Text(en="“{name}” is declared twice", zh="“{name}”重复声明")
_SECOND_LIMIT = Text(
    en="is a second limit of {measure} for “{name}”: keep one {kind}",
    zh="对“{name}”的{measure}重复设定限值，{kind}请只保留一个",
)


def _cross_problems(raw: dict[str, Any]) -> Iterator[tuple[str, Text]]:
    """Mistakes that show only when parts of the plan are held against each other."""
    yield from _missing_parts(raw)
    yield from _times_of_no_log(raw)
    names: list[str] = []
    for index, feature in _tables(raw, "features"):
        name = feature.get("name")
        if isinstance(name, str):
            if name in names:
                yield f"features[{index + 1}].name", _REPEATED.fill(name=name)
            names.append(name)
    views = list(names)
    for index, intersection in _tables(raw, "intersections"):
        parts = _names(intersection.get("features"))
        views.append("*".join(parts))
        yield from _unknown(f"intersections[{index + 1}].features", parts, names)
        if len(set(parts)) < len(parts):
            yield f"intersections[{index + 1}].features", _REPEATED.fill(name="*".join(parts))
    yield from _repeated_tables(raw)
    yield from _uncounted_places(raw)
    yield from _sample_problems(raw, names)
    seen: set[tuple[str, str, str]] = set()
    for index, limit in _tables(raw, "limits"):
        parts = _names(limit.get("features"))
        yield from _unknown(f"limits[{index + 1}].features", parts, views)
        measure = str(limit.get("measure"))
        for kind in (kind for kind in ("gap_points", "ratio", "target_percent") if kind in limit):
            for name in parts or views:
                if (measure, kind, name) in seen:
                    text = _SECOND_LIMIT.fill(kind=kind, measure=measure, name=name)
                    yield f"limits[{index + 1}].{kind}", text
                seen.add((measure, kind, name))


def _missing_parts(raw: dict[str, Any]) -> Iterator[tuple[str, Text]]:
    """What a log needs; where warnings about places fall is asked without groups of their own."""
    if not any(part in raw for part in LOG_PARTS) and any(part in raw for part in TABLE_PARTS):
        return
    of_places, missing = bool(raw.get("exposure")), _WORDS["missing"].fill(near="")
    needed = [part for part in LOG_PARTS if part != "features" or not of_places]
    yield from ((part, missing) for part in needed if part not in raw)
    if raw.get("features") == []:
        yield "features", _WORDS["too_short"].fill(allowed=1)


def _sample_problems(raw: dict[str, Any], features: list[str]) -> Iterator[tuple[str, Text]]:
    """A check sample of strata that are no features, and rows drawn for none."""
    sample, columns = raw.get("check_sample"), raw.get("columns")
    if isinstance(sample, dict):
        yield from _unknown("check_sample.strata", _names(sample.get("strata")), features)
    elif isinstance(columns, dict) and "drawn" in columns:
        yield "columns.drawn", _NO_SAMPLE


def _uncounted_places(raw: dict[str, Any]) -> Iterator[tuple[str, Text]]:
    """Residents of places without the warnings about them: neither in their table nor in the log."""
    columns = raw.get("columns")
    counted = isinstance(columns, dict) and "place" in columns
    for index, part in _tables(raw, "exposure"):
        if "warnings" not in part and not counted:
            yield f"exposure[{index + 1}].warnings", _NO_WARNINGS


def _times_of_no_log(raw: dict[str, Any]) -> Iterator[tuple[str, Text]]:
    if any(part in raw for part in LOG_PARTS):
        return
    for index, part in _tables(raw, "response"):
        if "log" in part:
            yield f"response[{index + 1}].log", _TIMES_OF_NO_LOG


def _repeated_tables(raw: dict[str, Any]) -> Iterator[tuple[str, Text]]:
    """A name for two tables: findings are told apart by it."""
    seen: set[str] = set()
    for section in TABLE_PARTS:
        for index, part in _tables(raw, section):
            name = part.get("id")
            if isinstance(name, str):
                if name in seen:
                    yield f"{section}[{index + 1}].id", _REPEATED.fill(name=name)
                seen.add(name)


def _unknown(where: str, used: list[str], known: list[str]) -> Iterator[tuple[str, Text]]:
    for name in used:
        if name not in known:
            yield where, _UNKNOWN_FEATURE.fill(name=name, near=_near(name, known))
