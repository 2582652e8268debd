"""What a process that lives for seconds does without."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import LazyLoader
from types import ModuleType

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
        spec = PathFinder.find_spec(name, path, target) if name in _SELDOM_USED else None
        if spec is not None and spec.loader is not None:
            spec.loader = LazyLoader(spec.loader)
        return spec
