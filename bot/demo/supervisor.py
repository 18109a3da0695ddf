"""All supervised processes by name, and their end."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator, Mapping

from bot.demo.launching import Launching
from bot.demo.process import Process
from bot.demo.spec import Spec, State
from handlers.core.errors import Permanent

_BY_HAND = "set by an operator"


class Supervisor:
    """Starts, watches, restarts and stops processes through two launchers: one for programs, a warm one for Python."""

    def __init__(self) -> None:
        self._programs = Launching(warm=False)
        self._services = Launching(warm=True)
        self._processes: dict[str, Process] = {}

    @property
    def programs(self) -> Launching:
        """The launcher of programs, also for those that only prepare something."""
        return self._programs

    async def open(self) -> None:
        """Start the launchers."""
        await asyncio.gather(self._programs.open(), self._services.open())

    async def close(self) -> None:
        """Stop everything, then the launchers."""
        await asyncio.gather(*(process.stop() for process in self._processes.values()))
        await asyncio.gather(self._programs.close(), self._services.close())

    def add(self, spec: Spec) -> Process:
        """Put a process under supervision, stopped at first."""
        launching = self._programs if spec.command.module is None else self._services
        process = self._processes[spec.name] = Process(spec, launching)
        return process

    async def remove(self, name: str) -> None:
        """Stop a process and forget it."""
        await self[name].stop()
        del self._processes[name]

    def __getitem__(self, name: str) -> Process:
        """The process of that name; Permanent when there is none."""
        try:
            return self._processes[name]
        except KeyError:
            raise Permanent(f"no process {name!r}; there are {', '.join(sorted(self._processes))}") from None

    def __iter__(self) -> Iterator[Process]:
        return iter(list(self._processes.values()))

    async def set_environment(self, name: str, values: Mapping[str, str | None]) -> State:
        """Change variables by hand (None unsets) and restart, leaving a record of the names."""
        process = self[name]
        overlay = {**process.overlays.pop(_BY_HAND, {}), **values}
        process.overlays[_BY_HAND] = overlay
        process.note(f"environment changed: {', '.join(sorted(values))}")
        return await process.restart()

    def forget(self, name: str, variables: Iterable[str]) -> None:
        """Let these variables be again what the process' spec says, whoever changed them; for its next start."""
        dropped = set(variables)
        for key, overlay in self[name].overlays.items():
            self[name].overlays[key] = {kept: value for kept, value in overlay.items() if kept not in dropped}
