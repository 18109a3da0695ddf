"""What a fault is, and the ways most of them are made."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Protocol

from bot.demo.certificates import Certificates
from bot.demo.control_plane.server import ControlPlane
from bot.demo.plan import Plan
from bot.demo.postgres import Postgres
from bot.demo.process import Process
from bot.demo.spec import State
from bot.demo.supervisor import Supervisor

Values = Mapping[str, str | None]
_CRASHES = 3  # after this many in a row the supervisor makes a long pause


class Breakable(Protocol):
    """The parts of a running demo stack that faults meddle with."""

    plan: Plan
    supervisor: Supervisor
    postgres: Postgres
    certificates: Certificates
    control: ControlPlane


@dataclass(frozen=True, slots=True)
class Fault:
    """One way the stack breaks.

    `service` is where the cause is. Entering `effect` injects it and returns once it has taken hold; leaving it lifts
    it and returns once what it broke is back. `processes` are what is meddled with, where that is not just
    the service's own.
    """

    name: str
    service: str
    description: str
    effect: Callable[[Breakable], AbstractAsyncContextManager[None]]
    processes: tuple[str, ...] = ()

    @property
    def touches(self) -> frozenset[str]:
        """The processes it is done to."""
        return frozenset(self.processes or (self.service,))


def stopped(name: str, service: str, description: str) -> Fault:
    """The service's process is not running."""

    @asynccontextmanager
    async def effect(stack: Breakable) -> AsyncIterator[None]:
        process = stack.supervisor[service]
        process.note("stopped")
        await process.stop()
        yield
        process.note("started")
        await process.start()

    return Fault(name, service, description, effect)


def configured(
    name: str,
    service: str,
    description: str,
    values: Values | Callable[[Breakable], Values],
    settle: Callable[[Process], Awaitable[None]] | None = None,
) -> Fault:
    """The service's process runs with other environment variables (None: without them).

    `settle` waits for the consequence, where that comes later than the restart.
    """

    @asynccontextmanager
    async def effect(stack: Breakable) -> AsyncIterator[None]:
        changed = values(stack) if callable(values) else values
        process = stack.supervisor[service]
        process.overlays[name] = changed
        stack.control.record(service)
        await _restart(process, changed)
        if settle is not None:
            await settle(process)
        yield
        process.overlays.pop(name, None)
        stack.supervisor.forget(service, changed)
        await _restart(process, changed)
        stack.control.withdraw(service)

    return Fault(name, service, description, effect)


async def given_up(process: Process) -> None:
    """Wait until a process that dies again and again is left alone for a while."""
    while True:
        await process.until(State.EXITED, State.STOPPED)
        if process.crashes >= _CRASHES or not process.will_restart:
            return
        await process.until(State.STARTING, State.RUNNING)


async def _restart(process: Process, changed: Values) -> None:
    process.note(f"environment changed: {', '.join(sorted(changed))}")
    if process.state is State.STOPPED:  # another fault keeps it down; the change waits for its start
        return
    await process.restart()
