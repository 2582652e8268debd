"""The measured error rates of the verdicts, as ``norms/error_rates.toml`` holds them; ``make validate`` writes that file."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def error_rates() -> dict[str, Any] | None:
    """When and on how many generated reports the rates were measured, and the rates (fractions); None before that."""
    measured = files("policeaudit").joinpath("norms", "error_rates.toml")
    return tomllib.loads(measured.read_text(encoding="utf-8")) if measured.is_file() else None
