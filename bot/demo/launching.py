"""The demo's side of `bot.demo.launcher`: start a process, read its log line by line, learn of its end."""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import signal
import socket
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

_LONGEST_LINE = 8_000
_LARGEST_REPLY = 4_096
_LOG_PATIENCE = 0.5  # seconds
_PACKAGES = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Command:
    """What to run: a Python `module` with arguments, or, without one, the program `argv[0]`.

    `user` is an account to change to (root only); `death_signal` is what it gets when the demo itself is killed.
    """

    argv: tuple[str, ...] = ()
    module: str | None = None
    directory: str = "/"
    user: str | None = None
    death_signal: int = signal.SIGKILL


@dataclass(slots=True)
class Child:
    """A started process. `exited` becomes its exit code (128 + n after signal n) once its log is read to the end."""

    exited: asyncio.Future[int]
    pid: int = 0
    log_ended: asyncio.Event = field(default_factory=asyncio.Event)


class Lines(asyncio.Protocol):
    """Cuts a pipe into lines; a line that never ends is cut too."""

    def __init__(self, on_line: Callable[[str], None], ended: asyncio.Event) -> None:
        self._on_line = on_line
        self._ended = ended
        self._rest = b""

    def data_received(self, data: bytes) -> None:
        """Hand on every whole line."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            self._on_line(line.decode(errors="replace")[:_LONGEST_LINE])
        if len(self._rest) > _LONGEST_LINE:
            self._on_line(self._rest.decode(errors="replace"))
            self._rest = b""

    def connection_lost(self, _: Exception | None) -> None:
        """Hand on what is left."""
        if self._rest:
            self._on_line(self._rest.decode(errors="replace"))
        self._ended.set()


class Launching:
    """One launcher process. Start it from the thread that lives as long as the demo: the kernel watches the thread."""

    def __init__(self, *, warm: bool) -> None:
        self._warm = warm
        self._ids = itertools.count()
        self._starting: dict[int, tuple[Child, asyncio.Future[None]]] = {}
        self._running: dict[int, Child] = {}
        self._background: set[asyncio.Task[None]] = set()
        self._socket: socket.socket | None = None
        self._launcher: asyncio.subprocess.Process | None = None

    async def open(self) -> None:
        """Start the launcher; it takes requests as soon as it is up."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ours.setblocking(False)
        arguments = [str(os.getpid()), str(theirs.fileno())] + (["--warm"] if self._warm else [])
        with theirs:
            self._launcher = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot.demo.launcher", *arguments),
                pass_fds=[theirs.fileno()],
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": os.pathsep.join([str(_PACKAGES), *sys.path[1:]])},
                start_new_session=True,
            )
        self._socket = ours
        asyncio.get_running_loop().add_reader(ours, self._receive, ours)

    async def close(self) -> None:
        """Kill whatever is still running, and the launcher itself."""
        if self._socket is not None:
            asyncio.get_running_loop().remove_reader(self._socket)
            self._socket.close()
        if self._launcher is not None:
            await self._launcher.wait()
        for task in self._background:
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)

    async def spawn(self, command: Command, environment: Mapping[str, str], on_line: Callable[[str], None]) -> Child:
        """Start one process with exactly this environment; `on_line` gets each line it writes."""
        loop = asyncio.get_running_loop()
        read, write = os.pipe()
        number = next(self._ids)
        child = Child(loop.create_future())
        started: asyncio.Future[None] = loop.create_future()
        self._starting[number] = child, started
        try:
            await self._send(_request(number, command, environment), write)
        finally:
            os.close(write)
        await loop.connect_read_pipe(lambda: Lines(on_line, child.log_ended), os.fdopen(read, "rb", buffering=0))
        await started
        return child

    async def _send(self, data: bytes, descriptor: int) -> None:
        if self._socket is None:
            raise RuntimeError("the launcher is not open")
        while True:
            try:
                socket.send_fds(self._socket, [data], [descriptor])
            except BlockingIOError:
                await asyncio.sleep(0.001)
            else:
                return

    def _receive(self, ours: socket.socket) -> None:
        try:
            data = ours.recv(_LARGEST_REPLY)
        except (BlockingIOError, ConnectionResetError):
            return
        if not data:
            self._lost(ours)
            return
        message = json.loads(data)
        if "id" in message:
            child, started = self._starting.pop(message["id"])
            child.pid = message["pid"]
            self._running[child.pid] = child
            started.set_result(None)
        else:
            task = asyncio.create_task(_finish(self._running.pop(message["pid"]), message["exit"]))
            self._background.add(task)
            task.add_done_callback(self._background.discard)

    def _lost(self, ours: socket.socket) -> None:
        """The launcher is gone, and with it all it started."""
        asyncio.get_running_loop().remove_reader(ours)
        for _, started in self._starting.values():
            started.set_exception(RuntimeError("the launcher ended; its last words are on standard error"))
        for child in self._running.values():
            child.exited.set_result(128 + signal.SIGKILL)
        self._starting, self._running = {}, {}


async def _finish(child: Child, code: int) -> None:
    """Let the log end first: the reason of an exit is in its last lines."""
    try:
        async with asyncio.timeout(_LOG_PATIENCE):
            await child.log_ended.wait()
    except TimeoutError:  # a grandchild still holds the pipe
        pass
    child.exited.set_result(code if code >= 0 else 128 - code)


def _request(number: int, command: Command, environment: Mapping[str, str]) -> bytes:
    request = {
        "id": number,
        "argv": command.argv,
        "module": command.module,
        "directory": command.directory,
        "user": command.user,
        "death_signal": command.death_signal,
        "environment": dict(environment),
    }
    return json.dumps(request).encode()
