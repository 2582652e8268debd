"""The study of every check: its worlds are what they say, what is false in them is counted, and no check is left out."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from sklearn.metrics import roc_auc_score

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))  # validation/ is no installed package

from validation.audit import assessed  # noqa: E402
from validation.bars import _bar_with_error  # noqa: E402
from validation.check_words import THINGS, WITHOUT_CHANCE  # noqa: E402
from validation.readings import EXACT, JUDGED, WHOLE, read  # noqa: E402
from validation.statements import STATEMENTS  # noqa: E402
from validation.study import ratio_share  # noqa: E402

from policeaudit.assessment.base import VerdictWord  # noqa: E402
from policeaudit.assessment.model import Assessment, Finding  # noqa: E402
from policeaudit.checks import all_checks  # noqa: E402
from validation import __main__, checks, matches, persons, study, tables  # noqa: E402

MANY = 300_000


def columns(table: pa.Table) -> dict[str, np.ndarray]:
    return {name: np.asarray(table[name].to_pylist(), dtype=object) for name in table.column_names}


@pytest.fixture
def many(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (persons, matches):
        monkeypatch.setattr(module, "ROWS", MANY)


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize("icc", [None, 0.3])
def test_persons_are_as_far_apart_as_the_limits_say(icc: float | None) -> None:
    """Every rate counted anew from the rows; two people's rows agree, so far more rows are needed for the same digits."""
    log = columns(persons.example("whole", "at the limit", np.random.default_rng(1), icc).log)
    right, alert = log["outcome"] == "right", log["level"] != "none"
    score = log["score"].astype(float)
    counted = {
        "precision": (alert, right),
        "level_precision": (log["level"] == "red", right),
        "false_positive_rate": (~right, alert),
        "false_negative_rate": (right, ~alert),
        "review_rate": (alert, log["review"] == "yes"),
        "override_rate": (log["review"] == "yes", log["decision"] == "overridden"),
        "action_rate": (alert, log["action"] == "yes"),
        "unreviewed_action_rate": (log["action"] == "yes", log["review"] == "no"),
        "closing_rate": (alert, log["closed"] == "yes"),
    }
    room = 0.012 if icc is None else 0.03
    usual = log["origin"] == "A"
    for measure, (among, event) in counted.items():
        gap = event[among & ~usual].mean() - event[among & usual].mean()
        assert abs(gap) == pytest.approx(abs(EXACT[measure]), abs=room), measure
    times = alert[~usual].mean() / alert[usual].mean()
    assert times == pytest.approx(EXACT["selection_rate"], abs=3 * room)
    assert score[~usual].mean() - right[~usual].mean() == pytest.approx(0.05, abs=room)
    assert score[usual].mean() - right[usual].mean() == pytest.approx(0, abs=room)
    for group, expected in ((usual, persons.USUAL["auc"]), (~usual, persons.WORSE["auc"])):
        assert roc_auc_score(right[group].astype(bool), score[group]) == pytest.approx(expected, abs=room / 2)
    order = right[log["level"] == "yellow"].mean() - right[log["level"] == "red"].mean()
    assert order == pytest.approx(0, abs=room)
    followed = columns(persons.example("followed", "at the limit", np.random.default_rng(2), icc).log)
    known, alert, usual = (followed[c] != v for c, v in (("outcome", "open"), ("level", "none"), ("origin", "B")))
    assert known[alert & usual & (followed["origin"] == "A")].mean() - known[alert & ~usual].mean() == pytest.approx(
        EXACT["follow_up_rate"], abs=room
    )


@pytest.mark.usefixtures("many")
def test_groups_are_alike_where_nothing_is_wrong() -> None:
    log = columns(persons.example("whole", "alike", np.random.default_rng(3), None).log)
    right, alert, usual = log["outcome"] == "right", log["level"] != "none", log["origin"] == "A"
    assert right[alert & usual].mean() == pytest.approx(right[alert & ~usual].mean(), abs=0.01)
    assert right[log["level"] == "red"].mean() > right[log["level"] == "yellow"].mean() + 0.1


def test_the_rows_of_a_person_agree_by_the_correlation() -> None:
    rows = persons.Rows(np.random.default_rng(4), 200_000, 0.3)
    event = (rows.uniform() < 0.6).astype(float)
    same = rows.person[1:] == rows.person[:-1]
    assert np.corrcoef(event[1:][same], event[:-1][same])[0, 1] == pytest.approx(0.3, abs=0.02)
    assert event.mean() == pytest.approx(0.6, abs=0.01)


@pytest.mark.usefixtures("many")
def test_matches_err_as_often_as_the_limits_say() -> None:
    log = columns(matches.example("at the limit", np.random.default_rng(5), None).log)
    match, same, usual = log["score"].astype(float) >= matches.CUT, log["truth"] == "same", log["origin"] == "A"
    for measure, among, event in (("false_match_rate", ~same, match), ("false_non_match_rate", same, ~match)):
        gap = event[among & ~usual].mean() - event[among & usual].mean()
        assert gap == pytest.approx(EXACT[measure], abs=0.004)


def test_tables_are_as_far_apart_as_the_limits_say(monkeypatch: pytest.MonkeyPatch) -> None:
    many = {"_PEOPLE": 10**6, "_PLACES": 10**6, "_CALLS": 10**5, "_ASKED": 10**5, "_VISITS": 10**7, "_MONTHLY": 10**7}
    for name, value in {**many, "_NEIGHBOURHOODS": 30_000}.items():
        monkeypatch.setattr(tables, name, value)
    made = {
        name: columns(table) for name, table in tables.example("at the limit", np.random.default_rng(6)).tables.items()
    }
    covered = made["people.csv"]["covered"].astype(float) / 10**6
    assert covered[0] - covered[1:] == pytest.approx(EXACT["coverage"], abs=0.002)
    share = covered / covered.mean()
    (limit,) = [x for x in tables.plan()["coverage"][0]["limits"] if x["measure"] == "inequality"]
    assert (share * np.log(share)).mean() == pytest.approx(limit["standard"], rel=0.03)  # Theil 1967
    calls = made["calls.csv"]
    median = []
    for group in ("A", "B"):
        within = calls["calls"][calls["group"] == group].astype(float).cumsum() / 10**5
        median.append(np.interp(0.5, within, np.arange(len(within)) + 1.0))
    assert median == pytest.approx([10, 12], abs=0.1)
    visits = made["phases.csv"]["visits"].astype(float)
    assert visits[2] / visits[0] / (visits[3] / visits[1]) == pytest.approx(EXACT["fieldwork_change"], abs=0.002)
    homes = made["residents.csv"]
    people, warnings = homes["people"].astype(float), homes["warnings"].astype(float)
    ours = homes["group"] == "B"
    each = warnings[ours] / (people[ours] + people[~ours])
    exposure = [(each * people[side]).sum() / people[side].sum() for side in (ours, ~ours)]
    assert exposure[0] / exposure[1] == pytest.approx(EXACT["place_exposure"], abs=0.02)


@pytest.fixture(scope="module")
def at_the_limit(tmp_path_factory: pytest.TempPathFactory) -> Assessment:
    made = tables.example("at the limit", np.random.default_rng(7))
    return assessed(made, tmp_path_factory.mktemp("limit"))


def changed(found: Assessment, name: str, **changes: object) -> Assessment:
    """The same assessment with one finding changed."""

    def of(finding: Finding) -> Finding:
        return finding.model_copy(update=changes) if finding.id == name else finding

    return found.model_copy(update={"findings": [of(finding) for finding in found.findings]})


SURVEY = "C25.survey_share.survey:group.B.gap"


def test_what_is_false_is_counted(at_the_limit: Assessment) -> None:
    figures = read(at_the_limit, "tables", "at the limit")
    assert figures["C25", "action"] == figures[WHOLE, "action"] == (0, 1)
    acted = read(changed(at_the_limit, SURVEY, verdict=VerdictWord.ACTION_NEEDED), "tables", "at the limit")
    assert acted["C25", "action"] == acted[WHOLE, "action"] == (1, 1)
    assert acted["C09", "action"] == (0, 1)
    assert ("C25", "watch") not in acted  # the groups do differ there
    watched = read(changed(at_the_limit, SURVEY, verdict=VerdictWord.WATCH), "tables", "alike")
    assert watched["C25", "watch"] == (1, 1)


def test_what_is_cleared_or_missed_at_the_limit_is_counted(at_the_limit: Assessment) -> None:
    def counts(**changes: object) -> tuple[tuple[int, int], tuple[int, int]]:
        figures = read(changed(at_the_limit, SURVEY, **changes), "tables", "at the limit")
        return figures["C25", "cleared"], figures["C25", "covered"]

    (finding,) = [each for each in at_the_limit.findings if each.id == SURVEY]
    holds = finding.gap.model_copy(update={"low": 0.079, "high": 0.2})
    misses = finding.gap.model_copy(update={"low": 0.081, "high": 0.2})
    other = VerdictWord.CANNOT_TELL
    (cleared, of), (held, _) = counts(verdict=other, gap=holds)
    assert of == 3  # every group but the reference
    assert counts(verdict=VerdictWord.NO_CONCERN, gap=holds) == ((cleared + 1, 3), (held, 3))
    assert counts(verdict=other, gap=misses) == ((cleared, 3), (held - 1, 3))


def test_what_is_planted_is_found_and_files_say_the_same(tmp_path: Path) -> None:
    made = persons.example("whole", "planted", np.random.default_rng(8), None)
    found = assessed(made, tmp_path)
    figures = read(found, "whole", "planted")
    assert figures["C01", "found"] == (2, 2)
    assert figures["C17 order", "found"] == (3, 3)
    assert figures["C05", "found"] == (1, 1)
    assert figures["C19", "found"] == (2, 2)
    assert assessed(made, tmp_path, on_disk=True).findings == found.findings


def test_a_task_gives_the_same_figures_again() -> None:
    task = next(each for each in checks.tasks(1.0) if each.arguments["log"] == "matches")
    task = replace(task, arguments={**task.arguments, "audits": 1})
    assert checks.measure(task, task.generator()) == checks.measure(task, task.generator())


def test_a_share_of_several_from_one_report() -> None:
    """By hand: 1 of 2, 0 of 2, 2 of 2; they lie 0, -1 and 1 off a half of theirs."""
    assert ratio_share(3, 6, 5, 6, 12) == pytest.approx((0.5, np.sqrt(2) / 6))


def test_a_promise_holds_within_two_errors() -> None:
    """Of 100 audits, 5 % has an error of 2.18 points: 9 % is within two of them, 10 % is not."""
    row = {
        "part": "verdicts",
        "id": "C01",
        "log": "whole",
        "icc": None,
        "action": 0.09,
        "action_se": 0.02,
        "action_of": 100,
    }
    assert _bar_with_error("checks_each", 0.05, "action", [row])["holds"]
    worse = {**row, "id": "C03", "action": 0.10}
    bar = _bar_with_error("checks_each", 0.05, "action", [row, worse, {**row, "action": None}])
    assert (bar["holds"], bar["measured"], bar["where"], bar["kept"], bar["of"]) == (False, 0.10, ["C03", "no"], 1, 2)


def test_every_check_is_measured_or_leaves_nothing_to_chance() -> None:
    measured = {each.id.split()[0] for each in (*JUDGED, *STATEMENTS)}
    assert measured | set(WITHOUT_CHANCE) == {check.id for check in all_checks()}
    assert not measured & set(WITHOUT_CHANCE)
    assert {each.id for each in (*JUDGED, *STATEMENTS)} | set(checks.AUDITS) == set(THINGS)


def test_the_digest_is_of_code_and_not_of_words() -> None:
    code = 'def f(x):\n    """Says."""\n    return x + 1  # why\n'
    assert checks.code_of(code) == checks.code_of('def f(x):\n    """Says more."""\n\n    return x + 1\n')
    assert checks.code_of(code) != checks.code_of(code.replace("+ 1", "+ 2"))
    assert checks.code_of('x = f"{y + 1}"') == checks.code_of("x = 'y'")


def test_figures_of_other_code_are_recognised() -> None:
    """The checks have a digest of their own: a change of theirs leaves the other studies as they are."""
    now = {"engine": study.engine_digest(), "checks": checks.checks_digest()}
    documents = {"reports": now, "checks": now}
    assert __main__.old(documents) == []
    assert __main__.old({**documents, "checks": {**now, "engine": "0"}}) == []
    assert __main__.old({**documents, "checks": {**now, "checks": "0"}}) == ["checks"]
    assert __main__.old({**documents, "reports": {**now, "engine": "0"}}) == ["reports"]
