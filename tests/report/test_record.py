"""The sections that people add to: replies, actions, norms, change."""

from __future__ import annotations

import re
from html import unescape
from typing import get_args

import pytest
from record_sample import LONG, REPLY_ZH, with_record
from sample import sample

from policeaudit.assessment.record import Status
from policeaudit.checks.exhibit import Exhibit
from policeaudit.report import render
from policeaudit.report.sentences import SENTENCES


def section(page: str, name: str) -> str:
    """The words of a section, in order."""
    part = page[page.index(f'<section id="{name}"') :]
    part = part[: part.index("</section>\n") if not name.startswith("area") else part.index('<section id="evidence"')]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", part)).split())


@pytest.fixture(scope="module")
def final():
    return with_record(sample(status="final"))


@pytest.fixture(scope="module")
def final_pages(final):
    return {lang: render(final, lang) for lang in ("en", "zh")}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_replies_stand_unedited_beside_the_finding_and_in_full(final_pages, lang):
    page = final_pages[lang]
    assert page.count(f'lang="zh-CN">{REPLY_ZH}</blockquote>') == 2
    assert page.count(LONG.strip()) == 1  # in full in its section only
    assert LONG[:500].rstrip() + "…" in page
    assert "<script>" not in page
    assert "\u202e" not in page
    assert page.count("&lt;script&gt;alert(&#34;2&#34;)&lt;/script&gt; esrever") == 2


def test_silence_is_printed_with_the_date_and_a_late_reply_as_late(final_pages, final):
    asked = [f for f in final.findings if f.verdict in ("action_needed", "watch")]
    silent = len(asked) - 3
    assert silent > 0
    assert section(final_pages["en"], "replies").count("No reply received by 5 February 2023.") == silent
    assert section(final_pages["zh"], "replies").count("截至2023年2月5日未收到答复。") == silent
    assert f"{len(asked)}, of which 3 answered" in section(final_pages["en"], "replies")
    assert "Received on 9 February 2023, after the date set." in section(final_pages["en"], "replies")
    assert "Received on 5 February 2023." in section(final_pages["en"], "replies")
    assert "In Chinese, as it was received." in section(final_pages["en"], "replies")
    assert "以中文提交" not in section(final_pages["zh"], "replies")


def test_a_draft_says_that_the_operator_has_not_been_heard(assessment):
    audit = assessment.audit.model_copy(update={"reply_days": 20})
    text = section(render(assessment.model_copy(update={"audit": audit}), "en"), "replies")
    assert "has not yet been heard" in text
    assert "20 days for its reply" in text
    waiting = render(with_record(assessment), "en")
    assert "No reply yet; it is due by 5 February 2023." in waiting
    assert "The operator’s replies are printed in it." in waiting
    silent = sample(status="final")
    assert "No replies are on file" in section(render(silent, "en"), "replies")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_register_shows_every_state_and_what_the_new_test_found(final_pages, final, lang):
    text = section(final_pages[lang], "actions")
    for status in get_args(Status):
        assert SENTENCES[f"status.{status}"][lang] in text
    for entry in final.actions.entries:
        assert entry.heading[lang] in text
        assert entry.retest[lang] in text
        assert entry.finding in text
    assert text.count({"en": "None has been named", "zh": "尚未明确"}[lang]) == 1
    assert {"en": "6 not closed, of which 1 overdue and 1 worse", "zh": "未关闭6项，其中逾期1项、加重1项"}[lang] in (
        section(final_pages[lang], "summary")
    )


def test_a_report_without_a_register_says_what_is_missing(assessment):
    text = section(render(assessment, "en"), "actions")
    action = len([f for f in assessment.findings if f.verdict == "action_needed"])
    assert f"call for action: {action}. No action has been named" in text
    quiet = assessment.model_copy(update={"findings": []})
    assert "No finding of this report calls for action" in section(render(quiet, "en"), "actions")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_norms_are_printed_with_mark_and_force_for_the_checks_in_use_only(final_pages, final, lang):
    text = section(final_pages[lang], "norms")
    assert final.checks[0].title[lang] in text
    assert final.checks[1].title[lang] not in text  # it has no finding and no exhibit
    for norm in final.norms:
        assert norm.code[lang] in text
        assert f"[{norm.mark}" in text
    assert SENTENCES["force.law"][lang] in text
    assert SENTENCES["card.norms.policy"][lang] in text
    card = section(final_pages[lang], "area-2")
    assert f"{final.norms[0].code[lang]} [R]" in card
    assert final.norms[2].code[lang] not in card


def test_duties_point_to_sections_that_exist(pages):
    text = section(pages["en"], "norms")
    assert "PIPL Art. 56" in text
    assert "none in this report" in text  # nothing here is about data security


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_change_is_linked_where_it_is_shown_and_asked_for_where_it_is_not(assessment, final_pages, lang):
    assert SENTENCES["trend.none"][lang] in section(render(assessment, lang), "trend")
    assert SENTENCES["trend.none"][lang] not in section(final_pages[lang], "trend")
    shown = assessment.exhibits[0]
    about = shown.model_copy(update={"check": "C07", "id": "C07.drift"})
    page = render(assessment.model_copy(update={"exhibits": [about]}), lang)
    exhibit: Exhibit = about.exhibit
    assert exhibit.title[lang] in section(page, "trend")
    assert SENTENCES["trend.none"][lang] not in section(page, "trend")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_the_report_is_not_stands_in_it(final_pages, lang):
    text = section(final_pages[lang], "limitations")
    for name in ("advice", "certificate", "person", "cause"):
        assert SENTENCES[f"not.{name}"][lang] in text


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_answer_is_printed_with_what_it_counts_as(final_pages, final, lang):
    text = section(final_pages[lang], "questions")
    for answer in final.process.answers:
        assert answer.question[lang] in text
    for counted in {answer.counted for answer in final.process.answers}:
        assert SENTENCES[f"counted.{counted}"][lang] in text
    assert "<i>17</i>" in text  # unescaped here: the page holds it as text
    assert "<i>17</i>" not in final_pages[lang]
    p4 = next(i for i, pillar in enumerate(final.pillars, 1) if pillar.id == "P4")
    assert SENTENCES["questions.open.none"][lang] in section(final_pages[lang], f"area-{p4}")


def test_the_summary_points_to_the_section_in_which_the_rest_stands(final_pages, final):
    shown = [p.id for p in final.pillars if p.process or p.counts]
    number = 5 + shown.index("P2")
    assert f"more in section {number}" in section(final_pages["en"], "summary")
