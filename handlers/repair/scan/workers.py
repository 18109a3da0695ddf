"""The scan's worker processes: started at once, asked from threads, replaced where the compiler ends one."""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from handlers.core.errors import Permanent
from handlers.repair.judge import Refusal
from handlers.repair.scan.interpreter import Interpreter
from handlers.repair.scan.pool import batches, processors
from handlers.repair.scan.worker import UNJUDGED

_HOME = str(Path(__file__).parents[3])
_SCRIPT = f"import sys; sys.path.insert(0, {_HOME!r}); from handlers.repair.scan.worker import main; main()"
_AT_ONCE = 20
_LIMIT = 60.0  # seconds for one question; the compiler takes a tenth of that for the largest file it may be given
_GAVE_UP = "the compiler gave up: nested too deeply"
_TOO_LATE = "the compiler did not come to an end"

Suspicions = Sequence[str]


@dataclass(frozen=True, slots=True)
class Unjudged:
    """No verdict, and why."""

    reason: str


Answer = Refusal | Unjudged | None


class Worker:
    """One process of the configured Python, asked by one thread at a time."""

    def __init__(self, command: str, limit: float) -> None:
        self._command, self._limit = command, limit
        self._process = self._start()
        self.late = False

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603 - the interpreter the stack file names
            [self._command, "-I", "-S", "-B", "-c", _SCRIPT],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def ask(self, question: Sequence[Any]) -> list[Any] | None:
        """The answer; None where the process ended over the question, which is then replaced.

        `late` says whether it had to be ended because it took too long.
        """
        into, out = self._process.stdin, self._process.stdout
        if into is None or out is None:
            return None
        self.late = False
        timer = threading.Timer(self._limit, self._expire, (self._process,))
        timer.start()
        try:
            into.write(json.dumps(question).encode() + b"\n")
            into.flush()
            line = out.readline()
        except OSError:
            line = b""
        finally:
            timer.cancel()
        if line.endswith(b"\n"):
            return list(json.loads(line))
        self.close()
        self._process = self._start()
        return None

    def _expire(self, process: subprocess.Popen[bytes]) -> None:
        self.late = True
        process.kill()

    def close(self) -> None:
        """End the process."""
        self._process.kill()
        self._process.communicate()


class Workers:
    """As many workers as processors; every method blocks."""

    def __init__(self, python: Interpreter, count: int, limit: float) -> None:
        self._all = [Worker(python.command, limit) for _ in range(count)]
        self._threads = ThreadPoolExecutor(count)
        self._idle = list(self._all)
        self._lock = threading.Lock()

    def judge(self, top: Path, asked: Sequence[tuple[str, Suspicions]]) -> list[Answer]:
        """The compiler's verdict on each file, in order; those with suspicions only where one is confirmed."""
        questions = [(f"{top}/{path}", suspicions) for path, suspicions in asked]
        answers = self._threads.map(self._ask, batches(questions, _AT_ONCE))
        return [_read(answer) for batch in answers for answer in batch]

    def close(self) -> None:
        """End all."""
        self._threads.shutdown(wait=True, cancel_futures=True)
        for worker in self._all:
            worker.close()

    def _ask(self, questions: Sequence[Any]) -> list[Any]:
        with self._lock:
            worker = self._idle.pop()
        try:
            answers = worker.ask(questions)
            return [_one(worker, question) for question in questions] if answers is None else answers
        finally:
            with self._lock:
                self._idle.append(worker)


def _one(worker: Worker, question: Any) -> Any:
    answers = worker.ask([question])
    if answers is not None:
        return answers[0]
    return (_TOO_LATE, UNJUDGED) if worker.late else (_GAVE_UP, 0)


def _read(answer: Any) -> Answer:
    if answer is None:
        return None
    said, line = str(answer[0]), int(answer[1])
    return Unjudged(said) if line == UNJUDGED else Refusal(said, line)


@contextmanager
def workers(python: Interpreter, limit: float = _LIMIT) -> Iterator[Workers]:
    """Workers for the block's length, ended where one answer takes `limit` seconds.

    Permanent where the interpreter cannot be started.
    """
    try:
        started = Workers(python, processors(), limit)
    except OSError as problem:
        raise Permanent(f"{python.command} could not be started: {problem}") from problem
    try:
        yield started
    finally:
        started.close()
