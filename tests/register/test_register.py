"""The register end to end: what stands in the audits stands in it, breaks are marked, nothing is left out in silence."""

from __future__ import annotations

import itertools
import json
import re
import shutil
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from register_lab import ID, document

from html_lab import Page
from lab import call_cli
from policeaudit.assessment.model import Range, VerdictWord
from policeaudit.register.find import Found, find
from policeaudit.register.page import pages
from policeaudit.register.systems import System, systems
from policeaudit.report.sentences import VERDICTS

LANGUAGES = ("en", "zh")


@pytest.fixture(scope="module")
def known(reports: Path) -> list[System]:
    found, passed = find(reports)
    made, twice = systems(found)
    assert (passed, twice) == ([], [])
    return made


@pytest.fixture(scope="module")
def drawn(known: list[System]) -> dict[str, str]:
    return {name.split(".")[1]: page.decode() for name, page in pages(known, []).items()}


@pytest.fixture
def share(reports: Path, tmp_path: Path) -> Path:
    """A copy that a test may spoil."""
    return Path(shutil.copytree(reports, tmp_path / "share"))


def part(page: str, start: str, end: str) -> str:
    """The words from one mark on to the next end."""
    return Page(start + page.partition(start)[2].partition(end)[0] + end).text


def test_quarters_stand_in_a_row_with_the_verdicts_of_their_audits(known, drawn, reports):
    assert [len(system.steps) for system in known] == [3, 1]
    table = drawn["en"].partition('class="audits"')[2].partition("</table>")[0]
    rows = [Page(row).text for row in re.findall("<tr>.*?</tr>", table, re.S)[1:]]
    names = [("Q2 2022", "alerts-q2"), ("Q3 2022", "alerts-q3"), ("Q4 2022", "alerts-q4")]
    for (period, name), row in zip(names, rows, strict=True):
        verdicts = [VERDICTS[pillar["verdict"]].en for pillar in document(reports / name)["pillars"]]
        assert row.startswith(period)
        assert row.endswith(" ".join(verdicts))


def test_gaps_are_those_of_the_logs_and_not_joined_across_the_new_model(known, drawn):
    """1,000 warnings a group, of which 600 against 800, 650 against 800, 740 against 800 proved right."""
    series = next(points for points in known[0].gaps if points[0].finding.id == ID)
    assert [point.finding.gap.value for point in series] == pytest.approx([0.20, 0.15, 0.06])
    assert [point.joined for point in series] == [False, True, False]
    assert [[each.kind for each in point.since] for point in series] == [[], [], ["versions"]]
    for lang, change in (("en", "Model version: v1 → v2"), ("zh", "模型版本：v1 → v2")):
        text = Page(drawn[lang]).text
        assert text.count(f"[b] {change}") == 1 + len(known[0].gaps)  # the verdicts, and each gap
        assert all(figure in text for figure in ("20.0", "15.0", "6.0"))


def test_open_actions_are_those_of_the_latest_audit(drawn, reports):
    """The action was due on 30 November, and the register of the latest audit is as of 31 December."""
    (entry,) = document(reports / "alerts-q4")["actions"]["entries"]
    assert (entry["status"], entry["finding"]) == ("overdue", ID)
    text = Page(drawn["en"]).text
    assert "Overdue period to 30 June 2022 Retrain the model Head of data 30 November 2022" in text
    assert "重新训练模型 数据主管 2022年11月30日" in Page(drawn["zh"]).text


def test_what_is_open_without_a_list_of_actions_is_put_together_from_the_audits(drawn):
    text = part(drawn["en"], '<section id="system-2"', "</section>")
    assert "was given no list of actions" in text
    assert "New period to 31 December 2022 None has been named" in text


def test_a_finding_that_a_new_test_closed_is_no_longer_open(reports):
    found, _ = find(reports)
    *earlier, last = [each for each in found if each.path.startswith("alerts")]
    narrow = Range(value=0.01, low=0.0, high=0.02, lower_bound=0.01, upper_bound=0.01)
    clear = {"verdict": VerdictWord.NO_CONCERN, "gap": narrow}
    findings = [f.model_copy(update=clear) if f.id == ID else f for f in last.assessment.findings]
    retested = replace(last, assessment=last.assessment.model_copy(update={"findings": findings, "actions": None}))
    (system,), _ = systems([*earlier, retested])
    assert [entry.status for entry in system.register.entries] == ["closed"]
    assert system.open == []
    assert "Nothing is open" in pages([system], [])["register.en.html"].decode()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_links_lead_to_the_reports_and_nowhere_else(drawn, share, lang):
    call_cli("register", share)
    page = Page(drawn[lang])
    ids = Counter(a["id"] for _, a in page.elements if "id" in a)
    assert set(ids.values()) == {1}
    outside = set()
    for tag, attributes in page.elements:
        assert tag not in {"script", "link", "iframe", "img", "object", "embed", "form", "base"}
        href = attributes.get("href")
        if href and href.startswith("#"):
            assert href[1:] in ids
        elif href:
            outside.add(href.partition("#")[0])
        assert all(name in ids for name in (attributes.get("aria-labelledby") or "").split())
    assert len(outside) == 1 + 2 * 4  # the other language, and two pages of four reports
    assert all((share / href).is_file() for href in outside)
    assert "default-src 'none'" in drawn[lang]
    assert not re.search(r"url\((?!data:)|@import|https?://", drawn[lang])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_headings_never_skip_a_level_and_tables_have_captions(drawn, lang):
    page = Page(drawn[lang])
    levels = [int(tag[1]) for tag, _ in page.elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    tags = Counter(tag for tag, _ in page.elements)
    assert tags["table"] == tags["caption"] >= 5
    assert all(a.get("scope") for tag, a in page.elements if tag == "th")


def test_both_languages_hold_the_same_numbers(drawn):
    def decimals(lang: str) -> Counter[str]:
        return Counter(re.findall(r"(?<![\d.])\d+\.\d(?![\d.])", Page(drawn[lang]).text))

    assert decimals("en") == decimals("zh")
    assert not re.search("[\u3400-\u9fff][,;?()]", Page(drawn["zh"]).text)


def test_the_command_twice_gives_the_same_bytes_and_says_nothing_of_the_machine(share):
    first = call_cli("register", share)
    made = {name: (share / name).read_bytes() for name in ("register.en.html", "register.zh.html")}
    second = call_cli("register", share)
    assert first.returncode == second.returncode == 0
    assert {name: (share / name).read_bytes() for name in made} == made
    assert "Systems: 2. Audits: 4." in second.stdout
    assert not any(str(share).encode() in page for page in made.values())
    assert sorted(path.name for path in share.iterdir() if path.name.startswith(".")) == []


def test_what_cannot_be_read_is_named_and_the_rest_is_shown(share):
    older = document(share / "alerts-q2")
    del older["audit"]["rules"]
    (share / "alerts-q2" / "assessment.json").write_text(json.dumps(older), encoding="utf-8")
    (share / "foreign").mkdir()
    (share / "foreign" / "assessment.json").write_text('{"score": "::error::x"}', encoding="utf-8")
    (share / "broken").mkdir()
    (share / "broken" / "assessment.json").write_bytes(b"\xff\xfe{")
    done = call_cli("register", share)
    assert done.returncode == 0
    page = (share / "register.en.html").read_text(encoding="utf-8")
    unread = part(page, '<table class="words">', "</table>")
    for name in ("alerts-q2", "foreign", "broken"):
        assert f"{name}/assessment.json" in done.stderr
        assert f"{name}/assessment.json" in unread
    assert "audit.rules" in done.stderr
    assert "::error::" not in done.stderr
    assert "Systems: 2. Audits: 3." in done.stdout


def test_a_folder_without_audits_is_told(tmp_path):
    for folder, said in ((tmp_path, "holds no assessment.json"), (tmp_path / "none", "is no folder")):
        done = call_cli("register", folder)
        assert done.returncode == 2
        assert said in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_where_nothing_can_be_read_the_page_says_so(tmp_path):
    (tmp_path / "assessment.json").write_text("{}", encoding="utf-8")
    assert call_cli("register", tmp_path).returncode == 0
    assert "No assessment could be read." in (tmp_path / "register.en.html").read_text(encoding="utf-8")


def test_both_pages_are_written_or_none(share, monkeypatch):
    call_cli("register", share)
    names = ("register.en.html", "register.zh.html")
    before = {name: (share / name).read_bytes() for name in names}
    shutil.rmtree(share / "cameras-q4")
    really = Path.replace

    def fails(self: Path, target: Path) -> Path:
        if target.name == "register.zh.html":
            raise OSError(28, "No space left on device")
        return really(self, target)

    monkeypatch.setattr(Path, "replace", fails)
    done = call_cli("register", share)
    assert done.returncode == 2
    assert "No space left on device" in done.stderr
    assert {name: (share / name).read_bytes() for name in names} == before
    assert not [path.name for path in share.iterdir() if path.name.startswith(".")]


def test_a_folder_in_the_place_of_a_page_stays(share):
    (share / "register.zh.html").mkdir()
    assert call_cli("register", share).returncode == 2
    assert (share / "register.zh.html").is_dir()
    assert not (share / "register.en.html").exists()


def test_of_two_editions_the_full_one_is_taken_and_a_second_copy_is_told(reports):
    found, _ = find(reports)
    full = next(each for each in found if each.path.startswith("cameras"))
    audit = full.assessment.audit.model_copy(update={"edition": "public"})
    public = Found("a/assessment.public.json", full.assessment.model_copy(update={"audit": audit}), ())
    copy = Found("a/assessment.json", full.assessment, full.pages)
    (system,), passed = systems([public, full])
    assert (system.latest, passed) == (full, [])
    (system,), passed = systems([public])
    assert system.latest == public
    assert "public edition" in pages([system], [])["register.en.html"].decode()
    (system,), passed = systems([copy, full, public])
    assert [each.path for each in passed] == ["a/assessment.json"]
    assert "cameras-q4/assessment.json" in passed[0].why.en


def test_an_edition_is_linked_with_its_own_pages(share):
    full, alone = share / "cameras-q4", share / "cameras q4#public"
    alone.mkdir()
    for folder in (full, alone):
        shutil.copy(full / "assessment.json", folder / "assessment.public.json")
    (full / "report.en.pdf").touch()
    (alone / "report.zh.html").touch()
    found, _ = find(share)
    pages_of = {each.path: [page.href for page in each.pages] for each in found}
    beside = [f"./cameras-q4/report.{name}" for name in ("en.html", "en.pdf", "zh.html")]
    assert pages_of["cameras-q4/assessment.json"] == beside
    assert pages_of["cameras-q4/assessment.public.json"] == []  # the pages there are those of the full edition
    assert pages_of["cameras q4#public/assessment.public.json"] == ["./cameras%20q4%23public/report.zh.html"]
