"""Pillar P1: data security and privacy."""
