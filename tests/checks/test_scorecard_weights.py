"""The scorecard: recomputed from its parts, and its ranking under all weights."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tables_lab import audited, cells, column, figure, limited, one, section, shown
from test_laws import well_said

FAMILIES = [
    figure(n, weight_percent=w, indicators=i) for n, w, i in (("a", 30, 6), ("b", 25, 5), ("c", 30, 6), ("d", 15, 3))
]


def scorecard(**more: Any) -> dict[str, Any]:
    return section(**{"area": column("area"), "families": FAMILIES, "published": "total", **more})


# .3 x 80 + .25 x 90 + .3 x 70 + .15 x 60 = 76.5; 75.1 has one digit too many to be rounding
TABLE = "area,a,b,c,d,total\nx,80,90,70,60,76.5\ny,60,60,60,60,60.8\nz,50,50,50,50,50.0\n"


def test_the_published_score_is_recomputed(tmp_path: Path) -> None:
    found = audited(tmp_path, TABLE, scorecard=scorecard(limits=[limited("difference", standard=0.5)]))
    assert one(found, "C24.score_difference.s:area.x.standard").verdict == "no_concern"
    y = one(found, "C24.score_difference.s:area.y.standard")
    assert y.verdict == "action_needed"
    assert "From its parts y has 60.00; 60.8 was published: 0.80 apart." in y.sentence.en
    assert y.ratio.value == pytest.approx(1.6)
    assert "out of 100, a 30, b 25, c 30 and d 15. That sums up 20 indicators." in found.headlines[0].text.en
    assert "1 of 3 areas" in found.headlines[0].text.en
    assert cells(found, "C24.weights.s")[-1] == ["All", 1, 20]
    well_said(found)


@pytest.mark.parametrize("published", ["76.4", "76.5"])
def test_what_rounding_explains_is_no_difference(published: str, tmp_path: Path) -> None:
    """76.45 may have been rounded up or down."""
    table = f"area,a,b,c,d,total\nx,79.5,90.4,70,60,{published}\ny,60,60,60,60,60\n"
    found = audited(tmp_path, table, scorecard=scorecard(limits=[limited("difference", standard=0)]))
    assert one(found, "C24.score_difference.s:area.x.standard").verdict == "no_concern"


def test_ranks_under_all_weights(tmp_path: Path) -> None:
    """x is at least as good as y and y as z in every family: no weights change the order."""
    found = audited(tmp_path, TABLE, scorecard=scorecard(limits=[limited("rank_kept", target_percent=80)]))
    x = one(found, "C24.rank_kept.s:area.x.target")
    assert x.verdict == "no_concern"
    assert "x is number 1; it keeps this rank under 100.0% of all weights. No weights make it change places." in (
        x.sentence.en[:1].lower() + x.sentence.en[1:]
    )
    assert cells(found, "C24.ranks.s")[0][1:] == [1, 1.0, None]


def test_a_ranking_that_hangs_on_the_weights(tmp_path: Path) -> None:
    """Two areas, one better in a and b, one in c and d, by the same: each is ahead under half of all weights."""
    table = "area,a,b,c,d,total\nx,60,60,50,50,55.5\ny,50,50,60,60,54.5\n"
    found = audited(tmp_path, table, scorecard=scorecard(limits=[limited("rank_kept", target_percent=80)]))
    x = one(found, "C24.rank_kept.s:area.x.target")
    assert x.verdict == "action_needed"
    kept = cells(found, "C24.ranks.s")[0][2]
    assert kept == pytest.approx(0.5, abs=0.01)
    # a lead of 1 point; each point of weight moved from a to c takes 20/100 of it
    assert cells(found, "C24.ranks.s")[0][3] == pytest.approx(5)
    assert "Moving 5.0 of 100 points" in x.sentence.en
    well_said(found)


def test_a_share_of_weights_within_its_error_of_the_target_cannot_be_told(tmp_path: Path) -> None:
    table = "area,a,b,c,d,total\nx,60,60,50,50,55.5\ny,50,50,60,60,54.5\n"
    found = audited(tmp_path, table, scorecard=scorecard(limits=[limited("rank_kept", target_percent=50)]))
    assert one(found, "C24.rank_kept.s:area.x.target").verdict == "cannot_tell"


def test_a_missing_score_is_never_a_pass(tmp_path: Path) -> None:
    limits = [limited("difference", standard=0.5), limited("rank_kept", target_percent=80)]
    found = audited(tmp_path, TABLE.replace("x,80", "x,"), scorecard=scorecard(limits=limits))
    for measure in ("score_difference.s:area.x.standard", "rank_kept.s:area.x.target"):
        f = one(found, f"C24.{measure}")
        assert f.verdict == "cannot_tell"
        assert "score of x is not known" in f.sentence.en
    assert [row[0] for row in cells(found, "C24.ranks.s")] == ["y", "z"]
    well_said(found)


def test_without_a_published_total_it_is_computed_all_the_same(tmp_path: Path) -> None:
    found = audited(tmp_path, TABLE, scorecard=scorecard(published=None))
    f = one(found, "C24.score_difference.s:area.x.none")
    assert f.verdict == "no_limit"
    assert "x has 76.50; no total was published" in f.sentence.en
    assert shown(found, "C24.scores.s").exhibit.rows[0][-2:] == (None, None)
