"""The pages about the checks: complete in both languages, and the committed manual is the one in force."""

from __future__ import annotations

import re

import pytest

from lab import ROOT, run_cli
from policeaudit.checks import all_checks
from policeaudit.errors import UsageError
from policeaudit.manual import check_of, listing, manual, sections
from policeaudit.norms.crosswalk import served_by
from policeaudit.text import LANGUAGES

PAGES = {"en": "checks.md", "zh": "checks.zh.md"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_manual_is_the_one_that_the_checks_write(lang):
    """To write it anew: make docs."""
    assert (ROOT / "docs" / PAGES[lang]).read_text(encoding="utf-8") == manual(lang)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("check", all_checks(), ids=lambda check: check.id)
def test_a_page_says_all_that_the_check_and_its_norms_say(check, lang):
    page = str(sections(check, lang))
    for text in (check.title, check.asks, check.matters, check.cannot_show):
        assert text[lang] in page
    for name, quantity in check.quantities.items():
        assert f"`{name}`" in page
        assert quantity.definition[lang] in page
    for norm in served_by(check.id).norms:
        assert f"{norm.code[lang]} [{norm.mark}" in page
    if lang == "zh":
        text = manual("zh")
        assert not re.findall(r".*[\u3400-\u9fff] ?[,;?()!].*", text)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_listing_names_every_check(lang):
    for check in all_checks():
        assert f"{check.id}  {check.title[lang]}" in listing(lang)


def test_a_wrong_id_is_told_with_the_nearest():
    assert check_of("c01").id == "C01"
    with pytest.raises(UsageError, match="did you mean C01"):
        check_of("C-01")
    with pytest.raises(UsageError, match="known: C01"):
        check_of("nothing")


def test_the_command_speaks_both_languages():
    english = run_cli("explain", "C01")
    assert english.returncode == 0, english.stderr
    assert "What it cannot show" in english.stdout
    assert max(map(len, english.stdout.splitlines())) <= 96
    assert "不能说明什么" in run_cli("explain", "C01", "--lang", "zh").stdout
    assert run_cli("explain").stdout.count("\n  C") == len(all_checks())
    assert run_cli("explain", "--markdown", "--lang", "zh").stdout == manual("zh")
    wrong = run_cli("explain", "C0", "--lang", "zh")
    assert wrong.returncode == 2
    assert "没有检查" in wrong.stderr
