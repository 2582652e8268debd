"""The assessments that the report is tested on, and a browser to look at them with."""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from policeaudit.assessment.model import Assessment
from policeaudit.edition import public_edition
from policeaudit.register.find import Found, Passed
from policeaudit.register.find import Page as Beside
from policeaudit.register.page import pages as register_pages
from policeaudit.register.systems import systems
from policeaudit.report import render
from policeaudit.report.clean import clean
from policeaudit.text import Text

sys.path.insert(0, str(Path(__file__).parent))

from record_sample import with_record
from sample import HOSTILE, sample

CHROMIUM = Path("/usr/bin/chromium")
ARGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def assessment() -> Assessment:
    return sample()


@pytest.fixture(scope="session")
def hostile() -> Assessment:
    return with_record(sample(HOSTILE, title={"en": "T" * 10_000, "zh": "题" * 10_000}))


@pytest.fixture(scope="session")
def pages(assessment: Assessment) -> dict[str, str]:
    return {lang: render(assessment, lang) for lang in ("en", "zh")}


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """Debian's Chromium; without it a browser test is skipped, but fails where CI=true."""
    if not CHROMIUM.exists():
        reason = f"{CHROMIUM} is missing: install Debian's chromium package to run the browser tests"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    playwright = pytest.importorskip("playwright.sync_api", reason="the test extra (playwright) is not installed")
    with playwright.sync_playwright() as running:
        chromium = running.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield chromium
        chromium.close()


def register_of(assessment: Assessment, lang: str) -> str:
    """The register of nine quarters of one system, with every kind of break, and of another one; a file is not read."""
    document = assessment.model_dump(mode="json", by_alias=True)
    found = []
    for i in range(9):
        year, quarter = 2021 + i // 4, i % 4
        start, end = dt.date(year, 3 * quarter + 1, 1), dt.date(year, 3 * quarter + 3, (31, 30, 30, 31)[quarter])
        about = {"id": f"q{i}", "period_start": str(start), "period_end": str(end), "system_id": "s"}
        if i == 8:
            about |= {"alert_rule": {"en": "Another rule. " * 40, "zh": "另一规则。" * 40}, "limits": []}
        made = Assessment.model_validate({**document, "audit": {**document["audit"], **about}})
        if i < 8:
            made = made.model_copy(update={"actions": None})
        found.append(Found(f"q{i}/assessment.json", clean(made), (Beside("en", "html", "./q/report.en.html"),)))
    known, _ = systems([*found, Found("other/assessment.json", clean(assessment), ())])
    passed = [Passed("<script>/assessment.json", Text(en="is foreign" * 80, zh="不是评估文件" * 80))]
    return register_pages(known, passed)[f"register.{lang}.html"].decode()


@pytest.fixture(scope="session")
def files(
    pages: dict[str, str], assessment: Assessment, hostile: Assessment, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, str]:
    """The pages as files, by name: a browser opens them as a reader would."""
    folder = tmp_path_factory.mktemp("pages")
    texts = pages | {f"hostile-{lang}": render(hostile, lang) for lang in ("en", "zh")}
    texts |= {f"record-{lang}": render(with_record(assessment), lang) for lang in ("en", "zh")}
    texts |= {f"register-{lang}": register_of(with_record(assessment), lang) for lang in ("en", "zh")}
    texts |= {f"register-hostile-{lang}": register_of(hostile, lang) for lang in ("en", "zh")}
    public = public_edition(with_record(assessment))
    texts |= {f"public-{lang}": render(public, lang) for lang in ("en", "zh")}
    for name, text in texts.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return {name: (folder / f"{name}.html").as_uri() for name in texts}
