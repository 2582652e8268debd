"""k-anonymity against a count by hand."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policeaudit.stats.anonymity import anonymity


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1), st.integers(1, 6))
def test_agreement_with_a_look_at_every_row(rows: list[tuple[int, int]], k: int) -> None:
    sizes = Counter(rows)
    found = anonymity([*sizes.values(), 0], k)
    assert found.smallest == min(sizes.values())
    assert found.classes == len(sizes)
    assert found.share_unique == pytest.approx(np.mean([sizes[row] == 1 for row in rows]))
    assert found.share_small == pytest.approx(np.mean([sizes[row] < k for row in rows]))


def test_no_rows_are_not_anonymous_either() -> None:
    found = anonymity([], 5)
    assert found.classes == 0
    assert np.isnan([found.smallest, found.share_unique, found.share_small]).all()


@pytest.mark.parametrize(("sizes", "k"), [([1, np.nan], 5), ([-1], 5), ([1], 0)])
def test_impossible_sizes_are_refused(sizes: list, k: int) -> None:
    with pytest.raises(ValueError, match="must"):
        anonymity(sizes, k)


def test_classes_may_be_counted_by_their_size() -> None:
    """Two classes of 1, three of 4 and one of 10, by hand: 2 of 24 alone, 14 of 24 in classes below 5."""
    counted = anonymity([1, 4, 10, 7], 5, classes=[2, 3, 1, 0])
    assert counted == anonymity([1, 1, 4, 4, 4, 10], 5)
    assert (counted.smallest, counted.classes) == (1, 6)
    assert counted.share_unique == pytest.approx(2 / 24)
    assert counted.share_small == pytest.approx(14 / 24)
