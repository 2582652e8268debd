"""What a process of seconds leaves aside works all the same when it is asked for."""

from __future__ import annotations

import json
import subprocess
import sys

ASKED = """
import json, sys
from policeaudit.startup import settle
settle()
import scipy.special
aside = [name for name in ("numpy.f2py.f2py2e", "numpy.ma.core", "numpy.testing._private.utils") if name in sys.modules]
import numpy
numpy.testing.assert_array_equal([1], [1])
print(json.dumps([aside, float(numpy.ma.masked_less([1, 5, 9], 4).mean()), float(scipy.special.ndtr(0))]))
"""


def test_what_scipy_imports_of_numpy_is_run_when_it_is_asked_for() -> None:
    done = subprocess.run([sys.executable, "-c", ASKED], capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == [[], 7.0, 0.5]
