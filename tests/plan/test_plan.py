"""A plan's mistakes are told all at once, each with its key, what was found, what is allowed and the nearest name."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lab import group, limit, plan_of, to_toml, words, write_plan
from policeaudit.errors import PlanError, UsageError
from policeaudit.plan import load_plan


def mistakes(plan: dict[str, Any] | str, folder: Path) -> dict[str, str]:
    """Where -> what, in English; every mistake is told in Chinese too."""
    path = folder / "plan.toml"
    path.write_text(plan if isinstance(plan, str) else to_toml(plan), encoding="utf-8")
    with pytest.raises(PlanError) as caught:
        load_plan(path)
    for problem in caught.value.problems:
        assert re.search(r"[\u3400-\u9fff]", problem.message.zh)
        assert problem.where.startswith(str(path))
    return {p.where.removeprefix(f"{path}: "): p.message.en for p in caught.value.problems}


def test_a_sound_plan_is_read(tmp_path: Path) -> None:
    loaded = load_plan(write_plan(tmp_path, plan_of()))
    assert loaded.plan.limits[0].value == 0.05
    assert loaded.plan.audit.period.end == dt.date(2022, 12, 31)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    plan = plan_of(
        audit__id="Not OK!",
        audit__period={"start": "1 October", "end": dt.date(2022, 12, 31)},
        log={"path": "x.csv", "fromat": "csv"},
        limits=[
            {**limit("precison", gap_points=5)},
            {**limit("precision", gap_points=-1)},
            {**limit("recall", gap_points=5, ratio=0.8)},
            {**limit("recall", gap_points=5), "features": ["orign"]},
        ],
    )
    plan["audit"].pop("system")
    plan["features"][0]["label"] = {"en": "Origin"}
    found = mistakes(plan, tmp_path)
    assert set(found) >= {
        "audit.id",
        "audit.period.start",
        "audit.system",
        "log.fromat",
        "limits[1].measure",
        "limits[2].gap_points",
        "limits[3]",
        "limits[4].features",
    }
    assert "did you mean “format”?" in found["log.fromat"]
    assert "did you mean “precision”?" in found["limits[1].measure"]
    assert "base_rate" in found["limits[1].measure"]
    assert "at least 0" in found["limits[2].gap_points"]
    assert "exactly one of gap_points, ratio and target_percent" in found["limits[3]"]
    assert "did you mean “origin”?" in found["limits[4].features"]
    assert "is missing" in found["audit.system"]
    assert '"1 October"' in found["audit.period.start"]
    assert any(where.startswith("features[1].label") for where in found)


@pytest.mark.parametrize(
    ("change", "where", "what"),
    [
        (
            {"audit__period": {"start": dt.date(2022, 12, 1), "end": dt.date(2022, 10, 1)}},
            "audit.period",
            "ends (2022-10-01) before it starts",
        ),
        ({"columns__alert": None}, "columns", "nothing says which rows are alerts"),
        (
            {"columns__score": {"column": "s", "alert_from": 0.5}},
            "columns",
            "more than one thing says which rows are alerts",
        ),
        ({"columns__score": {"column": "s", "range": [1, 0]}}, "columns.score", "range must rise"),
        (
            {"columns__score": {"column": "s", "alert_from": 7}, "columns__alert": None},
            "columns.score",
            "outside the range",
        ),
        (
            {"columns__outcome": {"column": "o", "confirmed": ["a"], "unfounded": ["a"]}},
            "columns.outcome",
            "mapped twice: “a”",
        ),
        ({"columns__outcome": {"column": "o", "confirmed": ["a"]}}, "columns.outcome", "both confirmed and unfounded"),
        ({"features": []}, "features", "is empty"),
        (
            {"intersections": [{"features": ["origin", "sex"]}]},
            "intersections[1].features",
            "no [[features]] table declares",
        ),
        ({"intersections": [{"features": ["origin", "origin"]}]}, "intersections[1].features", "declared twice"),
        (
            {"limits": [limit("precision", gap_points=5), limit("precision", gap_points=7)]},
            "limits[2].gap_points",
            "second limit",
        ),
        ({"rules": {"min_n": 3}}, "rules.min_n", "at least 10"),
        ({"rules": {"alpha": "five"}}, "rules.alpha", "a number is needed"),
        ({"audit__title": "only English"}, "audit.title", "both languages are needed"),
        ({"log": {"path": "x", "encoding": "latin"}}, "log.encoding", "allowed: utf-8, gb18030, utf-16"),
    ],
)
def test_a_mistake_is_told_where_it_stands(change: dict[str, Any], where: str, what: str, tmp_path: Path) -> None:
    found = mistakes(plan_of(**change), tmp_path)
    assert what in found[where]


@pytest.mark.parametrize(
    ("feature", "what"),
    [
        ({"reference": "lokal"}, "“lokal” is none of its groups: migrant, local"),
        ({"bins": [0, 18]}, "exclude each other"),
        ({"groups": [], "bins": [18, 0]}, "rising numbers"),
        ({"groups": [group("migrant"), group("migrant", "x"), group("local")]}, "mapped twice"),
        ({"groups": [group("migrant", "x"), group("local", "x")]}, "mapped twice: “x”"),
        ({"colum": "origin"}, "did you mean “column”?"),
    ],
)
def test_mistakes_in_a_feature(feature: dict[str, Any], what: str, tmp_path: Path) -> None:
    base = plan_of()["features"][0]
    found = mistakes(plan_of(features=[{**base, **feature}]), tmp_path)
    assert any(what in message for message in found.values()), found


def test_a_feature_declared_twice(tmp_path: Path) -> None:
    feature = plan_of()["features"][0]
    assert "declared twice" in mistakes(plan_of(features=[feature, feature]), tmp_path)["features[2].name"]


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"[audit", "not valid TOML"),
        ("[audit]\nid = '演示'".encode("gb18030"), "not UTF-8"),
        (b"x = 1\n" * 400_000, "larger than 1 MB"),
        (b"", "is missing"),
    ],
    ids=["no TOML", "GB18030", "huge", "empty"],
)
def test_a_file_that_is_no_plan(content: bytes, what: str, tmp_path: Path) -> None:
    (tmp_path / "plan.toml").write_bytes(content)
    with pytest.raises(PlanError, match=what):
        load_plan(tmp_path / "plan.toml")


def test_a_plan_that_does_not_exist_is_a_mistake_of_the_call(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        load_plan(tmp_path / "none.toml")


JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-5, 5)
    | st.text(max_size=5)
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", min_size=1, max_size=3), inner, max_size=3)
    ),
    max_leaves=4,
).filter(lambda value: value is not None and None not in (value if isinstance(value, list) else []))


@settings(max_examples=40, deadline=None)
@given(
    part=st.sampled_from(["audit", "log", "columns", "features", "limits", "rules", "intersections", "metrics", "new"]),
    key=st.sampled_from([None, "id", "path", "alert", "outcome", "title", "period", "missing", "extra"]),
    junk=JUNK,
)
def test_rubbish_in_a_plan_is_a_mistake_and_never_a_crash(
    part: str, key: str | None, junk: Any, tmp_path_factory: pytest.TempPathFactory
) -> None:
    plan = plan_of()
    if key and isinstance(plan.get(part), dict):
        plan[part][key] = junk
    else:
        plan[part] = junk
    path = tmp_path_factory.mktemp("plan") / "plan.toml"
    try:
        path.write_text(to_toml(plan), encoding="utf-8")
    except TypeError:
        return
    if not sound(path):
        with pytest.raises(PlanError) as caught:
            load_plan(path)
        assert all(p.message.en and p.message.zh for p in caught.value.problems)


def sound(path: Path) -> bool:
    try:
        load_plan(path)
    except PlanError:
        return False
    return True


@pytest.mark.parametrize(
    ("bins", "ids"),
    [
        ([0, 18, 60], ["0-17", "18-59", "60+"]),
        ([0, 1, 2], ["0", "1", "2+"]),
        ([0.5, 1.5], ["0.5-1.5", "1.5+"]),
    ],
)
def test_bands_have_readable_names(bins: list[float], ids: list[str], tmp_path: Path) -> None:
    feature = {"name": "age", "column": "age", "label": words("Age"), "bins": bins}
    loaded = load_plan(write_plan(tmp_path, plan_of(features=[feature], limits=[])))
    assert loaded.plan.features[0].group_ids == ids
