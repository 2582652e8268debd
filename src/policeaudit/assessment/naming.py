"""What a system and a finding are known by where they stand alone, away from their report or card."""

from __future__ import annotations

from policeaudit.assessment.base import Words
from policeaudit.assessment.model import Audit, Finding
from policeaudit.plan.parts import AuditPart

SystemKey = str | tuple[str, str]


def system_key(audit: Audit | AuditPart) -> SystemKey:
    """What makes two audits audits of one system: its declared id, or else the names of operator and system."""
    return audit.system_id or (audit.operator.en, audit.system.en)


def full_heading(finding: Finding, audit: Audit) -> Words:
    """The heading, with the feature's label where a check put the feature together (“Residency, level Blue”)."""
    label = next((f.label for f in audit.features if f.name == finding.sensitive_feature and f.derived), None)
    if label is None:
        return finding.heading
    return Words(en=f"{finding.heading.en} ({label.en})", zh=f"{finding.heading.zh}（{label.zh}）")
