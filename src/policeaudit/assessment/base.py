"""What every part of the assessment document is made of."""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from policeaudit.text import Language, Text

Number = int | None
"""A count of rows; null where the public edition withholds it."""


class Frozen(BaseModel):
    """A part of the document: fixed once it is made, and without keys that the schema does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class VerdictWord(StrEnum):
    """What is said of a finding; ordered from best to worst in ``SEVERITY``."""

    NO_CONCERN = "no_concern"
    WATCH = "watch"
    ACTION_NEEDED = "action_needed"
    CANNOT_TELL = "cannot_tell"
    NOT_ASSESSED = "not_assessed"
    NO_LIMIT = "no_limit"


class Words(Frozen):
    """A text in both languages."""

    en: str
    zh: str

    @classmethod
    def of(cls, text: Text) -> Words:
        """Take over a ``Text``."""
        return cls(en=text.en, zh=text.zh)

    @classmethod
    def of_optional(cls, text: Text | None) -> Words | None:
        """Take over a ``Text`` where there is one."""
        return None if text is None else cls.of(text)

    @property
    def text(self) -> Text:
        """As a ``Text``, to be put into a sentence."""
        return Text(en=self.en, zh=self.zh)

    def __getitem__(self, lang: Language) -> str:
        return self.en if lang == "en" else self.zh
