"""The measured error rates of the verdicts, as ``norms/error_rates.toml`` holds them; ``make validate`` writes that file."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def error_rates() -> dict[str, Any]:
    """When and on how many generated reports the rates were measured, and the rates (fractions)."""
    return tomllib.loads(files("policeaudit").joinpath("norms", "error_rates.toml").read_text(encoding="utf-8"))
