"""A service's connections to Postgres: a small pool, opened at the first use, so that a service starts without it."""

from __future__ import annotations

import asyncio
from typing import Any

import asyncpg

_CONNECT = 5.0  # seconds
_POOL = 6
_BEAT_PATIENCE = 1.5  # seconds
_BEAT = "insert into heartbeats (service) values ($1) on conflict (service) do update set at = now()"


class PoolExhausted(Exception):
    """Every connection is in use, and none came back in time."""


class Database:
    """Queries over a lazily opened pool. Errors are asyncpg's own, with their SQLSTATE."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._pool: asyncpg.Pool[asyncpg.Record] | None = None
        self._opening = asyncio.Lock()
        self._slots = asyncio.Semaphore(_POOL)  # who has taken a connection out, whatever has become of it since

    async def beat(self, service: str) -> None:
        """Prove that the database takes writes; PoolExhausted where no connection is free for it."""
        try:
            async with asyncio.timeout(_BEAT_PATIENCE):
                await self._slots.acquire()
        except TimeoutError:
            message = f"connection pool exhausted: all {_POOL} in use for {_BEAT_PATIENCE:g} s"
            raise PoolExhausted(message) from None
        try:
            await (await self._ready()).execute(_BEAT, service)
        finally:
            self._slots.release()

    async def fetch_value(self, query: str, *arguments: Any) -> Any:
        """The first column of the first row."""
        async with self._slots:
            return await (await self._ready()).fetchval(query, *arguments)

    async def leak(self) -> None:
        """Take every connection and give none back; PoolExhausted, as whoever wants one more will find."""
        for _ in range(_POOL):
            await self._slots.acquire()
        raise PoolExhausted(f"connection pool exhausted: all {_POOL} in use, none given back")

    async def close(self) -> None:
        """Drop the connections."""
        if self._pool is not None:
            self._pool.terminate()

    async def _ready(self) -> asyncpg.Pool[asyncpg.Record]:
        async with self._opening:
            if self._pool is None:
                pool = asyncpg.create_pool(self._dsn, min_size=0, max_size=_POOL, timeout=_CONNECT, ssl=False)
                self._pool = await pool
        return self._pool
