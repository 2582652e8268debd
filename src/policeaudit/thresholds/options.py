"""What every threshold would make of the groups of a view: the log's own eight cells, counted as if it had held.

Rows without a score keep the warning that they have, and so do all rows of a group whose threshold stays as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from policeaudit.checks.evidence import Evidence, View
from policeaudit.log.tally import SCORE_BINS
from policeaudit.measures import A0, A1, STATUSES, FloatArray, IntArray, Measure
from policeaudit.plan.parts import Rules

NOW = SCORE_BINS + 1
"""The last option: warnings as they are. Option c < NOW is a warning from score bin c on, SCORE_BINS is nobody."""
_ALERTED, _QUIET = slice(0, len(STATUSES)), slice(len(STATUSES), None)

BoolArray = npt.NDArray[np.bool_]
Counts = npt.NDArray[Any]
"""Whole counts of a log, or fractional ones of a redrawn log."""


@dataclass(frozen=True)
class Options:
    """The options of each group of a view; arrays of shape (groups, options, ...)."""

    view: View
    now: IntArray
    """The log's cells, shape (groups, 8)."""
    won: IntArray
    """Rows that an option would warn about and the log did not, by status, shape (groups, options, 4)."""
    lost: IntArray
    """Rows that the log warned about and an option would not."""
    in_use: BoolArray
    """Options worth looking at: cuts at a bin that holds rows, and the warnings as they are; shape (options,)."""

    @cached_property
    def cells(self) -> IntArray:
        """The eight cells under each option, shape (groups, options, 8)."""
        moved = self.won - self.lost
        return np.asarray(self.now[:, None, :] + np.concatenate([moved, -moved], axis=-1))

    @cached_property
    def changed(self) -> IntArray:
        """Rows whose warning an option would change, shape (groups, options)."""
        return np.asarray(self.won.sum(-1) + self.lost.sum(-1))

    @cached_property
    def alerts(self) -> IntArray:
        """Warnings under each option, shape (groups, options)."""
        return np.asarray(self.cells[..., _ALERTED].sum(-1))

    @cached_property
    def flows(self) -> IntArray:
        """Rows by what happens to them, shape (groups, options, 4, statuses): warning kept, lost, won, none then and now."""
        kept = self.now[:, None, _ALERTED] - self.lost
        still = self.now[:, None, _QUIET] - self.won
        return np.stack([kept, self.lost, self.won, still], axis=-2)

    def judgeable(self, measure: Measure, deff: FloatArray, rules: Rules) -> BoolArray:
        """Options under which the log can tell a group's rate, shape (groups, options); ``deff``: design effects of groups.

        Where outcomes are known only of those who were warned about, a lower threshold warns about people of whom nobody
        knows whether the warning would be right: then precision cannot be judged there.
        """
        _, n = measure.ratio(self.cells)
        enough = np.asarray((n / deff[:, None] >= rules.min_n) & (self.alerts > 0))
        if measure.lowest is None or measure.needs_outcomes_beyond_alerts:
            return enough
        known_won, won = self.won[..., [A1, A0]].sum(-1), self.won.sum(-1)
        followed = self.cells[..., [A1, A0]].sum(-1)
        enough &= (known_won >= rules.min_follow_up * won) & (followed >= rules.min_follow_up * self.alerts)
        return enough


def from_flows(flows: Counts) -> Counts:
    """The eight cells that flows of shape (..., 4, statuses) lead to."""
    kept, lost, won, still = np.moveaxis(flows, -2, 0)
    return np.concatenate([kept + won, lost + still], axis=-1)


def options_of(view: View, evidence: Evidence) -> Options:
    """Count what each threshold would change, for the groups of a view."""
    found = evidence.scores(view.name)
    assert found is not None  # noqa: S101 - asked only where there is a score
    scored = found[0]  # (groups, bins, 8)
    none_yet = np.zeros((len(scored), 1, len(STATUSES)), dtype=np.int64)
    alerted, quiet = scored[..., _ALERTED], scored[..., _QUIET]
    below = np.concatenate([none_yet, alerted.cumsum(1)], axis=1)
    above = np.concatenate([quiet[:, ::-1].cumsum(1)[:, ::-1], none_yet], axis=1)
    return Options(
        view=view,
        now=evidence.counts(view.name).sum(axis=1),
        won=np.concatenate([above, none_yet], axis=1),
        lost=np.concatenate([below, none_yet], axis=1),
        in_use=np.r_[scored.sum((0, 2)) > 0, False, True],
    )


def present_cut(evidence: Evidence) -> int | None:
    """The score bin from which on the log warns about everybody, and about nobody below; None where there is no such bin."""
    found = evidence.scores("")
    assert found is not None  # noqa: S101 - asked only where there is a score
    rows = found[0][0]
    warned, spared = (np.flatnonzero(rows[:, part].sum(-1)) for part in (_ALERTED, _QUIET))
    if not len(warned) or (len(spared) and spared[-1] >= warned[0]):
        return None
    return int(warned[0])
