"""What a check is: a question with its measures and its words in both languages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from policeaudit.measures import MEASURES
from policeaudit.text import Text


@dataclass(frozen=True)
class Phrases:
    """How one measure is said in counts that a reader can picture.

    ``share`` has the blanks {per} (a round number of cases), {group} and {count}; ``counts_the_rest`` says that {count}
    is what the measure does not count (precision is said through the warnings that were wrong). ``effect`` has {n},
    {group}, {reference} and {excess}: the cases that would be otherwise at the reference group's rate. ``share`` may have
    {rest} too, the cases not counted. ``missing`` replaces the sentence's start on {missing} missing outcomes, and ``settle``
    what would settle an open question, where the rate is not one of a log.
    """

    name: Text
    share: Text
    effect: Text
    counts_the_rest: bool = False
    missing: Text | None = None
    settle: Text | None = None


@dataclass(frozen=True)
class Quantity:
    """What a check examines beyond the table of measures: its name, what it is, and which direction is worse."""

    label: Text
    definition: Text
    worse: Literal["lower", "higher"] = "higher"


@dataclass(frozen=True)
class Check:
    """A check.

    ``asks`` is its question, ``matters`` why it is put, ``cannot_show`` what no answer to it proves. ``phrases`` words the
    rates that are compared group by group; ``quantities`` describes whatever else its file examines (in a
    function ``examine(evidence) -> Examination`` beside it).
    """

    id: str
    pillar: str
    title: Text
    asks: Text
    matters: Text
    cannot_show: Text
    phrases: dict[str, Phrases] = field(default_factory=dict)
    quantities: dict[str, Quantity] = field(default_factory=dict)

    @property
    def measures(self) -> list[str]:
        """The measures of the tally that it compares group by group."""
        return [name for name in self.phrases if name in MEASURES]
