"""Reads the earlier public editions that a new one is protected against."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from policeaudit.assessment.model import Assessment
from policeaudit.errors import Problem, UsageError
from policeaudit.text import Text

Previous = tuple[str, Assessment]
"""The SHA-256 of an earlier public document, and the document."""

_UNREADABLE = Text(en="cannot be read: {why}", zh="无法读取：{why}")
_NOT_PUBLIC = Text(
    en="is no public assessment that this version can read: give the assessment.public.json of an earlier edition",
    zh="不是本版本可读取的公开版评估文件：请指定以往的assessment.public.json",
)


def read_previous(paths: Sequence[Path]) -> list[Previous]:
    """Earlier public editions.

    Raises:
        UsageError: when one can't be read or is no public edition.
    """
    found = []
    for path in paths:
        try:
            data = path.read_bytes()
        except OSError as error:
            raise UsageError(Problem(str(path), _UNREADABLE.fill(why=error.strerror or "?"))) from None
        try:
            document = Assessment.model_validate_json(data)
        except ValidationError:
            document = None
        if document is None or document.public is None:
            raise UsageError(Problem(str(path), _NOT_PUBLIC))
        found.append((hashlib.sha256(data).hexdigest(), document))
    return found
