"""Over several audits: whether what is rated drifts, and whether precision is steady."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from policeaudit.assessment.model import Assessment, Distribution
from policeaudit.assessment.periods import Periods
from policeaudit.assessment.redefinitions import Change
from policeaudit.checks.control_chart import Series, control_charts
from policeaudit.checks.drift_table import SCORES, Pair, Sample, drift_table
from policeaudit.checks.exhibit import Exhibit
from policeaudit.text import Text


def drift_exhibits(periods: Periods, main: Sequence[str]) -> list[Exhibit]:
    """Scores and the mix of the main features' groups in each period against the first that can be compared."""
    current = periods.audits[-1].audit
    labels = {each.name: each.label.text for each in current.features}
    pairs = list(_pairs(None, SCORES, lambda found: found.redefines_scores, periods))
    for name in main:
        pairs += _pairs(name, labels[name], lambda found, name=name: found.redefines_groups(name), periods)  # type: ignore[misc]
    if not pairs:
        return []
    title = Text(en="Drift of scores and groups, by period", zh="分数与群体构成的逐期偏移")
    return [drift_table("periods.drift", title, pairs, current.rules.min_n, periods.between(0, periods.last))]


def _pairs(feature: str | None, what: Text, redefines: Callable[[Change], bool], periods: Periods) -> Iterator[Pair]:
    for place in range(1, len(periods.audits)):
        start = periods.start(place, redefines)
        before, after = (_distribution(periods.audits[i], feature) for i in (start, place))
        if start == place or before is None or after is None:
            continue
        bins = list(dict.fromkeys([*before.bins, *after.bins]))
        samples = [_sample(each, bins) for each in (before, after)]
        yield Pair(what, periods.labels[start], periods.labels[place], *samples)


def _distribution(audit: Assessment, feature: str | None) -> Distribution | None:
    return next((each for each in audit.intake.distributions if each.feature == feature), None)


def _sample(of: Distribution, bins: list[str]) -> Sample:
    rows = dict(zip(of.bins, of.rows, strict=True))
    return Sample(np.array([rows.get(name, 0) for name in bins], dtype=np.int64), of.design_effect)


def control_exhibits(periods: Periods, main: Sequence[str]) -> list[Exhibit]:
    """Precision by period with its control limits, in the present stretch, where that is long enough."""
    if not main:
        return []
    first = periods.start(periods.last, lambda found: any(found.redefines_gaps(name) for name in main))
    audits = periods.audits[first:]
    features = {each.name: each for each in audits[-1].audit.features}
    series = [_series(Text(en="everyone", zh="全部"), None, None, audits)]
    series += [
        _series(group.label.text, name, group.id, audits)
        for name in main
        for group in features[name].groups
        if not group.id.startswith("__")
    ]
    title = Text(en="Precision by period, with its usual limits", zh="各期预警准确率及其常态范围")
    y_label = Text(en="share of checked warnings that proved right", zh="已核查预警中的属实比例")
    return control_charts("periods.control", title, periods.axis(main[0], first), series, y_label)


def _series(label: Text, feature: str | None, group: str | None, audits: Sequence[Assessment]) -> Series:
    values, rows = [], []
    for audit in audits:
        found = [
            m
            for m in audit.measures
            if (m.measure, m.sensitive_feature, m.group) == ("precision", feature, group) and m.value is not None
        ]
        values.append(found[0].value if found else np.nan)
        rows.append((found[0].n_effective or found[0].n) if found else 0)
    return Series(label, np.array(values, dtype=np.float64), np.array(rows, dtype=np.float64))
