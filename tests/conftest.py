"""Makes the tests' own helpers (``lab.py``) importable and the property tests repeatable.

``HYPOTHESIS_PROFILE=explore pytest`` draws new examples, ten times as many where a test does not say how many.
"""

import os
import sys
from pathlib import Path

from hypothesis import settings

sys.path.insert(0, str(Path(__file__).parent))

settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.register_profile("explore", max_examples=1000, deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))
