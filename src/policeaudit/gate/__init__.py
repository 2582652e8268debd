"""A gate before delivery: which findings of an audit stop it, said in the form that a build server reads."""

from policeaudit.gate.decide import DEFAULT, Decision, Level, decide, level_of, require_limits

__all__ = ["DEFAULT", "Decision", "Level", "decide", "level_of", "require_limits"]
