"""Pillar P5: honest execution and fair resources."""
