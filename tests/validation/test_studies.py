"""Each study runs with few repetitions, agrees with figures worked out elsewhere, and both pages come out."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))  # validation/ is no installed package

from validation.audit import direct, published  # noqa: E402
from validation.bars import bars  # noqa: E402
from validation.coverage import _double, _single  # noqa: E402
from validation.world import generate  # noqa: E402

from policeaudit.report.error_rates import error_rates  # noqa: E402
from policeaudit.stats.intervals import difference  # noqa: E402
from validation import __main__, missing, pages, power, reports, rule, study, words  # noqa: E402


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A try of all studies."""
    out: Path = tmp_path_factory.mktemp("validation")
    assert __main__.main(["--effort", "0.003", "--processes", "1", "--out", str(out)]) == 0
    return out


def rows_of(tried: Path, name: str) -> list[dict[str, Any]]:
    document = json.loads((tried / "validation" / "results" / f"{name}.json").read_text("utf-8"))
    if name != "bars":
        assert {"seed", "date", "policeaudit", "numpy", "scipy", "engine"} <= set(document)
    return document["rows"]


@pytest.mark.parametrize("name", [*study.STUDIES, "bars"])
def test_every_study_leaves_rows(tried: Path, name: str) -> None:
    assert rows_of(tried, name)


def test_files_and_counts_agree(tried: Path) -> None:
    read = [row for row in rows_of(tried, "reports") if row["path"] == "files"]
    assert len(read) == 6
    assert all(row["differing"] == 0 for row in read)


@pytest.mark.parametrize("name", list(reports.WORLDS))
@pytest.mark.parametrize("icc", [None, 0.3])
def test_the_product_judges_every_world_as_the_rule_written_a_second_time(name: str, icc: float | None) -> None:
    world = reports.WORLDS[name](reports.TRUTHS["at the limit"])
    log = generate(world, np.random.default_rng(4), icc)
    (expected,) = rule.said(world, [log])
    found = direct(world, log)
    assert [j.comparison.group for j in found] == [i.split(".")[3] for i in expected.ids]
    assert [str(j.verdict) for j in found] == expected.verdict.tolist()
    assert [j.large_enough for j in found] == expected.large.tolist()
    np.testing.assert_allclose([j.adjusted_p for j in found], expected.adjusted_p, rtol=1e-9)
    np.testing.assert_allclose([j.watch_q for j in found], expected.watch_q, rtol=1e-9)


def test_a_report_that_says_something_else_is_noticed(tmp_path: Path) -> None:
    world = power.world_of(power.Case("gap", "confirm", 0.7, 0.85, 0.05, 1.0, 3))
    log = generate(world, np.random.default_rng(5), 0.3)
    (expected,) = rule.said(world, [log])
    read = published(world, log, tmp_path)
    assert reports.differing(read, expected) == 0
    expected.adjusted_p[0] *= 1.0001
    expected.verdict[2] = "watch" if expected.verdict[2] != "watch" else "no_concern"
    assert reports.differing(read, expected) == 2


def test_both_pages_say_the_same_numbers(tried: Path) -> None:
    en, zh = ((tried / "docs" / name).read_text("utf-8") for name in ("validation.md", "validation.zh.md"))
    tables = [[line for line in page.splitlines() if line.startswith("| ")] for page in (en, zh)]
    assert len(tables[0]) == len(tables[1]) > 50
    assert "*Only a try*" in en or "Only a try" in en
    assert not re.search(r"nan|None|\{\w+\}", en + zh)


def test_the_report_prints_what_was_measured() -> None:
    """The figures in the package are those of the committed results."""
    results = {name: study.load(ROOT / "validation" / "results", name) for name in study.STUDIES}
    assert {document["effort"] for document in results.values()} == {1.0}
    measured = pages.summary(results)
    printed = dict(error_rates())
    assert printed.pop("date").isoformat() == measured.pop("date")
    assert printed == measured


def test_the_committed_pages_are_drawn_from_the_committed_results(tmp_path: Path) -> None:
    results = {name: study.load(ROOT / "validation" / "results", name) for name in study.STUDIES}
    pages.write_pages(results, bars({name: each["rows"] for name, each in results.items()}), tmp_path)
    for name in ("validation.md", "validation.zh.md"):
        assert (tmp_path / name).read_text("utf-8") == (ROOT / "docs" / name).read_text("utf-8")


def test_every_bar_and_term_has_words(tried: Path) -> None:
    assert {bar["bar"] for bar in rows_of(tried, "bars")} <= set(words.BARS)
    assert set(words.FAILURES) <= set(words.BARS)


def test_a_task_gives_the_same_figures_again() -> None:
    task = next(task for task in reports.tasks(0.003) if task.arguments["path"] == "counts")
    assert study.measure(task).result == study.measure(task).result


def test_coverage_is_that_of_the_design_notes() -> None:
    """One published-to-a-digit row each: Wilson 95.7 % at n = 30, p = .5; Newcombe 94.4 % at 100 v 100, .5 v .5."""
    assert _single("wilson", 30, np.array([0.5]))[0][0] == pytest.approx(0.957, abs=5e-4)
    assert _double(difference, 100, 100, np.array([0.5]))[0][0] == pytest.approx(0.944, abs=5e-4)


def test_power_is_that_of_the_design_notes() -> None:
    assert power._exact(power.Case("gap", "confirm", 0.683, 0.835, 0.05), 268) == pytest.approx(0.797, abs=1e-3)


@pytest.mark.parametrize("name", list(reports.WORLDS))
@pytest.mark.parametrize("truth", list(reports.TRUTHS))
def test_worlds_are_true_to_themselves(name: str, truth: str) -> None:
    """Over a large log every group's rate differs from its reference's by what the world says."""
    world = reports.WORLDS[name](reports.TRUTHS[truth])
    exact = [at for view in world.judged for at in world.at_the_limit(view).values()]
    assert any(exact) == (truth == "at the limit")
    large = type(world)(**{**vars(world), "rows": 400_000})
    found = direct(large, generate(large, np.random.default_rng(1)))
    for view in world.judged:
        truths = dict(zip(world.groups(view), world.truth(view), strict=True))
        for j in found:
            if j.comparison.view.name == "*".join(view):
                value, low, high = (j.ratio if world.kind == "ratio" else j.gap)[:3]
                sign = 1 if world.kind == "ratio" else -1
                error = max(high - low, 1e-9) / 3.92
                assert abs(value - sign * truths[j.comparison.group]) < 5 * error


def test_the_number_that_a_report_prints(tmp_path: Path) -> None:
    """The public path prints what study 4 reads from the judged comparisons: rows still lacking, not rows in all."""
    case = power.Case("gap", "confirm", 41 / 60, 50 / 60, 0.05)
    world = power.world_of(case)
    log = generate(type(world)(**{**vars(world), "rows": 120}), np.random.default_rng(0))
    log.levels["group"][:] = np.repeat([0, 1], 60)
    log.event[:] = np.r_[np.arange(60) < 50, np.arange(60) < 41]
    (finding,) = [f for f in published(world, log, tmp_path).findings if f.limit is not None]
    assert finding.n_needed is not None
    assert finding.n_needed + finding.n == direct(world, log)[0].needed
    assert str(direct(world, log)[0].verdict) == finding.verdict.value


def test_moves_that_the_law_allows() -> None:
    assert missing.allowed("watch", "cannot_tell")
    assert missing.allowed("action_needed", "watch")
    assert not missing.allowed("watch", "action_needed")
    assert not missing.allowed("cannot_tell", "watch")
    assert missing.reversed_("no_concern", "action_needed")


@pytest.mark.parametrize("way", missing.WAYS)
def test_more_missing_hides_the_same_and_more(way: str) -> None:
    world = missing.pair_world(0.152)
    log = generate(world, np.random.default_rng(2))
    chance = np.random.default_rng(3).random(len(log.event))
    recorded = [missing.known(world, log, way, share, chance) for share in missing.SHARES]
    assert recorded[0].all()
    assert all((after <= before).all() for before, after in pairwise(recorded))
    assert (~recorded[-1]).mean() == pytest.approx(0.4 if way != "by truth" else 0.155, abs=0.06)


@pytest.mark.parametrize("way", ["by group", "by truth"])
def test_hidden_outcomes_never_make_a_verdict_firmer_where_people_repeat(way: str) -> None:
    """In these logs they once did: the effective rows of groups near the size gate grew, and the family shrank."""
    (task,) = (task for task in missing.tasks(1.0) if task.key == f"moves/many/0.3/{way}")
    (row,) = missing.measure(replace(task, arguments={**task.arguments, "logs": 1}), task.generator())
    assert row["moved"] > 0
    assert row["which"] == {}
