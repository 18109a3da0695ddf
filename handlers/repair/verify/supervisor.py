"""A program of its own: runs a command within a memory limit, and takes everything it leaves behind with it.

Orphans of the command become this process's children, whatever session, group or environment they gave themselves, so
that none of them outlives it. Started as `python -I supervisor.py BYTES COMMAND...`; ends with the command's exit
status, or 128 and the number of the signal that ended it. SIGTERM ends everything.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import FrameType

_PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h
_NOT_STARTED = 127  # as a shell says it


def main(memory: int, command: list[str]) -> int:
    """Run `command` with `memory` bytes of address space for each of its processes; its exit status."""
    signal.signal(signal.SIGTERM, _stop)
    with suppress(OSError, AttributeError):  # another system than Linux: the caller looks for what is left
        ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    child = os.fork()
    if child == 0:
        _become(memory, command)
    try:
        return _ended(child)
    finally:
        _kill_all()


def _become(memory: int, command: list[str]) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        os.execvp(command[0], command)  # noqa: S606 - never a shell
    except OSError as problem:
        sys.stderr.write(f"{command[0]} cannot be started: {problem.strerror}\n")
        sys.stderr.flush()
        os._exit(_NOT_STARTED)


def _stop(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


def _ended(child: int) -> int:
    """The exit status of `child`; orphans that end before it are reaped on the way."""
    while True:
        pid, status = os.waitpid(-1, 0)
        if pid == child:
            code = os.waitstatus_to_exitcode(status)
            return code if code >= 0 else 128 - code


def _kill_all() -> None:
    """Kill children until there are none: those of a killed one become ours."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    while Path("/proc/self").exists():
        for pid in _children():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return


def _children() -> Iterator[int]:
    own = str(os.getpid())
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal():
            with suppress(OSError):
                # The name, in parentheses, may hold anything; the state and the parent come after it.
                if (entry / "stat").read_text(errors="replace").rpartition(")")[2].split()[1] == own:
                    yield int(entry.name)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), sys.argv[2:]))
