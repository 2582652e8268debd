"""Pillar P6: governance, openness and redress."""
