"""What every page is set with: templates, style sheet, language tags, punctuation."""

from __future__ import annotations

import contextlib
import hashlib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import Environment, FileSystemBytecodeCache, PackageLoader, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup

from policeaudit.report.clean import cut
from policeaudit.text import Language

TAGS: dict[Language, str] = {"en": "en", "zh": "zh-CN"}
"""The HTML language tag of each language."""

PUNCTUATION: dict[Language, dict[str, str]] = {
    "en": {"space": " ", "colon": ": ", "comma": ", ", "semicolon": "; ", "comma_in_list": ", "},
    "zh": {"space": "", "colon": "：", "comma": "，", "semicolon": "；", "comma_in_list": "、"},
}
"""What stands between two parts of a line."""

_OPTIONS: dict[str, Any] = {
    "autoescape": True,
    "undefined": StrictUndefined,
    "trim_blocks": True,
    "lstrip_blocks": True,
    "keep_trailing_newline": True,
}


class _Compiled(FileSystemBytecodeCache):
    """Compiled templates where Python keeps the compiled modules of this folder; none where no file can be written."""

    def __init__(self) -> None:
        # the cache itself looks at the source and at Python's version only
        made_by = hashlib.sha256(repr((jinja2.__version__, _OPTIONS)).encode()).hexdigest()[:12]
        super().__init__(str(Path(__file__).parent / "__pycache__"), f"%s.{made_by}.jinja")

    def load_bytecode(self, bucket: Bucket) -> None:
        with contextlib.suppress(OSError):
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        with contextlib.suppress(OSError):
            Path(self.directory).mkdir(exist_ok=True)
            super().dump_bytecode(bucket)


@cache
def environment() -> Environment:
    """The templates, which escape whatever is put into them."""
    made = Environment(  # noqa: S701 - it does escape
        loader=PackageLoader("policeaudit.report", "templates"), bytecode_cache=_Compiled(), **_OPTIONS
    )
    made.filters["cut"] = cut
    return made


@cache
def css() -> Markup:
    """The one style sheet."""
    return Markup((files("policeaudit.report") / "report.css").read_text(encoding="utf-8"))  # noqa: S704 - our own file
