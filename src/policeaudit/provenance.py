"""What is needed to repeat an audit: digests, versions, the command."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import platform
import subprocess
from importlib.metadata import version
from pathlib import Path

from policeaudit import __version__
from policeaudit.assessment.model import SCHEMA, Provenance
from policeaudit.log.tally import Tally
from policeaudit.plan import LoadedPlan

_LIBRARIES = (
    "duckdb",
    "fairlearn",
    "ibis-framework",
    "numpy",
    "pandas",
    "pyarrow",
    "scipy",
)


def provenance(loaded: LoadedPlan, tally: Tally, command: str) -> Provenance:
    """Where an assessment comes from. Nothing in it depends on the folder that the audit ran in."""
    return Provenance(
        tool="policeaudit",
        version=__version__,
        commit=_commit(),
        schema_=SCHEMA,
        plan_name=loaded.path.name,
        plan_sha256=loaded.sha256,
        tally_sha256=tally.digest(),
        command=command,
        seed=None,
        created_at=dt.datetime.now(dt.UTC).replace(microsecond=0),
        python=platform.python_version(),
        platform=platform.system(),
        libraries={name: version(name) for name in _LIBRARIES},
    )


def manifest(contents: dict[str, bytes], about: Provenance) -> bytes:
    """The list of all files of a report with their digests."""
    files = {
        name: {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        for name, data in sorted(contents.items())
    }
    document = {
        "schema": "policeaudit.manifest/1",
        "provenance": about.model_dump(mode="json", by_alias=True),
        "files": files,
    }
    return (json.dumps(document, ensure_ascii=False, indent=2) + "\n").encode()


def _commit() -> str | None:
    """The commit of a checkout that the tool runs from; None for an installed package."""
    root = Path(__file__).resolve().parents[2]
    if not (root / ".git").exists():
        return None
    try:
        done = subprocess.run(  # noqa: S603 - fixed words
            ["git", "-C", str(root), "rev-parse", "--short=12", "HEAD"],  # noqa: S607
            capture_output=True,
            text=True,
            timeout=5,
            check=False,
        )
    except OSError:
        return None
    return done.stdout.strip() or None
