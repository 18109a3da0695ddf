"""Faults of Postgres and Valkey."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.demo.faults.base import Fault, stopped

if TYPE_CHECKING:
    from bot.demo.stack import DemoStack

_DELAY = 0.3  # seconds per piece of an answer: a login needs four, a query two


async def _slow(stack: DemoStack) -> None:
    stack.postgres.proxy.delay = _DELAY


async def _fast(stack: DemoStack) -> None:
    stack.postgres.proxy.delay = 0.0


FAULTS = (
    stopped("postgres-down", "postgres", "Postgres is stopped; its port refuses connections."),
    stopped("redis-down", "redis", "Valkey is stopped; its port refuses connections."),
    Fault(
        "slow-database",
        "postgres",
        "Every answer of Postgres comes 300 ms late, for services and probes.",
        _slow,
        _fast,
    ),
)
