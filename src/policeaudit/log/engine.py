"""The engine: DuckDB behind Ibis, which fetches nothing, spills nothing, and imports only what a count needs."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from types import ModuleType
from typing import Any

import ibis

_SETTINGS = (
    "autoinstall_known_extensions=false",  # nothing is fetched
    "autoload_known_extensions=false",
    "temp_directory=''",  # no row is spilled to disk
    "enable_progress_bar=false",
    "disabled_optimizers='join_order,build_side_probe_side'",  # the right side of our joins is small; it cannot know
)


def connect() -> Any:
    """A connection of its own, in memory."""
    _put_off("ibis.backends.sql.compilers")
    con = ibis.duckdb.connect()
    for setting in _SETTINGS:
        con.raw_sql(f"SET {setting}")
    return con


def _put_off(name: str) -> None:
    """Have a package run only when something is asked of it that no module below it is.

    Ibis' compilers are such a package: it imports those of all engines, while a count needs the one of DuckDB.
    """
    spec = None if name in sys.modules else importlib.util.find_spec(name)
    if spec is not None:
        package = _PutOff(name)
        package.__spec__, package.__path__ = spec, spec.submodule_search_locations  # type: ignore[assignment]
        sys.modules[name] = package


class _PutOff(ModuleType):
    def __getattr__(self, name: str) -> Any:
        spec = self.__spec__
        if name.startswith("__") or spec is None or spec.loader is None:
            raise AttributeError(name)
        if importlib.util.find_spec(f"{self.__name__}.{name}"):
            return importlib.import_module(f"{self.__name__}.{name}")
        self.__class__ = ModuleType  # type: ignore[assignment]  # it runs once
        spec.loader.exec_module(self)
        return getattr(self, name)
