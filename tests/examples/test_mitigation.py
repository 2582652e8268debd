"""The notebook about retraining runs from top to bottom and shows what it says."""

from __future__ import annotations

import json
from typing import Any

import pytest

from lab import ROOT
from policeaudit.thresholds import WhatIf

NOTEBOOK = json.loads((ROOT / "examples/mitigation/mitigation.ipynb").read_text(encoding="utf-8"))
CODE = [cell for cell in NOTEBOOK["cells"] if cell["cell_type"] == "code"]


def test_it_holds_no_results() -> None:
    assert CODE
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in CODE)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # fairlearn's, about pandas
def test_retraining_keeps_the_limits_that_the_first_model_breaks() -> None:
    names: dict[str, Any] = {}
    for cell in CODE:
        exec("".join(cell["source"]), names)
    limited = ("false_positive_rate", "false_negative_rate")
    before, after = (
        {f.measure: f.verdict for f in names[audit].findings if f.measure in limited}
        for audit in ("audit_before", "audit_after")
    )
    assert before == dict.fromkeys(limited, "action_needed")
    assert after == dict.fromkeys(limited, "no_concern")
    found: WhatIf = names["thresholds"].document
    joint = next(aim for aim in found.aims if aim.kind == "equalized_odds")
    left = {each.strategy: each.warnings_after for each in joint.remedies if not each.with_room}
    assert left["common"] < found.present.warnings / 10
    assert left["each"] > found.present.warnings / 2
    price = names["price"]
    assert price.loc["real cases missed", "after"] > price.loc["real cases missed", "before"]
    assert price.loc["unfounded", "after"] < price.loc["unfounded", "before"]
