"""policeaudit: holds smart-policing systems to account. It audits; it never predicts, ranks or names a person.

>>> import policeaudit as pa
>>> found = pa.audit(frame, "audits/my-city-2026q3.toml")  # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"
__all__ = ["AuditResult", "Plan", "PoliceauditError", "WhatIfResult", "__version__", "audit", "load_plan", "whatif"]

if TYPE_CHECKING:
    from policeaudit.api import AuditResult, WhatIfResult, audit, whatif
    from policeaudit.errors import PoliceauditError
    from policeaudit.plan import Plan, load_plan

_HOMES = {
    "AuditResult": "policeaudit.api",
    "Plan": "policeaudit.plan",
    "PoliceauditError": "policeaudit.errors",
    "audit": "policeaudit.api",
    "WhatIfResult": "policeaudit.api",
    "load_plan": "policeaudit.plan",
    "whatif": "policeaudit.api",
}


def __getattr__(name: str) -> Any:
    """Load what is asked for, and no more: ``policeaudit --help`` asks for nothing."""
    if name not in _HOMES:
        msg = f"module {__name__!r} has no attribute {name!r}"
        raise AttributeError(msg)
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    """The public names."""
    return sorted({*globals(), *__all__})
