"""How wrong the recorded outcomes would have to be for a gap to vanish."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from policeaudit.stats._arrays import FloatArray, Range, count, rate


def break_even(p_group: npt.ArrayLike, p_reference: npt.ArrayLike, limit: npt.ArrayLike = 0.0) -> Range:
    """The share of wrongly recorded outcomes that would bring a group's lower rate to within ``limit``.

    With x of the group's recorded negatives in truth positive its rate is p + x (1 - p); with x of the
    reference's recorded positives in truth negative that one's is p (1 - x).

    Args:
        p_group: the group's rate, any shape; all arrays are broadcast.
        p_reference: the reference's rate.
        limit: the accepted shortfall of the group, as a fraction.

    Returns:
        The share of the group's negatives, and of the reference's positives, that would have to be wrong: 0
        where the shortfall is accepted as it is, above 1 where no such errors can explain it; NaN where a
        rate is undefined.

    Raises:
        ValueError: when a rate is outside [0, 1].

    """
    group, reference = rate("p_group", p_group), rate("p_reference", p_reference)
    excess = np.maximum(reference - np.asarray(limit, dtype=np.float64) - group, 0)
    return _share(excess, 1 - group), _share(excess, reference)


def tipping_share(
    positive: npt.ArrayLike,
    negative: npt.ArrayLike,
    unknown: npt.ArrayLike,
    p_reference: npt.ArrayLike,
    limit: npt.ArrayLike = 0.0,
) -> FloatArray:
    """The share of a group's unknown outcomes that must be positive for its rate to come within ``limit``.

    Args:
        positive: the group's rows with a positive outcome, any shape; all arrays are broadcast.
        negative: its rows with a negative outcome.
        unknown: its rows whose outcome is missing.
        p_reference: the reference's rate.
        limit: the accepted shortfall of the group, as a fraction.

    Returns:
        Shares: 0 where the rate is reached even if all are negative, above 1 where no filling-in can close
            the
        gap (inf where nothing is unknown); NaN where the group has no rows or the reference's rate is
        undefined.

    Raises:
        ValueError: when a count is negative or a rate is outside [0, 1].

    """
    yes, no, missing = count("positive", positive), count("negative", negative), count("unknown", unknown)
    rows = yes + no + missing
    lacking = (rate("p_reference", p_reference) - np.asarray(limit, dtype=np.float64)) * rows - yes
    return np.where(rows > 0, _share(np.maximum(lacking, 0), missing), np.nan)


def implied_false_positive_rate(
    base_rate: npt.ArrayLike, precision: npt.ArrayLike, false_negative_rate: npt.ArrayLike
) -> FloatArray:
    """The false positive rate that the three other rates force (Chouldechova 2017).

    So with unequal base rates, equal precision and equal false negative rates mean unequal false positive
    rates: no system can meet all three.

    Args:
        base_rate: the share of true cases, any shape; all arrays are broadcast.
        precision: the share of warnings that proved right.
        false_negative_rate: the share of true cases without a warning.

    Returns:
        p / (1 - p) * (1 - PPV) / PPV * (1 - FNR); NaN where it is not determined (base rate 1 or precision
        0).

    Raises:
        ValueError: when a rate is outside [0, 1].

    """
    p, ppv = rate("base_rate", base_rate), rate("precision", precision)
    fnr = rate("false_negative_rate", false_negative_rate)
    divisor = (1 - p) * ppv
    return np.where(divisor > 0, p * (1 - ppv) * (1 - fnr) / np.where(divisor > 0, divisor, 1.0), np.nan)


def _share(part: FloatArray, whole: FloatArray) -> FloatArray:
    """Part over whole, where nothing of nothing is 0 and something of nothing is inf."""
    some = whole > 0
    impossible = np.where(part > 0, np.inf, 0.0)
    share = np.where(some, part / np.where(some, whole, 1.0), impossible)
    return np.where(np.isnan(part + whole), np.nan, share)
