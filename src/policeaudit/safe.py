"""Words from outside made safe to print: in a terminal, in the log of a build, in Markdown, in XML, in JSON.

Labels come from plans and logs. They may hold terminal escapes, marks that turn a line's direction, commands that a build
server obeys when they stand in its log (``::error``, ``##vso[``), or markup.
"""

from __future__ import annotations

import json
import re
from typing import Any

_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff\ud800-\udfff\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
_COMMAND = re.compile("(:(?=:)|#(?=#))")
_MARKUP = re.compile(r"([\\`*_\[\]|~])")


def plain(text: str) -> str:
    """Without control characters and marks of direction; separators of lines and paragraphs become spaces."""
    return _CONTROL.sub("", text.replace("\u2028", " ").replace("\u2029", " "))


def one_line(text: str) -> str:
    """The same on one line."""
    return " ".join(plain(text).split())


def for_log(text: str) -> str:
    """One line that no build server takes for a command: GitHub's begin with ``::`` or ``##[``, Azure's with ``##vso[``."""
    return _COMMAND.sub(r"\1 ", one_line(text))


def for_markdown(text: str) -> str:
    """One line of Markdown that says the text and nothing else: no markup, no link, nobody mentioned."""
    text = for_log(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    text = _MARKUP.sub(r"\\\1", text)
    for mark in ("@", "#", "://", "www."):
        text = text.replace(mark, f"{mark[:-1] or mark}<!-- -->{mark[-1] if len(mark) > 1 else ''}")
    return text


def for_command(text: str) -> str:
    """The message of a GitHub workflow command."""
    return for_log(text).replace("%", "%25")


def for_property(text: str) -> str:
    """A property of a GitHub workflow command."""
    return for_command(text).replace(":", "%3A").replace(",", "%2C")


def to_json(document: Any) -> str:
    """JSON for a file or a build's log; a pair of number signs is written so that no server takes it for a command."""
    return json.dumps(_plain(document), ensure_ascii=False, indent=2).replace("##", "#\\u0023") + "\n"


def to_yaml(value: Any, indent: int = 0) -> str:
    """A nested dictionary, list or scalar as block YAML; every text stands in double quotes, as in JSON."""
    pad = "  " * indent
    if isinstance(value, dict) and value:
        return "".join(f"{pad}{key}:{_yaml_part(part, indent)}" for key, part in value.items())
    if isinstance(value, list) and value:
        return "".join(f"{pad}-{to_yaml(part, indent + 1)[len(pad) + 1 :]}" for part in value)
    return f"{pad}{json.dumps(_plain(value), ensure_ascii=False)}\n"


def _yaml_part(value: Any, indent: int) -> str:
    if isinstance(value, (dict, list)) and value:
        return "\n" + to_yaml(value, indent + isinstance(value, dict))
    return " " + to_yaml(value)


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, (list, tuple)) else value
