"""What a process of seconds leaves aside works all the same when it is asked for."""

from __future__ import annotations

import json
import math
import subprocess
import sys

import pytest

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


SPECIAL = """
import json, sys
from policeaudit.startup import settle
settle()
from scipy.special import betaincinv, ndtr
before = "scipy.special._support_alternative_backends" in sys.modules
from scipy.special import logsumexp
import scipy.special
found = [float(ndtr(0)), float(betaincinv(1, 1, 0.25)), float(logsumexp([0, 0])), float(scipy.special.gamma(5))]
after = "scipy.special._support_alternative_backends" in sys.modules
print(json.dumps([before, after, found, hasattr(scipy.special, "nothing")]))
"""


def test_special_functions_come_without_their_package_which_runs_when_more_is_asked_of_it() -> None:
    done = subprocess.run([sys.executable, "-c", SPECIAL], capture_output=True, text=True, check=True)
    before, after, found, other = json.loads(done.stdout)
    assert (before, after, other) == (False, True, False)
    assert found == pytest.approx([0.5, 0.25, math.log(2), 24.0])
