"""The configured Python: the interpreter whose compiler has the last word."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from handlers.core.errors import Permanent
from handlers.repair.judge import Refusal

_START = 20.0  # seconds an interpreter may take to say its version

# Runs on any Python from 3.4: reads one JSON path or {"source": ...} per line, answers null or [message, line].
_WORKER = """
import json, sys, warnings
warnings.simplefilter("ignore")
for line in sys.stdin:
    try:
        asked = json.loads(line)
        if isinstance(asked, dict):
            source = asked["source"]
        else:
            with open(asked, "rb") as file:
                source = file.read()
        compile(source, "<repair>", "exec", 0, True)
        answer = None
    except Exception as problem:
        answer = [str(getattr(problem, "msg", None) or problem), getattr(problem, "lineno", None) or 0]
    sys.stdout.write(json.dumps(answer) + "\\n")
    sys.stdout.flush()
"""


@dataclass(frozen=True, slots=True)
class Interpreter:
    """`command` starts it; `version` is (major, minor); `own` where this process itself is of that version."""

    command: str
    version: tuple[int, int]

    @property
    def own(self) -> bool:
        """Whether this process compiles as the configured Python does."""
        return self.version == sys.version_info[:2]

    def refusals(self, asked: Iterable[str | dict[str, str]]) -> Iterator[Refusal | None]:
        """The verdict on each path, or {"source": text}, in order, from one process of the configured Python."""
        with subprocess.Popen(  # noqa: S603 - the interpreter the stack file names
            [self.command, "-I", "-c", _WORKER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as process:
            if process.stdin is None or process.stdout is None:
                raise Permanent(f"{self.command} could not be asked")
            for question in asked:
                process.stdin.write(json.dumps(question) + "\n")
                process.stdin.flush()
                answer = json.loads(process.stdout.readline() or '["the interpreter stopped", 0]')
                yield Refusal(str(answer[0]), int(answer[1])) if answer else None
            process.stdin.close()


def find_interpreter(configured: str | None) -> Interpreter:
    """The interpreter for `3.12`, `python3.12` or a path; None means this one. Permanent where there is none such."""
    if configured is None:
        return Interpreter(sys.executable, sys.version_info[:2])
    name = f"python{configured}" if re.fullmatch(r"\d+(\.\d+)?", configured) else configured
    command = shutil.which(name)
    if command is None:
        raise Permanent(
            f"the configured Python {configured!r} is not on this machine; name one that is in tests.python"
        )
    try:
        said = subprocess.run(  # noqa: S603 - the interpreter the stack file names
            [command, "-I", "-c", "import sys; print(*sys.version_info[:2])"],
            capture_output=True,
            text=True,
            timeout=_START,
            check=True,
        ).stdout.split()
        return Interpreter(command, (int(said[0]), int(said[1])))
    except (OSError, subprocess.SubprocessError, ValueError, IndexError) as problem:
        raise Permanent(f"the configured Python {configured!r} did not start: {problem}") from problem
