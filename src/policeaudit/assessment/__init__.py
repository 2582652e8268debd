"""Findings become pillar verdicts and one Assessment document."""
