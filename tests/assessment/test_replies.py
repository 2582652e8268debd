"""The right of reply: the form, what is wrong in a filled one, what the assessment keeps."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

import pytest

from lab import assess_tally, plan_of, run_cli, tally_of, to_toml, words
from policeaudit.assessment.model import Assessment, VerdictWord, Words
from policeaudit.assessment.replies import ASKS, with_replies
from policeaudit.assessment.reply_form import reply_form
from policeaudit.errors import RecordError
from policeaudit.plan.record import MOST_CHARACTERS, load_replies

ID = "C01.precision.origin.migrant.gap"
SENT = dt.date(2023, 1, 16)


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Assessment:
    groups = {"migrant": [600, 400, 0, 0, 0, 0, 0, 4000], "local": [900, 100, 0, 0, 0, 0, 0, 4000]}
    folder = tmp_path_factory.mktemp("replies")
    return assess_tally(plan_of(audit__reply_days=20, audit__language="zh"), tally_of(groups), folder)


def filled(folder: Path, **parts: Any) -> Path:
    path = folder / "replies.toml"
    path.write_text(to_toml(parts), encoding="utf-8")
    return path


def test_the_form_asks_for_every_finding_that_asks_for_a_reply_and_reads_back(found, tmp_path):
    text = reply_form(found, SENT)
    form = tomllib.loads(text)
    assert [each["finding"] for each in form["reply"]] == [f.id for f in found.findings if f.verdict in ASKS] == [ID]
    assert (form["sent_on"], form["reply_by"]) == (SENT, dt.date(2023, 2, 5))
    heading = found.findings[0].heading
    assert heading.en in text
    assert heading.zh in text
    assert found.findings[0].sentence.zh in text  # the plan is in Chinese
    assert found.findings[0].criterion.en not in text
    (tmp_path / "form.toml").write_text(text, encoding="utf-8")
    assert with_replies(found, load_replies(tmp_path / "form.toml")).replies.replies == []


@pytest.mark.parametrize("name", ["a\nb = 1", "x\x7f\u2028y", '"]\n[[reply]]\nfinding = "z', "'''", "\\", "长" * 5000])
def test_the_form_holds_its_shape_whatever_a_group_is_called(found, name):
    finding = found.findings[0].model_copy(update={"id": name, "heading": Words(en=name, zh=name)})
    form = tomllib.loads(reply_form(found.model_copy(update={"findings": [finding]}), SENT))
    assert [each["finding"] for each in form["reply"]] == [name]


def test_a_reply_is_kept_word_for_word(found, tmp_path):
    said = 'We disagree: <b>"1 in 3"</b> is wrong.\n\n第二段，\t保留。'
    path = filled(
        tmp_path,
        sent_on=SENT,
        reply=[{"finding": ID, "reply": f"\n{said}\n", "received_on": dt.date(2023, 2, 9), "comment": words("Seen.")}],
    )
    kept = with_replies(found, load_replies(path))
    (reply,) = kept.replies.replies
    assert reply.text == said
    assert (reply.language, reply.received_on) == ("zh", dt.date(2023, 2, 9))
    assert kept.replies.reply_by == dt.date(2023, 2, 5)  # 20 days
    assert [file.kind for file in kept.provenance.record] == ["replies"]
    again = with_replies(kept, load_replies(path))
    assert again == kept


def test_every_mistake_of_a_filled_form_is_told_at_once(tmp_path):
    parts = [
        {"finding": "a", "reply": 3, "recieved_on": SENT},
        {"finding": "a", "reply": "x" * (MOST_CHARACTERS + 1)},
        {"finding": "b", "reply": "", "comment": words("on nothing")},
        {"finding": "c", "reply": "y", "language": "fr"},
    ]
    path = filled(tmp_path, sent_on="yesterday", reply=parts)
    with pytest.raises(RecordError) as caught:
        load_replies(path)
    told = {p.where.removeprefix(f"{path}: "): p.message.en for p in caught.value.problems}
    assert set(told) == {
        "sent_on",
        "reply[1].reply",
        "reply[1].recieved_on",
        "reply[2].reply",
        "reply[2].finding",
        "reply[3]",
        "reply[4].language",
    }
    assert "received_on" in told["reply[1].recieved_on"]
    assert "20000" in told["reply[2].reply"]


def test_a_reply_received_before_the_draft_was_sent_is_a_mistake(tmp_path):
    path = filled(tmp_path, sent_on=SENT, reply=[{"finding": ID, "reply": "x", "received_on": dt.date(2023, 1, 1)}])
    with pytest.raises(RecordError, match="before the draft was sent"):
        load_replies(path)


def test_a_finding_that_does_not_exist_is_told_with_the_nearest_one(found, tmp_path):
    path = filled(tmp_path, reply=[{"finding": ID.replace("migrant", "migrants"), "reply": "x"}])
    with pytest.raises(RecordError, match=f"did you mean “{ID}”"):
        with_replies(found, load_replies(path))


def test_the_command_writes_the_form_once_and_checks_a_filled_one(found, tmp_path):
    (tmp_path / "assessment.json").write_text(found.model_dump_json(by_alias=True), encoding="utf-8")
    form = tmp_path / "form.toml"
    written = run_cli("reply", tmp_path, "--form", "--sent-on", "2023-01-16", "--out", form)
    assert written.returncode == 0, written.stderr
    assert form.read_text(encoding="utf-8") == reply_form(found, SENT)
    again = run_cli("reply", tmp_path, "--form", "--out", form)
    assert again.returncode == 2
    assert "已存在" in again.stderr
    form.write_text(form.read_text(encoding="utf-8").replace("'''\n'''", "'''\n不同意。\n'''"), encoding="utf-8")
    checked = run_cli("reply", tmp_path / "assessment.json", form)
    assert checked.returncode == 0, checked.stderr
    assert "应予答复的1项评估发现中已答复1项" in checked.stdout
    neither = run_cli("reply", tmp_path)
    assert neither.returncode == 2
    page = run_cli("render", tmp_path, "--lang", "en", "--replies", form)
    assert "不同意。" in page.stdout
    assert 'lang="zh-CN">不同意。' in page.stdout


def test_watch_asks_for_a_reply_and_cannot_tell_does_not():
    assert ASKS == (VerdictWord.ACTION_NEEDED, VerdictWord.WATCH)
