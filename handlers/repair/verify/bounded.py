"""Run a command in bounds: time, memory, no secrets in its environment, nothing left running at the end."""

from __future__ import annotations

import asyncio
import os
import secrets
import shlex
import signal
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from handlers.core.errors import Permanent

_PASSED_ON = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "SYSTEMROOT", "VIRTUAL_ENV")
_MARK = "MEDIC_BOUNDED"
_OUTPUT = 4_000_000  # bytes kept; what comes beyond is read and dropped
_SUPERVISOR = Path(__file__).with_name("supervisor.py")
_MERCY = 5.0  # seconds for the supervisor to end what it started


@dataclass(frozen=True, slots=True)
class Bounds:
    """`seconds` until it is killed, `memory` in bytes of address space for each of its processes."""

    seconds: float = 600.0
    memory: int = 4_000_000_000


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended. `status` is its exit status, None where it was killed at the time limit."""

    status: int | None
    output: str


async def run(command: str, directory: Path, python: str, bounds: Bounds | None = None) -> Ran:
    """Run `command` (split as a shell would, never given to one) in `directory`.

    A leading `python` stands for the configured interpreter. Permanent where the command cannot be understood.
    """
    bounds = bounds or Bounds()
    arguments = _arguments(command, python)
    mark = secrets.token_hex(16)
    with tempfile.TemporaryDirectory(prefix="medic-run-") as home:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-I", str(_SUPERVISOR), str(bounds.memory), *arguments),
            cwd=directory,
            env=_environment(home, mark),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,
        )
        output = bytearray()
        try:
            async with asyncio.timeout(bounds.seconds):
                await _drain(process, output)
                status: int | None = await process.wait()
        except TimeoutError:
            status = None
        finally:
            await _end(process, mark)
            with suppress(TimeoutError):  # whoever holds the pipe now got away from every means there is
                async with asyncio.timeout(_MERCY):
                    await _drain(process, output)
    return Ran(status, output.decode("utf-8", "replace"))


def _arguments(command: str, python: str) -> list[str]:
    try:
        arguments = shlex.split(command)
    except ValueError as problem:
        raise Permanent(f"{command!r} cannot be understood: {problem}") from problem
    if not arguments:
        raise Permanent("the command is empty")
    return [python, *arguments[1:]] if arguments[0] in ("python", "python3") else arguments


def _environment(home: str, mark: str) -> dict[str, str]:
    passed = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    return passed | {"HOME": home, "TMPDIR": home, _MARK: mark, "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"}


async def _drain(process: asyncio.subprocess.Process, output: bytearray) -> None:
    while process.stdout is not None and (chunk := await process.stdout.read(1 << 16)):
        output += chunk[: max(0, _OUTPUT - len(output))]


async def _end(process: asyncio.subprocess.Process, mark: str) -> None:
    """Ask the supervisor to end everything; what is left after that, itself too, is killed."""
    with suppress(ProcessLookupError):
        process.terminate()
    with suppress(TimeoutError):
        async with asyncio.timeout(_MERCY):
            await process.wait()
    await asyncio.to_thread(_kill, process.pid, mark)
    await process.wait()


def _kill(group: int, mark: str) -> None:
    """Kill the command's group, and whatever left the group but still carries the mark in its environment."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            if process.environ().get(_MARK) == mark:
                process.kill()
