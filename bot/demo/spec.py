"""What a supervised process is made of: its description, its states, and the records kept of it."""

from __future__ import annotations

import signal
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from bot.demo.launching import Command


class State(StrEnum):
    """`exited`: it ended by itself; `stopped`: somebody stopped it, or it was never started."""

    STARTING = "starting"
    RUNNING = "running"
    EXITED = "exited"
    STOPPED = "stopped"


class Front(Protocol):
    """A door that is open exactly while the process behind it is ready."""

    async def open(self) -> None:
        """The process is ready."""

    async def close(self) -> None:
        """The process has ended."""


@dataclass(frozen=True, slots=True)
class Spec:
    """What a process is. It is ready once `ready` appears in a line of its log.

    `memory_limit` (bytes resident) is enforced as a platform does: by SIGKILL, and a line in the log.
    """

    name: str
    command: Command
    port: int
    ready: str = "listening on"
    environment: Mapping[str, str] = field(default_factory=dict)
    stop_signal: int = signal.SIGTERM
    memory_limit: int | None = None
    front: Front | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a log, and when it was read."""

    at: datetime
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """Something that happened to a process, and when."""

    at: datetime
    what: str
