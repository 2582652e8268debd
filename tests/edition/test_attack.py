"""No count that a public edition withholds can be worked out, by any means that integer programming has."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import pytest
from attack import Page, attack, gives_away, harvest, meaning, too_narrow
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from worlds import world

from lab import ROOT, audit
from policeaudit.assessment.model import Assessment
from policeaudit.edition import document as maker
from policeaudit.edition import public_edition
from policeaudit.edition.protect import protect
from policeaudit.errors import UsageError
from policeaudit.plan import load_plan
from policeaudit.report import render
from policeaudit.text import LANGUAGES

SIZES = {"origin": ["local", "migrant", "unknown"], "sex": ["men", "women"]}
CROSSED = [["origin", "sex"]]


@pytest.fixture(scope="module")
def demo() -> Assessment:
    plan = load_plan(ROOT / "audits" / "demo-city-2022q4.toml").plan
    return audit(plan.model_dump(mode="json", exclude_unset=True, exclude_none=True), ROOT / "audits")


@pytest.fixture(scope="module")
def public(demo: Assessment) -> Assessment:
    return public_edition(demo)


def small_only(full: Assessment) -> Assessment:
    """The edition as it would be if nothing were withheld but small counts."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(maker, "protect", partial(protect, complement=False))
        return public_edition(full)


def test_the_demo_city_gives_nothing_away(public: Assessment) -> None:
    assert public.public
    assert 10 <= sum(n is None for n in public.public.counts.values()) <= 40
    assert len(meaning(public)) > 150
    assert not gives_away(public)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_tables_of_the_page_hold_the_counts_that_were_attacked(public: Assessment, lang: str) -> None:
    """So what holds against an attacker with the document holds against one with the page."""
    assert public.public
    found = harvest(Page(render(public, lang)), public)  # type: ignore[arg-type]
    assert len(found) == 10 * 25
    assert found == {id_: public.public.counts[id_] for id_ in found}
    assert {id_ for id_ in public.public.counts if not id_.startswith(("rows", "left out", "delivered"))} == set(found)


CELL = st.sampled_from([0, 0, 0, 1, 1, 2, 4, 8, 9, 11, 14, 23, 60, 300])


def joints(shape: tuple[int, ...]) -> st.SearchStrategy[np.ndarray]:
    n = int(np.prod(shape))
    return st.lists(CELL, min_size=n, max_size=n).map(lambda cells: np.array(cells).reshape(shape))


SHAPES = st.sampled_from([(2, 2, 8), (3, 2, 8)])
RULES = st.sampled_from([(10, 10, 5), (10, 5, 6), (5, 5, 4), (6, 1, 3)])


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(joint=SHAPES.flatmap(joints), declared=RULES)
def test_any_counts_give_nothing_away(joint: np.ndarray, declared: tuple[int, int, int], tmp_path: Path) -> None:
    if not joint.sum(axis=tuple(range(1, joint.ndim)))[0]:
        joint[0, ..., 0] += 40  # the reference group must occur
    sizes = {name: groups[:n] for (name, groups), n in zip(SIZES.items(), joint.shape[:-1], strict=False)}
    publication = dict(zip(("minimum", "rounding", "protection"), declared, strict=True))
    full = world(joint, tmp_path, sizes, CROSSED, publication=publication)
    try:
        public = public_edition(full)
    except UsageError:  # nothing at all can be told of so few, and so nothing is
        assert joint.sum() < 10 * publication["minimum"]
        return
    assert not gives_away(public, full)


def two_groups(small: int, large: int, folder: Path) -> Assessment:
    """One small count among the warnings, in a group that is large enough otherwise; counts are rounded to 5."""
    joint = np.zeros((2, 2, 8), dtype=int)
    joint[..., 0], joint[..., 1], joint[..., 7] = 200, 100, 1000
    joint[0, 0, 2], joint[1, 0, 2] = large, small
    return world(joint, folder, crossed=[], publication={"rounding": 5})


@pytest.mark.parametrize("small", [1, 9])
def test_withholding_small_counts_alone_is_not_enough(small: int, tmp_path: Path) -> None:
    """The attack succeeds against such an edition, so it could fail the others: and it fails once the rest is done."""
    fallen = 0
    for large in range(40, 45):
        full = two_groups(small, large, tmp_path)
        naive = small_only(full)
        assert naive.public
        assert naive.public.counts["warned pending:origin=migrant"] is None
        fallen += bool(gives_away(naive))
        assert not gives_away(public_edition(full))
    assert fallen


@pytest.mark.parametrize(
    ("small", "large", "left"),
    [
        (1, 41, (1, 4)),  # 42 in all is printed as 40 (38 to 42), 41 as 40: at most 42 - 38
        (2, 44, (1, 4)),  # 46 as 45 (43 to 47), 44 as 45: at most 47 - 43
        (9, 31, (6, 9)),  # 40 as 40 (38 to 42), 31 as 30 (28 to 32): at least 38 - 32
    ],
)
def test_the_attacker_finds_what_can_be_worked_out_by_hand(
    small: int, large: int, left: tuple[int, int], tmp_path: Path
) -> None:
    naive = small_only(two_groups(small, large, tmp_path))
    assert attack(naive, rules=True)["warned pending:origin=migrant"] == left


def test_nine_groups_with_one_case_each_are_not_told_by_their_pattern(tmp_path: Path) -> None:
    """Small counts of 1 to 9 in nine groups and in their total could only be one each, were zeros printed beside them."""
    joint = np.zeros((11, 1, 8), dtype=int)
    joint[..., 0], joint[..., 1], joint[..., 7] = 200, 100, 1000
    joint[:9, 0, 2] = 1
    groups = [f"g{i}" for i in range(11)]
    full = world(joint, tmp_path, {"origin": groups, "sex": ["men"]}, [])
    naive = small_only(full)
    assert naive.public
    assert naive.public.counts["warned pending:origin=g10"] == 0
    assert attack(naive, rules=True)["warned pending:origin=g0"] == (1, 1)
    public = public_edition(full)
    assert public.public
    assert all(public.public.counts[f"warned pending:origin={g}"] is None for g in groups)
    assert not gives_away(public)


def test_too_narrow_counts_values() -> None:
    assert too_narrow({"a": (1, 4), "b": (1, 5)}, 5) == {"a": (1, 4)}
