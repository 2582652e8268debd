"""The assessments that the report is tested on, and a browser to look at them with."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from policeaudit.assessment.model import Assessment
from policeaudit.edition import public_edition
from policeaudit.report import render

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


@pytest.fixture(scope="session")
def files(
    pages: dict[str, str], assessment: Assessment, hostile: Assessment, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, str]:
    """The pages as files, by name: a browser opens them as a reader would."""
    folder = tmp_path_factory.mktemp("pages")
    texts = pages | {f"hostile-{lang}": render(hostile, lang) for lang in ("en", "zh")}
    texts |= {f"record-{lang}": render(with_record(assessment), lang) for lang in ("en", "zh")}
    public = public_edition(with_record(assessment))
    texts |= {f"public-{lang}": render(public, lang) for lang in ("en", "zh")}
    for name, text in texts.items():
        (folder / f"{name}.html").write_text(text, encoding="utf-8")
    return {name: (folder / f"{name}.html").as_uri() for name in texts}
