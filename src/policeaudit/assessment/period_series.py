"""Since when? What several audits of one system show beside each other, added to the latest of them."""

from __future__ import annotations

from collections.abc import Sequence

from policeaudit.assessment.model import Assessment, Headline, ShownExhibit, Words
from policeaudit.assessment.period_gaps import gap_series
from policeaudit.assessment.period_steadiness import control_exhibits, drift_exhibits
from policeaudit.assessment.periods import Periods
from policeaudit.plan.parts import Break

CHECK, PILLAR = "C07", "P2"


def with_series(
    current: Assessment, previous: Sequence[Assessment], main: Sequence[str], declared: Sequence[Break]
) -> Assessment:
    """An assessment with the series that it ends; as it is without an earlier one.

    Args:
        current: the new audit.
        previous: earlier audits of the same system, in any order.
        main: the features whose groups are looked at in detail.
        declared: changes that the plan of the new audit declares.
    """
    if not previous or not main:
        return current
    periods = Periods([*sorted(previous, key=lambda each: each.audit.period_end), current], declared)
    gaps, told = gap_series(periods, main)
    found = [*gaps, *drift_exhibits(periods, main), *control_exhibits(periods, main)]
    made = [check.model_copy(update={"not_assessed": None}) if check.id == CHECK else check for check in current.checks]
    return current.model_copy(
        update={
            "exhibits": [
                *current.exhibits,
                *(ShownExhibit(id=f"{CHECK}.{each.name}", check=CHECK, pillar=PILLAR, exhibit=each) for each in found),
            ],
            "headlines": [*current.headlines, *(Headline(check=CHECK, text=Words.of(text)) for text in told)],
            "checks": made if found else current.checks,
        }
    )
