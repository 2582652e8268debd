"""A p-value from any interval: the level at which the interval comes to touch what is accepted."""

from __future__ import annotations

import math
from collections.abc import Callable

SMALLEST = 1e-9
_HALVINGS = 40


def p_within(interval: Callable[[float], tuple[float, float]], band: tuple[float, float]) -> float:
    """p-value of the hypothesis that what is estimated lies in a band, in the two-sided convention of the other p-values.

    It is at most 0.05 exactly where the 95 % interval lies wholly beyond the band, whatever the interval is made of.

    Args:
        interval: from a confidence to lower and upper limit; a larger confidence must not make it narrower.
        band: the accepted values, ends included; -inf or inf where there is no end.

    Returns:
        1 where the estimate lies in the band or is undefined; never less than 1e-9.

    Raises:
        ValueError: when the band does not rise.

    """
    low_end, high_end = band
    if not low_end <= high_end:
        msg = f"the band must rise: {band}"
        raise ValueError(msg)

    def beyond(p: float) -> bool:
        low, high = interval(1 - p)
        return low > high_end or high < low_end

    nearly_one = 1 - 1e-6
    if not beyond(nearly_one):
        return 1.0
    if beyond(SMALLEST):
        return SMALLEST
    least, most = math.log(SMALLEST), math.log(nearly_one)
    for _ in range(_HALVINGS):
        middle = (least + most) / 2
        least, most = (least, middle) if beyond(math.exp(middle)) else (middle, most)
    return math.exp(most)
