"""What a check is: a question with its measures and its words in both languages."""

from __future__ import annotations

from dataclasses import dataclass

from policeaudit.text import Text


@dataclass(frozen=True)
class Phrases:
    """How one measure is said in counts that a reader can picture.

    ``share`` has the blanks {per} (a round number of cases), {group} and {count}; ``counts_the_rest`` says that {count}
    is what the measure does not count (precision is said through the warnings that were wrong). ``effect`` has {n},
    {group}, {reference} and {excess}: the cases that would be otherwise at the reference group's rate.
    """

    name: Text
    share: Text
    effect: Text
    counts_the_rest: bool = False


@dataclass(frozen=True)
class Check:
    """A check.

    ``asks`` is its question, ``matters`` why it is put, ``cannot_show`` what no answer to it proves.
    """

    id: str
    pillar: str
    title: Text
    asks: Text
    matters: Text
    cannot_show: Text
    phrases: dict[str, Phrases]

    @property
    def measures(self) -> list[str]:
        """The measures that it compares."""
        return list(self.phrases)
