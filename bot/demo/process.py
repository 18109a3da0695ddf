"""One supervised process: its state, its log, its environment, and what was done to it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections import deque
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from bot.demo.launching import Child, Launching
from bot.demo.runs import Runs
from bot.demo.spec import Change, Line, Spec, State

_LOG_LINES = 2_000
_CHANGES = 200
_START_PATIENCE = 20.0  # seconds until a process that neither becomes ready nor exits is left as `starting`
_STOP_PATIENCE = 5.0  # seconds between the polite signal and SIGKILL
_BACKOFF = (0.1, 0.2, 30.0)  # seconds before the n-th restart in a row; the last is repeated
_MEMORY_PERIOD = 0.05  # seconds
_LONG_LIFE = 10.0  # seconds after which a crash counts as the first again


class Process:
    """A process under supervision.

    A crash after it was ready is followed by a restart, with growing pauses; a failure to start is not, because the
    same start would fail the same way.
    """

    def __init__(self, spec: Spec, launching: Launching) -> None:
        self.spec = spec
        self.state = State.STOPPED
        self.exit_code: int | None = None
        self.restarts = 0
        self.started_at: datetime | None = None
        self.lines: deque[Line] = deque(maxlen=_LOG_LINES)
        self.changes: deque[Change] = deque(maxlen=_CHANGES)
        self.overlays: dict[str, Mapping[str, str | None]] = {}
        self.memory_limit = spec.memory_limit
        self.runs = Runs()
        self._launching = launching
        self._child: Child | None = None
        self._watching: asyncio.Task[None] | None = None
        self._restarting: asyncio.Task[None] | None = None
        self._readying: asyncio.Task[None] | None = None  # kept, or it could be collected half-way
        self._stopping = False
        self.crashes = 0
        self._changed = asyncio.Event()
        self._lock = asyncio.Lock()
        self._running_environment: dict[str, str] = {}

    @property
    def pid(self) -> int | None:
        """The leader of its process group, while it lives."""
        return self._child.pid if self._child is not None else None

    @property
    def log(self) -> list[str]:
        """The last lines it wrote, oldest first."""
        return [line.text for line in self.lines]

    @property
    def suspended(self) -> bool:
        """Whether a signal keeps it from running (Linux: state T in proc(5), stat)."""
        try:
            return (
                self.pid is not None and Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"
            )
        except (OSError, IndexError):
            return False

    @property
    def will_restart(self) -> bool:
        """Whether a restart after a crash is pending."""
        return self._restarting is not None

    @property
    def environment(self) -> dict[str, str]:
        """What the next start will get: the spec's variables with the overlays on top, oldest first; None unsets."""
        merged: dict[str, str | None] = dict(self.spec.environment)
        for overlay in self.overlays.values():
            merged.update(overlay)
        return {name: value for name, value in merged.items() if value is not None}

    @property
    def running_environment(self) -> dict[str, str]:
        """What the process got at its last start."""
        return dict(self._running_environment)

    def note(self, what: str) -> None:
        """Add to the record of changes."""
        self.changes.append(Change(datetime.now(UTC), what))

    def forget(self) -> None:
        """Clear the log, the record of changes and that of earlier runs."""
        self.lines.clear()
        self.changes.clear()
        self.runs.forget()

    async def until(self, *states: State) -> State:
        """Wait for one of the states."""
        while self.state not in states:
            await self._changed.wait()
        return self.state

    async def until_logged(self, text: str) -> None:
        """Wait for a line of its present run that holds `text`, or until the process has ended."""
        while not any(text in line.text for line in self.runs.lines) and self._child is not None:
            await self._changed.wait()

    async def start(self) -> State:
        """Start it unless it is up; returns once it is ready, has exited, or has used up the patience."""
        async with self._lock:
            self.restarts = 0
            return await self._start()

    async def stop(self) -> None:
        """Stop it and its whole group: politely first, then for good. No restart follows."""
        async with self._lock:
            await self._stop()

    async def restart(self) -> State:
        """Stop and start. `restarts` counts only those after a crash, from the last start somebody asked for."""
        async with self._lock:
            await self._stop()
            self.restarts = 0
            return await self._start()

    async def _start(self) -> State:
        if self._child is not None:
            return self.state
        self._cancel_restart()
        self.exit_code = None
        self._running_environment = self.environment
        self.runs.begin(self._running_environment)
        self._set(State.STARTING)
        self.started_at = datetime.now(UTC)
        self._child = await self._launching.spawn(self.spec.command, self._running_environment, self._on_line)
        self._watching = asyncio.create_task(self._watch(self._child))
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_START_PATIENCE):
                await self.until(State.RUNNING, State.EXITED, State.STOPPED)
        return self.state

    async def _stop(self) -> None:
        self._cancel_restart()
        child, watching = self._child, self._watching
        if child is not None and watching is not None:
            self._stopping = True
            self.signal(self.spec.stop_signal)
            self.signal(signal.SIGCONT)  # a frozen process hears nothing else
            done, _ = await asyncio.wait([watching], timeout=_STOP_PATIENCE)
            if not done:
                self.signal(signal.SIGKILL)
                await watching
            self._stopping = False
        self.crashes = 0
        self.exit_code = None  # how it ended before is in its runs; it is down because somebody stopped it
        self._set(State.STOPPED)

    def signal(self, signum: int) -> None:
        """Send a signal: to the leader, and SIGKILL to the whole group."""
        if self._child is None:
            return
        pid = self._child.pid
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signum)
            if signum == signal.SIGKILL:
                os.killpg(pid, signum)

    def _on_line(self, line: str) -> None:
        self.lines.append(Line(datetime.now(UTC), line))
        self.runs.add(self.lines[-1])
        self._wake()
        if self.state is State.STARTING and self.spec.ready in line:
            self._readying = asyncio.create_task(self._become_ready())

    async def _become_ready(self) -> None:
        if self.spec.front is not None:
            await self.spec.front.open()
        if self.state is State.STARTING:
            self.runs.ready()
            self._set(State.RUNNING)

    async def _watch(self, child: Child) -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        guard = asyncio.create_task(self._guard_memory(child, self.memory_limit)) if self.memory_limit else None
        code = await child.exited
        if guard is not None:
            guard.cancel()
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.pid, signal.SIGKILL)
        was_ready = self.state is State.RUNNING
        self._child = None
        self.exit_code = code
        if self.spec.front is not None:
            await self.spec.front.close()
        self.runs.end(code, by_request=self._stopping)
        if self._stopping:
            return
        self.note(f"exited with code {code}" + ("" if was_ready else " before it was ready"))
        self._set(State.EXITED)
        if was_ready:
            self.crashes = 1 if loop.time() - began > _LONG_LIFE else self.crashes + 1
            self._restarting = asyncio.create_task(self._restart_later())

    async def _guard_memory(self, child: Child, limit: int) -> None:
        while True:
            await asyncio.sleep(_MEMORY_PERIOD)
            used = resident(child.pid)
            if used > limit:
                self._on_line(f"Memory limit of {limit >> 20} MiB exceeded with {used >> 20} MiB used.")
                self.note(f"killed: it used {used >> 20} MiB, its limit is {limit >> 20} MiB")
                self.signal(signal.SIGKILL)
                return

    async def _restart_later(self) -> None:
        await asyncio.sleep(_BACKOFF[min(self.crashes, len(_BACKOFF)) - 1])
        async with self._lock:
            self._restarting = None
            self.restarts += 1
            self.note(f"restarted after a crash, the {self.crashes}. in a row")
            await self._start()

    def _cancel_restart(self) -> None:
        if self._restarting is not None:
            self._restarting.cancel()
            self._restarting = None

    def _set(self, state: State) -> None:
        self.state = state
        self._wake()

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()


def resident(pid: int) -> int:
    """Bytes of memory a process holds, 0 when it is gone (Linux: proc(5), statm, second field, in pages)."""
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")
