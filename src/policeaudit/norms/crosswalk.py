"""Which norms a check serves: ``norms/crosswalk.toml``, typed, both languages, with how each norm is known."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args

from policeaudit.text import Text

Mark = Literal["R", "R-part", "M"]
"""How a norm is known: its text was read; an extract or summary was read; known, the text not at hand."""
Force = Literal["law", "analogy", "guide", "yardstick"]
"""Its force in China: binds state organs; binds others; recommended; from abroad."""
Column = Literal["china", "eu", "nist", "iso", "uk"]

COLUMNS: dict[Column, Text] = {
    "china": Text(en="China", zh="中国"),
    "eu": Text(en="European Union", zh="欧盟"),
    "nist": Text(en="NIST, USA", zh="美国NIST"),
    "iso": Text(en="ISO, IEC, IEEE", zh="ISO、IEC、IEEE"),
    "uk": Text(en="United Kingdom and others", zh="英国及其他"),
}
FORCES: dict[Force, Text] = {
    "law": Text(en="law", zh="法律"),
    "analogy": Text(en="by analogy", zh="参照"),
    "guide": Text(en="guidance", zh="指引"),
    "yardstick": Text(en="yardstick", zh="对照标准"),
}
MARKS = Text(
    en="Marks: R, the text or the part cited was read; R-part, only an extract, table of contents or official summary was"
    " read; M, known, the text was not at hand. What is unsure is not listed.",
    zh="标记：R，已读原文或所引部分；R-part，仅读摘录、目录或官方摘要；M，已知但手边无原文。不确定的不予列出。",
)
MEANING_OF_FORCE = Text(
    en="Force in China: law, binds state organs; by analogy, binds others and serves as a yardstick; guidance, recommended;"
    " yardstick, from abroad and without force in China.",
    zh="在中国的效力：法律，约束国家机关；参照，约束其他主体，此处用作参照；指引，推荐适用；对照标准，来自境外，在中国没有约束力。",
)
POLICY_TARGET = Text(en="policy target, not a legal duty", zh="政策目标，不是法定义务")


@dataclass(frozen=True)
class Norm:
    """A law, standard or precedent; ``says`` is what it asks for, in a few words of our own."""

    id: str
    column: Column
    force: Force
    mark: Mark
    code: Text
    says: Text


@dataclass(frozen=True)
class Served:
    """What a check serves; ``policy_target``: its limits are targets of policy, no legal duty asks for them."""

    norms: tuple[Norm, ...] = ()
    policy_target: bool = False


def served_by(check: str) -> Served:
    """The norms of a check, Chinese ones first; none for a check that the crosswalk does not know."""
    return _crosswalk().get(check, Served(policy_target=True))


@cache
def _crosswalk() -> dict[str, Served]:
    """All entries by check id.

    Raises:
        ValueError: when an entry has a mark, force or column that is none, or a check names no norm of the list.
    """
    raw = _raw()
    norms = {part["id"]: _norm(part) for part in raw["norm"]}
    unknown = {id_ for part in raw["check"] for id_ in part["norms"]} - set(norms)
    if unknown:
        msg = f"no such norm: {sorted(unknown)}"
        raise ValueError(msg)
    return {
        part["id"]: Served(tuple(norms[id_] for id_ in part["norms"]), part.get("policy_target", False))
        for part in raw["check"]
    }


@cache
def _raw() -> dict[str, Any]:
    return tomllib.loads(files("policeaudit").joinpath("norms", "crosswalk.toml").read_text(encoding="utf-8"))


def _norm(part: dict[str, Any]) -> Norm:
    for key, allowed in (("column", Column), ("force", Force), ("mark", Mark)):
        if part[key] not in get_args(allowed):
            msg = f"norm {part['id']}: {key} is {part[key]!r}"
            raise ValueError(msg)
    code, says = Text(**part["code"]), Text(**part["says"])
    return Norm(part["id"], part["column"], part["force"], part["mark"], code, says)


@dataclass(frozen=True)
class Duty:
    """A duty for which a report supplies evidence, with the sections (anchors or pillars) that hold it."""

    duty: Text
    contents: Text
    mark: Mark
    sections: tuple[str, ...]


def duties() -> tuple[Duty, ...]:
    """The duties, Chinese ones first."""
    return tuple(
        Duty(Text(**part["duty"]), Text(**part["contents"]), part["mark"], tuple(part["sections"]))
        for part in _raw()["duty"]
    )
