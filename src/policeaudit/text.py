"""Text in English and Simplified Chinese, always both, and the wording of numbers and dates."""

from __future__ import annotations

import datetime as dt
import math
import string
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from babel.dates import format_date

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")
LOCALES: dict[Language, str] = {"en": "en", "zh": "zh_Hans_CN"}


def _blanks(pattern: str) -> set[str] | None:
    """The blanks of a pattern; None where stray braces make it no pattern at all."""
    if "{" not in pattern and "}" not in pattern:
        return set()
    try:
        return {name for _, name, _, _ in string.Formatter().parse(pattern) if name is not None}
    except ValueError:
        return None


class _Kept(dict[str, str]):
    """Values of a pattern's blanks; a blank without one stays."""

    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"


def _escaped(value: str) -> str:
    return value.replace("{", "{{").replace("}", "}}")


@dataclass(frozen=True)
class Text:
    """The same words in both languages; a pattern's blanks must be the same in both.

    Raises:
        ValueError: when a language is empty or the two patterns have different blanks.
    """

    en: str
    zh: str

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012 - read by pydantic where a plan holds texts

    def __post_init__(self) -> None:
        if not self.en.strip() or not self.zh.strip():
            msg = "both languages are needed"
            raise ValueError(msg)
        if self.en != self.zh and _blanks(self.en) != _blanks(self.zh):
            msg = f"blanks differ between the languages: {self!r}"
            raise ValueError(msg)

    def __getitem__(self, lang: Language) -> str:
        return self.en if lang == "en" else self.zh

    def fill(self, **values: Any) -> Text:
        """Fill the blanks; a value that is itself a ``Text`` goes in by language.

        Raises:
            KeyError: when a blank has no value.
        """
        return Text(
            en=self.en.format_map({k: v.en if isinstance(v, Text) else v for k, v in values.items()}),
            zh=self.zh.format_map({k: v.zh if isinstance(v, Text) else v for k, v in values.items()}),
        )

    def fill_some(self, **values: Any) -> Text:
        """Fill some of the blanks; what comes out is a pattern still, in which braces of a value stand for themselves."""

        def one(lang: Language) -> str:
            known = {k: str(v[lang] if isinstance(v, Text) else v) for k, v in values.items()}
            return self[lang].format_map(_Kept({k: _escaped(v) for k, v in known.items()}))

        return Text(en=one("en"), zh=one("zh"))

    def then(self, other: Text) -> Text:
        """Join two sentences as each language does: with a space in English, without one in Chinese."""
        return Text(en=f"{self.en} {other.en}", zh=f"{self.zh}{other.zh}")


def join_all(texts: list[Text]) -> Text:
    """Join sentences in order (at least one)."""
    first, *rest = texts
    for text in rest:
        first = first.then(text)
    return first


def list_of(texts: list[Text]) -> Text:
    """A list in words: ``a, b and c`` / ``a、b和c``."""
    if len(texts) == 1:
        return texts[0]
    *head, last = texts
    return Text(
        en=f"{', '.join(t.en for t in head)} and {last.en}",
        zh=f"{'、'.join(t.zh for t in head)}和{last.zh}",
    )


def same(value: str) -> Text:
    """A value that reads the same in both languages (a code, a number, a name from the log)."""
    return Text(en=value, zh=value)


_remembered = lru_cache(maxsize=10_000)
"""Both languages of a report print the same numbers."""


@_remembered
def whole(n: float) -> Text:
    """A count: ``12,345`` in both languages (GB/T 15835 allows the comma)."""
    return same(f"{round(n):,}")


@_remembered
def decimal(value: float, digits: int = 1) -> Text:
    """A number with a fixed count of decimals, a true minus sign, and never ``-0.0``."""
    return same(f"{round(value, digits) or 0.0:,.{digits}f}".replace("-", "\N{MINUS SIGN}").replace("inf", "∞"))


@_remembered
def percent(rate: float, digits: int = 1) -> Text:
    """A fraction as a percentage: 0.683 -> ``68.3%``."""
    return same(decimal(rate * 100, digits).en + "%")


@_remembered
def points(gap: float, digits: int = 1) -> Text:
    """A difference of two rates: 0.152 -> ``15.2 points`` / ``15.2个百分点``."""
    number = decimal(gap * 100, digits).en
    return Text(en=f"{number} points", zh=f"{number}个百分点")


def times(ratio: float) -> Text:
    """A ratio: ``1.9 times`` / ``1.9倍``; an unbounded one in words."""
    if math.isinf(ratio):
        return Text(en="any number of times", zh="任意倍数")
    number = decimal(ratio, 1 if ratio >= 1 else 2).en
    return Text(en=f"{number} times", zh=f"{number}倍")


def day(value: dt.date) -> Text:
    """A date: ``1 October 2022`` / ``2022年10月1日``."""
    return Text(
        en=format_date(value, "d MMMM y", locale="en"),
        zh=format_date(value, "y年M月d日", locale=LOCALES["zh"]),
    )
