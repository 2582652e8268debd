'''For a vendor's own tests: a model that does not keep the limits of a plan fails its test.

In a test, or as a fixture without a plugin::

    from policeaudit.testing import assert_within_limits

    @pytest.fixture
    def within_limits():
        """Call it with the predictions on the validation set."""
        return functools.partial(assert_within_limits, plan="oversight/plan.toml")

    def test_the_new_model_keeps_the_limits(within_limits):
        within_limits(model.predict_log(validation_set))
'''

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from policeaudit.api import AuditResult, audit
from policeaudit.assessment.model import Assessment
from policeaudit.gate import DEFAULT, Level, decide
from policeaudit.gate.formats import FORMATS
from policeaudit.plan import Plan
from policeaudit.text import Language

__all__ = ["assert_within_limits"]


def assert_within_limits(
    frame: Any,
    plan: str | Path | Mapping[str, Any] | Plan,
    *,
    fail_on: Level | str | Sequence[Level | str] = DEFAULT,
    baseline: AuditResult | Assessment | None = None,
    lang: Language | None = None,
) -> AuditResult:
    """Fail unless a log was shown to keep the limits of a plan, as ``policeaudit check`` does.

    Args:
        frame: the log, as for ``policeaudit.audit``.
        plan: the plan, as for ``policeaudit.audit``.
        fail_on: the level, or levels, from which on it fails: ``"cannot-tell"``, ``"watch"``, ``"action-needed"``; the lowest
            counts.
        baseline: the audit of the last release: what got worse fails too.
        lang: the language of the message; None is that of the plan.

    Returns:
        The audit, for further assertions.

    Raises:
        AssertionError: when something stands in the way; the message says what, and what would settle it.
        UsageError: when ``frame`` is neither a frame nor a file.
        PlanError: with every mistake of the plan, or when it sets no limit.
        DataError: when the data can't be audited.
        ValueError: when a level is none.
    """
    __tracebackhide__ = True
    found = audit(frame, plan, fairlearn=False)
    last = baseline.assessment if isinstance(baseline, AuditResult) else baseline
    decision = decide(found.assessment, [fail_on] if isinstance(fail_on, str) else fail_on, last)
    if not decision.passed:
        raise AssertionError(FORMATS["text"](decision, lang or found.assessment.audit.language, Path()))
    return found
