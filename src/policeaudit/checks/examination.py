"""What a check finds when it looks at the evidence by itself."""

from __future__ import annotations

from dataclasses import dataclass, field

from policeaudit.checks.claim import Claim, Fact
from policeaudit.checks.comparison import Comparison
from policeaudit.checks.exhibit import Exhibit
from policeaudit.text import Text


@dataclass(frozen=True)
class Examination:
    """Comparisons and claims to be judged together with all others, facts, and exhibits.

    ``lacking`` says what the plan or the log would have to hold, where the check could not be made; ``headlines`` are sentences
    for the key figures, the most telling first.
    """

    comparisons: list[Comparison] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    exhibits: list[Exhibit] = field(default_factory=list)
    lacking: Text | None = None
    headlines: list[Text] = field(default_factory=list)
    seed: int | None = None
    """The seed of what was drawn at random, if anything was."""

    @property
    def stated(self) -> list[Claim | Fact]:
        """Claims and facts."""
        return [*self.claims, *self.facts]
