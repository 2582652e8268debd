"""What can be worked out about counts from the linear relations between them: the disclosure audit of published tables.

A reader of a table knows that its parts add up to its totals, and each published number to within its rounding. The range
that a withheld count can still take is the solution of two integer programmes (Fischetti & Salazar 2001); it is found
here with HiGHS. Most tables need far fewer than two programmes a count, because one solution often shows the range of many.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

IntArray = npt.NDArray[np.int64]
Relation = dict[int, int]
"""Position of a count -> its coefficient; the sum of coefficient times count is zero."""


_WHOLE = 1e-5
"""How far a solution may be from whole numbers."""


class ContradictionError(Exception):
    """No counts within the bounds satisfy the relations."""


def attainable(
    low: npt.ArrayLike,
    high: npt.ArrayLike,
    relations: Sequence[Relation],
    wanted: Sequence[int],
    width: int,
) -> tuple[IntArray, IntArray]:
    """The least and the greatest value that counts can have.

    Args:
        low: lower bounds of all counts, shape (n,).
        high: upper bounds, shape (n,), finite.
        relations: linear relations between the counts.
        wanted: positions of the counts that are asked about.
        width: a range this wide is wide enough: it is not followed to its ends.

    Returns:
        Lowest and highest values found, one for each of ``wanted``; exact where they are less than ``width`` apart.

    Raises:
        ContradictionError: when the bounds and relations admit no counts at all.
    """
    low, high = np.asarray(low, dtype=np.int64), np.asarray(high, dtype=np.int64)
    lows, highs = low[list(wanted)].copy(), high[list(wanted)].copy()
    label = components(len(low), relations)
    for part in np.unique(label[list(wanted)]):
        members = np.flatnonzero(label == part)
        inner = [relation for relation in relations if label[next(iter(relation))] == part]
        if inner:
            asked = [i for i, at in enumerate(wanted) if label[at] == part]
            system = _System(low, high, members, inner)
            lows[asked], highs[asked] = system.ranges([wanted[i] for i in asked], width)
    return lows, highs


def components(n: int, relations: Sequence[Relation]) -> IntArray:
    """A label for each of ``n`` counts: those that relations tie together, directly or not, have the same one."""
    pairs = [(next(iter(relation)), at) for relation in relations for at in relation]
    first, second = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    graph = csr_array((np.ones(len(pairs)), (first, second)), shape=(n, n))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)


class _System:
    """One component; counts are measured from their lower bounds, so that large ones lose no digits."""

    def __init__(self, low: IntArray, high: IntArray, members: IntArray, relations: list[Relation]) -> None:
        self.place = {int(at): i for i, at in enumerate(members)}
        self.low = low[members]
        self.room = (high - low)[members]
        if np.any(self.room < 0):
            raise ContradictionError
        entries = [(row, self.place[at], c) for row, relation in enumerate(relations) for at, c in relation.items()]
        rows, columns, coefficients = (list(each) for each in zip(*entries, strict=True))
        matrix = csr_array((coefficients, (rows, columns)), shape=(len(relations), len(members)))
        self.constraint = LinearConstraint(matrix, *[-(matrix @ self.low)] * 2)

    def ranges(self, wanted: list[int], width: int) -> tuple[IntArray, IntArray]:
        places = np.array([self.place[at] for at in wanted])
        worlds = [self._world(np.zeros(len(self.low)))]
        lows, highs = worlds[0][places], worlds[0][places]
        todo = np.arange(len(wanted))
        while todo.size:  # all that are still narrow at once, for as long as that shows the range of some
            for sign in (-1, 1):
                world = self._world(self._objective(places[todo], sign))[places]
                lows, highs = np.minimum(lows, world), np.maximum(highs, world)
            left = todo[(highs - lows)[todo] < width]
            if left.size == todo.size:
                break
            todo = left
        for i in todo:
            for sign in (1, -1):
                if highs[i] - lows[i] < width:
                    world = self._world(self._objective(places[[i]], sign))[places]
                    lows, highs = np.minimum(lows, world), np.maximum(highs, world)
        return lows, highs

    def _objective(self, places: IntArray, sign: int) -> npt.NDArray[np.float64]:
        objective = np.zeros(len(self.low))
        objective[places] = sign
        return objective

    def _world(self, objective: npt.NDArray[np.float64]) -> IntArray:
        """Counts that fit, with the least value of the objective.

        The linear programme comes first: where tables are nested its solution is whole by itself, and it is much quicker.
        """
        for whole in (0, 1):
            found = milp(
                objective,
                constraints=self.constraint,
                bounds=Bounds(0, self.room),
                integrality=np.full(len(self.low), whole),
            )
            if found.x is None:
                raise ContradictionError
            rounded = np.rint(found.x)
            if np.abs(found.x - rounded).max() < _WHOLE:
                break
        return np.asarray(self.low + rounded, dtype=np.int64)
