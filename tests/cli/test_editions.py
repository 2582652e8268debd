"""The two editions as a user makes them: what is written where, and what is refused."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

from lab import call_cli, plan_of, run_cli, write_counts, write_plan
from policeaudit.assessment.model import Assessment
from policeaudit.plan import Plan

COUNTS = {
    ("migrant", "1", "right"): 268,
    ("migrant", "1", "wrong"): 131,
    ("migrant", "1", "open"): 7,
    ("migrant", "0", ""): 1301,
    ("local", "1", "right"): 667,
    ("local", "1", "wrong"): 134,
    ("local", "1", "open"): 53,
    ("local", "0", ""): 2608,
    ("local", "1", "SECRETVALUE"): 2,
}
FULL = {"assessment.json", "intake.csv", "manifest.json", "report.en.html", "report.zh.html", "tally.parquet"}
PUBLIC = {"assessment.public.json", "manifest.json", "report.public.en.html", "report.public.zh.html"}


def prepare(folder: Path, **publication: Any) -> Path:
    write_counts(folder, COUNTS)
    return write_plan(folder, plan_of(publication=publication))


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    """Both editions by the command."""
    folder = tmp_path_factory.mktemp("both")
    result = call_cli("run", prepare(folder), "--edition", "both", "--out", folder / "reports")
    assert result.returncode == 0, result.stderr
    return folder / "reports", result


def test_the_public_edition_has_a_folder_of_its_own_with_nothing_of_the_full_one(both: tuple[Path, Any]) -> None:
    full, public = both[0] / "small", both[0] / "small-public"
    assert {path.name for path in full.iterdir()} == FULL
    assert {path.name for path in public.iterdir()} == PUBLIC
    document = Assessment.model_validate_json((public / "assessment.public.json").read_bytes())
    assert document.public
    assert document.public.counts["warned pending:origin=migrant"] is None
    exact = Assessment.model_validate_json((full / "assessment.json").read_bytes())
    assert exact.public is None
    for path in public.iterdir():
        text = path.read_text(encoding="utf-8")
        assert exact.provenance.tally_sha256 not in text, path.name
        text = re.sub(r"\b[0-9a-f]{12,64}\b", "", text)  # a digest or a commit may hold any number
        for hidden in ("SECRETVALUE", "log.csv", "1,301", "1301", "268", "67.2%"):
            assert hidden not in text, (path.name, hidden)


def test_each_edition_has_a_manifest_of_its_own_files(both: tuple[Path, Any]) -> None:
    for folder, names in ((both[0] / "small", FULL), (both[0] / "small-public", PUBLIC)):
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        assert set(manifest["files"]) == names - {"manifest.json"}
        for name, entry in manifest["files"].items():
            assert entry["sha256"] == hashlib.sha256((folder / name).read_bytes()).hexdigest()


def test_the_terminal_names_the_pages_of_both(both: tuple[Path, Any]) -> None:
    for page in ("report.en.html", "report.zh.html"):
        assert str(both[0] / "small" / page) in both[1].stdout
        assert str(both[0] / "small-public" / page.replace("report", "report.public")) in both[1].stdout


def test_render_makes_the_same_public_edition_from_the_full_assessment(both: tuple[Path, Any], tmp_path: Path) -> None:
    call = ["render", both[0] / "small", "--edition", "public", "--lang", "zh"]
    refused = call_cli(*call)
    assert refused.returncode == 2
    assert "--out" in refused.stderr
    done = call_cli(*call, "--out", tmp_path / "page.html")
    assert done.returncode == 0, done.stderr
    for made, written in (("page.html", "report.public.zh.html"), ("assessment.public.json",) * 2):
        assert (tmp_path / made).read_bytes() == (both[0] / "small-public" / written).read_bytes()
    again = call_cli("render", tmp_path / "assessment.public.json", "--lang", "zh", "--out", tmp_path / "again.html")
    assert again.returncode == 0, again.stderr
    assert (tmp_path / "again.html").read_bytes() == (tmp_path / "page.html").read_bytes()
    back = call_cli("render", tmp_path / "assessment.public.json", "--edition", "full")
    assert back.returncode == 2
    assert "public edition" in back.stderr


def test_replies_that_come_later_are_drawn_into_the_public_edition(both: tuple[Path, Any], tmp_path: Path) -> None:
    reply = "[[reply]]\nfinding = 'C01.precision.origin.migrant.gap'\nreply = 'We have seen this.'\nlanguage = 'en'\n"
    (tmp_path / "replies.toml").write_text(reply, encoding="utf-8")
    call = ["render", both[0] / "small", "--edition", "public", "--replies", tmp_path / "replies.toml"]
    done = call_cli(*call, "--out", tmp_path / "page.html")
    assert done.returncode == 0, done.stderr
    assert "We have seen this." in (tmp_path / "page.html").read_text(encoding="utf-8")


def test_a_public_document_is_refused_where_numbers_are_needed(both: tuple[Path, Any], tmp_path: Path) -> None:
    public = both[0] / "small-public" / "assessment.public.json"
    for call in (
        ["card", public],
        ["compare", public, both[0] / "small" / "assessment.json"],
        ["reply", public, "--form"],
    ):
        result = call_cli(*call)
        assert result.returncode == 2, call
        assert "public edition" in result.stderr


def test_the_public_edition_alone_leaves_no_full_one(tmp_path: Path) -> None:
    out = tmp_path / "reports"
    result = call_cli("run", prepare(tmp_path), "--edition", "public", "--lang", "en", "--out", out)
    assert result.returncode == 0, result.stderr
    assert "intake.csv" not in result.stdout
    assert [path.name for path in out.iterdir()] == ["small-public"]
    assert {path.name for path in (out / "small-public").iterdir()} == PUBLIC - {"report.public.zh.html"}


def test_an_earlier_edition_is_taken_into_account_from_the_plan_or_the_call(
    both: tuple[Path, Any], tmp_path: Path
) -> None:
    earlier = both[0] / "small-public" / "assessment.public.json"
    digest = hashlib.sha256(earlier.read_bytes()).hexdigest()
    (tmp_path / "earlier.json").write_bytes(earlier.read_bytes())
    for publication, options in (({"previous": ["earlier.json"]}, []), ({}, ["--previous", earlier])):
        plan = prepare(tmp_path, **publication)
        done = call_cli("run", plan, "--edition", "public", "--lang", "en", "--out", tmp_path / "reports", *options)
        assert done.returncode == 0, done.stderr
        made = tmp_path / "reports" / "small-public" / "assessment.public.json"
        document = Assessment.model_validate_json(made.read_bytes())
        assert document.public
        assert document.public.previous == [digest]


@pytest.mark.parametrize(
    ("publication", "options", "told"),
    [
        ({"previous": ["plan.toml"]}, [], "is no public assessment"),
        ({}, ["--previous", "nowhere.json"], "nowhere.json"),
        ({"minimum": 6, "protection": 6}, [], "protection must be below minimum"),
        ({"minimum": 4, "rounding": 10, "protection": 3}, [], "rounding must be at most twice minimum"),
        ({"minimun": 6}, [], "minimun"),
    ],
)
def test_what_the_public_edition_lacks_is_told_before_anything_is_audited(
    publication: dict[str, Any], options: list[str], told: str, tmp_path: Path
) -> None:
    plan = prepare(tmp_path, **publication)
    result = run_cli("run", plan, "--edition", "public", "--out", tmp_path / "reports", *options)
    assert result.returncode == 2
    assert told in result.stderr
    assert "Traceback" not in result.stderr
    assert not (tmp_path / "reports").exists()


def test_without_the_section_counts_under_ten_are_withheld() -> None:
    part = Plan.model_validate(plan_of()).publication
    assert (part.minimum, part.rounding, part.protection, part.previous) == (10, 10, 5, [])
