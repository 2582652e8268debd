"""Rows become counts here, and only here."""
