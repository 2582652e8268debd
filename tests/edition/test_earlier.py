"""Earlier public editions: what they withheld stays safe, and so does what the new one withholds."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from attack import FAR, Relation, known, meaning, ranges, sums, too_narrow
from worlds import period, world

from policeaudit.assessment.model import Assessment
from policeaudit.edition import public_edition

Q1, Q2 = period("2026-01-01", "2026-03-31"), period("2026-04-01", "2026-06-30")
H1 = period("2026-01-01", "2026-06-30")
VALUES = 5


def quarter(seed: int, small: tuple[int, int] | None = None) -> np.ndarray:
    """Counts; ``small`` are the warnings about migrant men and women that are still open."""
    draw = np.random.default_rng(seed)
    joint = draw.integers(100, 400, size=(2, 2, 8))
    joint[..., 2] = draw.integers(30, 60, size=(2, 2))
    if small:
        joint[1, :, 2] = small
    return joint


def full_of(joint: np.ndarray, days: Any, folder: Path) -> Assessment:
    return world(joint, folder, crossed=[], audit__period=days, publication={"rounding": 5})


def edition(full: Assessment, *previous: Assessment) -> Assessment:
    return public_edition(full, [("0" * 64, each) for each in previous])


def together(editions: Mapping[str, Assessment], ties: list[tuple[str, list[str]]]) -> dict[str, tuple[int, int]]:
    """What all editions give away together; a tie names an edition and those whose periods make up its own."""
    relations: list[Relation] = [
        {prefix + id_: c for id_, c in relation.items()} for prefix, a in editions.items() for relation in meaning(a)
    ]
    for whole, parts in ties:
        ids = set.intersection(*(set(editions[e].public.counts) for e in (whole, *parts)))  # type: ignore[union-attr]
        relations += [sums([whole + id_], [part + id_ for part in parts]) for id_ in ids]
    withheld = [p + id_ for p, a in editions.items() if a.public for id_, n in a.public.counts.items() if n is None]
    return ranges(known(editions, rules=True), relations, withheld)


@pytest.mark.parametrize("last", ["Q2", "H1"])
def test_periods_that_make_up_another_give_nothing_away(last: str, tmp_path: Path) -> None:
    """Two quarters and the half-year of both, in either order; without knowing the earlier ones, the last one is caught."""
    fallen = 0
    for seed in range(16, 18):
        first, second = quarter(seed, (1, 2)), quarter(seed + 100)
        full = {
            "Q1": full_of(first, Q1, tmp_path),
            "Q2": full_of(second, Q2, tmp_path),
            "H1": full_of(first + second, H1, tmp_path),
        }
        before: dict[str, Assessment] = {}
        for name in [n for n in full if n != last]:
            before[name] = edition(full[name], *before.values())
        ties = [("H1", ["Q1", "Q2"])]
        careless = before | {last: edition(full[last])}
        fallen += bool(too_narrow(together(careless, ties), VALUES))
        careful = before | {last: edition(full[last], *before.values())}
        assert not too_narrow(together(careful, ties), VALUES)
    assert fallen


def test_what_a_longer_period_has_more_than_a_shorter_one_is_not_told(tmp_path: Path) -> None:
    first, more = quarter(16, (2, 3)), np.random.default_rng(16).integers(0, 4, size=(2, 2, 8))
    before = edition(full_of(first, Q1, tmp_path))
    after = edition(full_of(first + more, H1, tmp_path), before)
    assert before.public
    assert after.public
    bounds = known({"Q1": before, "H1": after}, rules=True)
    relations = [{p + id_: c for id_, c in r.items()} for p, a in (("Q1", before), ("H1", after)) for r in meaning(a)]
    extra = []
    for id_, n in after.public.counts.items():
        if n != 0:
            bounds["more:" + id_] = (0, FAR)
            relations.append(sums(["H1" + id_], ["Q1" + id_, "more:" + id_]))
            extra.append("more:" + id_)
    assert not too_narrow(ranges(bounds, relations, extra), VALUES)


def test_a_count_withheld_once_stays_withheld_when_the_period_is_published_again(tmp_path: Path) -> None:
    first = quarter(1, (2, 3))
    before = edition(full_of(first, Q1, tmp_path))
    late = first.copy()
    late[1, :, 2] = 40  # more results came in: the small counts are large now
    after = edition(full_of(late, Q1, tmp_path), before)
    assert before.public
    assert after.public
    withheld = {id_ for id_, n in before.public.counts.items() if n is None}
    assert withheld
    assert all(after.public.counts[id_] is None for id_ in withheld)
    alone = edition(full_of(late, Q1, tmp_path))
    assert alone.public
    assert any(alone.public.counts[id_] is not None for id_ in withheld)


def test_the_same_counts_are_published_the_same_way_again(tmp_path: Path) -> None:
    full = full_of(quarter(2, (2, 3)), Q1, tmp_path)
    before = edition(full)
    assert before.public
    again = edition(full, before)
    assert again.public
    assert again.public.counts == before.public.counts
    assert again.public.previous == ["0" * 64]


def test_counts_that_changed_since_do_not_stop_an_edition(tmp_path: Path) -> None:
    """Open cases are closed later, so that two quarters do not add up to their half-year any more."""
    first, second = quarter(5, (2, 3)), quarter(6)
    before = [edition(full_of(first, Q1, tmp_path)), edition(full_of(second, Q2, tmp_path))]
    later = first + second
    later[..., 0] += later[..., 2]
    later[..., 2] = 0
    assert edition(full_of(later, H1, tmp_path), *before).public


def test_a_group_that_was_too_small_to_be_named_is_known_again_by_whoever_knows_all_groups(tmp_path: Path) -> None:
    """Four migrants in the first quarter, 40 more in the second: the half-year must not tell the four."""
    first, second = quarter(7), quarter(8)
    first[1] = 0
    first[1, :, 0] = 2
    second[1] = 0
    second[1, :, 0] = 20
    before = {"Q1": edition(full_of(first, Q1, tmp_path))}
    before["Q2"] = edition(full_of(second, Q2, tmp_path), before["Q1"])
    origin = next(f for f in before["Q1"].audit.features if f.name == "origin")
    assert [group.id for group in origin.groups] == ["local", "small-1"]
    whole = edition(full_of(first + second, H1, tmp_path), *before.values())
    bounds: dict[str, tuple[float, float]] = {}
    relations: list[Relation] = []
    for prefix, a in (before | {"H1": whole}).items():
        assert a.public
        for id_, ends in known({prefix: a}, rules=True).items():
            bounds[id_.replace("small-1", "migrant")] = ends
        true = {prefix + id_: (prefix + id_).replace("small-1", "migrant") for id_ in a.public.counts}
        relations += [{true[prefix + id_]: c for id_, c in relation.items()} for relation in meaning(a)]
    assert whole.public
    relations += [sums([f"H1{id_}"], [f"Q1{id_}", f"Q2{id_}"]) for id_ in whole.public.counts]
    asked = [
        id_ for id_, (low, high) in bounds.items() if id_.startswith("Q1") and id_.endswith("=migrant") and high < 10
    ]
    assert asked
    assert not too_narrow(ranges(bounds, relations, asked), VALUES)
