"""A second process that gets ready while the first one works, and then answers one question.

Two libraries, fairlearn and the chart renderer, take longer to start than an audit takes to count. They start on the other
core. Where no process can be had, or it fails, the caller does the work itself.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys


class Elsewhere:
    """Runs ``python -m module``, which reads its question to the end of its input and writes its answer."""

    def __init__(self, module: str) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        with contextlib.suppress(OSError):
            self._process = subprocess.Popen(  # noqa: S603 - this interpreter, a module of ours
                [sys.executable, "-P", "-m", module],  # -P: nothing from the working folder
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )

    def __enter__(self) -> Elsewhere:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()

    def ask(self, question: bytes) -> bytes | None:
        """The answer; None where there is none. Only once."""
        if self._process is None:
            return None
        answer, _ = self._process.communicate(question)
        return answer if self._process.returncode == 0 else None
