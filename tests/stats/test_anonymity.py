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
