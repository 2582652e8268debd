"""The templates of the report: pages and charts, everything escaped that they are filled with."""

from __future__ import annotations

import contextlib
import hashlib
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from jinja2 import Environment, FileSystemBytecodeCache, PackageLoader, StrictUndefined, Template
from jinja2.bccache import Bucket

from policeaudit.report.clean import cut

_OPTIONS: dict[str, Any] = {
    "autoescape": True,
    "undefined": StrictUndefined,
    "trim_blocks": True,
    "lstrip_blocks": True,
    "keep_trailing_newline": True,
}


def template(name: str) -> Template:
    """A template by its path below ``templates``."""
    return _environment().get_template(name)


def compile_all() -> None:
    """Compile every template where it is not, which the first report would wait for otherwise."""
    for name in _environment().list_templates():
        template(name)


@cache
def _environment() -> Environment:
    environment = Environment(  # noqa: S701 - it does escape
        loader=PackageLoader("policeaudit.report", "templates"), bytecode_cache=_Compiled(), **_OPTIONS
    )
    environment.filters["cut"] = cut
    environment.filters["place"] = _place
    return environment


def _place(value: float) -> str:
    """A place in a drawing: two decimals are finer than any screen."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


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
