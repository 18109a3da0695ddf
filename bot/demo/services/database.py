"""A service's connections to Postgres: a small pool, opened at the first use, so that a service starts without it."""

from __future__ import annotations

import asyncio
from typing import Any

import asyncpg

_CONNECT = 5.0  # seconds
_POOL = 5


class Database:
    """Queries over a lazily opened pool. Errors are asyncpg's own, with their SQLSTATE."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._pool: asyncpg.Pool[asyncpg.Record] | None = None
        self._opening = asyncio.Lock()

    async def fetch_value(self, query: str, *arguments: Any) -> Any:
        """The first column of the first row."""
        return await (await self._ready()).fetchval(query, *arguments)

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
