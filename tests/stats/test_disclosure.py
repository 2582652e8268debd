"""The range that relations and bounds leave to a count, against all worlds counted one by one."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policeaudit.stats.disclosure import ContradictionError, attainable, components


def every_world(low: list[int], high: list[int], relations: list[dict[int, int]]) -> list[tuple[int, ...]]:
    return [
        world
        for world in product(*(range(a, b + 1) for a, b in zip(low, high, strict=True)))
        if all(sum(c * world[i] for i, c in relation.items()) == 0 for relation in relations)
    ]


def test_a_total_less_its_other_parts() -> None:
    """100 to 109 in all, 95 to 99 in one part: 1 to 14 in the other, of which 1 to 9 are left."""
    low, high = attainable([100, 95, 1], [109, 99, 9], [{0: 1, 1: -1, 2: -1}], [2], width=20)
    assert (low[0], high[0]) == (1, 9)
    low, high = attainable([106, 97, 1], [109, 99, 9], [{0: 1, 1: -1, 2: -1}], [2], width=20)
    assert (low[0], high[0]) == (7, 9)


def test_two_ways_tables_are_solved_together() -> None:
    """Rows of 3 and 2, columns of 4 and 1: the corner holds 2 or 3."""
    relations = [{0: 1, 1: 1, 4: -1}, {2: 1, 3: 1, 5: -1}, {0: 1, 2: 1, 6: -1}, {1: 1, 3: 1, 7: -1}]
    low, high = attainable([0, 0, 0, 0, 3, 2, 4, 1], [9, 9, 9, 9, 3, 2, 4, 1], relations, [0, 1, 2, 3], width=9)
    assert list(zip(low, high, strict=True)) == [(2, 3), (0, 1), (1, 2), (0, 1)]


def test_counts_that_nothing_ties_keep_their_bounds() -> None:
    low, high = attainable([1, 0], [9, 4], [], [0, 1], width=5)
    assert (list(low), list(high)) == ([1, 0], [9, 4])


def test_a_fraction_is_no_count() -> None:
    """Twice one count is three times another, and both are at most 4: 0 and 0, or 3 and 2."""
    low, high = attainable([0, 0], [4, 4], [{0: 2, 1: -3}], [0, 1], width=9)
    assert (list(low), list(high)) == ([0, 0], [3, 2])


def test_what_cannot_be_is_said() -> None:
    with pytest.raises(ContradictionError):
        attainable([5, 1], [9, 4], [{0: 1, 1: -1}], [0], width=5)


def test_components() -> None:
    label = components(5, [{0: 1, 1: -1}, {3: 1, 4: -1}])
    assert label[0] == label[1] != label[2]
    assert label[3] == label[4] != label[2]
    assert label[0] != label[3]


RELATION = st.dictionaries(st.integers(0, 4), st.sampled_from([-2, -1, 1, 2]), min_size=2, max_size=4)


@given(
    low=st.lists(st.integers(0, 2), min_size=5, max_size=5),
    room=st.lists(st.integers(0, 3), min_size=5, max_size=5),
    relations=st.lists(RELATION, max_size=3),
    width=st.integers(1, 5),
)
def test_any_small_system_is_solved_as_by_counting(
    low: list[int], room: list[int], relations: list[dict[int, int]], width: int
) -> None:
    high = [a + b for a, b in zip(low, room, strict=True)]
    worlds = every_world(low, high, relations)
    tied = {i for relation in relations for i in relation}
    if not worlds:
        with pytest.raises(ContradictionError):
            attainable(low, high, relations, range(5), width)
        return
    lows, highs = attainable(low, high, relations, range(5), width)
    for i in range(5):
        least, most = min(w[i] for w in worlds), max(w[i] for w in worlds)
        if i in tied:
            assert least <= lows[i] <= highs[i] <= most
            assert (lows[i], highs[i]) == (least, most) or highs[i] - lows[i] >= width
        else:
            assert (lows[i], highs[i]) == (low[i], high[i])


def test_large_counts_lose_no_digit() -> None:
    total = 10**8
    low, high = attainable([total - 4, total - 12, 1], [total + 4, total - 4, 9], [{0: 1, 1: -1, 2: -1}], [2], width=20)
    assert (low[0], high[0]) == (1, 9)
    assert isinstance(np.asarray(low)[0], np.int64)
