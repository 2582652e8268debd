"""The audit plan as typed models: what is audited, in which columns, against which limits, set by whom and when."""

from policeaudit.plan.model import Plan
from policeaudit.plan.parts import Feature, Limit
from policeaudit.plan.read import LoadedPlan, check_plan, load_plan

__all__ = ["Feature", "Limit", "LoadedPlan", "Plan", "check_plan", "load_plan"]
