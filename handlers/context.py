"""The Context a handler is given: the environment it works on and the ports it works through."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from handlers.core.ports import Progress
from handlers.core.report import Report
from handlers.core.request import Request
from handlers.probes.base import Tools
from handlers.stack.environment import Environment


@dataclass(frozen=True, slots=True)
class Context:
    """`environment` is the one the request names; `tools` are shared by the process; `progress` is this run's."""

    environment: Environment
    tools: Tools
    progress: Progress


Handler = Callable[[Request, Context], Awaitable[Report]]
