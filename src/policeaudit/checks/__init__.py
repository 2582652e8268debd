"""Checks: each is a question put to the tally, one file each, in a folder per pillar.

A new file in a pillar's folder that defines ``CHECK`` is found by itself.
"""

from __future__ import annotations

import importlib
import pkgutil

from policeaudit.checks.check import Check


def all_checks() -> list[Check]:
    """Every check in the folders of this package, by id."""
    found: list[Check] = []
    for pillar in pkgutil.iter_modules(__path__, f"{__name__}."):
        if not pillar.ispkg:
            continue
        package = importlib.import_module(pillar.name)
        modules = pkgutil.iter_modules(package.__path__, f"{pillar.name}.")
        found.extend(importlib.import_module(module.name).CHECK for module in modules)
    return sorted(found, key=lambda check: check.id)
