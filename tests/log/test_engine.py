"""The engine imports what a count needs; what somebody else wants of the same library is there all the same."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from lab import plan_of, run_cli, write_plan

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


WITHOUT = """
import sys
import pyarrow as pa
import pyarrow.compute as pc
from policeaudit.startup import without
with without('pandas'):
    filled = pc.fill_null(pa.array([None, 1]), 7).to_pylist()
sys.stdout.write(f"{filled} {'pandas' in sys.modules}")
"""


def test_arrow_does_without_pandas_for_a_while() -> None:
    """In a process where it did not look for pandas before, as that of an audit of Parquet files."""
    done = subprocess.run([sys.executable, "-c", WITHOUT], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("[7, 1] False", "")


def test_a_parquet_log_is_counted_in_a_process_that_has_not_imported_pandas(tmp_path: Path) -> None:
    """Regression: PyArrow, asked about pandas for the first time while it is kept out, stopped every such audit."""
    columns = {"origin": ["migrant", "local"] * 50, "alert": ["1"] * 100, "outcome": ["right", "wrong"] * 50}
    pq.write_table(pa.table(columns), tmp_path / "log.parquet")
    done = run_cli("run", write_plan(tmp_path, plan_of(log__path="log.parquet")), "--out", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert "100 delivered = 100 used" in done.stdout


def test_pandas_is_there_for_whoever_asks_afterwards() -> None:
    script = (
        "import pyarrow as pa\nfrom policeaudit.startup import without\n"
        "with without('pandas'):\n    pa.scalar(1)\nprint(pa.table({'a': [1]}).to_pandas().shape)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "(1, 1)\n"), done.stderr
