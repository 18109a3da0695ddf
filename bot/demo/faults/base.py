"""What a fault is, and the ways most of them are made."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.demo.stack import DemoStack

Effect = Callable[["DemoStack"], Awaitable[None]]
Values = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Fault:
    """One way the stack breaks. `service` is where the cause is; both effects return once they have taken hold."""

    name: str
    service: str
    description: str
    inject: Effect
    lift: Effect


def stopped(name: str, service: str, description: str) -> Fault:
    """The service's process is not running."""

    async def inject(stack: DemoStack) -> None:
        process = stack.supervisor[service]
        process.note("stopped")
        await process.stop()

    async def lift(stack: DemoStack) -> None:
        await stack.supervisor[service].start()

    return Fault(name, service, description, inject, lift)


def configured(
    name: str, service: str, description: str, values: Values | Callable[[DemoStack], Values], process: str = ""
) -> Fault:
    """The service's process runs with other environment variables (None: without them). `process`, where it differs."""
    runs = process or service

    async def inject(stack: DemoStack) -> None:
        changed = values(stack) if callable(values) else values
        target = stack.supervisor[runs]
        target.overlays[name] = changed
        target.note(f"environment changed: {', '.join(sorted(changed))}")
        await target.restart()

    async def lift(stack: DemoStack) -> None:
        target = stack.supervisor[runs]
        changed = target.overlays.pop(name, {})
        stack.supervisor.forget_by_hand(runs)
        target.note(f"environment changed: {', '.join(sorted(changed))}")
        await target.restart()

    return Fault(name, service, description, inject, lift)
