"""Reads an assessment back from the file that an audit wrote."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from policeaudit.assessment.model import Assessment
from policeaudit.errors import DataError, Problem, UsageError
from policeaudit.text import Text

_PUBLIC = Text(
    en="is a public edition, which lacks numbers that are needed here: give the assessment.json of the full one",
    zh="是公开版，缺少此处所需的数字：请指定完整版的assessment.json",
)


def read_assessment(path: Path, *, public: bool = False) -> Assessment:
    """Read an assessment.json, or the one in a report's folder; ``public``: a public edition will do as well.

    Raises:
        UsageError: when there is no such file, or it is a public edition, which lacks numbers.
        DataError: when it is no assessment of this version.
    """
    if path.is_dir():
        path = path / "assessment.json"
    try:
        found = Assessment.model_validate_json(path.read_bytes())
    except OSError as error:
        text = Text(en="cannot be read: {why}", zh="无法读取：{why}")
        raise UsageError(Problem(str(path), text.fill(why=error.strerror or "?"))) from None
    except ValidationError as error:
        first = error.errors()[0]
        text = Text(
            en="is no assessment that this version can read ({where}: {why})",
            zh="不是本版本可读取的评估文件（{where}：{why}）",
        )
        where = ".".join(str(step) for step in first["loc"]) or "file"
        raise DataError(Problem(str(path), text.fill(where=where, why=first["msg"]))) from None
    if found.public is not None and not public:
        raise UsageError(Problem(str(path), _PUBLIC))
    return found
