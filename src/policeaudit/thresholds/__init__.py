"""What to change: thresholds that would keep the limits of a plan, what they cost, and what else could be done."""

from policeaudit.thresholds.explore import explore as explore
from policeaudit.thresholds.explore import require as require
from policeaudit.thresholds.model import WhatIf as WhatIf
