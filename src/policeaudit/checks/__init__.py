"""Checks: each is a question put to the evidence, one file each, in a folder per pillar.

A new file in a pillar's folder that defines ``CHECK`` is found by itself, and so is its function ``examine``, if it has one.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING

from policeaudit.checks.check import Check

if TYPE_CHECKING:
    from policeaudit.checks.evidence import Evidence
    from policeaudit.checks.examination import Examination


def all_checks() -> list[Check]:
    """Every check in the folders of this package, by id."""
    return sorted((module.CHECK for module in _modules()), key=lambda check: check.id)


def examiners() -> list[tuple[Check, Callable[[Evidence], Examination]]]:
    """The checks that look at the evidence by themselves, with the functions that do."""
    found = [(module.CHECK, module.examine) for module in _modules() if hasattr(module, "examine")]
    return sorted(found, key=lambda each: each[0].id)


@cache
def _modules() -> tuple[ModuleType, ...]:
    return tuple(_found())


def _found() -> Iterator[ModuleType]:
    for pillar in pkgutil.iter_modules(__path__, f"{__name__}."):
        if pillar.ispkg:
            package = importlib.import_module(pillar.name)
            for module in pkgutil.iter_modules(package.__path__, f"{pillar.name}."):
                imported = importlib.import_module(module.name)
                if hasattr(imported, "CHECK"):
                    yield imported
