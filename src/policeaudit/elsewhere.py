"""Second processes that get ready while the first one works, and then answer one question each.

Two libraries, fairlearn and the chart renderer, take longer to start than an audit takes to count. They start on the other
core. Where no process can be had, or it fails, the caller does the work itself.

    python -m policeaudit.elsewhere MODULE

imports a module of ours, calls its ``prepare()``, reads the question to the end of the input and writes what its
``answer(question)`` gives.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import os
import subprocess
import sys


class Elsewhere:
    """A process that answers one question by a module of ours."""

    def __init__(self, module: str) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        with contextlib.suppress(OSError):
            self._process = subprocess.Popen(  # noqa: S603 - this interpreter, this file
                [sys.executable, "-P", "-m", "policeaudit.elsewhere", module],  # -P: nothing from the working folder
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )

    def ask(self, question: bytes) -> bytes | None:
        """The answer; None where there is none. Only once."""
        if self._process is None:
            return None
        answer, _ = self._process.communicate(question)
        return answer if self._process.returncode == 0 else None

    def stop(self) -> None:
        """End the process, whether it was asked or not."""
        if self._process is not None:
            self._process.kill()
            self._process.communicate()


class Helpers:
    """The processes of one audit: ``fairlearn`` and ``artist``, which draws the report."""

    def __init__(self) -> None:
        self.fairlearn = Elsewhere("policeaudit.fairlearn_frames")
        self.artist = Elsewhere("policeaudit.report.draw")

    def __enter__(self) -> Helpers:
        return self

    def __exit__(self, *_: object) -> None:
        self.fairlearn.stop()
        self.artist.stop()


def settle() -> None:
    """Settings of a process that lives for seconds; before anything large is imported.

    Imports make many objects and no garbage to look for. Nothing here is linear algebra, whose threads would take time
    from the other processes.
    """
    gc.set_threshold(200_000)
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def _main() -> None:
    settle()
    module = importlib.import_module(sys.argv[1])
    module.prepare()
    sys.stdout.buffer.write(module.answer(sys.stdin.buffer.read()))


if __name__ == "__main__":
    _main()
