"""What a process that lives for seconds does without."""

from __future__ import annotations

import atexit
import contextlib
import gc
import os
import sys
import threading
from collections.abc import Iterator, Sequence
from importlib import import_module
from importlib.abc import Loader
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import LazyLoader
from types import ModuleType
from typing import Any

_SELDOM_USED = {f"numpy.{name}" for name in ("ctypeslib", "f2py", "ma", "polynomial", "testing")}
"""SciPy imports all that NumPy has; these take as long as half of NumPy, and no audit asks anything of them."""


def settle() -> None:
    """Settings of such a process; before anything large is imported.

    Imports make many objects and no garbage to look for. Nothing here is linear algebra, whose threads would take time
    from the other processes. No plugin of pydantic is looked for.
    """
    gc.disable()
    atexit.register(gc.freeze)  # nor is there any at the end, when Python would look once more
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    sys.meta_path.insert(0, _OnFirstUse())


class _OnFirstUse:
    """Finds modules that are run when something is asked of them, not when they are imported."""

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        spec = PathFinder.find_spec(name, path, target) if name in _SELDOM_USED or name == _SPECIAL else None
        if spec is not None and spec.loader is not None:
            spec.loader = _Special(spec.loader) if name == _SPECIAL else LazyLoader(spec.loader)
        return spec


_SPECIAL = "scipy.special"


class _Special(Loader):
    """SciPy's special functions by themselves; what the package makes of them for other kinds of arrays takes as long again.

    The package runs when something is asked of it that is no such function.
    """

    def __init__(self, package: Loader) -> None:
        self._package = package

    def exec_module(self, module: ModuleType) -> None:
        names, running = vars(module), set[int]()

        def find(name: str) -> Any:
            thread = threading.get_ident()
            if name.startswith("__") or thread in running:
                raise AttributeError(name)
            functions = import_module(f"{_SPECIAL}._ufuncs")
            if hasattr(functions, name):
                return getattr(functions, name)
            # no lock, which imports could wait on: another thread that needs the package meanwhile runs it too, without harm
            running.add(thread)
            self._package.exec_module(module)
            names.pop("__getattr__", None)
            return getattr(module, name)

        names["__getattr__"] = find


@contextlib.contextmanager
def without(package: str) -> Iterator[None]:
    """Keep a package out that others import only to see whether they were given something of it.

    DuckDB and PyArrow look for pandas in that way, and pandas for PyArrow.
    """
    if package in sys.modules:
        yield
        return
    refusal = _Refusal(package)
    sys.meta_path.insert(0, refusal)
    try:
        yield
    finally:
        sys.meta_path.remove(refusal)


class _Refusal:
    """Finds that there is no such package; Python's own mark for that, None in sys.modules, others take for the package."""

    def __init__(self, package: str) -> None:
        self.package = package

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:  # noqa: ARG002 - as Python calls it
        if name == self.package:
            raise ModuleNotFoundError(name=name)
