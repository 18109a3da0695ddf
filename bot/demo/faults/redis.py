"""Faults of Valkey."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.demo.faults.base import Breakable, Fault, stopped
from bot.demo.launching import Command
from bot.demo.plan import HOST
from bot.demo.services import valkey
from bot.demo.spec import Spec

_QUEUE, _JOBS = "jobs", 3_000
_FILLING = 2 * 1024 * 1024  # bytes
_PATIENCE = 10.0  # seconds for a snapshot


@asynccontextmanager
async def _backlog(stack: Breakable) -> AsyncIterator[None]:
    """Nobody works the queue off, and it grows."""
    await _tell(stack, ("RPUSH", _QUEUE, *(f"job-{number}" for number in range(_JOBS))))
    yield
    await _tell(stack, ("DEL", _QUEUE))


@asynccontextmanager
async def _out_of_memory(stack: Breakable) -> AsyncIterator[None]:
    limit = ("CONFIG", "SET", "maxmemory-policy", "noeviction", "maxmemory", "1mb")
    await _tell(stack, ("SET", "backlog", "x" * _FILLING), limit)
    yield
    await _tell(stack, ("CONFIG", "SET", "maxmemory", "0"), ("DEL", "backlog"))


@asynccontextmanager
async def _read_only_replica(stack: Breakable) -> AsyncIterator[None]:
    """After a failover another server is the primary, with all the data; the product still writes to the old one."""
    promoted = await _promoted(stack)
    await _until(stack, "master_link_status:up", "replication", promoted)
    await valkey.command(promoted, ("REPLICAOF", "NO", "ONE"))
    await _tell(stack, ("REPLICAOF", HOST, str(stack.plan.ports.promoted)))
    await _until(stack, "master_link_status:up", "replication")
    yield
    await _tell(stack, ("REPLICAOF", "NO", "ONE"))
    await stack.supervisor.remove("redis-promoted")


async def _promoted(stack: Breakable) -> str:
    """Start the other server as a replica of the product's; its address."""
    server = stack.supervisor["redis"].spec.command.argv[0]
    port, directory = stack.plan.ports.promoted, str(stack.plan.directory / "redis")
    settings = {
        "bind": HOST, "port": str(port), "save": "", "dir": directory, "dbfilename": "promoted.rdb",
        "repl-diskless-sync-delay": "0", "masterauth": stack.plan.secrets.redis,
    }  # fmt: skip
    words = [word for name, value in settings.items() for word in (f"--{name}", value)]
    command = Command((server, *words, "--replicaof", HOST, str(stack.plan.ports.redis)), directory=directory)
    other = stack.supervisor.add(Spec("redis-promoted", command, port, "Ready to accept"))
    await other.start()
    return f"redis://{HOST}:{port}/0"


@asynccontextmanager
async def _persistence_error(stack: Breakable) -> AsyncIterator[None]:
    """A directory stands where the snapshot should go, so that saving fails even for root."""
    blocked = stack.plan.directory / "redis" / "blocked.rdb"
    await asyncio.to_thread((blocked / "occupied").mkdir, parents=True)
    await _tell(stack, ("CONFIG", "SET", "dbfilename", blocked.name, "save", "3600 1"))
    await _save(stack)
    await _until(stack, "rdb_last_bgsave_status:err", "persistence")
    yield
    await _tell(stack, ("CONFIG", "SET", "dbfilename", "dump.rdb"))
    await _save(stack)
    await _until(stack, "rdb_last_bgsave_status:ok", "persistence")
    await _tell(stack, ("CONFIG", "SET", "save", ""))
    await asyncio.to_thread(shutil.rmtree, blocked)


@asynccontextmanager
async def _password_changed(stack: Breakable) -> AsyncIterator[None]:
    other = secrets.token_hex(16)
    await _tell(stack, ("CONFIG", "SET", "requirepass", other))
    yield
    with contextlib.suppress(valkey.ValkeyError):  # a restart in the meantime has brought the old one back
        url = stack.plan.redis_url.replace(stack.plan.secrets.redis, other)
        await valkey.command(url, ("CONFIG", "SET", "requirepass", stack.plan.secrets.redis))


async def _save(stack: Breakable) -> None:
    """One snapshot; another that is under way (for a replica, or by schedule) is waited for."""
    async with asyncio.timeout(_PATIENCE):
        while True:
            await _until(stack, "rdb_bgsave_in_progress:0", "persistence")
            with contextlib.suppress(valkey.ValkeyError):
                await _tell(stack, ("BGSAVE",))
                return


async def _tell(stack: Breakable, *commands: tuple[str, ...]) -> list[str | None]:
    return await valkey.command(stack.plan.redis_url, *commands)


async def _until(stack: Breakable, line: str, section: str, url: str = "") -> None:
    async with asyncio.timeout(_PATIENCE):
        while line not in str(await valkey.command(url or stack.plan.redis_url, ("INFO", section))):  # noqa: ASYNC110 - the server raises no event
            await asyncio.sleep(0.02)


FAULTS = (
    Fault("queue-backlog", "backend", "Thousands of jobs wait in the backend's queue.", _backlog, processes=("redis",)),
    Fault(
        "redis-out-of-memory", "redis", "Valkey is past maxmemory and may evict nothing: writes fail.", _out_of_memory
    ),
    Fault("redis-read-only", "redis", "Valkey has become a replica and refuses writes.", _read_only_replica),
    Fault("redis-cannot-persist", "redis", "Snapshots fail, so Valkey refuses writes (MISCONF).", _persistence_error),
    Fault("redis-auth", "redis", "Valkey's password was changed at the server only.", _password_changed),
    stopped("redis-down", "redis", "Valkey is stopped; its port refuses connections."),
)
