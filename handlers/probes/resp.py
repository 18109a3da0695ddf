"""RESP2, the protocol of Redis and Valkey: one connection, a few commands, every answer bounded in memory.

The full client library reads an answer of any announced size into memory, and cannot share the probes' TLS trust.
https://redis.io/docs/latest/develop/reference/protocol-spec/
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import parse_qs, unquote, urlsplit

from pydantic import AfterValidator

from handlers.core.model import KeepUnset
from handlers.probes import phases

LINE_LIMIT = 64 * 1024  # bytes of one line, asyncio's own default
ANSWER_LIMIT = 1024 * 1024  # bytes of one bulk answer: INFO takes a few kilobytes


class RespError(Exception):
    """The server's own error answer, such as `NOAUTH Authentication required.`"""

    @property
    def code(self) -> str:
        """Its first word, by which clients tell errors apart."""
        return str(self).partition(" ")[0]


class NotResp(Exception):
    """What came back is no RESP, or goes beyond the bounds."""


@dataclass(frozen=True, slots=True)
class RedisAddress:
    """Where and as whom: taken from `redis://`, `rediss://` or `unix://`."""

    host: str
    port: int
    path: str
    tls: bool
    user: str
    password: str
    database: int

    @classmethod
    def from_url(cls, url: str) -> RedisAddress:
        """As the client libraries read it; raises ValueError for anything else."""
        parts = urlsplit(url)
        if parts.scheme not in ("redis", "rediss", "unix"):
            raise ValueError(
                f"scheme {parts.scheme[:20]!r} is no Redis address, expected redis://, rediss:// or unix://"
            )
        query = parse_qs(parts.query)
        in_path = "" if parts.scheme == "unix" else parts.path.strip("/")
        database = in_path or query.get("db", ["0"])[0]
        if not database.isdecimal():
            raise ValueError(
                "the database of a Redis address is not a number, expected for example redis://host:6379/0"
            )
        return cls(
            parts.hostname or "localhost",
            parts.port or 6379,
            unquote(parts.path) if parts.scheme == "unix" else "",
            parts.scheme == "rediss",
            unquote(parts.username or ""),
            unquote(parts.password or ""),
            int(database),
        )


def _checked(url: str) -> str:
    RedisAddress.from_url(url)
    return url


RedisUrl = Annotated[str, AfterValidator(_checked), KeepUnset]


class RespConnection:
    """Sends a command, reads its answer."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    async def ask(self, *words: str) -> str | int | None:
        """The answer to one command. Raises RespError and NotResp."""
        parts = [f"*{len(words)}\r\n".encode()]
        for word in words:
            encoded = word.encode()
            parts.append(b"$%d\r\n%b\r\n" % (len(encoded), encoded))
        self._writer.write(b"".join(parts))
        await self._writer.drain()
        return await self._read()

    async def _read(self) -> str | int | None:
        line = await self._line()
        kind, rest = line[:1], line[1:]
        if kind == b"+":
            return rest.decode("utf-8", "replace")
        if kind == b"-":
            raise RespError(rest.decode("utf-8", "replace"))
        if kind not in (b":", b"$"):  # none of our commands is answered with an array
            raise NotResp(f"answered {line[:60]!r}")
        number = _number(rest, line)
        return number if kind == b":" else await self._bulk(number)

    async def _line(self) -> bytes:
        try:
            return (await self._reader.readuntil(b"\r\n"))[:-2]
        except asyncio.LimitOverrunError as error:
            raise NotResp(f"answered more than {LINE_LIMIT} bytes without an end of line") from error
        except asyncio.IncompleteReadError as error:
            if error.partial:
                raise NotResp(f"answered {error.partial[:60]!r}") from error
            raise ConnectionResetError("closed before the answer") from error

    async def _bulk(self, size: int) -> str | None:
        if size < 0:
            return None
        if size > ANSWER_LIMIT:
            raise NotResp(f"announced an answer of {size} bytes, more than {ANSWER_LIMIT}")
        try:
            return (await self._reader.readexactly(size + 2))[:-2].decode("utf-8", "replace")
        except asyncio.IncompleteReadError as error:
            raise ConnectionResetError("closed within the answer") from error


def _number(digits: bytes, line: bytes) -> int:
    try:
        return int(digits)
    except ValueError as error:
        raise NotResp(f"answered {line[:60]!r}") from error


@asynccontextmanager
async def connect(url: str, tls: ssl.SSLContext | None) -> AsyncIterator[RespConnection]:
    """A connection that is logged in and on its database; raises OSError, RespError, NotResp and ValueError."""
    address, watch = RedisAddress.from_url(url), phases.current()
    watch.begin("connect")
    reader, writer = await _open(address, tls)
    watch.end("tls")
    watch.end("connect")
    try:
        connection = RespConnection(reader, writer)
        if address.password:
            await connection.ask("AUTH", *filter(None, (address.user, address.password)))
        if address.database:
            await connection.ask("SELECT", str(address.database))
        yield connection
    finally:
        writer.transport.abort()


async def _open(address: RedisAddress, tls: ssl.SSLContext | None) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    if address.path:
        return await asyncio.open_unix_connection(address.path, limit=LINE_LIMIT)
    context = (tls or ssl.create_default_context()) if address.tls else None
    return await asyncio.open_connection(address.host, address.port, ssl=context, limit=LINE_LIMIT)
