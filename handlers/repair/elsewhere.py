"""Repairs made, or judged, by a configured Python of another version than this one: only it knows its own syntax.

The engine needs nothing but the standard library of the oldest version it is written for. From that on, processes of
the configured Python run it; what older ones are to read is mended here, and left alone where they refuse it.
"""

from __future__ import annotations

import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any

from handlers.repair.file import FileRepair, left_alone

if TYPE_CHECKING:
    from handlers.repair.scan.interpreter import Interpreter

_OLDEST = (3, 11)
_ROOT = Path(__file__).parents[2]
_SERVE = "import sys; sys.path.insert(0, sys.argv[1]); from handlers.repair.elsewhere import serve; serve()"
_JUDGE = "import sys; compile(sys.stdin.buffer.read(), '<repair>', 'exec', 0, True)"

Work = Callable[..., FileRepair | None]
Submit = Callable[[Work, tuple[Any, ...]], "Future[FileRepair | None]"]


@contextmanager
def elsewhere(python: Interpreter, processes: int) -> Iterator[Submit]:
    """Gives what runs `work(path, data, ...)` of the engine for that Python, `processes` at a time.

    A file that ends the process it is repaired in is left alone.
    """
    idle: SimpleQueue[_Process] = SimpleQueue()
    with ThreadPoolExecutor(processes) as threads:
        for _ in range(processes):
            idle.put(_Process(python.command))
        try:
            if python.version >= _OLDEST:
                yield lambda work, given: threads.submit(_asked, idle, work, given)
            else:
                yield lambda work, given: threads.submit(_judged, python, work, given)
        finally:
            threads.shutdown(cancel_futures=True)
            for _ in range(processes):
                idle.get().end()


def accepts(python: Interpreter, data: bytes) -> bool:
    """Whether that Python compiles `data`. Blocks for as long as it takes to start one."""
    judge = [python.command, "-I", "-W", "ignore", "-c", _JUDGE]
    return not subprocess.run(judge, input=data, capture_output=True, check=False).returncode  # noqa: S603 - configured


def serve() -> None:
    """Do what standard input asks for, until it ends."""
    asked, answers = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr
    with suppress(EOFError):
        while True:
            work, given = pickle.load(asked)  # noqa: S301 - our own parent process writes it
            pickle.dump(work(*given), answers)
            answers.flush()


class _Process:
    """One process of the configured Python, started when it is first needed, and again when it died."""

    def __init__(self, command: str) -> None:
        self._command = command
        self._running: subprocess.Popen[bytes] | None = None

    def ask(self, work: Work, given: tuple[Any, ...]) -> FileRepair | None:
        """What `work` makes of `given`. EOFError or OSError where the process died of it."""
        running = self._running = self._running or self._started()
        assert running.stdin is not None  # noqa: S101 - a pipe
        assert running.stdout is not None  # noqa: S101 - a pipe
        pickle.dump((work, given), running.stdin)
        running.stdin.flush()
        answer: FileRepair | None = pickle.load(running.stdout)  # noqa: S301 - our own child process writes it
        return answer

    def end(self) -> None:
        """Stop it."""
        if self._running is not None:
            self._running.kill()
            self._running.communicate()
            self._running = None

    def _started(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603 - the interpreter the stack file names
            [self._command, "-I", "-B", "-c", _SERVE, str(_ROOT)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )


def _asked(idle: SimpleQueue[_Process], work: Work, given: tuple[Any, ...]) -> FileRepair | None:
    process = idle.get()
    try:
        return process.ask(work, given)
    except (EOFError, OSError, pickle.UnpicklingError):
        process.end()
        return left_alone(*given[:2])
    finally:
        idle.put(process)


def _judged(python: Interpreter, work: Work, given: tuple[Any, ...]) -> FileRepair | None:
    """What `work` makes of `given` here, unless that Python refuses it."""
    found = work(*given)
    if found is None or found.after is None:
        return found
    return found if accepts(python, found.after) else left_alone(*given[:2])
