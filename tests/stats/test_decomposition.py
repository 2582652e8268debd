"""Composition and rate of a gap, and the Mantel-Haenszel difference."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from policeaudit.stats.decomposition import adjusted, kitagawa, mantel_haenszel, simpson
from policeaudit.stats.intervals import critical_value

Z = critical_value()
STRATA = st.lists(st.tuples(*[st.integers(0, 9)] * 4), min_size=1, max_size=6)
# Men and women admitted, and all, in the six largest departments of Berkeley (Bickel et al. 1975).
UCB = np.array([[512, 353, 120, 138, 53, 22], [825, 560, 325, 417, 191, 373]])
UCB_WOMEN = np.array([[89, 17, 202, 131, 94, 24], [108, 25, 593, 375, 393, 341]])


def counts(strata: list) -> tuple[np.ndarray, ...]:
    yes1, no1, yes2, no2 = np.transpose(strata)
    return yes1, yes1 + no1, yes2, yes2 + no2


@given(STRATA)
def test_the_parts_add_up_to_the_gap_and_swapping_turns_them_round(strata: list) -> None:
    yes1, n1, yes2, n2 = counts(strata)
    parts, swapped = kitagawa(yes1, n1, yes2, n2), kitagawa(yes2, n2, yes1, n1)
    if not (n1.sum() and n2.sum()):
        assert np.isnan([parts.gap, parts.no_overlap]).all()
        return
    assert parts.gap == pytest.approx(yes2.sum() / n2.sum() - yes1.sum() / n1.sum(), abs=1e-12)
    if not ((n1 > 0) & (n2 > 0)).any():
        assert np.isnan([parts.composition, parts.rate]).all()
        assert parts.no_overlap == parts.gap
        return
    assert parts.composition + parts.rate + parts.no_overlap == pytest.approx(parts.gap, abs=1e-12)
    for name in ("gap", "composition", "rate", "no_overlap"):
        assert getattr(swapped, name) == pytest.approx(-getattr(parts, name), abs=1e-12)
    assert swapped.rate_se == pytest.approx(parts.rate_se, abs=1e-12)


@given(STRATA, st.integers(1, 5))
def test_equal_mixes_have_no_composition_and_equal_rates_no_rate_part(strata: list, times: int) -> None:
    yes, n, _, _ = counts(strata)
    if n.sum():
        same = kitagawa(yes, n, n - yes, n)
        assert same.composition == pytest.approx(0, abs=1e-12)
        assert same.rate == pytest.approx(same.gap, abs=1e-12)
        weighted = np.arange(1, len(n) + 1) * times
        assert kitagawa(yes, n, yes * weighted, n * weighted).rate == pytest.approx(0, abs=1e-12)


def test_a_stratum_of_one_group_only_is_set_apart() -> None:
    """Common stratum: .5 against .6 for all; the second group has 10 more rows without a case: .3 in all."""
    parts = kitagawa([5, 0], [10, 0], [6, 0], [10, 10])
    np.testing.assert_allclose((parts.gap, parts.composition, parts.rate, parts.no_overlap), (-0.2, 0, 0.1, -0.3))


def test_infra_marginality_scores_alone_make_a_gap() -> None:
    """Both groups' warnings prove right exactly as often as their scores say; only their scores differ."""
    rates = np.array([0.5, 0.7, 0.9])
    lower, higher = np.array([600, 300, 100]), np.array([100, 300, 600])
    parts = kitagawa(lower * rates, lower, higher * rates, higher)
    np.testing.assert_allclose((parts.gap, parts.composition, parts.rate), (0.2, 0.2, 0), atol=1e-12)


def test_the_standard_errors_are_those_of_redrawn_logs() -> None:
    rng = np.random.default_rng(2)
    mix1, mix2 = np.array([0.5, 0.3, 0.2]), np.array([0.2, 0.3, 0.5])
    rate1, rate2 = np.array([0.8, 0.6, 0.5]), np.array([0.7, 0.6, 0.3])
    n1, n2 = rng.multinomial(300, mix1, 4000), rng.multinomial(900, mix2, 4000)
    parts = kitagawa(rng.binomial(n1, rate1), n1, rng.binomial(n2, rate2), n2)
    for truth, found, se in (
        (((mix2 - mix1) * (rate1 + rate2) / 2).sum(), parts.composition, parts.composition_se),
        (((rate2 - rate1) * (mix1 + mix2) / 2).sum(), parts.rate, parts.rate_se),
    ):
        assert found.std() == pytest.approx(se.mean(), rel=0.04)
        assert (np.abs(found - truth) <= Z * se).mean() == pytest.approx(0.95, abs=0.012)


def test_mantel_haenszel_of_a_published_trial() -> None:
    """Agresti (2013), Categorical Data Analysis, p. 231: eight centres, .130 with Sato's standard error .050."""
    drug = np.array([[11, 25], [16, 4], [14, 5], [2, 14], [6, 11], [1, 10], [1, 4], [4, 2]])
    control = np.array([[10, 27], [22, 10], [7, 12], [1, 16], [0, 12], [0, 10], [1, 8], [6, 1]])
    value, se = mantel_haenszel(control[:, 0], control.sum(1), drug[:, 0], drug.sum(1))
    assert value == pytest.approx(0.130, abs=5e-4)
    assert se == pytest.approx(0.050, abs=5e-4)
    # the interval that the R package cardx prints
    np.testing.assert_allclose((value - Z * se, value + Z * se), (0.0313, 0.2284), atol=6e-5)


@given(st.integers(1, 60), st.data())
def test_one_balanced_stratum_is_a_plain_difference(n: int, data: st.DataObject) -> None:
    """There Sato's variance is (p1 q1 + p2 q2) / n, as worked out by hand."""
    yes1, yes2 = data.draw(st.integers(0, n)), data.draw(st.integers(0, n))
    value, se = mantel_haenszel([yes1], [n], [yes2], [n])
    p1, p2 = yes1 / n, yes2 / n
    assert value == pytest.approx(p2 - p1, abs=1e-12)
    assert se == pytest.approx(np.sqrt((p1 * (1 - p1) + p2 * (1 - p2)) / n), abs=1e-9)


@given(STRATA)
def test_mantel_haenszel_turns_round_and_ignores_strata_of_one_group(strata: list) -> None:
    yes1, n1, yes2, n2 = counts(strata)
    value, se = mantel_haenszel(yes1, n1, yes2, n2)
    if not ((n1 > 0) & (n2 > 0)).any():
        assert np.isnan([value, se]).all()
        return
    assert -1 <= value <= 1
    np.testing.assert_allclose(mantel_haenszel(yes2, n2, yes1, n1), (-value, se), atol=1e-7)
    np.testing.assert_allclose(mantel_haenszel(n1 - yes1, n1, n2 - yes2, n2), (-value, se), atol=1e-7)
    longer = [np.append(each, extra) for each, extra in zip((yes1, n1, yes2, n2), (3, 9, 0, 0), strict=True)]
    np.testing.assert_allclose(mantel_haenszel(*longer), (value, se), atol=1e-12)


def test_many_sparse_strata_are_covered() -> None:
    """200 strata with 3 and 9 rows on average, true difference -.1 everywhere: 95 % intervals, 1000 logs."""
    rng = np.random.default_rng(3)
    mix1, mix2, rates = rng.dirichlet(np.full(200, 3)), rng.dirichlet(np.full(200, 3)), rng.uniform(0.4, 0.9, 200)
    n1, n2 = rng.multinomial(600, mix1, 1000), rng.multinomial(1800, mix2, 1000)
    value, se = mantel_haenszel(rng.binomial(n1, rates), n1, rng.binomial(n2, rates - 0.1), n2)
    assert (np.abs(value + 0.1) <= Z * se).mean() == pytest.approx(0.95, abs=0.025)


def test_the_strata_choose_the_method() -> None:
    enough = adjusted([[3, 2]], [[5, 6]], [[1, 9]], [[5, 20]])
    parts = kitagawa([[3, 2]], [[5, 6]], [[1, 9]], [[5, 20]])
    assert enough.by_kitagawa.all()
    assert (enough.value, enough.se) == (parts.rate, parts.rate_se)
    few = adjusted([3, 2], [5, 4], [1, 9], [5, 20])
    assert not few.by_kitagawa
    assert (few.value, few.se) == mantel_haenszel([3, 2], [5, 4], [1, 9], [5, 20])
    assert adjusted([3, 0], [5, 0], [1, 0], [5, 0]).by_kitagawa  # a stratum of nobody is none


def test_simpsons_reversal_at_berkeley() -> None:
    """Crude +14.2 points for men; like with like -4.3 (standardised) or -1.8 (Mantel-Haenszel)."""
    parts = kitagawa(*UCB_WOMEN, *UCB)
    value, se = mantel_haenszel(*UCB_WOMEN, *UCB)
    assert (round(100 * parts.gap, 1), round(100 * value, 1), round(100 * se, 1)) == (14.2, -1.8, 1.5)
    for low, high, confirmed in ((-0.078, -0.007, True), (value - Z * se, value + Z * se, False)):
        flagged, certain = simpson(parts.gap, value, low, high)
        assert flagged
        assert certain == confirmed


def test_no_reversal_to_speak_of() -> None:
    flagged, confirmed = simpson([0.1, 0.1, 0.005, np.nan], [0.02, -0.004, -0.1, -0.1], -0.2, -0.05)
    assert not flagged.any()
    assert not confirmed.any()


@pytest.mark.parametrize("method", [kitagawa, mantel_haenszel, adjusted])
def test_nonsense_is_refused(method) -> None:
    with pytest.raises(ValueError, match="must not exceed"):
        method([3], [2], [1], [2])
    with pytest.raises(ValueError, match="must not be negative"):
        method([-3], [2], [1], [2])
