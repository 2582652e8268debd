"""Pillar P4: digital inclusion and service coverage."""
