"""Pillar P3: people and technology in balance."""
