"""The report: an assessment drawn as one self-contained HTML page a language."""

from policeaudit.report.render import render

__all__ = ["render"]
