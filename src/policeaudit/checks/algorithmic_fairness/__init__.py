"""Pillar P2: fair and accurate warnings."""
