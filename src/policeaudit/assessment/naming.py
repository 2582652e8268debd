"""What a finding is called where it stands alone, away from the card that says what is compared."""

from __future__ import annotations

from policeaudit.assessment.base import Words
from policeaudit.assessment.model import Audit, Finding


def full_heading(finding: Finding, audit: Audit) -> Words:
    """The heading, with the feature's label where a check put the feature together (“Residency, level Blue”)."""
    label = next((f.label for f in audit.features if f.name == finding.sensitive_feature and f.derived), None)
    if label is None:
        return finding.heading
    return Words(en=f"{finding.heading.en} ({label.en})", zh=f"{finding.heading.zh}（{label.zh}）")
