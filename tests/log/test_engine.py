"""The engine imports what a count needs; what somebody else wants of the same library is there all the same."""

from __future__ import annotations

import subprocess
import sys

SCRIPT = """
import sys
from policeaudit.log.engine import connect
con = connect()
assert con.raw_sql("SELECT 6 * 7").fetchall() == [(42,)]
assert "ibis.backends.sql.compilers.trino" not in sys.modules, "imported without need"
from ibis.backends.sql.compilers import TrinoCompiler
import ibis.backends.sql.compilers as compilers
assert compilers.trino.TrinoCompiler is TrinoCompiler is compilers.TrinoCompiler
try:
    compilers.nothing_of_the_kind
except AttributeError:
    print("well")
"""


def test_compilers_of_other_engines_are_imported_when_somebody_asks_for_them() -> None:
    done = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "well\n"), done.stderr


def test_nothing_is_fetched_and_nothing_is_spilled() -> None:
    from policeaudit.log.engine import connect

    con = connect()
    asked = "autoinstall_known_extensions", "autoload_known_extensions", "temp_directory"
    found = [con.raw_sql(f"SELECT current_setting('{name}')").fetchone()[0] for name in asked]
    assert found == [False, False, ""]


WITHOUT_PANDAS = """
import sys
import pyarrow as pa
from policeaudit.log.engine import without_pandas
with without_pandas():
    assert pa.scalar(42).as_py() == 42, "the first thing that PyArrow is asked for makes it look for pandas"
    assert "pandas" not in sys.modules
import pandas
print("well")
"""


def test_pyarrow_makes_do_without_pandas_and_others_have_it_afterwards() -> None:
    done = subprocess.run([sys.executable, "-c", WITHOUT_PANDAS], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "well\n"), done.stderr
