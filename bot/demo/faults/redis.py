"""Faults of Valkey."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from bot.demo.faults.base import Fault, stopped
from bot.demo.launching import Command
from bot.demo.plan import HOST
from bot.demo.services import valkey
from bot.demo.spec import Spec

if TYPE_CHECKING:
    from bot.demo.stack import DemoStack

_QUEUE, _JOBS = "jobs", 3_000
_FILLING = 2 * 1024 * 1024  # bytes
_PATIENCE = 10.0  # seconds for a snapshot


@asynccontextmanager
async def _backlog(stack: DemoStack) -> AsyncIterator[None]:
    """Nobody works the queue off, and it grows."""
    await _tell(stack, ("RPUSH", _QUEUE, *(f"job-{number}" for number in range(_JOBS))))
    yield
    await _tell(stack, ("DEL", _QUEUE))


@asynccontextmanager
async def _out_of_memory(stack: DemoStack) -> AsyncIterator[None]:
    limit = ("CONFIG", "SET", "maxmemory-policy", "noeviction", "maxmemory", "1mb")
    await _tell(stack, ("SET", "backlog", "x" * _FILLING), limit)
    yield
    await _tell(stack, ("CONFIG", "SET", "maxmemory", "0"), ("DEL", "backlog"))


@asynccontextmanager
async def _read_only_replica(stack: DemoStack) -> AsyncIterator[None]:
    """After a failover another server is the primary, and the product still writes to the old one."""
    server = stack.supervisor["redis"].spec.command.argv[0]
    port = stack.plan.ports.promoted
    directory = str(stack.plan.directory / "redis")
    argv = (
        server,
        "--bind",
        HOST,
        "--port",
        str(port),
        "--save",
        "",
        "--dir",
        directory,
        "--dbfilename",
        "promoted.rdb",  # not the snapshot of the other server, which may be an old one
        "--repl-diskless-sync-delay",
        "0",
    )
    other = stack.supervisor.add(Spec("redis-promoted", Command(argv, directory=directory), port, "Ready to accept"))
    await other.start()
    await _tell(stack, ("REPLICAOF", HOST, str(port)))
    await _until(stack, "master_link_status:up", "replication")
    yield
    await _tell(stack, ("REPLICAOF", "NO", "ONE"))
    await stack.supervisor.remove("redis-promoted")


@asynccontextmanager
async def _persistence_error(stack: DemoStack) -> AsyncIterator[None]:
    """A directory stands where the snapshot should go, so that saving fails even for root."""
    blocked = stack.plan.directory / "redis" / "blocked.rdb"
    await asyncio.to_thread((blocked / "occupied").mkdir, parents=True)
    await _tell(stack, ("CONFIG", "SET", "dbfilename", blocked.name, "save", "3600 1"), ("BGSAVE",))
    await _until(stack, "rdb_last_bgsave_status:err", "persistence")
    yield
    await _tell(stack, ("CONFIG", "SET", "dbfilename", "dump.rdb"), ("BGSAVE",))
    await _until(stack, "rdb_last_bgsave_status:ok", "persistence")
    await _tell(stack, ("CONFIG", "SET", "save", ""))
    await asyncio.to_thread(shutil.rmtree, blocked)


@asynccontextmanager
async def _password_changed(stack: DemoStack) -> AsyncIterator[None]:
    other = secrets.token_hex(16)
    await _tell(stack, ("CONFIG", "SET", "requirepass", other))
    yield
    with contextlib.suppress(valkey.ValkeyError):  # a restart in the meantime has brought the old one back
        url = stack.plan.redis_url.replace(stack.plan.secrets.redis, other)
        await valkey.command(url, ("CONFIG", "SET", "requirepass", stack.plan.secrets.redis))


async def _tell(stack: DemoStack, *commands: tuple[str, ...]) -> list[str | None]:
    return await valkey.command(stack.plan.redis_url, *commands)


async def _until(stack: DemoStack, line: str, section: str) -> None:
    async with asyncio.timeout(_PATIENCE):
        while line not in str(await _tell(stack, ("INFO", section))):  # noqa: ASYNC110 - the server raises no event
            await asyncio.sleep(0.02)


FAULTS = (
    Fault("queue-backlog", "backend", "Thousands of jobs wait in the backend's queue.", _backlog, process="redis"),
    Fault(
        "redis-out-of-memory", "redis", "Valkey is past maxmemory and may evict nothing: writes fail.", _out_of_memory
    ),
    Fault("redis-read-only", "redis", "Valkey has become a replica and refuses writes.", _read_only_replica),
    Fault("redis-cannot-persist", "redis", "Snapshots fail, so Valkey refuses writes (MISCONF).", _persistence_error),
    Fault("redis-auth", "redis", "Valkey's password was changed at the server only.", _password_changed),
    stopped("redis-down", "redis", "Valkey is stopped; its port refuses connections."),
)
