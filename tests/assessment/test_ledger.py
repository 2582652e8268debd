"""What became of a finding: worse and improved by the range of the change, closed by a new test alone."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lab import assess_tally, finding, limit, plan_of, run_cli, tally_of, to_toml, words, write_plan
from policeaudit.assessment.ledger import closes, movement, register
from policeaudit.assessment.model import Assessment, Finding, FindingLimit, Range, VerdictWord, Words
from policeaudit.assessment.record import Entry
from policeaudit.plan.record import ActionPart

ID = "C01.precision.origin.migrant.gap"
LIMIT = FindingLimit(value=0.05, kind="gap", set_by=Words(en="b", zh="委"), set_on=dt.date(2022, 1, 1))
ACTION, CLEAR, CANNOT, WATCH = (
    VerdictWord.ACTION_NEEDED,
    VerdictWord.NO_CONCERN,
    VerdictWord.CANNOT_TELL,
    VerdictWord.WATCH,
)
AS_OF = dt.date(2023, 6, 30)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Assessment:
    groups = {"migrant": [600, 400, 0, 0, 0, 0, 0, 4000], "local": [900, 100, 0, 0, 0, 0, 0, 4000]}
    return assess_tally(plan_of(), tally_of(groups), tmp_path_factory.mktemp("ledger"))


def held(base: Assessment, gap: tuple[float, float, float], verdict: VerdictWord = ACTION, **more: Any) -> Finding:
    """A finding with a gap and its range (bounds: the same unless given)."""
    value, low, high = gap
    lower, upper = more.pop("bounds", (value, value))
    r = Range(value=value, low=low, high=high, lower_bound=lower, upper_bound=upper)
    return finding(base, ID).model_copy(update={"gap": r, "verdict": verdict, "limit": LIMIT} | more)


def audit(base: Assessment, quarter: int, *findings: Finding) -> Assessment:
    end = dt.date(2022, 9, 30) + dt.timedelta(days=91 * quarter)
    period = {"id": f"q{quarter}", "period_start": end - dt.timedelta(days=90), "period_end": end}
    return base.model_copy(update={"audit": base.audit.model_copy(update=period), "findings": list(findings)})


def action(**changes: Any) -> ActionPart:
    parts = {"finding": ID, "action": words("retrain"), "owner_role": words("chief"), "due": dt.date(2023, 9, 30)}
    return ActionPart.model_validate(parts | changes)


def entries(*audits: Assessment, actions: tuple[ActionPart, ...] = (), as_of: dt.date = AS_OF) -> list[Entry]:
    *previous, current = audits
    return register(current, previous, actions, as_of).entries


WIDE = (0.152, 0.115, 0.189)  # 15.2 points, 1,000 warnings a group
HALF = (0.080, 0.050, 0.110)
NEAR = (0.130, 0.100, 0.160)
NONE = (0.010, -0.010, 0.030)


def test_the_change_of_two_gaps_worked_by_hand(base):
    found = movement(held(base, WIDE), held(base, HALF))
    assert found.word == "improved"
    assert found.change.value == pytest.approx(-0.072)
    # sqrt(0.030^2 + 0.037^2) = 0.0476 on both sides
    assert (found.change.low, found.change.high) == pytest.approx((-0.1196, -0.0244), abs=5e-5)
    assert "from" not in found.retest.en
    for said in ("15.2 points", "11.5", "18.9", "8.0 points", "−7.2 points", "−12.0", "−2.4", "It improved."):
        assert said in found.retest.en
    assert "变化−7.2个百分点" in found.retest.zh


def test_worse_is_the_same_the_other_way_round(base):
    assert movement(held(base, HALF), held(base, WIDE)).word == "worse"
    favoured = tuple(-v for v in (WIDE[0], WIDE[2], WIDE[1])), tuple(-v for v in (HALF[0], HALF[2], HALF[1]))
    assert movement(held(base, favoured[0]), held(base, favoured[1])).word == "improved"
    assert movement(held(base, favoured[1]), held(base, favoured[0])).word == "worse"


def test_a_change_within_its_range_is_no_change(base):
    found = movement(held(base, WIDE), held(base, NEAR))
    assert found.word is None
    assert "no change that we can detect" in found.retest.en


def test_missing_outcomes_can_decide(base):
    after = held(base, HALF, bounds=(0.02, 0.160))
    found = movement(held(base, WIDE), after)
    assert found.word is None
    assert "depends on the missing outcomes" in found.retest.en


def test_other_reference_turned_gap_and_no_gap_are_told(base):
    assert "different groups" in movement(held(base, WIDE), held(base, HALF, reference="rest")).retest.en
    assert "other side" in movement(held(base, WIDE), held(base, (-0.10, -0.13, -0.07))).retest.en
    nothing = Range(value=None, low=None, high=None, lower_bound=None, upper_bound=None)
    assert "no gap" in movement(held(base, WIDE), held(base, HALF).model_copy(update={"gap": nothing})).retest.en


@given(
    old=st.tuples(st.floats(0.0, 0.5), st.floats(0.001, 0.1)),
    new=st.tuples(st.floats(0.0, 0.5), st.floats(0.001, 0.1)),
)
def test_order_in_time_turns_worse_into_improved(old, new, base):
    one, other = (held(base, (v, v - h, v + h)) for v, h in (old, new))
    turned = {"worse": "improved", "improved": "worse", None: None}
    assert movement(other, one).word == turned[movement(one, other).word]
    assert movement(one, one).word is None


def test_a_first_finding_is_new_without_an_action(base):
    (entry,) = entries(audit(base, 1, held(base, WIDE)))
    assert (entry.status, entry.opened_in, entry.action, entry.before) == ("new", "q1", None, None)


def test_a_finding_that_goes_on_is_open_improved_or_worse(base):
    first = audit(base, 1, held(base, WIDE))
    for gap, status in ((NEAR, "open"), (HALF, "improved"), ((0.300, 0.270, 0.330), "worse")):
        (entry,) = entries(first, audit(base, 2, held(base, gap)))
        assert (entry.status, entry.opened_in) == (status, "q1")


def test_only_a_new_test_closes_and_that_it_is_said_to_be_done_does_not(base):
    first, done = audit(base, 1, held(base, WIDE)), action(done_on=dt.date(2023, 1, 1))
    (entry,) = entries(first, audit(base, 2), actions=(done,))
    assert entry.status == "open"
    assert entry.verdict is None
    assert "Not tested again" in entry.retest.en
    (entry,) = entries(first, audit(base, 2, held(base, NONE, CANNOT)), actions=(done,))
    assert entry.status == "improved"
    (entry,) = entries(first, audit(base, 2, held(base, NONE, CLEAR)), actions=(done,))
    assert entry.status == "closed"
    assert "Closed by audit q2" in entry.retest.en


def test_what_was_closed_stays_closed_until_action_is_needed_again(base):
    story = [audit(base, 1, held(base, WIDE)), audit(base, 2, held(base, NONE, CLEAR))]
    assert entries(*story, audit(base, 3, held(base, NONE, CANNOT))) == []
    (entry,) = entries(*story, audit(base, 3, held(base, NONE, CANNOT)), actions=(action(),))
    assert entry.status == "closed"
    (entry,) = entries(*story, audit(base, 3, held(base, WIDE)))
    assert (entry.status, entry.reopened, entry.opened_in) == ("worse", True, "q3")
    assert "had been closed before" in entry.retest.en


def test_a_looser_limit_closes_nothing(base):
    loose = LIMIT.model_copy(update={"value": 0.20})
    first = audit(base, 1, held(base, WIDE))
    (entry,) = entries(first, audit(base, 2, held(base, NEAR, CLEAR, limit=loose)))
    assert entry.status == "open"
    assert "The limit was changed" in entry.retest.en
    assert closes(held(base, NONE, CLEAR, limit=loose), held(base, WIDE))
    assert not closes(held(base, NONE, CLEAR, bounds=(-0.01, 0.06), limit=loose), held(base, WIDE))
    ratio = LIMIT.model_copy(update={"kind": "ratio", "value": 0.8})
    inside = Range(value=1.0, low=0.9, high=1.2, lower_bound=1.0, upper_bound=1.0)
    tighter = held(base, NONE, CLEAR, limit=ratio.model_copy(update={"value": 0.9}), ratio=inside)
    assert closes(tighter, held(base, WIDE, limit=ratio))
    assert not closes(tighter, held(base, WIDE, limit=ratio.model_copy(update={"value": 0.85})))
    assert not closes(held(base, NONE, CLEAR, reference="rest"), held(base, WIDE))


def test_a_watch_is_followed_once_an_action_is_declared(base):
    assert entries(audit(base, 1, held(base, WIDE, WATCH))) == []
    (entry,) = entries(audit(base, 1, held(base, WIDE, WATCH)), actions=(action(),))
    assert entry.status == "new"


def test_overdue_and_risk_accepted(base):
    first, again = audit(base, 1, held(base, WIDE)), audit(base, 2, held(base, NEAR))
    late, accepted = action(due=dt.date(2023, 6, 29)), action(due=dt.date(2023, 6, 29), accepted_by=words("the board"))
    assert [e.status for e in entries(first, again, actions=(late,))] == ["overdue"]
    assert [e.status for e in entries(first, again, actions=(action(due=AS_OF),))] == ["open"]
    assert [e.status for e in entries(first, again, actions=(accepted,))] == ["risk_accepted"]
    worse = audit(base, 2, held(base, (0.300, 0.270, 0.330)))
    assert [e.status for e in entries(first, worse, actions=(accepted,))] == ["worse"]
    closed = audit(base, 2, held(base, NONE, CLEAR))
    assert [e.status for e in entries(first, closed, actions=(late,))] == ["closed"]


def test_the_order_of_the_earlier_audits_does_not_matter_and_two_actions_are_two_entries(base):
    q1, q2, q3 = (audit(base, i, held(base, gap)) for i, gap in ((1, WIDE), (2, HALF), (3, HALF)))
    both = (action(), action(action=words("train staff"), due=dt.date(2023, 1, 1)))
    assert register(q3, [q2, q1], both, AS_OF) == register(q3, [q1, q2], both, AS_OF)
    assert [e.status for e in entries(q1, q2, q3, actions=both)] == ["open", "overdue"]


COUNTS = {"old": [600, 400], "new": [760, 240]}


def write_log(folder: Path, name: str, migrant: list[int], month: str) -> None:
    rows = [("migrant", "1", "right")] * migrant[0] + [("migrant", "1", "wrong")] * migrant[1]
    rows += [("local", "1", "right")] * 900 + [("local", "1", "wrong")] * 100 + [("local", "0", "")] * 500
    lines = ["origin,alert,outcome", *(",".join(row) for row in rows)]
    (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_from_quarter_to_quarter_by_the_command(tmp_path):
    """Two audits and a register: ids hold, the finding is improved but open, and the page says so."""
    write_log(tmp_path, "log.csv", COUNTS["old"], "09")
    old = plan_of(audit__id="city-q3", audit__period={"start": dt.date(2022, 7, 1), "end": dt.date(2022, 9, 30)})
    assert run_cli("run", write_plan(tmp_path, old), "--out", tmp_path / "reports", "--lang", "en").returncode == 0
    write_log(tmp_path, "log.csv", COUNTS["new"], "12")
    actions = {"action": [{"finding": ID, "action": words("retrain"), "owner_role": words("chief analyst")}]}
    actions["action"][0]["due"] = dt.date(2022, 11, 30)
    (tmp_path / "actions.toml").write_text(to_toml(actions), encoding="utf-8")
    record = {"actions": "actions.toml", "previous": ["reports/city-q3/assessment.json"]}
    plan = write_plan(tmp_path, plan_of(audit__id="city-q4", record=record))
    done = run_cli("run", plan, "--out", tmp_path / "reports", "--lang", "both")
    assert done.returncode == 0, done.stderr
    found = json.loads((tmp_path / "reports/city-q4/assessment.json").read_text(encoding="utf-8"))
    (entry,) = (e for e in found["actions"]["entries"] if e["finding"] == ID)
    assert (entry["status"], entry["opened_in"]) == ("overdue", "city-q3")
    assert entry["change"]["value"] == pytest.approx(-0.16)
    assert found["actions"]["previous"][0]["id"] == "city-q3"
    assert {f["kind"] for f in found["provenance"]["record"]} == {"actions", "previous"}
    for lang, said in (("en", ("Overdue", "chief analyst", "It improved.")), ("zh", ("逾期", "情况改善。"))):
        page = (tmp_path / f"reports/city-q4/report.{lang}.html").read_text(encoding="utf-8")
        assert all(word in page for word in said)


def test_every_mistake_in_the_files_beside_a_plan_is_told_before_the_log_is_read(tmp_path):
    (tmp_path / "actions.toml").write_text(to_toml({"action": [{"finding": 1, "due": "soon"}]}), encoding="utf-8")
    record = {"actions": "actions.toml", "replies": "none.toml", "previous": ["q1.json"]}
    done = run_cli("run", write_plan(tmp_path, plan_of(record=record)), "--out", tmp_path / "out")
    assert done.returncode == 2
    for said in ("action[1].finding", "action[1].due", "action[1].owner_role", "none.toml", "q1.json"):
        assert said in done.stderr
    assert "log.csv" not in done.stderr
    assert not (tmp_path / "out").exists()


def test_an_earlier_audit_must_be_of_this_system_and_earlier(base, tmp_path):
    wrong = audit(base, 40, held(base, WIDE))
    other = base.audit.model_copy(update={"system": Words(en="Another", zh="另一系统"), "id": "x"})
    (tmp_path / "late.json").write_text(wrong.model_dump_json(by_alias=True), encoding="utf-8")
    other_one = base.model_copy(update={"audit": other})
    (tmp_path / "other.json").write_text(other_one.model_dump_json(by_alias=True), encoding="utf-8")
    plan = plan_of(record={"previous": ["late.json", "late.json", "other.json"]})
    done = run_cli("run", write_plan(tmp_path, plan), "--out", tmp_path / "out")
    assert done.returncode == 2
    assert "not before that of this audit" in done.stderr
    assert "named twice" in done.stderr
    assert "another system: Another" in done.stderr


def test_an_action_for_a_finding_that_nobody_made_is_a_mistake(tmp_path):
    write_log(tmp_path, "log.csv", COUNTS["old"], "12")
    parts = {"finding": ID + "x", "action": words("a"), "owner_role": words("b"), "due": dt.date(2023, 1, 1)}
    (tmp_path / "actions.toml").write_text(to_toml({"action": [parts]}), encoding="utf-8")
    plan = write_plan(tmp_path, plan_of(record={"actions": "actions.toml"}, limits=[limit("precision", gap_points=5)]))
    done = run_cli("run", plan, "--out", tmp_path / "out")
    assert done.returncode == 2
    assert f"did you mean “{ID}”" in done.stderr
    assert not (tmp_path / "out").exists()
