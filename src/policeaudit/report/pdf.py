"""The report as a PDF: the same page, set by WeasyPrint (the extra ``policeaudit[pdf]``), tagged and with bookmarks.

WeasyPrint draws pictures without the page's style sheet, so their colours and words are put into them before.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from typing import Any

from policeaudit.errors import Problem, UsageError
from policeaudit.text import Text

VARIANT = "pdf/ua-1"

_NO_EXTRA = Text(
    en="WeasyPrint is not installed. Install it with: pip install 'policeaudit[pdf]'. Or print the HTML report from a browser, "
    "which does as well",
    zh="未安装WeasyPrint。请安装：pip install 'policeaudit[pdf]'；也可用浏览器打印HTML报告，效果相同",
)
_NO_LIBRARY = Text(
    en="WeasyPrint finds no Pango, the system's library for text ({why}). On Debian and Ubuntu: apt-get install "
    "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0. Or print the HTML report from a browser, which does as well",
    zh="WeasyPrint找不到系统文字排版库Pango（{why}）。在Debian和Ubuntu上：apt-get install libpango-1.0-0 libpangoft2-1.0-0 "
    "libharfbuzz-subset0；也可用浏览器打印HTML报告，效果相同",
)
_NO_HAN = Text(
    en="no font of this system has the Chinese character “{character}”. Install one, on Debian and Ubuntu: apt-get install "
    "fonts-noto-cjk",
    zh="系统字体中没有汉字“{character}”。请安装中文字体，在Debian和Ubuntu上：apt-get install fonts-noto-cjk",
)
_HAN = re.compile("[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
_MISSING = re.compile(r"notdef glyph .*\(U\+([0-9A-F]+)\)")
_VARIABLE = re.compile(r"var\((--[\w-]+)\)")


def ensure_pdf() -> None:
    """Check that a PDF can be made, before an audit is run for it.

    Raises:
        UsageError: when WeasyPrint or the library that it draws with is missing.
    """
    _weasyprint()


def to_pdf(page: str) -> bytes:
    """Set a page of ``render`` as a PDF; the same page, fonts and version of WeasyPrint give the same bytes.

    Raises:
        UsageError: when WeasyPrint is missing, or no font of the system has Chinese characters.
    """
    weasyprint = _weasyprint()
    missing: set[str] = set()
    with _listening(missing):
        document = weasyprint.HTML(string=_drawable(page), url_fetcher=weasyprint.urls.URLFetcher(allowed_protocols=()))
        made: bytes = document.write_pdf(pdf_variant=VARIANT)
    lost = sorted(character for character in missing if _HAN.match(character))
    if lost:
        raise UsageError(Problem("--pdf", _NO_HAN.fill(character=lost[0])))
    return made


def _weasyprint() -> Any:
    try:
        import weasyprint
    except ImportError:
        raise UsageError(Problem("--pdf", _NO_EXTRA)) from None
    except OSError as error:
        why = str(error).splitlines()[0][:120]
        raise UsageError(Problem("--pdf", _NO_LIBRARY.fill(why=why))) from None
    return weasyprint


@contextmanager
def _listening(missing: set[str]) -> Iterator[None]:
    """Collect the characters that no font has; what else WeasyPrint says of the style sheet is no news."""

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            match = _MISSING.search(record.getMessage())
            if match:
                missing.add(chr(int(match[1], 16)))

    loggers = [logging.getLogger(name) for name in ("weasyprint", "fontTools")]
    kept = [(logger, logger.handlers[:], logger.propagate) for logger in loggers]
    for logger in loggers:
        logger.handlers, logger.propagate = [Listener()], False
    try:
        yield
    finally:
        for logger, handlers, propagate in kept:
            logger.handlers, logger.propagate = handlers, propagate


def _drawable(page: str) -> str:
    """The page with the sheet of the PDF, and with pictures that stand by themselves, each with one alternative text."""
    page = _VARIABLE.sub(lambda match: _colours().get(match[1], match[0]), page)
    page = page.replace("</style>", (files(__package__) / "pdf.css").read_text(encoding="utf-8") + "</style>", 1)
    page = re.sub(
        r"<title id=\"[\w-]+\">(.*?)</title>\s*<desc id=\"[\w-]+\">(.*?)</desc>", r"<title>\1. \2</title>", page
    )
    page = page.replace('<svg class="shape"', '<svg class="shape" width="9" height="9"')
    page = re.sub(r'(<svg class="(?:shape|swatch)"[^>]*>)', r"\1<title> </title>" + _style(), page)
    page = re.sub(r'(<strong class="tag action_needed"><svg )', r'\1color="#fff" ', page)
    return re.sub(r'(<svg viewBox="[^"]*" role="img"[^>]*>)', r"\1" + _style(), page)


@cache
def _colours() -> dict[str, str]:
    """The colours of the printed page, as ``report.css`` has them."""
    css = (files(__package__) / "report.css").read_text(encoding="utf-8")
    printed = css[css.index("@media print") :]
    return dict(re.findall(r"(--[\w-]+): (#[0-9a-f]+);", printed[: printed.index("}")]))


@cache
def _style() -> str:
    """Fonts and swatches, for within a picture."""
    rules = re.findall(r"^\.swatch (\.[\w]+ \{.*?\})$", (files(__package__) / "report.css").read_text("utf-8"), re.M)
    swatches = _VARIABLE.sub(lambda match: _colours()[match[1]], "".join(rules))
    return f'<style>text {{ font-family: "Noto Sans CJK SC", "Source Han Sans SC", sans-serif; }} {swatches}</style>'
