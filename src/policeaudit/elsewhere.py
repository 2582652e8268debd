"""A second process that gets ready while the first one works, and then answers one question.

fairlearn takes longer to start than an audit takes to count. It starts on the other core. Where no process can be had, or it
fails, the caller does the work itself.

    python -m policeaudit.elsewhere MODULE

imports a module of ours, calls its ``prepare()``, reads the question to the end of the input and writes what its
``answer(question)`` gives.
"""

from __future__ import annotations

import contextlib
import importlib
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Self

from policeaudit.startup import settle

FAIRLEARN = "policeaudit.fairlearn_frames"


class Elsewhere:
    """A process that answers one question by a module of ours; stopped at the end of ``with``, asked or not."""

    def __init__(self, module: str = FAIRLEARN) -> None:
        self._waiting = ThreadPoolExecutor(1)
        self._process: subprocess.Popen[bytes] | None = None
        with contextlib.suppress(OSError):
            self._process = subprocess.Popen(  # noqa: S603 - this interpreter, this file
                [sys.executable, "-P", "-m", "policeaudit.elsewhere", module],  # -P: nothing from the working folder
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )

    def ask(self, question: bytes) -> Callable[[], bytes | None]:
        """Put the question, once; the call that is given back waits for the answer, None where there is none."""
        return self._waiting.submit(self._answer, question).result

    def _answer(self, question: bytes) -> bytes | None:
        if self._process is None:
            return None
        answer, _ = self._process.communicate(question)
        return answer if self._process.returncode == 0 else None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._waiting.shutdown()


def _main() -> None:
    settle()
    module = importlib.import_module(sys.argv[1])
    module.prepare()
    sys.stdout.buffer.write(module.answer(sys.stdin.buffer.read()))


if __name__ == "__main__":
    _main()
