"""The configured Python: the interpreter whose compiler has the last word."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass

from handlers.core.errors import Permanent

_START = 20.0  # seconds an interpreter may take to say its version


@dataclass(frozen=True, slots=True)
class Interpreter:
    """`command` starts it; `version` is (major, minor); `own` where this process itself is of that version."""

    command: str
    version: tuple[int, int]

    @property
    def own(self) -> bool:
        """Whether this process compiles as the configured Python does."""
        return self.version == sys.version_info[:2]


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
