"""The same logs at three gates: which of them lets a log through, and by what figure.

    python benchmarks/gates.py

* policeaudit: ``policeaudit check`` with the plan of each log.
* fairlearn: no gate of its own; ``MetricFrame``'s difference in precision is held against the limit, as its users do.
* vfairness (only if installed): ``ModelFairnessGate`` on its predictive parity difference.

The last two know no outcome that is still open, so each log goes through them twice: without the rows whose outcome is open,
and with those outcomes as missing values, where they accept that. The limit is 5 points everywhere.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pandas as pd
from fairlearn.metrics import MetricFrame
from sklearn.metrics import precision_score
from workload import ROOT, describe

LIMIT = 0.05


@dataclass(frozen=True)
class Case:
    """A log with its plan, and what an outcome means there."""

    title: str
    plan: str
    log: str
    confirmed: str
    unfounded: str


CASES = (
    Case("selective outcomes", "audits/selective-outcomes.toml", "selective-outcomes/log", "属实", "不属实"),
    *(
        Case(name, "examples/vendor-ci/plan.toml", f"vendor-ci/{name}", "confirmed", "unfounded")
        for name in ("fair", "unfair", "too-little")
    ),
)


def main() -> None:
    warnings.simplefilter("ignore")  # both say at length what they leave out
    print(describe(("policeaudit", "fairlearn", "vfairness")))
    for case in CASES:
        print(f"\n{case.title}")
        for gate, answer in _answers(case):
            print(f"  {gate:<42} {answer}")


def _answers(case: Case) -> Iterator[tuple[str, str]]:
    path = ROOT / "examples" / f"{case.log}.csv.gz"
    log = pd.read_csv(path, dtype=str, keep_default_na=False)
    truth = log["outcome"].map({case.confirmed: 1.0, case.unfounded: 0.0})
    alert, group = log["alert"].astype(int), log["residency"]
    yield "policeaudit check", _ours(case, path)
    gates: dict[str, Callable[[pd.Series, pd.Series, pd.Series], str]] = {"fairlearn": _fairlearn}
    if find_spec("vfairness"):
        gates["vfairness"] = _vfairness
    for name, gate in gates.items():
        known = truth.notna()
        yield f"{name}, rows with an outcome only", gate(truth[known], alert[known], group[known])
        if not known.all():
            yield f"{name}, open outcomes as missing values", gate(truth, alert, group)


def _ours(case: Case, log: Path) -> str:
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "found.json"
        command = [sys.executable, "-m", "policeaudit", "check", str(ROOT / case.plan), str(log)]
        code = subprocess.run(
            [*command, "--format", "json", "--output", str(out)], check=False, capture_output=True
        ).returncode
        found = json.loads(out.read_text(encoding="utf-8"))["entries"]
    precision = next(each for each in found if each["measure"] == "precision")
    gap, word = precision["gap"], precision["verdict"].replace("_", " ")
    told = f"{'stops' if code else 'passes'}: {word}, a gap of {round(gap['value'], 6) + 0:.1%}"
    if gap["lower_bound"] == gap["upper_bound"]:
        return told
    return f"{told}, anywhere from {gap['lower_bound']:.1%} to {gap['upper_bound']:.1%}"


def _fairlearn(truth: pd.Series, alert: pd.Series, group: pd.Series) -> str:
    try:
        frame = MetricFrame(metrics=precision_score, y_true=truth, y_pred=alert, sensitive_features=group)
        return _held(float(frame.difference()))
    except ValueError as error:
        return f"refuses: {str(error).splitlines()[0]}"


def _vfairness(truth: pd.Series, alert: pd.Series, group: pd.Series) -> str:
    from vfairness import ModelFairnessGate

    name = "predictive_parity_difference"
    gate = ModelFairnessGate(metrics=[name], thresholds={name: LIMIT})
    decision = gate.evaluate(*(np.asarray(each) for each in (truth, alert, group)))
    gap = decision.metadata["computed_metrics"].get(name)
    return f"{'passes' if decision.approved else 'stops'}: a gap of {gap:.1%}" if gap is not None else "stops"


def _held(gap: float) -> str:
    return f"{'passes' if gap <= LIMIT else 'stops'}: a gap of {gap:.1%}"


if __name__ == "__main__":
    main()
