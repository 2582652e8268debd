"""What the models of a plan and of the files beside it are made of."""

from policeaudit.plan.model import _Part as _Part
from policeaudit.plan.model import problem as problem
