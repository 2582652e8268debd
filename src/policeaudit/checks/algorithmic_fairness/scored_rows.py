"""Which rows a score is judged on, and by how much repeated subjects make them fewer than they look."""

from __future__ import annotations

import numpy as np

from policeaudit.checks.evidence import Evidence
from policeaudit.log.tally import ALL
from policeaudit.measures import MEASURES, FloatArray


def beyond_warnings(evidence: Evidence) -> bool:
    """Whether the outcomes of rows without a warning are known too, so that a score is judged on all rows."""
    return evidence.rates(MEASURES["base_rate"], ALL).reasons[0] is None


def design_effects(view: str, evidence: Evidence) -> FloatArray:
    """Design effects of the outcomes that a score is judged on, one a group and at least 1.

    A person has more rows in the whole log than warnings, so those of all rows are larger.
    """
    rates = evidence.rates(MEASURES["precision"], view)
    if beyond_warnings(evidence) and (everyone := evidence.rates(MEASURES["base_rate"], view)).sample is None:
        rates = everyone
    effects = np.divide(rates.n, rates.n_effective, out=np.ones(len(rates.groups)), where=rates.n_effective > 0)
    return np.maximum(effects, 1.0)
